/* What is read: the work tree, the index, a revision, a bare clone, a plain directory, some paths, some engagements. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-03-09 --format concise "
#define ENG_006                                                                                                        \
    {                                                                                                                  \
        "engagement.yaml:16:13: error ENG-006"                                                                         \
    }

Test(sources, json_tells_what_exactly_was_read)
{
    sandbox_script("digests of a changed file",
                   "repository halden-orders-troubled\n"
                   "touch_up engagement.yaml\n"
                   "for source in '' --staged '--rev HEAD'; do\n"
                   "    d1lint check --as-of 2026-04-24 $source --format json > \"$BOX/a\" "
                   "|| true\n"
                   "    case $source in\n"
                   "    '') cp engagement.yaml \"$BOX/b\" ;;\n"
                   "    *) git show HEAD:engagement.yaml > \"$BOX/b\" ;;\n"
                   "    esac\n"
                   "    grep -q \"\\\"gitBlob\\\": \\\"$(git hash-object --no-filters "
                   "\"$BOX/b\")\\\"\" \"$BOX/a\"\n"
                   "    grep -q \"\\\"sha256\\\": \\\"$(sha256sum < \"$BOX/b\" | cut -c "
                   "1-64)\\\"\" \"$BOX/a\"\n"
                   "done\n"
                   "grep -q \"\\\"tree\\\": \\\"$(git rev-parse HEAD:)\\\"\" \"$BOX/a\"\n");
}

Test(sources, the_work_tree_is_what_lies_there)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a change that is not staged counts",
            .given = "repository first-steps\nspoil\n",
            .when = CHECK,
            .status = 1,
            .says = ENG_006,
        },
        {
            .name = "what is staged and was changed since does not count",
            .given = "repository first-steps\nspoil\ngit add .\nmend\n",
            .when = CHECK,
            .never = {"ENG-006"},
        },
        {
            .name = "a new file counts before it is tracked",
            .given = "repository first-steps\nsed 's/^kind: .*/kind: RadLog/' engagement.yaml > other.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"other.yaml:5:7: error SHP-001", "RaidLog"},
        },
        {
            .name = "a file that is ignored does not count",
            .given = "repository first-steps\necho 'drafts/' > .gitignore\nmkdir drafts\n"
                     "sed 's/^kind: .*/kind: RadLog/' engagement.yaml > drafts/other.yaml\n",
            .when = CHECK,
            .never = {"other.yaml"},
        },
        {
            .name = "a file that is tracked counts, also when a rule would ignore it",
            .given = "repository first-steps\nmkdir drafts\n"
                     "sed 's/^kind: .*/kind: RadLog/' engagement.yaml > drafts/other.yaml\ncommit\n"
                     "echo 'drafts/' > .gitignore\n",
            .when = CHECK,
            .status = 1,
            .says = {"drafts/other.yaml:5:7: error SHP-001"},
        },
        {
            .name = "a folder that begins with a dot does not count",
            .given = "repository first-steps\nmkdir .github\n"
                     "sed 's/^kind: .*/kind: RadLog/' engagement.yaml > .github/other.yaml\n",
            .when = CHECK,
            .never = {"other.yaml"},
        },
        {
            .name = "a file that was deleted and is still tracked does not count",
            .given = "repository first-steps\nsed 's/^kind: .*/kind: RadLog/' engagement.yaml > other.yaml\n"
                     "commit\nrm other.yaml\n",
            .when = CHECK,
            .never = {"other.yaml"},
        },
        {
            .name = "the whole repository is read from a folder below",
            .given = "repository first-steps\nmkdir -p notes/more\nspoil\n",
            .when = "cd notes/more\n" CHECK,
            .status = 1,
            .says = ENG_006,
        },
        {
            .name = "the other repositories inside it are not",
            .given = "repository first-steps\nmkdir nested\ncd nested\nrepository first-steps\nspoil\n",
            .when = CHECK,
            .never = {"nested"},
        },
        {
            .name = "the linked worktree is read, not the main one",
            .given =
                "repository first-steps\ngit worktree add -q \"$BOX/linked\"\nspoil \"$BOX/linked/engagement.yaml\"\n",
            .when = "cd \"$BOX/linked\"\n" CHECK,
            .status = 1,
            .says = ENG_006,
        },
        {
            .name = "files with the ending .yml are read, others are not",
            .given = "repository first-steps\ncp engagement.yaml other.txt\nmv statement-of-work.yaml sow.yml\n",
            .when = CHECK,
            .never = {"other.txt", "ENG-002"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(sources, the_index_is_what_is_staged)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "bad in the index, good in the work tree",
            .given = "repository first-steps\nspoil\ngit add .\nmend\n",
            .when = CHECK "--staged",
            .status = 1,
            .says = ENG_006,
        },
        {
            .name = "good in the index, bad in the work tree",
            .given = "repository first-steps\nspoil\n",
            .when = CHECK "--staged",
            .never = {"ENG-006"},
        },
        {
            .name = "from a folder below",
            .given = "repository first-steps\nmkdir notes\nspoil\ngit add .\n",
            .when = "cd notes\n" CHECK "--staged",
            .status = 1,
            .says = ENG_006,
        },
        {
            .name = "of the linked worktree",
            .given =
                "repository first-steps\ngit worktree add -q \"$BOX/linked\"\ncd \"$BOX/linked\"\nspoil\ngit add .\n",
            .when = "cd \"$BOX/linked\"\n" CHECK "--staged",
            .status = 1,
            .says = ENG_006,
            .then = CHECK "--staged",
        },
        {
            .name = "source lines are those of the index",
            .given = "repository first-steps\nspoil\ngit add .\nmend\n",
            .when = "d1lint check --as-of 2026-03-09 --staged",
            .status = 1,
            .says = {"16 |   currency: XXY"},
            .never = {"currency: EUR"},
        },
    };

    SANDBOX_CASES(cases);
}

