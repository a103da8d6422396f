#include "signature/signature.h"

#include "signature/verify/sshsig.h"
#include "signature/wire/armor.h"

static const char git_space[] = "git", file_space[] = "file";

/* ---- commits ---- */

/* A commit, read header by header: what is signed of it, and the value of its signature's header. */
struct commit {
    struct d1_str bytes;
    const char *header; /* the name of the signature's header with the blank behind it */
    char *signed_bytes, *signature;
    size_t signed_len, signature_len;
    unsigned signatures;
};

static void append(char *to, size_t *len, struct d1_str piece)
{
    if (piece.len)
        memcpy(to + *len, piece.ptr, piece.len);
    *len += piece.len;
}

/* The end of the header that begins at `at`: of its line and those that go on with it, which begin with a blank. */
static size_t header_end(struct d1_str bytes, size_t at)
{
    do
        at = d1_str_find(bytes, '\n', at) + 1;
    while (at < bytes.len && bytes.ptr[at] == ' ');
    return at < bytes.len ? at : bytes.len;
}

/* The value of a header, in lines as they were before each was written behind a blank. */
static void add_value(struct commit *commit, struct d1_str value)
{
    size_t end;

    for (size_t at = 0; at < value.len; at = end) {
        end = d1_str_find(value, '\n', at);
        end += end < value.len;
        append(commit->signature, &commit->signature_len, d1_str_sub(value, at, end - at));
        end += end < value.len && value.ptr[end] == ' ';
    }
}

static void read_headers(struct commit *commit)
{
    struct d1_str bytes = commit->bytes;
    size_t at = 0, end;

    /* An empty line ends the headers. */
    for (; at < bytes.len && bytes.ptr[at] != '\n'; at = end) {
        struct d1_str header;

        end = header_end(bytes, at);
        header = d1_str_sub(bytes, at, end - at);
        if (d1_str_starts(header, commit->header)) {
            commit->signatures++;
            commit->signature_len = 0;
            add_value(commit, d1_str_sub(header, strlen(commit->header), header.len));
        } else if (!d1_str_starts(header, "gpgsig ") && !d1_str_starts(header, "gpgsig-sha256 ")) {
            append(commit->signed_bytes, &commit->signed_len, header);
        }
    }
    append(commit->signed_bytes, &commit->signed_len, d1_str_sub(bytes, at, bytes.len));
}

int d1_signature_of_commit(struct d1_signature *out, struct d1_str bytes, bool sha256_repository,
                           struct d1_arena *arena, struct d1_error *error)
{
    struct commit commit = {.bytes = bytes, .header = sha256_repository ? "gpgsig-sha256 " : "gpgsig "};
    int code = 0;

    commit.signed_bytes = d1_arena_bytes(arena, bytes.len + 1);
    commit.signature = d1_arena_bytes(arena, bytes.len + 1);
    if (!commit.signed_bytes || !commit.signature)
        return d1_error_memory(error);
    read_headers(&commit);
    if (commit.signatures == 0)
        *out = (struct d1_signature){.status = D1_SIGNATURE_NONE};
    else if (commit.signatures > 1)
        code = d1_sshsig_set(out, D1_SIGNATURE_BAD, arena, "the commit has %u signatures where one is read",
                             commit.signatures);
    else
        code = d1_sshsig_verify(out, d1_strn(commit.signature, commit.signature_len),
                                d1_strn(commit.signed_bytes, commit.signed_len), git_space, arena);
    return code < 0 ? d1_error_memory(error) : 0;
}

/* ---- tags and files ---- */

int d1_signature_of_tag(struct d1_signature *out, struct d1_str bytes, struct d1_arena *arena, struct d1_error *error)
{
    size_t at = d1_armor_find_last(bytes);

    if (at == bytes.len) {
        *out = (struct d1_signature){.status = D1_SIGNATURE_NONE};
        return 0;
    }
    if (d1_sshsig_verify(out, d1_str_sub(bytes, at, bytes.len), d1_str_sub(bytes, 0, at), git_space, arena) < 0)
        return d1_error_memory(error);
    return 0;
}

int d1_signature_of_file(struct d1_signature *out, struct d1_str armored, struct d1_str bytes, struct d1_arena *arena,
                         struct d1_error *error)
{
    return d1_sshsig_verify(out, armored, bytes, file_space, arena) < 0 ? d1_error_memory(error) : 0;
}
