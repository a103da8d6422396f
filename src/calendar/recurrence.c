#include "calendar/recurrence.h"

#include "base/limits.h"

enum { MONTHS = 12, DAYS_PER_WEEK = 7 };

static bool has_nth(const struct d1_recurrence *rule)
{
    for (int i = 0; i < 5; i++) {
        if (rule->nth[i] || rule->nth_last[i])
            return true;
    }
    return false;
}

/* Puts the weekday or day of the month of the start where the rule leaves them open. */
static void fill_from_start(struct d1_recurrence *rule, d1_date start)
{
    bool by_day = rule->weekdays || has_nth(rule), by_month_day = rule->month_days || rule->month_days_last;
    int year, month, day;

    if (by_day || by_month_day || rule->frequency == D1_FREQUENCY_DAILY)
        return;
    d1_date_to_civil(start, &year, &month, &day);
    if (rule->frequency == D1_FREQUENCY_WEEKLY)
        rule->weekdays = (uint8_t)(1u << d1_date_weekday(start));
    else
        rule->month_days = 1u << (day - 1);
}

static int32_t month_of(d1_date date)
{
    int year, month, day;

    d1_date_to_civil(date, &year, &month, &day);
    return year * MONTHS + month - 1;
}

static d1_date first_of(int32_t month)
{
    return d1_date_from_civil(month / MONTHS, month % MONTHS + 1, 1);
}

/* Bits 0 .. count - 1. */
static uint32_t low_bits(int count)
{
    return count >= 32 ? UINT32_MAX : (1u << count) - 1;
}

/* The days of a month that fall on one of the weekdays; `first` is the weekday of its first day. */
static uint32_t days_on(unsigned weekdays, int first)
{
    /* The week turned so that bit 0 is the first day of the month, then repeated. */
    uint32_t week = (weekdays >> first | weekdays << (DAYS_PER_WEEK - first)) & 0x7fu;

    return week | week << 7 | week << 14 | week << 21 | week << 28;
}

/* The days that BYDAY allows; `length` is the number of days of the month. */
static uint32_t by_day(const struct d1_recurrence *rule, int first, int length)
{
    uint32_t days = days_on(rule->weekdays, first);

    for (int n = 0; n < 5; n++) {
        uint32_t from_start = 0x7fu << (DAYS_PER_WEEK * n);
        int end = length - DAYS_PER_WEEK * n, begin = end - DAYS_PER_WEEK;
        uint32_t from_end = end > 0 ? low_bits(end) & ~low_bits(begin > 0 ? begin : 0) : 0;

        days |= days_on(rule->nth[n], first) & from_start;
        days |= days_on(rule->nth_last[n], first) & from_end;
    }
    return days;
}

static uint32_t by_month_day(const struct d1_recurrence *rule, int length)
{
    uint32_t days = rule->month_days;

    for (int n = 1; n <= length; n++) {
        if (rule->month_days_last >> (n - 1) & 1)
            days |= 1u << (length - n);
    }
    return days;
}

/* x modulo m, not negative. */
static int32_t modulo(int32_t x, int32_t m)
{
    int32_t rest = x % m;

    return rest < 0 ? rest + m : rest;
}

/* The days of the month, of `length` days from first_day, that INTERVAL allows. */
static uint32_t by_interval(const struct d1_recurrence *rule, d1_date start, d1_date first_day, int length)
{
    int32_t interval = rule->interval, day;
    uint32_t days = 0;

    if (rule->frequency == D1_FREQUENCY_MONTHLY)
        return modulo(month_of(first_day) - month_of(start), interval) == 0 ? UINT32_MAX : 0;
    if (interval == 1)
        return UINT32_MAX;
    if (rule->frequency == D1_FREQUENCY_DAILY) {
        for (day = modulo(start - first_day, interval); day < length; day += interval)
            days |= 1u << day;
        return days;
    }
    /* Weeks are counted from the Monday of the start's week. */
    start -= d1_date_weekday(start);
    for (day = -d1_date_weekday(first_day); day < length; day += DAYS_PER_WEEK) {
        if (modulo((first_day + day - start) / DAYS_PER_WEEK, interval) == 0)
            days |= day < 0 ? 0x7fu >> -day : 0x7fu << day;
    }
    return days;
}

