/* One subject of a rule: its conditions, and the findings where they do not hold. */
#include "base/text/shorten.h"
#include "base/text/utf8.h"
#include "base/vec.h"
#include "rules/empty.h"
#include "rules/judge/evaluation.h"
#include "rules/waivers.h"

/* ---- findings ---- */

static struct d1_str message_of(struct d1_evaluation *evaluation, const struct d1_template *template)
{
    struct d1_strbuf text = {0};
    struct d1_str result;

    if (evaluation->judge->counts_only)
        return d1_str("");
    for (size_t i = 0; i < template->count; i++) {
        struct d1_cel_value value = d1_evaluation_run(evaluation, template->values[i]);

        d1_strbuf_str(&text, template->texts[i]);
        if (d1_cel_is(value, D1_CEL_ERROR))
            d1_strbuf_puts(&text, "?");
        else
            d1_cel_value_show(&text, value);
    }
    d1_strbuf_str(&text, template->texts[template->count]);
    result = text.oom ? d1_strn(NULL, 0) : d1_arena_str(evaluation->judge->arena, d1_strbuf_view(&text));
    d1_strbuf_release(&text);
    return result;
}

/* What is the same for every subject is not written again for each. */
static struct d1_str help_of(struct d1_evaluation *evaluation, const struct d1_template *template)
{
    return template->count ? message_of(evaluation, template) : template->texts[0];
}

/* The node of a value, looked for inside of an optional too. */
static const struct d1_node *node_of(struct d1_cel_value value)
{
    if (d1_cel_is(value, D1_CEL_OPTIONAL) && !d1_cel_optional_get(value, &value))
        return NULL;
    return d1_cel_is(value, D1_CEL_ERROR) ? NULL : d1_cel_value_node(value);
}

const struct d1_node *d1_evaluation_place(const struct d1_evaluation *evaluation)
{
    const struct d1_engagement *engagement = evaluation->judge->engagement;

    /* The policy by which an engagement is judged may be none of its files. */
    if (evaluation->subject && d1_engagement_artifact(engagement, evaluation->subject))
        return evaluation->subject;
    for (size_t i = 0; i < evaluation->rule->need_count; i++) {
        const struct d1_node_list *list = &engagement->by_kind[evaluation->rule->needs[i]->index];

        if (list->len)
            return list->items[0];
    }
    return engagement->root;
}

static const struct d1_node *place_of(struct d1_evaluation *evaluation, const struct d1_programs *at)
{
    for (size_t i = 0; i < at->count; i++) {
        const struct d1_node *node = node_of(d1_evaluation_run(evaluation, at->items[i]));

        if (node && d1_engagement_artifact(evaluation->judge->engagement, node))
            return node;
    }
    return d1_evaluation_place(evaluation);
}

struct related_list {
    D1_VEC(struct d1_related) places;
    D1_VEC(const struct d1_node *) nodes; /* where they are, after where the finding is */
    bool oom;
};

/* Whether a place has been told: as that of the finding, or as another one that explains it. */
static bool is_listed(const struct related_list *list, const struct d1_node *node)
{
    for (size_t i = 0; i < list->nodes.len; i++)
        if (list->nodes.items[i] == node)
            return true;
    return false;
}

static void add_related(struct d1_evaluation *evaluation, struct related_list *list, struct d1_cel_value value)
{
    const struct d1_node *node = node_of(value);
    const struct d1_artifact *artifact = node ? d1_engagement_artifact(evaluation->judge->engagement, node) : NULL;
    struct d1_related related;

    if (!artifact || is_listed(list, node))
        return;
    related = (struct d1_related){.at = d1_location_of(evaluation->judge->arena, artifact, node)};
    list->oom = list->oom || d1_vec_push(&list->places, related) < 0 || d1_vec_push(&list->nodes, node) < 0;
}

enum { MOST_RELATED = 20 };

/* Related places: each expression gives one place, an optional one, or a list of places that was computed. */
static int find_related(struct d1_evaluation *evaluation, const struct d1_programs *programs, const struct d1_node *at,
                        struct d1_draft *draft)
{
    struct related_list list = {0};

