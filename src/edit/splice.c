/* From changes to pieces of text. Where something is written in a way that is not foreseen, d1_edit_verify sees it. */
#include "edit/layout.h"
#include "edit/plan.h"
#include "edit/write.h"

/* Behind all that is added at a place: what stands in a line comes before the lines that follow it. */
enum { DEEPEST = 1 << 20 };

static size_t depth_of(const struct d1_node *node)
{
    size_t depth = 0;

    while ((node = d1_node_parent(node)))
        depth++;
    return depth;
}

static const struct d1_node *root_of(const struct d1_node *node)
{
    return d1_doc_root(d1_node_doc(node));
}

static int refuse(struct d1_error *error, const struct d1_node *node, const char *why)
{
    return d1_error_at(error, D1_ERR_USAGE, d1_node_place(node), "it cannot be changed here: %s", why);
}

/* Takes over what was written, and empties the buffer. */
static int put(struct d1_edit *edit, size_t begin, size_t end, size_t depth, struct d1_strbuf *text)
{
    struct d1_edit_splice splice = {begin, end, depth, edit->splices.len, {"", 0}};
    int result = 0;

    if (text->len)
        splice.text = d1_arena_str(&edit->arena, d1_strbuf_view(text));
    if (text->oom || !splice.text.ptr || d1_vec_push(&edit->splices, splice) < 0)
        result = D1_ERR_MEMORY;
    d1_strbuf_release(text);
    return result;
}

/* A document written in { } throughout is read as JSON by others. */
static enum d1_edit_quotes quotes_in_flow(const struct d1_edit *edit, const struct d1_node *node)
{
    return d1_edit_is_flow(&edit->text, root_of(node)) ? D1_EDIT_QUOTES_DOUBLE : D1_EDIT_QUOTES_NEEDED;
}

/* Whether a node stands within [ ] or { }. */
static bool is_in_flow(const struct d1_edit *edit, const struct d1_node *node)
{
    while ((node = d1_node_parent(node)))
        if (d1_edit_is_flow(&edit->text, node))
            return true;
    return false;
}

/* ---- scalars ---- */

static enum d1_edit_quotes quotes_of(const struct d1_edit *edit, size_t begin)
{
    char c = d1_edit_byte(&edit->text, begin);

    return c == '"' ? D1_EDIT_QUOTES_DOUBLE : c == '\'' ? D1_EDIT_QUOTES_SINGLE : D1_EDIT_QUOTES_NEEDED;
}

static int replace(struct d1_edit *edit, const struct d1_edit_change *change)
{
    const struct d1_node *node = change->node;
    size_t begin = d1_edit_inside(&edit->text, node), end = d1_edit_content_end(&edit->text, node);
    bool in_flow = is_in_flow(edit, node);
    enum d1_edit_quotes quotes = quotes_of(edit, begin);
    struct d1_strbuf text = {0};

    if (node->expanded)
        begin = d1_edit_begin(&edit->text, node);
    if (begin > end)
        begin = end; /* an empty value that has an anchor or a tag alone */
    if (begin == end)
        d1_strbuf_putc(&text, ' ');
    if (in_flow && quotes == D1_EDIT_QUOTES_NEEDED)
        quotes = quotes_in_flow(edit, node);
    d1_edit_write_scalar(&text, change->value.node, in_flow, quotes);
    return put(edit, begin, end, DEEPEST, &text);
}

static int rename_key(struct d1_edit *edit, const struct d1_edit_change *change)
{
    const struct d1_node *key = d1_node_key(change->node);
    size_t begin = d1_edit_inside(&edit->text, key);
    struct d1_strbuf text = {0};

    d1_edit_write_text(&text, change->key, is_in_flow(edit, key), quotes_of(edit, begin));
    return put(edit, begin, d1_edit_end(&edit->text, key), DEEPEST, &text);
}

static int enlist(struct d1_edit *edit, const struct d1_edit_change *change)
{
    size_t begin = d1_edit_begin(&edit->text, change->node);
    enum d1_edit_quotes quotes = quotes_of(edit, begin);
    struct d1_strbuf text = {0};

    if (quotes == D1_EDIT_QUOTES_NEEDED)
        quotes = quotes_in_flow(edit, change->node);
    d1_strbuf_putc(&text, '[');
    d1_edit_write_scalar(&text, change->node, true, quotes);
    d1_strbuf_putc(&text, ']');
    return put(edit, begin, d1_edit_content_end(&edit->text, change->node), DEEPEST, &text);
}

/* ---- what is added in [ ] and { } ---- */

static void write_flow_entry(struct d1_strbuf *text, const struct d1_edit *edit, const struct d1_edit_change *change)
{
    enum d1_edit_quotes quotes = quotes_in_flow(edit, change->node);

    if (change->kind == D1_EDIT_INSERT) {
        d1_edit_write_text(text, change->key, true, quotes);
        d1_strbuf_puts(text, ": ");
    }
    d1_edit_write_flow(text, change->value.node, quotes);
}

