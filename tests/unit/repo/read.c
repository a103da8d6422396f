/* Bytes: as they are, within limits, from threads at once, and what is said where there are none. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/pool.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_read, .init = sandbox_enter, .fini = sandbox_leave);

/* An open snapshot with one reader. */
struct opened {
    struct d1_repo *repo;
    struct d1_repo_snapshot *snapshot;
    struct d1_repo_reader *reader;
    const struct d1_repo_entry *entries;
    size_t count;
};

static struct opened open_all(const char *start, const struct d1_repo_options *options, enum d1_repo_source source)
{
    struct opened o = {0};
    struct d1_error error = {0};

    cr_assert_eq(d1_repo_open(&o.repo, start, options, &error), 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_repo_snapshot_open(&o.snapshot, o.repo,
                                       &(struct d1_repo_snapshot_options){.source = source, .revision = "HEAD"},
                                       &error),
                 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_repo_reader_new(&o.reader, o.snapshot, &error), 0, "%s", d1_error_message(&error));
    o.entries = d1_repo_snapshot_entries(o.snapshot, &o.count);
    return o;
}

static void close_all(struct opened *o)
{
    d1_repo_reader_free(o->reader);
    d1_repo_snapshot_free(o->snapshot);
    d1_repo_free(o->repo);
}

static void expect_error(const char *name, struct opened *o, const struct d1_repo_entry *entry, int code,
                         const char *words)
{
    struct d1_str bytes = {"untouched", 9};
    struct d1_error error = {0};
    int seen = d1_repo_read(o->reader, entry, &bytes, &error);

    cr_expect(seen == code && contains(d1_error_message(&error), words), "%s: expected %d [%s], got %d [%s]", name,
              code, words, seen, d1_error_message(&error));
    cr_expect_eq(bytes.len, 9, "%s: outputs are untouched", name);
    if (seen < 0)
        cr_expect_str_eq(error.place.path, entry->path, "%s: the place is the file", name);
    d1_error_clear(&error);
}

/* No filter, no change of line ends, NULs and all. */
Test(repo_read, bytes_as_they_are)
{
    run("git init -q r; cd r; git config core.autocrlf true; echo '*.yaml text eol=crlf ident filter=bad' > "
        ".gitattributes; git config filter.bad.smudge false; git config filter.bad.clean cat;"
        "printf 'a: 1\\r\\nb: $Id$\\n' > crlf.yaml; printf '\\377\\376a\\000' > utf16.yaml; : > empty.yaml;"
        "head -c 100000 /dev/urandom > binary.yaml; git -c core.autocrlf=false add . 2>/dev/null; git commit -qm x");
    for (int source = D1_REPO_WORKTREE; source <= D1_REPO_REVISION; source++) {
        struct opened o = open_all("r", NULL, (enum d1_repo_source)source);

        cr_assert_eq(o.count, 4);
        for (size_t i = 0; i < o.count; i++) {
            struct d1_str bytes = {0};
            char command[512];
            FILE *file;

            cr_assert_eq(d1_repo_read(o.reader, &o.entries[i], &bytes, NULL), 0);
            file = fopen("read", "w");
            fwrite(bytes.ptr ? bytes.ptr : "", 1, bytes.len, file);
            fclose(file);
            if (source == D1_REPO_WORKTREE)
                snprintf(command, sizeof(command), "cmp read r/%s", o.entries[i].path);
            else
                snprintf(command, sizeof(command), "git -C r cat-file blob HEAD:%s | cmp read", o.entries[i].path);
            run("%s", command);
        }
        close_all(&o);
    }
}

Test(repo_read, limit)
{
    run("git init -q r; cd r; head -c %d /dev/zero > fits.yaml; head -c %d /dev/zero > large.yaml; git add .; git "
        "commit "
        "-qm x; git gc -q",
        D1_LIMIT_FILE_BYTES, D1_LIMIT_FILE_BYTES + 1);
    for (int source = D1_REPO_WORKTREE; source <= D1_REPO_REVISION; source++) {
        struct opened o = open_all("r", NULL, (enum d1_repo_source)source);
        struct d1_str bytes = {0};

        cr_assert_eq(o.count, 2);
        cr_expect_eq(d1_repo_read(o.reader, &o.entries[0], &bytes, NULL), 0);
        cr_expect_eq(bytes.len, (size_t)D1_LIMIT_FILE_BYTES);
        expect_error("large", &o, &o.entries[1], D1_ERR_LIMIT, "4194305 bytes, more than the limit of 4194304 (4 MiB)");
        close_all(&o);
    }
}

