/*
 * What shows only while something is made of a snapshot that it depends on: questions, each a text with a NUL behind
 * it, and what is answered to them now. Private to src/engine.
 *
 *     "zone NAME"   what the time zone database has under a name
 *     "file PATH"   what the snapshot has at a path, whatever it is called
 *     "beside"      what lies in the work tree and is not of the snapshot
 *     "newest"      whether anything of the snapshot is not committed
 *     "rest"        all that the snapshot has
 *     "line NAME"   up to which commit history may concern an engagement (tip.h); else all of it
 *     "behind NAME" whether anything stands behind that commit
 *     "point ID"    whether a commit is on the line
 *     "head"        which commit is the newest
 *     "stored LIST" whether all objects are there that were (stored.h)
 *     "now"         which objects are there
 */
#ifndef D1_ENGINE_KEPT_QUESTIONS_H
#define D1_ENGINE_KEPT_QUESTIONS_H

#include "base/text/strbuf.h"
#include "engine/kept/tip.h"
#include "engine/opened.h"
#include "rules/beyond.h"

/* An answer that is found once, for many that ask. */
struct d1_answer {
    struct d1_strbuf text;
    int result;
    bool known;
};

/* All zero bytes to begin with; to be released. */
struct d1_answers {
    struct d1_answer beside, newest, rest;
    struct d1_tip tip;
};

/* Who asks: of the whole snapshot, all zero but for what was opened; or of a part. */
struct d1_asking {
    const struct d1_opened *opened;
    bool apart;                     /* of a part */
    const struct d1_beyond *beyond; /* of a part: what was looked at outside of it; for d1_questions_write alone, ... */
    struct d1_str engagement;       /* ... and which one it is */
    struct d1_answers *answers;     /* of a part: those that all parts share */
};

/* Appends all that was asked. False where that cannot be told. */
bool d1_questions_write(struct d1_strbuf *out, const struct d1_asking *asking);

/* Appends a question with its answer. 1, 0 where there is none that holds, or D1_ERR_MEMORY. */
int d1_questions_answer(struct d1_strbuf *out, const struct d1_asking *asking, const char *question);

/* Has it found anew. */
void d1_answer_forget(struct d1_answer *answer);

void d1_answers_release(struct d1_answers *answers);

#endif
