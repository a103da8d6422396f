/*
 * Threads with room for what they do. How much stack a thread gets is otherwise what the shell, the service manager or
 * the C library says (`ulimit -s`), which may be a few pages; and a document may be nested D1_LIMIT_DEPTH deep.
 */
#ifndef D1_BASE_THREAD_H
#define D1_BASE_THREAD_H

#include <pthread.h>

/* Starts work(context) on a thread of its own with D1_LIMIT_STACK_BYTES of stack. As pthread_create: 0 or an errno. */
int d1_thread_start(pthread_t *thread, void *(*work)(void *context), void *context);

/*
 * Calls body(context) on such a thread and returns what it does. Where there is no room for one, body is called as a
 * function is.
 */
int d1_thread_call(int (*body)(void *context), void *context);

#endif
