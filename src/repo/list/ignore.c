#include "repo/list/ignore.h"

#include <fcntl.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file/wildmatch.h"
#include "base/limits.h"
#include "base/memory/alloc.h"
#include "base/vec.h"

struct rule {
    struct d1_str pattern;
    size_t literal;      /* bytes at its beginning that hold no wildcard */
    bool negated;        /* "!": what matches is not ignored after all */
    bool directory_only; /* ended with '/' */
    bool anchored;       /* has a '/' in it: matched against the path from its directory on, else against the name */
    bool ends_with;      /* "*" and then no wildcard */
};

struct d1_repo_ignore_file {
    char *text; /* what the rules point into */
    D1_VEC(struct rule) rules;
    size_t base_len;
};

static bool is_wildcard(char c)
{
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

static size_t literal_length(struct d1_str text)
{
    size_t len = 0;

    while (len < text.len && !is_wildcard(text.ptr[len]))
        len++;
    return len;
}

/* Without the spaces at its end that no backslash protects. */
static struct d1_str trim_spaces(struct d1_str line)
{
    size_t keep = 0;

    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] == '\\' && i + 1 < line.len)
            keep = ++i + 1;
        else if (line.ptr[i] != ' ')
            keep = i + 1;
    return d1_strn(line.ptr, keep);
}

static int add_rule(struct d1_repo_ignore_file *file, struct d1_str line)
{
    struct rule rule = {0};

    line = trim_spaces(line);
    if (line.len > 0 && line.ptr[0] == '!') {
        rule.negated = true;
        line = d1_str_sub(line, 1, line.len);
    }
    if (line.len > 0 && line.ptr[line.len - 1] == '/') {
        rule.directory_only = true;
        line.len--;
    }
    rule.anchored = d1_str_find(line, '/', 0) < line.len;
    if (line.len > 0 && line.ptr[0] == '/')
        line = d1_str_sub(line, 1, line.len);
    rule.pattern = line;
    rule.literal = literal_length(line);
    rule.ends_with =
        line.len > 0 && line.ptr[0] == '*' && literal_length(d1_str_sub(line, 1, line.len)) == line.len - 1;
    return d1_vec_push(&file->rules, rule);
}

static void release_file(struct d1_repo_ignore_file *file)
{
    d1_vec_release(&file->rules);
    d1_free(file->text);
}

int d1_repo_ignore_push(struct d1_repo_ignore *ignore, struct d1_str text, size_t base_len)
{
    struct d1_repo_ignore_file file = {.base_len = base_len};
    struct d1_str rest;
    int code = 0;

    file.text = d1_strndup(text.ptr ? text.ptr : "", text.len);
    if (!file.text)
        return D1_ERR_MEMORY;
    rest = d1_strn(file.text, text.len);
    if (d1_str_starts(rest, "\xEF\xBB\xBF"))
        rest = d1_str_sub(rest, 3, rest.len);
    while (rest.len > 0 && code >= 0) {
        size_t end = d1_str_find(rest, '\n', 0);
        struct d1_str line = d1_strn(rest.ptr, end);

        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        if (line.len > 0 && line.ptr[0] != '#')
            code = add_rule(&file, line);
        rest = d1_str_sub(rest, end + 1, rest.len);
    }
    if (code >= 0)
        code = d1_vec_push(ignore, file);
    if (code < 0)
        release_file(&file);
    return code;
}

int d1_repo_ignore_push_file(struct d1_repo_ignore *ignore, int fd, const char *name, size_t base_len, bool follow)
{
    int file = openat(fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW));
    char *text = NULL;
    struct stat st;
    ssize_t got;
    size_t len = 0;
    int code = 0;

    if (file < 0)
        return 0;
    if (fstat(file, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
        goto done;
    if (st.st_size > D1_LIMIT_IGNORE_BYTES) {
        code = D1_ERR_LIMIT;
        goto done;
    }
    if (!(text = d1_malloc((size_t)st.st_size))) {
        code = D1_ERR_MEMORY;
        goto done;
    }
    while (len < (size_t)st.st_size && (got = read(file, text + len, (size_t)st.st_size - len)) > 0)
        len += (size_t)got;
    code = d1_repo_ignore_push(ignore, d1_strn(text, len), base_len);
done:
    d1_free(text);
    close(file);
    return code;
}

void d1_repo_ignore_pop(struct d1_repo_ignore *ignore, size_t len)
{
    while (ignore->len > len)
        release_file(&ignore->items[--ignore->len]);
}

void d1_repo_ignore_release(struct d1_repo_ignore *ignore)
{
    d1_repo_ignore_pop(ignore, 0);
    d1_vec_release(ignore);
}

static bool bytes_equal(const char *a, const char *b, size_t len, bool ignore_case)
{
    return ignore_case ? strncasecmp(a, b, len) == 0 : memcmp(a, b, len) == 0;
}

static bool name_matches(struct d1_repo_ignore *ignore, const struct rule *rule, struct d1_str name)
{
    size_t len = rule->pattern.len;

    if (rule->literal == len)
        return name.len == len && bytes_equal(rule->pattern.ptr, name.ptr, len, ignore->ignore_case);
    if (rule->ends_with)
        return name.len >= len - 1 &&
               bytes_equal(rule->pattern.ptr + 1, name.ptr + name.len - (len - 1), len - 1, ignore->ignore_case);
    return d1_wildmatch(rule->pattern, name, false, ignore->ignore_case, &ignore->steps);
}

/*
 * The part without wildcards is compared first, and what is behind it is matched as if it began the pattern. This is
 * what git does, and it shows: "foo**" followed by "/bar" takes "foo/x/bar", where gitignore(5) says it would not.
 */
static bool path_matches(struct d1_repo_ignore *ignore, const struct rule *rule, struct d1_str path)
{
    size_t literal = rule->literal;

    if (literal > path.len || !bytes_equal(rule->pattern.ptr, path.ptr, literal, ignore->ignore_case))
        return false;
    if (literal == rule->pattern.len)
        return path.len == literal;
    return d1_wildmatch(d1_str_sub(rule->pattern, literal, rule->pattern.len), d1_str_sub(path, literal, path.len),
                        true, ignore->ignore_case, &ignore->steps);
}

bool d1_repo_ignore_matches(struct d1_repo_ignore *ignore, struct d1_str path, bool is_directory)
{
    size_t slash = path.len;
    struct d1_str name;

    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    name = d1_str_sub(path, slash, path.len);
    for (size_t f = ignore->len; f-- > 0;) {
        const struct d1_repo_ignore_file *file = &ignore->items[f];
        struct d1_str from_base = d1_str_sub(path, file->base_len, path.len);

        for (size_t r = file->rules.len; r-- > 0;) {
            const struct rule *rule = &file->rules.items[r];

            if (++ignore->steps > D1_LIMIT_IGNORE_STEPS)
                return false;
            if (rule->directory_only && !is_directory)
                continue;
            if (rule->anchored ? path_matches(ignore, rule, from_base) : name_matches(ignore, rule, name))
                return !rule->negated;
        }
    }
    return false;
}
