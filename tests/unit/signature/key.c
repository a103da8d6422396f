/* Public keys as rosters and .pub files have them, and their fingerprints. */
#include <criterion/criterion.h>
#include <ftw.h>

#include "base/error.h"
#include "base/memory/alloc.h"
#include "base/file/file.h"
#include "signature/key.h"
#include "unit/signature/maker.h"
#include "unit/signature/vectors.h"

Test(signature_key, fingerprints_are_those_of_ssh_keygen)
{
    struct d1_arena arena = {0};
    char fingerprint[D1_KEY_FINGERPRINT];
    struct d1_key key;

    for (size_t i = 0; i < sizeof good_vectors / sizeof *good_vectors; i++) {
        cr_assert(d1_key_parse(&key, d1_str(good_vectors[i].key), &arena) == 0 && key.blob.ptr);
        d1_key_fingerprint(&key, fingerprint);
        cr_expect_str_eq(fingerprint, good_vectors[i].fingerprint, "%s", good_vectors[i].name);
    }
    d1_arena_release(&arena);
}

/* Comments, blanks around and between, and types that verify nothing here do not matter. */
Test(signature_key, what_is_a_key)
{
    struct d1_arena arena = {0};
    struct d1_key key, same;

    for (enum maker maker = 0; maker < MAKERS; maker++) {
        struct d1_strbuf text = {0}, spaced = {0};

        make_key(&text, maker);
        cr_assert(d1_key_parse(&key, d1_strbuf_view(&text), &arena) == 0);
        cr_expect(key.blob.ptr != NULL, "%s", text.ptr);
        d1_strbuf_printf(&spaced, "  %s  a comment of several words\n", text.ptr);
        *strchr(spaced.ptr + 2, ' ') = '\t';
        cr_assert(d1_key_parse(&same, d1_strbuf_view(&spaced), &arena) == 0);
        cr_expect(same.blob.ptr && d1_str_eq(key.blob, same.blob), "%s", spaced.ptr);
        cr_expect(d1_str_eq(key.type, same.type) && key.type.len > 0);
        memset(spaced.ptr, '-', spaced.len);
        cr_expect(d1_str_eq(key.type, same.type), "a key outlives what it was read from");
        d1_strbuf_release(&text);
        d1_strbuf_release(&spaced);
    }
    for (size_t i = 0; i < sizeof other_vectors / sizeof *other_vectors; i++) {
        cr_assert(d1_key_parse(&key, d1_str(other_vectors[i].key), &arena) == 0);
        cr_expect(key.blob.ptr != NULL, "%s", other_vectors[i].name);
    }
    d1_arena_release(&arena);
}

Test(signature_key, what_is_none)
{
    static const char *const cases[] = {
        "",
        " ",
        "ssh-ed25519",
        "ssh-ed25519 ",
        "ssh-ed25519 AAAA",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
        "AAAAC3NzaC1lZDI1NTE5AAAAIA9ltDMPQnkk4EZr8DaTTakUbNUOZNP2cHTHhZrUtlSu",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIA9ltDMPQnkk4EZr8DaTTakUbNUOZNP2cHTHhZrUtlSu",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA9ltDMPQnkk4EZr8DaTTakUbNUOZNP2cHTHhZrUtlSuAAAA",
        "from=\"10.0.0.0/8\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA9ltDMPQnkk4EZr8DaTTakUbNUOZNP2cHTHhZrUtlSu",
        "4A1B 2C3D 4E5F 6071 8293  A4B5 C6D7 E8F9 0A1B 2C3D",
        "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    };
    struct d1_arena arena = {0};
    struct d1_key key;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert(d1_key_parse(&key, d1_str(cases[i]), &arena) == 0);
        cr_expect(key.blob.ptr == NULL, "%s", cases[i]);
    }
    /* Cut anywhere within its letters. */
    for (size_t i = 0; i < sizeof good_vectors / sizeof *good_vectors; i++) {
        const char *text = good_vectors[i].key, *comment = strrchr(text, ' ');

        for (size_t len = 0; text + len < comment; len++) {
            cr_assert(d1_key_parse(&key, d1_strn(text, len), &arena) == 0);
            cr_expect(key.blob.ptr == NULL, "%.*s", (int)len, text);
        }
    }
    d1_arena_release(&arena);
}

Test(signature_key, which_texts_are_the_same_key)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"ssh-ed25519 AAAA", "ssh-ed25519 AAAA", true},
        {" ssh-ed25519\t AAAA aoife@laptop\n", "ssh-ed25519 AAAA", true},
        {"ssh-ed25519 AAAA one", "ssh-ed25519 AAAA another", true},
        {"ssh-ed25519 AAAA", "ssh-ed25519 AAAB", false},
        {"ssh-ed25519 AAAA", "ssh-rsa AAAA", false},
        {"ssh-ed25519 AAAA", "", false},
        {"openpgp 01", "openpgp 01", true},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect(d1_key_is_same(d1_str(cases[i].a), d1_str(cases[i].b)) == cases[i].same, "%s", cases[i].a);
}

Test(signature_key, memory_can_be_short)
{
    struct d1_arena arena = {0};
    struct d1_key key;

    d1_alloc_fail_after(0);
    cr_expect(d1_key_parse(&key, d1_str(good_vectors[0].key), &arena) == D1_ERR_MEMORY);
    d1_alloc_fail_after(-1);
    d1_arena_release(&arena);
}

/* ---- the keys of this project ---- */

static size_t keys;

/* Each text in quotes that begins as a key does is one. */
static int look_for_keys(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    struct d1_arena arena = {0};
    struct d1_strbuf bytes = {0};
    (void)st;
    (void)ftw;

    if (type != FTW_F || !d1_str_ends(d1_str(path), ".yaml"))
        return 0;
    cr_assert_eq(d1_file_read(&bytes, path, NULL), 0);
    for (const char *at = bytes.ptr; at && (at = strstr(at, "\"ssh-ed25519 ")); at++) {
        struct d1_key key;

        cr_assert_eq(d1_key_parse(&key, d1_strn(at + 1, strcspn(at + 1, "\"")), &arena), 0);
        cr_expect(key.blob.ptr, "%s: %.80s is no key", path, at);
        keys++;
    }
    d1_strbuf_release(&bytes);
    d1_arena_release(&arena);
    return 0;
}

Test(signature_key, those_of_rules_and_examples_are_keys)
{
    cr_assert_eq(nftw("rules", look_for_keys, 16, FTW_PHYS), 0);
    cr_assert_eq(nftw("examples", look_for_keys, 16, FTW_PHYS), 0);
    cr_expect_geq(keys, 10);
}
