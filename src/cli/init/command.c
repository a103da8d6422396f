/* d1lint init: an engagement in a folder. */
#include <getopt.h>
#include <string.h>

#include "base/date.h"
#include "cli/command.h"
#include "cli/init/init.h"
#include "cli/init/site.h"
#include "cli/message.h"
#include "cli/write/draft.h"
#include "cli/write/skeleton.h"
#include "cli/write/tree.h"

#define KIND "Engagement"

struct arguments {
    const char *name, *title, *customer, *provider, *profile, *contract_signed, *s2d_exit, *kickoff, *target_end,
        *time_zone, *lead, *adopted, *ci, *schemas;
    struct d1_option_list set;
    bool pre_commit, dry_run;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, name, "name", 0, "NAME",
            "Name of the engagement: lower-case letters, digits and hyphens."),
    D1_TEXT(struct arguments, title, "title", 0, "TEXT", "What it is about, in a few words."),
    D1_TEXT(struct arguments, customer, "customer", 0, "NAME", "The customer's organisation."),
    D1_TEXT(struct arguments, provider, "provider", 0, "NAME", "Your organisation; left out, only its id is written."),
    D1_TEXT(struct arguments, profile, "profile", 0, "PROFILE", "How much is asked for: lite, standard or regulated."),
    D1_TEXT(struct arguments, contract_signed, "contract-signed", 0, "DATE", "Day on which the contract is signed."),
    D1_TEXT(struct arguments, s2d_exit, "s2d-exit", 0, "DATE", "Day on which sales has handed over."),
    D1_TEXT(struct arguments, kickoff, "kickoff", 0, "DATE", "Day of the kickoff with the customer."),
    D1_TEXT(struct arguments, target_end, "target-end", 0, "DATE", "Agreed day of the end."),
    D1_TEXT(struct arguments, time_zone, "time-zone", 0, "ZONE", "Where dates are read, as in Europe/Dublin."),
    D1_LIST(struct arguments, set, "set", 0, "PATH=VALUE", "A further field of the Engagement, as in currency=EUR."),
    D1_TEXT(struct arguments, lead, "lead", 0, "ID", "Also begin a TeamRoster with this person as engagement manager."),
    D1_TEXT(struct arguments, adopted, "adopted", 0, "DATE",
            "Also write a policy: what was due before this day is not asked for."),
    D1_TEXT(struct arguments, ci, "ci", 0, "FORGE", "Also write a CI job: github or gitlab."),
    D1_FLAG(struct arguments, pre_commit, "pre-commit", 0, "Also write a configuration of pre-commit."),
    D1_TEXT(struct arguments, schemas, "schemas", 0, "DIR", "Name the folder with schemas in a modeline for editors."),
    D1_DRY_RUN(struct arguments),
};

/* ---- what is given ---- */

/* An option and the field that it fills. */
struct given {
    const char *option, *path, *value;
};

enum { GIVEN = 9 };

static void list_given(const struct arguments *arguments, struct given given[GIVEN])
{
    struct given all[GIVEN] = {
        {"--name", "metadata.name", arguments->name},
        {"--title", "spec.title", arguments->title},
        {"--customer", "spec.customer.name", arguments->customer},
        {"--profile", "spec.profile", arguments->profile},
        {"--contract-signed", "spec.dates.contractSigned", arguments->contract_signed},
        {"--s2d-exit", "spec.dates.s2dExit", arguments->s2d_exit},
        {"--kickoff", "spec.dates.kickoff", arguments->kickoff},
        {"--target-end", "spec.dates.targetEnd", arguments->target_end},
        {"--time-zone", "spec.timeZone", arguments->time_zone},
    };

    memcpy(given, all, sizeof all);
}

static int tell_missing(const struct d1_command *command, const struct given given[GIVEN])
{
    struct d1_strbuf missing = {0};
    size_t count = 0, told = 0;
    int status = D1_EXIT_OK;

    for (size_t i = 0; i < GIVEN; i++)
        count += !given[i].value;
    for (size_t i = 0; i < GIVEN; i++)
        if (!given[i].value)
            d1_strbuf_printf(&missing, "%s%s", d1_strbuf_joint(told++, count, " and "), given[i].option);
    if (count)
        status = d1_message_usage(command->name, "an engagement needs " D1_STR_FMT " besides",
                                  D1_STR_ARG(d1_strbuf_view(&missing)));
    d1_strbuf_release(&missing);
    return status;
}

