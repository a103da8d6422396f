/*
 * The functions of rules that are done in C, a C function and a row for each; those that ask history, signatures and
 * waivers are declared by rules/evidence/evidence.h. Private to src/rules.
 *
 * What a user's files hold and no answer can be made of makes the check indeterminate, as unknown() does: that is
 * d1_cel_fail_unknown, or d1_cel_fail_limit where there is too much of it. What only a faulty rule asks for is
 * d1_cel_fail.
 */
#ifndef D1_RULES_FUNCTIONS_H
#define D1_RULES_FUNCTIONS_H

#include "rules/judge.h"

struct d1_function_table {
    const struct d1_cel_overload *rows;
    size_t count;
};

extern const struct d1_function_table d1_functions_general, d1_functions_named, d1_functions_recurrence,
    d1_functions_exact, d1_functions_text, d1_functions_version, d1_functions_catalogue, d1_functions_artifacts,
    d1_functions_meant;

/* Those whose types are made of schemas or are records of their own. 0 or D1_ERR_MEMORY. */
int d1_functions_declare_periods(struct d1_ruleset_private *private);
int d1_functions_declare_passages(struct d1_ruleset_private *private);
int d1_functions_declare_schedule(struct d1_ruleset_private *private, const struct d1_kinds *kinds);
int d1_functions_declare_fold(struct d1_ruleset_private *private, const struct d1_kinds *kinds);

/* list(date); an exact number, opaque to the language. */
extern const struct d1_cel_type d1_type_dates, d1_type_decimal;

/* The calendar of the engagement that is judged. */
static inline const struct d1_calendar *d1_calendar_of(const struct d1_cel_call *call)
{
    return d1_judge_of(call)->engagement->calendar;
}

/*
 * What a field of an item holds: a date (also as text, where the type of the item is not known), a whole number, a
 * text. False, or the empty text, when it holds none.
 */
bool d1_field_date(struct d1_cel_value item, const char *field, d1_date *date);
bool d1_field_int(struct d1_cel_value item, const char *field, int64_t *number);
struct d1_str d1_field_text(struct d1_cel_value item, const char *field);

#endif
