/* The checks that are done in C, and findings that tell the same as another. */
#include <ctype.h>

#include "rules/judge/evaluation.h"
#include "rules/waivers.h"

/* ---- built-in checks ---- */

/*
 * The field that a fault of shape is about, as one may repeat it in a sentence; empty where there is none. Of a key
 * that nobody knows it is the one that was meant.
 */
static struct d1_str field_of(const struct d1_fault *fault)
{
    enum { LONGEST = 64 };
    struct d1_str name = fault->unknown ? fault->meant : fault->property;

    for (const struct d1_node *node = fault->node; node && !name.len && !fault->unknown; node = d1_node_parent(node)) {
        const struct d1_node *key = node->is_key ? node : d1_node_key(node);

        name = key ? d1_node_text(key) : name;
    }
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum((unsigned char)name.ptr[i]) || name.len > LONGEST)
            return d1_strn("", 0);
    return name;
}

/*
 * What to do about text that cannot be read, by the key of the fault: the code of a problem (yaml/yaml.h), or what of
 * the document it is about. Where the message says all of it, and for any other, the check's own help stands.
 */
static struct d1_str help_with_syntax(struct d1_str key)
{
    static const struct {
        const char *key, *help;
    } rows[] = {
        {"syntax",
         "Look at the indentation there and in the line above, and put a text with a colon, a `#` or a bracket "
         "in quotes."},
        {"conflict", "Keep what is right of the two sides, take the three lines of marks out, and `git add` the file."},
        {"tab", "Indent with spaces; most editors can be told to."},
        {"duplicate-key",
         "Keep the one that holds, and take the other out: tools differ in which of the two they believe."},
        {"yaml-version", "Take the line out, and look through the document for what YAML 1.1 reads otherwise: write "
                         "`true` and `false`, and put the rest in quotes."},
        {"merge-key", "Write out what is to be merged: the keys themselves, in each mapping."},
        {"unknown-tag", "Take the tag out; put the value in quotes where it is to be a text."},
        {"encoding", "Save the file as UTF-8."},
        {"kind", "Take `kind` from `d1lint list kinds`."},
        {"apiVersion", "Write `apiVersion: d1d/v1`."},
        {"unread", "Correct the document in front of it; this one is read then."},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (d1_str_is(key, rows[i].key))
            return d1_str(rows[i].help);
    return d1_strn("", 0);
}

/* What to do about an id that stands for two items: which one is free after it. */
static struct d1_str help_with_definition(struct d1_judge *judge, struct d1_str id)
{
    enum { MOST_DIGITS = 6, TRIES = 10000 };
    struct d1_str stem = id, free = {0};
    size_t number = 0, digits;

    while (stem.len && isdigit((unsigned char)stem.ptr[stem.len - 1]))
        stem.len--;
    digits = id.len - stem.len;
    if (!stem.len || !digits || digits > MOST_DIGITS)
        return d1_strn("", 0);
    for (size_t i = stem.len; i < id.len; i++)
        number = number * 10 + (size_t)(id.ptr[i] - '0');
    for (size_t tries = 0; tries < TRIES && (!free.ptr || d1_engagement_find(judge->engagement, free)); tries++) {
        free = d1_arena_printf(&judge->scratch, D1_STR_FMT "%0*zu", D1_STR_ARG(stem), (int)digits, ++number);
        if (!free.ptr)
            return free;
    }
    return d1_arena_printf(judge->arena,
                           "Give the one that came later an id that is free, such as `id: " D1_STR_FMT
                           "`, and look through what names `" D1_STR_FMT
                           "`: each may have meant the other. If both are the same, take one out. Ids are never used "
                           "again, also not after an item is closed.",
                           D1_STR_ARG(free), D1_STR_ARG(id));
}

/* What to do about a reference to what there is, but is of another sort. */
static struct d1_str help_with_reference(struct d1_judge *judge, struct d1_str id)
{
    if (!d1_engagement_find(judge->engagement, id))
        return d1_strn("", 0);
    return d1_arena_printf(
        judge->arena,
        "Write in place of `" D1_STR_FMT
        "` the id of what is meant, of the sort that the message names, or take it out. If it is to "
        "be told all the same, another field may be for it: `d1lint explain` shows those of the kind.",
        D1_STR_ARG(id));
}

/* What to do about a fault of shape: what may stand there is known for the kind at hand. */
static struct d1_str help_with(struct d1_judge *judge, const struct d1_rule *rule, const struct d1_fault *fault)
{
    struct d1_str field = field_of(fault), kind;

