/*
 * Of the branches of anyOf and oneOf that all failed, which one was meant? People want to hear about that one only.
 *
 * A branch that asks for another type, or another value of a property that is there to tell the branches apart (const
 * or enum), was not meant. Among the rest, the deeper its faults lie, the more of it fitted; then fewer faults are
 * better. Where the branches differ in one thing only, one sentence says all of it: "must be `auto` or a whole number".
 */
#include "schema/explain/phrase.h"

enum {
    MOST_VALUES = 100, /* of an enum that are asked for their kind */
    MOST_PHRASES = 8,  /* that one sentence joins */
    MOST_TRIED = 4     /* properties that may tell branches apart */
};

/* How far a node lies under another. */
static unsigned depth_under(const struct d1_node *node, const struct d1_node *top)
{
    unsigned depth = 0;

    for (; node && node != top; node = d1_node_parent(node))
        depth++;
    return depth;
}

/* What speaks against a branch, the weightiest first; smaller is better. */
struct score {
    unsigned type, discriminator, shallow;
    size_t faults;
};

static bool is_about_values(const struct fault *fault)
{
    return fault->keyword == D1_KEYWORD_CONST || fault->keyword == D1_KEYWORD_ENUM;
}

/* Faults that tell branches apart: a const or enum on the value itself or on one of its properties. */
static bool discriminates(const struct fault *fault, const struct d1_node *node)
{
    return is_about_values(fault) && !fault->instance->is_key &&
           (fault->instance == node || d1_node_parent(fault->instance) == node);
}

/* A list or mapping is of another type than the values of a const or enum if none of them is one. */
static bool lacks_kind(const struct fault *fault)
{
    const struct d1_node *values = fault->instruction->node;
    unsigned kind = fault->instance->kind;

    if (kind < D1_NODE_SEQUENCE)
        return false;
    if (fault->keyword == D1_KEYWORD_CONST)
        return values->kind != kind;
    for (size_t i = 0; i < d1_node_count(values) && i < MOST_VALUES; i++)
        if (d1_node_item(values, i)->kind == kind)
            return false;
    return true;
}

/* Whether a branch failed for the type of the value. */
static bool mistakes_type(const struct fault *fault, const struct d1_node *node)
{
    return fault->instance == node &&
           (fault->keyword == D1_KEYWORD_TYPE || (is_about_values(fault) && lacks_kind(fault)));
}

static struct score score_of(const struct run *run, const struct branch *branch, const struct d1_node *node)
{
    struct score score = {.faults = branch->faults_end - branch->faults};
    unsigned depth = UINT32_MAX;

    for (size_t i = branch->faults; i < branch->faults_end; i++) {
        const struct fault *fault = &run->scratch->faults.items[i];
        unsigned under = depth_under(fault->instance, node);

        if (mistakes_type(fault, node))
            score.type = 1;
        if (discriminates(fault, node) && score.discriminator < 1u + (fault->keyword == D1_KEYWORD_CONST))
            score.discriminator = 1u + (fault->keyword == D1_KEYWORD_CONST);
        if (under < depth)
            depth = under;
    }
    score.shallow = UINT32_MAX - depth;
    return score;
}

static bool better(const struct score *a, const struct score *b)
{
    if (a->type != b->type)
        return a->type < b->type;
    if (a->discriminator != b->discriminator)
        return a->discriminator < b->discriminator;
    if (a->shallow != b->shallow)
        return a->shallow < b->shallow;
    return a->faults < b->faults;
}

/* ---- one sentence for all ---- */

