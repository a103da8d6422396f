/* Signatures of files: which verify, and why the others do not. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "signature/signature.h"
#include "unit/signature/maker.h"
#include "unit/signature/vectors.h"

static const char *const status_names[] = {"none", "good", "bad", "unread"};

/* Holds the answer to a status and words of its reason; a good one to the key as a .pub file has it. */
static void expect(const char *name, struct d1_str armored, struct d1_str text, enum d1_signature_status status,
                   const char *words)
{
    struct d1_arena arena = {0};
    struct d1_signature signature;
    struct d1_key key;
    char reason[256];

    cr_assert(d1_signature_of_file(&signature, armored, text, &arena, NULL) == 0, "%s", name);
    snprintf(reason, sizeof reason, D1_STR_FMT, D1_STR_ARG(signature.reason));
    cr_expect(signature.status == status, "%s is %s, not %s: %s", name, status_names[signature.status],
              status_names[status], reason);
    if (status == D1_SIGNATURE_GOOD) {
        cr_assert(d1_key_parse(&key, d1_str(words), &arena) == 0 && key.blob.ptr, "%s", name);
        cr_expect(d1_str_eq(signature.key.blob, key.blob), "%s", name);
        cr_expect(d1_str_eq(signature.key.type, key.type), "%s", name);
    } else {
        cr_expect(strstr(reason, words) != NULL, "%s: \"%s\" does not say \"%s\"", name, reason, words);
    }
    d1_arena_release(&arena);
}

Test(signature_verify, what_ssh_keygen_signs)
{
    for (size_t i = 0; i < sizeof good_vectors / sizeof *good_vectors; i++) {
        const struct vector *vector = &good_vectors[i];

        expect(vector->name, d1_str(vector->signature), d1_str(VECTOR_TEXT), D1_SIGNATURE_GOOD, vector->key);
        expect(vector->name, d1_str(vector->signature), d1_str("what was not signed\n"), D1_SIGNATURE_BAD,
               "what was signed is not what stands here");
        expect(vector->name, d1_str(vector->signature), d1_str(""), D1_SIGNATURE_BAD, "not what stands here");
    }
}

Test(signature_verify, what_ssh_keygen_signs_and_is_not_taken)
{
    static const struct {
        enum d1_signature_status status;
        const char *words;
    } expected[] = {
        [VECTOR_WEAK] = {D1_SIGNATURE_BAD, "its RSA key has 1024 bits (from 2048 to 16384 count)"},
        [VECTOR_DSA] = {D1_SIGNATURE_UNREAD, "signed with a key of type ssh-dss, which is not read"},
        [VECTOR_CERTIFICATE] = {D1_SIGNATURE_UNREAD, "an SSH certificate (ssh-ed25519-cert-v01@openssh.com)"},
        [VECTOR_GIT] = {D1_SIGNATURE_BAD, "the signature is for namespace git, not for file"},
    };

    for (size_t i = 0; i < sizeof other_vectors / sizeof *other_vectors; i++)
        expect(other_vectors[i].name, d1_str(other_vectors[i].signature), d1_str(VECTOR_TEXT), expected[i].status,
               expected[i].words);
}

Test(signature_verify, keys_of_every_type)
{
    static const struct recipe recipes[] = {
        {.maker = MAKE_ED25519},
        {.maker = MAKE_P256},
        {.maker = MAKE_P384},
        {.maker = MAKE_P521},
        {.maker = MAKE_RSA},
        {.maker = MAKE_RSA, .format = "rsa-sha2-256"},
        {.maker = MAKE_RSA, .format = "rsa-sha2-512", .hash = "sha256"},
        {.maker = MAKE_SK_ED25519},
        {.maker = MAKE_SK_P256},
        {.maker = MAKE_SK_P256, .hash = "sha256"},
        /* A chip that asked for nobody's touch, and one that asked for a PIN. */
        {.maker = MAKE_SK_ED25519, .nobody_there = true},
        {.maker = MAKE_SK_P256, .flags = 5},
        /* What is reserved is signed, too. */
        {.maker = MAKE_ED25519, .reserved = "for later"},
    };

    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        struct d1_strbuf armored = {0}, key = {0};
        char name[32];

        snprintf(name, sizeof name, "recipe %zu", i);
        make_signature(&armored, &recipes[i], d1_str("text"));
        make_key(&key, recipes[i].maker);
        expect(name, d1_strbuf_view(&armored), d1_str("text"), D1_SIGNATURE_GOOD, key.ptr);
        expect(name, d1_strbuf_view(&armored), d1_str("texts"), D1_SIGNATURE_BAD, "does not verify");
        d1_strbuf_release(&armored);
        d1_strbuf_release(&key);
    }
}

