/* Values from run to run, and what is not believed. Each test is a process, with a cache home and a git directory. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "cache/pack.h"
#include "cache/store.h"

static char box[] = "/tmp/d1lint-cache-XXXXXX", git_dir[64], home[64];

static void make_box(void)
{
    cr_assert(mkdtemp(box));
    snprintf(git_dir, sizeof git_dir, "%s/git", box);
    snprintf(home, sizeof home, "%s/home", box);
    cr_assert_eq(mkdir(git_dir, 0700), 0);
    setenv("XDG_CACHE_HOME", home, 1);
    unsetenv("D1LINT_CACHE_SIZE");
}

static void remove_box(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf %s", box);
    cr_assert_eq(system(command), 0); /* NOLINT(cert-env33-c): the words are the test's own */
}

TestSuite(cache, .init = make_box, .fini = remove_box);

/* The cache of the git directory; it must open. */
static struct d1_cache *open_cache(void)
{
    struct d1_cache *cache = NULL;
    const char *why = NULL;

    cr_assert_eq(d1_cache_open(&cache, git_dir, &why, NULL), 0);
    cr_assert(cache, "%s", why);
    return cache;
}

static struct d1_print key(const struct d1_cache *cache, const char *text)
{
    return d1_cache_key(cache, d1_str(text));
}

static void put(struct d1_cache *cache, const char *name, const char *value)
{
    cr_assert_eq(d1_cache_put(cache, D1_CACHE_FILE, key(cache, name), d1_str(value)), 0);
}

/* Keeps one value, as a run of its own. */
static void keep(const char *name, const char *value)
{
    struct d1_cache *cache = open_cache();

    put(cache, name, value);
    d1_cache_finish(cache);
    d1_cache_free(cache);
}

/* Whether a new run has the value; NULL: that it has none. */
static bool has(const char *name, const char *value)
{
    struct d1_cache *cache = open_cache();
    struct d1_strbuf bytes = {0};
    int found = d1_cache_get(cache, key(cache, name), &bytes);
    bool right = value ? found == 1 && d1_str_is(d1_strbuf_view(&bytes), value) : found == 0;

    d1_strbuf_release(&bytes);
    d1_cache_free(cache);
    return right;
}

static size_t count_packs(void)
{
    struct d1_cache *cache = open_cache();
    size_t count = cache->packs.len;

    d1_cache_free(cache);
    return count;
}

/* The path of the only pack. */
static void pack_path(char *path, size_t size)
{
    struct d1_cache *cache = open_cache();

    cr_assert_eq(cache->packs.len, 1);
    cr_assert_lt(snprintf(path, size, "%s/d1lint/%s", git_dir, cache->packs.items[0].name), (int)size);
    d1_cache_free(cache);
}

Test(cache, a_value_is_there_for_the_next_run)
{
    keep("a", "one");
    keep("b", "two");
    cr_expect(has("a", "one"));
    cr_expect(has("b", "two"));
    cr_expect(has("c", NULL));
}

Test(cache, what_was_not_finished_is_not_kept)
{
    struct d1_cache *cache = open_cache();

    put(cache, "a", "one");
    d1_cache_free(cache);
    cr_expect(has("a", NULL));
    cr_expect_eq(count_packs(), 0);
}

Test(cache, one_value_for_a_key_in_a_run)
{
    struct d1_cache *cache = open_cache();

    put(cache, "a", "one");
    put(cache, "a", "one");
    cr_expect_eq(cache->writer.entries.len, 1);
    d1_cache_free(cache);
}

Test(cache, it_lies_in_the_git_directory_and_else_in_the_cache_home)
{
    char path[128];
    struct d1_cache *cache = open_cache();

    snprintf(path, sizeof path, "%s/d1lint", git_dir);
    cr_expect_str_eq(cache->path, path);
    d1_cache_free(cache);
    cr_assert_eq(chmod(path, 0770), 0); /* others may write there */
    cache = open_cache();
    snprintf(path, sizeof path, "%s/d1lint", home);
    cr_expect_str_eq(cache->path, path);
    d1_cache_free(cache);
}

Test(cache, a_link_is_no_folder)
{
    char path[128], target[128];
    struct d1_cache *cache;

    snprintf(path, sizeof path, "%s/d1lint", git_dir);
    snprintf(target, sizeof target, "%s/elsewhere", box);
    cr_assert_eq(mkdir(target, 0700), 0);
    cr_assert_eq(symlink(target, path), 0);
    cache = open_cache();
    put(cache, "a", "one");
    d1_cache_finish(cache);
    d1_cache_free(cache);
    cr_expect_eq(rmdir(target), 0, "nothing was written through the link");
    cr_expect(has("a", "one"));
}