/* A good commit that is tagged, then a bad one on the branch main, then a good one on the branch cure. */
#define HISTORY                                                                                                        \
    "repository first-steps\ngit tag light\ngit tag -m annotated v1\n"                                                 \
    "spoil\ncommit 'the bad one'\ngit tag -m tag-of-tag v2\n"                                                          \
    "git checkout -q -b cure\nmend\ncommit 'the cure'\n"
#define GOOD(name_, revision)                                                                                          \
    {                                                                                                                  \
        .name = (name_), .given = HISTORY, .when = CHECK "--rev " revision, .never = { "ENG-006" }                     \
    }
#define BAD(name_, revision)                                                                                           \
    {                                                                                                                  \
        .name = (name_), .given = HISTORY, .when = CHECK "--rev " revision, .status = 1, .says = ENG_006               \
    }

Test(sources, a_revision_is_read_without_a_checkout)
{
    static const struct sandbox_case cases[] = {
        GOOD("HEAD", "HEAD"),
        GOOD("@", "@"),
        BAD("HEAD~1", "HEAD~1"),
        BAD("HEAD^", "'HEAD^'"),
        GOOD("HEAD~2", "HEAD~2"),
        BAD("a branch", "main"),
        GOOD("another branch", "cure"),
        BAD("the full name of a branch", "refs/heads/main"),
        GOOD("a tag", "light"),
        GOOD("an annotated tag", "v1"),
        BAD("another annotated tag", "v2"),
        BAD("a tag, peeled", "'v2^{commit}'"),
        BAD("a tree", "'main^{tree}'"),
        BAD("an id", "\"$(git rev-parse main)\""),
        BAD("an abbreviated id", "\"$(git rev-parse --short main)\""),
        BAD("the words of a commit", "':/the bad one'"),
        BAD("the reflog", "'main@{0}'"),
        BAD("where the checkout came from", "'HEAD@{1}'"),
        BAD("what git describe says", "\"$(git describe main)\""),
        {
            .name = "an upstream",
            .given = HISTORY "git clone -q . \"$BOX/clone\"\ncd \"$BOX/clone\"\nspoil\ncommit\n",
            .when = "cd \"$BOX/clone\"\n" CHECK "--rev '@{upstream}'",
            .never = {"ENG-006"},
        },
        {
            .name = "a folder of a revision is the root",
            .given = "mkdir -p customers/museum\ncp \"$EXAMPLES\"/first-steps/*.yaml customers/museum\n"
                     "repository\nspoil customers/museum/engagement.yaml\n",
            .when = CHECK "--rev HEAD:customers/museum\nspoil customers/museum/engagement.yaml\ncommit\n" CHECK
                          "--rev HEAD:customers/museum",
            .status = 1,
            .says = {"engagement.yaml:16:13: error ENG-006"},
        },
        {
            .name = "source lines are those of the revision",
            .given = HISTORY,
            .when = "d1lint check --as-of 2026-03-09 --rev main",
            .status = 1,
            .says = {"16 |   currency: XXY"},
        },
        {
            .name = "the work tree is left as it is",
            .given = HISTORY "spoil\n",
            .when = CHECK "--rev HEAD",
            .never = {"ENG-006"},
            .then = "grep -q XXY engagement.yaml\ntest \"$(git branch --show-current)\" = cure\n"
                    "test -z \"$(git status --porcelain | grep -v '^ M engagement.yaml')\"\n",
        },
    };

    SANDBOX_CASES(cases);
}

