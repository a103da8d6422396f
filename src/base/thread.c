#include "base/thread.h"

#include "base/limits.h"
#include "base/memory/alloc.h"

int d1_thread_start(pthread_t *thread, void *(*work)(void *context), void *context)
{
    pthread_attr_t attributes;
    int number = pthread_attr_init(&attributes);

    if (number != 0)
        return number;
    number = pthread_attr_setstacksize(&attributes, D1_LIMIT_STACK_BYTES);
    if (number == 0)
        number = pthread_create(thread, &attributes, work, context);
    pthread_attr_destroy(&attributes);
    return number;
}

struct call {
    int (*body)(void *context);
    void *context;
    int result;
};

static void *run(void *context)
{
    struct call *call = context;

    d1_alloc_ready();
    call->result = call->body(call->context);
    return NULL;
}

int d1_thread_call(int (*body)(void *context), void *context)
{
    struct call call = {.body = body, .context = context};
    pthread_t thread;

    if (d1_thread_start(&thread, run, &call) != 0)
        return body(context);
    pthread_join(thread, NULL);
    return call.result;
}
