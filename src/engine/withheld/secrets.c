#include "engine/withheld/secrets.h"

#include <string.h>

#include "base/limits.h"
#include "base/text/shorten.h"
#include "doc/pointer.h"

enum {
    SHORTEST = 8,       /* bytes of a line that is looked for; no secret is shorter */
    MOST_SECRETS = 1000 /* lines of secrets that are looked for; of more, no text of a document is shown */
};

static const char in_its_place[] = "[secret]";

struct remover {
    struct d1_secrets secrets;
    struct d1_arena *arena; /* of the verdict */
    bool oom;
};

/* ---- what the secrets are ---- */

static int compare_path(const struct d1_file *file, const char *path)
{
    return strcmp(file->path, path);
}

static const struct d1_file *find_file(const struct d1_workspace *workspace, const char *path)
{
    size_t low = 0, high = workspace->file_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_path(&workspace->files[middle], path);

        if (order == 0)
            return &workspace->files[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const struct d1_node *find_node(const struct d1_workspace *workspace, const struct d1_location *at)
{
    const struct d1_file *file = at->place.path ? find_file(workspace, at->place.path) : NULL;

    for (size_t i = 0; file && i < file->artifact_count; i++)
        if (file->artifacts[i].document == at->document && file->artifacts[i].root)
            return d1_pointer_resolve(file->artifacts[i].root, at->pointer);
    return NULL;
}

/* Adds the lines of a text: where it is repeated, line breaks are written in another way. Long ones are cut there. */
static int add_text(struct d1_secrets *secrets, struct d1_str text)
{
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        struct d1_str line = d1_shorten_head(d1_strn(text.ptr, len));

        if (line.len >= SHORTEST && secrets->len <= MOST_SECRETS && d1_vec_push(secrets, line) < 0)
            return D1_ERR_MEMORY;
        text = d1_str_sub(text, end ? len + 1 : len, text.len);
    }
    return 0;
}

static int add_place(struct d1_secrets *secrets, const struct d1_workspace *workspace, const struct d1_location *at)
{
    const struct d1_node *node = find_node(workspace, at);

    return node && node->kind < D1_NODE_SEQUENCE ? add_text(secrets, d1_node_text(node)) : 0;
}

int d1_secrets_gather(struct d1_secrets *secrets, const struct d1_workspace *workspace,
                      const struct d1_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!findings[i].discreet)
            continue;
        if (add_place(secrets, workspace, &findings[i].at) < 0)
            return D1_ERR_MEMORY;
        for (size_t k = 0; k < findings[i].related_count; k++)
            if (add_place(secrets, workspace, &findings[i].related[k].at) < 0)
                return D1_ERR_MEMORY;
    }
    return 0;
}

static void gather(struct remover *remover, const struct d1_run *run)
{
    for (size_t i = 0; i < run->judged_count; i++)
        if (d1_secrets_gather(&remover->secrets, &run->opened.workspace, run->judged[i].findings,
                              run->judged[i].verdict.finding_count) < 0)
            remover->oom = true;
}

/* ---- taking them out ---- */

bool d1_secrets_hold(const struct d1_secrets *secrets, struct d1_str text)
{
    if (secrets->len > MOST_SECRETS)
        return text.len > 0;
    for (size_t i = 0; i < secrets->len; i++)
        if (memmem(text.ptr, text.len, secrets->items[i].ptr, secrets->items[i].len))
            return true;
    return false;
}

/* The first secret that begins at the head of a text: its length, or 0. */
static size_t begins_with(const struct d1_secrets *secrets, struct d1_str text)
{
    size_t longest = 0;

    for (size_t i = 0; i < secrets->len; i++)
        if (secrets->items[i].len > longest && d1_str_eq(d1_str_sub(text, 0, secrets->items[i].len), secrets->items[i]))
            longest = secrets->items[i].len;
    return longest;
}

int d1_secrets_hide(const struct d1_secrets *secrets, struct d1_str *text, struct d1_arena *arena)
{
    struct d1_strbuf out = {0};

    if (!text->len || !d1_secrets_hold(secrets, *text))
        return 0;
    if (secrets->len > MOST_SECRETS) {
        *text = d1_str(in_its_place);
        return 0;
    }
    for (size_t i = 0; i < text->len;) {
        size_t len = begins_with(secrets, d1_str_sub(*text, i, text->len));

        if (len)
            d1_strbuf_puts(&out, in_its_place);
        else
            d1_strbuf_putc(&out, text->ptr[i]);
        i += len ? len : 1;
    }
    *text = out.oom ? d1_strn(NULL, 0) : d1_arena_str(arena, d1_strbuf_view(&out));
    d1_strbuf_release(&out);
    return text->ptr ? 0 : D1_ERR_MEMORY;
}

static void remove_from(struct remover *remover, struct d1_str *text)
{
    if (d1_secrets_hide(&remover->secrets, text, remover->arena) < 0)
        remover->oom = true;
}

static void remove_from_location(struct remover *remover, struct d1_location *at)
{
    remove_from(remover, &at->artifact);
    remove_from(remover, &at->pointer);
}

/* Findings and what is behind them are the verdict's own, though it hands them out to be read only. */
static void remove_from_findings(struct remover *remover, const struct d1_finding *list, size_t count)
{
    struct d1_finding *findings = (struct d1_finding *)(uintptr_t)list;

    for (size_t i = 0; i < count; i++) {
        struct d1_related *related = (struct d1_related *)(uintptr_t)findings[i].related;

        remove_from(remover, &findings[i].message);
        remove_from(remover, &findings[i].help);
        remove_from(remover, &findings[i].owner);
        remove_from(remover, &findings[i].gone);
        remove_from(remover, &findings[i].engagement);
        remove_from_location(remover, &findings[i].at);
        for (size_t k = 0; k < findings[i].related_count; k++) {
            remove_from(remover, &related[k].message);
            remove_from_location(remover, &related[k].at);
        }
    }
}