/* The line break and white space before an entry that has a line of its own. */
static void begin_flow_line(struct d1_strbuf *text, const struct d1_edit *edit, size_t entry)
{
    size_t line = d1_edit_line_begin(&edit->text, entry);

    d1_strbuf_puts(text, d1_edit_newline(&edit->text, entry));
    d1_strbuf_str(text, d1_str_sub(edit->text.bytes, line, entry - line));
}

/* Whether nothing but a comment stands between an offset and the end of its line. */
static bool ends_line(const struct d1_edit_text *text, size_t offset)
{
    struct d1_str rest = d1_str_trim(d1_str_sub(text->bytes, offset, d1_edit_line_end(text, offset) - offset));

    return !rest.len || rest.ptr[0] == '#';
}

static int add_in_flow(struct d1_edit *edit, const struct d1_edit_change *change)
{
    const struct d1_node *node = change->node, *last;
    bool mapping = node->kind == D1_NODE_MAPPING, own_line, comma;
    size_t count = d1_node_count(node), depth = depth_of(node), begin, at, entry, behind;
    struct d1_strbuf text = {0};

    if (!count) {
        d1_strbuf_puts(&text, change->nth ? ", " : "");
        write_flow_entry(&text, edit, change);
        at = d1_edit_inside(&edit->text, node) + 1;
        return put(edit, at, at, depth, &text);
    }
    last = mapping ? d1_node_pair_value(node, count - 1) : d1_node_item(node, count - 1);
    begin = d1_edit_inside(&edit->text, node);
    entry = d1_edit_begin(&edit->text, mapping ? d1_node_key(last) : last);
    at = d1_edit_end(&edit->text, last);
    behind = d1_edit_skip(&edit->text, at);
    comma = d1_edit_byte(&edit->text, behind) == ',';
    own_line = d1_edit_begins_line(&edit->text, entry) && d1_edit_line_end(&edit->text, begin) < entry &&
               ends_line(&edit->text, comma ? behind + 1 : at);
    if (comma) {
        at = behind + 1;
    } else if (!own_line || change->nth) {
        d1_strbuf_putc(&text, ',');
    } else {
        struct d1_strbuf between = {0};

        d1_strbuf_putc(&between, ',');
        if (put(edit, at, at, depth + 1, &between) < 0)
            return D1_ERR_MEMORY;
    }
    if (own_line) {
        at = d1_edit_line_end(&edit->text, at);
        begin_flow_line(&text, edit, entry);
    } else {
        d1_strbuf_putc(&text, ' ');
    }
    write_flow_entry(&text, edit, change);
    if (comma)
        d1_strbuf_putc(&text, ',');
    return put(edit, at, at, depth, &text);
}

/* ---- what is added in lines ---- */

/*
 * The end of the comments that follow a line and are written at least as deep as a column: they are about what stands
 * before them.
 */
static size_t behind_comments(const struct d1_edit_text *text, size_t line_end, size_t column)
{
    for (;;) {
        size_t next = d1_str_find(text->bytes, '\n', line_end) + 1, at = next;

        while (d1_edit_byte(text, at) == ' ')
            at++;
        if (d1_edit_byte(text, at) != '#' || at - next < column)
            return line_end;
        line_end = d1_edit_line_end(text, at);
    }
}

/* One more line, or several: behind the line on which what comes before them ends, and the comments about that. */
static int add_lines(struct d1_edit *edit, const struct d1_edit_change *change, struct d1_edit_layout *layout,
                     size_t column, size_t behind)
{
    bool item = change->kind == D1_EDIT_APPEND;
    size_t at = behind_comments(&edit->text, d1_edit_line_end(&edit->text, behind), column + item);
    struct d1_strbuf text = {0};

    layout->newline = d1_edit_newline(&edit->text, behind);
    d1_strbuf_puts(&text, layout->newline);
    d1_strbuf_fill(&text, ' ', column);
    if (item) {
        d1_strbuf_putc(&text, '-');
        d1_edit_write_behind_dash(&text, &change->value, layout, column);
    } else {
        d1_edit_write_text(&text, change->key, false, D1_EDIT_QUOTES_NEEDED);
        d1_strbuf_putc(&text, ':');
        d1_edit_write_behind_key(&text, &change->value, layout, column);
    }
    return put(edit, at, at, depth_of(change->node), &text);
}

/* Lines below a key whose value is empty: nothing, or [ ] or { }, which is taken away. */
static int add_below(struct d1_edit *edit, const struct d1_edit_change *change, struct d1_edit_layout *layout)
{
    const struct d1_node *node = change->node, *key = d1_node_key(node);
    size_t column = d1_node_span(key).column + (change->kind == D1_EDIT_APPEND ? layout->dash : layout->step);
    size_t begin = d1_edit_inside(&edit->text, node), end = d1_edit_end(&edit->text, node);

    if (begin < end && change->nth == 0) {
        struct d1_strbuf nothing = {0};

        while (begin && edit->text.bytes.ptr[begin - 1] == ' ')
            begin--;
        if (put(edit, begin, end, DEEPEST, &nothing) < 0)
            return D1_ERR_MEMORY;
    }
    return add_lines(edit, change, layout, column, end);
}

