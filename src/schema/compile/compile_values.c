/* What keywords about single values become. */
#include "schema/compile/compile.h"
#include "schema/compile/number.h"

/* From this number of values on an enum is looked up in a table with a seeded hash. */
enum { MANY_VALUES = 16 };

/* ---- any value ---- */

static const struct {
    const char *name;
    unsigned kinds;
} types[] = {
    {"null", 1 << D1_NODE_NULL}, {"boolean", 1 << D1_NODE_BOOL}, {"string", KIND_STRING},
    {"array", KIND_SEQUENCE},    {"object", KIND_MAPPING},       {"integer", 1 << D1_NODE_INT | KIND_INTEGRAL},
    {"number", KIND_NUMBER},
};

static int type_bits(const struct work *work, const struct d1_node *name, unsigned *bits)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (d1_node_is_string(name, types[i].name)) {
            *bits |= types[i].kinds;
            return 0;
        }
    return d1_schema_fault(work->unit->resource, name, D1_ERR_TYPE, work->compiler->error,
                           "`" D1_STR_FMT "` is not a type; types are null, boolean, integer, number, string, array "
                           "and object",
                           D1_STR_ARG(d1_node_text(name)));
}

int d1_schema_compile_type(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    unsigned bits = 0;
    int rc = 0;

    (void)keyword;
    if (value->kind == D1_NODE_STRING)
        rc = type_bits(work, value, &bits);
    for (size_t i = 0; i < d1_node_count(value) && rc == 0; i++)
        rc = type_bits(work, d1_node_item(value, i), &bits);
    /* A number is an integer with something behind it; then nothing more needs to be asked. */
    if (bits & 1 << D1_NODE_DOUBLE)
        bits &= ~(unsigned)KIND_INTEGRAL;
    work->unit->types = (uint8_t)bits;
    work->unit->type_node = value;
    return rc;
}

int d1_schema_compile_const(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    (void)keyword;
    d1_schema_emit(work, OP_CONST, D1_KEYWORD_CONST, KIND_ANY, value);
    return 0;
}

int d1_schema_compile_enum(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = d1_schema_emit(work, OP_ENUM, D1_KEYWORD_ENUM, KIND_ANY, value);
    size_t count = d1_node_count(value), size = 64;
    struct value_table *table;

    (void)keyword;
    if (count <= MANY_VALUES)
        return 0;
    while (size < 2 * count)
        size *= 2;
    table = d1_schema_room(work, 1, sizeof *table);
    if (table)
        table->slots = d1_schema_room(work, size, sizeof(struct d1_node *));
    if (!table || !table->slots)
        return d1_schema_short_of_memory(work);
    table->mask = size - 1;
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *item = d1_node_item(value, i);
        size_t slot = (size_t)d1_node_hash(item) & table->mask;

        while (table->slots[slot])
            slot = (slot + 1) & table->mask;
        table->slots[slot] = item;
    }
    instruction->arg.table = table;
    return 0;
}

/* ---- numbers and strings ---- */

static int number_of(struct work *work, const struct d1_node *node, const struct number **number)
{
    struct number *made = d1_schema_room(work, 1, sizeof *made);

    if (!made)
        return d1_schema_short_of_memory(work);
    if (!d1_schema_number(node, made))
        return d1_schema_fault(work->unit->resource, node, D1_ERR_TYPE, work->compiler->error,
                               "a bound must be a finite number");
    *number = made;
    return 0;
}

int d1_schema_compile_bound(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    bool upper = keyword == K_MAXIMUM || keyword == K_EXCLUSIVE_MAXIMUM;
    bool exclusive = keyword == K_EXCLUSIVE_MINIMUM || keyword == K_EXCLUSIVE_MAXIMUM;
    const struct d1_node *flag = d1_schema_sibling(work, upper ? K_EXCLUSIVE_MAXIMUM : K_EXCLUSIVE_MINIMUM);
    struct instruction *instruction;

    if (work->unit->resource->dialect == DRAFT4) {
        if (exclusive)
            return 0; /* in draft-04 a boolean beside the bound */
        exclusive = flag && flag->kind == D1_NODE_BOOL && flag->value.boolean;
    }
    instruction = d1_schema_emit(work, OP_BOUND,
                                 upper ? (exclusive ? D1_KEYWORD_EXCLUSIVE_MAXIMUM : D1_KEYWORD_MAXIMUM)
                                       : (exclusive ? D1_KEYWORD_EXCLUSIVE_MINIMUM : D1_KEYWORD_MINIMUM),
                                 KIND_NUMBER, value);
    instruction->upper = upper;
    instruction->exclusive = exclusive;
    return number_of(work, value, &instruction->arg.number);
}

