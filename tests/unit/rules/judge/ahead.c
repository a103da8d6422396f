/* What has no answer and is not due yet: it is still to do, and fails nobody. */
#include "unit/rules/scene.h"

#define RULE(name, spec)                                                                                               \
    "---\napiVersion: d1lint/v1\nkind: Rule\nmetadata: {name: " name "}\nspec:\n  title: Title\n"                      \
    "  sentence: Sentence.\n  severity: error\n  help: Help.\n  why: Why.\n"                                           \
    "  examples: [{name: it fails, expect: [{at: RaidLog/raid}]}, {name: it holds, expect: []}]\n" spec

/* Without cause, event and effect, which RSK-001 asks for, and RSK-002 comes after it. */
#define INCOMPLETE                                                                                                     \
    RISKS("    - {id: risk-01, type: threat, status: open, identified: \"2026-01-30\", probability: 5, impact: 5}\n")

static const char *message_of(const struct d1_engagement_verdict *verdict, const char *check_id)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_str_is(verdict->findings[i].check->id, check_id))
            return verdict->findings[i].message.ptr;
    return "";
}

static bool decides_the_exit(const struct d1_engagement_verdict *verdict, const char *check_id)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (d1_str_is(verdict->findings[i].check->id, check_id) && verdict->findings[i].state != D1_FINDING_OPEN)
            return true;
    return check(verdict, check_id)->state == D1_STATE_INDETERMINATE;
}

/* Gate s2d-exit is due on 2026-02-16, the close on 2026-06-12; at the first of them PMO-902 and PMO-903 rest still. */
Test(ahead, what_waits_for_a_check_that_is_not_due_is_still_to_do)
{
    static const char own[] =
        RULE("PMO-900", "  due: s2d-exit\n  needs: [RaidLog]\n  complete: {Risk: [cause, effect]}\n")
            RULE("PMO-901", "  due: s2d-exit\n  needs: [RaidLog]\n  after: [PMO-900]\n  each: items.Risk\n"
                            "  assert: it.cause != it.effect\n  message: Message\n")
                RULE("PMO-902", "  due:\n    gates: {close: it.?probability.orValue(0) == 5, post-close: "
                                "it.?probability.orValue(0) < 5}\n"
                                "  needs: [RaidLog]\n  after: [PMO-900]\n  each: items.Risk\n"
                                "  assert: it.cause != it.effect\n  message: Message\n")
                    RULE("PMO-903", "  due: close\n  needs: [RaidLog]\n  after: [PMO-900]\n"
                                    "  each: {it: items.Risk, other: items.Risk}\n"
                                    "  assert: it.cause != other.effect\n  message: Message\n");
    static const struct {
        const char *as_of;
        enum d1_state first, late;
    } rows[] = {
        {"2026-02-13", D1_STATE_NOT_DUE, D1_STATE_NOT_DUE},
        {"2026-02-16", D1_STATE_INDETERMINATE, D1_STATE_NOT_DUE},
        {"2026-06-12", D1_STATE_INDETERMINATE, D1_STATE_INDETERMINATE},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene scene = {.own = own};
        const struct d1_engagement_verdict *verdict =
            judge_changed(&scene, rows[i].as_of, "\"2026-06-12\"}\n  lifecycle: s2d",
                          "\"2026-06-12\", actualEnd: \"2026-06-12\"}\n  lifecycle: s2d", INCOMPLETE, NULL, NULL);

        cr_expect_eq(check(verdict, "RSK-002")->state, rows[i].first, "%s: RSK-002", rows[i].as_of);
        cr_expect_eq(check(verdict, "PMO-901")->state, rows[i].first, "%s: PMO-901", rows[i].as_of);
        cr_expect_eq(check(verdict, "PMO-902")->state, rows[i].late, "%s: PMO-902", rows[i].as_of);
        cr_expect_eq(check(verdict, "PMO-903")->state, rows[i].late, "%s: PMO-903", rows[i].as_of);
        leave(&scene);
    }
}

Test(ahead, a_gate_that_is_asked_for_wants_an_answer_today)
{
    struct scene scene = {0};
    const struct d1_engagement_verdict *verdict = judge(&scene, "2026-02-13", INCOMPLETE, NULL, "s2d-exit");

    cr_expect_eq(check(verdict, "RSK-002")->state, D1_STATE_INDETERMINATE);
    leave(&scene);
}