static void remove_from_figures(struct remover *remover, const struct d1_figures *figures)
{
    struct d1_person_figure *people = (struct d1_person_figure *)(uintptr_t)figures->people;
    struct d1_risk_figure *risks = (struct d1_risk_figure *)(uintptr_t)figures->risks;
    struct d1_milestone_figure *milestones = (struct d1_milestone_figure *)(uintptr_t)figures->milestones;
    struct d1_status_figure *statuses = (struct d1_status_figure *)(uintptr_t)figures->statuses;

    for (size_t i = 0; i < figures->people_count; i++) {
        remove_from(remover, &people[i].id);
        remove_from(remover, &people[i].name);
        remove_from(remover, &people[i].organisation);
    }
    for (size_t i = 0; i < figures->risks_count; i++) {
        remove_from(remover, &risks[i].id);
        remove_from(remover, &risks[i].title);
        remove_from(remover, &risks[i].owner);
        remove_from(remover, &risks[i].type);
        remove_from(remover, &risks[i].status);
    }
    for (size_t i = 0; i < figures->milestones_count; i++) {
        remove_from(remover, &milestones[i].id);
        remove_from(remover, &milestones[i].title);
        remove_from(remover, &milestones[i].owner);
    }
    for (size_t i = 0; i < figures->statuses_count; i++) {
        struct d1_str *texts[] = {&statuses[i].report,   &statuses[i].overall, &statuses[i].scope,
                                  &statuses[i].schedule, &statuses[i].budget,  &statuses[i].quality,
                                  &statuses[i].risk,     &statuses[i].actual,  &statuses[i].estimate,
                                  &statuses[i].currency};

        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            remove_from(remover, texts[k]);
    }
}

static void remove_from_agenda(struct remover *remover, const struct d1_agenda *agenda)
{
    struct d1_agenda_day *days = (struct d1_agenda_day *)(uintptr_t)agenda->days;

    for (size_t i = 0; i < agenda->count; i++) {
        remove_from(remover, &days[i].id);
        remove_from(remover, &days[i].title);
        remove_from(remover, &days[i].owner);
    }
}

static void remove_from_waivers(struct remover *remover, const struct d1_engagement_verdict *verdict)
{
    struct d1_waiver *waivers = (struct d1_waiver *)(uintptr_t)verdict->waivers;

    for (size_t i = 0; i < verdict->waiver_count; i++) {
        struct d1_str *texts[] = {&waivers[i].id,      &waivers[i].why,       &waivers[i].reason,
                                  &waivers[i].measure, &waivers[i].requester, &waivers[i].approver};

        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            remove_from(remover, texts[k]);
        remove_from_location(remover, &waivers[i].at);
    }
}

static void remove_from_subjects(struct remover *remover, const struct d1_engagement_verdict *verdict)
{
    for (size_t i = 0; i < verdict->check_count; i++) {
        struct d1_subject *list = (struct d1_subject *)(uintptr_t)verdict->checks[i].list;

        for (size_t k = 0; k < verdict->checks[i].list_count; k++) {
            struct d1_str id = d1_str(list[k].id);

            remove_from(remover, &id);
            list[k].id = id.ptr ? id.ptr : "";
        }
    }
}

static void remove_from_engagement(struct remover *remover, struct d1_engagement_verdict *verdict)
{
    struct d1_artifact_info *list = (struct d1_artifact_info *)(uintptr_t)verdict->artifact_list;
    struct d1_policy_change *changes = (struct d1_policy_change *)(uintptr_t)verdict->changes;

    remove_from(remover, &verdict->name);
    remove_from(remover, &verdict->title);
    remove_from(remover, &verdict->customer);
    remove_from(remover, &verdict->provider);
    remove_from(remover, &verdict->policy);
    remove_from_location(remover, &verdict->at);
    remove_from_findings(remover, verdict->findings, verdict->finding_count);
    remove_from_subjects(remover, verdict);
    remove_from_waivers(remover, verdict);
    for (size_t i = 0; list && i < verdict->artifacts; i++)
        remove_from(remover, &list[i].name);
    for (size_t i = 0; i < verdict->change_count; i++) {
        remove_from(remover, &changes[i].name);
        remove_from(remover, &changes[i].from);
        remove_from(remover, &changes[i].to);
    }
    if (verdict->figures)
        remove_from_figures(remover, verdict->figures);
    if (verdict->agenda)
        remove_from_agenda(remover, verdict->agenda);
}

int d1_secrets_remove(struct d1_run *run, struct d1_engagement_verdict *engagements)
{
    struct remover remover = {.arena = &run->arena};
    struct d1_verdict *verdict = &run->verdict;

    gather(&remover, run);
    if (run->since)
        gather(&remover, run->since);
    run->withheld = remover.secrets.len > 0;
    if (run->withheld) {
        for (size_t i = 0; i < verdict->engagement_count; i++)
            remove_from_engagement(&remover, &engagements[i]);
        remove_from_findings(&remover, verdict->loose, verdict->loose_count);
        remove_from_findings(&remover, verdict->solved, verdict->solved_count);
    }
    d1_vec_release(&remover.secrets);
    return remover.oom ? D1_ERR_MEMORY : 0;
}
