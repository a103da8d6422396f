/* Reading TZif files, RFC 8536: every count and index of the file is checked before it is used. */
#include "calendar/zone.h"

#include "base/memory/alloc.h"
#include "calendar/zone_data.h"

enum {
    HEADER = 44, /* bytes of a header */
    TYPE = 6,    /* bytes of a local time type: offset (4), daylight saving flag (1), abbreviation index (1) */
    MOST_OFFSET = 167 * 3600 /* no real offset is a tenth of it; keeps the arithmetic far from overflow */
};

/* The counts of a header and where its data block begins; widths are those of the block. */
struct block {
    uint32_t isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt;
    size_t at;    /* first byte behind the header */
    size_t size;  /* bytes of the data block */
    size_t width; /* of a time: 4 in version 1, 8 later */
};

struct input {
    const unsigned char *bytes;
    size_t len;
};

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be_time(const unsigned char *p, size_t width)
{
    if (width == 4)
        return (int32_t)be32(p);
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* Reads the header at `at`; false when it is none or its block is longer than the input. */
static bool read_block(struct input in, size_t at, size_t width, struct block *block)
{
    const unsigned char *p = in.bytes + at;
    uint64_t size;

    if (in.len < HEADER || at > in.len - HEADER || memcmp(p, "TZif", 4) != 0)
        return false;
    *block = (struct block){.isutcnt = be32(p + 20),
                            .isstdcnt = be32(p + 24),
                            .leapcnt = be32(p + 28),
                            .timecnt = be32(p + 32),
                            .typecnt = be32(p + 36),
                            .charcnt = be32(p + 40),
                            .at = at + HEADER,
                            .width = width};
    /* The counts have 32 bits, so this sum cannot overflow 64. */
    size = (uint64_t)block->timecnt * (width + 1) + (uint64_t)block->typecnt * TYPE + block->charcnt +
           (uint64_t)block->leapcnt * (width + 4) + block->isstdcnt + block->isutcnt;
    if (size > in.len - block->at)
        return false;
    block->size = (size_t)size;
    return true;
}

/* The block that counts: that of version 1, or the second one of later versions, with its footer. */
static const char *find_block(struct input in, struct block *block, struct d1_str *footer)
{
    size_t end;

    *footer = (struct d1_str){0};
    if (!read_block(in, 0, 4, block))
        return "it has no valid TZif header";
    if (in.bytes[4] == '\0')
        return NULL;
    if (in.bytes[4] < '2' || !read_block(in, block->at + block->size, 8, block))
        return "its second header is not valid";
    end = block->at + block->size;
    if (end < in.len && in.bytes[end] == '\n') {
        struct d1_str rest = d1_strn((const char *)in.bytes + end + 1, in.len - end - 1);
        size_t newline = d1_str_find(rest, '\n', 0);

        if (newline < rest.len) {
            *footer = d1_str_sub(rest, 0, newline);
            return NULL;
        }
    }
    return "its footer is missing";
}

/* Copies the transitions into the zone's arrays; says what is wrong, or NULL. */
static const char *read_transitions(struct input in, const struct block *block, struct d1_zone *zone, int64_t *times,
                                    int32_t *offsets)
{
    const unsigned char *time = in.bytes + block->at, *index = time + block->timecnt * block->width;
    const unsigned char *types = index + block->timecnt;

    for (uint32_t i = 0; i < block->typecnt; i++) {
        int32_t offset = (int32_t)be32(types + (size_t)i * TYPE);

        if (offset > MOST_OFFSET || offset < -MOST_OFFSET)
            return "an offset is out of range";
    }
    /* RFC 8536 section 3.2: type 0 is for the time before the first transition. */
    zone->first_offset = (int32_t)be32(types);
    for (uint32_t i = 0; i < block->timecnt; i++) {
        if (index[i] >= block->typecnt)
            return "a transition names a type that is not there";
        times[i] = be_time(time + i * block->width, block->width);
        offsets[i] = (int32_t)be32(types + (size_t)index[i] * TYPE);
        if (i > 0 && times[i] <= times[i - 1])
            return "its transitions are not in order";
    }
    zone->count = block->timecnt;
    zone->times = times;
    zone->offset = offsets;
    return NULL;
}

int d1_zone_read(struct d1_zone **zone, struct d1_str name, const void *bytes, size_t len, struct d1_error *error)
{
    struct input in = {bytes, len};
    struct d1_zone *made;
    struct d1_str footer;
    struct block block;
    size_t head;
    const char *wrong = find_block(in, &block, &footer);

    if (!wrong && block.typecnt == 0)
        wrong = "it has no local time type";
    if (wrong)
        return d1_error_set(error, D1_ERR_READ, "time zone %.*s cannot be read: %s", D1_STR_ARG(name), wrong);
    head = (sizeof *made + name.len + 1 + 7) / 8 * 8; /* the times behind it are aligned */
    made = d1_malloc(head + block.timecnt * (sizeof(int64_t) + sizeof(int32_t)));
    if (!made)
        return d1_error_memory(error);
    *made = (struct d1_zone){0};
    if (name.len)
        memcpy(made->name, name.ptr, name.len);
    made->name[name.len] = '\0';
    wrong = read_transitions(in, &block, made, (int64_t *)(void *)((char *)made + head),
                             (int32_t *)(void *)((char *)made + head + block.timecnt * sizeof(int64_t)));
    if (!wrong && !d1_tz_rule_parse(footer, &made->rule))
        wrong = "its footer is not a valid TZ string";
    if (wrong) {
        d1_zone_free(made);
        return d1_error_set(error, D1_ERR_READ, "time zone %.*s cannot be read: %s", D1_STR_ARG(name), wrong);
    }
    *zone = made;
    return 0;
}

void d1_zone_free(struct d1_zone *zone)
{
    d1_free(zone);
}

int32_t d1_zone_offset(const struct d1_zone *zone, int64_t seconds)
{
    static const int64_t earliest = ((int64_t)D1_DATE_MIN - 1) * 86400, latest = ((int64_t)D1_DATE_MAX + 2) * 86400 - 1;
    size_t low = 0, high = zone->count;

    if (seconds < earliest)
        seconds = earliest;
    if (seconds > latest)
        seconds = latest;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (zone->times[middle] <= seconds)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zone->count && zone->rule.present)
        return d1_tz_rule_offset(&zone->rule, seconds);
    return low == 0 ? zone->first_offset : zone->offset[low - 1];
}

