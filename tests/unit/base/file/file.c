/* Files that the user names: no link is followed that a repository could have brought, and no file is half written. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/memory/alloc.h"
#include "base/pool.h"
#include "unit/folder.h"

static void run(const char *script)
{
    cr_assert_eq(system(script), 0, "%s", script);
}

/* The current directory is `here`; beside it lie a work tree, `tree`, and a folder of the user's own, `mine`. */
static void enter(void)
{
    folder_enter();
    run("mkdir here tree tree/.git mine secret; echo secret > secret/file; cp secret/file mine/file; cp secret/file "
        "tree/.git/config; cp secret/file here/file; mkdir here/folder tree/folder");
    cr_assert_eq(chdir("here"), 0);
}

TestSuite(file, .init = enter, .fini = folder_leave);

static const char links[] =
    "ln -s ../secret/file link; ln -s ../secret out; ln -s link again; ln -s file near; "
    "ln -s folder folderlink; ln -s loop loop; ln -s nowhere dangling; "
    "ln -s ../secret/file ../tree/link; ln -s .git/config ../tree/config; "
    "ln -s ../../secret ../tree/folder/out; ln -s ../secret/file ../mine/link; "
    "ln -s ../secret ../mine/out; ln -s ../tree/link ../mine/led; ln -s ../here/out ../mine/back; "
    "ln -s loop ../mine/loop";

/* What a path on the command line means, by where its links lie. */
static const struct {
    const char *path;
    const char *refused; /* the link that is not followed; NULL when the file can be read */
} ways[] = {
    {"file", NULL},
    {"./folder/..//file", NULL},
    {"../mine/file", NULL},
    {"../tree/.git/config", NULL},
    {"link", "link"},
    {"again", "again"},
    {"near", "near"},
    {"out/file", "out"},
    {"./out/../secret/file", "out"},
    {"folderlink/../file", "folderlink"},
    {"loop", "loop"},
    {"dangling", "dangling"},
    {"../tree/link", "link"},
    {"../tree/config", "config"},
    {"../tree/folder/out/file", "out"},
    {"../mine/link", NULL},
    {"../mine/out/file", NULL},
    {"../mine/out/../mine/link", NULL},
    {"../mine/led", "link"},
    {"../mine/back/file", "out"},
};

Test(file, no_link_of_a_work_tree_is_followed_in_reading)
{
    struct d1_strbuf bytes = {0};

    run(links);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct d1_error error = {0};
        char message[200];
        int code;

        d1_strbuf_clear(&bytes);
        code = d1_file_read(&bytes, ways[i].path, &error);
        cr_expect_eq(code, ways[i].refused ? D1_ERR_READ : 0, "%s: %s", ways[i].path, d1_error_message(&error));
        cr_expect(d1_str_is(d1_strbuf_view(&bytes), ways[i].refused ? "" : "secret\n"), "%s", ways[i].path);
        if (ways[i].refused) {
            snprintf(message, sizeof message,
                     "it cannot be opened: the symbolic link `%s` lies in the work tree and is not followed: name what "
                     "it leads to",
                     ways[i].refused);
            cr_expect_str_eq(d1_error_message(&error), message, "%s", ways[i].path);
            cr_expect_str_eq(error.place.path, ways[i].path);
        }
        d1_error_clear(&error);
    }
    d1_strbuf_release(&bytes);
}

Test(file, an_absolute_path_is_held_to_the_same)
{
    struct d1_strbuf bytes = {0};

    run(links);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        char path[200];

        snprintf(path, sizeof path, "%s/here/%s", folder, ways[i].path);
        cr_expect_eq(d1_file_read(&bytes, path, NULL), ways[i].refused ? D1_ERR_READ : 0, "%s", path);
    }
    d1_strbuf_release(&bytes);
}

Test(file, links_that_go_round_and_names_that_are_too_long_are_told)
{
    char *name = malloc(5000);
    struct d1_error error = {0};

    run(links);
    cr_expect_eq(d1_file_read(NULL, "../mine/loop", &error), D1_ERR_READ);
    cr_expect_str_eq(d1_error_message(&error), "it cannot be opened: Too many levels of symbolic links");
    memset(name, 'x', 4999);
    name[4999] = '\0';
    cr_expect_eq(d1_file_read(NULL, name, &error), D1_ERR_READ);
    cr_expect_str_eq(d1_error_message(&error), "it cannot be opened: File name too long");
    d1_error_clear(&error);
    free(name);
}

Test(file, no_folder_is_entered_through_a_link_of_a_work_tree)
{
    static const struct {
        const char *path;
        bool allowed;
    } cases[] = {
        {".", true},
        {"folder", true},
        {"..", true},
        {"nothing", true},
        {"../mine/out", true},
        {"/", true},
        {"out", false},
        {"out/", false},
        {"folderlink", false},
        {"../tree/folder/out", false},
        {"../mine/back", false},
    };

    run(links);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_error error = {0};

        cr_expect_eq(d1_file_may_enter(cases[i].path, &error), cases[i].allowed ? 0 : D1_ERR_USAGE, "%s",
                     cases[i].path);
        cr_expect(cases[i].allowed || strstr(d1_error_message(&error), "symbolic link"), "%s", cases[i].path);
        d1_error_clear(&error);
    }
}

/* ---- writing ---- */

static void expect_content(const char *path, const char *expected)
{
    struct d1_strbuf bytes = {0};

    cr_expect_eq(d1_file_read(&bytes, path, NULL), 0, "%s", path);
    cr_expect(d1_str_is(d1_strbuf_view(&bytes), expected), "%s", path);
    d1_strbuf_release(&bytes);
}

static bool is_regular(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISREG(st.st_mode);
}

