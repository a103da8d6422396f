/*
 * Artifacts: the documents of a snapshot that are ours, each read, recognised and checked for shape.
 *
 * Whose a document is, engagement/read/ours.h says; the YAML of others gives no findings. Content never makes an error;
 * what is wrong becomes a fault, the engagement layer's own kind of finding, which the rules layer reports under the
 * check it names.
 */
#ifndef D1_ENGAGEMENT_ARTIFACT_H
#define D1_ENGAGEMENT_ARTIFACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory/arena.h"
#include "base/place.h"
#include "base/vec.h"
#include "doc/node.h"
#include "engagement/kinds.h"

struct d1_cache;
struct d1_engagement;

/* One use of an annotated keyword of a schema on a node of the artifact. */
struct d1_mark {
    const struct d1_node *node;
    const struct d1_node *value; /* of the keyword in the schema: a type's name, or a list of names */
    enum d1_annotation annotation;
    bool valid; /* whether the node is valid against the schema that carries the keyword */
};

/* A comment, from its # to the end of the line. */
struct d1_remark {
    struct d1_str text;
    uint32_t line; /* from 1 */
};

struct d1_artifact;

/* What the engagement layer finds. Texts live in the arena of the loader that made it. */
struct d1_fault {
    const char *check;                  /* "SHP-001", "SHP-002", "REF-001", "REF-002", "ENG-001" */
    const struct d1_artifact *artifact; /* NULL when the file holds no readable artifact */
    struct d1_place place;              /* with path */
    const struct d1_node *node;         /* NULL when the place is all that is known */
    struct d1_str message;
    struct d1_str property;  /* that is missing at the node, or unknown; empty where the fault is the node itself */
    struct d1_str meant;     /* the name or value that is near to what stands there; empty for none */
    struct d1_str key;       /* distinguishes faults at one node over time: a property, a problem's code */
    struct d1_place related; /* path NULL when there is none */
    const struct d1_artifact *related_artifact;
    const struct d1_node *related_node;
    struct d1_str related_message;
    bool indeterminate; /* could not be judged, rather than wrong */
    bool follows;       /* from another fault, which tells the cause */
    bool unknown;       /* nothing is called as the property is */
};

struct d1_faults {
    D1_VEC_MEMBERS(struct d1_fault);
};

/*
 * An artifact whose document was read, or one of which no more is known than its outline: what of the members leads
 * into the document leads nowhere then (d1_artifact_outline).
 */
struct d1_artifact {
    const struct d1_node *root; /* NULL when the document could not be read */
    const char *path;           /* of its file in the snapshot */
    uint32_t document;          /* which document of the file, from 0 */
    uint32_t line;              /* where it begins, from 1 */
    uint32_t begin_line;        /* first and last line of its text, comments included, from 1; of one that was read */
    uint32_t end_line;
    const struct d1_kind *kind; /* NULL when it is unknown or missing */
    struct d1_str name;         /* metadata.name; empty when missing */
    struct d1_str namespace;    /* metadata.namespace; empty when missing */
    const struct d1_mark *marks;
    size_t mark_count;
    const struct d1_node *const *invalid; /* nodes with a shape fault, the smallest enclosing item or the root each */
    size_t invalid_count;
    const struct d1_remark *remarks; /* in their order */
    size_t remark_count;
    struct d1_doc *doc;               /* owned */
    struct d1_engagement *engagement; /* NULL when it belongs to none */
    bool sound; /* false: a problem leaves its meaning in doubt; it is named and referred to, but not judged */

    /*
     * True when what it holds is not known: it was not read, or not as what it was meant to be (its kind is misspelt,
     * its version is another). Then it may hold whatever stands in artifacts of the kind `hides`; NULL: of any kind.
     */
    bool hidden;
    const struct d1_kind *hides;

    /*
     * Of one that is judged at one point after the other: a fingerprint of the words that were looked for in it last
     * and not found (rules/functions/words.h), 0 for none. NULL where nothing is remembered.
     */
    uint64_t *lacks;
};

/* One file of the snapshot, with what was found in it. */
struct d1_file {
    const char *path;
    struct d1_artifact *artifacts;
    size_t artifact_count;
    struct d1_faults faults;
    size_t foreign; /* documents that are not ours */
    bool own;       /* holds at least one document of ours */
    bool excluded;  /* a policy leaves it out, and so it is empty */
    /*
     * Of a file whose documents nobody has made, but whose artifacts are outlined: the id of its content
     * (D1_REPO_ID_BYTES), borrowed from whoever loaded it; else NULL. There are faults in none.
     */
    const uint8_t *outlined;
};

/* What one thread needs to load files. */
struct d1_artifact_loader;

/* To be freed with d1_artifact_loader_free, after everything that it loaded is of no more use. */
int d1_artifact_loader_new(struct d1_artifact_loader **loader, const struct d1_kinds *kinds, struct d1_error *error);
void d1_artifact_loader_free(struct d1_artifact_loader *loader);