Test(ahead, what_cannot_be_judged_yet_is_said_and_decides_nothing)
{
    static const char own[] =
        RULE("PMO-901", "  due: close\n  needs: [RaidLog]\n  each: items.Risk\n"
                        "  assert: 1 / (it.?probability.orValue(0) - 5) == 0\n  message: Message\n")
            RULE("PMO-902", "  due: close\n  needs: [RaidLog]\n"
                            "  each: items.Risk.filter(r, 1 / (r.?probability.orValue(0) - 5) == 0)\n"
                            "  assert: it.type != it.type\n  message: Message\n");
    static const char *const ids[] = {"PMO-901", "PMO-902"};

    for (int due = 0; due < 2; due++) {
        struct scene scene = {.own = own};
        const struct d1_engagement_verdict *verdict =
            judge(&scene, due ? "2026-06-12" : "2026-06-11", INCOMPLETE, NULL, due ? "close" : NULL);

        for (size_t i = 0; i < 2; i++) {
            cr_expect_eq(decides_the_exit(verdict, ids[i]), due, "%s", ids[i]);
            cr_expect(d1_str_starts(d1_str(message_of(verdict, ids[i])), "this cannot be judged: "), "%s", ids[i]);
            cr_expect_eq(check(verdict, ids[i])->state, due ? D1_STATE_INDETERMINATE : D1_STATE_NOT_DUE, "%s", ids[i]);
        }
        leave(&scene);
    }
}

/* The file is a fault of its own; what it may hold is asked for at the close only. */
Test(ahead, a_file_that_cannot_be_read_leaves_what_is_not_due_to_do)
{
    static const char *const files[] = {
        "apiVersion: d1d/v1\nkind: LessonsLearned\nmetadata: {name: [}\n",
        "apiVersion: d1d/v1\nkind: LessonsLearned\nmetadata: {name: lessons}\nspec:\n  lessons:\n"
        "    - {id: lsn-01, type: keepsake}\n",
    };

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        for (int due = 0; due < 2; due++) {
            struct scene scene = {0};
            const struct d1_engagement_verdict *verdict =
                judge(&scene, "2026-02-16", files[i], NULL, due ? "close" : NULL);
            enum d1_state wanted = due ? D1_STATE_INDETERMINATE : D1_STATE_NOT_DUE;

            cr_expect_eq(check(verdict, "LSN-001")->state, wanted, "file %zu, due %d: %s", i, due,
                         d1_state_name(check(verdict, "LSN-001")->state));
            cr_expect_neq(criterion(verdict, "CT-K3")->state, D1_STATE_PASS, "file %zu", i);
            leave(&scene);
        }
}

/* Who is in the roster is asked only to find the place: that something lacks is as sure without it. */
Test(ahead, a_place_that_cannot_be_found_leaves_the_finding_at_the_engagement)
{
    static const char roster[] = "apiVersion: d1d/v1\nkind: TeamRoster\nmetadata: {name: [}\n";
    static const char *const places[] = {
        "  at: byId.Person[?'karl.brandt'].?org\n",
        "  at: artifacts.TeamRoster[?1 / artifacts.TeamRoster.size()]\n",
        "  related: [\"byId.Person[?'karl.brandt']\"]\n",
        "  key: string(items.Person.size())\n",
    };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        for (int due = 0; due < 2; due++) {
            struct d1_strbuf own = {0};
            struct scene scene = {0};
            const struct d1_engagement_verdict *verdict;
            enum d1_finding_state wanted = due ? D1_FINDING_FAIL : D1_FINDING_OPEN;

            d1_strbuf_printf(
                &own, "%s%s",
                RULE("PMO-901",
                     "  due: close\n  needs: [Engagement]\n  assert: engagement.spec.?title.orValue('') == 'Other'\n"
                     "  message: Message\n"),
                places[i]);
            scene.own = own.ptr;
            verdict = judge(&scene, "2026-02-16", roster, NULL, due ? "close" : NULL);
            cr_expect_eq(findings(verdict, "PMO-901", wanted), 1, "place %zu, due %d", i, due);
            cr_expect_str_eq(message_of(verdict, "PMO-901"), "Message", "place %zu, due %d", i, due);
            leave(&scene);
            d1_strbuf_release(&own);
        }
}
