/*
 * The verdict: what a run found, in the one shape that every report format is made from.
 *
 * A verdict is plain data. Everything in it is owned by the verdict's arenas or by objects that outlive it (rules,
 * documents); a report only reads. Lists are in the order in which they are reported; nothing depends on threads,
 * clocks or absolute paths, so the same snapshot, rules, policy and as-of date give the same bytes.
 */
#ifndef D1_VERDICT_VERDICT_H
#define D1_VERDICT_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/place.h"
#include "base/str.h"
#include "verdict/agenda.h"
#include "verdict/figures.h"

enum d1_severity { D1_SEVERITY_OFF, D1_SEVERITY_NOTE, D1_SEVERITY_WARNING, D1_SEVERITY_ERROR };

/* "off", "note", "warning", "error": the words of policies, options and reports. */
const char *d1_severity_name(enum d1_severity severity);
bool d1_severity_parse(struct d1_str text, enum d1_severity *severity);

/* States of checks and criteria. A check is never notDue: its findings are open until they are due. */
enum d1_state {
    D1_STATE_NOT_APPLICABLE, /* does not apply here; the reason is recorded */
    D1_STATE_EMPTY,          /* check only: it applies, but there was nothing to judge */
    D1_STATE_NOT_DUE,        /* criterion: before its date and not yet satisfied; check: all its failures are open */
    D1_STATE_PASS,
    D1_STATE_WAIVED, /* would fail, but for valid waivers */
    D1_STATE_INDETERMINATE,
    D1_STATE_FAIL
};

/* "notApplicable", "empty", "notDue", "pass", "waived", "indeterminate", "fail". */
const char *d1_state_name(enum d1_state state);

enum d1_gate_state {
    D1_GATE_FUTURE,
    D1_GATE_MET,
    D1_GATE_MET_LATE,
    D1_GATE_MET_WITH_WAIVERS,
    D1_GATE_MISSED,
    D1_GATE_UNDECIDED,
    D1_GATE_BLOCKED,
    D1_GATE_NOT_APPLICABLE /* neither met nor missed: cancelled before it, no date for it, nothing that it asks for */
};

/* "future", "met", "metLate", "metWithWaivers", "missed", "undecided", "blocked", "notApplicable". */
const char *d1_gate_state_name(enum d1_gate_state state);

/* Whether a gate is met, in whatever way; and whether its day has come without that. Of the others neither holds. */
bool d1_gate_state_is_met(enum d1_gate_state state);
bool d1_gate_state_is_unmet(enum d1_gate_state state);

enum d1_finding_state {
    D1_FINDING_FAIL,          /* due and not satisfied */
    D1_FINDING_OPEN,          /* not satisfied, but due later: something to do, not a failure */
    D1_FINDING_INDETERMINATE, /* could not be judged; the message says why */
    D1_FINDING_WAIVED         /* due and not satisfied, but excused by a waiver in force: shown, and no failure */
};

/* "fail", "open", "indeterminate", "waived". */
const char *d1_finding_state_name(enum d1_finding_state state);

/*
 * With --since, what REV's own verdict says of the same (SARIF 2.1.0, 3.27.24). New is also what REV has in a form that
 * weighs less: not due there, or of a lower severity.
 */
enum d1_baseline {
    D1_BASELINE_NONE, /* nothing was compared */
    D1_BASELINE_NEW,
    D1_BASELINE_UNCHANGED,
    D1_BASELINE_ABSENT /* REV alone has it */
};

/* "", "new", "unchanged", "absent". */
const char *d1_baseline_name(enum d1_baseline baseline);

/* How one subject of a check came out. */
enum d1_subject_state {
    D1_SUBJECT_PASS,
    D1_SUBJECT_NOT_APPLICABLE, /* looked at, but the check says nothing of it, or not any more */
    D1_SUBJECT_OPEN,
    D1_SUBJECT_WAIVED, /* it fails, and all that fails in it is waived */
    D1_SUBJECT_INDETERMINATE,
    D1_SUBJECT_FAIL,
    D1_SUBJECT_STATES
};

/* "pass", "notApplicable", "open", "waived", "indeterminate", "fail". */
const char *d1_subject_state_name(enum d1_subject_state state);

/* What a check looked at: an item, an artifact, or what stands for the engagement where that is the subject. */
struct d1_subject {
    const char *id;       /* of the item, or what else tells it apart; "" for none */
    uint32_t artifact;    /* its place in d1_engagement_verdict.artifact_list */
    uint32_t line;        /* from 1; 0 where only the artifact is known */
    uint32_t column : 24; /* from 1, in code points */
    uint32_t state : 8;   /* enum d1_subject_state */
};

