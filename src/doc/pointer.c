#include "doc/pointer.h"

#include "base/limits.h"

void d1_pointer_token(struct d1_strbuf *out, struct d1_str token)
{
    for (size_t i = 0; i < token.len; i++) {
        if (token.ptr[i] == '~')
            d1_strbuf_puts(out, "~0");
        else if (token.ptr[i] == '/')
            d1_strbuf_puts(out, "~1");
        else
            d1_strbuf_putc(out, token.ptr[i]);
    }
}

/* Entries of a container are in document order, so node indexes rise along it: a binary search finds one. */
size_t d1_pointer_index(const struct d1_node *node)
{
    const struct d1_node *parent = d1_node_parent(node);
    size_t low = 0, high;

    if (!parent)
        return 0;
    high = d1_node_count(parent);
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        const struct d1_node *entry =
            parent->kind == D1_NODE_MAPPING ? d1_node_pair_key(parent, middle) : d1_node_item(parent, middle);

        if (entry->self <= node->self)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void put_index(struct d1_strbuf *out, size_t index)
{
    char digits[24];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + index % 10);
    while (index /= 10);
    d1_strbuf_add(out, digits + at, sizeof digits - at);
}

void d1_pointer_write(struct d1_strbuf *out, const struct d1_node *node)
{
    const struct d1_node *way[D1_LIMIT_DEPTH + 2];
    size_t steps = 0;

    for (; node && d1_node_parent(node) && steps < sizeof way / sizeof *way; node = d1_node_parent(node))
        way[steps++] = node;
    while (steps--) {
        const struct d1_node *key = way[steps]->is_key ? way[steps] : d1_node_key(way[steps]);

        d1_strbuf_putc(out, '/');
        if (key)
            d1_pointer_token(out, d1_node_text(key));
        else
            put_index(out, d1_pointer_index(way[steps]));
    }
}

/* Whether a reference token with its escapes resolved is the key; *bad is set for a '~' that escapes nothing. */
static bool token_is(struct d1_str token, struct d1_str key, bool *bad)
{
    size_t at = 0;
    bool same = true;

    for (size_t i = 0; i < token.len; i++, at++) {
        char c = token.ptr[i];

        if (c == '~') {
            i++;
            if (i >= token.len || (token.ptr[i] != '0' && token.ptr[i] != '1')) {
                *bad = true;
                return false;
            }
            c = token.ptr[i] == '0' ? '~' : '/';
        }
        same = same && at < key.len && key.ptr[at] == c;
    }
    return same && at == key.len;
}

static const struct d1_node *step(const struct d1_node *node, struct d1_str token)
{
    size_t index = 0;
    bool bad = false;

    if (node->kind == D1_NODE_MAPPING) {
        for (size_t i = 0; i < d1_node_count(node) && !bad; i++)
            if (token_is(token, d1_node_text(d1_node_pair_key(node, i)), &bad))
                return d1_node_pair_value(node, i);
        return NULL;
    }
    if (node->kind != D1_NODE_SEQUENCE || !token.len || token.len > 9 || (token.ptr[0] == '0' && token.len > 1))
        return NULL;
    for (size_t i = 0; i < token.len; i++) {
        if (token.ptr[i] < '0' || token.ptr[i] > '9')
            return NULL;
        index = index * 10 + (size_t)(token.ptr[i] - '0');
    }
    return index < d1_node_count(node) ? d1_node_item(node, index) : NULL;
}

const struct d1_node *d1_pointer_resolve(const struct d1_node *root, struct d1_str pointer)
{
    const struct d1_node *node = root;

    while (node && pointer.len) {
        size_t end;

        if (pointer.ptr[0] != '/')
            return NULL;
        end = d1_str_find(pointer, '/', 1);
        node = step(node, d1_str_sub(pointer, 1, end - 1));
        pointer = d1_str_sub(pointer, end, pointer.len);
    }
    return node;
}
