/*
 * Revisions by name. libgit2 resolves the part before the colon; the colon itself is dealt with here, because the
 * commit that a directory belongs to is wanted too and because libgit2 knows no "./" behind it.
 */
#include "repo/internal.h"

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- what cannot be a revision ---- */

/* Offset of the colon behind which a path begins, or the length: not one in braces, nor the one of ":/text". */
static size_t find_colon(struct d1_str spec)
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

/* What a revision leads to. Free with release_target. */
struct target {
    git_object *object; /* what was named, before any peeling */
    git_reference *ref; /* how, when it was by a ref */
    git_commit *commit; /* NULL when a bare tree was named */
    git_tree *tree;     /* of the commit, or the tree that was named */
};

static void release_target(struct target *t)
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
static int parse(struct target *t, const struct d1_repo *repo, struct d1_str base, const char *spec,
                 struct d1_error *error)
{
    git_oid id;
    int code = read_ref(&id, repo, d1_str(spec));

    if (code < 0)
        return d1_repo_object_error(error, repo, code, "the commit that the revision names", &id);
    git_error_clear();
    code = git_revparse_ext(&t->object, &t->ref, repo->git, spec);
    return code < 0 ? refused_spec(repo, base, code, error) : 0;
}

/* The commit from which "^{/text}" searches: `spec` leads to it. */
static int find_start(git_oid *id, const struct d1_repo *repo, struct d1_str base, struct d1_str spec,
                      struct d1_error *error)
{
    char *text = d1_strndup(spec.ptr, spec.len);
    struct target t = {0};
    git_object *commit = NULL;
    int code = text ? parse(&t, repo, base, text, error) : d1_error_memory(error);

