/* Functions on artifacts as they are written: what all of them hold, whatever their kind, and what they may not show.
 */
#include "doc/place.h"
#include "rules/empty.h"
#include "rules/functions/words.h"

#define T(kind) D1_CEL_T(kind)

static struct d1_cel_value all_artifacts(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_engagement *engagement = d1_judge_of(call)->engagement;
    struct d1_cel_value *list = d1_arena_alloc(call->arena, (engagement->artifacts.len + 1) * sizeof *list);
    size_t made = 0;

    (void)args;
    if (!list)
        return d1_cel_fail_alloc(call);
    if (!d1_cel_charge(call, engagement->artifacts.len))
        return d1_cel_fail_cost(call);
    for (size_t i = 0; i < engagement->artifacts.len; i++)
        if (engagement->artifacts.items[i]->root)
            list[made++] = d1_cel_of_node(engagement->artifacts.items[i]->root, NULL);
    return d1_cel_list_new(call->arena, list, made);
}

/* The artifact that a value stands in; NULL for a value of none. */
static const struct d1_artifact *artifact_with(const struct d1_cel_call *call, struct d1_cel_value value)
{
    const struct d1_node *node = d1_cel_value_node(value);

    return node ? d1_engagement_artifact(d1_judge_of(call)->engagement, node) : NULL;
}

static struct d1_cel_value name_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_node *node = d1_cel_value_node(args[0]);

    (void)call;
    for (; node; node = d1_node_parent(node))
        if (d1_node_key(node))
            return d1_cel_string(d1_node_text(d1_node_key(node)));
    return d1_cel_string(d1_str(""));
}

/* ---- what is internal ---- */

static bool is_within(const struct d1_node *node, const struct d1_node *outer)
{
    for (; node && outer; node = d1_node_parent(node))
        if (node == outer)
            return true;
    return false;
}

/* Whether a mark shows something internal: a field that says something, or a reference to an item of that kind. */
static bool discloses(const struct d1_engagement *engagement, const struct d1_mark *mark)
{
    const struct d1_symbol *symbol;

    if (mark->annotation == D1_ANNOTATION_INTERNAL) /* that there is none may be known */
        return !d1_says_nothing(mark->node) && !d1_node_get(mark->node, "none");
    if (mark->annotation != D1_ANNOTATION_REF || mark->node->kind != D1_NODE_STRING)
        return false;
    symbol = d1_engagement_find(engagement, d1_node_text(mark->node));
    return symbol && symbol->type && symbol->node &&
           d1_artifact_is_marked(symbol->artifact, symbol->node, D1_ANNOTATION_INTERNAL);
}

static struct d1_cel_value disclosures(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_artifact *artifact = artifact_with(call, args[0]);
    const struct d1_node *outer = NULL;
    struct d1_cel_value *list;
    size_t made = 0;

    if (!artifact)
        return d1_cel_fail(call, "the value does not stand in an artifact");
    if (!d1_cel_charge(call, artifact->mark_count))
        return d1_cel_fail_cost(call);
    list = d1_arena_alloc(call->arena, (artifact->mark_count + 1) * sizeof *list);
    if (!list)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < artifact->mark_count; i++) {
        const struct d1_mark *mark = &artifact->marks[i];

        if (is_within(mark->node, outer) || !discloses(d1_judge_of(call)->engagement, mark))
            continue;
        outer = mark->node;
        list[made++] = d1_cel_of_node(outer, NULL);
    }
    return d1_cel_list_new(call->arena, list, made);
}

/* ---- what is written ---- */

enum { PASSAGE_TEXT, PASSAGE_NODE, PASSAGE_LINE, PASSAGE_FIELDS };

/*
 * Whether a node is a passage of its own: a scalar, with its key before it, or the key of a mapping or list. What an
 * alias repeats is written once.
 */
static bool is_passage(const struct d1_node *node)
{
    if (node->expanded)
        return false;
    return node->is_key ? node[1].kind >= D1_NODE_SEQUENCE : d1_node_text(node).len > 0;
}

static void put_passage(struct d1_strbuf *text, const struct d1_node *node)
{
    if (d1_node_key(node)) {
        d1_strbuf_str(text, d1_node_text(d1_node_key(node)));
        d1_strbuf_puts(text, ": ");
    }
    d1_strbuf_str(text, d1_node_text(node));
}

/* A text that was put together, in the arena of the call. */
static struct d1_cel_value kept(struct d1_cel_call *call, struct d1_strbuf *text)
{
    struct d1_str copy = text->oom ? d1_strn(NULL, 0) : d1_arena_str(call->arena, d1_strbuf_view(text));

    return copy.ptr ? d1_cel_string(copy) : d1_cel_fail_alloc(call);
}

/* All passages and comments, a line for each. */
static void put_writing(struct d1_strbuf *text, const struct d1_artifact *artifact)
{
    for (uint32_t i = 0; i < artifact->doc->nodes; i++) {
        if (!is_passage(d1_doc_node(artifact->doc, i)))
            continue;
        put_passage(text, d1_doc_node(artifact->doc, i));
        d1_strbuf_putc(text, '\n');
    }
    for (size_t i = 0; i < artifact->remark_count; i++) {
        d1_strbuf_str(text, artifact->remarks[i].text);
        d1_strbuf_putc(text, '\n');
    }
}

