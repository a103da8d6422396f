/* d1lint fix: repairs that need no judgement, as a patch or written. */
#include <getopt.h>
#include <string.h>

#include "base/file/path.h"
#include "base/memory/alloc.h"
#include "cli/command.h"
#include "cli/fix/fix.h"
#include "cli/message.h"
#include "cli/output.h"
#include "edit/files.h"
#include "repo/repo.h"
#include "report/escape.h"

struct arguments {
    struct d1_option_list select;
    const char *engagement, *rules_dir;
    bool unsafe, write, force;
};

static const struct d1_option options[] = {
    D1_LIST(struct arguments, select, "select", 0, "ID",
            "Only what this check finds: SHP-001, SHP-002, REF-001; may be repeated."),
    D1_FLAG(struct arguments, unsafe, "unsafe", 0,
            "Also what may have meant something else: the nearest id, a key two letters away."),
    D1_FLAG(struct arguments, write, "write", 'w', "Change the files instead of printing a patch."),
    D1_FLAG(struct arguments, force, "force", 0, "With --write: also files with changes that are not staged."),
    D1_ENGAGEMENT(struct arguments),
    D1_RULES(struct arguments),
};

/* ---- which files ---- */

/* The paths of the command line, as paths of the snapshot; NULL entries where memory was short. */
struct asked {
    char **paths;
    size_t count;
};

static int take_paths(struct asked *asked, const struct d1_fixes *fixes, char **paths, size_t count,
                      struct d1_error *error)
{
    asked->paths = d1_calloc(count + 1, sizeof *asked->paths);
    if (!asked->paths)
        return d1_error_memory(error);
    for (; asked->count < count; asked->count++) {
        struct d1_repo_entry entry;
        int result = d1_repo_snapshot_path(&asked->paths[asked->count], d1_scope_snapshot(fixes->scope),
                                           paths[asked->count], error);

        if (result == 0)
            result = d1_repo_lookup(d1_scope_snapshot(fixes->scope), d1_str(asked->paths[asked->count]), &entry, error);
        if (result == 0 && entry.kind == D1_REPO_ABSENT)
            result = d1_error_set(error, D1_ERR_USAGE, "there is nothing at %s", paths[asked->count]);
        if (result < 0) {
            d1_free(asked->paths[asked->count]);
            return result;
        }
    }
    return 0;
}

static bool is_asked(const struct asked *asked, const struct d1_fixes *fixes, const struct d1_file *file)
{
    bool any = !asked->count, ours = false;

    for (size_t i = 0; i < asked->count; i++)
        any = any || d1_path_encloses(d1_str(asked->paths[i]), d1_str(file->path));
    for (size_t i = 0; i < file->artifact_count; i++)
        ours = ours || file->artifacts[i].engagement == d1_scope_engagement(fixes->scope);
    return any && ours;
}

static int find_once(struct d1_fixes *fixes, char **paths, size_t count, bool *found, struct d1_error *error)
{
    const struct d1_workspace *workspace = d1_scope_workspace(fixes->scope);
    struct asked asked = {0};
    int result = take_paths(&asked, fixes, paths, count, error);

    for (size_t i = 0; i < workspace->file_count && result == 0; i++)
        if (is_asked(&asked, fixes, &workspace->files[i]))
            result = d1_fixes_find(fixes, &workspace->files[i], found, error);
    for (size_t i = 0; asked.paths && i < asked.count; i++)
        d1_free(asked.paths[i]);
    d1_free(asked.paths);
    return result;
}

/*
 * What stands below a misspelt kind or key is judged only once that is right: repairs are looked for again with those
 * that were found, until there are none. Each time one level deeper is right, so it ends.
 */
static int find_all(struct d1_fixes *fixes, struct d1_run_options *with, char **paths, size_t count,
                    struct d1_error *error)
{
    bool found = true;
    int result = 0;

    for (size_t turn = 0; result == 0 && found && turn < D1_LIMIT_DEPTH; turn++) {
        found = false;
        result = d1_fixes_open(fixes, with, error);
        if (result == 0)
            result = find_once(fixes, paths, count, &found, error);
    }
    return result;
}

/* ---- the end ---- */

