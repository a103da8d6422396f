/*
 * A rule in the form that judging needs: its expressions compiled, its names resolved. Private to src/rules.
 *
 * A rule is made of one rule file. Its head (id, severity, due, needs ...) is read when the rule set is loaded; its
 * parts are compiled when the rule set is prepared.
 */
#ifndef D1_RULES_RULE_H
#define D1_RULES_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/vec.h"
#include "cel/cel.h"
#include "cel/keys.h"
#include "engagement/kinds.h"
#include "rules/ruleset.h"
#include "verdict/verdict.h"

/* A day, where there is one. */
struct d1_day {
    bool known;
    d1_date date;
};

/* What a due date hangs on: a gate, or one of the two words. */
enum d1_due_code { D1_DUE_GATE, D1_DUE_ROLLING, D1_DUE_ALWAYS };

struct d1_due {
    enum d1_due_code code;
    const struct d1_gate *gate; /* for D1_DUE_GATE */
    const struct d1_node *when; /* the condition over the subject, for due.gates; NULL otherwise */
};

/* Which items, artifacts and acts an expression reads; items and artifacts by index of type and kind. */
struct d1_reads {
    bool *types, *kinds;
    bool acts;     /* the acts of all artifacts */
    bool history;  /* the line of the engagement */
    bool *ever;    /* by index of type: items that stood at any time */
    bool names;    /* which ids there are, of what, and in which file */
    bool around;   /* from a value the artifact that it stands in */
    bool anything; /* what these do not tell: the engagement as a whole, or what each point of its line may change */
    struct d1_cel_keys fields; /* of any item and artifact, but for what only texts say of a failure */
};

/* Text with expressions in it: text[0] value[0] text[1] value[1] ... text[count]. */
struct d1_template {
    struct d1_str *texts;
    const struct d1_cel_program **values;
    size_t count;
};

struct d1_programs {
    const struct d1_cel_program **items;
    size_t count;
};

struct d1_assertion {
    const struct d1_node *node; /* its mapping in a list of them; NULL where the part is it */
    const struct d1_cel_program *that;
    struct d1_template message;
    struct d1_programs at, related; /* count 0 where there is none */
    const struct d1_cel_program *key;
    const struct d1_cel_program *once; /* the text for which one finding tells; NULL: each subject has its own */
    enum d1_severity severity;         /* OFF: the check's */
    struct d1_template help;           /* its own, else the part's; empty: the check's */
};

/* One name with the expression that gives its value. `name` is borrowed from the rule file. */
struct d1_binding {
    struct d1_str name;
    const struct d1_cel_program *program;
    size_t variable; /* its number in the environment of the part (or of the rule, for let) */
    struct d1_reads reads;
};

/* A field of an item: keys joined by dots, and the hash of the only one where there is no dot, else 0. */
struct d1_field_path {
    struct d1_str text;
    uint32_t hash;
};

/* Fields that every item of a type must have. */
struct d1_completeness {
    const struct d1_item_type *type;
    struct d1_field_path *fields;
    size_t count;
};

/* A field that expressions read without asking, because a check of `after` demands it of every item of the type. */
struct d1_demand {
    size_t level; /* number of the name of `each` that stands for the item */
    struct d1_field_path field;
};

/* How much of a part is compiled: where its subjects come from, what is asked of them, what is said where it fails. */
enum d1_ready { D1_READY_NOT, D1_READY_SUBJECTS, D1_READY_CONDITIONS, D1_READY_MESSAGES };

struct d1_part {
    const struct d1_node *node; /* its mapping in the rule file */
    enum d1_ready ready;
    const struct d1_str *assumed; /* paths that what is compiled next may read without has() */
    size_t assumed_count;
    struct d1_cel_env *env;
    struct d1_binding *each; /* nested in order; none: the engagement is the subject */
    size_t each_count;
    struct d1_binding *with;
    size_t with_count;
    const struct d1_cel_program *when;
    struct d1_assertion *assertions;
    size_t assertion_count;
    struct d1_completeness *complete; /* in place of assertions */
    size_t complete_count;
    struct d1_demand *demands;
    size_t demand_count;
    struct d1_programs related; /* of completeness */
    struct d1_template help;    /* of completeness: the part's; empty: the check's */
    const struct d1_cel_program *claimed;
    const struct d1_cel_program *escalate_when;
    const struct d1_cel_program *due_date;  /* due.date over the subject; NULL otherwise */
    const struct d1_cel_program *due_of;    /* due.of over the subject; NULL otherwise */
    const struct d1_cel_program **due_when; /* for each entry of d1_rule.due its condition; NULL otherwise */
    struct d1_reads
        subjects; /* once read (d1_rule_read_all): what the subjects come from: those left out are indeterminate */
    struct d1_reads others; /* what else is read, but for places: what is left out there makes failures doubtful */
};