/*
 * Where a check comes from and what it says about itself. One for each loaded rule and for each check of the
 * catalogue that is not built yet (built false; then help, why and phase are empty, and method is the usual one). Texts
 * are empty when the rule has none; help and why are CommonMark without block structure.
 */
struct d1_check {
    struct d1_str id;          /* "STK-005" */
    struct d1_str title;       /* the defect in a few words: "Decision maker is in no audience" */
    struct d1_str sentence;    /* the testable sentence of the catalogue; may be empty */
    struct d1_str help;        /* what to do */
    struct d1_str why;         /* why it matters */
    struct d1_str phase;       /* folder of the rule: "s2d" */
    struct d1_str due;         /* in words: "s2d-exit", "s2d-exit, rolling", "always" */
    struct d1_str method;      /* how it is found out: "examine", "interview" or "test" */
    enum d1_severity severity; /* before policy */
    bool essential;            /* of level `essential`: judged in full also by a policy of that level */
    bool built;
    bool builtin; /* done in C */
    bool own;     /* of the user's own rules, not shipped with the program */
    size_t index; /* in d1_verdict.checks */
};

/* A place in a tracked file, with the artifact it belongs to. */
struct d1_location {
    struct d1_place place;  /* path is never NULL; line 0 when only the file is known */
    struct d1_str artifact; /* "RaidLog/raid", or empty when the file holds no readable artifact */
    struct d1_str pointer;  /* JSON Pointer in the document, "" for the document */
    uint32_t document;      /* which document of the file, from 0 */
};

struct d1_related {
    struct d1_location at;
    struct d1_str message; /* "first defined here"; may be empty */
};

/* How a waiver stands on the as-of date. */
enum d1_waiver_state {
    D1_WAIVER_IN_FORCE,
    D1_WAIVER_UNKNOWN, /* it cannot be told: then neither can what it would cover */
    D1_WAIVER_FUTURE,  /* its first day is ahead */
    D1_WAIVER_EXPIRED,
    D1_WAIVER_PENDING, /* the tree before the change that is judged does not have it, saying the same */
    D1_WAIVER_UNSOUND  /* a check of waivers finds fault with it */
};

/* "inForce", "indeterminate", "future", "expired", "pending", "unsound". */
const char *d1_waiver_state_name(enum d1_waiver_state state);

/* A document of kind Waiver, as it is written, and how it stands. Its texts are as hostile as the repository. */
struct d1_waiver {
    struct d1_str id;
    enum d1_waiver_state state;
    struct d1_str why;          /* why it is not in force: "it expired on 2026-04-24"; empty where it is */
    const struct d1_str *names; /* ids of the criteria, then of the checks, that it names */
    size_t name_count;
    const struct d1_str *subjects; /* to which it is limited; none: the whole engagement */
    size_t subject_count;
    struct d1_str reason, measure;     /* why the rule cannot be kept; what is done in its place */
    struct d1_str requester, approver; /* ids of persons */
    struct d1_str renewal_of;          /* id of the waiver that it prolongs; empty for none */
    bool has_granted, has_expires;
    d1_date granted, expires; /* its first and its last day */
    int days_left;            /* from the as-of date to its last day; 0 on it, and where it is not in force */
    size_t covered;           /* findings that it excuses */
    struct d1_location at;
};

struct d1_finding {
    const struct d1_check *check;
    enum d1_finding_state state;
    enum d1_severity severity; /* after escalation and policy */
    struct d1_str message;     /* one sentence, UTF-8 but otherwise as hostile as the repository: formats escape it */
    struct d1_str
        help; /* what to do about this one, in place of the check's help; empty: that. As hostile as message */
    struct d1_location at;
    const struct d1_related *related;
    size_t related_count;
    struct d1_str gate;       /* gate instance it is due at ("s2d-exit", "sprint:spr-01"), or "rolling", "always" */
    bool has_due;             /* whether due is set */
    d1_date due;              /* the day from which it fails */
    int days_overdue;         /* of one that fails: days from due to the as-of date; 0 where there are none */
    struct d1_str owner;      /* id of who is to be asked: the person nearest to it in the file; empty: none is named */
    struct d1_str gone;       /* that person, who has left by the as-of date: owner answers in their place; or empty */
    char fingerprint[33];     /* 32 lower-case hexadecimal digits */
    struct d1_str engagement; /* name, or empty for a finding that belongs to no engagement */
    /*
     * From another finding, which tells the cause: a gate is missed by what does not hold, a copied file defines each
     * of its ids again, what refers to a file that cannot be read is not known. Mending the cause mends it, so reports
     * for people show the cause and count what follows.
     */
    bool follows;
    const struct d1_waiver *waiver; /* that covers it, or would if it were in force; NULL for none */
    bool discreet;                  /* what stands there is a secret: no report shows it */
    bool reported; /* at the paths and of the person the user asked for; another is known but not shown */
    enum d1_baseline baseline;
};

