/*
 * What a repository and a snapshot are at a moment, as bytes that are the same again exactly where nothing has changed
 * that anything read through them may hang on. Who keeps what it has made of a snapshot keeps it under these.
 *
 *     d1_repo_state_write(&state, repo)                        what all snapshots of it share ...
 *     d1_repo_objects_write(&state, repo)                      ... with the objects
 *     d1_repo_snapshot_frame(&state, snapshot)                 what sort of snapshot it is, ...
 *     d1_repo_snapshot_head(&state, snapshot)                  ... of which commit, ...
 *     d1_repo_snapshot_files(&state, snapshot)                 ... and which files there are, with which contents
 *     d1_repo_stamp_of(&stamp, snapshot, entry)                of a file of a work tree: when it was written
 *
 * Contents that git has are told by their ids and not read, so what is told of them is true only as long as the objects
 * are there: of the files in which they lie the state has size, times and number. A stamp says nothing of what was
 * written in the same tick of the clock; one that is not settled may have been, and is to be asked for again later.
 * What rots on a disk in its place nobody sees but who reads it (`git fsck`).
 */
#ifndef D1_REPO_STATE_H
#define D1_REPO_STATE_H

#include "repo/repo.h"

/* A file as the file system tells it. All bytes count, so that stamps may be compared as bytes. */
struct d1_repo_stamp {
    uint64_t size, inode;
    int64_t written, changed; /* seconds since 1970-01-01T00:00:00Z: of the content, and of anything about the file */
    uint32_t written_nanos, changed_nanos;
    uint32_t mode, owner, group, unused;
};

/*
 * Appends the state of a repository but for its objects, its work tree and its index: where it lies, what it is, what
 * the tags name. Returns 1; 0 where it cannot be told, since it is not settled or there is too much of it;
 * D1_ERR_MEMORY. What was appended is to be thrown away then.
 */
int d1_repo_state_write(struct d1_strbuf *out, struct d1_repo *repo);

/* Appends which objects can be read, by the files in which they lie. As d1_repo_state_write. */
int d1_repo_objects_write(struct d1_strbuf *out, const struct d1_repo *repo);

/*
 * Appends which files with objects there are, by their names: what was listed is there still where each of them is
 * listed again, whatever has come to them. As d1_repo_state_write; 0 where there are too many.
 */
int d1_repo_objects_list(struct d1_strbuf *out, const struct d1_repo *repo);
bool d1_repo_objects_hold(struct d1_str then, struct d1_str now);

/*
 * Appends the state of a snapshot but for its commit and its files: what it is of, what it says of itself, of a work
 * tree what tells how git stores files. As d1_repo_state_write.
 */
int d1_repo_snapshot_frame(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot);

/* Appends its commit, with the tree and the branch; of a revision, with the frame, that is all. */
void d1_repo_snapshot_head(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot);

/*
 * Appends its files: of the index all that it holds; of a work tree the stamp of the index, and which entries it lists,
 * for whose contents the caller sees. As d1_repo_state_write.
 */
int d1_repo_snapshot_files(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot);

/*
 * Appends to what a revision leads now: "REV", "REV:directory" or "REV:file". As d1_repo_state_write; 0 where it leads
 * nowhere.
 */
int d1_repo_revision_state(struct d1_strbuf *out, struct d1_repo *repo, const char *revision);

/*
 * Whether git may store other bytes of a file of this work tree than those that lie there, or cannot tell what it would
 * store: configuration or attributes say so, and are part of the frame.
 */
bool d1_repo_snapshot_converts(const struct d1_repo_snapshot *snapshot);

/*
 * The id of an entry of a work tree by the index, where that says that it was not modified since, as d1_repo_known_id,
 * but by a stamp that was taken before. 1, 0 or D1_ERR_MEMORY.
 */
int d1_repo_stamped_id(struct d1_repo_snapshot *snapshot, const struct d1_repo_entry *entry,
                       const struct d1_repo_stamp *stamp, uint8_t id[D1_REPO_ID_BYTES]);

/* The stamp of an entry that lies on the disk as a regular file; false where it does not. Any thread. */
bool d1_repo_stamp_of(struct d1_repo_stamp *stamp, const struct d1_repo_snapshot *snapshot,
                      const struct d1_repo_entry *entry);

/*
 * Whether the bytes of an entry of a work tree, by its number, were looked for on the disk since the snapshot was
 * opened. Of one that was not nothing is known but by its stamp.
 */
bool d1_repo_snapshot_was_read(const struct d1_repo_snapshot *snapshot, size_t number);

/* Whether whatever is written from now on has another stamp. */
bool d1_repo_stamp_is_settled(const struct d1_repo_stamp *stamp);

/* ---- list/brief.c ---- */

/*
 * What the index of a work tree knows of files, in brief: as much of each as tells its id, if it was not modified
 * since. It is the same as long as the state of the index is, and to take it costs a fraction of reading the index.
 *
 * Appends by what the index is known again. False where there is none, or it is not settled.
 */
bool d1_repo_brief_state(struct d1_strbuf *out, const struct d1_repo_snapshot *snapshot);

/*
 * Reads the index, and appends what it knows. 1 where that is for certain the index of that state; 0 where it is none
 * that can be read, or may be another; D1_ERR_MEMORY.
 */
int d1_repo_brief_write(struct d1_strbuf *out, struct d1_repo_snapshot *snapshot, struct d1_str state);

/*
 * From now on the index need not be read for ids of files. The bytes, aligned to 8, outlive the snapshot. False where
 * they are none of these. Before other threads ask.
 */
bool d1_repo_brief_take(struct d1_repo_snapshot *snapshot, struct d1_str bytes);

/* Whether git can read the object of an entry that has an id: it has not vanished. For the thread of the reader. */
bool d1_repo_reader_has(struct d1_repo_reader *reader, const struct d1_repo_entry *entry);

#endif
