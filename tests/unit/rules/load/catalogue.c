/*
 * The catalogue against itself, and against the guide: every criterion has its checks, every check counts somewhere,
 * and every bullet of the guide has its criterion. The guide is read from $GUIDE, where that is there.
 */
#include <ctype.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/sha256.h"
#include "base/text/strbuf.h"
#include "doc/node.h"
#include "rules/rule.h"

static struct d1_ruleset *load(void)
{
    struct d1_ruleset *ruleset = NULL;

    cr_assert_eq(d1_ruleset_load(&ruleset, NULL, NULL), 0);
    return ruleset;
}

/* Whether one of the words of "s2d-exit, rolling" is that. */
static bool has_word(struct d1_str words, struct d1_str word)
{
    for (size_t at = 0, end; at < words.len; at = end + 1) {
        end = d1_str_find(words, ',', at);
        if (d1_str_eq(d1_str_trim(d1_str_sub(words, at, end - at)), word))
            return true;
    }
    return false;
}

/* Whether a check is due once at gates, all of which come after this one, so that it never counts there. */
static bool is_always_later(const struct d1_ruleset *ruleset, const struct d1_check *check, const struct d1_gate *gate)
{
    bool later = false;

    if (has_word(check->due, d1_str("rolling")) || has_word(check->due, d1_str("always")))
        return false;
    for (size_t i = 0; i < ruleset->gate_count; i++) {
        if (!has_word(check->due, ruleset->gates[i].id))
            continue;
        if (ruleset->gates[i].order <= gate->order)
            return false;
        later = true;
    }
    return later;
}

static bool counts_for(const struct d1_ruleset *ruleset, const struct d1_criterion *criterion,
                       const struct d1_check *check)
{
    const struct d1_criterion_data *data = d1_ruleset_criterion_data(ruleset, criterion);

    if (d1_str_is(criterion->criterion_class, "rolling"))
        return true; /* each check from its own day on */
    for (size_t g = 0; g < data->gate_count; g++)
        if (data->gates[g]->continuous || !is_always_later(ruleset, check, data->gates[g]))
            return true;
    return false;
}

/* Whether an error check is due at a gate, so that it decides that by itself. */
static bool decides_gate(const struct d1_ruleset *ruleset, const struct d1_check *check)
{
    for (size_t g = 0; g < ruleset->gate_count; g++)
        if (check->severity == D1_SEVERITY_ERROR && has_word(check->due, ruleset->gates[g].id))
            return true;
    return false;
}

Test(catalogue, every_criterion_is_said_and_has_a_check_that_counts_for_it)
{
    struct d1_ruleset *ruleset = load();

    cr_expect_eq(ruleset->criterion_count, 113);
    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        const struct d1_criterion *criterion = &ruleset->criteria[i];
        bool counts = criterion->roll_up;

        cr_expect_gt(criterion->section.len, 0, D1_STR_FMT, D1_STR_ARG(criterion->id));
        cr_expect_gt(criterion->title.len, 0, D1_STR_FMT, D1_STR_ARG(criterion->id));
        for (size_t k = 0; k < criterion->check_count; k++)
            counts = counts || counts_for(ruleset, criterion, criterion->checks[k]);
        cr_expect(counts, "nothing counts for " D1_STR_FMT, D1_STR_ARG(criterion->id));
    }
    d1_ruleset_free(ruleset);
}

/* What says whether evidence can be believed counts everywhere, whether a criterion names it or not. */
Test(catalogue, every_check_counts_at_a_gate)
{
    static const char *const everywhere[] = {"SHP-", "REF-", "TIM-", "APR-", "WVR-", "GIT-", "GTE-", "CNF-"};
    struct d1_ruleset *ruleset = load();

    for (size_t c = 0; c < ruleset->check_count; c++) {
        const struct d1_check *check = &ruleset->checks[c];
        bool counts = decides_gate(ruleset, check);

        for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
            counts = counts || d1_str_starts(check->id, everywhere[i]);
        for (size_t i = 0; i < ruleset->criterion_count; i++)
            for (size_t k = 0; k < ruleset->criteria[i].check_count && !counts; k++)
                counts = ruleset->criteria[i].checks[k] == check && counts_for(ruleset, &ruleset->criteria[i], check);
        cr_expect(counts, D1_STR_FMT " counts nowhere", D1_STR_ARG(check->id));
    }
    d1_ruleset_free(ruleset);
}

