/* The line of a repository: its points, what they changed, who wrote what, and where it is cut. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "repo/history.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_history, .init = sandbox_enter, .fini = sandbox_leave);

static const char *const suffixes[] = {".yaml", ".yml", NULL};

struct opened {
    struct d1_repo *repo;
    struct d1_repo_snapshot *snapshot;
    struct d1_repo_history *history;
    const struct d1_repo_line *line;
};

/* What was read, as who has kept it gets it: all that is expected of a line holds of that. */
static void keep_and_read(struct opened *o, const char *const *sighted)
{
    struct d1_strbuf bytes = {0}, again = {0};
    struct d1_repo_history *kept = NULL;

    d1_repo_history_write(&bytes, o->history);
    cr_assert_not(bytes.oom);
    cr_assert_eq(d1_repo_history_read(&kept, o->snapshot, suffixes, sighted, d1_strbuf_view(&bytes)), 1);
    d1_repo_history_write(&again, kept);
    cr_expect(d1_str_eq(d1_strbuf_view(&bytes), d1_strbuf_view(&again)), "nothing is lost");
    cr_expect_eq(d1_repo_history_share(kept), d1_repo_history_share(o->history));
    d1_repo_history_free(o->history);
    o->history = kept;
    d1_strbuf_release(&bytes);
    d1_strbuf_release(&again);
}

static struct opened open_history(const char *start, const char *revision)
{
    struct opened o = {0};
    struct d1_error error = {0};
    struct d1_repo_snapshot_options options = {.source = D1_REPO_REVISION, .revision = revision};

    cr_assert_eq(d1_repo_open(&o.repo, start, NULL, &error), 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_repo_snapshot_open(&o.snapshot, o.repo, &options, &error), 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_repo_history_open(&o.history, o.snapshot, suffixes, NULL, &error), 0, "%s",
                 d1_error_message(&error));
    keep_and_read(&o, NULL);
    o.line = d1_repo_history_line(o.history);
    return o;
}

static void close_history(struct opened *o)
{
    d1_repo_history_free(o->history);
    d1_repo_snapshot_free(o->snapshot);
    d1_repo_free(o->repo);
}

static void write_changes(struct d1_strbuf *out, const struct opened *o, const struct d1_repo_writing *writing)
{
    d1_strbuf_puts(out, writing->author);
    for (size_t i = 0; i < writing->change_count; i++) {
        const struct d1_repo_change *change = &writing->changes[i];
        char sign = change->before == D1_REPO_NO_BLOB ? '+' : change->after == D1_REPO_NO_BLOB ? '-' : '~';

        d1_strbuf_printf(out, " %c%s", sign, o->line->paths[change->path]);
    }
}

/* "a@x +one.yaml | b@x ~one.yaml -two.yaml": the points, oldest first. */
static void expect_line(const char *name, struct opened *o, const char *expected)
{
    struct d1_strbuf text = {0};

    for (size_t i = 0; i < o->line->count; i++) {
        d1_strbuf_puts(&text, i ? " | " : "");
        write_changes(&text, o, &o->line->points[i]);
    }
    cr_expect_str_eq(text.ptr ? text.ptr : "", expected, "%s: %s", name, text.ptr);
    d1_strbuf_release(&text);
}

/* The commits that a merge brings, in the same form. */
static void expect_branch(const char *name, struct opened *o, size_t point, const char *expected)
{
    const struct d1_repo_writing *commits;
    struct d1_error error = {0};
    struct d1_strbuf text = {0};
    size_t count;

    cr_assert_eq(d1_repo_history_branch(o->history, point, &commits, &count, &error), 0, "%s: %s", name,
                 d1_error_message(&error));
    for (size_t i = 0; i < count; i++) {
        d1_strbuf_puts(&text, i ? " | " : "");
        write_changes(&text, o, &commits[i]);
        d1_strbuf_puts(&text, commits[i].cut ? " cut" : "");
    }
    cr_expect_str_eq(text.ptr ? text.ptr : "", expected, "%s: %s", name, text.ptr);
    d1_strbuf_release(&text);
}

#define AS "as() { GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$1@x; export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL; }\n"
#define SAVE AS "save() { as $1; git add -A; git commit -qm \"$2\"; }\n"

