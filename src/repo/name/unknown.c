/* What is said about a revision that is not there: why, and which names come near. */
#include "repo/internal.h"

#include "base/memory/alloc.h"

/* ---- names that come near ---- */

enum { SUGGESTIONS = 3, SUGGESTED_REFS = 20000 };

struct suggestions {
    struct d1_str wanted;
    char *names[SUGGESTIONS];
    size_t distances[SUGGESTIONS];
    size_t count;
};

/* "main" for "origin/main": what a clone has of a branch that was never checked out in it. */
static bool ends_with_component(struct d1_str name, struct d1_str wanted)
{
    return name.len > wanted.len && name.ptr[name.len - wanted.len - 1] == '/' &&
           memcmp(name.ptr + name.len - wanted.len, wanted.ptr, wanted.len) == 0;
}

static void suggest(struct suggestions *s, const char *name)
{
    struct d1_str text = d1_str(name);
    size_t limit = s->wanted.len < 4 ? 1 : s->wanted.len < 9 ? 2 : 3;
    size_t distance = ends_with_component(text, s->wanted) ? 0 : d1_str_distance(text, s->wanted, limit);
    size_t place = s->count;
    char *copy;

    if (distance > limit)
        return;
    while (place > 0 && s->distances[place - 1] > distance)
        place--;
    if (place == SUGGESTIONS || !(copy = d1_strdup(name)))
        return;
    if (s->count == SUGGESTIONS)
        d1_free(s->names[--s->count]);
    memmove(s->names + place + 1, s->names + place, (s->count - place) * sizeof(s->names[0]));
    memmove(s->distances + place + 1, s->distances + place, (s->count - place) * sizeof(s->distances[0]));
    s->names[place] = copy;
    s->distances[place] = distance;
    s->count++;
}

/* Collects the refs whose short names come near, in the order of their distance and then their names. */
static void collect_suggestions(struct suggestions *s, git_repository *git)
{
    git_reference_iterator *refs = NULL;
    const char *name;

    if (s->wanted.len == 0 || git_reference_iterator_new(&refs, git) < 0)
        return;
    for (size_t i = 0; i < SUGGESTED_REFS && git_reference_next_name(&name, refs) == 0; i++) {
        static const char *const prefixes[] = {"refs/heads/", "refs/tags/", "refs/remotes/"};

        for (size_t p = 0; p < sizeof(prefixes) / sizeof(prefixes[0]); p++)
            if (d1_str_starts(d1_str(name), prefixes[p]))
                suggest(s, name + strlen(prefixes[p]));
    }
    git_reference_iterator_free(refs);
    git_error_clear();
}

struct d1_str d1_repo_revision_name(struct d1_str base)
{
    size_t len = 0;

    while (len < base.len && !strchr("^~:", base.ptr[len]) &&
           !(base.ptr[len] == '@' && len + 1 < base.len && base.ptr[len + 1] == '{'))
        len++;
    return d1_strn(base.ptr, len);
}

/* What may help when a name is not known. */
static void hint_unknown(struct d1_strbuf *hint, const struct d1_repo *repo, struct d1_str name)
{
    struct suggestions s = {.wanted = name};

    collect_suggestions(&s, repo->git);
    d1_strbuf_puts(hint, s.count ? "did you mean " : "");
    for (size_t i = 0; i < s.count; i++) {
        d1_strbuf_printf(hint, "%s'%s'", d1_strbuf_joint(i, s.count, " or "), s.names[i]);
        d1_free(s.names[i]);
    }
    if (s.count > 0)
        d1_strbuf_putc(hint, '?');
    else if (repo->info.is_shallow)
        d1_strbuf_puts(hint,
                       "this is a shallow clone, which may lack it; `git fetch --unshallow --tags` gets the rest");
    else
        d1_strbuf_puts(hint, "`git branch --all` and `git tag` list what there is");
}

/* What may help when the name is known, but not what stands behind it. */
static void hint_known(struct d1_strbuf *hint, const struct d1_repo *repo, struct d1_str base, const char *name)
{
    if (d1_str_find(base, '{', 0) < base.len && d1_str_find(base, '@', 0) < base.len)
        d1_strbuf_printf(hint, "'%s' is known, but it has no such upstream or reflog entry", name);
    else if (repo->info.is_shallow)
        d1_strbuf_puts(hint, "this is a shallow clone, whose history ends early; get the rest with `git fetch "
                             "--unshallow`");
    else
        d1_strbuf_printf(hint, "'%s' is known, but its history has no such commit", name);
}

static bool is_unborn(const struct d1_repo *repo, const char *name)
{
    git_reference *head = NULL;
    bool unborn = strcmp(name, "HEAD") == 0 && git_repository_head(&head, repo->git) == GIT_EUNBORNBRANCH;

    git_reference_free(head);
    return unborn;
}

int d1_repo_unknown_revision(const struct d1_repo *repo, struct d1_str base, bool lost_object, struct d1_error *error)
{
    struct d1_str wanted = d1_repo_revision_name(base);
    struct d1_strbuf hint = {0};
    git_object *object = NULL;
    char *name;
    int code;

    if (!wanted.len || d1_str_is(wanted, "@"))
        wanted = d1_str("HEAD");
    if (!(name = d1_strndup(wanted.ptr, wanted.len)))
        return d1_error_memory(error);
    if (is_unborn(repo, name))
        d1_strbuf_puts(&hint, "HEAD has no commit yet; lint what is staged with --staged, or the work tree without "
                              "--rev");
    else if (git_revparse_single(&object, repo->git, name) < 0)
        hint_unknown(&hint, repo, wanted);
    else if (lost_object && !repo->info.is_shallow) {
        code = d1_error_set(error, D1_ERR_READ,
                            "the history of '%s' lacks commits: `git fsck` lists what is lost, `git fetch --refetch` "
                            "gets it from a remote that has it",
                            name);
        goto done;
    } else
        hint_known(&hint, repo, base, name);
    code = hint.oom ? d1_error_memory(error)
                    : d1_error_set(error, D1_ERR_USAGE, "there is no revision '" D1_STR_FMT "': %s", D1_STR_ARG(base),
                                   hint.ptr);
done:
    d1_strbuf_release(&hint);
    git_object_free(object);
    d1_free(name);
    return code;
}
