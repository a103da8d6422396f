/* A thread has the room that it is promised, and what it returns is returned. */
#include <criterion/criterion.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "base/thread.h"

/* Writes to both ends of half of the stack. */
static int use_stack(void *context)
{
    volatile char room[D1_LIMIT_STACK_BYTES / 2];

    room[0] = 1;
    room[sizeof room - 1] = 2;
    *(int *)context += room[0] + room[sizeof room - 1];
    return 7;
}

Test(thread, has_room_whatever_the_limit)
{
    struct rlimit small = {64 * 1024, 64 * 1024};
    int sum = 1;

    cr_assert_eq(setrlimit(RLIMIT_STACK, &small), 0);
    cr_expect_eq(d1_thread_call(use_stack, &sum), 7);
    cr_expect_eq(sum, 4);
}

static int answer(void *context)
{
    return *(int *)context;
}

/* Where no thread can be had, the work is done all the same. */
Test(thread, is_done_without)
{
    struct rlimit none = {1024 * 1024, 1024 * 1024};
    int value = 9;

#ifdef __SANITIZE_ADDRESS__
    cr_skip_test("the sanitizer needs the memory that is refused here");
#endif
    setrlimit(RLIMIT_AS, &none);
    cr_expect_eq(d1_thread_call(answer, &value), 9);
}
