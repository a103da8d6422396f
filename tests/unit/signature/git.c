/*
 * Commits, tags and files as git and ssh-keygen sign them, with every type of key that ssh-keygen makes: what these two
 * call good is good here, and what was changed since is bad in both.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <criterion/criterion.h>

#include "base/file/file.h"
#include "signature/signature.h"

static char box[] = "/tmp/d1lint-signature-XXXXXX";

static void enter(void)
{
    cr_assert(mkdtemp(box) != NULL && chdir(box) == 0);
}

static void leave(void)
{
    char line[64];

    snprintf(line, sizeof line, "rm -rf %s", box);
    cr_assert(chdir("/") == 0 && system(line) == 0);
}

TestSuite(signature_git, .init = enter, .fini = leave);

/* Runs a script in the box with a git that knows nothing of this machine; its exit status. */
static int run(const char *name, const char *script)
{
    static const char setting[] =
        "unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE; export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 "
        "GIT_AUTHOR_NAME=Aoife GIT_AUTHOR_EMAIL=aoife@example.com "
        "GIT_COMMITTER_NAME=Aoife GIT_COMMITTER_EMAIL=aoife@example.com "
        "GIT_AUTHOR_DATE=2026-03-09T09:00:00+0100 GIT_COMMITTER_DATE=2026-03-09T09:00:00+0100 "
        "GIT_CONFIG_GLOBAL=$PWD/config LC_ALL=C; set -eu\n";
    FILE *file = fopen("script", "w");
    int status;

    cr_assert(file && fputs(setting, file) >= 0 && fputs(script, file) >= 0 && fclose(file) == 0, "%s", name);
    status = system("sh ./script > log 2>&1");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The same, and the test fails with what was printed when the script does. */
static void prepare(const char *name, const char *script)
{
    struct d1_strbuf log = {0};

    if (run(name, script) != 0) {
        d1_file_read(&log, "log", NULL);
        cr_expect(false, "%s: %s", name, log.ptr ? log.ptr : "");
    }
    d1_strbuf_release(&log);
}

static void read_file(struct d1_strbuf *bytes, const char *path)
{
    struct d1_error error = {0};

    d1_strbuf_clear(bytes);
    cr_assert(d1_file_read(bytes, path, &error) == 0, "%s: %s", path, d1_error_message(&error));
}

/* What a file holds that the script has left: a raw commit or tag, or a text with its .sig beside it. */
static enum d1_signature_status status_of(const char *path, bool sha256_repository,
                                          char fingerprint[D1_KEY_FINGERPRINT])
{
    struct d1_strbuf bytes = {0}, armored = {0};
    struct d1_signature signature;
    struct d1_arena arena = {0};
    char sig[64];

    read_file(&bytes, path);
    snprintf(sig, sizeof sig, "%s.sig", path);
    if (access(sig, F_OK) == 0) {
        read_file(&armored, sig);
        cr_assert(d1_signature_of_file(&signature, d1_strbuf_view(&armored), d1_strbuf_view(&bytes), &arena, NULL) ==
                  0);
    } else if (d1_str_starts(d1_strbuf_view(&bytes), "object ")) {
        cr_assert(d1_signature_of_tag(&signature, d1_strbuf_view(&bytes), &arena, NULL) == 0);
    } else {
        cr_assert(d1_signature_of_commit(&signature, d1_strbuf_view(&bytes), sha256_repository, &arena, NULL) == 0);
    }
    fingerprint[0] = '\0';
    if (signature.status == D1_SIGNATURE_GOOD)
        d1_key_fingerprint(&signature.key, fingerprint);
    d1_arena_release(&arena);
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&armored);
    return signature.status;
}

