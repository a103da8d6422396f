/* Tables of locations and findings. */
#include "base/memory/alloc.h"
#include "saved/tables.h"

const char *d1_word_severity(int value)
{
    return d1_severity_name((enum d1_severity)value);
}

const char *d1_word_reported_severity(int value)
{
    return value == D1_SEVERITY_OFF ? NULL : d1_severity_name((enum d1_severity)value);
}

const char *d1_word_state(int value)
{
    return d1_state_name((enum d1_state)value);
}

const char *d1_word_baseline(int value)
{
    return value == D1_BASELINE_NONE ? NULL : d1_baseline_name((enum d1_baseline)value);
}

static const char *finding_state(int value)
{
    return d1_finding_state_name((enum d1_finding_state)value);
}

/* ---- locations ---- */

static const struct d1_shape_field location_fields[] = {
    D1_PASSED("path"), /* the same as the URI, for people */
    D1_RFIELD(struct d1_location, "uri", URI, place.path),
    D1_FIELD(struct d1_location, "line", COUNT32, place.line),
    D1_FIELD(struct d1_location, "column", COUNT32, place.column),
    D1_FIELD(struct d1_location, "endLine", COUNT32, place.end_line),
    D1_FIELD(struct d1_location, "endColumn", COUNT32, place.end_column),
    D1_FIELD(struct d1_location, "artifact", TEXT, artifact),
    D1_FIELD(struct d1_location, "pointer", TEXT, pointer),
    D1_RFIELD(struct d1_location, "document", COUNT32, document),
};

static int end_location(struct d1_saved_reader *reader, void *read)
{
    const struct d1_location *at = read;
    const struct d1_place *place = &at->place;

    if (place->line ? !place->column || (place->end_line && place->end_line < place->line)
                    : place->column || place->end_line || place->end_column)
        return d1_saved_fault(reader, "lines and columns of a location count from 1, and go together");
    if (at->pointer.len && !at->artifact.len)
        return d1_saved_fault(reader, "a location has a `pointer` and no `artifact` for it");
    return 0;
}

const struct d1_shape d1_shape_location = {
    .what = "a location",
    D1_SHAPE_OF(location_fields),
    .size = sizeof(struct d1_location),
    .end = end_location,
};

/* ---- findings ---- */

static const struct d1_shape_field related_fields[] = {
    D1_RFIELD_OF(struct d1_related, "at", OBJECT, at, 0, &d1_shape_location),
    D1_FIELD(struct d1_related, "message", TEXT, message),
};

static const struct d1_shape shape_related = {
    .what = "a related place",
    D1_SHAPE_OF(related_fields),
    .size = sizeof(struct d1_related),
};

/* A finding as it is read: it names its waiver, and the engagement that both are of knows which that is. */
struct finding {
    struct d1_finding is;
    struct d1_str waiver;
};

static const struct d1_shape_field finding_fields[] = {
    D1_RFIELD(struct finding, "check", CHECK, is.check),
    D1_WORD(struct finding, "state", true, is.state, finding_state, D1_FINDING_WAIVED + 1),
    D1_WORD(struct finding, "severity", true, is.severity, d1_word_reported_severity, D1_SEVERITY_ERROR + 1),
    D1_RFIELD(struct finding, "message", TEXT, is.message),
    D1_FIELD(struct finding, "help", TEXT, is.help),
    D1_RFIELD_OF(struct finding, "at", OBJECT, is.at, 0, &d1_shape_location),
    D1_RFIELD_OF(struct finding, "related", LIST, is.related, offsetof(struct finding, is.related_count),
                 &shape_related),
    D1_FIELD(struct finding, "gate", TEXT, is.gate),
    D1_FIELD2(struct finding, "due", DAY, is.due, is.has_due),
    D1_RFIELD(struct finding, "daysOverdue", INT, is.days_overdue),
    D1_FIELD(struct finding, "owner", TEXT, is.owner),
    D1_FIELD(struct finding, "gone", TEXT, is.gone),
    D1_RFIELD(struct finding, "fingerprint", DIGEST, is.fingerprint),
    D1_RFIELD(struct finding, "discreet", FLAG, is.discreet),
    D1_RFIELD(struct finding, "follows", FLAG, is.follows),
    D1_RFIELD(struct finding, "reported", FLAG, is.reported),
    D1_WORD(struct finding, "baselineState", false, is.baseline, d1_word_baseline, D1_BASELINE_ABSENT + 1),
    D1_FIELD(struct finding, "waiver", TEXT, waiver),
};

static int keep_finding(struct d1_saved_reader *reader, const void *read, void *kept)
{
    const struct finding *finding = read;
    struct d1_finding *result = kept;
    struct d1_waiver *waiver;

    *result = finding->is;
    if (!finding->waiver.len)
        return finding->is.state == D1_FINDING_WAIVED ? d1_saved_fault(reader, "a finding is waived by no `waiver`")
                                                      : 0;
    waiver = d1_arena_calloc(reader->arena, 1, sizeof *waiver);
    if (!waiver)
        return d1_error_memory(reader->error);
    *waiver = (struct d1_waiver){
        .id = finding->waiver,
        .why = d1_str(""),
        .reason = d1_str(""),
        .measure = d1_str(""),
        .requester = d1_str(""),
        .approver = d1_str(""),
        .at = finding->is.at,
    };
    result->waiver = waiver;
    return 0;
}

const struct d1_shape d1_shape_finding = {
    .what = "a finding",
    D1_SHAPE_OF(finding_fields),
    .size = sizeof(struct finding),
    .kept = sizeof(struct d1_finding),
    .keep = keep_finding,
};
