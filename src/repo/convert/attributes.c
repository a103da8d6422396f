#include "repo/convert/attributes.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "repo/list/ignore.h"

enum { MACRO_DEPTH = 8, MACROS = 100 };

/* "[attr]NAME ...": a name that stands for others. */
struct macro {
    struct d1_str name, list;
};

struct reading {
    struct d1_repo_attributes *attributes;
    struct d1_str path;
    bool ignore_case;
    struct macro macros[MACROS]; /* the last of a name counts; in texts of the arena */
    size_t macro_count;
    size_t words; /* looked at so far */
    struct d1_error *error;
};

static const struct {
    const char *name;
    size_t offset;
} known[] = {
    {"text", offsetof(struct d1_repo_attributes, text)},
    {"crlf", offsetof(struct d1_repo_attributes, crlf)},
    {"eol", offsetof(struct d1_repo_attributes, eol)},
    {"ident", offsetof(struct d1_repo_attributes, ident)},
    {"filter", offsetof(struct d1_repo_attributes, filter)},
    {"working-tree-encoding", offsetof(struct d1_repo_attributes, encoding)},
};

/* ---- one line ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Takes the first word off a line. */
static struct d1_str next_word(struct d1_str *line)
{
    size_t start = 0, end;

    while (start < line->len && is_blank(line->ptr[start]))
        start++;
    for (end = start; end < line->len && !is_blank(line->ptr[end]);)
        end++;
    *line = d1_str_sub(*line, end, line->len);
    return d1_strn(line->ptr - (end - start), end - start);
}

static void apply_list(struct reading *reading, struct d1_str list, int depth);

/* "text", "-text", "!text", "eol=lf". A name that is set may be a macro. */
static void apply(struct reading *reading, struct d1_str word, int depth)
{
    size_t sign = word.ptr[0] == '-' || word.ptr[0] == '!', equals = d1_str_find(word, '=', sign);
    struct d1_str name = d1_str_sub(word, sign, equals - sign);
    struct d1_repo_attribute set = {.state = D1_ATTRIBUTE_SET};

    if (sign)
        set.state = word.ptr[0] == '-' ? D1_ATTRIBUTE_UNSET : D1_ATTRIBUTE_UNSPECIFIED;
    else if (equals < word.len)
        set = (struct d1_repo_attribute){D1_ATTRIBUTE_VALUE, d1_str_sub(word, equals + 1, word.len)};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (d1_str_is(name, known[i].name))
            *(struct d1_repo_attribute *)((char *)reading->attributes + known[i].offset) = set;
    if (set.state != D1_ATTRIBUTE_SET || depth == MACRO_DEPTH)
        return;
    for (size_t i = reading->macro_count; i-- > 0;)
        if (d1_str_eq(reading->macros[i].name, name)) {
            apply_list(reading, reading->macros[i].list, depth + 1);
            return;
        }
    if (d1_str_is(name, "binary"))
        apply_list(reading, d1_str("-diff -merge -text"), depth + 1);
}

static void apply_list(struct reading *reading, struct d1_str list, int depth)
{
    for (struct d1_str word = next_word(&list); word.len && reading->words < D1_LIMIT_ATTRIBUTES;
         word = next_word(&list)) {
        reading->words++;
        apply(reading, word, depth);
    }
}

/* Patterns are those of ignore rules, but that none is negated. Returns 1, 0 or D1_ERR_MEMORY. */
static int matches(const struct reading *reading, struct d1_str pattern, size_t base_len)
{
    struct d1_repo_ignore rules = {.ignore_case = reading->ignore_case};
    int code = 0;

    if (pattern.len && pattern.ptr[0] != '!')
        code = d1_repo_ignore_push(&rules, pattern, base_len);
    if (code == 0)
        code = d1_repo_ignore_matches(&rules, reading->path, false);
    d1_repo_ignore_release(&rules);
    return code;
}

/* A pattern in quotes, with \" and \\ as C has them; other escapes are left as they are. */
static struct d1_str quoted_pattern(struct reading *reading, struct d1_str *line)
{
    char *text = d1_arena_bytes(&reading->attributes->arena, line->len);
    size_t len = 0, at = 1;

    for (; text && at < line->len && line->ptr[at] != '"'; at++) {
        if (line->ptr[at] == '\\' && at + 1 < line->len && (line->ptr[at + 1] == '"' || line->ptr[at + 1] == '\\'))
            at++;
        text[len++] = line->ptr[at];
    }
    *line = d1_str_sub(*line, at + 1, line->len);
    return d1_strn(text ? text : "", len);
}

static int read_line(struct reading *reading, struct d1_str line, size_t base_len, bool may_define)
{
    static const char macro[] = "[attr]";
    struct d1_str pattern;
    int code;

    while (line.len && is_blank(line.ptr[0]))
        line = d1_str_sub(line, 1, line.len);
    if (!line.len || line.ptr[0] == '#')
        return 0;
    if (d1_str_starts(line, macro)) {
        pattern = next_word(&line);
        if (may_define && reading->macro_count < MACROS)
            reading->macros[reading->macro_count++] =
                (struct macro){d1_str_sub(pattern, sizeof macro - 1, pattern.len), line};
        return 0;
    }
    pattern = line.ptr[0] == '"' ? quoted_pattern(reading, &line) : next_word(&line);
    code = matches(reading, pattern, base_len);
    if (code > 0)
        apply_list(reading, line, 0);
    return code < 0 ? d1_error_memory(reading->error) : 0;
}

