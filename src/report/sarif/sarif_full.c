/*
 * The format `sarif-full`: SARIF 2.1.0 for archives and viewers, with a result for everything that was judged, and the
 * criteria as a taxonomy (SARIF §3.19.3). It is not for code scanning, which shows what holds as an alert.
 *
 * Findings are results of the kind fail, open or review; what was looked at without a finding is pass or notApplicable,
 * at its document. A level other than `none` stands beside the kind fail alone (§3.27.10). Each result says what
 * suppresses it, which is nothing where the list is empty.
 */
#include "base/memory/alloc.h"
#include "base/vec.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/sarif.h"

#define TAXONOMY "Day 1 Delivery criteria"

/* ---- the criteria ---- */

/* The criteria that engagements were judged by, each once. 0 or D1_ERR_MEMORY. */
int d1_sarif_find_taxa(struct d1_sarif *s, const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->engagement_count; i++)
        for (size_t k = 0; k < verdict->engagements[i].criterion_count; k++) {
            const struct d1_criterion *criterion = verdict->engagements[i].criteria[k].criterion;
            size_t known = 0;

            while (known < s->taxa.len && s->taxa.items[known] != criterion)
                known++;
            if (known == s->taxa.len && d1_vec_push(&s->taxa, criterion) < 0)
                return D1_ERR_MEMORY;
        }
    return 0;
}

static bool asks_for(const struct d1_criterion *criterion, const struct d1_check *check)
{
    for (size_t i = 0; i < criterion->check_count; i++)
        if (criterion->checks[i] == check)
            return true;
    return false;
}

/* The members of a reference to a taxon (§3.52). */
static void write_reference(struct d1_sarif *s, size_t taxon)
{
    d1_json_member_string(&s->json, "id", s->taxa.items[taxon]->id);
    d1_json_member_int(&s->json, "index", (int64_t)taxon);
    d1_json_member_object(&s->json, "toolComponent");
    d1_json_member_text(&s->json, "name", TAXONOMY);
    d1_json_member_int(&s->json, "index", 0);
    d1_json_end(&s->json);
}

void d1_sarif_relationships(struct d1_sarif *s, const struct d1_check *check)
{
    d1_json_member_array(&s->json, "relationships");
    for (size_t i = 0; i < s->taxa.len; i++) {
        if (!asks_for(s->taxa.items[i], check))
            continue;
        d1_json_begin_object(&s->json);
        d1_json_member_object(&s->json, "target");
        write_reference(s, i);
        d1_json_end(&s->json);
        d1_json_member_array(&s->json, "kinds");
        d1_json_text(&s->json, "relevant");
        d1_json_end(&s->json);
        d1_json_end(&s->json);
    }
    d1_json_end(&s->json);
}

static void write_taxon(struct d1_sarif *s, const struct d1_criterion *criterion)
{
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "id", criterion->id);
    d1_sarif_message(s, "shortDescription", criterion->title);
    d1_json_member_object(&s->json, "properties");
    d1_json_member_string(&s->json, "class", criterion->criterion_class);
    d1_json_member_string(&s->json, "phase", criterion->phase);
    d1_json_member_string(&s->json, "section", criterion->section);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

