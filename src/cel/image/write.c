/* An image written of what was noted. */
#include "cel/image/write.h"

#include <stdlib.h>
#include <string.h>

int d1_cel_env_note(struct d1_cel_env *env)
{
    struct d1_cel_image *image = d1_arena_calloc(env->arena, 1, sizeof *image);

    if (!image)
        return D1_ERR_MEMORY;
    image->env = env;
    env->image = image;
    return 0;
}

int d1_cel_image_note(struct d1_cel_env *env, const struct d1_cel_program *program)
{
    struct d1_cel_image *image = env->image;
    struct d1_image_noted *noted;

    if (!image || image->bytes || !program->source.key)
        return 0;
    noted = d1_arena_alloc(image->env->arena, sizeof *noted);
    if (!noted)
        return D1_ERR_MEMORY;
    *noted = (struct d1_image_noted){program, image->noted};
    image->noted = noted;
    image->noted_count++;
    return 0;
}

static int by_key(const void *a, const void *b)
{
    const struct d1_image_entry *x = a, *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

/* ---- programs ---- */

static int fault(struct d1_error *error, const struct d1_cel_program *program, const char *what)
{
    struct d1_str text = d1_str_sub(program->source.text, 0, 80);

    if (!program->source.origin)
        return d1_error_set(error, D1_ERR_TYPE, "`" D1_STR_FMT "` %s", D1_STR_ARG(text), what);
    return d1_error_at(error, D1_ERR_TYPE, d1_node_place(program->source.origin), "`" D1_STR_FMT "` %s",
                       D1_STR_ARG(text), what);
}

/* Appends the programs, with their places from the first one on. */
static int write_programs(struct d1_coder *c, struct d1_image_entry *entries, struct d1_error *error)
{
    size_t count = 0;

    for (const struct d1_image_noted *noted = c->image->noted; noted; noted = noted->before) {
        struct d1_cel_program program = *noted->program;
        struct d1_image_entry *entry = &entries[count++];

        *entry = (struct d1_image_entry){.key = program.source.key, .offset = (uint32_t)c->out->len};
        c->node_count = 0;
        d1_code_program(c, &program);
        entry->nodes = c->node_count;
        if (c->unwritable)
            return fault(error, &program, c->unwritable);
        entry->length = (uint32_t)c->out->len - entry->offset;
    }
    qsort(entries, count, sizeof *entries, by_key);
    for (size_t i = 1; i < count; i++)
        if (entries[i].key == entries[i - 1].key)
            return d1_error_set(error, D1_ERR_TYPE, "two expressions have the key %llx",
                                (unsigned long long)entries[i].key);
    return c->out->oom || c->writer->oom ? D1_ERR_MEMORY : 0;
}

/* ---- the whole ---- */

/* Where each of a list begins, and where the last ends, when the first is to stand at `first`. */
static void put_places(struct d1_strbuf *out, const struct d1_image_list *list, size_t first)
{
    uint32_t place = (uint32_t)first;

    d1_strbuf_add(out, (const char *)&place, sizeof place);
    for (size_t i = 0; i < list->ends.len; i++) {
        place = (uint32_t)first + list->ends.items[i];
        d1_strbuf_add(out, (const char *)&place, sizeof place);
    }
}

static void put_together(struct d1_strbuf *out, const struct d1_coder *c, struct d1_image_entry *entries)
{
    const struct d1_image_writer *writer = c->writer;
    struct d1_image_header header = {.magic = D1_CEL_IMAGE_MAGIC,
                                     .programs = (uint32_t)c->image->noted_count,
                                     .types = (uint32_t)writer->types_told.ends.len,
                                     .functions = (uint32_t)writer->functions_told.ends.len,
                                     .evaluators = d1_image_evaluators()};
    size_t types = sizeof header + header.programs * sizeof *entries +
                   (header.types + header.functions + 2) * sizeof(uint32_t),
           functions = types + writer->types_told.bytes.len, programs = functions + writer->functions_told.bytes.len;

    for (size_t i = 0; i < header.programs; i++)
        entries[i].offset += (uint32_t)programs;
    d1_strbuf_add(out, (const char *)&header, sizeof header);
    d1_strbuf_add(out, (const char *)entries, header.programs * sizeof *entries);
    put_places(out, &writer->types_told, types);
    put_places(out, &writer->functions_told, functions);
    d1_strbuf_str(out, d1_strbuf_view(&writer->types_told.bytes));
    d1_strbuf_str(out, d1_strbuf_view(&writer->functions_told.bytes));
    d1_strbuf_str(out, d1_strbuf_view(c->out));
}

int d1_cel_image_write(const struct d1_cel_env *env, struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_image_writer writer = {0};
    struct d1_strbuf programs = {0};
    struct d1_coder c = {.image = env->image, .writer = &writer, .out = &programs};
    struct d1_image_entry *entries = d1_calloc(env->image->noted_count, sizeof *entries);
    int result = D1_ERR_MEMORY;

    if (entries) {
        d1_image_reach(&writer, env);
        result = write_programs(&c, entries, error);
    }
    if (result == 0)
        put_together(out, &c, entries);
    else if (result == D1_ERR_MEMORY)
        d1_error_memory(error);
    d1_free(entries);
    d1_strbuf_release(&programs);
    d1_strbuf_release(&writer.types_told.bytes);
    d1_strbuf_release(&writer.functions_told.bytes);
    d1_vec_release(&writer.types_told.ends);
    d1_vec_release(&writer.functions_told.ends);
    d1_vec_release(&writer.functions);
    d1_vec_release(&writer.reached);
    return result;
}
