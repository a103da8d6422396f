/*
 * Patterns and texts: input is a byte that chooses the dialect, the pattern, a NUL, the text. Whatever the input,
 * compiling and matching end, within limits, and the two ways of matching agree.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/text/utf8.h"
#include "regex/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_spans(const struct d1_regex *regex, struct d1_str text, const struct d1_regex_span *spans)
{
    for (size_t i = 0; i <= d1_regex_groups(regex) && i < 8; i++) {
        if (spans[i].start == D1_REGEX_UNSET)
            continue;
        must(spans[i].end <= text.len && (i || spans[i].start <= spans[i].end));
        must(d1_utf8_check(d1_str_sub(text, 0, spans[i].start)) == spans[i].start);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum d1_regex_dialect dialect;
    struct d1_str input, pattern, text;
    struct d1_regex_scratch *scratch;
    struct d1_regex_span spans[8];
    struct d1_regex *regex = NULL;
    struct d1_error error = {0};
    enum d1_regex_result quick, slow;
    size_t offset = 0, nul;
    int rc;

    if (size < 2)
        return 0;
    dialect = data[0] % 2 ? D1_REGEX_RE2 : data[0] % 4 ? D1_REGEX_ECMA_LEGACY : D1_REGEX_ECMA;
    input = d1_strn((const char *)data + 1, size - 1);
    nul = d1_str_find(input, '\0', 0);
    pattern = d1_str_sub(input, 0, nul);
    text = d1_str_sub(input, nul + 1, input.len);
    rc = d1_regex_compile(&regex, pattern, dialect, &offset, &error);
    if (rc < 0) {
        must(offset <= pattern.len && d1_error_message(&error)[0]);
        must(rc == D1_ERR_LIMIT || d1_regex_check(pattern, dialect, NULL, NULL) == rc);
        d1_error_clear(&error);
        return 0;
    }
    must(d1_regex_check(pattern, dialect, NULL, NULL) == 0);
    scratch = d1_regex_scratch_new();
    quick = d1_regex_test(regex, text, scratch);
    slow = d1_regex_search(regex, text, 0, spans, 8, scratch);
    must(slow == quick || slow == D1_REGEX_LIMIT);
    if (slow == D1_REGEX_MATCH)
        check_spans(regex, text, spans);
    d1_regex_scratch_free(scratch);
    d1_regex_free(regex);
    return 0;
}
