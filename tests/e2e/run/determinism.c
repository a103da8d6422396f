/* The same snapshot, rules, policy and date give the same bytes: on any number of threads, twice, and anywhere. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* Sixteen engagements, two for each of the most threads, with enough wrong in them to get into disorder. */
#define MANY                                                                                                           \
    "for n in 01 02 03 04 05 06 07 08; do\n"                                                                           \
    "    for example in halden-orders halden-orders-troubled; do\n"                                                    \
    "        cp -R \"$EXAMPLES/$example\" \"$example-$n\"\n"                                                           \
    "        sed -i \"s/^  name: $example\\$/  name: $example-$n/\" \"$example-$n/engagement.yaml\"\n"                 \
    "    done\n"                                                                                                       \
    "done\n"                                                                                                           \
    "printf 'kind: [\\n' >> halden-orders-02/raid/risks.yaml\n"                                                        \
    "sed -i 's/^      probability: [0-9]/      probability: 99/' halden-orders-03/raid/risks.yaml\n"                   \
    "sed -i 's/ownerRef: .*/ownerRef: nobody.there/' halden-orders-04/raid/actions.yaml\n"                             \
    "printf 'apiVersion: d1d/v1\\nkind: Raidlogg\\n' > halden-orders-05/raid/more.yaml\n"                              \
    "repository\n"

Test(determinism, threads_and_repetition_change_nothing)
{
    sandbox_script(
        "every format, every source",
        MANY "for source in '' --staged '--rev main'; do\n"
             "    for format in text concise sarif json; do\n"
             "        for run in '1 a' '8 b' '8 c' '3 d'; do\n"
             "            set -- $run\n"
             "            d1lint check --as-of 2026-02-16 --todo $source --jobs $1 --format $format=\"$BOX/$2\" && "
             "exit 1\n"
             "        done\n"
             "        test -s \"$BOX/a\"\n"
             "        for other in b c d; do cmp \"$BOX/a\" \"$BOX/$other\"; done\n"
             "    done\n"
             "done\n");
}

/* Engagements are told side by side; nobody knows which is done first. */
Test(determinism, threads_change_nothing_of_what_history_tells)
{
    sandbox_script("gates and criteria, an item, a criterion of engagements by their names",
                   MANY "for n in 1 2 3; do\n"
                        "    for log in */raid/risks.yaml; do printf '# Looked at %s\\n' $n >> \"$log\"; done\n"
                        "    sed -i \"0,/probability: [0-9]/s//probability: $n/\" */raid/risks.yaml\n"
                        "    commit\n"
                        "done\n"
                        "for subject in '' risk-01 '--engagement halden-orders-07 --engagement "
                        "halden-orders-01 S2D-A2'; do\n"
                        "    for jobs in 1 8 3; do\n"
                        "        d1lint history --as-of 2026-04-30 --no-cache --jobs $jobs --format json $subject > "
                        "\"$BOX/$jobs\" 2> \"$BOX/$jobs.err\"\n"
                        "    done\n"
                        "    test -s \"$BOX/1\"\n"
                        "    for other in 8 3; do\n"
                        "        cmp \"$BOX/1\" \"$BOX/$other\"\n"
                        "        cmp \"$BOX/1.err\" \"$BOX/$other.err\"\n"
                        "    done\n"
                        "done\n");
}

/* Judged on the day of the commit: of one that is younger a revision would say so. */
Test(determinism, sources_of_the_same_content_give_the_same_findings)
{
    sandbox_script(
        "work tree, index, revision",
        MANY "for source in '' --staged '--rev main'; do\n"
             "    d1lint check --as-of 2026-03-09 --todo $source --format concise > \"$BOX/found$source\" || true\n"
             "    test -s \"$BOX/found$source\"\n"
             "    cmp \"$BOX/found$source\" \"$BOX/found\"\n"
             "done\n");
}

Test(determinism, no_report_tells_where_the_repository_lies)
{
    sandbox_script("two places", "repository halden-orders-troubled\n"
                                 "cp -R . \"$BOX/elsewhere\"\n"
                                 "for format in text concise brief sarif json; do\n"
                                 "    case $format in sarif | json) in=raid ;; *) in=. ;; esac\n"
                                 "    d1lint check --as-of 2026-02-16 --format $format > \"$BOX/a\" || true\n"
                                 "    (cd \"$BOX/elsewhere/$in\" && d1lint check --as-of 2026-02-16 --format $format "
                                 "> \"$BOX/b\" || true)\n"
                                 "    test -s \"$BOX/a\"\n"
                                 "    cmp \"$BOX/a\" \"$BOX/b\"\n"
                                 "    if grep -F \"$BOX\" \"$BOX/a\"; then exit 1; fi\n"
                                 "done\n");
}

