/* Functions on what is filled in. */
#include "rules/empty.h"
#include "rules/functions/words.h"

#define T(kind) D1_CEL_T(kind)

static struct d1_cel_value blank(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);

    return d1_cel_charge(call, text.len / 10) ? d1_cel_bool(d1_text_says_nothing(text)) : d1_cel_fail_cost(call);
}

/* Whether a value that is no list says something. A deliberate `none` says something by its reason. */
static bool says_something(struct d1_cel_value value)
{
    switch (value.kind) {
    case D1_CEL_STRING:
        return !d1_text_says_nothing(d1_cel_text(value));
    case D1_CEL_MAP:
        if (d1_cel_map_get_text(value, "none", NULL))
            return !d1_text_says_nothing(d1_field_text(value, "reason"));
        return d1_cel_map_len(value) > 0;
    case D1_CEL_LIST:
        return d1_cel_list_len(value) > 0;
    default:
        return value.kind != D1_CEL_NULL && value.kind != D1_CEL_ERROR;
    }
}

static struct d1_cel_value filled(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    if (!d1_cel_is(args[0], D1_CEL_LIST))
        return d1_cel_bool(says_something(args[0]));
    for (size_t i = 0; i < d1_cel_list_len(args[0]); i++) {
        struct d1_cel_value item = d1_cel_list_get(args[0], i);

        if (!d1_cel_charge(call, 1 + (d1_cel_is(item, D1_CEL_STRING) ? item.extra / 10 : 0)))
            return d1_cel_fail_cost(call);
        if (says_something(item))
            return d1_cel_bool(true);
    }
    return d1_cel_bool(false);
}

/* ---- words ---- */

static const struct d1_cel_type *const strings_args[] = {T(STRING)};
static const struct d1_cel_type strings = {.kind = D1_CEL_LIST, .arg_count = 1, .args = strings_args};

static struct d1_cel_value says_any(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    struct d1_cel_value failed;
    struct d1_words words;

    if (!d1_cel_charge(call, text.len / 10 + d1_cel_list_len(args[1])))
        return d1_cel_fail_cost(call);
    return d1_words_take(&words, call, args[1], &failed) ? d1_cel_bool(d1_words_found(&words, text)) : failed;
}

/* The first of those that come equally near. */
static struct d1_cel_value nearest(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]), near = d1_str("");
    size_t distance = d1_str_reach(text);

    for (size_t i = 0; i < d1_cel_list_len(args[1]); i++) {
        struct d1_cel_value name = d1_cel_list_get(args[1], i);

        if (d1_cel_is(name, D1_CEL_ERROR))
            return name;
        if (!d1_cel_charge(call, 1 + (text.len + d1_cel_text(name).len) / 10))
            return d1_cel_fail_cost(call);
        if (!d1_str_eq(d1_cel_text(name), text) && d1_str_nearer(text, d1_cel_text(name), &distance))
            near = d1_cel_text(name);
    }
    return d1_cel_string(near);
}

static const struct d1_cel_overload rows[] = {
    {"blank",
     0,
     {T(STRING)},
     T(BOOL),
     blank,
     "Whether a text says nothing: no visible character, or a placeholder such as TODO, TBD, ... or <name>."},
    {"saysAny",
     0,
     {T(STRING), &strings},
     T(BOOL),
     says_any,
     "Whether a text has one of some words in it, be it within another; of ASCII letters case does not matter."},
    {"nearest",
     0,
     {T(STRING), &strings},
     T(STRING),
     nearest,
     "Which of some names a text may have been meant to be, for `did you mean`: the one that differs least; '' where "
     "none is near, and never the text itself."},
    {"filled",
     0,
     {T(DYN)},
     T(BOOL),
     filled,
     "Whether a value says something: a text that is not blank, a list with an entry that says something, a deliberate "
     "`none` with its reason, another mapping with an entry, any number, date or truth value."},
};

const struct d1_function_table d1_functions_text = {rows, sizeof rows / sizeof *rows};
