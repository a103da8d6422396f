/* Time zones: offsets as the C library has them, names that are none, and files that are broken. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/memory/alloc.h"
#include "calendar/zone.h"

static const struct d1_zone *zone(const char *name)
{
    const struct d1_zone *found = NULL;
    struct d1_error error = {0};

    cr_assert_eq(d1_zone_find(d1_str(name), &found, &error), 0, "%s: %s", name, d1_error_message(&error));
    return found;
}

static int64_t instant(const char *text)
{
    struct d1_instant i = {0};

    cr_assert(d1_instant_parse(d1_str(text), &i), "%s is no instant", text);
    return i.seconds;
}

static d1_date date(const char *text)
{
    d1_date day = 0;

    cr_assert(d1_date_parse(d1_str(text), &day), "%s is no date", text);
    return day;
}

Test(zone, has_the_offset_of_the_time)
{
    static const struct {
        const char *zone, *instant;
        int minutes;
    } cases[] = {
        {"Europe/Dublin", "2026-01-15T12:00:00Z", 0},
        {"Europe/Dublin", "2026-07-15T12:00:00Z", 60},
        {"Europe/Dublin", "2026-03-29T00:59:59Z", 0},
        {"Europe/Dublin", "2026-03-29T01:00:00Z", 60},
        {"Europe/Dublin", "2090-07-15T12:00:00Z", 60},
        {"Europe/Dublin", "9999-07-15T12:00:00Z", 60},
        {"Europe/Dublin", "9999-12-31T23:59:59Z", 0},
        {"America/New_York", "2026-07-04T12:00:00Z", -240},
        {"America/New_York", "2100-12-24T12:00:00Z", -300},
        {"Asia/Kathmandu", "2009-02-13T23:31:30Z", 345},
        {"Australia/Lord_Howe", "2100-01-01T00:00:00Z", 660},
        {"Australia/Lord_Howe", "2100-07-01T00:00:00Z", 630},
        {"Pacific/Apia", "2011-12-30T09:59:59Z", -600},
        {"Pacific/Apia", "2011-12-30T10:00:00Z", 840},
        {"Etc/GMT+5", "2026-01-01T00:00:00Z", -300},
        {"UTC", "2026-01-01T00:00:00Z", 0},
        {"Etc/UTC", "2026-01-01T00:00:00Z", 0},
        {"US/Pacific", "2026-01-01T00:00:00Z", -480},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t offset = d1_zone_offset(zone(cases[i].zone), instant(cases[i].instant));

        cr_expect_eq(offset, cases[i].minutes * 60, "%s at %s: %d", cases[i].zone, cases[i].instant, offset);
    }
}

/* The C library reads the same files: its answer is the measure, from 1900 to 2200. */
Test(zone, agrees_with_the_c_library)
{
    static const char *const names[] = {
        "Africa/Cairo",     "Africa/Casablanca",   "Africa/El_Aaiun",  "America/Argentina/Ushuaia",
        "America/Caracas",  "America/Nuuk",        "America/Santiago", "America/Sao_Paulo",
        "America/St_Johns", "Antarctica/Troll",    "Asia/Amman",       "Asia/Gaza",
        "Asia/Jerusalem",   "Asia/Kathmandu",      "Asia/Kolkata",     "Asia/Tehran",
        "Atlantic/Azores",  "Australia/Lord_Howe", "Australia/Sydney", "Europe/Chisinau",
        "Europe/Dublin",    "Europe/Istanbul",     "Europe/Lisbon",    "Europe/Moscow",
        "Pacific/Apia",     "Pacific/Chatham",     "Pacific/Easter",   "Pacific/Kiritimati",
        "Pacific/Norfolk",  "America/New_York",    "Europe/Warsaw",    "Asia/Tokyo",
    };
    int64_t from = instant("1900-01-02T00:00:00Z"), to = instant("2200-01-01T00:00:00Z");

    srand(7);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct d1_zone *z = zone(names[i]);

        setenv("TZ", names[i], 1);
        tzset();
        for (int64_t at = from; at < to; at += 86400 * 3 + rand() % (86400 * 5)) {
            time_t seconds = (time_t)at;
            struct tm local;

            cr_assert_not_null(localtime_r(&seconds, &local));
            cr_assert_eq(d1_zone_offset(z, at), local.tm_gmtoff, "%s at %lld: %d, not %ld", names[i], (long long)at,
                         d1_zone_offset(z, at), local.tm_gmtoff);
            cr_assert_eq(d1_zone_date(z, at), d1_date_from_civil(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday),
                         "%s at %lld", names[i], (long long)at);
        }
    }
}