/* A parameter that a rule declares; rules that use one name share it. */
struct d1_parameter {
    struct d1_str name;
    const struct d1_node *node;   /* its mapping in the rule file: description, schema, default, profiles, looser */
    const struct d1_check *check; /* the first check that declares it; NULL when the catalogue of gates does */
    struct d1_lazy_schema schema; /* of its values */
    size_t index;                 /* in the record `params` */
};

/* What a rule without conditions stands for: findings that are made elsewhere and told under its check. */
enum d1_builtin {
    D1_BUILTIN_NONE,
    D1_BUILTIN_SYNTAX, /* the first four: faults of the engagement layer */
    D1_BUILTIN_SHAPE,
    D1_BUILTIN_REFERENCES,
    D1_BUILTIN_DEFINITIONS,
    D1_BUILTIN_GATES,  /* the order of gates, from their states */
    D1_BUILTIN_HISTORY /* history that could not be read */
};

struct d1_rule {
    struct d1_check *check;
    const struct d1_node *root, *spec;
    const char *path;
    const struct d1_node *parameters; /* its own, by their names; NULL for none */
    bool discreet;                    /* what is at its places is to be shown to nobody */
    bool own;                         /* of the user's own, not shipped with the program */
    bool casts_doubt;                 /* its errors say that evidence cannot be believed (src/rules/gates/doubt.c) */
    bool nameless;                    /* its expressions cannot be judged, for a fault of shape */
    struct d1_str source;             /* text of the rule file */
    enum d1_builtin builtin;
    struct d1_due *due;
    size_t due_count;
    const struct d1_gate *until;    /* the gate on whose day a rolling rule rests; NULL: with the engagement */
    const struct d1_node *due_date; /* the expression of due.date; NULL otherwise */
    const struct d1_node *due_of;   /* the expression of due.of; NULL otherwise */
    const struct d1_kind **needs;
    size_t need_count, always_needed; /* behind the first `always_needed` those that are needed where required */
    const struct d1_kind *demands;
    enum d1_severity missing_severity; /* of the finding that the kind is missing; OFF: the check's */
    const struct d1_rule **after;
    size_t after_count;
    const struct d1_rule **subsumed_by;
    size_t subsumed_count;

    /* compiled: the head, then the lets and the parts */
    bool begun, read;                          /* the lets and where subjects come from; what all of it reads */
    const struct d1_cel_program *applies;      /* appliesWhen; NULL: always */
    const struct d1_cel_program *missing_from; /* the day from which the demanded kind is missing; NULL: the due date */
    struct d1_cel_env *env;                    /* holds `gateDate` and the lets */
    size_t gate_date;                          /* number of the variable */
    struct d1_binding *lets;
    size_t let_count;
    struct d1_part *parts;
    size_t part_count;
    struct d1_reads reads;        /* all that its expressions read, once read */
    struct d1_reads head;         /* what `applies` and `missing_from` read of that, which other rules may ask, too */
    enum d1_severity escalate_to; /* OFF: never */
};

/* The variables that every rule sees, by number. */
enum d1_variable {
    D1_VARIABLE_ENGAGEMENT,
    D1_VARIABLE_ARTIFACTS,
    D1_VARIABLE_ITEMS,
    D1_VARIABLE_BY_ID,
    D1_VARIABLE_PARAMS,
    D1_VARIABLE_TODAY,
    D1_VARIABLE_ACTS,
    D1_VARIABLE_POLICIES,
    D1_VARIABLE_POLICY_CHANGES,
    D1_VARIABLE_CATALOG,
    D1_VARIABLE_CLOSE_DAY,
    D1_VARIABLE_LINE,
    D1_VARIABLE_EVER,
    D1_VARIABLE_BASELINE,
    D1_VARIABLES
};

