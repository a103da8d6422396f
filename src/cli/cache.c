/* d1lint cache: what earlier runs have kept. */
#include <getopt.h>

#include "cache/cache.h"
#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"
#include "repo/repo.h"

struct arguments {
    bool clear;
};

static const struct d1_option options[] = {
    D1_FLAG(struct arguments, clear, "clear", 0, "Remove all of it."),
};

/* "3.2 MiB"; whole bytes below one KiB. */
static void write_size(struct d1_strbuf *out, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    double size = (double)bytes / 1024;
    size_t unit = 0;

    if (bytes < 1024) {
        d1_strbuf_printf(out, "%u bytes", (unsigned)bytes);
        return;
    }
    for (; size >= 1024 && unit + 1 < sizeof units / sizeof *units; unit++)
        size /= 1024;
    d1_strbuf_printf(out, "%.1f %s", size, units[unit]);
}

static void write_state(struct d1_strbuf *out, const struct d1_cache_state *state)
{
    static const char *const kinds[D1_CACHE_KINDS] = {
        [D1_CACHE_FILE] = "what a file holds",
        [D1_CACHE_OUTLINES] = "which artifacts some files hold, without what these say",
        [D1_CACHE_CONTENTS] = "which contents some files of a work tree have",
        [D1_CACHE_VERDICT] = "a verdict, or what it depends on",
        [D1_CACHE_ENGAGEMENT] = "the verdict of an engagement, or what it depends on",
        [D1_CACHE_SIGNATURE] = "whether a commit or a tag is signed, and with which key",
        [D1_CACHE_WRITERS] = "who wrote what a merge brought, or what that rests on",
        [D1_CACHE_HISTORY] = "what history tells of something, or what that depends on",
    };

    d1_strbuf_printf(out, "folder   " D1_STR_FMT "\nfiles    %zu, with %zu values\n", D1_STR_ARG(state->directory),
                     state->packs, state->entries);
    for (size_t i = 0; i < D1_CACHE_KINDS; i++)
        if (state->kinds[i])
            d1_strbuf_printf(out, "%8zu %s\n", state->kinds[i], kinds[i]);
    d1_strbuf_puts(out, "size     ");
    write_size(out, state->bytes);
    d1_strbuf_puts(out, " of ");
    write_size(out, state->limit);
    d1_strbuf_putc(out, '\n');
}

/* Opens the cache that a run from here would use; *why says so where there is none. */
static int open_cache(struct d1_cache **cache, const char **why, struct d1_error *error)
{
    struct d1_repo *repo = NULL;
    int result = d1_repo_open(&repo, ".", NULL, error);

    if (result == 0) {
        const char *common_dir = d1_repo_info(repo)->common_dir;

        result = d1_cache_open(cache, common_dir[0] ? common_dir : NULL, why, error);
    }
    d1_repo_free(repo);
    return result;
}

static int show(struct d1_cache *cache, const char *why, struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_cache_state state;

    if (!cache) {
        d1_strbuf_printf(out, "nothing is kept: %s\n", why);
        return 0;
    }
    if (d1_cache_describe(cache, &state) < 0)
        return d1_error_memory(error);
    write_state(out, &state);
    return 0;
}

static int run(const struct d1_command *command, int argc, char **argv)
{
    struct arguments arguments = {0};
    struct d1_cache *cache = NULL;
    struct d1_strbuf out = {0};
    struct d1_error error = {0};
    const char *why = NULL;
    int status, result;

    if (!d1_command_parse(command, argc, argv, &arguments, &status))
        return status;
    if (optind < argc)
        return d1_message_usage("cache", "it takes no operands; it is about the repository around the current "
                                         "directory");
    result = d1_repo_global_init(&error);
    if (result == 0) {
        result = open_cache(&cache, &why, &error);
        if (result == 0 && arguments.clear && cache)
            result = d1_cache_clear(cache, &error);
        else if (result == 0)
            result = show(cache, why, &out, &error);
        d1_cache_free(cache);
        d1_repo_global_shutdown();
    }
    status = result < 0 ? d1_message_error(&error) : d1_output_finish(d1_strbuf_view(&out), D1_EXIT_OK);
    d1_strbuf_release(&out);
    d1_error_clear(&error);
    return status;
}

static const struct d1_command_example examples[] = {
    {"d1lint cache", "Where what was read is kept, and how much of it there is."},
    {"d1lint cache --clear", "Begin anew."},
};

const struct d1_command d1_command_cache = {
    .name = "cache",
    .summary = "Show or clear what earlier runs have kept.",
    .arguments = "",
    .details =
        "`d1lint check` keeps what it has read of files by the ids that git gives to their contents, so that what did "
        "not change is not read again, and its verdict, as a whole and of each engagement, by all that it depends "
        "on, so that nothing is judged twice. It changes nothing but time: a verdict is the same with and without it, "
        "and `--no-cache` neither uses nor keeps "
        "anything.\n\n"
        "It lies in `d1lint` in the git directory, or where nothing can be written there in `d1lint` in "
        "XDG_CACHE_HOME (`~/.cache`). It is believed only under a secret that lies in the latter alone: what comes "
        "with a clone or an archive is not. It has at most D1LINT_CACHE_SIZE MiB (256); what was used longest ago goes "
        "first, and 0 is none at all.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .examples = examples,
    .example_count = sizeof examples / sizeof *examples,
    .run = run,
};
