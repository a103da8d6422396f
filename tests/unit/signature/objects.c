/* Signatures of commits and tags: which bytes are signed, and where the signature stands. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "signature/signature.h"
#include "unit/signature/maker.h"

#define TREE "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
#define PEOPLE                                                                                                         \
    "author Aoife Byrne <aoife@example.com> 1767600000 +0100\n"                                                        \
    "committer Aoife Byrne <aoife@example.com> 1767600000 +0100\n"
#define ENCODING "encoding ISO-8859-1\n"
#define MERGETAG                                                                                                       \
    "mergetag object 8d4f0e3b1c0b6f7a1f1f5e1f6b8f4d1b2c3d4e5f\n type commit\n tag v1\n"                                \
    " tagger Jon Field <jon@example.com> 1767600000 +0100\n \n release\n -----BEGIN SSH SIGNATURE-----\n U1NI\n"       \
    " -----END SSH SIGNATURE-----\n gpgsig not a header of the commit\n"
#define MESSAGE "\nsay hello\n\ngpgsig is a word of the message\n"

static const char *const status_names[] = {"none", "good", "bad", "unread"};

/* The value of a header: a text whose lines are written behind a blank each, the last one without its end. */
static void put_header(struct d1_strbuf *out, const char *name, struct d1_str value)
{
    d1_strbuf_printf(out, "%s ", name);
    for (size_t i = 0; i + 1 < value.len; i++) {
        d1_strbuf_putc(out, value.ptr[i]);
        if (value.ptr[i] == '\n')
            d1_strbuf_putc(out, ' ');
    }
    d1_strbuf_putc(out, '\n');
}

static void expect(const char *name, const struct d1_signature *signature, enum d1_signature_status status,
                   const char *words)
{
    char reason[256];

    snprintf(reason, sizeof reason, D1_STR_FMT, D1_STR_ARG(signature->reason));
    cr_expect(signature->status == status, "%s: %s, not %s: %s", name, status_names[signature->status],
              status_names[status], reason);
    cr_expect(strstr(reason, words) != NULL, "%s: \"%s\" does not say \"%s\"", name, reason, words);
}

static void sign(struct d1_strbuf *out, const char *name_space, const char *text)
{
    make_signature(out, &(struct recipe){.maker = MAKE_P256, .name_space = name_space}, d1_str(text));
}

/* A commit in three pieces: what stands before the header of the signature, behind it, and the header's name. */
struct commit_case {
    const char *name;
    const char *before, *header, *behind;
    const char *signed_text; /* NULL: all but the header */
    const char *name_space;  /* NULL: "git" */
    bool sha256_repository;
    enum d1_signature_status status;
    const char *words;
};

