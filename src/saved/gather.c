#include "saved/gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "saved/tables.h"

/* ---- a line ---- */

static const char *gate_state(int value)
{
    return d1_gate_state_name((enum d1_gate_state)value);
}

static const char *audience(int value)
{
    return d1_audience_name((enum d1_audience)value);
}

static const struct d1_shape_field gate_fields[] = {
    D1_RFIELD(struct d1_gate_result, "id", TEXT, id),
    D1_FIELD(struct d1_gate_result, "title", TEXT, title),
    D1_WORD(struct d1_gate_result, "state", true, state, gate_state, D1_GATE_NOT_APPLICABLE + 1),
    D1_FIELD2(struct d1_gate_result, "due", DAY, due, has_due),
    D1_RFIELD(struct d1_gate_result, "criteria", COUNT, criteria),
    D1_RFIELD(struct d1_gate_result, "criteriaMet", COUNT, criteria_met),
    D1_RFIELD(struct d1_gate_result, "criteriaFailing", COUNT, failing),
    D1_RFIELD(struct d1_gate_result, "criteriaIndeterminate", COUNT, indeterminate),
    D1_FIELD(struct d1_gate_result, "asked", FLAG, asked),
};

static const struct d1_shape shape_gate = {
    .what = "a gate",
    D1_SHAPE_OF(gate_fields),
    .size = sizeof(struct d1_gate_result),
};

static const struct d1_shape_field criteria_fields[] = {
    D1_RFIELD(struct d1_summary, "notApplicable", COUNT, criteria[D1_STATE_NOT_APPLICABLE]),
    D1_RFIELD(struct d1_summary, "empty", COUNT, criteria[D1_STATE_EMPTY]),
    D1_RFIELD(struct d1_summary, "notDue", COUNT, criteria[D1_STATE_NOT_DUE]),
    D1_RFIELD(struct d1_summary, "pass", COUNT, criteria[D1_STATE_PASS]),
    D1_RFIELD(struct d1_summary, "waived", COUNT, criteria[D1_STATE_WAIVED]),
    D1_RFIELD(struct d1_summary, "indeterminate", COUNT, criteria[D1_STATE_INDETERMINATE]),
    D1_RFIELD(struct d1_summary, "fail", COUNT, criteria[D1_STATE_FAIL]),
    D1_RFIELD(struct d1_summary, "failingGating", COUNT, gating),
};

static const struct d1_shape shape_criteria = {
    .what = "the counts of criteria",
    D1_SHAPE_OF(criteria_fields),
    .size = sizeof(struct d1_summary),
};

static const struct d1_shape_field finding_fields[] = {
    D1_RFIELD(struct d1_summary, "errors", COUNT, errors),
    D1_RFIELD(struct d1_summary, "warnings", COUNT, warnings),
    D1_RFIELD(struct d1_summary, "notes", COUNT, notes),
    D1_RFIELD(struct d1_summary, "indeterminate", COUNT, indeterminate),
    D1_RFIELD(struct d1_summary, "open", COUNT, open),
};

static const struct d1_shape shape_findings = {
    .what = "the counts of findings",
    D1_SHAPE_OF(finding_fields),
    .size = sizeof(struct d1_summary),
};

static const struct d1_shape_field line_fields[] = {
    D1_CONSTANT("apiVersion", "d1lint/v1"),
    D1_CONSTANT("kind", "Summary"),
    D1_RFIELD(struct d1_summary, "name", TEXT, name),
    D1_FIELD(struct d1_summary, "title", TEXT, title),
    D1_FIELD(struct d1_summary, "customer", TEXT, customer),
    D1_FIELD(struct d1_summary, "profile", TEXT, profile),
    D1_RFIELD(struct d1_summary, "uri", URI, path),
    D1_FIELD(struct d1_summary, "repositoryUri", TEXT, repository),
    D1_FIELD(struct d1_summary, "commit", HEX, commit),
    D1_RFIELD(struct d1_summary, "version", TEXT, version),
    D1_FIELD(struct d1_summary, "rulesSha256", HEX, rules),
    D1_FIELD(struct d1_summary, "policySha256", HEX, policy_sha256),
    D1_WORD(struct d1_summary, "audience", true, audience, audience, D1_AUDIENCE_CUSTOMER + 1),
    D1_RFIELD(struct d1_summary, "asOf", DAY, as_of),
    D1_RFIELD(struct d1_summary, "exitStatus", INT, exit),
    D1_RFIELD_OF(struct d1_summary, "gates", LIST, gates, offsetof(struct d1_summary, gate_count), &shape_gate),
    {"criteria", D1_SHAPE_OBJECT, true, 0, 0, &shape_criteria, NULL, 0, NULL},
    {"findings", D1_SHAPE_OBJECT, true, 0, 0, &shape_findings, NULL, 0, NULL},
    D1_RFIELD(struct d1_summary, "relaxed", COUNT, relaxed),
};