    if (rule->builtin == D1_BUILTIN_SYNTAX)
        return help_with_syntax(fault->key);
    if (rule->builtin == D1_BUILTIN_DEFINITIONS && fault->node && !fault->node->expanded)
        return help_with_definition(judge, fault->key);
    if (rule->builtin == D1_BUILTIN_REFERENCES)
        return help_with_reference(judge, fault->key);
    if (rule->builtin != D1_BUILTIN_SHAPE || !fault->artifact || !fault->artifact->kind)
        return d1_strn("", 0);
    kind = fault->artifact->kind->name;
    if (!field.len)
        return d1_arena_printf(judge->arena, "`d1lint explain " D1_STR_FMT "` shows %s.", D1_STR_ARG(kind),
                               fault->unknown ? "which fields there are" : "what shape it has");
    return d1_arena_printf(
        judge->arena, "Look up `" D1_STR_FMT "`: `d1lint explain " D1_STR_FMT "` shows the fields and what each holds.",
        D1_STR_ARG(field), D1_STR_ARG(kind));
}

/* Remembers that an artifact has a fault, for the list of subjects. */
static int mark_faulty(struct d1_judge *judge, struct d1_tally *tally, const struct d1_fault *fault,
                       enum d1_subject_state state)
{
    const struct d1_engagement *engagement = judge->engagement;
    size_t at = 0; /* what could not be read has no document that knows its number */

