/*
 * Time zones of the IANA tz database, read from compiled TZif files (RFC 8536, versions 1 to 4, with the POSIX TZ
 * string of the footer) under $TZDIR or /usr/share/zoneinfo. Leap seconds are not counted, as in POSIX time.
 *
 * A zone is read when it is first asked for and kept until the process ends; all functions may be called from any
 * thread. "UTC" is known without any file.
 *
 * Which names are zones: those of the tz database, canonical names and links alike, in their exact spelling
 * ("Europe/Dublin", "Eire", "UTC"). Not zones, although files of these names may lie in the directory: what a
 * system adds for itself ("localtime", "posixrules", "posix/...", "right/..."), and "Factory", which the database
 * keeps to say that no zone was chosen. A name with other characters than letters, digits, '_', '+', '-' and '/'
 * is never looked for on disk.
 *
 * Instants are seconds since 1970-01-01T00:00:00Z. Those more than a day outside the years 0001 to 9999 are moved
 * to that edge, so no argument overflows.
 */
#ifndef D1_CALENDAR_ZONE_H
#define D1_CALENDAR_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/error.h"
#include "base/text/strbuf.h"

struct d1_zone;

/*
 * Finds a zone by name. *zone is borrowed and lives as long as the process. Fails with
 *   D1_ERR_NOT_FOUND  the database has no zone of this name
 *   D1_ERR_READ       the database is not installed, or the zone's file cannot be read or understood
 *   D1_ERR_MEMORY
 */
int d1_zone_find(struct d1_str name, const struct d1_zone **zone, struct d1_error *error);

/* Whether d1_zone_find finds it. False also when the database is not installed: see d1_zone_available. */
bool d1_zone_is_name(struct d1_str name);

/* 0 when the database is there; else D1_ERR_READ with a message that says where it was looked for. */
int d1_zone_available(struct d1_error *error);

/*
 * What of the database this process has looked at, so that what was made with it can be known again. d1_zone_asked
 * appends each name that was looked for there, found or not, in byte order, with a NUL behind it; false where that is
 * not all of them. d1_zone_answer appends what the database said to such a name, a digest of its file, "-"
 * for no such zone or "!" where that cannot be read; where nobody has asked yet it asks. False for a name that is never
 * looked for.
 */
bool d1_zone_asked(struct d1_strbuf *out);
bool d1_zone_answer(struct d1_strbuf *out, struct d1_str name);

/* Coordinated Universal Time; never NULL. */
const struct d1_zone *d1_zone_utc(void);

/* Seconds east of UTC at the instant. */
int32_t d1_zone_offset(const struct d1_zone *zone, int64_t seconds);

/* The date on the wall calendar at the instant. In year 0001 and 9999 it may be a day outside D1_DATE_MIN..MAX. */
d1_date d1_zone_date(const struct d1_zone *zone, int64_t seconds);

/*
 * The instant of a local time (second_of_day 0 .. 86399) on a date. A time that occurs twice is the first of the
 * two; a time skipped when clocks go forward is read with the offset before the gap (RFC 5545 section 3.3.5), so
 * 02:30 on that day is the instant that clocks show as 03:30.
 */
int64_t d1_zone_instant(const struct d1_zone *zone, d1_date date, int32_t second_of_day);

/* Seconds east of UTC of "+02:00", "-11:30" or, as CEL has it, "02:00": hours to 23, minutes to 59. */
bool d1_zone_parse_offset(struct d1_str text, int32_t *offset);

/*
 * The offset at an instant for the argument that CEL's timestamp functions take: a fixed offset, or a zone's name.
 * Fails as d1_zone_find does, with a message that names both forms; *offset is then untouched.
 */
int d1_zone_offset_named(struct d1_str text, int64_t seconds, int32_t *offset, struct d1_error *error);

/*
 * Reads the bytes of a TZif file into a zone of the caller's own, to be freed with d1_zone_free (which takes NULL,
 * and must not be given a zone of d1_zone_find). name is for messages and copied. Fails with D1_ERR_READ.
 */
int d1_zone_read(struct d1_zone **zone, struct d1_str name, const void *bytes, size_t len, struct d1_error *error);
void d1_zone_free(struct d1_zone *zone);

#endif
