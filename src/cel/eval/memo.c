/*
 * Results of functions with a body in CEL, kept for as long as what they read stays the same: many rules ask the same
 * of the same items. Kept is what loops, or calls what does; anything else is sooner evaluated than looked for.
 */
#include "cel/eval/memo.h"

#include "base/hash.h"
#include "base/limits.h"

enum { FIRST_SLOTS = 256, MOST_ARGUMENTS = 4, MOST_ITEMS = 4 };

/* Arguments by which a result is found again lie in the memo's own memory, as the result does that may hold them. */
struct d1_cel_memo_entry {
    uint64_t hash;
    const struct d1_cel_program *body; /* NULL: an empty slot */
    int64_t tag;
    const struct d1_cel_value *arguments;
    struct d1_cel_value result;
    bool wide, files; /* as in struct d1_cel_context, of what gave it */
};

/* ---- arguments ---- */

/* Whether a value is known by what it holds, or by where it stands in a document. */
static bool is_plain(const struct d1_cel_value *value)
{
    switch (value->kind) {
    case D1_CEL_NULL:
    case D1_CEL_BOOL:
    case D1_CEL_INT:
    case D1_CEL_UINT:
    case D1_CEL_DATE:
    case D1_CEL_STRING:
        return true;
    case D1_CEL_LIST:
    case D1_CEL_MAP:
        return value->form == D1_CEL_FORM_NODE;
    default:
        return false;
    }
}

/* Of lists that were computed only short ones of plain values are worth it. */
static bool is_short_list(const struct d1_cel_value *value)
{
    if (value->kind != D1_CEL_LIST || value->form != D1_CEL_FORM_BUILT || value->as.list->count > MOST_ITEMS)
        return false;
    for (size_t i = 0; i < value->as.list->count; i++)
        if (!is_plain(&value->as.list->items[i]))
            return false;
    return true;
}

static bool can_be_key(const struct d1_cel_value *value)
{
    if (value->kind == D1_CEL_OPTIONAL)
        return !value->as.inner || is_plain(value->as.inner);
    return is_plain(value) || is_short_list(value);
}

static uint64_t hash_plain(const struct d1_cel_value *value, uint64_t hash)
{
    hash = d1_hash_fold(hash ^ value->kind ^ (uint64_t)(uintptr_t)value->ref, 0xa0761d6478bd642fu);
    if (value->kind != D1_CEL_STRING)
        return d1_hash_fold(hash ^ (value->kind == D1_CEL_BOOL ? value->as.boolean : value->as.natural),
                            0xe7037ed1a0b428dbu);
    return d1_hash(value->as.text, value->extra, hash);
}

static uint64_t hash_key(const struct d1_cel_value *value, uint64_t hash)
{
    if (value->kind == D1_CEL_OPTIONAL)
        return value->as.inner ? hash_plain(value->as.inner, ~hash) : d1_hash_fold(hash, 0x8ebc6af09c88c6e3u);
    if (value->kind != D1_CEL_LIST || value->form == D1_CEL_FORM_NODE)
        return hash_plain(value, hash);
    for (size_t i = 0; i < value->as.list->count; i++)
        hash = hash_plain(&value->as.list->items[i], hash);
    return d1_hash_fold(hash ^ value->as.list->count, 0xd6e8feb86659fd93u);
}

/* Alike in what they hold and in where they were read: a result may lead back to an argument's place. */
static bool same_plain(const struct d1_cel_value *a, const struct d1_cel_value *b)
{
    if (a->kind != b->kind || a->form != b->form || a->ref != b->ref)
        return false;
    switch (a->kind) {
    case D1_CEL_NULL:
        return true;
    case D1_CEL_BOOL:
        return a->as.boolean == b->as.boolean;
    case D1_CEL_STRING:
        return a->extra == b->extra && d1_cel_same_bytes(a->as.text, b->as.text, a->extra);
    default:
        return a->as.natural == b->as.natural;
    }
}

static bool same_key(const struct d1_cel_value *a, const struct d1_cel_value *b)
{
    if (a->kind == D1_CEL_OPTIONAL && b->kind == D1_CEL_OPTIONAL)
        return a->as.inner && b->as.inner ? same_plain(a->as.inner, b->as.inner) : a->as.inner == b->as.inner;
    if (a->kind != D1_CEL_LIST || a->form != D1_CEL_FORM_BUILT)
        return same_plain(a, b);
    if (b->kind != D1_CEL_LIST || b->form != D1_CEL_FORM_BUILT || a->as.list->count != b->as.list->count ||
        a->ref != b->ref)
        return false;
    for (size_t i = 0; i < a->as.list->count; i++)
        if (!same_plain(&a->as.list->items[i], &b->as.list->items[i]))
            return false;
    return true;
}

/* Whether a text lies in the document that it was read from, and so lasts as long as that. */
static bool lies_in_document(const struct d1_cel_value *value)
{
    const struct d1_doc *doc = value->ref ? d1_node_doc(value->ref) : NULL;

    return doc && value->as.text >= (const char *)doc && value->as.text < (const char *)doc + doc->size;
}

/* A value in the memory of the arena. False when memory is short. */
static bool move_plain(struct d1_arena *arena, struct d1_cel_value *value)
{
    struct d1_str text;

    if (value->kind != D1_CEL_STRING || lies_in_document(value))
        return true;
    text = d1_arena_str(arena, d1_cel_text(*value));
    value->as.text = text.ptr;
    return text.ptr;
}

