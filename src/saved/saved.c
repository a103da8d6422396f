/* The whole of a report: tables of its own members, and reading it. */
#include "saved/saved.h"

#include "base/memory/alloc.h"
#include "saved/tables.h"

/* ---- tables ---- */

static const char *source_kind(int value)
{
    static const char *const names[] = {
        [D1_SOURCE_WORKTREE] = "worktree",
        [D1_SOURCE_INDEX] = "index",
        [D1_SOURCE_REVISION] = "revision",
        [D1_SOURCE_DIRECTORY] = "directory",
    };

    return names[value];
}

static const char *audience(int value)
{
    return d1_audience_name((enum d1_audience)value);
}

static const struct d1_shape_field tool_fields[] = {
    D1_CONSTANT("name", "d1lint"),
    D1_RFIELD(struct d1_tool_info, "version", TEXT, version),
    D1_RFIELD(struct d1_tool_info, "commit", TEXT, commit),
    D1_FIELD(struct d1_tool_info, "rulesSha256", HEX, rules),
};

static const struct d1_shape shape_tool = {
    .what = "a tool",
    D1_SHAPE_OF(tool_fields),
    .size = sizeof(struct d1_tool_info),
};

static const struct d1_shape_field source_fields[] = {
    D1_WORD(struct d1_source_info, "kind", true, kind, source_kind, D1_SOURCE_DIRECTORY + 1),
    D1_FIELD(struct d1_source_info, "revision", TEXT, revision),
    D1_FIELD(struct d1_source_info, "commit", HEX, commit),
    D1_FIELD(struct d1_source_info, "tree", HEX, tree),
    D1_FIELD(struct d1_source_info, "repositoryUri", TEXT, repository_uri),
    D1_FIELD(struct d1_source_info, "branch", TEXT, branch),
};

/* Formats make links of it, so that it has to be what --repository-uri takes. */
static int end_source(struct d1_saved_reader *reader, void *read)
{
    const struct d1_source_info *source = read;
    const char *fault = source->repository_uri.len ? d1_source_uri_fault(source->repository_uri) : NULL;

    return fault ? d1_saved_fault(reader, "`repositoryUri` %s", fault) : 0;
}

static const struct d1_shape shape_source = {
    .what = "a source",
    D1_SHAPE_OF(source_fields),
    .size = sizeof(struct d1_source_info),
    .end = end_source,
};

static const struct d1_shape_field since_fields[] = {
    D1_RFIELD(struct d1_since_info, "revision", TEXT, revision),
    D1_FIELD(struct d1_since_info, "commit", HEX, commit),
};

static void begin_since(void *read)
{
    ((struct d1_since_info *)read)->asked = true;
}

static const struct d1_shape_field trust_fields[] = {
    D1_RFIELD(struct d1_trust_info, "revision", TEXT, revision),
    D1_FIELD(struct d1_trust_info, "commit", HEX, commit),
};

static const struct d1_shape shape_trust = {
    .what = "what was trusted",
    D1_SHAPE_OF(trust_fields),
    .size = sizeof(struct d1_trust_info),
};

static const struct d1_shape shape_since = {
    .what = "the member since",
    D1_SHAPE_OF(since_fields),
    .size = sizeof(struct d1_since_info),
    .begin = begin_since,
};

static const struct d1_shape_field totals_fields[] = {
    D1_RFIELD(struct d1_saved_part, "errors", COUNT, totals.errors),
    D1_RFIELD(struct d1_saved_part, "warnings", COUNT, totals.warnings),
    D1_RFIELD(struct d1_saved_part, "notes", COUNT, totals.notes),
    D1_RFIELD(struct d1_saved_part, "indeterminate", COUNT, totals.indeterminate),
    D1_RFIELD(struct d1_saved_part, "indeterminateChecks", COUNT, totals.indeterminate_checks),
    D1_RFIELD(struct d1_saved_part, "waived", COUNT, totals.waived),
    D1_RFIELD(struct d1_saved_part, "open", COUNT, totals.open),
    D1_FIELD(struct d1_saved_part, "older", COUNT, totals.older),
    D1_RFIELD(struct d1_saved_part, "files", COUNT, verdict.files),
    D1_RFIELD(struct d1_saved_part, "artifacts", COUNT, verdict.artifacts),
    D1_RFIELD(struct d1_saved_part, "foreignDocuments", COUNT, verdict.foreign),
};

