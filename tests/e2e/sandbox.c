#include "e2e/sandbox.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pace.h"

struct sandbox {
    struct d1_strbuf root;   /* holds `work`, `home`, `tmp` and the output of the last script */
    struct d1_strbuf output; /* of the last script: standard output, then standard error */
    int status;              /* its exit status, 128 and the signal when it was killed */
    double seconds;          /* of processor time, with its children */
};

/* ---- the environment ---- */

struct environment {
    struct d1_strbuf texts[32];
    char *list[33];
    size_t len;
};

static void set(struct environment *env, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void set(struct environment *env, const char *name, const char *format, ...)
{
    struct d1_strbuf *text = &env->texts[env->len];
    va_list args;

    cr_assert(env->len < sizeof env->texts / sizeof *env->texts);
    va_start(args, format);
    d1_strbuf_printf(text, "%s=", name);
    d1_strbuf_vprintf(text, format, args);
    va_end(args);
    cr_assert(!text->oom);
    env->list[env->len++] = text->ptr;
    env->list[env->len] = NULL;
}

/* The program under test as an absolute path. */
static void find_program(char path[PATH_MAX])
{
    const char *name = getenv("D1LINT");

    name = name ? name : "build/d1lint";
    cr_assert(realpath(name, path) && access(path, X_OK) == 0, "the program under test, %s, is not there", name);
    cr_assert_str_eq(strrchr(path, '/'), "/d1lint", "scripts call the program d1lint, which %s is not called", path);
}

static void make_environment(struct environment *env, const char *root)
{
    static const char *const kept[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE",
                                       "MALLOC_TRIM_THRESHOLD_"};
    char program[PATH_MAX], project[PATH_MAX];
    const char *path = getenv("PATH");

    find_program(program);
    cr_assert(realpath(".", project) != NULL);
    set(env, "PROGRAM", "%s", program);
    *strrchr(program, '/') = '\0';
    set(env, "PATH", "%s:%s", program, path ? path : "/usr/bin:/bin");
    set(env, "PROJECT", "%s", project);
    set(env, "EXAMPLES", "%s/examples", project);
    set(env, "BOX", "%s", root);
    set(env, "HOME", "%s/home", root);
    set(env, "TMPDIR", "%s/tmp", root);
    set(env, "XDG_CONFIG_HOME", "%s/home/.config", root);
    set(env, "XDG_CACHE_HOME", "%s/home/.cache", root);
    set(env, "GIT_CONFIG_NOSYSTEM", "1");
    set(env, "GIT_CONFIG_GLOBAL", "%s/home/.gitconfig", root);
    set(env, "GIT_TEMPLATE_DIR", "%s/template", root);
    set(env, "GIT_AUTHOR_NAME", "Test");
    set(env, "GIT_AUTHOR_EMAIL", "test@d1lint.example");
    set(env, "GIT_COMMITTER_NAME", "Test");
    set(env, "GIT_COMMITTER_EMAIL", "test@d1lint.example");
    set(env, "GIT_AUTHOR_DATE", "2026-03-09T09:00:00+0000");
    set(env, "GIT_COMMITTER_DATE", "2026-03-09T09:00:00+0000");
    set(env, "LC_ALL", "C.UTF-8");
    set(env, "TZ", "UTC");
    set(env, "TERM", "dumb");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (getenv(kept[i]))
            set(env, kept[i], "%s", getenv(kept[i]));
}

/* ---- a directory ---- */

static void write_file(const char *root, const char *name, const char *text)
{
    struct d1_strbuf path = {0};
    FILE *file;

    d1_strbuf_printf(&path, "%s/%s", root, name);
    file = fopen(path.ptr, "w");
    cr_assert(file != NULL, "%s", path.ptr);
    cr_assert(fputs(text, file) >= 0 && fclose(file) == 0);
    d1_strbuf_release(&path);
}

static void make_directory(const char *root, const char *name)
{
    struct d1_strbuf path = {0};

    d1_strbuf_printf(&path, "%s/%s", root, name);
    cr_assert_eq(mkdir(path.ptr, 0755), 0, "%s", path.ptr);
    d1_strbuf_release(&path);
}

/* No commit is followed by a process that looks for what could be packed. */
static const char git_config[] = "[init]\n\tdefaultBranch = main\n[core]\n\tautocrlf = false\n"
                                 "[maintenance]\n\tauto = false\n[gc]\n\tauto = 0\n";

static void sandbox_make(struct sandbox *box)
{
    const char *parent = getenv("TMPDIR");
    char real[PATH_MAX];

    *box = (struct sandbox){0};
    find_program(real); /* asserted here, since in a child that Criterion does not know of it would wait for ever */
    cr_assert(realpath(parent ? parent : "/tmp", real) != NULL);
    d1_strbuf_printf(&box->root, "%s/d1lint-test-XXXXXX", real);
    cr_assert(mkdtemp(box->root.ptr) != NULL);
    cr_assert_eq(chmod(box->root.ptr, 0755), 0); /* some cases run as another user */
    make_directory(box->root.ptr, "work");
    make_directory(box->root.ptr, "home");
    make_directory(box->root.ptr, "tmp");
    make_directory(box->root.ptr, "template");
    make_directory(box->root.ptr, "template/hooks");
    make_directory(box->root.ptr, "template/info");
    write_file(box->root.ptr, "home/.gitconfig", git_config);
}

static void sandbox_remove(struct sandbox *box)
{
    struct d1_strbuf command = {0};

    d1_strbuf_printf(&command, "rm -rf '%s' 2> /dev/null || { chmod -R u+rwx '%s'; rm -rf '%s'; }", box->root.ptr,
                     box->root.ptr, box->root.ptr);
    cr_expect_eq(system(command.ptr), 0, "%s cannot be removed", box->root.ptr);
    d1_strbuf_release(&command);
    d1_strbuf_release(&box->root);
    d1_strbuf_release(&box->output);
}

/* ---- a script ---- */

/* In the child: everything that may fail is told by the exit status 125. */
static void become_script(const char *root, const char *script)
{
    static const char begin[] = "set -eu\n. \"$PROJECT/tests/e2e/words.sh\"\n";
    struct environment env = {0};
    struct d1_strbuf text = {0}, path = {0};
    char limit[16];
    int input = open("/dev/null", O_RDONLY), out, err;

    make_environment(&env, root);
    d1_strbuf_printf(&path, "%s/out", root);
    out = open(path.ptr, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    d1_strbuf_clear(&path);
    d1_strbuf_printf(&path, "%s/err", root);
    err = open(path.ptr, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    d1_strbuf_clear(&path);
    d1_strbuf_printf(&path, "%s/work", root);
    if (input < 0 || out < 0 || err < 0 || dup2(input, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0 ||
        chdir(path.ptr) < 0)
        _exit(125);
    close(input);
    close(out);
    close(err);
    d1_strbuf_printf(&text, "%s%s", begin, script);
    snprintf(limit, sizeof limit, "%d", SANDBOX_SECONDS);
    execvpe("timeout", (char *[]){"timeout", "-k", "5", limit, "sh", "-c", text.ptr, NULL}, env.list);
    _exit(125);
}

static void read_output(struct d1_strbuf *into, const char *root, const char *name)
{
    struct d1_strbuf path = {0};
    char chunk[16384];
    size_t got;
    FILE *file;

    d1_strbuf_printf(&path, "%s/%s", root, name);
    file = fopen(path.ptr, "rb");
    cr_assert(file != NULL, "%s", path.ptr);
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        d1_strbuf_add(into, chunk, got);
    fclose(file);
    d1_strbuf_release(&path);
    cr_assert(!into->oom);
}

static double seconds(const struct timeval *time)
{
    return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

static void sandbox_run(struct sandbox *box, const char *script)
{
    struct rusage usage;
    int status;
    pid_t child;

    fflush(NULL);
    child = fork();
    cr_assert(child >= 0);
    if (child == 0)
        become_script(box->root.ptr, script);
    cr_assert_eq(wait4(child, &status, 0, &usage), child);
    box->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    box->seconds = seconds(&usage.ru_utime) + seconds(&usage.ru_stime);
    d1_strbuf_clear(&box->output);
    read_output(&box->output, box->root.ptr, "out");
    read_output(&box->output, box->root.ptr, "err");
    d1_strbuf_puts(&box->output, ""); /* a text, also when nothing was written */
}

/* Of an output what a message shows: Criterion waits for ever where one is larger than a mebibyte. */
#define SHOWN "%.20000s"

/* ---- what holds for every output ---- */

static bool holds(const struct sandbox *box, const char *text)
{
    return memmem(box->output.ptr, box->output.len, text, strlen(text)) != NULL;
}

static void expect_harmless(const struct sandbox *box, const char *name)
{
    static const char *const commands[] = {"##[", "##vso[", "##teamcity["};
    static const char *const reports[] = {"AddressSanitizer", "LeakSanitizer", "runtime error:"};
    bool line_begins = true, control = false, command = false;

    for (size_t i = 0; i < box->output.len; i++) {
        unsigned char c = (unsigned char)box->output.ptr[i];

        control = control || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        command = command || (line_begins && c == ':' && box->output.ptr[i + 1] == ':');
        line_begins = c == '\n' || (line_begins && (c == ' ' || c == '\t'));
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        command = command || holds(box, commands[i]);
    cr_expect(!control, "%s: a control character was written\n" SHOWN, name, box->output.ptr);
    cr_expect(!command, "%s: a command of a CI runner was written\n" SHOWN, name, box->output.ptr);
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        cr_expect(!holds(box, reports[i]), "%s: the sanitizers report\n" SHOWN, name, box->output.ptr);
}

/* ---- time ---- */

enum { TRIES = 3 /* of what took too long: others' work beside it comes and goes */ };

static double seconds_again(const struct sandbox_case *row)
{
    struct sandbox box;

    sandbox_make(&box);
    if (row->given)
        sandbox_run(&box, row->given);
    sandbox_run(&box, row->when);
    sandbox_remove(&box);
    return box.seconds;
}

static void expect_quick(const struct sandbox_case *row, double seconds)
{
    if (row->seconds <= 0 || SANDBOX_SANITIZED)
        return;
    seconds = pace_of(seconds, row->seconds);
    for (int try = 1; try < TRIES && seconds > row->seconds; try++) {
        double again = pace_of(seconds_again(row), row->seconds);

        seconds = again < seconds ? again : seconds;
    }
    cr_expect(seconds <= row->seconds, "%s: takes %.2f s of processor time, not %.2f", row->name, seconds,
              row->seconds);
    printf("%-50s %.3f s\n", row->name, seconds);
}

/* ---- cases ---- */

static void run_case(const struct sandbox_case *row)
{
    struct sandbox box;

    sandbox_make(&box);
    if (row->given)
        sandbox_run(&box, row->given);
    cr_expect_eq(box.status, 0, "%s: `given` ends with %d\n" SHOWN, row->name, box.status, box.output.ptr);
    if (box.status == 0) {
        sandbox_run(&box, row->when);
        cr_expect_eq(box.status, row->status, "%s: ends with %d, not %d\n" SHOWN, row->name, box.status, row->status,
                     box.output.ptr);
        for (size_t i = 0; i < SANDBOX_TEXTS && row->says[i]; i++)
            cr_expect(holds(&box, row->says[i]), "%s: does not say \"%s\"\n" SHOWN, row->name, row->says[i],
                      box.output.ptr);
        for (size_t i = 0; i < SANDBOX_TEXTS && row->never[i]; i++)
            cr_expect(!holds(&box, row->never[i]), "%s: says \"%s\"\n" SHOWN, row->name, row->never[i], box.output.ptr);
        expect_harmless(&box, row->name);
        expect_quick(row, box.seconds);
    }
    if (row->then && box.status == row->status) {
        sandbox_run(&box, row->then);
        cr_expect_eq(box.status, 0, "%s: `then` ends with %d\n" SHOWN, row->name, box.status, box.output.ptr);
    }
    sandbox_remove(&box);
}

void sandbox_cases(const struct sandbox_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        run_case(&cases[i]);
}

void sandbox_script(const char *name, const char *script)
{
    run_case(&(struct sandbox_case){.name = name, .when = script});
}

void sandbox_terminal(const char *name, const char *given, const char *session, struct d1_strbuf *output)
{
    struct sandbox box;

    sandbox_make(&box);
    sandbox_run(&box, given);
    cr_assert_eq(box.status, 0, "%s: `given` ends with %d\n" SHOWN, name, box.status, box.output.ptr);
    write_file(box.root.ptr, "session", session);
    sandbox_run(&box, "script -qec 'stty cols 100 rows 40; exec sh \"$BOX/session\"' /dev/null || true\n");
    d1_strbuf_str(output, d1_strbuf_view(&box.output));
    sandbox_remove(&box);
}