/* Fields of the records PolicyChange and Catalog. */
enum {
    D1_CHANGE_POLICY,
    D1_CHANGE_WHAT,
    D1_CHANGE_NAME,
    D1_CHANGE_FROM,
    D1_CHANGE_TO,
    D1_CHANGE_RELAXES,
    D1_CHANGE_NODE,
    D1_CHANGE_FIELDS
};
/* Fields of the records of history: Point, Introduction, Version of an item, State. */
enum {
    D1_POINT_COMMIT,
    D1_POINT_DATE,
    D1_POINT_AUTHOR,
    D1_POINT_COMMITTER,
    D1_POINT_CO_AUTHORS,
    D1_POINT_WRITERS,
    D1_POINT_MERGE,
    D1_POINT_COMMITTED,
    D1_POINT_FIELDS
};
enum {
    D1_INTRODUCTION_DATE,
    D1_INTRODUCTION_BY,
    D1_INTRODUCTION_CUT,
    D1_INTRODUCTION_PLACE,
    D1_INTRODUCTION_COMMIT,
    D1_INTRODUCTION_COMMITTED,
    D1_INTRODUCTION_WRITTEN_IN,
    D1_INTRODUCTION_WRITTEN_BY,
    D1_INTRODUCTION_WRITERS,
    D1_INTRODUCTION_MERGED_BY,
    D1_INTRODUCTION_FIELDS
};
enum {
    D1_ITEM_VERSION_DATE,
    D1_ITEM_VERSION_BY,
    D1_ITEM_VERSION_CUT,
    D1_ITEM_VERSION_COMMIT,
    D1_ITEM_VERSION_PRESENT,
    D1_ITEM_VERSION_VALUE,
    D1_ITEM_VERSION_FIELDS
};
enum { D1_STATE_DATE, D1_STATE_ARTIFACTS, D1_STATE_ITEMS, D1_STATE_BY_ID, D1_STATE_FIELDS };
enum { D1_CATALOG_NAME, D1_CATALOG_VERSION, D1_CATALOG_DIGEST, D1_CATALOG_FIELDS };

/* A variable as the list of names shows it; its name is `shown` up to the first dot. */
struct d1_variable_text {
    const char *shown, *type, *doc;
};

/* By enum d1_variable; behind them those that only rules have. */
enum { D1_VARIABLE_TEXTS = D1_VARIABLES + 2 };
extern const struct d1_variable_text d1_variable_texts[D1_VARIABLE_TEXTS];

/* A base engagement of rule examples: embedded documents and the date at which they pass every check. */
struct d1_base {
    struct d1_str name;
    const struct d1_node *node;
    d1_date as_of;
    struct d1_base_doc {
        const struct d1_doc *doc;
        const char *path;  /* from the folder of the engagement on */
        uint32_t document; /* of its file */
    } * docs;
    size_t doc_count;
};

/* A function written in CEL: its document and file. */
struct d1_function_file {
    const struct d1_node *root;
    const char *path;
    bool own; /* of the user's own, not shipped with the program */
};

/* A document of a file of --rules, in order of the files' names. */
struct d1_own_file {
    const struct d1_node *root;
    const char *path;
    struct d1_str source; /* text of the file */
    const char *real;     /* its path on disk without links; NULL where that does not matter */
    bool nameless;        /* a rule that lacks what gives names to its expressions, for a fault of shape */
};

/* Where a check comes from, by its index: its rule, or its entry in the catalogue while no rule is built. */
struct d1_check_origin {
    struct d1_rule *rule;
    const struct d1_node *catalogue;
};

/* A criterion's condition and gates, by its index. */
struct d1_criterion_data {
    const struct d1_node *node;           /* its mapping in the catalogue */
    const struct d1_cel_program *applies; /* NULL: always */
    const struct d1_gate **gates;
    size_t gate_count;
};

/* Entries of a list that each make an instance of a gate, or say more of one: see GateCatalog.schema.json. */
struct d1_gate_source {
    struct d1_cel_env *env; /* holds `it` */
    const struct d1_cel_program *each, *id, *date;
    const struct d1_cel_program *since, *awaits; /* NULL where the catalogue does not say */
};

/* What is known of a gate beyond what a verdict says, by gate order. */
struct d1_gate_data {
    struct d1_gate_source *sources; /* of its instances; none for a gate that comes once */
    size_t source_count;
    bool closing; /* its date hangs on the close */
};

