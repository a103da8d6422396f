/* What checks were found to be, kept for the next point of the line. */
#include "rules/carried.h"

#include <string.h>

#include "base/memory/alloc.h"
#include "rules/course/news.h"
#include "rules/judge/waiving.h"
#include "rules/then.h"

/* A check as it was judged last. */
struct standing {
    bool known;
    struct d1_tally tally; /* with what it points to in `block` */
    char *block;
};

/* What a check reads. */
struct reading {
    struct d1_then_reading of;
    bool *near; /* by index: kinds of artifacts that may hold any of it */
};

/* What cannot be believed, without its place in a document that is gone at the next point. */
struct doubt {
    struct d1_doubt of; /* without its item */
    size_t instance;    /* the number of the gate instance that comes for its item, plus 1; 0: none does */
};

struct d1_carried {
    const struct d1_ruleset *ruleset;
    const bool *only;
    struct reading *readings; /* by check */
    struct d1_news news;      /* by the point that was passed last */
    bool *neared;             /* by check: something came that may hold what it reads, ... */
    bool *touched;            /* ... and that is new, so that it has to be judged */
    bool *closed;             /* those that are judged, while an engagement is */
    bool renamed;             /* other names, or names in other files, came since all was judged last */
    struct standing *standings;
    struct d1_strbuf frame, fresh; /* what every rule may look at: when it was judged last, and now */
    D1_VEC(struct doubt) doubts;   /* what was found that cannot be believed, when it was judged last */
    D1_VEC(struct doubt) fresh_doubts;
    bool same;
};

/* ---- life ---- */

static bool is_wanted(const struct d1_carried *carried, size_t check)
{
    return !carried->only || carried->only[check];
}

static int find_reading(struct reading *reading, const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    const struct d1_kinds *kinds = ruleset->kinds;
    size_t count = kinds->kind_count;
    bool *block = d1_calloc(3 * count + kinds->type_count + 1, sizeof *block), *there = block + 2 * count;

    if (!block)
        return D1_ERR_MEMORY;
    reading->near = block;
    reading->of = (struct d1_then_reading){.kinds = block + count, .there = there, .types = block + 3 * count};
    if (d1_then_reads_of(&reading->of, ruleset, check) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        reading->near[i] = reading->of.kinds[i] || there[i];
    for (size_t i = 0; i < kinds->type_count; i++)
        for (size_t j = 0; j < count && reading->of.types[i]; j++)
            reading->near[j] = reading->near[j] || d1_kind_may_hold(kinds, &kinds->kinds[j], &kinds->types[i]);
    return 0;
}

static int find_readings(struct d1_carried *carried)
{
    const struct d1_ruleset *ruleset = carried->ruleset;
    int result = 0;

    for (size_t i = 0; i < ruleset->check_count && result == 0; i++)
        if (is_wanted(carried, i))
            result = find_reading(&carried->readings[i], ruleset, &ruleset->checks[i]);
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
        .readings = d1_calloc(checks, sizeof *carried->readings),
        .news = {.all = ruleset->kinds},
        .neared = d1_calloc(checks, sizeof *carried->neared),
        .touched = d1_calloc(checks, sizeof *carried->touched),
        .closed = d1_calloc(checks, sizeof *carried->closed),
        .standings = d1_calloc(checks, sizeof *carried->standings),
    };
    if (!carried->readings || !carried->neared || !carried->touched || !carried->closed || !carried->standings ||
        find_readings(carried) < 0) {
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
    for (size_t i = 0; carried->readings && i < carried->ruleset->check_count; i++)
        d1_free(carried->readings[i].near);
    d1_free(carried->standings);
    d1_free(carried->closed);
    d1_free(carried->touched);
    d1_free(carried->neared);
    d1_free(carried->readings);
    d1_news_release(&carried->news);
    d1_strbuf_release(&carried->frame);
    d1_strbuf_release(&carried->fresh);
    d1_vec_release(&carried->doubts);
    d1_vec_release(&carried->fresh_doubts);
    d1_free(carried);
}

/* ---- along the line ---- */

static bool meet(const bool *a, const bool *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i] && b[i])
            return true;
    return false;
}

/* Whether documents came or left that may hold what a check reads, whatever is new in them. */
static bool comes_near(const struct d1_carried *carried, const struct reading *reading)
{
    const struct d1_news *news = &carried->news;

    return news->anything || (news->names && reading->of.names) || (news->acts && reading->of.acts) ||
           meet(news->kinds, reading->near, carried->ruleset->kinds->kind_count);
}

/* Whether something is new that a check reads, where all can be read and is as it should be. */
static bool bears(const struct d1_carried *carried, const struct reading *reading)
{
    const struct d1_news *news = &carried->news;
    const struct d1_kinds *kinds = carried->ruleset->kinds;

    return news->anything || (news->names && reading->of.names) || (news->acts && reading->of.acts) ||
           meet(news->kinds, reading->of.kinds, kinds->kind_count) ||
           meet(news->whole, reading->near, kinds->kind_count) ||
           (d1_cel_keys_meet(&news->fields, &reading->of.fields) &&
            meet(news->types, reading->of.types, kinds->type_count));
}

