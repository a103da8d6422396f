#include "engine/read/detached.h"

#include <string.h>

#include "base/text/strbuf.h"

/* The id of the file of a signature as the snapshot has it: 1, 0 where it is in no history, D1_ERR_MEMORY. */
static int find_id(struct d1_digests *digests, struct d1_str file, uint8_t id[D1_REPO_ID_BYTES])
{
    const struct d1_digest *digest;

    if (d1_digests_get(digests, file, &digest) < 0)
        return D1_ERR_MEMORY;
    return digest->state == D1_DIGEST_KNOWN && d1_repo_id_parse(d1_str(digest->blob), id);
}

/* Since when history has the file of a signature, by its content. */
static int find_point(struct d1_detached *out, struct d1_digests *digests, const struct d1_repo_history *history,
                      const struct d1_past_signed *what, struct d1_str file)
{
    uint8_t id[D1_REPO_ID_BYTES];
    size_t point;
    int result = what->signature ? 1 : find_id(digests, file, id);

    if (result < 0)
        return D1_ERR_MEMORY;
    if (result > 0 && d1_repo_history_sighted(history, what->signature ? what->signature : id, &point))
        out->point = (uint32_t)point;
    return 0;
}

/*
 * What was signed. A version that a whole history does not have was never there. A file is asked for by its digest,
 * too, so that a verdict that is kept hangs on it.
 */
static int find_signed(struct d1_digests *digests, const struct d1_past_signed *what, struct d1_strbuf *bytes,
                       struct d1_error *error)
{
    const struct d1_digest *asked;

    if (what->blob.len)
        return d1_digests_object(digests, what->blob, bytes, error);
    if (what->file)
        return d1_digests_bytes(digests, what->file, bytes, error);
    if (d1_digests_get(digests, what->path, &asked) < 0)
        return d1_error_memory(error);
    return d1_digests_file(digests, what->path, bytes, error);
}

/* The texts of a signature may point into what it was read from, which goes. */
static int keep(struct d1_signature *signature, struct d1_arena *arena)
{
    struct d1_str *const texts[] = {&signature->reason, &signature->key.blob, &signature->key.type};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i]->ptr && !(*texts[i] = d1_arena_str(arena, *texts[i])).ptr)
            return D1_ERR_MEMORY;
    return 0;
}

static int verify(struct d1_detached *out, struct d1_digests *digests, const struct d1_past_signed *what,
                  struct d1_str armored, struct d1_arena *arena, struct d1_error *error)
{
    struct d1_strbuf bytes = {0};
    struct d1_error why = {0};
    int result = find_signed(digests, what, &bytes, &why);

    if (result == 0) {
        result = d1_signature_of_file(&out->signature, armored, d1_strbuf_view(&bytes), arena, &why);
    } else if (result == D1_ERR_NOT_FOUND) {
        out->nowhere = true;
        out->signature.status = D1_SIGNATURE_BAD;
        out->signature.reason = d1_str(d1_error_message(&why));
        result = 0;
    }
    if (result == 0 && keep(&out->signature, arena) < 0)
        result = d1_error_memory(error);
    else if (result < 0)
        d1_error_set(error, result, "%s", d1_error_message(&why));
    d1_error_clear(&why);
    d1_strbuf_release(&bytes);
    return result;
}

int d1_detached_find(struct d1_detached *out, struct d1_digests *digests, const struct d1_repo_history *history,
                     const struct d1_past_signed *what, struct d1_arena *arena, struct d1_error *error)
{
    struct d1_str file = d1_arena_printf(arena, D1_STR_FMT ".sig", D1_STR_ARG(what->path));
    struct d1_strbuf armored = {0};
    struct d1_error why = {0};
    int result;

    *out = (struct d1_detached){.point = D1_PAST_NONE};
    if (!file.ptr || find_point(out, digests, history, what, file) < 0)
        return d1_error_memory(error);
    result = what->signature ? d1_digests_bytes(digests, what->signature, &armored, &why)
                             : d1_digests_file(digests, file, &armored, &why);
    out->there = result != D1_ERR_NOT_FOUND;
    if (result == 0)
        result = verify(out, digests, what, d1_strbuf_view(&armored), arena, error);
    else
        result = out->there ? d1_error_set(error, result, "%s", d1_error_message(&why)) : 0;
    d1_error_clear(&why);
    d1_strbuf_release(&armored);
    return result;
}

/* ---- a file of the past ---- */

static int tell(struct d1_digest *out, const struct d1_error *why, struct d1_arena *arena)
{
    out->state = D1_DIGEST_UNREAD;
    out->reason = d1_arena_str(arena, d1_str(d1_error_message(why)));
    return why->code == D1_ERR_MEMORY || !out->reason.ptr ? D1_ERR_MEMORY : 0;
}

/* What the snapshot has at the path may be that content still, as it is there. */
static int find_content(struct d1_digests *digests, struct d1_str path, const uint8_t id[D1_REPO_ID_BYTES],
                        const struct d1_digest **found)
{
    char text[D1_REPO_ID_TEXT];

    d1_repo_id_format(id, text);
    if (d1_digests_get(digests, path, found) < 0)
        return D1_ERR_MEMORY;
    if ((*found)->state == D1_DIGEST_KNOWN && strcmp((*found)->blob, text) == 0)
        return 0;
    return d1_digests_content(digests, id, found);
}

int d1_file_then(struct d1_digest *out, struct d1_digests *digests, struct d1_repo_history *history, size_t point,
                 struct d1_str path, struct d1_arena *arena)
{
    const struct d1_digest *found = NULL;
    uint8_t id[D1_REPO_ID_BYTES];
    struct d1_error why = {0};
    int result = history ? d1_repo_history_file(history, point, path, id, &why) : 1;

    *out = (struct d1_digest){.state = D1_DIGEST_ABSENT};
    if (result < 0) {
        result = tell(out, &why, arena);
    } else if (result > 0) {
        result = history ? find_content(digests, path, id, &found) : d1_digests_get(digests, path, &found);
        if (result == 0)
            *out = *found;
    }
    d1_error_clear(&why);
    return result;
}