/* Whether an empty value stands behind its key in a block, on one line. */
static bool is_below_key(const struct d1_edit *edit, const struct d1_node *node)
{
    const struct d1_node *key = d1_node_key(node);
    struct d1_span span = d1_node_span(node);

    return key && !is_in_flow(edit, node) && d1_node_span(key).line == span.line && span.end_line == span.line;
}

static int add(struct d1_edit *edit, const struct d1_edit_change *change, struct d1_error *error)
{
    const struct d1_node *node = change->node;
    struct d1_edit_layout layout = d1_edit_layout_of(&edit->text, root_of(node));

    if (!d1_node_count(node) && is_below_key(edit, node))
        return add_below(edit, change, &layout);
    if (node->kind < D1_NODE_SEQUENCE)
        return refuse(error, node, "there is nothing yet that it could be added to");
    if (d1_edit_is_flow(&edit->text, node))
        return add_in_flow(edit, change);
    return add_lines(edit, change, &layout, d1_edit_layout_column(&edit->text, node),
                     d1_edit_content_end(&edit->text, node));
}

/* ---- what is taken away ---- */

/*
 * An item of [ ] goes with the comma before it. Where comments stand between the two, these stay: it then goes with the
 * comma behind it, or is the last, and with its line where nothing else is in that.
 */
static int remove_in_flow(struct d1_edit *edit, const struct d1_node *item, const struct d1_node *before)
{
    size_t begin = d1_edit_begin(&edit->text, item), end = d1_edit_content_end(&edit->text, item), line;
    size_t gap = d1_edit_end(&edit->text, before), comma = d1_edit_skip(&edit->text, gap);
    size_t behind = d1_edit_skip(&edit->text, end);
    struct d1_strbuf nothing = {0};

    if (d1_str_find(d1_str_sub(edit->text.bytes, gap, begin - gap), '#', 0) == begin - gap)
        return put(edit, gap, end, DEEPEST, &nothing);
    if (d1_edit_byte(&edit->text, behind) == ',')
        end = behind + 1;
    else if (put(edit, comma, comma + 1, DEEPEST, &nothing) < 0)
        return D1_ERR_MEMORY;
    line = d1_edit_line_end(&edit->text, end);
    if (d1_edit_begins_line(&edit->text, begin) && !d1_str_trim(d1_str_sub(edit->text.bytes, end, line - end)).len &&
        line < edit->text.bytes.len) {
        begin = d1_edit_line_begin(&edit->text, begin);
        end = d1_str_find(edit->text.bytes, '\n', line) + 1;
    }
    return put(edit, begin, end, DEEPEST, &nothing);
}

static int remove_item(struct d1_edit *edit, const struct d1_edit_change *change, struct d1_error *error)
{
    const struct d1_node *item = change->node, *sequence = d1_node_parent(item), *before;
    size_t begin = d1_edit_begin(&edit->text, item), end = d1_edit_content_end(&edit->text, item), number = 0;
    struct d1_strbuf nothing = {0};

    while (d1_node_item(sequence, number) != item)
        number++;
    if (number == 0)
        return refuse(error, item, "it is the first of its list");
    before = d1_node_item(sequence, number - 1);
    if (d1_edit_is_flow(&edit->text, sequence))
        return remove_in_flow(edit, item, before);
    while (begin && edit->text.bytes.ptr[begin - 1] == ' ')
        begin--;
    if (!begin || edit->text.bytes.ptr[begin - 1] != '-' || !d1_edit_begins_line(&edit->text, begin - 1))
        return refuse(error, item, "its dash is not on its line");
    /* With the line break before it: what is added behind it, and the end of a last line, stay. */
    begin = d1_edit_line_begin(&edit->text, begin) - 1;
    begin -= begin && edit->text.bytes.ptr[begin - 1] == '\r';
    end = d1_edit_line_end(&edit->text, end);
    return put(edit, begin, end, DEEPEST, &nothing);
}

int d1_edit_splice_add(struct d1_edit *edit, const struct d1_edit_change *change, struct d1_error *error)
{
    switch (change->kind) {
    case D1_EDIT_REPLACE:
        return replace(edit, change);
    case D1_EDIT_RENAME:
        return rename_key(edit, change);
    case D1_EDIT_ENLIST:
        return enlist(edit, change);
    case D1_EDIT_REMOVE:
        return remove_item(edit, change, error);
    case D1_EDIT_INSERT:
    case D1_EDIT_APPEND:
        return add(edit, change, error);
    }
    return 0;
}
