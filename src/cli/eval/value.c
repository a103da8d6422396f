#include "cli/eval/value.h"

#include "base/limits.h"
#include "report/escape.h"

enum {
    STEP = 2,     /* columns of an indent */
    DEEPEST = 500 /* more than documents and expressions can nest; what is deeper is written in one line */
};

struct show {
    struct d1_paint *paint;
    const struct d1_value_places *places;
    struct d1_strbuf scalar;
    size_t values; /* that were begun */
    size_t start;  /* of the output */
};

/* Where the value at hand stands in the layout. */
struct spot {
    size_t indent; /* of further lines */
    bool begun;    /* the first line has begun: behind "- " */
    bool covered;  /* inside of a mapping whose place was shown */
    unsigned depth;
};

static void write_block(struct show *show, struct d1_cel_value value, struct spot spot);

static struct d1_place place_of(const struct show *show, struct d1_cel_value value)
{
    const struct d1_node *node = d1_cel_is(value, D1_CEL_ERROR) ? NULL : d1_cel_value_node(value);

    if (!node || !show->places || !show->places->place)
        return (struct d1_place){0};
    return show->places->place(show->places->context, node);
}

static void write_place(struct show *show, const struct d1_place *place)
{
    if (!place->path)
        return;
    d1_strbuf_puts(show->paint->out, "  ");
    d1_paint_on(show->paint, D1_STYLE_FAINT);
    d1_strbuf_puts(show->paint->out, "# ");
    d1_paint_place(show->paint, D1_STYLE_PLAIN, place);
    d1_paint_off(show->paint, D1_STYLE_FAINT);
}

static void hide(struct show *show, struct d1_str *text)
{
    if (show->places && show->places->hide && show->places->hide(show->places->context, text) < 0)
        show->paint->out->oom = true;
}

/* The value in one line, as an expression that yields it. What is hidden of a text is so before it is escaped. */
static void write_line(struct show *show, struct d1_cel_value value)
{
    enum d1_style style = d1_cel_is(value, D1_CEL_ERROR) ? D1_STYLE_ERROR : D1_STYLE_PLAIN;
    struct d1_str text;

    if (d1_cel_is(value, D1_CEL_STRING)) {
        text = d1_cel_text(value);
        hide(show, &text);
        value = d1_cel_string(text);
    }
    d1_strbuf_clear(&show->scalar);
    d1_cel_value_write(&show->scalar, value);
    text = d1_strbuf_view(&show->scalar);
    hide(show, &text);
    d1_paint_on(show->paint, style);
    if (text.len <= D1_LIMIT_REPORT_TEXT)
        d1_escape_whole(show->paint->out, text, show->paint->utf8);
    else
        d1_escape_text(show->paint->out, text, show->paint->utf8);
    d1_paint_off(show->paint, style);
    show->paint->out->oom = show->paint->out->oom || show->scalar.oom;
}

static bool is_block(struct d1_cel_value value)
{
    return (d1_cel_is(value, D1_CEL_LIST) && d1_cel_list_len(value) > 0) ||
           (d1_cel_is(value, D1_CEL_MAP) && d1_cel_map_len(value) > 0);
}

static bool is_word(struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') && c != '_' && (i == 0 || !((c >= '0' && c <= '9') || c == '-')))
            return false;
    }
    return text.len > 0 && text.len <= D1_LIMIT_SHOWN;
}

static void write_key(struct show *show, struct d1_cel_value key)
{
    if (d1_cel_is(key, D1_CEL_STRING) && is_word(d1_cel_text(key)))
        d1_strbuf_str(show->paint->out, d1_cel_text(key));
    else
        write_line(show, key);
    d1_strbuf_putc(show->paint->out, ':');
}

/* Begins the line of an item or entry; the first of a list in a list stands behind the "- " of the outer one. */
static void begin_line(struct show *show, struct spot *spot)
{
    if (!spot->begun)
        d1_strbuf_fill(show->paint->out, ' ', spot->indent);
    spot->begun = false;
}

/*
 * Whether item `index` of a list or mapping is shown; the number of them is bounded, and so is that of all values,
 * since lists of lists multiply.
 */
static bool has_room(struct show *show, size_t index)
{
    return index < D1_VALUE_ITEMS && show->values++ < D1_LIMIT_SHOWN_VALUES &&
           show->paint->out->len - show->start < D1_LIMIT_SHOWN_BYTES;
}

static void write_rest(struct show *show, struct spot *spot, size_t rest)
{
    if (!rest)
        return;
    begin_line(show, spot);
    d1_strbuf_printf(show->paint->out, "# and %zu more\n", rest);
}

static void write_scalar(struct show *show, struct d1_cel_value value, bool covered)
{
    struct d1_place place = place_of(show, value);

    write_line(show, value);
    if (!covered)
        write_place(show, &place);
    d1_strbuf_putc(show->paint->out, '\n');
}

static void write_list(struct show *show, struct d1_cel_value list, struct spot spot)
{
    size_t count = d1_cel_list_len(list), i;

    for (i = 0; i < count && has_room(show, i); i++) {
        struct d1_cel_value item = d1_cel_list_get(list, i);

        begin_line(show, &spot);
        d1_strbuf_puts(show->paint->out, "- ");
        write_block(show, item, (struct spot){spot.indent + STEP, true, spot.covered, spot.depth + 1});
    }
    write_rest(show, &spot, count - i);
}

/* The place of a mapping stands behind its first entry that is a scalar in the first line, else above it. */
static void write_map(struct show *show, struct d1_cel_value map, struct spot spot)
{
    size_t count = d1_cel_map_len(map), i;
    struct d1_place place = {0};
    bool covered;

    if (!spot.covered)
        place = place_of(show, map);
    covered = spot.covered || place.path;
    for (i = 0; i < count && has_room(show, i); i++) {
        struct d1_cel_value key, value;

        d1_cel_map_entry(map, i, &key, &value);
        begin_line(show, &spot);
        write_key(show, key);
        if (!is_block(value) || spot.depth >= DEEPEST) {
            d1_strbuf_putc(show->paint->out, ' ');
            if (i == 0 && place.path) {
                write_line(show, value);
                write_place(show, &place);
                d1_strbuf_putc(show->paint->out, '\n');
            } else {
                write_scalar(show, value, covered);
            }
            continue;
        }
        if (i == 0)
            write_place(show, &place);
        d1_strbuf_putc(show->paint->out, '\n');
        write_block(show, value, (struct spot){spot.indent + STEP, false, covered, spot.depth + 1});
    }
    write_rest(show, &spot, count - i);
}

static void write_block(struct show *show, struct d1_cel_value value, struct spot spot)
{
    struct d1_cel_value inner;

    if (d1_cel_is(value, D1_CEL_OPTIONAL) && d1_cel_optional_get(value, &inner) && is_block(inner)) {
        begin_line(show, &spot);
        d1_strbuf_puts(show->paint->out, "# optional.of\n");
        spot.depth++;
        value = inner;
    }
    if (!is_block(value) || spot.depth > DEEPEST) {
        begin_line(show, &spot);
        write_scalar(show, value, spot.covered);
    } else if (d1_cel_is(value, D1_CEL_LIST)) {
        write_list(show, value, spot);
    } else {
        write_map(show, value, spot);
    }
}

void d1_value_show(struct d1_paint *paint, struct d1_cel_value value, const struct d1_value_places *places)
{
    struct show show = {.paint = paint, .places = places, .start = paint->out->len};

    write_block(&show, value, (struct spot){0});
    d1_strbuf_release(&show.scalar);
}
