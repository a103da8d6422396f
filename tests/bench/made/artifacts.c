/* The artifacts that an engagement has once. raid.c has those that come in numbers. */
#include "bench/made/artifacts.h"

#include <ctype.h>
#include <stdint.h>

#include "bench/made/words.h"

const char *const bench_defect_checks[DEFECTS] = {
    [DEFECT_NO_TRIGGER] = "RSK-002",  [DEFECT_STALE_REVIEW] = "RSK-003",   [DEFECT_DANGLING] = "REF-001",
    [DEFECT_NO_INTEREST] = "STK-002", [DEFECT_NOT_TARGETED] = "STK-004",   [DEFECT_QUESTION] = "CTX-004",
    [DEFECT_NO_METHOD] = "OUT-001",   [DEFECT_FUTURE] = "TIM-001",         [DEFECT_SHAPE] = "SHP-002",
    [DEFECT_SCORE] = "RSK-005",       [DEFECT_UNACKNOWLEDGED] = "CTX-005", [DEFECT_NOT_ASKED] = "STK-007",
    [DEFECT_UNMAPPED] = "CTX-003",    [DEFECT_WRONG_STRATEGY] = "RSK-010",
};

void bench_person(FILE *out, const struct bench_engagement *e, int person)
{
    for (const char *p = bench_first_name(e->number, person); *p; p++)
        fputc(tolower((unsigned char)*p), out);
    fputc('.', out);
    for (const char *p = bench_last_name(e->number, person); *p; p++)
        fputc(tolower((unsigned char)*p), out);
}

/* "key: person" and a line break. */
static void person_line(FILE *out, const struct bench_engagement *e, int indent, const char *key, int person)
{
    fprintf(out, "%*s%s: ", indent, "", key);
    bench_person(out, e, person);
    fputc('\n', out);
}

void bench_envelope(FILE *out, const char *kind, const char *name, int part, const char *audience)
{
    fprintf(out, "apiVersion: d1d/v1\nkind: %s\nmetadata:\n  name: %s", kind, name);
    if (part)
        fprintf(out, "-%02d", part);
    fprintf(out, "\n  labels: {audience: %s, phase: s2d}\nspec:\n", audience);
}

void bench_sentence(FILE *out, const struct bench_engagement *e, int indent, const char *key, int salt, int words)
{
    fprintf(out, "%*s%s: \"", indent, "", key);
    bench_phrase(out, (uint64_t)e->number << 32 | (uint64_t)salt, words);
    fputs("\"\n", out);
}

void bench_engagement(FILE *out, const struct bench_engagement *e, int part)
{
    static const char *const zones[] = {"Europe/Dublin", "Europe/Vienna", "Europe/Oslo", "America/New_York"};

    (void)part;
    fprintf(out, "# The root of engagement %d. Everything in this folder belongs to it.\n", e->number);
    bench_envelope(out, "Engagement", "engagement", e->number, "shared");
    bench_sentence(out, e, 2, "title", 1, 3);
    fprintf(out, "  customer: {id: customer-%d, name: Customer %d}\n", e->number, e->number);
    fputs("  provider: {id: proserve, name: Cloud Professional Services}\n", out);
    fprintf(out,
            "  crm:\n    opportunityId: \"00650%07d\"\n    href: \"https://crm.example/opp/00650%07d\"\n"
            "    updated: \"2026-02-13\"\n",
            e->number, e->number);
    fprintf(out, "  timeZone: %s\n  currency: EUR\n  calendar:\n    workWeek: [MO, TU, WE, TH, FR]\n    holidays:\n",
            zones[e->number % 4]);
    for (int year = 2025; year <= 2032; year++)
        fprintf(out,
                "      - \"%d-01-01\" # new year\n      - \"%d-03-17\"\n      - \"%d-05-01\"\n      - \"%d-06-01\"\n"
                "      - \"%d-08-03\"\n      - \"%d-10-26\"\n      - \"%d-12-25\"\n      - \"%d-12-26\"\n",
                year, year, year, year, year, year, year, year);
    fputs("  profile: standard\n  dates:\n    contractSigned: \"2026-02-02\"\n    s2dExit: \"2026-02-16\"\n"
          "    kickoff: \"2026-03-02\"\n    targetEnd: \"2026-06-12\"\n  lifecycle: sprint0\n"
          "  applicability:\n    operationsHandover: true\n    agile: true\n"
          "  methodology: {name: GDF, version: \"2026.1\"}\n",
          out);
}

