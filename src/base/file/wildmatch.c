/*
 * Patterns of ignore rules. Backtracking takes exponential time on some of them, so the pattern is run as a
 * nondeterministic automaton: a set of places in the pattern that the text read so far leads to.
 */
#include "base/file/wildmatch.h"

#include <ctype.h>
#include <stdint.h>

enum { PATTERN_BYTES = 4096, WORDS = PATTERN_BYTES / 64 + 1 };

struct places {
    uint64_t bits[WORDS];
};

struct match {
    struct d1_str pattern;
    bool path, ignore_case;
    size_t words; /* of a set that are used */
};

static unsigned char fold(const struct match *m, char c)
{
    return (unsigned char)(m->ignore_case ? tolower((unsigned char)c) : (unsigned char)c);
}

static char at(const struct match *m, size_t i)
{
    return i < m->pattern.len ? m->pattern.ptr[i] : '\0';
}

static void set(struct places *places, size_t i)
{
    places->bits[i / 64] |= UINT64_C(1) << (i % 64);
}

/* The place behind the asterisks at `from`, and whether they match '/'. */
static size_t behind_stars(const struct match *m, size_t from, bool *slash)
{
    size_t to = from;

    while (at(m, to) == '*')
        to++;
    *slash = !m->path || (to - from > 1 && (from == 0 || at(m, from - 1) == '/') &&
                          (to == m->pattern.len || at(m, to) == '/' || (at(m, to) == '\\' && at(m, to + 1) == '/')));
    return to;
}

/* Adds a place, and what asterisks there lead to without any text. */
static void add(const struct match *m, struct places *places, size_t i)
{
    bool slash;

    while (at(m, i) == '*') {
        size_t next = behind_stars(m, i, &slash);

        set(places, i);
        set(places, next);
        /* A directory wildcard and its '/' together may stand for nothing, but only before it took any text. */
        if (!m->path || !slash || at(m, next) != '/')
            return;
        i = next + 1;
    }
    set(places, i);
}

/* ---- classes ---- */

static const struct {
    const char *name;
    int (*holds)(int);
} named_classes[] = {
    {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
    {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
    {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
};

/* "[:name:]" whose name begins at `from` and ends at the ':' at `to`: 1 when c belongs, 0 when not, -1 unknown. */
static int in_named_class(const struct match *m, size_t from, size_t to, unsigned char c)
{
    struct d1_str name = d1_str_sub(m->pattern, from, to - from);

    for (size_t i = 0; i < sizeof(named_classes) / sizeof(named_classes[0]); i++)
        if (d1_str_is(name, named_classes[i].name)) {
            if (named_classes[i].holds(c))
                return 1;
            /* Without regard to case "upper" takes lower-case letters, too. */
            return m->ignore_case && d1_str_is(name, "upper") && islower(c);
        }
    return -1;
}

static bool in_range(const struct match *m, unsigned char low, unsigned char high, char c)
{
    unsigned char byte = fold(m, c);

    if (byte >= low && byte <= high)
        return true;
    return m->ignore_case && islower(byte) && toupper(byte) >= low && toupper(byte) <= high;
}

/* The class that begins behind the '[' at i - 1: whether it takes c. *end is behind its ']', 0 when it has none. */
static bool in_class(const struct match *m, size_t i, char c, size_t *end)
{
    bool negated = at(m, i) == '!' || at(m, i) == '^';
    bool matched = false;
    char before = '\0';

    *end = 0;
    i += negated;
    do {
        char p = at(m, i);

        if (i >= m->pattern.len)
            return false;
        if (p == '\\') {
            if (++i >= m->pattern.len)
                return false;
            p = at(m, i);
            matched |= fold(m, c) == (unsigned char)p;
        } else if (p == '-' && before && i + 1 < m->pattern.len && at(m, i + 1) != ']') {
            p = at(m, ++i);
            if (p == '\\' && ++i >= m->pattern.len)
                return false;
            p = at(m, i);
            matched |= in_range(m, (unsigned char)before, (unsigned char)p, c);
            p = '\0'; /* the end of a range begins no other */
        } else if (p == '[' && at(m, i + 1) == ':') {
            size_t close = d1_str_find(m->pattern, ']', i + 2);
            int holds;

            if (close == m->pattern.len)
                return false;
            if (close > i + 2 && at(m, close - 1) == ':') {
                holds = in_named_class(m, i + 2, close - 1, fold(m, c));
                if (holds < 0)
                    return false;
                matched |= holds > 0;
                i = close;
                p = '\0';
            } else {
                matched |= c == '[';
            }
        } else {
            matched |= fold(m, c) == (unsigned char)p;
        }
        before = p;
        i++;
    } while (at(m, i) != ']' || i >= m->pattern.len);
    *end = i + 1;
    return matched != negated && (!m->path || c != '/');
}

/* ---- running ---- */

/* What the place i leads to on reading c. */
static void step(const struct match *m, size_t i, char c, struct places *next)
{
    size_t end;
    bool slash;

    switch (at(m, i)) {
    case '*':
        end = behind_stars(m, i, &slash);
        if (slash || c != '/') {
            set(next, i);
            set(next, end);
        }
        break;
    case '?':
        if (!m->path || c != '/')
            add(m, next, i + 1);
        break;
    case '[':
        if (in_class(m, i + 1, c, &end))
            add(m, next, end);
        break;
    case '\\':
        if (i + 1 < m->pattern.len && fold(m, c) == (unsigned char)at(m, i + 1))
            add(m, next, i + 2);
        break;
    default:
        if (i < m->pattern.len && fold(m, c) == fold(m, at(m, i)))
            add(m, next, i + 1);
        break;
    }
}

bool d1_wildmatch(struct d1_str pattern, struct d1_str text, bool path, bool ignore_case, uint64_t *steps)
{
    struct match m = {pattern, path, ignore_case, pattern.len / 64 + 1};
    struct places sets[2];
    struct places *now = &sets[0], *next = &sets[1], *other;

    if (pattern.len > PATTERN_BYTES)
        return false;
    memset(now->bits, 0, m.words * sizeof(now->bits[0]));
    add(&m, now, 0);
    for (size_t t = 0; t < text.len; t++) {
        bool any = false;

        *steps += m.words / 8;
        memset(next->bits, 0, m.words * sizeof(next->bits[0]));
        for (size_t w = 0; w < m.words; w++)
            for (uint64_t bits = now->bits[w]; bits; bits &= bits - 1) {
                size_t i = w * 64 + (size_t)__builtin_ctzll(bits);

                any = true;
                ++*steps;
                if (i < pattern.len)
                    step(&m, i, text.ptr[t], next);
            }
        if (!any)
            return false;
        other = now;
        now = next;
        next = other;
    }
    return now->bits[pattern.len / 64] >> (pattern.len % 64) & 1;
}
