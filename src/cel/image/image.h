/*
 * Private to cel/: what writing and reading an image share. One coder goes over a program for both, so that what is
 * written is what is read: each of its functions takes a place, writes what is there, or reads what is to be there.
 */
#ifndef D1_CEL_IMAGE_IMAGE_H
#define D1_CEL_IMAGE_IMAGE_H

#include "cel/eval/run.h"
#include "cel/image.h"

#define D1_CEL_IMAGE_MAGIC "d1celim\1"

struct d1_image_header {
    char magic[8];
    uint32_t programs, types, functions; /* how many */
    uint32_t evaluators;                 /* how many of them the writer knew */
};

/* Where a program lies, from the beginning of the image. */
struct d1_image_entry {
    uint64_t key;
    uint32_t offset, length;
    uint32_t nodes, unused; /* how many its tree has */
};

/* How one gets to a type. Those that it is reached by stand before it. */
enum d1_image_way {
    D1_WAY_PLAIN,     /* d1_cel_types[number] */
    D1_WAY_VARIABLE,  /* of a variable of the environment, by number */
    D1_WAY_FIELD,     /* of a record, by name */
    D1_WAY_ARGUMENT,  /* of a type, by number */
    D1_WAY_RESULT,    /* of a function */
    D1_WAY_PARAMETER, /* of a function, by number */
    D1_WAY_LIST,      /* made of others, as the next are */
    D1_WAY_MAP,
    D1_WAY_OPTIONAL,
    D1_WAY_TYPE,
    D1_WAY_LITERAL /* a map with known fields */
};

/* A program that is to be written. */
struct d1_image_noted {
    const struct d1_cel_program *program;
    const struct d1_image_noted *before;
};

/* What of an image is in memory, in one of its two lives. */
struct d1_cel_image {
    struct d1_cel_env *env; /* has no parent */

    const char *bytes; /* being read */
    const struct d1_image_header *header;
    const struct d1_image_entry *entries;
    const uint32_t *type_places, *function_places;
    const struct d1_cel_type **types;          /* by number, once asked for */
    const struct d1_cel_candidate **functions; /* likewise */
    const struct d1_image_noted *noted;        /* being written: the last that was compiled first */
    size_t noted_count;
};

struct d1_image_writer;

struct d1_coder {
    struct d1_cel_image *image;
    struct d1_cel_env *env;               /* reading: of the program, in whose arena it is made */
    struct d1_image_writer *writer;       /* NULL while reading */
    struct d1_strbuf *out;                /* what is written of the program */
    const unsigned char *at, *end;        /* what is still to be read of it */
    const struct d1_cel_program *program; /* at hand */
    struct d1_cel_expr *nodes;            /* reading: of the program, those that are not read yet, ... */
    uint32_t node_count;                  /* ... and how many; writing: how many were written */
    const char *unwritable;               /* writing: what there is no way to write; NULL for nothing */
    bool broken, oom;                     /* reading: what is there is no program; memory was short */
};

static inline bool d1_code_writes(const struct d1_coder *c)
{
    return c->writer;
}

/* ---- coder.c: numbers and texts ---- */

enum { D1_CODE_DIGIT = 7, D1_CODE_MORE = 1 << D1_CODE_DIGIT };

/* A number of more than one byte, or what is none; the second only writes. */
uint64_t d1_code_read_long(struct d1_coder *c);
void d1_code_write_number(struct d1_coder *c, uint64_t value);

/* Nearly all numbers are below 128, and reading them is most of what an image costs. */
static inline uint64_t d1_code_number(struct d1_coder *c, uint64_t value)
{
    if (!d1_code_writes(c))
        return c->at < c->end && !(*c->at & D1_CODE_MORE) ? *c->at++ : d1_code_read_long(c);
    d1_code_write_number(c, value);
    return value;
}

static inline void d1_code_u64(struct d1_coder *c, uint64_t *value)
{
    *value = d1_code_number(c, *value);
}

static inline void d1_code_u32(struct d1_coder *c, uint32_t *value)
{
    *value = (uint32_t)d1_code_number(c, *value);
}

static inline void d1_code_u16(struct d1_coder *c, uint16_t *value)
{
    *value = (uint16_t)d1_code_number(c, *value);
}

static inline void d1_code_bool(struct d1_coder *c, bool *value)
{
    *value = d1_code_number(c, *value) != 0;
}

/* The sign is the lowest bit, so that small numbers of either sign are short. */
static inline void d1_code_i64(struct d1_coder *c, int64_t *value)
{
    uint64_t folded = d1_code_number(c, (uint64_t)*value << 1 ^ (*value < 0 ? UINT64_MAX : 0));

    *value = (int64_t)(folded >> 1 ^ (folded & 1 ? UINT64_MAX : 0));
}

void d1_code_double(struct d1_coder *c, double *value);

/* A hash, whose bytes are all alike likely. */
void d1_code_hash(struct d1_coder *c, uint32_t *value);

/* Reading gives a view of the image. */
void d1_code_text(struct d1_coder *c, struct d1_str *text);

/* Notes that something cannot be written. */
void d1_code_refuse(struct d1_coder *c, const char *what);

/* Cleared memory of the environment for what is read; NULL, noted, when it is short. */
void *d1_code_alloc(struct d1_coder *c, size_t count, size_t size);

/* ---- evaluators.c ---- */

/* How many functions that evaluate nodes go by a number; one of them, and the number of one. */
uint32_t d1_image_evaluators(void);
d1_expr_run *d1_image_evaluator(uint32_t number);
uint32_t d1_image_evaluator_number(struct d1_coder *c, d1_expr_run *run);

/* ---- names.c: types and functions ---- */

/* A type, which may be NULL. */
void d1_code_type(struct d1_coder *c, const struct d1_cel_type **type);

/* A candidate of a call as it stands in the environment. */
void d1_code_function(struct d1_coder *c, const struct d1_cel_candidate **candidate);

/* ---- collect.c: the same while writing ---- */

/* The number that a type or a function has in the image from now on; what cannot be told is refused, and has 0. */
uint32_t d1_image_type_number(struct d1_coder *c, const struct d1_cel_type *type);
uint32_t d1_image_function_number(struct d1_coder *c, const struct d1_cel_overload *overload);

/* ---- constant.c, node.c ---- */

void d1_code_constant(struct d1_coder *c, struct d1_cel_value *value);
void d1_code_node(struct d1_coder *c, struct d1_cel_expr **slot);
void d1_code_program(struct d1_coder *c, struct d1_cel_program *program);

/* ---- read.c ---- */

/*
 * Makes of a program, whose source is set, what compiling would. 1; 0 where the image of env, if it has one, does not
 * have it, and nothing is made; D1_ERR_MEMORY.
 */
int d1_cel_image_read(struct d1_cel_env *env, struct d1_cel_program *program);

/* Notes a program that was compiled, where env notes them. 0 or D1_ERR_MEMORY. */
int d1_cel_image_note(struct d1_cel_env *env, const struct d1_cel_program *program);

#endif
