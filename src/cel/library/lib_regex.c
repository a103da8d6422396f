/* Regular expressions with RE2's meaning: matches() of cel-spec, find() and findAll() of Kubernetes. */
#include "cel/eval/run.h"
#include "cel/library/library.h"
#include "regex/regex.h"

/*
 * The compiled pattern of a call: the one that the program holds, or one that is compiled now or was before.
 * NULL with *failed an ERROR when the text is no pattern.
 */
static const struct d1_regex *pattern_of(struct d1_cel_call *call, struct d1_cel_value pattern,
                                         struct d1_cel_value *failed)
{
    struct d1_cel_patterns *patterns = call->run->patterns;
    struct d1_error error = {0};
    const struct d1_regex *kept;
    struct d1_regex *regex;
    int code;

    if (call->expr->u.args.regex)
        return call->expr->u.args.regex;
    kept = d1_cel_patterns_find(patterns, d1_cel_text(pattern));
    if (kept)
        return kept;
    if (!d1_cel_charge(call, 1000 + (uint64_t)pattern.extra * 10)) {
        *failed = d1_cel_fail_cost(call);
        return NULL;
    }
    code = d1_regex_compile(&regex, d1_cel_text(pattern), D1_REGEX_RE2, NULL, &error);
    if (code < 0) {
        *failed = code == D1_ERR_MEMORY ? d1_cel_fail_alloc(call) : d1_cel_fail(call, "%s", d1_error_message(&error));
        d1_error_clear(&error);
        return NULL;
    }
    if (d1_cel_patterns_keep(patterns, d1_cel_text(pattern), regex) < 0) {
        *failed = d1_cel_fail_alloc(call);
        return NULL;
    }
    return regex;
}

/* A negative result as an ERROR. */
static struct d1_cel_value no_answer(struct d1_cel_call *call, enum d1_regex_result result)
{
    if (result == D1_REGEX_LIMIT)
        return d1_cel_fail_limit(
            call, "the pattern takes too much work on this text (the limit of steps of a match is reached)");
    return d1_cel_fail_alloc(call);
}

enum { STEPS_A_COST = 4 }; /* of matching */

/*
 * Searches as d1_regex_search does, from a place of a text, or only asks whether there is a match (span NULL), and
 * counts the steps. *failed is an ERROR when there is no answer, else null.
 */
static bool search(struct d1_cel_call *call, const struct d1_regex *regex, struct d1_str text, size_t from,
                   struct d1_regex_span *span, struct d1_cel_value *failed)
{
    struct d1_regex_scratch *scratch = d1_cel_patterns_scratch(call->run->patterns);
    size_t before = d1_regex_scratch_steps(scratch);
    enum d1_regex_result result = D1_REGEX_MEMORY;

    if (scratch)
        result = d1_regex_search(regex, text, from, span, span != NULL, scratch);
    if (!d1_cel_charge(call, 1 + (d1_regex_scratch_steps(scratch) - before) / STEPS_A_COST))
        *failed = d1_cel_fail_cost(call);
    else
        *failed = result < 0 ? no_answer(call, result) : d1_cel_null();
    return result == D1_REGEX_MATCH && failed->kind != D1_CEL_ERROR;
}

static struct d1_cel_value matches(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value failed;
    const struct d1_regex *regex = pattern_of(call, args[1], &failed);
    bool found;

    if (!regex)
        return failed;
    found = search(call, regex, d1_cel_text(args[0]), 0, NULL, &failed);
    return failed.kind == D1_CEL_ERROR ? failed : d1_cel_bool(found);
}

static struct d1_cel_value find(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value failed;
    const struct d1_regex *regex = pattern_of(call, args[1], &failed);
    struct d1_str text = d1_cel_text(args[0]);
    struct d1_regex_span span;
    bool found;

    if (!regex)
        return failed;
    found = search(call, regex, text, 0, &span, &failed);
    if (failed.kind == D1_CEL_ERROR)
        return failed;
    return d1_cel_string(found ? d1_str_sub(text, span.start, span.end - span.start) : d1_str(""));
}

/* All matches in order, at most `most`; an empty match moves on by a code point. */
static struct d1_cel_value find_most(struct d1_cel_call *call, const struct d1_cel_value *args, uint64_t most)
{
    struct d1_cel_value failed, *items = NULL;
    const struct d1_regex *regex = pattern_of(call, args[1], &failed);
    struct d1_str text = d1_cel_text(args[0]);
    size_t count = 0, room = 0, from = 0;

    if (!regex)
        return failed;
    failed = d1_cel_null();
    while (from <= text.len && count < most) {
        struct d1_regex_span span;

        if (!search(call, regex, text, from, &span, &failed))
            break;
        if (count == room) {
            struct d1_cel_value *more = d1_cel_lib_items(call, room = room ? 2 * room : 8);

            if (!more)
                return d1_cel_fail_alloc(call);
            for (size_t i = 0; i < count; i++)
                more[i] = items[i];
            items = more;
        }
        items[count++] = d1_cel_string(d1_str_sub(text, span.start, span.end - span.start));
        from = span.end;
        if (span.end == span.start)
            for (from++; from < text.len && (text.ptr[from] & 0xc0) == 0x80;)
                from++;
    }
    return failed.kind == D1_CEL_ERROR ? failed : d1_cel_lib_list_value(call, items, count);
}

static struct d1_cel_value find_all(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return find_most(call, args, UINT64_MAX);
}

static struct d1_cel_value find_some(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return find_most(call, args, args[2].as.integer < 0 ? UINT64_MAX : args[2].as.natural);
}

static const struct d1_cel_overload rows[] = {
    {"matches",
     D1_CEL_BOTH | D1_CEL_PATTERN,
     {STRING, STRING},
     BOOL,
     matches,
     "Whether the pattern (RE2 syntax) matches anywhere in the string."},
    {"find",
     D1_CEL_RECEIVER | D1_CEL_PATTERN,
     {STRING, STRING},
     STRING,
     find,
     "The first part of the string that the pattern matches, '' where there is none."},
    {"findAll",
     D1_CEL_RECEIVER | D1_CEL_PATTERN,
     {STRING, STRING},
     LIST_STRING,
     find_all,
     "All parts of the string that the pattern matches."},
    {"findAll",
     D1_CEL_RECEIVER | D1_CEL_PATTERN,
     {STRING, STRING, INT},
     LIST_STRING,
     find_some,
     "The same, at most so many."},
};

const struct d1_cel_table d1_cel_lib_regex = D1_LIBRARY(rows);
