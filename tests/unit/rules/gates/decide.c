/*
 * What follows from the states of checks, as a table: each row is a sentence. This is the one place where it is written
 * down beside the code that decides it (src/rules/gates/decide.c).
 *
 * A check is a letter. Large letters are checks that decide (error checks; in an indicator all of them): P pass, F
 * fail, W waived, U unknown, O fails but is not due itself, E empty, N not applicable (not built, too). Small ones are
 * warnings beside error checks. `+` is an error check that the policy lowers and that holds, `-` one that does not. `?`
 * is an error check that is empty for want of a kind, which only a warning asks for.
 */
#include <criterion/criterion.h>

#include "rules/gates/decide.h"

enum { MOST = 8 };

static const struct {
    char letter;
    enum d1_state state;
} letters[] = {
    {'p', D1_STATE_PASS},    {'f', D1_STATE_FAIL},  {'w', D1_STATE_WAIVED},         {'u', D1_STATE_INDETERMINATE},
    {'o', D1_STATE_NOT_DUE}, {'e', D1_STATE_EMPTY}, {'n', D1_STATE_NOT_APPLICABLE},
};

static enum d1_state state_of(char letter)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].letter == letter)
            return letters[i].state;
    cr_assert_fail("no state is called %c", letter);
    return D1_STATE_FAIL;
}

/* A check that a kind is missing for, of which there is only a warning. */
enum { LACKING = '?' };

static size_t stands(const char *checks, struct d1_stand *list)
{
    size_t count = 0;

    for (; checks[count]; count++) {
        char letter = checks[count];
        bool large = letter >= 'A' && letter <= 'Z';

        cr_assert_lt(count, MOST);
        if (letter == '+' || letter == '-')
            list[count] =
                (struct d1_stand){.state = letter == '+' ? D1_STATE_PASS : D1_STATE_FAIL, .voice = D1_VOICE_LOWERED};
        else if (letter == LACKING)
            list[count] = (struct d1_stand){.state = D1_STATE_EMPTY, .voice = D1_VOICE_DECIDES, .lacking = true};
        else
            list[count] = (struct d1_stand){.state = state_of(large ? (char)(letter - 'A' + 'a') : letter),
                                            .voice = large ? D1_VOICE_DECIDES : D1_VOICE_NONE};
    }
    return count;
}

static const struct {
    const char *sentence, *checks;
    enum d1_state before, due, instance; /* before the gate's day; from it on; from it on at a gate of an item */
} criteria[] = {
    {"checks that hold pass it, before its day too", "PP", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS},
    {"a check that fails fails it from its day on", "PF", D1_STATE_NOT_DUE, D1_STATE_FAIL, D1_STATE_FAIL},
    {"a warning never fails it", "Pf", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS},
    {"what lacks a kind is not made up for by others", "P?", D1_STATE_NOT_DUE, D1_STATE_NOT_DUE, D1_STATE_NOT_DUE},
    {"and fails nothing", "??", D1_STATE_NOT_DUE, D1_STATE_NOT_DUE, D1_STATE_NOT_APPLICABLE},
    {"what is unknown leaves it open", "PU", D1_STATE_INDETERMINATE, D1_STATE_INDETERMINATE, D1_STATE_INDETERMINATE},
    {"a warning that is unknown does not", "Pu", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS},
    {"what is unknown hides no failure", "FU", D1_STATE_INDETERMINATE, D1_STATE_FAIL, D1_STATE_FAIL},
    {"a waiver of all that fails waives it", "PW", D1_STATE_NOT_DUE, D1_STATE_WAIVED, D1_STATE_WAIVED},
    {"a waiver of a part of it does not", "FW", D1_STATE_NOT_DUE, D1_STATE_FAIL, D1_STATE_FAIL},
    {"what is unknown comes before what is waived", "UW", D1_STATE_INDETERMINATE, D1_STATE_INDETERMINATE,
     D1_STATE_INDETERMINATE},
    {"a check that holds makes up for one without a subject", "PE", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS},
    {"or for one that does not apply", "PN", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS},
    {"none applies: nor does it", "NN", D1_STATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE},
    {"warnings too: nor does it", "Nn", D1_STATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE},
    {"none has a subject: it waits for one, unless it is for one item", "EE", D1_STATE_NOT_DUE, D1_STATE_NOT_DUE,
     D1_STATE_NOT_APPLICABLE},
    {"of such that are empty or do not apply the empty ones decide", "EN", D1_STATE_NOT_DUE, D1_STATE_NOT_DUE,
     D1_STATE_NOT_APPLICABLE},
    {"a warning that holds shows nothing about errors that nobody looked for", "Ep", D1_STATE_NOT_DUE, D1_STATE_NOT_DUE,
     D1_STATE_NOT_DUE},
    {"what is due later itself is to be done, and does not count once the gate is due", "PO", D1_STATE_NOT_DUE,
     D1_STATE_PASS, D1_STATE_PASS},
    {"nothing else is there: it waits", "O", D1_STATE_NOT_DUE, D1_STATE_NOT_DUE, D1_STATE_NOT_DUE},
    {"no check counts any more", "", D1_STATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE, D1_STATE_NOT_APPLICABLE},
    {"what the policy lowers fails nothing beside what holds", "P-", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS},
    {"but nothing holds by it", "-", D1_STATE_NOT_DUE, D1_STATE_INDETERMINATE, D1_STATE_INDETERMINATE},
    {"what is lowered and holds shows as much as before", "+", D1_STATE_PASS, D1_STATE_PASS, D1_STATE_PASS},
};

