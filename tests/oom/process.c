/* One run of the program, disturbed or not. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oom/oom.h"

enum { PATIENCE = 60 /* seconds after which a run hangs */, TICK = 60000 /* microseconds */ };

/* The library that refuses. */
static const char *shim;

void oom_preload(const char *path)
{
    shim = path;
}

static void be_disturbed(const struct oom_trouble *trouble)
{
    char number[32];
    int ends[2];
    struct rlimit limit = {trouble->limit, trouble->limit};

    if (trouble->refused) {
        snprintf(number, sizeof number, "%ld", trouble->refused);
        setenv("OOM_FAIL", number, 1);
    }
    if (trouble->all)
        setenv("OOM_ALL", "1", 1);
    if (trouble->trace) {
        snprintf(number, sizeof number, "%d", trouble->frames);
        setenv("OOM_TRACE", trouble->trace, 1);
        setenv("OOM_FRAMES", number, 1);
    }
    if (trouble->refused || trouble->trace)
        setenv("LD_PRELOAD", shim, 1);
    if (trouble->out == OOM_STDOUT_CLOSED)
        close(STDOUT_FILENO);
    if (trouble->out == OOM_STDOUT_FULL)
        dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
    if (trouble->out == OOM_STDOUT_UNREAD && pipe(ends) == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
    }
    if (trouble->out == OOM_STDOUT_CUT) {
        signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    }
}

static _Noreturn void become(const struct oom_case *what, const struct oom_trouble *trouble)
{
    static const struct rlimit no_core = {0, 0};
    char *cache = realpath("../cache", NULL);
    int out = open("../stdout", O_RDWR | O_CREAT | O_TRUNC, 0600);
    int err = open("../stderr", O_RDWR | O_CREAT | O_TRUNC, 0600);

    setenv("TMPDIR", "out", 1);
    setenv("XDG_CACHE_HOME", cache, 1);
    setrlimit(RLIMIT_CORE, &no_core);
    dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    close(out);
    close(err);
    be_disturbed(trouble);
    alarm(PATIENCE); /* it outlives the exec */
    execv(what->words[0], what->words);
    _exit(127);
}

/* Each run begins without a cache, and makes it, but for those that are to find what there is. */
static void prepare_cache(const struct oom_case *what)
{
    static const struct oom_trouble none;
    static const struct oom_case *kept;
    pid_t child;

    if (what->again && !what->before && kept == what)
        return;
    oom_empty_folder("../cache");
    kept = what;
    if (!what->again)
        return;
    usleep(TICK); /* until the clock of the file system tells that nothing is written any more */
    child = fork();
    if (child == 0)
        become(what->before ? what->before : what, &none);
    if (child < 0 || waitpid(child, NULL, 0) < 0)
        oom_give_up("a run cannot be started");
}

void oom_run(const struct oom_case *what, const struct oom_trouble *trouble, struct oom_result *result)
{
    int status;
    pid_t child;

    oom_empty_folder("out");
    prepare_cache(what);
    child = fork();
    if (child == 0)
        become(what, trouble);
    if (child < 0 || waitpid(child, &status, 0) < 0)
        oom_give_up("a run cannot be started");
    *result = (struct oom_result){
        .status = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
        .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
        .out = oom_read("../stdout"),
        .err = oom_read("../stderr"),
    };
    oom_read_folder(result, "out");
}
