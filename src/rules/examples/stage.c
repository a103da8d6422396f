#include "rules/examples/stage.h"

#include "base/memory/region.h"
#include "doc/builder.h"

/* Copies of the base's documents, each under the path of its file. */
static int copy_base(struct d1_stage *stage, const struct d1_base *base)
{
    struct d1_region region = {0};
    int result = 0;

    for (size_t i = 0; i < base->doc_count && result == 0; i++) {
        struct d1_changed_doc changed = {
            .path = base->docs[i].path,
            .document = base->docs[i].document,
            .doc = d1_doc_copy(&region, base->docs[i].doc),
        };

        if (!changed.doc || d1_vec_push(&stage->docs, changed) < 0) {
            d1_doc_free(changed.doc);
            result = D1_ERR_MEMORY;
        }
    }
    d1_region_release(&region);
    return result;
}

/* Adds a file with the text that a change gives. */
static int add_file(struct d1_stage *stage, const struct d1_node *change)
{
    struct d1_file file = {.path = d1_node_get_text(change, "file").ptr};

    if (d1_file_load(stage->loader, &file, d1_node_get_text(change, "text")) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&stage->files, file);
}

static int apply_changes(struct d1_stage *stage, const struct d1_node *example, struct d1_error *error)
{
    const struct d1_node *changes = d1_node_get(example, "change");
    int result = 0;

    for (size_t i = 0; changes && i < d1_node_count(changes) && result == 0; i++) {
        const struct d1_node *change = d1_node_item(changes, i);

        if (d1_node_get(change, "file"))
            result = add_file(stage, change);
        else if (d1_node_get(change, "commit") || d1_node_get(change, "tag") || d1_node_get(change, "report") ||
                 d1_node_get(change, "signature") || d1_node_get(change, "cut"))
            result = d1_story_tell(&stage->story, &stage->docs, change, error);
        else
            result = d1_change_apply(&stage->docs, change, error);
    }
    return result;
}

/* Each changed document becomes a file of one artifact. */
static int recognise(struct d1_stage *stage)
{
    struct d1_arena *arena = d1_artifact_loader_arena(stage->loader);

    for (size_t i = 0; i < stage->docs.len; i++) {
        struct d1_file file = {.path = stage->docs.items[i].path, .own = true, .artifact_count = 1};
        struct d1_artifact *artifact = d1_arena_calloc(arena, 1, sizeof *artifact);

        if (!artifact)
            return D1_ERR_MEMORY;
        artifact->path = file.path;
        artifact->document = stage->docs.items[i].document;
        artifact->line = 1;
        artifact->sound = true;
        artifact->doc = stage->docs.items[i].doc;
        artifact->root = d1_doc_root(artifact->doc);
        file.artifacts = artifact;
        stage->docs.items[i].doc = NULL;
        if (d1_artifact_recognise(stage->loader, &file, artifact) < 0 || d1_vec_push(&stage->files, file) < 0) {
            d1_file_release(&file);
            return D1_ERR_MEMORY;
        }
    }
    return 0;
}

const struct d1_node *d1_stage_root(const struct d1_stage *stage, struct d1_str address)
{
    for (size_t i = 0; i < stage->files.len; i++)
        for (size_t j = 0; j < stage->files.items[i].artifact_count; j++) {
            const struct d1_artifact *artifact = &stage->files.items[i].artifacts[j];
            size_t end = d1_str_find(address, '#', 0), slash = d1_str_find(address, '/', 0);

            if (artifact->kind && d1_str_eq(artifact->kind->name, d1_str_sub(address, 0, slash)) &&
                d1_str_eq(artifact->name, d1_str_sub(address, slash + 1, end - slash - 1)))
                return artifact->root;
        }
    return NULL;
}

void d1_stage_tell_nowhere(const struct d1_stage *stage, struct d1_strbuf *out, struct d1_str address)
{
    const struct d1_node *root = d1_stage_root(stage, address);
    D1_VEC(const struct d1_node *) roots = {0};
    struct d1_strbuf near = {0};

    /* FILE:LINE is no address. */
    if ((root && d1_address_resolve(stage->ruleset->kinds, root, address)) ||
        (d1_str_find(address, '#', 0) == address.len && d1_str_find(address, ':', 0) < address.len))
        return;
    for (size_t i = 0; i < stage->files.len; i++)
        for (size_t j = 0; j < stage->files.items[i].artifact_count; j++)
            if (stage->files.items[i].artifacts[j].root &&
                d1_vec_push(&roots, stage->files.items[i].artifacts[j].root) < 0)
                out->oom = true;
    d1_address_suggest(&near, stage->ruleset->kinds, roots.items, roots.len, address);
    d1_strbuf_printf(out, "there is nothing at `" D1_STR_FMT "`" D1_STR_FMT "\n", D1_STR_ARG(address),
                     D1_STR_ARG(d1_strbuf_view(&near)));
    out->oom = out->oom || near.oom;
    d1_strbuf_release(&near);
    d1_vec_release(&roots);
}

