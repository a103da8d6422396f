#include "rules/judged.h"

#include <assert.h>

#include "base/memory/alloc.h"
#include "rules/carried.h"
#include "rules/course.h"
#include "rules/judge/kept.h"
#include "rules/waivers.h"

/* Working days that a lead looks ahead. */
enum { SOON_DAYS = 10 };

static d1_date date_of(const struct d1_as_of *as_of, const struct d1_judged *judged)
{
    if (!judged->engagement)
        return 0;
    if (judged->like)
        return date_of(as_of, judged->like);
    return as_of->kind == D1_AS_OF_DATE ? as_of->date : d1_zone_date(judged->engagement->zone, as_of->seconds);
}

static struct d1_str source_of(struct d1_arena *arena, const struct d1_as_of *as_of,
                               const struct d1_engagement *engagement)
{
    struct d1_str zone = d1_str("UTC");

    if (engagement->has_zone)
        zone = d1_node_get_text(d1_node_get(engagement->root, "spec"), "timeZone");
    switch (as_of->kind) {
    case D1_AS_OF_DATE:
        return d1_str("--as-of");
    case D1_AS_OF_COMMIT:
        return d1_arena_printf(arena, "committer date of %.7s in " D1_STR_FMT, as_of->commit, D1_STR_ARG(zone));
    default:
        return d1_arena_printf(arena, "today in " D1_STR_FMT, D1_STR_ARG(zone));
    }
}

static int make_tallies(struct d1_judge *judge)
{
    judge->tallies = d1_arena_calloc(judge->arena, judge->ruleset->check_count, sizeof *judge->tallies);
    if (!judge->tallies)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < judge->ruleset->check_count; i++) {
        judge->tallies[i].state = D1_STATE_EMPTY;
        judge->tallies[i].rule = d1_ruleset_rule(judge->ruleset, &judge->ruleset->checks[i]);
        judge->tallies[i].severity = judge->policy->severity[i];
    }
    return 0;
}

/* The results of checks as the verdict has them. */
static int make_results(struct d1_judge *judge, struct d1_judged *judged)
{
    size_t count = judge->ruleset->check_count;
    struct d1_check_result *results = d1_arena_calloc(&judged->arena, count, sizeof *results);
    struct d1_subject *subjects = d1_arena_alloc(&judged->arena, judge->subjects.len * sizeof *subjects);

    if (!results || !subjects)
        return D1_ERR_MEMORY;
    if (judge->subjects.len)
        memcpy(subjects, judge->subjects.items, judge->subjects.len * sizeof *subjects);
    for (size_t i = 0; i < count; i++) {
        const struct d1_tally *tally = &judge->tallies[i];

        results[i] = (struct d1_check_result){
            .check = &judge->ruleset->checks[i],
            .state = tally->state,
            .severity = tally->severity,
            .reason = tally->reason,
            .subjects = tally->all.subjects,
            .failed = tally->all.failed,
            .open = tally->all.open,
            .waived = tally->all.waived,
            .indeterminate = tally->all.indeterminate,
            .waits = tally->waits,
            .dropped = tally->dropped,
            .list = subjects + tally->first_listed,
            .list_count = tally->listed,
        };
        memcpy(results[i].by_state, tally->by_state, sizeof tally->by_state);
    }
    judged->results = results;
    judged->verdict.checks = results;
    judged->verdict.check_count = count;
    return 0;
}

static int keep_findings(struct d1_judge *judge, struct d1_judged *judged)
{
    size_t count = judge->findings.len;

    d1_findings_sort(judge->findings.items, count);
    judged->findings = d1_arena_alloc(&judged->arena, count * sizeof *judged->findings);
    if (!judged->findings)
        return D1_ERR_MEMORY;
    if (count)
        memcpy(judged->findings, judge->findings.items, count * sizeof *judged->findings);
    for (size_t i = 0; i < count; i++)
        if (judged->findings[i].state == D1_FINDING_FAIL && judged->findings[i].has_due &&
            judged->findings[i].due < judge->today)
            judged->findings[i].days_overdue = judge->today - judged->findings[i].due;
    judged->verdict.findings = judged->findings;
    judged->verdict.finding_count = count;
    return 0;
}

/* What is not among the results of checks: what belongs to no engagement has none. */
static size_t count_dropped(const struct d1_judge *judge, const struct d1_judged *judged)
{
    size_t dropped = judged->engagement ? judged->engagement->dropped_faults : 0;

    for (size_t i = 0; !judged->engagement && i < judge->ruleset->check_count; i++)
        dropped += judge->tallies[i].dropped;
    return dropped;
}