void bench_statement_of_work(FILE *out, const struct bench_engagement *e, int part)
{
    (void)part;
    bench_envelope(out, "StatementOfWork", "sow", 1, "internal");
    fprintf(out, "  reference: PS-2026-%04d\n", e->number);
    fputs("  signed: \"2026-02-02\"\n  commercialModel: fixedPrice\n"
          "  budget: {amount: \"600000.00\", currency: EUR}\n"
          "  acceptance:\n    reviewPeriodBusinessDays: 10\n    deemedAcceptance: true\n    maxReworkRounds: 2\n"
          "  deliverables:\n",
          out);
    for (int i = 1; i <= 6; i++) {
        fprintf(out, "    - id: del-%02d\n", i);
        bench_sentence(out, e, 6, "title", 100 + i, 3);
        fprintf(out, "      value: {amount: \"%d000.00\", currency: EUR}\n      acceptanceCriteria:\n", 80 + i);
        for (int c = 0; c < 2; c++) {
            fprintf(out, "        - {id: %c, text: \"", 'a' + c);
            bench_phrase(out, (uint64_t)e->number * 1000 + (uint64_t)(i * 10 + c), 7);
            fprintf(out, "\", verification: %s}\n", c ? "inspection" : "test");
        }
    }
    fputs("  obligations:\n", out);
    for (int i = 1; i <= 6; i++) {
        fprintf(out, "    - id: obl-%02d\n", i);
        bench_sentence(out, e, 6, "text", 200 + i, 6);
        fprintf(out, "      obligor: %s\n      clause: \"%d.%d\"\n", i % 2 ? "provider" : "customer", 3 + i, i);
    }
    fprintf(out,
            "  evidence:\n    - type: url\n      href: \"https://contracts.example/PS-2026-%04d.pdf\"\n"
            "      digest: {sha256: \"%064d\"}\n      collected: \"2026-02-02\"\n",
            e->number, e->number);
}

static const struct {
    const char *function, *role, *start;
    bool core;
} people[PEOPLE] = {
    [PERSON_SALES] = {"sales", "accountLead", "2026-01-05", true},
    [PERSON_MANAGER] = {"delivery", "engagementManager", "2026-02-02", true},
    [PERSON_LEAD] = {"delivery", "technicalLead", "2026-02-02", true},
    [PERSON_CONSULTANT] = {"delivery", "consultant", "2026-02-02", false},
    [PERSON_CONSULTANT + 1] = {"delivery", "consultant", "2026-02-02", false},
    [PERSON_CONSULTANT + 2] = {"delivery", "consultant", "2026-02-02", false},
    [PERSON_CONSULTANT + 3] = {"delivery", "consultant", "2026-02-02", false},
    [PERSON_QUALITY] = {"quality", "qualityReviewer", "2026-01-05", false},
    [PERSON_PRACTICE] = {"executive", "practiceManager", "2026-01-05", false},
    [PERSON_SPONSOR] = {"executive", "executiveSponsor", "2026-01-05", true},
    [PERSON_PROJECT_MANAGER] = {"business", "projectManager", "2026-01-05", true},
    [PERSON_OPERATIONS] = {"operations", "operationsOwner", "2026-01-05", false},
    [PERSON_SECURITY] = {"security", "subjectMatterExpert", "2026-01-05", false},
    [PERSON_FINANCE] = {"business", "productOwner", "2026-01-05", false},
};

