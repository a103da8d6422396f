#include "regex/regex.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/text/utf8.h"
#include "regex/ast.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct d1_regex {
    struct d1_str pattern; /* a copy */
    enum d1_regex_dialect dialect;
    uint32_t groups;
    struct d1_str *names;
    struct automaton *automaton; /* NULL when the pattern needs PCRE2 */
    _Atomic(pcre2_code *) code;  /* made when first needed, at once when there is no automaton */
};

struct d1_regex_scratch {
    pcre2_match_data *data;
    uint32_t pairs; /* groups plus 1 that data has room for */
    pcre2_match_context *context;
    size_t steps; /* of all matches */
    size_t spent; /* of the one that runs */
};

/* ---- memory ---- */

static void *allocate(PCRE2_SIZE size, void *unused)
{
    (void)unused;
    return d1_malloc(size);
}

static void release(void *ptr, void *unused)
{
    (void)unused;
    d1_free(ptr);
}

struct d1_regex_scratch *d1_regex_scratch_new(void)
{
    return d1_calloc(1, sizeof(struct d1_regex_scratch));
}

void d1_regex_scratch_free(struct d1_regex_scratch *scratch)
{
    if (!scratch)
        return;
    pcre2_match_data_free(scratch->data);
    pcre2_match_context_free(scratch->context);
    d1_free(scratch);
}

size_t d1_regex_scratch_steps(const struct d1_regex_scratch *scratch)
{
    return scratch ? scratch->steps : 0;
}

static int charge(pcre2_callout_block *block, void *context);

/* Makes the scratch ready for a number of groups. */
static bool prepare(struct d1_regex_scratch *scratch, uint32_t pairs)
{
    pcre2_general_context *general;

    if (scratch->context && scratch->data && scratch->pairs >= pairs)
        return true;
    general = pcre2_general_context_create(allocate, release, NULL);
    if (!general)
        return false;
    if (!scratch->context) {
        scratch->context = pcre2_match_context_create(general);
        if (scratch->context) {
            pcre2_set_heap_limit(scratch->context, D1_LIMIT_REGEX_HEAP_KIB);
            pcre2_set_callout(scratch->context, charge, scratch);
        }
    }
    pcre2_match_data_free(scratch->data);
    scratch->data = pcre2_match_data_create(pairs, general);
    scratch->pairs = pairs;
    pcre2_general_context_free(general);
    return scratch->data && scratch->context;
}

/* ---- compiling ---- */

/* PCRE2's own number for a failed allocation while compiling. */
enum { PCRE2_HEAP_FAILED = 121 };

/* A pattern in the language of PCRE2, compiled. 0, D1_ERR_MEMORY or D1_ERR_LIMIT. */
static int compile_program(struct d1_str program, pcre2_code **code)
{
    pcre2_general_context *general = pcre2_general_context_create(allocate, release, NULL);
    pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
    int number = PCRE2_HEAP_FAILED;
    PCRE2_SIZE offset;

    *code = NULL;
    if (context) {
        pcre2_set_parens_nest_limit(context, 4 * D1_LIMIT_REGEX_GROUPS);
        *code = pcre2_compile((PCRE2_SPTR)program.ptr, program.len,
                              PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                                  PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT,
                              &number, &offset, context);
    }
    pcre2_compile_context_free(context);
    pcre2_general_context_free(general);
    if (*code)
        return 0;
    return number == PCRE2_HEAP_FAILED || number == PCRE2_ERROR_NOMEMORY ? D1_ERR_MEMORY : D1_ERR_LIMIT;
}

static int compile_parsed(const struct parsed *parsed, pcre2_code **code)
{
    struct d1_strbuf program = {0};
    int rc = D1_ERR_MEMORY;

    d1_regex_emit(&program, parsed);
    if (!program.oom)
        rc = compile_program(d1_strbuf_view(&program), code);
    d1_strbuf_release(&program);
    return rc;
}

/* The pattern for PCRE2, compiled on first use. 0, D1_ERR_MEMORY or D1_ERR_LIMIT. */
static int code_of(const struct d1_regex *regex, pcre2_code **code)
{
    struct d1_regex *changed = (struct d1_regex *)(uintptr_t)regex;
    struct d1_arena arena = {0};
    struct parsed parsed;
    pcre2_code *made = NULL;
    int rc;

    *code = atomic_load_explicit(&changed->code, memory_order_acquire);
    if (*code)
        return 0;
    rc = d1_regex_parse(&parsed, &arena, regex->pattern, regex->dialect, NULL, NULL);
    if (rc == 0)
        rc = compile_parsed(&parsed, &made);
    d1_arena_release(&arena);
    if (rc < 0)
        return rc;
    if (atomic_compare_exchange_strong(&changed->code, code, made))
        *code = made;
    else
        pcre2_code_free(made); /* another thread was faster */
    return 0;
}