Test(determinism, no_report_tells_from_which_clone_it_comes)
{
    sandbox_script("two clones, of other remotes and on other branches",
                   "repository halden-orders-troubled\n"
                   "git clone -q . \"$BOX/one\"\n"
                   "git clone -q . \"$BOX/elsewhere\"\n"
                   "git -C \"$BOX/elsewhere\" remote set-url origin https://me:secret@git.example/x.git\n"
                   "git -C \"$BOX/elsewhere\" checkout -q -b topic\n"
                   "for format in text concise sarif json; do\n"
                   "    for source in '' --staged '--rev HEAD'; do\n"
                   "        for clone in one elsewhere; do\n"
                   "            (cd \"$BOX/$clone\" && d1lint check --as-of 2026-02-16 $source --format $format > "
                   "\"$BOX/$clone.out\" || true)\n"
                   "        done\n"
                   "        test -s \"$BOX/one.out\"\n"
                   "        cmp \"$BOX/one.out\" \"$BOX/elsewhere.out\"\n"
                   "    done\n"
                   "done\n"
                   "for format in sarif json; do\n"
                   "    d1lint check --as-of 2026-02-16 --repository-uri ssh://git@git.example/x --format $format > "
                   "\"$BOX/a\" || true\n"
                   "    grep -q '\"repositoryUri\": \"ssh://git@git.example/x\"' \"$BOX/a\"\n"
                   "    grep -q '\"branch\": \"main\"' \"$BOX/a\"\n"
                   "done\n");
}

/* What an auditor does: another machine, another folder, another way in which git keeps the objects. */
Test(determinism, a_bare_clone_that_is_judged_by_a_tag_says_the_same_everywhere)
{
    sandbox_script(
        "three clones",
        "repository halden-orders-troubled\n"
        "git tag -m 'gate s2d-exit' s2d-exit\n"
        "git clone -q --bare . \"$BOX/one.git\"\n"
        "mkdir -p \"$BOX/a b/$(printf '\\303\\244')\"\n"
        "two=\"$BOX/a b/$(printf '\\303\\244')/two.git\"\n"
        "git clone -q --bare --no-local . \"$two\"\n"
        "git -C \"$two\" repack -q -a -d\n"
        "git -C \"$two\" branch -q other\n"
        "spoil\ncommit\n"
        "for format in $(formats); do\n"
        "    (cd \"$BOX/one.git\" && d1lint check --rev s2d-exit --as-of 2026-02-16 --created 2026-02-16T12:00:00Z "
        "--verbose "
        "--format $format > \"$BOX/a.out\" 2> \"$BOX/a.err\" || true)\n"
        "    (cd \"$two\" && HOME=\"$BOX/a b\" TZ=Asia/Tokyo LC_ALL=C d1lint check --rev "
        "s2d-exit --as-of 2026-02-16 --created 2026-02-16T12:00:00Z --verbose --jobs 1 --no-cache --format $format > "
        "\"$BOX/b.out\" 2> \"$BOX/b.err\" || true)\n"
        "    d1lint check --rev s2d-exit --as-of 2026-02-16 --created 2026-02-16T12:00:00Z --verbose --format $format "
        "> "
        "\"$BOX/c.out\" 2> \"$BOX/c.err\" || true\n"
        "    test -s \"$BOX/a.out\"\n"
        "    for other in b c; do\n"
        "        cmp \"$BOX/a.out\" \"$BOX/$other.out\"\n"
        "        cmp \"$BOX/a.err\" \"$BOX/$other.err\"\n"
        "    done\n"
        "done\n");
}

Test(determinism, no_report_tells_where_a_plain_directory_lies)
{
    sandbox_script("two places", "cp -R \"$EXAMPLES/halden-orders-troubled/.\" .\n"
                                 "cp -R . \"$BOX/elsewhere\"\n"
                                 "for format in text concise sarif json; do\n"
                                 "    d1lint check --as-of 2026-02-16 --format $format > \"$BOX/a\" || true\n"
                                 "    (cd \"$BOX/elsewhere\" && d1lint check --as-of 2026-02-16 --format $format > "
                                 "\"$BOX/b\" || true)\n"
                                 "    grep -q 'no git repository' \"$BOX/a\"\n"
                                 "    cmp \"$BOX/a\" \"$BOX/b\"\n"
                                 "    if grep -F \"$BOX\" \"$BOX/a\"; then exit 1; fi\n"
                                 "done\n");
}

Test(determinism, the_locale_and_the_zone_of_the_machine_change_nothing)
{
    sandbox_script("locales and zones",
                   "repository halden-orders-troubled\n"
                   "for format in text concise sarif json; do\n"
                   "    d1lint check --as-of 2026-02-16 --format $format > \"$BOX/a\" || true\n"
                   "    LC_ALL=C TZ=Pacific/Kiritimati COLUMNS=40 d1lint check --as-of 2026-02-16 --format $format > "
                   "\"$BOX/b\" || true\n"
                   "    test -s \"$BOX/a\"\n"
                   "    cmp \"$BOX/a\" \"$BOX/b\"\n"
                   "done\n");
}