Test(repo_history, each_point_tells_what_changed)
{
    struct opened o;

    run("git init -q r; cd r\n" SAVE
        "mkdir sub .dot; echo 1 > a.yaml; echo 1 > sub/b.yml; echo 1 > c.txt; echo 1 > .dot/d.yaml; save one 1\n"
        "echo 2 > a.yaml; echo 2 > c.txt; save two 2\n"
        "git mv sub/b.yml sub/e.yaml; save three 3\n"
        "rm -r sub; ln -s a.yaml l.yaml; save four 4\n"
        "mkdir f.yaml; echo 1 > f.yaml/g.yaml; rm a.yaml; save five 5\n"
        "rm -r f.yaml; echo 1 > f.yaml; save six 6\n");
    o = open_history("r", "HEAD");
    expect_line("six commits", &o,
                "one@x +a.yaml +sub/b.yml | two@x ~a.yaml | three@x -sub/b.yml +sub/e.yaml | four@x -sub/e.yaml | "
                "five@x -a.yaml +f.yaml/g.yaml | six@x +f.yaml -f.yaml/g.yaml");
    cr_expect_eq(o.line->cut, D1_REPO_CUT_NOT);
    cr_expect_eq(o.line->blob_count, 2, "a content counts once, wherever it stands: %zu", o.line->blob_count);
    close_history(&o);

    o = open_history("r", "HEAD~3:sub");
    expect_line("a directory of the revision", &o, "one@x +b.yml | two@x | three@x -b.yml +e.yaml");
    close_history(&o);
}

Test(repo_history, branches_happen_at_the_merge)
{
    struct opened o;

    run("git init -q -b main r; cd r\n" SAVE "echo 1 > a.yaml; save one 1\n"
        "git checkout -qb side; echo 1 > b.yaml; save bob 2; echo 2 > b.yaml; save carl 3\n"
        "git checkout -q main; echo 2 > a.yaml; save two 4\n"
        "as merger; git merge -q --no-ff -m m side\n"
        "git checkout -qb other side; echo 1 > c.yaml; save dora 5\n"
        "git checkout -q main; as merger; git merge -q --no-ff -m m other\n");
    o = open_history("r", "main");
    expect_line("the line passes branches by", &o,
                "one@x +a.yaml | two@x ~a.yaml | merger@x +b.yaml | merger@x +c.yaml");
    expect_branch("the second merge brings what the first has not", &o, 3, "dora@x ~a.yaml +c.yaml");
    expect_branch("oldest first", &o, 2, "bob@x ~a.yaml +b.yaml | carl@x ~b.yaml");
    expect_branch("no merge, no branch", &o, 1, "");
    cr_expect_eq(d1_repo_history_has(o.history, d1_str(output("cd r; git rev-parse side~1")), NULL), 1);
    cr_expect_eq(d1_repo_history_has(o.history, d1_str("0123456789012345678901234567890123456789"), NULL), 0);
    cr_expect_eq(d1_repo_history_has(o.history, d1_str("short"), NULL), 0);
    close_history(&o);
}

Test(repo_history, commits_say_of_themselves_what_they_like)
{
    struct opened o;

    run("git init -q r; cd r\n" SAVE "echo 1 > a.yaml; save one 1\n"
        "make() { git hash-object -t commit -w --stdin --literally; }\n"
        "tree=$(git rev-parse HEAD^{tree}); p=$(git rev-parse HEAD)\n"
        "p=$(printf 'tree %%s\\nparent %%s\\n\\nno author\\n' $tree $p | make)\n"
        "p=$(printf 'tree %%s\\nparent %%s\\nauthor A <\\377@x> 1 +0000\\ncommitter B <b@x> -1 +0000\\n\\n1969\\n' "
        "$tree $p | make)\n"
        "p=$(printf 'tree %%s\\nparent %%s\\nauthor A <a <b> c@x> 1 +0000\\ncommitter B <b@x> 4300000000 "
        "+0000\\n\\n2106\\n' $tree $p | make)\n"
        "p=$(printf 'tree %%s\\nparent %%s\\nauthor A <a@x> 1 +0000\\ncommitter B <b@x> 99999999999999999999 +0000\\n"
        "gpgsig x\\n author Eve <eve@x> 1 +0000\\n\\nSubject\\n\\nCo-authored-by: no trailer <n@x>\\n\\nText\\n"
        "Co-authored-by: C <c@x>\\nco-AUTHORED-by: D <d@x>\\n\\n' $tree $p | make)\n"
        "git update-ref HEAD $(printf 'tree %%s\nparent %%s\nauthor Z <z@x> 1 +0000\ncommitter Z <z@x> 2 +0000\n\nz\n' "
        "$tree $p | make)\n");
    o = open_history("r", "HEAD");
    expect_line("nobody, and whoever can be shown", &o, "one@x +a.yaml |  |  |  | a@x | z@x");
    cr_assert_eq(o.line->count, 6);
    cr_expect_not(o.line->points[1].dated, "without a committer there is no date");
    cr_expect(o.line->points[2].dated && o.line->points[2].time == -1);
    cr_expect(o.line->points[3].dated && o.line->points[3].time == 4300000000);
    cr_expect_not(o.line->points[4].dated, "no calendar has that date");
    cr_assert_eq(o.line->points[4].co_author_count, 2);
    cr_expect_str_eq(o.line->points[4].co_authors[0], "c@x");
    cr_expect_str_eq(o.line->points[4].co_authors[1], "d@x");
    close_history(&o);
}

