/* Pages on the words of reports that are no check, criterion, gate or kind. */
#include "cli/explain/explain.h"

#include "cli/screen/page.h"

/* Names that lead to it, the first of which is its own; title, what it is, and how one gets at it. */
static const struct word {
    const char *names[9];
    const char *title, *meaning, *use;
} words[] = {
    {{"score", "scores"},
     "How much of what is due holds",
     "A number from 0 to 100 for each phase and for all of them: the weight of the criteria that hold, as a share of "
     "the "
     "weight of those that are due. Each criterion counts once, by the worst state of the gates at which it is due. "
     "What "
     "is indeterminate counts as due and does not hold; what is not due, does not apply or is waived is left out. "
     "Without `weights` in a LintPolicy all weights are those of the tool. Where nothing is due there is no score.",
     "A score decides nothing: gates do. `d1lint check --format json` has the score with and without waivers, and how "
     "many criteria keep it from 100."},
    {{"indeterminate"},
     "It could not be judged",
     "Something that a check needs could not be read, is invalid, or is not known; so nobody can say whether what it "
     "asks "
     "for holds. It is never taken as passed and never as failed. An indeterminate check of severity error makes exit "
     "status 1, and a gate that needs it is undecided.",
     "Mend the finding that reports show first; what waits for it is judged then. `d1lint check --verbose` names all "
     "that wait."},
    {{"profile", "profiles", "lite", "standard", "regulated"},
     "How much is asked of an engagement",
     "`spec.profile` of the Engagement is `lite`, `standard` or `regulated`. It says which kinds of artifacts have to "
     "be "
     "there; what a kind has to hold is the same in each.",
     "`d1lint list kinds` says from which profile on a kind is required, and `d1lint explain CHECK` which parameters "
     "have another value in a profile."},
    {{"parameter", "parameters"},
     "A figure or list that a check goes by",
     "Checks have parameters with a default: days, percentages, lists of words. A LintPolicy sets them by their names "
     "under `parameters`, and every report lists what it sets, and whether that relaxes the check.",
     "`d1lint explain CHECK` lists the parameters of a check, `d1lint explain NAME` the checks of a parameter."},
    {{"function", "functions"},
     "A name that expressions call",
     "Conditions of rules are written in CEL. Beside its own functions there are those of d1lint: dates, people, "
     "money, "
     "schedules, and those of `rules/functions`.",
     "`d1lint list functions` lists them, `d1lint explain NAME` tells about one, and `d1lint eval EXPRESSION --repo "
     "DIR` tries one."},
    {{"waiver", "waivers", "waived"},
     "A permission to leave something undone",
     "A document of kind Waiver names checks or criteria, says why they are left, what is done in their place, until "
     "when, and who granted it. It is in force from the day of its grant to its last day, when WVR-001 to WVR-004 find "
     "no "
     "fault with it and the tree before the change that is judged has it already: no change brings the waiver that "
     "covers it. What it covers is `waived`: shown in every format, and no failure; a gate that is met so is "
     "metWithWaivers. The checks in `nonWaivable` stay.",
     "`d1lint explain Waiver` shows the kind."},
    {{"evidence", "E0", "E1", "E2", "E3"},
     "How strong a statement is",
     "Four levels of a statement about a person: E0, a date and a name; E1, recorded by somebody else, with a file "
     "whose digest is given, or a file of evidence that the person signed; E2, written or merged by the person; E3, "
     "signed by the person with an SSH key of the TeamRoster: the commit or the merge, for an approval also a tag of a "
     "commit that has what was approved (`evidence: [{type: tag, href: \"tag:NAME\"}]`), or the approved file itself. "
     "Parameters such as `minEvidence` say what is asked for.",
     "Who has no access to git signs a file with `ssh-keygen -Y sign -n file -f KEY FILE`; the `FILE.sig` that it "
     "writes "
     "belongs beside it. `d1lint explain APR-005` and `d1lint explain APR-006` say what is asked of approvals, `d1lint "
     "explain Approval` shows where evidence stands."},
    {{"met", "metLate", "metWithWaivers", "missed", "undecided", "blocked", "future", "gates"},
     "Where a gate stands",
     "It is decided by the gating criteria judged at it, and the checks of severity error that are due at it. `met`: "
     "all "
     "of them hold. `metLate`: all hold, and some came about after its day only. `metWithWaivers`: what does not hold "
     "is covered by waivers. `missed`: its day has come, and one of them fails. `undecided`: none fails, and one could "
     "not be judged. `blocked`: an earlier gate is missed, and the policy says `strictOrder`. `future`: its day has "
     "not "
     "come, and something is still to do. `notApplicable`: the engagement was cancelled before it, it has no date, or "
     "nothing that it asks for applies.",
     "`d1lint explain GATE` lists what a gate asks for, and `d1lint check --gate GATE` decides by it alone."},
    {{"state", "fail", "open", "pass", "empty", "notDue", "notApplicable"},
     "What became of a check, a criterion or a finding",
     "A finding is `fail` when what is missing is due, `open` when it is due later: that is something to do, and no "
     "failure. A check passes (`pass`), fails, is `notDue` while all that it finds is open, `empty` where there is "
     "nothing that it could judge, and `notApplicable` where its kind is not asked for. A criterion has the worst "
     "state "
     "of its checks. The others are `indeterminate` and `waived`.",
     "`d1lint check --todo` lists what is open, `d1lint check --format json` has every check with its state."},
};

/* The word to which an index of all names belongs; *which receives the number of the name. NULL behind the last. */
static const struct word *find(size_t index, size_t *which)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (*which = 0; *which < sizeof words->names / sizeof *words->names && words[i].names[*which]; (*which)++)
            if (!index--)
                return &words[i];
    return NULL;
}

size_t d1_explain_word_count(void)
{
    size_t count = 0, which;

    while (find(count, &which))
        count++;
    return count;
}

struct d1_str d1_explain_word_name(size_t index)
{
    size_t which;
    const struct word *word = find(index, &which);

    return d1_str(word->names[which]);
}

void d1_explain_word(struct d1_paint *page, size_t index)
{
    size_t which;
    const struct word *word = find(index, &which);

    d1_page_heading(page, d1_str(word->names[which]), d1_str(word->title));
    d1_page_section(page, "What it means", d1_str(word->meaning));
    d1_page_section(page, "What to do with it", d1_str(word->use));
}
