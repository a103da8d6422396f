#include "yaml/scan.h"

#include <stdbool.h>
#include <string.h>

#include "base/text/utf8.h"

/* Characters of a line of UTF-16 or UTF-32 that are looked at; more than any kind or version needs. */
enum { NARROW = 256 };

/* The two keys that are looked for. */
enum key { API_VERSION, KIND, KEYS };

static const char *const names[KEYS] = {"apiVersion", "kind"};

/* Where the scan stands, and the document it is in. */
struct scan {
    struct d1_str text; /* without byte order mark */
    size_t width;       /* bytes of a character: 1 for UTF-8, of which ASCII is all that matters; else 2 or 4 */
    size_t low;         /* which of them holds an ASCII character */
    uint32_t line;      /* of the next line, from 1 */
    size_t start;       /* offset of the document's first line */
    bool content;       /* the document has something besides comments and directives */
    size_t end;         /* behind the line "..." that ended the document, or 0; and the number of that line */
    uint32_t end_line;
    struct d1_yaml_scanned found;
    struct d1_yaml_scanned_key inner[KEYS]; /* keys that do not begin a line; they count where there is no other */
    char narrow[2][KEYS][NARROW];           /* the values of a document in UTF-16 or UTF-32: of found, of inner */
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

/* What follows a key and its colon, or a NULL text when the line does not begin with that key. JSON needs no blank. */
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
    if (rest.len && !is_blank(rest.ptr[0]) && !quote)
        return d1_strn(NULL, 0);
    return rest;
}

/*
 * The value in the rest of a line: an anchor and a tag before it and a comment behind it are no part of it, nor is, of
 * a key that does not begin its line, what ends a value between braces.
 */
static struct d1_str value_in(struct d1_str text, bool inner)
{
    static const char closing[] = {',', '}', ']'};
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
    while (end < text.len && !(text.ptr[end] == '#' && (end == 0 || is_blank(text.ptr[end - 1]))) &&
           !(inner && memchr(closing, text.ptr[end], sizeof closing)))
        end++;
    return d1_str_trim(d1_str_sub(text, 0, end));
}

/* Notes the value of a key that stands at the offset of the line, unless the key was there before. */
static void note_key(struct scan *scan, enum key which, struct d1_str line, size_t at, bool inner)
{
    struct d1_yaml_scanned_key *key = inner                  ? &scan->inner[which]
                                      : which == API_VERSION ? &scan->found.api_version
                                                             : &scan->found.kind;
    struct d1_str rest = key->line ? d1_strn(NULL, 0) : after_key(d1_str_sub(line, at, line.len), names[which]);
    struct d1_str value;

    if (!rest.ptr)
        return;
    value = value_in(rest, inner);
    key->line = scan->line;
    key->column =
        (uint32_t)d1_utf8_count(d1_strn(line.ptr, (size_t)((value.ptr ? value.ptr : rest.ptr) - line.ptr))) + 1;
    key->value = value;
    if (scan->width > 1 && value.ptr && value.len) { /* the line's buffer is used again */
        char *copy = scan->narrow[inner][which];

        memcpy(copy, value.ptr, value.len);
        key->value.ptr = copy;
    }
}

static bool begins_key(char c)
{
    return c == 'a' || c == 'k' || c == '"' || c == '\'';
}

