#include "repo/name/target.h"

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- what cannot be a revision ---- */

size_t d1_repo_spec_colon(struct d1_str spec)
{
    size_t depth = 0;

    if (d1_str_starts(spec, ":"))
        return spec.len;
    for (size_t i = 0; i < spec.len; i++)
        if (spec.ptr[i] == '{')
            depth++;
        else if (spec.ptr[i] == '}' && depth > 0)
            depth--;
        else if (spec.ptr[i] == ':' && depth == 0)
            return i;
    return spec.len;
}

/* "a..b", "^a", "a^@", "a^!" and "a^-": sets of commits, where one is wanted. */
static bool is_range(struct d1_str base)
{
    size_t depth = 0;

    if (d1_str_starts(base, ":"))
        return false;
    if (d1_str_starts(base, "^"))
        return true;
    for (size_t i = 0; i + 1 < base.len; i++) {
        char c = base.ptr[i], next = base.ptr[i + 1];

        if (c == '{')
            depth++;
        else if (c == '}' && depth > 0)
            depth--;
        else if (depth == 0 && ((c == '.' && next == '.') || (c == '^' && (next == '@' || next == '!' || next == '-'))))
            return true;
    }
    return false;
}

/* ---- resolving ---- */

void d1_repo_target_release(struct d1_repo_target *t)
{
    git_tree_free(t->tree);
    git_commit_free(t->commit);
    git_reference_free(t->ref);
    git_object_free(t->object);
}

static int refused_spec(const struct d1_repo *repo, struct d1_str base, int git_code, struct d1_error *error)
{
    const git_error *last = git_error_last();
    const char *path;
    const char *reason = d1_repo_guard_refused(&path);

    if (reason)
        return d1_error_set(error, D1_ERR_READ, "the revision '" D1_STR_FMT "' cannot be read: %s: %s",
                            D1_STR_ARG(base), path, reason);
    switch (git_code) {
    case GIT_ENOTFOUND:
    case GIT_EUNBORNBRANCH:
        return d1_repo_unknown_revision(repo, base, last && last->klass == GIT_ERROR_ODB, error);
    case GIT_EAMBIGUOUS:
        return d1_error_set(error, D1_ERR_USAGE,
                            "the abbreviated id '" D1_STR_FMT "' fits several objects: give more "
                            "digits",
                            D1_STR_ARG(base));
    case GIT_EINVALIDSPEC:
    case GIT_EPEEL:
        return d1_error_set(error, D1_ERR_USAGE, "'" D1_STR_FMT "' is no revision: %s", D1_STR_ARG(base),
                            d1_repo_git_message());
    default:
        return d1_repo_git_error(error, D1_ERR_READ, "the revision '" D1_STR_FMT "' cannot be read", D1_STR_ARG(base));
    }
}

/*
 * Reads the object of the ref that a revision begins with, when it begins with one: 0, or libgit2's code and the id.
 * For such an object git_revparse_ext would say "not found", as of an unknown name, and lose the memory of the ref.
 */
static int read_ref(git_oid *id, const struct d1_repo *repo, struct d1_str spec)
{
    struct d1_str wanted = d1_repo_revision_name(spec);
    char *name = d1_strndup(wanted.ptr, wanted.len);
    git_reference *ref = NULL;
    git_reference *last = NULL;
    git_object *object = NULL;
    int code = 0;

    if (name && git_reference_dwim(&ref, repo->git, name) == 0 && git_reference_resolve(&last, ref) == 0) {
        git_oid_cpy(id, git_reference_target(last));
        code = git_object_lookup(&object, repo->git, id, GIT_OBJECT_ANY);
    }
    git_object_free(object);
    git_reference_free(last);
    git_reference_free(ref);
    d1_free(name);
    return code;
}

/* By libgit2, which knows all but what expand_message deals with. */
static int parse(struct d1_repo_target *t, const struct d1_repo *repo, struct d1_str base, const char *spec,
                 struct d1_error *error)
{
    git_oid id;
    int code = read_ref(&id, repo, d1_str(spec));

