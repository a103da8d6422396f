/* A recurrence rule as text again. */
#include "calendar/recurrence.h"

static const char *const weekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* The list of a part: its name goes before the first entry, a comma before the others. */
struct list {
    struct d1_strbuf *out;
    const char *part;
    size_t count;
};

static void begin_entry(struct list *list)
{
    if (list->count++)
        d1_strbuf_putc(list->out, ',');
    else
        d1_strbuf_printf(list->out, ";%s=", list->part);
}

/* number 0: every one of that weekday. */
static void write_weekdays(struct list *list, unsigned bits, int number)
{
    for (size_t i = 0; i < sizeof weekdays / sizeof *weekdays; i++) {
        if (!(bits >> i & 1))
            continue;
        begin_entry(list);
        if (number)
            d1_strbuf_printf(list->out, "%d", number);
        d1_strbuf_puts(list->out, weekdays[i]);
    }
}

static void write_month_days(struct list *list, uint32_t bits, int sign)
{
    for (int i = 0; i < 31; i++) {
        if (!(bits >> i & 1))
            continue;
        begin_entry(list);
        d1_strbuf_printf(list->out, "%d", sign * (i + 1));
    }
}

void d1_recurrence_write(struct d1_strbuf *out, const struct d1_recurrence *rule)
{
    static const char *const frequencies[] = {
        [D1_FREQUENCY_DAILY] = "DAILY", [D1_FREQUENCY_WEEKLY] = "WEEKLY", [D1_FREQUENCY_MONTHLY] = "MONTHLY"};
    struct list by_day = {.out = out, .part = "BYDAY"}, by_month_day = {.out = out, .part = "BYMONTHDAY"};
    int year, month, day;

    d1_strbuf_printf(out, "FREQ=%s", frequencies[rule->frequency]);
    if (rule->interval != 1)
        d1_strbuf_printf(out, ";INTERVAL=%d", (int)rule->interval);
    write_weekdays(&by_day, rule->weekdays, 0);
    for (int i = 0; i < 5; i++) {
        write_weekdays(&by_day, rule->nth[i], i + 1);
        write_weekdays(&by_day, rule->nth_last[i], -(i + 1));
    }
    write_month_days(&by_month_day, rule->month_days, 1);
    write_month_days(&by_month_day, rule->month_days_last, -1);
    if (rule->count)
        d1_strbuf_printf(out, ";COUNT=%d", (int)rule->count);
    if (rule->has_until) {
        d1_date_to_civil(rule->until, &year, &month, &day);
        d1_strbuf_printf(out, ";UNTIL=%04d%02d%02d", year, month, day);
    }
}
