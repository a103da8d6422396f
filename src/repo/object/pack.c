/*
 * Packs, by libgit2's backend, which is watched while it unpacks (libgit2/guard.c): a packed object can be a delta of
 * another, and that of a third, each as large as it likes, and damaged ones go round in circles. Nothing is asked twice
 * where all is well; where something was refused, a second question finds out what to say.
 */
#include "repo/internal.h"

#include <stdio.h>

#include <git2/sys/odb_backend.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

struct packs {
    git_odb_backend parent;
    git_odb_backend *inner;
};

static git_odb_backend *inner_of(git_odb_backend *backend)
{
    return ((struct packs *)backend)->inner;
}

/* ---- refusals ---- */

static int explain(git_odb_backend *inner, const git_oid *id, enum d1_repo_refusal refusal)
{
    git_object_t type;
    char text[128];
    size_t size;

    switch (refusal) {
    case D1_REPO_REFUSED_CHAIN:
        return d1_repo_refuse(
            "is a delta of another object, that of a third and so on, in a circle or for more steps than "
            "git makes");
    case D1_REPO_REFUSED_WORK:
        return d1_repo_refuse("takes more than 1 GiB of memory, with all that it is a delta of, before it is unpacked");
    default:
        /* The chain of deltas was followed to its end before memory for an object was asked for, so it has one. */
        if (inner->read_header(&size, &type, inner, id) < 0)
            return GIT_ERROR;
        if (d1_repo_check_size(type, size) < 0)
            return D1_REPO_ELIMIT;
        snprintf(text, sizeof text, "is a delta of an object that is larger than %zu MiB, the limit for such a one",
                 d1_repo_guard_object_limit() >> 20);
        return d1_repo_refuse(text);
    }
}

static int packs_read(void **data, size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id)
{
    git_odb_backend *inner = inner_of(backend);
    enum d1_repo_refusal refusal;
    int code;

    d1_repo_guard_unpack();
    code = inner->read(data, size, type, inner, id);
    refusal = d1_repo_guard_unpacked();
    if (code < 0 && refusal != D1_REPO_REFUSED_NOTHING)
        return explain(inner, id, refusal);
    if (code == 0 && (code = d1_repo_check_size(*type, *size)) < 0) {
        git_odb_backend_data_free(inner, *data);
        *data = NULL;
    }
    return code;
}

/* ---- the rest is passed on ---- */

static int packs_read_prefix(git_oid *id, void **data, size_t *size, git_object_t *type, git_odb_backend *backend,
                             const git_oid *start, size_t len)
{
    git_odb_backend *inner = inner_of(backend);
    int code = inner->exists_prefix(id, inner, start, len);

    return code < 0 ? code : packs_read(data, size, type, backend, id);
}

static int packs_exists(git_odb_backend *backend, const git_oid *id)
{
    git_odb_backend *inner = inner_of(backend);

    return inner->exists(inner, id);
}

static int packs_exists_prefix(git_oid *id, git_odb_backend *backend, const git_oid *start, size_t len)
{
    git_odb_backend *inner = inner_of(backend);

    return inner->exists_prefix(id, inner, start, len);
}

static int packs_refresh(git_odb_backend *backend)
{
    git_odb_backend *inner = inner_of(backend);

    return inner->refresh(inner);
}

static void packs_free(git_odb_backend *backend)
{
    git_odb_backend *inner = inner_of(backend);

    inner->free(inner);
    d1_free(backend);
}

int d1_repo_packs_backend(git_odb_backend **out, const char *directory)
{
    struct packs *packs = d1_calloc(1, sizeof(*packs));
    int code;

    if (!packs) {
        git_error_set_oom();
        return GIT_ERROR;
    }
    if ((code = git_odb_backend_pack(&packs->inner, directory)) < 0) {
        d1_free(packs);
        return code;
    }
    git_odb_init_backend(&packs->parent, GIT_ODB_BACKEND_VERSION);
    packs->parent.read = packs_read;
    packs->parent.read_prefix = packs_read_prefix;
    packs->parent.exists = packs_exists;
    packs->parent.exists_prefix = packs_exists_prefix;
    packs->parent.refresh = packs_refresh;
    packs->parent.free = packs_free;
    *out = &packs->parent;
    return 0;
}
