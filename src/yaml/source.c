#include "yaml/source.h"

#include <string.h>

#include "base/limits.h"
#include "base/text/utf8.h"

enum {
    PADDING = 8, /* NUL bytes behind the text: the parser looks a few characters ahead */
    LISTED = 20, /* characters listed as problems for one file, so that they do not crowd out what else is wrong */
    BLOCK = 64   /* bytes looked at together */
};

/* A pass over the text; the position is where problems are reported, and only moved when there is one. */
struct pass {
    struct d1_yaml_source *source;
    struct d1_stream *stream;
    struct d1_str text;
    size_t counted; /* offset up to which line and column are counted */
    uint32_t line, column;
    size_t reported;
    bool oom;
};

void d1_yaml_source_release(struct d1_yaml_source *source)
{
    d1_vec_release(&source->input);
    d1_vec_release(&source->shifts);
    *source = (struct d1_yaml_source){0};
}

static void shift(const struct d1_yaml_source *source, uint32_t *line, uint32_t *column)
{
    size_t low = 0, high = source->shifts.len;
    const struct d1_yaml_shift *last;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (source->shifts.items[middle].line <= *line)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return;
    last = &source->shifts.items[low - 1];
    if (*line == last->line)
        *column += last->true_column;
    *line = last->true_line + (*line - last->line);
}

void d1_yaml_source_correct(const struct d1_yaml_source *source, size_t index, uint32_t *line, uint32_t *column)
{
    bool behind = index >= source->characters && *column == 0 && *line > 0 && source->last_column;

    if (!source->shifts.len && !behind)
        return;
    if (behind)
        --*line;
    shift(source, line, column);
    if (behind)
        *column = source->last_column;
}

/* Code points behind the last line feed; 0 when the parser sees the text end with a line break of whatever kind. */
static uint32_t last_column(struct d1_str text)
{
    const char *feed = text.len ? memrchr(text.ptr, '\n', text.len) : NULL;
    size_t start = feed ? (size_t)(feed - text.ptr) + 1 : 0;
    struct d1_str line = d1_str_sub(text, start, text.len);

    if (d1_str_ends(line, "\r") || d1_str_ends(line, "\xc2\x85") || d1_str_ends(line, "\xe2\x80\xa8") ||
        d1_str_ends(line, "\xe2\x80\xa9"))
        return 0;
    return (uint32_t)d1_utf8_count(line);
}

/* Moves the position to the offset. Offsets only rise, so that the whole costs one pass over the text. */
static void locate(struct pass *pass, size_t offset)
{
    struct d1_str before = d1_str_sub(pass->text, 0, offset);
    size_t from = pass->counted, end;

    while ((end = d1_str_find(before, '\n', from)) < offset) {
        pass->line++;
        pass->column = 0;
        from = end + 1;
    }
    pass->column += (uint32_t)d1_utf8_count(d1_str_sub(before, from, offset));
    pass->counted = offset;
}

static struct d1_place place_at(struct pass *pass, size_t offset)
{
    locate(pass, offset);
    return (struct d1_place){NULL, pass->line + 1, pass->column + 1, pass->line + 1, pass->column + 2};
}

static void note(struct pass *pass, int result)
{
    pass->oom = pass->oom || result < 0;
}

/* Characters that are allowed nowhere as they are. */
enum unwanted { WANTED, CONTROL, NO_CHARACTER, BIDI, LINE_BREAK, CARRIAGE_RETURN, BYTE_ORDER_MARK };

static const struct {
    uint32_t first, last;
    enum unwanted what;
} unwanted[] = {
    {0x00, 0x08, CONTROL},          {0x0b, 0x0c, CONTROL},
    {0x0d, 0x0d, CARRIAGE_RETURN}, /* one before a line feed is not asked about */
    {0x0e, 0x1f, CONTROL},          {0x7f, 0x84, CONTROL},
    {0x85, 0x85, LINE_BREAK},       {0x86, 0x9f, CONTROL},
    {0x61c, 0x61c, BIDI},           {0x200e, 0x200f, BIDI},
    {0x2028, 0x2029, LINE_BREAK},   {0x202a, 0x202e, BIDI},
    {0x2066, 0x2069, BIDI},         {0xfeff, 0xfeff, BYTE_ORDER_MARK},
    {0xfffe, 0xffff, NO_CHARACTER},
};

