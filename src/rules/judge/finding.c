#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text/shorten.h"
#include "base/vec.h"
#include "doc/pointer.h"
#include "rules/judge.h"

struct d1_location d1_location_of(struct d1_arena *arena, const struct d1_artifact *artifact,
                                  const struct d1_node *node)
{
    struct d1_location at = {.place = d1_artifact_place(artifact, node), .document = artifact->document};
    struct d1_strbuf pointer = {0};

    if (node)
        d1_pointer_write(&pointer, node);
    if (pointer.len > D1_LIMIT_REPORT_TEXT)
        d1_shorten_buffer(&pointer);
    at.artifact = d1_artifact_label(arena, artifact);
    at.pointer = d1_arena_str(arena, d1_strbuf_view(&pointer));
    d1_strbuf_release(&pointer);
    return at;
}

/* FNV-1a with 128 bits: a fingerprint must be the same on every machine and in every version. */
struct hash {
    __extension__ unsigned __int128 state;
};

static void hash_begin(struct hash *hash)
{
    __extension__ unsigned __int128 basis = 0x6c62272e07bb0142u;

    hash->state = basis << 64 | 0x62b821756295c58du;
}

static void hash_add(struct hash *hash, struct d1_str text)
{
    __extension__ const unsigned __int128 prime = (unsigned __int128)1 << 88 | 0x13b;

    for (size_t i = 0; i < text.len; i++)
        hash->state = (hash->state ^ (unsigned char)text.ptr[i]) * prime;
    hash->state = (hash->state ^ 0xff) * prime; /* no UTF-8 text holds this byte, so parts cannot run together */
}

static void hash_write(const struct hash *hash, char text[33])
{
    for (int i = 0; i < 32; i++)
        text[i] = "0123456789abcdef"[(unsigned)(hash->state >> (124 - 4 * i)) & 0xf];
    text[32] = '\0';
}

/* The way to a node with names in place of indexes, so that it survives entries that come and go. */
static void hash_way(struct hash *hash, const struct d1_artifact *artifact, const struct d1_node *node)
{
    const struct d1_node *way[D1_LIMIT_DEPTH + 2];
    size_t steps = 0;

    for (; node && d1_node_parent(node) && steps < sizeof way / sizeof *way; node = d1_node_parent(node))
        way[steps++] = node;
    while (steps--) {
        const struct d1_node *step = way[steps], *key = step->is_key ? step : d1_node_key(step);
        struct d1_str name = key ? d1_node_text(key) : d1_artifact_entry_name(artifact, step);

        /* An entry without a name is known by what it is: the scalar itself is the key of the fingerprint. */
        hash_add(hash, name.len ? name : d1_str("-"));
    }
}

static void fingerprint(const struct d1_judge *judge, const struct d1_draft *draft, const struct d1_location *at,
                        char text[33])
{
    struct hash hash;

    hash_begin(&hash);
    hash_add(&hash, draft->check->id);
    hash_add(&hash, judge->engagement->name);
    hash_add(&hash, at->artifact.len ? at->artifact : d1_str(at->place.path));
    hash_way(&hash, draft->artifact, draft->node);
    if (draft->key.len)
        hash_add(&hash, draft->key);
    else if (draft->node && draft->node->kind < D1_NODE_SEQUENCE)
        hash_add(&hash, d1_node_text(draft->node));
    hash_write(&hash, text);
}

/*
 * The person nearest to a node: the owner of the item it stands in, or of the one around that, else the person whom
 * such an item is about. What the file says is taken as it is, also where it names nobody that is known.
 */
static struct d1_str owner_of(const struct d1_node *node)
{
    for (; node; node = d1_node_parent(node)) {
        struct d1_str owner = d1_node_get_text(node, "ownerRef");

        if (!owner.len)
            owner = d1_node_get_text(node, "personRef");
        if (owner.len)
            return owner;
    }
    return d1_strn("", 0);
}

void d1_finding_count(struct d1_judge *judge, const struct d1_draft *draft)
{
    struct d1_tally *tally = &judge->tallies[draft->check->index];

    switch (draft->state) {
    case D1_FINDING_FAIL:
        tally->all.failed++;
        tally->all.failed_errors += draft->severity == D1_SEVERITY_ERROR;
        break;
    case D1_FINDING_OPEN:
        tally->all.open++;
        tally->all.open_errors += draft->severity == D1_SEVERITY_ERROR;
        break;
    case D1_FINDING_INDETERMINATE:
        tally->all.indeterminate++;
        break;
    case D1_FINDING_WAIVED:
        tally->all.waived++;
        tally->all.waived_errors += draft->severity == D1_SEVERITY_ERROR;
        break;
    }
}