static int end_line(struct d1_saved_reader *reader, void *read)
{
    const struct d1_summary *summary = read;
    const char *fault = summary->repository.len ? d1_source_uri_fault(summary->repository) : NULL;

    if (fault)
        return d1_saved_fault(reader, "`repositoryUri` %s", fault);
    if (summary->exit > D1_EXIT_FAILURE)
        return d1_saved_fault(reader, "`exitStatus` is from 0 to 3, and not %d", (int)summary->exit);
    if (summary->gating > summary->criteria[D1_STATE_FAIL])
        return d1_saved_fault(reader, "the line contradicts itself: %zu criteria fail, of which %zu are gating",
                              summary->criteria[D1_STATE_FAIL], summary->gating);
    return d1_saved_gates_agree(reader, summary->name, summary->gates, summary->gate_count);
}

static const struct d1_shape shape_line = {
    .what = "a line of summary-jsonl",
    D1_SHAPE_OF(line_fields),
    .size = sizeof(struct d1_summary),
    .end = end_line,
};

struct failure {
    struct d1_str text;
};

static const struct d1_shape_field failure_fields[] = {
    D1_CONSTANT("apiVersion", "d1lint/v1"),
    D1_CONSTANT("kind", "Failure"),
    D1_RFIELD(struct failure, "text", TEXT, text),
};

static const struct d1_shape shape_failure = {
    .what = "a line on a run that failed",
    D1_SHAPE_OF(failure_fields),
    .size = sizeof(struct failure),
};

/* Whether `kind` of the first value of the text is the given one. */
static bool is_of_kind(struct d1_str bytes, const char *kind)
{
    struct d1_json_reader *reader;
    struct d1_json_token token;
    size_t depth = 0;
    bool is_kind = false, same = false;

    if (d1_json_reader_new(&reader, bytes, NULL) < 0)
        return false;
    while (d1_json_reader_next(reader, &token, NULL) == 0 && token.kind != D1_JSON_DONE) {
        depth += token.kind == D1_JSON_OBJECT || token.kind == D1_JSON_ARRAY;
        depth -= token.kind == D1_JSON_END;
        if (is_kind || depth == 0) {
            same = token.kind == D1_JSON_STRING && d1_str_is(token.text, kind);
            break;
        }
        is_kind = depth == 1 && token.kind == D1_JSON_KEY && d1_str_is(token.text, "kind");
    }
    d1_json_reader_free(reader);
    return same;
}

static int push(struct d1_gathered *gathered, const struct d1_summary *summary, const char *path,
                struct d1_error *error)
{
    if (d1_vec_push(&gathered->items, *summary) < 0 || d1_vec_push(&gathered->paths, path) < 0)
        return d1_error_memory(error);
    return 0;
}

/* Where a fault stands in its file: the reader knows of its own line alone. */
static void place_at(struct d1_error *error, size_t line, const char *path)
{
    struct d1_place place = {path, (uint32_t)line, 1, (uint32_t)line, 2};

    if (error && error->place.line) {
        place.column = error->place.column;
        place.end_column = error->place.end_column;
    }
    d1_error_place(error, place);
}

static int add_line(struct d1_gathered *gathered, struct d1_str text, size_t line, const char *path,
                    struct d1_error *error)
{
    static const struct d1_str version = D1_STR("");
    struct d1_saved_reader reader = {.arena = &gathered->arena, .path = path, .version = &version, .error = error};
    bool failed = is_of_kind(text, "Failure");
    struct d1_summary summary = {0};
    struct failure failure = {0};
    int status = d1_json_reader_new(&reader.json, text, error);

