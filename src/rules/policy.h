/*
 * Policies: what a LintPolicy changes in how an engagement is judged, and the list of those changes, since a change
 * must never be hidden. Private to src/rules.
 */
#ifndef D1_RULES_POLICY_H
#define D1_RULES_POLICY_H

#include "base/vec.h"
#include "engagement/engagement.h"
#include "rules/rule.h"

/* A gate date that a policy sets: a day, or an anchor with an offset. */
struct d1_policy_gate {
    const struct d1_node *due;    /* the date; NULL when it is an offset */
    const struct d1_node *offset; /* "kickoff-1bd" */
};

/* The weights that a policy may set, by name: of a criterion the product of that of its class and of its phase. */
enum { D1_WEIGHTS = 7 };
extern const char *const d1_weight_names[D1_WEIGHTS];

struct d1_policy {
    const struct d1_artifact *artifact; /* its LintPolicy; NULL for the built-in policy */
    struct d1_str label;                /* "LintPolicy/policy (policy.yaml)", "default" */
    enum d1_severity *severity;         /* by check index */
    const struct d1_node **parameters;  /* by parameter index: what the policy sets, NULL where it sets nothing */
    struct d1_policy_gate *gates;       /* by gate order */
    bool strict_order;
    struct d1_day adopted; /* what was due once before this day is not asked for */
    bool essential_only;   /* checks that are not essential decide nothing */
    double weights[D1_WEIGHTS];
    D1_VEC(struct d1_policy_change) changes;
    D1_VEC(const struct d1_node *) changed; /* for each of them what says so in the policy */
    struct d1_faults faults;                /* what is wrong in it, under SHP-002 */
    bool elsewhere;                         /* it is not of the snapshot: its places are no places of tracked files */
};

/* For whom and when a policy is read. */
struct d1_policy_reading {
    const struct d1_artifact *artifact; /* NULL: the built-in policy */
    bool elsewhere;                     /* it comes from --policy */
    enum d1_profile profile;
    d1_date as_of;
};

/*
 * Reads a policy into the arena. What is wrong in it is in faults, and does as if it were not there; but a policy that
 * is adopted after the as-of date is refused, and does nothing at all. Returns 0 or D1_ERR_MEMORY. release frees the
 * lists.
 */
int d1_policy_read(struct d1_policy *policy, const struct d1_ruleset *ruleset, const struct d1_policy_reading *reading,
                   struct d1_arena *arena);
void d1_policy_release(struct d1_policy *policy);

/* Adds a change to the list; texts are borrowed. 0 or D1_ERR_MEMORY. */
int d1_policy_note(struct d1_policy *policy, struct d1_arena *arena, const struct d1_node *node,
                   struct d1_policy_change change);

/*
 * The value of a parameter for a rule: the policy's, which all rules that use the name share; else what the rule itself
 * says for the profile, or by default. rule may be NULL: then the first rule that declares it says so.
 */
const struct d1_node *d1_policy_parameter(const struct d1_policy *policy, const struct d1_parameter *parameter,
                                          const struct d1_rule *rule, enum d1_profile profile);

/* Parses "kickoff+5bd" into its parts: false when it has another form. */
bool d1_offset_parse(struct d1_str text, struct d1_str *anchor, long *count, bool *business);

/* Appends a scalar, or a short form of a sequence or mapping, as one would write it in YAML. */
void d1_node_show(struct d1_strbuf *out, const struct d1_node *node);

#endif
