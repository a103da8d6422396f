/* What git would store of a file of the work tree: for each case git is asked to add it, to an index of its own. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "unit/repo/sandbox.h"

TestSuite(repo_convert, .init = sandbox_enter, .fini = sandbox_leave);

/*
 * The id of a file of the repository t, or "-3: message". Valid until the next call. meanwhile (NULL: nothing) is run
 * there once its files are listed.
 */
static const char *id_with(const char *path, const char *meanwhile)
{
    static char text[512];
    struct d1_repo *repo = NULL;
    struct d1_repo_snapshot *snapshot = NULL;
    struct d1_repo_reader *reader = NULL;
    struct d1_repo_entry entry = {0};
    struct d1_error error = {0};
    struct d1_str bytes;
    char id[D1_REPO_ID_TEXT] = "";
    int code;

    cr_assert_eq(d1_repo_open(&repo, "t", NULL, &error), 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_repo_snapshot_open(&snapshot, repo, &(struct d1_repo_snapshot_options){0}, &error), 0);
    if (meanwhile)
        run("cd t; %s", meanwhile);
    cr_assert_eq(d1_repo_reader_new(&reader, snapshot, &error), 0);
    cr_assert_eq(d1_repo_lookup(snapshot, d1_str(path), &entry, &error), 0);
    cr_assert_eq(d1_repo_read_evidence(reader, &entry, &bytes, &error), 0, "%s", d1_error_message(&error));
    code = d1_repo_entry_id(snapshot, &entry, bytes, id, &error);
    if (code < 0)
        snprintf(text, sizeof text, "%d: %s", code, d1_error_message(&error));
    else
        snprintf(text, sizeof text, "%s", id);
    d1_repo_reader_free(reader);
    d1_repo_snapshot_free(snapshot);
    d1_repo_free(repo);
    d1_error_clear(&error);
    return text;
}

static const char *id_of(const char *path)
{
    return id_with(path, NULL);
}

/* A repository t anew, with a commit. */
static void begin(const char *given)
{
    run("rm -rf t home/.gitconfig home/.config; mkdir t; cd t; git init -q .; git config --global init.defaultBranch "
        "main\n"
        "git commit -q --allow-empty -m first\n%s",
        given ? given : "");
}

#define CRLF "printf 'a: 1\\r\\nb: 2\\r\\n' > "

