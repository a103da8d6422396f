/* Regular expressions whose text is known only in an evaluation: compiled once for as long as they are kept. */
#include "cel/eval/run.h"

#include "base/memory/alloc.h"
#include "regex/regex.h"

static void drop(struct d1_cel_kept_pattern *pattern)
{
    d1_regex_free(pattern->regex);
    d1_free(pattern->text);
    *pattern = (struct d1_cel_kept_pattern){0};
}

const struct d1_regex *d1_cel_patterns_find(const struct d1_cel_patterns *patterns, struct d1_str text)
{
    for (size_t i = 0; i < patterns->len; i++) {
        const struct d1_cel_kept_pattern *pattern = &patterns->items[i];

        if (d1_str_eq(d1_strn(pattern->text, pattern->text_len), text))
            return pattern->regex;
    }
    return NULL;
}

int d1_cel_patterns_keep(struct d1_cel_patterns *patterns, struct d1_str text, struct d1_regex *regex)
{
    struct d1_cel_kept_pattern *pattern = &patterns->items[patterns->next];
    char *copy = d1_malloc(text.len + 1);

    if (!copy) {
        d1_regex_free(regex);
        return D1_ERR_MEMORY;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (patterns->next < patterns->len)
        drop(pattern);
    else
        patterns->len++;
    *pattern = (struct d1_cel_kept_pattern){copy, text.len, regex};
    patterns->next = (patterns->next + 1) % D1_CEL_PATTERNS;
    return 0;
}

struct d1_regex_scratch *d1_cel_patterns_scratch(struct d1_cel_patterns *patterns)
{
    if (!patterns->scratch)
        patterns->scratch = d1_regex_scratch_new();
    return patterns->scratch;
}

void d1_cel_patterns_release(struct d1_cel_patterns *patterns)
{
    for (size_t i = 0; i < patterns->len; i++)
        drop(&patterns->items[i]);
    if (patterns->scratch)
        d1_regex_scratch_free(patterns->scratch);
    patterns->scratch = NULL;
    patterns->len = patterns->next = 0;
}
