/* Whose signature it is: keys of a roster, their days, and who is asked for. */
#include <stdio.h>

#include <criterion/criterion.h>

#include "base/memory/alloc.h"
#include "signature/signers.h"
#include "unit/signature/maker.h"
#include "unit/signature/vectors.h"

enum { DAY = 20500 }; /* 2026-02-16, on which the signatures are made unless a case says otherwise */

static const char *const status_names[] = {"none", "good", "outside", "bad", "unknown"};

/* A key is that of a maker; MAKERS stands for a key of OpenPGP, which is none of SSH. */
struct identity {
    const char *person;
    enum maker key;
    d1_date from, to; /* 0: open */
    size_t since;     /* 0: always there */
};

enum { IDENTITIES = 4 };

struct signer_case {
    const char *name;
    struct identity roster[IDENTITIES];
    enum maker signed_by; /* MAKERS: nobody */
    bool changed;         /* the text is, after it was signed */
    d1_date date;         /* 0: DAY */
    size_t point;
    bool cut_point;
    const char *asked; /* NULL: anybody */
    enum d1_signed status;
    const char *person, *words;
};

static const struct signer_case cases[] = {
    {.name = "the key of a person",
     .roster = {{"aoife", MAKE_ED25519}, {"marta", MAKE_P256}},
     .signed_by = MAKE_P256,
     .status = D1_SIGNED_GOOD,
     .person = "marta"},
    {.name = "asked for the person who signed",
     .roster = {{"aoife", MAKE_ED25519}, {"marta", MAKE_P256}},
     .signed_by = MAKE_P256,
     .asked = "marta",
     .status = D1_SIGNED_GOOD,
     .person = "marta"},
    {.name = "asked for another person",
     .roster = {{"aoife", MAKE_ED25519}, {"marta", MAKE_P256}},
     .signed_by = MAKE_P256,
     .asked = "aoife",
     .status = D1_SIGNED_OUTSIDE,
     .person = "marta",
     .words = "signed with a key of marta"},
    {.name = "a stranger",
     .roster = {{"aoife", MAKE_ED25519}, {"marta", MAKE_P256}},
     .signed_by = MAKE_SK_P256,
     .status = D1_SIGNED_OUTSIDE,
     .words = "signed with a key of nobody in the roster (sk-ecdsa-sha2-nistp256@openssh.com SHA256:"},
    {.name = "no roster", .signed_by = MAKE_P256, .status = D1_SIGNED_OUTSIDE, .words = "nobody in the roster"},
    {.name = "no signature",
     .roster = {{"aoife", MAKE_ED25519}},
     .signed_by = MAKERS,
     .status = D1_SIGNED_NONE,
     .words = "not signed"},
    {.name = "changed",
     .roster = {{"aoife", MAKE_ED25519}},
     .changed = true,
     .status = D1_SIGNED_BAD,
     .words = "does not verify"},
    {.name = "one key with two persons",
     .roster = {{"marta", MAKE_ED25519}, {"aoife", MAKE_ED25519}},
     .status = D1_SIGNED_OUTSIDE,
     .words = "the roster gives to both aoife and marta, and so proves neither"},
    {.name = "one key with two persons, one of whom had it before",
     .roster = {{"marta", MAKE_ED25519, .to = DAY - 10}, {"aoife", MAKE_ED25519, .from = DAY - 9}},
     .asked = "aoife",
     .status = D1_SIGNED_OUTSIDE,
     .words = "proves neither"},
    {.name = "one person with the key in two entries",
     .roster = {{"aoife", MAKE_ED25519}, {"aoife", MAKE_ED25519}, {"aoife", MAKE_P256}},
     .status = D1_SIGNED_GOOD,
     .person = "aoife"},
    /* ---- the days of a key ---- */
    {.name = "the first day",
     .roster = {{"aoife", MAKE_ED25519, .from = DAY, .to = DAY + 5}},
     .status = D1_SIGNED_GOOD,
     .person = "aoife"},
    {.name = "the last day",
     .roster = {{"aoife", MAKE_ED25519, .from = DAY - 5, .to = DAY}},
     .status = D1_SIGNED_GOOD,
     .person = "aoife"},
    {.name = "the day before",
     .roster = {{"aoife", MAKE_ED25519, .from = DAY + 1}},
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "the key of aoife begins only on 2026-02-17"},
    {.name = "the day after",
     .roster = {{"aoife", MAKE_ED25519, .to = DAY - 1}},
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "the key of aoife ended on 2026-02-15"},
    {.name = "the day after, and asked for somebody else",
     .roster = {{"aoife", MAKE_ED25519, .to = DAY - 1}},
     .asked = "marta",
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "the key of aoife ended on 2026-02-15"},
    {.name = "two windows of one key, in the second",
     .roster = {{"aoife", MAKE_ED25519, .to = DAY - 30}, {"aoife", MAKE_ED25519, .from = DAY - 3}},
     .status = D1_SIGNED_GOOD,
     .person = "aoife"},
    {.name = "two windows of one key, between them",
     .roster = {{"aoife", MAKE_ED25519, .to = DAY - 30},
                {"aoife", MAKE_ED25519, .to = DAY - 2},
                {"aoife", MAKE_ED25519, .from = DAY + 3}},
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "ended on 2026-02-14"},
    {.name = "two windows of one key, before both",
     .roster = {{"aoife", MAKE_ED25519, .from = DAY + 9}, {"aoife", MAKE_ED25519, .from = DAY + 3}},
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "begins only on 2026-02-19"},
    {.name = "an ended key beside one that counts",
     .roster = {{"aoife", MAKE_ED25519, .to = DAY - 1}, {"aoife", MAKE_P256}},
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "ended on"},
    /* ---- who brings a key does not vouch for himself ---- */
    {.name = "the point that brings the key",
     .roster = {{"aoife", MAKE_ED25519, .since = 4}},
     .point = 4,
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "the key of aoife came into the roster with what it signs"},
    {.name = "the point after it",
     .roster = {{"aoife", MAKE_ED25519, .since = 4}},
     .point = 5,
     .status = D1_SIGNED_GOOD,
     .person = "aoife"},
    {.name = "a point before it",
     .roster = {{"aoife", MAKE_ED25519, .since = 4}},
     .point = 3,
     .status = D1_SIGNED_GOOD,
     .person = "aoife"},
    {.name = "the oldest point of a history that is cut",
     .roster = {{"aoife", MAKE_ED25519, .since = 1}},
     .point = 1,
     .cut_point = true,
     .status = D1_SIGNED_UNKNOWN,
     .person = "aoife",
     .words = "the history is cut where the key of aoife stands in the roster already"},
    {.name = "the oldest point, where the key is younger",
     .roster = {{"aoife", MAKE_ED25519, .since = 2}},
     .point = 1,
     .cut_point = true,
     .status = D1_SIGNED_GOOD,
     .person = "aoife"},
    {.name = "the oldest point, and asked for somebody else",
     .roster = {{"aoife", MAKE_ED25519, .since = 1}},
     .point = 1,
     .cut_point = true,
     .asked = "marta",
     .status = D1_SIGNED_OUTSIDE,
     .person = "aoife",
     .words = "signed with a key of aoife"},
    /* ---- keys that are none ---- */
    {.name = "a stranger, where the person asked for has a key of OpenPGP",
     .roster = {{"aoife", MAKERS}, {"marta", MAKE_P256}},
     .asked = "aoife",
     .status = D1_SIGNED_UNKNOWN,
     .words = "a signing key of aoife in the roster is no SSH key"},
    {.name = "a stranger, where another person has one",
     .roster = {{"aoife", MAKERS}, {"marta", MAKE_P256}},
     .asked = "marta",
     .status = D1_SIGNED_OUTSIDE,
     .words = "nobody in the roster"},
    {.name = "another person, where the person asked for has one",
     .roster = {{"aoife", MAKERS}, {"marta", MAKE_ED25519}},
     .asked = "aoife",
     .status = D1_SIGNED_OUTSIDE,
     .person = "marta",
     .words = "signed with a key of marta"},
};

