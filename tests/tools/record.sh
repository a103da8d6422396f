#!/bin/sh
# Runs one test program, shows its output, and keeps its verdict, and how long it took, for the summary at the end.
#
#     record.sh RESULTS NAME COMMAND...
#
# The last line that the command prints is what the summary says of it. The exit status is the command's.
results=$1 name=$2
shift 2
mkdir -p "$results"
# What `make deps` installs comes before what else the machine has of that name. A process keeps what it frees: else git
# asks for its pages anew with each object that it packs, which takes far longer than to pack it.
PATH=/usr/bin:/bin:$PATH MALLOC_TRIM_THRESHOLD_=268435456
export PATH MALLOC_TRIM_THRESHOLD_
begun=$(date +%s)
"$@" > "$results/$name.log" 2>&1
status=$? seconds=$(($(date +%s) - begun))
cat "$results/$name.log"
# Criterion colours its line when it believes to see a terminal.
last=$(sed -e 's/\x1b\[[0-9;]*m//g' -e '/^[[:space:]]*$/d' "$results/$name.log" | tail -n 1)
case $last in
*'Tested: 0 '*) status=1 ;; # a suite without tests has tested nothing
esac
if [ "$status" -eq 0 ]; then
    verdict=pass
else
    verdict="FAIL (exit status $status)"
fi
printf '%s\t%s\t%s\t%s s\n' "$verdict" "$name" "$last" "$seconds" > "$results/$name.result"
exit "$status"
