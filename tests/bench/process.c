#include "bench/process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double reading(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

double bench_cpu(void)
{
    return reading(CLOCK_PROCESS_CPUTIME_ID);
}

void bench_stop(const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s: ", program_invocation_short_name);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Starts the command with its output in a file; an error number or 0. */
static int start(const struct bench_command *command, const char *output, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);

    if (code)
        return code;
    code = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output ? output : "/dev/null",
                                            O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (code == 0 && command->errors)
        code = posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    else if (code == 0)
        code = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (code == 0 && command->directory)
        code = posix_spawn_file_actions_addchdir_np(&actions, command->directory);
    if (code == 0)
        code = posix_spawnp(pid, command->argv[0], &actions, NULL, (char *const *)(const void *)command->argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

struct bench_run bench_run(const struct bench_command *command, const char *output)
{
    struct bench_run run = {0};
    struct rusage usage = {0};
    int status = 0, code;
    pid_t pid = 0;
    double begun = reading(CLOCK_MONOTONIC);

    code = start(command, output, &pid);
    while (code == 0 && wait4(pid, &status, 0, &usage) < 0)
        code = errno == EINTR ? 0 : errno;
    run.wall = reading(CLOCK_MONOTONIC) - begun;
    if (code || !WIFEXITED(status)) {
        fprintf(stderr, "bench: %s: %s\n", command->argv[0], code ? strerror(code) : "killed by a signal");
        exit(3);
    }
    run.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    run.peak = usage.ru_maxrss;
    run.status = WEXITSTATUS(status);
    return run;
}

void bench_fail(const struct bench_command *command, int status)
{
    fprintf(stderr, "bench: this ended with %d:\n    cd %s;", status, command->directory ? command->directory : ".");
    for (const char *const *arg = command->argv; *arg; arg++)
        fprintf(stderr, " %s", *arg);
    fputc('\n', stderr);
    exit(3);
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

double bench_median(double *numbers, size_t count)
{
    qsort(numbers, count, sizeof *numbers, compare);
    return count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}
