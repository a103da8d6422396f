/* Assertions that look at one value by itself. */
#include "schema/apply/run.h"

#include "base/limits.h"
#include "base/text/utf8.h"
#include "doc/pointer.h"
#include "schema/apply/content.h"
#include "schema/compile/number.h"

/* The regular expression, compiled when it is first asked for. 0, D1_ERR_MEMORY, or D1_ERR_LIMIT. */
static int regex_of(struct pattern *pattern, const struct d1_regex **regex)
{
    struct d1_regex *known = atomic_load_explicit(&pattern->regex, memory_order_acquire), *made;
    int rc = 0;

    if (!known) {
        rc = d1_regex_compile(&made, pattern->text, pattern->dialect, NULL, NULL);
        if (rc == 0 && atomic_compare_exchange_strong(&pattern->regex, &known, made))
            known = made;
        else if (rc == 0)
            d1_regex_free(made); /* another thread was faster */
    }
    *regex = known;
    return rc;
}

enum { STEPS_A_WORK = 4 }; /* of matching */

bool d1_schema_matches(struct run *run, struct pattern *pattern, struct d1_str text, const struct d1_node *node)
{
    struct d1_regex_scratch *scratch = run->scratch->regex;
    size_t steps = d1_regex_scratch_steps(scratch);
    const struct d1_regex *regex;
    enum d1_regex_result result;
    int rc;

    if (run->work > D1_LIMIT_SCHEMA_WORK)
        return d1_schema_stop(run, STOP_WORK, node);
    rc = regex_of(pattern, &regex);
    result = rc == D1_ERR_MEMORY ? D1_REGEX_MEMORY : D1_REGEX_LIMIT;

    if (rc == 0)
        result = d1_regex_test(regex, text, scratch);
    run->work += (d1_regex_scratch_steps(scratch) - steps) / STEPS_A_WORK;
    if (result >= 0)
        return result == D1_REGEX_MATCH;
    run->stop_pattern = pattern;
    return d1_schema_stop(run, result == D1_REGEX_LIMIT ? STOP_PATTERN : STOP_MEMORY, node);
}

/* ---- values ---- */

/* Nodes of a subtree: they are numbered in document order, so the last one of it tells. */
static uint64_t subtree_size(const struct d1_node *node)
{
    const struct d1_node *last = node;

    while (d1_node_count(last))
        last = last->kind == D1_NODE_MAPPING ? d1_node_pair_value(last, d1_node_count(last) - 1)
                                             : d1_node_item(last, d1_node_count(last) - 1);
    return last->self - node->self + 1u;
}

/* What it takes to read the text of a scalar, or of a key: digits are gone through one by one. */
static uint64_t text_work(const struct d1_node *node)
{
    if (node->kind == D1_NODE_STRING)
        return node->value.string.length / 64;
    return d1_node_is_number(node) ? d1_node_text(node).len / 8 : 0;
}

/* What it takes to go through a value: its nodes, and their texts. */
static uint64_t value_work(const struct d1_node *node)
{
    uint64_t size, work;

    if (node->kind < D1_NODE_SEQUENCE)
        return text_work(node);
    size = work = subtree_size(node);
    for (uint64_t i = 0; i < size; i++)
        work += text_work(node + i);
    return work;
}

/*
 * Equality, which is charged for before: looking up the keys of one mapping in the other takes a logarithm's time more
 * than going through it. Containers need not be compared when they differ in size.
 */
static bool equal(struct run *run, const struct d1_node *a, const struct d1_node *b)
{
    if (d1_node_is_number(a) && d1_node_is_number(b))
        run->work += text_work(a) + text_work(b);
    else if (a->kind == b->kind && a->kind == D1_NODE_STRING && a->tag == b->tag)
        run->work += text_work(a);
    else if (a->kind == b->kind && a->kind >= D1_NODE_SEQUENCE && d1_node_count(a) == d1_node_count(b))
        run->work += 4 * (value_work(a) + value_work(b));
    if (run->work > D1_LIMIT_SCHEMA_WORK)
        return d1_schema_stop(run, STOP_WORK, b);
    return d1_node_equal(a, b);
}

static bool in_enum(struct run *run, const struct instruction *instruction, const struct d1_node *node)
{
    const struct value_table *table = instruction->arg.table;

    run->work += value_work(node);
    if (!table) {
        run->work += d1_node_count(instruction->node);
        for (size_t i = 0; i < d1_node_count(instruction->node); i++)
            if (equal(run, d1_node_item(instruction->node, i), node))
                return true;
        return false;
    }
    for (size_t slot = (size_t)d1_node_hash(node) & table->mask; table->slots[slot]; slot = (slot + 1) & table->mask)
        if (equal(run, table->slots[slot], node))
            return true;
    return false;
}

static bool within_bound(struct run *run, const struct instruction *instruction, const struct d1_node *node)
{
    int order = d1_schema_compare(node, instruction->arg.number);

    run->work += instruction->arg.number->decimal.digits.len / 8;
    if (order == 0)
        return !instruction->exclusive;
    return order != 2 && (instruction->upper ? order < 0 : order > 0);
}

static bool within_length(const struct instruction *instruction, const struct d1_node *node)
{
    struct d1_str text = d1_node_text(node);
    uint64_t limit = instruction->arg.limit;

    /* A code point has 1 to 4 bytes, so that most texts need not be counted. */
    if (instruction->upper)
        return text.len <= limit || (text.len / 4 <= limit && d1_utf8_count(text) <= limit);
    return text.len >= limit && (text.len / 4 >= limit || d1_utf8_count(text) >= limit);
}

/* ---- unique items ---- */

enum { FEW_ITEMS = 8 };

