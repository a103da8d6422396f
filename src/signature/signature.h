/*
 * SSH signatures (PROTOCOL.sshsig of OpenSSH) of git's commits and tags and of files, verified from their bytes alone:
 * no program is run, neither git's configuration nor a list of signers is read, and what git says of a signature is not
 * asked.
 *
 *     d1_signature_of_commit(&signature, bytes_of_the_commit, false, &arena, &error);
 *     if (signature.status == D1_SIGNATURE_GOOD) ... signature.key made it; whose that is, signers.h says
 *
 * Whatever the bytes are, the answer is a status, never an error. Bounds: D1_LIMIT_SIGNATURE_BYTES, D1_LIMIT_RSA_BITS
 * and its neighbours. Thread-safe; each call has its own arena.
 */
#ifndef D1_SIGNATURE_SIGNATURE_H
#define D1_SIGNATURE_SIGNATURE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/str.h"
#include "signature/key.h"

enum d1_signature_status {
    D1_SIGNATURE_NONE,  /* there is none */
    D1_SIGNATURE_GOOD,  /* it verifies with the key that it names */
    D1_SIGNATURE_BAD,   /* it is damaged, does not verify, or is made in a way that proves nothing */
    D1_SIGNATURE_UNREAD /* of a kind that is not read here, so nothing is known: OpenPGP, X.509, certificates ... */
};

struct d1_signature {
    enum d1_signature_status status;
    struct d1_str reason; /* BAD, UNREAD: why, a clause such as "signed with OpenPGP, which is not read" */
    struct d1_key key;    /* GOOD: the key */
};

/*
 * The signature of a commit: bytes is the raw object without git's "commit SIZE". The signature is the header `gpgsig`,
 * in a repository with SHA-256 `gpgsig-sha256`, its continuation lines without their first blank; signed is the object
 * without any of the two. A header `mergetag` is signed as it stands. More than one signature is bad.
 *
 * Texts of the result are in the arena or point into bytes. Returns 0, or D1_ERR_MEMORY.
 */
int d1_signature_of_commit(struct d1_signature *out, struct d1_str bytes, bool sha256_repository,
                           struct d1_arena *arena, struct d1_error *error);

/*
 * The signature of an annotated tag: from the last line that begins a signature to the end of the object; signed is all
 * before that line. Else as for a commit.
 */
int d1_signature_of_tag(struct d1_signature *out, struct d1_str bytes, struct d1_arena *arena, struct d1_error *error);

/*
 * The signature of a file that was made with `ssh-keygen -Y sign -n file`: armored is the content of PATH.sig, bytes
 * that of PATH. Never D1_SIGNATURE_NONE.
 */
int d1_signature_of_file(struct d1_signature *out, struct d1_str armored, struct d1_str bytes, struct d1_arena *arena,
                         struct d1_error *error);

#endif
