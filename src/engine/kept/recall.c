#include "engine/kept/recall.h"

#include "base/memory/alloc.h"
#include "engine/kept/contents.h"
#include "engine/kept/portions.h"
#include "engine/kept/way.h"
#include "repo/state.h"

/* ---- what is known before ---- */

/* The revision that is compared with. 1, 0 or D1_ERR_MEMORY. */
static int add_since(struct d1_strbuf *out, struct d1_run *run)
{
    struct d1_strbuf since = {0};
    int result = d1_run_since(run, &since, NULL);

    if (result == 0)
        result = since.len ? d1_repo_revision_state(out, run->opened.repo, since.ptr) : 1;
    else
        result = result == D1_ERR_MEMORY ? result : 0;
    d1_strbuf_release(&since);
    return result;
}

/* 1, 0 where it cannot be told how everything stands, or D1_ERR_MEMORY. */
static int write_state(struct d1_strbuf *out, struct d1_run *run)
{
    int result = d1_way_state(out, &run->opened, "verdict");

    if (result > 0 && run->options->since)
        result = add_since(out, run);
    return out->oom ? D1_ERR_MEMORY : result;
}

/* ---- finding ---- */

struct d1_image_rules d1_recall_rules(const struct d1_run *run)
{
    return (struct d1_image_rules){
        .checks = run->opened.ruleset->checks,
        .check_count = run->opened.ruleset->check_count,
        .criteria = run->opened.ruleset->criteria,
        .criterion_count = run->opened.ruleset->criterion_count,
    };
}

int d1_recall_find(struct d1_run *run)
{
    struct d1_image_rules rules = d1_recall_rules(run);
    struct d1_way way = {0};
    int result;

    if (!run->opened.cache || run->options->laid_count)
        return 0;
    result = write_state(&run->recall.state, run);
    run->recall.possible = result > 0;
    if (result > 0)
        result = d1_way_find(&way, &run->opened, &run->recall.state);
    if (result > 0)
        result = d1_image_read(d1_way_value(&way), &rules, &run->verdict, &run->recall.memory);
    d1_way_release(&way);
    return result;
}

/* ---- keeping ---- */

/* Whether all that is known before is for certain as it was. 1, 0 or D1_ERR_MEMORY. */
static int has_stayed(struct d1_run *run)
{
    struct d1_strbuf now = {0};
    int result = write_state(&now, run);

    if (result > 0)
        result = d1_str_eq(d1_strbuf_view(&now), d1_strbuf_view(&run->recall.state)) &&
                 d1_contents_are_known(&run->opened.contents) &&
                 d1_contents_stayed(&run->opened.contents, &run->opened);
    d1_strbuf_release(&now);
    return result;
}

int d1_recall_keep(struct d1_run *run)
{
    struct d1_image_rules rules = d1_recall_rules(run);
    struct d1_way way = {0};
    int result;

    if (run->opened.contents.count && d1_contents_keep(&run->opened.contents, &run->opened) < 0)
        return D1_ERR_MEMORY;
    if (!run->recall.possible || run->verdict.exit == D1_EXIT_FAILURE)
        return 0;
    result = has_stayed(run);
    if (result > 0 && d1_portions_keep(run) < 0)
        result = D1_ERR_MEMORY;
    if (result > 0 && run->since && d1_portions_keep(run->since) < 0)
        result = D1_ERR_MEMORY;
    if (result > 0)
        result = d1_way_end(&way, &run->opened, &run->recall.state, D1_CACHE_VERDICT);
    if (result > 0) {
        d1_image_write(&way.value, &run->verdict, &rules);
        result = d1_way_keep(&way, D1_CACHE_VERDICT);
    }
    d1_way_release(&way);
    return result < 0 ? D1_ERR_MEMORY : 0;
}

void d1_recall_release(struct d1_recall *recall)
{
    d1_strbuf_release(&recall->state);
    d1_free(recall->memory);
}
