/* Programs taken from an image. */
#include "cel/image/image.h"

#include <stdlib.h>
#include <string.h>

/* The header of bytes that are an image of this program; NULL for others. */
static const struct d1_image_header *header_of(struct d1_str bytes)
{
    const struct d1_image_header *header = (const void *)bytes.ptr;

    if (bytes.len < sizeof *header || memcmp(header->magic, D1_CEL_IMAGE_MAGIC, sizeof header->magic) != 0 ||
        header->evaluators != d1_image_evaluators())
        return NULL;
    return header;
}

size_t d1_cel_image_count(struct d1_str bytes)
{
    const struct d1_image_header *header = header_of(bytes);

    return header ? header->programs : 0;
}

int d1_cel_env_take(struct d1_cel_env *env, struct d1_str bytes)
{
    const struct d1_image_header *header = header_of(bytes);
    struct d1_cel_image *image;

    if (!header)
        return 0;
    image = d1_arena_calloc(env->arena, 1, sizeof *image);
    if (!image)
        return D1_ERR_MEMORY;
    image->env = env;
    image->bytes = bytes.ptr;
    image->header = header;
    image->entries = (const void *)(header + 1);
    image->type_places = (const void *)(image->entries + header->programs);
    image->function_places = image->type_places + header->types + 1;
    image->types = d1_arena_calloc(env->arena, header->types, sizeof *image->types);
    image->functions = d1_arena_calloc(env->arena, header->functions, sizeof *image->functions);
    if (!image->types || !image->functions)
        return D1_ERR_MEMORY;
    env->image = image;
    return 0;
}

static int by_key(const void *key, const void *entry)
{
    uint64_t wanted = *(const uint64_t *)key, has = ((const struct d1_image_entry *)entry)->key;

    return (wanted > has) - (wanted < has);
}

int d1_cel_image_read(struct d1_cel_env *env, struct d1_cel_program *program)
{
    struct d1_cel_image *image = env->image;
    const struct d1_image_entry *entry = NULL;
    struct d1_cel_program made = *program;
    struct d1_coder c = {.image = image, .env = env};

    if (image && image->bytes && program->source.key)
        entry = bsearch(&program->source.key, image->entries, image->header->programs, sizeof *entry, by_key);
    if (!entry)
        return 0;
    c.at = (const unsigned char *)image->bytes + entry->offset;
    c.end = c.at + entry->length;
    c.node_count = entry->nodes;
    c.nodes = d1_code_alloc(&c, entry->nodes, sizeof *c.nodes);
    if (!c.nodes)
        return D1_ERR_MEMORY;
    d1_code_program(&c, &made);
    if (c.oom)
        return D1_ERR_MEMORY;
    if (c.broken || c.at != c.end)
        return 0;
    *program = made;
    return 1;
}