struct d1_check_result {
    const struct d1_check *check;
    enum d1_state state;
    enum d1_severity severity; /* after policy; OFF when switched off */
    struct d1_str reason;      /* why notApplicable, empty or indeterminate */
    size_t subjects;           /* judged */
    size_t failed;             /* findings in state fail */
    size_t open;               /* findings in state open */
    size_t waived;             /* findings in state waived */
    size_t indeterminate;      /* subjects that could not be judged */
    bool has_failed_since;     /* whether failed_since is known: it fails, and its past was looked up */
    d1_date failed_since;      /* the day from which it has failed without a break */
    bool waits;                /* indeterminate, since something could not be read or is invalid, as findings say */
    size_t dropped;            /* findings above the limit for one check, counted but not kept */
    enum d1_baseline baseline; /* of one that is indeterminate: whether REV's was; else as in a finding */
    /*
     * The subjects by enum d1_subject_state, and each of them in the order of judging where a format asks for them
     * (struct d1_run_options), up to a limit. The check of gates has none: its subjects are the gates.
     */
    size_t by_state[D1_SUBJECT_STATES];
    const struct d1_subject *list;
    size_t list_count;
};

struct d1_criterion {
    struct d1_str id;      /* "S2D-A2" */
    struct d1_str section; /* of the guide */
    struct d1_str title;
    struct d1_str phase;           /* s2d, launch, manage, close */
    struct d1_str criterion_class; /* gating, rolling, indicator */
    struct d1_str proxy;           /* for soft bullets: what is measured in its place; may be empty */
    size_t not_built;              /* of its checks, those without a rule: they decide nothing */
    bool roll_up;                  /* it says that gates are met, and has no checks of its own */
    const struct d1_check *const *checks;
    size_t check_count;
};

struct d1_criterion_result {
    const struct d1_criterion *criterion;
    struct d1_str gate; /* gate instance, or "rolling" */
    enum d1_state state;
    struct d1_str reason;
    bool has_due;
    d1_date due;
    bool is_due;                           /* its day has come, or its gate is asked for */
    bool has_met;                          /* whether met is known: it holds, and its past was looked up */
    d1_date met;                           /* when it was met (rules/course.h) */
    int days_late;                         /* max(0, met - due); 0 when unknown */
    const struct d1_check *const *failing; /* checks that decide the state: failing or indeterminate */
    size_t failing_count;
};

struct d1_gate_result {
    struct d1_str id;    /* instance: "s2d-exit", "milestone:ms-02" */
    struct d1_str title; /* "Sales to delivery exit" */
    enum d1_gate_state state;
    struct d1_str reason; /* why notApplicable, undecided, or missed by itself; else empty */
    bool has_due;
    d1_date due;
    bool has_met;           /* whether met is known: it is met, and its past was looked up */
    d1_date met;            /* when the last of its criteria and checks was */
    int days_late;          /* max(0, met - due); 0 when unknown */
    bool reopened;          /* it is missed, and was met before: a check that is due at it fails since */
    size_t criteria;        /* gating criteria of it */
    size_t criteria_met;    /* of them pass, waived or notApplicable */
    size_t failing;         /* of them fail, once due */
    size_t indeterminate;   /* of them indeterminate */
    size_t waived;          /* of them waived */
    size_t not_built;       /* checks without a rule that it or its criteria name: they decide nothing */
    size_t open_findings;   /* findings in state open that are due at this gate */
    size_t failed_findings; /* findings in state fail that are due at this gate */
    bool asked;             /* the gate of --gate */
};

/* One deviation that the policy makes; `relaxes` when it weakens the judgement. */
struct d1_policy_change {
    struct d1_str what; /* "severity", "parameter", "gate", "exclude", "adopted", "level" */
    struct d1_str name; /* "STK-003", "riskReviewDays", "baseline", a glob; "on", "of checks" */
    struct d1_str from; /* the built-in value; may be empty */
    struct d1_str to;
    bool relaxes;
    struct d1_location at; /* path NULL for a policy from elsewhere that has no tracked file */
};

/* Score of a phase or of the whole, domain rules: -1 when nothing is due yet. */
struct d1_score {
    struct d1_str phase;
    int score, raw;
    /* Criteria that keep it from 100; each that is due counts once, by the worst state of its gate instances. */
    size_t gating;        /* gating criteria that fail */
    size_t others;        /* criteria of another class that fail */
    size_t indeterminate; /* of any class */
};