Test(repo_convert, is_what_git_adds)
{
    static const struct {
        const char *name, *given, *path;
        bool as_it_lies; /* git stores the bytes as they are */
    } cases[] = {
        {"no setting", CRLF "a.yaml", "a.yaml", true},
        {"autocrlf", "git config core.autocrlf true; " CRLF "a.yaml", "a.yaml", false},
        {"autocrlf of the user", "git config --global core.autocrlf input; " CRLF "a.yaml", "a.yaml", false},
        {"autocrlf switched off",
         "git config --global core.autocrlf true; git config core.autocrlf false; " CRLF "a.yaml", "a.yaml", true},
        {"autocrlf, and the index has such ends",
         CRLF "a.yaml; git add .; git commit -qm x; git config core.autocrlf true; printf 'c\\r\\n' >> a.yaml",
         "a.yaml", true},
        {"autocrlf, and what is binary", "git config core.autocrlf true; printf 'a\\r\\n\\0\\r\\n' > b", "b", true},
        {"autocrlf, and a lone return", "git config core.autocrlf true; printf 'a\\r\\nb\\rc\\r\\n' > b", "b", true},
        {"autocrlf, and many signs", "git config core.autocrlf true; printf '\\1\\2\\3a\\r\\n' > b", "b", true},
        {"autocrlf, and an end of file of DOS", "git config core.autocrlf true; printf 'a\\r\\n\\032' > b", "b", false},
        {"autocrlf, tabs and such", "git config core.autocrlf true; printf '\\t\\f\\b\\r\\n' > b", "b", false},
        {"text", "echo '*.yaml text' > .gitattributes; " CRLF "a.yaml", "a.yaml", false},
        {"text, though it looks binary", "echo 'b text' > .gitattributes; printf '\\0\\r\\n\\r' > b", "b", false},
        {"text, whatever the index has",
         CRLF "a.yaml; git add .; git commit -qm x; echo '* text' > .gitattributes; printf 'c\\r\\n' >> a.yaml",
         "a.yaml", false},
        {"text=auto", "echo '* text=auto' > .gitattributes; " CRLF "a.yaml", "a.yaml", false},
        {"eol=crlf", "echo '*.yaml eol=crlf' > .gitattributes; " CRLF "a.yaml", "a.yaml", false},
        {"eol=lf", "echo '*.yaml eol=lf' > .gitattributes; " CRLF "a.yaml", "a.yaml", false},
        {"-text and eol", "echo '*.yaml -text eol=lf' > .gitattributes; " CRLF "a.yaml", "a.yaml", true},
        {"-text", "git config core.autocrlf true; echo '*.yaml -text' > .gitattributes; " CRLF "a.yaml", "a.yaml",
         true},
        {"binary", "git config core.autocrlf true; echo '*.yaml binary' > .gitattributes; " CRLF "a.yaml", "a.yaml",
         true},
        {"a macro",
         "printf '[attr]mine -text\\n*.yaml mine\\n' > .gitattributes; git config core.autocrlf true; " CRLF "a.yaml",
         "a.yaml", true},
        {"no macro in a folder",
         "mkdir s; printf '[attr]mine -text\\n*.yaml mine\\n' > s/.gitattributes; git config core.autocrlf true; " CRLF
         "s/a.yaml",
         "s/a.yaml", false},
        {"!text", "git config core.autocrlf false; printf '* text\\n*.yaml !text\\n' > .gitattributes; " CRLF "a.yaml",
         "a.yaml", true},
        {"crlf of former days", "echo '*.yaml crlf' > .gitattributes; " CRLF "a.yaml", "a.yaml", false},
        {"crlf=input", "echo '*.yaml crlf=input' > .gitattributes; " CRLF "a.yaml", "a.yaml", false},
        {"the folder decides",
         "mkdir -p s/d; echo '* text' > .gitattributes; echo 'a.yaml -text' > s/d/.gitattributes; " CRLF "s/d/a.yaml",
         "s/d/a.yaml", true},
        {"the repository decides",
         "echo '* text' > .gitattributes; echo '*.yaml -text' > .git/info/attributes; " CRLF "a.yaml", "a.yaml", true},
        {"a path", "mkdir s; echo '/s/*.yaml text' > .gitattributes; " CRLF "s/a.yaml", "s/a.yaml", false},
        {"a pattern in quotes", "echo '\"a b.yaml\" text' > .gitattributes; " CRLF "'a b.yaml'", "a b.yaml", false},
        {"no negated patterns", "echo '!b text' > .gitattributes 2> /dev/null; " CRLF "a.yaml", "a.yaml", true},
        {"of the user",
         "mkdir -p ../home/.config/git; echo '*.yaml text' > ../home/.config/git/attributes; " CRLF "a.yaml", "a.yaml",
         false},
        {"by core.attributesFile",
         "echo '*.yaml text' > ../mine; git config core.attributesFile \"$PWD/../mine\"; " CRLF "a.yaml", "a.yaml",
         false},
        {"a link says nothing", "echo '* text' > ../mine; ln -s ../mine .gitattributes; " CRLF "a.yaml", "a.yaml",
         true},
        {"ident", "echo '* ident' > .gitattributes; echo '# $Id: 0123$ x $Id$ $Id: a' > a.yaml", "a.yaml", false},
        {"ident and ends", "echo '* ident text' > .gitattributes; printf '$Id: a$\\r\\n$Id:\\r\\n$' > a.yaml", "a.yaml",
         false},
        {"ident over two lines", "echo '* ident' > .gitattributes; printf '$Id: a\\nb$' > a.yaml", "a.yaml", true},
        {"a filter that nobody has", "echo '* filter=absent' > .gitattributes; " CRLF "a.yaml", "a.yaml", true},
        {"an encoding that is the same", "echo '* working-tree-encoding=utf-8' > .gitattributes; echo x > a.yaml",
         "a.yaml", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char expected[64];

        begin(cases[i].given);
        snprintf(
            expected, sizeof expected, "%s",
            output("cd t; cp .git/index ../index 2> /dev/null || rm -f ../index; export GIT_INDEX_FILE=$PWD/../index; "
                   "git add '%s' 2> /dev/null; git ls-files -s '%s' | cut -d ' ' -f 2",
                   cases[i].path, cases[i].path));
        cr_expect_str_eq(id_of(cases[i].path), expected, "%s", cases[i].name);
        cr_expect_eq(strcmp(output("cd t; git hash-object --no-filters '%s'", cases[i].path), expected) == 0,
                     cases[i].as_it_lies, "%s: the case is another", cases[i].name);
    }
}

Test(repo_convert, what_is_listed_hangs_on_what_was_there_then)
{
    char bare[D1_REPO_ID_TEXT], text[D1_REPO_ID_TEXT];

    begin("mkdir s; " CRLF "s/a.yaml; " CRLF "s/b.txt");
    snprintf(bare, sizeof bare, "%s", output("cd t; git hash-object --no-filters s/a.yaml"));
    snprintf(text, sizeof text, "%s", output("cd t; tr -d '\\r' < s/a.yaml | git hash-object --stdin"));
    cr_expect_str_eq(id_with("s/a.yaml", "echo '* text' > s/.gitattributes"), bare, "what comes later is not there");
    cr_expect_str_eq(id_of("s/a.yaml"), text, "until it is listed again");
    cr_expect_str_eq(id_with("s/b.txt", "rm s/.gitattributes"), bare, "what is not listed is as it lies");
    cr_expect_str_eq(id_with("s/b.txt", "echo '* text' > s/.gitattributes"), text, "now");
}

Test(repo_convert, what_only_a_program_knows)
{
    begin("git config filter.up.clean 'touch ../ran; tr a-z A-Z'; git config filter.far.process nothing\n"
          "printf 'a.yaml filter=up\\nb.yaml filter=far\\nc.yaml working-tree-encoding=UTF-16\\n' > .gitattributes\n"
          "for f in a b c d; do echo x > $f.yaml; done");
    cr_expect(contains(id_of("a.yaml"), "the filter up, a program that d1lint does not run"), "%s", id_of("a.yaml"));
    cr_expect(contains(id_of("b.yaml"), "the filter far"), "%s", id_of("b.yaml"));
    cr_expect(contains(id_of("c.yaml"), "it lies here in UTF-16"), "%s", id_of("c.yaml"));
    cr_expect_eq(strlen(id_of("d.yaml")), 40);
    cr_expect_str_eq(output("ls ran 2> /dev/null || true"), "");
    /* What is committed has the id that it was given then. */
    run("cd t; git config --unset filter.far.process; sed -i /c.yaml/d .gitattributes; git add .; git commit -qm x; "
        "touch -d '1 minute ago' a.yaml; git update-index --refresh -q");
    cr_expect_str_eq(id_of("a.yaml"), output("cd t; git rev-parse HEAD:a.yaml"));
}

Test(repo_convert, attributes_are_bounded)
{
    begin("echo x > a.yaml");
    run("cd t; head -c %d /dev/zero | tr '\\0' '#' > .gitattributes", D1_LIMIT_IGNORE_BYTES + 1);
    cr_expect(contains(id_of("a.yaml"), ".gitattributes has more than 256 KiB"), "%s", id_of("a.yaml"));
    run("cd t; rm .gitattributes; mkfifo .gitattributes");
    cr_expect_eq(strlen(id_of("a.yaml")), 40);
    run("cd t; rm .gitattributes; for i in $(seq 200); do echo \"[attr]m$i m$((i + 1)) m$((i + 2))\"; done > "
        ".gitattributes; "
        "echo '* m1' >> .gitattributes");
    cr_expect_eq(strlen(id_of("a.yaml")), 40);
    run("cd t; for i in 1 2 3 4 5; do echo \"[attr]m$i $(yes m$((i + 1)) | head -1000 | tr '\\n' ' ')\"; done > "
        ".gitattributes; echo '* m1' >> .gitattributes");
    cr_expect(contains(id_of("a.yaml"), "more than 100000 words"), "%s", id_of("a.yaml"));
}
