/*
 * Names that mean several things. git takes the first and warns; here such a name is refused, because who may push a
 * tag would else say what the name of a protected branch leads to: refs/tags/origin/main goes before
 * refs/remotes/origin/main.
 */
#include "repo/name/target.h"

#include "base/memory/alloc.h"

/* What leads to what: the first ref that has the name, and one that leads elsewhere. */
struct rivals {
    struct d1_strbuf first, other;
    git_oid id;
};

/* The commit at the end of a ref, or whatever else stands there. False where nothing can be read. */
static bool find_end(git_oid *id, git_repository *git, const char *name)
{
    git_reference *ref = NULL, *last = NULL;
    git_object *object = NULL;
    bool found = git_reference_lookup(&ref, git, name) == 0 && git_reference_resolve(&last, ref) == 0;

    if (found)
        git_oid_cpy(id, git_reference_peel(&object, last, GIT_OBJECT_COMMIT) == 0 ? git_object_id(object)
                                                                                  : git_reference_target(last));
    git_object_free(object);
    git_reference_free(last);
    git_reference_free(ref);
    return found;
}

/* In the order of git (gitrevisions); before these comes a name that stands for itself, such as HEAD. */
static void find_refs(struct rivals *rivals, const struct d1_repo *repo, struct d1_str name)
{
    static const char *const places[][2] = {
        {"refs/", ""}, {"refs/tags/", ""}, {"refs/heads/", ""}, {"refs/remotes/", ""}, {"refs/remotes/", "/HEAD"}};

    for (size_t i = 0; i < sizeof places / sizeof *places && !rivals->other.len; i++) {
        struct d1_strbuf full = {0};
        git_oid id;

        d1_strbuf_printf(&full, "%s" D1_STR_FMT "%s", places[i][0], D1_STR_ARG(name), places[i][1]);
        if (!full.oom && find_end(&id, repo->git, full.ptr)) {
            if (!rivals->first.len)
                git_oid_cpy(&rivals->id, &id);
            if (!rivals->first.len || !git_oid_equal(&rivals->id, &id))
                d1_strbuf_str(rivals->first.len ? &rivals->other : &rivals->first, d1_strbuf_view(&full));
        }
        rivals->first.oom = rivals->first.oom || full.oom;
        d1_strbuf_release(&full);
    }
}

/* A ref whose name has hexadecimal digits alone may be taken for an id, or for the beginning of one. */
static void find_object(struct rivals *rivals, const struct d1_repo *repo, struct d1_str name)
{
    char text[D1_REPO_ID_TEXT];
    git_object *object = NULL, *peeled = NULL;
    git_oid id;

    if (rivals->other.len || !rivals->first.len || name.len < GIT_OID_MINPREFIXLEN || name.len > GIT_OID_HEXSZ ||
        git_oid_fromstrn(&id, name.ptr, name.len) < 0)
        return;
    if (git_object_lookup_prefix(&object, repo->git, &id, name.len, GIT_OBJECT_ANY) < 0) {
        /* A whole id is an id for git, also one that is not here. */
        if (name.len == GIT_OID_HEXSZ)
            d1_strbuf_printf(&rivals->other, "the object " D1_STR_FMT, D1_STR_ARG(name));
        return;
    }
    git_oid_cpy(&id, git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) == 0 ? git_object_id(peeled)
                                                                              : git_object_id(object));
    if (name.len < GIT_OID_HEXSZ && !git_oid_equal(&rivals->id, &id))
        d1_strbuf_printf(&rivals->other, "the object %s", git_oid_tostr(text, sizeof text, git_object_id(object)));
    git_object_free(peeled);
    git_object_free(object);
}

/* Whether a name is the whole name of a ref: HEAD, refs/heads/main. */
static bool is_whole(const struct d1_repo *repo, const char *name)
{
    git_reference *ref = NULL;
    bool found = git_reference_lookup(&ref, repo->git, name) == 0;

    git_reference_free(ref);
    return found;
}

int d1_repo_name_check(const struct d1_repo *repo, struct d1_str name, struct d1_error *error)
{
    struct rivals rivals = {0};
    char *text = d1_strndup(name.ptr, name.len);
    int code = text ? 0 : d1_error_memory(error);

    if (code == 0 && !is_whole(repo, text)) {
        find_refs(&rivals, repo, name);
        find_object(&rivals, repo, name);
    }
    git_error_clear();
    if (rivals.first.oom || rivals.other.oom)
        code = d1_error_memory(error);
    else if (code == 0 && rivals.other.len)
        code = d1_error_set(error, D1_ERR_USAGE,
                            "'" D1_STR_FMT "' may be %s or %s, which are not the same: write the whole name of the one "
                            "that is meant",
                            D1_STR_ARG(name), rivals.first.ptr, rivals.other.ptr);
    d1_strbuf_release(&rivals.first);
    d1_strbuf_release(&rivals.other);
    d1_free(text);
    return code;
}
