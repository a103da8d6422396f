/* d1lint new: a document, an entry of one, or a rule. */
#include <getopt.h>
#include <string.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/new/new.h"
#include "cli/suggest.h"

static const struct d1_option options[] = {
    D1_LIST(struct d1_new_arguments, set, "set", 0, "PATH=VALUE",
            "A field and its value; lists and mappings as YAML in [ ] and { }."),
    D1_TEXT(struct d1_new_arguments, in, "in", 0, "FILE", "The file that it is written to."),
    D1_ENGAGEMENT(struct d1_new_arguments),
    D1_RULES(struct d1_new_arguments),
    D1_TEXT(struct d1_new_arguments, from, "from", 0, "FILE", "Fill a document with the rows of a table in CSV."),
    D1_TEXT(struct d1_new_arguments, map, "map", 0, "FILE", "What columns and words of the table mean, in YAML."),
    D1_TEXT(struct d1_new_arguments, directory, "dir", 0, "DIR", "Of a Rule: the folder that it is written to."),
    D1_TEXT(struct d1_new_arguments, phase, "phase", 0, "PHASE", "Of a Rule: s2d, launch, manage or close."),
    D1_DRY_RUN(struct d1_new_arguments),
};

static int unknown_name(const struct d1_kinds *kinds, const char *name)
{
    struct d1_suggest nearest = {0};

    for (size_t i = 0; i < kinds->kind_count; i++)
        if (!kinds->kinds[i].policy)
            d1_suggest_look(&nearest, d1_str(name), kinds->kinds[i].name);
    for (size_t i = 0; i < kinds->type_count; i++)
        d1_suggest_look(&nearest, d1_str(name), kinds->types[i].name);
    d1_suggest_look(&nearest, d1_str(name), d1_str("Rule"));
    if (nearest.found.len)
        return d1_message_usage("new", "there is no kind or item %s; did you mean " D1_STR_FMT "?", name,
                                D1_STR_ARG(nearest.found));
    return d1_message_usage("new", "there is no kind or item %s; `d1lint list kinds` names them", name);
}

static int make_rule(const struct d1_command *command, const struct d1_new_arguments *arguments, const char *id)
{
    struct d1_ruleset *ruleset = NULL;
    struct d1_draft draft = {0};
    struct d1_error error = {0};
    int status;

    if (!id || !arguments->directory)
        return d1_message_usage(command->name, "a Rule needs an ID, as in PMO-001, and --dir DIR");
    if (d1_ruleset_load(&ruleset, arguments->rules_dir, &error) < 0 ||
        d1_new_rule(&draft, arguments, ruleset, id, &error) < 0)
        status = d1_message_error(&error);
    else
        status = d1_draft_finish(&draft, arguments->dry_run);
    d1_error_clear(&error);
    d1_draft_release(&draft);
    d1_ruleset_free(ruleset);
    return status;
}

static int make_in_engagement(const struct d1_command *command, const struct d1_new_arguments *arguments,
                              const char *what, const char *name)
{
    struct d1_new new = {0};
    struct d1_error error = {0};
    const struct d1_kind *kind;
    const struct d1_item_type *type;
    int status = D1_EXIT_OK, result = d1_new_open(&new, arguments, &error);

    if (result == 0) {
        kind = d1_kinds_find(new.ruleset->kinds, d1_str(what));
        type = d1_kinds_type(new.ruleset->kinds, d1_str(what));
        if (kind && (!kind->policy || strcmp(what, "LintPolicy") == 0))
            result = d1_new_kind(&new, kind, name, &error);
        else if (type && name)
            status = d1_message_usage(command->name, "a %s has no NAME; what it is called is said by --set", what);
        else if (type && arguments->from)
            status = d1_message_usage(command->name, "--from fills a document; name its kind");
        else if (type)
            result = d1_new_item(&new, type, &error);
        else
            status = unknown_name(new.ruleset->kinds, what);
    }
    if (result == 0 && status == D1_EXIT_OK)
        result = d1_draft_lint(&new.draft, &new.options, D1_DRAFT_SHAPE, &error);
    if (result < 0)
        status = d1_message_error(&error);
    else if (status == D1_EXIT_OK)
        status = d1_draft_finish(&new.draft, arguments->dry_run);
    d1_error_clear(&error);
    d1_new_release(&new);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct d1_new_arguments arguments = {0};
    const char *what, *name;
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    what = optind < argc ? argv[optind] : NULL;
    name = optind + 1 < argc ? argv[optind + 1] : NULL;
    if (!what || argc - optind > 2)
        status = d1_message_usage(command->name,
                                  what ? "one thing at a time" : "what is to be made? For example: d1lint new RaidLog");
    else if (strcmp(what, "Engagement") == 0)
        status = d1_message_usage(command->name, "an Engagement is begun by `d1lint init`");
    else if (strcmp(what, "Rule") == 0)
        status = make_rule(command, &arguments, name);
    else if (arguments.directory || arguments.phase)
        status = d1_message_usage(command->name, "--dir and --phase are for a Rule");
    else if (arguments.map && !arguments.from)
        status = d1_message_usage(command->name, "--map is about the table of --from");
    else
        status = make_in_engagement(command, &arguments, what, name);
done:
    d1_vec_release(&arguments.set);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint new RaidLog", "A RAID log, with what gates will ask of it, and when, as comments."},
    {"d1lint new MeetingRecord kickoff --set type=kickoff --set date=2026-03-30",
     "One of several documents of a kind, under a name of its own."},
    {"d1lint new Risk --set type=threat --set status=open --set title='Access late' --set ownerRef=jo.ray",
     "An entry of the RAID log, with the next free id."},
    {"d1lint new RaidLog --from risks.csv --map map.yaml", "A RAID log with the risks of a spreadsheet."},
    {"d1lint new Rule PMO-001 --dir ../pmo/rules", "A check of your own, with its examples."},
};

const struct d1_command d1_command_new = {
    .name = "new",
    .summary = "Make a document, an entry of one, or a rule.",
    .arguments = "KIND|ITEM|Rule [NAME|ID]",
    .details =
        "A document goes into a file of its own beside the Engagement, an entry to the end of its list, with the "
        "next free id; comments, order and indentation of the file stay. Only what --set gives is written: no "
        "date, decision or evidence is made up. What else could be written stands in comments, with the checks "
        "that will ask for it.\n\n"
        "Values are read as their schema has them, so that an amount stays text and a score is a number. What is "
        "written is linted first: where it has not its shape, or names somebody who is not there, nothing is "
        "written. Nothing is asked, overwritten, committed or signed.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
