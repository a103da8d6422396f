/* What signatures of commits, tags and files have in common: PROTOCOL.sshsig of OpenSSH. */
#ifndef D1_SIGNATURE_VERIFY_SSHSIG_H
#define D1_SIGNATURE_VERIFY_SSHSIG_H

#include "signature/signature.h"

/*
 * Verifies a signature of any kind over a text. The namespace says what the signature is for ("git"), so that none can
 * be taken for another. The status is never D1_SIGNATURE_NONE. Returns 0, or D1_ERR_MEMORY.
 */
int d1_sshsig_verify(struct d1_signature *out, struct d1_str armored, struct d1_str text, const char *name_space,
                     struct d1_arena *arena);

/* Sets a status and its reason, a formatted clause. Returns 0, or D1_ERR_MEMORY. */
int d1_sshsig_set(struct d1_signature *out, enum d1_signature_status status, struct d1_arena *arena, const char *format,
                  ...) __attribute__((format(printf, 4, 5)));

#endif