    if (code < 0)
        return d1_repo_object_error(error, repo, code, "the commit that the revision names", &id);
    git_error_clear();
    code = git_revparse_ext(&t->object, &t->ref, repo->git, spec);
    if (code < 0)
        return refused_spec(repo, base, code, error);
    return d1_repo_name_check(repo, d1_repo_revision_name(d1_str(spec)), error);
}

/* The commit from which "^{/text}" searches: `spec` leads to it. */
static int find_start(git_oid *id, const struct d1_repo *repo, struct d1_str base, struct d1_str spec,
                      struct d1_error *error)
{
    char *text = d1_strndup(spec.ptr, spec.len);
    struct d1_repo_target t = {0};
    git_object *commit = NULL;
    int code = text ? parse(&t, repo, base, text, error) : d1_error_memory(error);

    if (code == 0 && (code = git_object_peel(&commit, t.object, GIT_OBJECT_COMMIT)) < 0)
        code = d1_error_set(error, D1_ERR_USAGE, "'" D1_STR_FMT "' leads to no commit, whose history could be searched",
                            D1_STR_ARG(spec));
    if (code == 0)
        git_oid_cpy(id, git_object_id(commit));
    git_object_free(commit);
    d1_repo_target_release(&t);
    d1_free(text);
    return code;
}

/* The '}' that belongs to the '{' at `open`, or the length. */
static size_t find_brace(struct d1_str spec, size_t open)
{
    size_t depth = 0;

    for (size_t i = open; i < spec.len; i++)
        if (spec.ptr[i] == '{')
            depth++;
        else if (spec.ptr[i] == '}' && --depth == 0)
            return i;
    return spec.len;
}

/* Puts the id of the commit in the place of the first search for a message: 1, or 0 when there is none. */
static int expand_message(struct d1_strbuf *spec, const struct d1_repo *repo, struct d1_str base,
                          struct d1_error *error)
{
    struct d1_str text = d1_strbuf_view(spec);
    bool everywhere = d1_str_starts(text, ":/");
    const char *at = everywhere ? NULL : strstr(spec->ptr, "^{/");
    char id_text[D1_REPO_ID_TEXT];
    struct d1_strbuf expanded = {0};
    size_t open, end = text.len;
    git_oid from, id;
    int code;

    if (!everywhere && !at)
        return 0;
    if (everywhere) {
        code = d1_repo_find_message(&id, repo, NULL, d1_str_sub(text, 2, text.len), error);
    } else {
        open = (size_t)(at - spec->ptr) + 1;
        if ((end = find_brace(text, open)) == text.len)
            return d1_error_set(error, D1_ERR_USAGE, "'" D1_STR_FMT "' is no revision: a '}' is missing",
                                D1_STR_ARG(base));
        if ((code = find_start(&from, repo, base, d1_strn(text.ptr, open - 1), error)) == 0)
            code = d1_repo_find_message(&id, repo, &from, d1_str_sub(text, open + 2, end - open - 2), error);
        end++;
    }
    if (code < 0)
        return code;
    d1_strbuf_puts(&expanded, git_oid_tostr(id_text, sizeof(id_text), &id));
    d1_strbuf_str(&expanded, d1_str_sub(text, end, text.len));
    d1_strbuf_release(spec);
    *spec = expanded;
    return expanded.oom ? d1_error_memory(error) : 1;
}

/* Finds the object of the part before the colon. */
static int resolve_base(struct d1_repo_target *t, const struct d1_repo *repo, struct d1_str base,
                        struct d1_error *error)
{
    struct d1_strbuf spec = {0};
    char next = base.len > 1 ? base.ptr[1] : '\0';
    int code = 1;

    d1_repo_guard_forget();
    /* libgit2 takes "@" for HEAD only when nothing stands behind it. */
    if (d1_str_starts(base, "@") && (next == '\0' || next == '^' || next == '~')) {
        d1_strbuf_puts(&spec, "HEAD");
        d1_strbuf_add(&spec, base.ptr + 1, base.len - 1);
    } else {
        d1_strbuf_str(&spec, base);
    }
    if (spec.oom)
        code = d1_error_memory(error);
    while (code == 1)
        code = expand_message(&spec, repo, base, error);
    if (code == 0)
        code = parse(t, repo, base, spec.ptr, error);
    d1_strbuf_release(&spec);
    return code;
}