/* Each of these files is signed with the key whose fingerprint stands in the file `fingerprint`. */
static void expect_good(const char *name, const char *const *paths, bool sha256_repository)
{
    struct d1_strbuf wanted = {0};
    char fingerprint[D1_KEY_FINGERPRINT];

    read_file(&wanted, "fingerprint");
    for (; *paths; paths++) {
        cr_expect(status_of(*paths, sha256_repository, fingerprint) == D1_SIGNATURE_GOOD, "%s: %s", name, *paths);
        cr_expect(d1_str_eq(d1_str(fingerprint), d1_str_trim(d1_strbuf_view(&wanted))), "%s: %s: %s", name, *paths,
                  fingerprint);
    }
    d1_strbuf_release(&wanted);
}

/*
 * A repository $1 (its object format) with a commit of each sort, signed with a new key of type $2. Raw objects are
 * left as commit, odd, merge and tag; the merge has the signed tag in a header of its own. git says of all that they
 * are good.
 */
#define REPOSITORY                                                                                                     \
    "rm -rf r key* config text* fingerprint\n"                                                                         \
    "ssh-keygen -q -t $2 -N '' -C aoife -f key\n"                                                                      \
    "ssh-keygen -l -f key.pub | cut -d ' ' -f 2 > fingerprint\n"                                                       \
    "echo \"aoife@example.com $(cat key.pub)\" > signers\n"                                                            \
    "git config --global gpg.format ssh\n"                                                                             \
    "git config --global user.signingKey $PWD/key\n"                                                                   \
    "git config --global gpg.ssh.allowedSignersFile $PWD/signers\n"                                                    \
    "git config --global init.defaultBranch main\n"                                                                    \
    "git init -q --object-format=$1 r; cd r\n"                                                                         \
    "git commit -q --allow-empty -S -m first\n"                                                                        \
    "git cat-file commit HEAD > ../commit\n"                                                                           \
    "printf 'caf\\351\\n\\n-----BEGIN SSH SIGNATURE-----\\ngpgsig no\\n' > message\n"                                  \
    "git -c i18n.commitEncoding=ISO-8859-1 commit -q --allow-empty -S --cleanup=verbatim -F message\n"                 \
    "git cat-file commit HEAD > ../odd\n"                                                                              \
    "git checkout -q -b side\n"                                                                                        \
    "git commit -q --allow-empty -S -m aside\n"                                                                        \
    "git tag -s -m 'a release' v1\n"                                                                                   \
    "git cat-file tag v1 > ../tag\n"                                                                                   \
    "git checkout -q main\n"                                                                                           \
    "git merge -q --no-ff -S -m merge v1\n"                                                                            \
    "git cat-file commit HEAD > ../merge\n"                                                                            \
    "grep -q '^mergetag ' ../merge\n"                                                                                  \
    "git verify-commit HEAD HEAD^ HEAD^^\ngit verify-tag v1\ncd ..\n"                                                  \
    "printf 'the minutes\\n' > text\n"                                                                                 \
    "ssh-keygen -q -Y sign -n file -f key text\n"                                                                      \
    "ssh-keygen -Y verify -f signers -I aoife@example.com -n file -s text.sig < text\n"

static const char *const signed_files[] = {"commit", "odd", "merge", "tag", "text", NULL};

Test(signature_git, every_type_of_key)
{
    static const char *const types[] = {"ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048"};
    char script[8192];

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        snprintf(script, sizeof script, "set -- sha1 '%s'\nIFS=' '\n%s", types[i], REPOSITORY);
        prepare(types[i], script);
        expect_good(types[i], signed_files, false);
    }
}

Test(signature_git, repositories_with_sha256)
{
    char fingerprint[D1_KEY_FINGERPRINT];

    prepare("SHA-256", "set -- sha256 ed25519\n" REPOSITORY);
    expect_good("SHA-256", signed_files, true);
    /* Its header has another name, so that there is none for a repository with SHA-1. */
    cr_expect(status_of("commit", false, fingerprint) == D1_SIGNATURE_NONE);
}

