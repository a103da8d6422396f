#!/bin/sh
# Prints what became of the tests that record.sh ran: one line each, then one line for all.
#
#     summary.sh RESULTS STATUS NAME...
#
# STATUS is the exit status of the make that ran them; it is the exit status of this. One of the NAMEs without a
# result is a test program that could not be built.
results=$1 status=$2
shift 2
mkdir -p "$results"
for name; do
    if [ ! -e "$results/$name.result" ]; then
        printf 'FAIL\t%s\t%s\n' "$name" 'could not be built' > "$results/$name.result"
        [ "$status" -ne 0 ] || status=1
    fi
done
cat "$results"/*.result 2>/dev/null | LC_ALL=C sort -t "$(printf '\t')" -k 2 | awk -F '\t' -v status="$status" '
BEGIN {
    print ""
}
{
    word = $1
    sub(/ .*/, "", word)
    printf "%-4s  %-22s %s\n", word, $2, $3
    count[word]++
    if (match($3, /Tested: [0-9]+/))
        unit += substr($3, RSTART + 8, RLENGTH - 8)
}
END {
    printf "\nSummary: %d of %d test programs pass, with %d unit tests", count["pass"], count["pass"] + count["FAIL"], unit
    if (count["FAIL"])
        printf "; %d FAILED", count["FAIL"]
    else if (status != 0)
        printf "; make FAILED"
    if (count["NOT"])
        printf "; %d were NOT RUN", count["NOT"]
    print "."
}'
exit "$status"