/* From the object to its commit and tree. */
static int peel_target(struct d1_repo_target *t, const struct d1_repo *repo, struct d1_str base, struct d1_error *error)
{
    git_object *peeled = NULL;
    int code;

    if (git_object_type(t->object) == GIT_OBJECT_TREE) {
        t->tree = (git_tree *)t->object;
        t->object = NULL;
        return 0;
    }
    code = git_object_peel(&peeled, t->object, GIT_OBJECT_COMMIT);
    if (code == 0) {
        t->commit = (git_commit *)peeled;
        code = git_commit_tree(&t->tree, t->commit);
        return code < 0
                   ? d1_repo_object_error(error, repo, code, "the tree of the revision", git_commit_tree_id(t->commit))
                   : 0;
    }
    if (git_object_type(t->object) != GIT_OBJECT_BLOB &&
        (code = git_object_peel((git_object **)&t->tree, t->object, GIT_OBJECT_TREE)) == 0)
        return 0;
    if (code == GIT_ENOTFOUND)
        return d1_repo_object_error(error, repo, code, "what the tag names", git_object_id(t->object));
    return d1_error_set(error, D1_ERR_USAGE,
                        "'" D1_STR_FMT "' is the content of a file: name a commit, a tag, a tree or a directory "
                        "(REVISION:DIRECTORY)",
                        D1_STR_ARG(base));
}

int d1_repo_target_find(struct d1_repo_target *t, const struct d1_repo *repo, struct d1_str base,
                        struct d1_error *error)
{
    int code = resolve_base(t, repo, base, error);

    return code < 0 ? code : peel_target(t, repo, base, error);
}

int d1_repo_spec_check(const struct d1_repo *repo, struct d1_str spec, struct d1_str base, struct d1_error *error)
{
    if (!repo->info.is_git)
        return d1_error_set(
            error, D1_ERR_USAGE,
            "%s lies in no git repository, so there are no revisions: leave --rev out to lint its files",
            repo->info.root);
    if (spec.len == 0)
        return d1_error_set(error, D1_ERR_USAGE, "an empty text is no revision");
    if (base.len > D1_LIMIT_REVISION_BYTES)
        return d1_error_set(error, D1_ERR_USAGE, "the name of a revision has %zu bytes, more than the limit of %d",
                            base.len, D1_LIMIT_REVISION_BYTES);
    if (spec.ptr[0] == ':' && !d1_str_starts(spec, ":/"))
        return d1_error_set(error, D1_ERR_USAGE,
                            "'" D1_STR_FMT "' is a path of the index, not a revision: what is staged is linted with "
                            "--staged",
                            D1_STR_ARG(spec));
    if (is_range(base))
        return d1_error_set(error, D1_ERR_USAGE,
                            "'" D1_STR_FMT "' is a range of commits: name a single one, such as its last",
                            D1_STR_ARG(base));
    return 0;
}

int d1_repo_spec_path(struct d1_strbuf *path, const struct d1_repo *repo, struct d1_str text, struct d1_error *error)
{
    bool relative =
        d1_str_starts(text, "./") || d1_str_starts(text, "../") || d1_str_is(text, ".") || d1_str_is(text, "..");
    bool inside = d1_repo_path_normalize(path, relative ? d1_str(repo->info.prefix) : d1_str(""), text);

    if (path->oom)
        return d1_error_memory(error);
    if (!inside)
        return d1_error_set(error, D1_ERR_USAGE, "the path '" D1_STR_FMT "' leads out of the repository",
                            D1_STR_ARG(text));
    return 0;
}

int d1_repo_target_entry(git_tree_entry **entry, const struct d1_repo_target *t, struct d1_str base, const char *path,
                         struct d1_error *error)
{
    int code = git_tree_entry_bypath(entry, t->tree, path);

    if (code == GIT_ENOTFOUND)
        return d1_error_set(error, D1_ERR_USAGE, "the revision '" D1_STR_FMT "' has no '%s'", D1_STR_ARG(base), path);
    if (code < 0)
        return d1_repo_git_error(error, D1_ERR_READ, "'%s' of the revision '" D1_STR_FMT "' cannot be read", path,
                                 D1_STR_ARG(base));
    return 0;
}
