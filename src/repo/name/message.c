/*
 * Commits by their messages: ":/text" and "^{/text}". libgit2 compiles whatever stands there and tries it on every
 * commit of the history, without a bound on memory or time for either: the C library unfolds "((a{99}){99}){99}" into
 * as many states, recurs for each "(", tries all ways to satisfy a back-reference, and keeps the states of all the text
 * that it saw. So a pattern is measured before it is compiled, compiled anew after some text, and the work is counted.
 */
#include "repo/internal.h"

#include <regex.h>

#include "base/limits.h"
#include "base/memory/alloc.h"

/* ---- what a pattern costs ---- */

enum { TOO_MANY = D1_LIMIT_MESSAGE_PATTERN_NODES + 1 };

/* Sizes of a pattern with its repetitions written out, as it is read: one level for each group that is open. */
struct measure {
    struct {
        size_t before; /* all but the last item */
        size_t last;   /* what a repetition would repeat */
    } levels[D1_LIMIT_MESSAGE_PATTERN_DEPTH + 1];
    size_t depth;
};

static size_t at_most(size_t nodes)
{
    return nodes < TOO_MANY ? nodes : TOO_MANY;
}

static void add_item(struct measure *m, size_t size)
{
    m->levels[m->depth].before = at_most(m->levels[m->depth].before + m->levels[m->depth].last);
    m->levels[m->depth].last = size;
}

static void repeat(struct measure *m, size_t times)
{
    m->levels[m->depth].last = at_most(m->levels[m->depth].last * times + 1);
}

/* Behind the bracket expression that begins at p. */
static const char *skip_bracket(const char *p)
{
    p += p[1] == '^' ? 2 : 1;
    p += *p == ']';
    for (; *p && *p != ']'; p++)
        if (*p == '[' && (p[1] == ':' || p[1] == '.' || p[1] == '=')) {
            const char *end = strchr(p + 2, ']');

            p = end && end[-1] == p[1] ? end : p;
        }
    return *p ? p + 1 : p;
}

/* Behind the braces at p, whose larger number is how often the last item stands. */
static const char *measure_braces(struct measure *m, const char *p)
{
    size_t largest = 0;

    while (*p && *p != '}') {
        size_t number = 0;

        for (p++; *p >= '0' && *p <= '9'; p++)
            number = at_most(number * 10 + (size_t)(*p - '0'));
        largest = number > largest ? number : largest;
        if (*p != ',' && *p != '}')
            break;
    }
    repeat(m, largest + 1);
    return *p ? p + 1 : p;
}

/* The nodes of a pattern; NULL, or why it is not tried. */
static const char *measure_pattern(size_t *nodes, const char *pattern)
{
    struct measure m = {0};
    size_t size;

    for (const char *p = pattern; *p;) {
        switch (*p) {
        case '\\':
            if (p[1] >= '1' && p[1] <= '9')
                return "it has a back-reference, which could take for ever";
            p += p[1] ? 2 : 1;
            add_item(&m, 1);
            continue;
        case '[':
            p = skip_bracket(p);
            add_item(&m, 1);
            continue;
        case '{':
            p = measure_braces(&m, p);
            continue;
        case '(':
            if (m.depth == D1_LIMIT_MESSAGE_PATTERN_DEPTH)
                return "its groups are nested more than 20 deep";
            m.levels[m.depth + 1].before = m.levels[m.depth + 1].last = 0;
            m.depth++;
            break;
        case ')':
            size = m.levels[m.depth].before + m.levels[m.depth].last + 1;
            m.depth -= m.depth > 0;
            add_item(&m, at_most(size));
            break;
        case '+': /* which is the item and then the item any number of times */
            repeat(&m, 2);
            break;
        case '*':
        case '?':
            repeat(&m, 1);
            break;
        default:
            add_item(&m, 1);
            break;
        }
        p++;
    }
    *nodes = 1;
    for (size_t i = 0; i <= m.depth; i++)
        *nodes = at_most(*nodes + m.levels[i].before + m.levels[i].last);
    return *nodes == TOO_MANY ? "with its repetitions written out it has more than 500 characters" : NULL;
}

/* ---- matching ---- */

struct pattern {
    char *text;
    bool negated;    /* "!-": a message that does not match */
    bool is_literal; /* without any character that means something */
    size_t nodes;
    regex_t regex;
    bool is_compiled;
    size_t seen; /* bytes of text since it was compiled */
    uint64_t work;
};

static void release(struct pattern *p)
{
    if (p->is_compiled)
        regfree(&p->regex);
    d1_free(p->text);
}

static int compile(struct pattern *p, struct d1_error *error)
{
    char message[128];
    int code;

    if (p->is_compiled)
        regfree(&p->regex);
    code = regcomp(&p->regex, p->text, REG_EXTENDED | REG_NOSUB);
    p->is_compiled = code == 0;
    p->seen = 0;
    if (code == REG_ESPACE)
        return d1_error_memory(error);
    if (code == 0)
        return 0;
    regerror(code, &p->regex, message, sizeof(message));
    return d1_error_set(error, D1_ERR_USAGE, "'%s' is no pattern to look for in messages: %s", p->text, message);
}

