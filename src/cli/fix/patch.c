/* Differences as patches that `git apply` takes. */
#include "base/vec.h"
#include "cli/fix/fix.h"
#include "report/escape.h"

enum { CONTEXT = 3, REACH = 200 /* lines within which two texts are found to agree again */ };

struct lines {
    D1_VEC(struct d1_str) list; /* with their ends */
};

static int split(struct lines *lines, struct d1_str text)
{
    for (size_t at = 0, end; at < text.len; at = end) {
        end = d1_str_find(text, '\n', at);
        end += end < text.len;
        if (d1_vec_push(&lines->list, d1_str_sub(text, at, end - at)) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* A stretch in which lines of the one give way to lines of the other. */
struct change {
    size_t old, old_count, new, new_count;
};

struct changes {
    D1_VEC(struct change) list;
};

/* How far it is to the next line that both have, from these two on. */
static void find_agreement(const struct lines *a, const struct lines *b, size_t i, size_t j, size_t *di, size_t *dj)
{
    for (size_t sum = 1; sum <= REACH; sum++)
        for (size_t x = 0; x <= sum; x++)
            if (i + x < a->list.len && j + sum - x < b->list.len &&
                d1_str_eq(a->list.items[i + x], b->list.items[j + sum - x])) {
                *di = x;
                *dj = sum - x;
                return;
            }
    *di = a->list.len - i;
    *dj = b->list.len - j;
}

static int compare(struct changes *changes, const struct lines *a, const struct lines *b)
{
    size_t i = 0, j = 0;

    while (i < a->list.len || j < b->list.len) {
        struct change change = {i, 0, j, 0};

        if (i < a->list.len && j < b->list.len && d1_str_eq(a->list.items[i], b->list.items[j])) {
            i++;
            j++;
            continue;
        }
        find_agreement(a, b, i, j, &change.old_count, &change.new_count);
        i += change.old_count;
        j += change.new_count;
        if (d1_vec_push(&changes->list, change) < 0)
            return D1_ERR_MEMORY;
    }
    return 0;
}

static void add_line(struct d1_strbuf *out, char sign, struct d1_str line)
{
    d1_strbuf_putc(out, sign);
    d1_strbuf_str(out, line);
    if (!line.len || line.ptr[line.len - 1] != '\n')
        d1_strbuf_puts(out, "\n\\ No newline at end of file\n");
}

/* The lines from one number to another, as far as there are any. */
static void add_lines(struct d1_strbuf *out, char sign, const struct lines *lines, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < lines->list.len; i++)
        add_line(out, sign, lines->list.items[i]);
}

/* The changes from `first` to `last`, with the lines around and between them. */
static void write_hunk(struct d1_strbuf *out, const struct lines *a, const struct lines *b, const struct change *first,
                       const struct change *last)
{
    size_t begin = first->old > CONTEXT ? first->old - CONTEXT : 0, before = first->old - begin;
    size_t end = last->old + last->old_count + CONTEXT, at = begin;
    size_t new_begin = first->new - before, new_end;

    end = end < a->list.len ? end : a->list.len;
    new_end = last->new + last->new_count + (end - last->old - last->old_count);
    d1_strbuf_printf(out, "@@ -%zu,%zu +%zu,%zu @@\n", begin + (end > begin), end - begin,
                     new_begin + (new_end > new_begin), new_end - new_begin);
    for (const struct change *change = first; change <= last; change++) {
        add_lines(out, ' ', a, at, change->old);
        at = change->old + change->old_count;
        add_lines(out, '-', a, change->old, at);
        add_lines(out, '+', b, change->new, change->new + change->new_count);
    }
    add_lines(out, ' ', a, at, end);
}

static void add_name(struct d1_strbuf *out, const char *side, const char *path)
{
    struct d1_strbuf name = {0};

    d1_strbuf_printf(&name, "%s/%s", side, path);
    if (!name.oom)
        d1_escape_path(out, name.ptr, true);
    out->oom = out->oom || name.oom;
    d1_strbuf_release(&name);
}

int d1_patch_write(struct d1_strbuf *out, const char *path, struct d1_str before, struct d1_str after)
{
    struct lines a = {0}, b = {0};
    struct changes changes = {0};
    int result = split(&a, before) < 0 || split(&b, after) < 0 || compare(&changes, &a, &b) < 0 ? D1_ERR_MEMORY : 0;

    if (result == 0 && changes.list.len) {
        d1_strbuf_puts(out, "diff --git ");
        add_name(out, "a", path);
        d1_strbuf_putc(out, ' ');
        add_name(out, "b", path);
        d1_strbuf_puts(out, "\n--- ");
        add_name(out, "a", path);
        d1_strbuf_puts(out, "\n+++ ");
        add_name(out, "b", path);
        d1_strbuf_putc(out, '\n');
    }
    for (size_t i = 0, last; result == 0 && i < changes.list.len; i = last + 1) {
        const struct change *list = changes.list.items;

        for (last = i; last + 1 < changes.list.len &&
                       list[last + 1].old <= list[last].old + list[last].old_count + 2 * (size_t)CONTEXT;
             last++)
            ;
        write_hunk(out, &a, &b, &list[i], &list[last]);
    }
    d1_vec_release(&a.list);
    d1_vec_release(&b.list);
    d1_vec_release(&changes.list);
    return result < 0 || out->oom ? D1_ERR_MEMORY : 0;
}