/* A document {spec: {parameters: ...}}, as a LintPolicy would set them. */
static int make_policy(struct d1_stage *stage, const struct d1_node *parameters)
{
    struct d1_builder builder = {0};
    struct d1_span span = {0};
    int result;

    if (!parameters)
        return 0;
    d1_builder_begin(&builder, span, D1_NODE_MAPPING);
    d1_builder_key(&builder, span, d1_str("spec"), true);
    d1_builder_begin(&builder, span, D1_NODE_MAPPING);
    d1_builder_key(&builder, span, d1_str("parameters"), true);
    d1_builder_copy(&builder, parameters, NULL);
    d1_builder_end(&builder, 0, 0);
    d1_builder_end(&builder, 0, 0);
    result = builder.oom ? D1_ERR_MEMORY : d1_builder_finish(&builder, 0, &stage->policy);
    d1_builder_release(&builder);
    if (result < 0)
        return result;
    stage->policy_artifact = (struct d1_artifact){.root = d1_doc_root(stage->policy), .path = "policy.yaml"};
    stage->judged.policy_artifact = &stage->policy_artifact;
    stage->judged.policy_elsewhere = true;
    return 0;
}

/* Sets the profile of the Engagement, as a change would. */
static int set_profile(struct d1_stage *stage, const struct d1_node *profile)
{
    struct d1_builder builder = {0};
    struct d1_span span = {0};
    struct d1_doc *change = NULL;
    struct d1_strbuf address = {0};
    int result;

    if (!profile)
        return 0;
    for (size_t i = 0; i < stage->docs.len; i++) {
        const struct d1_node *root = d1_doc_root(stage->docs.items[i].doc);

        if (d1_node_is_string(d1_node_get(root, "kind"), "Engagement"))
            d1_strbuf_printf(&address, "Engagement/" D1_STR_FMT "#/spec/profile",
                             D1_STR_ARG(d1_node_get_text(d1_node_get(root, "metadata"), "name")));
    }
    d1_builder_begin(&builder, span, D1_NODE_MAPPING);
    d1_builder_key(&builder, span, d1_str("set"), true);
    d1_builder_string(&builder, span, d1_strbuf_view(&address), true);
    d1_builder_key(&builder, span, d1_str("to"), true);
    d1_builder_copy(&builder, profile, NULL);
    d1_builder_end(&builder, 0, 0);
    result = builder.oom ? D1_ERR_MEMORY : d1_builder_finish(&builder, 0, &change);
    if (result == 0)
        result = d1_change_apply(&stage->docs, d1_doc_root(change), NULL);
    d1_builder_release(&builder);
    d1_strbuf_release(&address);
    d1_doc_free(change);
    return result;
}

static int sort(struct d1_stage *stage)
{
    stage->workspace.files = stage->files.items;
    stage->workspace.file_count = stage->files.len;
    return d1_workspace_sort(&stage->workspace, stage->ruleset->kinds, true, NULL, NULL);
}

int d1_stage_set_up(struct d1_stage *stage, const struct d1_base *base, const struct d1_node *example,
                    struct d1_error *error)
{
    const struct d1_node *profile = d1_node_get(example, "profile");
    int result;

    stage->docs.kinds = stage->ruleset->kinds;
    result = copy_base(stage, base);
    if (result == 0)
        result = set_profile(stage, profile ? profile : d1_node_get(base->node, "profile"));
    stage->story.kinds = stage->ruleset->kinds;
    if (result == 0)
        result = d1_story_begin(&stage->story, &stage->docs, example);
    if (result == 0)
        result = apply_changes(stage, example, error);
    if (result == 0)
        result = recognise(stage);
    if (result == 0)
        result = make_policy(stage, d1_node_get(example, "parameters"));
    if (result == 0)
        result = sort(stage);
    return result;
}

int d1_stage_past(void *context, struct d1_past **past, struct d1_str *reason)
{
    struct d1_stage *stage = context;

    (void)reason;
    return d1_story_past(&stage->story, stage->files.items, stage->files.len, past);
}

int d1_stage_judge(struct d1_stage *stage, const struct d1_base *base, const struct d1_node *example,
                   struct d1_judge_room *room)
{
    struct d1_judge_options options = {.ruleset = stage->ruleset,
                                       .ask_past = d1_stage_past,
                                       .past_context = stage,
                                       .previous = stage->story.reports.items,
                                       .previous_count = stage->story.reports.len,
                                       .as_of = {.kind = D1_AS_OF_DATE, .date = base->as_of}};
    const struct d1_node *as_of = d1_node_get(example, "asOf");

    if (as_of)
        d1_date_parse(d1_node_text(as_of), &options.as_of.date);
    if (stage->workspace.engagements.len)
        stage->judged.engagement = stage->workspace.engagements.items[0];
    for (size_t i = 0; i < stage->files.len; i++)
        for (size_t j = 0; j < stage->files.items[i].faults.len; j++)
            if (d1_vec_push(&stage->judged.faults, stage->files.items[i].faults.items[j]) < 0)
                return D1_ERR_MEMORY;
    for (size_t i = 0; i < stage->workspace.faults.len; i++)
        if (d1_vec_push(&stage->judged.faults, stage->workspace.faults.items[i]) < 0)
            return D1_ERR_MEMORY;
    return d1_judged_make(&stage->judged, &options, room);
}

void d1_stage_release(struct d1_stage *stage)
{
    d1_judged_release(&stage->judged);
    d1_story_release(&stage->story);
    stage->workspace.files = NULL;
    stage->workspace.file_count = 0;
    d1_workspace_release(&stage->workspace);
    for (size_t i = 0; i < stage->files.len; i++)
        d1_file_release(&stage->files.items[i]);
    d1_vec_release(&stage->files);
    d1_changed_docs_release(&stage->docs);
    d1_doc_free(stage->policy);
}
