/* Files that are empty, binary, in another encoding, not YAML, too much, or nobody's: each has its message. */
#include <criterion/criterion.h>

#include "hostile/files.h"

#define TEXT "d1lint check --as-of 2026-03-09 "

Test(files, that_are_no_text)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an empty file is nobody's",
            .given = SPOILT ": > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"raid.yaml"},
        },
        {
            .name = "an empty file in place of the engagement",
            .given = BASE ": > engagement.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"belongs to no engagement"},
        },
        {
            .name = "a file of comments and of markers is nobody's",
            .given = SPOILT "printf '# nothing\\n---\\n---\\n...\\n# here\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"raid.yaml"},
        },
        {
            .name = "a program with the wrong ending is nobody's",
            .given = SPOILT "cp \"$PROGRAM\" program.yaml\ntruncate -s 1M program.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"program.yaml"},
        },
        {
            .name = "an artifact with a NUL byte",
            .given = SPOILT "printf " HEAD "spec: {risks: \\000}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:4:15: error SHP-001", "NUL"},
        },
        {
            .name = "an artifact in UTF-16, little endian with its mark",
            .given = SPOILT "printf " HEAD "spec: {}\\n' | iconv -f UTF-8 -t UTF-16LE > body\n"
                            "(printf '\\377\\376'; cat body) > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:1:1: error SHP-001", "UTF-16", "save it as UTF-8"},
        },
        {
            .name = "an artifact in UTF-16, big endian without a mark",
            .given = SPOILT "printf " HEAD "spec: {}\\n' | iconv -f UTF-8 -t UTF-16BE > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:1:1: error SHP-001", "UTF-16", "save it as UTF-8"},
        },
        {
            .name = "an engagement in UTF-16 is told, and not taken for none",
            .given = BASE "iconv -f UTF-8 -t UTF-16 engagement.yaml > e\nmv e engagement.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:1:1: error SHP-001", "UTF-16"},
        },
        {
            .name = "an artifact in Latin-1",
            .given = SPOILT "printf " HEAD "spec:\\n  risks:\\n    - {id: risk-01, title: Caf\\351}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:6:31: error SHP-001", "0xE9", "Latin-1", "UTF-8"},
        },
        {
            .name = "UTF-8 with a byte order mark is read",
            .given = BASE "(printf '\\357\\273\\277'; cat engagement.yaml) > e\nmv e engagement.yaml\n",
            .when = CHECK,
            .never = {"error"},
        },
        {
            .name = "line ends of Windows are read",
            .given = BASE "sed -i 's/$/\\r/' engagement.yaml statement-of-work.yaml\n",
            .when = CHECK,
            .never = {"error"},
        },
        {
            .name = "line ends of Windows move no place",
            .given = BASE "spoil\nsed -i 's/$/\\r/' engagement.yaml statement-of-work.yaml\n",
            .when = "d1lint check --as-of 2026-03-09",
            .status = 1,
            .says = {"engagement.yaml:16:13: error ENG-006", "16 |   currency: XXY"},
        },
        {
            .name = "a file without a last line break",
            .given = BASE "printf %s \"$(cat engagement.yaml)\" > e\nmv e engagement.yaml\n",
            .when = CHECK,
            .never = {"error"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(files, that_are_no_yaml)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a list that is not closed; the other files are judged",
            .given = BASE "spoil\nprintf " HEAD "spec: {risks: [\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"raid.yaml:4:15: error SHP-001 the list that begins here is not closed", OTHERS},
        },
        {
            .name = "a tab for indentation",
            .given = SPOILT "printf " HEAD "spec:\\n\\trisks: []\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:5:1: error SHP-001", "tab", "spaces"},
        },
        {
            .name = "a key twice",
            .given = BASE "printf " HEAD "spec:\\n  risks: []\\n  risks: []\\n' > raid.yaml\n",
            .when = "d1lint check --as-of 2026-03-09",
            .status = 1,
            .says = {"raid.yaml:6:3: error SHP-001", "risks", "raid.yaml:5:3"},
        },
        {
            .name = "a merge key",
            .given = SPOILT "printf " HEAD "spec:\\n  <<: {risks: []}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:5:3: error SHP-001", "<<"},
        },
        {
            .name = "a tag that YAML does not know",
            .given = SPOILT "printf " HEAD "spec: {risks: !python/object []}\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:4:", "error SHP-001", "tag"},
        },
        {
            .name = "a character that turns the direction of text, in a comment",
            .given = SPOILT "printf " HEAD "spec: {} # \\342\\200\\256 here\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:4:12: error SHP-001", "U+202E"},
        },
        {
            .name = "a line break that only some programs see",
            .given = SPOILT "printf " HEAD "spec: {} # \\342\\200\\250  risks: x\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:4:12: error SHP-001", "U+2028"},
        },
        {
            .name = "a control character",
            .given = SPOILT "printf " HEAD "spec: {} # \\033[2J\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:4:12: error SHP-001"},
        },
        {
            .name = "a document that is a list",
            .given = SPOILT "printf '%s\\n' '- apiVersion: d1d/v1' '  kind: RaidLog' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"raid.yaml"},
        },
        {
            .name = "a document that is a text",
            .given = SPOILT "printf 'text\\n  of two lines\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"raid.yaml"},
        },
        {
            .name = "a document behind one that cannot be read is named",
            .given = SPOILT "(printf " HEAD "spec: [\\n---\\n'; printf " HEAD "spec: {}\\n') > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:5:1: error SHP-001 a value is missing",
                     "raid.yaml:7:1: error SHP-001 this document was not read"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(files, that_are_somebody_elses)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "CloudFormation, Helm, a workflow, compose, a deployment: left alone",
            .given = SPOILT "mkdir -p ops chart/templates\n"
                            "printf '%s\\n' 'AWSTemplateFormatVersion: 2010-09-09' 'Resources:' '  Bucket:' "
                            "'    Type: AWS::S3::Bucket' '    Properties: {Name: !Sub \"${AWS::StackName}-x\"}' "
                            "> ops/stack.yaml\n"
                            "printf '%s\\n' '{{- if .Values.on }}' 'apiVersion: apps/v1' 'kind: Deployment' "
                            "'metadata: {name: {{ .Release.Name }}}' '{{- end }}' > chart/templates/deployment.yaml\n"
                            "printf '%s\\n' 'on: push' 'jobs: {build: {runs-on: x, runs-on: y}}' > ops/workflow.yml\n"
                            "printf '%s\\n' 'services: {db: &x {image: postgres}, web: {<<: *x}}' > compose.yaml\n"
                            "printf '%s\\n' 'apiVersion: v1' 'kind: ConfigMap' 'metadata: {name: x}' > ops/map.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"ops/", "chart/", "compose.yaml"},
        },
        {
            .name = "another group with a kind of the same name: left alone",
            .given = SPOILT "printf 'apiVersion: risks.example/v1\\nkind: RaidLog\\nspec: 1\\n' > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"raid.yaml"},
        },
        {
            .name = "a file with one document of ours and one of theirs",
            .given = SPOILT "(printf 'apiVersion: v1\\nkind: List\\nitems: 1\\n---\\n'; printf " HEAD
                            "spec: {riscs: []}\\n') > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:8:8: error SHP-002", "riscs", "risks"},
        },
        {
            .name = "a document of ours behind more of theirs than are read is told",
            .given =
                SPOILT "(for n in $(seq 1 1000); do printf '%s\\n' --- 'services: {}'; done; echo ---; printf " HEAD
                       "spec: {riscs: []}\\n') > raid.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:2001:1: error SHP-001", "1000 documents"},
        },
        {
            .name = "they are counted",
            .given = BASE "printf 'services: {}\\n' > compose.yaml\n",
            .when = "d1lint check --as-of 2026-03-09 --format json | grep foreign",
            .says = {"\"foreignDocuments\": 1"},
        },
    };

    SANDBOX_CASES(cases);
}