/* An id made of a name: "Harbour Museum" is harbour-museum. Empty where the name has no letter or digit of ASCII. */
static void add_id(struct d1_strbuf *out, struct d1_str name)
{
    bool gap = false;

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? (char)(name.ptr[i] | 0x20) : name.ptr[i];

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            if (gap && out->len)
                d1_strbuf_putc(out, '-');
            d1_strbuf_putc(out, c);
            gap = false;
        } else {
            gap = true;
        }
    }
}

static int put_id(struct d1_tree *tree, const char *path, struct d1_str name, const char *otherwise)
{
    struct d1_strbuf id = {0};
    int result = 0;

    add_id(&id, name);
    if (!id.len)
        d1_strbuf_puts(&id, otherwise);
    if (!d1_tree_has(tree, path))
        result = d1_tree_put(tree, path, d1_strbuf_view(&id));
    result = id.oom ? D1_ERR_MEMORY : result;
    d1_strbuf_release(&id);
    return result;
}

/* The day on which the engagement is looked at first: that of the contract, or on which the guide is adopted. */
static const char *first_day_of(const struct arguments *arguments)
{
    return arguments->adopted ? arguments->adopted : arguments->contract_signed;
}

/* Where the engagement stands on its first day, by the dates that are given; NULL where one of them is no date. */
static const char *lifecycle_of(const struct arguments *arguments)
{
    const struct {
        const char *until, *state;
    } states[] = {{arguments->s2d_exit, "s2d"}, {arguments->kickoff, "sprint0"}};
    d1_date day, signing, until;

    if (!d1_date_parse(d1_str(first_day_of(arguments)), &day) ||
        !d1_date_parse(d1_str(arguments->contract_signed), &signing))
        return NULL;
    if (day < signing)
        return "presales";
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (!d1_date_parse(d1_str(states[i].until), &until))
            return NULL;
        if (day <= until)
            return states[i].state;
    }
    return "delivery";
}

/* A text of an option is a text, whatever it looks like; `--set` reads its value by the schema. */
static int fill(struct d1_tree *tree, const struct arguments *arguments, const struct given given[GIVEN],
                struct d1_error *error)
{
    const char *lifecycle = lifecycle_of(arguments);
    int result = 0;

    for (size_t i = 0; i < arguments->set.len && result == 0; i++) {
        struct d1_str path = d1_str(arguments->set.items[i]);
        struct d1_str text =
            d1_arena_printf(&tree->arena, "%s%s", d1_str_starts(path, "metadata.") ? "" : "spec.", path.ptr);

        result = text.ptr ? d1_tree_assign(tree, text.ptr, error) : d1_error_memory(error);
    }
    for (size_t i = 0; i < GIVEN && result == 0; i++) {
        result = d1_tree_set(tree, d1_str(given[i].path), d1_str(given[i].value), error);
        if (result == D1_ERR_USAGE)
            d1_error_prefix(error, "%s", given[i].option);
    }
    if (result == 0 && arguments->provider)
        result = d1_tree_set(tree, d1_str("spec.provider.name"), d1_str(arguments->provider), error);
    if (result == 0 && lifecycle && !d1_tree_has(tree, "spec.lifecycle"))
        result = d1_tree_set(tree, d1_str("spec.lifecycle"), d1_str(lifecycle), error);
    if (result == 0 &&
        (d1_tree_put(tree, "apiVersion", d1_str("d1d/v1")) < 0 || d1_tree_put(tree, "kind", d1_str(KIND)) < 0 ||
         put_id(tree, "spec.customer.id", d1_str(arguments->customer), "customer") < 0 ||
         put_id(tree, "spec.provider.id", d1_str(arguments->provider), "provider") < 0))
        result = d1_error_memory(error);
    return result;
}

/* ---- the files ---- */

/* What forges and git look for at the root goes there where there is one. */
enum where { IN_FOLDER, AT_ROOT };

static int add_file(struct d1_draft *draft, const struct d1_site *site, enum where where, const char *name,
                    struct d1_strbuf *text, struct d1_error *error)
{
    struct d1_str folder = where == AT_ROOT && site->is_git ? d1_str("") : d1_strbuf_view(&site->shown);
    struct d1_strbuf disk = {0}, shown = {0};
    int result = D1_ERR_MEMORY;

