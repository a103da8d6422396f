/*
 * The keywords that can report what is wrong with an instance, each in one row: its member of the enum, its name, and
 * what an instance that it reports does wrong. Whoever adds a row gives all of them.
 */
#ifndef D1_SCHEMA_KEYWORD_H
#define D1_SCHEMA_KEYWORD_H

/* NONE is the schema `false`, LIMIT what ended the work before all was known. */
#define D1_SCHEMA_KEYWORDS(X)                                                                                          \
    X(NONE, "", "The schema `false` allows no value here.")                                                            \
    X(LIMIT, "limit", "Validation reached a limit, so that not all can be said.")                                      \
    X(TYPE, "type", "The value has another type than the schema asks for.")                                            \
    X(ENUM, "enum", "The value is none of those that the schema lists.")                                               \
    X(CONST, "const", "The value is not the one that the schema asks for.")                                            \
    X(MULTIPLE_OF, "multipleOf", "The number is no multiple of the one that the schema gives.")                        \
    X(MAXIMUM, "maximum", "The number is too large.")                                                                  \
    X(EXCLUSIVE_MAXIMUM, "exclusiveMaximum", "The number is too large.")                                               \
    X(MINIMUM, "minimum", "The number is too small.")                                                                  \
    X(EXCLUSIVE_MINIMUM, "exclusiveMinimum", "The number is too small.")                                               \
    X(MAX_LENGTH, "maxLength", "The text is too long.")                                                                \
    X(MIN_LENGTH, "minLength", "The text is too short.")                                                               \
    X(PATTERN, "pattern", "The text does not match the pattern.")                                                      \
    X(FORMAT, "format", "The text does not have the format.")                                                          \
    X(CONTENT_ENCODING, "contentEncoding", "The text is not encoded as the schema says.")                              \
    X(CONTENT_MEDIA_TYPE, "contentMediaType", "The text is not of the media type that the schema says.")               \
    X(MAX_ITEMS, "maxItems", "The list has too many items.")                                                           \
    X(MIN_ITEMS, "minItems", "The list has too few items.")                                                            \
    X(UNIQUE_ITEMS, "uniqueItems", "Two items of the list are equal.")                                                 \
    X(CONTAINS, "contains", "No item of the list is one that it must contain.")                                        \
    X(MAX_CONTAINS, "maxContains", "Too many items of the list are of the kind that it must contain.")                 \
    X(MIN_CONTAINS, "minContains", "Too few items of the list are of the kind that it must contain.")                  \
    X(MAX_PROPERTIES, "maxProperties", "The mapping has too many keys.")                                               \
    X(MIN_PROPERTIES, "minProperties", "The mapping has too few keys.")                                                \
    X(REQUIRED, "required", "A key that must be there is missing.")                                                    \
    X(DEPENDENT_REQUIRED, "dependentRequired", "A key that another one asks for is missing.")                          \
    X(PROPERTIES, "properties", "The value of a key is not as its schema says.")                                       \
    X(PATTERN_PROPERTIES, "patternProperties", "The value of a key that matches a pattern is not as its schema says.") \
    X(ADDITIONAL_PROPERTIES, "additionalProperties", "The key is unknown, or its value is not as the schema says.")    \
    X(PROPERTY_NAMES, "propertyNames", "The key is not as the schema asks of keys.")                                   \
    X(UNEVALUATED_PROPERTIES, "unevaluatedProperties", "The key is known to no part of the schema that applies.")      \
    X(PREFIX_ITEMS, "prefixItems", "An item is not as the schema says for its place in the list.")                     \
    X(ITEMS, "items", "An item is not as the schema says.")                                                            \
    X(ADDITIONAL_ITEMS, "additionalItems", "An item beyond the first ones is not as the schema says.")                 \
    X(UNEVALUATED_ITEMS, "unevaluatedItems", "The item is known to no part of the schema that applies.")               \
    X(ALL_OF, "allOf", "The value is not as one of several schemas says that all apply.")                              \
    X(ANY_OF, "anyOf", "The value is as none of several schemas says.")                                                \
    X(ONE_OF, "oneOf", "The value is as none of several schemas says, or as more than one.")                           \
    X(NOT, "not", "The value is as the schema says that it must not be.")                                              \
    X(IF, "if", "The value is not as the schema says for its case.")                                                   \
    X(THEN, "then", "The value is not as the schema says for its case.")                                               \
    X(ELSE, "else", "The value is not as the schema says for its case.")                                               \
    X(DEPENDENT_SCHEMAS, "dependentSchemas", "The value is not as a key that is there asks.")                          \
    X(DEPENDENCIES, "dependencies", "The value is not as a key that is there asks.")                                   \
    X(REF, "$ref", "The value is not as the schema that is referred to says.")                                         \
    X(DYNAMIC_REF, "$dynamicRef", "The value is not as the schema that is referred to says.")                          \
    X(RECURSIVE_REF, "$recursiveRef", "The value is not as the schema that is referred to says.")

#define D1_SCHEMA_KEYWORD_MEMBER(member, name, sentence) D1_KEYWORD_##member,
enum d1_schema_keyword { D1_SCHEMA_KEYWORDS(D1_SCHEMA_KEYWORD_MEMBER) D1_KEYWORD_COUNT };
#undef D1_SCHEMA_KEYWORD_MEMBER

/* "type", "enum", ...; "" for D1_KEYWORD_NONE, "limit" for D1_KEYWORD_LIMIT. */
const char *d1_schema_keyword_name(enum d1_schema_keyword keyword);

/* "The value has another type than the schema asks for." */
const char *d1_schema_keyword_sentence(enum d1_schema_keyword keyword);

#endif
