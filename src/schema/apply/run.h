/*
 * The state of one validation. There are two ways to go: without collecting, where the first fault ends the work, and
 * collecting, where every fault becomes a `struct fault` that explain/explain.c chooses from and explain/message.c puts
 * into words.
 */
#ifndef D1_SCHEMA_APPLY_RUN_H
#define D1_SCHEMA_APPLY_RUN_H

#include "schema/compile/program.h"

/* One step of the way from the root schema: a keyword, and the schema it leads to. Kept in the scratch. */
struct path {
    const struct path *parent;
    const struct d1_node *via;    /* the keyword's value */
    const struct d1_node *schema; /* the schema it leads to, inside via or elsewhere */
};

/* A schema being applied; frames stand on the C stack, a chain to the root. */
struct frame {
    struct frame *parent;
    const struct unit *unit;
    const struct d1_node *node; /* what it is applied to */
    const struct d1_node *via;  /* the keyword's value that led here; NULL for the root */
    const struct path *saved;   /* the way here once a fault has needed it */
    unsigned depth;
};

/* What of a mapping's pairs or a sequence's items was evaluated (2020-12 §11). */
struct evaluated {
    uint64_t *bits;
    size_t words;
};

/* Faults of branches that a fault which stands for several keeps. */
enum { MOST_EITHERS = 32 };

/* A fault that was found. */
struct fault {
    enum d1_schema_keyword keyword;
    const struct instruction *instruction; /* NULL for `type` and the schema `false` */
    const struct unit *unit;
    const struct d1_node *node, *instance, *schema; /* as in struct d1_schema_error */
    const struct path *path;
    struct d1_str property;
    struct fault *either; /* the faults of branches that say: this or that; the fault then stands for all */
    uint32_t eithers;
    bool wants_quotes;      /* of a type: the value would do as text; found out when it is put into words */
    bool told, tells;       /* of a key that is missing: an unknown one stands for it, and tells both */
    uint32_t first, second; /* two branches or items, or an entry of dependentRequired; from 1. Of one that stands for
                             * several: first is how many they are, kept or not */
    size_t order;           /* in which it was found */
};

/* An annotation that was met. */
struct note {
    const struct annotation *annotation;
    const struct d1_node *node;
    bool valid;
};

struct d1_schema_scratch {
    struct d1_arena bits; /* sets of evaluated children; rewound */
    struct d1_arena kept; /* paths and faults, until the end of the validation */
    D1_VEC(struct fault) faults;
    D1_VEC(struct note) notes;
    D1_VEC(uint64_t) hashes; /* of the items of a sequence that must be unique */
    D1_VEC(uint32_t) slots;
    struct d1_regex_scratch *regex;
    struct d1_strbuf message, phrase, location;
};

enum stop {
    STOP_NOT,
    STOP_MEMORY,
    STOP_SPACE,
    STOP_WORK,
    STOP_DEPTH,
    STOP_CIRCLE,
    STOP_PATTERN,
    STOP_DIVISION,
    STOP_FORMAT,
    STOP_CONTENT
};

struct run {
    const struct d1_schema *schema;
    struct d1_schema_scratch *scratch;
    uint64_t work;
    bool collect;   /* gather faults and go on */
    bool explain;   /* for people: leave out what follows from another fault */
    bool annotate;  /* gather notes */
    bool recorded;  /* whether the last fault was */
    unsigned muted; /* faults are not recorded: one about the same value was */
    size_t told;    /* faults put into words */
    bool cut;       /* more faults were found than are kept */
    enum stop stop; /* why nothing more is to be done */
    const struct d1_node *stop_node;
    const struct d1_node *stop_reference; /* of a circle: the keyword's value that leads back */
    struct pattern *stop_pattern;
};

/* Applies a unit to a node. False: invalid, or run->stop is set. */
bool d1_schema_apply(struct run *run, const struct unit *unit, const struct d1_node *node, struct frame *parent,
                     const struct d1_node *via, struct evaluated *evaluated);

/* The same for the children of a node, which are many: a unit that asks for a type only is not worth a call. */
static inline bool d1_schema_apply_child(struct run *run, const struct unit *unit, const struct d1_node *node,
                                         struct frame *parent, const struct d1_node *via)
{
    if (!run->collect && unit->alias->only_type && (unit->alias->types >> node->kind & 1)) {
        run->work++;
        return true;
    }
    return d1_schema_apply(run, unit, node, parent, via, NULL);
}

/* An assertion that looks at one value by itself; false as above. */
bool d1_schema_assert(struct run *run, struct frame *frame, const struct instruction *instruction,
                      const struct d1_node *node);

/* Whether the text matches, within limits; false as above. */
bool d1_schema_matches(struct run *run, struct pattern *pattern, struct d1_str text, const struct d1_node *node);

/* Ends the validation; returns false. */
bool d1_schema_stop(struct run *run, enum stop stop, const struct d1_node *node);