Test(repo_history, replace_refs_and_grafts_do_not_exist)
{
    struct opened o;

    run("git init -q r; cd r\n" SAVE "echo 1 > a.yaml; save one 1; echo 2 > a.yaml; save two 2; echo 3 > a.yaml; "
        "save three 3\ngit replace HEAD~1 HEAD~2\ngit rev-parse HEAD > .git/info/grafts\n"
        "printf 'Eve <eve@x> <one@x>\\n' > .mailmap\n");
    o = open_history("r", "HEAD");
    expect_line("as the objects are", &o, "one@x +a.yaml | two@x ~a.yaml | three@x ~a.yaml");
    close_history(&o);
}

Test(repo_history, where_objects_are_missing_the_line_begins_later)
{
    static const struct {
        const char *name, *script, *line;
        enum d1_repo_cut cut;
        const char *reason;
    } cases[] = {
        {"depth", "git clone -q --depth 2 \"file://$PWD/r\" c", "two@x +a.yaml +s/b.yaml | three@x ~a.yaml",
         D1_REPO_CUT_SHALLOW, "--unshallow"},
        {"a depth beyond the beginning", "git clone -q --depth 9 \"file://$PWD/r\" c",
         "one@x +a.yaml +s/b.yaml | two@x ~s/b.yaml | three@x ~a.yaml", D1_REPO_CUT_NOT, NULL},
        {"a file that says so cuts nothing", "cp -r r c; git -C c rev-parse HEAD > c/.git/shallow",
         "one@x +a.yaml +s/b.yaml | two@x ~s/b.yaml | three@x ~a.yaml", D1_REPO_CUT_NOT, NULL},
        {"without trees",
         "git -C r config uploadpack.allowFilter true; git clone -q --filter=tree:0 \"file://$PWD/r\" c",
         "three@x +a.yaml +s/b.yaml", D1_REPO_CUT_PARTIAL, "--filter"},
        {"without blobs nothing of the line is missing",
         "git -C r config uploadpack.allowFilter true; git clone -q --filter=blob:none \"file://$PWD/r\" c",
         "one@x +a.yaml +s/b.yaml | two@x ~s/b.yaml | three@x ~a.yaml", D1_REPO_CUT_NOT, NULL},
        {"a commit that is lost", "cp -r r c; cd c; rm -f .git/objects/$(git rev-parse HEAD~2 | sed 's,^..,&/,')",
         "two@x +a.yaml +s/b.yaml | three@x ~a.yaml", D1_REPO_CUT_LOST, "is missing from the repository"},
        {"a directory that is lost", "cp -r r c; cd c; rm -f .git/objects/$(git rev-parse HEAD~2:s | sed 's,^..,&/,')",
         "two@x +a.yaml +s/b.yaml | three@x ~a.yaml", D1_REPO_CUT_LOST, "is missing from the repository"},
        {"the tree of a point that is lost",
         "cp -r r c; cd c; rm -f .git/objects/$(git rev-parse HEAD~1^{tree} | sed 's,^..,&/,')",
         "three@x +a.yaml +s/b.yaml", D1_REPO_CUT_LOST, "is missing from the repository"},
        {"a tree that is not in order",
         "cp -r r c; cd c; bad=$(git rev-parse HEAD:a.yaml | perl -ne 'chomp; $b = $_; "
         "print \"100644 $_\\0\" . pack(\"H*\", $b) for "
         "(\"z.yaml\", \"a.yaml\")' | git hash-object -t tree -w --stdin --literally); export GIT_AUTHOR_EMAIL=four@x; "
         "c=$(git commit-tree -p HEAD -m x $bad); c=$(git commit-tree -p $c -m x HEAD^{tree}); git update-ref HEAD $c",
         "four@x +a.yaml +s/b.yaml", D1_REPO_CUT_LOST, "is not in order"},
    };

    run("git init -q r; cd r\n" SAVE "mkdir s; echo 1 > a.yaml; echo 1 > s/b.yaml; save one 1; echo 2 > s/b.yaml; "
        "save two 2; echo 3 > a.yaml; save three 3\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct opened o;

        run("rm -rf c\n%s", cases[i].script);
        o = open_history("c", "HEAD");
        expect_line(cases[i].name, &o, cases[i].line);
        cr_expect_eq(o.line->cut, cases[i].cut, "%s: %d", cases[i].name, (int)o.line->cut);
        if (cases[i].reason)
            cr_expect(o.line->cut_reason && contains(o.line->cut_reason, cases[i].reason), "%s: %s", cases[i].name,
                      o.line->cut_reason);
        cr_expect_eq(d1_repo_history_has(o.history, d1_str("0123456789012345678901234567890123456789"), NULL),
                     cases[i].cut ? D1_ERR_READ : 0, "%s", cases[i].name);
        close_history(&o);
    }
}

