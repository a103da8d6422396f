/* What shape the value of each keyword must have; anything else is no schema. */
#include "schema/compile/compile.h"
#include "schema/compile/number.h"

static bool is_schema(const struct d1_node *node, enum dialect dialect, bool or_bool)
{
    return node->kind == D1_NODE_MAPPING || (node->kind == D1_NODE_BOOL && (or_bool || dialect != DRAFT4));
}

static bool is_positive(const struct d1_node *node)
{
    struct number number;

    if (!d1_node_is_number(node) || !d1_schema_number(node, &number))
        return false;
    return number.small ? number.integer > 0 : number.decimal.count && !number.decimal.negative;
}

static bool is_finite(const struct d1_node *node)
{
    struct number number;

    return d1_node_is_number(node) && d1_schema_number(node, &number);
}

static bool is_count(const struct d1_node *node)
{
    uint64_t count;

    return d1_schema_count(node, &count);
}

/* The first item of a list, or value of a mapping, that is not what it should be; NULL when all are. */
static const struct d1_node *odd_one(const struct d1_node *node, enum shape shape, enum dialect dialect)
{
    for (size_t i = 0; i < d1_node_count(node); i++) {
        const struct d1_node *item =
            node->kind == D1_NODE_MAPPING ? d1_node_pair_value(node, i) : d1_node_item(node, i);
        bool fits;

        switch (shape) {
        case SHAPE_TYPE:
        case SHAPE_NAMES:
            fits = item->kind == D1_NODE_STRING;
            break;
        case SHAPE_NAMES_MAP:
            fits = item->kind == D1_NODE_SEQUENCE;
            if (fits && odd_one(item, SHAPE_NAMES, dialect))
                return odd_one(item, SHAPE_NAMES, dialect);
            break;
        case SHAPE_DEPENDENCIES:
            fits = item->kind == D1_NODE_SEQUENCE || is_schema(item, dialect, false);
            if (item->kind == D1_NODE_SEQUENCE && odd_one(item, SHAPE_NAMES, dialect))
                return odd_one(item, SHAPE_NAMES, dialect);
            break;
        case SHAPE_VOCABULARY:
            fits = item->kind == D1_NODE_BOOL;
            break;
        default:
            fits = is_schema(item, dialect, false);
            break;
        }
        if (!fits)
            return item;
    }
    return NULL;
}

static const char *const shape_phrases[] = {
    [SHAPE_ANY] = "any value",
    [SHAPE_BOOL] = "true or false",
    [SHAPE_STRING] = "a string",
    [SHAPE_NUMBER] = "a number",
    [SHAPE_POSITIVE] = "a number above 0",
    [SHAPE_COUNT] = "a whole number of 0 or more",
    [SHAPE_TYPE] = "the name of a type or a list of at least one such name",
    [SHAPE_VALUES] = "a list of values",
    [SHAPE_NAMES] = "a list of property names",
    [SHAPE_NAMES_MAP] = "a mapping to lists of property names",
    [SHAPE_SCHEMA] = "a schema",
    [SHAPE_SCHEMA_OR_BOOL] = "a schema",
    [SHAPE_SCHEMAS] = "a list of at least one schema",
    [SHAPE_SCHEMA_MAP] = "a mapping to schemas",
    [SHAPE_ITEMS] = "a schema or a list of schemas",
    [SHAPE_DEPENDENCIES] = "a mapping to schemas or lists of property names",
    [SHAPE_VOCABULARY] = "a mapping of vocabularies to true or false",
};

static bool fits_itself(const struct d1_node *value, enum shape shape, enum dialect dialect)
{
    switch (shape) {
    case SHAPE_ANY:
        return true;
    case SHAPE_BOOL:
        return value->kind == D1_NODE_BOOL;
    case SHAPE_STRING:
        return value->kind == D1_NODE_STRING;
    case SHAPE_NUMBER:
        return is_finite(value);
    case SHAPE_POSITIVE:
        return is_positive(value);
    case SHAPE_COUNT:
        return is_count(value);
    case SHAPE_TYPE:
        return value->kind == D1_NODE_STRING || (value->kind == D1_NODE_SEQUENCE && d1_node_count(value) > 0);
    case SHAPE_VALUES:
    case SHAPE_NAMES:
        return value->kind == D1_NODE_SEQUENCE;
    case SHAPE_SCHEMAS:
        return value->kind == D1_NODE_SEQUENCE && d1_node_count(value) > 0;
    case SHAPE_SCHEMA:
        return is_schema(value, dialect, false);
    case SHAPE_SCHEMA_OR_BOOL:
        return is_schema(value, dialect, true);
    case SHAPE_ITEMS:
        return is_schema(value, dialect, false) || value->kind == D1_NODE_SEQUENCE;
    default:
        return value->kind == D1_NODE_MAPPING;
    }
}

static bool has_parts(enum shape shape)
{
    return shape == SHAPE_TYPE || shape == SHAPE_NAMES || shape == SHAPE_NAMES_MAP || shape == SHAPE_SCHEMAS ||
           shape == SHAPE_SCHEMA_MAP || shape == SHAPE_ITEMS || shape == SHAPE_DEPENDENCIES ||
           shape == SHAPE_VOCABULARY;
}

int d1_schema_check_shape(const struct work *work, enum keyword keyword, const struct d1_node *value)
{
    enum dialect dialect = work->unit->resource->dialect;
    enum shape shape = d1_schema_keyword_shape(keyword, dialect);
    const struct d1_node *odd = NULL;
    const char *hint = "";

    if (!fits_itself(value, shape, dialect))
        odd = value;
    else if (has_parts(shape) && (shape != SHAPE_ITEMS || value->kind == D1_NODE_SEQUENCE))
        odd = odd_one(value, shape, dialect);
    if (!odd)
        return 0;
    if (keyword == K_ITEMS && dialect == DRAFT2020 && value->kind == D1_NODE_SEQUENCE)
        hint = "; a list of schemas is called `prefixItems` in this dialect";
    if ((keyword == K_EXCLUSIVE_MINIMUM || keyword == K_EXCLUSIVE_MAXIMUM) && value->kind == D1_NODE_BOOL)
        hint = "; true and false have a meaning here in draft-04 only";
    return d1_schema_fault(work->unit->resource, odd, D1_ERR_TYPE, work->compiler->error, "`%s` must be %s%s",
                           d1_schema_keywords[keyword].name.ptr, shape_phrases[shape], hint);
}