static struct d1_str copy(struct d1_str text)
{
    return (struct d1_str){d1_strndup(text.ptr ? text.ptr : "", text.len), text.len};
}

static int keep(struct d1_regex *regex, const struct parsed *parsed, struct d1_str pattern, struct d1_error *error)
{
    pcre2_code *code = NULL;
    int rc;

    regex->pattern = copy(pattern);
    regex->groups = parsed->groups;
    regex->names = d1_calloc(parsed->groups + 1, sizeof *regex->names);
    if (!regex->pattern.ptr || !regex->names)
        return d1_error_memory(error);
    for (uint32_t i = 0; i < parsed->groups; i++) {
        regex->names[i] = copy(parsed->names[i]);
        if (!regex->names[i].ptr)
            return d1_error_memory(error);
    }
    rc = d1_regex_automaton_build(&regex->automaton, parsed);
    if (rc == 0 && !regex->automaton)
        rc = compile_parsed(parsed, &code);
    atomic_store(&regex->code, code);
    if (rc == D1_ERR_LIMIT)
        return d1_error_set(error, rc, "the pattern is too large or of a kind that is not supported");
    return rc < 0 ? d1_error_memory(error) : 0;
}

int d1_regex_compile(struct d1_regex **regex, struct d1_str pattern, enum d1_regex_dialect dialect, size_t *offset,
                     struct d1_error *error)
{
    struct d1_arena arena = {0};
    struct parsed parsed;
    struct d1_regex *made = NULL;
    int rc = d1_regex_parse(&parsed, &arena, pattern, dialect, offset, error);

    if (rc < 0)
        goto done;
    made = d1_calloc(1, sizeof *made);
    if (made)
        made->dialect = dialect;
    rc = made ? keep(made, &parsed, pattern, error) : d1_error_memory(error);
    if (rc < 0) {
        if (offset)
            *offset = 0;
        goto done;
    }
    *regex = made;
    made = NULL;
done:
    d1_regex_free(made);
    d1_arena_release(&arena);
    return rc;
}

int d1_regex_check(struct d1_str pattern, enum d1_regex_dialect dialect, size_t *offset, struct d1_error *error)
{
    struct d1_arena arena = {0};
    struct parsed parsed;
    int rc = d1_regex_parse(&parsed, &arena, pattern, dialect, offset, error);

    d1_arena_release(&arena);
    return rc;
}

void d1_regex_free(struct d1_regex *regex)
{
    if (!regex)
        return;
    for (uint32_t i = 0; regex->names && i < regex->groups; i++)
        d1_free((char *)(uintptr_t)regex->names[i].ptr);
    d1_free(regex->names);
    d1_free((char *)(uintptr_t)regex->pattern.ptr);
    d1_regex_automaton_free(regex->automaton);
    pcre2_code_free(atomic_load(&regex->code));
    d1_free(regex);
}

/* ---- matching ---- */

/*
 * PCRE2 counts backtracking for each place where a match may begin, so that a long text could take long below any
 * limit. The places are therefore tried in windows, large ones with a low limit first; what a window may cost is its
 * size times the limit, and the sum of these costs is bounded. A window that reaches its limit is tried again with a
 * higher one.
 */
static const struct tier {
    size_t places;
    uint32_t limit;
} tiers[] = {{4096, 64}, {1024, 256}, {256, 1024}, {64, 4096}, {32, 16384}, {8, D1_LIMIT_REGEX_MATCH}};

enum {
    TIERS = sizeof tiers / sizeof *tiers,
    MOST_STEPS = 200 * D1_LIMIT_REGEX_MATCH,
    BYTES_A_STEP = 64, /* that a repeated set runs over in the time of a step */
    VISITS_A_STEP = 4, /* of states of an automaton */
    TOO_MUCH = -1000   /* no error of PCRE2 */
};

/* Before a set is repeated: as if it ran over the rest of the text. */
static int charge(pcre2_callout_block *block, void *context)
{
    struct d1_regex_scratch *scratch = context;

    scratch->spent += (block->subject_length - block->current_position) / BYTES_A_STEP;
    return scratch->spent > MOST_STEPS ? TOO_MUCH : 0;
}

