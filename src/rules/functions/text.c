/* Functions on what is filled in. */
#include "rules/empty.h"
#include "rules/functions/functions.h"

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

/*
 * A quick look for many words at once: three letters in a row, of each the low five bits, in which the cases of a
 * letter are alike, say whether a word may begin there. Nearly nowhere in a text does one.
 */
enum { LETTER_BITS = 5, OPENINGS = 1 << 3 * LETTER_BITS };

static unsigned follow(unsigned opening, unsigned char letter)
{
    return (opening << LETTER_BITS | (letter & ((1U << LETTER_BITS) - 1))) & (OPENINGS - 1);
}

/* Marks how a word begins; one of fewer than three letters may go on with any. */
static void mark_opening(unsigned char *marks, struct d1_str word)
{
    size_t known = word.len < 3 ? word.len : 3;
    unsigned open = 1U << LETTER_BITS * (3 - known), first = 0;

    for (size_t i = 0; i < known; i++)
        first = follow(first, (unsigned char)word.ptr[i]);
    for (unsigned i = first * open; i < first * open + open; i++)
        marks[i / 8] |= (unsigned char)(1U << i % 8);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(const char *text, struct d1_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (lower(text[i]) != lower(word.ptr[i]))
            return false;
    return true;
}

static bool has_word_at(struct d1_str text, size_t at, const struct d1_str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (words[i].len <= text.len - at && begins_with(text.ptr + at, words[i]))
            return true;
    return false;
}

static bool has_word(struct d1_str text, const struct d1_str *words, size_t count)
{
    unsigned char marks[OPENINGS / 8] = {0};
    unsigned opening = 0;

    for (size_t i = 0; i < count; i++)
        mark_opening(marks, words[i]);
    for (size_t i = 0; i < text.len + 2; i++) { /* as if two letters of no word came behind */
        opening = follow(opening, i < text.len ? (unsigned char)text.ptr[i] : 0);
        if ((marks[opening / 8] >> opening % 8 & 1) && i >= 2 && has_word_at(text, i - 2, words, count))
            return true;
    }
    return false;
}

static struct d1_cel_value says_any(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str text = d1_cel_text(args[0]);
    size_t count = d1_cel_list_len(args[1]);
    struct d1_str *words;

    if (!d1_cel_charge(call, text.len / 10 + count))
        return d1_cel_fail_cost(call);
    words = d1_arena_alloc(call->arena, count * sizeof *words);
    if (!words)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value word = d1_cel_list_get(args[1], i);

        if (!d1_cel_is(word, D1_CEL_STRING))
            return d1_cel_fail(call, "a word to look for is not a string");
        words[i] = d1_cel_text(word);
    }
    return d1_cel_bool(has_word(text, words, count));
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
    {"filled",
     0,
     {T(DYN)},
     T(BOOL),
     filled,
     "Whether a value says something: a text that is not blank, a list with an entry that says something, a deliberate "
     "`none` with its reason, another mapping with an entry, any number, date or truth value."},
};

const struct d1_function_table d1_functions_text = {rows, sizeof rows / sizeof *rows};
