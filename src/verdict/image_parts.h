/* What a verdict is made of, as tables by which its image is written and read. Private to verdict/. */
#ifndef D1_VERDICT_IMAGE_PARTS_H
#define D1_VERDICT_IMAGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Structures are written by words, each of which is a bit of a mask. */
enum {
    D1_IMAGE_WORD_SIZE = sizeof(uintptr_t),
    D1_IMAGE_WORDS = 64, /* of a structure at most */
    D1_IMAGE_LEADS = 12, /* members of one that lead somewhere, at most */
    D1_IMAGE_PLAINS = 10 /* and of those whose values are not all sound */
};

/* What a member is, where more than its bytes is to be said of it. */
enum d1_image_kind {
    D1_IMAGE_END,
    D1_IMAGE_TEXT,      /* a struct d1_str */
    D1_IMAGE_WORD,      /* a pointer to a text ended by NUL, or NULL */
    D1_IMAGE_INSIDE,    /* a structure in the structure */
    D1_IMAGE_LIST,      /* a pointer to several; NULL for none */
    D1_IMAGE_ASKED,     /* the same, which is NULL also where nobody has asked for it */
    D1_IMAGE_ONE,       /* a pointer to one, or NULL */
    D1_IMAGE_DATES,     /* a pointer to several d1_date */
    D1_IMAGE_CHECK,     /* a pointer to a check */
    D1_IMAGE_CHECKS,    /* a pointer to several pointers to checks */
    D1_IMAGE_CRITERION, /* a pointer to a criterion */
    D1_IMAGE_WAIVER,    /* a pointer to a waiver, as a rule of the engagement at hand; or NULL */
    D1_IMAGE_CHOICE,    /* an enum */
    D1_IMAGE_TRUTH,     /* a bool */
    D1_IMAGE_DIGITS,    /* an array of characters, ended by NUL */
    D1_IMAGE_SUBJECT,   /* the whole: a struct d1_subject, whose members are in part bits */
    D1_IMAGE_ARTIFACT,  /* the place of an artifact in the list of the engagement at hand, a uint32_t */
    D1_IMAGE_NOTHING    /* a pointer that is left out */
};

struct d1_image_type;

struct d1_image_field {
    enum d1_image_kind kind;
    size_t offset;
    size_t count;                     /* of several: offset of how many, a size_t */
    const struct d1_image_type *type; /* of structures */
    size_t limit;                     /* how many values an enum has; bytes of an array */
};

/* The same, with the members of structures inside as if they were its own; a mask has a bit for each word. */
struct d1_image_layout {
    uint64_t bytes, texts, words; /* words that are only bytes; D1_IMAGE_TEXT; D1_IMAGE_WORD */
    uint64_t known;               /* these, and what has a row below but D1_IMAGE_NOTHING */
    uint64_t choices;             /* in which nothing, or what was sound before, is sound: but D1_IMAGE_SUBJECT ... */
    bool counts;                  /* ... or D1_IMAGE_ARTIFACT, of which this says that there is one */
    uint64_t led;                 /* which lead somewhere, or say how many are there */
    struct d1_image_field name;   /* D1_IMAGE_CHECK or D1_IMAGE_CRITERION; D1_IMAGE_END for none */
    struct d1_image_field plains[D1_IMAGE_PLAINS + 1], leads[D1_IMAGE_LEADS + 1]; /* to D1_IMAGE_END */
};

struct d1_image_type {
    size_t size;
    const struct d1_image_field *fields; /* to D1_IMAGE_END; those are not in it that are only bytes */
    struct d1_image_layout *layout;      /* made of these by d1_image_layouts */
};

/* Makes the layouts of all types, once. Any thread. */
void d1_image_layouts(void);

/* Of struct d1_verdict, d1_engagement_verdict and d1_waiver. */
extern const struct d1_image_type d1_image_verdict, d1_image_engagement, d1_image_waiver;

/* Members by their offsets in a structure that may lie anywhere. */
static inline const void *d1_image_pointer(const void *structure, size_t offset)
{
    const void *value;

    memcpy(&value, (const char *)structure + offset, sizeof value);
    return value;
}

static inline size_t d1_image_count(const void *structure, size_t offset)
{
    size_t value;

    memcpy(&value, (const char *)structure + offset, sizeof value);
    return value;
}

/* The bit of the word in which a member begins. */
static inline uint64_t d1_image_bit(size_t offset)
{
    return (uint64_t)1 << offset / D1_IMAGE_WORD_SIZE;
}

/* Whether a member is no pointer, so that its bytes are all there is to write. */
static inline bool d1_image_is_plain(enum d1_image_kind kind)
{
    return kind == D1_IMAGE_CHOICE || kind == D1_IMAGE_TRUTH || kind == D1_IMAGE_DIGITS || kind == D1_IMAGE_SUBJECT ||
           kind == D1_IMAGE_ARTIFACT;
}

#endif
