/*
 * A file as a cache has kept it, over any bytes: it is refused, or what was made of it can be read from one end to the
 * other, by the schemas as well.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "engagement/read/kept.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct d1_kinds *kinds;
    struct d1_artifact_loader *loader = NULL;
    struct d1_file file = {.path = "x.yaml"};
    struct d1_region region = {0};
    char *copy = malloc(len + 1);
    size_t length;

    if (!kinds)
        require(d1_kinds_load(&kinds, NULL, 0, NULL) == 0);
    require(copy && d1_artifact_loader_new(&loader, kinds, NULL) == 0);
    memcpy(copy, bytes, len);
    if (d1_kept_read(d1_strn(copy, len), d1_artifact_loader_arena(loader), &region, &file, &length) > 0)
        for (size_t i = 0; i < file.artifact_count; i++) {
            require(walk(file.artifacts[i].root, 0) <= len * len);
            require(d1_artifact_recognise(loader, &file, &file.artifacts[i]) == 0);
        }
    d1_file_release(&file);
    d1_region_release(&region);
    d1_artifact_loader_free(loader);
    free(copy);
    return 0;
}
