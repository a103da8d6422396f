/* Reports put together, and the checks that they name with what is known of them. */
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "base/version.h"
#include "saved/tables.h"

/* ---- the checks of the verdict ---- */

static int by_id(const void *left, const void *right)
{
    const struct d1_check *const *a = left, *const *b = right;

    return d1_str_cmp((*a)->id, (*b)->id);
}

static const struct d1_check *find_known(const struct d1_saved_known *known, const struct d1_check *check)
{
    size_t low = 0, high = known->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = d1_str_cmp(known->checks[middle].id, check->id);

        if (order == 0)
            return &known->checks[middle];
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return NULL;
}

/*
 * Says of a check what this program knows of it, where the report does not. Of one that nobody knows there is the id,
 * in the place of its title, too. Returns whether it was this program that had something to say.
 */
static bool complete(struct d1_check *check, const struct d1_saved_known *known)
{
    const struct d1_check *like = find_known(known, check);

    if (like && check->title.ptr) {
        check->builtin = like->builtin;
        return false;
    }
    if (check->title.ptr)
        return false;
    if (like) {
        struct d1_str id = check->id;

        *check = *like;
        check->id = id;
        return true;
    }
    check->title = check->id;
    check->method = d1_str("examine");
    check->built = true;
    return false;
}

static void point(const struct d1_check **check, const struct d1_check *checks)
{
    *check = &checks[(*check)->index];
}

static void point_findings(const struct d1_finding *findings, size_t count, const struct d1_check *checks)
{
    for (size_t i = 0; i < count; i++)
        point(&((struct d1_finding *)findings)[i].check, checks); /* this reader's own */
}

/* Whatever points to a check as it was named points to the one in the list from now on. */
static void point_all(struct d1_saved *saved, struct d1_verdict *verdict)
{
    const struct d1_check *checks = verdict->checks;

    point_findings(verdict->loose, verdict->loose_count, checks);
    point_findings(verdict->solved, verdict->solved_count, checks);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        point_findings(engagement->findings, engagement->finding_count, checks);
        for (size_t k = 0; k < engagement->check_count; k++)
            point(&((struct d1_check_result *)engagement->checks)[k].check, checks);
        for (size_t k = 0; k < engagement->criterion_count; k++)
            for (size_t f = 0; f < engagement->criteria[k].failing_count; f++)
                point((const struct d1_check **)&engagement->criteria[k].failing[f], checks);
    }
    for (size_t i = 0; i < saved->criteria.len; i++) {
        const struct d1_criterion *criterion = saved->criteria.entries[i].value;

        for (size_t k = 0; k < criterion->check_count; k++)
            point((const struct d1_check **)&criterion->checks[k], checks);
    }
}

/* The list of all checks by id, each with its place in it. 0 or D1_ERR_MEMORY. *borrowed: how many were completed. */
static int list_checks(struct d1_saved *saved, struct d1_verdict *verdict, const struct d1_saved_known *known,
                       size_t *borrowed)
{
    bool same = verdict->tool.rules.len && d1_str_eq(verdict->tool.rules, known->rules);
    struct d1_check **order, *list;
    size_t count;

    for (size_t i = 0; same && i < known->count; i++)
        if (!d1_saved_check(saved, known->checks[i].id))
            return D1_ERR_MEMORY;
    count = saved->checks.len;
    order = d1_arena_calloc(&saved->arena, count + 1, sizeof *order);
    list = d1_arena_calloc(&saved->arena, count + 1, sizeof *list);
    if (!order || !list)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        order[i] = saved->checks.entries[i].value;
        *borrowed += complete(order[i], known) && !same;
    }
    qsort(order, count, sizeof *order, by_id);
    for (size_t i = 0; i < count; i++) {
        order[i]->index = i;
        list[i] = *order[i];
    }
    verdict->checks = list;
    verdict->check_count = count;
    point_all(saved, verdict);
    return 0;
}

