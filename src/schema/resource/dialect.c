#include <stdio.h>

#include "doc/embedded.h"
#include "schema/resource/resource.h"

/* Metaschemas that are built in, and the dialect of those that may be named by `$schema`. */
static const struct metaschema {
    struct d1_str uri;
    const char *file;
    const char *name; /* short name of the dialect; NULL for a part of a metaschema */
    enum dialect dialect;
} metaschemas[] = {
    {D1_STR("https://json-schema.org/draft/2020-12/schema"), "2020-12/schema.json", "2020-12", DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/core"), "2020-12/core.json", NULL, DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/applicator"), "2020-12/applicator.json", NULL, DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/unevaluated"), "2020-12/unevaluated.json", NULL, DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/validation"), "2020-12/validation.json", NULL, DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/meta-data"), "2020-12/meta-data.json", NULL, DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/format-annotation"), "2020-12/format-annotation.json", NULL,
     DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/format-assertion"), "2020-12/format-assertion.json", NULL,
     DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2020-12/meta/content"), "2020-12/content.json", NULL, DRAFT2020},
    {D1_STR("https://json-schema.org/draft/2019-09/schema"), "2019-09/schema.json", "2019-09", DRAFT2019},
    {D1_STR("https://json-schema.org/draft/2019-09/meta/core"), "2019-09/core.json", NULL, DRAFT2019},
    {D1_STR("https://json-schema.org/draft/2019-09/meta/applicator"), "2019-09/applicator.json", NULL, DRAFT2019},
    {D1_STR("https://json-schema.org/draft/2019-09/meta/validation"), "2019-09/validation.json", NULL, DRAFT2019},
    {D1_STR("https://json-schema.org/draft/2019-09/meta/meta-data"), "2019-09/meta-data.json", NULL, DRAFT2019},
    {D1_STR("https://json-schema.org/draft/2019-09/meta/format"), "2019-09/format.json", NULL, DRAFT2019},
    {D1_STR("https://json-schema.org/draft/2019-09/meta/content"), "2019-09/content.json", NULL, DRAFT2019},
    {D1_STR("http://json-schema.org/draft-07/schema"), "draft-07/schema.json", "draft-07", DRAFT7},
    {D1_STR("http://json-schema.org/draft-06/schema"), "draft-06/schema.json", "draft-06", DRAFT6},
    {D1_STR("http://json-schema.org/draft-04/schema"), "draft-04/schema.json", "draft-04", DRAFT4},
};

enum { METASCHEMAS = sizeof metaschemas / sizeof *metaschemas };

const struct d1_node *d1_schema_metaschema(struct d1_str uri)
{
    for (size_t i = 0; i < METASCHEMAS; i++) {
        const struct d1_embedded_file *file;
        char name[64];

        if (!d1_str_eq(metaschemas[i].uri, uri))
            continue;
        snprintf(name, sizeof name, "schemas/meta/%s", metaschemas[i].file);
        file = d1_embedded_find(name);
        return file && file->documents ? d1_doc_root(d1_embedded_doc(file, 0)) : NULL;
    }
    return NULL;
}

enum {
    ALL_VOCABULARIES = VOCAB_CORE | VOCAB_APPLICATOR | VOCAB_UNEVALUATED | VOCAB_VALIDATION | VOCAB_METADATA |
                       VOCAB_FORMAT | VOCAB_CONTENT
};

bool d1_schema_dialect_find(struct d1_str uri, struct dialect_info *info)
{
    if (d1_str_ends(uri, "#"))
        uri.len--;
    for (size_t i = 0; i < METASCHEMAS; i++) {
        const struct metaschema *row = &metaschemas[i];

        if (row->name && (d1_str_eq(row->uri, uri) || d1_str_is(uri, row->name))) {
            *info = (struct dialect_info){row->dialect, ALL_VOCABULARIES};
            return true;
        }
    }
    return false;
}

struct d1_str d1_schema_dialect_near(struct d1_str uri)
{
    enum { FAR = 3 };
    struct d1_str nearest = {NULL, 0};
    size_t least = FAR;

    for (size_t i = 0; i < METASCHEMAS; i++) {
        const struct metaschema *row = &metaschemas[i];
        size_t distance;

        if (!row->name)
            continue;
        if (d1_str_is(uri, row->name))
            return row->uri;
        distance = d1_str_distance(uri, row->uri, FAR - 1);
        if (distance > least || distance == FAR)
            continue;
        nearest = distance < least ? row->uri : (struct d1_str){NULL, 0};
        least = distance;
    }
    return nearest;
}

static const struct vocabulary_row {
    const char *name;
    unsigned dialects;
    unsigned bits;
} vocabularies[] = {
    {"core", 1 << DRAFT2019 | 1 << DRAFT2020, VOCAB_CORE},
    {"applicator", 1 << DRAFT2020, VOCAB_APPLICATOR},
    {"applicator", 1 << DRAFT2019, VOCAB_APPLICATOR | VOCAB_UNEVALUATED},
    {"unevaluated", 1 << DRAFT2020, VOCAB_UNEVALUATED},
    {"validation", 1 << DRAFT2019 | 1 << DRAFT2020, VOCAB_VALIDATION},
    {"meta-data", 1 << DRAFT2019 | 1 << DRAFT2020, VOCAB_METADATA},
    {"format", 1 << DRAFT2019, VOCAB_FORMAT},
    {"format-annotation", 1 << DRAFT2020, VOCAB_FORMAT},
    {"format-assertion", 1 << DRAFT2020, VOCAB_FORMAT | VOCAB_FORMAT_ASSERTION},
    {"content", 1 << DRAFT2019 | 1 << DRAFT2020, VOCAB_CONTENT},
};

unsigned d1_schema_vocabulary_find(struct d1_str uri, enum dialect *dialect)
{
    static const struct {
        const char *prefix;
        enum dialect dialect;
    } bases[] = {
        {"https://json-schema.org/draft/2020-12/vocab/", DRAFT2020},
        {"https://json-schema.org/draft/2019-09/vocab/", DRAFT2019},
    };

    for (size_t i = 0; i < 2; i++) {
        struct d1_str name;

        if (!d1_str_starts(uri, bases[i].prefix))
            continue;
        name = d1_str_sub(uri, strlen(bases[i].prefix), uri.len);
        for (size_t k = 0; k < sizeof vocabularies / sizeof *vocabularies; k++)
            if ((vocabularies[k].dialects >> bases[i].dialect & 1) && d1_str_is(name, vocabularies[k].name)) {
                *dialect = bases[i].dialect;
                return vocabularies[k].bits;
            }
    }
    return 0;
}