    if (status == 0)
        status = d1_saved_next(&reader);
    if (status == 0 && reader.token.kind != D1_JSON_OBJECT)
        status = d1_saved_fault(&reader, "a line of summary-jsonl is an object");
    if (status == 0)
        status =
            failed ? d1_shape_read(&reader, &shape_failure, &failure) : d1_shape_read(&reader, &shape_line, &summary);
    if (status == 0)
        status = d1_saved_next(&reader); /* nothing may follow on the line */
    if (status == D1_ERR_READ)
        place_at(error, line, path);
    d1_json_reader_free(reader.json);
    if (status < 0 || !failed)
        return status < 0 ? status : push(gathered, &summary, path, error);
    gathered->failed++;
    return d1_gathered_miss(gathered, d1_str("a run that failed"), failure.text) < 0 ? d1_error_memory(error) : 0;
}

static int add_lines(struct d1_gathered *gathered, struct d1_str bytes, const char *path, struct d1_error *error)
{
    size_t number = 1;
    int status = 0;

    for (size_t at = 0; at < bytes.len && status == 0; number++) {
        size_t end = d1_str_find(bytes, '\n', at);
        struct d1_str line = d1_str_trim(d1_str_sub(bytes, at, end - at));

        if (line.len)
            status = add_line(gathered, line, number, path, error);
        at = end + 1;
    }
    return status;
}

/* ---- a report ---- */

static int keep(struct d1_arena *arena, struct d1_str *text)
{
    *text = d1_arena_str(arena, *text);
    return text->ptr ? 0 : D1_ERR_MEMORY;
}

/* Makes a summary's own what it borrowed from a report. 0 or D1_ERR_MEMORY. */
static int keep_all(struct d1_arena *arena, struct d1_summary *s)
{
    struct d1_str *const texts[] = {&s->name,   &s->title,   &s->customer, &s->profile,      &s->repository,
                                    &s->commit, &s->version, &s->rules,    &s->policy_sha256};
    struct d1_gate_result *gates = d1_arena_calloc(arena, s->gate_count + 1, sizeof *gates);

    s->path = d1_arena_strdup(arena, s->path);
    if (!gates || !s->path)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (keep(arena, texts[i]) < 0)
            return D1_ERR_MEMORY;
    for (size_t i = 0; i < s->gate_count; i++) {
        const struct d1_gate_result *gate = &s->gates[i];

        /* As much of it as a line has, so that the two are the same. */
        gates[i] = (struct d1_gate_result){
            .id = gate->id,
            .title = gate->title,
            .state = gate->state,
            .has_due = gate->has_due,
            .due = gate->due,
            .criteria = gate->criteria,
            .criteria_met = gate->criteria_met,
            .failing = gate->failing,
            .indeterminate = gate->indeterminate,
            .asked = gate->asked,
        };
        if (keep(arena, &gates[i].id) < 0 || keep(arena, &gates[i].title) < 0)
            return D1_ERR_MEMORY;
    }
    s->gates = gates;
    return 0;
}

static int take_engagements(struct d1_gathered *gathered, const struct d1_verdict *v, const char *path,
                            struct d1_error *error)
{
    struct d1_place place = {.path = path};

    if (!v->engagement_count && v->exit >= D1_EXIT_USAGE)
        return d1_error_at(error, D1_ERR_READ, place, "the report is of a run that failed: " D1_STR_FMT,
                           D1_STR_ARG(v->notice_count ? v->notices[v->notice_count - 1].text : d1_str("no reason")));
    for (size_t i = 0; i < v->engagement_count; i++) {
        struct d1_summary summary;
        int status;

        d1_summary_make(&summary, v, &v->engagements[i]);
        status =
            keep_all(&gathered->arena, &summary) < 0 ? d1_error_memory(error) : push(gathered, &summary, path, error);
        if (status < 0)
            return status;
    }
    return 0;
}

