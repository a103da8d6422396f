#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text/strbuf.h"
#include "cli/message.h"
#include "verdict/verdict.h"

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
    signal(SIGPIPE, SIG_IGN);
}

/* 0 or errno. */
static int write_all(int fd, struct d1_str text)
{
    size_t done = 0;

    while (done < text.len) {
        ssize_t put = write(fd, text.ptr + done, text.len - done);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno;
        done += (size_t)put;
    }
    return 0;
}

int d1_output_stdout(struct d1_str text, struct d1_error *error)
{
    int failure = write_all(STDOUT_FILENO, text);

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

static int failed(struct d1_error *error, const char *path, int number)
{
    return d1_error_set(error, D1_ERR_WRITE, "%s cannot be written: %s", path, strerror(number));
}

/* For what is no regular file. */
static int write_directly(const char *path, struct d1_str text, struct d1_error *error)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC), failure;

    if (fd < 0)
        return failed(error, path, errno);
    failure = write_all(fd, text);
    if (close(fd) < 0 && !failure)
        failure = errno;
    return failure ? failed(error, path, failure) : 0;
}

static mode_t default_mode(void)
{
    mode_t mask = umask(0);

    umask(mask);
    return 0666 & ~mask;
}

/* target is where the file lies, path what the user called it. */
static int replace(const char *target, mode_t mode, const char *path, struct d1_str text, struct d1_error *error)
{
    struct d1_strbuf name = {0};
    int fd = -1, failure = 0;

    d1_strbuf_printf(&name, "%s.XXXXXX", target);
    if (name.oom) {
        d1_strbuf_release(&name);
        return d1_error_memory(error);
    }
    fd = mkstemp(name.ptr);
    if (fd < 0) {
        failure = errno;
        goto done;
    }
    failure = write_all(fd, text);
    if (!failure && fchmod(fd, mode) < 0)
        failure = errno;
    if (close(fd) < 0 && !failure)
        failure = errno;
    if (!failure && rename(name.ptr, target) < 0)
        failure = errno;
    if (failure)
        unlink(name.ptr);
done:
    d1_strbuf_release(&name);
    return failure ? failed(error, path, failure) : 0;
}

int d1_output_file(const char *path, struct d1_str text, struct d1_error *error)
{
    struct stat known;
    char *target;
    int status;

    if (d1_output_is_stdout(path))
        return d1_output_stdout(text, error);
    if (stat(path, &known) < 0)
        return errno == ENOENT ? replace(path, default_mode(), path, text, error) : failed(error, path, errno);
    if (S_ISDIR(known.st_mode))
        return failed(error, path, EISDIR);
    if (!S_ISREG(known.st_mode))
        return write_directly(path, text, error);
    target = realpath(path, NULL);
    if (!target)
        return failed(error, path, errno);
    status = replace(target, known.st_mode & 0777, path, text, error);
    free(target);
    return status;
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