Test(signature_verify, what_breaks_one_rule)
{
    static const struct {
        struct recipe recipe;
        enum d1_signature_status status;
        const char *words;
    } cases[] = {
        {{.version = 2}, D1_SIGNATURE_BAD, "has version 2 (1 is known)"},
        {{.name_space = "git"}, D1_SIGNATURE_BAD, "for namespace git, not for file"},
        {{.name_space = "file\x1b[31m"}, D1_SIGNATURE_BAD, "for another namespace than file"},
        {{.name_space = ""}, D1_SIGNATURE_BAD, "for another namespace than file"},
        {{.hash = "sha1"}, D1_SIGNATURE_BAD, "another hash than sha256 and sha512"},
        {{.hash = "sha384"}, D1_SIGNATURE_BAD, "another hash than sha256 and sha512"},
        {{.format = "ecdsa-sha2-nistp256"}, D1_SIGNATURE_BAD, "none that a key of type ssh-ed25519 makes"},
        {{.maker = MAKE_RSA, .format = "ssh-rsa"}, D1_SIGNATURE_BAD, "over SHA-1 (ssh-rsa), which proves nothing"},
        {{.maker = MAKE_RSA, .format = "ssh-ed25519"}, D1_SIGNATURE_BAD, "none that a key of type ssh-rsa makes"},
        {{.maker = MAKE_SK_P256, .format = "webauthn-sk-ecdsa-sha2-nistp256@openssh.com"},
         D1_SIGNATURE_UNREAD,
         "signed in a browser (webauthn-sk-ecdsa-sha2-nistp256@openssh.com)"},
        {{.maker = MAKE_SK_ED25519, .application = "ssh:other"}, D1_SIGNATURE_BAD, "does not verify"},
        {{.maker = MAKE_SK_ED25519, .format = "ssh-ed25519"}, D1_SIGNATURE_BAD, "none that a key of type sk-ssh"},
        {{.type = "ssh-ed448"}, D1_SIGNATURE_UNREAD, "signed with a key of type ssh-ed448, which is not read"},
        {{.type = "ssh-ed25519\n"}, D1_SIGNATURE_BAD, "its public key is none"},
        {{.type = ""}, D1_SIGNATURE_BAD, "its public key is none"},
        {{.type = "ecdsa-sha2-nistp256"}, D1_SIGNATURE_BAD, "its public key is none"},
        {{.maker = MAKE_P256, .type = "ecdsa-sha2-nistp384"}, D1_SIGNATURE_BAD, "its public key is none"},
        {{.maker = MAKE_P256, .curve = "nistp384"}, D1_SIGNATURE_BAD, "its public key is none"},
        {{.maker = MAKE_P384, .point_off_curve = true}, D1_SIGNATURE_BAD, "does not verify"},
        {{.maker = MAKE_P256, .zero_before_r = true}, D1_SIGNATURE_BAD, "does not verify"},
        {{.behind_key = "x"}, D1_SIGNATURE_BAD, "its public key is none"},
        {{.behind_made = "x"}, D1_SIGNATURE_BAD, "what its key made is cut or too long"},
        {{.maker = MAKE_SK_ED25519, .behind_made = "x"}, D1_SIGNATURE_BAD, "what its key made is cut or too long"},
        {{.behind_all = "x"}, D1_SIGNATURE_BAD, "something stands behind it"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf armored = {0};
        char name[32];

        snprintf(name, sizeof name, "case %zu", i);
        make_signature(&armored, &cases[i].recipe, d1_str("text"));
        expect(name, d1_strbuf_view(&armored), d1_str("text"), cases[i].status, cases[i].words);
        d1_strbuf_release(&armored);
    }
}

Test(signature_verify, other_kinds_are_told_apart)
{
    static const struct {
        const char *text;
        enum d1_signature_status status;
        const char *words;
    } cases[] = {
        {"-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n", D1_SIGNATURE_UNREAD, "OpenPGP"},
        {"-----BEGIN PGP MESSAGE-----\n", D1_SIGNATURE_UNREAD, "OpenPGP"},
        {"-----BEGIN SIGNED MESSAGE-----\nMIA=\n", D1_SIGNATURE_UNREAD, "an X.509 certificate"},
        {"", D1_SIGNATURE_BAD, "does not begin as any kind of signature does"},
        {"-----BEGIN SSH SIGNATUR", D1_SIGNATURE_BAD, "does not begin as any kind of signature does"},
        {" -----BEGIN SSH SIGNATURE-----\n", D1_SIGNATURE_BAD, "does not begin as any kind of signature does"},
        {"-----BEGIN SSH SIGNATURE-----", D1_SIGNATURE_BAD, "its armour is cut"},
        {"-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n", D1_SIGNATURE_BAD, "it is cut"},
        {"-----BEGIN SSH SIGNATURE-----\nU1NI\n", D1_SIGNATURE_BAD, "its armour is cut"},
        {"-----BEGIN SSH SIGNATURE-----\nU1\n-----END SSH SIGNATURE-----\n", D1_SIGNATURE_BAD, "not base64"},
        {"-----BEGIN SSH SIGNATURE-----\nU1NI\n-----END SSH SIGNATURE-----\n", D1_SIGNATURE_BAD, "it is cut"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i].text, d1_str(cases[i].text), d1_str(VECTOR_TEXT), cases[i].status, cases[i].words);
}

/* The armour as other systems leave it, and with what does not belong there. */
Test(signature_verify, the_lines_of_the_armour)
{
    static const struct {
        const char *name, *before, *joint, *behind;
        bool good;
    } cases[] = {
        {"as it is", "", "\n", "", true},
        {"carriage returns", "", "\r\n", "", true},
        {"empty lines behind", "", "\n", "\n\r\n", true},
        {"a line before", "\n", "\n", "", false},
        {"empty lines between", "", "\n\n", "", false},
        {"blanks at the ends of lines", "", " \n", "", false},
        {"text behind", "", "\n", "more\n", false},
        {"a NUL behind", "", "\n", "?", false},
    };
    const struct vector *vector = &good_vectors[0];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf text = {0};

        d1_strbuf_puts(&text, cases[i].before);
        for (const char *at = vector->signature; *at; at++)
            if (*at == '\n')
                d1_strbuf_puts(&text, cases[i].joint);
            else
                d1_strbuf_putc(&text, *at);
        if (cases[i].behind[0] == '?')
            d1_strbuf_putc(&text, '\0');
        else
            d1_strbuf_puts(&text, cases[i].behind);
        expect(cases[i].name, d1_strbuf_view(&text), d1_str(VECTOR_TEXT),
               cases[i].good ? D1_SIGNATURE_GOOD : D1_SIGNATURE_BAD, cases[i].good ? vector->key : "damaged");
        d1_strbuf_release(&text);
    }
}