static int add_report(struct d1_gathered *gathered, struct d1_str bytes, const char *path, struct d1_error *error)
{
    struct d1_saved saved = {0};
    int status = d1_saved_add(&saved, bytes, path, error);

    if (status == 0)
        status = take_engagements(gathered, d1_saved_part(&saved, 0), path, error);
    d1_saved_release(&saved);
    return status;
}

/* ---- files ---- */

static bool is_lines(struct d1_str bytes, const char *path)
{
    return d1_str_ends(d1_str(path), ".jsonl") || is_of_kind(bytes, "Summary") || is_of_kind(bytes, "Failure");
}

int d1_gathered_add(struct d1_gathered *gathered, struct d1_str bytes, const char *path, struct d1_error *error)
{
    struct d1_arena_mark mark = d1_arena_mark(&gathered->arena);
    size_t before = gathered->items.len, absent = gathered->absent.len, failed = gathered->failed;
    int status =
        is_lines(bytes, path) ? add_lines(gathered, bytes, path, error) : add_report(gathered, bytes, path, error);

    if (status < 0) {
        gathered->items.len = gathered->paths.len = before;
        gathered->absent.len = absent;
        gathered->failed = failed;
        d1_arena_rewind(&gathered->arena, mark);
    }
    return status;
}

int d1_gathered_miss(struct d1_gathered *gathered, struct d1_str what, struct d1_str why)
{
    struct d1_absent absent = {what, why};

    if (keep(&gathered->arena, &absent.what) < 0 || keep(&gathered->arena, &absent.why) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&gathered->absent, absent);
}

/* ---- the whole ---- */

struct placed {
    struct d1_summary summary; /* first, so that d1_summary_order compares it */
    const char *path;
};

static int by_absent(const void *left, const void *right)
{
    const struct d1_absent *a = left, *b = right;
    int order = d1_str_cmp(a->what, b->what);

    return order ? order : d1_str_cmp(a->why, b->why);
}

static void finish_absent(struct d1_gathered *gathered)
{
    size_t len = 0;

    if (gathered->absent.len)
        qsort(gathered->absent.items, gathered->absent.len, sizeof *gathered->absent.items, by_absent);
    for (size_t i = 0; i < gathered->absent.len; i++)
        if (!len || by_absent(&gathered->absent.items[len - 1], &gathered->absent.items[i]) != 0)
            gathered->absent.items[len++] = gathered->absent.items[i];
    gathered->absent.len = len;
}

int d1_gathered_finish(struct d1_gathered *gathered, struct d1_error *error)
{
    struct placed *all = d1_calloc(gathered->items.len + 1, sizeof *all);
    size_t count = gathered->items.len, len = 0;
    int status = 0;

    if (!all)
        return d1_error_memory(error);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct placed){gathered->items.items[i], gathered->paths.items[i]};
    qsort(all, count, sizeof *all, d1_summary_order);
    for (size_t i = 0; i < count && status == 0; i++) {
        if (len && d1_summary_order(&all[len - 1], &all[i]) == 0)
            continue;
        if (len && d1_summary_is_of_same(&all[len - 1].summary, &all[i].summary))
            status = d1_error_set(error, D1_ERR_READ,
                                  "%s and %s say different things of engagement " D1_STR_FMT
                                  ": keep the newer one, or tell two repositories apart with --repository-uri",
                                  all[len - 1].path, all[i].path, D1_STR_ARG(all[i].summary.name));
        all[len++] = all[i];
    }
    for (size_t i = 0; i < len; i++)
        gathered->items.items[i] = all[i].summary;
    gathered->items.len = len;
    finish_absent(gathered);
    d1_free(all);
    return status;
}

struct d1_portfolio d1_gathered_portfolio(const struct d1_gathered *gathered)
{
    return (struct d1_portfolio){
        .items = gathered->items.items,
        .count = gathered->items.len,
        .absent = gathered->absent.items,
        .absent_count = gathered->absent.len,
    };
}

void d1_gathered_release(struct d1_gathered *gathered)
{
    d1_vec_release(&gathered->items);
    d1_vec_release(&gathered->paths);
    d1_vec_release(&gathered->absent);
    d1_arena_release(&gathered->arena);
}
