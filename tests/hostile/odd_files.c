/* Files that point elsewhere, whose kind or engagement is in doubt, that have odd names, or vanish. */
#include <criterion/criterion.h>

#include "hostile/files.h"

#define POINTER(path)                                                                                                  \
    "printf '%s\n' 'version https://git-lfs.github.com/spec/v1' 'oid sha256:1234' 'size 99' > " path "\n"

/* Whatever they hold, nothing is said to be missing that they may hold; and nobody takes them for what they stand for.
 */
Test(odd_files, that_are_pointers)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a pointer of Git LFS",
            .given = SPOILT POINTER("statement-of-work.yaml"),
            .when = CHECK,
            .status = 3,
            .says = {"statement-of-work.yaml:1:1: error", "Git LFS", "git lfs pull", "lfs: true", OTHERS},
            .never = {"there is no StatementOfWork", "the contract is missing"},
        },
        {
            .name = "the Engagement is a pointer of Git LFS",
            .given = BASE POINTER("engagement.yaml"),
            .when = CHECK,
            .status = 3,
            .says = {"engagement.yaml:1:1: error", "git lfs pull"},
            .never = {"belongs to no engagement"},
        },
        {
            .name = "an instance that is validated, by its name and in a folder",
            .given = POINTER("i.yaml") "mkdir f\ncp i.yaml f/j.yaml\necho '{\"type\": \"object\"}' > s.json\n",
            .when = "d1lint validate --schema s.json --format concise i.yaml f",
            .status = 3,
            .says = {"i.yaml:1:1: error unreadable the file is a pointer of Git LFS",
                     "f/j.yaml:1:1: error unreadable the file"},
            .never = {"must be a mapping"},
        },
        {
            .name = "a schema",
            .given = POINTER("s.yaml") "echo 'a: 1' > i.yaml\n",
            .when = "d1lint validate --schema s.yaml i.yaml",
            .status = 3,
            .says = {"d1lint: s.yaml: the file is a pointer of Git LFS"},
        },
        {
            .name = "a policy from elsewhere, also out of a revision",
            .given = BASE POINTER("policy.yaml") "repository\n",
            .when = CHECK " --policy policy.yaml || echo \"exit $?\"\n" CHECK " --policy HEAD:policy.yaml",
            .status = 2,
            .says = {"policy policy.yaml cannot be used: the file is a pointer of Git LFS", "exit 2",
                     "policy HEAD:policy.yaml cannot be used: the file is a pointer of Git LFS"},
            .never = {"holds no document"},
        },
        {
            .name = "a rule",
            .given = BASE "mkdir rules\n" POINTER("rules/PMO-001.yaml"),
            .when = CHECK " --rules rules",
            .status = 3,
            .says = {"rules/PMO-001.yaml: the file is a pointer of Git LFS"},
        },
        {
            .name = "a report, and a table",
            .given = BASE POINTER("saved.json") "cp saved.json risks.csv\n",
            .when = "d1lint report saved.json || echo \"exit $?\"\nd1lint new RaidLog --from risks.csv",
            .status = 3,
            .says = {"saved.json: the file is a pointer of Git LFS", "exit 3", "risks.csv: the file is a pointer"},
            .never = {"no field is known"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(odd_files, whose_kind_is_in_doubt)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a kind that is nearly one",
            .given =
                SPOILT "printf 'apiVersion: d1d/v1\\nkind: RadLog\\nmetadata: {name: x}\\nspec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:2:7: error SHP-001", "RadLog", "did you mean `RaidLog`?"},
        },
        {
            .name = "a kind like none",
            .given =
                SPOILT "printf 'apiVersion: d1d/v1\\nkind: Banana\\nmetadata: {name: x}\\nspec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:2:7: error SHP-001", "Banana", "d1lint list kinds"},
        },
        {
            .name = "no kind",
            .given = SPOILT "printf 'apiVersion: d1d/v1\\nmetadata: {name: x}\\nspec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:1:1: error SHP-001", "`kind` is missing"},
        },
        {
            .name = "a kind that is no text",
            .given = SPOILT "printf 'apiVersion: d1d/v1\\nkind: [RaidLog]\\nmetadata: {name: x}\\nspec: {}\\n' "
                            "> raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:2:", "error SHP-001"},
        },
        {
            .name = "a version that there is not",
            .given =
                SPOILT "printf 'apiVersion: d1d/v2\\nkind: RaidLog\\nmetadata: {name: x}\\nspec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:1:13: error SHP-001", "d1d/v1", "d1d/v2"},
        },
        {
            .name = "a known kind without a version",
            .given = SPOILT "printf 'kind: RaidLog\\nmetadata: {name: x}\\nspec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:1:", "error SHP-001", "`apiVersion: d1d/v1` is missing"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(odd_files, without_an_engagement_of_their_own)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "nothing at all",
            .when = CHECK,
            .status = 3,
            .says = {"there is no engagement here", "`d1lint init`"},
        },
        {
            .name = "only files of others",
            .given = "printf 'services: {}\\n' > compose.yaml\n",
            .when = CHECK,
            .status = 3,
            .says = {"no engagement"},
        },
        {
            .name = "artifacts, but no Engagement",
            .given = BASE "rm engagement.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"statement-of-work.yaml:4:7: error ENG-001", "belongs to no engagement"},
        },
        {
            .name = "no Engagement, and a path at which nothing is wrong, is no success",
            .given = BASE "rm engagement.yaml\nmkdir notes; echo a: 1 > notes/a.yaml\n",
            .when = CHECK "notes",
            .status = 3,
            .says = {"no engagement here that could be judged"},
        },
        {
            .name = "an Engagement that cannot be read, and a path at which nothing is wrong, is no success",
            .given = BASE "sed -i 's/^spec:/spec: [/' engagement.yaml\nmkdir notes; echo a: 1 > notes/a.yaml\n",
            .when = CHECK "notes statement-of-work.yaml",
            .status = 3,
            .says = {"no engagement here that could be judged"},
        },
        {
            .name = "an Engagement that cannot be read is no success",
            .given = BASE "sed -i 's/^spec:/spec: [/' engagement.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:", "error SHP-001"},
        },
        {
            .name = "two in one directory: both are told, neither is judged",
            .given = BASE "spoil\nsed 's/name: first-steps/name: second/' engagement.yaml > other.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:5:7: error ENG-001", "other.yaml:5:7: error ENG-001", "two Engagements"},
            .never = {"ENG-006"},
        },
        {
            .name = "two of one name",
            .given = "mkdir a b\ncp \"$EXAMPLES\"/first-steps/*.yaml a\ncp \"$EXAMPLES\"/first-steps/*.yaml b\n",
            .when = CHECK,
            .status = 1,
            .says = {"error ENG-001", "the same name"},
        },
        {
            .name = "an artifact beside two engagements",
            .given = "mkdir a b\ncp \"$EXAMPLES\"/first-steps/*.yaml a\ncp \"$EXAMPLES\"/first-steps/*.yaml b\n"
                     "sed -i 's/name: first-steps/name: second/' b/engagement.yaml\n"
                     "printf " HEAD "spec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"raid.yaml:2:7: error ENG-001", "belongs to no engagement", "metadata.namespace"},
        },
        {
            .name = "an artifact that names its engagement",
            .given = "mkdir a b\ncp \"$EXAMPLES\"/first-steps/*.yaml a\ncp \"$EXAMPLES\"/first-steps/*.yaml b\n"
                     "sed -i 's/name: first-steps/name: second/' b/engagement.yaml\n"
                     "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid, namespace: second}\\n"
                     "spec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .never = {"raid.yaml"},
        },
        {
            .name = "an artifact that names none there is",
            .given =
                BASE "printf 'apiVersion: d1d/v1\\nkind: RaidLog\\nmetadata: {name: raid, namespace: frist-steps}\\n"
                     "spec: {}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"raid.yaml:3:35: error ENG-001", "frist-steps", "did you mean `first-steps`?"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Whatever bytes a path has, it is read, and printed in a form that git understands and that ends no line. */
Test(odd_files, with_names_of_any_bytes)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a line break",
            .given = SPOILT "printf " HEAD "spec: 1\\n' > \"$(printf 'a\\nb.yaml')\"\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "\"a\\nb.yaml\":4:7: error SHP-002"},
        },
        {
            .name = "bytes that are no UTF-8",
            .given = SPOILT "printf " HEAD "spec: 1\\n' > \"$(printf 'caf\\351.yaml')\"\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "\"caf\\351.yaml\":4:7: error SHP-002"},
        },
        {
            .name = "a quote, a backslash, a space",
            .given = SPOILT "printf " HEAD "spec: 1\\n' > 'a\"b \\c.yaml'\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "\"a\\\"b \\\\c.yaml\":4:7: error SHP-002"},
        },
        {
            .name = "letters of any script stand as they are",
            .given = SPOILT "printf " HEAD "spec: 1\\n' > 'größe-リスク.yaml'\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "größe-リスク.yaml:4:7: error SHP-002"},
        },
        {
            .name = "a name that looks like an option is a path behind --",
            .given = BASE "mkdir ./--staged\nprintf " HEAD "spec: 1\\n' > ./--staged/raid.yaml\n",
            .when = CHECK "-- --staged",
            .status = 1,
            .says = {"--staged/raid.yaml:4:7: error SHP-002"},
        },
        {
            .name = "in the index and in a revision as well",
            .given = "repository first-steps\nprintf " HEAD "spec: 1\\n' > \"$(printf 'a\\n\\351.yaml')\"\ncommit\n",
            .when = CHECK "--staged || " CHECK "--rev HEAD",
            .status = 1,
            .says = {"\"a\\n\\351.yaml\":4:7: error SHP-002"},
        },
        {
            .name = "as a URI in SARIF",
            .given = BASE "printf " HEAD "spec: 1\\n' > \"$(printf 'a b\\n\\351.yaml')\"\n",
            .when = "d1lint check --as-of 2026-03-09 --format sarif",
            .status = 1,
            .says = {"\"a%20b%0A%E9.yaml\""},
        },
    };

    SANDBOX_CASES(cases);
}

