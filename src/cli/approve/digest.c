/* d1lint digest: the fingerprints by which approvals and evidence name a file. */
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "engine/named.h"
#include "json/writer.h"
#include "report/escape.h"

struct arguments {
    bool staged, any_owner;
    const char *revision, *engagement, *format, *rules_dir, *jobs;
};

static const struct d1_option options[] = {
    D1_FLAG(struct arguments, staged, "staged", 0, "Files as they are staged, in place of the work tree."),
    D1_TEXT(struct arguments, revision, "rev", 0, "REV", "Files of a commit, tag or tree, in place of the work tree."),
    D1_TEXT(struct arguments, engagement, "engagement", 'e', "NAME", "Whose artifact or item, where several have it."),
    D1_TEXT(struct arguments, format, "format", 'f', "F", "text (default) or json."),
    D1_RULES(struct arguments),
    D1_ANY_OWNER(struct arguments),
    D1_JOBS(struct arguments),
};

/* ---- writing ---- */

/* A text as YAML has it: in quotes where it might be taken for anything but itself. */
static void write_scalar(struct d1_strbuf *out, struct d1_str text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
    size_t len = 0;
    struct d1_json_writer w;

    while (len < text.len && strchr(plain, text.ptr[len]) && text.ptr[len])
        len++;
    if (len == text.len && strchr(text.ptr, '/') && text.ptr[0] != '-') {
        d1_strbuf_str(out, text);
        return;
    }
    d1_json_writer_init(&w, D1_JSON_COMPACT, NULL, NULL);
    d1_json_string(&w, text);
    if (d1_json_writer_finish(&w, NULL) == 0)
        d1_escape_json(out, d1_strbuf_view(&w.buffer));
    d1_json_writer_release(&w);
}

/* Lines that can be put under `subject` of an approval, and `digest` into evidence. */
static void write_text(struct d1_strbuf *out, const struct d1_named_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *margin = "- ";

        if (files[i].ref.len) {
            d1_strbuf_puts(out, "- ref: ");
            write_scalar(out, files[i].ref);
            d1_strbuf_putc(out, '\n');
            margin = "  ";
        }
        d1_strbuf_printf(out, "%spath: ", margin);
        write_scalar(out, files[i].path);
        d1_strbuf_printf(out, "\n  digest: {gitBlob: \"%s\", sha256: \"%s\"}\n", files[i].blob, files[i].sha256);
    }
}

static void write_json(struct d1_strbuf *out, const struct d1_named_file *files, size_t count)
{
    struct d1_json_writer w;

    d1_json_writer_init(&w, D1_JSON_INDENT, NULL, NULL);
    d1_json_begin_array(&w);
    for (size_t i = 0; i < count; i++) {
        d1_json_begin_object(&w);
        d1_json_member_text(&w, "name", files[i].name);
        if (files[i].ref.len)
            d1_json_member_string(&w, "ref", files[i].ref);
        d1_json_member_string(&w, "path", files[i].path);
        d1_json_member_text(&w, "gitBlob", files[i].blob);
        d1_json_member_text(&w, "sha256", files[i].sha256);
        d1_json_member_bool(&w, "uncommitted", files[i].uncommitted);
        d1_json_end(&w);
    }
    d1_json_end(&w);
    if (d1_json_writer_finish(&w, NULL) == 0)
        d1_escape_json(out, d1_strbuf_view(&w.buffer));
    d1_json_writer_release(&w);
}

/* An approval names what a commit has. */
static void warn(const struct d1_named_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (files[i].uncommitted)
            d1_message("%s is not in HEAD as it is here: commit it before it is approved", files[i].path.ptr);
}

/* ---- the command ---- */

/* Exit status, or 0 to go on. */
static int read_options(const struct arguments *arguments, char **names, size_t count, struct d1_run_options *run)
{
    *run = (struct d1_run_options){
        .any_owner = arguments->any_owner,
        .engagements = &arguments->engagement,
        .engagement_count = arguments->engagement ? 1 : 0,
        .rules_dir = arguments->rules_dir,
        .policy = "default",
    };
    if (!d1_command_source(&d1_command_digest, arguments->staged, arguments->revision, run))
        return D1_EXIT_USAGE;
    if (!d1_command_form(&d1_command_digest, arguments->format))
        return D1_EXIT_USAGE;
    if (!count)
        return d1_message_usage("digest", "which file? name its path, REV:PATH, Kind/name or the id of an item");
    for (size_t i = 0; i < count; i++)
        if (!names[i][0])
            return d1_message_usage("digest", "a name is empty");
    return d1_command_jobs(&d1_command_digest, arguments->jobs, &run->jobs);
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_run_options run_options;
    struct d1_named_files *named = NULL;
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    size_t count;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    count = (size_t)(argc - optind);
    status = read_options(&arguments, argv + optind, count, &run_options);
    if (status != 0)
        return status;
    if (d1_named_files(&named, &run_options, (const char *const *)argv + optind, count, &error) < 0) {
        status = d1_message_error(&error);
        d1_error_clear(&error);
        return status;
    }
    if (arguments.format && strcmp(arguments.format, "json") == 0)
        write_json(&out, d1_named_files_list(named), count);
    else
        write_text(&out, d1_named_files_list(named), count);
    warn(d1_named_files_list(named), count);
    status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    d1_named_files_free(named);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint digest launch/charter.yaml", "What an approval of the charter names, to be pasted into it."},
    {"d1lint digest ProjectCharter/charter", "The same by the artifact's name, wherever its file stands."},
    {"d1lint digest --rev v1 evidence/*.pdf", "Files as a tag has them."},
    {"d1lint digest main:launch/charter.yaml launch/charter.yaml", "Whether a file is what another branch has."},
};

const struct d1_command d1_command_digest = {
    .name = "digest",
    .summary = "Print the blob id and SHA-256 of files, for approvals and evidence.",
    .arguments = "NAME...",
    .details =
        "An approval says which version of a file was approved by the id that git has for its content (`gitBlob`), "
        "evidence by the SHA-256 of its bytes.\n\n"
        "NAME is a path; REV:PATH, a file of another revision; `Kind/name` or the id of an item, which stand for the "
        "file they are in. A path goes before whatever else the name may mean.\n\n"
        "The output is YAML: `path` and `digest` belong under the `subject` of an Approval, `digest` under an entry of "
        "`evidence`. A file that HEAD does not have as it lies here is told on standard error.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
