#include "yaml/scan.h"

#include <stdbool.h>
#include <string.h>

#include "base/text/utf8.h"

/* Bytes of a line of UTF-16 that are looked at; more than any kind or version needs. */
enum { NARROW = 256 };

/* Where the scan stands, and the document it is in. */
struct scan {
    struct d1_str text;     /* without byte order mark */
    enum d1_utf8_form form; /* plain or UTF-16 */
    uint32_t line;          /* of the next line, from 1 */
    size_t start;           /* offset of the document's first line */
    bool content;           /* the document has something besides comments and directives */
    size_t end;             /* behind the line "..." that ended the document, or 0; and the number of that line */
    uint32_t end_line;
    struct d1_yaml_scanned found;
    char narrow[2][NARROW]; /* the values of a document in UTF-16 */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct d1_str skip_blanks(struct d1_str text)
{
    while (text.len && is_blank(text.ptr[0]))
        text = d1_str_sub(text, 1, text.len);
    return text;
}

/* What follows a key and its colon, or a NULL text when the line does not begin with that key. */
static struct d1_str after_key(struct d1_str line, const char *name)
{
    char quote = line.len && (line.ptr[0] == '"' || line.ptr[0] == '\'') ? line.ptr[0] : '\0';
    struct d1_str rest = quote ? d1_str_sub(line, 1, line.len) : line;

    if (!d1_str_starts(rest, name))
        return d1_strn(NULL, 0);
    rest = d1_str_sub(rest, strlen(name), rest.len);
    if (quote) {
        if (!rest.len || rest.ptr[0] != quote)
            return d1_strn(NULL, 0);
        rest = d1_str_sub(rest, 1, rest.len);
    }
    rest = skip_blanks(rest);
    if (!rest.len || rest.ptr[0] != ':')
        return d1_strn(NULL, 0);
    rest = d1_str_sub(rest, 1, rest.len);
    if (rest.len && !is_blank(rest.ptr[0]))
        return d1_strn(NULL, 0);
    return rest;
}

/* The value in the rest of a line: an anchor and a tag before it and a comment behind it are no part of it. */
static struct d1_str value_in(struct d1_str text)
{
    size_t end = 0;

    text = skip_blanks(text);
    while (text.len && (text.ptr[0] == '&' || text.ptr[0] == '!')) {
        while (text.len && !is_blank(text.ptr[0]))
            text = d1_str_sub(text, 1, text.len);
        text = skip_blanks(text);
    }
    if (text.len && (text.ptr[0] == '"' || text.ptr[0] == '\'')) {
        end = d1_str_find(text, text.ptr[0], 1);
        return d1_str_sub(text, 1, end - 1);
    }
    while (end < text.len && !(text.ptr[end] == '#' && (end == 0 || is_blank(text.ptr[end - 1]))))
        end++;
    return d1_str_trim(d1_str_sub(text, 0, end));
}

/* Notes the value of a key on the line that is being looked at, unless the key was there before. */
static void note_key(struct scan *scan, struct d1_yaml_scanned_key *key, const char *name, struct d1_str line)
{
    struct d1_str rest = key->line ? d1_strn(NULL, 0) : after_key(line, name);
    struct d1_str value;

    if (!rest.ptr)
        return;
    value = value_in(rest);
    key->line = scan->line;
    key->column =
        (uint32_t)d1_utf8_count(d1_strn(line.ptr, (size_t)((value.ptr ? value.ptr : rest.ptr) - line.ptr))) + 1;
    key->value = value;
    if (scan->form != D1_UTF8_PLAIN && value.ptr && value.len) { /* the line's buffer is used again */
        char *copy = scan->narrow[key == &scan->found.kind];

        memcpy(copy, value.ptr, value.len);
        key->value.ptr = copy;
    }
}

static bool is_marker(struct d1_str line, const char *marker)
{
    return d1_str_starts(line, marker) && (line.len == 3 || is_blank(line.ptr[3]));
}

/* Ends the document before the offset, and begins the next there. Returns what the visitor does. */
static int end_document(struct scan *scan, size_t offset, uint32_t last_line, d1_yaml_scan_visit *visit, void *context)
{
    int result = 0;

    if (scan->content) {
        scan->found.end_line = last_line;
        scan->found.text = d1_str_sub(scan->text, scan->start, offset - scan->start);
        result = visit(context, &scan->found);
        scan->found = (struct d1_yaml_scanned){.line = last_line + 1};
        scan->start = offset;
    }
    scan->content = false;
    scan->end = 0;
    return result;
}

/* Something of a document begins at the offset: one that "..." has ended is complete now. */
static int begin_content(struct scan *scan, d1_yaml_scan_visit *visit, void *context)
{
    int result = scan->end ? end_document(scan, scan->end, scan->end_line, visit, context) : 0;

    scan->content = true;
    return result;
}

/* The line at *at, which is moved behind its line feed. Of UTF-16 the ASCII characters, others as '?'. */
static struct d1_str next_line(const struct scan *scan, size_t *at, char narrow[NARROW])
{
    size_t low = scan->form == D1_UTF16_LE ? 0 : 1, len = 0, start = *at;
    const unsigned char *bytes = (const unsigned char *)scan->text.ptr;