Test(repo_history, branches_in_a_shallow_clone)
{
    struct opened o;

    run("git init -q -b main r; cd r\n" SAVE "echo 1 > a.yaml; save one 1\n"
        "git checkout -qb side; echo 1 > b.yaml; save bob 2; echo 2 > b.yaml; save carl 3\n"
        "git checkout -q main; as merger; git merge -q --no-ff -m m side\n"
        "cd ..; git clone -q --depth 2 \"file://$PWD/r\" c\n");
    o = open_history("c", "HEAD");
    expect_line("the newest two", &o, "one@x +a.yaml | merger@x +b.yaml");
    expect_branch("what stands there may be older", &o, 1, "carl@x +b.yaml cut");
    close_history(&o);
}

/* What somebody makes to be slow: a commit with as many parents as there are commits, each the same. */
Test(repo_history, ten_thousand_parents)
{
    struct opened o;
    const struct d1_repo_writing *commits;
    size_t count = 0;

    run("git init -q r; cd r\n" SAVE
        "echo 1 > a.yaml; save one 1; b=$(git rev-parse HEAD); echo 2 > a.yaml; save two 2\n"
        "(echo tree $(git rev-parse HEAD^{tree}); for i in $(seq 10000); do echo parent $b; done; "
        "echo 'author A <a@x> 1 +0000'; echo 'committer A <a@x> 1 +0000'; echo; echo m) > ../m\n"
        "git update-ref HEAD $(git hash-object -t commit -w ../m)");
    o = open_history("r", "HEAD");
    expect_line("two points", &o, "one@x +a.yaml | a@x ~a.yaml");
    cr_assert_eq(o.line->points[1].parents, 10000);
    cr_expect_eq(d1_repo_history_branch(o.history, 1, &commits, &count, NULL), 0);
    cr_expect_eq(count, 0);
    close_history(&o);
}

Test(repo_history, a_line_that_is_too_long_keeps_its_newest_part)
{
    struct opened o;

    run("git init -q r; cd r; perl -e 'for (1 .. %d) { print \"commit refs/heads/main\\ncommitter C <c\\@x> 1 "
        "+0000\\ndata 0\\n\"; print \"M 100644 inline a.yaml\\ndata 1\\n1\\n\" if $_ == 1 } ' | "
        "git fast-import --quiet",
        D1_LIMIT_POINTS + 1);
    o = open_history("r", "main");
    cr_expect_eq(o.line->count, D1_LIMIT_POINTS);
    cr_expect_eq(o.line->cut, D1_REPO_CUT_LIMIT);
    cr_expect(contains(o.line->cut_reason, "the limit of 50000"), "%s", o.line->cut_reason);
    cr_expect_eq(o.line->points[0].change_count, 1, "what its first point has was there before");
    close_history(&o);
}

