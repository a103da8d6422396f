/*
 * Programs that were compiled before: an image of them, made once by a build, from which an environment takes what it
 * would otherwise parse and check in every run.
 *
 *     build:  d1_cel_env_note(env); ... compile everything ...; d1_cel_image_write(env, &bytes, &error)
 *     run:    d1_cel_env_take(env, bytes); ... compile what is needed ...
 *
 * An expression is found by the key of its source. Which names, types and functions it is over is not asked again: an
 * image is only for an environment that declares what the one did which it was written from, in the same order, where
 * more variables may follow and records may have more fields. Whoever keeps an image sees to that, and to its being
 * written by the program that reads it; of an image of another layout nothing is taken.
 *
 * The image is bytes without addresses, so that it can lie among a program's constants and costs nothing until an
 * expression is asked for:
 *
 *     header | index, sorted by key | places of types | places of functions | types | functions | programs
 *
 * In a program all numbers are of seven bits a byte, the lowest first, and texts are used where they lie. Types are
 * told by how one gets to them from what the environment declares (a field of the record that is the item of a list
 * ...), so that they come out as the very types that values carry.
 */
#ifndef D1_CEL_IMAGE_H
#define D1_CEL_IMAGE_H

#include "cel/cel.h"

/* Notes what is compiled in env, or in environments over it, from sources with a key. 0 or D1_ERR_MEMORY. */
int d1_cel_env_note(struct d1_cel_env *env);

/*
 * Appends the image of all that was noted; out->oom when memory is short. 0, or D1_ERR_TYPE with a message that names
 * the expression of which something cannot be written, or D1_ERR_MEMORY.
 */
int d1_cel_image_write(const struct d1_cel_env *env, struct d1_strbuf *out, struct d1_error *error);

/*
 * Lets env, which has no parent, and environments that are made over it take programs from an image, which has to
 * outlive them and begins at a multiple of 8. Nothing is taken of bytes that are no image. 0 or D1_ERR_MEMORY.
 */
int d1_cel_env_take(struct d1_cel_env *env, struct d1_str bytes);

/* How many programs an image has; 0 for bytes that are none. */
size_t d1_cel_image_count(struct d1_str bytes);

#endif
