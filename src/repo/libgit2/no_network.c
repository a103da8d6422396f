/*
 * d1lint reads repositories and never talks to a network, but libgit2 brings its network code with it: Debian's
 * git_libgit2_init parses the certificates of every authority on the machine and prepares libssh2, which is half of
 * the time that a small run takes, and pulls in TLS, SSH and Kerberos libraries that the dynamic linker has to load.
 *
 * Where libgit2 is linked from its static archive (LIBGIT2 in the Makefile says when), this object stands before the
 * archive on the command line and defines the few symbols that lead to that code. A linker takes from an archive only
 * members that define something still missing, so the members mbedtls.c.o (the TLS stream), ssh.c.o, http.c.o,
 * smart.c.o and local.c.o stay out, together with everything that only they need. Should a libgit2 come that defines
 * one of these symbols in a member that is needed otherwise, the link fails with "multiple definition"; it cannot go
 * wrong silently. Nothing here needs anything, so that the object costs nothing where libgit2 is not used.
 */
#include <stdbool.h>
#include <stddef.h>

#include <git2/errors.h>
#include <git2/types.h>

/*
 * libgit2 declares these in headers that it does not install, but for git_transport_new, whose public declaration is
 * left out so that it can be hidden here: a shared libgit2 that another library of the process loads keeps its own.
 */
#pragma GCC visibility push(hidden)
extern bool git_http__expect_continue;
int git_mbedtls_stream_global_init(void);
int git_mbedtls__set_cert_location(const char *file, const char *path);
int git_transport_ssh_global_init(void);
int git_transport_new(git_transport **out, git_remote *owner, const char *url);
#pragma GCC visibility pop

/* An option of git_libgit2_opts refers to this variable of the HTTP transport. */
bool git_http__expect_continue = false;

/* Called by git_libgit2_init: nothing to prepare. */
int git_mbedtls_stream_global_init(void)
{
    return 0;
}

int git_transport_ssh_global_init(void)
{
    return 0;
}

/* Called by git_libgit2_opts for GIT_OPT_SET_SSL_CERT_LOCATIONS, which d1lint does not use. */
int git_mbedtls__set_cert_location(const char *file, const char *path)
{
    (void)file;
    (void)path;
    return GIT_ERROR;
}

/* The one door from libgit2's remotes to its transports: nothing is fetched, pushed or cloned. */
int git_transport_new(git_transport **out, git_remote *owner, const char *url)
{
    (void)owner;
    (void)url;
    *out = NULL;
    return GIT_ERROR;
}