static struct d1_cel_value writing(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_artifact *artifact = artifact_with(call, args[0]);
    struct d1_strbuf text = {0};
    struct d1_cel_value value;

    if (!artifact)
        return d1_cel_fail(call, "the value does not stand in an artifact");
    put_writing(&text, artifact);
    value = d1_cel_charge(call, artifact->doc->nodes + text.len / 10) ? kept(call, &text) : d1_cel_fail_cost(call);
    d1_strbuf_release(&text);
    return value;
}

/*
 * Whether a word may lie across what put_writing sets between texts, so that it is not to be found in any of them; then
 * only the whole tells.
 */
static bool may_join(struct d1_str word)
{
    return d1_str_starts(word, " ") || memchr(word.ptr, ':', word.len) || memchr(word.ptr, '\n', word.len);
}

static bool any_may_join(const struct d1_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (may_join(words->items[i]))
            return true;
    return false;
}

/* Whether a word stands in none of the texts of an artifact by themselves. */
static bool is_free_of(const struct d1_artifact *artifact, const struct d1_words *words)
{
    for (size_t i = 0; i < artifact->remark_count; i++)
        if (d1_words_found(words, artifact->remarks[i].text))
            return false;
    return !d1_words_found(words, d1_doc_text(artifact->doc));
}

/* The same, where it is remembered of one that has been looked through for them before. */
static bool is_known_free(const struct d1_artifact *artifact, const struct d1_words *words)
{
    if (artifact->lacks && *artifact->lacks == words->print)
        return true;
    if (!is_free_of(artifact, words))
        return false;
    if (artifact->lacks)
        *artifact->lacks = words->print;
    return true;
}

/*
 * What is written in an artifact that has one of the words, as an optional; else none. `apart`: no word may join texts,
 * so that what stands in none of them by themselves does not stand in the whole.
 */
static struct d1_cel_value writing_with(struct d1_cel_call *call, const struct d1_artifact *artifact,
                                        const struct d1_words *words, bool apart)
{
    struct d1_strbuf text = {0};
    struct d1_cel_value result;

    if (!d1_cel_charge(call, artifact->doc->nodes))
        return d1_cel_fail_cost(call);
    if (apart && is_known_free(artifact, words))
        return d1_cel_none();
    put_writing(&text, artifact);
    if (!d1_cel_charge(call, text.len / 10))
        result = d1_cel_fail_cost(call);
    else if (text.oom || d1_words_found(words, d1_strbuf_view(&text)))
        result = kept(call, &text);
    else
        result = d1_cel_none();
    d1_strbuf_release(&text);
    return d1_cel_is(result, D1_CEL_STRING) ? d1_cel_some(call->arena, result) : result;
}

static struct d1_cel_value writings_with(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_engagement *engagement = d1_judge_of(call)->engagement;
    struct d1_cel_value *list = d1_arena_alloc(call->arena, (engagement->artifacts.len + 1) * sizeof *list), result;
    struct d1_words words;
    size_t made = 0;
    bool apart;

    if (!list)
        return d1_cel_fail_alloc(call);
    if (!d1_words_take(&words, call, args[0], &result))
        return result;
    apart = !any_may_join(&words);
    for (size_t i = 0; i < engagement->artifacts.len; i++) {
        if (!engagement->artifacts.items[i]->root)
            continue;
        list[made] = writing_with(call, engagement->artifacts.items[i], &words, apart);
        if (d1_cel_is(list[made], D1_CEL_ERROR))
            return list[made];
        made++;
    }
    return d1_cel_list_new(call->arena, list, made);
}

/* The node that a comment is about: what stands on its line, else what follows it. A value that is null leads nowhere.
 */
static const struct d1_node *node_near(const struct d1_doc *doc, const struct d1_remark *remark, struct d1_places *next)
{
    const struct d1_node *near = d1_doc_root(doc);

    while (next->next < doc->nodes) {
        struct d1_places before = *next;

        if (d1_places_next(next).line + 1 < remark->line)
            continue;
        *next = before;
        near = d1_doc_node(doc, before.next);
        break;
    }
    near = near->is_key ? near + 1 : near;
    return near->kind == D1_NODE_NULL && d1_node_parent(near) ? d1_node_parent(near) : near;
}

/* Appends a passage to a list with room for it: null, or why there is none. */
static struct d1_cel_value add_passage(struct d1_cel_call *call, struct d1_cel_value *list, size_t *made,
                                       struct d1_strbuf *text, struct d1_cel_value node, uint32_t line)
{
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, PASSAGE_FIELDS, sizeof *slots);

    if (!slots)
        return d1_cel_fail_alloc(call);
    if (!d1_cel_charge(call, 1 + text->len / 10))
        return d1_cel_fail_cost(call);
    slots[PASSAGE_TEXT].value = kept(call, text);
    slots[PASSAGE_NODE].value = node;
    slots[PASSAGE_LINE].value = d1_cel_int(line);
    if (d1_cel_is(slots[PASSAGE_TEXT].value, D1_CEL_ERROR))
        return slots[PASSAGE_TEXT].value;
    list[(*made)++] = d1_cel_object_new(call->arena, d1_cel_type_item(call->overload->result), slots);
    d1_strbuf_clear(text);
    return d1_cel_null();
}

