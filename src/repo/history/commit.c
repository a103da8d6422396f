/*
 * Commits as they stand in their objects. libgit2 refuses whole commits for want of an author or for a date that it
 * does not like; what they hold stands on the line all the same.
 */
#include "repo/history/history.h"

#include <stdlib.h>
#include <strings.h>

#include "base/limits.h"
#include "base/text/utf8.h"

/* ---- reading ---- */

int d1_history_object(struct d1_repo_history *history, git_odb_object **object, const git_oid *id, git_object_t type,
                      const char *what, bool *absent, struct d1_error *error)
{
    int code;

    git_error_clear();
    code = git_odb_read(object, history->odb, id);
    if (absent)
        *absent = code == GIT_ENOTFOUND;
    if (code < 0)
        return d1_repo_object_error(error, history->repo, code, what, id);
    history->bytes += git_odb_object_size(*object);
    code = 0;
    if (type != GIT_OBJECT_ANY && git_odb_object_type(*object) != type)
        code = d1_error_set(error, D1_ERR_READ, "%s is another kind of object: `git fsck` tells what is wrong", what);
    else if (history->bytes >> 20 >= D1_LIMIT_HISTORY_MIB)
        code = d1_error_set(error, D1_ERR_LIMIT, "its commits and directories have more than the limit of %d MiB",
                            D1_LIMIT_HISTORY_MIB);
    if (code < 0) {
        git_odb_object_free(*object);
        *object = NULL;
    }
    return code;
}

/* ---- taking apart ---- */

/* The years 1 to 9999: what no calendar has is no date. */
#define FIRST_SECOND INT64_C(-62135596800)
#define LAST_SECOND INT64_C(253402300799)

/* The next line of a text, without its end, which is taken away from it. */
static struct d1_str take_line(struct d1_str *text)
{
    size_t end = d1_str_find(*text, '\n', 0);
    struct d1_str line = d1_str_sub(*text, 0, end);

    *text = d1_str_sub(*text, end + 1, text->len);
    return line;
}

/* Text of a commit comes from anybody: what cannot be shown belongs to nobody. */
static bool is_plain(struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7f)
            return false;
    return d1_utf8_check(text) == text.len;
}

struct d1_str d1_commit_address(struct d1_str line, int64_t *time, bool *dated)
{
    size_t open = d1_str_find(line, '<', 0), close = line.len;
    struct d1_str address = d1_strn("", 0), rest;
    char digits[24] = "", *end;

    /* The last '>' ends the address, as git has it. */
    while (close > 0 && line.ptr[close - 1] != '>')
        close--;
    if (open < line.len && close > open + 1)
        address = d1_str_sub(line, open + 1, close - open - 2);
    rest = d1_str_trim(d1_str_sub(line, close, line.len));
    rest = d1_str_sub(rest, 0, d1_str_find(rest, ' ', 0));
    if (dated) {
        *dated = rest.len > 0 && rest.len < sizeof digits - 1;
        if (*dated)
            memcpy(digits, rest.ptr, rest.len);
        *time = strtoll(digits, &end, 10);
        *dated = *dated && !*end && *time >= FIRST_SECOND && *time <= LAST_SECOND;
        *time = *dated ? *time : 0;
    }
    return address.len && is_plain(address) ? address : d1_strn("", 0);
}

static bool parse_id(git_oid *id, struct d1_str text)
{
    return text.len == GIT_OID_HEXSZ && git_oid_fromstrn(id, text.ptr, text.len) == 0;
}

bool d1_commit_text_parse(struct d1_commit_text *commit, struct d1_str bytes, struct d1_arena *arena)
{
    struct d1_str rest = bytes, line;
    git_oid *parents;

    *commit = (struct d1_commit_text){0};
    if (!d1_str_starts(rest, "tree ") || !parse_id(&commit->tree, d1_str_sub(take_line(&rest), 5, bytes.len)))
        return false;
    for (struct d1_str look = rest; d1_str_starts(look, "parent "); take_line(&look))
        commit->parent_count++;
    commit->parents = parents = d1_arena_alloc(arena, (commit->parent_count + 1) * sizeof *parents);
    if (!parents)
        return true;
    for (size_t i = 0; i < commit->parent_count; i++)
        if (!parse_id(&parents[i], d1_str_sub(take_line(&rest), 7, bytes.len)))
            return false;
    /* Headers go on to the first empty line; those that continue begin with a blank. */
    while (rest.len && (line = take_line(&rest)).len) {
        if (d1_str_starts(line, "author ") && !commit->author.ptr)
            commit->author = d1_commit_address(d1_str_sub(line, 7, line.len), NULL, NULL);
        else if (d1_str_starts(line, "committer ") && !commit->committer.ptr)
            commit->committer = d1_commit_address(d1_str_sub(line, 10, line.len), &commit->time, &commit->dated);
    }
    commit->message = rest;
    return true;
}