static enum unwanted look_up(uint32_t character)
{
    for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted && unwanted[i].first <= character; i++)
        if (character <= unwanted[i].last)
            return unwanted[i].what;
    return WANTED;
}

static void report(struct pass *pass, size_t offset, uint32_t character, enum unwanted what)
{
    struct d1_stream *stream = pass->stream;
    struct d1_place place;

    if (pass->reported++ >= LISTED) {
        stream->unlisted++;
        return;
    }
    place = place_at(pass, offset);
    switch (what) {
    case WANTED:
        break;
    case CONTROL:
        note(pass, d1_stream_problem(stream, "control-character", place,
                                     "the control character U+%04X does not belong in text; remove it, or write it as "
                                     "\\x%02X in double quotes",
                                     character, character));
        break;
    case NO_CHARACTER:
        note(pass,
             d1_stream_problem(stream, "control-character", place, "U+%04X is no character; remove it", character));
        break;
    case BIDI:
        note(pass, d1_stream_problem(stream, "bidi-character", place,
                                     "the invisible character U+%04X makes text read in another order than it is "
                                     "written; remove it, or write it as \\u%04X in double quotes",
                                     character, character));
        break;
    case LINE_BREAK:
        note(pass, d1_stream_problem(stream, "line-break", place,
                                     "the character U+%04X ends a line in YAML, but not in git and in editors; put a "
                                     "line feed or a space in its place, or write it as \\u%04X in double quotes",
                                     character, character));
        break;
    case CARRIAGE_RETURN:
        note(pass, d1_stream_problem(stream, "line-break", place,
                                     "a carriage return without a line feed ends a line in YAML, but not in git and in "
                                     "editors; save the file with LF or CRLF line ends"));
        break;
    case BYTE_ORDER_MARK:
        note(pass, d1_stream_problem(stream, "byte-order-mark", place,
                                     "a byte order mark (U+FEFF) stands inside the file, as happens when files are "
                                     "joined; remove it"));
        break;
    }
}

/* Remembers that the parser, but nobody else, begins a new line behind the character at the offset. */
static void shift_lines(struct pass *pass, size_t offset)
{
    struct d1_yaml_shift shift;

    locate(pass, offset);
    shift.line = pass->line + (uint32_t)pass->source->shifts.len + 1;
    shift.true_line = pass->line;
    shift.true_column = pass->column + 1;
    note(pass, d1_vec_push(&pass->source->shifts, shift));
}

/*
 * Offset behind the whole blocks from `at` on, before `end`, that hold nothing but ASCII and no control character but
 * TAB, LF, CR.
 */
static size_t skip_plain(struct d1_str text, size_t at, size_t end)
{
    while (end - at >= BLOCK) {
        const unsigned char *bytes = (const unsigned char *)text.ptr + at;
        unsigned odd = 0;

        for (size_t i = 0; i < BLOCK; i++)
            odd |= (unsigned)((bytes[i] < 0x20) & (bytes[i] != '\n') & (bytes[i] != '\t') & (bytes[i] != '\r')) |
                   (unsigned)(bytes[i] >= 0x7f);
        if (odd)
            break;
        at += BLOCK;
    }
    return at;
}

/* A carriage return that is not the first half of CRLF, at or behind `from`; text.len when there is none. */
static size_t next_return(struct d1_str text, size_t from)
{
    size_t at = d1_str_find(text, '\r', from);

    while (at + 1 < text.len && text.ptr[at + 1] == '\n')
        at = d1_str_find(text, '\r', at + 2);
    return at;
}

/* Looks at every character up to the first bad byte, whose offset is returned (text.len when there is none). */
static size_t look_at_characters(struct pass *pass)
{
    struct d1_str text = pass->text;
    size_t lone_return = next_return(text, 0), at = 0;

    while (at < text.len && !pass->oom) {
        size_t plain = skip_plain(text, at, lone_return), start; /* a lone carriage return would look plain */
        size_t end = plain + BLOCK < text.len ? plain + BLOCK : text.len;

        pass->source->characters += plain - at;
        at = plain;
        while (at < end) {
            uint32_t character;
            enum unwanted what;

            start = at;
            character = d1_utf8_decode(text, &at);
            if (character == D1_UTF8_INVALID || character == 0)
                return start;
            pass->source->characters++;
            if (character == '\r' && start != lone_return)
                continue;
            what = character >= 0x20 && character < 0x7f ? WANTED : look_up(character);
            if (what == WANTED)
                continue;
            report(pass, start, character, what);
            if (what == LINE_BREAK || what == CARRIAGE_RETURN)
                shift_lines(pass, start);
            if (what == CARRIAGE_RETURN)
                lone_return = next_return(text, at);
        }
    }
    return text.len;
}