/* Gives back what reading alone needs. Nothing is loaded with it any more; what was is there until it is freed. */
void d1_artifact_loader_rest(struct d1_artifact_loader *loader);

/*
 * What files hold is taken from a cache, and put there, by the id that git gives their content; `under` is all else
 * that it depends on: which program read it, and by which schemas. Both are borrowed.
 */
struct d1_keeping {
    struct d1_cache *cache;
    struct d1_str under;
};

/* Has a loader keep what it reads; NULL is allowed, and keeps nothing. */
void d1_artifact_loader_keep(struct d1_artifact_loader *loader, const struct d1_keeping *keeping);

/* The arena that lives as long as the loader, for texts of faults. */
struct d1_arena *d1_artifact_loader_arena(struct d1_artifact_loader *loader);

/*
 * Looks at the bytes of a file and fills *file, whose path is set and outlives it. Returns 0 or D1_ERR_MEMORY.
 * d1_file_release frees the documents.
 */
int d1_file_load(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_str bytes);

/* The same of bytes whose id (D1_REPO_ID_BYTES) is known, by which they are kept; NULL where it is not. */
int d1_file_load_blob(struct d1_artifact_loader *loader, struct d1_file *file, const uint8_t *id, struct d1_str bytes);

/*
 * The same without the bytes, from what was kept: 1, with *bytes how many there were; 0 when nothing was;
 * D1_ERR_MEMORY.
 */
int d1_file_recall(struct d1_artifact_loader *loader, struct d1_file *file, const uint8_t *id, size_t *bytes);

/*
 * The same of what was read already from the same bytes at the same path: documents are copied, so that the two belong
 * to different engagements; texts of faults and comments are those of `from`, which outlives the file. 0 or
 * D1_ERR_MEMORY.
 */
int d1_file_copy(struct d1_artifact_loader *loader, struct d1_file *file, const struct d1_file *from);

void d1_file_release(struct d1_file *file);

/*
 * Makes an artifact of a document that is read already, at *artifact (path, document and doc are set): recognises
 * it, checks its shape, appends faults to file->faults. Fields without a value (null)
 * are taken out of the document. Returns 0 or D1_ERR_MEMORY.
 */
int d1_artifact_recognise(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_artifact *artifact);

/*
 * An artifact of which its outline alone is known, but for what the outline tells: path, document, lines, kind, name
 * and namespace, which the caller fills in. Whatever leads into its document leads to where no memory is, so that
 * whoever reads a document that was not made ends the program, in every build, rather than finds nothing in it.
 */
struct d1_artifact d1_artifact_outline(void);

/* Whether a schema marks a node of the artifact with an annotation. */
bool d1_artifact_is_marked(const struct d1_artifact *artifact, const struct d1_node *node,
                           enum d1_annotation annotation);

/* Whether a list of the artifact holds nothing but references, so that its order says nothing. Not an empty one. */
bool d1_artifact_is_set(const struct d1_artifact *artifact, const struct d1_node *list);

/* The references of such a list in the order of their texts, each once, in the arena; NULL when memory is short. */
const struct d1_node **d1_artifact_set(struct d1_arena *arena, const struct d1_node *list, size_t *count);

/* The smallest item that encloses a node, the node itself included, or the root. */
const struct d1_node *d1_artifact_item(const struct d1_artifact *artifact, const struct d1_node *node);

/* The type of an item of the artifact by its mapping; NULL when the node is none. */
const struct d1_item_type *d1_artifact_item_type(const struct d1_artifact *artifact, const struct d1_kinds *kinds,
                                                 const struct d1_node *item);

/*
 * What a node of the artifact is told by in a sentence: the id of the smallest item around it that has one, else
 * "Kind/name". In the arena; ptr is NULL when memory is short.
 */
struct d1_str d1_artifact_told(const struct d1_artifact *artifact, const struct d1_kinds *kinds,
                               const struct d1_node *node, struct d1_arena *arena);

/*
 * What tells an entry of a list of the artifact apart for good: its `id`, else the property that its schema says it is
 * called by (x-d1d-key, x-d1d-called); empty for none. An entry with more keys than any shape has is not searched,
 * since each finding in it would search it again.
 */
struct d1_str d1_artifact_entry_name(const struct d1_artifact *artifact, const struct d1_node *entry);

/* "RaidLog/raid", in the arena; the kind alone when it has no name. */
struct d1_str d1_artifact_label(struct d1_arena *arena, const struct d1_artifact *artifact);

/* The place of a node with the artifact's path; of the artifact itself when node is NULL. */
struct d1_place d1_artifact_place(const struct d1_artifact *artifact, const struct d1_node *node);

/* Appends a fault; text is formatted in the arena. 0 or D1_ERR_MEMORY. */
int d1_fault_add(struct d1_faults *faults, struct d1_arena *arena, struct d1_fault fault, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
