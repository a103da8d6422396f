/* What checks were found to be, kept for the next point of the line. */
#include "rules/carried.h"

#include <stdlib.h>

#include "base/memory/alloc.h"
#include "engagement/facts.h"
#include "rules/judge/waiving.h"
#include "rules/then.h"

/* A check as it was judged last. */
struct standing {
    bool known;
    struct d1_tally tally; /* with what it points to in `block` */
    char *block;
};

struct d1_carried {
    const struct d1_ruleset *ruleset;
    const bool *only;
    bool *reads; /* by check, and for each by kind */
    struct {
        bool names, acts; /* it reads which ids there are, and all acts */
    } * also;             /* by check */
    bool *touched;        /* by check: it has to be judged */
    bool *closed;         /* the same with those that have to be judged before, while an engagement is judged */
    struct standing *standings;
    struct d1_strbuf frame, fresh; /* what every rule may look at: when it was judged last, and now */
    struct d1_strbuf doubts;       /* what was found that cannot be believed, when it was judged last */
    D1_VEC(uint64_t) left, came;   /* while a point is looked at: what left the engagement there, and what came */
    bool same;
};

/* ---- life ---- */

static bool is_wanted(const struct d1_carried *carried, size_t check)
{
    return !carried->only || carried->only[check];
}

/* What each check reads, by kind. */
static int find_reads(struct d1_carried *carried)
{
    const struct d1_ruleset *ruleset = carried->ruleset;
    int result = 0;

    for (size_t i = 0; i < ruleset->check_count && result == 0; i++)
        if (is_wanted(carried, i))
            result = d1_then_reads_by_kind(carried->reads + i * ruleset->kinds->kind_count, &carried->also[i].names,
                                           &carried->also[i].acts, ruleset, &ruleset->checks[i]);
    return result;
}

int d1_carried_new(struct d1_carried **out, const struct d1_ruleset *ruleset, const bool *only)
{
    struct d1_carried *carried = d1_calloc(1, sizeof *carried);
    size_t checks = ruleset->check_count + 1;

    if (!carried)
        return D1_ERR_MEMORY;
    *carried = (struct d1_carried){
        .ruleset = ruleset,
        .only = only,
        .reads = d1_calloc(checks * (ruleset->kinds->kind_count + 1), sizeof *carried->reads),
        .also = d1_calloc(checks, sizeof *carried->also),
        .touched = d1_calloc(checks, sizeof *carried->touched),
        .closed = d1_calloc(checks, sizeof *carried->closed),
        .standings = d1_calloc(checks, sizeof *carried->standings),
    };
    if (!carried->reads || !carried->also || !carried->touched || !carried->closed || !carried->standings ||
        find_reads(carried) < 0) {
        d1_carried_free(carried);
        return D1_ERR_MEMORY;
    }
    *out = carried;
    return 0;
}

void d1_carried_free(struct d1_carried *carried)
{
    if (!carried)
        return;
    for (size_t i = 0; carried->standings && i < carried->ruleset->check_count; i++)
        d1_free(carried->standings[i].block);
    d1_free(carried->standings);
    d1_free(carried->closed);
    d1_free(carried->touched);
    d1_free(carried->also);
    d1_free(carried->reads);
    d1_vec_release(&carried->left);
    d1_vec_release(&carried->came);
    d1_strbuf_release(&carried->frame);
    d1_strbuf_release(&carried->fresh);
    d1_strbuf_release(&carried->doubts);
    d1_free(carried);
}

/* ---- along the line ---- */