/* Evidence may be larger, loose or packed, as a delta or not; what was allowed once is not allowed from then on. */
Test(repo_read, limit_of_evidence)
{
    run("git init -q r; cd r; head -c %d /dev/zero > fits.yaml; head -c %d /dev/zero > large.yaml; git add .; git "
        "commit -qm x; cp -R . ../loose; git gc -q",
        D1_LIMIT_EVIDENCE_BYTES, D1_LIMIT_EVIDENCE_BYTES + 1);
    for (int i = 0; i < 4; i++) {
        static const enum d1_repo_source sources[] = {D1_REPO_WORKTREE, D1_REPO_INDEX, D1_REPO_REVISION};
        struct opened o = open_all(i < 3 ? "r" : "loose", NULL, sources[i % 3 + (i == 3)]);
        struct d1_error error = {0};
        struct d1_str bytes = {0};

        cr_assert_eq(o.count, 2);
        cr_expect_eq(d1_repo_read_evidence(o.reader, &o.entries[0], &bytes, &error), 0, "%d: %s", i,
                     d1_error_message(&error));
        cr_expect_eq(bytes.len, (size_t)D1_LIMIT_EVIDENCE_BYTES);
        cr_expect_eq(d1_repo_read_evidence(o.reader, &o.entries[1], &bytes, &error), D1_ERR_LIMIT);
        cr_expect(contains(d1_error_message(&error), "67108865 bytes, more than the limit of 67108864 (64 MiB)"),
                  "%d: %s", i, d1_error_message(&error));
        d1_error_clear(&error);
        expect_error("as an artifact", &o, &o.entries[0], D1_ERR_LIMIT, "more than the limit of 4194304 (4 MiB)");
        close_all(&o);
    }
}

/* A file may change in any way between the listing and the reading. */
Test(repo_read, file_that_changes)
{
    struct opened o;
    struct d1_str bytes = {0};

    run("git init -q r; cd r; mkdir d e; touch a.yaml b.yaml c.yaml d/d.yaml e/e.yaml f.yaml g.yaml; git add .");
    o = open_all("r", NULL, D1_REPO_WORKTREE);
    cr_assert_eq(o.count, 7);
    run("cd r; rm a.yaml b.yaml c.yaml f.yaml; mkfifo b.yaml; ln -s /etc/passwd c.yaml; mv d gone; mv e real; ln -s "
        "real "
        "e; mkdir f.yaml; echo more > g.yaml; touch ../later.yaml");
    expect_error("vanished", &o, &o.entries[0], D1_ERR_NOT_FOUND, "vanished");
    expect_error("FIFO", &o, &o.entries[1], D1_ERR_READ, "no longer a regular file");
    expect_error("link", &o, &o.entries[2], D1_ERR_READ, "symbolic link");
    expect_error("directory vanished", &o, &o.entries[3], D1_ERR_NOT_FOUND, "vanished");
    expect_error("directory is a link", &o, &o.entries[4], D1_ERR_READ, "symbolic link");
    expect_error("directory", &o, &o.entries[5], D1_ERR_READ, "no longer a regular file");
    cr_expect_eq(d1_repo_read(o.reader, &o.entries[6], &bytes, NULL), 0);
    cr_expect(d1_str_is(bytes, "more\n"), "the bytes are those of the time of reading");
    close_all(&o);
}

/* Files of /proc say that they are empty and then have content, as a file that grows does. */
Test(repo_read, file_that_grows)
{
    struct opened o = open_all("/proc/self", &(struct d1_repo_options){.plain = true}, D1_REPO_WORKTREE);
    struct d1_repo_entry entry;
    struct d1_str bytes = {0};

    cr_assert_eq(d1_repo_lookup(o.snapshot, d1_str("status"), &entry, NULL), 0);
    cr_assert_eq(entry.kind, D1_REPO_FILE);
    cr_expect_eq(entry.size, 0);
    cr_assert_eq(d1_repo_read(o.reader, &entry, &bytes, NULL), 0);
    cr_expect(d1_str_starts(bytes, "Name:") && bytes.len > 500 && bytes.ptr[bytes.len - 1] == '\n');
    cr_assert_eq(d1_repo_lookup(o.snapshot, d1_str("mem"), &entry, NULL), 0);
    expect_error("cannot be read", &o, &entry, D1_ERR_READ, "cannot be read");
    close_all(&o);
}

