/*
 * Reading the data types of SSH (RFC 4251, section 5) out of bytes that may be anything: uint32 and lengths in network
 * byte order, strings with their length before them. A reader remembers that something was not there, gives empty
 * texts and zeros from then on, and is asked once at the end. Nothing is copied; strings point into the bytes.
 */
#ifndef D1_SIGNATURE_WIRE_READER_H
#define D1_SIGNATURE_WIRE_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct d1_wire {
    struct d1_str rest;
    bool damaged; /* something was cut off, or is not in the form that it has to have */
};

/* So many bytes as they are. */
struct d1_str d1_wire_bytes(struct d1_wire *wire, size_t count);
uint8_t d1_wire_byte(struct d1_wire *wire);
uint32_t d1_wire_u32(struct d1_wire *wire);
struct d1_str d1_wire_string(struct d1_wire *wire);

/*
 * An mpint that is positive, as its magnitude, the most significant byte first. Damaged is also what is written with
 * needless zeros, so that a number has one form.
 */
struct d1_str d1_wire_positive(struct d1_wire *wire);

/* Whether all was there and nothing is left. */
bool d1_wire_whole(const struct d1_wire *wire);

#endif
