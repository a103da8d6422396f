/* A value in the making, from assignments of the command line ("dates.kickoff=2026-03-02") and from tables. */
#ifndef D1_CLI_WRITE_TREE_H
#define D1_CLI_WRITE_TREE_H

#include "base/memory/arena.h"
#include "base/vec.h"
#include "cli/write/shape.h"

struct d1_tree_entry;

struct d1_tree_node {
    D1_VEC(struct d1_tree_entry) entries; /* in the order in which they came */
    const struct d1_node *value;          /* of a leaf; then there are no entries */
    bool list;
};

struct d1_tree_entry {
    struct d1_str key; /* of a list: the number */
    struct d1_tree_node *node;
};

/* All zero bytes but kinds and schema (of the root) is an empty one. */
struct d1_tree {
    const struct d1_kinds *kinds;
    const struct d1_node *schema;
    struct d1_tree_node root;
    struct d1_arena arena;
    D1_VEC(struct d1_tree_node *) nodes;
    D1_VEC(struct d1_doc *) docs;
    struct d1_yaml_loader *loader;
};

void d1_tree_release(struct d1_tree *tree);

/*
 * Sets the place of a path to what a text means there. Returns 0, D1_ERR_MEMORY, or D1_ERR_USAGE: the schema knows no
 * such place (with the nearest that it knows), it is set already, the text is no value, or says nothing.
 */
int d1_tree_set(struct d1_tree *tree, struct d1_str path, struct d1_str text, struct d1_error *error);

/* The same of "PATH=VALUE", with the words "--set PATH" before the message. */
int d1_tree_assign(struct d1_tree *tree, const char *assignment, struct d1_error *error);

/* Whether something is set at a path of keys, or below it. */
bool d1_tree_has(const struct d1_tree *tree, const char *path);

/* Sets a text that no schema is asked about. 0 or D1_ERR_MEMORY. */
int d1_tree_put(struct d1_tree *tree, const char *path, struct d1_str text);

/*
 * Makes a document of it: in objects the keys in the order of their schema, others behind them. 0 or D1_ERR_MEMORY; the
 * caller frees *doc with d1_doc_free.
 */
int d1_tree_build(const struct d1_tree *tree, struct d1_doc **doc);

#endif
