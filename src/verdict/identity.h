/*
 * Ids of what a verdict says (RFC 9562, version 5), for formats that demand them: the same verdict has the same ones on
 * every machine. Each of these functions writes 36 characters and a NUL, and returns 0 or D1_ERR_MEMORY.
 */
#ifndef D1_VERDICT_IDENTITY_H
#define D1_VERDICT_IDENTITY_H

#include "base/text/strbuf.h"
#include "base/uuid.h"
#include "verdict/verdict.h"

/*
 * Of the verdict: made of what was read, by which program, rules and policies, as of which days, and what was found. A
 * work tree has no name for its state, so that what was found has to tell two of them apart.
 */
int d1_verdict_uuid(const struct d1_verdict *verdict, char text[D1_UUID_TEXT]);

/* Of the series it is one of: the same engagements, asked for the same gate. */
int d1_verdict_series_uuid(const struct d1_verdict *verdict, char text[D1_UUID_TEXT]);

/* Of a finding, in whichever verdict it stands: made of its engagement and its fingerprint. */
int d1_finding_uuid(const struct d1_finding *finding, char text[D1_UUID_TEXT]);

/*
 * Of anything else that a format has an id for: a word more of its name, each with its length, so that no two lists of
 * words are one name; and the id of the name, which is no id where memory was short for the name (name->oom).
 */
void d1_identity_add(struct d1_strbuf *name, struct d1_str word);
void d1_identity_uuid(const struct d1_strbuf *name, char text[D1_UUID_TEXT]);

#endif