Test(repo_history, tags)
{
    static const char *const expected =
        "blob lost; deep annotated one t@x; gone annotated one t@x; light one; plain annotated one t@x; ";
    struct opened o;
    struct d1_strbuf text = {0}, raw = {0};
    const struct d1_repo_tag *tags;
    struct d1_error error = {0};
    size_t count = 0;

    run("git init -q r; cd r\n" SAVE "echo 1 > a.yaml; save one 1\n"
        "GIT_COMMITTER_EMAIL=t@x; export GIT_COMMITTER_EMAIL\n"
        "git tag light; git tag -m x plain; git tag -m x deep plain; git tag blob HEAD:a.yaml\n"
        "git tag -m x gone; git branch baseline\n");
    o = open_history("r", "HEAD");
    cr_assert_eq(d1_repo_history_tags(o.history, &tags, &count, &error), 0, "%s", d1_error_message(&error));
    for (size_t i = 0; i < count; i++) {
        d1_strbuf_printf(&text, "%s%s", tags[i].name, tags[i].annotated ? " annotated" : "");
        cr_expect_str_eq(tags[i].said, tags[i].annotated ? tags[i].name : "");
        if (tags[i].missing)
            d1_strbuf_puts(&text, " lost");
        else if (memcmp(tags[i].target, o.line->points[0].id, D1_REPO_ID_BYTES) == 0)
            d1_strbuf_puts(&text, " one");
        d1_strbuf_printf(&text, "%s%s; ", tags[i].annotated ? " " : "", tags[i].tagger);
    }
    cr_expect_str_eq(text.ptr, expected, "%s", text.ptr);
    cr_expect_eq(d1_repo_history_raw(o.history, tags[1].id, &raw, &error), 0);
    cr_expect(contains(raw.ptr, "\ntagger "), "the bytes of the tag as they are");
    close_history(&o);
    run("cd r; git update-ref refs/tags/other $(git rev-parse plain)");
    o = open_history("r", "HEAD");
    cr_assert_eq(d1_repo_history_tags(o.history, &tags, &count, &error), 0);
    for (size_t i = 0; i < count; i++)
        if (strcmp(tags[i].name, "other") == 0)
            cr_expect_str_eq(tags[i].said, "plain", "the name in the object");
    d1_strbuf_release(&text);
    d1_strbuf_release(&raw);
    close_history(&o);
}

Test(repo_history, without_a_commit_there_is_no_line)
{
    struct opened o = {0};
    struct d1_error error = {0};

    run("git init -q r; echo 1 > r/a.yaml");
    cr_assert_eq(d1_repo_open(&o.repo, "r", NULL, &error), 0);
    cr_assert_eq(d1_repo_snapshot_open(&o.snapshot, o.repo, &(struct d1_repo_snapshot_options){0}, &error), 0);
    cr_assert_eq(d1_repo_history_open(&o.history, o.snapshot, suffixes, NULL, &error), 0, "%s",
                 d1_error_message(&error));
    cr_expect_eq(d1_repo_history_line(o.history)->count, 0);
    cr_expect_eq(d1_repo_history_has(o.history, d1_str("0123456789012345678901234567890123456789"), NULL), 0);
    close_history(&o);
}

/* "3 a/x.sig" as points from 0; "-" where it stood in no file that is sighted. */
static void expect_sighting(const struct opened *o, const char *content, const char *expected)
{
    uint8_t id[D1_REPO_ID_BYTES];
    char text[24] = "-";
    size_t point;

    cr_assert_eq(d1_repo_blob_hash(d1_str(content), id, NULL), 0);
    if (d1_repo_history_sighted(o->history, id, &point))
        snprintf(text, sizeof text, "%zu", point);
    cr_expect_str_eq(text, expected, "%s", content);
}

static struct opened open_sighted(const char *start)
{
    static const char *const sighted[] = {".sig", NULL};
    struct opened o = {0};
    struct d1_error error = {0};

    cr_assert_eq(d1_repo_open(&o.repo, start, NULL, &error), 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_repo_snapshot_open(&o.snapshot, o.repo, &(struct d1_repo_snapshot_options){0}, &error), 0);
    cr_assert_eq(d1_repo_history_open(&o.history, o.snapshot, suffixes, sighted, &error), 0, "%s",
                 d1_error_message(&error));
    o.line = d1_repo_history_line(o.history);
    return o;
}