/*
 * A library that is loaded before the C library's and removes the file NAME at the moment at which it would be opened:
 * the listing has seen it, the reading does not.
 */
#define VANISHING(name)                                                                                                \
    "cat > \"$BOX/vanish.c\" <<'END'\n"                                                                                \
    "#include <dlfcn.h>\n#include <string.h>\n#include <sys/syscall.h>\n"                                              \
    "int unlinkat(int, const char *, int);\n"                                                                          \
    "long syscall(long number, long a, long b, long c, long d, long e, long f)\n"                                      \
    "{\n"                                                                                                              \
    "    long (*next)(long, ...) = (long (*)(long, ...))dlsym(RTLD_NEXT, \"syscall\");\n"                              \
    "    if (number == SYS_openat2 && strcmp((const char *)b, \"" name "\") == 0)\n"                                   \
    "        unlinkat((int)a, (const char *)b, 0);\n"                                                                  \
    "    return next(number, a, b, c, d, e, f);\n"                                                                     \
    "}\n"                                                                                                              \
    "END\n"                                                                                                            \
    "cc -D_GNU_SOURCE -w -fno-builtin -shared -fPIC -o \"$BOX/vanish.so\" \"$BOX/vanish.c\"\n"                         \
    "export LD_PRELOAD=\"$BOX/vanish.so\" ASAN_OPTIONS=\"${ASAN_OPTIONS:-}:verify_asan_link_order=0\"\n"

Test(odd_files, that_vanish_before_they_are_read)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "one of several",
            .given = SPOILT "printf " HEAD "spec: 1\\n' > raid.yaml\n",
            .when = VANISHING("raid.yaml") CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:1:1: warning", "vanished while it was linted"},
            .never = {"SHP-002"},
            .then = "test ! -e raid.yaml\n",
        },
        {
            .name = "one that is asked for",
            .given = BASE,
            .when = VANISHING("statement-of-work.yaml") CHECK,
            .status = 1,
            .says = {"statement-of-work.yaml:1:1: warning", "vanished while it was linted",
                     "there is no StatementOfWork"},
            .then = "test ! -e statement-of-work.yaml\n",
        },
        {
            .name = "the only engagement",
            .given = BASE "rm statement-of-work.yaml\n",
            .when = VANISHING("engagement.yaml") CHECK,
            .status = 3,
            .says = {"there is no engagement here"},
        },
    };

    SANDBOX_CASES(cases);
}
