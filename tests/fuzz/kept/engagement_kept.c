/*
 * A file as a cache has kept it, over any bytes and over right ones that were changed: it is refused, or what was made
 * of it can be read from one end to the other, by the schemas as well.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "engagement/read/kept.h"
#include "fuzz/edits.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static size_t walk(const struct d1_node *node, unsigned depth)
{
    size_t sum = d1_node_text(node).len;

    require(depth <= D1_LIMIT_DEPTH);
    for (size_t i = 0; i < d1_node_count(node); i++)
        sum += walk(node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i), depth + 1);
    return sum;
}

static void check(const struct d1_kinds *kinds, struct d1_str kept)
{
    struct d1_artifact_loader *loader = NULL;
    struct d1_file file = {.path = "x.yaml"};
    struct d1_region region = {0};
    struct d1_kept_reading reading = {.kinds = kinds, .region = &region};
    char *copy = malloc(kept.len + 1); /* of its own length, so that what is read beyond it shows */

    require(copy && d1_artifact_loader_new(&loader, kinds, NULL) == 0);
    reading.arena = d1_artifact_loader_arena(loader);
    if (kept.len)
        memcpy(copy, kept.ptr, kept.len);
    if (d1_kept_read(d1_strn(copy, kept.len), &reading, &file) > 0)
        for (size_t i = 0; i < file.artifact_count; i++) {
            require(walk(file.artifacts[i].root, 0) <= kept.len * kept.len);
            for (size_t j = 0; j < file.artifacts[i].mark_count; j++)
                require(walk(file.artifacts[i].marks[j].node, 0) <= kept.len * kept.len &&
                        d1_node_kind(file.artifacts[i].marks[j].value) <= D1_NODE_MAPPING);
            require(d1_artifact_recognise(loader, &file, &file.artifacts[i]) == 0);
        }
    d1_file_release(&file);
    d1_region_release(&region);
    d1_artifact_loader_free(loader);
    free(copy);
}

/*
 * What is kept of two documents with faults, a remark, an anchor and a scalar of each kind; and of one without any, in
 * which its schema marks something.
 */
static const char *const samples[] = {
    "apiVersion: d1d/v1\nkind: ProjectCharter\nmetadata: {name: charter} # d1lint-ignore\n"
    "spec:\n  purpose: &p |\n    to be said\n  scope: [*p, 'one', 2, 3.5, true, ~]\n"
    "---\napiVersion: d1d/v1\nkind: Engagement\nmetadata: {name: halden}\nspec: {a: {}}\n",
    "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: raid}\nspec: {risks: [{id: risk-01, title: x, type: threat, "
    "status: open}]}\n",
};

enum { SAMPLES = sizeof samples / sizeof *samples };

static void keep_sample(struct d1_strbuf *out, const struct d1_kinds *kinds, const char *text, bool clean)
{
    struct d1_artifact_loader *loader = NULL;
    struct d1_file file = {.path = "x.yaml"};

    require(d1_artifact_loader_new(&loader, kinds, NULL) == 0 && d1_file_load(loader, &file, d1_str(text)) == 0);
    require(file.artifact_count > 0 && d1_kept_is_clean(&file) == clean);
    d1_kept_write(out, kinds, &file, strlen(text));
    require(!out->oom);
    d1_file_release(&file);
    d1_artifact_loader_free(loader);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct d1_kinds *kinds;
    static struct d1_strbuf kept[SAMPLES];

    if (!kinds) {
        require(d1_kinds_load(&kinds, NULL, 0, NULL) == 0);
        for (size_t i = 0; i < SAMPLES; i++)
            keep_sample(&kept[i], kinds, samples[i], i > 0);
    }
    check(kinds, d1_strn((const char *)bytes, len));
    for (size_t i = 0; i < SAMPLES; i++) {
        struct d1_strbuf changed = {0};

        d1_strbuf_str(&changed, d1_strbuf_view(&kept[i]));
        apply_edits(&changed, bytes, len);
        check(kinds, d1_strbuf_view(&changed));
        d1_strbuf_release(&changed);
    }
    return 0;
}
