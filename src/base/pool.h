/*
 * Work on many items with a few threads. The items are numbered; each is given to exactly one thread, in no
 * particular order, so whatever depends on the order is put together by the caller afterwards.
 *
 * A pool keeps its threads from one round of work to the next: to start them anew takes longer than a short round. It
 * belongs to the thread that made it, which alone receives the signals that come from outside.
 */
#ifndef D1_BASE_POOL_H
#define D1_BASE_POOL_H

#include <stddef.h>

struct d1_pool;

/* Works on item `index`; `thread` (0 .. d1_pool_threads - 1) selects per-thread state. */
typedef void d1_pool_work(void *context, size_t index, unsigned thread);

/*
 * A pool of up to `threads` threads, the calling one among them (D1_LIMIT_THREADS at most). A thread that cannot be
 * started is done without, so that this fails with D1_ERR_MEMORY only. The caller frees it; NULL is allowed.
 */
int d1_pool_new(struct d1_pool **pool, unsigned threads);
void d1_pool_free(struct d1_pool *pool);

/* Threads that may work at a time, at least 1. A pool of NULL is the calling thread alone. */
unsigned d1_pool_threads(const struct d1_pool *pool);

/*
 * Calls work for 0 .. count-1 on the pool's threads, the calling one among them, and returns when all are done.
 * Threads take `chunk` items at a time (at least 1). What one of them wrote the caller sees afterwards.
 */
void d1_pool_run(struct d1_pool *pool, size_t count, size_t chunk, d1_pool_work *work, void *context);

/*
 * Begins one task on another thread, while the caller goes on, also with rounds; the thread takes part in these when it
 * is done with the task. Without another thread the task is done at once. One task at a time: wait waits for its end.
 */
void d1_pool_start(struct d1_pool *pool, void (*task)(void *context), void *context);
void d1_pool_wait(struct d1_pool *pool);

/* Number of processors this process may run on, at least 1 and at most D1_LIMIT_THREADS. */
unsigned d1_pool_processors(void);

#endif
