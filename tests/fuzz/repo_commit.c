/*
 * The text of a commit taken apart, and the lines of it that name somebody: what is given out are pieces of the text
 * that can be shown, dates are in the calendar, and a commit that is read says the same when something stands behind
 * it.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/text/utf8.h"
#include "repo/history/history.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

static void check_piece(struct d1_str piece, struct d1_str whole)
{
    if (piece.len)
        require(piece.ptr >= whole.ptr && piece.ptr + piece.len <= whole.ptr + whole.len);
}

static void check_address(struct d1_str address, struct d1_str whole)
{
    check_piece(address, whole);
    require(d1_utf8_check(address) == address.len);
    for (size_t i = 0; i < address.len; i++)
        require((unsigned char)address.ptr[i] > ' ' && address.ptr[i] != 0x7f && address.ptr[i] != '\n');
}

static int take_co_author(void *context, struct d1_str address)
{
    require(address.len > 0);
    check_address(address, *(const struct d1_str *)context);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct d1_str text = {(const char *)bytes, len};
    struct d1_commit_text commit;
    struct d1_arena arena = {0};
    bool dated;
    int64_t time;

    check_address(d1_commit_address(text, &time, &dated), text);
    require(dated || time == 0);
    if (d1_commit_text_parse(&commit, text, &arena)) {
        require(commit.parents && commit.parent_count <= len);
        check_address(commit.author, text);
        check_address(commit.committer, text);
        check_piece(commit.message, text);
        require(commit.dated || commit.time == 0);
        require(d1_commit_co_authors(commit.message, take_co_author, &commit.message) == 0);
    }
    d1_arena_release(&arena);
    return 0;
}