    d1_strbuf_printf(&shown, D1_STR_FMT "%s", D1_STR_ARG(folder), name);
    d1_strbuf_str(&disk, d1_strbuf_view(&site->root));
    d1_strbuf_str(&disk, d1_strbuf_view(&shown));
    if (!disk.oom && !shown.oom && !text->oom)
        result = d1_draft_add(draft, disk.ptr, (struct d1_draft_note){.shown = d1_strbuf_view(&shown)},
                              d1_strbuf_view(text), d1_strn(NULL, 0));
    d1_strbuf_release(&disk);
    d1_strbuf_release(&shown);
    d1_strbuf_release(text);
    return result < 0 ? d1_error_memory(error) : 0;
}

static int add_engagement(struct d1_draft *draft, const struct d1_site *site, const struct arguments *arguments,
                          const struct d1_ruleset *ruleset, const struct given given[GIVEN], struct d1_error *error)
{
    const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, d1_str(KIND));
    struct d1_tree tree = {.kinds = ruleset->kinds, .schema = kind->schema_root};
    struct d1_strbuf text = {0};
    struct d1_doc *doc = NULL;
    int result = fill(&tree, arguments, given, error);

    if (result == 0 && d1_tree_build(&tree, &doc) < 0)
        result = d1_error_memory(error);
    if (result == 0 && arguments->schemas)
        d1_strbuf_printf(&text, "# yaml-language-server: $schema=%s%s" KIND ".schema.json\n", arguments->schemas,
                         d1_str_ends(d1_str(arguments->schemas), "/") ? "" : "/");
    if (result == 0 && d1_skeleton_artifact(&text, ruleset, kind, d1_doc_root(doc), NULL) < 0)
        result = d1_error_memory(error);
    if (result == 0)
        result = add_file(draft, site, IN_FOLDER, "engagement.yaml", &text, error);
    d1_strbuf_release(&text);
    d1_doc_free(doc);
    d1_tree_release(&tree);
    return result;
}

/* A document of a few fields that need no skeleton. */
static int add_small(struct d1_draft *draft, const struct d1_site *site, const struct d1_ruleset *ruleset,
                     const char *kind_name, const char *file, const char *const *assignments, struct d1_error *error)
{
    const struct d1_kind *kind = d1_kinds_find(ruleset->kinds, d1_str(kind_name));
    struct d1_tree tree = {.kinds = ruleset->kinds, .schema = kind->schema_root};
    struct d1_strbuf text = {0};
    struct d1_doc *doc = NULL;
    int result = d1_tree_put(&tree, "apiVersion", kind->version) < 0 || d1_tree_put(&tree, "kind", kind->name) < 0
                     ? d1_error_memory(error)
                     : 0;

    for (; *assignments && result == 0; assignments += 2)
        result = d1_tree_set(&tree, d1_str(assignments[0]), d1_str(assignments[1]), error);
    if (result == 0 &&
        (d1_tree_build(&tree, &doc) < 0 || d1_skeleton_artifact(&text, ruleset, kind, d1_doc_root(doc), NULL) < 0))
        result = d1_error_memory(error);
    if (result == 0)
        result = add_file(draft, site, IN_FOLDER, file, &text, error);
    d1_strbuf_release(&text);
    d1_doc_free(doc);
    d1_tree_release(&tree);
    return result;
}

static int add_documents(struct d1_draft *draft, const struct d1_site *site, const struct arguments *arguments,
                         const struct d1_ruleset *ruleset, struct d1_error *error)
{
    struct d1_strbuf provider = {0};
    int result = 0;

    add_id(&provider, d1_str(arguments->provider));
    if (!provider.len)
        d1_strbuf_puts(&provider, "provider");
    if (provider.oom)
        result = d1_error_memory(error);
    if (result == 0 && arguments->lead) {
        const char *const roster[] = {"metadata.name",
                                      "team-roster",
                                      "spec.people.0.id",
                                      arguments->lead,
                                      "spec.people.0.org",
                                      provider.ptr,
                                      "spec.people.0.function",
                                      "delivery",
                                      "spec.people.0.roles",
                                      "[engagementManager]",
                                      NULL};

        result = add_small(draft, site, ruleset, "TeamRoster", "team-roster.yaml", roster, error);
    }
    if (result == 0 && arguments->adopted) {
        const char *const policy[] = {"metadata.name", "policy", "spec.adopted", arguments->adopted, NULL};

        result = add_small(draft, site, ruleset, "LintPolicy", "policy.yaml", policy, error);
    }
    d1_strbuf_release(&provider);
    return result;
}

