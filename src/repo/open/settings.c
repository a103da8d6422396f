/*
 * Settings that the environment holds: GIT_CONFIG_COUNT with its variables, and GIT_CONFIG_PARAMETERS, by which
 * `git -c NAME=VALUE commit` hands its own on to the hooks that it runs. libgit2 knows neither.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "repo/internal.h"

static int add(struct d1_repo_settings *settings, const char *key, const char *value, struct d1_error *error)
{
    if (settings->len >= 2 * (size_t)D1_LIMIT_CONFIG_ENTRIES)
        return d1_error_set(error, D1_ERR_READ, "the environment has more than %d settings of git",
                            2 * D1_LIMIT_CONFIG_ENTRIES);
    return d1_vec_push(settings, ((struct d1_repo_setting){key, value})) < 0 ? d1_error_memory(error) : 0;
}

/* ---- GIT_CONFIG_COUNT ---- */

static int read_counted(struct d1_repo_settings *settings, const char *text, struct d1_error *error)
{
    char *end = NULL;
    unsigned long count = strtoul(text, &end, 10);
    int result = 0;

    if (*end || count > D1_LIMIT_CONFIG_ENTRIES)
        return d1_error_set(error, D1_ERR_READ, "GIT_CONFIG_COUNT is '%s', which is no number from 0 to %d: correct it",
                            text, D1_LIMIT_CONFIG_ENTRIES);
    for (unsigned long i = 0; i < count && result == 0; i++) {
        char key[64], value[64];

        snprintf(key, sizeof key, "GIT_CONFIG_KEY_%lu", i);
        snprintf(value, sizeof value, "GIT_CONFIG_VALUE_%lu", i);
        if (!getenv(key) || !getenv(value))
            return d1_error_set(error, D1_ERR_READ,
                                "GIT_CONFIG_COUNT is %s, but there is no %s: set it, or correct the count", text,
                                getenv(key) ? value : key);
        result = add(settings, getenv(key), getenv(value), error);
    }
    return result;
}

/* ---- GIT_CONFIG_PARAMETERS ---- */

/*
 * Takes a word in single quotes off the front of *text, as a shell reads it: only \' and \! stand outside of them. NULL
 * when there is none, or memory is short.
 */
static char *take_word(const char **text, struct d1_arena *arena)
{
    const char *from = *text;
    char *word = *from == '\'' ? d1_arena_alloc(arena, strlen(from) + 1) : NULL, *to = word;

    while (word && *from == '\'') {
        const char *end = strchr(from + 1, '\'');

        if (!end)
            return NULL;
        memcpy(to, from + 1, (size_t)(end - from - 1));
        to += end - from - 1;
        from = end + 1;
        if (from[0] == '\\' && (from[1] == '\'' || from[1] == '!') && from[2] == '\'') {
            *to++ = from[1];
            from += 2;
        }
    }
    if (word)
        *to = '\0';
    *text = from;
    return word;
}

/* One of 'NAME'='VALUE', 'NAME'= and 'NAME', of gits before 2.31 'NAME=VALUE'. A name by itself is true. */
static int read_parameter(struct d1_repo_settings *settings, const char **text, struct d1_arena *arena,
                          struct d1_error *error)
{
    char *key = take_word(text, arena), *equals = key ? strchr(key, '=') : NULL;
    const char *value = "true";

    if (key && **text == '=') {
        ++*text;
        value = **text == '\'' ? take_word(text, arena) : "";
    } else if (equals) {
        *equals = '\0';
        value = equals + 1;
    }
    if (!key || !value || (**text && **text != ' '))
        return d1_error_set(error, D1_ERR_READ,
                            "GIT_CONFIG_PARAMETERS is not as git writes it for `-c NAME=VALUE`: unset it");
    return add(settings, key, value, error);
}

static int read_parameters(struct d1_repo_settings *settings, const char *text, struct d1_arena *arena,
                           struct d1_error *error)
{
    int result = 0;

    for (text += strspn(text, " "); *text && result == 0; text += strspn(text, " "))
        result = read_parameter(settings, &text, arena, error);
    return result;
}

int d1_repo_settings_read(struct d1_repo_settings *settings, const struct d1_repo_options *options,
                          struct d1_arena *arena, struct d1_error *error)
{
    const char *counted = d1_repo_environment(options, "GIT_CONFIG_COUNT");
    const char *parameters = d1_repo_environment(options, "GIT_CONFIG_PARAMETERS");
    int result = counted ? read_counted(settings, counted, error) : 0;

    if (result == 0 && parameters)
        result = read_parameters(settings, parameters, arena, error);
    return result;
}