/* What git calls bad, or does not call good, after each of these changes. */
Test(signature_git, what_was_changed_since)
{
    static const struct {
        const char *change;
        enum d1_signature_status status;
    } cases[] = {
        {"sed -i s/first/worst/ commit", D1_SIGNATURE_BAD},
        {"sed -i 's/^author Aoife/author Marta/' commit", D1_SIGNATURE_BAD},
        {"sed -i 's/^committer Aoife <.*> 1/committer Aoife <aoife@example.com> 2/' commit", D1_SIGNATURE_BAD},
        {"sed -i '/^gpgsig/,/^ -----END/d' commit", D1_SIGNATURE_NONE},
        {"sed -i 's/^ U1NIU0lH/ U1NIU0lI/' commit", D1_SIGNATURE_BAD},
        {"echo more >> commit", D1_SIGNATURE_BAD},
        /* The signature of another object. */
        {"sed -n '/^gpgsig/,/^ -----END/p' commit > sig; sed -i -e '/^gpgsig/,/^ -----END/d' -e '/^committer/r sig' "
         "merge; mv merge "
         "commit",
         D1_SIGNATURE_BAD},
    };
    char fingerprint[D1_KEY_FINGERPRINT], script[512];

    prepare("a repository", "set -- sha1 ed25519\n" REPOSITORY "cp commit commit.was; cp merge merge.was\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(script, sizeof script,
                 "cp commit.was commit; cp merge.was merge\n%s\n"
                 "git -C r verify-commit $(git -C r hash-object --literally -t commit -w --stdin < commit)",
                 cases[i].change);
        cr_expect(run(cases[i].change, script) != 0, "git takes it: %s", cases[i].change);
        cr_expect(status_of("commit", false, fingerprint) == cases[i].status, "%s", cases[i].change);
    }
}

/* A file that was signed for another purpose, and one whose line ends were changed on the way. */
Test(signature_git, files)
{
    char fingerprint[D1_KEY_FINGERPRINT];

    prepare("a file", "ssh-keygen -q -t ed25519 -N '' -f key\nprintf 'a\\nb\\n' > text\n"
                      "ssh-keygen -q -Y sign -n git -f key text\n");
    cr_expect(status_of("text", false, fingerprint) == D1_SIGNATURE_BAD);
    prepare("signed for files", "rm text.sig\nssh-keygen -q -Y sign -n file -f key text\n");
    cr_expect(status_of("text", false, fingerprint) == D1_SIGNATURE_GOOD);
    prepare("with CRLF", "sed -i 's/$/\\r/' text\n");
    cr_expect(status_of("text", false, fingerprint) == D1_SIGNATURE_BAD);
}

/* OpenPGP and X.509 as they stand in commits: told apart, since nobody knows whether they are good. */
Test(signature_git, other_programs)
{
    static const char *const beginnings[] = {"PGP SIGNATURE", "PGP MESSAGE", "SIGNED MESSAGE"};
    char fingerprint[D1_KEY_FINGERPRINT], script[2048];

    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        /* A program of that name signs: git takes its word, and asks for nothing but the line that it prints. */
        snprintf(script, sizeof script,
                 "cat > sign <<'END'\n#!/bin/sh\ncat > /dev/null\necho '[GNUPG:] SIG_CREATED D' >&2\n"
                 "echo '-----BEGIN %s-----'\necho\necho iQ==\necho '-----END %s-----'\nEND\nchmod +x sign\n"
                 "rm -rf r; git init -q r; cd r\n"
                 "git -c gpg.program=$PWD/../sign commit -q --allow-empty -Skey -m first\n"
                 "git -c gpg.program=$PWD/../sign tag -u key -m release v1\n"
                 "git cat-file commit HEAD > ../commit; git cat-file tag v1 > ../tag\n",
                 beginnings[i], beginnings[i]);
        prepare(beginnings[i], script);
        cr_expect(status_of("commit", false, fingerprint) == D1_SIGNATURE_UNREAD, "%s", beginnings[i]);
        cr_expect(status_of("tag", false, fingerprint) == D1_SIGNATURE_UNREAD, "%s", beginnings[i]);
    }
}
