#include "report/ranking.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/sha256.h"
#include "base/vec.h"
#include "report/formats.h"

static const struct d1_check since_check = {
    .id = D1_STR(D1_RANKING_SINCE),
    .title = D1_STR("What was there before"),
    .method = D1_STR("examine"),
    .severity = D1_SEVERITY_NOTE,
    .built = true,
    .builtin = true,
};

static const struct d1_check notice_check = {
    .id = D1_STR(D1_RANKING_NOTICE),
    .title = D1_STR("What the run has to say"),
    .method = D1_STR("examine"),
    .severity = D1_SEVERITY_NOTE,
    .built = true,
    .builtin = true,
};

/* One that makes a ranking; the first failure is kept in status. */
struct maker {
    struct d1_ranking *ranking;
    const struct d1_engagement_verdict *engagement;
    bool *gating; /* by index of check */
    unsigned besides;
    int status;
};

static void push(struct maker *maker, const struct d1_finding *finding, bool said)
{
    struct d1_ranked item = {
        .finding = finding,
        .engagement = maker->engagement,
        .gating = !said && maker->engagement && maker->gating[finding->check->index],
        .said = said,
        .order = maker->ranking->len,
    };

    if (maker->status == 0)
        maker->status = d1_vec_push(maker->ranking, item);
}

static bool is_wanted(const struct maker *maker, const struct d1_finding *finding)
{
    if (!finding->reported || (!(maker->besides & D1_RANKING_OLDER) && !d1_finding_is_asked(finding)))
        return false;
    if (finding->state == D1_FINDING_WAIVED)
        return maker->besides & D1_RANKING_WAIVED;
    return finding->state != D1_FINDING_OPEN || (maker->besides & D1_RANKING_OPEN);
}

static void push_findings(struct maker *maker, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_wanted(maker, &findings[i]))
            push(maker, &findings[i], false);
}

/* ---- what is no finding ---- */

/* The fingerprint of what has none: of what it is about. Two of one run differ by their number. */
static int make_fingerprint(struct d1_finding *finding, size_t number)
{
    struct d1_strbuf text = {0};
    char digest[D1_SHA256_TEXT];
    int status;

    d1_strbuf_printf(&text, "%zu/", number);
    d1_strbuf_str(&text, finding->check->id);
    d1_strbuf_putc(&text, '/');
    d1_strbuf_str(&text, finding->engagement);
    d1_sha256(d1_strbuf_view(&text), digest);
    memcpy(finding->fingerprint, digest, sizeof finding->fingerprint - 1);
    status = text.oom ? D1_ERR_MEMORY : 0;
    d1_strbuf_release(&text);
    return status;
}

/* Pushes what `sentence` says; number tells apart what is said of one check. */
static void push_said(struct maker *maker, struct d1_finding said, struct d1_str sentence, size_t number)
{
    struct d1_finding *kept = d1_arena_calloc(&maker->ranking->arena, 1, sizeof *kept);

    said.message = d1_arena_str(&maker->ranking->arena, sentence);
    said.reported = true;
    said.engagement = maker->engagement ? maker->engagement->name : d1_str("");
    if (!kept || !said.message.ptr || make_fingerprint(&said, number) < 0) {
        maker->status = D1_ERR_MEMORY;
        return;
    }
    *kept = said;
    push(maker, kept, true);
}

static void push_result(struct maker *maker, const struct d1_check_result *result, enum d1_finding_state state,
                        const struct d1_strbuf *sentence)
{
    struct d1_finding said = {
        .check = result->check, .state = state, .severity = result->severity, .at = maker->engagement->at};

    if (sentence->oom)
        maker->status = D1_ERR_MEMORY;
    else
        push_said(maker, said, d1_strbuf_view(sentence), state);
}

static void push_results(struct maker *maker)
{
    bool partial = d1_engagement_is_partial(maker->engagement);
    struct d1_strbuf sentence = {0};

    for (size_t i = 0; i < maker->engagement->check_count && maker->status == 0; i++) {
        const struct d1_check_result *result = &maker->engagement->checks[i];

        if (!partial && d1_check_is_unsure(maker->engagement, result)) {
            d1_strbuf_clear(&sentence);
            d1_unsure_sentence(&sentence, result);
            push_result(maker, result, D1_FINDING_INDETERMINATE, &sentence);
        }
        if (result->dropped) {
            d1_strbuf_clear(&sentence);
            d1_strbuf_printf(&sentence, "%zu more findings are counted, but not listed", result->dropped);
            push_result(maker, result, D1_FINDING_FAIL, &sentence);
        }
    }
    d1_strbuf_release(&sentence);
}

