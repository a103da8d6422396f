#include "schema/resource/keywords.h"

#include <pthread.h>

enum {
    D4 = 1 << DRAFT4,
    D6 = 1 << DRAFT6,
    D7 = 1 << DRAFT7,
    D19 = 1 << DRAFT2019,
    D20 = 1 << DRAFT2020,
    ALL = D4 | D6 | D7 | D19 | D20,
    OLD = D4 | D6 | D7,
    FROM6 = D6 | D7 | D19 | D20,
    FROM7 = D7 | D19 | D20,
    FROM19 = D19 | D20
};

#define ROW(text, dialects, vocabulary, shape)                                                                         \
    {                                                                                                                  \
        D1_STR(text), dialects, vocabulary, shape                                                                      \
    }

const struct keyword_row d1_schema_keywords[KEYWORDS] = {
    [K_SCHEMA] = ROW("$schema", ALL, VOCAB_CORE, SHAPE_STRING),
    [K_VOCABULARY] = ROW("$vocabulary", FROM19, VOCAB_CORE, SHAPE_VOCABULARY),
    [K_ID] = ROW("$id", FROM6, VOCAB_CORE, SHAPE_STRING),
    [K_ID4] = ROW("id", D4, VOCAB_CORE, SHAPE_STRING),
    [K_ANCHOR] = ROW("$anchor", FROM19, VOCAB_CORE, SHAPE_STRING),
    [K_DYNAMIC_ANCHOR] = ROW("$dynamicAnchor", D20, VOCAB_CORE, SHAPE_STRING),
    [K_RECURSIVE_ANCHOR] = ROW("$recursiveAnchor", D19, VOCAB_CORE, SHAPE_BOOL),
    [K_DEFS] = ROW("$defs", FROM19, VOCAB_CORE, SHAPE_SCHEMA_MAP),
    [K_DEFINITIONS] = ROW("definitions", ALL, VOCAB_CORE, SHAPE_SCHEMA_MAP),
    [K_TYPE] = ROW("type", ALL, VOCAB_VALIDATION, SHAPE_TYPE),
    [K_CONST] = ROW("const", FROM6, VOCAB_VALIDATION, SHAPE_ANY),
    [K_ENUM] = ROW("enum", ALL, VOCAB_VALIDATION, SHAPE_VALUES),
    [K_MINIMUM] = ROW("minimum", ALL, VOCAB_VALIDATION, SHAPE_NUMBER),
    [K_EXCLUSIVE_MINIMUM] = ROW("exclusiveMinimum", ALL, VOCAB_VALIDATION, SHAPE_NUMBER),
    [K_MAXIMUM] = ROW("maximum", ALL, VOCAB_VALIDATION, SHAPE_NUMBER),
    [K_EXCLUSIVE_MAXIMUM] = ROW("exclusiveMaximum", ALL, VOCAB_VALIDATION, SHAPE_NUMBER),
    [K_MULTIPLE_OF] = ROW("multipleOf", ALL, VOCAB_VALIDATION, SHAPE_POSITIVE),
    [K_MIN_LENGTH] = ROW("minLength", ALL, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_MAX_LENGTH] = ROW("maxLength", ALL, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_FORMAT] = ROW("format", ALL, VOCAB_FORMAT, SHAPE_STRING),
    [K_PATTERN] = ROW("pattern", ALL, VOCAB_VALIDATION, SHAPE_STRING),
    [K_CONTENT_ENCODING] = ROW("contentEncoding", FROM7, VOCAB_CONTENT, SHAPE_STRING),
    [K_CONTENT_MEDIA_TYPE] = ROW("contentMediaType", FROM7, VOCAB_CONTENT, SHAPE_STRING),
    [K_CONTENT_SCHEMA] = ROW("contentSchema", FROM19, VOCAB_CONTENT, SHAPE_SCHEMA),
    [K_MIN_ITEMS] = ROW("minItems", ALL, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_MAX_ITEMS] = ROW("maxItems", ALL, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_MIN_PROPERTIES] = ROW("minProperties", ALL, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_MAX_PROPERTIES] = ROW("maxProperties", ALL, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_REQUIRED] = ROW("required", ALL, VOCAB_VALIDATION, SHAPE_NAMES),
    [K_PROPERTIES] = ROW("properties", ALL, VOCAB_APPLICATOR, SHAPE_SCHEMA_MAP),
    [K_PATTERN_PROPERTIES] = ROW("patternProperties", ALL, VOCAB_APPLICATOR, SHAPE_SCHEMA_MAP),
    [K_ADDITIONAL_PROPERTIES] = ROW("additionalProperties", ALL, VOCAB_APPLICATOR, SHAPE_SCHEMA_OR_BOOL),
    [K_PROPERTY_NAMES] = ROW("propertyNames", FROM6, VOCAB_APPLICATOR, SHAPE_SCHEMA),
    [K_DEPENDENT_REQUIRED] = ROW("dependentRequired", FROM19, VOCAB_VALIDATION, SHAPE_NAMES_MAP),
    [K_PREFIX_ITEMS] = ROW("prefixItems", D20, VOCAB_APPLICATOR, SHAPE_SCHEMAS),
    [K_ITEMS] = ROW("items", ALL, VOCAB_APPLICATOR, SHAPE_ITEMS),
    [K_ADDITIONAL_ITEMS] = ROW("additionalItems", OLD | D19, VOCAB_APPLICATOR, SHAPE_SCHEMA_OR_BOOL),
    [K_UNIQUE_ITEMS] = ROW("uniqueItems", ALL, VOCAB_VALIDATION, SHAPE_BOOL),
    [K_CONTAINS] = ROW("contains", FROM6, VOCAB_APPLICATOR, SHAPE_SCHEMA),
    [K_MIN_CONTAINS] = ROW("minContains", FROM19, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_MAX_CONTAINS] = ROW("maxContains", FROM19, VOCAB_VALIDATION, SHAPE_COUNT),
    [K_REF] = ROW("$ref", ALL, VOCAB_CORE, SHAPE_STRING),
    [K_DYNAMIC_REF] = ROW("$dynamicRef", D20, VOCAB_CORE, SHAPE_STRING),
    [K_RECURSIVE_REF] = ROW("$recursiveRef", D19, VOCAB_CORE, SHAPE_STRING),
    [K_ALL_OF] = ROW("allOf", ALL, VOCAB_APPLICATOR, SHAPE_SCHEMAS),
    [K_IF] = ROW("if", FROM7, VOCAB_APPLICATOR, SHAPE_SCHEMA),
    [K_THEN] = ROW("then", FROM7, VOCAB_APPLICATOR, SHAPE_SCHEMA),
    [K_ELSE] = ROW("else", FROM7, VOCAB_APPLICATOR, SHAPE_SCHEMA),
    [K_ANY_OF] = ROW("anyOf", ALL, VOCAB_APPLICATOR, SHAPE_SCHEMAS),
    [K_ONE_OF] = ROW("oneOf", ALL, VOCAB_APPLICATOR, SHAPE_SCHEMAS),
    [K_NOT] = ROW("not", ALL, VOCAB_APPLICATOR, SHAPE_SCHEMA),
    [K_DEPENDENT_SCHEMAS] = ROW("dependentSchemas", FROM19, VOCAB_APPLICATOR, SHAPE_SCHEMA_MAP),
    [K_DEPENDENCIES] = ROW("dependencies", ALL, VOCAB_APPLICATOR, SHAPE_DEPENDENCIES),
    [K_UNEVALUATED_ITEMS] = ROW("unevaluatedItems", FROM19, VOCAB_UNEVALUATED, SHAPE_SCHEMA),
    [K_UNEVALUATED_PROPERTIES] = ROW("unevaluatedProperties", FROM19, VOCAB_UNEVALUATED, SHAPE_SCHEMA),
    [K_TITLE] = ROW("title", ALL, VOCAB_METADATA, SHAPE_STRING),
    [K_DESCRIPTION] = ROW("description", ALL, VOCAB_METADATA, SHAPE_STRING),
    [K_COMMENT] = ROW("$comment", FROM7, VOCAB_CORE, SHAPE_STRING),
    [K_EXAMPLES] = ROW("examples", FROM6, VOCAB_METADATA, SHAPE_VALUES),
    [K_READ_ONLY] = ROW("readOnly", FROM7, VOCAB_METADATA, SHAPE_BOOL),
    [K_WRITE_ONLY] = ROW("writeOnly", FROM7, VOCAB_METADATA, SHAPE_BOOL),
    [K_DEPRECATED] = ROW("deprecated", FROM19, VOCAB_METADATA, SHAPE_BOOL),
};