    if (evaluation->judge->counts_only)
        return 0;
    list.oom = programs->count && d1_vec_push(&list.nodes, at) < 0;
    for (size_t i = 0; i < programs->count; i++) {
        struct d1_cel_value value = d1_evaluation_run(evaluation, programs->items[i]);

        if (!d1_cel_is(value, D1_CEL_LIST) || d1_cel_value_node(value)) {
            add_related(evaluation, &list, value);
            continue;
        }
        for (size_t j = 0; j < d1_cel_list_len(value) && j < MOST_RELATED; j++)
            add_related(evaluation, &list, d1_cel_list_get(value, j));
    }
    draft->related_count = list.places.len;
    draft->related = d1_arena_alloc(evaluation->judge->arena, list.places.len * sizeof *draft->related);
    if (draft->related && list.places.len)
        memcpy(draft->related, list.places.items, list.places.len * sizeof *draft->related);
    d1_vec_release(&list.places);
    d1_vec_release(&list.nodes);
    return list.oom || !draft->related ? D1_ERR_MEMORY : 0;
}

/* The severity of a finding: the assertion's own, as far as the policy leaves it, raised where the rule escalates. */
static enum d1_severity severity_of(struct d1_evaluation *evaluation, enum d1_severity own)
{
    enum d1_severity policy = evaluation->tally->severity, built = evaluation->rule->check->severity;
    enum d1_severity severity = own ? own : built;

    if (policy != built && (severity == built || severity > policy))
        severity = policy;
    if (evaluation->rule->escalate_to > severity && evaluation->part->escalate_when && policy >= built &&
        d1_cel_is_true(d1_evaluation_run(evaluation, evaluation->part->escalate_when)))
        severity = evaluation->rule->escalate_to;
    return severity;
}

int d1_evaluation_file(struct d1_evaluation *evaluation, struct d1_draft *draft, const struct d1_node *node)
{
    draft->check = evaluation->rule->check;
    draft->node = node;
    draft->artifact = d1_engagement_artifact(evaluation->judge->engagement, node);
    draft->gate = evaluation->gate_name;
    draft->due = evaluation->due;
    if (!draft->message.ptr || d1_waivers_apply(evaluation->judge, draft, evaluation->subject) < 0)
        return D1_ERR_MEMORY;
    if (evaluation->quiet && draft->state != D1_FINDING_INDETERMINATE) {
        d1_finding_count(evaluation->judge, draft);
        return 0;
    }
    return d1_finding_file(evaluation->judge, draft);
}

static int remember_failing(struct d1_evaluation *evaluation)
{
    return evaluation->subject ? d1_vec_push(&evaluation->tally->failing, evaluation->subject) : 0;
}

/* ---- conditions ---- */

/*
 * Whether what is read beside the subject is not all that there is, so that a failure may be only seeming: what seems
 * to be missing may stand where nobody could look. Where subjects are picked by what is in several lists, these count.
 */
static bool is_doubtful(const struct d1_evaluation *evaluation)
{
    const struct d1_engagement *engagement = evaluation->judge->engagement;
    const struct d1_reads *others = &evaluation->part->others, *subjects = &evaluation->part->subjects;
    size_t sources = 0, gaps = 0;

    if (!evaluation->judge->gaps)
        return false;
    for (size_t i = 0; i < engagement->kinds->type_count; i++) {
        const struct d1_node_list *list = &engagement->by_type[i];

        if (others->types[i] && (list->left_out || list->partial))
            return true;
        sources += subjects->types[i];
        gaps += subjects->types[i] && list->partial;
    }
    for (size_t i = 0; i < engagement->kinds->kind_count; i++) {
        const struct d1_node_list *list = &engagement->by_kind[i];

        if (others->kinds[i] && (list->left_out || list->partial))
            return true;
        sources += subjects->kinds[i];
        gaps += subjects->kinds[i] && list->partial;
    }
    return (gaps && sources > 1) || (others->acts && engagement->partial);
}

/* The key by which an assertion has told a text: its address, and the text behind it. */
static struct d1_str telling_key(struct d1_arena *arena, const struct d1_assertion *assertion, struct d1_str text)
{
    char *key = d1_arena_bytes(arena, sizeof assertion + text.len);

    if (!key)
        return d1_strn(NULL, 0);
    memcpy(key, &assertion, sizeof assertion);
    if (text.len)
        memcpy(key + sizeof assertion, text.ptr, text.len);
    return d1_strn(key, sizeof assertion + text.len);
}