static void push_notices(struct maker *maker, const struct d1_verdict *verdict)
{
    maker->engagement = NULL;
    for (size_t i = 0; i < verdict->notice_count && maker->status == 0; i++) {
        const struct d1_notice *notice = &verdict->notices[i];
        struct d1_finding said = {
            .check = &notice_check, .state = D1_FINDING_FAIL, .severity = notice->severity, .at = notice->at};

        push_said(maker, said, notice->text, i);
    }
}

static void push_older(struct maker *maker, const struct d1_verdict *verdict)
{
    struct d1_finding said = {.check = &since_check, .state = D1_FINDING_FAIL, .severity = D1_SEVERITY_NOTE};
    size_t older = d1_verdict_older(verdict);
    char sentence[64];

    if (!older || maker->status < 0)
        return;
    snprintf(sentence, sizeof sentence, "%zu older %s", older, older == 1 ? "finding" : "findings");
    push_said(maker, said, d1_str(sentence), 0);
}

/* ---- order ---- */

/* Marks the checks by which a gating criterion fails, or cannot be judged, on its day or later. */
static void mark_gating(struct maker *maker, size_t checks)
{
    const struct d1_engagement_verdict *engagement = maker->engagement;

    memset(maker->gating, 0, checks * sizeof *maker->gating);
    for (size_t i = 0; i < engagement->criterion_count; i++) {
        const struct d1_criterion_result *result = &engagement->criteria[i];

        if (!d1_str_is(result->criterion->criterion_class, "gating") ||
            (result->state != D1_STATE_FAIL && result->state != D1_STATE_INDETERMINATE))
            continue;
        for (size_t k = 0; k < result->failing_count; k++)
            maker->gating[result->failing[k]->index] = true;
    }
}

/* A secret that lies open is worth more with each hour. */
static bool is_leak(const struct d1_finding *finding)
{
    return finding->discreet && finding->severity == D1_SEVERITY_ERROR;
}

static int by_rank(const void *left, const void *right)
{
    const struct d1_ranked *a = left, *b = right;
    bool a_waived = a->finding->state == D1_FINDING_WAIVED, b_waived = b->finding->state == D1_FINDING_WAIVED;

    if (a_waived != b_waived)
        return a_waived ? 1 : -1;
    if (a->finding->follows != b->finding->follows)
        return a->finding->follows ? 1 : -1;
    if (is_leak(a->finding) != is_leak(b->finding))
        return is_leak(a->finding) ? -1 : 1;
    if (a->gating != b->gating)
        return a->gating ? -1 : 1;
    if (a->finding->severity != b->finding->severity)
        return a->finding->severity > b->finding->severity ? -1 : 1;
    if (a->finding->days_overdue != b->finding->days_overdue)
        return a->finding->days_overdue > b->finding->days_overdue ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

static int by_order(const void *left, const void *right)
{
    const struct d1_ranked *a = left, *b = right;

    return a->order < b->order ? -1 : 1;
}

static void sort(struct d1_ranking *ranking, int (*compare)(const void *, const void *))
{
    if (ranking->len)
        qsort(ranking->items, ranking->len, sizeof *ranking->items, compare);
}

int d1_ranking_make(struct d1_ranking *ranking, const struct d1_verdict *verdict, unsigned besides,
                    struct d1_error *error)
{
    struct maker maker = {
        .ranking = ranking, .gating = d1_calloc(verdict->check_count, sizeof(bool)), .besides = besides};

    if (!maker.gating)
        return d1_error_memory(error);
    push_findings(&maker, verdict->loose, verdict->loose_count);
    for (size_t i = 0; i < verdict->engagement_count && maker.status == 0; i++) {
        maker.engagement = &verdict->engagements[i];
        mark_gating(&maker, verdict->check_count);
        push_findings(&maker, maker.engagement->findings, maker.engagement->finding_count);
        if (besides & D1_RANKING_SAID)
            push_results(&maker);
    }
    if (besides & D1_RANKING_SAID) {
        push_notices(&maker, verdict);
        push_older(&maker, verdict);
    }
    if (maker.status == 0)
        sort(ranking, by_rank);
    d1_free(maker.gating);
    return maker.status < 0 ? d1_error_memory(error) : 0;
}

size_t d1_ranking_keep(struct d1_ranking *ranking, size_t most)
{
    size_t forgotten = ranking->len > most ? ranking->len - most : 0;

    ranking->len -= forgotten;
    return forgotten;
}

void d1_ranking_restore(struct d1_ranking *ranking)
{
    sort(ranking, by_order);
}

void d1_ranking_release(struct d1_ranking *ranking)
{
    d1_vec_release(ranking);
    d1_arena_release(&ranking->arena);
}
