#include "engine/kept/portions.h"

#include <string.h>

#include "engine/kept/contents.h"
#include "engine/kept/recall.h"
#include "engine/kept/way.h"
#include "engine/read/timeline.h"
#include "repo/state.h"

enum {
    WHOLE = 1000, /* all that may be read, in thousandths */
    TEXTS = 1 + D1_REMARKS
};

/*
 * What stands before the image: of the run that judged it, and what of a judged engagement is in no verdict. Texts
 * follow: what is said of a clock, and of the engagement as a whole.
 */
struct head {
    uint64_t origin, share, gates_left_out;
    uint64_t lengths[TEXTS];
};

/* ---- finding ---- */

static bool next_text(struct d1_str *rest, uint64_t length, struct d1_str *text)
{
    if (length > rest->len)
        return false;
    *text = d1_str_sub(*rest, 0, (size_t)length);
    *rest = d1_str_sub(*rest, (size_t)length, rest->len);
    return true;
}

static bool read_head(struct d1_str value, struct head *head, struct d1_str texts[TEXTS], struct d1_str *image)
{
    bool is_whole = value.len >= sizeof *head;

    if (!is_whole)
        return false;
    memcpy(head, value.ptr, sizeof *head);
    *image = d1_str_sub(value, sizeof *head, value.len);
    for (size_t i = 0; i < TEXTS && is_whole; i++)
        is_whole = next_text(image, head->lengths[i], &texts[i]);
    return is_whole;
}

bool d1_portion_image(struct d1_str value, struct d1_str *image)
{
    struct d1_str texts[TEXTS];
    struct head head;

    return read_head(value, &head, texts, image);
}

static size_t count_listed(const struct d1_engagement_verdict *verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < verdict->check_count; i++)
        count += verdict->checks[i].list_count;
    return count;
}

/* Whether all of a verdict has room, however many engagements are judged beside it. */
static bool has_room(const struct d1_engagement_verdict *verdict, const struct d1_judge_options *options)
{
    return verdict->finding_count <= options->most_findings &&
           (!options->most_subjects || count_listed(verdict) < options->most_subjects);
}

/* Takes what was found for what was judged. 1, 0 where it is none, or D1_ERR_MEMORY. */
static int take(struct d1_run *run, size_t number, struct d1_str value, const struct d1_judge_options *options)
{
    const struct d1_image_rules rules = d1_recall_rules(run);
    struct d1_judged *judged = &run->judged[number];
    struct d1_portion *portion = &run->portions->all[number];
    struct d1_engagement_verdict verdict;
    struct d1_str texts[TEXTS], image;
    struct head head;
    int result =
        read_head(value, &head, texts, &image) ? d1_image_read_engagement(image, &rules, &run->images, &verdict) : 0;

    if (result <= 0)
        return result;
    for (size_t i = 0; i < TEXTS; i++)
        if (texts[i].len && !(texts[i] = d1_arena_str(&run->arena, texts[i])).ptr)
            return D1_ERR_MEMORY;
    if (verdict.artifacts != judged->engagement->artifacts.len || !has_room(&verdict, options))
        return 0;
    judged->verdict = verdict;
    judged->findings = (struct d1_finding *)(uintptr_t)verdict.findings;
    judged->results = (struct d1_check_result *)(uintptr_t)verdict.checks;
    judged->criteria = (struct d1_criterion_result *)(uintptr_t)verdict.criteria;
    judged->gates = (struct d1_gate_result *)(uintptr_t)verdict.gates;
    judged->gates_left_out = (size_t)head.gates_left_out;
    memcpy(judged->remarks, texts + 1, sizeof judged->remarks);
    run->portions->backwards = texts[0].len ? texts[0] : run->portions->backwards;
    for (size_t i = 0; i < verdict.finding_count && !portion->discreet; i++)
        portion->discreet = verdict.findings[i].discreet;
    portion->origin = head.origin;
    portion->share = head.share > WHOLE ? WHOLE : (unsigned)head.share;
    return 1;
}