static const struct d1_shape shape_totals = {
    .what = "the totals",
    D1_SHAPE_OF(totals_fields),
    .size = sizeof(struct d1_saved_part),
};

static const struct d1_shape_field notice_fields[] = {
    D1_WORD(struct d1_notice, "severity", true, severity, d1_word_reported_severity, D1_SEVERITY_ERROR + 1),
    D1_RFIELD(struct d1_notice, "text", TEXT, text),
    D1_FIELD_OF(struct d1_notice, "at", OBJECT, at, 0, &d1_shape_location),
};

static const struct d1_shape shape_notice = {
    .what = "a notice",
    D1_SHAPE_OF(notice_fields),
    .size = sizeof(struct d1_notice),
};

static const struct d1_shape_field check_fields[] = {
    D1_RFIELD(struct d1_check, "id", TEXT, id),
    D1_RFIELD(struct d1_check, "title", TEXT, title),
    D1_FIELD(struct d1_check, "sentence", TEXT, sentence),
    D1_FIELD(struct d1_check, "help", TEXT, help),
    D1_FIELD(struct d1_check, "why", TEXT, why),
    D1_FIELD(struct d1_check, "phase", TEXT, phase),
    D1_FIELD(struct d1_check, "due", TEXT, due),
    D1_WORD(struct d1_check, "severity", true, severity, d1_word_severity, D1_SEVERITY_ERROR + 1),
    D1_RFIELD(struct d1_check, "method", TEXT, method),
    D1_RFIELD(struct d1_check, "essential", FLAG, essential),
    D1_RFIELD(struct d1_check, "built", FLAG, built),
    D1_RFIELD(struct d1_check, "own", FLAG, own),
};

static bool is_same(const struct d1_check *a, const struct d1_check *b)
{
    return d1_str_eq(a->title, b->title) && d1_str_eq(a->sentence, b->sentence) && d1_str_eq(a->help, b->help) &&
           d1_str_eq(a->why, b->why) && d1_str_eq(a->phase, b->phase) && d1_str_eq(a->due, b->due) &&
           d1_str_eq(a->method, b->method) && a->severity == b->severity && a->essential == b->essential &&
           a->built == b->built && a->own == b->own;
}

/* What a report says of a check goes to the one that is named elsewhere. */
static int keep_check(struct d1_saved_reader *reader, const void *read, void *kept)
{
    const struct d1_check *said = read;
    struct d1_check *check = d1_saved_check(reader->saved, said->id);

    if (!check)
        return d1_error_memory(reader->error);
    if (!check->title.ptr)
        *check = *said;
    else if (!is_same(check, said))
        return d1_saved_fault(reader, "check " D1_STR_FMT " is another one than elsewhere in what was read",
                              D1_STR_ARG(said->id));
    *(struct d1_check **)kept = check;
    return 0;
}

static const struct d1_shape shape_check = {
    .what = "a check",
    D1_SHAPE_OF(check_fields),
    .size = sizeof(struct d1_check),
    .kept = sizeof(struct d1_check *),
    .keep = keep_check,
};

#define LIST(key, required, member, count, of)                                                                         \
    {                                                                                                                  \
        (key), D1_SHAPE_LIST, (required), offsetof(struct d1_saved_part, member),                                      \
            offsetof(struct d1_saved_part, count), (of), NULL, 0, NULL                                                 \
    }

