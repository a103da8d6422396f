/* The artifacts that an engagement has many of: parts of its RAID log, meeting records and feedback. */
#include "bench/made/artifacts.h"

#include <stdint.h>

#include "bench/made/words.h"

enum { SEED_PART = 1, SEED_ITEM = 2 }; /* in which part, and which item of it, a seeded defect stands */

static void risk(FILE *out, const struct bench_engagement *e, int part, int item)
{
    int id = (part - 1) * BENCH_RISKS + item;
    bool here = part == SEED_PART, opportunity = item == BENCH_RISKS, high = item == SEED_ITEM && id % 3 != 0;
    int probability = high ? 4 : 2 + id % 2, impact = high ? 4 : 3;

    fprintf(out, "    - id: risk-%02d\n", id);
    bench_sentence(out, e, 6, "title", 1000 + id, 3);
    fprintf(out, "      type: %s\n", opportunity ? "opportunity" : "threat");
    bench_sentence(out, e, 6, "cause", 1100 + id, 5);
    bench_sentence(out, e, 6, "event", 1200 + id, 5);
    bench_sentence(out, e, 6, "effect", 1300 + id, 5);
    fputs("      category: technical\n      identified: \"2026-02-10\"\n      ownerRef: ", out);
    bench_person(out, e, id % 2 ? PERSON_LEAD : PERSON_PROJECT_MANAGER);
    fprintf(out, "\n      probability: %d\n      impact: %d\n", probability, impact);
    if (here && item == 3)
        fprintf(out, "      score: %d\n", probability * impact + e->defects[DEFECT_SCORE]);
    if (here && item == 1 && e->defects[DEFECT_WRONG_STRATEGY])
        fputs("      strategy: exploit\n", out);
    else
        fprintf(out, "      strategy: %s\n", opportunity ? "enhance" : "mitigate");
    if (!here || item != SEED_ITEM || !e->defects[DEFECT_NO_TRIGGER])
        bench_sentence(out, e, 6, "trigger", 1400 + id, 4);
    fprintf(out, "      actionRefs: [act-%02d]\n      residual: {probability: %d, impact: %d}\n", id,
            opportunity ? probability : probability - 1, opportunity ? impact : impact - 1);
    fprintf(out, "      status: open\n      lastReviewed: \"2026-02-%02d\"\n",
            here && item == 4 && e->defects[DEFECT_STALE_REVIEW] ? 5 : 13 + id % 4);
}

void bench_risks(FILE *out, const struct bench_engagement *e, int part)
{
    fprintf(out, "# Part %d of the risk register.\n", part);
    bench_envelope(out, "RaidLog", "risks", part, "internal");
    if (part == 1) {
        fputs("  method:\n    highScore: 15\n    escalateScore: 20\n    reviewEvery: P14D\n    accepterRef: ", out);
        bench_person(out, e, PERSON_PRACTICE);
        fputc('\n', out);
    }
    fputs("  risks:\n", out);
    for (int item = 1; item <= BENCH_RISKS; item++)
        risk(out, e, part, item);
}

void bench_actions(FILE *out, const struct bench_engagement *e, int part)
{
    static const int below[] = {PERSON_SPONSOR, PERSON_OPERATIONS, PERSON_FINANCE, PERSON_SECURITY};

    bench_envelope(out, "RaidLog", "actions", part, "internal");
    fputs("  actions:\n", out);
    for (int item = 1; item <= BENCH_ACTIONS; item++) {
        int id = (part - 1) * BENCH_ACTIONS + item;
        bool done = id % 4 == 3, last = id == BENCH_ACTION_PARTS * BENCH_ACTIONS;

        fprintf(out, "    - id: act-%02d\n", id);
        bench_sentence(out, e, 6, "title", 2000 + id, 5);
        fputs("      ownerRef: ", out);
        bench_person(out, e, PERSON_MANAGER + id % 6);
        fputs("\n      raised: \"2026-02-10\"\n      due: \"2026-03-20\"\n", out);
        if (last)
            fputs("      originRef: StakeholderRegister/stakeholders\n", out);
        else
            fprintf(out, "      originRef: risk-%02d\n", 1 + (id - 1) % (BENCH_RISK_PARTS * BENCH_RISKS));
        if (last) {
            fputs("      targetRefs:\n", out);
            for (int i = 0; i < (e->defects[DEFECT_NOT_TARGETED] ? 3 : 4); i++) {
                fputs("        - ", out);
                bench_person(out, e, below[i]);
                fputc('\n', out);
            }
        }
        fprintf(out, "      status: %s\n", done ? "done" : "open");
        if (done)
            fprintf(out,
                    "      done: \"2026-02-16\"\n      evidence:\n        - {type: ticket, href:"
                    " \"https://tickets.example/%d-%d\", collected: \"2026-02-16\"}\n",
                    e->number, id);
        fputs("      tags: [collaboration, sprint0]\n", out);
    }
}

