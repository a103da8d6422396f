#include "cli/new/guess.h"

static const struct {
    const char *kind, *type;
} types[] = {
    {"RaidLog", "Risk"},
    {"StakeholderRegister", "Stakeholder"},
    {"TeamRoster", "Person"},
    {"MilestonePlan", "Milestone"},
};

/* Names as write_plain writes them, between spaces. */
static const struct {
    const char *type, *path, *names;
} fields[] = {
    {"Risk", "id", " id riskid risknumber number no nr ref key "},
    {"Risk", "title", " title risk risktitle name summary subject "},
    {"Risk", "type", " type risktype threatoropportunity "},
    {"Risk", "cause", " cause rootcause reason source "},
    {"Risk", "event", " event description riskdescription riskevent "},
    {"Risk", "effect", " effect consequence consequences impactdescription "},
    {"Risk", "category", " category riskcategory area "},
    {"Risk", "identified",
     " identified dateidentified identifiedon raised dateraised raisedon opened created createdon date "},
    {"Risk", "ownerRef", " owner riskowner ownerref assignedto assignee responsible "},
    {"Risk", "probability", " probability likelihood prob p "},
    {"Risk", "impact", " impact severity imp i "},
    {"Risk", "score", " score riskscore exposure rating "},
    {"Risk", "strategy", " strategy response responsestrategy treatment responsetype "},
    {"Risk", "trigger", " trigger triggers earlywarning "},
    {"Risk", "proximity", " proximity timeframe "},
    {"Risk", "status", " status state riskstatus "},
    {"Risk", "lastReviewed", " lastreviewed lastreview reviewed reviewdate lastupdated updated "},
    {"Stakeholder", "personRef", " person personref name stakeholder fullname id "},
    {"Stakeholder", "decisionRole", " decisionrole role decision "},
    {"Stakeholder", "power", " power influence "},
    {"Stakeholder", "interest", " interest "},
    {"Stakeholder", "interests", " interests concerns needs "},
    {"Stakeholder", "engagement.current", " current currentengagement engagement attitude position "},
    {"Stakeholder", "engagement.desired", " desired desiredengagement target "},
    {"Stakeholder", "relationshipOwnerRef", " relationshipowner owner relationshipownerref contactowner "},
    {"Person", "id", " id personid "},
    {"Person", "name", " name fullname person member "},
    {"Person", "org", " org organisation organization company employer "},
    {"Person", "function", " function department unit "},
    {"Person", "roles", " roles role projectrole "},
    {"Person", "core", " core coreteam "},
    {"Person", "team", " team workstream "},
    {"Person", "start", " start startdate from joined "},
    {"Person", "end", " end enddate to left "},
    {"Person", "allocationPercent", " allocation allocationpercent fte capacity percent "},
    {"Person", "responsibilities", " responsibilities responsibility tasks "},
    {"Person", "contact.address", " email mail emailaddress contact address "},
    {"Person", "timeZone", " timezone zone "},
    {"Milestone", "id", " id milestoneid number no nr key "},
    {"Milestone", "title", " title milestone name task taskname "},
    {"Milestone", "ownerRef", " owner ownerref responsible assignedto "},
    {"Milestone", "durationBusinessDays", " duration durationbusinessdays durationdays days "},
    {"Milestone", "dependsOn", " dependson predecessors predecessor dependencies "},
    {"Milestone", "notBefore", " notbefore earlieststart "},
    {"Milestone", "baseline", " baseline baselinedate planned planneddate due duedate baselinefinish "},
    {"Milestone", "forecast", " forecast forecastdate expected finish end "},
    {"Milestone", "actual", " actual actualdate actualfinish completed done "},
    {"Milestone", "outcomeRefs", " outcomes outcome outcomerefs "},
    {"Milestone", "deliverableRefs", " deliverables deliverable deliverablerefs "},
};

/* Appends a text in lower case, letters and digits alone: how names are compared. */
static void write_plain(struct d1_strbuf *out, struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            d1_strbuf_putc(out, c);
    }
}

bool d1_guess_same(struct d1_str a, struct d1_str b)
{
    struct d1_strbuf x = {0}, y = {0};
    bool same;

    write_plain(&x, a);
    write_plain(&y, b);
    same = !x.oom && !y.oom && x.len && d1_str_eq(d1_strbuf_view(&x), d1_strbuf_view(&y));
    d1_strbuf_release(&x);
    d1_strbuf_release(&y);
    return same;
}

const char *d1_guess_type(struct d1_str kind)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (d1_str_is(kind, types[i].kind))
            return types[i].type;
    return NULL;
}

const char *d1_guess_field(const char *type, struct d1_str header)
{
    struct d1_strbuf name = {0};
    const char *path = NULL;

    d1_strbuf_putc(&name, ' ');
    write_plain(&name, header);
    d1_strbuf_putc(&name, ' ');
    for (size_t i = 0; i < sizeof fields / sizeof *fields && !name.oom && name.len > 2 && !path; i++)
        if (strcmp(fields[i].type, type) == 0 && strstr(fields[i].names, name.ptr))
            path = fields[i].path;
    d1_strbuf_release(&name);
    return path;
}