Test(repo_read, large_after_small)
{
    struct opened o;
    struct d1_str bytes;

    run("mkdir r; cd r; for i in 1 10000 3 500000 2 4000000 5; do n=$((n + 1)); head -c $i /dev/zero | tr '\\0' $n > "
        "$n.yaml; done");
    o = open_all("r", NULL, D1_REPO_WORKTREE);
    for (size_t i = 0; i < o.count; i++) {
        static const size_t sizes[] = {1, 10000, 3, 500000, 2, 4000000, 5};

        cr_assert_eq(d1_repo_read(o.reader, &o.entries[i], &bytes, NULL), 0);
        cr_expect_eq(bytes.len, sizes[i]);
        cr_expect_eq(bytes.ptr[bytes.len - 1], (char)('1' + i));
    }
    close_all(&o);
}

/* ---- threads ---- */

enum { THREADS = 4, FILES = 500 };

struct job {
    struct opened *opened;
    struct d1_repo_reader *readers[THREADS];
    unsigned char failed[FILES];
};

/* Each file holds its own name; every file asks for another one, too. */
static void read_one(void *context, size_t index, unsigned thread)
{
    struct job *job = context;
    const struct d1_repo_entry *entry = &job->opened->entries[index];
    struct d1_repo_entry other;
    struct d1_str bytes = {0};

    if (d1_repo_read(job->readers[thread], entry, &bytes, NULL) < 0 || !d1_str_is(bytes, entry->path) ||
        d1_repo_lookup(job->opened->snapshot, d1_str(job->opened->entries[(index * 7) % FILES].path), &other, NULL) <
            0 ||
        other.kind != D1_REPO_FILE)
        job->failed[index] = 1;
}

Test(repo_read, threads)
{
    run("git init -q r; cd r; for i in $(seq %d); do d=$((i / 50)); mkdir -p $d; printf $d/$i.yaml > $d/$i.yaml; done;"
        "git add .; git commit -qm x; git gc -q",
        FILES);
    for (int source = D1_REPO_WORKTREE; source <= D1_REPO_REVISION; source++) {
        struct opened o = open_all("r", NULL, (enum d1_repo_source)source);
        struct job job = {.opened = &o};
        struct d1_pool *pool;
        size_t failed = 0;

        cr_assert_eq(o.count, FILES);
        job.readers[0] = o.reader;
        for (size_t i = 1; i < THREADS; i++)
            cr_assert_eq(d1_repo_reader_new(&job.readers[i], o.snapshot, NULL), 0);
        cr_assert_eq(d1_pool_new(&pool, THREADS), 0);
        d1_pool_run(pool, FILES, 1, read_one, &job);
        d1_pool_free(pool);
        for (size_t i = 0; i < FILES; i++)
            failed += job.failed[i];
        cr_expect_eq(failed, 0, "source %d", source);
        for (size_t i = 1; i < THREADS; i++)
            d1_repo_reader_free(job.readers[i]);
        close_all(&o);
    }
}

/* ---- objects ---- */

static void make_objects(void)
{
    run("git init -q r; cd r; mkdir d; echo a > a.yaml; echo b > b.yaml; echo c > d/c.yaml; git add .; git commit -qm "
        "x");
}

/* The loose file of an object named by a revision. */
static const char *loose(const char *name)
{
    static char path[256];

    snprintf(path, sizeof(path), "r/.git/objects/%s", output("git -C r rev-parse %s | sed 's,^\\(..\\),\\1/,'", name));
    return path;
}

Test(repo_read, missing_object)
{
    make_objects();
    run("rm -f %s", loose("HEAD:a.yaml"));
    for (int source = D1_REPO_INDEX; source <= D1_REPO_REVISION; source++) {
        const char *seen = content("r", (enum d1_repo_source)source, "HEAD", "a.yaml");

        cr_expect(strncmp(seen, "-3: ", 4) == 0 && contains(seen, "is missing") && contains(seen, "git fsck"), "%s",
                  seen);
        cr_expect_str_eq(content("r", (enum d1_repo_source)source, "HEAD", "b.yaml"), "b\n", "all else is read");
    }
    cr_expect_str_eq(content("r", D1_REPO_WORKTREE, NULL, "a.yaml"), "a\n");
}

Test(repo_read, damaged_object)
{
    const char *seen;

    make_objects();
    run("chmod u+w %s", loose("HEAD:a.yaml"));
    run("cp -f %s other", loose("HEAD:b.yaml"));
    run("cat other > %s", loose("HEAD:a.yaml"));
    seen = content("r", D1_REPO_REVISION, "HEAD", "a.yaml");
    cr_expect(strncmp(seen, "-3: ", 4) == 0 && contains(seen, "do not have this id"), "other content: %s", seen);
    run("echo nonsense > %s", loose("HEAD:a.yaml"));
    seen = content("r", D1_REPO_REVISION, "HEAD", "a.yaml");
    cr_expect(strncmp(seen, "-3: ", 4) == 0 && contains(seen, "git fsck"), "nonsense: %s", seen);
    run(": > %s", loose("HEAD:a.yaml"));
    seen = content("r", D1_REPO_REVISION, "HEAD", "a.yaml");
    cr_expect(strncmp(seen, "-3: ", 4) == 0 && contains(seen, "git fsck"), "empty: %s", seen);
    cr_expect_str_eq(content("r", D1_REPO_REVISION, "HEAD", "b.yaml"), "b\n", "all else is read");
}

