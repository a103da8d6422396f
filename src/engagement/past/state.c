#include "engagement/past/state.h"

/* Reads a file that stood, and takes its documents into the state. */
static int load_standing(struct d1_past *past, struct d1_past_state *state, const struct d1_engagement *now,
                         const struct d1_standing *standing, struct d1_error *error)
{
    struct d1_file file = {.path = d1_past_line(past)->paths[standing->path]};
    int result = d1_past_load(past, standing->content, state->loader, &file, error);

    if (result < 0 || d1_vec_push(&state->files, file) < 0) {
        d1_file_release(&file);
        return result < 0 ? result : d1_error_memory(error);
    }
    for (size_t i = 0; i < standing->documents.len; i++) {
        uint32_t number = standing->documents.items[i];
        struct d1_artifact *artifact = number < file.artifact_count ? &file.artifacts[number] : NULL;
        bool is_engagement = artifact && artifact->kind && d1_str_is(artifact->kind->name, "Engagement");

        if (!artifact || !artifact->root)
            continue;
        if (d1_vec_push(&state->own->artifacts, artifact) < 0)
            return d1_error_memory(error);
        if (is_engagement && d1_str_eq(artifact->name, now->name)) {
            state->own->artifact = artifact;
            state->own->root = artifact->root;
        }
    }
    return 0;
}

/* Whether each document that stood stands where it did, and none beside them. */
static bool is_present(const struct d1_past *past, const struct d1_engagement *now,
                       const struct d1_standings *standings)
{
    size_t found = 0;

    for (size_t i = 0; i < standings->list.len; i++) {
        const struct d1_standing *standing = &standings->list.items[i];
        const struct d1_file *file = d1_past_known(past, standing->content, standing->path);

        for (size_t j = 0; j < standing->documents.len; j++) {
            uint32_t number = standing->documents.items[j];
            const struct d1_artifact *artifact =
                file && number < file->artifact_count ? &file->artifacts[number] : NULL;

            if (!artifact || !artifact->root || d1_engagement_artifact(now, artifact->root) != artifact)
                return false;
        }
        found += standing->documents.len;
    }
    return found == now->artifacts.len;
}

/* Where there was an Engagement of that name among what stood; else there is none. */
static int make_own(struct d1_past_state *state, struct d1_past *past, const struct d1_engagement *now,
                    const struct d1_standings *standings, struct d1_arena *arena, struct d1_error *error)
{
    int result = d1_artifact_loader_new(&state->loader, now->kinds, NULL);

    state->own = d1_arena_calloc(arena, 1, sizeof *state->own);
    if (result < 0 || !state->own)
        return d1_error_memory(error);
    for (size_t i = 0; i < standings->list.len && result == 0; i++)
        if (standings->list.items[i].documents.len)
            result = load_standing(past, state, now, &standings->list.items[i], error);
    if (result < 0 || !state->own->root)
        return result;
    state->own->name = now->name;
    state->engagement = state->own;
    return d1_engagement_index(state->own, now->kinds) < 0 ? d1_error_memory(error) : 0;
}

int d1_past_state_make(struct d1_past_state *state, struct d1_past *past, const struct d1_engagement *now,
                       const struct d1_standings *standings, struct d1_arena *arena, struct d1_error *error)
{
    if (!is_present(past, now, standings))
        return make_own(state, past, now, standings, arena, error);
    state->engagement = now;
    return 0;
}

void d1_past_state_release(struct d1_past_state *state)
{
    if (state->own)
        d1_engagement_release(state->own);
    for (size_t i = 0; i < state->files.len; i++)
        d1_file_release(&state->files.items[i]);
    d1_vec_release(&state->files);
    d1_artifact_loader_free(state->loader);
}
