/*
 * Compiling as far as judging needs it, in a rule set that is only prepared: most of what rules say is said where they
 * fail, and a small engagement has no subjects of most of them. Such a rule set belongs to one thread.
 */
#include "base/sha256.h"
#include "rules/compile/compiler.h"
#include "rules/compile/programs.h"

static struct d1_rule *own_rule(const struct d1_ruleset *ruleset, const struct d1_rule *rule)
{
    return ruleset->private->origins[rule->check->index].rule;
}

/*
 * Rules that are not compiled at once are those that the build has checked: they have no faults. What looks like one is
 * memory that was refused on the way, as where the fields of a record could not be filled in.
 */
static int end(struct d1_compiler *compiler)
{
    return d1_compiler_end(compiler) < 0 ? D1_ERR_MEMORY : 0;
}

int d1_rule_begin(const struct d1_ruleset *ruleset, const struct d1_rule *rule)
{
    struct d1_compiler compiler;

    if (rule->begun)
        return 0;
    compiler = d1_compiler_for((struct d1_ruleset *)ruleset, own_rule(ruleset, rule), NULL);
    d1_compiler_begin(&compiler);
    return end(&compiler);
}

int d1_part_need(const struct d1_ruleset *ruleset, const struct d1_rule *rule, const struct d1_part *part,
                 enum d1_ready ready)
{
    enum d1_ready before = part->ready;
    struct d1_compiler compiler;
    struct d1_part *own;
    int result;

    if (before >= ready)
        return 0;
    compiler = d1_compiler_for((struct d1_ruleset *)ruleset, own_rule(ruleset, rule), NULL);
    own = &compiler.rule->parts[part - rule->parts];
    if (part->ready < D1_READY_CONDITIONS)
        d1_compiler_conditions(&compiler, own);
    if (ready == D1_READY_MESSAGES && !compiler.oom)
        d1_compiler_messages(&compiler, own);
    result = end(&compiler);
    if (result < 0)
        own->ready = before;
    return result;
}

int d1_rule_read_all(const struct d1_ruleset *ruleset, const struct d1_rule *rule)
{
    struct d1_compiler compiler;
    int result;

    if (rule->read)
        return 0;
    result = d1_rule_begin(ruleset, rule);
    for (size_t i = 0; i < rule->part_count && result == 0; i++)
        result = d1_part_need(ruleset, rule, &rule->parts[i], D1_READY_MESSAGES);
    if (result < 0)
        return result;
    compiler = d1_compiler_for((struct d1_ruleset *)ruleset, own_rule(ruleset, rule), NULL);
    d1_compiler_read(&compiler);
    return end(&compiler);
}

int d1_ruleset_digest_catalog(const struct d1_ruleset *ruleset)
{
    struct d1_ruleset_private *private = ruleset->private;
    struct d1_strbuf text = {0};
    char digest[D1_SHA256_TEXT];

    if (!private->catalog_digest.ptr && !private->own_files.len && d1_programs_catalog_digest().len)
    private->catalog_digest = d1_programs_catalog_digest();
    if (private->catalog_digest.ptr)
        return 0;
    if (d1_ruleset_criteria_json(ruleset, &text) == 0) {
        d1_sha256(d1_strbuf_view(&text), digest);
        private->catalog_digest = d1_arena_str(&private->arena, d1_str(digest));
    }
    d1_strbuf_release(&text);
    return private->catalog_digest.ptr ? 0 : D1_ERR_MEMORY;
}