/* Keyword plus 1 by the hash of its name; 0 is a free slot. Filled once, then constant. */
enum { SLOTS = 256 };
static uint8_t slots[SLOTS];
static uint32_t hashes[KEYWORDS];
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;

static void fill_slots(void)
{
    for (size_t i = 0; i < KEYWORDS; i++) {
        uint32_t slot = hashes[i] = d1_str_hash(d1_schema_keywords[i].name);

        while (slots[slot % SLOTS])
            slot++;
        slots[slot % SLOTS] = (uint8_t)(i + 1);
    }
}

void d1_schema_keyword_values(const struct d1_node *schema, enum dialect dialect, unsigned vocabularies,
                              struct keyword_values *values)
{
    size_t count = d1_node_count(schema);

    pthread_once(&slots_once, fill_slots);
    values->present = 0;
    for (size_t i = 0; i < count; i++) {
        const struct d1_node *key = d1_node_pair_key(schema, i);
        uint32_t hash = d1_str_hash(d1_node_text(key));

        for (uint32_t slot = hash; slots[slot % SLOTS]; slot++) {
            unsigned keyword = slots[slot % SLOTS] - 1u;
            const struct keyword_row *row = &d1_schema_keywords[keyword];

            if (hashes[keyword] != hash || !d1_str_eq(row->name, d1_node_text(key)))
                continue;
            if ((row->dialects >> dialect & 1) && (row->vocabulary & vocabularies) &&
                !(values->present >> keyword & 1)) {
                values->of[keyword] = d1_node_pair_value(schema, i);
                values->present |= (uint64_t)1 << keyword;
            }
            break;
        }
    }
    if (dialect <= DRAFT7 && (values->present >> K_REF & 1))
        values->present &= (uint64_t)1 << K_REF | (uint64_t)1 << K_DEFINITIONS;
}

enum shape d1_schema_keyword_shape(enum keyword keyword, enum dialect dialect)
{
    if (keyword == K_ITEMS && dialect == DRAFT2020)
        return SHAPE_SCHEMA;
    if ((keyword == K_EXCLUSIVE_MINIMUM || keyword == K_EXCLUSIVE_MAXIMUM) && dialect == DRAFT4)
        return SHAPE_BOOL;
    return (enum shape)d1_schema_keywords[keyword].shape;
}