/* ---- the files ---- */

static int read_text(struct reading *reading, int fd, const char *name, size_t size, size_t base_len, bool may_define)
{
    char *text = d1_arena_bytes(&reading->attributes->arena, size);
    struct d1_str rest;
    size_t len = 0;
    ssize_t got;
    int code = 0;

    if (size > D1_LIMIT_IGNORE_BYTES)
        return d1_error_set(reading->error, D1_ERR_LIMIT,
                            "%s has more than %d KiB, so that it is not known what git "
                            "makes of line ends",
                            name, D1_LIMIT_IGNORE_BYTES >> 10);
    if (!text && size)
        return d1_error_memory(reading->error);
    while (len < size && (got = read(fd, text + len, size - len)) > 0)
        len += (size_t)got;
    rest = d1_strn(text, len);
    if (d1_str_starts(rest, "\xEF\xBB\xBF"))
        rest = d1_str_sub(rest, 3, rest.len);
    while (rest.len && code == 0) {
        size_t end = d1_str_find(rest, '\n', 0);

        code = read_line(reading, d1_str_sub(rest, 0, end), base_len, may_define);
        rest = d1_str_sub(rest, end + 1, rest.len);
    }
    return code;
}

/* What is not there, and what is no regular file, says nothing. fd is closed. */
static int read_file(struct reading *reading, int fd, const char *name, size_t base_len, bool may_define)
{
    struct stat st;
    int code = 0;

    if (fd < 0)
        return 0;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        code = read_text(reading, fd, name, (size_t)st.st_size, base_len, may_define);
    close(fd);
    return code;
}

static int read_outside(struct reading *reading, const char *path)
{
    return read_file(reading, open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), path, 0, true);
}

static int by_path(const void *path, const void *entry)
{
    return d1_str_cmp(*(const struct d1_str *)path, d1_str(((const struct d1_repo_entry *)entry)->path));
}

/*
 * Whether a file of attributes counts for a path. For what the snapshot lists only those do that were there when it was
 * listed: what somebody makes or takes away meanwhile is for the next one, and whoever keeps what was made of this one
 * knows it by these (d1_repo_snapshot_frame). For another file the disk says.
 */
static bool counts(const struct d1_repo_snapshot *snapshot, bool listed, struct d1_str name)
{
    for (size_t i = 0; i < snapshot->attributes.len && listed; i++)
        if (d1_str_is(name, snapshot->attributes.items[i]))
            return true;
    return !listed;
}

/* The .gitattributes of each directory on the way to the path. */
static int read_inside(struct reading *reading, const struct d1_repo_snapshot *snapshot)
{
    const struct d1_repo_entry *entries = snapshot->entries.items;
    bool listed = entries && bsearch(&reading->path, entries, snapshot->entries.len, sizeof *entries, by_path);
    struct d1_strbuf name = {0};
    int code = 0;

    for (size_t base = 0; code == 0; base++) {

        d1_strbuf_clear(&name);
        d1_strbuf_str(&name, d1_str_sub(reading->path, 0, base));
        d1_strbuf_puts(&name, ".gitattributes");
        if (name.oom) {
            code = d1_error_memory(reading->error);
            break;
        }
        if (counts(snapshot, listed, d1_strbuf_view(&name)))
            code = read_file(reading, d1_repo_open_beneath(snapshot->root_fd, name.ptr, O_RDONLY, false), name.ptr,
                             base, base == 0);
        base = d1_str_find(reading->path, '/', base);
        if (base >= reading->path.len)
            break;
    }
    d1_strbuf_release(&name);
    return code;
}

int d1_repo_attributes_read(struct d1_repo_attributes *attributes, const struct d1_repo_snapshot *snapshot,
                            struct d1_str path, struct d1_error *error)
{
    const struct d1_repo *repo = snapshot->repo;
    struct reading reading = {.attributes = attributes, .path = path, .ignore_case = repo->ignore_case, .error = error};
    char info[PATH_MAX];
    int code = repo->system_attributes ? read_outside(&reading, D1_REPO_SYSTEM_ATTRIBUTES) : 0;

    if (code == 0 && repo->attributes_file[0])
        code = read_outside(&reading, repo->attributes_file);
    if (code == 0)
        code = read_inside(&reading, snapshot);
    if (code == 0 && (size_t)snprintf(info, sizeof info, "%s/info/attributes", repo->info.common_dir) < sizeof info)
        code = read_outside(&reading, info);
    if (code == 0 && reading.words == D1_LIMIT_ATTRIBUTES)
        code = d1_error_set(error, D1_ERR_LIMIT,
                            "attributes of more than %d words hold for it, so that it is not known what git makes of "
                            "line ends",
                            D1_LIMIT_ATTRIBUTES);
    return code;
}

void d1_repo_attributes_release(struct d1_repo_attributes *attributes)
{
    d1_arena_release(&attributes->arena);
}