/* The lines that begin a document, "---" and white space or the end: offset of the last that begins at or before. */
static size_t document_before(struct d1_str text, size_t offset)
{
    for (size_t at = offset;; at--) {
        bool line_start = at == 0 || text.ptr[at - 1] == '\n';

        if (line_start && text.len - at >= 3 && memcmp(text.ptr + at, "---", 3) == 0 &&
            (text.len - at == 3 || strchr(" \t\r\n", text.ptr[at + 3])))
            return at;
        if (at == 0)
            return 0;
    }
}

/* Leaves only the documents before that of the byte at the offset to be parsed. */
static void cut(struct pass *pass, size_t offset)
{
    struct d1_yaml_source *source = pass->source;

    pass->stream->cut = true;
    source->len = document_before(pass->text, offset);
    source->characters = d1_utf8_count(d1_str_sub(pass->text, 0, source->len));
}

static void bad_byte(struct pass *pass, size_t offset)
{
    unsigned char byte = (unsigned char)pass->text.ptr[offset];
    struct d1_place place = place_at(pass, offset);

    if (byte == 0) {
        note(pass, d1_stream_problem(pass->stream, "binary", place,
                                     "the file holds a NUL byte, so it is not text; save it as UTF-8 text"));
        pass->stream->cut = true;
        pass->source->len = 0;
        return;
    }
    cut(pass, offset);
    note(pass, d1_stream_problem(pass->stream, "encoding", place,
                                 "the byte 0x%02X is not UTF-8%s; save the file as UTF-8", byte,
                                 byte >= 0xa0   ? " (the file looks like Latin-1 or Windows-1252)"
                                 : byte >= 0x80 ? " (the file looks like Windows-1252)"
                                                : ""));
}

/*
 * The parser takes quadratic time for directives, so they are counted before. Any line that begins with '%' counts:
 * where such a line is content, it is that of a scalar at the top of a document, which no artifact is.
 */
static void count_directives(struct pass *pass)
{
    struct d1_str text = d1_str_sub(pass->text, 0, pass->source->len);
    size_t count = 0;

    for (size_t at = d1_str_find(text, '%', 0); at < text.len; at = d1_str_find(text, '%', at + 1)) {
        unsigned char before = at ? (unsigned char)text.ptr[at - 1] : '\n';

        /* The last bytes of U+0085, U+2028 and U+2029 count as ends of lines too; that is right or on the safe side. */
        if (before != '\n' && before != '\r' && before != 0x85 && before != 0xa8 && before != 0xa9)
            continue;
        if (++count <= D1_LIMIT_DIRECTIVES)
            continue;
        pass->counted = pass->line = pass->column = 0;
        note(pass, d1_stream_problem(pass->stream, "too-many-directives", place_at(pass, at),
                                     "more than %d lines begin with \"%%\"; the directives of a file are limited to "
                                     "that number",
                                     D1_LIMIT_DIRECTIVES));
        pass->stream->cut = true;
        pass->source->len = 0;
        return;
    }
}

/* Whether there is nothing to parse because of what the file is as a whole; then a problem says so. */
static bool refuse_whole(struct pass *pass, struct d1_str bytes, size_t most)
{
    static const char *const names[] = {
        [D1_UTF16_LE] = "UTF-16", [D1_UTF16_BE] = "UTF-16", [D1_UTF32_LE] = "UTF-32", [D1_UTF32_BE] = "UTF-32"};
    struct d1_place start = {.line = 1, .column = 1, .end_line = 1, .end_column = 1};
    enum d1_utf8_form form = d1_utf8_detect(bytes);

    if (bytes.len > most)
        note(pass,
             d1_stream_problem(pass->stream, "too-large", start,
                               "the file has %zu bytes; files of more than %zu (%zu MiB) are not read, so split it",
                               bytes.len, most, most >> 20));
    else if (form != D1_UTF8_PLAIN && form != D1_UTF8_BOM)
        note(pass, d1_stream_problem(pass->stream, "encoding", start, "the file is encoded as %s; save it as UTF-8",
                                     names[form]));
    else
        return false;
    pass->stream->cut = true;
    return true;
}

