#include "verdict/identity.h"

#include "base/error.h"

void d1_identity_add(struct d1_strbuf *name, struct d1_str word)
{
    d1_strbuf_printf(name, "%zu:" D1_STR_FMT ";", word.len, D1_STR_ARG(word));
}

static void add_number(struct d1_strbuf *name, long number)
{
    d1_strbuf_printf(name, "%ld;", number);
}

void d1_identity_uuid(const struct d1_strbuf *name, char text[D1_UUID_TEXT])
{
    d1_uuid_of_name(d1_uuid_namespace, d1_strbuf_view(name), text);
}

static int finish(struct d1_strbuf *name, char text[D1_UUID_TEXT])
{
    int result = name->oom ? D1_ERR_MEMORY : 0;

    if (result == 0)
        d1_identity_uuid(name, text);
    d1_strbuf_release(name);
    return result;
}

static void add_findings(struct d1_strbuf *name, const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        d1_identity_add(name, d1_str(findings[i].fingerprint));
        add_number(name, findings[i].state);
        add_number(name, findings[i].severity);
    }
}

int d1_verdict_uuid(const struct d1_verdict *verdict, char text[D1_UUID_TEXT])
{
    struct d1_strbuf name = {0};

    d1_identity_add(&name, d1_str("verdict"));
    d1_identity_add(&name, verdict->tool.version);
    d1_identity_add(&name, verdict->tool.commit);
    d1_identity_add(&name, verdict->tool.rules);
    d1_identity_add(&name, verdict->source.repository_uri);
    add_number(&name, verdict->source.kind);
    d1_identity_add(&name, verdict->source.commit);
    d1_identity_add(&name, verdict->source.tree);
    d1_identity_add(&name, verdict->asked_gate);
    add_number(&name, verdict->exit);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        d1_identity_add(&name, engagement->name);
        add_number(&name, (long)engagement->as_of);
        d1_identity_add(&name, engagement->policy_sha256);
        add_findings(&name, engagement->findings, engagement->finding_count);
    }
    add_findings(&name, verdict->loose, verdict->loose_count);
    return finish(&name, text);
}

int d1_verdict_series_uuid(const struct d1_verdict *verdict, char text[D1_UUID_TEXT])
{
    struct d1_strbuf name = {0};

    d1_identity_add(&name, d1_str("series"));
    d1_identity_add(&name, verdict->source.repository_uri);
    d1_identity_add(&name, verdict->asked_gate);
    for (size_t i = 0; i < verdict->engagement_count; i++)
        d1_identity_add(&name, verdict->engagements[i].name);
    return finish(&name, text);
}

int d1_finding_uuid(const struct d1_finding *finding, char text[D1_UUID_TEXT])
{
    struct d1_strbuf name = {0};

    d1_identity_add(&name, d1_str("finding"));
    d1_identity_add(&name, finding->engagement);
    d1_identity_add(&name, d1_str(finding->fingerprint));
    return finish(&name, text);
}
