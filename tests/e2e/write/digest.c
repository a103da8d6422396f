/* Fingerprints of files: the same as git and sha256sum give, by whatever name a file is asked for. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/* blob_is ID and sha256_is FILE look for what stands in $BOX/out. */
#define WORDS                                                                                                          \
    "blob_is() { grep -q \"gitBlob: \\\"$1\\\"\" \"$BOX/out\"; }\n"                                                    \
    "sha256_is() { grep -q \"sha256: \\\"$(sha256sum < \"$1\" | cut -c 1-64)\\\"\" \"$BOX/out\"; }\n"                  \
    "quiet() { ! [ -s \"$BOX/err\" ]; }\n"                                                                             \
    "digest() { d1lint digest \"$@\" > \"$BOX/out\" 2> \"$BOX/err\"; }\n"

Test(digest, what_git_and_sha256sum_say)
{
    sandbox_script("a file that is committed",
                   "repository first-steps\n" WORDS "digest engagement.yaml\n"
                   "blob_is $(git rev-parse HEAD:engagement.yaml)\nsha256_is engagement.yaml\nquiet\n"
                   "grep -q '^- path: \"engagement.yaml\"$' \"$BOX/out\"\n");
    sandbox_script("one that was modified",
                   "repository first-steps\n" WORDS "touch_up engagement.yaml\ndigest engagement.yaml\n"
                   "blob_is $(git hash-object engagement.yaml)\nsha256_is engagement.yaml\n"
                   "grep -q 'engagement.yaml is not in HEAD as it is here' \"$BOX/err\"\n");
    sandbox_script("one that is staged, and modified since",
                   "repository first-steps\n" WORDS "touch_up engagement.yaml\ngit add .\ntouch_up engagement.yaml\n"
                   "digest --staged engagement.yaml\nblob_is $(git rev-parse :engagement.yaml)\n"
                   "grep -q 'is not in HEAD' \"$BOX/err\"\n");
    sandbox_script("one of a revision, in two ways",
                   "repository first-steps\n" WORDS "git tag v1\ntouch_up engagement.yaml\ncommit\n"
                   "git show v1:engagement.yaml > \"$BOX/old\"\n"
                   "digest --rev v1 engagement.yaml\nblob_is $(git rev-parse v1:engagement.yaml)\n"
                   "sha256_is \"$BOX/old\"\nquiet\n"
                   "digest v1:engagement.yaml\nblob_is $(git rev-parse v1:engagement.yaml)\n"
                   "sha256_is \"$BOX/old\"\nquiet\n");
    sandbox_script("bytes that are no YAML, with a name that YAML would misread, from a folder",
                   "repository\n" WORDS "mkdir -p 'a b'\nprintf '\\0\\1\\377' > 'a b/y: [x].pdf'\ncommit\ncd 'a b'\n"
                   "digest 'y: [x].pdf'\nblob_is $(git hash-object 'y: [x].pdf')\nsha256_is 'y: [x].pdf'\nquiet\n"
                   "grep -q '^- path: \"a b/y: \\[x\\].pdf\"$' \"$BOX/out\"\n");
    sandbox_script("an empty file", "repository\n" WORDS ": > empty\ncommit\ndigest empty\n"
                                    "blob_is e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\nsha256_is empty\n");
    sandbox_script("no repository: no commit could have it",
                   "cp -R \"$EXAMPLES/first-steps/.\" .\n" WORDS "digest engagement.yaml\n"
                   "blob_is $(git hash-object --no-filters engagement.yaml)\nquiet\n");
}

/* git keeps other bytes than lie on disk; what it has of an unmodified file is in the index. */
Test(digest, files_whose_line_ends_git_changes)
{
    sandbox_script("unmodified",
                   "repository\n" WORDS "git config core.autocrlf true\nprintf 'a: 1\\r\\nb: 2\\r\\n' > x.yaml\n"
                   "commit\ngit update-index --refresh\ntouch -d '1 minute ago' x.yaml\ngit update-index --refresh || "
                   "true\n"
                   "test \"$(git rev-parse HEAD:x.yaml)\" != \"$(git hash-object --no-filters x.yaml)\"\n"
                   "digest x.yaml\nblob_is $(git rev-parse HEAD:x.yaml)\nsha256_is x.yaml\nquiet\n");
    sandbox_script("modified, new, and with attributes",
                   "repository\n" WORDS "git config core.autocrlf true\nprintf 'a: 1\\r\\n' > x.yaml\ncommit\n"
                   "printf 'b: 2\\r\\n' >> x.yaml\ncp x.yaml y.yaml\ncp x.yaml z.yaml\n"
                   "echo 'z.yaml -text' > .gitattributes\n"
                   "for f in x y z; do digest $f.yaml; git add $f.yaml; blob_is $(git rev-parse :$f.yaml); done\n"
                   "test $(git rev-parse :y.yaml) != $(git rev-parse :z.yaml)\n");
    sandbox_script("touched, and committed as it is",
                   "repository\n" WORDS "git config core.autocrlf true\nprintf 'a: 1\\r\\n' > x.yaml\ncommit\n"
                   "touch x.yaml\ndigest x.yaml\nblob_is $(git rev-parse HEAD:x.yaml)\nquiet\n");
    sandbox_script("of a filter, which is not run",
                   "repository\n" WORDS "echo '* filter=up' > .gitattributes\n"
                   "git config filter.up.clean 'touch ran; tr a-z A-Z'\necho 'a: 1' > x.yaml\nstatus=0\n"
                   "digest x.yaml || status=$?\ntest $status = 3\ngrep -q 'x.yaml.*filter up' \"$BOX/err\"\n"
                   "! [ -e ran ]\ngit add x.yaml\ndigest --staged x.yaml\nblob_is $(git rev-parse :x.yaml)\n");
    sandbox_script("of the same size, written again",
                   "repository\n" WORDS "echo 'a: 1' > x.yaml\ntouch -d '1 minute ago' x.yaml\ncommit\n"
                   "echo 'a: 2' > x.yaml\ndigest x.yaml\nblob_is $(git hash-object x.yaml)\n"
                   "grep -q 'is not in HEAD' \"$BOX/err\"\n");
    sandbox_script("written again in the tick of the index",
                   "repository\n" WORDS "echo 'a: 1' > x.yaml\ncommit\necho 'a: 2' > x.yaml\n"
                   "touch -r .git/index x.yaml\ndigest x.yaml\nblob_is $(git hash-object x.yaml)\n");
}

