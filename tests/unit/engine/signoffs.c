/* Who may decide what, and who has signed off what: functions over an engagement written for them, as of 2026-03-20. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit/engine/expressions.h"

#define DOCUMENT(kind, name, spec)                                                                                     \
    "---\napiVersion: d1d/v1\nkind: " kind "\nmetadata: {name: " name "}\nspec: " spec "\n"

#define EVIDENCE                                                                                                       \
    "recordedByRef: manager, evidence: [{type: document, href: \"https://docs.example/1\", digest: {sha256: "          \
    "\"0000000000000000000000000000000000000000000000000000000000000000\"}}]"

/* What is approved stands in a file of its own, whose object id takes the place of the sign. */
#define SUBJECTS "subjects.yaml"
#define SIGN "@BLOB@"
#define VERSION "path: " SUBJECTS ", digest: {gitBlob: \"" SIGN "\"}"

#define APPROVAL(name, ref, who, authority, decision, date)                                                            \
    DOCUMENT("Approval", name,                                                                                         \
             "{subject: {ref: " ref ", " VERSION "}, approverRef: " who ", authorityRef: " authority                   \
             ", decision: " decision ", date: \"" date "\", " EVIDENCE "}")

#define CHARTER(name) DOCUMENT("ProjectCharter", name, "{purpose: Move}")

#define REQUEST(id, who, impact, changes)                                                                              \
    DOCUMENT("ChangeRequest", id,                                                                                      \
             "{id: " id ", requestedByRef: " who ", status: approved, impact: " impact ", changes: " changes "}")

#define ENGAGEMENT(profile)                                                                                            \
    DOCUMENT("Engagement", "halden",                                                                                   \
             "{customer: {id: halden, name: Halden}, provider: {id: proserve, name: ProServe}, timeZone: UTC, "        \
             "currency: EUR, calendar: {workWeek: [MO, TU, WE, TH, FR]}, profile: " profile                            \
             ", dates: {contractSigned: \"2026-01-30\", s2dExit: \"2026-02-16\", kickoff: \"2026-03-02\", "            \
             "targetEnd: \"2026-06-12\"}, lifecycle: delivery}")

#define ROSTER                                                                                                         \
    DOCUMENT("TeamRoster", "people",                                                                                   \
             "\n  people:\n"                                                                                           \
             "    - {id: sponsor, name: S, org: halden, roles: [executiveSponsor]}\n"                                  \
             "    - {id: owner, name: O, org: halden, roles: [projectManager]}\n"                                      \
             "    - {id: gone, name: G, org: halden, roles: [executiveSponsor], end: \"2026-03-04\"}\n"                \
             "    - {id: manager, name: M, org: proserve, roles: [engagementManager]}\n"                               \
             "    - {id: practice, name: P, org: proserve, roles: [practiceManager]}")