Test(signature_objects, commits)
{
    static const struct commit_case cases[] = {
        {.name = "as git writes it",
         .before = TREE PEOPLE,
         .header = "gpgsig",
         .behind = MESSAGE,
         .status = D1_SIGNATURE_GOOD},
        {.name = "headers on both sides",
         .before = TREE PEOPLE ENCODING,
         .header = "gpgsig",
         .behind = "extra of another program\n" MESSAGE,
         .status = D1_SIGNATURE_GOOD},
        {.name = "the first of all headers",
         .before = "",
         .header = "gpgsig",
         .behind = TREE PEOPLE MESSAGE,
         .status = D1_SIGNATURE_GOOD},
        {.name = "no message", .before = TREE PEOPLE, .header = "gpgsig", .behind = "", .status = D1_SIGNATURE_GOOD},
        {.name = "a merged tag is signed as it stands",
         .before = TREE MERGETAG PEOPLE,
         .header = "gpgsig",
         .behind = MESSAGE,
         .status = D1_SIGNATURE_GOOD},
        {.name = "a signature for the other kind of repository is no part of what is signed",
         .before = TREE PEOPLE "gpgsig-sha256 -----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----\n",
         .header = "gpgsig",
         .behind = MESSAGE,
         .signed_text = TREE PEOPLE MESSAGE,
         .status = D1_SIGNATURE_GOOD},
        {.name = "in a repository with SHA-256",
         .before = TREE PEOPLE,
         .header = "gpgsig-sha256",
         .behind = "gpgsig -----BEGIN SSH SIGNATURE-----\n U1NI\n -----END SSH SIGNATURE-----\n" MESSAGE,
         .signed_text = TREE PEOPLE MESSAGE,
         .sha256_repository = true,
         .status = D1_SIGNATURE_GOOD},
        {.name = "for a repository with SHA-256, in one with SHA-1",
         .before = TREE PEOPLE,
         .header = "gpgsig-sha256",
         .behind = MESSAGE,
         .status = D1_SIGNATURE_NONE},
        {.name = "for a repository with SHA-1, in one with SHA-256",
         .before = TREE PEOPLE,
         .header = "gpgsig",
         .behind = MESSAGE,
         .sha256_repository = true,
         .status = D1_SIGNATURE_NONE},
        {.name = "a header of another name",
         .before = TREE PEOPLE,
         .header = "gpgsigs",
         .behind = MESSAGE,
         .status = D1_SIGNATURE_NONE},
        {.name = "another name is signed",
         .before = TREE PEOPLE "gpgsig-other x\n",
         .header = "gpgsig",
         .behind = MESSAGE,
         .status = D1_SIGNATURE_GOOD},
        {.name = "in the message",
         .before = TREE PEOPLE "\nhello\n",
         .header = "gpgsig",
         .behind = "",
         .status = D1_SIGNATURE_NONE},
        {.name = "of another message",
         .before = TREE PEOPLE,
         .header = "gpgsig",
         .behind = MESSAGE,
         .signed_text = TREE PEOPLE "\nsay goodbye\n",
         .status = D1_SIGNATURE_BAD,
         .words = "does not verify"},
        {.name = "of a file",
         .before = TREE PEOPLE,
         .header = "gpgsig",
         .behind = MESSAGE,
         .name_space = "file",
         .status = D1_SIGNATURE_BAD,
         .words = "for namespace file, not for git"},
        {.name = "two of them",
         .before = TREE PEOPLE "gpgsig x\n",
         .header = "gpgsig",
         .behind = MESSAGE,
         .status = D1_SIGNATURE_BAD,
         .words = "has 2 signatures"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct commit_case *row = &cases[i];
        struct d1_strbuf text = {0}, armored = {0}, bytes = {0};
        struct d1_signature signature;
        struct d1_arena arena = {0};

        d1_strbuf_printf(&text, "%s%s", row->before, row->behind);
        sign(&armored, row->name_space ? row->name_space : "git", row->signed_text ? row->signed_text : text.ptr);
        d1_strbuf_puts(&bytes, row->before);
        put_header(&bytes, row->header, d1_strbuf_view(&armored));
        d1_strbuf_puts(&bytes, row->behind);
        cr_assert(d1_signature_of_commit(&signature, d1_strbuf_view(&bytes), row->sha256_repository, &arena, NULL) ==
                  0);
        expect(row->name, &signature, row->status, row->words ? row->words : "");
        d1_arena_release(&arena);
        d1_strbuf_release(&text);
        d1_strbuf_release(&armored);
        d1_strbuf_release(&bytes);
    }
}

#define TAG                                                                                                            \
    "object 4b825dc642cb6eb9a060e54bf8d69288fbee4904\ntype commit\ntag v1\n"                                           \
    "tagger Aoife Byrne <aoife@example.com> 1767600000 +0100\n\nthe baseline\n"
#define NO_SIGNATURE "-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n"

Test(signature_objects, tags)
{
    static const struct {
        const char *name;
        const char *before, *behind; /* the signature */
        const char *signed_text;     /* NULL: what stands before it; "": there is no signature */
        enum d1_signature_status status;
        const char *words;
    } cases[] = {
        {"as git writes it", TAG, "", NULL, D1_SIGNATURE_GOOD, ""},
        {"what looks like a signature before it is signed", TAG NO_SIGNATURE, "", NULL, D1_SIGNATURE_GOOD, ""},
        {"a signature of another kind before it, too", TAG "-----BEGIN PGP SIGNATURE-----\n", "", NULL,
         D1_SIGNATURE_GOOD, ""},
        {"the last one counts", TAG, NO_SIGNATURE, NULL, D1_SIGNATURE_BAD, "damaged"},
        {"and says of which kind it is", TAG, "-----BEGIN PGP SIGNATURE-----\n", NULL, D1_SIGNATURE_UNREAD, "OpenPGP"},
        {"text behind it, which nobody has signed", TAG, "and more\n", NULL, D1_SIGNATURE_BAD, "damaged"},
        {"none", TAG, "", "", D1_SIGNATURE_NONE, ""},
        {"not at the beginning of a line", TAG "> ", "", NULL, D1_SIGNATURE_NONE, ""},
        {"of another text", TAG, "", TAG "!", D1_SIGNATURE_BAD, "does not verify"},
        {"nothing but it", "", "", NULL, D1_SIGNATURE_GOOD, ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *signed_text = cases[i].signed_text ? cases[i].signed_text : cases[i].before;
        struct d1_strbuf bytes = {0};
        struct d1_signature signature;
        struct d1_arena arena = {0};

        d1_strbuf_puts(&bytes, cases[i].before);
        if (*signed_text || !cases[i].signed_text)
            sign(&bytes, "git", signed_text);
        d1_strbuf_puts(&bytes, cases[i].behind);
        cr_assert(d1_signature_of_tag(&signature, d1_strbuf_view(&bytes), &arena, NULL) == 0);
        expect(cases[i].name, &signature, cases[i].status, cases[i].words);
        d1_arena_release(&arena);
        d1_strbuf_release(&bytes);
    }
}

/* A commit that is cut anywhere, or has another bit, is not the one that was signed. */
Test(signature_objects, damage)
{
    struct d1_strbuf armored = {0}, bytes = {0};
    struct d1_signature signature;
    struct d1_arena arena = {0};

    sign(&armored, "git", TREE PEOPLE MESSAGE);
    d1_strbuf_puts(&bytes, TREE PEOPLE);
    put_header(&bytes, "gpgsig", d1_strbuf_view(&armored));
    d1_strbuf_puts(&bytes, MESSAGE);
    for (size_t len = 0; len < bytes.len; len++) {
        d1_arena_reset(&arena);
        cr_assert(d1_signature_of_commit(&signature, d1_strn(bytes.ptr, len), false, &arena, NULL) == 0);
        cr_expect(signature.status != D1_SIGNATURE_GOOD, "%zu bytes", len);
    }
    for (size_t bit = 0; bit < bytes.len * 8; bit++) {
        bytes.ptr[bit / 8] = (char)(bytes.ptr[bit / 8] ^ 1 << bit % 8);
        d1_arena_reset(&arena);
        cr_assert(d1_signature_of_commit(&signature, d1_strbuf_view(&bytes), false, &arena, NULL) == 0);
        cr_expect(signature.status != D1_SIGNATURE_GOOD, "bit %zu", bit);
        bytes.ptr[bit / 8] = (char)(bytes.ptr[bit / 8] ^ 1 << bit % 8);
    }
    d1_arena_release(&arena);
    d1_strbuf_release(&armored);
    d1_strbuf_release(&bytes);
}
