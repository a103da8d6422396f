/*
 * Repositories for tests, made by the real git in a directory of their own, with a git that sees nothing of the
 * machine's or the user's configuration and dates every commit 2026-01-05T09:00:00+01:00.
 */
#ifndef D1_TESTS_REPO_SANDBOX_H
#define D1_TESTS_REPO_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "repo/repo.h"

/* For .init and .fini of a suite: makes the directory, enters it, starts libgit2; removes it and stops libgit2. */
void sandbox_enter(void);
void sandbox_leave(void);

/* The absolute path of the sandbox, links resolved. HOME is its directory "home". */
const char *sandbox_path(void);

/* Runs a shell script (as `sh -e`) in the sandbox; the test fails when it does. */
void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a shell script prints, without white space at its end; valid until the next call. */
const char *output(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes a file, and the directories it needs. */
void put(const char *path, const char *text);

/*
 * What a snapshot lists, as one text: paths separated by blanks, "path=kind" for what is no file, sorted as they
 * come. On failure the text is the message. Valid until the next call.
 */
struct look {
    int code;
    const char *text;
    const char *notices; /* "code: text" lines */
    size_t count;
    struct d1_repo_commit commit; /* its texts are NULL */
    char ref[256], directory[256];
};

struct look look(const char *start, enum d1_repo_source source, const char *revision);

/* The bytes of a file of a snapshot, by its path; the message of the error with its code as "-3: message". */
const char *content(const char *start, enum d1_repo_source source, const char *revision, const char *path);

/* Fails the test, under a name, when a listing differs, or when a failure has another code or lacks words. */
void expect_list(const char *name, const char *start, enum d1_repo_source source, const char *revision,
                 const char *expected);
void expect_failure(const char *name, const char *start, enum d1_repo_source source, const char *revision, int code,
                    const char *words);

bool contains(const char *text, const char *words);

#endif
