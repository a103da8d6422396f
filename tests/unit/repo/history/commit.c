/* The text of a commit that is made to cost time: each part of it is gone over once. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/text/strbuf.h"
#include "repo/history/history.h"

static int keep(void *context, struct d1_str address)
{
    d1_strbuf_puts(context, " ");
    d1_strbuf_str(context, address);
    return 0;
}

/* What `git interpret-trailers --parse` finds, and nothing else. */
Test(repo_commit, co_authors_as_git_reads_trailers)
{
    static const struct {
        const char *lines, *found;
    } cases[] = {
        {"Co-authored-by: A <a@x>\n", " a@x"},
        {"co-authored-BY :A <a@x>\nCo-authored-by\t: B <b@x>\n", " a@x b@x"},
        {"Co-authored-by: A\n  <a@x>\nCo-authored-by:\n\tB\n <b@x>\nReviewed-by: C <c@x>\n", " a@x b@x"},
        {"Reviewed-by: C\n Co-authored-by: C <c@x>\n", ""},
        {"Co-authored-by\n : C <c@x>\n", ""},
        {"Co-authored-by-nobody: C <c@x>\nCo-authored: C <c@x>\nCo-authored-by C <c@x>\n", ""},
        {"Co-authored-by: A <a\n @x>\n", ""},
        {"Co-authored-by: A\nReviewed-by: C <c@x>\n", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf message = {0}, found = {0};

        d1_strbuf_printf(&message, "Subject\n\n%s", cases[i].lines);
        cr_expect(d1_commit_co_authors(d1_strbuf_view(&message), keep, &found) == 0);
        cr_expect(d1_str_is(d1_strbuf_view(&found), cases[i].found), "%s: " D1_STR_FMT, cases[i].lines,
                  D1_STR_ARG(d1_strbuf_view(&found)));
        d1_strbuf_release(&message);
        d1_strbuf_release(&found);
    }
}

static int count(void *context, struct d1_str address)
{
    (void)address;
    ++*(size_t *)context;
    return 0;
}

/* Were the rest of the message looked at for each of its lines, this would take hours. */
Test(repo_commit, messages_of_the_largest_size, .timeout = 600)
{
    static const struct {
        const char *line;
        bool names; /* each line somebody */
    } cases[] = {
        {"\n", false},
        {" \n", false},
        {"x\n\n", false},
        {"Co-authored-by: A <a@example.com>\n", true},
        {"Co-authored-by: A <a@example.com>\n and\n\tnobody\n", true},
        {"Co-authored-by: <<<<<<<<<<<<<<<<<\n", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct d1_strbuf message = {0};
        size_t found = 0, lines = 0;

        d1_strbuf_puts(&message, "Subject\n\n");
        while (message.len < D1_LIMIT_COMMIT_BYTES - 256) {
            d1_strbuf_puts(&message, cases[i].line);
            lines++;
        }
        d1_strbuf_puts(&message, "Co-authored-by: B <b@example.com>\n");
        cr_expect(d1_commit_co_authors(d1_strbuf_view(&message), count, &found) == 0);
        cr_expect(found == (cases[i].names ? lines + 1 : 1), "%s: %zu", cases[i].line, found);
        d1_strbuf_release(&message);
    }
}