static const char *const standard[] = {
    ENGAGEMENT("standard"),
    ROSTER,
    DOCUMENT(
        "GovernancePlan", "governance",
        "\n  authorities:\n"
        "    - {id: auth-01, type: charter, holderRefs: [sponsor, gone]}\n"
        "    - {id: auth-02, type: schedule, holderRefs: [owner, sponsor], limitBusinessDays: 5}\n"
        "    - {id: auth-03, type: budget, holderRefs: [sponsor], limit: {amount: \"5000.00\", currency: EUR}}\n"
        "    - {id: auth-04, type: waiver, holderRefs: [owner], validFrom: \"2026-03-10\", validTo: \"2026-03-12\"}"),
    DOCUMENT("MilestonePlan", "plan", "{start: \"2026-03-02\", milestones: [{id: ms-01, baseline: \"2026-05-21\"}]}"),
    DOCUMENT("OutcomeRegister", "outcomes", "{outcomes: []}"),
    CHARTER("approved"),
    APPROVAL("a1", "ProjectCharter/approved", "sponsor", "auth-01", "approved", "2026-03-03"),
    CHARTER("unnamed"),
    CHARTER("rejected"),
    APPROVAL("a2", "ProjectCharter/rejected", "sponsor", "auth-01", "approved", "2026-03-03"),
    APPROVAL("a3", "ProjectCharter/rejected", "sponsor", "auth-01", "rejected", "2026-03-05"),
    CHARTER("mended"),
    APPROVAL("a4", "ProjectCharter/mended", "sponsor", "auth-01", "rejected", "2026-03-03"),
    APPROVAL("a5", "ProjectCharter/mended", "sponsor", "auth-01", "approvedWithConditions", "2026-03-05"),
    CHARTER("powerless"),
    APPROVAL("a6", "ProjectCharter/powerless", "owner", "auth-01", "approved", "2026-03-03"),
    CHARTER("standing"),
    APPROVAL("a7", "ProjectCharter/standing", "sponsor", "auth-01", "approved", "2026-03-03"),
    APPROVAL("a8", "ProjectCharter/standing", "owner", "auth-01", "approved", "2026-03-05"),
    CHARTER("heckled"),
    APPROVAL("a9", "ProjectCharter/heckled", "sponsor", "auth-01", "approved", "2026-03-03"),
    APPROVAL("a10", "ProjectCharter/heckled", "owner", "auth-01", "rejected", "2026-03-05"),
    CHARTER("tomorrow"),
    APPROVAL("a11", "ProjectCharter/tomorrow", "sponsor", "auth-01", "approved", "2026-03-21"),
    CHARTER("miscited"),
    APPROVAL("a12", "ProjectCharter/miscited", "sponsor", "auth-03", "approved", "2026-03-03"),
    CHARTER("last-day"),
    APPROVAL("a13", "ProjectCharter/last-day", "gone", "auth-01", "approved", "2026-03-04"),
    CHARTER("too-late"),
    APPROVAL("a14", "ProjectCharter/too-late", "gone", "auth-01", "approved", "2026-03-05"),
    CHARTER("asserted"),
    DOCUMENT("Approval", "a15",
             "{subject: {ref: ProjectCharter/asserted, " VERSION
             "}, approverRef: sponsor, authorityRef: auth-01, decision: approved, "
             "date: \"2026-03-03\"}"),
    DOCUMENT("Approval", "a16",
             "{subject: {ref: OutcomeRegister/outcomes, " VERSION "}, approverRef: sponsor, decision: approved, date: "
             "\"2026-03-03\", " EVIDENCE "}"),
    REQUEST("cr-01", "manager", "{scheduleBusinessDays: 2}",
            "[{ref: ms-01, field: baseline, from: \"2026-05-21\", to: \"2026-05-26\"}]"),
    APPROVAL("b1", "cr-01", "owner", "auth-02", "approved", "2026-03-05"),
    REQUEST("cr-02", "manager", "{scheduleBusinessDays: 10}", "[]"),
    APPROVAL("b2", "cr-02", "owner", "auth-02", "approved", "2026-03-05"),
    REQUEST("cr-03", "manager", "{cost: {amount: \"-9000.00\", currency: USD, fxRate: \"0.5\"}}", "[]"),
    APPROVAL("b3", "ChangeRequest/cr-03", "sponsor", "auth-03", "approved", "2026-03-05"),
    REQUEST("cr-04", "manager", "{cost: {amount: \"5000.01\", currency: EUR}}", "[]"),
    APPROVAL("b4", "cr-04", "sponsor", "auth-03", "approved", "2026-03-05"),
    REQUEST("cr-05", "owner", "{scheduleBusinessDays: 2}", "[]"),
    APPROVAL("b5", "cr-05", "owner", "auth-02", "approved", "2026-03-05"),
    REQUEST("cr-06", "manager", "{scheduleBusinessDays: 2}", "[]"),
    REQUEST("cr-07", "manager", "{}", "[]"),
    REQUEST("cr-08", "manager", "{scheduleBusinessDays: 2, cost: {amount: \"1.00\", currency: EUR}}", "[]"),
    APPROVAL("b8", "cr-08", "owner", "auth-02", "approved", "2026-03-05"),
    REQUEST("cr-09", "manager", "{scheduleBusinessDays: 2, cost: {amount: \"1.00\", currency: EUR}}",
            "[{ref: Engagement/halden, field: dates.targetEnd, from: \"2026-06-12\", to: \"2026-06-15\"}]"),
    APPROVAL("b9", "cr-09", "owner", "auth-02", "approved", "2026-03-05"),
    APPROVAL("b10", "cr-09", "sponsor", "auth-03", "approved", "2026-03-09"),
    REQUEST("cr-10", "manager", "{scheduleBusinessDays: 1}", "[{ref: ms-01, field: baseline, to: \"2026-05-26\"}]"),
    REQUEST(
        "cr-11", "manager", "{scheduleBusinessDays: 1}",
        "[{ref: ProjectCharter/approved, field: inScope, to: []}, {ref: OutcomeRegister/outcomes, field: x, to: 1}]"),
    NULL};