Test(cache, another_secret_knows_nothing_of_it)
{
    char path[128];

    keep("a", "one");
    snprintf(path, sizeof path, "%s/d1lint/secret", home);
    cr_assert_eq(unlink(path), 0);
    cr_expect(has("a", NULL));
}

Test(cache, a_secret_that_others_may_read_is_none)
{
    struct d1_cache *cache;
    const char *why = NULL;
    char path[128];

    keep("a", "one");
    snprintf(path, sizeof path, "%s/d1lint/secret", home);
    cr_assert_eq(chmod(path, 0644), 0);
    cr_expect_eq(d1_cache_open(&cache, git_dir, &why, NULL), 0);
    cr_expect_null(cache);
    cr_expect(why && strstr(why, "secret"));
}

/* Every byte of a pack, one after the other, and every length: the value is right or not there. */
Test(cache, a_damaged_or_torn_pack_has_nothing)
{
    char path[192], bytes[512];
    ssize_t size;
    int fd;

    keep("a", "one");
    pack_path(path, sizeof path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    size = read(fd, bytes, sizeof bytes);
    cr_assert(size > 0 && size < (ssize_t)sizeof bytes);
    for (ssize_t i = 0; i < size; i++) {
        char wrong = (char)(bytes[i] ^ 0x41);

        cr_assert_eq(pwrite(fd, &wrong, 1, i), 1);
        cr_expect(has("a", NULL) || has("a", "one"), "byte %zd", i);
        cr_assert_eq(pwrite(fd, &bytes[i], 1, i), 1);
    }
    cr_expect(has("a", "one"));
    for (ssize_t i = size - 1; i >= 0; i--) {
        cr_assert_eq(ftruncate(fd, i), 0);
        cr_expect(has("a", NULL), "%zd bytes", i);
    }
    close(fd);
}

/* What claims more than there is costs nothing: neither memory nor reads beyond the file. */
Test(cache, claims_of_a_pack_are_held_against_its_size)
{
    char path[192];
    uint32_t most = UINT32_MAX;
    int fd;

    keep("a", "one");
    pack_path(path, sizeof path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    cr_assert_eq(pwrite(fd, &most, sizeof most, 24), sizeof most); /* the number of entries */
    cr_expect_eq(count_packs(), 0);
    cr_assert_eq(ftruncate(fd, 1024L * 1024 * 1024 * 1024), 0);
    cr_expect_eq(count_packs(), 0);
    close(fd);
}

Test(cache, a_pipe_is_no_pack)
{
    char path[192];

    keep("a", "one");
    pack_path(path, sizeof path);
    cr_assert_eq(unlink(path), 0);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_expect_eq(count_packs(), 0);
    keep("b", "two");
    cr_expect_eq(access(path, F_OK), -1, "what cannot be read goes when something is written");
    cr_expect(has("b", "two"));
}

Test(cache, two_runs_at_once_both_keep_what_they_have)
{
    struct d1_cache *first = open_cache(), *second = open_cache();

    put(first, "a", "one");
    put(second, "a", "one");
    put(second, "b", "two");
    d1_cache_finish(first);
    d1_cache_finish(second);
    d1_cache_free(first);
    d1_cache_free(second);
    cr_expect(has("a", "one"));
    cr_expect(has("b", "two"));
}

/* Makes the only pack one that was used an hour ago. */
static void age_pack(void)
{
    const struct timespec times[2] = {{.tv_sec = time(NULL) - 3600}, {.tv_sec = time(NULL) - 3600}};
    char path[192];

    pack_path(path, sizeof path);
    cr_assert_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

Test(cache, beyond_the_limit_the_packs_used_longest_ago_go_and_what_is_used_of_them_stays)
{
    char *large = calloc(1, 700 * 1024 + 1);
    struct d1_strbuf bytes = {0};
    struct d1_cache *cache = open_cache();

    cr_assert(large);
    memset(large, 'x', 700 * 1024);
    put(cache, "used", "one");
    put(cache, "large", large);
    d1_cache_finish(cache);
    d1_cache_free(cache);
    age_pack();
    setenv("D1LINT_CACHE_SIZE", "1", 1);
    cache = open_cache();
    cr_expect_eq(d1_cache_get(cache, key(cache, "used"), &bytes), 1);
    put(cache, "another", large);
    d1_cache_finish(cache);
    d1_cache_free(cache);
    cr_expect_eq(count_packs(), 1);
    cr_expect(has("used", "one"));
    cr_expect(has("another", large));
    cr_expect(has("large", NULL));
    d1_strbuf_release(&bytes);
    free(large);
}

Test(cache, many_small_packs_become_few)
{
    char name[16];

    for (int i = 0; i < 3 * D1_LIMIT_CACHE_PACKS; i++) {
        snprintf(name, sizeof name, "%d", i);
        keep(name, name);
    }
    cr_expect_leq(count_packs(), D1_LIMIT_CACHE_PACKS);
    cr_expect(has(name, name), "the newest is there");
}

Test(cache, a_use_is_noted)
{
    struct d1_strbuf bytes = {0};
    struct d1_cache *cache;

    keep("a", "one");
    age_pack();
    cache = open_cache();
    cr_expect_eq(d1_cache_get(cache, key(cache, "a"), &bytes), 1);
    d1_cache_finish(cache);
    d1_cache_free(cache);
    cache = open_cache();
    cr_expect_geq(cache->packs.items[0].last_used, time(NULL) - 60);
    d1_cache_free(cache);
    d1_strbuf_release(&bytes);
}

Test(cache, sizes_that_are_none)
{
    static const struct {
        const char *text;
        int result;
        bool cache;
    } cases[] = {
        {"", 0, true},
        {"0", 0, false},
        {"1048576", 0, true},
        {"1048577", D1_ERR_USAGE, false},
        {"99999999999999999999", D1_ERR_USAGE, false},
        {"-1", D1_ERR_USAGE, false},
        {"5x", D1_ERR_USAGE, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_cache *cache = NULL;
        const char *why = NULL;
        struct d1_error error = {0};

        setenv("D1LINT_CACHE_SIZE", cases[i].text, 1);
        cr_expect_eq(d1_cache_open(&cache, git_dir, &why, &error), cases[i].result, "`%s`", cases[i].text);
        cr_expect_eq(cache != NULL, cases[i].cache, "`%s`", cases[i].text);
        cr_expect(cases[i].result < 0 || cases[i].cache || why, "`%s`", cases[i].text);
        d1_cache_free(cache);
        d1_error_clear(&error);
    }
}

Test(cache, clearing_leaves_nothing)
{
    struct d1_cache_state state;
    struct d1_cache *cache;

    keep("a", "one");
    keep("b", "two");
    cache = open_cache();
    cr_expect_eq(d1_cache_describe(cache, &state), 0);
    cr_expect_eq(state.packs, 2);
    cr_expect_eq(state.entries, 2);
    cr_expect_gt(state.bytes, 0);
    cr_expect_eq(d1_cache_clear(cache, NULL), 0);
    d1_cache_free(cache);
    cr_expect(has("a", NULL));
    cr_expect_eq(count_packs(), 0);
}

/* A home without anything, one of somebody else, none at all. */
Test(cache, without_a_home_there_is_none)
{
    static const char *const homes[] = {"", "relative", "/proc/nowhere/at/all"};

    unsetenv("HOME");
    for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
        struct d1_cache *cache = NULL;
        const char *why = NULL;

        setenv("XDG_CACHE_HOME", homes[i], 1);
        cr_expect_eq(d1_cache_open(&cache, git_dir, &why, NULL), 0, "`%s`", homes[i]);
        cr_expect_null(cache, "`%s`", homes[i]);
        cr_expect(why, "`%s`", homes[i]);
    }
}

Test(cache, memory_that_is_short_is_told_or_costs_nothing)
{
    struct d1_strbuf bytes = {0};
    int result = D1_ERR_MEMORY;

    keep("a", "one");
    for (long fail = 1; result < 0 && fail < 100; fail++) {
        struct d1_cache *cache = NULL;

        d1_alloc_fail_after(fail - 1);
        result = d1_cache_open(&cache, git_dir, NULL, NULL);
        if (result == 0 && cache) {
            result = d1_cache_get(cache, key(cache, "a"), &bytes) < 0 ? D1_ERR_MEMORY : 0;
            if (d1_cache_put(cache, D1_CACHE_FILE, key(cache, "b"), d1_str("two")) < 0)
                result = D1_ERR_MEMORY;
        }
        d1_alloc_fail_after(-1);
        d1_cache_free(cache);
    }
    cr_expect_eq(result, 0);
    d1_strbuf_release(&bytes);
}
