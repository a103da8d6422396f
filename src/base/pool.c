#include "base/pool.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/limits.h"

struct pool {
    d1_pool_work *work;
    void *context;
    size_t count, chunk;
    atomic_size_t next;
};

struct worker {
    struct pool *pool;
    pthread_t handle;
    unsigned number;
};

static void *run(void *argument)
{
    struct worker *worker = argument;
    struct pool *pool = worker->pool;

    for (;;) {
        size_t from = atomic_fetch_add(&pool->next, pool->chunk);
        size_t to;

        if (from >= pool->count)
            return NULL;
        to = pool->count - from < pool->chunk ? pool->count : from + pool->chunk;
        for (size_t i = from; i < to; i++)
            pool->work(pool->context, i, worker->number);
    }
}

void d1_pool_run(unsigned threads, size_t count, size_t chunk, d1_pool_work *work, void *context)
{
    struct pool pool = {.work = work, .context = context, .count = count, .chunk = chunk ? chunk : 1};
    struct worker workers[D1_LIMIT_THREADS];
    unsigned started = 1;
    size_t chunks = count / pool.chunk + (count % pool.chunk != 0);

    if (threads > D1_LIMIT_THREADS)
        threads = D1_LIMIT_THREADS;
    if (threads > chunks)
        threads = (unsigned)chunks;
    workers[0] = (struct worker){.pool = &pool, .number = 0};
    for (; started < threads; started++) {
        workers[started] = (struct worker){.pool = &pool, .number = started};
        if (pthread_create(&workers[started].handle, NULL, run, &workers[started]) != 0)
            break;
    }
    run(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].handle, NULL);
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
