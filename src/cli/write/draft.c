#include "cli/write/draft.h"

#include "base/file/lines.h"
#include "base/memory/alloc.h"
#include "base/text/utf8.h"
#include "cli/message.h"
#include "cli/output.h"
#include "report/escape.h"

void d1_draft_release(struct d1_draft *draft)
{
    d1_edit_files_release(&draft->files);
    d1_vec_release(&draft->notes);
}

int d1_draft_add(struct d1_draft *draft, const char *path, struct d1_draft_note note, struct d1_str text,
                 struct d1_str before)
{
    note.shown = d1_arena_str(&draft->files.arena, note.shown);
    note.what = d1_arena_str(&draft->files.arena, note.what);
    if (!note.shown.ptr || !note.what.ptr || d1_edit_files_add(&draft->files, path, text, before) < 0)
        return D1_ERR_MEMORY;
    return d1_vec_push(&draft->notes, note);
}

/* ---- judging ---- */

/* Only YAML that a snapshot lists can hold artifacts. */
static bool is_linted(const char *path)
{
    const char *name = strrchr(path, '/');

    name = name ? name + 1 : path;
    return name[0] != '.' && !strstr(path, "/.") &&
           (d1_str_ends(d1_str(name), ".yaml") || d1_str_ends(d1_str(name), ".yml"));
}

static bool lies_in(const struct d1_draft *draft, const struct d1_place *place)
{
    for (size_t i = 0; i < draft->notes.len; i++) {
        const struct d1_draft_note *note = &draft->notes.items[i];

        if (d1_str_is(note->shown, place->path) &&
            (!note->line || (place->line >= note->line && place->line <= note->last)))
            return true;
    }
    return false;
}

/* Whether a finding is about what was added: of a name that is there twice, either may be the second. */
static bool is_in(const struct d1_draft *draft, const struct d1_finding *finding)
{
    bool in = lies_in(draft, &finding->at.place);

    for (size_t i = 0; i < finding->related_count && d1_str_starts(finding->check->id, "REF-"); i++)
        in = in || lies_in(draft, &finding->related[i].at.place);
    return in;
}

/* How near to the root of all judgement a finding is: what it finds is told before what comes of it. */
static enum d1_draft_demand depth_of(const struct d1_finding *finding)
{
    struct d1_str id = finding->check->id;

    if (d1_str_starts(id, "SHP-") || d1_str_starts(id, "REF-"))
        return D1_DRAFT_SHAPE;
    return d1_str_starts(id, "ENG-") ? D1_DRAFT_ENGAGEMENT : D1_DRAFT_NOTHING;
}

/* Whether a finding is at a value that was given: what is missing is told at a key. */
static bool is_at_value(const struct d1_draft *draft, const struct d1_place *place)
{
    bool at_value = false;

    for (size_t i = 0; i < draft->notes.len; i++) {
        struct d1_lines lines = {.bytes = draft->files.list.items[i].text};
        struct d1_str line, behind;

        if (!d1_str_is(draft->notes.items[i].shown, place->path) || place->line != place->end_line)
            continue;
        line = d1_lines_get(&lines, place->line);
        behind = d1_str_sub(line, d1_utf8_prefix(line, place->end_column - 1).len, SIZE_MAX);
        at_value = line.ptr && place->column > 1 && !d1_str_starts(behind, ":");
        d1_lines_release(&lines);
    }
    return at_value;
}

/*
 * Whether other words would change it: not that something is recorded late, nor what git alone could tell. What is
 * wrong of the Engagement itself (a zone that is none) is so from the first day on, although it is asked for later.
 */
static bool is_about_words(const struct d1_draft *draft, const struct d1_finding *finding)
{
    if (finding->state == D1_FINDING_OPEN)
        return depth_of(finding) == D1_DRAFT_ENGAGEMENT && is_at_value(draft, &finding->at.place);
    return finding->state == D1_FINDING_FAIL && !d1_str_is(finding->check->id, "TIM-002") &&
           !d1_str_starts(finding->check->id, "GIT-");
}