static int by_number(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* The acts of a document, or the names in it with its path: to be compared, whatever their order. */
static int add_facts(struct d1_carried *carried, const struct d1_past_event *event, bool acts)
{
    for (size_t i = 0; i < event->document->fact_count; i++) {
        const struct d1_past_fact *fact = &event->document->facts[i];
        uint64_t number = acts ? fact->says : (uint64_t)fact->identity << 32 | event->path;

        if ((fact->kind == D1_FACT_ACT) != acts || fact->kind == D1_FACT_SETTLED)
            continue;
        if (event->comes ? d1_vec_push(&carried->came, number) < 0 : d1_vec_push(&carried->left, number) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* Whether other acts, or other names, came at a point than left there; where memory is short they did. */
static bool differ(struct d1_carried *carried, const struct d1_past_event *events, size_t count, bool acts)
{
    size_t size;

    carried->left.len = carried->came.len = 0;
    for (size_t i = 0; i < count; i++)
        if (add_facts(carried, &events[i], acts) < 0)
            return true;
    if (carried->left.len != carried->came.len)
        return true;
    size = carried->left.len * sizeof *carried->left.items;
    if (!size)
        return false;
    qsort(carried->left.items, carried->left.len, sizeof *carried->left.items, by_number);
    qsort(carried->came.items, carried->came.len, sizeof *carried->came.items, by_number);
    return memcmp(carried->left.items, carried->came.items, size) != 0;
}

void d1_carried_pass(struct d1_carried *carried, const struct d1_replay *replay)
{
    size_t kinds = carried->ruleset->kinds->kind_count, count;
    const struct d1_past_event *events = d1_replay_events(replay, &count);
    bool names = differ(carried, events, count, false), acts = differ(carried, events, count, true);

    for (size_t i = 0; i < carried->ruleset->check_count; i++)
        if (is_wanted(carried, i) && !carried->touched[i])
            carried->touched[i] = carried->standings[i].tally.wide || (names && carried->also[i].names) ||
                                  (acts && carried->also[i].acts) || d1_then_bears(replay, carried->reads + i * kinds);
}

bool d1_carried_is_touched(const struct d1_carried *carried)
{
    bool any = !carried->frame.len;

    for (size_t i = 0; i < carried->ruleset->check_count && !any; i++)
        any = carried->touched[i];
    return any;
}

void d1_carried_forget(struct d1_carried *carried)
{
    d1_strbuf_clear(&carried->frame);
}

bool d1_carried_is_same(const struct d1_carried *carried)
{
    return carried->same;
}

/* ---- what every rule may look at ---- */

static void add_number(struct d1_strbuf *out, int64_t number)
{
    d1_strbuf_add(out, (const char *)&number, sizeof number);
}

static void add_day(struct d1_strbuf *out, struct d1_day day)
{
    add_number(out, day.known);
    add_number(out, day.known ? day.date : 0);
}

static void add_text(struct d1_strbuf *out, struct d1_str text)
{
    add_number(out, (int64_t)text.len);
    d1_strbuf_str(out, text);
}

/* What could not be read. */
static void add_gaps(struct d1_strbuf *out, const struct d1_engagement *engagement)
{
    add_number(out, (int64_t)engagement->unknown);
    add_number(out, engagement->partial);
    for (size_t i = 0; i < engagement->kinds->type_count; i++) {
        add_number(out, (int64_t)engagement->by_type[i].left_out);
        add_number(out, engagement->by_type[i].partial);
    }
    for (size_t i = 0; i < engagement->kinds->kind_count; i++) {
        add_number(out, (int64_t)engagement->by_kind[i].left_out);
        add_number(out, engagement->by_kind[i].partial);
    }
}

static void add_gates(struct d1_strbuf *out, const struct d1_judge *judge)
{
    add_number(out, judge->runs_on);
    add_day(out, judge->ended);
    add_day(out, judge->cancelled);
    add_day(out, judge->last);
    add_day(out, judge->close);
    for (size_t i = 0; i < judge->gates.len; i++) {
        const struct d1_gate_instance *gate = &judge->gates.items[i];

        add_text(out, gate->id);
        add_day(out, gate->due);
        add_day(out, gate->since);
        add_number(out, gate->newest);
        add_text(out, gate->awaits);
    }
}

/* That one of them says something else touches every check by its kind. */
static void add_waivers(struct d1_strbuf *out, const struct d1_judge *judge)
{
    const struct d1_waivers *waivers = judge->waivers;

    for (size_t i = 0; waivers && i < waivers->count; i++) {
        add_text(out, waivers->list[i].waiver->id);
        add_number(out, waivers->list[i].waiver->state);
    }
    for (size_t i = 0; waivers && waivers->asked && i < judge->ruleset->criterion_count; i++)
        add_number(out, waivers->asked[i]);
}

int d1_carried_begin(struct d1_judge *judge)
{
    struct d1_carried *carried = judge->carried;
    struct d1_strbuf *fresh, before;
    size_t count = judge->ruleset->check_count;

    if (!carried)
        return 0;
    fresh = &carried->fresh;
    d1_strbuf_clear(fresh);
    add_number(fresh, judge->as_of);
    add_gaps(fresh, judge->engagement);
    add_gates(fresh, judge);
    add_waivers(fresh, judge);
    if (fresh->oom)
        return D1_ERR_MEMORY;
    carried->same = d1_str_eq(d1_strbuf_view(fresh), d1_strbuf_view(&carried->frame));
    memset(carried->closed, 0, count * sizeof *carried->closed);
    for (size_t i = 0; i < count; i++)
        if (is_wanted(carried, i) && (!carried->same || carried->touched[i]))
            d1_then_want(carried->closed, judge->ruleset, &judge->ruleset->checks[i]);
    before = carried->frame;
    carried->frame = carried->fresh;
    carried->fresh = before;
    return 0;
}

/* ---- checks ---- */

bool d1_carried_restore(struct d1_judge *judge, const struct d1_check *check)
{
    const struct standing *standing;

    if (!judge->carried || judge->carried->closed[check->index])
        return false;
    standing = &judge->carried->standings[check->index];
    if (standing->known)
        judge->tallies[check->index] = standing->tally;
    return standing->known;
}

/* Whether all that decides criteria and gates is equal. */
static bool is_same(const struct d1_tally *a, const struct d1_tally *b, size_t shares)
{
    if (a->state != b->state || a->severity != b->severity || a->unseen != b->unseen || a->missing != b->missing ||
        a->missing_due != b->missing_due || a->missing_waived != b->missing_waived ||
        a->missing_severity != b->missing_severity || a->waits != b->waits || a->ahead != b->ahead ||
        a->hidden != b->hidden || a->lacks_history != b->lacks_history || a->lifted != b->lifted || a->excuse_count ||
        b->excuse_count || !a->shares != !b->shares)
        return false;
    return memcmp(&a->all, &b->all, sizeof a->all) == 0 &&
           (!a->shares || memcmp(a->shares, b->shares, shares * sizeof *a->shares) == 0);
}

static int keep_check(struct d1_carried *carried, const struct d1_judge *judge, size_t check)
{
    struct standing *standing = &carried->standings[check];
    struct d1_tally tally = judge->tallies[check];
    size_t shares = judge->gates.len + 1, size = tally.shares ? shares * sizeof *tally.shares : 0;
    char *block = d1_malloc(size + tally.reason.len + 1);

    if (!block)
        return D1_ERR_MEMORY;
    carried->same = carried->same && standing->known && is_same(&standing->tally, &tally, shares);
    if (size)
        memcpy(block, tally.shares, size);
    memcpy(block + size, tally.reason.len ? tally.reason.ptr : "", tally.reason.len);
    tally.shares = size ? (struct d1_share *)(void *)block : NULL;
    tally.reason = d1_strn(block + size, tally.reason.len);
    /* What is only for findings and for the checks that come after, which are not there when it is restored. */
    tally.excuses = NULL;
    tally.faulty = NULL;
    tally.exempt = d1_str("");
    tally.first_listed = tally.listed = tally.kept = tally.dropped = 0;
    tally.kept_forms = 0;
    memset(&tally.failing, 0, sizeof tally.failing);
    carried->touched[check] = tally.excuse_count > 0;
    tally.excuse_count = 0;
    d1_free(standing->block);
    *standing = (struct standing){.known = true, .tally = tally, .block = block};
    return 0;
}

/* By what they are cast on; of one on an item that a gate comes for, by that. */
static int keep_doubts(struct d1_carried *carried, const struct d1_judge *judge)
{
    struct d1_strbuf *fresh = &carried->fresh, before;

    d1_strbuf_clear(fresh);
    for (size_t i = 0; i < judge->doubts.len; i++) {
        struct d1_doubt doubt = judge->doubts.items[i];
        const struct d1_gate_instance *instance = NULL;

        if (doubt.type)
            instance = d1_judge_instance(judge, d1_node_get_text(doubt.item, doubt.type->key.ptr));
        add_number(fresh, (int64_t)doubt.check->index);
        add_number(fresh, (int64_t)(intptr_t)doubt.kind);
        add_number(fresh, (int64_t)(intptr_t)doubt.type);
        add_number(fresh, (int64_t)(intptr_t)doubt.approved);
        add_number(fresh, doubt.waived);
        add_number(fresh, instance && instance->item == doubt.item ? instance - judge->gates.items : -1);
    }
    if (fresh->oom)
        return D1_ERR_MEMORY;
    carried->same = carried->same && d1_str_eq(d1_strbuf_view(fresh), d1_strbuf_view(&carried->doubts));
    before = carried->doubts;
    carried->doubts = carried->fresh;
    carried->fresh = before;
    return 0;
}

int d1_carried_keep(struct d1_judge *judge)
{
    struct d1_carried *carried = judge->carried;

    if (!carried)
        return 0;
    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        const struct d1_check *check = &judge->ruleset->checks[i];
        bool first = judge->waivers && d1_waivers_rest_on(check);

        if (is_wanted(carried, i) && (first || carried->closed[i]) && keep_check(carried, judge, i) < 0)
            return D1_ERR_MEMORY;
    }
    /* A doubt lies in a place of a document, and is cast again each time. */
    for (size_t i = 0; i < judge->doubts.len; i++)
        carried->touched[judge->doubts.items[i].check->index] = true;
    return keep_doubts(carried, judge);
}
