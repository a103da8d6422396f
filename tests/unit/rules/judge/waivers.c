/*
 * What waivers make of an engagement: the base `manage`, which has wvr-01, changed as an example would change it. Its
 * history is ideal, so that what is not told of was there before.
 */
#include <criterion/criterion.h>

#include "rules/examples/stage.h"
#include "rules/rule.h"
#include "rules/ruleset.h"
#include "yaml/yaml.h"

/* Two forums that nobody knows the purpose of: COM-002, of S0-A2, CL-PRE3 (sprint0-exit) and KO-R3 (kickoff). */
#define BREAK                                                                                                          \
    "{remove: CommunicationPlan/communication#frm-04/purpose},"                                                        \
    "{remove: CommunicationPlan/communication#frm-02/purpose},"
#define SAY(field, value) "{set: \"Waiver/wvr-01#/spec/" field "\", to: " value "},"
#define DROP(field) "{remove: \"Waiver/wvr-01#/spec/" field "\"},"

static const struct {
    const char *sentence, *change, *as_of;
    size_t fail, waived, unknown; /* findings of COM-002 */
    enum d1_state check, s0_a2, ko_r3;
    enum d1_gate_state sprint0, kickoff;
    enum d1_waiver_state waiver;
} rows[] = {
    {"without a waiver it fails", BREAK, NULL, 2, 0, 0, D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED,
     D1_GATE_MISSED, D1_WAIVER_IN_FORCE},
    {"a waiver of the check covers all of it", BREAK SAY("checks", "[COM-002]") DROP("subjectRefs"), NULL, 0, 2, 0,
     D1_STATE_WAIVED, D1_STATE_WAIVED, D1_STATE_WAIVED, D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET_WITH_WAIVERS,
     D1_WAIVER_IN_FORCE},
    {"limited to an item it covers that one", BREAK SAY("checks", "[COM-002]"), NULL, 1, 1, 0, D1_STATE_FAIL,
     D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_IN_FORCE},
    {"limited to both it covers both", BREAK SAY("checks", "[COM-002]") SAY("subjectRefs", "[frm-04, frm-02]"), NULL, 0,
     2, 0, D1_STATE_WAIVED, D1_STATE_WAIVED, D1_STATE_WAIVED, D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET_WITH_WAIVERS,
     D1_WAIVER_IN_FORCE},
    {"limited to an artifact it covers what lies in it",
     BREAK SAY("checks", "[COM-002]") SAY("subjectRefs", "[CommunicationPlan/communication]"), NULL, 0, 2, 0,
     D1_STATE_WAIVED, D1_STATE_WAIVED, D1_STATE_WAIVED, D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET_WITH_WAIVERS,
     D1_WAIVER_IN_FORCE},
    {"limited to something else it covers nothing", BREAK SAY("checks", "[COM-002]") SAY("subjectRefs", "[risk-01]"),
     NULL, 2, 0, 0, D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_IN_FORCE},
    {"a waiver of one criterion excuses it there alone",
     BREAK SAY("criteria", "[KO-R3]") DROP("checks") DROP("subjectRefs"), NULL, 2, 0, 0, D1_STATE_FAIL, D1_STATE_FAIL,
     D1_STATE_WAIVED, D1_GATE_MISSED, D1_GATE_MET_WITH_WAIVERS, D1_WAIVER_IN_FORCE},
    {"of all criteria that are due it excuses the check",
     BREAK SAY("criteria", "[KO-R3, S0-A2, CL-PRE3]") DROP("checks") DROP("subjectRefs"), NULL, 0, 2, 0,
     D1_STATE_WAIVED, D1_STATE_WAIVED, D1_STATE_WAIVED, D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET_WITH_WAIVERS,
     D1_WAIVER_IN_FORCE},
    {"a waiver of a criterion for one item leaves the other",
     BREAK SAY("criteria", "[KO-R3, S0-A2, CL-PRE3]") DROP("checks"), NULL, 1, 1, 0, D1_STATE_FAIL, D1_STATE_FAIL,
     D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_IN_FORCE},
    {"its last day counts", BREAK SAY("checks", "[COM-002]") DROP("subjectRefs") SAY("expires", "\"2026-04-24\""), NULL,
     0, 2, 0, D1_STATE_WAIVED, D1_STATE_WAIVED, D1_STATE_WAIVED, D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET_WITH_WAIVERS,
     D1_WAIVER_IN_FORCE},
    {"the day after its end it has no effect",
     BREAK SAY("checks", "[COM-002]") DROP("subjectRefs") SAY("expires", "\"2026-04-24\""), "2026-04-25", 2, 0, 0,
     D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_EXPIRED},
    {"before its first day it has none", BREAK SAY("checks", "[COM-002]") DROP("subjectRefs"), "2026-04-22", 2, 0, 0,
     D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_FUTURE},
    {"who grants it to himself grants nothing",
     BREAK SAY("checks", "[COM-002]") DROP("subjectRefs") SAY("requestedByRef", "priya.nair"), NULL, 2, 0, 0,
     D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_UNSOUND},
    {"nor does who has no authority",
     BREAK SAY("checks", "[COM-002]") DROP("subjectRefs") SAY("approverRef", "tomas.novak"), NULL, 2, 0, 0,
     D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_UNSOUND},
    {"a waiver of what nobody may waive covers nothing else either",
     BREAK SAY("checks", "[COM-002, ACC-002]") DROP("subjectRefs"), NULL, 2, 0, 0, D1_STATE_FAIL, D1_STATE_FAIL,
     D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_UNSOUND},
    {"a waiver of the checks of waivers does not help itself",
     BREAK SAY("checks", "[COM-002, WVR-004]") DROP("subjectRefs"), NULL, 2, 0, 0, D1_STATE_FAIL, D1_STATE_FAIL,
     D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_UNSOUND},
    {"one without a reason is none", BREAK SAY("checks", "[COM-002]") DROP("subjectRefs") DROP("reason"), NULL, 2, 0, 0,
     D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_UNSOUND},
    {"what the last commit brings counts from the next one on",
     BREAK SAY("checks", "[COM-002]") DROP("subjectRefs") "{commit: {date: \"2026-04-24\", by: aoife.byrne}},", NULL, 2,
     0, 0, D1_STATE_FAIL, D1_STATE_FAIL, D1_STATE_FAIL, D1_GATE_MISSED, D1_GATE_MISSED, D1_WAIVER_PENDING},
    {"where its past is cut nobody knows",
     BREAK SAY("checks", "[COM-002]") DROP("subjectRefs") "{commit: {date: \"2026-04-24\", by: aoife.byrne}},"
                                                          "{cut: \"2026-04-24\"},",
     NULL, 0, 0, 2, D1_STATE_INDETERMINATE, D1_STATE_INDETERMINATE, D1_STATE_INDETERMINATE, D1_GATE_UNDECIDED,
     D1_GATE_UNDECIDED, D1_WAIVER_UNKNOWN},
};

