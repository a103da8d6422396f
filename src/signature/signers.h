/*
 * Whose signature it is: the keys that a roster gives to persons, each with the days on which it counts, and a verified
 * signature asked of them. Only the key says who signed; the names and addresses that a commit bears are not looked at.
 *
 *     d1_signers_new(&signers, identities, count, &error);
 *     d1_signers_ask(&answer, signers, &signature, &(struct d1_signing){date, point, false}, nobody, &arena, &error);
 *     if (answer.status == D1_SIGNED_GOOD) ... answer.person signed
 */
#ifndef D1_SIGNATURE_SIGNERS_H
#define D1_SIGNATURE_SIGNERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "signature/signature.h"

/* A point of the history that nothing is held against: an identity that was always there, a signature without one. */
#define D1_POINT_NONE ((size_t)-1)

/* One identity of a person that has a key. Texts are borrowed. */
struct d1_signer {
    struct d1_str person; /* id */
    struct d1_str key;    /* as the roster has it: TYPE BASE64 */
    d1_date from, to;     /* the days on which the key counts, both included; D1_DATE_MIN, D1_DATE_MAX for open ends */
    size_t since;         /* the point that first has this person with this key */
};

/* When something was signed. */
struct d1_signing {
    d1_date date;   /* the committer's or tagger's, for a file that of the point that introduced its signature */
    size_t point;   /* the point that introduced what is signed */
    bool cut_point; /* that is the oldest of a history that is cut: what was there before it is not known */
};

enum d1_signed {
    D1_SIGNED_NONE,    /* there is no signature */
    D1_SIGNED_GOOD,    /* it verifies, and its key was the person's at that time */
    D1_SIGNED_OUTSIDE, /* it verifies, but says nothing: a stranger's key, one of two persons, not at that time */
    D1_SIGNED_BAD,     /* it does not verify */
    D1_SIGNED_UNKNOWN  /* a kind that is not read, a key in the roster that is no SSH key, a history that is cut */
};

struct d1_signed_by {
    enum d1_signed status;
    struct d1_str person; /* GOOD, and OUTSIDE where the key is one person's: who; else empty */
    struct d1_str reason; /* all but GOOD: a clause such as "the key of marta.ruiz ended on 2026-02-28" */
};

struct d1_signers;

/* The texts of the list are borrowed as long as the signers are used. The caller frees *out with d1_signers_free. */
int d1_signers_new(struct d1_signers **out, const struct d1_signer *list, size_t count, struct d1_error *error);
void d1_signers_free(struct d1_signers *signers);

/*
 * Whether a person has a key at all, of the empty id: whether anybody has one. Where nobody has, nothing can be said of
 * whatever asks for a signature; where others have one, the person did not sign.
 */
bool d1_signers_have(const struct d1_signers *signers, struct d1_str person);

/* Whether a key belongs to two persons, so that it proves neither; of the first such key, who they are. */
bool d1_signers_shared(const struct d1_signers *signers, struct d1_str persons[2]);

/*
 * Who made a signature. With a person it is asked whether that person did: GOOD is then for that person alone, and the
 * good signature of another is OUTSIDE with that other as the person ("signed with a key of tomas.novak"). Reasons are
 * in the arena. Returns 0, or D1_ERR_MEMORY.
 *
 * A key of two persons proves nobody, at any time. A key counts for nothing that the very point introduces which first
 * gives it to the person (`since`): who brings a key does not vouch for himself with it. At a cut point it is unknown
 * whether that is so.
 */
int d1_signers_ask(struct d1_signed_by *out, const struct d1_signers *signers, const struct d1_signature *signature,
                   const struct d1_signing *when, struct d1_str person, struct d1_arena *arena, struct d1_error *error);

#endif