/* Keys that are indented, and those behind a brace or a comma. */
static void note_inner_keys(struct scan *scan, struct d1_str line)
{
    bool open = true;

    for (size_t at = 0; at < line.len && !(scan->inner[API_VERSION].line && scan->inner[KIND].line); at++) {
        char c = line.ptr[at];

        for (enum key k = 0; open && begins_key(c) && k < KEYS; k++)
            note_key(scan, k, line, at, true);
        open = c == '{' || c == ',' || (open && is_blank(c));
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
        if (!scan->found.api_version.line && !scan->found.kind.line) {
            scan->found.api_version = scan->inner[API_VERSION];
            scan->found.kind = scan->inner[KIND];
        }
        result = visit(context, &scan->found);
        scan->found = (struct d1_yaml_scanned){.line = last_line + 1};
        memset(scan->inner, 0, sizeof scan->inner);
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

/* The line at *at, which is moved behind its line feed. Of UTF-16 and UTF-32 the ASCII characters, others as '?'. */
static struct d1_str next_line(const struct scan *scan, size_t *at, char narrow[NARROW])
{
    size_t len = 0, start = *at, width = scan->width;

    if (width == 1) {
        size_t end = d1_str_find(scan->text, '\n', start);

        *at = end + 1;
        return d1_str_sub(scan->text, start, end - start);
    }
    for (; *at + width <= scan->text.len; *at += width) {
        unsigned char c = (unsigned char)scan->text.ptr[*at + scan->low];

        for (size_t i = 0; i < width; i++)
            if ((i != scan->low && scan->text.ptr[*at + i]) || c >= 0x80)
                c = '?';
        if (c == '\n')
            break;
        if (len < NARROW)
            narrow[len++] = (char)c;
    }
    *at += width;
    return d1_strn(narrow, len);
}

/* Looks at one line, which begins at `offset` and ends before `behind`. Not 0 ends the scan. */
static int look_at(struct scan *scan, struct d1_str line, size_t offset, size_t behind, d1_yaml_scan_visit *visit,
                   void *context)
{
    struct d1_str text = d1_str_starts(line, "\xef\xbb\xbf") ? d1_str_sub(line, 3, line.len) : line;
    char first;
    int result = 0;

    if (!scan->content || scan->end || is_marker(text, "---"))
        line = text; /* a byte order mark may stand where a document begins */
    first = line.len ? line.ptr[0] : '\0';

    if (first == '-' && is_marker(line, "---")) {
        if (!scan->end && scan->content)
            result = end_document(scan, offset, scan->line - 1, visit, context);
        if (result == 0)
            result = begin_content(scan, visit, context);
        note_inner_keys(scan, line);
        return result;
    }
    if (first == '.' && is_marker(line, "...")) {
        scan->end = behind;
        scan->end_line = scan->line;
        return 0;
    }
    if (first == '#' || first == '%')
        return 0;
    if (scan->content && !scan->end && !begins_key(first)) {
        note_inner_keys(scan, line);
        return 0;
    }
    text = skip_blanks(line);
    if (!text.len || text.ptr[0] == '#')
        return 0;
    result = begin_content(scan, visit, context);
    if (begins_key(first)) {
        note_key(scan, API_VERSION, line, 0, false);
        note_key(scan, KIND, line, 0, false);
    } else {
        note_inner_keys(scan, line);
    }
    return result;
}

/* Sets the width of characters, and leaves out a byte order mark. */
static void detect(struct scan *scan, struct d1_str bytes)
{
    static const struct {
        size_t width, low, mark;
    } forms[] = {
        [D1_UTF8_PLAIN] = {1, 0, 0}, [D1_UTF8_BOM] = {1, 0, 3}, [D1_UTF16_LE] = {2, 0, 2},
        [D1_UTF16_BE] = {2, 1, 2},   [D1_UTF32_LE] = {4, 0, 4}, [D1_UTF32_BE] = {4, 3, 4},
    };
    enum d1_utf8_form form = d1_utf8_detect(bytes);
    size_t width = forms[form].width;
    bool mark = width == 1 || (unsigned char)bytes.ptr[forms[form].low] == 0xff;

    scan->width = width;
    scan->low = forms[form].low;
    scan->text = mark ? d1_str_sub(bytes, forms[form].mark, bytes.len) : bytes;
}

void d1_yaml_scan_documents(struct d1_str bytes, bool inside, d1_yaml_scan_visit *visit, void *context)
{
    struct scan scan = {.line = 1, .found.line = 1};
    char narrow[NARROW];

    detect(&scan, bytes);
    for (size_t at = 0; at < scan.text.len; scan.line++) {
        size_t offset = at;
        struct d1_str line;

        /* Most lines are indented, and tell nothing once one of the keys has been found at the beginning of a line. */
        if (scan.content && !scan.end && scan.width == 1 && scan.text.ptr[at] == ' ' &&
            (!inside || scan.found.api_version.line || scan.found.kind.line)) {
            at = d1_str_find(scan.text, '\n', at) + 1;
            continue;
        }
        line = next_line(&scan, &at, narrow);
        if (look_at(&scan, line, offset, at, visit, context) != 0)
            return;
    }
    end_document(&scan, scan.text.len, scan.line - 1, visit, context);
}
