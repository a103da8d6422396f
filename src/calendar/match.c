#include "calendar/match.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/vec.h"

struct candidate {
    d1_date date;
    size_t number; /* in the list of the caller */
};

struct pair {
    d1_date apart, date, actual_date;
    size_t expected, actual;
};

static int sign(bool larger, bool smaller)
{
    return (int)larger - (int)smaller;
}

static int by_date(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    return x->date != y->date ? sign(x->date > y->date, x->date < y->date)
                              : sign(x->number > y->number, x->number < y->number);
}

static int by_distance(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    if (x->apart != y->apart)
        return sign(x->apart > y->apart, x->apart < y->apart);
    if (x->date != y->date)
        return sign(x->date > y->date, x->date < y->date);
    if (x->expected != y->expected)
        return sign(x->expected > y->expected, x->expected < y->expected);
    if (x->actual_date != y->actual_date)
        return sign(x->actual_date > y->actual_date, x->actual_date < y->actual_date);
    return sign(x->actual > y->actual, x->actual < y->actual);
}

/* The first candidate on or after a date. */
static size_t first_from(const struct candidate *sorted, size_t count, d1_date from)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (sorted[middle].date < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct pairs {
    D1_VEC(struct pair) list;
};

static int find_pairs(struct pairs *pairs, const struct d1_expected *expected, size_t count,
                      const struct candidate *sorted, size_t sorted_count)
{
    for (size_t e = 0; e < count; e++)
        for (size_t i = first_from(sorted, sorted_count, expected[e].from);
             i < sorted_count && sorted[i].date <= expected[e].to; i++) {
            struct pair pair = {.date = expected[e].date,
                                .apart = abs(sorted[i].date - expected[e].date),
                                .actual_date = sorted[i].date,
                                .expected = e,
                                .actual = sorted[i].number};

            if (pairs->list.len == D1_LIMIT_PAIRS)
                return D1_ERR_LIMIT;
            if (d1_vec_push(&pairs->list, pair) < 0)
                return D1_ERR_MEMORY;
        }
    return 0;
}

int d1_match_dates(struct d1_expected *expected, size_t count, const d1_date *actual, size_t actual_count)
{
    struct candidate *sorted = d1_calloc(actual_count, sizeof *sorted);
    bool *taken = d1_calloc(actual_count, sizeof *taken);
    struct pairs pairs = {0};
    int result = sorted && taken ? 0 : D1_ERR_MEMORY;

    for (size_t i = 0; !result && i < actual_count; i++)
        sorted[i] = (struct candidate){actual[i], i};
    for (size_t i = 0; i < count; i++)
        expected[i].match = D1_MATCH_NONE;
    if (!result && actual_count)
        qsort(sorted, actual_count, sizeof *sorted, by_date);
    if (!result)
        result = find_pairs(&pairs, expected, count, sorted, actual_count);
    if (!result && pairs.list.len)
        qsort(pairs.list.items, pairs.list.len, sizeof *pairs.list.items, by_distance);
    for (size_t i = 0; !result && i < pairs.list.len; i++) {
        const struct pair *pair = &pairs.list.items[i];

        if (expected[pair->expected].match != D1_MATCH_NONE || taken[pair->actual])
            continue;
        expected[pair->expected].match = pair->actual;
        taken[pair->actual] = true;
    }
    d1_vec_release(&pairs.list);
    d1_free(taken);
    d1_free(sorted);
    return result;
}