    if (scan->form == D1_UTF8_PLAIN) {
        size_t end = d1_str_find(scan->text, '\n', start);

        *at = end + 1;
        return d1_str_sub(scan->text, start, end - start);
    }
    for (; *at + 1 < scan->text.len; *at += 2) {
        bool ascii = bytes[*at + 1 - low] == 0 && bytes[*at + low] < 0x80;

        if (ascii && bytes[*at + low] == '\n')
            break;
        if (len < NARROW)
            narrow[len++] = ascii ? (char)bytes[*at + low] : '?';
    }
    *at += 2;
    return d1_strn(narrow, len);
}

/* Looks at one line, which begins at `offset` and ends before `behind`. Not 0 ends the scan. */
static int look_at(struct scan *scan, struct d1_str line, size_t offset, size_t behind, d1_yaml_scan_visit *visit,
                   void *context)
{
    char first = line.len ? line.ptr[0] : '\0';
    int result = 0;

    if (first == '-' && is_marker(line, "---")) {
        if (!scan->end && scan->content)
            result = end_document(scan, offset, scan->line - 1, visit, context);
        return result ? result : begin_content(scan, visit, context);
    }
    if (first == '.' && is_marker(line, "...")) {
        scan->end = behind;
        scan->end_line = scan->line;
        return 0;
    }
    if (first == '#' || first == '%' || (scan->content && !scan->end && !strchr("ak\"'", first)))
        return 0;
    line = first == ' ' || first == '\t' || first == '\r' ? skip_blanks(line) : line;
    if (!line.len || line.ptr[0] == '#')
        return 0;
    result = begin_content(scan, visit, context);
    if (first == 'a' || first == 'k' || first == '"' || first == '\'') {
        note_key(scan, &scan->found.api_version, "apiVersion", line);
        note_key(scan, &scan->found.kind, "kind", line);
    }
    return result;
}

void d1_yaml_scan_documents(struct d1_str bytes, d1_yaml_scan_visit *visit, void *context)
{
    struct scan scan = {.text = bytes, .line = 1, .found.line = 1};
    enum d1_utf8_form form = d1_utf8_detect(bytes);
    char narrow[NARROW];

    if (form == D1_UTF8_BOM)
        scan.text = d1_str_sub(bytes, 3, bytes.len);
    if (form == D1_UTF16_LE || form == D1_UTF16_BE) {
        bool mark = (unsigned char)bytes.ptr[0] >= 0xfe;

        scan.form = form;
        scan.text = d1_str_sub(bytes, mark ? 2 : 0, bytes.len);
    }
    for (size_t at = 0; at < scan.text.len; scan.line++) {
        size_t offset = at;
        struct d1_str line;

        /* Most lines are indented, and tell nothing once a document has begun. */
        if (scan.content && !scan.end && scan.form == D1_UTF8_PLAIN && scan.text.ptr[at] == ' ') {
            at = d1_str_find(scan.text, '\n', at) + 1;
            continue;
        }
        line = next_line(&scan, &at, narrow);
        if (look_at(&scan, line, offset, at, visit, context) != 0)
            return;
    }
    end_document(&scan, scan.text.len, scan.line - 1, visit, context);
}