Test(decide, the_state_of_a_criterion_follows_from_its_checks)
{
    for (size_t i = 0; i < sizeof criteria / sizeof *criteria; i++) {
        struct d1_stand list[MOST];
        size_t count = stands(criteria[i].checks, list);
        enum d1_state before = d1_decide_criterion(list, count, false, false).state;
        enum d1_state due = d1_decide_criterion(list, count, true, false).state;
        enum d1_state instance = d1_decide_criterion(list, count, true, true).state;

        cr_expect_eq(before, criteria[i].before, "%s: before, %s", criteria[i].sentence, d1_state_name(before));
        cr_expect_eq(due, criteria[i].due, "%s: due, %s", criteria[i].sentence, d1_state_name(due));
        cr_expect_eq(instance, criteria[i].instance, "%s: of an item, %s", criteria[i].sentence,
                     d1_state_name(instance));
    }
}

/* Criteria as letters, as above; `o` is notDue, from the day on for want of subjects. */
static const struct {
    const char *sentence, *criteria, *checks;
    enum d1_gate_state before, due;
} gates[] = {
    {"what holds meets it, before its day too", "pp", "P", D1_GATE_MET, D1_GATE_MET},
    {"a criterion that fails misses it", "pf", "P", D1_GATE_FUTURE, D1_GATE_MISSED},
    {"a check that is due at it misses it, though no criterion names it", "pp", "F", D1_GATE_FUTURE, D1_GATE_MISSED},
    {"a warning misses nothing", "p", "Pf", D1_GATE_MET, D1_GATE_MET},
    {"what is unknown leaves it undecided", "pu", "P", D1_GATE_FUTURE, D1_GATE_UNDECIDED},
    {"of a check that is due at it, too", "p", "U", D1_GATE_FUTURE, D1_GATE_UNDECIDED},
    {"what is unknown hides no failure", "fu", "U", D1_GATE_FUTURE, D1_GATE_MISSED},
    {"a waiver is not hidden", "pw", "P", D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET_WITH_WAIVERS},
    {"nor is that of a check", "p", "W", D1_GATE_MET_WITH_WAIVERS, D1_GATE_MET_WITH_WAIVERS},
    {"what does not apply keeps it from nothing", "pn", "PN", D1_GATE_MET, D1_GATE_MET},
    {"what has no subject does not either, once it is due", "po", "PE", D1_GATE_FUTURE, D1_GATE_MET},
    {"what is to be done by a later day does not count", "p", "O", D1_GATE_FUTURE, D1_GATE_MET},
    {"nothing was judged: it is neither met nor missed", "no", "NE", D1_GATE_FUTURE, D1_GATE_NOT_APPLICABLE},
    {"nothing is asked of it", "", "", D1_GATE_FUTURE, D1_GATE_NOT_APPLICABLE},
    {"a check alone meets it", "", "P", D1_GATE_MET, D1_GATE_MET},
    {"what the policy lowers fails nothing beside what holds", "p", "-", D1_GATE_MET, D1_GATE_MET},
    {"but nothing is met by it", "n", "-", D1_GATE_FUTURE, D1_GATE_UNDECIDED},
};

static enum d1_gate_state decide(size_t row, struct d1_gate_facts facts)
{
    struct d1_stand list[MOST];
    enum d1_state states[MOST];
    size_t count = strlen(gates[row].criteria);

    for (size_t i = 0; i < count; i++)
        states[i] = state_of(gates[row].criteria[i]);
    return d1_decide_gate(&facts, states, count, list, stands(gates[row].checks, list));
}

