#include "signature/wire/reader.h"

struct d1_str d1_wire_bytes(struct d1_wire *wire, size_t count)
{
    struct d1_str bytes = d1_strn(wire->rest.ptr, count);

    if (wire->damaged || count > wire->rest.len) {
        wire->damaged = true;
        return d1_strn("", 0);
    }
    wire->rest = d1_str_sub(wire->rest, count, wire->rest.len);
    return bytes;
}

uint8_t d1_wire_byte(struct d1_wire *wire)
{
    struct d1_str byte = d1_wire_bytes(wire, 1);

    return byte.len ? (uint8_t)byte.ptr[0] : 0;
}

uint32_t d1_wire_u32(struct d1_wire *wire)
{
    struct d1_str bytes = d1_wire_bytes(wire, 4);
    uint32_t value = 0;

    for (size_t i = 0; i < bytes.len; i++)
        value = value << 8 | (uint8_t)bytes.ptr[i];
    return value;
}

struct d1_str d1_wire_string(struct d1_wire *wire)
{
    return d1_wire_bytes(wire, d1_wire_u32(wire));
}

struct d1_str d1_wire_positive(struct d1_wire *wire)
{
    enum { SIGN = 0x80 };
    struct d1_str number = d1_wire_string(wire);
    bool zero = number.len && number.ptr[0] == 0;

    /* A zero stands before a number whose first bit would be taken for its sign, and nowhere else. */
    if (number.len == 0 || (!zero && number.ptr[0] & SIGN) || (zero && (number.len == 1 || !(number.ptr[1] & SIGN)))) {
        wire->damaged = true;
        return d1_strn("", 0);
    }
    return d1_str_sub(number, zero, number.len);
}

bool d1_wire_whole(const struct d1_wire *wire)
{
    return !wire->damaged && wire->rest.len == 0;
}
