/*
 * libgit2's regular expressions, by the C library's regcomp in place of PCRE2. libgit2 1.5 loses its match data, 20
 * KiB, with each text that does not match: one for each line of the configuration of a repository with format
 * extensions, one for each commit that ":/text" passes by. Besides, POSIX extended expressions are what git itself
 * takes behind ":/", and compiling one at start-up costs less.
 *
 * As no_network.c does, this object stands before libgit2's static archive on the command line; the archive's member
 * regexp.c.o, which defines the same four functions and nothing else, is then not looked at. With the shared library
 * nothing here is used. Memory comes from malloc, since the object must need nothing but the C library.
 */
#include <regex.h>
#include <stdlib.h>
#include <sys/types.h>

#include <git2/errors.h>

enum { GROUPS = 8, IGNORE_CASE = 1 };

/* libgit2's own header is not installed: git_regexp is a pointer there, too, and git_regmatch two offsets. */
#pragma GCC visibility push(hidden)
struct git_regmatch {
    ssize_t start, end;
};
int git_regexp_compile(regex_t **r, const char *pattern, int flags);
void git_regexp_dispose(regex_t **r);
int git_regexp_match(regex_t *const *r, const char *string);
int git_regexp_search(regex_t *const *r, const char *string, size_t count, struct git_regmatch *matches);
#pragma GCC visibility pop

/* Weak, so that a program without libgit2 need not take any of it. */
#pragma weak git_error_set_str

int git_regexp_compile(regex_t **r, const char *pattern, int flags)
{
    regex_t *regex = malloc(sizeof(*regex));
    char message[200];
    int code;

    *r = NULL;
    if (!regex)
        return GIT_ERROR;
    code = regcomp(regex, pattern, REG_EXTENDED | (flags & IGNORE_CASE ? REG_ICASE : 0));
    if (code == 0) {
        *r = regex;
        return 0;
    }
    regerror(code, regex, message, sizeof(message));
    free(regex);
    if (git_error_set_str)
        git_error_set_str(GIT_ERROR_REGEX, message);
    return GIT_EINVALIDSPEC;
}

void git_regexp_dispose(regex_t **r)
{
    if (*r)
        regfree(*r);
    free(*r);
    *r = NULL;
}

static int result_of(int code)
{
    return code == 0 ? 0 : code == REG_NOMATCH ? GIT_ENOTFOUND : GIT_EINVALIDSPEC;
}

int git_regexp_match(regex_t *const *r, const char *string)
{
    return result_of(regexec(*r, string, 0, NULL, 0));
}

int git_regexp_search(regex_t *const *r, const char *string, size_t count, struct git_regmatch *matches)
{
    regmatch_t found[GROUPS];
    size_t taken = count < GROUPS ? count : GROUPS;
    int code = result_of(regexec(*r, string, taken, found, 0));

    for (size_t i = 0; i < count && code == 0; i++)
        matches[i] = i < taken ? (struct git_regmatch){found[i].rm_so, found[i].rm_eo} : (struct git_regmatch){-1, -1};
    return code;
}