struct play {
    struct d1_ruleset *ruleset;
    struct d1_artifact_loader *loader;
    struct d1_yaml_loader *yaml;
};

static const struct d1_base *base_named(const struct d1_ruleset *ruleset, const char *name)
{
    for (size_t i = 0; i < ruleset->private->bases.len; i++)
        if (d1_str_is(ruleset->private->bases.items[i].name, name))
            return &ruleset->private->bases.items[i];
    cr_assert_fail("no base %s", name);
    return NULL;
}

static void play(struct play *play, struct d1_stage *stage, const char *change, const char *as_of)
{
    struct d1_error error = {0};
    struct d1_stream stream = {0};
    struct d1_strbuf text = {0};
    const struct d1_base *base = base_named(play->ruleset, "manage");
    const struct d1_node *example;

    d1_strbuf_printf(&text, "{change: [%s], asOf: \"%s\"}\n", change, as_of ? as_of : "2026-04-24");
    cr_assert_eq(d1_yaml_load(play->yaml, d1_strbuf_view(&text), &stream, NULL), 0);
    cr_assert_eq(stream.len, 1);
    example = d1_doc_root(stream.items[0].doc);
    *stage = (struct d1_stage){.ruleset = play->ruleset, .loader = play->loader};
    cr_assert_eq(d1_stage_set_up(stage, base, example, &error), 0, "%s: %s", change, d1_error_message(&error));
    cr_assert_eq(d1_stage_judge(stage, base, example, NULL), 0);
    d1_stream_release(&stream);
    d1_strbuf_release(&text);
}

static enum d1_state check_state(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->check_count; i++)
        if (d1_str_is(verdict->checks[i].check->id, id))
            return verdict->checks[i].state;
    return D1_STATE_EMPTY;
}

