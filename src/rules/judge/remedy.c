/* What to do about a finding, with the files in which it is done. */
#include <ctype.h>

#include "base/text/shorten.h"
#include "base/vec.h"
#include "rules/judge.h"

struct remedy {
    const struct d1_judge *judge;
    const char *here; /* the file in which the finding stands */
    struct d1_strbuf text;
    D1_VEC(const struct d1_kind *) named;
};

/* The one file that is meant by the name of a kind; NULL where that may be one of several, or none is there. */
static const char *file_of(const struct d1_engagement *engagement, const struct d1_kind *kind)
{
    const struct d1_node_list *list = &engagement->by_kind[kind->index];
    const char *only = list->len && !kind->several ? d1_engagement_artifact(engagement, list->items[0])->path : NULL;

    for (size_t i = 1; only && i < list->len; i++)
        if (strcmp(only, d1_engagement_artifact(engagement, list->items[i])->path) != 0)
            return NULL;
    return only;
}

/* " (launch/governance.yaml)", beginning at the folder of the engagement; nothing for the file at hand. */
static void write_file(struct remedy *remedy, const struct d1_kind *kind)
{
    const struct d1_engagement *engagement = remedy->judge->engagement;
    const char *path = file_of(engagement, kind);
    struct d1_str folder = engagement->directory;

    if (!path || (remedy->here && strcmp(path, remedy->here) == 0))
        return;
    if (folder.len && d1_str_eq(d1_str_sub(d1_str(path), 0, folder.len), folder) && path[folder.len] == '/')
        path += folder.len + 1;
    d1_strbuf_printf(&remedy->text, " (%s)", path);
}

static bool is_named(const struct remedy *remedy, const struct d1_kind *kind)
{
    for (size_t i = 0; i < remedy->named.len; i++)
        if (remedy->named.items[i] == kind)
            return true;
    return false;
}

/* Where the next word behind "the" or "The" begins, which may name a kind; the length where there is none. */
static size_t find_word(struct d1_str help, size_t from)
{
    const char *article = from < help.len ? memmem(help.ptr + from, help.len - from, "he ", 3) : NULL;

    return article ? (size_t)(article + 3 - help.ptr) : help.len;
}

/* "the GovernancePlan", outside of backquotes, is one that is there; "a Waiver" is one that is yet to be written. */
static const struct d1_kind *kind_at(const struct remedy *remedy, struct d1_str help, size_t from, size_t *end)
{
    const struct d1_kind *kind;

    if (!isupper((unsigned char)help.ptr[from]))
        return NULL;
    for (*end = from; *end < help.len && isalpha((unsigned char)help.ptr[*end]);)
        (*end)++;
    kind = d1_kinds_find(remedy->judge->ruleset->kinds, d1_str_sub(help, from, *end - from));
    return kind && !is_named(remedy, kind) ? kind : NULL;
}

/* Nothing is written where no kind is named, as in most. */
static void write_remedy(struct remedy *remedy, struct d1_str help)
{
    size_t tick = d1_str_find(help, '`', 0), written = 0, end;
    bool quoted = false;

    for (size_t at = find_word(help, 0); at < help.len; at = find_word(help, at)) {
        const struct d1_kind *kind;

        for (; tick < at; tick = d1_str_find(help, '`', tick + 1))
            quoted = !quoted;
        kind = quoted ? NULL : kind_at(remedy, help, at, &end);
        if (!kind)
            continue;
        d1_strbuf_str(&remedy->text, d1_str_sub(help, written, end - written));
        written = end;
        write_file(remedy, kind);
        if (d1_vec_push(&remedy->named, kind) < 0)
            remedy->text.oom = true;
    }
    if (written)
        d1_strbuf_str(&remedy->text, d1_str_sub(help, written, help.len - written));
}

int d1_finding_remedy(const struct d1_judge *judge, struct d1_finding *finding)
{
    struct remedy remedy = {.judge = judge, .here = finding->at.place.path};
    struct d1_str help = d1_finding_help(finding);
    int result;

    write_remedy(&remedy, help);
    if (remedy.named.len && remedy.text.len != help.len)
        finding->help = d1_shorten_in(judge->arena, d1_arena_str(judge->arena, d1_strbuf_view(&remedy.text)));
    d1_vec_release(&remedy.named);
    result = remedy.text.oom || (help.len && !d1_finding_help(finding).ptr) ? D1_ERR_MEMORY : 0;
    d1_strbuf_release(&remedy.text);
    return result;
}