/* The patch of one file, unless a secret would be shown by it. 0 or D1_ERR_MEMORY. */
static int write_patch(struct d1_strbuf *out, const struct d1_fixes *fixes, const struct d1_fixed_file *file)
{
    struct d1_strbuf patch = {0};
    bool secret = false;
    int result = d1_patch_write(&patch, file->path, file->before, file->after);

    if (result == 0)
        result = d1_scope_holds_secret(fixes->scope, d1_strbuf_view(&patch), &secret);
    if (result == 0 && secret)
        d1_message_source(&(struct d1_place){.path = file->path},
                          "its repairs are not shown, since what looks like a secret stands near them (CNF-002); "
                          "--write makes them",
                          d1_strn(NULL, 0), NULL, NULL);
    else
        d1_strbuf_str(out, d1_strbuf_view(&patch));
    d1_strbuf_release(&patch);
    return result;
}

static int print_patch(const struct d1_fixes *fixes)
{
    struct d1_strbuf out = {0};
    int status = D1_EXIT_FAILURE, result = 0;

    for (size_t i = 0; i < fixes->files.len && result == 0; i++)
        result = write_patch(&out, fixes, &fixes->files.items[i]);
    if (result < 0)
        d1_message_memory();
    else
        status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    return status;
}

/* Writes all files, or none; "raid.yaml: 2 repairs". */
static int write_files(const struct d1_fixes *fixes, bool force, struct d1_error *error)
{
    struct d1_edit_files files = {0};
    struct d1_strbuf out = {0};
    int result = 0, status = D1_EXIT_FAILURE;

    for (size_t i = 0; i < fixes->files.len && result == 0; i++) {
        const struct d1_fixed_file *file = &fixes->files.items[i];

        result = d1_fixes_guard(fixes, file, force, error);
        if (result == 0 && d1_edit_files_add(&files, file->disk, file->after, file->before) < 0)
            result = d1_error_memory(error);
        d1_escape_path(&out, file->path, true);
        d1_strbuf_printf(&out, ": %zu repair%s\n", file->count, file->count == 1 ? "" : "s");
    }
    if (result == 0)
        result = out.oom || d1_alloc_failed() ? d1_error_memory(error) : d1_edit_files_write(&files, error);
    if (result != 0)
        status = d1_message_error(error);
    else
        status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_edit_files_release(&files);
    d1_strbuf_release(&out);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_fixes fixes = {0};
    struct d1_error error = {0};
    struct d1_run_options with;
    int status, result;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    if (arguments.force && !arguments.write) {
        status = d1_message_usage(command->name, "--force is about --write");
        goto done;
    }
    with = (struct d1_run_options){
        .rules_dir = arguments.rules_dir,
        .engagements = &arguments.engagement,
        .engagement_count = arguments.engagement != NULL,
    };
    fixes.select = arguments.select;
    fixes.unsafe = arguments.unsafe;
    result = find_all(&fixes, &with, argv + optind, (size_t)(argc - optind), &error);
    if (result == 0 && fixes.files.len)
        result = d1_fixes_compare(&with, &error);
    if (result < 0)
        status = d1_message_error(&error);
    else
        status = arguments.write ? write_files(&fixes, arguments.force, &error) : print_patch(&fixes);
done:
    d1_error_clear(&error);
    d1_fixes_release(&fixes);
    d1_vec_release(&arguments.select);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint fix", "What could be repaired, as a patch."},
    {"d1lint fix --write raid.yaml", "Repair this file."},
    {"d1lint fix --unsafe --select REF-001 | git apply",
     "Let references to nothing name what is nearest, after a look."},
};

const struct d1_command d1_command_fix = {
    .name = "fix",
    .summary = "Repair what needs no judgement: a patch, or the files.",
    .arguments = "[PATH...]",
    .details =
        "Repaired are misspelt keys with one known name a letter away, words of an enum, kinds and versions in other "
        "letters, amounts of money that stand there as numbers, and references that a list has twice. All other bytes "
        "of a file stay. Never touched are dates, people, states, texts, evidence, numbers and ids.\n\n"
        "The engagement is judged before and after: what would meet a criterion that fails for anything but shape and "
        "references is not done. --write leaves files alone that an Approval, AcceptanceRecord or Waiver names by "
        "their content, contract, charter, plan and outcomes once the tag of the baseline has them, and files with "
        "changes that are not staged.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