/* State and severity of a finding as one bit: what the exit status is made of. */
static unsigned form_of(const struct d1_draft *draft)
{
    return 1u << ((unsigned)draft->state * 4 + (unsigned)draft->severity);
}

/* The first of each form is kept in any case, so that an error never goes unsaid for all the notes before it. */
static bool has_room(const struct d1_judge *judge, const struct d1_tally *tally, const struct d1_draft *draft)
{
    if (!(tally->kept_forms & form_of(draft)))
        return true;
    return tally->kept < D1_LIMIT_FINDINGS_PER_CHECK &&
           (!judge->most_findings || judge->findings.len < judge->most_findings);
}

/* What cannot be judged for one reason at one place is told once, however many subjects it is that need it. */
static bool is_repeated(const struct d1_judge *judge, const struct d1_draft *draft, const struct d1_finding *finding)
{
    const struct d1_finding *last = judge->findings.len ? &judge->findings.items[judge->findings.len - 1] : NULL;

    return last && draft->unanswered && last->state == finding->state && last->check == finding->check &&
           last->at.place.path == finding->at.place.path && last->at.place.line == finding->at.place.line &&
           last->at.place.column == finding->at.place.column && d1_str_eq(last->message, finding->message);
}

static bool is_discreet(const struct d1_judge *judge, const struct d1_check *check)
{
    const struct d1_rule *rule = d1_ruleset_rule(judge->ruleset, check);

    return rule && rule->discreet;
}

static int keep(struct d1_judge *judge, const struct d1_draft *draft)
{
    struct d1_tally *tally = &judge->tallies[draft->check->index];
    struct d1_finding finding = {
        .check = draft->check,
        .state = draft->state,
        .severity = draft->severity,
        .message = d1_shorten_in(judge->arena, draft->message),
        .help = d1_shorten_in(judge->arena, draft->help),
        .related = draft->related,
        .related_count = draft->related_count,
        .gate = draft->gate,
        .has_due = draft->due.known,
        .due = draft->due.date,
        .engagement = judge->engagement->name,
        .discreet = is_discreet(judge, draft->check),
        .follows = draft->follows,
        .waiver = draft->waiver,
        .reported = true,
    };

    d1_judge_whom(judge, owner_of(draft->node), &finding.owner, &finding.gone);
    finding.owner = d1_shorten_in(judge->arena, finding.owner);
    finding.gone = d1_shorten_in(judge->arena, finding.gone);
    if (!finding.message.ptr || !finding.owner.ptr || !finding.gone.ptr)
        return D1_ERR_MEMORY;
    if (draft->artifact)
        finding.at = d1_location_of(judge->arena, draft->artifact, draft->node);
    else
        finding.at.place = draft->place;
    if (draft->artifact && !draft->node && draft->place.path)
        finding.at.place = draft->place;
    if (is_repeated(judge, draft, &finding))
        return 0;
    if (d1_finding_remedy(judge, &finding) < 0)
        return D1_ERR_MEMORY;
    tally->kept++;
    tally->kept_forms |= form_of(draft);
    fingerprint(judge, draft, &finding.at, finding.fingerprint);
    return d1_vec_push(&judge->findings, finding);
}

int d1_finding_file(struct d1_judge *judge, struct d1_draft *draft)
{
    struct d1_tally *tally = &judge->tallies[draft->check->index];

    d1_finding_count(judge, draft);
    if (d1_judge_doubt(judge, draft) < 0)
        return D1_ERR_MEMORY;
    if (!judge->counts_only && has_room(judge, tally, draft))
        return keep(judge, draft);
    tally->dropped++;
    return 0;
}

void d1_findings_sort(struct d1_finding *findings, size_t count)
{
    struct d1_map seen = {0};

    if (count)
        qsort(findings, count, sizeof *findings, d1_finding_order);
    /* Equal fingerprints are numbered in document order: the first stays as it is. */
    for (size_t i = 0; i < count; i++) {
        struct d1_map_entry *entry;
        struct hash hash;
        char number[24];

        if (d1_map_insert(&seen, d1_strn(findings[i].fingerprint, 32), NULL, &entry) != 0)
            continue;
        entry->value = (char *)entry->value + 1;
        hash_begin(&hash);
        hash_add(&hash, d1_strn(findings[i].fingerprint, 32));
        snprintf(number, sizeof number, "%zu", (size_t)(uintptr_t)entry->value);
        hash_add(&hash, d1_str(number));
        hash_write(&hash, findings[i].fingerprint);
    }
    d1_map_release(&seen);
}

/* ---- what each check looked at ---- */

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
