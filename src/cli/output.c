#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file/file.h"
#include "base/memory/alloc.h"
#include "cli/message.h"
#include "verdict/verdict.h"

/* The signal, which is blocked while it is handled, ends the program as soon as this returns. */
static void end_by(int number)
{
    int saved = errno;

    d1_file_abandon();
    signal(number, SIG_DFL);
    raise(number);
    errno = saved;
}

/* What ends the program leaves no file behind that is half written. What the caller ignores stays ignored (nohup). */
static void prepare_signals(void)
{
    static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXCPU, SIGALRM};
    struct sigaction known, action = {.sa_handler = end_by};

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        if (sigaction(ending[i], NULL, &known) == 0 && known.sa_handler == SIG_DFL)
            sigaction(ending[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* Of a library that cannot be told that there is no memory. */
static void end_without_memory(void)
{
    d1_file_abandon();
    d1_message_memory();
    _exit(D1_EXIT_FAILURE);
}

void d1_output_prepare(void)
{
    /*
     * A descriptor that the caller closed would be given to the first file that is opened, and messages would go
     * there. What is closed for writing is opened for reading, so that writing to it still fails.
     */
    if (fcntl(STDIN_FILENO, F_GETFD) < 0)
        open("/dev/null", O_RDONLY);
    if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
        open("/dev/null", O_RDONLY);
    if (fcntl(STDERR_FILENO, F_GETFD) < 0)
        open("/dev/null", O_WRONLY);
    prepare_signals();
    d1_alloc_on_exhausted(end_without_memory);
}

int d1_output_stdout(struct d1_str text, struct d1_error *error)
{
    int failure;

    if (d1_alloc_failed())
        return d1_error_memory(error);
    failure = d1_file_write_descriptor(STDOUT_FILENO, text);
    if (failure == EPIPE)
        return d1_error_set(error, D1_ERR_WRITE, "%s", "");
    if (failure)
        return d1_error_set(error, D1_ERR_WRITE, "standard output cannot be written: %s", strerror(failure));
    return 0;
}

bool d1_output_is_stdout(const char *path)
{
    return strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0;
}

int d1_output_file(const char *path, struct d1_str text, struct d1_error *error)
{
    if (d1_output_is_stdout(path))
        return d1_output_stdout(text, error);
    return d1_alloc_failed() ? d1_error_memory(error) : d1_file_write(path, text, error);
}

int d1_output_settle(int status)
{
    if (!d1_alloc_failed())
        return status;
    d1_message_memory();
    return D1_EXIT_FAILURE;
}

int d1_output_finish(struct d1_str text, int status)
{
    struct d1_error error = {0};

    if (d1_output_stdout(text, &error) < 0) {
        if (d1_error_message(&error)[0])
            d1_message_error(&error);
        status = D1_EXIT_FAILURE;
    }
    d1_error_clear(&error);
    return status;
}
