#include "repo/convert/clean.h"

#include <strings.h>

#include "base/limits.h"
#include "repo/convert/attributes.h"

/* ---- line ends ---- */

enum ends { UNDEFINED, KEPT, TEXT, GUESSED /* text, if it looks like it */ };

static enum ends ends_named(const struct d1_repo_attribute *attribute)
{
    switch (attribute->state) {
    case D1_ATTRIBUTE_SET:
        return TEXT;
    case D1_ATTRIBUTE_UNSET:
        return KEPT;
    case D1_ATTRIBUTE_VALUE:
        return d1_str_is(attribute->value, "auto") ? GUESSED : d1_str_is(attribute->value, "input") ? TEXT : UNDEFINED;
    default:
        return UNDEFINED;
    }
}

/* What the attributes make of line ends, else core.autocrlf. `crlf` is how `text` was called in former days. */
static enum ends ends_of(const struct d1_repo_attributes *attributes, const struct d1_repo *repo)
{
    const struct d1_repo_attribute *eol = &attributes->eol;
    enum ends ends = ends_named(&attributes->text);

    if (ends == UNDEFINED)
        ends = ends_named(&attributes->crlf);
    if (ends == UNDEFINED && eol->state == D1_ATTRIBUTE_VALUE &&
        (d1_str_is(eol->value, "lf") || d1_str_is(eol->value, "crlf")))
        ends = TEXT;
    if (ends == UNDEFINED)
        ends = repo->converts_ends ? GUESSED : KEPT;
    return ends;
}

struct counts {
    size_t lone_cr, crlf, nul, printable, other;
};

static struct counts count(struct d1_str bytes)
{
    struct counts counts = {0};

    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.ptr[i];

        if (c == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n')
            counts.crlf++, i++;
        else if (c == '\r')
            counts.lone_cr++;
        else if ((c < ' ' && !strchr("\b\t\n\033\f", c)) || c == '\0' || c == 0x7f)
            counts.other++, counts.nul += c == '\0';
        else
            counts.printable += c != '\n';
    }
    /* An end of file of DOS is none of the others. */
    if (bytes.len && bytes.ptr[bytes.len - 1] == '\032')
        counts.other--;
    return counts;
}

static bool is_binary(const struct counts *counts)
{
    return counts->lone_cr || counts->nul || counts->printable >> 7 < counts->other;
}

/* Whether the index has the file with such line ends already: git leaves them then, where it only guesses. */
static int is_kept_so(bool *kept, struct d1_repo_snapshot *snapshot, struct d1_str path, struct d1_error *error)
{
    const git_index_entry *entry = NULL;
    git_odb_object *object = NULL;
    int code = d1_repo_tracked_find(snapshot, path, &entry, error);

    *kept = false;
    if (code < 0 || !entry || d1_repo_kind_of_mode(entry->mode) != D1_REPO_FILE)
        return code;
    git_error_clear();
    d1_repo_guard_blobs(D1_LIMIT_EVIDENCE_BYTES);
    code = git_odb_read(&object, snapshot->repo->odb, &entry->id);
    d1_repo_guard_blobs(0);
    if (code == 0) {
        struct counts counts = count(d1_strn(git_odb_object_data(object), git_odb_object_size(object)));

        *kept = counts.crlf && !is_binary(&counts);
    }
    git_odb_object_free(object);
    /* What cannot be read says nothing, as in git. */
    return 0;
}

static int clean_ends(struct d1_strbuf *out, struct d1_repo_snapshot *snapshot, struct d1_str path, enum ends ends,
                      struct d1_str bytes, struct d1_error *error)
{
    struct counts counts = count(bytes);
    bool kept = false;

    if (ends == KEPT || !counts.crlf || (ends == GUESSED && is_binary(&counts)))
        return 0;
    if (ends == GUESSED && is_kept_so(&kept, snapshot, path, error) < 0)
        return D1_ERR_MEMORY;
    if (kept)
        return 0;
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.ptr[i] != '\r' || i + 1 == bytes.len || bytes.ptr[i + 1] != '\n')
            d1_strbuf_putc(out, bytes.ptr[i]);
    return out->oom ? d1_error_memory(error) : 1;
}

/* ---- $Id$ ---- */

/* "$Id: ...$" within a line becomes "$Id$". */
static int clean_ident(struct d1_strbuf *out, struct d1_str bytes, struct d1_error *error)
{
    bool changed = false;

    for (size_t i = 0; i < bytes.len; i++) {
        size_t end;

        d1_strbuf_putc(out, bytes.ptr[i]);
        if (!d1_str_starts(d1_str_sub(bytes, i, bytes.len), "$Id:"))
            continue;
        for (end = i + 4; end < bytes.len && bytes.ptr[end] != '$' && bytes.ptr[end] != '\n';)
            end++;
        if (end == bytes.len || bytes.ptr[end] != '$')
            continue;
        d1_strbuf_puts(out, "Id$");
        changed = true;
        i = end;
    }
    if (out->oom)
        return d1_error_memory(error);
    if (!changed)
        d1_strbuf_clear(out);
    return changed;
}

/* ---- all of it ---- */

/* What only a program, or a table of another encoding, could tell. */
static int check(const struct d1_repo *repo, const struct d1_repo_attributes *attributes, struct d1_error *error)
{
    struct d1_str filter = attributes->filter.value, encoding = attributes->encoding.value;

    for (size_t i = 0; attributes->filter.state == D1_ATTRIBUTE_VALUE && i < repo->filters.len; i++)
        if (d1_str_eq(filter, repo->filters.items[i]))
            return d1_error_set(error, D1_ERR_READ,
                                "what git would store of it is made by the filter " D1_STR_FMT
                                ", a program that d1lint "
                                "does not run: stage or commit it, and ask for that",
                                D1_STR_ARG(filter));
    if (attributes->encoding.state == D1_ATTRIBUTE_VALUE && encoding.len &&
        !(encoding.len == 5 && strncasecmp(encoding.ptr, "UTF-8", 5) == 0))
        return d1_error_set(error, D1_ERR_READ,
                            "what git would store of it is its text in UTF-8, and it lies here in " D1_STR_FMT
                            " (working-tree-encoding): stage or commit it, and ask for that",
                            D1_STR_ARG(encoding));
    return 0;
}

int d1_repo_clean(struct d1_strbuf *out, bool *changed, struct d1_repo_snapshot *snapshot, struct d1_str path,
                  struct d1_str bytes, struct d1_error *error)
{
    struct d1_repo_attributes attributes = {0};
    struct d1_strbuf ends = {0};
    int code = d1_repo_attributes_read(&attributes, snapshot, path, error);

    *changed = false;
    if (code == 0)
        code = check(snapshot->repo, &attributes, error);
    if (code == 0)
        code = clean_ends(&ends, snapshot, path, ends_of(&attributes, snapshot->repo), bytes, error);
    if (code >= 0) {
        *changed = code > 0;
        if (*changed)
            bytes = d1_strbuf_view(&ends);
        code = attributes.ident.state == D1_ATTRIBUTE_SET ? clean_ident(out, bytes, error) : 0;
    }
    if (code == 0 && *changed)
        d1_strbuf_str(out, bytes);
    *changed = *changed || code > 0;
    if (code >= 0)
        code = out->oom ? d1_error_memory(error) : 0;
    d1_strbuf_release(&ends);
    d1_repo_attributes_release(&attributes);
    return code;
}