/* Whether another subject has told what this one fails in: 1 or 0, or D1_ERR_MEMORY. */
static int has_told(struct d1_evaluation *evaluation, const struct d1_assertion *assertion)
{
    struct d1_cel_value text;
    struct d1_str key;
    int inserted;

    if (!assertion->once)
        return 0;
    text = d1_evaluation_run(evaluation, assertion->once);
    if (!d1_cel_is(text, D1_CEL_STRING))
        return 0;
    key = telling_key(&evaluation->judge->scratch, assertion, d1_cel_text(text));
    inserted = key.ptr ? d1_map_insert(&evaluation->told, key, evaluation, NULL) : D1_ERR_MEMORY;
    return inserted < 0 ? D1_ERR_MEMORY : !inserted;
}

static int fail_assertion(struct d1_evaluation *evaluation, const struct d1_assertion *assertion)
{
    struct d1_draft draft = {.state = d1_evaluation_is_due(evaluation) ? D1_FINDING_FAIL : D1_FINDING_OPEN};
    const struct d1_node *at;
    struct d1_cel_value key;
    int told;

    if (is_doubtful(evaluation)) {
        d1_evaluation_unknown(evaluation, 1);
        return 0;
    }
    if (d1_part_need(evaluation->judge->ruleset, evaluation->rule, evaluation->part, D1_READY_MESSAGES) < 0)
        return D1_ERR_MEMORY;
    told = has_told(evaluation, assertion);
    draft.severity = severity_of(evaluation, assertion->severity);
    if (told) {
        draft.check = evaluation->rule->check;
        if (told < 0 || d1_waivers_apply(evaluation->judge, &draft, evaluation->subject) < 0)
            return D1_ERR_MEMORY;
        d1_finding_count(evaluation->judge, &draft);
        return remember_failing(evaluation);
    }
    draft.message = message_of(evaluation, &assertion->message);
    draft.help = help_of(evaluation, &assertion->help);
    if (assertion->key) {
        key = d1_evaluation_run(evaluation, assertion->key);
        if (d1_cel_is(key, D1_CEL_STRING))
            draft.key = d1_cel_text(key);
    }
    at = place_of(evaluation, &assertion->at);
    if (!draft.help.ptr || find_related(evaluation, &assertion->related, at, &draft) < 0 ||
        remember_failing(evaluation) < 0)
        return D1_ERR_MEMORY;
    return d1_evaluation_file(evaluation, &draft, at);
}

/* The date of the act by which a subject holds; the latest one counts. */
static void note_claim(struct d1_evaluation *evaluation)
{
    struct d1_day *claimed = &evaluation->tally->all.claimed;
    struct d1_cel_value date;

    if (!evaluation->part->claimed)
        return;
    date = d1_evaluation_run(evaluation, evaluation->part->claimed);
    if (d1_cel_is(date, D1_CEL_OPTIONAL) && !d1_cel_optional_get(date, &date))
        return;
    if (!d1_cel_is(date, D1_CEL_DATE))
        return;
    if (!claimed->known || d1_cel_as_date(date) > claimed->date)
        *claimed = (struct d1_day){true, d1_cel_as_date(date)};
    if (evaluation->judge->weighs_claims && !d1_judge_is_recorded(evaluation->judge, date))
        evaluation->tally->all.unrecorded++;
}

int d1_evaluation_assert(struct d1_evaluation *evaluation)
{
    bool holds = true;

    for (size_t i = 0; i < evaluation->part->assertion_count; i++) {
        const struct d1_assertion *assertion = &evaluation->part->assertions[i];
        struct d1_cel_value verdict = d1_evaluation_run(evaluation, assertion->that);
        int result = 0;

        if (d1_cel_is_true(verdict))
            continue;
        holds = false;
        if (d1_cel_is(verdict, D1_CEL_ERROR))
            result = d1_evaluation_undecided(evaluation, verdict);
        else
            result = fail_assertion(evaluation, assertion);
        if (result < 0)
            return result;
    }
    if (holds)
        note_claim(evaluation);
    return 0;
}

bool d1_evaluation_lacks(const struct d1_node *item, const struct d1_field_path *field)
{
    return d1_says_nothing(field->hash || !item ? d1_node_get_hashed(item, field->text, field->hash)
                                                : d1_node_at(item, field->text.ptr));
}

