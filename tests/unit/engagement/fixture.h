/* A workspace made of texts, for tests that need engagements without a repository. */
#ifndef D1_TESTS_ENGAGEMENT_FIXTURE_H
#define D1_TESTS_ENGAGEMENT_FIXTURE_H

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/memory/alloc.h"
#include "engagement/workspace.h"

struct fixture_file {
    const char *path, *text;
};

struct fixture {
    struct d1_kinds *kinds;
    struct d1_artifact_loader *loader;
    struct d1_workspace workspace;
    struct d1_file files[16];
};

static inline void fixture_load(struct fixture *fixture, const struct fixture_file *files, size_t count)
{
    *fixture = (struct fixture){0};
    cr_assert_eq(d1_kinds_load(&fixture->kinds, NULL, 0, NULL), 0);
    cr_assert_eq(d1_artifact_loader_new(&fixture->loader, fixture->kinds, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        fixture->files[i].path = files[i].path;
        cr_assert_eq(d1_file_load(fixture->loader, &fixture->files[i], d1_str(files[i].text)), 0);
    }
    fixture->workspace.files = fixture->files;
    fixture->workspace.file_count = count;
}

static inline bool fixture_match(struct d1_str pattern, struct d1_str path, uint64_t *steps)
{
    ++*steps;
    return d1_str_eq(pattern, path);
}

static inline void fixture_sort(struct fixture *fixture)
{
    cr_assert_eq(d1_workspace_sort(&fixture->workspace, fixture->kinds, false, NULL, fixture_match), 0);
}

static inline void fixture_release(struct fixture *fixture)
{
    d1_workspace_release(&fixture->workspace);
    d1_artifact_loader_free(fixture->loader);
    d1_kinds_free(fixture->kinds);
}

/* "line:column check message" of a fault. */
static inline const char *fixture_show(const struct d1_fault *fault)
{
    static char text[2048];

    snprintf(text, sizeof text, "%u:%u %s " D1_STR_FMT, fault->place.line, fault->place.column, fault->check,
             D1_STR_ARG(fault->message));
    return text;
}

#define ENGAGEMENT(name)                                                                                               \
    "apiVersion: d1d/v1\n"                                                                                             \
    "kind: Engagement\n"                                                                                               \
    "metadata: {name: " name "}\n"                                                                                     \
    "spec:\n"                                                                                                          \
    "  customer: {id: halden, name: Halden}\n"                                                                         \
    "  provider: {id: proserve, name: ProServe}\n"                                                                     \
    "  timeZone: Europe/Dublin\n"                                                                                      \
    "  profile: lite\n"

#endif
