/*
 * Outlines of files as a cache has kept them, over any bytes and over right ones that were changed: they are refused,
 * or each artifact has a kind that may be outlined, and texts that can be read.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engagement/load/outlines.h"
#include "fuzz/edits.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

enum { FILES = 2 };

static const uint8_t id[] = "12345678901234567890123456789012";

/* Goes through all that is told of a file, and says again what it says. */
static void walk(const struct d1_outlined *outlined, struct d1_strbuf *names)
{
    for (size_t i = 0; i < outlined->file->artifact_count; i++) {
        const struct d1_artifact *artifact = &outlined->file->artifacts[i];

        require(artifact->kind && !artifact->kind->policy && !d1_str_is(artifact->kind->name, "Engagement"));
        d1_strbuf_str(names, artifact->name);
        d1_strbuf_str(names, artifact->namespace);
        d1_strbuf_str(names, artifact->kind->name);
    }
}

static void check(const struct d1_kinds *kinds, struct d1_str kept)
{
    struct d1_file files[FILES] = {{.path = "x.yaml", .outlined = id}, {.path = "y.yaml", .outlined = id}};
    struct d1_outlined outlined[FILES] = {{.file = &files[0]}, {.file = &files[1]}};
    struct d1_arena arena = {0};
    struct d1_strbuf names = {.limit = 1 << 20}; /* texts may lie one over the other */
    char *copy = malloc(kept.len + 1);           /* of its own length, so that what is read beyond it shows */

    require(copy);
    if (kept.len)
        memcpy(copy, kept.ptr, kept.len);
    if (d1_outlines_read(d1_strn(copy, kept.len), kinds, &arena, outlined, FILES) > 0)
        for (size_t i = 0; i < FILES; i++)
            if (outlined[i].known)
                walk(&outlined[i], &names);
    d1_strbuf_release(&names);
    d1_arena_release(&arena);
    free(copy);
}

/* What is kept of a file with two artifacts, and of one with none. */
static void keep_sample(struct d1_strbuf *out, const struct d1_kinds *kinds)
{
    static const char *const texts[FILES] = {
        "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid, namespace: here}\nspec: {risks: []}\n---\n"
        "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: other, namespace: here}\nspec: {risks: []}\n",
        "services: {}\n"};
    struct d1_artifact_loader *loader = NULL;
    struct d1_file files[FILES] = {{.path = "x.yaml"}, {.path = "y.yaml"}};
    struct d1_outlined outlined[FILES];

    require(d1_artifact_loader_new(&loader, kinds, NULL) == 0);
    for (size_t i = 0; i < FILES; i++) {
        require(d1_file_load(loader, &files[i], d1_str(texts[i])) == 0);
        outlined[i] = (struct d1_outlined){&files[i], strlen(texts[i]), d1_outline_may(&files[i])};
    }
    require(outlined[0].known && files[0].artifact_count == 2);
    d1_outlines_write(out, outlined, FILES);
    require(!out->oom);
    for (size_t i = 0; i < FILES; i++)
        d1_file_release(&files[i]);
    d1_artifact_loader_free(loader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct d1_kinds *kinds;
    static struct d1_strbuf sample;
    struct d1_strbuf changed = {0};

    if (!kinds) {
        require(d1_kinds_load(&kinds, NULL, 0, NULL) == 0);
        keep_sample(&sample, kinds);
    }
    check(kinds, d1_strn((const char *)bytes, len));
    d1_strbuf_str(&changed, d1_strbuf_view(&sample));
    apply_edits(&changed, bytes, len);
    check(kinds, d1_strbuf_view(&changed));
    d1_strbuf_release(&changed);
    return 0;
}