void bench_roster(FILE *out, const struct bench_engagement *e, int part)
{
    (void)part;
    bench_envelope(out, "TeamRoster", "people", 0, "internal");
    fputs("  people:\n", out);
    for (int i = 0; i < PEOPLE; i++) {
        person_line(out, e, 4, "- id", i);
        fprintf(out, "      name: %s %s\n", bench_first_name(e->number, i), bench_last_name(e->number, i));
        if (i < PERSON_SPONSOR)
            fputs("      org: proserve\n", out);
        else
            fprintf(out, "      org: customer-%d\n", e->number);
        fprintf(out, "      function: %s\n      roles: [%s]\n      core: %s\n      start: \"%s\"\n", people[i].function,
                people[i].role, people[i].core ? "true" : "false", people[i].start);
        bench_sentence(out, e, 6, "responsibilities", 300 + i, 3);
        fputs("      contact: {channel: email, address: ", out);
        bench_person(out, e, i);
        fprintf(out, "@%s.example}\n", i < PERSON_SPONSOR ? "proserve" : "customer");
    }
}

static void acknowledgements(FILE *out, const struct bench_engagement *e, const int *who, int count)
{
    fputs("  acknowledgements:\n", out);
    for (int i = 0; i < count; i++) {
        person_line(out, e, 4, "- personRef", who[i]);
        fprintf(out, "      date: \"2026-02-%02d\"\n", 13 + 3 * (i % 2));
    }
}

void bench_context(FILE *out, const struct bench_engagement *e, int part)
{
    static const char *const sections[] = {"businessDrivers", "currentState", "priorWork", "constraints"};
    static const int core[] = {PERSON_SPONSOR, PERSON_PROJECT_MANAGER, PERSON_SALES, PERSON_MANAGER, PERSON_LEAD};

    (void)part;
    bench_envelope(out, "CustomerContext", "context", 0, "internal");
    fputs("  history:\n", out);
    for (int i = 0; i < 4; i++) {
        fprintf(out, "    - date: \"%d-0%d-10\"\n", 2021 + i, 2 + i);
        bench_sentence(out, e, 6, "what", 400 + i, 4);
        bench_sentence(out, e, 6, "outcome", 410 + i, 5);
    }
    fputs("  sections:\n", out);
    for (int i = 0; i < 4; i++)
        bench_sentence(out, e, 4, sections[i], 420 + i, 9);
    fputs("  commitments:\n", out);
    for (int i = 1; i <= 4; i++) {
        fprintf(out, "    - id: cmt-%02d\n", i);
        bench_sentence(out, e, 6, "text", 430 + i, 6);
        person_line(out, e, 6, "madeBy", PERSON_SALES);
        if (i != 3 || !e->defects[DEFECT_UNMAPPED])
            fprintf(out, "      mappedTo: [out-0%d, obl-0%d, risk-%02d]\n", i, i, i);
    }
    fputs("  knownIssues:\n", out);
    for (int i = 1; i <= 3; i++) {
        bench_sentence(out, e, 4, "- text", 440 + i, 6);
        fprintf(out, "      refs: [risk-%02d, issue-%02d]\n", 10 + i, i);
    }
    fputs("  openQuestions:\n", out);
    for (int i = 1; i <= 4; i++) {
        fprintf(out, "    - id: qst-%02d\n", i);
        bench_sentence(out, e, 6, "text", 450 + i, 5);
        person_line(out, e, 6, "ownerRef", i % 2 ? PERSON_SECURITY : PERSON_LEAD);
        if (i != 2 || !e->defects[DEFECT_QUESTION])
            fprintf(out, "      due: \"2026-03-%02d\"\n", 2 + i);
        fprintf(out, "      blocking: %s\n", i % 2 ? "true" : "false");
        if (i % 2)
            bench_sentence(out, e, 6, "answer", 460 + i, 5);
    }
    acknowledgements(out, e, core, e->defects[DEFECT_UNACKNOWLEDGED] ? 4 : 5);
    fputs("  practiceLinks: [\"https://pdp.example/playbooks/s2d\", \"https://pdp.example/playbooks/launch\"]\n", out);
}

