/*
 * Work on many items with a few threads. The items are numbered; each is given to exactly one thread, in no
 * particular order, so whatever depends on the order is put together by the caller afterwards.
 */
#ifndef D1_BASE_POOL_H
#define D1_BASE_POOL_H

#include <stddef.h>

/* Works on item `index`; `thread` (0 .. threads-1) selects per-thread state. */
typedef void d1_pool_work(void *context, size_t index, unsigned thread);

/*
 * Calls work for 0 .. count-1 on up to `threads` threads, the calling one among them, and returns when all are
 * done. Threads take `chunk` items at a time (at least 1). A thread that cannot be started is done without; so the
 * call cannot fail. One item, or one thread, starts none.
 */
void d1_pool_run(unsigned threads, size_t count, size_t chunk, d1_pool_work *work, void *context);

/* Number of processors this process may run on, at least 1 and at most D1_LIMIT_THREADS. */
unsigned d1_pool_processors(void);

#endif