/* The second of the first two equal items, NULL when all differ; *other is the first. */
static const struct d1_node *equal_among_few(struct run *run, const struct d1_node *node, const struct d1_node **other)
{
    for (size_t i = 1; i < d1_node_count(node); i++)
        for (size_t k = 0; k < i; k++)
            if (equal(run, *other = d1_node_item(node, k), d1_node_item(node, i)))
                return d1_node_item(node, i);
    return NULL;
}

static const struct d1_node *equal_among_many(struct run *run, const struct d1_node *node, const struct d1_node **other)
{
    struct d1_schema_scratch *scratch = run->scratch;
    size_t count = d1_node_count(node), slots = 64;

    while (slots < 2 * count)
        slots *= 2;
    scratch->hashes.len = scratch->slots.len = 0;
    if (d1_vec_reserve(&scratch->hashes, count) < 0 || d1_vec_reserve(&scratch->slots, slots) < 0) {
        d1_schema_stop(run, STOP_MEMORY, node);
        return NULL;
    }
    memset(scratch->slots.items, 0, slots * sizeof *scratch->slots.items);
    run->work += value_work(node);
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *item = d1_node_item(node, i);
        uint64_t hash = scratch->hashes.items[i] = d1_node_hash(item);
        size_t slot = (size_t)hash & (slots - 1);

        for (; scratch->slots.items[slot]; slot = (slot + 1) & (slots - 1)) {
            size_t earlier = scratch->slots.items[slot] - 1;

            *other = d1_node_item(node, earlier);
            if (scratch->hashes.items[earlier] == hash && equal(run, *other, item))
                return item;
            run->work++;
        }
        if (run->work > D1_LIMIT_SCHEMA_WORK) {
            d1_schema_stop(run, STOP_WORK, item);
            return NULL;
        }
        scratch->slots.items[slot] = (uint32_t)i + 1;
    }
    return NULL;
}

static bool all_unique(struct run *run, struct frame *frame, const struct instruction *instruction,
                       const struct d1_node *node)
{
    const struct d1_node *first = NULL, *second;

    if (d1_node_count(node) < 2)
        return true;
    second =
        d1_node_count(node) <= FEW_ITEMS ? equal_among_few(run, node, &first) : equal_among_many(run, node, &first);
    if (run->stop)
        return false;
    if (!second)
        return true;
    d1_schema_fault_at(run, frame, D1_KEYWORD_UNIQUE_ITEMS, instruction, second, node, instruction->node);
    if (d1_schema_last_fault(run)) {
        d1_schema_last_fault(run)->first = (uint32_t)d1_pointer_index(first) + 1;
        d1_schema_last_fault(run)->second = (uint32_t)d1_pointer_index(second) + 1;
    }
    return false;
}

static bool is_multiple(struct run *run, const struct instruction *instruction, const struct d1_node *node)
{
    uint64_t steps = D1_LIMIT_DIVISION;
    int answer = d1_schema_is_multiple(node, instruction->arg.number, &steps);

    run->work += (D1_LIMIT_DIVISION - steps) / 32;
    if (answer < 0)
        return d1_schema_stop(run, answer == D1_ERR_MEMORY ? STOP_MEMORY : STOP_DIVISION, node);
    return answer > 0;
}

static bool has_content(struct run *run, const struct instruction *instruction, const struct d1_node *node)
{
    int answer = d1_schema_content_check(d1_node_text(node), instruction->arg.limit & CONTENT_BASE64,
                                         instruction->arg.limit & CONTENT_JSON);

    run->work += node->value.string.length / 8;
    if (answer < 0)
        return d1_schema_stop(run, answer == D1_ERR_MEMORY ? STOP_MEMORY : STOP_CONTENT, node);
    return answer > 0;
}

static bool has_format(struct run *run, const struct instruction *instruction, const struct d1_node *node)
{
    const struct format *format = instruction->arg.format;
    int answer;

    run->work += node->value.string.length / 8;
    if (!format->judge)
        return format->check(d1_node_text(node));
    run->work += D1_FORMAT_JUDGED + 4 * (uint64_t)node->value.string.length;
    if (run->work > D1_LIMIT_SCHEMA_WORK)
        return d1_schema_stop(run, STOP_WORK, node);
    answer = format->judge(d1_node_text(node), NULL);
    if (answer < 0)
        return d1_schema_stop(run, answer == D1_ERR_MEMORY ? STOP_MEMORY : STOP_FORMAT, node);
    return answer > 0;
}

bool d1_schema_assert(struct run *run, struct frame *frame, const struct instruction *instruction,
                      const struct d1_node *node)
{
    bool valid = true;
    uint64_t count;

    run->work += text_work(node);
    switch ((enum op)instruction->op) {
    case OP_CONST:
        valid = equal(run, instruction->node, node);
        break;
    case OP_ENUM:
        valid = in_enum(run, instruction, node);
        break;
    case OP_BOUND:
        valid = within_bound(run, instruction, node);
        break;
    case OP_MULTIPLE:
        valid = is_multiple(run, instruction, node);
        break;
    case OP_LENGTH:
        valid = within_length(instruction, node);
        break;
    case OP_FORMAT:
        valid = has_format(run, instruction, node);
        break;
    case OP_PATTERN:
        valid = d1_schema_matches(run, instruction->arg.pattern, d1_node_text(node), node);
        break;
    case OP_CONTENT:
        valid = has_content(run, instruction, node);
        break;
    case OP_COUNT:
        count = d1_node_count(node);
        valid = instruction->upper ? count <= instruction->arg.limit : count >= instruction->arg.limit;
        break;
    case OP_UNIQUE:
        return all_unique(run, frame, instruction, node);
    default:
        break;
    }
    if (valid || run->stop)
        return valid;
    return d1_schema_fault_at(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node, node,
                              instruction->node);
}