static const struct d1_shape_field report_fields[] = {
    D1_CONSTANT("apiVersion", "d1lint/v1"),
    D1_CONSTANT("kind", "Report"),
    D1_RFIELD_OF(struct d1_saved_part, "tool", OBJECT, verdict.tool, 0, &shape_tool),
    D1_RFIELD_OF(struct d1_saved_part, "source", OBJECT, verdict.source, 0, &shape_source),
    D1_FIELD_OF(struct d1_saved_part, "since", OBJECT, verdict.since, 0, &shape_since),
    D1_FIELD_OF(struct d1_saved_part, "trust", OBJECT, verdict.trust, 0, &shape_trust),
    D1_WORD(struct d1_saved_part, "audience", true, verdict.audience, audience, D1_AUDIENCE_CUSTOMER + 1),
    D1_WORD(struct d1_saved_part, "failOn", true, verdict.fail_on, d1_word_reported_severity, D1_SEVERITY_ERROR + 1),
    D1_FIELD(struct d1_saved_part, "askedGate", TEXT, verdict.asked_gate),
    D1_FIELD(struct d1_saved_part, "askedOwner", TEXT, verdict.asked_owner),
    D1_RFIELD(struct d1_saved_part, "byPaths", FLAG, verdict.by_paths),
    D1_RFIELD(struct d1_saved_part, "exitStatus", INT, verdict.exit),
    D1_RFIELD_OF(struct d1_saved_part, "totals", OBJECT, verdict, 0, &shape_totals),
    LIST("engagements", true, verdict.engagements, verdict.engagement_count, &d1_shape_engagement),
    LIST("findings", true, verdict.loose, verdict.loose_count, &d1_shape_finding),
    LIST("solved", false, verdict.solved, verdict.solved_count, &d1_shape_finding),
    LIST("notices", true, verdict.notices, verdict.notice_count, &shape_notice),
    LIST("checks", true, described, described_count, &shape_check),
};

_Static_assert(offsetof(struct d1_saved_part, verdict) == 0, "totals are members of the report");

const struct d1_shape d1_shape_report = {
    .what = "a report",
    D1_SHAPE_OF(report_fields),
    .size = sizeof(struct d1_saved_part),
};

/* ---- reading ---- */

static int read_whole(struct d1_saved_reader *reader, struct d1_saved_part *report)
{
    int status = d1_saved_next(reader);

    if (status == 0 && reader->token.kind != D1_JSON_OBJECT)
        status = d1_saved_fault(reader, "a report is an object, as `d1lint check --format json` writes it");
    if (status == 0)
        status = d1_shape_read(reader, &d1_shape_report, report);
    if (status == 0)
        status = d1_saved_next(reader); /* nothing may follow */
    return status;
}

int d1_saved_add(struct d1_saved *saved, struct d1_str bytes, const char *path, struct d1_error *error)
{
    struct d1_saved_part *part = d1_arena_calloc(&saved->arena, 1, sizeof *part);
    struct d1_saved_reader reader = {.saved = saved, .arena = &saved->arena, .path = path, .error = error};
    int status;

    if (!part)
        return d1_error_memory(error);
    part->path = path;
    reader.version = &part->verdict.tool.version;
    status = d1_json_reader_new(&reader.json, bytes, error);
    if (status == 0)
        status = read_whole(&reader, part);
    if (status == 0)
        status = d1_saved_agrees(&reader, part);
    if (status == 0 && d1_vec_push(&saved->parts, part) < 0)
        status = d1_error_memory(error);
    d1_json_reader_free(reader.json);
    return status;
}

const struct d1_verdict *d1_saved_part(const struct d1_saved *saved, size_t index)
{
    return &saved->parts.items[index]->verdict;
}

void d1_saved_release(struct d1_saved *saved)
{
    d1_map_release(&saved->checks);
    d1_map_release(&saved->criteria);
    d1_vec_release(&saved->parts);
    d1_arena_release(&saved->arena);
}