/* The next trailer of a text with the lines that continue it, which begin with a blank; it is taken away from the text.
 */
static struct d1_str take_trailer(struct d1_str *text)
{
    struct d1_str all = *text;

    take_line(text);
    while (text->len && (text->ptr[0] == ' ' || text->ptr[0] == '\t'))
        take_line(text);
    return d1_str_sub(all, 0, all.len - text->len);
}

/* What a trailer `Co-authored-by` says, empty for another one. As in git, blanks may stand before its colon. */
static struct d1_str co_author_of(struct d1_str trailer)
{
    static const char key[] = "co-authored-by";
    size_t colon = d1_str_find(trailer, ':', 0), len = colon;

    while (len && (trailer.ptr[len - 1] == ' ' || trailer.ptr[len - 1] == '\t'))
        len--;
    if (len != sizeof key - 1 || strncasecmp(trailer.ptr, key, len) != 0)
        return d1_strn("", 0);
    return d1_str_sub(trailer, colon + 1, trailer.len);
}

int d1_commit_co_authors(struct d1_str message, d1_co_author *each, void *context)
{
    struct d1_str text = d1_str_trim(message), rest = text, last = text, address;
    int result = 0;

    /* The last paragraph is what follows the last empty line. */
    while (rest.len)
        if (!d1_str_trim(take_line(&rest)).len)
            last = rest;
    if (last.ptr == text.ptr)
        return 0; /* it is the subject */
    while (last.len && result == 0) {
        address = d1_commit_address(co_author_of(take_trailer(&last)), NULL, NULL);
        result = address.len ? each(context, address) : 0;
    }
    return result;
}

/* ---- keeping ---- */

const char *d1_history_address(struct d1_repo_history *history, struct d1_str address)
{
    const char *kept = address.len ? d1_map_get(&history->addresses, address) : "";

    if (kept)
        return kept;
    kept = d1_arena_str(&history->arena, address).ptr;
    if (!kept || d1_map_insert(&history->addresses, d1_strn(kept, address.len), (void *)(uintptr_t)kept, NULL) < 0)
        return NULL;
    return kept;
}

struct co_authors {
    struct d1_repo_history *history;
    D1_VEC(const char *) list;
};

static int add_co_author(void *context, struct d1_str address)
{
    struct co_authors *found = context;
    const char *kept = d1_history_address(found->history, address);

    return kept ? d1_vec_push(&found->list, kept) : D1_ERR_MEMORY;
}

int d1_history_describe(struct d1_repo_history *history, struct d1_repo_writing *writing, const git_oid *id,
                        const struct d1_commit_text *commit)
{
    struct co_authors found = {.history = history};
    int result = d1_commit_co_authors(commit->message, add_co_author, &found);
    const char **kept = NULL;

    *writing = (struct d1_repo_writing){
        .time = commit->time,
        .dated = commit->dated,
        .parents = (uint32_t)commit->parent_count,
        .author = d1_history_address(history, commit->author),
        .committer = d1_history_address(history, commit->committer),
        .co_author_count = found.list.len,
    };
    memcpy(writing->id, id->id, sizeof writing->id);
    if (result == 0 && found.list.len) {
        kept = d1_arena_alloc(&history->arena, found.list.len * sizeof *kept);
        if (kept)
            memcpy(kept, found.list.items, found.list.len * sizeof *kept);
        result = kept ? 0 : D1_ERR_MEMORY;
        writing->co_authors = kept;
    }
    d1_vec_release(&found.list);
    return result < 0 || !writing->author || !writing->committer ? D1_ERR_MEMORY : 0;
}