struct d1_ruleset_private {
    struct d1_arena arena;
    struct d1_kinds *kinds;
    struct d1_types *types;
    struct d1_check *checks;
    struct d1_check_origin *origins;
    struct d1_map by_id;              /* check id to struct d1_check */
    D1_VEC(struct d1_rule *) rules;   /* sorted by check id */
    struct d1_rule **order;           /* the same, each behind those it is `after` */
    const struct d1_rule **demanding; /* by kind index the first rule that demands it; NULL for none */
    D1_VEC(struct d1_parameter) parameters;
    D1_VEC(struct d1_base) bases;
    D1_VEC(struct d1_function_file) functions; /* in order of their files */
    D1_VEC(struct d1_gate) gates;
    D1_VEC(struct d1_criterion) criteria;
    D1_VEC(struct d1_criterion_data) criterion_data; /* by criterion index */
    D1_VEC(struct d1_doc *) own_docs;                /* of --rules */
    D1_VEC(struct d1_own_schema) own_schemas;
    D1_VEC(struct d1_own_file) own_files;
    struct d1_strbuf own_listing;               /* of the files of --rules, with their digests */
    D1_VEC(const struct d1_cel_type *) records; /* records that functions give, for functions in CEL to name */
    const struct d1_cel_type *params_type, *artifacts_type, *items_type, *by_id_type, *act_type, *change_type,
        *catalog_type, *point_type, *introduction_type, *state_type, *ever_type;
    const struct d1_cel_type **version_types;      /* by item type index */
    const struct d1_cel_type **kind_version_types; /* by kind index; NULL for kinds that are not versioned */
    const struct d1_cel_type **kind_types;         /* by kind index */
    const struct d1_cel_type **item_types;         /* by item type index */
    struct d1_cel_env *env;                        /* the names and functions that every rule sees */
    struct d1_gate_data *gate_data;                /* by gate order */
    const struct d1_node *close_node;              /* the day agreed for the close, of the gate catalogue */
    const struct d1_cel_program *close;
    struct d1_str catalog_digest; /* SHA-256 of the criteria as JSON, in hexadecimal; once asked for */
    bool prepared;
    bool noting;                  /* what is compiled is noted, to be written (d1_ruleset_write_programs) */
    bool taken;                   /* built-in expressions are those that the build has compiled */
    bool in_place;                /* own files stand in place of the built-in ones that were made of them */
    bool torn;                    /* own files that rules may lean on could not be read */
    struct d1_problems *problems; /* receives the faults of own files while they are loaded */
};

/* The rule of a check; NULL while it is not built. */
const struct d1_rule *d1_ruleset_rule(const struct d1_ruleset *ruleset, const struct d1_check *check);

/* What is known of a criterion beyond what a verdict says. */
const struct d1_criterion_data *d1_ruleset_criterion_data(const struct d1_ruleset *ruleset,
                                                          const struct d1_criterion *criterion);

/* Where rules lie among the embedded files, and the files of bases, of which none is a rule. */
#define D1_RULES_FOLDER "rules/"
#define D1_BASES_FOLDER D1_RULES_FOLDER "bases/"

/* Takes a document that is a catalogue of gates, criteria or bases (src/rules/load/catalogue.c). 0 or D1_ERR_MEMORY. */
int d1_catalogue_read(struct d1_ruleset *ruleset, const struct d1_node *root);

/* The spec of the catalogue that a criterion, by its index, stands in. */
const struct d1_node *d1_catalogue_of(const struct d1_ruleset_private *private, size_t criterion);

/*
 * Makes the checks of all rules and of what catalogues name beside them, then reads the heads of the rules and puts
 * each behind those it is `after` (src/rules/load/checks.c). In this order, with d1_catalogue_link between. As
 * d1_rule_read.
 */
int d1_ruleset_make_checks(struct d1_ruleset *ruleset);
int d1_ruleset_read_rules(struct d1_ruleset *ruleset);

/* Resolves the gates and checks that catalogues name, once all checks are known. As d1_rule_read. */
int d1_catalogue_link(struct d1_ruleset *ruleset);

/* Parameter by name, or NULL. */
const struct d1_parameter *d1_ruleset_parameter(const struct d1_ruleset *ruleset, struct d1_str name);

/* The built-in value under a profile of a parameter that is described by `node` of a rule file. */
const struct d1_node *d1_parameter_default(const struct d1_node *node, enum d1_profile profile);

