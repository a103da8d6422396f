#!/bin/sh
# Prints what became of the tests that record.sh ran: one line each, with how long it took beside the others, what the
# logs of those that failed say of why, and one line for all. It ends what `make test` prints, and is all that some see
# of it.
#
#     summary.sh RESULTS STATUS NAME...
#
# STATUS is the exit status of the make that ran them; it is the exit status of this. One of the NAMEs without a
# result is a test program that could not be built: RESULTS/make.log, what that make complained of, says why.
results=$1 status=$2 here=$(dirname "$0") tab=$(printf '\t')
shift 2
mkdir -p "$results"
for name; do
    if [ ! -e "$results/$name.result" ]; then
        printf 'FAIL\t%s\t%s\n' "$name" 'could not be built' > "$results/$name.result"
        [ "$status" -ne 0 ] || status=1
    fi
done
all=$(cat "$results"/*.result 2> /dev/null | LC_ALL=C sort -t "$tab" -k 2)

printf '%s\n' "$all" | awk -F '\t' '
BEGIN {
    print ""
}
{
    sub(/ .*/, "", $1)
    printf "%-4s  %-22s %6s  %s\n", $1, $2, $4, $3
}'

# Nothing is said twice: that a test failed is not why something could not be built, nor is a second thing that could not.
unbuilt=false
printf '%s\n' "$all" | grep '^FAIL' | while IFS=$tab read -r _ name _; do
    if [ -e "$results/$name.log" ]; then
        printf '\n%s, from %s:\n' "$name" "$results/$name.log"
        "$here/failures.sh" "$results/$name.log"
    elif ! $unbuilt && [ -s "$results/make.log" ]; then
        unbuilt=true
        printf '\nWhat could not be built, from %s:\n' "$results/make.log"
        grep -v ': \(unit\|test\|suite\)-[^]]*] Error ' "$results/make.log" | head -n 20 | cut -c 1-240 | sed 's/^/    /'
    fi
done

printf '%s\n' "$all" | awk -F '\t' -v status="$status" '
{
    sub(/ .*/, "", $1)
    count[$1]++
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
