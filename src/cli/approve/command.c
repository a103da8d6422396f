/* d1lint approve: writes down that somebody approved what HEAD has. */
#include <getopt.h>
#include <string.h>

#include "base/sha256.h"
#include "cli/approve/approve.h"
#include "cli/command.h"
#include "cli/fix/fix.h"
#include "cli/message.h"
#include "cli/output.h"

static const struct d1_option options[] = {
    D1_TEXT(struct d1_approve_arguments, person, "as", 0, "PERSON", "Who approved."),
    D1_TEXT(struct d1_approve_arguments, authority, "authority", 0, "ID", "By which authority of the GovernancePlan."),
    D1_TEXT(struct d1_approve_arguments, decision, "decision", 0, "WORD",
            "approved, approvedWithConditions or rejected."),
    D1_TEXT(struct d1_approve_arguments, date, "date", 0, "DATE", "The day on which they did."),
    D1_TEXT(struct d1_approve_arguments, method, "method", 0, "WORD",
            "document, email, commit, signedCommit or signedTag."),
    D1_TEXT(struct d1_approve_arguments, evidence, "evidence", 0, "FILE", "What shows it: a file that git tracks."),
    D1_TEXT(struct d1_approve_arguments, collected, "collected", 0, "DATE", "The day on which that was obtained."),
    D1_TEXT(struct d1_approve_arguments, recorded_by, "recorded-by", 0, "PERSON", "Who writes it down for them."),
    D1_TEXT(struct d1_approve_arguments, revision, "rev", 0, "REV", "The version of this revision, in place of HEAD."),
    D1_TEXT(struct d1_approve_arguments, name, "name", 0, "NAME", "Name of the Approval; else made from REF."),
    D1_ENGAGEMENT(struct d1_approve_arguments),
    D1_RULES(struct d1_approve_arguments),
    D1_FLAG(struct d1_approve_arguments, diff, "diff", 0, "Show what changed since the Approval REF was given."),
    D1_DRY_RUN(struct d1_approve_arguments),
};

static const struct d1_symbol *find(const struct d1_scope *scope, const char *kind, const char *ref,
                                    struct d1_error *error)
{
    struct d1_strbuf label = {0};
    const struct d1_symbol *symbol;

    d1_strbuf_printf(&label, "%s%s", strncmp(ref, kind, strlen(kind)) == 0 ? "" : kind, ref);
    symbol = label.oom ? NULL : d1_engagement_find(d1_scope_engagement(scope), d1_strbuf_view(&label));
    if (!symbol)
        d1_error_set(error, D1_ERR_USAGE, "there is no %s; name an artifact as Kind/name, or an item by its id",
                     label.oom ? ref : label.ptr);
    d1_strbuf_release(&label);
    return symbol;
}

/* ---- what has changed ---- */

/* What lies at a path by now. The path is what a document says: it is looked up among the files of the repository. */
static int read_present(const struct d1_scope *scope, struct d1_repo_reader *reader, struct d1_str path,
                        struct d1_str *bytes, struct d1_error *error)
{
    struct d1_repo_entry entry = {0};
    int result = d1_repo_lookup(d1_scope_snapshot(scope), path, &entry, error);

    if (result == 0 && entry.kind != D1_REPO_FILE)
        return d1_error_set(error, D1_ERR_USAGE, "what it approves is no file of the repository by now: " D1_STR_FMT,
                            D1_STR_ARG(path));
    return result == 0 ? d1_repo_read_evidence(reader, &entry, bytes, error) : result;
}

static int hide(struct d1_scope *scope, struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_arena arena = {0};
    struct d1_str text = d1_strbuf_view(out);
    struct d1_strbuf hidden = {0};
    int result = d1_scope_hide(scope, &text, &arena);

    d1_strbuf_str(&hidden, text);
    d1_strbuf_release(out);
    *out = hidden;
    d1_arena_release(&arena);
    return result < 0 || out->oom ? d1_error_memory(error) : 0;
}

/*
 * Takes out what a check finds to be a secret: in the engagement as it is, and with the earlier text of the file, which
 * may have had one that was taken out since.
 */
static int withhold(struct d1_scope *scope, const struct d1_run_options *with, struct d1_str path, struct d1_str before,
                    struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_run_options laid = *with;
    struct d1_laid_file earlier = {.bytes = before};
    struct d1_scope *then = NULL;
    struct d1_strbuf disk = {0};
    int result = hide(scope, out, error);

    d1_strbuf_printf(&disk, "%s/" D1_STR_FMT, d1_scope_root(scope), D1_STR_ARG(path));
    if (result == 0 && disk.oom)
        result = d1_error_memory(error);
    earlier.path = disk.ptr;
    laid.laid = &earlier;
    laid.laid_count = 1;
    if (result == 0)
        result = d1_scope_open(&then, &laid, error);
    if (result == 0)
        result = hide(then, out, error);
    d1_scope_free(then);
    d1_strbuf_release(&disk);
    return result;
}

