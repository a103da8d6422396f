#include "rules/compile/programs.h"

#include <string.h>

#include "base/sha256.h"
#include "cel/image.h"
#include "doc/embedded.h"

struct header {
    char sources[D1_EMBEDDED_DIGEST], catalog[D1_EMBEDDED_DIGEST];
};

_Static_assert(sizeof(struct header) % 8 == 0, "the image begins at a multiple of 8");
_Static_assert(D1_SHA256_TEXT == D1_EMBEDDED_DIGEST + 1, "both digests are SHA-256 in hexadecimal");

/* Defined by the generated object; weak, so that the program of the build that makes it links without it. */
extern const char d1_programs_data[] __attribute__((weak)), d1_programs_end[] __attribute__((weak));

/* What the build has left, when it is of the files that it has embedded. */
static const struct header *programs(void)
{
    const struct header *header = (const void *)d1_programs_data;

    if (!header || !d1_str_eq(d1_embedded_digest(), d1_strn(header->sources, sizeof header->sources)))
        return NULL;
    return header;
}

struct d1_str d1_programs_catalog_digest(void)
{
    const struct header *header = programs();

    return header ? d1_strn(header->catalog, sizeof header->catalog) : d1_strn("", 0);
}

uint64_t d1_program_key(const struct d1_node *node, struct d1_str text, size_t part, size_t assertion)
{
    uint64_t place = d1_embedded_place(node), offset = place ? (uint64_t)(text.ptr - d1_node_text(node).ptr) : 0;

    if (!place || offset > UINT16_MAX || part > UINT8_MAX || assertion > UINT8_MAX)
        return 0;
    return place << 32 | offset << 16 | (uint64_t)part << 8 | (uint64_t)assertion;
}

/* ---- reading ---- */

/* Whether a rule of the user's own names a parameter that built-in expressions read. */
static bool shares_parameter(const struct d1_ruleset_private *private, const struct d1_rule *own)
{
    size_t count = own->parameters ? d1_node_count(own->parameters) : 0;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < private->rules.len; j++) {
            const struct d1_rule *rule = private->rules.items[j];

            if (!rule->own && rule->parameters &&
                d1_node_get(rule->parameters, d1_node_text(d1_node_pair_key(own->parameters, i)).ptr))
                return true;
        }
    return false;
}

static bool is_as_built(const struct d1_ruleset_private *private)
{
    if (private->in_place || private->own_schemas.len)
        return false;
    for (size_t i = 0; i < private->functions.len; i++)
        if (private->functions.items[i].own)
            return false;
    for (size_t i = 0; i < private->rules.len; i++)
        if (private->rules.items[i]->own && shares_parameter(private, private->rules.items[i]))
            return false;
    return true;
}

int d1_programs_take(struct d1_ruleset_private *private)
{
    const struct header *header = programs();
    struct d1_str image;

    if (private->noting)
        return d1_cel_env_note(private->env);
    if (!header || !is_as_built(private))
        return 0;
    image = d1_strn((const char *)(header + 1), (size_t)(d1_programs_end - (const char *)(header + 1)));
    private->taken = d1_cel_image_count(image) > 0;
    return d1_cel_env_take(private->env, image);
}

/* ---- writing ---- */

int d1_ruleset_write_programs(struct d1_ruleset *ruleset, struct d1_strbuf *out, struct d1_problems *problems,
                              struct d1_error *error)
{
    struct d1_ruleset_private *private = ruleset->private;
    struct header header;
    int result;

    private->noting = true;
    result = d1_ruleset_compile(ruleset, problems);
    if (result < 0)
        return result == D1_ERR_MEMORY ? d1_error_memory(error) : result;
    memcpy(header.sources, d1_embedded_digest().ptr, sizeof header.sources);
    memcpy(header.catalog, private->catalog_digest.ptr, sizeof header.catalog);
    d1_strbuf_add(out, (const char *)&header, sizeof header);
    result = d1_cel_image_write(private->env, out, error);
    return out->oom ? d1_error_memory(error) : result;
}
