#!/bin/sh
# Prints what the log of a test program that failed says of why, in 20 lines at most.
#
#     failures.sh LOG
#
# Criterion ends what it says of a failed test (`[----]`) with `[FAIL]` and its name, and the harnesses what differs with
# FAIL and the case. Each of them is named, and has its share of the lines for what stands before it. Where a log names
# nothing, its end says why; its very last line stands in the summary already. Of a long line there is the beginning.
sed -e 's/\x1b\[[0-9;]*m//g' "$1" | awk -v most=20 '
{
    line[NR] = $0
}
/^\[====\] / {
    criterion = 1
}
/^\[FAIL\] |^FAIL / {
    named[++names] = NR
}
function show(text) {
    print "    " substr(text, 1, 240)
}
function says(text) {
    return criterion ? text ~ /^\[----\] *[^ ]/ : text ~ /[^ ]/
}
END {
    if (!names) {
        for (i = NR - most > 1 ? NR - most : 1; i < NR; i++)
            show(line[i])
        exit
    }
    share = int(most / names) - 1
    for (i = 1; i <= names && i <= most; i++) {
        said = 0
        for (at = named[i - 1] + 1; at < named[i]; at++)
            if (says(line[at]) && ++said <= share)
                show(line[at])
        show(line[named[i]])
    }
    if (names > most)
        printf "    ... and %d more that failed\n", names - most
}'
