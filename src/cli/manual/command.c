/* d1lint man: the man pages, from the tables that the program runs by. */
#include <getopt.h>
#include <string.h>

#include "base/file/file.h"
#include "cli/command.h"
#include "cli/manual/pages.h"
#include "cli/message.h"
#include "cli/output.h"
#include "verdict/verdict.h"

struct arguments {
    const char *directory;
};

static const struct d1_option options[] = {
    D1_TEXT(struct arguments, directory, "dir", 0, "DIR", "Write every page into man1 and man5 of this folder."),
};

static int write_page(const char *directory, const struct d1_manual_page *page, const struct d1_ruleset *ruleset,
                      struct d1_error *error)
{
    struct d1_strbuf text = {0}, path = {0};
    int result;

    d1_manual_write(&text, page, ruleset);
    d1_strbuf_printf(&path, "%s/man%d", directory, page->section);
    result = path.oom || text.oom ? d1_error_memory(error) : d1_file_make_directory(path.ptr, error);
    d1_strbuf_printf(&path, "/%s.%d", page->name.ptr, page->section);
    if (result == 0)
        result = path.oom ? d1_error_memory(error) : d1_output_file(path.ptr, d1_strbuf_view(&text), error);
    d1_strbuf_release(&text);
    d1_strbuf_release(&path);
    return result;
}

static int write_all(const char *directory, const struct d1_ruleset *ruleset)
{
    struct d1_manual_page page = {0};
    struct d1_error error = {0};
    int result = d1_file_make_directory(directory, &error), status = D1_EXIT_OK;

    for (size_t i = 0; result == 0 && d1_manual_get(&page, i); i++)
        result = write_page(directory, &page, ruleset, &error);
    if (result < 0)
        status = d1_message_error(&error);
    d1_error_clear(&error);
    d1_strbuf_release(&page.name);
    return status;
}

/* "check", "d1lint-check", "d1lint", "policy". */
static int print_page(const char *name, const struct d1_ruleset *ruleset)
{
    struct d1_manual_page page = {0};
    struct d1_strbuf text = {0};
    int status = D1_EXIT_USAGE;
    bool found = false;

    for (size_t i = 0; !found && d1_manual_get(&page, i); i++)
        found = !page.name.oom && (strcmp(page.name.ptr, name) == 0 ||
                                   (strlen(page.name.ptr) > 7 && strcmp(page.name.ptr + 7, name) == 0));
    if (found) {
        d1_manual_write(&text, &page, ruleset);
        status = text.oom ? d1_output_settle(D1_EXIT_FAILURE) : d1_output_finish(d1_strbuf_view(&text), D1_EXIT_OK);
    } else {
        status = d1_message_usage("man", "there is no page %s; `d1lint man d1lint` names all under SEE ALSO", name);
    }
    d1_strbuf_release(&text);
    d1_strbuf_release(&page.name);
    return status;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_ruleset *ruleset = NULL;
    struct d1_error error = {0};
    int status;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (argc - optind > 1 || (argc > optind && arguments.directory))
        return d1_message_usage(command->name, "one page at a time; --dir writes them all");
    if (d1_ruleset_load(&ruleset, NULL, &error) < 0)
        status = d1_message_error(&error);
    else if (arguments.directory)
        status = write_all(arguments.directory, ruleset);
    else
        status = print_page(optind < argc ? argv[optind] : "d1lint", ruleset);
    d1_error_clear(&error);
    d1_ruleset_free(ruleset);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint man check | man -l -", "Read a page that is not installed."},
    {"d1lint man --dir /usr/local/share/man", "Install all pages, as `make install` does."},
};

const struct d1_command d1_command_man = {
    .name = "man",
    .summary = "Print a man page, or write all of them.",
    .arguments = "[PAGE]",
    .details =
        "There is a page for each command, one for the program, and d1lint-policy(5) and d1lint-rule(5) for the files "
        "that people write. They are made of the same tables as --help, and of the schemas.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