/* The roster of a case; the keys are appended to texts, which have room for all of them. */
static size_t roster_of(struct d1_signer list[IDENTITIES], struct d1_strbuf texts[IDENTITIES],
                        const struct identity *roster)
{
    size_t count = 0;

    for (; count < IDENTITIES && roster[count].person; count++) {
        const struct identity *identity = &roster[count];

        if (identity->key == MAKERS)
            d1_strbuf_puts(&texts[count], "openpgp 0123456789ABCDEF");
        else
            make_key(&texts[count], identity->key);
        list[count] = (struct d1_signer){
            .person = d1_str(identity->person),
            .key = d1_strbuf_view(&texts[count]),
            .from = identity->from ? identity->from : D1_DATE_MIN,
            .to = identity->to ? identity->to : D1_DATE_MAX,
            .since = identity->since ? identity->since : D1_POINT_NONE,
        };
    }
    return count;
}

static void signature_of(struct d1_signature *out, const struct signer_case *row, struct d1_arena *arena)
{
    struct d1_strbuf armored = {0};

    *out = (struct d1_signature){0};
    if (row->signed_by == MAKERS)
        return;
    make_signature(&armored, &(struct recipe){.maker = row->signed_by}, d1_str("text"));
    cr_assert(
        d1_signature_of_file(out, d1_strbuf_view(&armored), d1_str(row->changed ? "test" : "text"), arena, NULL) == 0);
    d1_strbuf_release(&armored);
}