/* An artifact of an engagement, and what exactly was read of it. */
struct d1_artifact_info {
    const char *path;     /* of its file */
    uint32_t document;    /* which document of the file, from 0 */
    struct d1_str kind;   /* empty where it is not known */
    struct d1_str name;   /* likewise */
    struct d1_str blob;   /* id of the file's bytes as an object of git; empty where they could not be read */
    struct d1_str sha256; /* of the same bytes, likewise */
};

struct d1_engagement_verdict {
    struct d1_str name;
    struct d1_str title;
    struct d1_str customer; /* name, as that of the provider */
    struct d1_str provider;
    struct d1_str profile;
    struct d1_location at; /* the Engagement document */
    d1_date as_of;
    d1_date soon;               /* the tenth working day after as_of, in the engagement's calendar */
    struct d1_str as_of_source; /* "--as-of", "today in Europe/Dublin", "committer date of 1a2b3c4" */
    size_t artifacts;
    const struct d1_artifact_info *artifact_list; /* by path and document; NULL unless a format asks for it */
    const struct d1_figures *figures;             /* likewise */
    const struct d1_agenda *agenda;               /* NULL unless it is asked for (struct d1_run_options) */
    const struct d1_finding *findings;            /* sorted by path, line, column, check id; all states */
    size_t finding_count;
    const struct d1_check_result *checks; /* in the order of d1_verdict.checks */
    size_t check_count;
    const struct d1_criterion_result *criteria; /* catalogue order; one per gate instance */
    size_t criterion_count;
    const struct d1_gate_result *gates; /* in gate order */
    size_t gate_count;
    const struct d1_waiver *waivers; /* all that are there, by id */
    size_t waiver_count;
    const struct d1_score *scores; /* one per phase, then the whole with phase "" */
    size_t score_count;
    struct d1_str policy;        /* where the policy comes from: "LintPolicy/policy (policy.yaml)", "default", ... */
    struct d1_str policy_blob;   /* id of the bytes of its file as an object of git; empty for the built-in policy, */
    struct d1_str policy_sha256; /* which is part of the rules; of the same bytes, likewise */
    const struct d1_policy_change *changes;
    size_t change_count;
};

enum d1_source_kind { D1_SOURCE_WORKTREE, D1_SOURCE_INDEX, D1_SOURCE_REVISION, D1_SOURCE_DIRECTORY };

struct d1_source_info {
    enum d1_source_kind kind;
    struct d1_str revision; /* as the user wrote it, for a revision */
    struct d1_str commit;   /* full id of the commit read, or of HEAD; empty when there is none */
    struct d1_str tree;     /* id of the tree read, for a revision; else empty */
    /*
     * Where the repository is at home, as the caller says (struct d1_run_options), and the short name of HEAD's branch.
     * Both belong to a clone and not to what was read, so that without the first neither is there.
     */
    struct d1_str repository_uri; /* an absolute URI of ASCII, or empty */
    struct d1_str branch;         /* may be empty */
};

/* Whom a verdict is for. What is for the customer has nothing in it that is the provider's own. */
enum d1_audience { D1_AUDIENCE_INTERNAL, D1_AUDIENCE_CUSTOMER };

/* "internal", "customer". */
const char *d1_audience_name(enum d1_audience audience);

/* Exit statuses of the program. */
enum d1_exit { D1_EXIT_OK = 0, D1_EXIT_FINDINGS = 1, D1_EXIT_USAGE = 2, D1_EXIT_FAILURE = 3 };

struct d1_notice {
    enum d1_severity severity; /* note or warning; error for what made the run incomplete */
    struct d1_str text;
    struct d1_location at; /* at.place.path NULL when it concerns no file */
};

/* What the run was compared with. */
struct d1_since_info {
    bool asked;
    struct d1_str revision; /* as the user wrote it: "HEAD", "origin/main..." */
    struct d1_str commit;   /* full id of the commit that it leads to; empty for a HEAD that has none yet, or a tree */
};

/* The revision whose people, authorities, policy, profile and waivers judged; empty texts for none. */
struct d1_trust_info {
    struct d1_str revision; /* as the user wrote it */
    struct d1_str commit;   /* full id of the commit that it leads to; empty for a tree */
};

/* What judged: the program and its rules. A verdict can be repeated by one that names the same. */
struct d1_tool_info {
    struct d1_str version; /* of d1lint */
    struct d1_str commit;  /* it was built from, as base/version.h says it */
    struct d1_str rules;   /* SHA-256 of rules, schemas and catalogue in force; empty when a run failed before them */
};