    if (!tally->faulty)
        tally->faulty = d1_arena_calloc(judge->arena, engagement->artifacts.len, sizeof *tally->faulty);
    if (!tally->faulty)
        return D1_ERR_MEMORY;
    if (fault->artifact->doc && fault->artifact->doc->source < engagement->artifacts.len)
        at = fault->artifact->doc->source;
    while (at < engagement->artifacts.len && engagement->artifacts.items[at] != fault->artifact)
        at++;
    if (at < engagement->artifacts.len && tally->faulty[at] < state)
        tally->faulty[at] = (uint8_t)state;
    return 0;
}

static enum d1_subject_state subject_of(enum d1_finding_state state)
{
    if (state == D1_FINDING_WAIVED)
        return D1_SUBJECT_WAIVED;
    return state == D1_FINDING_FAIL ? D1_SUBJECT_FAIL : D1_SUBJECT_INDETERMINATE;
}

static int file_fault(struct d1_judge *judge, const struct d1_fault *fault)
{
    const struct d1_check *check = d1_ruleset_check(judge->ruleset, d1_str(fault->check));
    struct d1_related *related = NULL;
    struct d1_draft draft = {
        .check = check,
        .message = fault->message,
        .node = fault->node,
        .artifact = fault->artifact,
        .place = fault->place,
        .key = fault->key,
        .gate = d1_str("always"),
        .state = fault->indeterminate ? D1_FINDING_INDETERMINATE : D1_FINDING_FAIL,
        .follows = fault->follows,
        .unanswered = fault->indeterminate,
    };

    if (!check || judge->tallies[check->index].severity == D1_SEVERITY_OFF)
        return 0;
    draft.severity = judge->tallies[check->index].severity;
    draft.help = help_with(judge, d1_ruleset_rule(judge->ruleset, check), fault);
    if (!draft.help.ptr)
        return D1_ERR_MEMORY;
    if (fault->related.path) {
        related = d1_arena_calloc(judge->arena, 1, sizeof *related);
        if (!related)
            return D1_ERR_MEMORY;
        if (fault->related_artifact)
            related->at = d1_location_of(judge->arena, fault->related_artifact, fault->related_node);
        related->at.place = fault->related;
        related->message = fault->related_message;
        draft.related = related;
        draft.related_count = 1;
    }
    if (d1_waivers_apply(judge, &draft, fault->node) < 0)
        return D1_ERR_MEMORY;
    if (fault->artifact && mark_faulty(judge, &judge->tallies[check->index], fault, subject_of(draft.state)) < 0)
        return D1_ERR_MEMORY;
    return d1_finding_file(judge, &draft);
}

int d1_judge_faults(struct d1_judge *judge, const struct d1_faults *faults)
{
    for (size_t i = 0; i < faults->len; i++)
        if (file_fault(judge, &faults->items[i]) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/* The built-in checks are about every artifact; gates come last, when criteria are known. */
int d1_builtin_count(struct d1_judge *judge, const struct d1_rule *rule)
{
    struct d1_tally *tally = &judge->tallies[rule->check->index];

    if (tally->severity == D1_SEVERITY_OFF) {
        tally->state = D1_STATE_NOT_APPLICABLE;
        tally->reason = d1_str("switched off by the policy");
        tally->lifted = d1_waivers_lift(judge, rule->check);
        return 0;
    }
    if (rule->builtin == D1_BUILTIN_HISTORY)
        return 0; /* is known when all others are judged */
    tally->all.subjects = judge->engagement->artifacts.len;
    if (rule->builtin == D1_BUILTIN_REFERENCES)
        tally->all.indeterminate += judge->engagement->undecided;
    if (rule->builtin == D1_BUILTIN_REFERENCES || rule->builtin == D1_BUILTIN_DEFINITIONS)
        tally->hidden = judge->engagement->partial;
    if (rule->builtin == D1_BUILTIN_GATES)
        return 0;
    d1_tally_conclude(judge, tally);
    for (size_t i = 0; i < judge->engagement->artifacts.len; i++)
        if (d1_subject_note(judge, tally, tally->faulty ? tally->faulty[i] : D1_SUBJECT_PASS, (uint32_t)i, NULL) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

/* ---- history that is wanting ---- */

/* The checks that had no answer for want of history, by their ids; whether one of them is an error that is due. */
static size_t list_lacking(const struct d1_judge *judge, struct d1_strbuf *out, bool *grave)
{
    size_t count = 0, told = 0;

    for (size_t i = 0; i < judge->ruleset->check_count; i++)
        count += judge->tallies[i].lacks_history;
    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        const struct d1_tally *tally = &judge->tallies[i];

        if (!tally->lacks_history)
            continue;
        *grave = *grave || (tally->severity == D1_SEVERITY_ERROR && tally->state == D1_STATE_INDETERMINATE);
        d1_strbuf_printf(out, "%s" D1_STR_FMT, d1_strbuf_joint(told++, count, " and "),
                         D1_STR_ARG(judge->ruleset->checks[i].id));
    }
    return count;
}

static int file_lacking(struct d1_judge *judge, const struct d1_rule *rule, const struct d1_strbuf *checks, bool grave)
{
    struct d1_tally *tally = &judge->tallies[rule->check->index];
    const char *cut = judge->line ? d1_past_cut(d1_line_past(judge->line)) : NULL;
    struct d1_str why = judge->line ? d1_str(cut ? cut : "a part of it cannot be read") : judge->no_line;
    struct d1_draft draft = {
        .check = rule->check,
        .severity = grave ? tally->severity : D1_SEVERITY_WARNING,
        .node = judge->engagement->root,
        .artifact = judge->engagement->artifact,
        .gate = d1_str("always"),
        .state = D1_FINDING_FAIL,
    };

    if (draft.severity > tally->severity)
        draft.severity = tally->severity;
    draft.message = d1_arena_printf(judge->arena, "history does not tell enough for " D1_STR_FMT ": " D1_STR_FMT,
                                    D1_STR_ARG(d1_strbuf_view(checks)), D1_STR_ARG(why));
    if (!draft.message.ptr || d1_waivers_apply(judge, &draft, NULL) < 0)
        return D1_ERR_MEMORY;
    return d1_finding_file(judge, &draft);
}

/* How the history as a whole came out. */
static enum d1_subject_state state_of(const struct d1_tally *tally)
{
    if (tally->all.failed)
        return D1_SUBJECT_FAIL;
    if (tally->all.indeterminate)
        return D1_SUBJECT_INDETERMINATE;
    return tally->all.waived ? D1_SUBJECT_WAIVED : D1_SUBJECT_PASS;
}

int d1_builtin_history(struct d1_judge *judge)
{
    for (size_t i = 0; i < judge->ruleset->private->rules.len; i++) {
        const struct d1_rule *rule = judge->ruleset->private->rules.items[i];
        struct d1_tally *tally = &judge->tallies[rule->check->index];
        struct d1_strbuf checks = {0};
        bool grave = false;
        int result = 0;

        if (rule->builtin != D1_BUILTIN_HISTORY || tally->severity == D1_SEVERITY_OFF)
            continue;
        /* Without a repository nobody has promised a history. */
        tally->all.subjects = 1;
        if (list_lacking(judge, &checks, &grave))
            result = file_lacking(judge, rule, &checks, grave && judge->line);
        if (result == 0)
            result = d1_subject_note(judge, tally, state_of(tally), judge->engagement->artifact->doc->source, NULL);
        if (checks.oom)
            result = D1_ERR_MEMORY;
        d1_strbuf_release(&checks);
        if (result < 0)
            return result;
        d1_tally_conclude(judge, tally);
    }
    return 0;
}

/* ---- findings that tell the same ---- */

static bool same_place(const struct d1_finding *a, const struct d1_finding *b)
{
    return strcmp(a->at.place.path, b->at.place.path) == 0 && a->at.document == b->at.document &&
           d1_str_eq(a->at.pointer, b->at.pointer);
}

/*
 * What is only due later, or is waived, does not tell what is wrong today; nor does what is due later still tell what
 * is to do for an earlier gate.
 */
static bool tells(const struct d1_finding *other, const struct d1_finding *finding)
{
    if (!same_place(other, finding))
        return false;
    if (other->state == D1_FINDING_OPEN && finding->state == D1_FINDING_OPEN)
        return !other->has_due || !finding->has_due || other->due <= finding->due;
    return d1_finding_counts(other) || other->state == finding->state || finding->state == D1_FINDING_OPEN;
}

static bool is_subsumed(const struct d1_judge *judge, const struct d1_rule *rule, const struct d1_finding *finding)
{
    for (size_t i = 0; i < rule->subsumed_count; i++)
        for (size_t j = 0; j < judge->findings.len; j++)
            if (judge->findings.items[j].check == rule->subsumed_by[i]->check &&
                tells(&judge->findings.items[j], finding))
                return true;
    return false;
}

/* Drops findings that another check's finding at the same place tells already; their checks fail all the same. */
void d1_findings_drop_subsumed(struct d1_judge *judge)
{
    size_t kept = 0;

    for (size_t i = 0; i < judge->findings.len; i++) {
        struct d1_finding *finding = &judge->findings.items[i];
        const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, finding->check);

        if (rule && rule->subsumed_count && is_subsumed(judge, rule, finding))
            finding->reported = false;
    }
    for (size_t i = 0; i < judge->findings.len; i++)
        if (judge->findings.items[i].reported)
            judge->findings.items[kept++] = judge->findings.items[i];
    judge->findings.len = kept;
}