/* A field that is there and says nothing, such as TBD, is shown: whoever wrote it takes it for written. */
static void write_missing(struct d1_strbuf *out, const struct d1_node *item, const struct d1_field_path *field)
{
    const struct d1_node *value = d1_node_at(item, field->text.ptr);

    d1_strbuf_printf(out, "`" D1_STR_FMT "`", D1_STR_ARG(field->text));
    if (!value || value->kind != D1_NODE_STRING || !d1_node_text(value).len)
        return;
    d1_strbuf_puts(out, " (`");
    d1_shorten(out, d1_node_text(value));
    d1_strbuf_puts(out, "` says nothing)");
}

/* "`a`, `b` and `c`": the fields of an item that are missing; how many there are. */
static size_t list_missing(const struct d1_completeness *entry, const struct d1_node *item, struct d1_strbuf *out)
{
    size_t missing = 0, written = 0;

    for (size_t i = 0; i < entry->count; i++)
        missing += d1_evaluation_lacks(item, &entry->fields[i]);
    for (size_t i = 0; i < entry->count; i++) {
        if (!d1_evaluation_lacks(item, &entry->fields[i]))
            continue;
        d1_strbuf_puts(out, d1_strbuf_joint(written++, missing, " and "));
        write_missing(out, item, &entry->fields[i]);
    }
    return missing;
}

enum { MOST_TITLE = 60 }; /* code points, as in `titled` of the rules */

/* What an item is about, in the first of the fields that say so; empty where none does. */
static struct d1_str title_of(const struct d1_node *item)
{
    static const char *const fields[] = {"title", "name", "question", "statement", "text", "trigger"};

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct d1_node *value = d1_node_get(item, fields[i]);

        if (value && value->kind == D1_NODE_STRING && !d1_says_nothing(value))
            return d1_node_text(value);
    }
    return (struct d1_str){0};
}

/* "action act-08 (Order licences) lacks ": an id alone tells nothing to whoever has not written it. */
static void write_lacking(struct d1_strbuf *out, const struct d1_node *item, const struct d1_item_type *type)
{
    struct d1_str name = d1_node_get_text(item, type->key.ptr), title = title_of(item);
    struct d1_str head = d1_utf8_prefix(title, MOST_TITLE - 3);
    bool whole = d1_utf8_count(title) <= MOST_TITLE;

    d1_strbuf_printf(out, D1_STR_FMT " " D1_STR_FMT, D1_STR_ARG(type->title), D1_STR_ARG(name));
    if (title.len)
        d1_strbuf_printf(out, " (" D1_STR_FMT "%s)", D1_STR_ARG(whole ? title : head), whole ? "" : "...");
    d1_strbuf_puts(out, " lacks ");
}

int d1_evaluation_complete(struct d1_evaluation *evaluation, const struct d1_completeness *entry)
{
    struct d1_draft draft = {.state = d1_evaluation_is_due(evaluation) ? D1_FINDING_FAIL : D1_FINDING_OPEN};
    struct d1_strbuf fields = {0}, lacking = {0};
    size_t missing = list_missing(entry, evaluation->subject, &fields);
    int result = 0;

    if (!missing) {
        note_claim(evaluation);
        goto done;
    }
    draft.severity = severity_of(evaluation, D1_SEVERITY_OFF);
    draft.key = d1_str("complete");
    write_lacking(&lacking, evaluation->subject, entry->type);
    draft.message =
        d1_arena_printf(evaluation->judge->arena, "%s%s", d1_strbuf_view(&lacking).ptr, d1_strbuf_view(&fields).ptr);
    result = fields.oom || lacking.oom ? D1_ERR_MEMORY : 0;
    if (result == 0)
        result = d1_part_need(evaluation->judge->ruleset, evaluation->rule, evaluation->part, D1_READY_MESSAGES);
    if (result == 0) {
        draft.help = help_of(evaluation, &evaluation->part->help);
        result = draft.help.ptr ? 0 : D1_ERR_MEMORY;
    }
    if (result == 0)
        result = find_related(evaluation, &evaluation->part->related, evaluation->subject, &draft);
    if (result == 0)
        result = remember_failing(evaluation);
    if (result == 0)
        result = d1_evaluation_file(evaluation, &draft, evaluation->subject);
done:
    d1_strbuf_release(&lacking);
    d1_strbuf_release(&fields);
    return result;
}
