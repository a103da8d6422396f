/* Private to cel/image: what is gathered while an image is written. */
#ifndef D1_CEL_IMAGE_WRITE_H
#define D1_CEL_IMAGE_WRITE_H

#include "cel/image/image.h"

enum { D1_IMAGE_NONE = -1 };

/* A type that can be reached from what the environment declares, and by which way. */
struct d1_image_reached {
    const struct d1_cel_type *type;
    enum d1_image_way way;
    size_t from;                            /* FIELD, ARGUMENT: number of the one that it is reached by */
    uint32_t number;                        /* VARIABLE, ARGUMENT, PARAMETER */
    struct d1_str name;                     /* FIELD */
    const struct d1_cel_overload *overload; /* RESULT, PARAMETER */
    int32_t told;                           /* its number in the image, or D1_IMAGE_NONE */
};

/* What is told of types or functions, one behind the other, and where each ends. */
struct d1_image_list {
    struct d1_strbuf bytes;
    D1_VEC(uint32_t) ends;
};

struct d1_image_writer {
    D1_VEC(struct d1_image_reached) reached;
    D1_VEC(const struct d1_cel_overload *) functions; /* by number */
    struct d1_image_list types_told, functions_told;
    bool oom;
};

/* Finds all that can be reached. */
void d1_image_reach(struct d1_image_writer *writer, const struct d1_cel_env *env);

#endif