int d1_schema_compile_multiple(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = d1_schema_emit(work, OP_MULTIPLE, D1_KEYWORD_MULTIPLE_OF, KIND_NUMBER, value);

    (void)keyword;
    return number_of(work, value, &instruction->arg.number);
}

int d1_schema_compile_count(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    static const struct {
        enum keyword keyword;
        enum d1_schema_keyword reported;
        enum op op;
        unsigned kinds;
        bool upper;
    } rows[] = {
        {K_MIN_LENGTH, D1_KEYWORD_MIN_LENGTH, OP_LENGTH, KIND_STRING, false},
        {K_MAX_LENGTH, D1_KEYWORD_MAX_LENGTH, OP_LENGTH, KIND_STRING, true},
        {K_MIN_ITEMS, D1_KEYWORD_MIN_ITEMS, OP_COUNT, KIND_SEQUENCE, false},
        {K_MAX_ITEMS, D1_KEYWORD_MAX_ITEMS, OP_COUNT, KIND_SEQUENCE, true},
        {K_MIN_PROPERTIES, D1_KEYWORD_MIN_PROPERTIES, OP_COUNT, KIND_MAPPING, false},
        {K_MAX_PROPERTIES, D1_KEYWORD_MAX_PROPERTIES, OP_COUNT, KIND_MAPPING, true},
    };
    size_t row = 0;
    struct instruction *instruction;

    while (rows[row].keyword != keyword)
        row++;
    instruction = d1_schema_emit(work, rows[row].op, rows[row].reported, rows[row].kinds, value);
    instruction->upper = rows[row].upper;
    d1_schema_count(value, &instruction->arg.limit);
    return 0;
}

int d1_schema_compile_format(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    bool asserts =
        work->compiler->options->assert_format || (work->unit->resource->vocabularies & VOCAB_FORMAT_ASSERTION);
    const struct format *format = asserts ? d1_schema_format_find(d1_node_text(value)) : NULL;

    (void)keyword;
    if (format)
        d1_schema_emit(work, OP_FORMAT, D1_KEYWORD_FORMAT, KIND_STRING, value)->arg.format = format;
    return 0;
}

/* A pattern whose text is that of `node`, a string or a key. */
int d1_schema_pattern_of(struct work *work, const struct d1_node *node, struct pattern **out)
{
    struct d1_schema *schema = work->compiler->schema;
    struct pattern *pattern = d1_schema_room(work, 1, sizeof *pattern);
    struct d1_error fault = {0};
    int rc;

    if (!pattern)
        return d1_schema_short_of_memory(work);
    pattern->dialect = work->compiler->options->legacy_patterns ? D1_REGEX_ECMA_LEGACY : D1_REGEX_ECMA;
    rc = d1_regex_check(d1_node_text(node), pattern->dialect, NULL, &fault);
    if (rc < 0) {
        if (rc == D1_ERR_MEMORY)
            d1_error_memory(work->compiler->error);
        else
            d1_schema_fault(work->unit->resource, node, rc = D1_ERR_TYPE, work->compiler->error,
                            "the pattern is not a regular expression of ECMA-262: %s", d1_error_message(&fault));
        d1_error_clear(&fault);
        return rc;
    }
    pattern->text = d1_node_text(node);
    pattern->next = schema->patterns;
    schema->patterns = pattern;
    *out = pattern;
    return 0;
}

int d1_schema_compile_pattern(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    struct instruction *instruction = d1_schema_emit(work, OP_PATTERN, D1_KEYWORD_PATTERN, KIND_STRING, value);

    (void)keyword;
    return d1_schema_pattern_of(work, value, &instruction->arg.pattern);
}

/* Only draft-07 lets contents be judged, and then only on request; newer dialects leave them to the application. */
int d1_schema_compile_content(struct work *work, enum keyword keyword, const struct d1_node *value)
{
    const struct d1_node *encoding = d1_schema_sibling(work, K_CONTENT_ENCODING);
    const struct d1_node *media = d1_schema_sibling(work, K_CONTENT_MEDIA_TYPE);
    uint64_t checks = 0;

    if (work->unit->resource->dialect != DRAFT7 || !work->compiler->options->assert_format)
        return 0;
    if (keyword == K_CONTENT_MEDIA_TYPE && encoding)
        return 0; /* was seen together with the encoding */
    if (encoding && d1_node_is_string(encoding, "base64"))
        checks |= CONTENT_BASE64;
    if (media && d1_node_is_string(media, "application/json") && (!encoding || checks))
        checks |= CONTENT_JSON;
    if (checks)
        d1_schema_emit(work, OP_CONTENT,
                       keyword == K_CONTENT_ENCODING ? D1_KEYWORD_CONTENT_ENCODING : D1_KEYWORD_CONTENT_MEDIA_TYPE,
                       KIND_STRING, value)
            ->arg.limit = checks;
    return 0;
}