static const struct d1_finding *find_refused(const struct d1_draft *draft, const struct d1_finding *findings,
                                             size_t count, enum d1_draft_demand depth)
{
    for (size_t i = 0; i < count; i++)
        if (is_about_words(draft, &findings[i]) && depth_of(&findings[i]) == depth && is_in(draft, &findings[i]))
            return &findings[i];
    return NULL;
}

static int refuse(const struct d1_draft *draft, const struct d1_finding *findings, size_t count,
                  enum d1_draft_demand demand, struct d1_error *error)
{
    const struct d1_finding *found = NULL;

    for (int depth = D1_DRAFT_SHAPE; depth <= (int)demand && !found; depth++)
        found = find_refused(draft, findings, count, (enum d1_draft_demand)depth);
    return found ? d1_error_at(error, D1_ERR_USAGE, found->at.place, D1_STR_FMT ": " D1_STR_FMT,
                               D1_STR_ARG(found->check->id), D1_STR_ARG(found->message))
                 : 0;
}

int d1_draft_lint(const struct d1_draft *draft, const struct d1_run_options *options, enum d1_draft_demand demand,
                  struct d1_error *error)
{
    D1_VEC(struct d1_laid_file) laid = {0};
    struct d1_run_options with = *options;
    struct d1_run *run = NULL;
    const struct d1_verdict *verdict;
    int result = 0;

    for (size_t i = 0; i < draft->files.list.len && result == 0; i++) {
        struct d1_laid_file file = {draft->files.list.items[i].path, draft->files.list.items[i].text};

        if (is_linted(draft->files.list.items[i].path) && d1_vec_push(&laid, file) < 0)
            result = d1_error_memory(error);
    }
    with.laid = laid.items;
    with.laid_count = laid.len;
    if (result == 0)
        result = d1_run(&with, &run, error);
    if (result == 0) {
        verdict = d1_run_verdict(run);
        result = refuse(draft, verdict->loose, verdict->loose_count, demand, error);
        for (size_t i = 0; i < verdict->engagement_count && result == 0; i++)
            result =
                refuse(draft, verdict->engagements[i].findings, verdict->engagements[i].finding_count, demand, error);
    }
    d1_run_free(run);
    d1_vec_release(&laid);
    return result;
}

/* ---- the end ---- */

static void show_bytes(struct d1_strbuf *out, const struct d1_draft *draft)
{
    for (size_t i = 0; i < draft->files.list.len; i++) {
        if (draft->files.list.len > 1) {
            d1_strbuf_puts(out, i ? "\n==> " : "==> ");
            d1_escape_path(out, draft->notes.items[i].shown.ptr, true);
            d1_strbuf_puts(out, " <==\n");
        }
        d1_strbuf_str(out, draft->files.list.items[i].text);
    }
}

static void show_notes(struct d1_strbuf *out, const struct d1_draft *draft)
{
    for (size_t i = 0; i < draft->notes.len; i++) {
        const struct d1_draft_note *note = &draft->notes.items[i];

        d1_escape_path(out, note->shown.ptr, true);
        d1_strbuf_printf(out, ":%u", note->line ? note->line : 1);
        if (note->what.len) {
            d1_strbuf_puts(out, ": ");
            d1_escape_text(out, note->what, true);
        }
        d1_strbuf_putc(out, '\n');
    }
}

int d1_draft_finish(struct d1_draft *draft, bool dry)
{
    struct d1_error error = {0};
    struct d1_strbuf out = {0};
    int result, status;

    if (dry) {
        result = d1_edit_files_check(&draft->files, &error);
        show_bytes(&out, draft);
    } else {
        show_notes(&out, draft);
        /* Nothing is written that may lack what memory was refused for, nor without a word about it. */
        result = out.oom || d1_alloc_failed() ? d1_error_memory(&error) : d1_edit_files_write(&draft->files, &error);
    }
    status = result < 0 ? d1_message_error(&error)
                        : d1_output_finish(d1_strbuf_view(&out), draft->left_out ? D1_EXIT_FINDINGS : D1_EXIT_OK);
    d1_error_clear(&error);
    d1_strbuf_release(&out);
    return status;
}
