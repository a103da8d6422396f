#include "verdict/identity.h"

#include "base/error.h"
#include "base/text/strbuf.h"

/* A name is made of words, each with its length before it, so that no two lists of words make the same name. */
static void add(struct d1_strbuf *name, struct d1_str word)
{
    d1_strbuf_printf(name, "%zu:" D1_STR_FMT ";", word.len, D1_STR_ARG(word));
}

static void add_number(struct d1_strbuf *name, long number)
{
    d1_strbuf_printf(name, "%ld;", number);
}

static int finish(struct d1_strbuf *name, char text[D1_UUID_TEXT])
{
    int result = name->oom ? D1_ERR_MEMORY : 0;

    if (result == 0)
        d1_uuid_of_name(d1_uuid_namespace, d1_strbuf_view(name), text);
    d1_strbuf_release(name);
    return result;
}

static void add_findings(struct d1_strbuf *name, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        add(name, d1_str(findings[i].fingerprint));
        add_number(name, findings[i].state);
        add_number(name, findings[i].severity);
    }
}

int d1_verdict_uuid(const struct d1_verdict *verdict, char text[D1_UUID_TEXT])
{
    struct d1_strbuf name = {0};

    add(&name, d1_str("verdict"));
    add(&name, verdict->tool.version);
    add(&name, verdict->tool.commit);
    add(&name, verdict->tool.rules);
    add(&name, verdict->source.repository_uri);
    add_number(&name, verdict->source.kind);
    add(&name, verdict->source.commit);
    add(&name, verdict->source.tree);
    add(&name, verdict->asked_gate);
    add_number(&name, verdict->exit);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        add(&name, engagement->name);
        add_number(&name, (long)engagement->as_of);
        add(&name, engagement->policy_sha256);
        add_findings(&name, engagement->findings, engagement->finding_count);
    }
    add_findings(&name, verdict->loose, verdict->loose_count);
    return finish(&name, text);
}

int d1_verdict_series_uuid(const struct d1_verdict *verdict, char text[D1_UUID_TEXT])
{
    struct d1_strbuf name = {0};

    add(&name, d1_str("series"));
    add(&name, verdict->source.repository_uri);
    add(&name, verdict->asked_gate);
    for (size_t i = 0; i < verdict->engagement_count; i++)
        add(&name, verdict->engagements[i].name);
    return finish(&name, text);
}

int d1_finding_uuid(const struct d1_finding *finding, char text[D1_UUID_TEXT])
{
    struct d1_strbuf name = {0};

    add(&name, d1_str("finding"));
    add(&name, finding->engagement);
    add(&name, d1_str(finding->fingerprint));
    return finish(&name, text);
}