void d1_carried_pass(struct d1_carried *carried, const struct d1_replay *replay)
{
    if (d1_news_note(&carried->news, replay) < 0) {
        d1_carried_forget(carried);
        return;
    }
    carried->renamed = carried->renamed || carried->news.names;
    for (size_t i = 0; i < carried->ruleset->check_count; i++) {
        const struct d1_tally *tally = &carried->standings[i].tally;
        bool wide = tally->wide || (tally->files && d1_replay_files(replay));

        if (!is_wanted(carried, i) || carried->touched[i])
            continue;
        carried->neared[i] = carried->neared[i] || wide || comes_near(carried, &carried->readings[i]);
        carried->touched[i] = carried->neared[i] && (wide || bears(carried, &carried->readings[i]));
    }
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

/*
 * Finds out which checks have to be judged. What is left out of a list, or may be in it unseen, is not told by the
 * items that are new in a document. What a check finds hangs on those that are judged before it.
 */
static void find_touched(struct d1_carried *carried, const struct d1_judge *judge)
{
    const struct d1_ruleset_private *private = carried->ruleset->private;
    bool hidden = judge->gaps || judge->engagement->unknown;

    for (size_t i = 0; i < carried->ruleset->check_count && hidden; i++)
        carried->touched[i] = carried->neared[i];
    for (size_t i = 0; i < carried->doubts.len && carried->renamed; i++)
        carried->touched[carried->doubts.items[i].of.check->index] = true;
    for (size_t i = 0; i < private->rules.len; i++) {
        const struct d1_rule *rule = private->order[i];

        for (size_t j = 0; j < rule->after_count; j++)
            if (carried->touched[rule->after[j]->check->index])
                carried->touched[rule->check->index] = true;
    }
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
    find_touched(carried, judge);
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

/* What a check cast doubt on, it casts doubt on again; where gates come for the same items, by these. */
static int restore_doubts(struct d1_judge *judge, const struct d1_check *check)
{
    const struct d1_carried *carried = judge->carried;
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);

    /* Faults of documents are told at each point. */
    if (!rule || !rule->casts_doubt || rule->builtin)
        return 0;
    for (size_t i = 0; i < carried->doubts.len; i++) {
        const struct doubt *kept = &carried->doubts.items[i];
        struct d1_doubt doubt = kept->of;

        if (doubt.check != check)
            continue;
        doubt.item = kept->instance ? judge->gates.items[kept->instance - 1].item : NULL;
        if (d1_vec_push(&judge->doubts, doubt) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

int d1_carried_restore(struct d1_judge *judge, const struct d1_check *check)
{
    const struct standing *standing;

    if (!judge->carried || judge->carried->closed[check->index])
        return 0;
    standing = &judge->carried->standings[check->index];
    if (!standing->known)
        return 0;
    judge->tallies[check->index] = standing->tally;
    return restore_doubts(judge, check) < 0 ? D1_ERR_MEMORY : 1;
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
    carried->neared[check] = carried->touched[check] = tally.excuse_count > 0;
    tally.excuse_count = 0;
    d1_free(standing->block);
    *standing = (struct standing){.known = true, .tally = tally, .block = block};
    return 0;
}

/* By what it is cast on; of one on an item that a gate comes for, by that. */
static struct doubt doubt_of(const struct d1_judge *judge, const struct d1_doubt *doubt)
{
    struct doubt kept = {.of = *doubt};
    const struct d1_gate_instance *instance = NULL;

    if (doubt->item)
        instance = d1_judge_instance(judge, d1_node_get_text(doubt->item, doubt->type->key.ptr));
    if (instance && instance->item == doubt->item)
        kept.instance = (size_t)(instance - judge->gates.items) + 1;
    kept.of.item = NULL;
    return kept;
}

static bool is_same_doubt(const struct doubt *a, const struct doubt *b)
{
    return a->of.check == b->of.check && a->of.kind == b->of.kind && a->of.type == b->of.type &&
           a->of.approved == b->of.approved && a->of.waived == b->of.waived && a->instance == b->instance;
}

/* Those that say the same one behind the other say no more than one. */
static int keep_doubts(struct d1_carried *carried, const struct d1_judge *judge)
{
    carried->fresh_doubts.len = 0;
    for (size_t i = 0; i < judge->doubts.len; i++) {
        struct doubt kept = doubt_of(judge, &judge->doubts.items[i]);
        size_t count = carried->fresh_doubts.len;

        if (count && is_same_doubt(&carried->fresh_doubts.items[count - 1], &kept))
            continue;
        if (d1_vec_push(&carried->fresh_doubts, kept) < 0)
            return D1_ERR_MEMORY;
    }
    carried->same = carried->same && carried->doubts.len == carried->fresh_doubts.len;
    for (size_t i = 0; i < carried->doubts.len && carried->same; i++)
        carried->same = is_same_doubt(&carried->doubts.items[i], &carried->fresh_doubts.items[i]);
    carried->doubts.len = 0;
    for (size_t i = 0; i < carried->fresh_doubts.len; i++)
        if (d1_vec_push(&carried->doubts, carried->fresh_doubts.items[i]) < 0)
            return D1_ERR_MEMORY;
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
    carried->renamed = false;
    return keep_doubts(carried, judge);
}