#define SIGHTINGS                                                                                                      \
    "git init -q r; cd r; at() { git add -A; git commit -qm c --allow-empty; }\n"                                      \
    "echo 1 > a.yaml; echo one > a.yaml.sig; at; echo two > b.SIG; rm a.yaml.sig; at\n"                                \
    "mkdir d; git mv b.SIG d/c.sig; echo one > d/a.sig; echo three > t.txt; at\n"                                      \
    "git checkout -qb side; echo four > e.sig; at; echo five > e.sig; at; git checkout -q -; git merge -q --no-ff "    \
    "side\n"

Test(repo_history, a_file_that_is_sighted_is_as_old_as_the_first_point_that_had_its_content)
{
    struct opened o;

    run(SIGHTINGS);
    o = open_sighted("r");
    expect_line("they are no changes", &o, "a@example.com +a.yaml | a@example.com | a@example.com | a@example.com");
    expect_sighting(&o, "one\n", "0");
    expect_sighting(&o, "two\n", "1");
    expect_sighting(&o, "three\n", "-");
    expect_sighting(&o, "four\n", "-");
    expect_sighting(&o, "five\n", "3");
    close_history(&o);
    run("git clone -q --depth 2 \"file://$PWD/r\" s");
    o = open_sighted("s");
    cr_expect_eq(o.line->count, 2);
    expect_sighting(&o, "one\n", "0");
    expect_sighting(&o, "two\n", "0");
    expect_sighting(&o, "five\n", "1");
    close_history(&o);
    o = open_history("r", "HEAD");
    expect_sighting(&o, "one\n", "-");
    close_history(&o);
}

Test(repo_history, what_a_point_has_at_a_path)
{
    static const struct {
        const char *revision;
        size_t point;
        const char *path, *content; /* NULL: there is no file */
    } rows[] = {
        {"HEAD", 0, "a.yaml.sig", "one\n"},
        {"HEAD", 1, "a.yaml.sig", NULL},
        {"HEAD", 1, "d/c.sig", NULL},
        {"HEAD", 2, "d/c.sig", "two\n"},
        {"HEAD", 2, "t.txt", "three\n"},
        {"HEAD", 3, "e.sig", "five\n"},
        {"HEAD", 2, "d", NULL},
        {"HEAD", 2, "d/", NULL},
        {"HEAD", 2, "", NULL},
        {"HEAD", 2, "/t.txt", NULL},
        {"HEAD", 2, "d/../t.txt", NULL},
        {"HEAD", 2, "t.txt/x", NULL},
        {"HEAD", 2, "d//c.sig", NULL},
        {"HEAD:d", 2, "c.sig", "two\n"},
        {"HEAD:d", 0, "a.yaml", NULL},
        {"HEAD:d", 2, "t.txt", NULL},
    };

    run(SIGHTINGS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct opened o = open_history("r", rows[i].revision);
        uint8_t id[D1_REPO_ID_BYTES] = {0}, wanted[D1_REPO_ID_BYTES] = {0};
        struct d1_error error = {0};
        int found = d1_repo_history_file(o.history, rows[i].point, d1_str(rows[i].path), id, &error);

        if (rows[i].content)
            cr_assert_eq(d1_repo_blob_hash(d1_str(rows[i].content), wanted, NULL), 0);
        cr_expect_eq(found, rows[i].content != NULL, "%s %s: %d %s", rows[i].revision, rows[i].path, found,
                     d1_error_message(&error));
        cr_expect(memcmp(id, wanted, sizeof id) == 0, "%s %s", rows[i].revision, rows[i].path);
        d1_error_clear(&error);
        close_history(&o);
    }
}

Test(repo_history, where_a_directory_on_the_way_is_lost_nobody_knows)
{
    uint8_t id[D1_REPO_ID_BYTES];
    struct d1_error error = {0};
    struct opened o;

    run("git init -q r; cd r; mkdir .d; echo 1 > a.yaml; echo 2 > .d/x; git add -A; git commit -qm c\n"
        "tree=$(git rev-parse HEAD:.d); rm -f .git/objects/$(echo $tree | cut -c1-2)/$(echo $tree | cut -c3-)");
    o = open_history("r", "HEAD");
    cr_expect_eq(d1_repo_history_file(o.history, 0, d1_str(".d/x"), id, &error), D1_ERR_READ);
    d1_error_clear(&error);
    cr_expect_eq(d1_repo_history_file(o.history, 0, d1_str("a.yaml"), id, &error), 1);
    close_history(&o);
}
