/* Repositories that are broken, strange or not ours: the message says what to do, and no failure looks like success. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define CHECK "d1lint check --verbose --as-of 2026-03-09 --format concise "

/* What is ignored may be tracked all the same, so this makes a work tree ask the index. */
#define IGNORED "touch ignored.yaml\necho ignored.yaml > .git/info/exclude\n"

/* A mistake in another file, and what is said of it, whatever the matter is with the file or repository under test. */
#define SPOILT "repository first-steps\nspoil\ncommit\n"
#define OTHERS "engagement.yaml:16:13: error ENG-006"

/* Takes an object away, as a damaged disk does. */
#define LOSE(object)                                                                                                   \
    "id=$(git rev-parse " object ")\nrm -f \".git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)\"\n"

Test(git, revisions_that_cannot_be_meant)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "unborn HEAD",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\ngit init -q .\n",
            .when = CHECK "--rev HEAD",
            .status = 2,
            .says = {"HEAD", "commit"},
        },
        {
            .name = "unborn HEAD, as of its commit",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\ngit init -q .\n",
            .when = "d1lint check --as-of commit",
            .status = 2,
            .says = {"--as-of commit", "give a date"},
        },
        {
            .name = "unborn HEAD: the work tree is read all the same",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\ngit init -q .\n",
            .when = CHECK,
        },
        {
            .name = "an unknown revision, with the nearest",
            .given = "repository first-steps\n",
            .when = CHECK "--rev mian",
            .status = 2,
            .says = {"mian", "main"},
        },
        {
            .name = "a range",
            .given = "repository first-steps\ncommit\n",
            .when = CHECK "--rev HEAD~1..HEAD",
            .status = 2,
            .says = {"HEAD~1..HEAD", "range"},
        },
        {
            .name = "a range of three dots",
            .given = "repository first-steps\ncommit\n",
            .when = CHECK "--rev HEAD~1...HEAD",
            .status = 2,
            .says = {"HEAD~1...HEAD", "range"},
        },
        {
            .name = "all but a revision",
            .given = "repository first-steps\ncommit\n",
            .when = CHECK "--rev '^HEAD'",
            .status = 2,
            .says = {"^HEAD"},
        },
        {
            .name = "a path of the index",
            .given = "repository first-steps\n",
            .when = CHECK "--rev :engagement.yaml",
            .status = 2,
            .says = {":engagement.yaml", "--staged"},
        },
        {
            .name = "a file",
            .given = "repository first-steps\n",
            .when = CHECK "--rev HEAD:engagement.yaml",
            .status = 2,
            .says = {"'engagement.yaml' of the revision 'HEAD' is no directory", "PATH"},
        },
        {
            .name = "a folder that the revision does not have",
            .given = "repository first-steps\n",
            .when = CHECK "--rev HEAD:raid",
            .status = 2,
            .says = {"the revision 'HEAD' has no 'raid'"},
        },
        {
            .name = "a blob",
            .given = "repository first-steps\n",
            .when = CHECK "--rev \"$(git rev-parse HEAD:engagement.yaml)\"",
            .status = 2,
            .says = {"file"},
        },
        {
            .name = "an ancestor before the first commit",
            .given = "repository first-steps\n",
            .when = CHECK "--rev HEAD~7",
            .status = 2,
            .says = {"HEAD~7"},
        },
        {
            .name = "nothing",
            .given = "repository first-steps\n",
            .when = CHECK "--rev ''",
            .status = 2,
            .says = {"revision"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(git, repositories_that_cannot_be_read)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a .git that is none",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\nmkdir .git\n",
            .when = CHECK,
            .status = 3,
            .says = {".git is no usable git directory", "restore it, or remove it"},
        },
        {
            .name = "a .git file that leads nowhere",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\necho 'gitdir: /nowhere/at/all' > .git\n",
            .when = CHECK,
            .status = 3,
            .says = {".git does not lead to a git directory", "git worktree repair"},
        },
        {
            .name = "a damaged index: --staged",
            .given = "repository first-steps\nprintf garbage > .git/index\n",
            .when = CHECK "--staged",
            .status = 3,
            .says = {"index", "git "},
        },
        {
            .name = "a damaged index: the work tree is read all the same, with a notice",
            .given = SPOILT "printf garbage > .git/index\n" IGNORED,
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "notice the index", "remove the file and run `git reset`"},
            .then = "rm .git/index\ngit reset -q\n" CHECK "> \"$BOX/text\" || test $? = 1\n"
                    "if grep index \"$BOX/text\"; then exit 1; fi\n",
        },
        {
            .name = "a commit that is missing",
            .given = "repository first-steps\n" LOSE("HEAD"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"is missing from the repository", "git fsck", "git fetch --refetch"},
        },
        {
            .name = "a blob that is missing: the others are judged, and nothing is guessed about it",
            .given = SPOILT LOSE("HEAD:statement-of-work.yaml"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"statement-of-work.yaml:1:1: error", "is missing from the repository", "git fsck",
                     "git fetch --refetch", OTHERS, "ENG-002 could not be judged"},
            .never = {"there is no StatementOfWork"},
        },
        {
            .name = "a blob that is missing: no gate is met that it may decide",
            .given = "repository first-steps\n" LOSE("HEAD:statement-of-work.yaml"),
            .when = "d1lint check --as-of 2026-03-09 --rev HEAD --gate opened",
            .status = 3,
            .says = {"gate opened is not met: undecided"},
        },
        {
            .name = "the blob of an engagement that is missing: its artifacts are not called astray",
            .given = "repository first-steps\n" LOSE("HEAD:engagement.yaml"),
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"engagement.yaml:1:1: error", "statement-of-work.yaml:4:7: error ENG-001",
                     "which engagement this belongs to is not known, since engagement.yaml could not be read"},
            .never = {"belongs to no engagement"},
        },
        {
            .name = "a blob that is damaged",
            .given = SPOILT "id=$(git rev-parse HEAD:statement-of-work.yaml)\n"
                            "file=\".git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)\"\n"
                            "chmod u+w \"$file\"\nprintf garbage > \"$file\"\n",
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"statement-of-work.yaml:1:1: error", "git fsck", OTHERS},
            .never = {"there is no StatementOfWork"},
        },
        {
            .name = "a file that is missing, but that a policy leaves out, is no matter",
            .given = "repository first-steps\nprintf 'exclude: [old]\\n' | artifact LintPolicy policy > policy.yaml\n"
                     "sed -i 's/old/\"old\\/**\"/' policy.yaml\nmkdir old\necho 'kind: RaidLog' > old/x.yaml\n"
                     "commit\n" LOSE("HEAD:old/x.yaml"),
            .when = CHECK "--rev HEAD",
            .never = {"old/x.yaml", "indeterminate"},
        },
        {
            .name = "a pack that is cut off",
            .given =
                "repository halden-orders\ngit repack -q -a -d\npack=$(ls .git/objects/pack/*.pack)\nchmod u+w $pack\n"
                "truncate -s 200 $pack\n",
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"git fsck"},
        },
        {
            .name = "objects named by SHA-256",
            .given = "cp -R \"$EXAMPLES/first-steps/.\" .\ngit init -q --object-format=sha256 .\ncommit\n",
            .when = CHECK,
            .status = 3,
            .says = {"SHA-256", "`git archive HEAD | tar -x -C DIRECTORY`"},
            .then = "mkdir \"$BOX/copy\"\ngit archive HEAD | tar -x -C \"$BOX/copy\"\ncd \"$BOX/copy\"\n" CHECK,
        },
        {
            .name = "refs kept as reftable",
            .given = "repository first-steps\ngit config core.repositoryFormatVersion 1\n"
                     "git config extensions.refStorage reftable\nrm -r .git/refs/heads\nmkdir .git/reftable\n"
                     "echo 'this repository uses the reftable format' > .git/refs/heads\n"
                     "echo 'ref: refs/heads/.invalid' > .git/HEAD\n",
            .when = CHECK,
            .status = 3,
            .says = {"reftable", "`git refs migrate --ref-format=files`"},
        },
        {
            .name = "an extension of git that is not known",
            .given = "repository first-steps\ngit config core.repositoryFormatVersion 1\n"
                     "git config extensions.tomorrow true\n",
            .when = CHECK,
            .status = 3,
            .says = {"extensions.tomorrow"},
        },
        {
            .name = "an index without a checksum",
            .given = "repository first-steps\nspoil\ngit add .\nsize=$(stat -c %s .git/index)\n"
                     "dd if=/dev/zero of=.git/index bs=1 seek=$((size - 20)) count=20 conv=notrunc 2> /dev/null\n",
            .when = CHECK "--staged",
            .status = 3,
            .says = {"it has no checksum", "`git config index.skipHash false && git update-index --force-write-index`"},
        },
        {
            .name = "a split index",
            .given = "repository first-steps\nspoil\ngit config core.splitIndex true\ngit add .\n",
            .when = CHECK "--staged",
            .status = 3,
            .says = {"`git config core.splitIndex false && git update-index --no-split-index`"},
            .then = "git config core.splitIndex false && git update-index --no-split-index\n" CHECK
                    "--staged || test $? = 1\ngit add .\n" CHECK "--staged || test $? = 1\n",
        },
        {
            .name = "a split index: the work tree is read all the same",
            .given = SPOILT "git update-index --split-index\n" IGNORED,
            .when = CHECK,
            .status = 1,
            .says = {OTHERS, "`git config core.splitIndex false && git update-index --no-split-index`"},
        },
        {
            .name = "a sparse index",
            .given = "mkdir a b\ncp -R \"$EXAMPLES/first-steps/.\" a\ntouch b/x\nrepository\n"
                     "git sparse-checkout init --cone --sparse-index\ngit sparse-checkout set a\n",
            .when = CHECK "--staged",
            .status = 3,
            .says = {"`git sparse-checkout reapply --no-sparse-index`"},
            .then = "git sparse-checkout reapply --no-sparse-index\n" CHECK "--staged\n",
        },
        {
            .name = "another user's repository, no safe.directory anywhere",
            .given = "repository first-steps\n",
            .when =
                "if [ \"$(id -u)\" -ne 0 ]; then echo 'git config --global --add safe.directory (not root here)'; exit "
                "3; fi\nchown -R 65534:65534 .\n" CHECK,
            .status = 3,
            .says = {"git config --global --add safe.directory"},
        },
        {
            .name = "another user's repository, no safe.directory and no configuration at all",
            .given = "repository first-steps\nrm \"$HOME/.gitconfig\"\n",
            .when =
                "if [ \"$(id -u)\" -ne 0 ]; then echo 'git config --global --add safe.directory (not root here)'; exit "
                "3; fi\nchown -R 65534:65534 .\n" CHECK "--rev HEAD",
            .status = 3,
            .says = {"belongs to another user", "git config --global --add safe.directory"},
        },
        {
            .name = "another user's repository, named in safe.directory",
            .given = "repository first-steps\ngit config --global --add safe.directory \"$BOX/work\"\n",
            .when = "if [ \"$(id -u)\" -eq 0 ]; then chown -R 65534:65534 .; fi\n" CHECK,
        },
        {
            .name = "another user's repository, and --any-owner",
            .given = "repository first-steps\nrm \"$HOME/.gitconfig\"\n",
            .when = "if [ \"$(id -u)\" -eq 0 ]; then chown -R 65534:65534 .; else echo 'not root: nothing is tested'; "
                    "fi\n" CHECK "--any-owner\n" CHECK "--any-owner --rev HEAD\n" CHECK "--any-owner --staged\n"
                    "d1lint calendar --any-owner > \"$BOX/days\"\nd1lint digest --any-owner engagement.yaml > "
                    "\"$BOX/digest\"\n"
                    "d1lint eval --any-owner --repo . today > \"$BOX/today\"\n",
        },
        {
            .name = "a bare repository that lies in another's work tree",
            .given = "repository first-steps\ngit init -q --bare inner\ngit -C inner config core.worktree /etc\n",
            .when = "cd inner\n" CHECK,
            .status = 3,
            .says = {"inside of another one", "GIT_DIR="},
        },
        {
            .name = "a work tree elsewhere",
            .given = "repository first-steps\nmkdir \"$BOX/secret\"\ncp engagement.yaml \"$BOX/secret\"\n"
                     "git config core.worktree \"$BOX/secret\"\n",
            .when = CHECK,
            .status = 3,
            .says = {"core.worktree"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(git, repositories_with_less_than_all)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a shallow clone",
            .given = "mkdir \"$BOX/origin\"\ncd \"$BOX/origin\"\nrepository first-steps\ncommit\ncd \"$BOX/work\"\n"
                     "git clone -q --depth 1 \"file://$BOX/origin\" .\n",
            .when = CHECK "--rev HEAD",
            .never = {"error"},
        },
        {
            .name = "a shallow clone, beyond its end",
            .given = "mkdir \"$BOX/origin\"\ncd \"$BOX/origin\"\nrepository first-steps\ncommit\ncd \"$BOX/work\"\n"
                     "git clone -q --depth 1 \"file://$BOX/origin\" .\n",
            .when = CHECK "--rev HEAD~1",
            .status = 2,
            .says = {"HEAD~1", "shallow", "`git fetch --unshallow`"},
            .then = "git fetch -q --unshallow\n" CHECK "--rev HEAD~1\n",
        },
        {
            .name = "a partial clone without its blobs",
            .given = "mkdir \"$BOX/origin\"\ncd \"$BOX/origin\"\nrepository first-steps\ngit config "
                     "uploadpack.allowFilter true\ncd \"$BOX/work\"\n"
                     "git clone -q --no-checkout --filter=blob:none \"file://$BOX/origin\" .\n",
            .when = CHECK "--rev HEAD",
            .status = 3,
            .says = {"engagement.yaml:1:1: error", "partial clone", "`git fetch --refetch --no-filter`"},
            .then = "git fetch -q --refetch --no-filter\n" CHECK "--rev HEAD\n",
        },
        {
            .name = "entries in conflict: --staged",
            .given = "repository first-steps\ngit checkout -q -b other\nsed -i 's/EUR/USD/' engagement.yaml\ncommit\n"
                     "git checkout -q main\nsed -i 's/EUR/CHF/' engagement.yaml\ncommit\n"
                     "git merge -q other > /dev/null || true\n",
            .when = CHECK "--staged",
            .status = 1,
            .says = {"engagement.yaml:1:1: error SHP-001", "merge", "`git add`"},
            .never = {"belongs to no engagement"},
        },
        {
            .name = "entries in conflict: the work tree holds the marks",
            .given = "repository first-steps\ngit checkout -q -b other\nsed -i 's/EUR/USD/' engagement.yaml\ncommit\n"
                     "git checkout -q main\nsed -i 's/EUR/CHF/' engagement.yaml\ncommit\n"
                     "git merge -q other > /dev/null || true\n",
            .when = CHECK,
            .status = 1,
            .says = {"engagement.yaml:16:1: error SHP-001", "merge"},
        },
        {
            .name = "files that are not checked out are no deleted artifacts",
            .given = "mkdir a b\ncp -R \"$EXAMPLES/first-steps/.\" a\ncp a/statement-of-work.yaml b\n"
                     "rm a/statement-of-work.yaml\nrepository\ngit sparse-checkout set --no-cone a\n",
            .when = CHECK "--staged && " CHECK "--gate opened && " CHECK " b",
            .says = {"the sparse checkout leaves 1 of the files out of the work tree"},
            .never = {"error"},
        },
        {
            .name = "files that are not checked out and whose content is not here are not missing",
            .given = "mkdir a b\ncp -R \"$EXAMPLES/first-steps/.\" a\ncp a/statement-of-work.yaml b\n"
                     "rm a/statement-of-work.yaml\nrepository\ngit sparse-checkout set --no-cone a\n"
                     "rm -f .git/objects/$(git rev-parse HEAD:b/statement-of-work.yaml | sed 's,^..,&/,')\n",
            .when = CHECK,
            .status = 3,
            .says = {"b/statement-of-work.yaml:1:1: error", "is missing from the repository",
                     "ENG-002 could not be judged"},
            .never = {"there is no StatementOfWork"},
        },
    };

    SANDBOX_CASES(cases);
}