/* first-steps with its Engagement written in another style, or under another name, is first-steps. */
#define FLOW                                                                                                           \
    "'{apiVersion: d1d/v1, kind: Engagement, metadata: {name: first-steps}, spec: {title: x, '"                        \
    "'customer: {id: a, name: A}, provider: {id: b, name: B}, timeZone: Europe/Dublin, currency: EUR, profile: '"      \
    "'lite, calendar: {workWeek: [MO]}, lifecycle: s2d, dates: {contractSigned: \"2026-03-02\", s2dExit: '"            \
    "'\"2026-03-16\", kickoff: \"2026-03-30\", targetEnd: \"2026-05-08\"}}}'"

Test(files, that_are_ours_however_written)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "an Engagement as a flow mapping",
            .given = BASE "printf '%s' " FLOW " > engagement.yaml\n",
            .when = TEXT "--gate opened",
            .says = {"gate opened is met", "2 artifacts of first-steps"},
        },
        {
            .name = "an Engagement as JSON, with slashes that are escaped",
            .given = BASE "printf '%s' " FLOW " | sed -e 's/\\([A-Za-z0-9/-]*\\): /\"\\1\": /g' "
                          "-e 's,d1d/v1,\"d1d\\\\/v1\",' > engagement.yaml\n"
                          "grep -q '{\"apiVersion\": \"d1d..v1\", \"kind\"' engagement.yaml\n",
            .when = TEXT "--gate opened",
            .says = {"gate opened is met", "2 artifacts of first-steps"},
        },
        {
            .name = "an Engagement that is indented",
            .given = BASE "sed -i 's/^/   /' engagement.yaml\n",
            .when = TEXT "--gate opened",
            .says = {"gate opened is met", "2 artifacts of first-steps"},
        },
        {
            .name = "names in capital letters",
            .given = BASE "mv engagement.yaml engagement.YAML\nmv statement-of-work.yaml statement-of-work.Yml\n",
            .when = TEXT "--gate opened",
            .says = {"gate opened is met", "2 artifacts of first-steps"},
        },
        {
            .name = "names in capital letters: in the index and in a revision as well",
            .given = BASE "mv engagement.yaml engagement.YAML\nmv statement-of-work.yaml statement-of-work.YML\n"
                          "repository\n",
            .when = TEXT "--gate opened --staged && " TEXT "--gate opened --rev HEAD",
            .says = {"gate opened is met", "2 artifacts of first-steps"},
        },
        {
            .name = "an artifact named .json is named",
            .given = SPOILT "printf '%s' '{\"apiVersion\": \"d1d/v1\", \"kind\": \"RaidLog\"}' > raid.json\n"
                            "echo '{\"a\": 1}' > package.json\nd1lint check --format json=report.JSON || true\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.json:1:1: warning", "only files named .yaml and .yml are linted"},
            .never = {"package.json", "report.JSON"},
        },
        {
            .name = "an Engagement named .json is not said to be none",
            .given = "printf '%s' " FLOW " > engagement.json\n",
            .when = CHECK,
            .status = 3,
            .says = {"engagement.json", "only files named .yaml and .yml are linted"},
        },
        {
            .name = "other files named .json are left alone, whatever is wrong with them",
            .given = SPOILT "printf '{\"apiVersion\": 1' > a.json\nhead -c 5000000 /dev/zero > b.json\n"
                            "ln -s a.json c.json\nprintf '\\377\\376' > d.json\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {".json"},
        },
        {
            .name = "an artifact in UTF-32, with and without its mark",
            .given = SPOILT "printf " HEAD "spec: {}\n' | iconv -f UTF-8 -t UTF-32LE > raid.yaml\n"
                            "printf " HEAD "spec: {}\n' | iconv -f UTF-8 -t UTF-32 > raid2.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "raid.yaml:1:1: error SHP-001 the file is encoded as UTF-32; save it as UTF-8",
                     "raid2.yaml:1:1: error SHP-001 the file is encoded as UTF-32"},
        },
        {
            .name = "other people's files in UTF-32 are left alone",
            .given = SPOILT "printf 'services: {}\n' | iconv -f UTF-8 -t UTF-32 > compose.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"compose.yaml"},
        },
        {
            .name = "large files of others cost a look",
            .given = SPOILT "head -c 4000000 /dev/zero | tr '\\0' a > a.yaml\n"
                            "yes '  x: \"z\\/\", kinds: Kind' | head -c 4000000 > b.yaml\n"
                            "yes '- \"\\n\\t\\x41\"' | head -c 1000000 > c.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
            .never = {"a.yaml", "b.yaml", "c.yaml"},
            .seconds = 3,
        },
    };

    SANDBOX_CASES(cases);
}

