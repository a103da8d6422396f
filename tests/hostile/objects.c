/* Objects and files of a git directory that mean harm: what they claim is not believed, and nothing waits for them. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --as-of 2026-03-09 --format concise "

/* A mistake in another file, and what is said of it, whatever the matter is with the object under test. */
#define SPOILT "repository first-steps\nspoil\ncommit\n"
#define OTHERS "engagement.yaml:16:13: error ENG-006"

/* Objects that git would not write: tests/hostile/objects.py says which. */
#define OBJECT "python3 \"$PROJECT/tests/hostile/objects.py\" "

/* Makes the branch name an object that git itself would refuse to look at. */
#define BRANCH(command) "id=$(" command ")\nmkdir -p .git/refs/heads\necho $id > .git/refs/heads/main\necho $id > id\n"

/* A commit with a further file, x.yaml, whose content is the object $id. */
#define FILE_OF_ID                                                                                                     \
    "GIT_INDEX_FILE=.git/index git update-index --add --cacheinfo 100644,$id,x.yaml\n"                                 \
    "git commit -q -m x\n"

/* Replaces the loose file of an object that is there. */
#define FILE_OF(object)                                                                                                \
    "id=$(git rev-parse " object ")\n"                                                                                 \
    "file=\".git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)\"\nchmod u+w \"$file\"\n"

/* What is done to the file of a blob, and what is said of it; the other files are judged all the same. */
#define DAMAGED_BLOB(what, damage, message)                                                                            \
    {                                                                                                                  \
        .name = (what), .given = SPOILT FILE_OF("HEAD:statement-of-work.yaml") damage, .when = CHECK "--rev HEAD",     \
        .status = 3, .says = {"statement-of-work.yaml:1:1: error", (message), OTHERS},                                 \
    }

