#include "report/forge.h"

#include <string.h>

#include "report/escape.h"

/* What stands between the repository and the commit, and between the path and a line. */
static const struct forge {
    const char *host; /* a part of the host that stands between dots, or the whole of it */
    const char *blob, *line;
} forges[] = {
    {"github", "/blob/", "#L"},         {"gitlab", "/-/blob/", "#L"},    {"bitbucket", "/src/", "#lines-"},
    {"codeberg", "/src/commit/", "#L"}, {"gitea", "/src/commit/", "#L"}, {"forgejo", "/src/commit/", "#L"},
};

static const struct forge *forge_of(struct d1_str host)
{
    for (size_t at = 0, end; at < host.len; at = end + 1) {
        struct d1_str label;

        end = d1_str_find(host, '.', at);
        label = d1_str_sub(host, at, end - at);
        for (size_t i = 0; i < sizeof forges / sizeof *forges; i++)
            if (d1_str_is(label, forges[i].host))
                return &forges[i];
    }
    return NULL;
}

static struct d1_str without_end(struct d1_str text, const char *end)
{
    if (d1_str_ends(text, end))
        text.len -= strlen(end);
    return text;
}

/* The host of an address of the web, without its port; empty for any other. */
static struct d1_str host_of(struct d1_str uri)
{
    size_t at = d1_str_starts(uri, "https://") ? 8 : d1_str_starts(uri, "http://") ? 7 : uri.len;
    struct d1_str host = d1_str_sub(uri, at, d1_str_find(uri, '/', at) - at);

    return d1_str_sub(host, 0, d1_str_find(host, ':', 0));
}

bool d1_forge_link(struct d1_strbuf *out, const struct d1_source_info *source, const struct d1_place *place)
{
    struct d1_str uri = without_end(without_end(source->repository_uri, "/"), ".git");
    const struct forge *forge = forge_of(host_of(uri));

    if (!forge || !source->commit.len || !place->path || !place->path[0] || d1_source_uri_fault(uri))
        return false;
    d1_strbuf_str(out, uri);
    d1_strbuf_puts(out, forge->blob);
    d1_strbuf_str(out, source->commit);
    d1_strbuf_putc(out, '/');
    d1_escape_uri(out, place->path);
    if (place->line)
        d1_strbuf_printf(out, "%s%u", forge->line, (unsigned)place->line);
    return true;
}