/* Assertions on one value that can be joined by "or". */
static bool joins(const struct fault *fault)
{
    switch (fault->keyword) {
    case D1_KEYWORD_TYPE:
    case D1_KEYWORD_CONST:
    case D1_KEYWORD_ENUM:
    case D1_KEYWORD_FORMAT:
    case D1_KEYWORD_PATTERN:
    case D1_KEYWORD_MINIMUM:
    case D1_KEYWORD_MAXIMUM:
    case D1_KEYWORD_EXCLUSIVE_MINIMUM:
    case D1_KEYWORD_EXCLUSIVE_MAXIMUM:
    case D1_KEYWORD_MULTIPLE_OF:
    case D1_KEYWORD_MIN_LENGTH:
    case D1_KEYWORD_MAX_LENGTH:
        return true;
    default:
        return false;
    }
}

/* The fault of a branch that a joint sentence about `at` would take, NULL when there is none to take. */
typedef const struct fault *picker(const struct run *run, const struct branch *branch, const struct d1_node *node,
                                   const struct d1_node *at);

/* Its only fault, an assertion on a scalar or about its type. */
static const struct fault *pick_assertion(const struct run *run, const struct branch *branch,
                                          const struct d1_node *node, const struct d1_node *at)
{
    const struct fault *fault = &run->scratch->faults.items[branch->faults];

    (void)at;
    if (branch->faults_end != branch->faults + 1 || !joins(fault))
        return NULL;
    if (fault->instance->kind >= D1_NODE_SEQUENCE && !mistakes_type(fault, fault->instance))
        return NULL;
    return fault->instance == node || d1_node_parent(fault->instance) == node ? fault : NULL;
}

/* Its only fault, a property that is missing from the value. */
static const struct fault *pick_missing(const struct run *run, const struct branch *branch, const struct d1_node *node,
                                        const struct d1_node *at)
{
    const struct fault *fault = &run->scratch->faults.items[branch->faults];

    (void)at;
    if (branch->faults_end != branch->faults + 1 || fault->keyword != D1_KEYWORD_REQUIRED || fault->instance != node)
        return NULL;
    return fault;
}

/* A property that is missing and would have told which branch was meant. */
static const struct fault *pick_missing_discriminator(const struct run *run, const struct branch *branch,
                                                      const struct d1_node *node, const struct d1_node *at)
{
    (void)at;
    for (size_t i = branch->faults; i < branch->faults_end; i++) {
        const struct fault *fault = &run->scratch->faults.items[i];

        if (fault->keyword == D1_KEYWORD_REQUIRED && fault->instance == node && d1_schema_phrase_property_values(fault))
            return fault;
    }
    return NULL;
}

/* A fault of the property that tells it from the others. */
static const struct fault *pick_discriminator(const struct run *run, const struct branch *branch,
                                              const struct d1_node *node, const struct d1_node *at)
{
    for (size_t i = branch->faults; i < branch->faults_end; i++) {
        const struct fault *fault = &run->scratch->faults.items[i];

        if (fault->instance == at && discriminates(fault, node))
            return fault;
    }
    return NULL;
}

static bool is_for_another_type(const struct run *run, const struct branch *branch, const struct d1_node *node)
{
    for (size_t i = branch->faults; i < branch->faults_end; i++)
        if (mistakes_type(&run->scratch->faults.items[i], node))
            return true;
    return false;
}

/* What a fault adds to a joint one: its parts, where it is joint itself. All are counted, as many as fit are kept. */
static void add_parts(struct fault *parts, uint32_t *count, const struct fault *fault)
{
    const struct fault *own = fault->eithers ? fault->either : fault;

    for (uint32_t i = 0; i < (fault->eithers ? fault->eithers : 1); i++, ++*count)
        if (*count < MOST_EITHERS)
            parts[*count] = own[i];
}

/* Whether one sentence can tell of so many: it lists values or says how many there are, but cannot list phrases. */
static bool can_be_told(const struct fault *parts, uint32_t count)
{
    bool values = true;

    for (uint32_t i = 0; i < count && i < MOST_EITHERS; i++)
        values &= is_about_values(&parts[i]);
    return count <= MOST_PHRASES || values;
}

/*
 * One fault that stands for all branches, if each has one that can be joined with those of the others. typed: leave
 * out branches for another type of value.
 */
