#include "rules/functions/words.h"

static unsigned letter_of(char c)
{
    return (unsigned char)c % D1_WORDS_LETTERS;
}

/* ---- taking words ---- */

/* Marks with which letters a rest of a word goes on; what has less than three may go on with any. */
static void mark(struct d1_words *words, struct d1_str rest)
{
    uint32_t third = rest.len > 2 ? UINT32_C(1) << letter_of(rest.ptr[2]) : UINT32_MAX;
    unsigned first = rest.len > 0 ? letter_of(rest.ptr[0]) * D1_WORDS_LETTERS : 0;

    if (rest.len > 1) {
        words->follow[first + letter_of(rest.ptr[1])] |= third;
        return;
    }
    for (unsigned i = 0; i < (rest.len ? D1_WORDS_LETTERS : D1_WORDS_LETTERS * D1_WORDS_LETTERS); i++)
        words->follow[first + i] = UINT32_MAX;
}

/* Puts a word before the others that begin with its first letter. */
static void chain(struct d1_words *words, size_t index)
{
    struct d1_str word = words->items[index];
    uint32_t *first = word.len ? &words->first[letter_of(word.ptr[0])] : NULL;

    words->empty = words->empty || !first;
    words->next[index] = first ? *first : 0;
    if (first)
        *first = (uint32_t)index + 1;
}

bool d1_words_take(struct d1_words *words, struct d1_cel_call *call, struct d1_cel_value list,
                   struct d1_cel_value *failed)
{
    size_t count = d1_cel_list_len(list);

    *words = (struct d1_words){
        .items = d1_arena_alloc(call->arena, count * sizeof *words->items),
        .count = (uint32_t)count,
        .next = d1_arena_alloc(call->arena, count * sizeof *words->next),
    };
    if (!words->items || !words->next) {
        *failed = d1_cel_fail_alloc(call);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct d1_cel_value word = d1_cel_list_get(list, i);

        if (!d1_cel_is(word, D1_CEL_STRING)) {
            *failed = d1_cel_fail(call, "a word to look for is not a string");
            return false;
        }
        words->items[i] = d1_cel_text(word);
        words->print = words->print * 31 + d1_str_hash_seeded(words->items[i]);
        chain(words, i);
        mark(words, words->items[i]);
        mark(words, d1_str_sub(words->items[i], 1, words->items[i].len));
    }
    words->print |= 1;
    return true;
}

/* ---- looking for them ---- */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(const char *text, struct d1_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (lower(text[i]) != lower(word.ptr[i]))
            return false;
    return true;
}

/* Whether a word stands at a place of a text; the empty one stands anywhere. */
static bool stands_at(const struct d1_words *words, struct d1_str text, size_t at)
{
    uint32_t i = at < text.len ? words->first[letter_of(text.ptr[at])] : 0;

    for (; i; i = words->next[i - 1])
        if (words->items[i - 1].len <= text.len - at && begins_with(text.ptr + at, words->items[i - 1]))
            return true;
    return words->empty;
}

/*
 * Nearly nowhere in a text do three letters in a row stand with which a word begins or goes on behind its first letter,
 * and it is enough to look at every other place: a word that does not begin at one goes on there.
 */
bool d1_words_found(const struct d1_words *words, struct d1_str text)
{
    size_t at = 0;

    for (; at + 2 < text.len; at += 2) {
        uint32_t follow = words->follow[letter_of(text.ptr[at]) * D1_WORDS_LETTERS + letter_of(text.ptr[at + 1])];

        if ((follow >> letter_of(text.ptr[at + 2]) & 1) &&
            (stands_at(words, text, at) || (at && stands_at(words, text, at - 1))))
            return true;
    }
    for (at -= at > 0; at <= text.len; at++) /* the end, where fewer than three letters follow */
        if (stands_at(words, text, at))
            return true;
    return false;
}
