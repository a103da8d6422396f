#include "schema/format.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/text/utf8.h"
#include "regex/regex.h"
#include "schema/format/format_table.h"
#include "schema/schema.h"

/* ---- dates and times (RFC 3339) ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool check_date(struct d1_str text)
{
    struct d1_str year = d1_str_sub(text, 0, 4);
    char moved[10] = "2000";
    d1_date date;

    /* The year 0000 is one to RFC 3339; it is a leap year, as 2000 is. */
    if (text.len == 10 && d1_str_is(year, "0000")) {
        memcpy(moved + 4, text.ptr + 4, 6);
        return d1_date_parse(d1_strn(moved, 10), &date);
    }
    return d1_date_parse(text, &date);
}

/* Two digits at an offset, or -1. */
static int two_digits(struct d1_str text, size_t at)
{
    if (at + 2 > text.len || !is_digit(text.ptr[at]) || !is_digit(text.ptr[at + 1]))
        return -1;
    return (text.ptr[at] - '0') * 10 + text.ptr[at + 1] - '0';
}

/* Minutes east of UTC of the offset that the text ends with. */
static bool read_offset(struct d1_str text, size_t at, int *minutes)
{
    int hour = two_digits(text, at + 1), minute = two_digits(text, at + 4);

    *minutes = 0;
    if (text.len == at + 1)
        return text.ptr[at] == 'Z' || text.ptr[at] == 'z';
    if (text.len != at + 6 || (text.ptr[at] != '+' && text.ptr[at] != '-') || text.ptr[at + 3] != ':')
        return false;
    *minutes = hour * 60 + minute;
    if (text.ptr[at] == '-')
        *minutes = -*minutes;
    return hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
}

/* A leap second stands only at the end of a day of UTC. */
static bool check_time(struct d1_str text)
{
    int hour = two_digits(text, 0), minute = two_digits(text, 3), second = two_digits(text, 6), minutes, utc;
    size_t at = 8;

    if (text.len < 9 || text.ptr[2] != ':' || text.ptr[5] != ':')
        return false;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    if (text.ptr[at] == '.') {
        size_t start = ++at;

        while (at < text.len && is_digit(text.ptr[at]))
            at++;
        if (at == start)
            return false;
    }
    if (at >= text.len || !read_offset(text, at, &minutes))
        return false;
    utc = (hour * 60 + minute - minutes + 2 * 1440) % 1440;
    return second < 60 || utc == 1439;
}

static bool check_date_time(struct d1_str text)
{
    return text.len > 11 && (text.ptr[10] == 'T' || text.ptr[10] == 't') && check_date(d1_str_sub(text, 0, 10)) &&
           check_time(d1_str_sub(text, 11, text.len));
}

/*
 * Digits and a unit each, in the order of `units`; from the first unit given to the last none may be left out (RFC 3339
 * appendix A). Returns how many there were, or -1.
 */
static int duration_parts(struct d1_str text, const char *units)
{
    int count = 0;
    size_t at = 0;

    while (at < text.len) {
        size_t start = at;
        const char *unit;

        while (at < text.len && is_digit(text.ptr[at]))
            at++;
        if (at == start || at == text.len)
            return -1;
        unit = count ? (*units == text.ptr[at] ? units : NULL) : strchr(units, text.ptr[at]);
        if (!unit || !*unit)
            return -1;
        units = unit + 1;
        at++;
        count++;
    }
    return count;
}

static bool check_duration(struct d1_str text)
{
    size_t time = d1_str_find(text, 'T', 0);
    struct d1_str date;
    int dates, times;

    if (!text.len || text.ptr[0] != 'P')
        return false;
    if (text.ptr[text.len - 1] == 'W')
        return duration_parts(d1_str_sub(text, 1, text.len), "W") == 1;
    date = d1_str_sub(text, 1, time - 1);
    dates = duration_parts(date, "YMD");
    times = duration_parts(d1_str_sub(text, time + 1, text.len), "HMS");
    return dates >= 0 && times >= 0 && (time < text.len ? times > 0 : dates > 0);
}

/* ---- others ---- */

static bool check_uuid(struct d1_str text)
{
    if (text.len != 36)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (c != '-')
                return false;
        } else if (!is_digit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
            return false;
        }
    }
    return true;
}

/* A pattern beyond a limit may be one and may be none. One that was read to its end and cannot be run here is one. */
static int judge_regex(struct d1_str text, struct d1_error *error)
{
    struct d1_regex *regex = NULL;
    int rc = d1_regex_compile(&regex, text, D1_REGEX_ECMA, NULL, error);

    d1_regex_free(regex);
    return rc == D1_ERR_LIMIT || rc == D1_ERR_MEMORY ? rc : rc == 0 || rc == D1_ERR_TYPE;
}

static bool check_pointer(struct d1_str text)
{
    if (text.len && text.ptr[0] != '/')
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '~' && (i + 1 == text.len || (text.ptr[i + 1] != '0' && text.ptr[i + 1] != '1')))
            return false;
    return true;
}

static bool check_relative_pointer(struct d1_str text)
{
    size_t digits = 0;

    while (digits < text.len && is_digit(text.ptr[digits]))
        digits++;
    if (!digits || (digits > 1 && text.ptr[0] == '0'))
        return false;
    return d1_str_is(d1_str_sub(text, digits, text.len), "#") || check_pointer(d1_str_sub(text, digits, text.len));
}

/* Sorted by name. */
static const struct format formats[] = {
    {"date", check_date, NULL, "a date such as 2026-03-02"},
    {"date-time", check_date_time, NULL, "a date and time with its offset, such as 2026-03-02T09:30:00Z"},
    {"duration", check_duration, NULL, "a duration such as P14D or PT4H"},
    {"email", d1_schema_format_email, NULL, "an e-mail address such as ann@example.com"},
    {"hostname", d1_schema_format_hostname, NULL, "a host name such as www.example.com"},
    {"idn-email", d1_schema_format_idn_email, NULL, "an e-mail address such as ann@example.com"},
    {"idn-hostname", d1_schema_format_idn_hostname, NULL, "a host name such as www.example.com"},
    {"ipv4", d1_schema_format_ipv4, NULL, "an IPv4 address such as 192.0.2.1"},
    {"ipv6", d1_schema_format_ipv6, NULL, "an IPv6 address such as 2001:db8::1"},
    {"iri", d1_schema_format_iri, NULL, "an IRI such as https://example.com/a"},
    {"iri-reference", d1_schema_format_iri_reference, NULL, "an IRI reference such as ../a"},
    {"json-pointer", check_pointer, NULL, "a JSON Pointer such as /spec/items/0"},
    {"regex", NULL, judge_regex, "a regular expression of ECMA-262"},
    {"relative-json-pointer", check_relative_pointer, NULL, "a relative JSON Pointer such as 1/name"},
    {"time", check_time, NULL, "a time with its offset, such as 09:30:00Z"},
    {"uri", d1_schema_format_uri, NULL, "a URI such as https://example.com/a"},
    {"uri-reference", d1_schema_format_uri_reference, NULL, "a URI reference such as ../a"},
    {"uri-template", d1_schema_format_uri_template, NULL, "a URI template such as /items/{id}"},
    {"uuid", check_uuid, NULL, "a UUID such as 123e4567-e89b-12d3-a456-426614174000"},
};

const struct format *d1_schema_format_find(struct d1_str name)
{
    size_t low = 0, high = sizeof formats / sizeof *formats;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = d1_str_cmp(name, d1_str(formats[middle].name));

        if (order == 0)
            return &formats[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