/* ---- the guide ---- */

enum { MOST_SECTIONS = 100 };

static void read_guide(struct d1_strbuf *text)
{
    const char *path = getenv("GUIDE") ? getenv("GUIDE") : "../shared/guide.md";
    FILE *file = fopen(path, "rb");
    char chunk[4096];
    size_t count;

    if (!file)
        cr_skip_test(
            "**** The guide is NOT COMPARED with the catalogue: %s is not there; set GUIDE to where it is. ****", path);
    while ((count = fread(chunk, 1, sizeof chunk, file)) > 0)
        d1_strbuf_str(text, d1_strn(chunk, count));
    fclose(file);
}

/* "- text", "* text", "1. text" */
static bool is_bullet(struct d1_str line)
{
    size_t digits = 0;

    line = d1_str_trim(line);
    while (digits < line.len && isdigit((unsigned char)line.ptr[digits]))
        digits++;
    return digits ? d1_str_starts(d1_str_sub(line, digits, line.len), ". ")
                  : d1_str_starts(line, "- ") || d1_str_starts(line, "* ");
}

/* Bullets below each heading that has some, in order. */
static size_t count_bullets(struct d1_str text, size_t counts[MOST_SECTIONS])
{
    size_t sections = 0;
    bool headed = true;

    for (size_t at = 0, end; at < text.len; at = end + 1) {
        struct d1_str line;

        end = d1_str_find(text, '\n', at);
        line = d1_str_sub(text, at, end - at);
        headed = headed || d1_str_starts(line, "#");
        if (!is_bullet(line))
            continue;
        cr_assert_lt(sections, MOST_SECTIONS);
        if (headed)
            counts[sections++] = 0;
        headed = false;
        counts[sections - 1]++;
    }
    return sections;
}

/* Criteria of each section that the guide has bullets in, in order; alone: sections that are one sentence. */
static size_t count_criteria(const struct d1_ruleset *ruleset, size_t counts[MOST_SECTIONS], size_t *alone)
{
    size_t sections = 0;

    *alone = 0;
    for (size_t i = 0; i < ruleset->criterion_count; i++) {
        struct d1_str section = ruleset->criteria[i].section;

        if (d1_str_find(section, '/', 0) == section.len) {
            ++*alone;
            continue;
        }
        cr_assert_lt(sections, MOST_SECTIONS);
        if (!i || !d1_str_eq(section, ruleset->criteria[i - 1].section))
            counts[sections++] = 0;
        counts[sections - 1]++;
    }
    return sections;
}

Test(catalogue, every_bullet_of_the_guide_has_its_criterion)
{
    struct d1_strbuf guide = {0};
    struct d1_ruleset *ruleset = load();
    const struct d1_node *source = d1_node_get(d1_catalogue_of(ruleset->private, 0), "source");
    size_t bullets[MOST_SECTIONS], criteria[MOST_SECTIONS], alone, sections, all = 0, sentences = 0;
    char digest[D1_SHA256_TEXT];

    read_guide(&guide);
    d1_sha256(d1_strbuf_view(&guide), digest);
    cr_expect(d1_str_is(d1_node_get_text(d1_node_get(source, "digest"), "sha256"), digest),
              "the catalogue is of another guide: this one is %s", digest);
    sections = count_bullets(d1_strbuf_view(&guide), bullets);
    cr_assert_eq(count_criteria(ruleset, criteria, &alone), sections);
    for (size_t i = 0; i < sections; i++) {
        cr_expect_geq(criteria[i], bullets[i], "section %zu has %zu bullets and %zu criteria", i + 1, bullets[i],
                      criteria[i]);
        all += bullets[i];
        sentences += criteria[i] - bullets[i];
    }
    cr_expect_eq(all, 109, "%zu bullets", all);
    cr_expect_eq(sentences + alone, 4, "sentences outside of lists: %zu", sentences + alone);
    d1_strbuf_release(&guide);
    d1_ruleset_free(ruleset);
}
