#include "signature/signers.h"

#include <stdlib.h>

#include "base/memory/alloc.h"

struct entry {
    struct d1_signer signer;
    struct d1_key key; /* blob.ptr is NULL when it is no SSH key */
};

struct d1_signers {
    struct d1_arena arena;
    struct entry *entries; /* by key and person, what is no key first */
    size_t count;
};

static int by_key(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    int order = d1_str_cmp(left->key.blob, right->key.blob);

    return order ? order : d1_str_cmp(left->signer.person, right->signer.person);
}

int d1_signers_new(struct d1_signers **out, const struct d1_signer *list, size_t count, struct d1_error *error)
{
    struct d1_signers *signers = d1_calloc(1, sizeof *signers);

    if (!signers)
        return d1_error_memory(error);
    signers->entries = d1_arena_calloc(&signers->arena, count ? count : 1, sizeof *signers->entries);
    if (!signers->entries)
        goto oom;
    for (size_t i = 0; i < count; i++) {
        signers->entries[i].signer = list[i];
        if (d1_key_parse(&signers->entries[i].key, list[i].key, &signers->arena) < 0)
            goto oom;
    }
    signers->count = count;
    qsort(signers->entries, count, sizeof *signers->entries, by_key);
    *out = signers;
    return 0;
oom:
    d1_signers_free(signers);
    return d1_error_memory(error);
}

void d1_signers_free(struct d1_signers *signers)
{
    if (!signers)
        return;
    d1_arena_release(&signers->arena);
    d1_free(signers);
}

bool d1_signers_have(const struct d1_signers *signers, struct d1_str person)
{
    for (size_t i = 0; i < signers->count; i++)
        if (!person.len || d1_str_eq(signers->entries[i].signer.person, person))
            return true;
    return false;
}

bool d1_signers_shared(const struct d1_signers *signers, struct d1_str persons[2])
{
    for (size_t i = 1; i < signers->count; i++) {
        const struct entry *a = &signers->entries[i - 1], *b = &signers->entries[i];

        if (!a->key.blob.ptr || !d1_str_eq(a->key.blob, b->key.blob) || d1_str_eq(a->signer.person, b->signer.person))
            continue;
        persons[0] = a->signer.person;
        persons[1] = b->signer.person;
        return true;
    }
    return false;
}

/* ---- one signature ---- */

/* Sets the answer; the person is kept. */
static int answer(struct d1_signed_by *out, enum d1_signed status, struct d1_str reason)
{
    out->status = status;
    out->reason = reason;
    return reason.ptr ? 0 : D1_ERR_MEMORY;
}

