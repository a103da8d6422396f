/* What the harness of refused memory knows of a command line and of a run of it. */
#ifndef TESTS_OOM_H
#define TESTS_OOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OOM_WORDS = 48, OOM_FILES = 96 };

/* A command line of the file `cases`; words[0] is the program, behind the last is NULL. */
struct oom_case {
    char *line;
    struct oom_case *before; /* an undisturbed run of this one is made before each, which finds what that has kept */
    bool again; /* it finds what an undisturbed run before it has kept; else each run begins without anything */
    char *words[OOM_WORDS + 1];
    long *requests; /* those that are to be refused, numbered from 1 */
    size_t request_count;
};

/* How a run is disturbed. */
struct oom_trouble {
    long refused; /* the request; 0 for none */
    bool all;     /* and each behind it */
    enum { OOM_STDOUT_GOOD, OOM_STDOUT_CLOSED, OOM_STDOUT_FULL, OOM_STDOUT_UNREAD, OOM_STDOUT_CUT } out;
    size_t limit;      /* OOM_STDOUT_CUT: bytes that a file can take */
    const char *trace; /* the file where the requests are written down (refuse.c); NULL for none */
    int frames;        /* of each, in the trace */
};

/* NUL-terminated. */
struct oom_text {
    char *ptr;
    size_t len;
};

/* A file that a run left behind, by its path. */
struct oom_file {
    char *path;
    struct oom_text text;
};

struct oom_result {
    int status, signal; /* signal: 0 for none */
    struct oom_text out, err;
    struct oom_file files[OOM_FILES];
    size_t file_count;
};

/* Says why the harness itself cannot go on, and ends it. */
_Noreturn void oom_give_up(const char *what);

/* Reads the command lines that have one of the words in them (word_count 0: all). */
struct oom_case *oom_cases(const char *path, char *program, char **words, int word_count, size_t *count);

/*
 * Chooses the requests of each case. With `all` each request of a short run; of a long one, the first from each place
 * of the program (each distinct call stack) and some spread over the rest. Else the first from each place, by the
 * innermost frames, that no case before it has, and a few more. It runs each case, in the working directory.
 */
void oom_plan(struct oom_case *cases, size_t count, bool all);

/* The library refuse.so. */
void oom_preload(const char *path);

/* Runs a case in the working directory, a copy of the fixture, where `out` is emptied first; its outputs lie beside it.
 */
void oom_run(const struct oom_case *what, const struct oom_trouble *trouble, struct oom_result *result);

/* The whole of a file; one that is not there is an empty text. */
struct oom_text oom_read(const char *path);

bool oom_same(const struct oom_text *a, const struct oom_text *b);

/* Makes a folder, or removes what is in it; reads every file below it. */
void oom_empty_folder(const char *path);
void oom_read_folder(struct oom_result *result, const char *path);

/* Whether a text is a whole report in a format for programs that says that memory was short. */
bool oom_is_failure_report(const struct oom_text *text);

/*
 * Whether what a run left behind is whole: each file is one that the undisturbed run leaves, or a report of the
 * failure in its place. With `all` none may be missing or be a report of a failure.
 */
bool oom_same_files(const struct oom_result *should, const struct oom_result *is, bool all);

void oom_forget(struct oom_result *result);

#endif