/* ---- byte order marks ---- */

static const char order_mark[] = "\xef\xbb\xbf";

enum { MARK_BYTES = sizeof order_mark - 1 };

static bool is_marker(struct d1_str line, const char *marker)
{
    return d1_str_starts(line, marker) && (line.len == 3 || strchr(" \t\r", line.ptr[3]));
}

/* A line that is part of no document: blank, or a comment. */
static bool is_between(struct d1_str line)
{
    line = d1_str_trim(line);
    return !line.len || line.ptr[0] == '#';
}

static struct d1_str line_at(struct d1_str text, size_t at)
{
    return d1_str_sub(text, at, d1_str_find(text, '\n', at) - at);
}

/* Whether nothing but blank lines and comments comes from the offset on, up to a "---" or the end of the text. */
static bool ends_document(struct d1_str text, size_t at)
{
    while (at < text.len) {
        struct d1_str line = line_at(text, at);

        if (!is_between(line))
            return is_marker(line, "---");
        at += line.len + 1;
    }
    return true;
}

/*
 * Copies the text without the byte order marks that YAML allows (1.2.2 §9.2): at the beginning of a line where no
 * document has begun yet, or where one has ended, for files may be joined so. The parser knows only one at the start of
 * all. Returns how many bytes were copied.
 */
static size_t copy_without_marks(char *to, struct d1_str text)
{
    bool begun = false;
    size_t len = 0;

    for (size_t at = 0; at < text.len;) {
        struct d1_str line = line_at(text, at), whole;

        while (d1_str_starts(line, order_mark) && (!begun || ends_document(text, at + MARK_BYTES))) {
            at += MARK_BYTES;
            line = d1_str_sub(line, MARK_BYTES, line.len);
        }
        whole = d1_str_sub(text, at, line.len + 1);
        if (whole.len)
            memcpy(to + len, whole.ptr, whole.len);
        len += whole.len;
        at += whole.len;
        if (is_marker(line, "..."))
            begun = false;
        else if (!is_between(line))
            begun = true;
    }
    return len;
}

/* Whether an order mark is in a text; most texts have not even its first byte. */
static bool has_mark(struct d1_str text)
{
    const char *end = text.ptr + text.len, *at = text.ptr;

    while ((at = memchr(at, order_mark[0], (size_t)(end - at)))) {
        if (end - at >= MARK_BYTES && memcmp(at, order_mark, MARK_BYTES) == 0)
            return true;
        at++;
    }
    return false;
}

/* The text to be parsed, in source->input. */
static struct d1_str take_in(struct d1_yaml_source *source, struct d1_str text)
{
    size_t len = text.len;

    if (has_mark(text))
        len = copy_without_marks(source->input.items, text);
    else
        memcpy(source->input.items, text.ptr, text.len);
    return d1_strn(source->input.items, len);
}

int d1_yaml_source_read(struct d1_yaml_source *source, struct d1_str bytes, size_t most, struct d1_stream *stream)
{
    struct pass pass = {.source = source, .stream = stream};
    size_t bad;

    source->len = source->characters = source->input.len = source->shifts.len = 0;
    if (refuse_whole(&pass, bytes, most))
        return pass.oom ? D1_ERR_MEMORY : 0;
    pass.text = d1_utf8_detect(bytes) == D1_UTF8_BOM ? d1_str_sub(bytes, 3, bytes.len) : bytes;
    if (d1_vec_reserve(&source->input, pass.text.len + PADDING) < 0)
        return D1_ERR_MEMORY;
    if (pass.text.len)
        pass.text = take_in(source, pass.text);
    source->len = pass.text.len;
    bad = look_at_characters(&pass);
    if (bad < pass.text.len)
        bad_byte(&pass, bad);
    count_directives(&pass);
    if (pass.oom)
        return D1_ERR_MEMORY;
    memset(source->input.items + source->len, 0, PADDING);
    source->last_column = last_column(d1_strn(source->input.items, source->len));
    return 0;
}
