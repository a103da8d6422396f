/*
 * The history of an example, as plain data: what the example commits, point by point, and what is not committed behind
 * it. Private to src/rules.
 *
 * Of the contents of files, those of the base have the id that git gives their files, as approvals of the base name
 * them; what the example brings with its commit number n has an id of its own, b0...n. What it adds without a commit
 * has the id that an approval which it adds names.
 *
 * Without a commit of its own an example is as it always was: one point on the day of the contract, of the engagement
 * manager, with each act recorded on its own day (d1_past_options.ideal). With commits that point holds the base alone.
 */
#ifndef D1_RULES_EXAMPLES_STORY_H
#define D1_RULES_EXAMPLES_STORY_H

#include "base/memory/region.h"
#include "engagement/past.h"
#include "rules/examples/change.h"
#include "verdict/verdict.h"

/* What stands at a path of the story: a document of its own, or a file of the example as it is judged. */
struct d1_story_content {
    struct d1_doc *doc; /* owned; NULL for a file */
    const char *path;
    uint32_t document;
    const struct d1_file *file;
    uint8_t id[D1_REPO_ID_BYTES];
};

/* A commit or a tag that is signed. */
struct d1_story_signature {
    uint8_t id[D1_REPO_ID_BYTES];
    struct d1_signature signature;
};

/* A file PATH.sig. */
struct d1_story_file {
    struct d1_str path; /* of what it is beside */
    struct d1_str blob; /* what it signs, by its id; empty: whatever it is asked about */
    struct d1_key key;
    size_t point; /* that brings it, where the example commits it */
};

/* All zero bytes to begin with; kinds is to be set. */
struct d1_story {
    const struct d1_kinds *kinds;
    bool told; /* the example tells of commits of its own */
    struct d1_arena arena;
    struct d1_region region;
    D1_VEC(struct d1_story_content) contents;
    D1_VEC(const char *) paths;
    D1_VEC(uint32_t) standing; /* by number of the path: the content there, or D1_REPO_NO_BLOB */
    struct d1_map numbers;     /* "Kind/name", with its occurrence, to the number of the path plus 1 */
    struct d1_map ids;         /* path to the id of the file that is there from the beginning, as text */
    D1_VEC(struct d1_repo_writing) points;
    D1_VEC(const struct d1_repo_writing *) branches; /* by point: the commit that a merge brought, or NULL */
    D1_VEC(struct d1_repo_tag) tags;
    D1_VEC(struct d1_story_signature) signatures;
    D1_VEC(struct d1_story_file) files;
    size_t committed;                   /* points, before what is not */
    D1_VEC(struct d1_previous) reports; /* that were made earlier */
    struct d1_repo_line line;
    struct d1_past *past;
    int64_t cut; /* what is older is not there; INT64_MIN: nothing is cut */
};

void d1_story_release(struct d1_story *story);

/* The first point, with the documents of the base where the example tells a history. 0 or D1_ERR_MEMORY. */
int d1_story_begin(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *example);

/* A change {commit}, {tag}, {signature}, {report} or {cut}; the documents are as they are by now. 0, D1_ERR_USAGE or
 * D1_ERR_MEMORY.
 */
int d1_story_tell(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *change,
                  struct d1_error *error);

/* ---- people.c ---- */

/* The first document of a kind; NULL for none. */
const struct d1_node *d1_story_document(const struct d1_changed_docs *docs, const char *kind);

/* A person of the roster; NULL for anybody else. */
const struct d1_node *d1_story_person(const struct d1_changed_docs *docs, struct d1_str person);

/* The address of a person of the roster; that of nobody for one without. What is an address already is one. */
const char *d1_story_address(struct d1_story *story, const struct d1_changed_docs *docs, struct d1_str person);

/* The person of the provider who manages the engagement. */
struct d1_str d1_story_manager(const struct d1_changed_docs *docs);

/* Noon of a day, which is that day in most zones; and how long after its beginning that is. */
int64_t d1_story_noon(const struct d1_node *node);
#define D1_STORY_NOON ((int64_t)12 * 60 * 60)

/* ---- signing.c ---- */

/* Signs a commit or a tag by its id. 0 or D1_ERR_MEMORY, as all of these. */
int d1_story_sign(struct d1_story *story, const struct d1_changed_docs *docs, const uint8_t id[D1_REPO_ID_BYTES],
                  struct d1_str signer);

/* What was always so has its baseline, too: tagged at kickoff by whom such things are for. */
int d1_story_tag_baseline(struct d1_story *story, const struct d1_changed_docs *docs);

/* A change {tag}: of the point before it, annotated unless the example says otherwise. */
int d1_story_tag(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *node);

/* A change {signature}: a file PATH.sig, which the next commit brings. */
int d1_story_sign_file(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *node);

/* The `signature` and `detached` of a past's source. */
int d1_story_signature_of(void *context, const uint8_t id[D1_REPO_ID_BYTES], bool is_tag,
                          struct d1_signature *signature, struct d1_arena *arena, struct d1_error *error);
int d1_story_detached(void *context, const struct d1_past_signed *what, struct d1_detached *detached,
                      struct d1_arena *arena, struct d1_error *error);

/* ---- earlier.c ---- */

/* A change {report}. 0 or D1_ERR_MEMORY. */
int d1_story_report(struct d1_story *story, const struct d1_changed_docs *docs, const struct d1_node *report);

/*
 * Takes the ids of files from the approvals of the base; from those that an example adds, for the files that their
 * subjects stand in. A file keeps the first id that it is known by. 0 or D1_ERR_MEMORY.
 */
int d1_story_base_ids(struct d1_story *story, const struct d1_changed_docs *docs);
int d1_story_added_ids(struct d1_story *story, const struct d1_file *files, size_t count);

/* Gives a content of the point that is made next its id. */
void d1_story_identify(const struct d1_story *story, struct d1_story_content *content);

/* The `has` of a past's source. */
int d1_story_has(void *context, struct d1_str id, struct d1_error *error);

/* The past, with the files as they are judged as its end; made once. 0 or D1_ERR_MEMORY. */
int d1_story_past(struct d1_story *story, const struct d1_file *files, size_t count, struct d1_past **past);

#endif