Test(objects, loose)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a commit with more bytes than its header says",
            .given = "repository first-steps\n" BRANCH("head -c 2000000 /dev/zero | tr '\\0' A | " OBJECT
                                                       "loose .git commit 3"),
            .when = CHECK "--rev HEAD; status=$?; echo \"id $(cat id)\"; exit $status",
            .status = 3,
            .says = {"the commit that the revision names (object ", "its content is longer than its header says"},
            .seconds = 1,
        },
        {
            .name = "a commit with more bytes than its header says: the work tree is read all the same",
            .given = SPOILT BRANCH("head -c 2000000 /dev/zero | " OBJECT "loose .git commit 3"),
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "the commit that HEAD names (object ", "its content is longer than its header says"},
        },
        {
            .name = "a tree with more bytes than its header says",
            .given = "repository first-steps\ntree=$(head -c 100000 /dev/zero | " OBJECT
                     "loose .git tree 5)\n" BRANCH("printf 'tree %s\\nauthor A <a> 1 +0000\\ncommitter A <a> 1 "
                                                   "+0000\\n\\nx\\n' $tree | " OBJECT "loose .git commit"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"the tree of the revision (object ", "its content is longer than its header says"},
        },
        {
            .name = "a tag with fewer bytes than its header says",
            .given = "repository first-steps\nid=$(echo x | " OBJECT
                     "loose .git tag 3000)\nmkdir -p .git/refs/tags\necho $id > .git/refs/tags/v1\n",
            .when = CHECK "--rev v1",
            .status = 3,
            .says = {"(object ", "its content is shorter than its header says"},
        },
        {
            .name = "a blob with more bytes than its header says: the others are judged",
            .given = SPOILT "id=$(head -c 300000 /dev/zero | " OBJECT "loose .git blob 7)\n" FILE_OF_ID,
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"x.yaml:1:1: error", "its content is longer than its header says", OTHERS},
        },
        {
            .name = "a commit of 64 MB",
            .given = "repository first-steps\n" BRANCH("head -c 64000000 /dev/zero | " OBJECT "loose .git commit"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"(object ", "has 64000000 bytes, more than the limit of 4194304 (4 MiB)"},
            .seconds = 0.5,
        },
        {
            .name = "a tree that claims 20 GB",
            .given = "repository first-steps\ntree=$(echo x | " OBJECT "loose .git tree 20000000000)\n" BRANCH(
                "printf 'tree %s\\nauthor A <a> 1 +0000\\ncommitter A "
                "<a> 1 +0000\\n\\nx\\n' $tree | " OBJECT "loose .git commit"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"the tree of the revision (object ", "has 20000000000 bytes, more than the limit of 33554432"},
            .seconds = 0.5,
        },
        {
            .name = "a blob that claims 20 GB: the others are judged",
            .given = SPOILT "id=$(echo x | " OBJECT "loose .git blob 20000000000)\n" FILE_OF_ID,
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {"x.yaml:1:1: error SHP-001", "20000000000 bytes, more than the limit of 4194304 (4 MiB)", OTHERS},
            .seconds = 0.5,
        },
        DAMAGED_BLOB("a blob whose checksum is wrong",
                     "size=$(stat -c %s \"$file\")\n"
                     "truncate -s $((size - 1)) \"$file\"\n"
                     "printf '\\0' >> \"$file\"\nprintf x >> \"$file\"\n"
                     "truncate -s $size \"$file\"\n",
                     "its compressed data are damaged"),
        DAMAGED_BLOB("a blob that is cut off", "truncate -s 60 \"$file\"\n", "its compressed data are cut off"),
        DAMAGED_BLOB("a blob whose file is empty", ": > \"$file\"\n", "its file is empty"),
        DAMAGED_BLOB("a blob with something behind it", "echo more >> \"$file\"\n",
                     "something stands behind its compressed data"),
        DAMAGED_BLOB("a blob with another one's content",
                     "id=$(echo 'a: b' | git hash-object -w --stdin)\n"
                     "cp -f .git/objects/$(echo $id | cut -c1-2)/$(echo "
                     "$id | cut -c3-) \"$file\"\n",
                     "its bytes do not have this id"),
        DAMAGED_BLOB("a blob whose file is a FIFO", "rm -f \"$file\"\nmkfifo \"$file\"\n",
                     "its file is a directory, a FIFO"),
        {
            .name = "the header that git 1.4 wrote is read",
            .given = SPOILT FILE_OF("HEAD:engagement.yaml") "git cat-file blob $id > content\nrm -f \"$file\"\n" OBJECT
                                                            "legacy .git blob < content > id\ntest $(cat id) = $id\n",
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS},
            .never = {"cannot be read", "indeterminate"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(objects, packs)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "two deltas, each of the other",
            .given = SPOILT "id=$(" OBJECT "circle .git | cut -d' ' -f1)\n" FILE_OF_ID,
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"x.yaml:1:1: error", "a delta of another object, that of a third and so on, in a circle", OTHERS},
            .seconds = 2,
        },
        {
            .name = "a revision that is one of two such deltas",
            .given = "repository first-steps\n" BRANCH(OBJECT "circle .git | cut -d' ' -f1"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"(object ", "in a circle"},
            .seconds = 2,
        },
        {
            .name = "a delta of a delta, a hundred thousand times",
            .given = SPOILT "id=$(" OBJECT "chain .git 100000)\n" FILE_OF_ID,
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"x.yaml:1:1: error", "for more steps than git makes", OTHERS},
            .seconds = 2,
        },
        {
            .name = "a delta of a delta, as often as git makes them",
            .given = SPOILT "id=$(" OBJECT "chain .git 4095)\n" FILE_OF_ID,
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS},
            .never = {"cannot be read"},
            .seconds = 2,
        },
        {
            .name = "one byte that is a delta of 40 MiB",
            .given = SPOILT "id=$(" OBJECT "base .git 40)\n" FILE_OF_ID,
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"x.yaml:1:1: error", "is a delta of an object that is larger than 32 MiB", OTHERS},
            .seconds = 0.5,
        },
        {
            .name = "a packed commit of 64 MB",
            .given = "repository first-steps\n" BRANCH("head -c 64000000 /dev/zero | " OBJECT
                                                       "loose .git commit") "echo $id | git pack-objects -q "
                                                                            ".git/objects/pack/pack\n"
                                                                            "rm -r .git/objects/??\n",
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"(object ", "has 64000000 bytes, more than the limit of 4194304 (4 MiB)"},
            .seconds = 0.5,
        },
    };

    SANDBOX_CASES(cases);
}

/* A FIFO in the place of a file: who opens it waits until somebody writes. */
#define FIFO(path) "rm -f " path "\nmkfifo " path "\n"

