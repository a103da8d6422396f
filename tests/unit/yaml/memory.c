/* Memory: each allocation of a load may fail, libyaml's own among them, and the heap that serves libyaml. */
#include <criterion/criterion.h>
#include <yaml.h>

#include "base/memory/alloc.h"
#include "unit/outline.h"
#include "yaml/heap.h"
#include "yaml/yaml.h"

/* Something of everything: documents, anchors, aliases, tags, directives, quotes, block scalars, problems. */
static const char rich[] =
    "%YAML 1.2\n%TAG !y! tag:yaml.org,2002:\n---\n"
    "a: &a [1, 2.5, 0x1f, null, true, ~, 'q', \"d\\u00e9\", !y!str 5]\n"
    "b: &b {c: *a, d: &e text, *e : 5}\n"
    "g: |\n  block\n  text\n"
    "h: >-\n  folded\n  text\n"
    "i: !x unknown\na: again\nk: *b\n"
    "many: {a1: 1, a2: 2, a3: 3, a4: 4, a5: 5, a6: 6, a7: 7, a8: 8, a9: 9, b1: 1, b2: 2, b3: 3}\n"
    "merged: {<<: [{a1: 1}, {a1: 2, l: [m]}]}\n\t# a tab\n"
    "bidi: \"\xe2\x80\xae\"\nlines: a\xe2\x80\xa8z: b\n...\n---\n- second\n---\n[broken\n";

Test(yaml_memory, each_allocation_may_fail)
{
    struct d1_strbuf whole = {0}, text = {0};
    bool done = false;

    for (long n = 0; !done && n < 10000; n++) {
        struct d1_yaml_loader *loader = NULL;
        struct d1_stream stream = {0};
        struct d1_error error = {0};
        int result;

        d1_alloc_fail_after(n);
        result = d1_yaml_loader_new(&loader, &error);
        if (loader)
            d1_yaml_loader_set_merging(loader, D1_YAML_MERGE_ALWAYS);
        if (result == 0)
            result = d1_yaml_load(loader, d1_str(rich), &stream, &error);
        done = !d1_alloc_failed();
        d1_alloc_fail_after(-1);
        cr_expect_eq(result, done ? 0 : D1_ERR_MEMORY, "n=%ld: %d", n, result);
        cr_expect_eq(error.code, result, "n=%ld", n);
        if (result < 0)
            cr_expect(!stream.items && !stream.problems.items, "n=%ld: the stream is empty", n);
        /* The loader is as good as new. */
        if (loader) {
            d1_stream_release(&stream);
            cr_assert_eq(d1_yaml_load(loader, d1_str(rich), &stream, NULL), 0);
            outline_stream(&text, &stream, true);
            if (!whole.len)
                d1_strbuf_str(&whole, d1_strbuf_view(&text));
            cr_expect_str_eq(text.ptr, whole.ptr, "n=%ld", n);
        }
        d1_stream_release(&stream);
        d1_yaml_loader_free(loader);
        d1_error_clear(&error);
    }
    cr_expect(done);
    cr_expect(strstr(whole.ptr, "unknown-tag") && strstr(whole.ptr, "duplicate-key") && strstr(whole.ptr, "syntax"));
    d1_strbuf_release(&whole);
    d1_strbuf_release(&text);
}

Test(yaml_memory, libyaml_takes_it_from_the_heap)
{
    struct d1_yaml_heap heap = {0};
    yaml_parser_t parser;

    d1_yaml_heap_use(&heap);
    cr_assert(yaml_parser_initialize(&parser));
    if (!heap.arena.total) { /* the shared library, where there is no static archive */
        yaml_parser_delete(&parser);
        d1_yaml_heap_use(NULL);
        cr_skip_test("libyaml is linked shared");
    }
    yaml_parser_delete(&parser);
    d1_alloc_fail_after(0);
    d1_yaml_heap_reset(&heap);
    while (yaml_parser_initialize(&parser)) /* leaked on purpose, until the chunk that is kept is used up */
        continue;
    d1_alloc_fail_after(-1);
    d1_yaml_heap_use(NULL);
    d1_yaml_heap_release(&heap);
}

Test(yaml_heap, blocks_do_not_overlap_and_keep_what_is_in_them)
{
    struct d1_yaml_heap heap = {0};
    struct {
        unsigned char *bytes;
        size_t size;
    } blocks[200] = {0};
    unsigned seed = 1;

    cr_expect_null(d1_yaml_heap_use(&heap));
    for (unsigned round = 0; round < 20000; round++) {
        unsigned i = (seed = seed * 1103515245u + 12345u) >> 16, size = i % 7 ? i % 300 : (i % 100) * 1500;

        i %= 200;
        for (size_t j = 0; j < blocks[i].size; j++)
            cr_assert_eq(blocks[i].bytes[j], i);
        if (round % 3 == 0) {
            d1_yaml_heap_free(blocks[i].bytes);
            blocks[i].bytes = NULL;
            blocks[i].size = 0;
        } else {
            unsigned char *moved = d1_yaml_heap_realloc(blocks[i].bytes, size);

            cr_assert_not_null(moved);
            cr_assert_eq((uintptr_t)moved % 16, 0);
            for (size_t j = 0; j < blocks[i].size && j < size; j++)
                cr_assert_eq(moved[j], i);
            memset(moved, (int)i, size);
            blocks[i].bytes = moved;
            blocks[i].size = size;
        }
    }
    cr_expect_eq(d1_yaml_heap_use(NULL), &heap);
    d1_yaml_heap_reset(&heap); /* what was not freed goes too */
    d1_yaml_heap_release(&heap);
}

Test(yaml_heap, serves_without_a_current_heap)
{
    char *text = d1_yaml_heap_strdup("borrowed"), *other;
    struct d1_yaml_heap heap = {0};

    cr_expect_str_eq(text, "borrowed");
    d1_yaml_heap_use(&heap);
    other = d1_yaml_heap_strdup("of the heap");
    text = d1_yaml_heap_realloc(text, 100000);
    cr_expect_str_eq(text, "borrowed");
    d1_yaml_heap_free(text);
    cr_expect_str_eq(other, "of the heap");
    d1_yaml_heap_free(NULL);
    cr_expect_not_null(d1_yaml_heap_malloc(0));
    cr_expect_null(d1_yaml_heap_malloc(SIZE_MAX - 8));
    d1_yaml_heap_use(NULL);
    d1_yaml_heap_release(&heap);
}

Test(yaml_heap, freed_blocks_are_used_again)
{
    struct d1_yaml_heap heap = {0};

    d1_yaml_heap_use(&heap);
    for (unsigned i = 0; i < 10000; i++) {
        void *one = d1_yaml_heap_malloc(40), *other = d1_yaml_heap_malloc(200000);

        cr_assert(one && other);
        d1_yaml_heap_free(one);
        d1_yaml_heap_free(other);
    }
    cr_expect_lt(heap.arena.total, 10000);
    d1_yaml_heap_use(NULL);
    d1_yaml_heap_release(&heap);
}
