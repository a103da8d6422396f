/* Simple patterns in words: what stands between their anchors is read part by part from the tree of the pattern. */
#include "regex/ast.h"

enum {
    PARTS = 16, /* characters and sets of a pattern that is told; the words for more are harder to read than it */
    PIECES = 6  /* ranges and characters of a set that are listed */
};

/* The anchors of a pattern, and what stands between them. */
struct frame {
    const struct ast *parts[PARTS];
    size_t count;
    bool start, end;
};

static bool frame_of(struct frame *frame, const struct ast *root)
{
    const struct ast *part = root->kind == AST_SEQUENCE ? root->child : root;

    *frame = (struct frame){.count = 0};
    for (; part; part = root->kind == AST_SEQUENCE ? part->next : NULL) {
        if (frame->end)
            return false;
        if (part->kind == AST_TEXT_START && !frame->start && !frame->count) {
            frame->start = true;
        } else if (part->kind == AST_TEXT_END) {
            frame->end = true;
        } else {
            if (frame->count == PARTS)
                return false;
            frame->parts[frame->count++] = part;
        }
    }
    return frame->count > 0;
}

static bool is_visible(uint32_t code)
{
    return code >= ' ' && code <= '~' && code != '`';
}

/* The one character of a literal; 0 for another part. */
static uint32_t literal(const struct ast *part)
{
    const struct class *class = part->kind == AST_CLASS ? part->class : NULL;

    if (!class || part->ignore_case || class->negated || class->property_count || class->range_count != 1 ||
        class->ranges[0].first != class->ranges[0].last || !is_visible(class->ranges[0].first))
        return 0;
    return class->ranges[0].first;
}

/* "letters A to Z", "a digit", "`-`". false for a range that these words do not fit. */
static bool write_range(struct d1_strbuf *out, const struct range *range, bool one)
{
    uint32_t first = range->first, last = range->last;
    bool digits = first >= '0' && last <= '9', letters = (first >= 'A' && last <= 'Z') || (first >= 'a' && last <= 'z');

    if (first == last) {
        d1_strbuf_printf(out, "`%c`", is_visible(first) ? (int)first : '?');
        return is_visible(first);
    }
    if (!digits && !letters)
        return false;
    d1_strbuf_puts(out, one ? "a " : "");
    d1_strbuf_printf(out, "%s%s", digits ? "digit" : "letter", one ? "" : "s");
    if (letters || first != '0' || last != '9')
        d1_strbuf_printf(out, " %c to %c", (int)first, (int)last);
    return true;
}

/* Letters go before digits and these before signs, whatever their order in Unicode. */
static int rank(const struct range *range)
{
    if (range->first == range->last)
        return 2;
    return range->first >= '0' && range->last <= '9';
}

static bool write_class(struct d1_strbuf *out, const struct ast *part, bool one)
{
    const struct class *class = part->class;
    size_t written = 0;

    if (part->ignore_case || class->negated || class->property_count || !class->range_count ||
        class->range_count > PIECES)
        return false;
    for (int turn = 0; turn < 3; turn++)
        for (uint32_t i = 0; i < class->range_count; i++) {
            if (rank(&class->ranges[i]) != turn)
                continue;
            d1_strbuf_puts(out, d1_strbuf_joint(written++, class->range_count, " or "));
            if (!write_range(out, &class->ranges[i], one))
                return false;
        }
    return true;
}

/* "3 ", "1 to 4 ", "any number of ". */
static void write_times(struct d1_strbuf *out, const struct ast *repeat)
{
    if (repeat->max == AST_NO_LIMIT && repeat->min == 0)
        d1_strbuf_puts(out, "any number of ");
    else if (repeat->max == AST_NO_LIMIT)
        d1_strbuf_printf(out, "%u or more ", repeat->min);
    else if (repeat->min == repeat->max)
        d1_strbuf_printf(out, "%u ", repeat->min);
    else
        d1_strbuf_printf(out, "%u to %u ", repeat->min, repeat->max);
}

static bool write_part(struct d1_strbuf *out, const struct ast *part)
{
    bool one = part->kind == AST_REPEAT && part->max == 1;

    if (part->kind == AST_CLASS)
        return write_class(out, part, true);
    if (part->kind != AST_REPEAT || part->child->kind != AST_CLASS || part->max == 0)
        return false;
    if (one)
        d1_strbuf_puts(out, part->min ? "" : "perhaps ");
    else
        write_times(out, part);
    return write_class(out, part->child, one);
}

/* The parts in a row; literals side by side are one text. */
static bool write_frame(struct d1_strbuf *out, const struct frame *frame)
{
    d1_strbuf_puts(out, frame->start && frame->end ? "be "
                        : frame->start             ? "begin with "
                        : frame->end               ? "end with "
                                                   : "contain ");
    for (size_t i = 0; i < frame->count; i++) {
        d1_strbuf_puts(out, i ? ", then " : "");
        if (!literal(frame->parts[i])) {
            if (!write_part(out, frame->parts[i]))
                return false;
            continue;
        }
        d1_strbuf_putc(out, '`');
        d1_strbuf_putc(out, (char)literal(frame->parts[i]));
        for (; i + 1 < frame->count && literal(frame->parts[i + 1]); i++)
            d1_strbuf_putc(out, (char)literal(frame->parts[i + 1]));
        d1_strbuf_putc(out, '`');
    }
    return true;
}

bool d1_regex_words(struct d1_strbuf *out, struct d1_str pattern, enum d1_regex_dialect dialect)
{
    struct d1_arena arena = {0};
    struct parsed parsed = {0};
    struct frame frame;
    struct d1_error error = {0};
    size_t start = out->len;
    int result = d1_regex_parse(&parsed, &arena, pattern, dialect, NULL, &error);
    bool told = result == 0 && frame_of(&frame, parsed.root) && write_frame(out, &frame);

    if (!told)
        d1_strbuf_truncate(out, start);
    out->oom = out->oom || result == D1_ERR_MEMORY;
    d1_error_clear(&error);
    d1_arena_release(&arena);
    return told;
}
