/*
 * The line of one engagement: the points that changed an artifact of it, and where what it says now first stood.
 *
 * A point's date is the committer's in the engagement's zone, but not before that of the point before it, and not after
 * the as-of date. What stands at the first point of a line that is cut was there since nobody knows when: it is known
 * by then, and `cut`.
 */
#ifndef D1_ENGAGEMENT_LINE_H
#define D1_ENGAGEMENT_LINE_H

#include "engagement/engagement.h"
#include "engagement/past.h"

struct d1_line;

struct d1_line_point {
    uint32_t point; /* its number in the past */
    d1_date date;
};

/*
 * Makes the line of an engagement, whose artifacts are those of the present. The past and the engagement outlive it.
 * The caller frees *out with d1_line_free. 0 or D1_ERR_MEMORY. A line is for one thread at a time.
 */
int d1_line_new(struct d1_line **out, struct d1_past *past, const struct d1_engagement *engagement, d1_date as_of);
void d1_line_free(struct d1_line *line);

/*
 * The same without a point yet, to follow history from its beginning: d1_line_next goes to the next point, 1 with its
 * events, 0 where there is none, or D1_ERR_MEMORY; d1_line_stand says how the engagement stands there, whose nodes the
 * line is asked about until it goes on. `engagement` is that of the present, whose zone says which day it is.
 */
int d1_line_begin(struct d1_line **out, struct d1_past *past, const struct d1_engagement *engagement, d1_date as_of);
int d1_line_next(struct d1_line *line, const struct d1_past_event **events, size_t *count);
int d1_line_stand(struct d1_line *line, const struct d1_engagement *engagement);

/* Of a line that is followed: the point to which d1_line_next goes next; false where there is none, with D1_PAST_NONE.
 */
bool d1_line_ahead(const struct d1_line *line, uint32_t *point);

/* Stops at a point before that, which changes no document of the engagement, as the newest. 0 or D1_ERR_MEMORY. */
int d1_line_stop(struct d1_line *line, uint32_t point);

/* The newest point of the past that the line knows of: the last one, unless it is still followed. */
uint32_t d1_line_newest(const struct d1_line *line);

/*
 * The point of the past whose tree is asked about files: the newest, unless one behind it is set, of which it is known
 * that no document of the engagement has changed by then.
 */
uint32_t d1_line_tree(const struct d1_line *line);
void d1_line_see(struct d1_line *line, uint32_t point);

/*
 * The digest of the file that this tree has at a path, as d1_past_file; and what is noted of it, to be found among the
 * files that were asked for. 0 or D1_ERR_MEMORY.
 */
int d1_line_file(struct d1_line *line, struct d1_str path, const struct d1_digest **digest);
int d1_line_note_file(struct d1_line *line, struct d1_str path);

/*
 * The next point behind one, which is not before the newest, that may have changed a file that was asked for;
 * D1_PAST_NONE for none. 0 or D1_ERR_MEMORY.
 */
int d1_line_touched(const struct d1_line *line, uint32_t point, uint32_t *next);

/* The points, oldest first. */
const struct d1_line_point *d1_line_points(const struct d1_line *line, size_t *count);
struct d1_past *d1_line_past(const struct d1_line *line);

/* The date of any point of the past, as those of the line have one. */
d1_date d1_line_date(const struct d1_line *line, uint32_t point);

/* The number of the last point on or before a day among those of the line; false when there is none. */
bool d1_line_on(const struct d1_line *line, d1_date day, size_t *number);

/* The number of the last point of the line that is not behind a point of the past; false when there is none. */
bool d1_line_at(const struct d1_line *line, uint32_t point, size_t *number);

struct d1_introduction {
    uint32_t says;  /* number of the fact */
    uint32_t point; /* number of the point in the past */
    d1_date date;
    bool cut;       /* it stood there before, since nobody knows when */
    bool committed; /* false: what is not committed yet brings it */
    bool ideal;     /* in an example: it was recorded on its own day by `person`, where it names one */
    struct d1_str person;
    bool consented; /* of an item in an example: `person`, whom it names as the one who approves, has merged it */
};

enum d1_introduced {
    D1_INTRODUCED,         /* here it is */
    D1_INTRODUCED_NOTHING, /* the node is no item, act or artifact of the engagement */
    D1_INTRODUCED_UNKNOWN  /* it is one, but stands on no point of the line: what it stands in could not be read */
};

/* Where what a node of the engagement says now first stood. */
enum d1_introduced d1_line_introduced(struct d1_line *line, const struct d1_node *node,
                                      struct d1_introduction *introduction);

/* The same for what an artifact or item says without what lives on after an approval (facts.h). */
enum d1_introduced d1_line_settled(struct d1_line *line, const struct d1_node *node,
                                   struct d1_introduction *introduction);

/*
 * Calls each for every act of an artifact of the engagement, as they stand, with the number of what it says; stops
 * where each returns less than 0, and returns that.
 */
int d1_line_acts(struct d1_line *line, const struct d1_artifact *artifact,
                 int (*each)(void *context, const struct d1_node *act, uint32_t says), void *context);

/* One of the successive different states of an item or artifact. */
struct d1_version {
    uint32_t number; /* of the point among those of the line */
    uint32_t says;   /* D1_PAST_NONE: it was not there */
};

/*
 * The versions of an item or artifact that the engagement has, or of one that is kept from the past, oldest first. None
 * for anything else. What a version of an artifact says is kept of versioned kinds alone (kinds.h). *versions is
 * borrowed.
 */
void d1_line_versions(struct d1_line *line, const struct d1_node *node, const struct d1_version **versions,
                      size_t *count);

/*
 * The same of an artifact by its kind and name, and of an item by its type and id, also where it is no more. 0 or
 * D1_ERR_MEMORY.
 */
int d1_line_former(const struct d1_line *line, struct d1_str kind, struct d1_str name,
                   const struct d1_version **versions, size_t *count);
int d1_line_former_item(const struct d1_line *line, struct d1_str type, struct d1_str id,
                        const struct d1_version **versions, size_t *count);

/*
 * Appends a sentence on the name that the engagement had before, where that is why its line begins when it does;
 * nothing where it had none. 0 or D1_ERR_MEMORY.
 */
int d1_line_tell_formerly(const struct d1_line *line, struct d1_strbuf *out);

/*
 * Calls each for every item of a type that ever stood on the line, with what it said last, in the order in which they
 * first came; stops where each returns less than 0, and returns that.
 */
int d1_line_each(const struct d1_line *line, const struct d1_item_type *type,
                 int (*each)(void *context, const struct d1_node *value), void *context);

/*
 * The engagement as it stood at a point, by its number among those of the line: the present one where nothing has
 * changed since, else made when it is first asked for, and freed with the line. 0, D1_ERR_LIMIT (D1_LIMIT_STATES),
 * D1_ERR_READ or D1_ERR_MEMORY. *engagement is NULL where there was none yet.
 */
int d1_line_state(struct d1_line *line, size_t number, const struct d1_engagement **engagement, struct d1_error *error);

#endif
