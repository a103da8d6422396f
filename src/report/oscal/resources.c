/* The back matter: the rules as the plan of the assessment, and each document that was read, with its digest. */
#include <stdio.h>
#include <string.h>

#include "report/escape.h"
#include "report/oscal/oscal.h"

enum { DOCUMENT_TEXT = 12 };

/* A file of one document has the number 0. */
static struct d1_str document_word(const struct d1_artifact_info *artifact, char text[DOCUMENT_TEXT])
{
    snprintf(text, DOCUMENT_TEXT, "%u", (unsigned)artifact->document);
    return d1_str(text);
}

static bool is_seen(const struct d1_artifact_info *artifact)
{
    return artifact->path && artifact->path[0];
}

const struct d1_artifact_info *d1_oscal_artifact_at(const struct d1_engagement_verdict *engagement, size_t index)
{
    const struct d1_artifact_info *list = engagement->artifact_list;

    return list && index < engagement->artifacts && is_seen(&list[index]) ? &list[index] : NULL;
}

const struct d1_artifact_info *d1_oscal_artifact_of(const struct d1_engagement_verdict *engagement,
                                                    const struct d1_location *at)
{
    const struct d1_artifact_info *list = engagement->artifact_list;
    size_t low = 0, high = list ? engagement->artifacts : 0;

    if (!at->place.path || !at->place.path[0])
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(list[middle].path, at->place.path);

        if (!order && list[middle].document == at->document)
            return &list[middle];
        if (order < 0 || (!order && list[middle].document < at->document))
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void d1_oscal_artifact_reference(struct d1_oscal *o, const char *key, const struct d1_artifact_info *artifact)
{
    char text[DOCUMENT_TEXT];

    d1_oscal_reference(o, key, "artifact", d1_str(artifact->path), document_word(artifact, text));
}

void d1_oscal_artifact_link(struct d1_oscal *o, const char *key, const struct d1_artifact_info *artifact)
{
    char text[DOCUMENT_TEXT];

    d1_oscal_link(o, key, "artifact", d1_str(artifact->path), document_word(artifact, text));
}

/* ---- artifacts ---- */

static void write_place(struct d1_oscal *o, const struct d1_artifact_info *artifact)
{
    d1_json_member_array(&o->json, "rlinks");
    d1_json_begin_object(&o->json);
    d1_strbuf_clear(&o->markup);
    d1_escape_uri(&o->markup, artifact->path);
    d1_json_member_string(&o->json, "href", d1_strbuf_view(&o->markup));
    if (artifact->sha256.len) {
        d1_json_member_array(&o->json, "hashes");
        d1_json_begin_object(&o->json);
        d1_json_member_text(&o->json, "algorithm", "SHA-256");
        d1_json_member_string(&o->json, "value", artifact->sha256);
        d1_json_end(&o->json);
        d1_json_end(&o->json);
    }
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

static void write_artifact(struct d1_oscal_assessment *a, struct d1_oscal_list *resources,
                           const struct d1_artifact_info *artifact)
{
    struct d1_oscal_list props = {.key = "props"};
    struct d1_strbuf title = {0};
    char text[DOCUMENT_TEXT];

    d1_strbuf_str(&title, artifact->kind);
    d1_strbuf_puts(&title, artifact->kind.len && artifact->name.len ? "/" : "");
    d1_strbuf_str(&title, artifact->name);
    d1_oscal_begin_item(&a->o, resources);
    d1_oscal_uuid(&a->o, "artifact", d1_str(artifact->path), document_word(artifact, text));
    d1_oscal_markup(&a->o, "title", d1_strbuf_view(&title), "A file that could not be read as a document");
    d1_oscal_property(&a->o, &props, "engagement", a->engagement->name, d1_str(""), d1_str(""));
    d1_oscal_property(&a->o, &props, "git-blob", artifact->blob, d1_str(""), d1_str(""));
    if (a->verdict->source.kind == D1_SOURCE_REVISION)
        d1_oscal_property(&a->o, &props, "commit", a->verdict->source.commit, d1_str(""), d1_str(""));
    if (artifact->document)
        d1_oscal_property_count(&a->o, &props, "document", artifact->document);
    d1_oscal_end_list(&a->o, &props);
    write_place(&a->o, artifact);
    d1_json_end(&a->o.json);
    a->o.text.oom = a->o.text.oom || title.oom;
    d1_strbuf_release(&title);
}

static void write_plan(struct d1_oscal_assessment *a, struct d1_oscal_list *resources)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_begin_item(&a->o, resources);
    d1_oscal_uuid(&a->o, "plan", a->verdict->tool.rules, d1_str(""));
    d1_json_member_text(&a->o.json, "title", "Rules of d1lint");
    d1_json_member_text(&a->o.json, "description",
                        "The rules, schemas and catalogue in force; `d1lint list criteria --format oscal-catalog` "
                        "prints the catalogue.");
    d1_oscal_property(&a->o, &props, "rules-sha256", a->verdict->tool.rules, d1_str(""), d1_str(""));
    d1_oscal_end_list(&a->o, &props);
    d1_json_end(&a->o.json);
}

void d1_oscal_resources(struct d1_oscal_assessment *a)
{
    struct d1_oscal_list resources = {.key = "resources"};

    d1_json_member_object(&a->o.json, "back-matter");
    d1_oscal_set_engagement(a, NULL);
    write_plan(a, &resources);
    for (size_t i = 0; i < a->verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &a->verdict->engagements[i];

        d1_oscal_set_engagement(a, engagement);
        for (size_t k = 0; k < engagement->artifacts; k++)
            if (d1_oscal_artifact_at(engagement, k))
                write_artifact(a, &resources, &engagement->artifact_list[k]);
    }
    d1_oscal_end_list(&a->o, &resources);
    d1_json_end(&a->o.json);
}