/* A notice more, that says whose words the checks have. 0 or D1_ERR_MEMORY. */
static int tell_borrowed(struct d1_saved *saved, struct d1_verdict *verdict, size_t borrowed)
{
    size_t count = verdict->notice_count;
    struct d1_notice *notices = d1_arena_calloc(&saved->arena, count + 1, sizeof *notices);

    if (!notices)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        notices[i] = verdict->notices[i];
    notices[count].severity = D1_SEVERITY_NOTE;
    notices[count].text = d1_arena_printf(
        &saved->arena,
        "the report was made by d1lint " D1_STR_FMT " with other rules: what %zu %s called, which it does not "
        "describe, is said as this d1lint (%s) knows it",
        D1_STR_ARG(verdict->tool.version), borrowed, borrowed == 1 ? "check is" : "checks are", D1_VERSION);
    verdict->notices = notices;
    verdict->notice_count = count + 1;
    return notices[count].text.ptr ? 0 : D1_ERR_MEMORY;
}

int d1_saved_complete(struct d1_saved *saved, const struct d1_saved_known *known, struct d1_error *error)
{
    size_t borrowed = 0;

    if (list_checks(saved, &saved->verdict, known, &borrowed) < 0 ||
        (borrowed && tell_borrowed(saved, &saved->verdict, borrowed) < 0))
        return d1_error_memory(error);
    return 0;
}

/* ---- several reports ---- */

static bool is_of_one_source(const struct d1_source_info *a, const struct d1_source_info *b)
{
    return a->kind == b->kind && d1_str_eq(a->revision, b->revision) && d1_str_eq(a->commit, b->commit) &&
           d1_str_eq(a->tree, b->tree) && d1_str_eq(a->repository_uri, b->repository_uri) &&
           d1_str_eq(a->branch, b->branch);
}

static bool is_since_one(const struct d1_since_info *a, const struct d1_since_info *b)
{
    return a->asked == b->asked && d1_str_eq(a->revision, b->revision) && d1_str_eq(a->commit, b->commit);
}

/* In what two reports differ that are no parts of one judgement; NULL for parts of one. */
static const char *difference(const struct d1_verdict *a, const struct d1_verdict *b)
{
    if (!d1_str_eq(a->tool.rules, b->tool.rules))
        return "the rules";
    if (!d1_str_eq(a->tool.version, b->tool.version) || !d1_str_eq(a->tool.commit, b->tool.commit))
        return "the version of d1lint";
    if (!is_of_one_source(&a->source, &b->source))
        return "the repository, or the state of it";
    if (a->files != b->files || a->artifacts != b->artifacts || a->foreign != b->foreign)
        return "the files that were read";
    if (!is_since_one(&a->since, &b->since))
        return "--since";
    if (!d1_str_eq(a->trust.revision, b->trust.revision) || !d1_str_eq(a->trust.commit, b->trust.commit))
        return "--trust";
    if (!d1_str_eq(a->asked_gate, b->asked_gate))
        return "--gate";
    if (!d1_str_eq(a->asked_owner, b->asked_owner))
        return "--owner";
    if (a->audience != b->audience)
        return "--audience";
    if (a->fail_on != b->fail_on)
        return "--fail-on";
    return a->by_paths != b->by_paths ? "the paths that were asked for" : NULL;
}

static int engagements_by_name(const void *left, const void *right)
{
    const struct d1_engagement_verdict *a = left, *b = right;
    int order = d1_str_cmp(a->name, b->name);

    return order ? order : strcmp(a->at.place.path, b->at.place.path);
}

static bool is_same_finding(const struct d1_finding *a, const struct d1_finding *b)
{
    return d1_finding_order(a, b) == 0 && a->state == b->state && a->severity == b->severity;
}

static bool is_same_notice(const struct d1_notice *a, const struct d1_notice *b)
{
    return a->severity == b->severity && d1_str_eq(a->text, b->text) &&
           strcmp(a->at.place.path ? a->at.place.path : "", b->at.place.path ? b->at.place.path : "") == 0 &&
           a->at.place.line == b->at.place.line;
}

