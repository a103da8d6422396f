/*
 * A verdict that is known from an earlier run is the one that would be made now, whatever has changed since: one thing
 * at a time, and each time with and without what is kept.
 */
#include <criterion/criterion.h>

#include "e2e/run/known.h"

/* A verdict is left behind, then one thing is changed, which must be seen, and changed back. */
#define CHANGE(what, args, change, back)                                                                               \
    {                                                                                                                  \
        .name = what, .given = "repository halden-orders\n",                                                           \
        .when = WORDS "same " args "\n" change "\nsame " args "\n" back "\nsame " args "\n", .never = {"differs"},     \
        .says = {                                                                                                      \
            "apart\napart\n"                                                                                           \
        }                                                                                                              \
    }

Test(recall, one_thing_that_matters_is_changed)
{
    static const struct sandbox_case cases[] = {
        CHANGE("a document", "", "spoil", "mend"),
        CHANGE("a document, for what is staged", "--staged", "spoil; git add -A", "mend; git add -A"),
        CHANGE("a document, for a revision", "--rev HEAD", "spoil; commit", "mend; commit"),
        CHANGE("a document, in a size and at a time as before", "",
               "cp -p engagement.yaml \"$BOX/kept\"; spoil; touch -r \"$BOX/kept\" engagement.yaml",
               "mend; touch -r \"$BOX/kept\" engagement.yaml"),
        CHANGE("a file that a rule reads and that is none of ours", "--rules \"$BOX/own\"", "echo more >> $mail",
               "git checkout -q evidence"),
        CHANGE("that file is gone", "--rules \"$BOX/own\"", "mv evidence \"$BOX/evidence\"",
               "mv \"$BOX/evidence\" evidence"),
        CHANGE("that file is not tracked any more, and ignored", "--rules \"$BOX/own\"",
               "git rm -qr --cached evidence; echo /evidence/ > .git/info/exclude", ": > .git/info/exclude"),
        CHANGE("a new file", "", "artifact RaidLog more > more.yaml < /dev/null", "rm more.yaml"),
        CHANGE("a file is gone", "", "mv raid/risks.yaml \"$BOX\"", "mv \"$BOX/risks.yaml\" raid"),
        CHANGE("a file is moved", "", "mv raid other", "mv other raid"),
        CHANGE("where ours is missing it lies in a file that git ignores", "",
               "mv s2d/stakeholders.yaml \"$BOX/s\"; same; cp \"$BOX/s\" local.yaml; echo local.yaml > "
               ".git/info/exclude",
               "rm local.yaml"),
        CHANGE("where ours is missing it lies in a file that is not staged", "--staged",
               "git rm -q --cached s2d/stakeholders.yaml; mv s2d/stakeholders.yaml \"$BOX/s\"; same --staged; cp "
               "\"$BOX/s\" s2d/stakeholders.yaml",
               "rm s2d/stakeholders.yaml"),
        CHANGE("the policy of the repository", "", "sed -i 's/^spec:/spec:\\n  exclude: [raid]/' policy.yaml",
               "git checkout -q policy.yaml"),
        CHANGE("which branch it is", "--rev HEAD --repository-uri https://git.example/halden", "git branch -M other",
               "git branch -M main"),
        CHANGE("which commit it is", "--rev HEAD", "git commit -q --allow-empty -m same", "git reset -q HEAD~1"),
        CHANGE("a mail is signed by another commit", "", "spoil team/roster.yaml; touch_up team/roster.yaml; commit",
               "git reset -q HEAD~1; git checkout -q ."),
    };

    SANDBOX_CASES(cases);
}