Test(file, a_link_is_replaced_and_what_it_points_to_stays)
{
    static const char *const paths[] = {"link",           "again",        "near",         "loop",       "dangling",
                                        "../tree/config", "../tree/link", "../mine/link", "../mine/led"};

    run(links);
    run("mkfifo pipe; ln -s pipe pipelink; ln -s /dev/full device");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        cr_expect_eq(d1_file_write(paths[i], d1_str("new"), NULL), 0, "%s", paths[i]);
        cr_expect(is_regular(paths[i]), "%s", paths[i]);
        expect_content(paths[i], "new");
    }
    cr_expect_eq(d1_file_write("pipelink", d1_str("new"), NULL), 0);
    cr_expect_eq(d1_file_write("device", d1_str("new"), NULL), 0);
    cr_expect(is_regular("pipelink") && is_regular("device"));
    expect_content("../secret/file", "secret\n");
    expect_content("../tree/.git/config", "secret\n");
    expect_content("file", "secret\n");
    cr_expect_eq(access("nowhere", F_OK), -1);
}

Test(file, nothing_is_written_through_a_folder_that_is_a_link_of_a_work_tree)
{
    static const char *const paths[] = {"out/new", "folderlink/new", "../tree/folder/out/new", "../mine/back/new"};

    run(links);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct d1_error error = {0};

        cr_expect_eq(d1_file_write(paths[i], d1_str("new"), &error), D1_ERR_WRITE, "%s", paths[i]);
        cr_expect(strstr(d1_error_message(&error), "lies in the work tree and is not followed"), "%s", paths[i]);
        d1_error_clear(&error);
    }
    cr_expect_eq(d1_file_make_directory("out/new", NULL), D1_ERR_WRITE);
    cr_expect_eq(d1_file_make_directory("out", NULL), D1_ERR_WRITE);
    cr_expect_eq(access("../secret/new", F_OK), -1);
    cr_expect_eq(access("folder/new", F_OK), -1);
    cr_expect_eq(d1_file_write("../mine/out/new", d1_str("new"), NULL), 0, "a link of the user's own is followed");
    expect_content("../secret/new", "new");
}

Test(file, what_is_no_file_is_refused_at_once)
{
    static const struct {
        const char *path, *message;
    } cases[] = {
        {"pipe", "pipe cannot be written: it is a pipe, which might never be read"},
        {"socket", "socket cannot be written: it is a socket"},
        {"folder", "folder cannot be written: Is a directory"},
        {"folder/", "folder/ cannot be written: Is a directory"},
        {"", " cannot be written: No such file or directory"},
        {"file/below", "file/below cannot be written: Not a directory"},
        {"/dev/full", "/dev/full cannot be written: No space left on device"},
        {"/dev/fd/99", "/dev/fd/99 cannot be written: Bad file descriptor"},
    };
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(mkfifo("pipe", 0666), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_error error = {0};

        cr_expect_eq(d1_file_write(cases[i].path, d1_str("text"), &error), D1_ERR_WRITE, "%s", cases[i].path);
        cr_expect_str_eq(d1_error_message(&error), cases[i].message);
        d1_error_clear(&error);
    }
    close(fd);
    run("test \"$(ls -A | wc -l)\" = 4");
}

/* A descriptor is written to where it stands, and not opened anew. */
Test(file, names_of_descriptors_are_these)
{
    int fd = open("held", O_RDWR | O_CREAT, 0666);
    char path[64];

    cr_assert_eq(write(fd, "begun, ", 7), 7);
    snprintf(path, sizeof path, "/dev/fd/%d", fd);
    cr_expect_eq(d1_file_write(path, d1_str("gone on, "), NULL), 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    cr_expect_eq(d1_file_write(path, d1_str("ended"), NULL), 0);
    close(fd);
    expect_content("held", "begun, gone on, ended");
    cr_expect_eq(d1_file_write("/dev/null", d1_str("text"), NULL), 0);
    cr_expect(!is_regular("/dev/null"));
}

/* ---- an end in the midst of writing ---- */

static void end(int number)
{
    d1_file_abandon();
    signal(number, SIG_DFL);
    raise(number);
}

/* The signal comes while the new file is there. */
static void interrupt(void *context)
{
    (void)context;
    while (system("ls -A | grep -q '^.d1lint-'") != 0)
        ;
    kill(getpid(), SIGTERM);
}

Test(file, a_signal_in_the_midst_of_writing_leaves_no_file)
{
    enum { LARGE = 64 * 1024 * 1024 };
    char *large = calloc(1, LARGE);
    pid_t child;
    int status;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        struct d1_pool *pool;

        signal(SIGTERM, end);
        if (d1_pool_new(&pool, 2) < 0 || d1_pool_threads(pool) != 2)
            _exit(1);
        d1_pool_start(pool, interrupt, NULL);
        for (;;)
            d1_file_write("file", d1_strn(large, LARGE), NULL);
    }
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    run("test \"$(ls -A | wc -l)\" = 2");
    free(large);
}

Test(file, memory_may_run_out_at_any_allocation)
{
    for (long round = 0;; round++) {
        struct d1_strbuf bytes = {0};
        int read, written, entered;

        d1_alloc_fail_after(round);
        read = d1_file_read(&bytes, "../mine/../mine/file", NULL);
        written = d1_file_write("new", d1_str("new"), NULL);
        entered = d1_file_may_enter("folder", NULL);
        d1_alloc_fail_after(-1);
        d1_strbuf_release(&bytes);
        cr_expect(read == 0 || read == D1_ERR_MEMORY);
        cr_expect(written == 0 || written == D1_ERR_MEMORY);
        cr_expect(entered == 0 || entered == D1_ERR_MEMORY);
        if (read == 0 && written == 0 && entered == 0)
            break;
    }
    run("test \"$(ls -A | wc -l)\" = 3");
}