/* One call of PCRE2 for the places from `at` to `at + window`. */
static int match_window(pcre2_code *code, struct d1_str text, size_t at, size_t window, const struct tier *tier,
                        struct d1_regex_scratch *scratch)
{
    pcre2_set_match_limit(scratch->context, tier->limit);
    pcre2_set_offset_limit(scratch->context, at + window);
    scratch->spent += tier == tiers ? window + 1 : (window + 1) * tier->limit;
    return pcre2_match(code, (PCRE2_SPTR)(text.ptr ? text.ptr : ""), text.len, at, PCRE2_NO_UTF_CHECK, scratch->data,
                       scratch->context);
}

static enum d1_regex_result match(pcre2_code *code, struct d1_str text, size_t from, struct d1_regex_scratch *scratch)
{
    size_t at = from;
    unsigned tier = 0;

    for (;;) {
        size_t window = text.len - at < tiers[tier].places ? text.len - at : tiers[tier].places;
        int rc = match_window(code, text, at, window, &tiers[tier], scratch);

        if (rc >= 0)
            return D1_REGEX_MATCH;
        if (rc == PCRE2_ERROR_NOMEMORY)
            return D1_REGEX_MEMORY;
        if (rc == PCRE2_ERROR_NOMATCH) {
            if (at + window >= text.len)
                return D1_REGEX_NO_MATCH;
            for (at += window + 1; at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;)
                at++;
            tier = 0;
        } else if ((rc != PCRE2_ERROR_MATCHLIMIT && rc != PCRE2_ERROR_DEPTHLIMIT) || ++tier == TIERS) {
            return D1_REGEX_LIMIT;
        }
        if (scratch->spent > MOST_STEPS)
            return D1_REGEX_LIMIT;
    }
}

static enum d1_regex_result run(const struct d1_regex *regex, struct d1_str text, size_t from,
                                struct d1_regex_span *groups, size_t count, struct d1_regex_scratch *scratch)
{
    enum d1_regex_result result;
    const PCRE2_SIZE *spans;
    pcre2_code *code;
    int rc = code_of(regex, &code);

    if (rc < 0)
        return rc == D1_ERR_MEMORY ? D1_REGEX_MEMORY : D1_REGEX_LIMIT;
    if (!prepare(scratch, regex->groups + 1))
        return D1_REGEX_MEMORY;
    scratch->spent = 0;
    result = match(code, text, from, scratch);
    scratch->steps += scratch->spent;
    if (result != D1_REGEX_MATCH)
        return result;
    spans = pcre2_get_ovector_pointer(scratch->data);
    for (size_t i = 0; i < count; i++) {
        bool set = i <= regex->groups && spans[2 * i] != PCRE2_UNSET;

        groups[i] = set ? (struct d1_regex_span){spans[2 * i], spans[2 * i + 1]}
                        : (struct d1_regex_span){D1_REGEX_UNSET, D1_REGEX_UNSET};
    }
    return result;
}

static enum d1_regex_result test(const struct d1_regex *regex, struct d1_str text, struct d1_regex_scratch *scratch)
{
    uint64_t visits;
    enum d1_regex_result result =
        d1_regex_automaton_test(regex->automaton, text, &visits, (uint64_t)MOST_STEPS * VISITS_A_STEP);

    if (scratch)
        scratch->steps += visits / VISITS_A_STEP;
    return result;
}

enum d1_regex_result d1_regex_search(const struct d1_regex *regex, struct d1_str text, size_t from,
                                     struct d1_regex_span *groups, size_t count, struct d1_regex_scratch *scratch)
{
    struct d1_regex_scratch *own = NULL;
    enum d1_regex_result result;

    if (scratch && from == 0)
        scratch->steps += text.len / BYTES_A_STEP;
    if (from == 0 && d1_utf8_check(text) < text.len)
        return D1_REGEX_NO_MATCH;
    if (regex->automaton && from == 0 && !count)
        return test(regex, text, scratch);
    if (!scratch)
        scratch = own = d1_regex_scratch_new();
    if (!scratch)
        return D1_REGEX_MEMORY;
    result = run(regex, text, from, groups, count, scratch);
    d1_regex_scratch_free(own);
    return result;
}

enum d1_regex_result d1_regex_test(const struct d1_regex *regex, struct d1_str text, struct d1_regex_scratch *scratch)
{
    return d1_regex_search(regex, text, 0, NULL, 0, scratch);
}

size_t d1_regex_groups(const struct d1_regex *regex)
{
    return regex->groups;
}

struct d1_str d1_regex_group_name(const struct d1_regex *regex, size_t group)
{
    return regex->names[group - 1];
}

static char version[64];
static pthread_once_t version_once = PTHREAD_ONCE_INIT;

static void ask_version(void)
{
    pcre2_config(PCRE2_CONFIG_VERSION, version);
}

const char *d1_regex_library(void)
{
    pthread_once(&version_once, ask_version);
    return version;
}