void bench_issues(FILE *out, const struct bench_engagement *e, int part)
{
    bench_envelope(out, "RaidLog", "issues", part, "internal");
    fputs("  issues:\n", out);
    for (int i = 1; i <= 8; i++) {
        int id = (part - 1) * 8 + i;

        fprintf(out, "    - id: issue-%02d\n", id);
        bench_sentence(out, e, 6, "title", 3000 + id, 5);
        fprintf(out, "      severity: %s\n      ownerRef: ", id % 2 ? "low" : "medium");
        bench_person(out, e, PERSON_CONSULTANT + id % 4);
        fputs("\n      raised: \"2026-02-12\"\n      due: \"2026-03-06\"\n      status: open\n", out);
    }
    fputs("  assumptions:\n", out);
    for (int i = 1; i <= 5; i++) {
        int id = (part - 1) * 5 + i;

        fprintf(out, "    - id: asm-%02d\n", id);
        bench_sentence(out, e, 6, "text", 3100 + id, 6);
        fputs("      ownerRef: ", out);
        bench_person(out, e, PERSON_LEAD);
        fputs("\n      validateBy: \"2026-04-17\"\n      status: open\n", out);
    }
}

void bench_decisions(FILE *out, const struct bench_engagement *e, int part)
{
    bench_envelope(out, "RaidLog", "decisions", part, "shared");
    fputs("  decisions:\n", out);
    for (int i = 1; i <= 6; i++) {
        int id = (part - 1) * 6 + i;

        fprintf(out, "    - id: dec-%02d\n", id);
        bench_sentence(out, e, 6, "question", 4000 + id, 5);
        fputs("      raised: \"2026-02-12\"\n      neededBy: \"2026-02-27\"\n      deciderRef: ", out);
        bench_person(out, e, PERSON_SPONSOR);
        fputs("\n      options: [\"move it now\", \"move it later\"]\n      chosen: \"move it later\"\n"
              "      decided: \"2026-02-13\"\n",
              out);
        bench_sentence(out, e, 6, "rationale", 4100 + id, 6);
        fprintf(out, "      outcomeRefs: [out-%02d]\n", 1 + id % 4);
        bench_sentence(out, e, 6, "customerImpact", 4200 + id, 6);
    }
}

/* Meeting 1 validated the outcomes, meeting 2 was the hand-over. The smallest engagement has four, so the defects
 * stand in the third and fourth. */
void bench_meeting(FILE *out, const struct bench_engagement *e, int part)
{
    int day = part <= 2 ? 12 : 2 + part % 14;

    bench_envelope(out, "MeetingRecord", "meeting", part, "shared");
    fprintf(out, "  type: %s\n", part == 2 ? "s2dHandover" : "stakeholderSync");
    if (part == 3 && e->defects[DEFECT_FUTURE])
        fputs("  date: \"2026-03-05\"\n", out);
    else
        fprintf(out, "  date: \"2026-02-%02d\"\n", day);
    fputs("  attendees:\n", out);
    for (int i = 0; i < PEOPLE; i++) {
        fputs("    - ", out);
        bench_person(out, e, i);
        fputc('\n', out);
    }
    fputs("  agenda:\n    - OutcomeRegister/outcomes\n", out);
    for (int i = 0; i < 14; i++) {
        fputs(i % 3 ? "    - " : "    - \"", out);
        bench_phrase(out, (uint64_t)e->number * 100000 + (uint64_t)(part * 100 + i), 8);
        fputs(i % 3 ? "\n" : "\"\n", out);
    }
    fprintf(out, "  decisionRefs: [dec-%02d, dec-%02d]\n", 1 + part % 12, 1 + (part + 5) % 12);
    fprintf(out, "  actionRefs: [act-%02d, act-%02d, act-%02d]\n", 1 + part, 11 + part, 21 + part);
    fprintf(out, "  riskRefs: [risk-%02d, risk-%02d", 1 + part, 16 + part);
    if (part == 4 && e->defects[DEFECT_DANGLING])
        fputs(", risk-9999", out);
    fprintf(out,
            "]\n  minutes:\n    type: url\n    href: \"https://wiki.example/%d/minutes/%d\"\n"
            "    digest: {sha256: \"%064d\"}\n    collected: \"2026-02-%02d\"\n",
            e->number, part, part, day < 16 ? day + 1 : day);
}

void bench_feedback(FILE *out, const struct bench_engagement *e, int part)
{
    bench_envelope(out, "CustomerFeedback", "pulse", part, "internal");
    fprintf(out,
            "  type: pulse\n  sent: \"2026-02-%02d\"\n  channel: survey\n  scale: {min: 1, max: 5}\n  target: 4.5\n"
            "  status: answered\n  responses:\n",
            2 + part);
    for (int i = 0; i < 12; i++) {
        int id = part * 100 + i;

        fputs("    - personRef: ", out);
        bench_person(out, e, PERSON_SPONSOR + i % 5);
        fprintf(out, "\n      date: \"2026-02-%02d\"\n      score: %d\n      expectations: %s\n", 3 + part, 4 + id % 2,
                id % 3 ? "met" : "exceeded");
        bench_sentence(out, e, 6, "concern", 5000 + id, 6);
        fprintf(out, "      consent: %s\n", part == 1 && i == 3 && e->defects[DEFECT_SHAPE] ? "maybe" : "named");
    }
    fprintf(out, "  followUp:\n    actionRefs: [act-%02d]\n    contacted: \"2026-02-%02d\"\n", part, 4 + part);
}