static int show_diff(struct d1_scope *scope, const struct d1_run_options *with, const char *ref, struct d1_strbuf *out,
                     struct d1_error *error)
{
    const struct d1_symbol *symbol = find(scope, "Approval/", ref, error);
    const struct d1_node *spec = symbol ? d1_node_get(symbol->node, "spec") : NULL;
    const struct d1_node *digest = spec ? d1_node_at(spec, "subject.digest") : NULL;
    struct d1_str path = spec ? d1_node_get_text(d1_node_get(spec, "subject"), "path") : d1_str("");
    struct d1_str blob = digest ? d1_node_get_text(digest, "gitBlob") : d1_str(""), after = {0};
    struct d1_strbuf before = {0}, name = {0};
    struct d1_repo_reader *reader = NULL;
    int result = symbol ? 0 : D1_ERR_USAGE;

    if (result == 0 && (!path.len || !blob.len))
        result =
            d1_error_set(error, D1_ERR_USAGE, "Approval %s does not say which version of which file it approves", ref);
    if (result == 0)
        result = d1_repo_reader_new(&reader, d1_scope_snapshot(scope), error);
    if (result == 0)
        result = d1_repo_read_object(reader, blob, &before, error);
    if (result == 0)
        result = read_present(scope, reader, path, &after, error);
    d1_strbuf_str(&name, path);
    if (result == 0 && (name.oom || d1_patch_write(out, name.ptr, d1_strbuf_view(&before), after) < 0))
        result = d1_error_memory(error);
    if (result == 0)
        result = withhold(scope, with, path, d1_strbuf_view(&before), out, error);
    d1_repo_reader_free(reader);
    d1_strbuf_release(&before);
    d1_strbuf_release(&name);
    return result;
}

/* ---- the approval ---- */