/* Whether a path on disk is that of the source of an embedded file: ".../rules/s2d/STK-001.yaml". */
bool d1_own_is_source(const char *real, struct d1_str embedded);

/*
 * Reads the user's files below a directory, or one file with what is no rule in its folder, into private->own_files and
 * own_schemas; src/rules/load/own.c. Returns as d1_ruleset_load does.
 */
int d1_own_read(struct d1_ruleset_private *private, const char *path, struct d1_error *error);

/*
 * Checks own files against the schemas of their kinds; what is wrong goes to private->problems. The root of a file that
 * has faults is what is left to be judged of it, else NULL. 0, D1_ERR_MEMORY or D1_ERR_USAGE (a schema is none).
 */
int d1_own_check(struct d1_ruleset_private *private, struct d1_error *error);

/* Reads the head of a rule from its document; names that there are not go to private->problems. 0 or D1_ERR_MEMORY. */
int d1_rule_read(struct d1_ruleset *ruleset, struct d1_rule *rule);

/*
 * Takes up the parameters of a rule or of a catalogue of gates by its spec. Those that use one name share the value;
 * the first to name it, gates before rules and these in order of ids, documents it. 0 or D1_ERR_MEMORY.
 */
int d1_parameters_read(struct d1_ruleset_private *private, const struct d1_node *spec, const struct d1_check *check);

/* Checks that `looser` of each parameter is one for its values; as d1_ruleset_compile. */
int d1_rule_check_parameters(const struct d1_rule *rule, struct d1_problems *problems);

/*
 * Compiles what is asked of an engagement before a rule is judged, and by other rules (appliesWhen, from when a kind is
 * missing), in the environment of the rule set. As d1_ruleset_compile.
 */
int d1_rule_compile_head(struct d1_ruleset *ruleset, struct d1_rule *rule, struct d1_problems *problems);

/* Compiles all expressions of a rule, and notes what they read; as d1_ruleset_compile. */
int d1_rule_compile(struct d1_ruleset *ruleset, struct d1_rule *rule, struct d1_problems *problems);

/*
 * What judging asks for before it uses it, of a rule set that is only prepared (src/rules/compile/demand.c): the lets
 * and subjects of a rule; a part of it as far as is said; and what all its expressions read, which takes them all. Does
 * nothing where that is there already, as it is in a rule set that is compiled. 0 or D1_ERR_MEMORY.
 */
int d1_rule_begin(const struct d1_ruleset *ruleset, const struct d1_rule *rule);
int d1_part_need(const struct d1_ruleset *ruleset, const struct d1_rule *rule, const struct d1_part *part,
                 enum d1_ready ready);
int d1_rule_read_all(const struct d1_ruleset *ruleset, const struct d1_rule *rule);

/* Likewise private->catalog_digest, which is the same for every engagement and the digest of a long text. */
int d1_ruleset_digest_catalog(const struct d1_ruleset *ruleset);

/*
 * Declares the functions done in C (src/rules/functions); plain: only those that need no engagement. 0 or
 * D1_ERR_MEMORY.
 */
int d1_functions_declare(struct d1_cel_env *env, bool plain);

/*
 * Makes a record type that functions give, and that functions in CEL may name. fields are copied, names are borrowed.
 * 0 or D1_ERR_MEMORY.
 */
int d1_record_declare(struct d1_ruleset_private *private, const char *name, const struct d1_cel_field *fields,
                      size_t count, const struct d1_cel_type **type);

/*
 * Compiles one expression and appends its faults to problems (which may be NULL). 0, D1_ERR_USAGE or D1_ERR_MEMORY.
 */
int d1_expression_compile(struct d1_cel_env *env, const struct d1_node *node, const char *path,
                          const struct d1_cel_type *expected, const struct d1_str *assumed, size_t assumed_count,
                          struct d1_problems *problems, const struct d1_cel_program **program);

/*
 * The same of a source that is the scalar `node` or a part of it. file: the text of the file at path, or empty. *type,
 * unless it is NULL, is what the expression gives, also of a faulty one as far as is known, else NULL.
 */
int d1_expression_compile_text(struct d1_cel_env *env, const struct d1_cel_source *source, const struct d1_node *node,
                               const char *path, struct d1_str file, struct d1_problems *problems,
                               const struct d1_cel_program **program, const struct d1_cel_type **type);

#endif
