/*
 * Bounds of processor time that hold on a machine of any speed, and beside whatever else runs on it: what took longer
 * than its bound is held against a fixed piece of work, done at once, in the same process or beside it. Bounds are
 * seconds of a machine that takes PACE_WORK for that work, which is a fast one; they are there to find what grows with
 * the square of its input or worse, and leave what is linear several times its time. Sanitizers multiply time by what
 * they watch, so that under them bounds are wider.
 */
#ifndef D1_TESTS_PACE_H
#define D1_TESTS_PACE_H

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#define PACE_WORK 0.05 /* seconds */

#if defined(__SANITIZE_ADDRESS__)
enum { PACE_SANITIZED = 40 };
#else
enum { PACE_SANITIZED = 1 };
#endif

/* Processor time of this process so far, in seconds. */
static inline double pace_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline int pace_compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* How many times PACE_WORK the fixed work takes now: pages that are touched first, and numbers that are sorted. */
static inline double pace(void)
{
    enum { NUMBERS = 400000 };
    double begun = pace_seconds();
    uint64_t *numbers = (uint64_t *)malloc(NUMBERS * sizeof *numbers), next = 1;

    cr_assert(numbers != NULL);
    for (size_t i = 0; i < NUMBERS; i++)
        numbers[i] = next = next * 6364136223846793005u + 1442695040888963407u;
    qsort(numbers, NUMBERS, sizeof *numbers, pace_compare);
    cr_assert_leq(numbers[0], numbers[NUMBERS - 1]);
    free(numbers);
    return (pace_seconds() - begun) / PACE_WORK;
}

/* What `seconds` of processor time are on the machine that bounds are written for; measured only beyond `bound`. */
static inline double pace_of(double seconds, double bound)
{
    double share;

    if (seconds <= bound)
        return seconds;
    share = pace();
    return seconds / (share > 1 ? share : 1);
}

/* That what was begun at `begun` (pace_seconds) took at most `bound` seconds. */
static inline void pace_expect(const char *name, double begun, double bound)
{
    double seconds = pace_of(pace_seconds() - begun, bound * PACE_SANITIZED);

    cr_expect(seconds <= bound * PACE_SANITIZED, "%s takes %.2f s of processor time, of at most %.2f", name, seconds,
              bound * PACE_SANITIZED);
}

#endif
