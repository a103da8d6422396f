/*
 * What the documents of an engagement say in figures, as plain data for the formats that draw it: people and what they
 * have to do, risks, milestones, the customer's voice, colours, money, sign-offs. Nothing here is judged; a document
 * that could not be read has no figures, and what it lacks is absent.
 *
 * Texts are as hostile as the repository. `artifact` is the place in d1_engagement_verdict.artifact_list of the
 * document that says it. Numbers are as written: nobody has looked whether they lie in their range.
 */
#ifndef D1_VERDICT_FIGURES_H
#define D1_VERDICT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"

/* A day that may be unknown. */
struct d1_figure_day {
    bool has_date;
    d1_date date;
};

/* A person who owns something that is not finished. No one is ranked: the order is that of ids. */
struct d1_person_figure {
    struct d1_str id;
    struct d1_str name;         /* empty where the roster has none */
    struct d1_str organisation; /* its id; empty likewise */
    bool customer;              /* of the customer's side */
    size_t open;                /* actions, issues, decisions and so on that they own and that are not finished */
    size_t overdue;             /* of these, due before the as-of date */
    struct d1_figure_day next;  /* the earliest day on which one of them is due */
};

struct d1_risk_figure {
    struct d1_str id;
    struct d1_str title;
    struct d1_str owner;
    struct d1_str type;
    struct d1_str status;
    int probability; /* from 1 to 5; 0 where it is unknown */
    int impact;
    int residual_probability; /* as it will be when the actions are done; likewise */
    int residual_impact;
    struct d1_figure_day reviewed;
    uint32_t artifact;
};

struct d1_milestone_figure {
    struct d1_str id;
    struct d1_str title;
    struct d1_str owner;
    struct d1_figure_day baseline;
    struct d1_figure_day forecast;
    struct d1_figure_day actual;
    bool critical; /* the plan names it on its critical path */
    uint32_t artifact;
};

/* One time that the customer was asked. */
struct d1_feedback_figure {
    struct d1_str type; /* "pulse", "csat" ... */
    struct d1_figure_day sent;
    size_t responses;
    double mean;   /* of their scores; -1 where there are none */
    double lowest; /* of the scale, and what is aimed at; -1 where it is not said */
    double highest;
    double target;
    uint32_t artifact;
};

/* A report of the state of things: the colour that it declares for each dimension, and what was spent. */
struct d1_status_figure {
    struct d1_str report; /* the report of the communication plan that it is one of; may be empty */
    struct d1_figure_day day;
    struct d1_str overall; /* "green", "amber", "red"; empty: not declared */
    struct d1_str scope;
    struct d1_str schedule;
    struct d1_str budget;
    struct d1_str quality;
    struct d1_str risk;
    struct d1_str actual; /* amounts as written */
    struct d1_str estimate;
    struct d1_str currency;
    double complete; /* percent; -1 where it is not said */
    uint32_t artifact;
};

/* How many approvals and acceptances were given by a method: "commit", "document" ... */
struct d1_signoff_figure {
    struct d1_str method;
    size_t count;
    size_t outside; /* of them those whose fingerprints are of what lies elsewhere, which only a person can check */
};

struct d1_figures {
    const struct d1_person_figure *people;
    size_t people_count;
    const struct d1_risk_figure *risks;
    size_t risks_count;
    const struct d1_milestone_figure *milestones;
    size_t milestones_count;
    const struct d1_feedback_figure *feedback; /* by day */
    size_t feedback_count;
    const struct d1_status_figure *statuses; /* by day */
    size_t statuses_count;
    const struct d1_signoff_figure *signoffs;
    size_t signoffs_count;
    struct d1_str approved; /* budget of the contract, as written; empty where there is none */
    struct d1_str currency;
};

#endif