void bench_stakeholders(FILE *out, const struct bench_engagement *e, int part)
{
    static const struct {
        const char *role, *power, *interest, *current, *desired;
        int owner; /* of the relationship; 0: none */
    } items[] = {
        {"decisionMaker", "high", "high", "supportive", "leading", PERSON_MANAGER},
        {"approver", "medium", "high", "supportive", "supportive", PERSON_MANAGER},
        {"user", "medium", "high", "neutral", "supportive", 0},
        {"gatekeeper", "high", "low", "resistant", "neutral", PERSON_LEAD},
        {"decisionMaker", "high", "medium", "neutral", "supportive", PERSON_MANAGER},
    };

    (void)part;
    bench_envelope(out, "StakeholderRegister", "stakeholders", 0, "internal");
    fputs("  lastReviewed: \"2026-02-13\"\n  items:\n", out);
    for (int i = 0; i < 5; i++) {
        person_line(out, e, 4, "- personRef", PERSON_SPONSOR + i);
        fprintf(out, "      decisionRole: %s\n      power: %s\n", items[i].role, items[i].power);
        if (i != 1 || !e->defects[DEFECT_NO_INTEREST])
            fprintf(out, "      interest: %s\n", items[i].interest);
        fprintf(out, "      engagement: {current: %s, desired: %s}\n", items[i].current, items[i].desired);
        if (items[i].owner)
            person_line(out, e, 6, "relationshipOwnerRef", items[i].owner);
        fputs("      interests:\n", out);
        for (int n = 0; n < 4; n++) {
            fputs("        - ", out);
            bench_phrase(out, (uint64_t)e->number * 10000 + (uint64_t)(i * 10 + n), 6);
            fputc('\n', out);
        }
        if (i == 4 && e->defects[DEFECT_NOT_ASKED])
            fputs("      alignment: {state: notAsked}\n", out);
        else if (i == 0 || i == 4)
            fprintf(out,
                    "      alignment:\n        state: aligned\n        date: \"2026-02-12\"\n        channel: call\n"
                    "        evidence:\n          - {type: email, href: \"https://mail.example/%d/%d\","
                    " collected: \"2026-02-12\"}\n",
                    e->number, i);
    }
}

void bench_outcomes(FILE *out, const struct bench_engagement *e, int part)
{
    (void)part;
    bench_envelope(out, "OutcomeRegister", "outcomes", 0, "shared");
    fputs("  outcomes:\n", out);
    for (int i = 1; i <= 4; i++) {
        fprintf(out, "    - id: out-%02d\n", i);
        bench_sentence(out, e, 6, "statement", 500 + i, 6);
        person_line(out, e, 6, "ownerRef", i % 2 ? PERSON_SPONSOR : PERSON_OPERATIONS);
        fputs("      status: open\n      validation:\n", out);
        person_line(out, e, 8, "byRef", PERSON_SPONSOR);
        fputs("        date: \"2026-02-12\"\n        evidence:\n          - {type: meeting, href: "
              "MeetingRecord/meeting-01,"
              " collected: \"2026-02-12\"}\n      metrics:\n",
              out);
        fprintf(out, "        - id: kpi-%02d\n", i);
        bench_sentence(out, e, 10, "name", 510 + i, 3);
        fputs("          unit: percent\n          direction: increase\n          baseline: 40\n          target: 95.5\n"
              "          due: \"2026-06-12\"\n",
              out);
        if (i != 2 || !e->defects[DEFECT_NO_METHOD])
            bench_sentence(out, e, 10, "method", 520 + i, 4);
        fputs("          cadence: P14D\n          readings:\n", out);
        for (int n = 0; n < 2; n++)
            fprintf(out, "            - {date: \"2026-02-%02d\", value: %d.5, source: \"export of 2026-02-%02d\"}\n",
                    5 + n * 11, 40 + n, 5 + n * 11);
    }
}