/*
 * halden-orders passes every check. Whatever happens to one of its files, nothing is said to be missing or wrong but
 * that file itself: what it may hold is not known, and all that depends on it is undecided.
 */
Test(files, that_are_unread_make_nothing_else_fail)
{
    static const struct {
        const char *name, *spoil; /* how "$1" becomes unreadable */
    } ways[] = {
        {"syntax", "sed -i 's/^spec:/spec: [/' \"$1\""},
        {"another version", "sed -i 's,d1d/v1,d1d/v7,' \"$1\""},
        {"a kind misspelt", "sed -i 's/^kind: \\(.*\\)/kind: \\1x/' \"$1\""},
        {"no kind", "sed -i '/^kind:/d' \"$1\""},
        {"a duplicate key", "sed -i 's/^spec:/spec: {}\\nspec:/' \"$1\""},
        {"UTF-16", "iconv -f UTF-8 -t UTF-16 \"$1\" > ../x; mv ../x \"$1\""},
        {"UTF-32", "iconv -f UTF-8 -t UTF-32 \"$1\" > ../x; mv ../x \"$1\""},
        {"a NUL byte", "printf '\\000' >> \"$1\""},
        {"Git LFS", "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:1\\nsize 9\\n' > \"$1\""},
        {"too large", "head -c 4200000 /dev/zero | tr '\\0' '#' >> \"$1\""},
        {"the marks of a conflict", "sed -i 's/^spec:/<<<<<<< HEAD\\nspec:\\n=======\\nspecs:\\n>>>>>>> x/' \"$1\""},
        {"a missing object", "git hash-object -w \"$1\" | sed 's,^..,&/,' | (read -r o; rm -f .git/objects/$o)"},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct d1_strbuf script = {0};
        bool object = i + 1 == sizeof ways / sizeof *ways;

        d1_strbuf_printf(
            &script,
            "export GIT_COMMITTER_DATE=2026-02-16T09:00:00+0000\n"
            "spoil() { %s; }\n"
            "for file in $(cd \"$EXAMPLES/halden-orders\" && ls */*.yaml); do\n"
            "    mkdir r && cd r && cp -R \"$EXAMPLES/halden-orders/.\" . && repository\n"
            "    spoil \"$file\"\n"
            "    d1lint check --as-of 2026-02-16 --format concise --verbose%s > ../out 2> ../err && exit 1\n"
            "    cat ../err >> ../out\n"
            "    grep -q \"^$file:.*error \\(SHP-001\\|notice\\)\" ../out || { cat ../out; exit 1; }\n"
            "    if grep -v -e \"^$file:.*\" -e '\\[indeterminate\\]$' ../out; then\n"
            "        echo \"these are said because of $file\"; exit 1\n"
            "    fi\n"
            "    cd .. && rm -rf r\ndone\n",
            ways[i].spoil, object ? " --rev HEAD" : "");
        sandbox_script(ways[i].name, script.ptr);
        d1_strbuf_release(&script);
    }
}

/* The table of README.md is kept: each case that it names is there. */
Test(files, of_the_table_are_tested)
{
    sandbox_script("README.md",
                   "sed -n 's/^| .* | .* | \\(`.*\\) |$/\\1/p' \"$PROJECT/tests/hostile/README.md\" > rows\n"
                   "test \"$(wc -l < rows)\" -gt 30\n"
                   "grep -o '`[a-z0-9_/]*\\.c`\\|\"[^\"]*\"' rows | while read -r word; do\n"
                   "    case $word in\n"
                   "    '`'*) file=$PROJECT/tests/$(echo \"$word\" | tr -d '`') ;;\n"
                   "    *) grep -qF \"${word%?}\" \"$file\" || { echo \"$file: $word\"; exit 1; } ;;\n"
                   "    esac\ndone\n");
}