static struct d1_cel_value passages(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_artifact *artifact = artifact_with(call, args[0]);
    size_t most = artifact ? artifact->doc->nodes + artifact->remark_count : 0, made = 0;
    struct d1_cel_value *list = d1_arena_alloc(call->arena, (most + 1) * sizeof *list), fault = d1_cel_null();
    struct d1_strbuf text = {0};
    struct d1_places next;

    if (!artifact)
        return d1_cel_fail(call, "the value does not stand in an artifact");
    if (!list)
        return d1_cel_fail_alloc(call);
    next = d1_places_from(artifact->doc, 0);
    for (uint32_t i = 0; i < artifact->doc->nodes && !d1_cel_is(fault, D1_CEL_ERROR); i++) {
        const struct d1_node *node = d1_doc_node(artifact->doc, i);

        if (!is_passage(node))
            continue;
        put_passage(&text, node);
        fault = add_passage(call, list, &made, &text, d1_cel_of_node(node->is_key ? node + 1 : node, NULL), 0);
    }
    for (size_t i = 0; i < artifact->remark_count && !d1_cel_is(fault, D1_CEL_ERROR); i++) {
        const struct d1_remark *remark = &artifact->remarks[i];

        d1_strbuf_str(&text, remark->text);
        fault = add_passage(call, list, &made, &text, d1_cel_of_node(node_near(artifact->doc, remark, &next), NULL),
                            remark->line);
    }
    d1_strbuf_release(&text);
    return d1_cel_is(fault, D1_CEL_ERROR) ? fault : d1_cel_list_new(call->arena, list, made);
}

int d1_functions_declare_passages(struct d1_ruleset_private *private)
{
    const struct d1_cel_field fields[PASSAGE_FIELDS] = {
        [PASSAGE_TEXT] = {d1_str("text"), T(STRING), false},
        [PASSAGE_NODE] = {d1_str("node"), T(DYN), false},
        [PASSAGE_LINE] = {d1_str("line"), T(INT), false},
    };
    struct d1_cel_overload *row = d1_arena_calloc(&private->arena, 1, sizeof *row);
    const struct d1_cel_type *passage;

    if (!row || d1_record_declare(private, "Passage", fields, PASSAGE_FIELDS, &passage) < 0)
        return D1_ERR_MEMORY;
    *row = (struct d1_cel_overload){
        "passages",
        D1_CEL_USER | D1_CEL_BOUNDED,
        {T(DYN)},
        d1_cel_type_list(&private->arena, passage),
        passages,
        "What is written in an artifact, piece by piece: each value as `key: value`, and each comment. Each has its "
        "`text`, the `node` at which it stands or that it is about, and of a comment the `line`, else 0.",
    };
    return row->result ? d1_cel_env_functions(private->env, row, 1) : D1_ERR_MEMORY;
}

static const struct d1_cel_type *const nodes_args[] = {T(DYN)};
static const struct d1_cel_type nodes = {.kind = D1_CEL_LIST, .arg_count = 1, .args = nodes_args};

static const struct d1_cel_type *const texts_args[] = {T(STRING)};
static const struct d1_cel_type texts = {.kind = D1_CEL_LIST, .arg_count = 1, .args = texts_args};

static const struct d1_cel_type optional_text = {.kind = D1_CEL_OPTIONAL, .arg_count = 1, .args = texts_args};
static const struct d1_cel_type *const optional_texts_args[] = {&optional_text};
static const struct d1_cel_type optional_texts = {.kind = D1_CEL_LIST, .arg_count = 1, .args = optional_texts_args};

static const struct d1_cel_overload rows[] = {
    {"allArtifacts", D1_CEL_USER, {NULL}, &nodes, all_artifacts, "All artifacts of the engagement that can be read."},
    {"nameOf",
     0,
     {T(DYN)},
     T(STRING),
     name_of,
     "The name of the field that a value was read from; of an entry of a list that of the list."},
    {"disclosures",
     D1_CEL_USER,
     {T(DYN)},
     &nodes,
     disclosures,
     "What an artifact holds that is internal: fields that say something, and references to items that are."},
    {"writing",
     D1_CEL_USER,
     {T(DYN)},
     T(STRING),
     writing,
     "All that is written in an artifact, comments included: the texts of passages(), a line for each."},
    {"writingsWith",
     D1_CEL_USER,
     {&texts},
     &optional_texts,
     writings_with,
     "Of each of allArtifacts() the writing() where one of some words stands in it, be it within another; else none. "
     "Of "
     "ASCII letters case does not matter."},
};

const struct d1_function_table d1_functions_artifacts = {rows, sizeof rows / sizeof *rows};