Test(signature_verify, other_line_ends_are_named)
{
    static const struct {
        const char *signed_text, *text, *words;
    } cases[] = {
        {"a\r\nb\r\n", "a\nb\n", "it verifies with CRLF where LF stands"},
        {"a\nb\n", "a\r\nb\r\n", "it verifies with LF where CRLF stands"},
        {"a\nb", "a\r\nb", "it verifies with LF where CRLF stands"},
        {"a\r\nb\r\n", "a\nb\r\n", "it verifies with CRLF where LF stands"},
        {"a\nb\n", "a\rb\r", "does not verify: what was signed is not what stands here"},
        {"a\nb\r", "a\nb", "does not verify: what was signed is not what stands here"},
        {"a\n", "a", "does not verify: what was signed is not what stands here"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf armored = {0};

        make_signature(&armored, &(struct recipe){0}, d1_str(cases[i].signed_text));
        expect(cases[i].text, d1_strbuf_view(&armored), d1_str(cases[i].text), D1_SIGNATURE_BAD, cases[i].words);
        d1_strbuf_release(&armored);
    }
}

/* An RSA key with a modulus and exponent of so many bits, both odd, and a signature as long as the modulus. */
static void rsa_of(struct d1_strbuf *armored, size_t bits, size_t exponent_bits, bool even)
{
    struct d1_strbuf bytes = {0}, key = {0}, made = {0}, number = {0};

    wire_string(&key, d1_str("ssh-rsa"));
    for (size_t i = 0; i < 2; i++) {
        size_t size = i ? bits : exponent_bits;

        d1_strbuf_clear(&number);
        d1_strbuf_putc(&number, (char)(1 << (size - 1) % 8));
        d1_strbuf_fill(&number, '\x5b', (size - 1) / 8);
        number.ptr[number.len - 1] = (char)((number.len > 1 ? number.ptr[number.len - 1] : 1 << (size - 1)) | 1);
        if (even)
            number.ptr[number.len - 1] = (char)(number.ptr[number.len - 1] & 0xfe);
        wire_positive(&key, d1_strbuf_view(&number));
    }
    wire_string(&made, d1_str("rsa-sha2-512"));
    d1_strbuf_clear(&number);
    d1_strbuf_fill(&number, '\x01', bits / 8);
    wire_string(&made, d1_strbuf_view(&number));
    d1_strbuf_puts(&bytes, "SSHSIG");
    wire_u32(&bytes, 1);
    wire_string(&bytes, d1_strbuf_view(&key));
    wire_string(&bytes, d1_str("file"));
    wire_string(&bytes, d1_str(""));
    wire_string(&bytes, d1_str("sha512"));
    wire_string(&bytes, d1_strbuf_view(&made));
    armor(armored, &bytes);
    d1_strbuf_release(&key);
    d1_strbuf_release(&made);
    d1_strbuf_release(&number);
}

/* The largest that is let through is reckoned with: it takes no more memory than there is. */
Test(signature_verify, the_size_of_rsa_keys)
{
    static const struct {
        size_t bits, exponent_bits;
        bool even;
        const char *words;
    } cases[] = {
        {2047, 17, false, "its RSA key has 2047 bits (from 2048 to 16384 count)"},
        {2048, 17, false, "does not verify"},
        {16384, D1_LIMIT_RSA_EXPONENT_BITS, false, "does not verify"},
        {16385, 17, false, "its RSA key has 16385 bits (from 2048 to 16384 count)"},
        {2048, D1_LIMIT_RSA_EXPONENT_BITS + 1, false, "the public exponent of its RSA key has 65 bits (at most 64)"},
        {2048, 1, false, "the numbers of its RSA key are none that RSA works with"},
        {2048, 17, true, "the numbers of its RSA key are none that RSA works with"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf armored = {0};

        rsa_of(&armored, cases[i].bits, cases[i].exponent_bits, cases[i].even);
        expect(cases[i].words, d1_strbuf_view(&armored), d1_str("text"), D1_SIGNATURE_BAD, cases[i].words);
        d1_strbuf_release(&armored);
    }
}

Test(signature_verify, the_length_of_a_signature)
{
    static const struct {
        size_t size;
        const char *words;
    } cases[] = {
        {D1_LIMIT_SIGNATURE_BYTES, "damaged"},
        {D1_LIMIT_SIGNATURE_BYTES + 1, "the signature has 65537 bytes, more than the limit of 64 KiB"},
        {1024 * 1024, "the signature has 1048576 bytes, more than the limit of 64 KiB"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf text = {0};

        d1_strbuf_puts(&text, good_vectors[0].signature);
        d1_strbuf_fill(&text, 'A', cases[i].size - text.len);
        expect(cases[i].words, d1_strbuf_view(&text), d1_str(VECTOR_TEXT), D1_SIGNATURE_BAD, cases[i].words);
        d1_strbuf_release(&text);
    }
}

/* ---- damage ---- */

static enum d1_signature_status status_of(struct d1_str armored, struct d1_arena *arena)
{
    struct d1_signature signature;

    d1_arena_reset(arena);
    cr_assert(d1_signature_of_file(&signature, armored, d1_str(VECTOR_TEXT), arena, NULL) == 0);
    return signature.status;
}

/* What is cut verifies only once all of the armour is there: the line break at the end may be missing. */
Test(signature_verify, cut_at_every_byte)
{
    struct d1_arena arena = {0};

    for (size_t i = 0; i < sizeof good_vectors / sizeof *good_vectors; i++) {
        struct d1_str whole = d1_str(good_vectors[i].signature);

        for (size_t len = 0; len + 1 < whole.len; len++)
            cr_expect(status_of(d1_str_sub(whole, 0, len), &arena) == D1_SIGNATURE_BAD, "%s, %zu bytes",
                      good_vectors[i].name, len);
        cr_expect(status_of(d1_str_sub(whole, 0, whole.len - 1), &arena) == D1_SIGNATURE_GOOD);
    }
    d1_arena_release(&arena);
}

static void flip_every_bit(const char *name, struct d1_str armored, struct d1_arena *arena)
{
    struct d1_strbuf flipped = {0};

    d1_strbuf_str(&flipped, armored);
    for (size_t bit = 0; bit < armored.len * 8; bit++) {
        flipped.ptr[bit / 8] = (char)(flipped.ptr[bit / 8] ^ 1 << bit % 8);
        cr_expect(status_of(d1_strbuf_view(&flipped), arena) != D1_SIGNATURE_GOOD, "%s, bit %zu", name, bit);
        flipped.ptr[bit / 8] = (char)(flipped.ptr[bit / 8] ^ 1 << bit % 8);
    }
    cr_expect(status_of(d1_strbuf_view(&flipped), arena) == D1_SIGNATURE_GOOD, "%s as it was", name);
    d1_strbuf_release(&flipped);
}

Test(signature_verify, no_bit_can_be_another)
{
    struct d1_arena arena = {0};

    for (size_t i = 0; i < sizeof good_vectors / sizeof *good_vectors; i++)
        flip_every_bit(good_vectors[i].name, d1_str(good_vectors[i].signature), &arena);
    for (enum maker maker = MAKE_SK_ED25519; maker <= MAKE_SK_P256; maker++) {
        struct d1_strbuf armored = {0};

        make_signature(&armored, &(struct recipe){.maker = maker}, d1_str(VECTOR_TEXT));
        flip_every_bit(maker == MAKE_SK_P256 ? "sk-ecdsa" : "sk-ed25519", d1_strbuf_view(&armored), &arena);
        d1_strbuf_release(&armored);
    }
    d1_arena_release(&arena);
}

/* Memory that is short is told as such, and never as a signature that is bad. */
Test(signature_verify, every_allocation_can_fail)
{
    for (size_t i = 0; i < sizeof good_vectors / sizeof *good_vectors; i++)
        for (int other = 0; other < 2; other++) {
            int code = D1_ERR_MEMORY;

            for (long step = 0; code < 0 && step < 100; step++) {
                struct d1_arena arena = {0};
                struct d1_signature signature = {0};
                struct d1_error error = {0};

                d1_alloc_fail_after(step);
                code = d1_signature_of_file(&signature, d1_str(good_vectors[i].signature),
                                            d1_str(other ? "another\n" : VECTOR_TEXT), &arena, &error);
                d1_alloc_fail_after(-1);
                cr_expect(code == 0 || error.code == D1_ERR_MEMORY);
                d1_error_clear(&error);
                d1_arena_release(&arena);
                cr_expect(code < 0 || signature.status == (other ? D1_SIGNATURE_BAD : D1_SIGNATURE_GOOD));
            }
            cr_expect(code == 0);
        }
}
