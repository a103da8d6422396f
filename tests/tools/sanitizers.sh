#!/bin/sh
# Fails when the sanitizers wrote anything: a leak in a test's process does not fail the test, because the process
# that judges it is another one.
#
#     sanitizers.sh LOGS STATUS
#
# STATUS is the exit status of the tests; it is the exit status of this when there is nothing in LOGS.
logs=$1 status=$2
found=$(find "$logs" -type f | wc -l)
if [ "$found" -eq 0 ]; then
    echo "Sanitizers: no report."
    exit "$status"
fi
echo
echo "Sanitizers: $found reports in $logs, the first of them:"
head -n 60 "$(find "$logs" -type f | LC_ALL=C sort | head -n 1)"
exit 1
