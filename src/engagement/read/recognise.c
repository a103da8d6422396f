/* What a document of ours is: its kind, its version and its name. */
#include "engagement/read/loader.h"

/* A kind that there is not is a kind misspelt, or one that no rule asks for; without a kind it may be any. */
static int unknown_kind(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_artifact *artifact,
                        const struct d1_node *kind)
{
    struct d1_fault fault = {.check = "SHP-001", .artifact = artifact, .node = kind, .key = d1_str("kind")};

    fault.place = d1_artifact_place(artifact, kind);
    artifact->hidden = true;
    if (!kind)
        return d1_fault_add(&file->faults, &loader->arena, fault,
                            "`kind` is missing: say what the document is, for example `kind: RaidLog`");
    if (kind->kind != D1_NODE_STRING)
        return d1_fault_add(&file->faults, &loader->arena, fault, "`kind` must be the name of a kind, is a %s",
                            d1_node_kind_name(d1_node_kind(kind)));
    artifact->hides = d1_kinds_nearest(loader->kinds, d1_node_text(kind));
    artifact->hidden = artifact->hides != NULL;
    if (artifact->hides)
        return d1_fault_add(&file->faults, &loader->arena, fault,
                            "there is no kind `" D1_STR_FMT "`; did you mean `" D1_STR_FMT "`?",
                            D1_STR_ARG(d1_node_text(kind)), D1_STR_ARG(artifact->hides->name));
    return d1_fault_add(&file->faults, &loader->arena, fault,
                        "there is no kind `" D1_STR_FMT "`; `d1lint list kinds` names those there are",
                        D1_STR_ARG(d1_node_text(kind)));
}

/* Whether the schema of a kind that is known in several groups names this one. */
static bool schema_names(const struct d1_kind *kind, const struct d1_node *version)
{
    const struct d1_node *names = d1_node_at(kind->schema_root, "properties.apiVersion.enum");

    for (size_t i = 0; names && i < d1_node_count(names); i++)
        if (d1_node_equal(d1_node_item(names, i), version))
            return true;
    return false;
}

/* A kind is known in its group and version; another one is said to be wrong and the shape is not judged. */
static int check_version(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_artifact *artifact,
                         bool *known)
{
    const struct d1_node *version = d1_node_get(artifact->root, "apiVersion");
    struct d1_str want = artifact->kind->version;
    struct d1_fault fault = {.check = "SHP-001", .artifact = artifact, .node = version, .key = d1_str("apiVersion")};

    *known = version && version->kind == D1_NODE_STRING &&
             (d1_str_eq(d1_node_text(version), want) || schema_names(artifact->kind, version));
    if (*known)
        return 0;
    fault.place = d1_artifact_place(artifact, version);
    if (!version)
        return d1_fault_add(&file->faults, &loader->arena, fault, "`apiVersion: " D1_STR_FMT "` is missing",
                            D1_STR_ARG(want));
    return d1_fault_add(&file->faults, &loader->arena, fault,
                        "`apiVersion` must be `" D1_STR_FMT "` for kind " D1_STR_FMT ", is `" D1_STR_FMT "`",
                        D1_STR_ARG(want), D1_STR_ARG(artifact->kind->name), D1_STR_ARG(d1_node_text(version)));
}

void d1_artifact_name(const struct d1_kinds *kinds, struct d1_artifact *artifact)
{
    const struct d1_node *kind = d1_node_get(artifact->root, "kind");
    const struct d1_node *metadata = d1_node_get(artifact->root, "metadata");

    if (kind && kind->kind == D1_NODE_STRING)
        artifact->kind = d1_kinds_find(kinds, d1_node_text(kind));
    artifact->name = d1_node_get_text(metadata, "name");
    artifact->namespace = d1_node_get_text(metadata, "namespace");
}

int d1_artifact_recognise(struct d1_artifact_loader *loader, struct d1_file *file, struct d1_artifact *artifact)
{
    const struct d1_node *root = artifact->root;
    bool known = false;

    loader->file = file;
    loader->artifact = artifact;
    if (root->kind != D1_NODE_MAPPING) {
        struct d1_fault fault = {.check = "SHP-001", .artifact = artifact, .key = d1_str("document")};

        fault.place = d1_artifact_place(artifact, root);
        return d1_fault_add(&file->faults, &loader->arena, fault,
                            "an artifact is a mapping with apiVersion, kind, metadata and spec; this is a %s",
                            d1_node_kind_name(d1_node_kind(root)));
    }
    d1_artifact_name(loader->kinds, artifact);
    if (!artifact->kind)
        return unknown_kind(loader, file, artifact, d1_node_get(root, "kind"));
    /* Here, before anybody looks: a field without a value is as if it were not there. The tool's own documents may mean
     * null where they say it. */
    if (!d1_str_starts(artifact->kind->version, "d1lint/"))
        d1_doc_drop_nulls(artifact->doc);
    if (check_version(loader, file, artifact, &known) < 0)
        return D1_ERR_MEMORY;
    if (known)
        return d1_artifact_check_shape(loader, artifact);
    artifact->sound = false;
    artifact->hidden = true;
    artifact->hides = artifact->kind;
    return 0;
}