/* The entries of a key: *first and how many. */
static size_t find_key(const struct entry **first, const struct d1_signers *signers, const struct d1_key *key)
{
    size_t low = 0, high = signers->count, count = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (d1_str_cmp(signers->entries[middle].key.blob, key->blob) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *first = &signers->entries[low];
    while (low + count < signers->count && d1_str_eq((*first)[count].key.blob, key->blob))
        count++;
    return count;
}

/* Whether a key in the roster of the person is no SSH key, so that nobody knows what it would have verified. */
static bool has_unreadable_key(const struct d1_signers *signers, struct d1_str person)
{
    for (size_t i = 0; i < signers->count && !signers->entries[i].key.blob.ptr; i++)
        if (d1_str_eq(signers->entries[i].signer.person, person))
            return true;
    return false;
}

static int ask_stranger(struct d1_signed_by *out, const struct d1_signers *signers, const struct d1_key *key,
                        struct d1_str person, struct d1_arena *arena)
{
    char fingerprint[D1_KEY_FINGERPRINT];

    if (person.len && has_unreadable_key(signers, person))
        return answer(
            out, D1_SIGNED_UNKNOWN,
            d1_arena_printf(arena, "a signing key of " D1_STR_FMT " in the roster is no SSH key", D1_STR_ARG(person)));
    d1_key_fingerprint(key, fingerprint);
    return answer(out, D1_SIGNED_OUTSIDE,
                  d1_arena_printf(arena, "signed with a key of nobody in the roster (" D1_STR_FMT " %s)",
                                  D1_STR_ARG(key->type), fingerprint));
}

static int outside_window(struct d1_signed_by *out, const struct d1_signer *signer, d1_date date,
                          struct d1_arena *arena)
{
    bool ended = date > signer->to;
    char day[D1_DATE_TEXT];

    d1_date_format(ended ? signer->to : signer->from, day);
    return answer(out, D1_SIGNED_OUTSIDE,
                  d1_arena_printf(arena, "the key of " D1_STR_FMT " %s on %s", D1_STR_ARG(signer->person),
                                  ended ? "ended" : "begins only", day));
}

/* How much one entry of the key says, in rising order. */
enum weight { BEFORE_WINDOW, AFTER_WINDOW, SAME_POINT, SAME_CUT_POINT, COUNTS };

static enum weight weigh(const struct d1_signer *signer, const struct d1_signing *when)
{
    if (when->date < signer->from)
        return BEFORE_WINDOW;
    if (when->date > signer->to)
        return AFTER_WINDOW;
    if (signer->since != D1_POINT_NONE && signer->since == when->point)
        return when->cut_point ? SAME_CUT_POINT : SAME_POINT;
    return COUNTS;
}

/* Whether entry a says more than b: of two windows the one that is nearer to the day. */
static bool says_more(const struct d1_signer *a, const struct d1_signer *b, const struct d1_signing *when)
{
    enum weight weight = weigh(a, when), other = weigh(b, when);

    if (weight != other)
        return weight > other;
    return weight == BEFORE_WINDOW ? a->from < b->from : weight == AFTER_WINDOW && a->to > b->to;
}

static int ask_owner(struct d1_signed_by *out, const struct entry *entries, size_t count, const struct d1_signing *when,
                     struct d1_arena *arena)
{
    const struct d1_signer *best = &entries[0].signer;

    for (size_t i = 1; i < count; i++)
        if (says_more(&entries[i].signer, best, when))
            best = &entries[i].signer;
    switch (weigh(best, when)) {
    case COUNTS:
        out->status = D1_SIGNED_GOOD;
        return 0;
    case SAME_CUT_POINT:
        return answer(out, D1_SIGNED_UNKNOWN,
                      d1_arena_printf(arena,
                                      "the history is cut where the key of " D1_STR_FMT
                                      " stands in the roster already; since when cannot be told",
                                      D1_STR_ARG(best->person)));
    case SAME_POINT:
        return answer(out, D1_SIGNED_OUTSIDE,
                      d1_arena_printf(arena, "the key of " D1_STR_FMT " came into the roster with what it signs",
                                      D1_STR_ARG(best->person)));
    case AFTER_WINDOW:
    case BEFORE_WINDOW:
        break;
    }
    return outside_window(out, best, when->date, arena);
}

static int ask_key(struct d1_signed_by *out, const struct d1_signers *signers, const struct d1_key *key,
                   const struct d1_signing *when, struct d1_str person, struct d1_arena *arena)
{
    const struct entry *entries;
    size_t count = find_key(&entries, signers, key);
    struct d1_str first, last;
    int code;

    if (count == 0)
        return ask_stranger(out, signers, key, person, arena);
    first = entries[0].signer.person;
    last = entries[count - 1].signer.person;
    if (!d1_str_eq(first, last))
        return answer(out, D1_SIGNED_OUTSIDE,
                      d1_arena_printf(arena,
                                      "signed with a key that the roster gives to both " D1_STR_FMT " and " D1_STR_FMT
                                      ", and so proves neither",
                                      D1_STR_ARG(first), D1_STR_ARG(last)));
    out->person = first;
    code = ask_owner(out, entries, count, when, arena);
    if (code == 0 && person.len && !d1_str_eq(person, first) && out->status != D1_SIGNED_OUTSIDE)
        return answer(out, D1_SIGNED_OUTSIDE,
                      d1_arena_printf(arena, "signed with a key of " D1_STR_FMT, D1_STR_ARG(first)));
    return code;
}

int d1_signers_ask(struct d1_signed_by *out, const struct d1_signers *signers, const struct d1_signature *signature,
                   const struct d1_signing *when, struct d1_str person, struct d1_arena *arena, struct d1_error *error)
{
    int code = 0;

    *out = (struct d1_signed_by){0};
    switch (signature->status) {
    case D1_SIGNATURE_NONE:
        code = answer(out, D1_SIGNED_NONE, d1_str("not signed"));
        break;
    case D1_SIGNATURE_BAD:
        code = answer(out, D1_SIGNED_BAD, signature->reason);
        break;
    case D1_SIGNATURE_UNREAD:
        code = answer(out, D1_SIGNED_UNKNOWN, signature->reason);
        break;
    case D1_SIGNATURE_GOOD:
        code = ask_key(out, signers, &signature->key, when, person, arena);
        break;
    }
    return code < 0 ? d1_error_memory(error) : 0;
}