/* Names and contents of all that lies here but the cache, into a file beside. */
#define EVERYTHING(name)                                                                                               \
    "find . -path ./.git/d1lint -prune -o -print | sort > \"$BOX/" name "\"\n"                                         \
    "find . -path ./.git/d1lint -prune -o -type f -exec sha256sum {} + | sort >> \"$BOX/" name "\"\n"

Test(git, entries_that_are_no_files)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a link that leaves the repository",
            .given = SPOILT "cp engagement.yaml \"$BOX/secret.yaml\"\nln -s \"$BOX/secret.yaml\" link.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"link.yaml:1:1: warning", "symbolic link", "put the file itself here", OTHERS},
            .never = {"link.yaml:1:1: error", "two Engagements"},
        },
        {
            .name = "a folder that is a link",
            .given = "repository first-steps\nmkdir \"$BOX/secret\"\ncp engagement.yaml \"$BOX/secret\"\nln -s "
                     "\"$BOX/secret\" linked\n",
            .when = CHECK,
            .never = {"linked/", "error"},
        },
        {
            .name = "a link in place of a tracked folder",
            .given = "mkdir a\ncp -R \"$EXAMPLES/first-steps/.\" a\nrepository\nmv a \"$BOX/a\"\nln -s \"$BOX/a\" a\n",
            .when = CHECK,
            .status = 3,
            .says = {"no engagement"},
        },
        {
            .name = "a link in the index",
            .given = "repository first-steps\nln -s /etc/passwd link.yaml\ngit add .\n",
            .when = CHECK "--staged",
            .says = {"link.yaml", "symbolic link"},
            .never = {"root:"},
        },
        {
            .name = "a link in a revision",
            .given = "repository first-steps\nln -s /etc/passwd link.yaml\ncommit\n",
            .when = CHECK "--rev HEAD",
            .says = {"link.yaml", "symbolic link"},
            .never = {"root:"},
        },
        {
            .name = "links that go round",
            .given = "repository first-steps\nln -s a b\nln -s b a\nln -s . here\nln -s loop.yaml loop.yaml\n",
            .when = CHECK,
            .says = {"loop.yaml"},
        },
        {
            .name = "a FIFO does not stop the run",
            .given = SPOILT "mkfifo x.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"x.yaml:1:1: warning", "not a file", OTHERS},
            .never = {"x.yaml:1:1: error"},
        },
        {
            .name = "a device that never ends, and a socket",
            .given = "repository first-steps\nmknod x.yaml c 1 5 2> /dev/null || mkfifo x.yaml\n"
                     "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"y.yaml\")'\n",
            .when = CHECK,
            .says = {"x.yaml", "y.yaml"},
            .never = {"error"},
        },
        {
            .name = "a FIFO in place of an artifact",
            .given = "repository first-steps\nrm statement-of-work.yaml\nmkfifo statement-of-work.yaml\n",
            .when = CHECK,
            .status = 1,
            .says = {"statement-of-work.yaml", "there is no StatementOfWork"},
        },
        {
            .name = "a folder with the name of an artifact",
            .given = SPOILT "mkdir x.yaml\ncp engagement.yaml x.yaml/y.txt\n",
            .when = CHECK,
            .status = 1,
            .says = {"x.yaml:1:1: warning", "directory", OTHERS},
            .never = {"x.yaml:1:1: error"},
        },
        {
            .name = "a file that may not be read: nothing is known, so nothing passes",
            .given = SPOILT "chmod 000 statement-of-work.yaml\n",
            .when = "unprivileged " CHECK,
            .status = 3,
            .says = {"statement-of-work.yaml:1:1: error", "Permission denied", OTHERS, "ENG-002 could not be judged"},
            .never = {"there is no StatementOfWork"},
        },
        {
            .name = "a folder that may not be read: nothing is known, so nothing passes",
            .given =
                "mkdir a\ncp -R \"$EXAMPLES/first-steps/.\" .\nmv statement-of-work.yaml a\ntouch a/x\nrepository\n"
                "git rm -q --cached -r a\nchmod 000 a\n",
            .when = "unprivileged " CHECK,
            .status = 3,
            .says = {"a:1:1: error", "Permission denied", "ENG-002 could not be judged"},
            .never = {"there is no StatementOfWork"},
        },
        {
            .name = "files that come and go during the run stop nothing",
            .given = "repository first-steps\n",
            .when = "(while test ! -e \"$BOX/stop\"; do cp statement-of-work.yaml more.yaml; rm more.yaml; done) &\n"
                    "for n in $(seq 1 40); do d1lint check --as-of 2026-03-09 > /dev/null || test $? = 1 || { touch "
                    "\"$BOX/stop\"; exit 9; }; done\ntouch \"$BOX/stop\"\nwait\n",
        },
        {
            .name = "nothing is executed: hooks, filters, pagers, fsmonitor",
            .given = "repository first-steps\nfor key in core.fsmonitor core.pager core.editor core.sshCommand "
                     "diff.external filter.x.clean filter.x.smudge filter.x.process; do git config $key \"touch "
                     "$BOX/executed; false\"; done\necho '* filter=x' > .gitattributes\n"
                     "printf '#!/bin/sh\\ntouch %s/executed\\n' \"$BOX\" > .git/hooks/post-index-change\n"
                     "chmod +x .git/hooks/post-index-change\n",
            .when = CHECK "\n" CHECK "--staged\n" CHECK "--rev HEAD\n",
            .then = "test ! -e \"$BOX/executed\"\n",
        },
        {
            .name = "nothing is written but what is kept of git",
            .given = "repository first-steps\nspoil\ngit add .\nmend\n" EVERYTHING("before"),
            .when = CHECK "\n" CHECK "--rev HEAD\n" CHECK "--staged\n",
            .status = 1,
            .then = EVERYTHING("after") "cmp \"$BOX/before\" \"$BOX/after\"\n",
        },
    };

    SANDBOX_CASES(cases);
}