Test(zone, local_times_become_instants)
{
    static const struct {
        const char *name, *zone, *date;
        int hour, minute;
        const char *instant;
    } cases[] = {
        {"winter", "Europe/Dublin", "2026-01-15", 9, 30, "2026-01-15T09:30:00Z"},
        {"summer", "Europe/Dublin", "2026-07-15", 9, 30, "2026-07-15T08:30:00Z"},
        {"before the gap", "Europe/Dublin", "2026-03-29", 0, 59, "2026-03-29T00:59:00Z"},
        {"in the gap", "Europe/Dublin", "2026-03-29", 1, 30, "2026-03-29T01:30:00Z"},
        {"behind the gap", "Europe/Dublin", "2026-03-29", 2, 0, "2026-03-29T01:00:00Z"},
        {"twice: the first", "Europe/Dublin", "2026-10-25", 1, 30, "2026-10-25T00:30:00Z"},
        {"behind the overlap", "Europe/Dublin", "2026-10-25", 2, 0, "2026-10-25T02:00:00Z"},
        {"in a gap of New York", "America/New_York", "2026-03-08", 2, 30, "2026-03-08T07:30:00Z"},
        {"twice in New York", "America/New_York", "2026-11-01", 1, 30, "2026-11-01T05:30:00Z"},
        {"twice by half an hour", "Australia/Lord_Howe", "2026-04-05", 1, 45, "2026-04-05T01:45:00+11:00"},
        {"the day Samoa left out", "Pacific/Apia", "2011-12-30", 12, 0, "2011-12-30T22:00:00Z"},
        {"the day after it", "Pacific/Apia", "2011-12-31", 5, 0, "2011-12-30T15:00:00Z"},
        {"a midnight that is skipped", "Africa/Cairo", "2024-04-26", 0, 0, "2024-04-25T22:00:00Z"},
        {"far ahead", "Europe/Dublin", "2199-07-15", 0, 0, "2199-07-14T23:00:00Z"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t got =
            d1_zone_instant(zone(cases[i].zone), date(cases[i].date), (cases[i].hour * 60 + cases[i].minute) * 60);

        cr_expect_eq(got, instant(cases[i].instant), "%s: %lld s apart", cases[i].name,
                     (long long)(got - instant(cases[i].instant)));
    }
}

Test(zone, instants_at_and_beyond_the_edges_do_not_overflow)
{
    const struct d1_zone *west = zone("Etc/GMT+12"), *east = zone("Pacific/Kiritimati");

    cr_expect_eq(d1_zone_date(west, instant("0001-01-01T00:00:00Z")), D1_DATE_MIN - 1);
    cr_expect_eq(d1_zone_date(east, instant("9999-12-31T23:00:00Z")), D1_DATE_MAX + 1);
    cr_expect_eq(d1_zone_date(d1_zone_utc(), INT64_MIN), D1_DATE_MIN - 1);
    cr_expect_eq(d1_zone_date(d1_zone_utc(), INT64_MAX), D1_DATE_MAX + 1);
    cr_expect_eq(d1_zone_offset(zone("Europe/Dublin"), INT64_MIN), -1521, "local mean time of Dublin");
    cr_expect_eq(d1_zone_offset(zone("Europe/Dublin"), INT64_MAX), 0);
}

Test(zone, names_are_those_of_the_database)
{
    static const char *const names[] = {"Europe/Dublin",
                                        "Eire",
                                        "UTC",
                                        "Zulu",
                                        "GMT+0",
                                        "Etc/GMT-14",
                                        "EST5EDT",
                                        "NZ-CHAT",
                                        "America/Argentina/ComodRivadavia",
                                        "America/North_Dakota/New_Salem"};
    static const char *const others[] = {
        "",
        "Europe",
        "Europe/",
        "/Europe/Dublin",
        "Europe//Dublin",
        "europe/dublin",
        "Europe/Dublin/",
        "Europe/Dublin ",
        "Europe/Atlantis",
        "Dublin",
        "localtime",
        "posixrules",
        "Factory",
        "posix/Europe/Dublin",
        "right/Europe/Dublin",
        "zone.tab",
        "tzdata.zi",
        "leapseconds",
        "../zoneinfo/UTC",
        "Europe/../UTC",
        "./UTC",
        "/etc/passwd",
        "Europe/Dublin\n",
        "Etc/-UTC",
        "+01:00",
        "CEST",
        "leap-seconds.list",
        "America/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    };
    struct d1_error error = {0};
    const struct d1_zone *found = NULL;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        cr_expect(d1_zone_is_name(d1_str(names[i])), "%s", names[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cr_expect_eq(d1_zone_find(d1_str(others[i]), &found, NULL), D1_ERR_NOT_FOUND, "%s", others[i]);
        cr_expect_null(found);
    }
    cr_expect_not(d1_zone_is_name(d1_strn("UTC\0x", 5)));
    cr_expect_eq(d1_zone_find(d1_str("Europe/Atlantis"), &found, &error), D1_ERR_NOT_FOUND);
    cr_expect_str_eq(d1_error_message(&error), "\"Europe/Atlantis\" is not a time zone of the IANA database; expected "
                                               "a name such as Europe/Dublin");
    d1_error_clear(&error);
}

Test(zone, offsets_may_stand_for_a_zone)
{
    static const struct {
        const char *text;
        int minutes; /* 9999: none */
    } cases[] = {
        {"+02:00", 120},  {"-02:30", -150}, {"02:00", 120},    {"-00:00", 0},    {"+23:59", 1439}, {"+24:00", 9999},
        {"+02:60", 9999}, {"+2:00", 9999},  {"+0200", 9999},   {"02:0", 9999},   {"", 9999},       {"+", 9999},
        {"Z", 9999},      {"--2:00", 9999}, {"+02:00 ", 9999}, {" 02:00", 9999}, {"+-1:00", 9999},
    };
    struct d1_error error = {0};
    int32_t offset = 0;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t got = 9999 * 60;

        cr_expect_eq(d1_zone_parse_offset(d1_str(cases[i].text), &got), cases[i].minutes != 9999, "%s", cases[i].text);
        cr_expect_eq(got, cases[i].minutes * 60, "%s: %d", cases[i].text, got);
    }
    cr_expect_eq(d1_zone_offset_named(d1_str("-08:00"), 0, &offset, NULL), 0);
    cr_expect_eq(offset, -8 * 3600);
    cr_expect_eq(d1_zone_offset_named(d1_str("Asia/Kathmandu"), 1234567890, &offset, NULL), 0);
    cr_expect_eq(offset, 345 * 60);
    cr_expect_eq(d1_zone_offset_named(d1_str("Nowhere"), 0, &offset, &error), D1_ERR_NOT_FOUND);
    cr_expect_str_eq(d1_error_message(&error), "\"Nowhere\" is not a time zone; expected an IANA name such as "
                                               "Europe/Dublin or an offset such as +02:00");
    cr_expect_eq(offset, 345 * 60, "untouched");
    d1_error_clear(&error);
}

Test(zone, a_missing_database_is_named)
{
    struct d1_error error = {0};
    const struct d1_zone *found = NULL;

    setenv("TZDIR", "/nonexistent", 1);
    cr_expect_eq(d1_zone_find(d1_str("Europe/Dublin"), &found, &error), D1_ERR_READ);
    cr_expect_str_eq(d1_error_message(&error), "the time zone database is not installed in /nonexistent; install the "
                                               "package tzdata, or set TZDIR");
    cr_expect_eq(d1_zone_available(NULL), D1_ERR_READ);
    cr_expect(d1_zone_is_name(d1_str("UTC")), "UTC needs no file");
    d1_error_clear(&error);
    setenv("TZDIR", "", 1);
    cr_expect_eq(d1_zone_available(NULL), 0, "an empty TZDIR counts as none");
}

Test(zone, only_regular_files_of_the_right_kind_are_read)
{
    char directory[] = "/tmp/d1-zone-XXXXXX", path[64];
    const struct d1_zone *found = NULL;
    FILE *file;

    cr_assert_not_null(mkdtemp(directory));
    setenv("TZDIR", directory, 1);
    snprintf(path, sizeof path, "%s/Etc", directory);
    cr_assert_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/Fifo", directory);
    cr_assert_eq(mkfifo(path, 0600), 0);
    cr_expect_eq(d1_zone_find(d1_str("Fifo"), &found, NULL), D1_ERR_NOT_FOUND, "a FIFO does not block");
    unlink(path);
    snprintf(path, sizeof path, "%s/Text", directory);
    file = fopen(path, "w");
    fputs("not a zone", file);
    fclose(file);
    cr_expect_eq(d1_zone_find(d1_str("Text"), &found, NULL), D1_ERR_NOT_FOUND);
    file = fopen(path, "w");
    fputs("TZif", file);
    fclose(file);
    cr_expect_eq(d1_zone_find(d1_str("Text"), &found, NULL), D1_ERR_READ, "a broken zone is no missing zone");
    file = fopen(path, "w");
    cr_assert_eq(ftruncate(fileno(file), 1 << 20), 0);
    fclose(file);
    cr_expect_eq(d1_zone_find(d1_str("Text"), &found, NULL), D1_ERR_READ, "too large");
    unlink(path);
    snprintf(path, sizeof path, "%s/Etc", directory);
    rmdir(path);
    rmdir(directory);
}

/* A TZif file made by hand: one block of version 1, or both blocks and a footer. */
struct file {
    unsigned char bytes[512];
    size_t len;
};

static void put(struct file *file, uint64_t value, size_t width)
{
    while (width--)
        file->bytes[file->len++] = (unsigned char)(width < 8 ? value >> (8 * width) : 0);
}

static void put_block(struct file *file, char version, uint32_t times, size_t width)
{
    memcpy(file->bytes + file->len, "TZif", 4);
    file->len += 4;
    put(file, (uint64_t)(unsigned char)version, 1);
    put(file, 0, 15);
    put(file, 0, 4);     /* UT indicators */
    put(file, 0, 4);     /* standard indicators */
    put(file, 0, 4);     /* leap seconds */
    put(file, times, 4); /* transitions */
    put(file, 2, 4);     /* types */
    put(file, 4, 4);     /* characters */
    for (uint32_t i = 0; i < times; i++)
        put(file, 1000 * (i + 1), width);
    for (uint32_t i = 0; i < times; i++)
        put(file, (i + 1) % 2, 1);
    put(file, 3600, 4);
    put(file, 0, 2);
    put(file, 7200, 4);
    put(file, 0x100, 2);
    put(file, 0x414141, 4);
}

static void put_file(struct file *file, char version, const char *footer)
{
    *file = (struct file){.len = 0};
    put_block(file, version, version ? 0 : 2, 4);
    if (!version)
        return;
    put_block(file, version, 2, 8);
    put(file, '\n', 1);
    memcpy(file->bytes + file->len, footer, strlen(footer));
    file->len += strlen(footer);
    put(file, '\n', 1);
}

Test(zone, reads_all_versions_of_the_format)
{
    for (int version = 0; version <= 4; version++) {
        struct file file;
        struct d1_zone *z = NULL;

        if (version == 1)
            continue;
        put_file(&file, (char)(version ? '0' + version : 0), "XXX-5");
        cr_assert_eq(d1_zone_read(&z, d1_str("X"), file.bytes, file.len, NULL), 0, "version %d", version);
        cr_expect_eq(d1_zone_offset(z, 0), 3600, "version %d", version);
        cr_expect_eq(d1_zone_offset(z, 999), 3600, "version %d", version);
        cr_expect_eq(d1_zone_offset(z, 1000), 7200, "version %d", version);
        cr_expect_eq(d1_zone_offset(z, 1999), 7200, "version %d", version);
        cr_expect_eq(d1_zone_offset(z, 2000), version ? 5 * 3600 : 3600, "version %d: the footer holds", version);
        d1_zone_free(z);
    }
}

Test(zone, follows_the_rule_of_the_footer)
{
    static const struct {
        const char *footer, *instant;
        int minutes;
    } cases[] = {
        {"EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -300},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -240},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-11-01T05:59:59Z", -240},
        {"EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -300},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-31T00:00:00Z", 0},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-06-30T00:00:00Z", 60},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -120},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -60},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-27T23:59:59Z", 120},
        {"EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00:00Z", 180},
        {"XXX3EDT4,0/0,J365/23", "2026-12-31T23:59:59Z", -240},
        {"XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -240},
        {"XXX3EDT4,0/0,J365/23", "2026-07-01T03:00:00Z", -240},
        {"AAA0BBB,J59/0,J61/0", "2024-02-28T12:00:00Z", 60},
        {"AAA0BBB,J60/0,J61/0", "2024-02-29T12:00:00Z", 0},
        {"AAA0BBB,J60/0,J61/0", "2024-03-01T12:00:00Z", 60},
        {"AAA0BBB,59/0,60/0", "2024-02-29T12:00:00Z", 60},
        {"AAA-5:30", "2026-01-01T00:00:00Z", 330},
        {"AAA+5:30:00", "2026-01-01T00:00:00Z", -330},
        {"<+0530>-5:30", "2026-01-01T00:00:00Z", 330},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct file file;
        struct d1_zone *z = NULL;
        struct d1_error error = {0};
        int32_t offset;

        put_file(&file, '3', cases[i].footer);
        cr_assert_eq(d1_zone_read(&z, d1_str("X"), file.bytes, file.len, &error), 0, "%s: %s", cases[i].footer,
                     d1_error_message(&error));
        offset = d1_zone_offset(z, instant(cases[i].instant));
        cr_expect_eq(offset, cases[i].minutes * 60, "%s at %s: %d", cases[i].footer, cases[i].instant, offset);
        d1_zone_free(z);
    }
}

Test(zone, refuses_footers_that_follow_no_grammar)
{
    static const char *const footers[] = {
        "X5",
        "XXX",
        "XXX5YYY",
        "XXX5YYY,M3.2.0",
        "XXX5YYY,M3.2.0,M11.1.0,",
        "XXX25",
        "XXX5:60",
        "<X>5",
        "<XXX5",
        "XXX5YYY,M0.1.0,M11.1.0",
        "XXX5YYY,M13.1.0,M11.1.0",
        "XXX5YYY,M3.6.0,M11.1.0",
        "XXX5YYY,M3.1.7,M11.1.0",
        "XXX5YYY,J0,J1",
        "XXX5YYY,J366,J1",
        "XXX5YYY,366,1",
        "XXX5YYY,M3.2.0/168,M11.1.0",
        "XXX5 ",
        " XXX5",
        "XXX5YYY,M3.2.0/,M11.1.0",
        "XXX5YYY,0001,1",
        ":Europe/Dublin",
    };

    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        struct file file;
        struct d1_zone *z = NULL;

        put_file(&file, '2', footers[i]);
        cr_expect_eq(d1_zone_read(&z, d1_str("X"), file.bytes, file.len, NULL), D1_ERR_READ, "%s", footers[i]);
        cr_expect_null(z);
    }
}

/* Cut at every length and with every byte changed, a file is refused or read, never trusted. */
Test(zone, survives_broken_files)
{
    struct file whole;
    int refused = 0;

    put_file(&whole, '2', "EST5EDT,M3.2.0,M11.1.0");
    for (size_t len = 0; len < whole.len; len++) {
        struct d1_zone *z = NULL;
        unsigned char *copy = malloc(len + 1);

        memcpy(copy, whole.bytes, len);
        cr_expect_eq(d1_zone_read(&z, d1_str("X"), copy, len, NULL), D1_ERR_READ, "cut at %zu", len);
        free(copy);
    }
    for (size_t at = 0; at < whole.len; at++) {
        for (int value = 0; value < 256; value++) {
            struct d1_zone *z = NULL;
            unsigned char *copy = malloc(whole.len);

            memcpy(copy, whole.bytes, whole.len);
            copy[at] = (unsigned char)value;
            if (d1_zone_read(&z, d1_str("X"), copy, whole.len, NULL) == 0) {
                d1_zone_offset(z, 0);
                d1_zone_offset(z, INT64_MAX);
                d1_zone_free(z);
            } else {
                refused++;
            }
            free(copy);
        }
    }
    cr_expect_gt(refused, 1000);
}

static void *find_all(void *unused)
{
    (void)unused;
    for (int i = 0; i < 200; i++) {
        static const char *const names[] = {"Europe/Dublin", "Asia/Tokyo", "America/Lima", "Africa/Lagos",
                                            "Europe/Oslo"};
        const struct d1_zone *a = NULL, *b = NULL;

        if (d1_zone_find(d1_str(names[i % 5]), &a, NULL) != 0 || d1_zone_find(d1_str(names[i % 5]), &b, NULL) != 0 ||
            a != b)
            return "differs";
    }
    return NULL;
}

Test(zone, what_was_asked_is_known_again)
{
    struct d1_strbuf names = {0}, dublin = {0}, nowhere = {0}, again = {0};
    const struct d1_zone *found;

    d1_zone_find(d1_str("Europe/Dublin"), &found, NULL);
    d1_zone_is_name(d1_str("Europe/Nowhere"));
    d1_zone_is_name(d1_str("no zone"));
    d1_zone_find(d1_str("UTC"), &found, NULL);
    cr_expect(d1_zone_asked(&names));
    cr_expect(d1_str_eq(d1_strbuf_view(&names), d1_strn("Europe/Dublin\0Europe/Nowhere", 29)));
    cr_expect(d1_zone_answer(&dublin, d1_str("Europe/Dublin")));
    cr_expect_eq(dublin.len, 64, "a digest of the file");
    cr_expect(d1_zone_answer(&nowhere, d1_str("Europe/Nowhere")));
    cr_expect(d1_str_is(d1_strbuf_view(&nowhere), "-"));
    cr_expect(!d1_zone_answer(&again, d1_str("no zone")), "it is never looked for");
    cr_expect(d1_zone_answer(&again, d1_str("Europe/Vienna")), "asked now");
    cr_expect(again.len == 64 && memcmp(again.ptr, dublin.ptr, 64) != 0);
    d1_strbuf_release(&names);
    d1_strbuf_release(&dublin);
    d1_strbuf_release(&nowhere);
    d1_strbuf_release(&again);
}

Test(zone, more_names_than_are_noted)
{
    struct d1_strbuf names = {0};

    for (int i = 0; i <= D1_LIMIT_ZONES; i++) {
        char name[32];

        snprintf(name, sizeof name, "Nowhere/N%d", i);
        d1_zone_is_name(d1_str(name));
    }
    cr_expect(!d1_zone_asked(&names), "some are not told");
    d1_strbuf_release(&names);
}

Test(zone, any_thread_may_ask)
{
    pthread_t threads[8];

    for (int i = 0; i < 8; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, find_all, NULL), 0);
    for (int i = 0; i < 8; i++) {
        void *result = "";

        pthread_join(threads[i], &result);
        cr_expect_null(result);
    }
}

Test(zone, short_memory_is_an_error_each_time)
{
    const struct d1_zone *found = NULL;
    long allocations = 0;

    for (; allocations < 20; allocations++) {
        struct d1_error error = {0};
        int code;

        d1_alloc_fail_after(allocations);
        code = d1_zone_find(d1_str("Europe/Vienna"), &found, &error);
        d1_alloc_fail_after(-1);
        d1_error_clear(&error);
        if (code == 0)
            break;
        cr_expect_eq(code, D1_ERR_MEMORY);
        cr_expect_null(found);
    }
    cr_expect_gt(allocations, 2);
    cr_expect_not_null(found);
}
