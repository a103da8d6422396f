#include "engagement/read/ours.h"

#include <string.h>

#include "base/text/utf8.h"

static const char *const groups[] = {"d1d/", "d1lint/"};

enum { GROUPS = sizeof groups / sizeof *groups };

/* ---- what decides ---- */

/* "pmo/" of "pmo/v1"; the whole of a version without a group. */
static struct d1_str group_of(struct d1_str version)
{
    return d1_str_sub(version, 0, d1_str_find(version, '/', 0) + 1);
}

static bool is_own_group(struct d1_str version)
{
    for (size_t i = 0; i < GROUPS; i++)
        if (d1_str_starts(version, groups[i]))
            return true;
    return false;
}

/* Kinds of the user's own schemas may be of a group of their own; has_version: the document names a version. */
static bool is_ours(const struct d1_kinds *kinds, bool has_version, struct d1_str version, struct d1_str name)
{
    const struct d1_kind *kind;

    if (has_version && is_own_group(version))
        return true;
    kind = name.len ? d1_kinds_find(kinds, name) : NULL;
    return kind && (!has_version || d1_str_eq(group_of(kind->version), group_of(version)));
}

bool d1_ours_root(const struct d1_kinds *kinds, const struct d1_node *root)
{
    const struct d1_node *version;

    if (!root || root->kind != D1_NODE_MAPPING)
        return false;
    version = d1_node_get(root, "apiVersion");
    return is_ours(kinds, version && version->kind != D1_NODE_NULL, d1_node_get_text(root, "apiVersion"),
                   d1_node_get_text(root, "kind"));
}

/* Whether a line names a version of a group of ours ("d1d/v1") before its comment, if it has one. */
static bool names_version(struct d1_str line)
{
    size_t comment = line.len && line.ptr[0] == '#' ? 0 : line.len;
    const char *found = comment ? memmem(line.ptr, line.len, " #", 2) : NULL;

    line = d1_str_sub(line, 0, found ? (size_t)(found - line.ptr) : comment);
    for (size_t i = 0; i < GROUPS; i++) {
        struct d1_str group = d1_str(groups[i]), rest = line;

        while (rest.len && (found = memmem(rest.ptr, rest.len, group.ptr, group.len))) {
            rest = d1_str_sub(rest, (size_t)(found - rest.ptr) + group.len, rest.len);
            if (rest.len > 1 && rest.ptr[0] == 'v' && rest.ptr[1] >= '0' && rest.ptr[1] <= '9')
                return true;
        }
    }
    return false;
}

/* The keys themselves may be what is torn: "apiVersion d1d/v1". */
static bool is_torn(const struct d1_yaml_scanned *document)
{
    if (document->api_version.line)
        return false;
    for (size_t at = 0, end; at < document->text.len; at = end + 1) {
        end = d1_str_find(document->text, '\n', at);
        if (names_version(d1_str_sub(document->text, at, end - at)))
            return true;
    }
    return false;
}

bool d1_ours_scanned(const struct d1_kinds *kinds, const struct d1_yaml_scanned *document)
{
    return is_ours(kinds, document->api_version.value.len > 0, document->api_version.value, document->kind.value) ||
           is_torn(document);
}

/* ---- what the bytes rule out ---- */

static bool contains(struct d1_str text, struct d1_str word)
{
    return text.len && memmem(text.ptr, text.len, word.ptr, word.len);
}

static bool has_group(const struct d1_kinds *kinds, struct d1_str text)
{
    for (size_t i = 0; i < GROUPS; i++)
        if (contains(text, d1_str(groups[i])))
            return true;
    for (size_t i = 0; i < kinds->kind_count; i++)
        if (kinds->kinds[i].own && !is_own_group(kinds->kinds[i].version) &&
            contains(text, group_of(kinds->kinds[i].version)))
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Whether a known kind is named by a word of the text, or anywhere where its name is not a word with a capital. */
static bool has_kind(const struct d1_kinds *kinds, struct d1_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t start = at;

        while (at < text.len && is_letter(text.ptr[at]))
            at++;
        if (at > start && text.ptr[start] <= 'Z' && d1_kinds_find(kinds, d1_str_sub(text, start, at - start)))
            return true;
        at += at == start;
    }
    for (size_t i = 0; i < kinds->kind_count; i++) {
        struct d1_str name = kinds->kinds[i].name;
        size_t letters = 0;

        while (letters < name.len && is_letter(name.ptr[letters]))
            letters++;
        if ((letters < name.len || name.ptr[0] > 'Z') && contains(text, name))
            return true;
    }
    return false;
}

/* Whether the text is how one of the words begins that tell whose a document is. */
static bool begins_a_word(const struct d1_kinds *kinds, struct d1_str text)
{
    static const char *const keys[] = {"apiVersion", "kind"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (d1_str_eq(d1_str_sub(d1_str(keys[i]), 0, text.len), text))
            return true;
    for (size_t i = 0; i < GROUPS; i++)
        if (d1_str_eq(d1_str_sub(d1_str(groups[i]), 0, text.len), text))
            return true;
    for (size_t i = 0; i < kinds->kind_count; i++)
        if (d1_str_eq(d1_str_sub(kinds->kinds[i].name, 0, text.len), text) ||
            d1_str_eq(d1_str_sub(kinds->kinds[i].version, 0, text.len), text))
            return true;
    return false;
}

/*
 * An escape can hide a letter or a slash ("d1d\/v1", "k\u0069nd"), or part a word over two lines. The first one of a
 * scalar stands behind a double quote and the beginning of the word.
 */
static bool has_disguise(const struct d1_kinds *kinds, struct d1_str text)
{
    for (size_t at = d1_str_find(text, '\\', 0); at < text.len; at = d1_str_find(text, '\\', at + 1)) {
        char escape = at + 1 < text.len ? text.ptr[at + 1] : '\0';
        size_t quote = at;

        if (!escape || !strchr("/xuU\r\n", escape))
            continue;
        while (quote && text.ptr[quote - 1] != '"' && text.ptr[quote - 1] != '\n' && text.ptr[quote - 1] != '\\')
            quote--;
        if (quote && text.ptr[quote - 1] == '"' && begins_a_word(kinds, d1_str_sub(text, quote, at - quote)))
            return true;
    }
    return false;
}

bool d1_ours_possible(const struct d1_kinds *kinds, struct d1_str bytes)
{
    enum d1_utf8_form form = d1_utf8_detect(bytes);

    if (form != D1_UTF8_PLAIN && form != D1_UTF8_BOM)
        return true;
    return has_group(kinds, bytes) || (contains(bytes, d1_str("kind")) && has_kind(kinds, bytes)) ||
           has_disguise(kinds, bytes);
}
