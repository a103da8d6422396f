/*
 * What `d1lint validate` says about instances, in the formats of its table.
 *
 * Files are looked at by several threads. Each thread writes what it finds in a file into a d1_instance_writer; the
 * log takes these texts in the order of the files and hands them on, so that the output is the same on any number of
 * threads and nothing is kept that need not be.
 */
#ifndef D1_CLI_VALIDATE_INSTANCE_REPORT_H
#define D1_CLI_VALIDATE_INSTANCE_REPORT_H

#include "base/error.h"
#include "base/text/strbuf.h"
#include "cli/source.h"
#include "cli/validate/instances.h"
#include "json/writer.h"
#include "report/paint.h"
#include "schema/schema.h"

/* Names in the place of a keyword, for what is no matter of the schema. Problems of syntax have their own codes. */
#define D1_INSTANCE_UNREADABLE "unreadable"
#define D1_INSTANCE_EMPTY "empty"
#define D1_INSTANCE_SCHEMA "schema"
#define D1_INSTANCE_UNLISTED "unlisted"

/* One thing that is wrong with a file. Everything is borrowed for the call. */
struct d1_instance_fault {
    const char *name;        /* the keyword, a problem's code, or one of the names above */
    struct d1_place place;   /* with path; line 0 when the file as a whole is meant */
    struct d1_place related; /* path NULL when there is none */
    struct d1_str message;
    const struct d1_schema_error *error; /* NULL for what is no error of validation */
    bool unread;                         /* the file could not be looked at */
};

struct d1_instance_format;

/* What one file's findings are written with. All but the first four fields are the writer's own. */
struct d1_instance_writer {
    const struct d1_instance_format *format;
    const struct d1_schema *schema; /* NULL while there is none */
    const char *path;
    struct d1_lines lines;      /* of the file, for excerpts */
    struct d1_paint paint;      /* what is found goes to paint.out */
    struct d1_strbuf notes;     /* SARIF's notifications, a line each */
    size_t document;            /* which one of the file, from 0 */
    size_t faults;              /* of this document */
    struct d1_place last;       /* of the fault before this one in the file */
    size_t drawn;               /* bytes of source lines that excerpts of this file looked at */
    struct d1_json_writer json; /* a record in the making */
    struct d1_strbuf text;      /* for one text at a time */
};

/* What the whole run came to. */
struct d1_instance_totals {
    size_t files, documents;
    size_t faulty; /* files with faults */
    size_t faults; /* in them */
    size_t unread; /* files that could not be looked at */
    struct d1_passed_over passed_over;
    size_t left_out;     /* records above the format's limit */
    size_t beyond;       /* files whose findings would have made the report too large */
    int status;          /* exit status, enum d1_exit */
    struct d1_str notes; /* of all files, a line each */
};

struct d1_instance_format {
    const char *name, *summary;
    enum d1_schema_detail detail;
    bool text;    /* for people on a terminal: colour and width matter */
    bool records; /* every line of a file's text is one record; the log parts them with commas */
    size_t limit; /* records that are written at the most; 0 is no limit */
    void (*begin)(struct d1_strbuf *out);
    void (*fault)(struct d1_instance_writer *w, const struct d1_instance_fault *fault);
    void (*document)(struct d1_instance_writer *w); /* ends one; NULL where formats need it not */
    void (*end)(struct d1_paint *paint, const struct d1_instance_totals *totals);
};

/* Frees what the writer holds, but not paint.out. */
void d1_instance_writer_release(struct d1_instance_writer *w);

/* The table of formats, in the order of the help; and the format of a name, NULL when there is none. */
const struct d1_instance_format *d1_instance_formats(size_t *count);
const struct d1_instance_format *d1_instance_format_find(const char *name);

/* The functions of the table. */
void d1_instance_text_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault);
void d1_instance_text_end(struct d1_paint *paint, const struct d1_instance_totals *totals);
void d1_instance_concise_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault);
void d1_instance_json_begin(struct d1_strbuf *out);
void d1_instance_json_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault);
void d1_instance_json_document(struct d1_instance_writer *w);
void d1_instance_json_end(struct d1_paint *paint, const struct d1_instance_totals *totals);
void d1_instance_sarif_begin(struct d1_strbuf *out);
void d1_instance_sarif_fault(struct d1_instance_writer *w, const struct d1_instance_fault *fault);
void d1_instance_sarif_end(struct d1_paint *paint, const struct d1_instance_totals *totals);

#endif