Test(objects, files_that_are_none)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a FIFO as configuration",
            .given = "repository first-steps\n" FIFO(".git/config"),
            .when = CHECK,
            .status = 3,
            .says = {".git/config", "it is a FIFO, a socket or a device, not a file"},
        },
        {
            .name = "a FIFO that the configuration includes",
            .given = "repository first-steps\n" FIFO(".git/more") "git config include.path more\n",
            .when = CHECK,
            .status = 3,
            .says = {".git/more", "it is a FIFO, a socket or a device, not a file"},
        },
        {
            .name = "a device that never ends, included",
            .given = "repository first-steps\ngit config include.path /dev/zero\n",
            .when = CHECK,
            .status = 3,
            .says = {"/dev/zero", "it is a FIFO, a socket or a device, not a file"},
        },
        {
            .name = "/dev/null as configuration is an empty one",
            .given = SPOILT "ln -sf /dev/null \"$HOME/.gitconfig\"\n",
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS},
        },
        {
            .name = "a configuration that includes ten files, each of which includes ten, and so on",
            .given = "repository first-steps\nfor level in 0 1 2 3 4 5 6 7; do for i in 1 2 3 4 5 6 7 8 9 10; do\n"
                     "printf '[include]\\npath = c%s\\n' $((level + 1)) >> .git/c$level; done; done\n"
                     "git config include.path c0 || true\n",
            .when = CHECK,
            .status = 3,
            .says = {".git/c", "no more than 500 are read, with those that they include"},
            .seconds = 1,
        },
        {
            .name = "a configuration that includes itself",
            .given = "repository first-steps\nprintf '[include]\\npath = config\\n' >> .git/config\n",
            .when = CHECK,
            .status = 3,
            .says = {"maximum config include depth reached"},
        },
        {
            .name = "a configuration of 1 TB",
            .given = "repository first-steps\ntruncate -s 1T .git/config || truncate -s 10G .git/config\n",
            .when = CHECK,
            .status = 3,
            .says = {".git/config", "larger than 128 MiB"},
            .seconds = 1,
        },
        {
            .name = "a FIFO as alternates: a notice",
            .given = SPOILT FIFO(".git/objects/info/alternates"),
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS, "info/alternates is a FIFO, a directory or such, not a file"},
        },
        {
            .name = "alternates in a circle",
            .given = SPOILT "git init -q --bare a\ngit init -q --bare b\necho \"$PWD/a/objects\" > "
                            ".git/objects/info/alternates\necho ../../b/objects > a/objects/info/alternates\n"
                            "echo \"$PWD/.git/objects\" > b/objects/info/alternates\n"
                            "echo \"$PWD/a/objects\" >> b/objects/info/alternates\n",
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS},
            .never = {"too many"},
            .seconds = 1,
        },
        {
            .name = "alternates one behind the other: a notice",
            .given = SPOILT "at=.git\nfor i in 1 2 3 4 5 6 7 8; do git init -q --bare \"$BOX/$i\"\n"
                            "echo \"$BOX/$i/objects\" > $at/objects/info/alternates\nat=\"$BOX/$i\"; done\n",
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS, "6/objects is an object directory too many",
                     "no more than 5 of them one behind the other"},
        },
        {
            .name = "two hundred alternates, each with all others: a notice",
            .given = SPOILT "for i in $(seq 200); do mkdir -p \"$BOX/$i/info\"\necho \"$BOX/$i\"; done > list\n"
                            "for i in $(seq 200); do cp list \"$BOX/$i/info/alternates\"; done\n"
                            "cp list .git/objects/info/alternates\n",
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS, "is an object directory too many: no more than 100"},
            .seconds = 1,
        },
        {
            .name = "a FIFO as packed-refs",
            .given = "repository first-steps\n" FIFO(".git/packed-refs"),
            .when = CHECK "--rev nothing",
            .status = 3,
            .says = {"packed-refs", "it is a FIFO, a socket or a device, not a file"},
        },
        {
            .name = "a FIFO as HEAD",
            .given = "repository first-steps\n" FIFO(".git/HEAD"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {".git is no usable git directory"},
        },
        {
            .name = "a link to a FIFO as HEAD",
            .given = "repository first-steps\nmkfifo .git/fifo\nln -sf fifo .git/HEAD\n",
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {".git is no usable git directory"},
        },
        {
            .name = "a FIFO as a branch",
            .given = "repository first-steps\n" FIFO(".git/refs/heads/main"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"refs/heads/main", "it is a FIFO, a socket or a device, not a file"},
        },
        {
            .name = "a FIFO as a branch: the work tree is read all the same",
            .given = SPOILT FIFO(".git/refs/heads/main"),
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "the commit that HEAD names cannot be read", "it is a FIFO, a socket or a device"},
        },
        {
            .name = "a FIFO as reflog",
            .given = "repository first-steps\n" FIFO(".git/logs/refs/heads/main"),
            .when = CHECK "--rev 'main@{1}'",
            .status = 3,
            .says = {"logs/refs/heads/main", "it is a FIFO, a socket or a device, not a file"},
        },
        {
            .name = "a FIFO as index",
            .given = "repository first-steps\n" FIFO(".git/index"),
            .when = CHECK "--staged",
            .status = 3,
            .says = {"index", "is no regular file"},
        },
        {
            .name = "a FIFO as info/exclude",
            .given = SPOILT FIFO(".git/info/exclude"),
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
        },
        {
            .name = "a FIFO as the file of what is ignored everywhere",
            .given = SPOILT "mkfifo \"$BOX/fifo\"\ngit config core.excludesFile \"$BOX/fifo\"\n",
            .when = CHECK,
            .status = 1,
            .says = {OTHERS},
        },
        {
            .name = "a FIFO as the index of a pack, and as an index of many",
            .given = SPOILT "mkfifo .git/objects/pack/pack-0123456789012345678901234567890123456789.idx\n"
                            "echo PACK > .git/objects/pack/pack-0123456789012345678901234567890123456789.pack\n"
                            "mkfifo .git/objects/pack/multi-pack-index\n",
            .when = CHECK "--rev HEAD",
            .status = 1,
            .says = {OTHERS},
        },
        {
            .name = "a FIFO as policy",
            .given = "repository first-steps\nmkfifo \"$BOX/fifo\"\n",
            .when = CHECK "--policy \"$BOX/fifo\"",
            .status = 2,
            .says = {"policy ", "fifo"},
        },
    };

    SANDBOX_CASES(cases);
}
