/*
 * What documents of OSCAL 1.2 (the Open Security Controls Assessment Language of NIST, in its JSON form) are made of.
 * For src/report/oscal alone.
 *
 * OSCAL has no empty lists: one is begun by its first item, and there is none without. A string is one line without
 * blanks at its ends, a token a name as in XML; markup is CommonMark, where the text of a repository is escaped. What
 * it has no words for stands in properties of the namespace D1_OSCAL_NAMESPACE.
 *
 * Ids are made of names (verdict/identity.h), so that the same thing has the same one in every report. Two things of
 * one name in one document have different ones all the same, as OSCAL demands; who refers to them means the first.
 */
#ifndef D1_REPORT_OSCAL_OSCAL_H
#define D1_REPORT_OSCAL_OSCAL_H

#include "base/map.h"
#include "base/memory/arena.h"
#include "base/uuid.h"
#include "report/formats.h"
#include "report/oscal.h"

#define D1_OSCAL_VERSION "1.2.1"
#define D1_OSCAL_NAMESPACE "https://d1lint.example/ns/oscal"

/* Bytes of a token made of any text, with its NUL; what is longer is cut. */
enum { D1_OSCAL_TOKEN = 129 };

struct d1_oscal {
    struct d1_json_writer json;
    struct d1_strbuf text, markup, name; /* for one text at a time */
    struct d1_strbuf scope;              /* what stands before every name: the engagement; empty for none */
    struct d1_map issued;                /* the ids of this document */
    struct d1_arena arena;               /* in which they lie */
    char time[D1_INSTANT_TEXT];          /* that the document gives as its own */
};

/* A list that is left out where nothing is in it. begin_item begins the object of an item; end ends the list. */
struct d1_oscal_list {
    const char *key;
    bool begun;
};

void d1_oscal_begin_item(struct d1_oscal *o, struct d1_oscal_list *list);
void d1_oscal_end_list(struct d1_oscal *o, const struct d1_oscal_list *list);

/* Begins a document that will be appended to out, with its model as the one member; ends it and appends it. */
void d1_oscal_begin(struct d1_oscal *o, const char *model, const struct d1_strbuf *out);
int d1_oscal_end(struct d1_oscal *o, struct d1_strbuf *out, struct d1_error *error);
void d1_oscal_release(struct d1_oscal *o);

/* Sets the time of the document: seconds since 1970. */
void d1_oscal_set_time(struct d1_oscal *o, int64_t seconds);

/* The first moment of a day in UTC, as a member. */
void d1_oscal_day(struct d1_oscal *o, const char *key, d1_date day);

/* Members: a string, which is left out where nothing is to be seen of it; a token; text as markup, or else `instead`.
 */
void d1_oscal_string(struct d1_oscal *o, const char *key, struct d1_str text);
void d1_oscal_token(struct d1_oscal *o, const char *key, struct d1_str text);
void d1_oscal_markup(struct d1_oscal *o, const char *key, struct d1_str text, const char *instead);

/* What has to hold by a check, as markup: its sentence, which is CommonMark already, or else its title. */
void d1_oscal_sentence(struct d1_oscal *o, const char *key, const struct d1_check *check);

/* The member `values` of a parameter, with one; nothing where nothing is to be seen of it. */
void d1_oscal_values(struct d1_oscal *o, struct d1_str value);

/* Makes a token of a text: what may stand in none becomes '_'. */
void d1_oscal_make_token(struct d1_str text, char token[D1_OSCAL_TOKEN]);

/*
 * An id of its own for something, as a member; and one by which something refers to it, as it is or as a link ("#...").
 * Its name is the scope, its sort ("observation"), and two words that may be empty.
 */
void d1_oscal_uuid(struct d1_oscal *o, const char *sort, struct d1_str first, struct d1_str second);
void d1_oscal_reference(struct d1_oscal *o, const char *key, const char *sort, struct d1_str first,
                        struct d1_str second);
void d1_oscal_link(struct d1_oscal *o, const char *key, const char *sort, struct d1_str first, struct d1_str second);

/*
 * An item of a list of properties; none where nothing is to be seen of its value. `class` (NULL or "": none) becomes a
 * token, remarks (empty: none) markup.
 */
void d1_oscal_property(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, struct d1_str value,
                       struct d1_str class, struct d1_str remarks);
void d1_oscal_property_text(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, const char *value);
void d1_oscal_property_count(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, size_t count);
void d1_oscal_property_day(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, d1_date day);

/* Beginning and end of the member `metadata`, which stays open for what a document says besides. */
void d1_oscal_begin_metadata(struct d1_oscal *o, struct d1_str title, struct d1_str version);

/* ---- the parts of assessment results ---- */

struct d1_oscal_assessment {
    struct d1_oscal o;
    const struct d1_verdict *verdict;
    const struct d1_engagement_verdict *engagement; /* of the result that is written */
    char uuid[D1_UUID_TEXT];                        /* of the document */
};

/* Makes the scope that of an engagement; of NULL, that of what belongs to none. */
void d1_oscal_set_engagement(struct d1_oscal_assessment *a, const struct d1_engagement_verdict *engagement);

/* Whether there is an observation of a check, and whether a criterion was evaluated at a gate. */
bool d1_oscal_is_observed(const struct d1_check_result *result);
bool d1_oscal_is_evaluated(const struct d1_criterion_result *result);

/* How a check of an engagement came out; NULL where it was not judged. */
const struct d1_check_result *d1_oscal_result_of(const struct d1_engagement_verdict *engagement,
                                                 const struct d1_check *check);

/* The member `origins`: that the program says so. */
void d1_oscal_origins(struct d1_oscal *o);

/* The members `reviewed-controls`, `observations`, `risks` and `findings` of a result, and `resources` of the back
 * matter. */
void d1_oscal_reviewed(struct d1_oscal_assessment *a);
void d1_oscal_observations(struct d1_oscal_assessment *a);
void d1_oscal_loose_observations(struct d1_oscal_assessment *a);
void d1_oscal_risks(struct d1_oscal_assessment *a);
void d1_oscal_findings(struct d1_oscal_assessment *a);
void d1_oscal_resources(struct d1_oscal_assessment *a);

/*
 * The artifacts that are resources: the one at a place of artifact_list, and the document of a file, by which findings
 * name it. NULL where it is not known, or not to be seen. What refers to one has its id, or a link to it.
 */
const struct d1_artifact_info *d1_oscal_artifact_at(const struct d1_engagement_verdict *engagement, size_t index);
const struct d1_artifact_info *d1_oscal_artifact_of(const struct d1_engagement_verdict *engagement,
                                                    const struct d1_location *at);
void d1_oscal_artifact_reference(struct d1_oscal *o, const char *key, const struct d1_artifact_info *artifact);
void d1_oscal_artifact_link(struct d1_oscal *o, const char *key, const struct d1_artifact_info *artifact);

#endif