Test(repo_read, damaged_pack)
{
    struct look seen;

    make_objects();
    run("cd r; git gc -q; chmod u+w .git/objects/pack/*.pack; size=$(stat -c %%s .git/objects/pack/*.pack); for i in "
        "$(seq "
        "20 $((size - 21))); do echo; done | dd of=$(ls .git/objects/pack/*.pack) bs=1 seek=20 conv=notrunc "
        "status=none");
    seen = look("r", D1_REPO_REVISION, "HEAD");
    cr_expect_eq(seen.code, D1_ERR_READ, "%d %s", seen.code, seen.text);
    cr_expect_str_eq(look("r", D1_REPO_WORKTREE, NULL).text, "a.yaml b.yaml d/c.yaml");
    cr_expect(contains(look("r", D1_REPO_WORKTREE, NULL).notices, "head-unreadable"));
}

Test(repo_read, missing_tree)
{
    struct look seen;

    make_objects();
    run("rm -f %s", loose("HEAD:d"));
    seen = look("r", D1_REPO_REVISION, "HEAD");
    cr_expect_str_eq(seen.text, "a.yaml b.yaml d=unreadable", "%s", seen.text);
    cr_expect_str_eq(look("r", D1_REPO_INDEX, NULL).text, "a.yaml b.yaml d/c.yaml", "the index needs no trees");
    expect_failure("the directory itself", "r", D1_REPO_REVISION, "HEAD:d", D1_ERR_READ, "git fsck");
    run("rm -f %s", loose("HEAD^{tree}"));
    expect_failure("root", "r", D1_REPO_REVISION, "HEAD", D1_ERR_READ, "git fsck");
    run("rm -f %s", loose("HEAD"));
    expect_failure("commit", "r", D1_REPO_REVISION, "HEAD", D1_ERR_READ, "git fsck");
    cr_expect(contains(look("r", D1_REPO_WORKTREE, NULL).notices, "head-unreadable: "));
}

Test(repo_read, missing_history)
{
    make_objects();
    run("cd r; git commit -q --allow-empty -m 2; git commit -q --allow-empty -m 3");
    run("rm -f %s", loose("HEAD~1"));
    expect_failure("parent", "r", D1_REPO_REVISION, "HEAD~2", D1_ERR_READ, "git fsck");
    expect_list("the commit itself", "r", D1_REPO_REVISION, "HEAD", "a.yaml b.yaml d/c.yaml");
}

Test(repo_read, alternates)
{
    make_objects();
    run("git clone -q -s r shared; git clone -q --bare --reference r r ref.git; rm -rf shared/.git/objects/pack");
    cr_expect_str_eq(content("shared", D1_REPO_REVISION, "HEAD", "a.yaml"), "a\n");
    cr_expect_str_eq(content("ref.git", D1_REPO_REVISION, "HEAD", "d/c.yaml"), "c\n");
    run("mv r/.git/objects elsewhere; mkdir r/.git/objects");
    expect_failure("alternate that is gone", "shared", D1_REPO_REVISION, "HEAD", D1_ERR_READ, "is missing");
}

Test(repo_read, partial_clone)
{
    const char *seen;

    make_objects();
    run("git -C r config uploadpack.allowFilter true; git clone -q --no-checkout --filter=blob:none file://%s/r part",
        sandbox_path());
    expect_list("the list is there", "part", D1_REPO_REVISION, "HEAD", "a.yaml b.yaml d/c.yaml");
    seen = content("part", D1_REPO_REVISION, "HEAD", "a.yaml");
    cr_expect(strncmp(seen, "-3: ", 4) == 0 && contains(seen, "partial clone") &&
                  contains(seen, "git fetch --refetch --no-filter"),
              "%s", seen);
    run("git -C part fetch -q --refetch --no-filter");
    cr_expect_str_eq(content("part", D1_REPO_REVISION, "HEAD", "a.yaml"), "a\n", "the advice helps");
}

