/*
 * Lines of the files of a snapshot, for the excerpts of a report. Private to src/engine.
 */
#ifndef D1_ENGINE_SOURCE_LINES_H
#define D1_ENGINE_SOURCE_LINES_H

#include "base/file/lines.h"
#include "base/text/strbuf.h"
#include "repo/repo.h"

/* The file last asked for is kept. Set snapshot; the rest is all zero. Not thread-safe. */
struct d1_source_lines {
    struct d1_repo_snapshot *snapshot;
    struct d1_repo_reader *reader;
    const char *path;
    struct d1_strbuf bytes;
    struct d1_lines lines;
};

/* Line `number` (from 1) of a file, valid until the next call; ptr is NULL where there is none that can be read. */
struct d1_str d1_source_lines_get(struct d1_source_lines *source, const char *path, uint32_t number);

void d1_source_lines_release(struct d1_source_lines *source);

#endif
