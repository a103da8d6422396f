/*
 * Fingerprints of files of a snapshot, for evidence that names one. A file is read when it is first asked for, and
 * only once; any number of threads may ask.
 */
#ifndef D1_ENGAGEMENT_DIGESTS_H
#define D1_ENGAGEMENT_DIGESTS_H

#include "base/error.h"
#include "base/sha256.h"
#include "repo/repo.h"

struct d1_digests;

enum d1_digest_state {
    D1_DIGEST_KNOWN,
    D1_DIGEST_ABSENT, /* the snapshot has no file at the path */
    D1_DIGEST_UNREAD  /* there is one, and it could not be read */
};

struct d1_digest {
    enum d1_digest_state state;
    char sha256[D1_SHA256_TEXT]; /* KNOWN: in lower-case hexadecimal */
    char blob[D1_REPO_ID_TEXT];  /* KNOWN: the id under which git has or would have it (d1_repo_entry_id) */
    struct d1_str reason;        /* UNREAD: why, for people */
};

/* The digest of bytes that are at hand: KNOWN. As d1_repo_blob_id. */
int d1_digest_bytes(struct d1_digest *digest, struct d1_str bytes, struct d1_error *error);

/*
 * *digests is the caller's, to be freed with d1_digests_free before the snapshot. Once more than `limit` bytes of files
 * were read for their digests, no further one is (D1_LIMIT_ALL_EVIDENCE_BYTES). 0 or D1_ERR_MEMORY.
 */
int d1_digests_new(struct d1_digests **digests, struct d1_repo_snapshot *snapshot, size_t limit);

/* NULL is allowed. */
void d1_digests_free(struct d1_digests *digests);

/* The digest of the file at a path from the root; borrowed, as long as the digests. 0 or D1_ERR_MEMORY. */
int d1_digests_get(struct d1_digests *digests, struct d1_str path, const struct d1_digest **digest);

/*
 * The digest of a content by its id in git, wherever it stood: KNOWN, or UNREAD, with that id in any case. Borrowed.
 * What is read so has the same limit as files have, apart from these. 0 or D1_ERR_MEMORY.
 */
int d1_digests_content(struct d1_digests *digests, const uint8_t id[D1_REPO_ID_BYTES], const struct d1_digest **digest);

/*
 * Appends the bytes of the file at a path, as the snapshot has them, counted as those of digests are. 0;
 * D1_ERR_NOT_FOUND where there is none; D1_ERR_READ, D1_ERR_LIMIT or D1_ERR_MEMORY.
 */
int d1_digests_file(struct d1_digests *digests, struct d1_str path, struct d1_strbuf *bytes, struct d1_error *error);

/* The same of a content by its id, counted as d1_digests_content counts it. */
int d1_digests_bytes(struct d1_digests *digests, const uint8_t id[D1_REPO_ID_BYTES], struct d1_strbuf *bytes,
                     struct d1_error *error);

/* How much was read of what may be, in thousandths: of files, or of earlier contents, whichever is more. */
unsigned d1_digests_share(struct d1_digests *digests);

/* Calls each for every path that was asked for, with what its digest is; while nobody asks for another. */
void d1_digests_each(const struct d1_digests *digests,
                     void (*each)(void *context, struct d1_str path, const struct d1_digest *digest), void *context);

/*
 * Appends the content that a file has, or had, under an id of git in hexadecimal, as d1_repo_read_object reads it. All
 * that is read so has D1_LIMIT_APPROVED_BYTES; beyond them D1_ERR_LIMIT.
 */
int d1_digests_object(struct d1_digests *digests, struct d1_str id, struct d1_strbuf *bytes, struct d1_error *error);

#endif