static void check(const struct signer_case *row)
{
    struct d1_strbuf texts[IDENTITIES] = {0};
    struct d1_signer list[IDENTITIES];
    size_t count = roster_of(list, texts, row->roster);
    struct d1_signing when = {row->date ? row->date : DAY, row->point, row->cut_point};
    struct d1_signature signature;
    struct d1_signers *signers;
    struct d1_signed_by answer;
    struct d1_arena arena = {0};
    char reason[256];

    signature_of(&signature, row, &arena);
    cr_assert(d1_signers_new(&signers, list, count, NULL) == 0);
    cr_assert(d1_signers_ask(&answer, signers, &signature, &when, d1_str(row->asked), &arena, NULL) == 0);
    snprintf(reason, sizeof reason, D1_STR_FMT, D1_STR_ARG(answer.reason));
    cr_expect(answer.status == row->status, "%s: %s, not %s: %s", row->name, status_names[answer.status],
              status_names[row->status], reason);
    cr_expect(d1_str_is(answer.person, row->person ? row->person : ""), "%s: person " D1_STR_FMT, row->name,
              D1_STR_ARG(answer.person));
    cr_expect(strstr(reason, row->words ? row->words : "") != NULL, "%s: %s", row->name, reason);
    cr_expect((answer.status == D1_SIGNED_GOOD) == (reason[0] == '\0'), "%s: %s", row->name, reason);
    d1_signers_free(signers);
    d1_arena_release(&arena);
    for (size_t i = 0; i < IDENTITIES; i++)
        d1_strbuf_release(&texts[i]);
}

Test(signature_signers, who_signed)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

/* A kind that is not read stays unknown, whoever is asked for. */
Test(signature_signers, kinds_that_are_not_read)
{
    struct d1_signature signature;
    struct d1_signers *signers;
    struct d1_signed_by answer;
    struct d1_arena arena = {0};
    struct d1_signing when = {DAY, 1, false};

    cr_assert(d1_signature_of_file(&signature, d1_str(other_vectors[VECTOR_CERTIFICATE].signature), d1_str(VECTOR_TEXT),
                                   &arena, NULL) == 0);
    cr_assert(d1_signers_new(&signers, NULL, 0, NULL) == 0);
    cr_assert(d1_signers_ask(&answer, signers, &signature, &when, d1_str("aoife"), &arena, NULL) == 0);
    cr_expect(answer.status == D1_SIGNED_UNKNOWN);
    cr_expect(d1_str_starts(answer.reason, "signed with an SSH certificate"));
    d1_signers_free(signers);
    d1_arena_release(&arena);
}

Test(signature_signers, who_has_a_key)
{
    struct d1_signer list[] = {{.person = D1_STR("aoife"), .key = D1_STR("openpgp 01")}};
    struct d1_signers *signers;

    cr_assert(d1_signers_new(&signers, list, 1, NULL) == 0);
    cr_expect(d1_signers_have(signers, d1_str("")));
    cr_expect(d1_signers_have(signers, d1_str("aoife")));
    cr_expect_not(d1_signers_have(signers, d1_str("marta")));
    d1_signers_free(signers);
    cr_assert(d1_signers_new(&signers, NULL, 0, NULL) == 0);
    cr_expect_not(d1_signers_have(signers, d1_str("")));
    d1_signers_free(signers);
    d1_signers_free(NULL);
}

Test(signature_signers, every_allocation_can_fail)
{
    struct d1_signer list[] = {{.person = D1_STR("aoife"), .key = d1_str(good_vectors[0].key), .to = DAY - 1}};
    struct d1_signature signature;
    struct d1_arena signed_texts = {0};
    struct d1_signing when = {DAY, 1, false};
    int code = D1_ERR_MEMORY;

    cr_assert(d1_signature_of_file(&signature, d1_str(good_vectors[0].signature), d1_str(VECTOR_TEXT), &signed_texts,
                                   NULL) == 0);
    for (long step = 0; code < 0 && step < 100; step++) {
        struct d1_signers *signers = NULL;
        struct d1_signed_by answer = {0};
        struct d1_arena arena = {0};
        struct d1_error error = {0};

        d1_alloc_fail_after(step);
        code = d1_signers_new(&signers, list, 1, &error);
        if (code == 0)
            code = d1_signers_ask(&answer, signers, &signature, &when, d1_str(""), &arena, &error);
        d1_alloc_fail_after(-1);
        cr_expect(code == 0 ? answer.status == D1_SIGNED_OUTSIDE : error.code == D1_ERR_MEMORY);
        d1_signers_free(signers);
        d1_arena_release(&arena);
        d1_error_clear(&error);
    }
    cr_expect(code == 0);
    d1_arena_release(&signed_texts);
}