static const char *const lite[] = {
    ENGAGEMENT("lite"),
    ROSTER,
    CHARTER("approved"),
    DOCUMENT("Approval", "a1",
             "{subject: {ref: ProjectCharter/approved, " VERSION "}, approverRef: sponsor, decision: approved, date: "
             "\"2026-03-03\", " EVIDENCE "}"),
    REQUEST("cr-01", "owner", "{cost: {amount: \"900000.00\", currency: EUR}}", "[]"),
    DOCUMENT("Approval", "b1",
             "{subject: {ref: cr-01, " VERSION
             "}, approverRef: sponsor, decision: approved, date: \"2026-03-05\", " EVIDENCE "}"),
    NULL};

/* Writes the approvals, or everything else, with the object id in place of its sign. */
static void write_documents(const char *path, const char *const *documents, bool approvals, const char *blob)
{
    FILE *file = fopen(path, "w");

    cr_assert(file != NULL);
    for (; *documents; documents++) {
        const char *sign = strstr(*documents, SIGN);

        if ((strstr(*documents, "kind: Approval\n") != NULL) != approvals)
            continue;
        fprintf(file, "%.*s", (int)(sign ? sign - *documents : (long)strlen(*documents)), *documents);
        if (sign)
            fprintf(file, "%s%s", blob, sign + strlen(SIGN));
    }
    cr_assert_eq(fclose(file), 0);
}

static void find_blob(const char *path, char blob[41])
{
    char command[128];
    FILE *git;

    snprintf(command, sizeof command, "git hash-object --no-filters %s", path);
    git = popen(command, "r");
    cr_assert(git != NULL);
    cr_assert_eq(fread(blob, 1, 40, git), 40);
    blob[40] = '\0';
    cr_assert_eq(pclose(git), 0);
}

static void run(const char *format, const char *folder)
{
    char command[512];

    snprintf(command, sizeof command, format, folder);
    cr_assert_eq(system(command), 0, "%s", command);
}

/* What is approved has stood there since February, written by nobody of the roster. */
static void commit(const char *folder)
{
    run("cd %s && git init -q . && git add -A && GIT_AUTHOR_DATE=2026-02-20T12:00:00Z "
        "GIT_COMMITTER_DATE=2026-02-20T12:00:00Z git -c user.name=x -c user.email=x@x.example commit -q -m begin",
        folder);
}

static void expect_over(const char *const *documents, const struct expression *expressions, size_t count)
{
    char folder[] = "/tmp/d1lint-signoffs-XXXXXX", subjects[64], approvals[64], blob[41];
    struct over over = {0};

    cr_assert(mkdtemp(folder) != NULL);
    snprintf(subjects, sizeof subjects, "%s/" SUBJECTS, folder);
    snprintf(approvals, sizeof approvals, "%s/approvals.yaml", folder);
    write_documents(subjects, documents, false, "");
    find_blob(subjects, blob);
    write_documents(approvals, documents, true, blob);
    commit(folder);
    over_open(&over, folder, "2026-03-20");
    cr_assert_eq(d1_scope_faults(over.scope), 0, "%s has faults", folder);
    over_expect(&over, expressions, count);
    over_close(&over);
    run("rm -rf %s", folder);
}

Test(signoffs, who_holds_what)
{
    static const struct expression expressions[] = {
        {"defaultAuthorities()", "false"},
        {"holds('sponsor', 'charter', today)", "true"},
        {"holds('owner', 'charter', today)", "false"},
        {"holds('sponsor', 'riskAcceptance', today)", "false"},
        {"holds('gone', 'charter', date('2026-03-04'))", "true"},
        {"holds('gone', 'charter', date('2026-03-05'))", "false"},
        {"holds('owner', 'waiver', date('2026-03-10'))", "true"},
        {"holds('owner', 'waiver', date('2026-03-12'))", "true"},
        {"holds('owner', 'waiver', date('2026-03-09'))", "false"},
        {"holds('owner', 'waiver', date('2026-03-13'))", "false"},
        {"holders('charter', today)", "[\"sponsor\"]"},
        {"holders('charter', date('2026-03-04'))", "[\"sponsor\", \"gone\"]"},
        {"authorities('owner', 'schedule', today).map(a, a.id)", "[\"auth-02\"]"},
        {"holdsWithin('owner', 'schedule', today, optional.none(), optional.of(5))", "true"},
        {"holdsWithin('owner', 'schedule', today, optional.none(), optional.of(-5))", "true"},
        {"holdsWithin('owner', 'schedule', today, optional.none(), optional.of(6))", "false"},
        {"holdsWithin('owner', 'schedule', today, optional.none(), optional.none())", "false"},
    };
    static const struct expression by_role[] = {
        {"defaultAuthorities()", "true"},
        {"holds('sponsor', 'charter', today)", "true"},
        {"holds('owner', 'charter', today)", "false"},
        {"holds('owner', 'schedule', today)", "true"},
        {"holds('gone', 'charter', today)", "false"},
        {"holders('budget', today)", "[\"sponsor\", \"practice\"]"},
        {"holdsWithin('practice', 'budget', today, optional.none(), optional.of(500))", "true"},
    };

    expect_over(standard, expressions, LENGTH(expressions));
    expect_over(lite, by_role, LENGTH(by_role));
}