void d1_sarif_taxonomies(struct d1_sarif *s, const struct d1_verdict *verdict)
{
    d1_json_member_array(&s->json, "taxonomies");
    d1_json_begin_object(&s->json);
    d1_json_member_text(&s->json, "name", TAXONOMY);
    d1_json_member_string(&s->json, "version", verdict->tool.version);
    d1_sarif_message(s, "shortDescription", d1_str("The criteria of the Day 1 Delivery guide that were judged."));
    d1_json_member_bool(&s->json, "isComprehensive", false);
    d1_json_member_array(&s->json, "taxa");
    for (size_t i = 0; i < s->taxa.len; i++)
        write_taxon(s, s->taxa.items[i]);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

/* ---- results ---- */

/*
 * A waiver as a suppression (§3.35): accepted while it is in force, under review where something is still to come or to
 * be found out, rejected where it counts no more or never did.
 */
static void write_suppression(struct d1_sarif *s, const struct d1_waiver *waiver)
{
    static const char *const states[] = {
        [D1_WAIVER_IN_FORCE] = "accepted", [D1_WAIVER_UNKNOWN] = "underReview", [D1_WAIVER_FUTURE] = "underReview",
        [D1_WAIVER_EXPIRED] = "rejected",  [D1_WAIVER_PENDING] = "underReview", [D1_WAIVER_UNSOUND] = "rejected",
    };
    struct d1_strbuf text = {0}, shown = {0};

    if (waiver->state == D1_WAIVER_IN_FORCE) {
        d1_waiver_sentence(&text, waiver);
    } else {
        d1_strbuf_str(&text, waiver->id);
        d1_strbuf_puts(&text, " is not in force: ");
        d1_strbuf_str(&text, waiver->why);
        d1_strbuf_puts(&text, "; ");
        d1_waiver_grounds(&text, waiver);
    }
    d1_escape_text(&shown, d1_strbuf_view(&text), true);
    d1_json_begin_object(&s->json);
    d1_json_member_text(&s->json, "kind", "external");
    d1_json_member_text(&s->json, "status", states[waiver->state]);
    d1_json_member_string(&s->json, "justification", d1_strbuf_view(&shown));
    d1_json_key(&s->json, "location");
    d1_sarif_location(s, &waiver->at);
    d1_json_end(&s->json);
    s->text.oom = s->text.oom || text.oom || shown.oom;
    d1_strbuf_release(&text);
    d1_strbuf_release(&shown);
}

/* What a result of every kind has: what suppresses it, which is mostly nothing, and the criteria that ask for it. */
void d1_sarif_standing(struct d1_sarif *s, const struct d1_check *check, const struct d1_finding *finding)
{
    d1_json_member_array(&s->json, "suppressions");
    if (finding && finding->waiver)
        write_suppression(s, finding->waiver);
    d1_json_end(&s->json);
    d1_json_member_array(&s->json, "taxa");
    for (size_t i = 0; i < s->taxa.len; i++)
        if (asks_for(s->taxa.items[i], check)) {
            d1_json_begin_object(&s->json);
            write_reference(s, i);
            d1_json_end(&s->json);
        }
    d1_json_end(&s->json);
}

static void write_judged(struct d1_sarif *s, const struct d1_engagement_verdict *engagement,
                         const struct d1_check *check, const char *kind, struct d1_str message,
                         const struct d1_location *at, const char *subject)
{
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "ruleId", check->id);
    d1_json_member_int(&s->json, "ruleIndex", (int64_t)s->rule_index[check->index]);
    d1_json_member_text(&s->json, "kind", kind);
    d1_json_member_text(&s->json, "level", "none");
    d1_sarif_message(s, "message", message);
    d1_json_member_array(&s->json, "locations");
    d1_sarif_location(s, at);
    d1_json_end(&s->json);
    d1_sarif_standing(s, check, NULL);
    d1_json_member_object(&s->json, "properties");
    d1_json_member_string(&s->json, "engagement", engagement->name);
    if (subject[0])
        d1_json_member_text(&s->json, "subject", subject);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

/* A subject without a finding. One whose document is not known, or not to be seen, stands at the Engagement. */
static void write_subject(struct d1_sarif *s, const struct d1_engagement_verdict *engagement,
                          const struct d1_check *check, const struct d1_subject *subject)
{
    bool holds = subject->state == D1_SUBJECT_PASS;
    struct d1_location at = engagement->at;

    if (engagement->artifact_list && subject->artifact < engagement->artifacts &&
        engagement->artifact_list[subject->artifact].path[0])
        at = (struct d1_location){.place = {.path = engagement->artifact_list[subject->artifact].path,
                                            .line = subject->line,
                                            .column = subject->column,
                                            .end_line = subject->line,
                                            .end_column = subject->column}};
    write_judged(s, engagement, check, holds ? "pass" : "notApplicable",
                 holds && check->sentence.len ? check->sentence
                                              : d1_str(holds ? "It holds." : "It does not apply here."),
                 &at, subject->id);
}

static void write_result(struct d1_sarif *s, const struct d1_engagement_verdict *engagement,
                         const struct d1_check_result *result)
{
    struct d1_strbuf sentence = {0};

    if (!result->check->built)
        return;
    for (size_t i = 0; i < result->list_count; i++)
        if (result->list[i].state == D1_SUBJECT_PASS || result->list[i].state == D1_SUBJECT_NOT_APPLICABLE)
            write_subject(s, engagement, result->check, &result->list[i]);
    if (d1_check_is_unsure(engagement, result)) {
        d1_unsure_sentence(&sentence, result);
        write_judged(s, engagement, result->check, "review", d1_strbuf_view(&sentence), &engagement->at, "");
    } else if (result->state == D1_STATE_NOT_APPLICABLE || result->state == D1_STATE_EMPTY) {
        write_judged(s, engagement, result->check, "notApplicable",
                     result->reason.len ? result->reason : d1_str("It does not apply here."), &engagement->at, "");
    }
    s->text.oom = s->text.oom || sentence.oom;
    d1_strbuf_release(&sentence);
}

void d1_sarif_judged(struct d1_sarif *s, const struct d1_verdict *verdict)
{
    for (size_t i = 0; i < verdict->engagement_count; i++)
        for (size_t k = 0; k < verdict->engagements[i].check_count; k++)
            write_result(s, &verdict->engagements[i], &verdict->engagements[i].checks[k]);
}

const char *d1_sarif_kind(enum d1_finding_state state)
{
    if (state == D1_FINDING_FAIL || state == D1_FINDING_WAIVED)
        return "fail";
    return state == D1_FINDING_OPEN ? "open" : "review";
}