static int add_texts(struct d1_draft *draft, const struct d1_site *site, const struct arguments *arguments,
                     struct d1_error *error)
{
    const struct d1_init_facts facts = {d1_str(arguments->name), d1_str(arguments->title), d1_str(arguments->customer),
                                        arguments->schemas};
    const struct {
        const char *name;
        enum where where;
        bool wanted;
        void (*write)(struct d1_strbuf *out, const struct d1_init_facts *facts);
    } files[] = {
        {"README.md", IN_FOLDER, true, d1_init_readme},
        {".github/workflows/d1lint.yml", AT_ROOT, arguments->ci && strcmp(arguments->ci, "github") == 0,
         d1_init_github},
        {".gitlab-ci.yml", AT_ROOT, arguments->ci && strcmp(arguments->ci, "gitlab") == 0, d1_init_gitlab},
        {".pre-commit-config.yaml", AT_ROOT, arguments->pre_commit, d1_init_pre_commit},
    };
    int result = 0;

    for (size_t i = 0; i < sizeof files / sizeof *files && result == 0; i++) {
        struct d1_strbuf text = {0};

        if (!files[i].wanted)
            continue;
        files[i].write(&text, &facts);
        result = add_file(draft, site, files[i].where, files[i].name, &text, error);
    }
    return result;
}

/* ---- the command ---- */

static int begin(const struct arguments *arguments, const char *directory, const struct given given[GIVEN],
                 struct d1_draft *draft, struct d1_error *error)
{
    struct d1_ruleset *ruleset = NULL;
    struct d1_problems problems = {0};
    struct d1_site site = {0};
    const char *first_day = first_day_of(arguments);
    struct d1_run_options run = {0};
    d1_date date;
    int result = d1_site_find(&site, directory, error);

    if (d1_date_parse(d1_str(first_day), &date))
        run.as_of = first_day; /* else the fault of shape is told */

    if (result == 0)
        result = d1_ruleset_load(&ruleset, NULL, error);
    if (result == 0 && d1_ruleset_compile(ruleset, &problems) < 0)
        result = d1_error_memory(error); /* the build has compiled these before */
    if (result == 0)
        result = add_engagement(draft, &site, arguments, ruleset, given, error);
    if (result == 0)
        result = add_documents(draft, &site, arguments, ruleset, error);
    if (result == 0)
        result = add_texts(draft, &site, arguments, error);
    if (result == 0)
        result = d1_edit_files_check(&draft->files, error);
    run.directory = site.around.ptr;
    /* An engagement on its first day has nothing to answer for. One that adopts the guide later has a past. */
    if (result == 0)
        result = d1_draft_lint(draft, &run, arguments->adopted ? D1_DRAFT_ENGAGEMENT : D1_DRAFT_NOTHING, error);
    d1_problems_release(&problems);
    d1_ruleset_free(ruleset);
    d1_site_release(&site);
    return result;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct given given[GIVEN];
    struct d1_draft draft = {0};
    struct d1_error error = {0};
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        goto done;
    list_given(&arguments, given);
    if (argc - optind > 1)
        status = d1_message_usage(command->name, "one folder at a time");
    else if (arguments.ci && strcmp(arguments.ci, "github") != 0 && strcmp(arguments.ci, "gitlab") != 0)
        status = d1_message_usage(command->name, "--ci is github or gitlab, not %s", arguments.ci);
    else
        status = tell_missing(command, given);
    if (status != D1_EXIT_OK)
        goto done;
    if (begin(&arguments, optind < argc ? argv[optind] : ".", given, &draft, &error) < 0)
        status = d1_message_error(&error);
    else
        status = d1_draft_finish(&draft, arguments.dry_run);
done:
    d1_error_clear(&error);
    d1_draft_release(&draft);
    d1_vec_release(&arguments.set);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint init museum --name museum --title 'Backup review' --customer 'Harbour Museum' --profile lite "
     "--contract-signed 2026-03-02 --s2d-exit 2026-03-16 --kickoff 2026-03-30 --target-end 2026-05-08 "
     "--time-zone Europe/Dublin",
     "The root of an engagement in the new folder `museum`."},
};

const struct d1_command d1_command_init = {
    .name = "init",
    .summary = "Begin an engagement: its root document, and what belongs beside it.",
    .arguments = "[DIR]",
    .details = "Writes engagement.yaml and README.md into DIR, or the current directory, and what further options ask "
               "for. Only what is given is written, and with it where the engagement stands by these dates on "
               "its first day (`lifecycle`); all else stands in comments. What is written is linted first, and "
               "where it contradicts itself nothing is.\n\n"
               "Nothing is asked, overwritten, committed or signed. Either all files are written, or none.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