#define STATE(name) "approvalState(['ProjectCharter/" name "'], 'charter', 'E1')"

Test(signoffs, which_approval_decides)
{
    static const struct expression expressions[] = {
        {STATE("approved"), "\"valid\""},
        {STATE("unnamed"), "\"none\""},
        {STATE("rejected"), "\"rejected\""},
        {STATE("mended"), "\"valid\""},
        {STATE("powerless"), "\"faulty\""},
        {STATE("standing"), "\"valid\""},
        {STATE("heckled"), "\"valid\""},
        {STATE("tomorrow"), "\"none\""},
        {STATE("miscited"), "\"faulty\""},
        {STATE("last-day"), "\"valid\""},
        {STATE("too-late"), "\"faulty\""},
        {STATE("asserted"), "\"faulty\""},
        {"approvalState(['ProjectCharter/asserted'], 'charter', 'E0')", "\"valid\""},
        {"approvalState(['ProjectCharter/approved'], 'budget', 'E1')", "\"none\""},
        {"approvalState(['OutcomeRegister/outcomes'], 'outcomes', 'E1')", "\"valid\""},
        {"deciding(['ProjectCharter/standing'], 'charter', 'E1').optMap(a, a.metadata.name)", "optional.of(\"a7\")"},
        {"deciding(['ProjectCharter/rejected'], 'charter', 'E1').optMap(a, a.metadata.name)", "optional.of(\"a3\")"},
        {"wantedEvidence('E1', 'sponsor')", "\"E1\""},
        {"wantedEvidence('E1', 'manager')", "\"E2\""},
    };
    static const struct expression by_role[] = {{STATE("approved"), "\"valid\""}};

    expect_over(standard, expressions, LENGTH(expressions));
    expect_over(lite, by_role, LENGTH(by_role));
}

Test(signoffs, which_change_requests_are_approved)
{
    static const struct expression expressions[] = {
        {"items.ChangeRequest.filter(r, r.id != 'cr-10' && approvedOn(r, 'E1').hasValue()).map(r, r.id)",
         "[\"cr-01\", \"cr-03\", \"cr-09\"]"},
        {"items.ChangeRequest.filter(r, r.id == 'cr-09').map(r, approvedOn(r, 'E1'))",
         "[optional.of(date(\"2026-03-09\"))]"},
        {"items.ChangeRequest.filter(r, r.id == 'cr-01').map(r, scheduleImpact(r))", "[3]"},
        {"items.ChangeRequest.filter(r, r.id == 'cr-08').map(r, requestNeeds(r))", "[[\"schedule\", \"budget\"]]"},
        {"items.ChangeRequest.filter(r, r.id == 'cr-11').map(r, requestNeeds(r))",
         "[[\"scopeChange\", \"schedule\", \"outcomes\"]]"},
        {"items.ChangeRequest.filter(r, r.id == 'cr-10').map(r, scheduleImpact(r))", "[3]"},
        {"items.ChangeRequest.filter(r, r.id == 'cr-10').map(r, isScheduleOpen(r))", "[false]"},
        {"approvedChanges('Engagement/halden', 'dates.targetEnd', 'E1', today).map(c, c.?to)",
         "[optional.of(\"2026-06-15\")]"},
        {"approvedChanges('Engagement/halden', 'dates.targetEnd', 'E1', date('2026-03-08'))", "[]"},
        {"approvedChanges('ms-01', 'forecast', 'E1', today)", "[]"},
        {"requestOf('ChangeRequest/cr-03').optMap(r, r.id)", "optional.of(\"cr-03\")"},
    };
    static const struct expression by_role[] = {
        {"items.ChangeRequest.map(r, approvedOn(r, 'E1'))", "[optional.of(date(\"2026-03-05\"))]"},
    };

    expect_over(standard, expressions, LENGTH(expressions));
    expect_over(lite, by_role, LENGTH(by_role));
}
