/*
 * What of a verdict outlives the judging of its engagement. A judge works in an arena that the next engagement uses
 * again, and its findings, results and reasons point into it as well as into the documents and the rule set, which live
 * on. What lies in the arena is copied out of it.
 *
 * Judging takes several times as much as its verdict: of ten thousand artifacts it would be more than their documents.
 * Private to src/rules.
 */
#ifndef D1_RULES_JUDGE_KEPT_H
#define D1_RULES_JUDGE_KEPT_H

#include "rules/judged.h"

/*
 * Lets nothing of a judged engagement point into `working`: what lies there is copied into its own arena. The
 * findings, results and criteria themselves lie in that one already. 0 or D1_ERR_MEMORY.
 */
int d1_judged_keep(struct d1_judged *judged, const struct d1_arena *working);

#endif
