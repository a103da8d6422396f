#include "schema/keyword.h"

static const struct {
    const char *name, *sentence;
} keywords[] = {
#define ROW(member, name, sentence) {name, sentence},
    D1_SCHEMA_KEYWORDS(ROW)
#undef ROW
};

const char *d1_schema_keyword_name(enum d1_schema_keyword keyword)
{
    return keywords[keyword].name;
}

const char *d1_schema_keyword_sentence(enum d1_schema_keyword keyword)
{
    return keywords[keyword].sentence;
}