struct d1_verdict {
    struct d1_tool_info tool;
    struct d1_source_info source;
    struct d1_since_info since;
    struct d1_trust_info trust;
    const struct d1_check *checks; /* all that are loaded or catalogued, sorted by id */
    size_t check_count;
    const struct d1_engagement_verdict *engagements; /* sorted by name */
    size_t engagement_count;
    const struct d1_finding *loose; /* findings that belong to no engagement, sorted */
    size_t loose_count;
    const struct d1_finding *solved; /* with --since: findings that REV alone has, by engagement, then sorted */
    size_t solved_count;
    const struct d1_notice *notices;
    size_t notice_count;
    struct d1_str asked_gate; /* of --gate; empty when none was asked for */
    enum d1_severity fail_on;
    enum d1_audience audience;
    size_t files;              /* YAML files looked at */
    size_t artifacts;          /* documents that are ours */
    size_t foreign;            /* YAML documents that are not */
    bool by_paths;             /* the user asked for some paths alone: what is found elsewhere decides nothing */
    struct d1_str asked_owner; /* likewise for what this person owns; empty: whoever owns it */
    enum d1_exit exit;         /* what the program's exit status will be: d1_verdict_exit of the rest */

    /*
     * The source line `line` (from 1) of a file of the snapshot for an excerpt, without its line break; the empty
     * text with ptr NULL when it cannot be read. The text is valid until the next call. Not thread-safe.
     */
    struct d1_str (*source_line)(const struct d1_verdict *verdict, const char *path, uint32_t line);
    void *source_context;
};

/* A verdict that was saved as a report, as the user names its file. */
struct d1_previous {
    const char *file;
    const struct d1_verdict *verdict;
};

/*
 * The order of findings, for qsort: by path (none first), line, column, check, message and fingerprint.
 */
int d1_finding_order(const void *left, const void *right);

/* What to do about a finding. */
static inline struct d1_str d1_finding_help(const struct d1_finding *finding)
{
    return finding->help.len ? finding->help : finding->check->help;
}

/* Whether a finding is among those that the user asked for: by paths, by owner, and with --since a new one. */
static inline bool d1_finding_is_asked(const struct d1_finding *finding)
{
    return finding->reported && finding->baseline != D1_BASELINE_UNCHANGED;
}

/* Whether a finding says that something is wrong today: it is due, and no waiver excuses it. */
static inline bool d1_finding_counts(const struct d1_finding *finding)
{
    return finding->state == D1_FINDING_FAIL || finding->state == D1_FINDING_INDETERMINATE;
}

/* Number of findings that are asked for in a state with a severity, over all engagements and the loose ones. */
size_t d1_verdict_count(const struct d1_verdict *verdict, enum d1_finding_state state, enum d1_severity severity);

/* With --since, the number of findings that REV has too: reported, and neither open nor waived. */
size_t d1_verdict_older(const struct d1_verdict *verdict);

/* Number of findings that are asked for and open, and of such that are waived, whatever their severity. */
size_t d1_verdict_open(const struct d1_verdict *verdict);
size_t d1_verdict_waived(const struct d1_verdict *verdict);

/*
 * Whether a check is indeterminate without a finding that says so: some of what it would judge could not be read. It
 * counts towards the exit status like a finding, so every format has to name it.
 */
bool d1_check_is_unsure(const struct d1_engagement_verdict *engagement, const struct d1_check_result *result);

/* Number of such checks, over all engagements. */
size_t d1_verdict_unsure(const struct d1_verdict *verdict);

/*
 * Why a text may not be the address of a repository, as what stands behind "it "; NULL when it may. An address is an
 * absolute URI without query and fragment. A CI runner's own variable for it may hold a token, as password or in the
 * user's place, and the reports go further than the runner, so that neither is taken, nor should a message repeat it.
 * The user of SSH is part of an address.
 */
const char *d1_source_uri_fault(struct d1_str uri);

/*
 * The exit status that a verdict stands for: D1_EXIT_FAILURE when a notice says that the run is incomplete; with a gate
 * that was asked for, D1_EXIT_OK when there is an engagement and each one meets it; else D1_EXIT_FINDINGS when a
 * finding that is asked for, from fail_on up, fails or could not be judged, or a check of that severity is
 * indeterminate and was not in what the run is compared with. Such a check has neither a place nor an owner, so that it
 * does not count where some paths or a person are asked for.
 */
enum d1_exit d1_verdict_exit(const struct d1_verdict *verdict);

#endif