static int keep_criteria(struct d1_judge *judge, struct d1_judged *judged)
{
    size_t count = judge->criteria.len;
    struct d1_criterion_result *kept = d1_arena_alloc(&judged->arena, count * sizeof *kept);

    if (!kept)
        return D1_ERR_MEMORY;
    if (count)
        memcpy(kept, judge->criteria.items, count * sizeof *kept);
    judged->criteria = kept;
    judged->verdict.criteria = kept;
    judged->verdict.criterion_count = count;
    return 0;
}

static void describe(struct d1_judge *judge, struct d1_judged *judged)
{
    const struct d1_engagement *engagement = judged->engagement;
    const struct d1_node *spec = d1_node_get(engagement->root, "spec");
    struct d1_engagement_verdict *verdict = &judged->verdict;

    verdict->name = engagement->name;
    verdict->title = d1_node_get_text(spec, "title");
    verdict->customer = d1_node_get_text(d1_node_get(spec, "customer"), "name");
    verdict->provider = d1_node_get_text(d1_node_get(spec, "provider"), "name");
    verdict->profile = d1_str(d1_profile_name(engagement->profile));
    verdict->at = d1_location_of(judge->arena, engagement->artifact, NULL);
    verdict->as_of = judge->today;
    if (!d1_calendar_add_business_days(engagement->calendar, judge->today, SOON_DAYS, &verdict->soon))
        verdict->soon = judge->today;
    verdict->artifacts = engagement->artifacts.len;
    verdict->policy = judged->policy.label;
    verdict->changes = judged->policy.changes.items;
    verdict->change_count = judged->policy.changes.len;
    verdict->waivers = d1_waivers_all(judge, &verdict->waiver_count);
}

static struct d1_day next_gate(const struct d1_judge *judge)
{
    struct d1_day next = {0};

    for (size_t i = 0; i < judge->gates.len; i++) {
        struct d1_day due = judge->gates.items[i].due;

        if (due.known && due.date > judge->as_of && (!next.known || due.date < next.date))
            next = due;
    }
    return next;
}

/* Where all came out as it did before, so do they. */
static bool decides_criteria(const struct d1_judge *judge)
{
    return !judge->checks_alone && (judge->anew || !judge->carried || !d1_carried_is_same(judge->carried));
}

static int judge_engagement(struct d1_judge *judge, struct d1_judged *judged)
{
    const struct d1_faults *const faults[] = {&judged->faults, &judge->stated->faults, &judged->engagement->faults};

    if (d1_judge_bind(judge) < 0 || d1_judge_gates(judge) < 0 ||
        (judge->stated != judge->policy && d1_judge_note_gates(judge, judge->stated) < 0) ||
        d1_waivers_judge(judge, faults, sizeof faults / sizeof *faults) < 0 || d1_carried_begin(judge) < 0 ||
        d1_judge_faults(judge, &judged->faults) < 0 || d1_judge_faults(judge, &judge->stated->faults) < 0 ||
        d1_judge_faults(judge, &judged->engagement->faults) < 0 || d1_judge_rules(judge) < 0 ||
        d1_carried_keep(judge) < 0 || (decides_criteria(judge) && d1_judge_criteria(judge, &judged->verdict) < 0))
        return D1_ERR_MEMORY;
    describe(judge, judged);
    return keep_criteria(judge, judged);
}

void d1_judge_release(struct d1_judge *judge)
{
    for (size_t i = 0; judge->tallies && i < judge->ruleset->check_count; i++)
        d1_vec_release(&judge->tallies[i].failing);
    for (size_t i = 0; judge->tables && i < judge->engagement->kinds->type_count; i++)
        d1_map_release(&judge->tables[i]);
    for (size_t i = 0; judge->trusted_tables && i < judge->engagement->kinds->type_count; i++)
        d1_map_release(&judge->trusted_tables[i]);
    d1_vec_release(&judge->findings);
    d1_vec_release(&judge->subjects);
    d1_vec_release(&judge->gates);
    d1_vec_release(&judge->doubts);
    d1_map_release(&judge->instances);
    d1_map_release(&judge->approved);
    d1_map_release(&judge->told);
    d1_vec_release(&judge->criteria);
    d1_waivers_release(judge->waivers);
    for (size_t i = 0; i < judge->state_tables.len; i++)
        for (size_t j = 0; j < judge->engagement->kinds->type_count; j++)
            d1_map_release(&judge->state_tables.items[i][j]);
    d1_vec_release(&judge->state_tables);
    d1_identities_free(judge->identities);
    if (judge->line != judge->replayed)
        d1_line_free(judge->line);
    d1_arena_release(&judge->scratch);
}