Test(digest, what_an_engagement_calls_it)
{
    sandbox_script(
        "Kind/name and the id of an item",
        "repository halden-orders\n" WORDS "file=$(grep -l '^kind: StatementOfWork' -r . | head -1)\n"
        "name=$(sed -n 's/.*name: \\([a-z0-9-]*\\).*/\\1/p' \"$file\" | head -1)\n"
        "digest StatementOfWork/$name\nblob_is $(git hash-object \"$file\")\n"
        "grep -q \"^- ref: StatementOfWork/$name\\$\" \"$BOX/out\"\n"
        "grep -q \"^  path: ${file#./}\\$\" \"$BOX/out\"\n"
        "file=$(grep -l 'id: risk-01' -r . | head -1)\n"
        "digest risk-01\nblob_is $(git hash-object \"$file\")\ngrep -q '^- ref: \"risk-01\"$' \"$BOX/out\"\n");
}

Test(digest, several_names_and_json)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in their order",
            .given = "repository\nprintf 1 > a\nprintf 2 > b\ncommit\n",
            .when = "d1lint digest --format json b a HEAD:b | tr -d '\\n'",
            .says = {"\"path\": \"b\",    \"gitBlob\": \"d8263ee9860594d2806b0dfd1bfd17528b0ba2a4\"",
                     "\"path\": \"a\",    \"gitBlob\": \"56a6051ca2b02b04ef92d5150c9ef600403cb1de\"",
                     "\"name\": \"HEAD:b\",    \"path\": \"b\"", "\"uncommitted\": false"},
            .never = {"\"ref\"", "\"uncommitted\": true"},
        },
        {
            .name = "one that is none leaves nothing said of the others",
            .given = "repository\nprintf 1 > a\ncommit\n",
            .when = "d1lint digest a HEAD:b",
            .status = 2,
            .says = {"the revision 'HEAD' has no 'b'"},
            .never = {"gitBlob"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(digest, names_that_are_none)
{
    static const struct sandbox_case cases[] = {
        {.name = "nothing", .given = "repository\n", .when = "d1lint digest", .status = 2, .says = {"which file?"}},
        {.name = "an empty name",
         .given = "repository\n",
         .when = "d1lint digest ''",
         .status = 2,
         .says = {"a name is empty"}},
        {.name = "a folder",
         .given = "repository\nmkdir a\nprintf 1 > a/b\n",
         .when = "d1lint digest a",
         .status = 2,
         .says = {"a is a directory; name the files in it"}},
        {.name = "the root",
         .given = "repository\n",
         .when = "d1lint digest .",
         .status = 2,
         .says = {". is a directory"}},
        {.name = "a link",
         .given = "repository\nln -s /etc/passwd a\n",
         .when = "d1lint digest a",
         .status = 2,
         .says = {"symbolic link"},
         .never = {"gitBlob"}},
        {.name = "outside",
         .given = "repository\nprintf 1 > \"$BOX/a\"\n",
         .when = "d1lint digest ../a",
         .status = 2,
         .says = {"lies outside of"}},
        {.name = "a slip",
         .given = "repository halden-orders\n",
         .when = "d1lint digest rsik-01",
         .status = 2,
         .says = {"there is no file rsik-01", "did you mean risk-01?"}},
        {.name = "no engagement to look in",
         .given = "repository\n",
         .when = "d1lint digest risk-01",
         .status = 3,
         .says = {"there is no file risk-01, and nothing else to look for it in: there is no engagement here"}},
        {.name = "two engagements have it",
         .given = "mkdir a b\ncp -R \"$EXAMPLES/first-steps/.\" a\ncp -R \"$EXAMPLES/first-steps/.\" b\n"
                  "sed -i 's/name: first-steps/name: other/' b/*.yaml\nrepository\n",
         .when = "d1lint digest StatementOfWork/sow",
         .status = 2,
         .says = {"both engagements first-steps and other have StatementOfWork/sow; --engagement says which"}},
        {.name = "and it is said which is meant",
         .given = "mkdir a b\ncp -R \"$EXAMPLES/first-steps/.\" a\ncp -R \"$EXAMPLES/first-steps/.\" b\n"
                  "sed -i 's/name: first-steps/name: other/' b/*.yaml\nrepository\n",
         .when = "d1lint digest -e other StatementOfWork/sow",
         .says = {"path: b/statement-of-work.yaml"}},
        {.name = "a format that is none",
         .given = "repository\n",
         .when = "d1lint digest -f yaml a",
         .status = 2,
         .says = {"unknown format yaml"}},
        {.name = "two sources",
         .given = "repository\n",
         .when = "d1lint digest --staged --rev HEAD a",
         .status = 2,
         .says = {"--staged and --rev exclude each other"}},
        {.name = "too large",
         .given = "repository\ntruncate -s 67108865 a\n",
         .when = "d1lint digest a",
         .status = 3,
         .says = {"67108865", "limit of 67108864 (64 MiB)"}},
    };

    SANDBOX_CASES(cases);
}