void bench_communication(FILE *out, const struct bench_engagement *e, int part)
{
    static const struct {
        const char *name, *layer, *rule, *start;
    } forums[] = {
        {"Steering committee", "strategic", "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "2026-03-10"},
        {"Status review", "programme", "FREQ=WEEKLY;BYDAY=TH", "2026-03-05"},
        {"Daily stand-up", "delivery", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-03"},
        {"Security sync", "programme", "FREQ=MONTHLY;BYDAY=1WE", "2026-03-11"},
    };

    (void)part;
    bench_envelope(out, "CommunicationPlan", "communication", 0, "shared");
    fprintf(out,
            "  channels:\n    provider: \"#engagement-%d\"\n    customer: engagement-%d@customer.example\n"
            "    emergency: \"+353 1 555 %04d\"\n  language: en\n  forums:\n",
            e->number, e->number, e->number);
    for (int i = 0; i < 4; i++) {
        fprintf(out, "    - id: frm-%02d\n      name: %s\n      layer: %s\n", i + 1, forums[i].name, forums[i].layer);
        bench_sentence(out, e, 6, "purpose", 600 + i, 7);
        person_line(out, e, 6, "ownerRef", PERSON_MANAGER);
        fputs("      audience:\n", out);
        for (int who = PERSON_SPONSOR; who < PEOPLE; who++) {
            fputs("        - ", out);
            bench_person(out, e, who);
            fputc('\n', out);
        }
        fprintf(out,
                "      start: \"%s\"\n      rrule: \"%s\"\n      durationMinutes: %d\n      timeZone: Europe/Dublin\n"
                "      recordRequired: %s\n",
                forums[i].start, forums[i].rule, 15 + 15 * i, i == 2 ? "false" : "true");
    }
    fputs("  reports:\n", out);
    for (int i = 1; i <= 2; i++) {
        fprintf(out, "    - id: rpt-%02d\n      name: %s\n", i, i == 1 ? "Weekly status" : "Monthly outlook");
        person_line(out, e, 6, "ownerRef", PERSON_MANAGER);
        fputs("      audience: [", out);
        bench_person(out, e, PERSON_SPONSOR);
        fputs(", ", out);
        bench_person(out, e, PERSON_PROJECT_MANAGER);
        fprintf(out, "]\n      start: \"2026-03-06\"\n      rrule: \"%s\"\n      format: StatusReport\n",
                i == 1 ? "FREQ=WEEKLY;BYDAY=FR" : "FREQ=MONTHLY;BYMONTHDAY=-1");
    }
}

void bench_handover(FILE *out, const struct bench_engagement *e, int part)
{
    static const char *const items[][2] = {
        {"contractAndCommercials", "StatementOfWork/sow-01"},
        {"customerHistory", "CustomerContext/context"},
        {"stakeholders", "StakeholderRegister/stakeholders"},
        {"outcomes", "OutcomeRegister/outcomes"},
        {"risksAndKnownIssues", "RaidLog/risks-01"},
        {"estimateAssumptions", "asm-01"},
        {"partnerContracts", NULL},
    };
    static const int who[] = {PERSON_SALES, PERSON_MANAGER, PERSON_LEAD};

    (void)part;
    bench_envelope(out, "Handover", "s2d", 0, "internal");
    fputs("  type: s2d\n  giverRefs: [", out);
    bench_person(out, e, PERSON_SALES);
    fputs("]\n  receiverRefs: [", out);
    bench_person(out, e, PERSON_MANAGER);
    fputs(", ", out);
    bench_person(out, e, PERSON_LEAD);
    fputs("]\n  date: \"2026-02-12\"\n  items:\n", out);
    for (int i = 0; i < 7; i++) {
        fprintf(out, "    - topic: %s\n      mandatory: %s\n      status: %s\n", items[i][0],
                items[i][1] ? "true" : "false", items[i][1] ? "done" : "notApplicable");
        if (items[i][1])
            fprintf(out,
                    "      ref: %s\n      evidence:\n        - {type: url, href: \"https://wiki.example/%d/%d\","
                    " collected: \"2026-02-12\"}\n",
                    items[i][1], e->number, i);
    }
    fputs("  knowledgeTransfer:\n", out);
    for (int i = 0; i < 4; i++) {
        bench_sentence(out, e, 4, "- topic", 700 + i, 5);
        fputs("      date: \"2026-02-12\"\n      recipientRefs: [", out);
        bench_person(out, e, i % 2 ? PERSON_MANAGER : PERSON_LEAD);
        fputs("]\n      confirmation: readBack\n", out);
    }
    acknowledgements(out, e, who, 3);
}