static int find_one(struct d1_run *run, size_t number, const struct d1_judge_options *options)
{
    struct d1_portion *portion = &run->portions->all[number];
    struct d1_way way = {.asking = {.apart = true, .answers = &run->portions->answers}};
    int result = portion->state.len ? d1_way_find(&way, &run->opened, &portion->state) : 0;

    if (result > 0)
        result = take(run, number, d1_way_value(&way), options);
    portion->found = portion->lies = result > 0;
    portion->key = way.key;
    d1_way_release(&way);
    return result < 0 ? result : 0;
}

/* Whether an engagement has to be judged for sure; whoever does so reads the past. 1, 0 or D1_ERR_MEMORY. */
static int lacks_one(struct d1_run *run)
{
    int begins = 1;

    for (size_t i = 0; i < run->portions->count && begins > 0; i++) {
        struct d1_way way = {.asking = {.apart = true}};
        const struct d1_strbuf *state = &run->portions->all[i].state;

        begins = state->len ? d1_way_begins(&way, &run->opened, state) : 0;
        d1_way_release(&way);
    }
    return begins < 0 ? begins : !begins;
}

bool d1_portion_found(const struct d1_run *run, size_t number)
{
    return run->portions && number < run->portions->count && run->portions->all[number].found;
}

/* What those that were found may have read together: each run counts once, whatever is taken of it. */
static unsigned share_of_found(const struct d1_run *run)
{
    const struct d1_portion *all = run->portions->all;
    unsigned share = 0;

    for (size_t i = 0; i < run->portions->count && share <= WHOLE; i++) {
        bool counts = all[i].found && all[i].share;

        for (size_t j = 0; j < i && counts; j++)
            counts = !all[j].found || all[j].origin != all[i].origin;
        share += counts ? all[i].share : 0;
    }
    return share;
}

/* What was found goes, and is judged. */
static void drop_found(struct d1_run *run)
{
    for (size_t i = 0; i < run->portions->count; i++) {
        struct d1_judged *judged = &run->judged[i];

        if (!run->portions->all[i].found)
            continue;
        judged->verdict = (struct d1_engagement_verdict){0};
        judged->findings = NULL;
        judged->results = NULL;
        judged->criteria = NULL;
        judged->gates = NULL;
        judged->gates_left_out = 0;
        memset(judged->remarks, 0, sizeof judged->remarks);
        run->portions->all[i].found = run->portions->all[i].lies = false;
    }
    d1_arena_release(&run->images);
    run->portions->backwards = d1_str("");
}

int d1_portions_find(struct d1_run *run, const struct d1_judge_options *options)
{
    const struct d1_run *first = run->head ? run->head : run;
    struct d1_portions *portions;
    int result;

    if (!first->recall.possible || first->anew)
        return 0;
    portions = run->portions = d1_arena_calloc(&run->arena, 1, sizeof *portions);
    if (!portions)
        return D1_ERR_MEMORY;
    result = d1_portions_state(run, options);
    d1_recall_expect(run, portions->count);
    if (result > 0)
        result = lacks_one(run);
    if (result > 0)
        d1_timeline_expect(run->opened.timeline);
    for (size_t i = 0; i < portions->count && result >= 0; i++) {
        run->judged[i].beyond = &portions->all[i].beyond;
        result = find_one(run, i, options);
    }
    if (result >= 0 && share_of_found(run) > WHOLE / 2)
        drop_found(run);
    return result < 0 ? result : 0;
}

/* ---- keeping ---- */

static unsigned share_of(const struct d1_run *run)
{
    unsigned files = d1_digests_share(run->opened.digests), past = d1_timeline_share(run->opened.timeline);

    return files > past ? files : past;
}

bool d1_portions_exceed(const struct d1_run *run)
{
    bool found = false;

    for (size_t i = 0; i < run->judged_count && !found; i++)
        found = d1_portion_found(run, i);
    return (found && share_of(run) > WHOLE / 2) || d1_timeline_exceeds(run->opened.timeline);
}

/* What tells a run from others. */
static uint64_t origin_of(const struct d1_run *run)
{
    struct d1_strbuf text = {0};
    uint64_t origin;

    d1_strbuf_puts(&text, "origin ");
    d1_strbuf_str(&text, d1_strbuf_view(&run->portions->frame));
    d1_way_head(&text, &run->opened);
    d1_repo_snapshot_files(&text, run->opened.snapshot);
    d1_contents_write(&text, &run->opened.contents);
    origin = d1_cache_key(run->opened.keeping.cache, d1_strbuf_view(&text)).low;
    d1_strbuf_release(&text);
    return origin;
}