static bool join(struct run *run, const struct instruction *instruction, const struct d1_node *node,
                 const struct branch *branches, bool typed, picker *pick, const struct d1_node *at)
{
    struct d1_schema_scratch *scratch = run->scratch;
    struct fault parts[MOST_EITHERS], joint;
    uint32_t taken = 0, count = 0;

    for (size_t i = 0; i < instruction->count; i++) {
        const struct fault *fault;

        if (branches[i].faults == branches[i].faults_end)
            return false;
        if (typed && is_for_another_type(run, &branches[i], node))
            continue;
        fault = pick(run, &branches[i], node, at);
        if (!fault || (taken && fault->instance != parts[0].instance))
            return false;
        if (taken++ && pick == pick_missing_discriminator && !d1_str_eq(fault->property, parts[0].property))
            return false;
        add_parts(parts, &count, fault);
    }
    if (taken < 2 || (pick != pick_missing_discriminator && !can_be_told(parts, count)))
        return false;
    joint = parts[0];
    joint.first = count;
    joint.eithers = count < MOST_EITHERS ? count : MOST_EITHERS;
    joint.either = d1_schema_cut(run, &scratch->kept, joint.eithers, sizeof *joint.either, node);
    if (!joint.either)
        return false;
    memcpy(joint.either, parts, joint.eithers * sizeof *parts);
    scratch->faults.len = branches[0].faults;
    scratch->faults.items[scratch->faults.len++] = joint;
    return true;
}

/* A value that is wrong in every branch: of several properties that tell branches apart one may be right in some. */
static bool join_discriminators(struct run *run, const struct instruction *instruction, const struct d1_node *node,
                                const struct branch *branches, bool typed, const struct branch *best)
{
    unsigned tried = 0;

    for (size_t i = best->faults; i < best->faults_end && tried < MOST_TRIED; i++) {
        const struct fault *fault = &run->scratch->faults.items[i];

        if (discriminates(fault, node) && ++tried &&
            join(run, instruction, node, branches, typed, pick_discriminator, fault->instance))
            return true;
    }
    return false;
}

size_t d1_schema_choose(struct run *run, struct frame *frame, const struct instruction *instruction,
                        const struct d1_node *node, const struct branch *branches)
{
    struct d1_schema_scratch *scratch = run->scratch;
    size_t best = 0, first = branches[0].faults;
    struct score least = score_of(run, &branches[0], node);
    bool typed, told = false; /* whether a property tells the best branch from another */

    if (!run->explain) {
        d1_schema_fault_at(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node, node,
                           instruction->node);
        return 0;
    }
    for (size_t i = 1; i < instruction->count; i++) {
        struct score score = score_of(run, &branches[i], node);

        if (better(&score, &least)) {
            least = score;
            best = i;
        }
    }
    for (size_t i = 0; i < instruction->count && !least.discriminator && !told; i++) {
        struct score score = score_of(run, &branches[i], node);

        told = score.type == least.type && score.discriminator;
    }
    typed = !least.type && node->kind >= D1_NODE_SEQUENCE;
    if ((!told && join(run, instruction, node, branches, typed, pick_missing_discriminator, NULL)) ||
        join(run, instruction, node, branches, typed, pick_assertion, NULL) ||
        join(run, instruction, node, branches, typed, pick_missing, NULL) ||
        join_discriminators(run, instruction, node, branches, typed, &branches[best]))
        return best;
    if (branches[best].faults_end > branches[best].faults)
        memmove(scratch->faults.items + first, scratch->faults.items + branches[best].faults,
                (branches[best].faults_end - branches[best].faults) * sizeof *scratch->faults.items);
    scratch->faults.len = first + branches[best].faults_end - branches[best].faults;
    if (scratch->faults.len == first)
        d1_schema_fault_at(run, frame, (enum d1_schema_keyword)instruction->keyword, instruction, node, node,
                           instruction->node);
    return best;
}