/* The occurrences of the rule in a month, by bit, with no regard to COUNT and the window. */
static uint32_t expand(const struct d1_recurrence_iter *iter, int32_t month)
{
    const struct d1_recurrence *rule = &iter->rule;
    d1_date first_day = first_of(month);
    int length = d1_date_days_in_month(month / MONTHS, month % MONTHS + 1);
    uint32_t days = low_bits(length) & by_interval(rule, iter->start, first_day, length);

    if (days && (rule->weekdays || has_nth(rule)))
        days &= by_day(rule, d1_date_weekday(first_day), length);
    if (days && (rule->month_days || rule->month_days_last))
        days &= by_month_day(rule, length);
    if (iter->start > first_day)
        days &= ~low_bits(iter->start - first_day < length ? iter->start - first_day : length);
    return days;
}

void d1_recurrence_begin(struct d1_recurrence_iter *iter, const struct d1_recurrence *rule, d1_date start, d1_date from,
                         d1_date to)
{
    if (to > D1_DATE_MAX)
        to = D1_DATE_MAX;
    if (rule->has_until && rule->until < to)
        to = rule->until;
    if (from < start)
        from = start;
    *iter = (struct d1_recurrence_iter){.rule = *rule, .start = start, .from = from, .to = to, .left = -1};
    fill_from_start(&iter->rule, start);
    if (rule->count)
        iter->left = rule->count;
    if (from > to) {
        iter->left = 0;
        return;
    }
    /* With COUNT every occurrence since the start has to be counted; else those before the window need no look. */
    iter->month = month_of(rule->count ? start : from);
}

/* The next month after iter->month that INTERVAL may allow: one step, however large the interval. */
static int32_t next_month(const struct d1_recurrence_iter *iter)
{
    const struct d1_recurrence *rule = &iter->rule;
    int64_t step = rule->interval;
    int32_t behind, phase;
    int64_t next;

    if (rule->frequency == D1_FREQUENCY_MONTHLY) {
        phase = modulo(iter->month - month_of(iter->start), rule->interval);
        next = iter->month + step - phase;
        return next > month_of(D1_DATE_MAX) ? month_of(D1_DATE_MAX) + 1 : (int32_t)next;
    }
    if (rule->frequency == D1_FREQUENCY_WEEKLY)
        step *= DAYS_PER_WEEK;
    if (step <= 31)
        return iter->month + 1;
    /* The first multiple of step days (from the start, or the Monday of its week) not before the end of the month. */
    behind = first_of(iter->month + 1) - DAYS_PER_WEEK;
    next = iter->start - (rule->frequency == D1_FREQUENCY_WEEKLY ? d1_date_weekday(iter->start) : 0);
    if (behind > next)
        next += (behind - next + step - 1) / step * step;
    if (next > D1_DATE_MAX)
        return month_of(D1_DATE_MAX) + 1;
    phase = month_of((d1_date)next);
    return phase > iter->month ? phase : iter->month + 1;
}

/* Expands months until one has days left to give; false when the window or COUNT ends. */
static bool fill(struct d1_recurrence_iter *iter)
{
    while (!iter->days) {
        if (iter->left == 0 || iter->month > month_of(iter->to))
            return false;
        iter->first_day = first_of(iter->month);
        iter->days = expand(iter, iter->month);
        iter->month = next_month(iter);
    }
    return true;
}

int d1_recurrence_next(struct d1_recurrence_iter *iter, d1_date *date)
{
    while (fill(iter)) {
        d1_date day = iter->first_day + __builtin_ctz(iter->days);

        iter->days &= iter->days - 1;
        if (day > iter->to) {
            iter->left = 0;
            iter->days = 0;
            return 0;
        }
        if (iter->left > 0 && --iter->left == 0)
            iter->days = 0;
        if (day < iter->from)
            continue;
        if (iter->given == D1_LIMIT_OCCURRENCES) {
            iter->left = 0;
            iter->days = 0;
            return D1_ERR_LIMIT;
        }
        iter->given++;
        *date = day;
        return 1;
    }
    return 0;
}