static enum d1_state criterion_state(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->criterion_count; i++)
        if (d1_str_is(verdict->criteria[i].criterion->id, id))
            return verdict->criteria[i].state;
    return D1_STATE_EMPTY;
}

static enum d1_gate_state gate_state(const struct d1_engagement_verdict *verdict, const char *id)
{
    for (size_t i = 0; i < verdict->gate_count; i++)
        if (d1_str_is(verdict->gates[i].id, id))
            return verdict->gates[i].state;
    return D1_GATE_BLOCKED;
}

static size_t count(const struct d1_engagement_verdict *verdict, enum d1_finding_state state)
{
    size_t hits = 0;

    for (size_t i = 0; i < verdict->finding_count; i++)
        hits += d1_str_is(verdict->findings[i].check->id, "COM-002") && verdict->findings[i].state == state;
    return hits;
}

static void expect_row(const struct d1_engagement_verdict *verdict, size_t row)
{
    const char *sentence = rows[row].sentence;
    const struct d1_check_result *check = NULL;

    for (size_t i = 0; i < verdict->check_count; i++)
        if (d1_str_is(verdict->checks[i].check->id, "COM-002"))
            check = &verdict->checks[i];
    cr_expect_eq(check->state, rows[row].check, "%s: COM-002 is %s", sentence, d1_state_name(check->state));
    cr_expect_eq(check->waived, rows[row].waived, "%s: %zu", sentence, check->waived);
    cr_expect_eq(check->by_state[D1_SUBJECT_WAIVED], rows[row].waived, "%s", sentence);
    cr_expect_eq(count(verdict, D1_FINDING_FAIL), rows[row].fail, "%s: fail", sentence);
    cr_expect_eq(count(verdict, D1_FINDING_WAIVED), rows[row].waived, "%s: waived", sentence);
    cr_expect_eq(count(verdict, D1_FINDING_INDETERMINATE), rows[row].unknown, "%s: unknown", sentence);
    cr_expect_eq(criterion_state(verdict, "S0-A2"), rows[row].s0_a2, "%s: S0-A2 is %s", sentence,
                 d1_state_name(criterion_state(verdict, "S0-A2")));
    cr_expect_eq(criterion_state(verdict, "KO-R3"), rows[row].ko_r3, "%s: KO-R3 is %s", sentence,
                 d1_state_name(criterion_state(verdict, "KO-R3")));
    cr_expect_eq(gate_state(verdict, "sprint0-exit"), rows[row].sprint0, "%s: sprint0-exit is %s", sentence,
                 d1_gate_state_name(gate_state(verdict, "sprint0-exit")));
    cr_expect_eq(gate_state(verdict, "kickoff"), rows[row].kickoff, "%s: kickoff is %s", sentence,
                 d1_gate_state_name(gate_state(verdict, "kickoff")));
    cr_assert_eq(verdict->waiver_count, 1);
    cr_expect_eq(verdict->waivers[0].state, rows[row].waiver, "%s: %s", sentence,
                 d1_waiver_state_name(verdict->waivers[0].state));
}

static struct play open_play(void)
{
    struct play play = {0};
    struct d1_error error = {0};

    cr_assert_eq(d1_ruleset_load(&play.ruleset, NULL, &error), 0, "%s", d1_error_message(&error));
    cr_assert_eq(d1_ruleset_compile(play.ruleset, NULL), 0);
    cr_assert_eq(d1_artifact_loader_new(&play.loader, play.ruleset->kinds, NULL), 0);
    cr_assert_eq(d1_yaml_loader_new(&play.yaml, NULL), 0);
    return play;
}

static void close_play(struct play *play)
{
    d1_yaml_loader_free(play->yaml);
    d1_artifact_loader_free(play->loader);
    d1_ruleset_free(play->ruleset);
}

Test(waivers, decide_what_a_failure_comes_to)
{
    struct play all = open_play();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct d1_stage stage;

        play(&all, &stage, rows[i].change, rows[i].as_of);
        expect_row(&stage.judged.verdict, i);
        d1_stage_release(&stage);
    }
    close_play(&all);
}

/* The note that a waiver has run out; NULL for none. */
static const struct d1_finding *note_of_end(const struct d1_engagement_verdict *verdict)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_str_is(verdict->findings[i].check->id, "WVR-002"))
            return &verdict->findings[i];
    return NULL;
}