d1_date d1_zone_date(const struct d1_zone *zone, int64_t seconds)
{
    static const int64_t earliest = ((int64_t)D1_DATE_MIN - 1) * 86400, latest = ((int64_t)D1_DATE_MAX + 2) * 86400 - 1;
    int64_t local;

    if (seconds < earliest)
        seconds = earliest;
    if (seconds > latest)
        seconds = latest;
    local = seconds + d1_zone_offset(zone, seconds);
    return (d1_date)(local / 86400 - (local % 86400 < 0));
}

/*
 * A local time t is an instant u with u + offset(u) = t. The offsets a day before and behind t are those before and
 * behind the one change that may lie between. The earlier instant is taken first; in a gap neither holds, and the
 * offset before the change decides.
 */
int64_t d1_zone_instant(const struct d1_zone *zone, d1_date date, int32_t second_of_day)
{
    int64_t local = (int64_t)date * 86400 + second_of_day;
    int64_t before = local - d1_zone_offset(zone, local - 86400), behind = local - d1_zone_offset(zone, local + 86400);
    int64_t first = before < behind ? before : behind, second = before < behind ? behind : before;

    if (first + d1_zone_offset(zone, first) == local)
        return first;
    if (second + d1_zone_offset(zone, second) == local)
        return second;
    return before;
}