int d1_judged_prepare(struct d1_judged *judged, const struct d1_judge_options *options)
{
    const struct d1_engagement *engagement = judged->engagement;
    struct d1_policy_reading reading = {
        .artifact = judged->policy_artifact,
        .elsewhere = judged->policy_elsewhere,
        .profile = engagement ? engagement->profile : D1_PROFILE_STANDARD,
        .as_of = date_of(&options->as_of, judged),
    };

    if (d1_policy_read(&judged->policy, options->ruleset, &reading, &judged->arena) < 0)
        return D1_ERR_MEMORY;
    if (!judged->policy_of_other)
        return 0;
    reading.artifact = judged->stated_artifact;
    reading.elsewhere = false;
    return d1_policy_read(&judged->stated, options->ruleset, &reading, &judged->arena);
}

struct d1_policy *d1_judged_stated(struct d1_judged *judged)
{
    return judged->policy_of_other ? &judged->stated : &judged->policy;
}

struct d1_judge d1_judged_judge(struct d1_judged *judged, const struct d1_judge_options *options)
{
    static const struct d1_engagement nobody = {.name = D1_STR("")};
    const struct d1_engagement *engagement = judged->engagement;

    return (struct d1_judge){
        .ruleset = options->ruleset,
        .engagement = engagement ? engagement : &nobody,
        .policy = &judged->policy,
        .stated = d1_judged_stated(judged),
        .trusted = judged->trusted,
        .trusted_as = judged->trusted_as,
        .trusted_has = judged->trusted_has,
        .trusted_context = judged->trusted_context,
        .replayed = judged->replayed,
        .beyond = judged->beyond,
        .only = options->only,
        .checks_alone = options->checks_alone,
        .counts_only = options->counts_only,
        .notes = options->notes || options->over_time,
        .weighs_claims = options->over_time || options->weighs_claims,
        .today = date_of(&options->as_of, judged),
        .as_of = date_of(&options->as_of, judged),
        .asked_gate = options->gate,
        .asked_order = options->gate_order,
        .asked_past = options->gate_past,
        .held = options->held,
        .carried = options->carried,
        .anew = options->anew,
        .most_findings = options->most_findings,
        .most_subjects = options->most_subjects,
        .digests = options->digests,
        .ask_past = options->ask_past,
        .past_context = options->past_context,
        .previous = options->previous,
        .previous_count = options->previous_count,
        .settled = options->settled,
        .failed = options->failed,
        .failed_context = options->failed_context,
        .arena = &judged->arena,
    };
}

void d1_judge_room_release(struct d1_judge_room *room)
{
    d1_arena_release(&room->working);
    d1_arena_release(&room->scratch);
    d1_cel_patterns_release(&room->patterns);
    d1_cel_memo_release(&room->memo);
}

int d1_judged_make(struct d1_judged *judged, const struct d1_judge_options *options, struct d1_judge_room *room)
{
    const struct d1_engagement *engagement = judged->engagement;
    struct d1_judge judge = d1_judged_judge(judged, options);
    struct d1_judge_room own = {0};
    int result = 0;

    assert(!engagement || d1_engagement_is_filled(engagement)); /* nothing would be missing in what it does not hold */
    if (!room)
        room = &own;
    judge.arena = &room->working;
    judge.scratch = room->scratch;
    judge.patterns = &room->patterns;
    judge.memo = &room->memo;
    judge.memo->tag = judge.today;
    if (!judged->policy.severity)
        result = d1_judged_prepare(judged, options);
    if (result == 0)
        result = make_tallies(&judge);
    if (result == 0)
        result = engagement ? judge_engagement(&judge, judged) : d1_judge_faults(&judge, &judged->faults);
    if (result == 0)
        result = keep_findings(&judge, judged);
    if (result == 0)
        judged->dropped = count_dropped(&judge, judged);
    judged->gates_left_out = judge.gates_left_out;
    judged->next_gate = next_gate(&judge);
    if (result == 0)
        result = d1_judge_remarks(&judge, &judged->arena, judged->remarks);
    if (result == 0 && engagement) {
        judged->verdict.as_of_source = source_of(&judged->arena, &options->as_of, engagement);
        result = judged->verdict.as_of_source.ptr ? make_results(&judge, judged) : D1_ERR_MEMORY;
    }
    if (result == 0)
        result = d1_judged_keep(judged, &room->working);
    judged->noted = judge.noted;
    d1_arena_reset(&judge.scratch);
    room->scratch = judge.scratch;
    judge.scratch = (struct d1_arena){0};
    d1_judge_release(&judge);
    d1_arena_reset(&room->working);
    d1_cel_memo_forget(&room->memo);
    if (result == 0 && engagement && options->over_time)
        result = d1_course_add(judged, options, room);
    if (!options->notes)
        d1_vec_release(&judged->noted); /* was for the course alone */
    d1_judge_room_release(&own);
    return result;
}

void d1_judged_release(struct d1_judged *judged)
{
    d1_policy_release(&judged->policy);
    d1_policy_release(&judged->stated);
    d1_vec_release(&judged->faults);
    d1_vec_release(&judged->noted);
    d1_arena_release(&judged->arena);
}