Test(waivers, one_that_has_run_out_warns_where_what_it_excused_fails)
{
    static const struct {
        const char *change, *says;
        enum d1_severity severity;
    } ends[] = {
        {BREAK SAY("checks", "[COM-002]") DROP("subjectRefs"), "excuses nothing any more, and COM-002 fails",
         D1_SEVERITY_WARNING},
        {BREAK SAY("checks", "[COM-002]") SAY("subjectRefs", "[frm-02]"), "and COM-002 fails", D1_SEVERITY_WARNING},
        {BREAK SAY("checks", "[COM-002]") SAY("subjectRefs", "[frm-01]"), "excuses nothing any more", D1_SEVERITY_NOTE},
        {SAY("checks", "[COM-002]") DROP("subjectRefs"), "excuses nothing any more", D1_SEVERITY_NOTE},
    };
    struct play way = open_play();

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct d1_stage stage;
        const struct d1_finding *note;
        struct d1_strbuf change = {0};

        d1_strbuf_printf(&change, "%s%s", ends[i].change, SAY("expires", "\"2026-04-24\""));
        play(&way, &stage, d1_strbuf_view(&change).ptr, "2026-04-25");
        note = note_of_end(&stage.judged.verdict);
        cr_assert(note, "%zu", i);
        cr_expect_eq(note->severity, ends[i].severity, "%zu: " D1_STR_FMT, i, D1_STR_ARG(note->message));
        cr_expect(d1_str_ends(note->message, ends[i].says), "%zu: " D1_STR_FMT, i, D1_STR_ARG(note->message));
        d1_stage_release(&stage);
        d1_strbuf_release(&change);
    }
    close_play(&way);
}

/* The whole counts what is waived as not passed, and only there. */
Test(waivers, scores_are_given_with_and_without_them)
{
    struct play all = open_play();
    struct d1_stage stage;
    const struct d1_engagement_verdict *verdict;

    play(&all, &stage, BREAK SAY("checks", "[COM-002]") DROP("subjectRefs"), NULL);
    verdict = &stage.judged.verdict;
    for (size_t i = 0; i < verdict->score_count; i++) {
        const struct d1_score *score = &verdict->scores[i];
        bool touched = !score->phase.len || d1_str_is(score->phase, "launch");

        if (touched)
            cr_expect_lt(score->raw, score->score, "<" D1_STR_FMT ">", D1_STR_ARG(score->phase));
        else
            cr_expect_eq(score->raw, score->score, "<" D1_STR_FMT ">", D1_STR_ARG(score->phase));
    }
    cr_expect_eq(verdict->waivers[0].days_left, 14);
    cr_expect_eq(verdict->waivers[0].covered, 2);
    d1_stage_release(&stage);
    close_play(&all);
}

/* A kind that is missing fails every check that needs it; a waiver of one of them covers that one. */
Test(waivers, cover_what_is_missing)
{
    static const struct {
        const char *checks;
        enum d1_state rdy_001, rdy_003;
        enum d1_finding_state told;
    } cases[] = {
        {"[COM-004]", D1_STATE_FAIL, D1_STATE_FAIL, D1_FINDING_FAIL},
        {"[RDY-001]", D1_STATE_WAIVED, D1_STATE_FAIL, D1_FINDING_WAIVED},
        {"[RDY-001, RDY-003]", D1_STATE_WAIVED, D1_STATE_WAIVED, D1_FINDING_WAIVED},
    };
    struct play all = open_play();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct d1_engagement_verdict *verdict;
        struct d1_strbuf change = {0};
        struct d1_stage stage;

        d1_strbuf_printf(&change, "{remove: ReadinessChecklist/sprint0}," SAY("checks", "%s") DROP("subjectRefs"),
                         cases[i].checks);
        play(&all, &stage, change.ptr, NULL);
        verdict = &stage.judged.verdict;
        cr_expect_eq(check_state(verdict, "RDY-001"), cases[i].rdy_001, "%s", cases[i].checks);
        cr_expect_eq(check_state(verdict, "RDY-003"), cases[i].rdy_003, "%s", cases[i].checks);
        for (size_t k = 0; k < verdict->finding_count; k++)
            if (d1_str_is(verdict->findings[k].check->id, "RDY-001"))
                cr_expect_eq(verdict->findings[k].state, cases[i].told, "%s", cases[i].checks);
        d1_stage_release(&stage);
        d1_strbuf_release(&change);
    }
    close_play(&all);
}