/* "RaidLog/raid" is raidlog-raid. */
static void add_name(struct d1_strbuf *out, const char *ref)
{
    for (; *ref; ref++) {
        char c = *ref >= 'A' && *ref <= 'Z' ? (char)(*ref | 0x20) : *ref;

        d1_strbuf_putc(out, (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-');
    }
}

static int fill(struct d1_tree *tree, const struct d1_scope *scope, const struct d1_approve_arguments *arguments,
                const char *ref, const char *name, const struct d1_approve_version *version, struct d1_error *error)
{
    bool mail = arguments->method && strcmp(arguments->method, "email") == 0;
    struct d1_strbuf path = {0};
    char sha256[D1_SHA256_TEXT] = "";
    int result = arguments->evidence ? d1_approve_read_evidence(scope, arguments->evidence, &path, sha256, error) : 0;
    const struct {
        const char *path, *value;
    } fields[] = {
        {"metadata.name", name},
        {"spec.subject.ref", ref},
        {"spec.subject.path", version->path},
        {"spec.subject.digest.gitBlob", version->blob},
        {"spec.approverRef", arguments->person},
        {"spec.authorityRef", arguments->authority},
        {"spec.decision", arguments->decision},
        {"spec.date", arguments->date},
        {"spec.method", arguments->method},
        {"spec.recordedByRef", arguments->recorded_by},
        {"spec.evidence.0.type", arguments->evidence ? (mail ? "email" : "document") : NULL},
        {"spec.evidence.0.href", path.ptr},
        {"spec.evidence.0.digest.sha256", arguments->evidence ? sha256 : NULL},
        {"spec.evidence.0.collected", arguments->collected},
    };

    if (result == 0 &&
        (d1_tree_put(tree, "apiVersion", d1_str("d1d/v1")) < 0 || d1_tree_put(tree, "kind", d1_str("Approval")) < 0))
        result = d1_error_memory(error);
    for (size_t i = 0; i < sizeof fields / sizeof *fields && result == 0; i++)
        if (fields[i].value)
            result = d1_tree_set(tree, d1_str(fields[i].path), d1_str(fields[i].value), error);
    d1_strbuf_release(&path);
    return result;
}

/* How it is signed, for whoever is to do that; nothing for a path that a shell would read otherwise. */
static void add_command(struct d1_strbuf *out, const char *path, const char *ref)
{
    d1_strbuf_puts(out, "Approval");
    if (!strpbrk(path, "'\"\\$`\n ") && !strpbrk(ref, "'\\\n"))
        d1_strbuf_printf(out, "; to sign it: git add %s && git commit -S -m 'Approve %s'", path, ref);
}

static int make(struct d1_draft *draft, const struct d1_scope *scope, const struct d1_approve_arguments *arguments,
                const char *ref, struct d1_error *error)
{
    const struct d1_kinds *kinds = d1_scope_ruleset(scope)->kinds;
    const struct d1_engagement *engagement = d1_scope_engagement(scope);
    struct d1_tree tree = {.kinds = kinds, .schema = d1_kinds_find(kinds, d1_str("Approval"))->schema_root};
    const struct d1_symbol *symbol = find(scope, "", ref, error);
    struct d1_strbuf name = {0}, shown = {0}, disk = {0}, text = {0}, what = {0};
    struct d1_approve_version version = {0};
    struct d1_doc *doc = NULL;
    int result = symbol ? d1_approve_find_version(&version, d1_scope_root(scope), symbol->artifact->path,
                                                  arguments->revision, error)
                        : D1_ERR_USAGE;

    if (arguments->name)
        d1_strbuf_puts(&name, arguments->name);
    else
        add_name(&name, ref);
    d1_strbuf_printf(&shown, D1_STR_FMT "%sapprovals/%s.yaml", D1_STR_ARG(engagement->directory),
                     engagement->directory.len ? "/" : "", name.ptr ? name.ptr : "");
    d1_strbuf_printf(&disk, "%s/%s", d1_scope_root(scope), shown.ptr ? shown.ptr : "");
    if (shown.ptr)
        add_command(&what, shown.ptr, ref);
    if (result == 0 && (name.oom || shown.oom || disk.oom || what.oom))
        result = d1_error_memory(error);
    if (result == 0)
        result = fill(&tree, scope, arguments, ref, name.ptr, &version, error);
    if (result == 0 &&
        (d1_tree_build(&tree, &doc) < 0 ||
         d1_edit_write(&text, &(struct d1_edit_value){.node = d1_doc_root(doc)}) < 0 ||
         d1_draft_add(draft, disk.ptr,
                      (struct d1_draft_note){.shown = d1_strbuf_view(&shown), .what = d1_strbuf_view(&what)},
                      d1_strbuf_view(&text), d1_strn(NULL, 0)) < 0))
        result = d1_error_memory(error);
    d1_doc_free(doc);
    d1_tree_release(&tree);
    d1_strbuf_release(&name);
    d1_strbuf_release(&shown);
    d1_strbuf_release(&disk);
    d1_strbuf_release(&text);
    d1_strbuf_release(&what);
    return result;
}

/* ---- the command ---- */

static int approve(const struct d1_approve_arguments *arguments, const char *ref)
{
    struct d1_run_options with = {
        .rules_dir = arguments->rules_dir,
        .engagements = &arguments->engagement,
        .engagement_count = arguments->engagement != NULL,
    };
    struct d1_scope *scope = NULL;
    struct d1_draft draft = {0};
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    int status, result = d1_scope_open(&scope, &with, &error);

    if (result == 0)
        result =
            arguments->diff ? show_diff(scope, &with, ref, &out, &error) : make(&draft, scope, arguments, ref, &error);
    if (result == 0 && !arguments->diff)
        result = d1_draft_lint(&draft, &with, D1_DRAFT_NOTHING, &error);
    if (result < 0)
        status = d1_message_error(&error);
    else if (arguments->diff)
        status = d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    else
        status = d1_draft_finish(&draft, arguments->dry_run);
    d1_error_clear(&error);
    d1_strbuf_release(&out);
    d1_draft_release(&draft);
    d1_scope_free(scope);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct d1_approve_arguments arguments = {0};
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (argc - optind != 1)
        return d1_message_usage(command->name, "what is approved? One artifact as Kind/name, or one id");
    if (!arguments.diff && (!arguments.person || !arguments.decision || !arguments.date || !arguments.method))
        return d1_message_usage(command->name, "an approval needs --as, --decision, --date and --method");
    if (!arguments.evidence != !arguments.collected)
        return d1_message_usage(command->name, "--evidence and --collected go together");
    return approve(&arguments, argv[optind]);
}

static const struct d1_command_example examples[] = {
    {"d1lint approve ProjectCharter/charter --as marta.ruiz --authority auth-01 --decision approved --date 2026-03-05 "
     "--method email --evidence evidence/mail/charter.txt --collected 2026-03-05 --recorded-by aoife.byrne",
     "Write down what came by mail."},
    {"d1lint approve --diff projectcharter-charter", "What has changed since then."},
};

const struct d1_command d1_command_approve = {
    .name = "approve",
    .summary = "Write down that somebody approved what is committed.",
    .arguments = "REF",
    .details =
        "Writes an Approval of the file that REF stands in, as HEAD has it, by its id in git, into the folder "
        "`approvals` beside the Engagement. Who, what, when and how are said by options; nothing is made up, and the "
        "digest of the evidence is that of the file as it was read.\n\n"
        "Nothing is written where the file or the evidence is not committed as it lies there, or where a check finds "
        "something against the approval, such as a person without that authority on that day. d1lint does not sign: "
        "it names the command that does.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
