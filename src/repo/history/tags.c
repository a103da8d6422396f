/* Tags: names under refs/tags, and the objects of those that are annotated. */
#include "repo/history/history.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

enum { TAGS_OF_TAGS = 10 };

/* An annotated tag, taken apart. */
struct tag_text {
    git_oid target;
    struct d1_str name, tagger;
    int64_t time;
    bool dated;
};

/*
 * Takes apart the bytes of a tag: "object ID\ntype TYPE\ntag NAME\ntagger ...\n\nMESSAGE". False when they are none.
 */
static bool parse_tag(struct tag_text *tag, struct d1_str bytes)
{
    struct d1_str line, rest = bytes;
    size_t end = d1_str_find(rest, '\n', 0);

    *tag = (struct tag_text){.name = d1_strn("", 0), .tagger = d1_strn("", 0)};
    if (!d1_str_starts(rest, "object ") || end != 7 + GIT_OID_HEXSZ ||
        git_oid_fromstrn(&tag->target, rest.ptr + 7, GIT_OID_HEXSZ) < 0)
        return false;
    while (rest.len) {
        end = d1_str_find(rest, '\n', 0);
        line = d1_str_sub(rest, 0, end);
        rest = d1_str_sub(rest, end + 1, rest.len);
        if (!line.len)
            break;
        if (d1_str_starts(line, "tag ") && !tag->name.len)
            tag->name = d1_str_sub(line, 4, line.len);
        if (d1_str_starts(line, "tagger ")) {
            tag->tagger = d1_commit_address(d1_str_sub(line, 7, line.len), &tag->time, &tag->dated);
            break;
        }
    }
    return true;
}

/* Notes what an annotated tag says of itself. False where memory is short. */
static bool note_text(struct d1_repo_history *history, struct d1_repo_tag *tag, const struct tag_text *text)
{
    tag->annotated = true;
    tag->said = d1_arena_str(&history->arena, text->name).ptr;
    tag->tagger = d1_history_address(history, text->tagger);
    tag->time = text->time;
    tag->dated = text->dated;
    return tag->said && tag->tagger;
}

/* Follows a tag to its commit. What cannot be read is missing, and no failure. */
static int follow(struct d1_repo_history *history, struct d1_repo_tag *tag, git_oid id)
{
    struct d1_error why = {0};
    bool done = false;
    int code = 0;

    tag->said = tag->tagger = "";
    for (unsigned depth = 0; depth <= TAGS_OF_TAGS && code == 0 && !done; depth++) {
        git_odb_object *object = NULL;
        struct tag_text text;
        git_object_t type;

        code = d1_history_object(history, &object, &id, GIT_OBJECT_ANY, "a tag", NULL, &why);
        if (code < 0)
            break;
        type = git_odb_object_type(object);
        done = type != GIT_OBJECT_TAG;
        tag->missing = done && type != GIT_OBJECT_COMMIT;
        if (done) {
            memcpy(tag->target, id.id, sizeof tag->target);
        } else if (!parse_tag(&text, d1_strn(git_odb_object_data(object), git_odb_object_size(object)))) {
            done = tag->missing = true;
        } else if (depth == 0 && !note_text(history, tag, &text)) {
            code = D1_ERR_MEMORY;
        }
        if (!done)
            id = text.target;
        git_odb_object_free(object);
    }
    tag->missing = tag->missing || !done;
    if (code < 0 && code != D1_ERR_MEMORY)
        tag->lost = d1_repo_text(&history->arena, "%s", d1_error_message(&why));
    d1_error_clear(&why);
    return code == D1_ERR_MEMORY || (code < 0 && !tag->lost) ? D1_ERR_MEMORY : 0;
}

static int add_tag(struct d1_repo_history *history, const char *name, const git_oid *id, struct d1_error *error)
{
    struct d1_repo_tag tag = {.name = d1_arena_strdup(&history->arena, name)};

    if (history->tags.len >= D1_LIMIT_TAGS)
        return d1_error_set(error, D1_ERR_LIMIT, "there are more tags than the limit of %d", D1_LIMIT_TAGS);
    memcpy(tag.id, id->id, sizeof tag.id);
    if (!tag.name || follow(history, &tag, *id) < 0 || d1_vec_push(&history->tags, tag) < 0)
        return d1_error_memory(error);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct d1_repo_tag *)a)->name, ((const struct d1_repo_tag *)b)->name);
}

static int read_tags(struct d1_repo_history *history, struct d1_error *error)
{
    static const char head[] = "refs/tags/";
    git_reference_iterator *iterator = NULL;
    git_reference *reference = NULL;
    int code = 0, next;

    git_error_clear();
    next = git_reference_iterator_glob_new(&iterator, history->repo->git, "refs/tags/*");
    while (next == 0 && code == 0 && (next = git_reference_next(&reference, iterator)) == 0) {
        const git_oid *id = git_reference_target(reference);

        /* A symbolic one is no tag that git makes. */
        if (id)
            code = add_tag(history, git_reference_name(reference) + sizeof head - 1, id, error);
        git_reference_free(reference);
    }
    git_reference_iterator_free(iterator);
    if (code == 0 && next < 0 && next != GIT_ITEROVER)
        code = d1_repo_git_error(error, D1_ERR_READ, "the tags cannot be read");
    if (code == 0 && history->tags.len)
        qsort(history->tags.items, history->tags.len, sizeof *history->tags.items, by_name);
    return code;
}

int d1_repo_history_tags(struct d1_repo_history *history, const struct d1_repo_tag **tags, size_t *count,
                         struct d1_error *error)
{
    int code = 0;

    if (!history->tags_read && history->odb) {
        history->tags.len = 0;
        code = read_tags(history, error);
    }
    if (code < 0)
        return code;
    history->tags_read = true;
    *tags = history->tags.items;
    *count = history->tags.len;
    return 0;
}