/* Months later, somebody else, without a work tree. */
Test(sources, a_bare_clone_is_enough_for_an_auditor)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "as of the day of the commit",
            .given =
                "export GIT_COMMITTER_DATE=2026-02-16T09:00:00+0000\nrepository halden-orders\n"
                "git tag -m 'S2D exit' s2d-exit\nexport GIT_COMMITTER_DATE=2026-05-01T09:00:00+0000\nspoil\ncommit\n"
                "git clone -q --bare . \"$BOX/audit.git\"\n",
            .when = "cd \"$BOX/audit.git\"\nd1lint check --rev s2d-exit --as-of commit --gate s2d-exit",
            .says = {"as of 2026-02-16", "gate s2d-exit is met"},
        },
        {
            .name = "the day of the commit is that of the engagement's zone",
            .given = "export GIT_COMMITTER_DATE=2026-02-15T23:30:00-0300\nrepository halden-orders\n"
                     "git clone -q --bare . \"$BOX/audit.git\"\n",
            .when = "cd \"$BOX/audit.git\"\nd1lint check --rev main --as-of commit",
            .says = {"as of 2026-02-16"},
        },
        {
            .name = "the day of the committer, not of the author",
            .given = "export GIT_AUTHOR_DATE=2020-01-01T00:00:00+0000 GIT_COMMITTER_DATE=2026-02-16T09:00:00+0000\n"
                     "repository halden-orders\n"
                     "git clone -q --bare . \"$BOX/audit.git\"\n",
            .when = "cd \"$BOX/audit.git\"\nd1lint check --rev main --as-of commit",
            .says = {"as of 2026-02-16"},
        },
        {
            .name = "the same verdict as in the work tree, byte for byte",
            .given = "repository halden-orders-troubled\ngit clone -q --bare . \"$BOX/audit.git\"\n",
            .when = "d1lint check --as-of 2026-04-24 > \"$BOX/here\" || true\ncd \"$BOX/audit.git\"\n"
                    "d1lint check --as-of 2026-04-24 --rev main > \"$BOX/there\" || true\ncd ..\n"
                    "test -s here\ncmp here there",
        },
        {
            .name = "paths are those of the revision",
            .given = "repository halden-orders-troubled\ngit clone -q --bare . \"$BOX/audit.git\"\n",
            .when = "cd \"$BOX/audit.git\"\nd1lint check --as-of 2026-04-24 --format concise --rev main raid",
            .status = 1,
            .says = {"raid/risks.yaml:"},
            .never = {"s2d/", "team/"},
        },
        {
            .name = "without a revision there is nothing to read: the work tree",
            .given = "repository first-steps\ngit clone -q --bare . \"$BOX/audit.git\"\n",
            .when = "cd \"$BOX/audit.git\"\n" CHECK,
            .status = 2,
            .says = {"bare", "--rev"},
        },
        {
            .name = "without a revision there is nothing to read: the index",
            .given = "repository first-steps\ngit clone -q --bare . \"$BOX/audit.git\"\n",
            .when = "cd \"$BOX/audit.git\"\n" CHECK "--staged",
            .status = 2,
            .says = {"bare", "--rev"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(sources, paths_restrict_what_is_reported)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a folder",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-04-24 --format concise raid",
            .status = 1,
            .says = {"raid/risks.yaml:", "raid/actions.yaml:"},
            .never = {"s2d/", "team/", "\nengagement.yaml"},
        },
        {
            .name = "a file",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-04-24 --format concise raid/risks.yaml",
            .status = 1,
            .says = {"raid/risks.yaml:"},
            .never = {"raid/actions.yaml:"},
        },
        {
            .name = "two of them",
            .given = "repository halden-orders-troubled\n",
            .when = "d1lint check --as-of 2026-04-24 --format concise raid/risks.yaml team",
            .status = 1,
            .says = {"raid/risks.yaml:", "team/roster.yaml:"},
            .never = {"raid/actions.yaml:", "s2d/"},
        },
        {
            .name = "relative to where one is",
            .given = "repository halden-orders-troubled\n",
            .when = "cd s2d\nd1lint check --as-of 2026-04-24 --format concise ../raid",
            .status = 1,
            .says = {"../raid/risks.yaml:"},
            .never = {"s2d/"},
        },
        {
            .name = "absolute",
            .given = "repository halden-orders-troubled\n",
            .when = "cd /\ncd \"$BOX/work\"\nd1lint check --as-of 2026-04-24 --format concise \"$BOX/work/raid\"",
            .status = 1,
            .says = {"raid/risks.yaml:"},
            .never = {"s2d/"},
        },
        {
            .name = "the folder one is in",
            .given = "repository halden-orders-troubled\n",
            .when = "cd raid\nd1lint check --as-of 2026-04-24 --format concise .",
            .status = 1,
            .says = {"\nrisks.yaml:"},
            .never = {"s2d/", "raid/risks.yaml:"},
        },
        {
            .name = "nothing wrong there: passes, whatever is wrong elsewhere",
            .given = "repository first-steps\nspoil\n",
            .when = CHECK "statement-of-work.yaml",
            .never = {"ENG-006"},
        },
        {
            .name = "what is wrong elsewhere is known: references resolve",
            .given = "repository halden-orders\n",
            .when = "d1lint check --as-of 2026-02-16 --format concise raid",
            .never = {"REF-001"},
        },
        {
            .name = "a path without a document of ours: nothing is wrong, but nothing was judged either",
            .given = "repository first-steps\nmkdir notes\necho 'a: 1' > notes/foreign.yaml\nspoil\n",
            .when = CHECK "notes",
            .says = {"nothing was judged"},
            .never = {"ENG-006"},
        },
        {
            .name = "a path that is not there",
            .given = "repository first-steps\n",
            .when = CHECK "riad",
            .status = 2,
            .says = {"there is no riad in what is linted"},
        },
        {
            .name = "names in other letters, as file systems that fold case take them, or composed otherwise",
            .given = "repository halden-orders\nmkdir sub\nmv raid/risks.yaml \"$(printf 'raid/r\\303\\251s.yaml')\"\n"
                     "sed -i '0,/ownerRef: .*/s//ownerRef: MARTA.RUIZ/' raid/*.yaml\ncommit\n",
            .when = "not() { \"$@\" 2>&1 || :; }\nnot " CHECK "RAID/ACTIONS.yaml\n"
                    "not " CHECK "\"$(printf 'raid/re\\314\\201s.yaml')\"\n(cd sub; not " CHECK "../Raid)\n"
                    "not " CHECK "--engagement HALDEN-ORDERS\nnot " CHECK
                    "--owner LIAM.KEANE\nnot d1lint digest RAID/ACTIONS.yaml\n"
                    "not d1lint history ACT-01\n" CHECK,
            .status = 1,
            .says =
                {"there is no RAID/ACTIONS.yaml in what is linted; did you mean raid/actions.yaml?",
                 "s.yaml in what is linted; did you mean raid/r\303\251s.yaml?", "did you mean raid, from the root?",
                 "did you mean `halden-orders`?", "did you mean `liam.keane`?",
                 "no artifact or item of that name; did you mean raid/actions.yaml?", "did you mean act-01?",
                 "names `MARTA.RUIZ`, which is not defined anywhere in this engagement; did you mean `marta.ruiz`?"},
        },
        {
            .name = "a path that leads out",
            .given = "repository first-steps\n",
            .when = CHECK "..",
            .status = 2,
            .says = {".."},
        },
        {
            .name = "a path that is empty",
            .given = "repository first-steps\n",
            .when = CHECK "''",
            .status = 2,
            .says = {"empty"},
        },
        {
            .name = "in the index",
            .given = "repository halden-orders-troubled\nrm -r raid\n",
            .when = "d1lint check --as-of 2026-04-24 --format concise --staged raid",
            .status = 1,
            .says = {"raid/risks.yaml:"},
            .never = {"s2d/"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Three engagements, one of them wrong. */
#define THREE                                                                                                          \
    "for name in one two three; do\n    mkdir $name\n    cp \"$EXAMPLES\"/first-steps/*.yaml $name\n"                  \
    "    sed -i \"s/^  name: first-steps .*/  name: $name/\" $name/engagement.yaml\ndone\n"                            \
    "spoil two/engagement.yaml\nrepository\n"

Test(sources, a_repository_may_hold_several_engagements)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "all of them are judged",
            .given = THREE,
            .when = "d1lint check --as-of 2026-03-09",
            .status = 1,
            .says = {"two/engagement.yaml:16:", "3 engagements", "6 artifacts"},
            .never = {"one/engagement.yaml:", "three/engagement.yaml:"},
        },
        {
            .name = "one of them",
            .given = THREE,
            .when = "d1lint check --as-of 2026-03-09 --engagement two",
            .status = 1,
            .says = {"two/engagement.yaml:16:"},
        },
        {
            .name = "another of them",
            .given = THREE,
            .when = "d1lint check --as-of 2026-03-09 --engagement one",
            .never = {"ENG-006"},
        },
        {
            .name = "two of them",
            .given = THREE,
            .when = CHECK "--engagement one --engagement three",
            .never = {"ENG-006"},
        },
        {
            .name = "one that there is not",
            .given = THREE,
            .when = CHECK "--engagement tow",
            .status = 2,
            .says = {"tow", "did you mean `two`?"},
        },
        {
            .name = "a gate is met when it is met by each",
            .given = THREE,
            .when = "d1lint check --as-of 2026-03-09 --gate opened",
            .status = 1,
            .says = {"gate opened is met", "gate opened is not met"},
        },
        {
            .name = "a gate of one of them",
            .given = THREE,
            .when = "d1lint check --as-of 2026-03-09 --gate opened --engagement three",
            .says = {"gate opened is met"},
            .never = {"gate opened is not met"},
        },
        {
            .name = "ids of one are unknown to another",
            .given = THREE "mkdir one/raid\nprintf '%s\\n' 'risks:' '- {id: risk-01, title: x, ownerRef: nobody}' | "
                           "artifact RaidLog raid > one/engagement.yaml\n"
                           "printf '%s\\n' 'issues:' '- {id: issue-01, title: x, relatedRefs: [risk-01]}' | "
                           "artifact RaidLog raid > three/raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"one/engagement.yaml:", "three/raid.yaml:"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(sources, a_plain_directory_is_linted_with_a_notice)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "good",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\n",
            .when = CHECK,
            .says = {"this directory lies in no git repository"},
            .never = {"ENG-006"},
        },
        {
            .name = "bad",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\nspoil\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:16:13: error ENG-006", "git"},
        },
        {
            .name = "it has no index",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\n",
            .when = CHECK "--staged",
            .status = 2,
            .says = {"lies in no git repository", "leave --staged out"},
        },
        {
            .name = "it has no revisions",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\n",
            .when = CHECK "--rev HEAD",
            .status = 2,
            .says = {"lies in no git repository", "leave --rev out"},
        },
        {
            .name = "it has no commits",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\n",
            .when = "d1lint check --as-of commit",
            .status = 2,
            .says = {"--as-of commit"},
        },
        {
            .name = "its folders can be named",
            .given = "mkdir a\ncp -R \"$EXAMPLES/first-steps/.\" a\nspoil a/engagement.yaml\n",
            .when = CHECK "a/statement-of-work.yaml",
            .never = {"ENG-006"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Two engagements side by side, and what is none. */
#define TWO                                                                                                            \
    "cp -R \"$EXAMPLES/halden-orders\" a\ncp -R \"$EXAMPLES/first-steps\" b\necho text > notes.txt\nmkdir docs\n"      \
    "echo text > docs/x.md\nrepository\n"

Test(sources, with_a_gate_the_path_is_the_folder_of_an_engagement)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "that one is judged, whatever the other one has",
            .given = TWO "spoil b/engagement.yaml\n",
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit a",
            .says = {"14 of 14 criteria hold", "no findings in 14 artifacts of halden-orders", "gate s2d-exit is met"},
            .never = {"first-steps", "outside the given paths"},
        },
        {
            .name = "also by the dot, from within",
            .given = TWO,
            .when = "cd a\nd1lint check --as-of 2026-02-16 --gate s2d-exit .",
            .says = {"gate s2d-exit is met"},
        },
        {
            .name = "the folder of several",
            .given = TWO,
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit .",
            .status = 2,
            .says = {"there are several in this one; --engagement names one"},
        },
        {
            .name = "a part of one",
            .given = TWO,
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit a/raid",
            .status = 2,
            .says = {"PATH is the folder of one, and this is none"},
        },
        {
            .name = "several paths",
            .given = TWO,
            .when = "d1lint check --as-of 2026-02-16 --gate s2d-exit a b",
            .status = 2,
            .says = {"there are several paths"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(sources, a_path_that_holds_nothing_to_read_is_a_mistake)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a file of another sort",
            .given = TWO,
            .when = "d1lint check --as-of 2026-02-16 notes.txt",
            .status = 2,
            .says = {"notes.txt is nothing that d1lint reads"},
        },
        {
            .name = "a folder of such files",
            .given = TWO,
            .when = "d1lint check --as-of 2026-02-16 docs",
            .status = 2,
            .says = {"there is nothing in docs that d1lint reads"},
        },
        {
            .name = "in a submodule",
            .given = TWO "git init -q sub\n(cd sub && echo x > f.yaml && commit)\ngit add sub 2> /dev/null\n"
                         "git commit -q -m sub\n",
            .when = "d1lint check --as-of 2026-02-16 sub/f.yaml",
            .status = 2,
            .says = {"sub/f.yaml lies in the submodule `sub`, a repository of its own: run d1lint in there"},
        },
        {
            .name = "which is a submodule",
            .given = TWO "git init -q sub\n(cd sub && echo x > f.yaml && commit)\ngit add sub 2> /dev/null\n"
                         "git commit -q -m sub\n",
            .when = "d1lint check --as-of 2026-02-16 sub",
            .status = 2,
            .says = {"sub is the submodule `sub`, a repository of its own: run d1lint in there"},
        },
        {
            .name = "which is another repository, in one",
            .given = TWO "git init -q other\n(cd other && echo x > f.yaml && commit)\n",
            .when = "d1lint check --as-of 2026-02-16 other",
            .status = 2,
            .says = {"other is a repository of its own: run d1lint in there"},
        },
        {
            .name = "in another repository, outside of any",
            .given = "git init -q sub/other\n(cd sub/other && echo x > f.yaml && commit)\n",
            .when = "d1lint check --as-of 2026-02-16 sub/other/f.yaml",
            .status = 2,
            .says = {"sub/other/f.yaml lies in `sub/other`, a repository of its own: run d1lint in there"},
        },
    };

    SANDBOX_CASES(cases);
}
