/* Whole processes, timed: the bench's measure is what a user waits for. And what its single programs have in common. */
#ifndef D1_BENCH_PROCESS_H
#define D1_BENCH_PROCESS_H

#include <stdbool.h>
#include <stddef.h>

/* A command line ended by NULL, and where it runs. */
struct bench_command {
    const char *argv[128];
    const char *directory;
    bool errors; /* standard error goes where standard output goes, and not to /dev/null */
};

struct bench_run {
    double wall; /* seconds from fork to exit */
    double cpu;  /* user and system seconds */
    long peak;   /* KiB of resident memory at most, of it or a process that it waited for */
    int status;  /* exit status; the program stops the bench when it was killed by a signal */
};

/* Runs it with output to a file (NULL: /dev/null) and waits. Ends the bench with a message when it cannot. */
struct bench_run bench_run(const struct bench_command *command, const char *output);

/* Ends the bench: the command ended with a status that it must not have. Prints it as it can be repeated. */
_Noreturn void bench_fail(const struct bench_command *command, int status);

/* Ends the bench with a message, "shape: cannot read a.yaml", that begins with the program's own name. */
void bench_stop(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Seconds of processor time of this process: where one thread does it all, what else the machine does is left out. */
double bench_cpu(void);

/* The median of the numbers, which are put in order. */
double bench_median(double *numbers, size_t count);

#endif