Test(recall, what_the_options_name_is_changed)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the policy in a file",
            .given = "repository halden-orders\nspoil\n",
            .when = WORDS "policy raid\nsame --policy \"$BOX/p.yaml\"\npolicy engagement.yaml\n"
                          "same --policy \"$BOX/p.yaml\"\npolicy raid\nsame --policy \"$BOX/p.yaml\"\n",
            .says = {"apart\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "the branch that is compared with",
            .given = "repository halden-orders\ngit branch base\nspoil\n",
            .when = WORDS "same --since base\ncommit\ngit branch -f base\nsame --since base\n"
                          "git branch -f base HEAD~1\nsame --since base\nsame --since base...\n",
            .says = {"apart\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "the branch that is trusted",
            .given = "repository halden-orders\ngit branch base\ntouch_up team/roster.yaml\nspoil\ncommit\n",
            .when = WORDS "same --trust base\ngit branch -f base\nsame --trust base\n",
            .says = {"apart\n"},
            .never = {"differs"},
        },
        {
            .name = "a rule of one's own",
            .given = "repository halden-orders\n",
            .when = WORDS "same --rules \"$BOX/own\"\nrule Two true\nsame --rules \"$BOX/own\"\n"
                          "rule Two false\nsame --rules \"$BOX/own\"\n",
            .says = {"apart\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "from where, and which paths",
            .given = "repository halden-orders\nspoil\n",
            .when = WORDS "same raid\nsame engagement.yaml\ncd raid\nsame .\nsame ..\nsame ../engagement.yaml\n",
            .says = {"apart\n"},
            .never = {"differs"},
        },
        {
            .name = "every option alters what it alters",
            .given = "repository halden-orders-troubled\n",
            .when = WORDS "form=text asked=check\nsame\n"
                          "for o in --todo '--gate kickoff' '--fail-on note' '--audience customer' '--engagement "
                          "halden-orders-troubled' '--owner marta.ruiz' '--policy default' '-j 3' --quiet; do\n"
                          "    same $o\n    tail -1 \"$BOX/last\"\ndone\n"
                          "for day in 2026-03-01 commit; do\n    same\n    tail -1 \"$BOX/last\"\ndone\n",
            .says = {"apart\nexit 1\napart\nexit 1\napart\nexit 1\napart\nexit 1\napart\nexit 1\napart\nexit 1\n"
                     "apart\nexit 1\nas before\nexit 1\napart\nexit 1\napart\nexit 1\napart\nexit 1\n"},
            .never = {"differs", "exit 2"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(recall, the_world_around_is_changed)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "the time zone database, on which it hangs which day it is",
            .given = "repository first-steps\n",
            .when = "zone() { for z in Dublin Oslo Vienna; do cp /usr/share/zoneinfo/$1 \"$TZDIR/Europe/$z\"; done; }\n"
                    "says() { d1lint check --format json \"$@\" || true; }\n"
                    "export TZDIR=\"$BOX/tz\"\nmkdir -p \"$TZDIR/Etc\" \"$TZDIR/Europe\"\nzone Etc/GMT-14\nsleep 0.1\n"
                    "says > \"$BOX/a\"\nzone Etc/GMT+12\nsays --no-cache > \"$BOX/b\"\nsays > \"$BOX/c\"\n"
                    "cmp \"$BOX/b\" \"$BOX/c\"\n! cmp -s \"$BOX/a\" \"$BOX/b\" && echo seen\n"
                    "rm -r \"$TZDIR/Europe\"\nsays --no-cache > \"$BOX/b\"\nsays > \"$BOX/c\"\n"
                    "cmp \"$BOX/b\" \"$BOX/c\" && echo the same without\n",
            .says = {"seen\nthe same without\n"},
        },
        {
            .name = "an object is lost, of the snapshot and of its history: as it is without what is kept",
            .given = "repository halden-orders\nspoil\ncommit\nmend\ncommit\n",
            .when =
                WORDS "same --rev HEAD\n"
                      "lose() { o=$(git rev-parse \"$1\"); mv .git/objects/${o%${o#??}}/${o#??} \"$BOX/lost\"; }\n"
                      "find() { mv \"$BOX/lost\" .git/objects/${o%${o#??}}/${o#??}; }\n"
                      "lose HEAD:engagement.yaml\nsame --rev HEAD\ngrep ^exit \"$BOX/last\"\nfind\nsame --rev HEAD\n"
                      "lose HEAD~1:engagement.yaml\nsame --rev HEAD\nfind\nsame --rev HEAD\n"
                      "lose HEAD~1:\nsame --rev HEAD\nfind\nsame --rev HEAD\n",
            .says = {"apart\nexit 3\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "a clone that lacks history, and then does not",
            .given = "repository halden-orders\nspoil\ncommit\nmend\ncommit\n"
                     "git clone -q --depth 1 \"file://$PWD\" \"$BOX/clone\"\ncd \"$BOX/clone\"\n",
            .when =
                "cd \"$BOX/clone\"\n" WORDS "same --rev HEAD\nsame\ngit fetch -q --unshallow\nsame --rev HEAD\nsame\n",
            .never = {"differs"},
        },
        {
            .name = "tags, packs and the index, which alter nothing",
            .given = "repository halden-orders\n",
            .when =
                WORDS "same\ngit tag -a v1 -m v1\nsame\ngit gc -q\nsame\ntouch engagement.yaml\nsame\ngit status -s\n"
                      "same\ngit pack-refs --all\nsame\n",
            .says = {"as before\nas before\nas before\nas before\nas before\n"},
            .never = {"differs", "apart"},
        },
        {
            .name = "another work tree of the same repository, whose files have other contents",
            .given = "repository halden-orders\nspoil\ncommit\ngit worktree add -q \"$BOX/other\" HEAD~1\n",
            .when = WORDS "same\nrm \"$BOX/last\"\ncd \"$BOX/other\"\nsame\nspoil\nsame\n",
            .says = {"apart\n"},
            .never = {"differs"},
        },
        {
            .name = "files that lie in no repository",
            .given = "cp -R \"$EXAMPLES/halden-orders/.\" .\n",
            .when = WORDS "same\nspoil\nsame\nmend\nsame\n",
            .says = {"apart\napart\n"},
            .never = {"differs"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A waiver in the newest commit counts once something is not committed: a file whose lines end as nobody stored them.
 */
#define STORED(what, change, back)                                                                                     \
    {                                                                                                                  \
        .name = what,                                                                                                  \
        .given = "repository halden-orders-troubled\nsed -i 's/^  reason: /&Indeed. /' waivers/wvr-01.yaml\ncommit\n"  \
                 "sed -i 's/$/\\r/' engagement.yaml\n",                                                                \
        .when = WORDS "same\n" change "\nsame\n" back "\nsame\n", .never = {"differs"}, .says = {                      \
            "apart\napart\n"                                                                                           \
        }                                                                                                              \
    }

Test(recall, what_git_would_store_is_changed)
{
    static const struct sandbox_case cases[] = {
        STORED("attributes of the repository", "echo '*.yaml text' > .git/info/attributes", "rm .git/info/attributes"),
        STORED("attributes in the work tree", "echo '*.yaml text' > .gitattributes", "rm .gitattributes"),
        STORED("attributes of a folder, ignored",
               "echo '*.yaml text' > raid/.gitattributes; sed -i 's/$/\\r/' "
               "raid/risks.yaml; git checkout -q engagement.yaml; echo .gitattributes > .git/info/exclude",
               "rm raid/.gitattributes"),
        STORED("attributes of the user",
               "mkdir -p \"$BOX/config/git\"; export XDG_CONFIG_HOME=\"$BOX/config\"; "
               "echo '*.yaml text' > \"$BOX/config/git/attributes\"",
               "rm \"$BOX/config/git/attributes\""),
        STORED("configuration", "git config core.autocrlf input", "git config --unset core.autocrlf"),
        STORED("a file that is as it was stored when something else held is written again",
               "git config core.autocrlf true; rm engagement.yaml; git checkout -q engagement.yaml; touch -d yesterday "
               "engagement.yaml; git update-index -q --refresh; git config --unset core.autocrlf",
               "touch engagement.yaml"),
    };

    SANDBOX_CASES(cases);
}

/*
 * A verdict of three engagements is left behind, then something is changed, which must be seen, and changed back; once
 * where all documents are made, once where they are made of those that are judged.
 */
#define OTHER(what, args, change, back)                                                                                \
    {                                                                                                                  \
        .name = what, .given = WORDS SEVERAL "several halden-orders halden-orders-troubled halden-orders\n",           \
        .when = WORDS SEVERAL "for form in json text; do\nrm -f \"$BOX/last\"\nsame " args "\n" change "\nsame " args  \
                              "\n" back "\nsame " args "\ndone\n",                                                     \
        .never = {"differs"}, .says = {                                                                                \
            "apart\napart\n",                                                                                          \
            "apart\napart\napart\napart\n"                                                                             \
        }                                                                                                              \
    }

Test(recall, each_engagement_by_itself)
{
    static const struct sandbox_case cases[] = {
        {
            .name =
                "what changes in one has that one judged, also beside what it is compared with, and for other formats",
            .given = WORDS SEVERAL "several halden-orders first-steps halden-orders\n",
            .when = WORDS SEVERAL
            "same\nkept\nspoil a/engagement.yaml\nagain\nspoil c/engagement.yaml\nagain\nmend a/engagement.yaml\n"
            "again --since HEAD\nmend c/engagement.yaml\nagain --since HEAD\nagain --engagement b\n"
            "again --owner ruben.falk\nagain c\n",
            .says =
                {"6\napart\n2 values more\napart\n2 values more\napart\n6 values more\napart\n6 values more\napart\n0 "
                 "values more\napart\n0 values more\napart\n0 values more\n"},
            .never = {"differs"},
        },
        {
            .name = "a file that holds documents of two: what changes in one of these, and in either of the two",
            .given = WORDS SEVERAL "several halden-orders halden-orders-troubled halden-orders\n"
                                   "two() { sed 's/^metadata:/&\\n  namespace: b/' b/raid/risks.yaml; echo ---;\n"
                                   "sed 's/^metadata:/&\\n  namespace: a/' a/raid/risks.yaml; }\n"
                                   "two > \"$BOX/two\"\nrm a/raid/risks.yaml b/raid/risks.yaml\n"
                                   "mv \"$BOX/two\" c/two.yaml\ncommit\n",
            .when = WORDS SEVERAL "form=text\nsame\nsame\nspoil a/engagement.yaml\nsame\nmend a/engagement.yaml\n"
                                  "spoil b/engagement.yaml\nsame\nspoil c/engagement.yaml\nsame\n"
                                  "sed -i 's/risk-01/risk-77/' c/two.yaml\nsame\n",
            .says = {"as before\napart\napart\napart\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "what is secret in one whose verdict is known is not shown while another is judged",
            .given = WORDS SEVERAL "several halden-orders halden-orders\n"
                                   "sed -i '0,/title: .*/s//title: AKIACANARYCANARYCAN1/' a/raid/risks.yaml\n",
            .when = WORDS SEVERAL "form=text\nsame\nspoil b/engagement.yaml\nsame\ncat \"$BOX/last\"\n",
            .says = {"apart\n", "CNF-002"},
            .never = {"differs", "CANARY"},
        },
        {
            .name = "what belongs to none, and to two in one directory, is told of where nothing of it is judged",
            .given = WORDS SEVERAL "several halden-orders halden-orders first-steps\n"
                                   "artifact RaidLog more < /dev/null | sed 's/{/{namespace: nobody, /' > more.yaml\n",
            .when = WORDS SEVERAL "form=text\nsame\nspoil a/engagement.yaml\nsame\n"
                                  "sed 's/name: b/name: d/' b/engagement.yaml > b/more.yaml\nsame\n"
                                  "spoil c/engagement.yaml\nsame\n",
            .says = {"apart\napart\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "documents that the cache has no more are read again, and what is damaged in it is",
            .given = WORDS SEVERAL "several halden-orders halden-orders-troubled\n",
            .when = WORDS SEVERAL "lost() { sleep 0.1; says > /dev/null; sleep 0.1; rm $packs; }\n"
                                  "sleep 0.1\nsays > /dev/null\npacks=$(ls .git/d1lint/*)\nform=text\nlost\nsame\n"
                                  "spoil a/engagement.yaml\nsame\nmend a/engagement.yaml\n"
                                  "for p in .git/d1lint/*; do printf x | dd of=$p bs=1 seek=3000 conv=notrunc; done\n"
                                  "same\n",
            .says = {"apart\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "of what another says nothing is kept: how many there are, one of the same name, one inside of it",
            .given = WORDS SEVERAL "several halden-orders first-steps\n",
            .when = WORDS SEVERAL
            "same\nmv b \"$BOX/b\"\nsame\ncp -R \"$BOX/b\" c\nsame\nmkdir a/b\ncp \"$BOX/b/engagement.yaml\" a/raid\n"
            "same\nsed -i 's/name: b/name: a/' c/engagement.yaml\nsame\nsed -i 's/name: a/name: d/' "
            "c/engagement.yaml\nsame\n",
            .never = {"differs"},
        },
        {
            .name = "a waiver in the newest commit counts once something stands behind that, wherever it is",
            .given = WORDS SEVERAL "several halden-orders-troubled first-steps\nspoil b/engagement.yaml\ncommit\n"
                                   "sed -i 's/^  reason: /&Indeed. /' a/waivers/wvr-01.yaml\ncommit\n",
            .when = WORDS SEVERAL "same\ntouch_up b/engagement.yaml\nsame\ngit checkout -q b\nsame\n",
            .says = {"apart\napart\n"},
            .never = {"differs"},
        },
        {
            .name = "a clock that ran behind is told where what every engagement came to is known, and no past is read",
            .given = WORDS SEVERAL "several halden-orders first-steps\n"
                                   "GIT_COMMITTER_DATE='2020-01-01T00:00:00Z' git commit -q --allow-empty -m behind\n",
            .when = WORDS SEVERAL "same\ngrep -c 'ran behind' \"$BOX/last\"\nagain --fail-on note\n"
                                  "grep -c 'ran behind' \"$BOX/last\"\n",
            .says = {"1\n", "\n0 values more\n1\n"},
            .never = {"differs"},
        },
        {
            .name = "what came from another, from another name and back is known where one alone is judged",
            .given = WORDS SEVERAL "several halden-orders halden-orders-troubled halden-orders\n"
                                   "git mv a/raid/risks.yaml b/more.yaml\ncommit\n"
                                   "sed -i 's/^  name: c$/  name: d/' c/engagement.yaml\ncommit\n"
                                   "sed -i 's/^metadata:/&\\n  namespace: b/' c/team/roster.yaml\ncommit\n"
                                   "sed -i '/^  namespace: b$/d' c/team/roster.yaml\ntouch_up c/team/roster.yaml\n"
                                   "commit\ngit mv b/more.yaml a/raid/risks.yaml\ncommit\n",
            .when = WORDS SEVERAL
            "same\nfor e in a b c; do\n    touch_up $e/engagement.yaml\n    again\n    spoil $e/engagement.yaml\n"
            "    again\n    git checkout -q .\ndone\n",
            .says = {"apart\n2 values more\n"},
            .never = {"differs"},
        },
        {
            .name = "a run is kept by what has changed, and is no more where a part of it is gone",
            .given = WORDS SEVERAL "several halden-orders halden-orders halden-orders\n",
            .when = WORDS SEVERAL
            "says() { d1lint check --as-of 2026-02-16 --format concise \"$@\" || echo \"exit $?\"; }\n"
            "packed() { ls -S .git/d1lint; }\nsame\nfirst=$(packed)\nspoil a/engagement.yaml\nagain\n"
            "test $(wc -c < \".git/d1lint/$(packed | tail -n 1)\") -lt "
            "$(($(wc -c < \".git/d1lint/$first\") / 3)) && echo small\n"
            "rm \".git/d1lint/$first\"\nagain\nagain\n",
            .says = {"apart\n2 values more\nsmall\nas before\n4 values more\nas before\n0 values more\n"},
            .never = {"differs"},
        },
        OTHER("a document goes from one to another", "", "mv a/raid/risks.yaml b/more.yaml",
              "mv b/more.yaml a/raid/risks.yaml"),
        OTHER("a document names another as its own", "", "sed -i 's/^metadata:/&\\n  namespace: c/' b/raid/risks.yaml",
              "git checkout -q b"),
        OTHER("a document is named as JSON, which is not linted, beside JSON that is nobody's", "",
              "mv a/raid/risks.yaml a/raid/risks.json; echo '{}' > b/other.json",
              "mv a/raid/risks.json a/raid/risks.yaml; rm b/other.json"),
        OTHER("what a reference of another names is gone, and what refers to it", "",
              "sed -i 's/id: risk-01/id: risk-71/' b/raid/*.yaml", "git checkout -q b"),
        OTHER("a policy for all", "", "artifact LintPolicy p > p.yaml <<END\nexclude: ['a/raid/**']\nEND", "rm p.yaml"),
        OTHER("a policy for all, by which what is staged and what it is compared with are judged",
              "--staged --since HEAD",
              "artifact LintPolicy p > p.yaml <<END\nexclude: ['a/raid/**']\nEND\nspoil c/engagement.yaml\ngit add -A",
              "git reset -q --hard"),
        OTHER("a file that a rule reads", "--rules \"$BOX/own\"", "echo more >> a/$mail", "git checkout -q a"),
        OTHER("the same, staged", "--rules \"$BOX/own\" --staged", "echo more >> a/$mail\ngit add -A",
              "git reset -q --hard"),
        OTHER("where something is missing it lies in a file that git ignores", "",
              "mv a/s2d/stakeholders.yaml \"$BOX/s\"; same; cp \"$BOX/s\" a/local.yaml; echo local.yaml > "
              ".git/info/exclude",
              "rm a/local.yaml; cp \"$BOX/s\" a/s2d/stakeholders.yaml"),
        {
            .name = "the same, where it is missing in one whose verdict is known, beside one that lacks nothing",
            .given = WORDS SEVERAL "several halden-orders lite-review\n",
            .when =
                WORDS SEVERAL "form=text\necho local.yaml > .git/info/exclude\nmv a/s2d/stakeholders.yaml \"$BOX/s\"\n"
                              "same\ntouch_up b/engagement.yaml\nsame\ncp \"$BOX/s\" a/local.yaml\nsame\n",
            .says = {"as before\napart\n"},
            .never = {"differs"},
        },
        OTHER("a file of one cannot be parsed", "", "echo '  - {' >> c/engagement.yaml", "git checkout -q c"),
        OTHER("a file in between cannot be read", "", "head -c 5000000 /dev/zero | tr '\\0' ' ' > c/large.yaml",
              "rm c/large.yaml"),
    };

    SANDBOX_CASES(cases);
}

/* Documents are made of those engagements alone that somebody reads, which depends on what is asked, and how. */
Test(recall, whatever_is_asked)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "each format, with a file that was changed",
            .given = WORDS SEVERAL "several halden-orders-troubled halden-orders lite-review\n",
            .when = WORDS SEVERAL "for form in $(formats); do\n    touch_up b/engagement.yaml\n"
                                  "    same --created 2026-02-16T12:00:00Z\ndone\n",
            .says = {"apart\napart\napart\n"},
            .never = {"differs", "as before"},
        },
        {
            .name = "each way to choose, to compare and to show, with a file that was changed",
            .given = WORDS SEVERAL "several halden-orders-troubled halden-orders lite-review\n",
            .when = WORDS SEVERAL
            "for form in text html; do\n"
            "    for options in '--since HEAD' '--trust HEAD' '--owner marta.ruiz' '--audience customer' --staged b "
            "\\\n"
            "        '-e c' '--todo' '--policy default' '--fail-on note' '--jobs 1'; do\n"
            "        touch_up b/engagement.yaml\n        git add -A\n        same $options\n    done\ndone\n",
            .says = {"apart\napart\napart\n"},
            .never = {"differs"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(recall, nothing_is_judged_twice)
{
    static const struct sandbox_case cases[] = {
        {
            .name =
                "a run that finds its verdict keeps nothing, from each source, also after what it saw has come back",
            .given = "repository halden-orders-troubled\nrm raid/*.yaml\n",
            .when = WORDS "for s in '' --staged '--rev HEAD'; do\n"
                          "    sleep 0.1\n    says $s > \"$BOX/a\"\n    before=$(packs)\n"
                          "    for i in 1 2 3; do says $s -j $i > \"$BOX/b\"; cmp \"$BOX/a\" \"$BOX/b\"; done\n"
                          "    test \"$(packs)\" = \"$before\" && echo known\n"
                          "    spoil\n    says $s > /dev/null\n    mend\n    says $s > /dev/null\n    before=$(packs)\n"
                          "    sleep 0.1\n    says $s > /dev/null\n    says $s > /dev/null\n"
                          "    test \"$(packs)\" -le \"$((before + 1))\" && echo known again\n"
                          "done\n",
            .says = {"known\nknown again\nknown\nknown again\nknown\nknown again\n"},
        },
        {
            .name = "what was written just now is looked at again",
            .given = "repository halden-orders\n",
            .when = WORDS "sleep 0.1\nsays > /dev/null\nfor i in 1 2 3 4 5 6 7 8 9 10; do\n"
                          "    spoil; says > \"$BOX/a\"; mend; says > \"$BOX/b\"\n"
                          "    grep -q XXY \"$BOX/a\" || echo missed\n    ! grep -q XXY \"$BOX/b\" || echo stale\n"
                          "done\necho done\n",
            .says = {"done\n"},
            .never = {"missed", "stale"},
        },
        {
            .name = "where memory, time or room would have to be believed: a run that fails keeps no verdict",
            .given = "repository halden-orders\nhead -c 5000000 /dev/zero | tr '\\0' '#' > large.json\n",
            .when = WORDS "same\nsame --rev HEAD~9\nsame --gate nowhere\nsame nowhere\n",
            .never = {"differs"},
        },
    };

    SANDBOX_CASES(cases);
}

/* The same of what `d1lint history` tells. */
#define TOLD(what, script, answer)                                                                                     \
    {                                                                                                                  \
        .name = what, .given = "repository halden-orders\ngit branch base\ntouch_up raid/risks.yaml\ncommit\n",        \
        .when = WORDS "asked=history\nsame risk-01\n" script, .says = {answer}, .never = {"differs"},                  \
    }

Test(recall, what_history_tells)
{
    static const struct sandbox_case cases[] = {
        TOLD("what is kept is found again", "d1lint cache | grep 'what history tells'; packs; same risk-01; packs\n",
             "what history tells of something, or what that depends on\n1\nas before\n1\n"),
        TOLD("another subject", "same CTX-005\nsame --first-failure CTX-005\nsame risk-02\n", "apart\napart\napart\n"),
        TOLD("an engagement by name", "same --engagement halden-orders risk-01\nsame --engagement nobody risk-01\n",
             "as before\napart\n"),
        TOLD("a commit", "touch_up raid/risks.yaml\ncommit\nsame risk-01\ngit reset -q --hard HEAD~1\nsame risk-01\n",
             "apart\napart\n"),
        TOLD("what is not committed",
             "sed -i 's/title: Access/title: The access/' raid/risks.yaml\nsame risk-01\n"
             "git checkout -q raid\nsame risk-01\n",
             "apart\napart\n"),
        TOLD("up to which revision", "same --rev HEAD risk-01\nsame --rev base risk-01\n", "as before\napart\n"),
        TOLD("a policy", "policy 'raid/**'\nsame --policy \"$BOX/p.yaml\" risk-01\n", "apart\n"),
        TOLD("the branch that is trusted",
             "same --trust base risk-01\ngit branch -f base HEAD\nsame --trust base risk-01\n", "apart\napart\n"),
    };

    SANDBOX_CASES(cases);
}
