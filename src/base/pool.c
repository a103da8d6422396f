#include "base/pool.h"

#include <pthread.h>
#include <signal.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/thread.h"

/* Items of one round, and how many of them were taken. */
struct round {
    d1_pool_work *work;
    void *context;
    size_t count, chunk;
    atomic_size_t next;
};

struct worker {
    struct d1_pool *pool;
    pthread_t handle;
    unsigned number;
};

struct d1_pool {
    unsigned threads; /* the calling one among them, which is number 0 */
    struct worker workers[D1_LIMIT_THREADS];
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t begin, end;
    struct round round;          /* the last one */
    unsigned rounds;             /* begun so far: a worker takes part in each once */
    unsigned busy;               /* workers that have not finished the round */
    void (*task)(void *context); /* of worker 1, until it is done; else NULL */
    void *task_context;
    bool closing;
};

static void work_on(struct round *round, unsigned number)
{
    for (;;) {
        size_t from = atomic_fetch_add(&round->next, round->chunk);
        size_t to;

        if (from >= round->count)
            return;
        to = round->count - from < round->chunk ? round->count : from + round->chunk;
        for (size_t i = from; i < to; i++)
            round->work(round->context, i, number);
    }
}

/* Both are called with the pool locked, and unlock it while they work. */
static void do_task(struct d1_pool *pool)
{
    pthread_mutex_unlock(&pool->lock);
    pool->task(pool->task_context);
    pthread_mutex_lock(&pool->lock);
    pool->task = NULL;
    pthread_cond_signal(&pool->end);
}

static void take_part(struct d1_pool *pool, unsigned number)
{
    pthread_mutex_unlock(&pool->lock);
    work_on(&pool->round, number);
    pthread_mutex_lock(&pool->lock);
    if (--pool->busy == 0)
        pthread_cond_signal(&pool->end);
}

static void *attend(void *argument)
{
    struct worker *worker = argument;
    struct d1_pool *pool = worker->pool;
    unsigned seen = 0;

    d1_alloc_ready();
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        if (worker->number == 1 && pool->task) {
            do_task(pool);
        } else if (pool->rounds != seen) {
            seen = pool->rounds;
            take_part(pool, worker->number);
        } else if (pool->closing) {
            break;
        } else {
            pthread_cond_wait(&pool->begin, &pool->lock);
        }
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/*
 * A thread has the mask of the one that starts it. What comes from outside of the program is the calling thread's
 * alone, whose handlers then never run beside it; what a thread does wrong itself stays its own.
 */
static void block_signals(sigset_t *before)
{
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    sigset_t others;

    sigfillset(&others);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&others, own[i]);
    pthread_sigmask(SIG_BLOCK, &others, before);
}

int d1_pool_new(struct d1_pool **pool, unsigned threads)
{
    struct d1_pool *made = d1_calloc(1, sizeof *made);
    sigset_t before;

    if (!made)
        return D1_ERR_MEMORY;
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->begin, NULL);
    pthread_cond_init(&made->end, NULL);
    block_signals(&before);
    for (made->threads = 1; made->threads < threads && made->threads < D1_LIMIT_THREADS; made->threads++) {
        struct worker *worker = &made->workers[made->threads];

        *worker = (struct worker){.pool = made, .number = made->threads};
        if (d1_thread_start(&worker->handle, attend, worker) != 0)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    *pool = made;
    return 0;
}

void d1_pool_free(struct d1_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->begin);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 1; i < pool->threads; i++)
        pthread_join(pool->workers[i].handle, NULL);
    pthread_cond_destroy(&pool->begin);
    pthread_cond_destroy(&pool->end);
    pthread_mutex_destroy(&pool->lock);
    d1_free(pool);
}

unsigned d1_pool_threads(const struct d1_pool *pool)
{
    return pool ? pool->threads : 1;
}

static void run_alone(size_t count, d1_pool_work *work, void *context)
{
    for (size_t i = 0; i < count; i++)
        work(context, i, 0);
}

void d1_pool_run(struct d1_pool *pool, size_t count, size_t chunk, d1_pool_work *work, void *context)
{
    size_t step = chunk ? chunk : 1;

    if (d1_pool_threads(pool) == 1 || count <= step) {
        run_alone(count, work, context);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->round = (struct round){.work = work, .context = context, .count = count, .chunk = step};
    pool->rounds++;
    pool->busy = pool->threads - 1;
    pthread_cond_broadcast(&pool->begin);
    pthread_mutex_unlock(&pool->lock);
    work_on(&pool->round, 0);
    pthread_mutex_lock(&pool->lock);
    while (pool->busy)
        pthread_cond_wait(&pool->end, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void d1_pool_start(struct d1_pool *pool, void (*task)(void *context), void *context)
{
    if (d1_pool_threads(pool) == 1) {
        task(context);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->task = task;
    pool->task_context = context;
    pthread_cond_broadcast(&pool->begin);
    pthread_mutex_unlock(&pool->lock);
}

void d1_pool_wait(struct d1_pool *pool)
{
    if (d1_pool_threads(pool) == 1)
        return;
    pthread_mutex_lock(&pool->lock);
    while (pool->task)
        pthread_cond_wait(&pool->end, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

unsigned d1_pool_processors(void)
{
    cpu_set_t set;
    int count;

    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    count = CPU_COUNT(&set);
    if (count < 1)
        return 1;
    return count > D1_LIMIT_THREADS ? D1_LIMIT_THREADS : (unsigned)count;
}