static bool move_list(struct d1_arena *arena, struct d1_cel_value *value)
{
    size_t count = value->as.list->count;
    struct d1_cel_value *items = d1_arena_alloc(arena, count * sizeof *items);
    const void *ref = value->ref;

    if (!items)
        return false;
    for (size_t i = 0; i < count; i++) {
        items[i] = value->as.list->items[i];
        if (!move_plain(arena, &items[i]))
            return false;
    }
    *value = d1_cel_list_wrap(arena, items, count);
    value->ref = ref;
    return value->kind == D1_CEL_LIST;
}

static bool move(struct d1_arena *arena, struct d1_cel_value *value)
{
    struct d1_cel_value inner;

    if (value->kind == D1_CEL_LIST && value->form == D1_CEL_FORM_BUILT)
        return move_list(arena, value);
    if (value->kind != D1_CEL_OPTIONAL || !value->as.inner)
        return move_plain(arena, value);
    inner = *value->as.inner;
    if (!move_plain(arena, &inner))
        return false;
    *value = d1_cel_some(arena, inner);
    return value->kind == D1_CEL_OPTIONAL;
}

/* ---- entries ---- */

static struct d1_cel_memo_entry *find(const struct d1_cel_memo *memo, uint64_t hash, const struct d1_cel_program *body,
                                      const struct d1_cel_value *arguments, size_t count)
{
    struct d1_cel_memo_entry *entry = &memo->entries[hash & (memo->cap - 1)];

    for (; entry->body; entry = entry + 1 < memo->entries + memo->cap ? entry + 1 : memo->entries) {
        bool same = entry->hash == hash && entry->body == body && entry->tag == memo->tag;

        for (size_t i = 0; i < count && same; i++)
            same = same_key(&entry->arguments[i], &arguments[i]);
        if (same)
            break;
    }
    return entry;
}

static bool grow(struct d1_cel_memo *memo)
{
    size_t first = memo->usual > FIRST_SLOTS ? memo->usual : FIRST_SLOTS;
    size_t cap = memo->cap ? 2 * memo->cap : first;
    struct d1_cel_memo_entry *entries = d1_arena_calloc(&memo->arena, cap, sizeof *entries);

    if (!entries)
        return false;
    for (size_t i = 0; i < memo->cap; i++) {
        const struct d1_cel_memo_entry *entry = &memo->entries[i];
        size_t at = entry->hash & (cap - 1);

        if (!entry->body)
            continue;
        while (entries[at].body)
            at = (at + 1) & (cap - 1);
        entries[at] = *entry;
    }
    memo->entries = entries;
    memo->cap = cap;
    return true;
}

/* Evaluates with arguments and results in the memo's memory; the entry may have moved meanwhile. */
static void evaluate(struct d1_cel_run *run, const struct d1_cel_program *body, uint64_t hash,
                     struct d1_cel_value *arguments, size_t count, struct d1_cel_value *out)
{
    struct d1_cel_memo *memo = run->context->memo;
    struct d1_arena *arena = run->arena;
    size_t limit = memo->arena.limit;
    bool wide = run->context->wide, files = run->context->files, result_wide, result_files;

    run->context->wide = run->context->files = false;
    memo->arena.limit = memo->arena.total + D1_LIMIT_CEL_MEMORY;
    run->arena = &memo->arena;
    d1_cel_run_body(run, body, arguments, count, out);
    run->arena = arena;
    memo->arena.limit = limit;
    result_wide = run->context->wide;
    result_files = run->context->files;
    run->context->wide = wide || result_wide;
    run->context->files = files || result_files;
    if (run->stopped || d1_cel_is_error(*out) || (2 * memo->count >= memo->cap && !grow(memo)))
        return;
    *find(memo, hash, body, arguments, count) =
        (struct d1_cel_memo_entry){hash, body, memo->tag, arguments, *out, result_wide, result_files};
    memo->count++;
}

bool d1_cel_memo_call(struct d1_cel_run *run, const struct d1_cel_program *body, const struct d1_cel_value *arguments,
                      size_t count, struct d1_cel_value *out)
{
    struct d1_cel_memo *memo = run->context->memo;
    const struct d1_cel_memo_entry *entry;
    struct d1_cel_value *kept;
    uint64_t hash;

    if (!memo || !body->kept || count > MOST_ARGUMENTS || memo->arena.total > D1_LIMIT_CEL_MEMORY ||
        (!memo->cap && !grow(memo)))
        return false;
    hash = d1_hash_fold((uint64_t)(uintptr_t)body ^ (uint64_t)memo->tag << 32, 0x9e3779b97f4a7c15u);
    for (size_t i = 0; i < count; i++) {
        if (!can_be_key(&arguments[i]))
            return false;
        hash = hash_key(&arguments[i], hash);
    }
    entry = find(memo, hash, body, arguments, count);
    if (entry->body) {
        run->context->wide = run->context->wide || entry->wide;
        run->context->files = run->context->files || entry->files;
        *out = entry->result;
        return true;
    }
    kept = d1_arena_alloc(&memo->arena, count * sizeof *kept);
    for (size_t i = 0; i < count && kept; i++) {
        kept[i] = arguments[i];
        if (!move(&memo->arena, &kept[i]))
            kept = NULL;
    }
    if (!kept)
        return false;
    evaluate(run, body, hash, kept, count, out);
    return true;
}

void d1_cel_memo_forget(struct d1_cel_memo *memo)
{
    /* A table that grew to its size has at least a quarter of it in use. */
    memo->usual = 4 * memo->count >= memo->cap ? memo->cap : memo->cap / 2;
    d1_arena_reset(&memo->arena);
    memo->entries = NULL;
    memo->count = memo->cap = 0;
}

void d1_cel_memo_release(struct d1_cel_memo *memo)
{
    d1_arena_release(&memo->arena);
    memo->entries = NULL;
    memo->count = memo->cap = 0;
}