/* Takes the text behind the '/' apart; "!!" stands for "!". */
static int prepare(struct pattern *p, struct d1_str text, struct d1_error *error)
{
    const char *reason;

    if (d1_str_starts(text, "!-")) {
        p->negated = true;
        text = d1_str_sub(text, 2, text.len);
    } else if (d1_str_starts(text, "!!")) {
        text = d1_str_sub(text, 1, text.len);
    } else if (d1_str_starts(text, "!")) {
        return d1_error_set(error, D1_ERR_USAGE,
                            "behind '/!' stands '-' for messages without the text, or another '!' for one that begins "
                            "with '!'");
    }
    if (text.len > D1_LIMIT_MESSAGE_PATTERN_BYTES)
        return d1_error_set(error, D1_ERR_USAGE,
                            "the text to look for in messages has %zu bytes, more than the limit "
                            "of %d",
                            text.len, D1_LIMIT_MESSAGE_PATTERN_BYTES);
    if (!(p->text = d1_strndup(text.len ? text.ptr : "", text.len)))
        return d1_error_memory(error);
    p->nodes = 1;
    p->is_literal = strpbrk(p->text, "\\^$.[]()|*+?{}") == NULL;
    if (p->is_literal)
        return 0;
    if ((reason = measure_pattern(&p->nodes, p->text)))
        return d1_error_set(error, D1_ERR_USAGE, "the pattern '%s' is not tried: %s", p->text, reason);
    return compile(p, error);
}

/* 1 when a message is one that is looked for, 0 when it is not; counts the work. */
static int try_message(struct pattern *p, const char *message, struct d1_error *error)
{
    size_t len = strnlen(message, D1_LIMIT_MESSAGE_BYTES);
    char *cut = NULL;
    int code;
    bool found;

    /* At worst each byte makes a new state, which is a set of nodes that are compared with each other. */
    p->work += (uint64_t)(len + 1) * (1 + p->nodes * p->nodes / 16);
    p->seen += len;
    if (!p->is_literal && p->seen > D1_LIMIT_MESSAGE_BYTES && (code = compile(p, error)) < 0)
        return code;
    if (message[len] && !(message = cut = d1_strndup(message, len)))
        return d1_error_memory(error);
    found = p->is_literal ? strstr(message, p->text) != NULL : regexec(&p->regex, message, 0, NULL, 0) == 0;
    d1_free(cut);
    return found != p->negated;
}

/* ---- the walk ---- */

/* From a commit, or from every ref and HEAD, youngest first. */
static int start_walk(git_revwalk **out, const struct d1_repo *repo, const git_oid *from)
{
    git_revwalk *walk = NULL;
    int code = git_revwalk_new(&walk, repo->git);

    if (code == 0)
        code = git_revwalk_sorting(walk, GIT_SORT_TIME);
    if (code == 0)
        code = from ? git_revwalk_push(walk, from) : git_revwalk_push_glob(walk, "*");
    if (code == 0 && !from && git_repository_head_unborn(repo->git) == 0)
        code = git_revwalk_push_head(walk);
    if (code < 0)
        git_revwalk_free(walk);
    else
        *out = walk;
    return code;
}

static int find(git_oid *id, git_revwalk *walk, const struct d1_repo *repo, struct pattern *p, struct d1_error *error)
{
    git_commit *commit;
    size_t count = 0;
    int code, found;

    while ((code = git_revwalk_next(id, walk)) == 0) {
        if (++count > D1_LIMIT_MESSAGE_COMMITS || p->work > D1_LIMIT_MESSAGE_WORK)
            return d1_error_set(error, D1_ERR_LIMIT,
                                "none of the %zu youngest commits has a message with '%s', and no more are looked at: "
                                "name the commit by its id",
                                count - 1, p->text);
        if ((code = git_commit_lookup(&commit, repo->git, id)) < 0)
            return d1_repo_object_error(error, repo, code, "a commit of the history", id);
        found = try_message(p, git_commit_message_raw(commit), error);
        git_commit_free(commit);
        if (found)
            return found < 0 ? found : 0;
    }
    if (code == GIT_ITEROVER)
        return d1_error_set(error, D1_ERR_USAGE, "there is no revision with '%s' in its message%s", p->text,
                            repo->info.is_shallow ? ": this is a shallow clone, whose history ends early; get the rest "
                                                    "with `git fetch --unshallow`"
                                                  : "");
    return d1_repo_git_error(error, D1_ERR_READ, "the history cannot be searched; `git fsck` lists what is damaged");
}

int d1_repo_find_message(git_oid *id, const struct d1_repo *repo, const git_oid *from, struct d1_str text,
                         struct d1_error *error)
{
    struct pattern pattern = {0};
    git_revwalk *walk = NULL;
    git_oid found;
    int code = prepare(&pattern, text, error);

    git_error_clear();
    if (code == 0 && start_walk(&walk, repo, from) < 0)
        code = d1_repo_git_error(error, D1_ERR_READ, "the history cannot be searched");
    if (code == 0 && (code = find(&found, walk, repo, &pattern, error)) == 0)
        git_oid_cpy(id, &found);
    git_revwalk_free(walk);
    release(&pattern);
    return code;
}