Test(decide, the_state_of_a_gate_follows_from_its_criteria_and_checks)
{
    for (size_t i = 0; i < sizeof gates / sizeof *gates; i++) {
        enum d1_gate_state before = decide(i, (struct d1_gate_facts){.applies = true});
        enum d1_gate_state due = decide(i, (struct d1_gate_facts){.applies = true, .due = true});

        cr_expect_eq(before, gates[i].before, "%s: before, %s", gates[i].sentence, d1_gate_state_name(before));
        cr_expect_eq(due, gates[i].due, "%s: due, %s", gates[i].sentence, d1_gate_state_name(due));
    }
}

Test(decide, what_is_known_of_a_gate_goes_before_what_holds_at_it)
{
    static const struct {
        const char *sentence;
        struct d1_gate_facts facts;
        size_t gate; /* row of the table above: 0 holds, 1 fails */
        enum d1_gate_state state;
    } rows[] = {
        {"called off before it: it does not apply", {.due = true}, 1, D1_GATE_NOT_APPLICABLE},
        {"that goes before an earlier gate that is missed", {.due = true, .blocked = true}, 0, D1_GATE_NOT_APPLICABLE},
        {"what it waits for has not come about", {.applies = true, .due = true, .overrun = true}, 0, D1_GATE_MISSED},
        {"an earlier one is missed", {.applies = true, .due = true, .blocked = true}, 0, D1_GATE_BLOCKED},
        {"so that it is blocked before its day, too", {.applies = true, .blocked = true}, 0, D1_GATE_BLOCKED},
        {"but its own failure is not hidden by that",
         {.applies = true, .due = true, .blocked = true},
         1,
         D1_GATE_MISSED},
        {"a check that it needs is switched off",
         {.applies = true, .due = true, .disarmed = true},
         0,
         D1_GATE_UNDECIDED},
        {"what is not built decides nothing", {.applies = true, .due = true, .partial = true}, 0, D1_GATE_MET},
        {"but keeps it from being met before its day", {.applies = true, .partial = true}, 0, D1_GATE_FUTURE},
        {"what is switched off hides no failure", {.applies = true, .due = true, .disarmed = true}, 1, D1_GATE_MISSED},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum d1_gate_state state = decide(rows[i].gate, rows[i].facts);

        cr_expect_eq(state, rows[i].state, "%s: %s", rows[i].sentence, d1_gate_state_name(state));
    }
}

Test(decide, the_past_of_a_gate_says_how_it_was_met)
{
    static const struct {
        const char *sentence;
        enum d1_gate_state state;
        struct d1_gate_course course;
        enum d1_gate_state then;
        bool reopened;
    } rows[] = {
        {"nobody has looked", D1_GATE_MET, {0}, D1_GATE_MET, false},
        {"the last of it came late", D1_GATE_MET, {.days_late = 3}, D1_GATE_MET_LATE, false},
        {"a waiver covered what came late", D1_GATE_MET, {.covered = true}, D1_GATE_MET_WITH_WAIVERS, false},
        {"which says more than that something else was late",
         D1_GATE_MET,
         {.days_late = 3, .covered = true},
         D1_GATE_MET_WITH_WAIVERS,
         false},
        {"one covers it to this day", D1_GATE_MET_WITH_WAIVERS, {.days_late = 3}, D1_GATE_MET_WITH_WAIVERS, false},
        {"it was met, and what was due at it fails now",
         D1_GATE_MISSED,
         {.had_held = true, .was_undone = true},
         D1_GATE_MISSED,
         true},
        {"it was met, and what fails is judged all the time",
         D1_GATE_MISSED,
         {.had_held = true},
         D1_GATE_MISSED,
         false},
        {"it was never met", D1_GATE_MISSED, {.was_undone = true}, D1_GATE_MISSED, false},
        {"it is not judged", D1_GATE_UNDECIDED, {.had_held = true, .was_undone = true}, D1_GATE_UNDECIDED, false},
        {"it does not apply", D1_GATE_NOT_APPLICABLE, {.days_late = 3}, D1_GATE_NOT_APPLICABLE, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool reopened;
        enum d1_gate_state state = d1_decide_course(rows[i].state, &rows[i].course, &reopened);

        cr_expect_eq(state, rows[i].then, "%s: %s", rows[i].sentence, d1_gate_state_name(state));
        cr_expect_eq(reopened, rows[i].reopened, "%s", rows[i].sentence);
    }
}
