/* The text of a commit that is made to cost time: each part of it is gone over once. */
#include <criterion/criterion.h>

#include "base/limits.h"
#include "base/text/strbuf.h"
#include "repo/history/history.h"

static int count(void *context, struct d1_str address)
{
    (void)address;
    ++*(size_t *)context;
    return 0;
}

/* Were the rest of the message looked at for each of its lines, this would take hours. */
Test(repo_commit, messages_of_the_largest_size, .timeout = 60)
{
    static const struct {
        const char *line;
        bool names; /* each line somebody */
    } cases[] = {
        {"\n", false},
        {" \n", false},
        {"x\n\n", false},
        {"Co-authored-by: A <a@example.com>\n", true},
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
