#!/bin/sh
# Tests of what `make test` says in the end (record.sh, summary.sh, failures.sh): which programs failed, and why.
#
#     run.sh PROGRAM    (which is not run)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT
results=$box/results
mkdir "$results"
passed=0 failed=0

# expect CASE SHOULD IS: the figure, mostly how the summary ends, is what it should be, and the summary has each line of
# standard input, in that order.
expect() {
    name=$1 at=0 wrong=
    [ "$3" -eq "$2" ] || wrong="$3, not $2"
    while IFS= read -r line; do
        found=$(tail -n "+$((at + 1))" "$box/said" | grep -nxF -e "$line" | head -n 1 | cut -d : -f 1)
        if [ -z "$found" ]; then
            wrong="does not say \"$line\""
            break
        fi
        at=$((at + found))
    done
    if [ -z "$wrong" ]; then
        passed=$((passed + 1))
    else
        cat "$box/said"
        echo "FAIL $name: $wrong"
        failed=$((failed + 1))
    fi
}
# program NAME STATUS: a test program that prints standard input and ends so.
program() {
    cat > "$box/prints"
    "$here/record.sh" "$results" "$1" sh -c "cat '$box/prints'; exit $2" > /dev/null || true
}
# summary STATUS NAME...: what is said after a make that ended so, with each time as 7 s; prints how it ends itself.
summary() {
    sed -i 's/[0-9]* s$/7 s/' "$results"/*.result
    "$here/summary.sh" "$results" "$@" > "$box/said" && echo 0 || echo $?
}
# The lines that tell of one program.
told_of() {
    sed -n "/^$1, from /,/^\$/p" "$box/said" | grep -c '^    '
}

echo '[====] Synthesis: Tested: 12 | Passing: 12 | Failing: 0 | Crashing: 0 ' | program unit-a 0
echo '3 of 3 golden cases as expected' | program test-golden 0
expect 'all pass' 0 "$(summary 0 unit-a test-golden)" <<'END'
pass  test-golden               7 s  3 of 3 golden cases as expected
pass  unit-a                    7 s  [====] Synthesis: Tested: 12 | Passing: 12 | Failing: 0 | Crashing: 0 

Summary: 2 of 2 test programs pass, with 12 unit tests.
END
expect 'make failed though all pass' 2 "$(summary 2 unit-a test-golden)" <<'END'
Summary: 2 of 2 test programs pass, with 12 unit tests; make FAILED.
END

# Tests that fail stand among times that are told of those that pass, and the second says more than there is room for.
{
    seq -f 'a case that passes in %g s' 40
    printf '[----] tests/hostile/a.c:10: Assertion Failed\n[----]   \n[----]   a loop: ends with 1, not 0\n[----]   \n'
    printf '[\033[31mFAIL\033[0m] files::first: (0.10s)\n'
    seq -f 'a case that passes in %g s' 40
    seq -f '[----]   line %g' 40
    printf '[FAIL] limits::second: (5.29s)\nmore times\n'
    echo '[====] Synthesis: Tested: 53 | Passing: 51 | Failing: 2 | Crashing: 0 '
} | program test-hostile 1
expect 'a suite of Criterion' 1 "$(summary 1 unit-a test-hostile)" <<END
FAIL  test-hostile              7 s  [====] Synthesis: Tested: 53 | Passing: 51 | Failing: 2 | Crashing: 0 

test-hostile, from $results/test-hostile.log:
    [----] tests/hostile/a.c:10: Assertion Failed
    [----]   a loop: ends with 1, not 0
    [FAIL] files::first: (0.10s)
    [----]   line 1
    [FAIL] limits::second: (5.29s)

Summary: 2 of 3 test programs pass, with 65 unit tests; 1 FAILED.
END
expect 'no more than twenty lines' 13 "$(told_of test-hostile)" < /dev/null

{
    seq -f '[FAIL] many::test_%g: CRASH!' 30
    echo '[====] Synthesis: Tested: 30 | Passing: 0 | Failing: 30 | Crashing: 30 '
} | program test-hostile 1
expect 'more that fail than there is room for' 1 "$(summary 1 test-hostile)" << END
    [FAIL] many::test_1: CRASH!
    [FAIL] many::test_20: CRASH!
    ... and 10 more that failed
END

printf -- '--- a/expected\n+++ a/actual\n-one\n+two\nFAIL a\n0 of 1 golden cases as expected\n' | program test-golden 1
{
    seq 100
    echo 'line 12: syntax error'
    echo
    echo 'Terminated'
} | program test-oom 143
rm "$results"/*hostile*
expect 'other harnesses' 1 "$(summary 1 test-golden test-oom)" << END
test-golden, from $results/test-golden.log:
    -one
    +two
    FAIL a

test-oom, from $results/test-oom.log:
    100
    line 12: syntax error

Summary: 1 of 3 test programs pass, with 12 unit tests; 2 FAILED.
END

printf 'src/x.c:1:2: error: unknown type name\nmake[1]: *** [Makefile:9: build/x.o] Error 1\n' > "$results/make.log"
echo 'make[1]: *** [Makefile:346: test-golden] Error 1' >> "$results/make.log"
expect 'what could not be built, of which there is no result' 1 "$(summary 0 unit-a unit-x unit-y)" << END
FAIL  unit-x                         could not be built
FAIL  unit-y                         could not be built

What could not be built, from $results/make.log:
    src/x.c:1:2: error: unknown type name
    make[1]: *** [Makefile:9: build/x.o] Error 1

Summary: 1 of 5 test programs pass, with 12 unit tests; 4 FAILED.
END
expect 'once, and no test that failed' 2 "$(grep -c 'make.log:$\|] Error ' "$box/said")" < /dev/null

echo "$passed of $((passed + failed)) ends of a test run are told"
[ "$failed" -eq 0 ]