    if (code == 0 && (code = git_object_peel(&commit, t.object, GIT_OBJECT_COMMIT)) < 0)
        code = d1_error_set(error, D1_ERR_USAGE, "'" D1_STR_FMT "' leads to no commit, whose history could be searched",
                            D1_STR_ARG(spec));
    if (code == 0)
        git_oid_cpy(id, git_object_id(commit));
    git_object_free(commit);
    release_target(&t);
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
static int resolve_base(struct target *t, const struct d1_repo *repo, struct d1_str base, struct d1_error *error)
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
static int peel_target(struct target *t, const struct d1_repo *repo, struct d1_str base, struct d1_error *error)
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

static int resolve(struct target *t, const struct d1_repo *repo, struct d1_str base, struct d1_error *error)
{
    int code = resolve_base(t, repo, base, error);

    return code < 0 ? code : peel_target(t, repo, base, error);
}

/* What both uses of a specification refuse before anything is looked up. */
static int check_spec(const struct d1_repo *repo, struct d1_str spec, struct d1_str base, struct d1_error *error)
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

/* The path behind the colon as a path of the tree; "./" and "../" begin at the start directory, as in git. */
static int path_behind(struct d1_strbuf *path, const struct d1_repo *repo, struct d1_str text, struct d1_error *error)
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

/* Looks a path up in the tree of a target; D1_ERR_USAGE when it is not there. */
static int find_entry(git_tree_entry **entry, const struct target *t, struct d1_str base, const char *path,
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

/* ---- filling a snapshot ---- */

static void set_commit(struct d1_repo_commit *commit, const git_commit *from)
{
    commit->exists = true;
    git_oid_tostr(commit->id, sizeof(commit->id), git_commit_id(from));
    commit->time = git_commit_time(from);
    commit->offset_minutes = git_commit_time_offset(from);
}

/* The ref that led to a commit, through symbolic ones to the last: "refs/heads/main" for HEAD. */
static int set_ref(struct d1_repo_snapshot *snapshot, git_reference *ref, struct d1_error *error)
{
    git_reference *last = NULL;
    const char *name = NULL;

    if (!ref || git_reference_resolve(&last, ref) < 0)
        return 0;
    if (strncmp(git_reference_name(last), "refs/", 5) == 0 &&
        !(name = d1_arena_strdup(&snapshot->arena, git_reference_name(last)))) {
        git_reference_free(last);
        return d1_error_memory(error);
    }
    snapshot->commit.ref = name;
    git_reference_free(last);
    return 0;
}

/* Replaces the tree of a target by a directory in it. */
static int enter_directory(struct d1_repo_snapshot *snapshot, struct target *t, struct d1_str base, struct d1_str text,
                           struct d1_error *error)
{
    struct d1_strbuf path = {0};
    git_tree_entry *entry = NULL;
    git_tree *tree = NULL;
    int code = path_behind(&path, snapshot->repo, text, error);

    if (code < 0 || path.len == 0)
        goto done;
    if ((code = find_entry(&entry, t, base, path.ptr, error)) < 0)
        goto done;
    if (git_tree_entry_type(entry) != GIT_OBJECT_TREE) {
        code = d1_error_set(error, D1_ERR_USAGE,
                            "'%s' of the revision '" D1_STR_FMT "' is no directory: name the revision alone, and what "
                            "is to be reported of it as a PATH",
                            path.ptr, D1_STR_ARG(base));
        goto done;
    }
    if ((code = git_tree_lookup(&tree, snapshot->repo->git, git_tree_entry_id(entry))) < 0) {
        code = d1_repo_object_error(error, snapshot->repo, code, "the tree of the directory", git_tree_entry_id(entry));
        goto done;
    }
    git_tree_free(t->tree);
    t->tree = tree;
    snapshot->commit.directory = d1_arena_strdup(&snapshot->arena, path.ptr);
    if (!snapshot->commit.directory)
        code = d1_error_memory(error);
done:
    git_tree_entry_free(entry);
    d1_strbuf_release(&path);
    return code;
}

int d1_repo_revision_open(struct d1_repo_snapshot *snapshot, const char *revision, struct d1_error *error)
{
    struct d1_str spec = d1_str(revision);
    size_t colon = find_colon(spec);
    struct d1_str base = d1_strn(spec.ptr, colon);
    struct target t = {0};
    int code;

    snapshot->commit.directory = "";
    if ((code = check_spec(snapshot->repo, spec, base, error)) < 0 ||
        (code = resolve(&t, snapshot->repo, base, error)) < 0)
        goto done;
    if (t.commit)
        set_commit(&snapshot->commit, t.commit);
    if ((code = set_ref(snapshot, t.ref, error)) < 0)
        goto done;
    if (colon < spec.len &&
        (code = enter_directory(snapshot, &t, base, d1_str_sub(spec, colon + 1, spec.len), error)) < 0)
        goto done;
    git_oid_tostr(snapshot->commit.tree, sizeof(snapshot->commit.tree), git_tree_id(t.tree));
    snapshot->tree = t.tree;
    t.tree = NULL;
done:
    release_target(&t);
    return code;
}

/* A HEAD that leads to no commit: the work goes on without one. */
static int note_head(struct d1_repo_snapshot *snapshot, int git_code, const git_oid *id, struct d1_error *error)
{
    struct d1_error why = {0};
    int code;

    if (id)
        code = d1_repo_object_error(&why, snapshot->repo, git_code, "the commit that HEAD names", id);
    else
        code = d1_repo_git_error(&why, D1_ERR_READ, "the commit that HEAD names cannot be read");
    code = code == D1_ERR_MEMORY
               ? d1_error_memory(error)
               : d1_repo_notice_add(&snapshot->notices, "head-unreadable",
                                    d1_repo_text(&snapshot->arena, "%s", d1_error_message(&why)), error);
    d1_error_clear(&why);
    return code;
}

int d1_repo_head(struct d1_repo_snapshot *snapshot, struct d1_error *error)
{
    struct d1_repo *repo = snapshot->repo;
    git_reference *head = NULL;
    git_commit *commit = NULL;
    const git_oid *id = NULL;
    int code;

    snapshot->commit.directory = "";
    if (!repo->info.is_git)
        return 0;
    git_error_clear();
    code = git_repository_head(&head, repo->git);
    if (code == GIT_EUNBORNBRANCH)
        return 0;
    if (code == 0 && (id = git_reference_target(head)))
        code = git_commit_lookup(&commit, repo->git, id);
    if (code == 0 && commit) {
        set_commit(&snapshot->commit, commit);
        code = set_ref(snapshot, head, error);
    } else {
        code = note_head(snapshot, code, id, error);
    }
    git_commit_free(commit);
    git_reference_free(head);
    return code;
}

int d1_repo_revision_commit(git_oid *id, const struct d1_repo *repo, const char *spec, struct d1_error *error)
{
    struct d1_str text = d1_str(spec);
    struct target t = {0};
    int code = check_spec(repo, text, text, error);

    if (code == 0)
        code = resolve(&t, repo, text, error);
    if (code == 0 && !t.commit)
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' is no commit, and so has no history", spec);
    if (code == 0)
        git_oid_cpy(id, git_commit_id(t.commit));
    release_target(&t);
    return code;
}

int d1_repo_revision_file(git_oid *id, struct d1_strbuf *path, struct d1_repo *repo, const char *spec,
                          struct d1_error *error)
{
    struct d1_str text = d1_str(spec);
    size_t colon = find_colon(text);
    struct d1_str base = d1_strn(text.ptr, colon);
    struct d1_strbuf behind = {0};
    git_tree_entry *entry = NULL;
    struct target t = {0};
    int code = check_spec(repo, text, base, error);

    if (code >= 0 && colon == text.len)
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' names no file: write REVISION:PATH", spec);
    if (code < 0 || (code = resolve(&t, repo, base, error)) < 0 ||
        (code = path_behind(&behind, repo, d1_str_sub(text, colon + 1, text.len), error)) < 0)
        goto done;
    if (behind.len == 0) {
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' names a directory, not a file", spec);
        goto done;
    }
    if ((code = find_entry(&entry, &t, base, behind.ptr, error)) < 0)
        goto done;
    if (d1_repo_kind_of_mode(git_tree_entry_filemode(entry)) != D1_REPO_FILE)
        code = d1_error_set(error, D1_ERR_USAGE, "'%s' is no regular file", spec);
    else
        git_oid_cpy(id, git_tree_entry_id(entry));
    if (code == 0 && path)
        d1_strbuf_str(path, d1_strbuf_view(&behind));
done:
    git_tree_entry_free(entry);
    d1_strbuf_release(&behind);
    release_target(&t);
    return code;
}
