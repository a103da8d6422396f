/* Private to cel/: kept results of functions with a body in CEL. */
#ifndef D1_CEL_EVAL_MEMO_H
#define D1_CEL_EVAL_MEMO_H

#include "cel/eval/run.h"

/*
 * The result of a call from the memo of the context, or into it. False where the function is none of those that are
 * kept, where an argument is none by which it is known again, or where there is no memo: then nothing was done.
 */
bool d1_cel_memo_call(struct d1_cel_run *run, const struct d1_cel_program *body, const struct d1_cel_value *arguments,
                      size_t count, struct d1_cel_value *out);

#endif