static void note(struct d1_strbuf *out, const struct d1_judged *judged, struct head head, struct d1_str backwards,
                 const struct d1_image_rules *rules)
{
    head.gates_left_out = judged->gates_left_out;
    head.lengths[0] = backwards.len;
    for (size_t i = 0; i < D1_REMARKS; i++)
        head.lengths[1 + i] = judged->remarks[i].len;
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    d1_strbuf_str(out, backwards);
    for (size_t i = 0; i < D1_REMARKS; i++)
        d1_strbuf_str(out, judged->remarks[i]);
    d1_image_write_engagement(out, &judged->verdict, rules);
}

/* Of how much is listed of one, the number of those that are judged decides. */
static bool lacks_something(const struct d1_judged *judged, const struct d1_judge_options *options)
{
    if (!has_room(&judged->verdict, options))
        return true;
    for (size_t i = 0; i < judged->verdict.check_count; i++)
        if (judged->results[i].dropped)
            return true;
    return judged->dropped > 0;
}

int d1_portions_note(struct d1_run *run, const struct d1_judge_options *options)
{
    const struct d1_image_rules rules = d1_recall_rules(run);
    struct d1_strbuf backwards = {0};
    struct head head = {0};
    int result;

    if (!run->portions || !run->portions->count)
        return 0;
    head.origin = origin_of(run);
    head.share = share_of(run);
    result = d1_run_tell_backwards(run, &backwards);
    for (size_t i = 0; i < run->portions->count && result == 0; i++) {
        struct d1_portion *portion = &run->portions->all[i];

        if (!portion->state.len || portion->found || lacks_something(&run->judged[i], options))
            continue;
        note(&portion->value, &run->judged[i], head, portion->beyond.line ? d1_strbuf_view(&backwards) : d1_str(""),
             &rules);
        result = portion->value.oom && !portion->value.full ? D1_ERR_MEMORY : 0;
    }
    d1_strbuf_release(&backwards);
    return result;
}

static int keep_one(struct d1_run *run, size_t number)
{
    struct d1_portion *portion = &run->portions->all[number];
    struct d1_way way = {
        .asking = {.apart = true,
                   .beyond = &portion->beyond,
                   .engagement = run->judged[number].engagement->name,
                   .answers = &run->portions->answers},
    };
    int result = d1_way_end(&way, &run->opened, &portion->state, D1_CACHE_ENGAGEMENT);

    if (result > 0) {
        d1_strbuf_str(&way.value, d1_strbuf_view(&portion->value));
        portion->lies = !way.value.oom;
        portion->key = way.key;
        result = d1_way_keep(&way, D1_CACHE_ENGAGEMENT);
    }
    d1_way_release(&way);
    return result < 0 ? result : 0;
}

int d1_portions_keep(struct d1_run *run)
{
    int result;

    if (!run->portions || !run->portions->count)
        return 0;
    /* What was answered before the past was read is held against it. */
    d1_answer_forget(&run->portions->answers.newest);
    result = d1_tip_make(&run->portions->answers.tip, &run->opened);
    for (size_t i = 0; i < run->portions->count && result == 0; i++)
        if (run->portions->all[i].value.len && !run->portions->all[i].value.oom)
            result = keep_one(run, i);
    return result == 0 ? d1_tip_keep(&run->portions->answers.tip, &run->opened) : result;
}

struct d1_str d1_portions_backwards(const struct d1_run *run)
{
    return run->portions ? run->portions->backwards : d1_str("");
}

void d1_portions_release(struct d1_run *run)
{
    if (!run->portions)
        return;
    for (size_t i = 0; i < run->portions->count; i++) {
        d1_strbuf_release(&run->portions->all[i].state);
        d1_strbuf_release(&run->portions->all[i].value);
        d1_beyond_release(&run->portions->all[i].beyond);
    }
    d1_strbuf_release(&run->portions->frame);
    d1_answers_release(&run->portions->answers);
}