/* What belongs to no engagement stands in every part, and once in the whole. 0 or D1_ERR_MEMORY. */
static int join_findings(struct d1_saved *saved, const struct d1_finding **list, size_t *count,
                         const struct d1_finding *more, size_t more_count)
{
    size_t all = *count + more_count, len = 0;
    struct d1_finding *joined = d1_arena_calloc(&saved->arena, all + 1, sizeof *joined);

    if (!joined)
        return D1_ERR_MEMORY;
    if (*count)
        memcpy(joined, *list, *count * sizeof *joined);
    if (more_count)
        memcpy(joined + *count, more, more_count * sizeof *joined);
    qsort(joined, all, sizeof *joined, d1_finding_order);
    for (size_t i = 0; i < all; i++)
        if (!len || !is_same_finding(&joined[len - 1], &joined[i]))
            joined[len++] = joined[i];
    *list = joined;
    *count = len;
    return 0;
}

static int join_notices(struct d1_saved *saved, struct d1_verdict *whole, const struct d1_verdict *part)
{
    struct d1_notice *joined =
        d1_arena_calloc(&saved->arena, whole->notice_count + part->notice_count + 1, sizeof *joined);
    size_t len = whole->notice_count;
    struct d1_map by_text = {0};
    int status = joined ? 0 : D1_ERR_MEMORY;

    if (joined && len)
        memcpy(joined, whole->notices, len * sizeof *joined);
    for (size_t i = 0; i < whole->notice_count && status >= 0; i++)
        status = d1_map_insert(&by_text, joined[i].text, &joined[i], NULL);
    for (size_t i = 0; i < part->notice_count && status >= 0; i++) {
        const struct d1_notice *known = d1_map_get(&by_text, part->notices[i].text);

        if (!known || !is_same_notice(known, &part->notices[i]))
            joined[len++] = part->notices[i];
    }
    d1_map_release(&by_text);
    whole->notices = joined;
    whole->notice_count = len;
    return status < 0 ? status : 0;
}

static int join_engagements(struct d1_saved *saved, struct d1_verdict *whole, struct d1_error *error)
{
    struct d1_engagement_verdict *all;
    size_t count = 0;

    for (size_t i = 0; i < saved->parts.len; i++)
        count += saved->parts.items[i]->verdict.engagement_count;
    all = d1_arena_calloc(&saved->arena, count + 1, sizeof *all);
    if (!all)
        return d1_error_memory(error);
    count = 0;
    for (size_t i = 0; i < saved->parts.len; i++) {
        const struct d1_verdict *part = &saved->parts.items[i]->verdict;

        for (size_t k = 0; k < part->engagement_count; k++)
            all[count++] = part->engagements[k];
    }
    qsort(all, count, sizeof *all, engagements_by_name);
    for (size_t i = 1; i < count && saved->parts.len > 1; i++)
        if (engagements_by_name(&all[i - 1], &all[i]) == 0)
            return d1_error_set(error, D1_ERR_USAGE, "engagement " D1_STR_FMT " is in several of the reports",
                                D1_STR_ARG(all[i].name));
    whole->engagements = all;
    whole->engagement_count = count;
    return 0;
}

static int join_part(struct d1_saved *saved, const struct d1_saved_part *part, struct d1_error *error)
{
    struct d1_verdict *whole = &saved->verdict;
    const char *what = difference(whole, &part->verdict);

    if (what)
        return d1_error_set(error, D1_ERR_USAGE, "%s and %s are no parts of one judgement: they differ in %s",
                            saved->parts.items[0]->path, part->path, what);
    if (join_findings(saved, &whole->loose, &whole->loose_count, part->verdict.loose, part->verdict.loose_count) < 0 ||
        join_findings(saved, &whole->solved, &whole->solved_count, part->verdict.solved, part->verdict.solved_count) <
            0 ||
        join_notices(saved, whole, &part->verdict) < 0)
        return d1_error_memory(error);
    return 0;
}

int d1_saved_join(struct d1_saved *saved, const struct d1_saved_known *known, struct d1_error *error)
{
    struct d1_verdict *whole = &saved->verdict;
    int status = 0;

    *whole = saved->parts.items[0]->verdict;
    for (size_t i = 1; i < saved->parts.len && status == 0; i++)
        status = join_part(saved, saved->parts.items[i], error);
    if (status == 0 && saved->parts.len > 1)
        status = join_engagements(saved, whole, error);
    if (status == 0)
        status = d1_saved_complete(saved, known, error);
    if (status == 0 && saved->parts.len > 1)
        whole->exit = d1_verdict_exit(whole);
    return status;
}