/* Cleared memory from an arena of the scratch; NULL when there is no more, and then the run is stopped. */
void *d1_schema_cut(struct run *run, struct d1_arena *arena, size_t count, size_t size, const struct d1_node *node);

/* Records a fault (when collecting) and returns false. */
bool d1_schema_fault_at(struct run *run, struct frame *frame, enum d1_schema_keyword keyword,
                        const struct instruction *instruction, const struct d1_node *node,
                        const struct d1_node *instance, const struct d1_node *schema);

/* The fault that was just recorded, to add to; NULL when it was not. */
struct fault *d1_schema_last_fault(struct run *run);

/* A set over the children of a node, empty; in the scratch's bits. False when memory is short (run->stop is set). */
bool d1_schema_evaluated_new(struct run *run, const struct d1_node *node, struct evaluated *evaluated);
void d1_schema_evaluated_join(struct evaluated *into, const struct evaluated *from);

/* The keys of a mapping or items of a sequence, without looking up the document for each. */
struct children {
    const struct d1_node *nodes;
    const uint32_t *table; /* their indexes; the value of a key is the node behind it */
    size_t count;
};

static inline struct children d1_schema_children_of(const struct d1_node *node)
{
    const struct d1_doc *doc = d1_node_doc(node);

    return (struct children){
        .nodes = d1_doc_root(doc),
        .table = (const uint32_t *)(const void *)((const char *)doc + doc->child_table) + node->value.children.first,
        .count = node->value.children.count,
    };
}

static inline void d1_schema_evaluated_set(struct evaluated *evaluated, size_t index)
{
    evaluated->bits[index / 64] |= (uint64_t)1 << index % 64;
}

static inline bool d1_schema_evaluated_has(const struct evaluated *evaluated, size_t index)
{
    return evaluated->bits[index / 64] >> index % 64 & 1;
}

/* The way to a frame, kept; NULL for the root (and when memory is short, then the run stops). */
const struct path *d1_schema_path_of(struct run *run, struct frame *frame, const struct d1_node *node);

/* Applies a unit without collecting; notes of a node that does not fit are dropped. */
bool d1_schema_fits(struct run *run, const struct unit *unit, const struct d1_node *node, struct frame *frame,
                    const struct d1_node *via, struct evaluated *evaluated);

/* Records a key that nothing allows, shown at the key; returns false. */
bool d1_schema_unknown_key(struct run *run, struct frame *frame, const struct instruction *instruction,
                           enum d1_schema_keyword keyword, const struct d1_node *key, const struct d1_node *mapping,
                           const struct d1_node *schema);

/* In the units of the standard an applicator fails too; people hear of what failed under it. */
void d1_schema_applicator_failed(struct run *run, struct frame *frame, enum d1_schema_keyword keyword,
                                 const struct instruction *instruction, const struct d1_node *node,
                                 const struct d1_node *schema);

/* What the instructions do, one function for each kind; false as above. children.c: */
bool d1_schema_apply_mapping(struct run *run, struct frame *frame, const struct instruction *instruction,
                             const struct d1_node *node, struct evaluated *evaluated);
bool d1_schema_apply_property_names(struct run *run, struct frame *frame, const struct instruction *instruction,
                                    const struct d1_node *node);
bool d1_schema_apply_dependent(struct run *run, struct frame *frame, const struct instruction *instruction,
                               const struct d1_node *node, struct evaluated *evaluated);
bool d1_schema_apply_sequence(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated);
bool d1_schema_apply_contains(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated);

/* combine.c: */
bool d1_schema_apply_all(struct run *run, struct frame *frame, const struct instruction *instruction,
                         const struct d1_node *node, struct evaluated *evaluated);
bool d1_schema_apply_if(struct run *run, struct frame *frame, const struct instruction *instruction,
                        const struct d1_node *node, struct evaluated *evaluated);
bool d1_schema_apply_branches(struct run *run, struct frame *frame, const struct instruction *instruction,
                              const struct d1_node *node, struct evaluated *evaluated);
bool d1_schema_apply_not(struct run *run, struct frame *frame, const struct instruction *instruction,
                         const struct d1_node *node);

/* One branch of anyOf or oneOf that failed: its faults and notes, and what it evaluated. */
struct branch {
    size_t faults, faults_end;
    size_t notes, notes_end;
    struct evaluated evaluated;
};

/*
 * Of branches that all failed, keeps the faults of the one that was meant (or makes one fault of all) and returns its
 * number. faults of the branches are the last ones of the run.
 */
size_t d1_schema_choose(struct run *run, struct frame *frame, const struct instruction *instruction,
                        const struct d1_node *node, const struct branch *branches);

/*
 * A key that is misspelt is one mistake that shows twice: it is unknown, and another is missing. Of such faults, which
 * are in the order of the instance's text, the unknown one will tell both.
 */
void d1_schema_keys_pair(struct run *run);

/* Puts a fault into words. */
void d1_schema_message(struct run *run, struct fault *fault, struct d1_schema_error *error);

#endif