Test(repo_read, shallow_clone)
{
    make_objects();
    run("cd r; echo 2 > a.yaml; git commit -qam 2; cd ..; git clone -q --depth 1 file://%s/r shallow", sandbox_path());
    cr_expect_str_eq(content("shallow", D1_REPO_REVISION, "HEAD", "a.yaml"), "2\n");
    expect_failure("history", "shallow", D1_REPO_REVISION, "HEAD~1", D1_ERR_USAGE, "git fetch --unshallow");
    expect_failure("other", "shallow", D1_REPO_REVISION, "v1", D1_ERR_USAGE, "git fetch --unshallow --tags");
}

/* What a server's hook sees before it takes a push: objects in quarantine, the repository's own as alternates. */
Test(repo_read, quarantine)
{
    char id[64];

    make_objects();
    run("git clone -q --bare r b.git; cat > b.git/hooks/pre-receive <<'END'\n"
        "#!/bin/sh\n"
        "read old new ref; echo $new > \"$HOME/id\"; cp -r \"$GIT_OBJECT_DIRECTORY\" \"$HOME/quarantine\"\n"
        "echo \"$GIT_ALTERNATE_OBJECT_DIRECTORIES\" > \"$HOME/alternates\"; exit 1\n"
        "END\n"
        "chmod +x b.git/hooks/pre-receive; cd r; echo new > a.yaml; git commit -qam 2; ! git push -q ../b.git main 2> "
        "/dev/null");
    snprintf(id, sizeof(id), "%s", output("cat home/id"));
    expect_failure("without the quarantine", "b.git", D1_REPO_REVISION, id, D1_ERR_USAGE, "there is no revision");
    setenv("GIT_DIR", "b.git", 1);
    setenv("GIT_OBJECT_DIRECTORY", "home/quarantine", 1);
    setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", output("cat home/alternates"), 1);
    cr_expect_str_eq(content(".", D1_REPO_REVISION, id, "a.yaml"), "new\n");
    cr_expect_str_eq(content(".", D1_REPO_REVISION, id, "b.yaml"), "b\n");
    run("mv b.git/objects 'with:colon'; mkdir b.git/objects");
    setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", "/nowhere/at/all:\"with:colon\"", 1);
    cr_expect_str_eq(content(".", D1_REPO_REVISION, id, "b.yaml"), "b\n");
}

/* The content of an object by its id, or "-5: message". */
static const char *object(const char *start, const char *id)
{
    static char text[1024];
    struct opened o = open_all(start, NULL, D1_REPO_WORKTREE);
    struct d1_strbuf bytes = {0};
    struct d1_error error = {0};
    int code = d1_repo_read_object(o.reader, d1_str(id), &bytes, &error);

    if (code < 0)
        snprintf(text, sizeof text, "%d: %s", code, d1_error_message(&error));
    else
        snprintf(text, sizeof text, D1_STR_FMT, D1_STR_ARG(d1_strbuf_view(&bytes)));
    d1_error_clear(&error);
    d1_strbuf_release(&bytes);
    close_all(&o);
    return text;
}

Test(repo_read, object_by_its_id)
{
    char was[64], now[64], missing[64], id[D1_REPO_ID_TEXT];

    run("git init -q r; cd r; echo first > a.yaml; git add .; git commit -qm one; echo second > a.yaml; git add .; "
        "git commit -qm two; cd ..; git clone -q --depth 1 file://$PWD/r shallow");
    snprintf(was, sizeof was, "%s", output("git -C r rev-parse HEAD~1:a.yaml"));
    snprintf(now, sizeof now, "%s", output("git -C r rev-parse HEAD:a.yaml"));
    snprintf(missing, sizeof missing, "%d: ", D1_ERR_NOT_FOUND);
    cr_assert_eq(d1_repo_blob_id(d1_str("second\n"), id, NULL), 0);
    cr_expect_str_eq(id, now);
    cr_assert_eq(d1_repo_blob_id(d1_strn(NULL, 0), id, NULL), 0);
    cr_expect_str_eq(id, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");

    cr_expect_str_eq(object("r", was), "first\n");
    cr_expect_str_eq(object("r", now), "second\n");
    cr_expect(d1_str_starts(d1_str(object("r", "0123456789012345678901234567890123456789")), missing));
    cr_expect(d1_str_starts(d1_str(object("r", "0123")), missing), "an abbreviation names nothing");
    cr_expect(contains(object("r", output("git -C r rev-parse HEAD")), "no file content"));
    cr_expect_str_eq(object("shallow", now), "second\n");
    cr_expect(contains(object("shallow", was), "a part of the history only"));
    snprintf(missing, sizeof missing, "%d: ", D1_ERR_READ);
    cr_expect(d1_str_starts(d1_str(object("shallow", was)), missing), "it may be in what was cut off");
}
