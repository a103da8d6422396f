/*
 * The verdicts of engagements, each kept by itself, so that what changes in one has only that one judged again. Private
 * to src/engine.
 *
 * A run that does not find its verdict as a whole (recall.h) has read all there is, and then looks for what its
 * engagements came to: each at the end of a way of its own (way.h), which is apart. Its state is what all of them
 * depend on, without the files; then the engagement's own documents and the policy that is in force. What judging it
 * has looked at beyond that it has told (rules/beyond.h), and is asked anew.
 *
 * Nothing is kept of an engagement of which another may have the documents: of two of one name, and where something
 * could not be read; nor of one with more findings or subjects than are listed. And limits are those of a run: where
 * all that was judged at one time or another may have come to more than half of one, every engagement is judged, and
 * what comes of that is what counts.
 */
#ifndef D1_ENGINE_KEPT_PORTIONS_H
#define D1_ENGINE_KEPT_PORTIONS_H

#include "engine/kept/questions.h"
#include "engine/running.h"

/* What is known of the verdict of one engagement by itself (portions.h). */
struct d1_portion {
    struct d1_strbuf state; /* what of it and of its judge it depends on; empty where it can be no portion */
    struct d1_beyond beyond;
    bool lies;              /* its verdict, as it came out of the judging, lies in the cache, ... */
    struct d1_print key;    /* ... at the end of its way, which is here */
    bool found;             /* its verdict is that of an earlier run, which lies there */
    bool discreet;          /* of one that was found: a finding is about what may be a secret */
    struct d1_strbuf value; /* of one that was not: as it came out of the judging, to be kept */
    uint64_t origin;        /* of one that was found: the run that judged it, and how much that had read */
    unsigned share;
};

struct d1_portions {
    struct d1_portion *all; /* by number of what is judged */
    size_t count;
    struct d1_strbuf frame;    /* what each depends on */
    struct d1_answers answers; /* that all of them share */
    struct d1_str backwards;   /* what one that was found says of a clock; empty for nothing */
};

/*
 * Once it is known which engagements are judged, and their policies are read: looks for their verdicts. Those that are
 * found (d1_portion_found) are as if they had been judged. 0 or D1_ERR_MEMORY.
 */
int d1_portions_find(struct d1_run *run, const struct d1_judge_options *options);

/* Whether the engagement with a number needs no judging. */
bool d1_portion_found(const struct d1_run *run, size_t number);

/* After judging: whether so much was read for it that nothing of an earlier run may stand beside it. */
bool d1_portions_exceed(const struct d1_run *run);

/* The image of the verdict in the value that lies at the end of a way. False where it is none. */
bool d1_portion_image(struct d1_str value, struct d1_str *image);

/* What one that was found says of a clock that ran behind; empty for nothing. */
struct d1_str d1_portions_backwards(const struct d1_run *run);

/* After judging, before anything is made of what came of it: notes what is to be kept. 0 or D1_ERR_MEMORY. */
int d1_portions_note(struct d1_run *run, const struct d1_judge_options *options);

/* Where nothing has been written since the run began: keeps what was noted. 0 or D1_ERR_MEMORY. */
int d1_portions_keep(struct d1_run *run);

void d1_portions_release(struct d1_run *run);

/* ---- portion_state.c ---- */

/*
 * Writes what each engagement that is judged depends on into its portion, as far as it can be told before the judging;
 * one of which it cannot has none. 1, 0 where none has, or D1_ERR_MEMORY.
 */
int d1_portions_state(struct d1_run *run, const struct d1_judge_options *options);

#endif
