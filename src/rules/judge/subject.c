/* The list of what each check looked at, and how that came out. */
#include "base/vec.h"
#include "rules/judge.h"

int d1_subject_note(struct d1_judge *judge, struct d1_tally *tally, enum d1_subject_state state, uint32_t artifact,
                    const struct d1_node *node)
{
    struct d1_subject subject = {.id = "", .artifact = artifact, .state = (uint8_t)state};

    tally->by_state[state]++;
    if (judge->subjects.len >= judge->most_subjects)
        return 0;
    if (node) {
        const struct d1_artifact *holder = judge->engagement->artifacts.items[artifact];
        struct d1_place place = d1_artifact_place(holder, node);

        subject.line = place.line;
        subject.column = place.column & 0xffffff;
        subject.id = d1_artifact_entry_name(holder, node).ptr;
    }
    if (!tally->listed)
        tally->first_listed = judge->subjects.len;
    tally->listed++;
    return d1_vec_push(&judge->subjects, subject);
}
