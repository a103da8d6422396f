#include "engagement/concern.h"

#include <stdlib.h>

#include "base/file/path.h"
#include "base/map.h"
#include "base/memory/alloc.h"

enum {
    DAY_SECONDS = 24 * 60 * 60,
    MOST_TOUCHED = 1 << 17 /* paths of which it is known who touched them last; of more it may be the newest commit */
};

/* An Engagement that stands somewhere. */
struct seat {
    struct d1_str path, name;
};

/* Who touched paths last that have a number in common: the number of the point. */
struct touched {
    uint32_t touch, point;
};

struct d1_concern {
    struct d1_arena arena;
    D1_VEC(struct seat) seats;
    D1_VEC(uint64_t) points;        /* the beginning of the id of each, which nobody finds another commit for */
    D1_VEC(struct touched) touched; /* by number of the path, each once but for those of the points at hand */
    uint64_t all_touched;           /* number of the last point that may have touched any, plus 1 */
    struct d1_map last; /* name to the id of the last commit that concerned it, where that came behind `all` */
    uint8_t all[D1_REPO_ID_BYTES], backwards[D1_REPO_ID_BYTES];
    bool has_all, has_backwards, has_latest;
    int64_t latest; /* of the clocks so far */
    uint64_t size;
    D1_VEC(struct d1_str) concerned; /* by the point at hand */
    bool concerns_all;
};

/* ---- a point ---- */

static int add_name(struct d1_concern *concern, struct d1_str name)
{
    name = d1_arena_str(&concern->arena, name);
    return name.ptr ? d1_vec_push(&concern->concerned, name) : D1_ERR_MEMORY;
}

/* A document that names nobody belongs to an engagement of a directory above it, else to the only one or none. */
static int add_gathering(struct d1_concern *concern, struct d1_str path)
{
    bool any = false;

    for (size_t i = 0; i < concern->seats.len; i++) {
        if (!d1_path_encloses(d1_path_directory(concern->seats.items[i].path.ptr), path))
            continue;
        any = true;
        if (add_name(concern, concern->seats.items[i].name) < 0)
            return D1_ERR_MEMORY;
    }
    concern->concerns_all = concern->concerns_all || !any;
    return 0;
}

static int add_document(struct d1_concern *concern, struct d1_str path, const struct d1_past_naming *document)
{
    if (document->is_policy) {
        concern->concerns_all = true;
        return 0;
    }
    if (document->is_engagement && add_name(concern, document->name) < 0)
        return D1_ERR_MEMORY;
    return document->namespace.len ? add_name(concern, document->namespace) : add_gathering(concern, path);
}

/* Whether the Engagements that stand at a path are these, in whatever order. */
static bool has_seats(const struct d1_concern *concern, struct d1_str path, const struct d1_past_naming *names,
                      size_t count)
{
    size_t there = 0, found = 0, here = 0;

    for (size_t i = 0; i < concern->seats.len; i++) {
        bool same = false;

        if (!d1_str_eq(concern->seats.items[i].path, path))
            continue;
        for (size_t j = 0; j < count && !same; j++)
            same = names[j].is_engagement && d1_str_eq(names[j].name, concern->seats.items[i].name);
        there++;
        found += same;
    }
    for (size_t j = 0; j < count; j++)
        here += names[j].is_engagement;
    return there == found && there == here;
}

static int seat(struct d1_concern *concern, struct d1_str path, const struct d1_past_naming *names, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < concern->seats.len; i++)
        if (!d1_str_eq(concern->seats.items[i].path, path))
            concern->seats.items[kept++] = concern->seats.items[i];
    concern->seats.len = kept;
    for (size_t i = 0; i < count; i++) {
        struct seat at = {d1_arena_str(&concern->arena, path), d1_arena_str(&concern->arena, names[i].name)};

        if (names[i].is_engagement && (!at.path.ptr || !at.name.ptr || d1_vec_push(&concern->seats, at) < 0))
            return D1_ERR_MEMORY;
    }
    return 0;
}

/* What stood at a path, or stands there now. */
static int take_content(struct d1_concern *concern, struct d1_str path, uint32_t content, bool stands,
                        d1_concern_names *names_of, void *context)
{
    const struct d1_past_naming *names = NULL;
    size_t count = 0;
    int result = content == D1_REPO_NO_BLOB ? 1 : names_of(context, content, &names, &count);

    if (result < 0)
        return result;
    /* Behind what says nothing stands what stood there before. */
    if (result == 0) {
        concern->concerns_all = true;
        return 0;
    }
    for (size_t i = 0; i < count; i++)
        if (add_document(concern, path, &names[i]) < 0)
            return D1_ERR_MEMORY;
    if (!stands || has_seats(concern, path, names, count))
        return 0;
    concern->concerns_all = true;
    return seat(concern, path, names, count);
}

static uint64_t beginning_of(const uint8_t id[D1_REPO_ID_BYTES])
{
    uint64_t beginning;

    memcpy(&beginning, id, sizeof beginning);
    return beginning;
}

static int close_point(struct d1_concern *concern, const struct d1_repo_writing *point)
{
    const char *id;

    if (d1_vec_push(&concern->points, beginning_of(point->id)) < 0)
        return D1_ERR_MEMORY;
    if (concern->concerns_all) {
        memcpy(concern->all, point->id, sizeof concern->all);
        concern->has_all = true;
        d1_map_clear(&concern->last);
    }
    for (size_t i = 0; i < concern->concerned.len && !concern->concerns_all; i++) {
        struct d1_map_entry *entry;

        id = d1_arena_str(&concern->arena, d1_strn((const char *)point->id, D1_REPO_ID_BYTES)).ptr;
        if (!id || d1_map_insert(&concern->last, concern->concerned.items[i], NULL, &entry) < 0)
            return D1_ERR_MEMORY;
        entry->value = (void *)(uintptr_t)id;
    }
    concern->concerned.len = 0;
    concern->concerns_all = false;
    concern->size += 1 + point->change_count;
    return 0;
}

/* Of any two times, which clocks that are set wrong may say. */
static bool is_day_behind(int64_t time, int64_t latest)
{
    return time < latest && (uint64_t)latest - (uint64_t)time > DAY_SECONDS;
}

static void take_clock(struct d1_concern *concern, const struct d1_repo_writing *point)
{
    if (!point->dated)
        return;
    if (concern->has_latest && !concern->has_backwards && is_day_behind(point->time, concern->latest)) {
        memcpy(concern->backwards, point->id, sizeof concern->backwards);
        concern->has_backwards = true;
    }
    if (!concern->has_latest || point->time > concern->latest)
        concern->latest = point->time;
    concern->has_latest = true;
}

static int by_touch(const void *left, const void *right)
{
    const struct touched *a = left, *b = right;

    if (a->touch != b->touch)
        return a->touch < b->touch ? -1 : 1;
    return a->point < b->point ? -1 : a->point > b->point;
}

/* Of each path the last one counts. */
static void settle_touched(struct d1_concern *concern)
{
    size_t kept = 0;

    if (concern->touched.len)
        qsort(concern->touched.items, concern->touched.len, sizeof *concern->touched.items, by_touch);
    for (size_t i = 0; i < concern->touched.len; i++) {
        kept -= kept && concern->touched.items[kept - 1].touch == concern->touched.items[i].touch;
        concern->touched.items[kept++] = concern->touched.items[i];
    }
    concern->touched.len = kept;
    if (kept <= MOST_TOUCHED)
        return;
    concern->touched.len = 0;
    concern->all_touched = concern->points.len;
}

/* Before the point is closed. */
static int take_touched(struct d1_concern *concern, const struct d1_repo_writing *point)
{
    const uint32_t number = (uint32_t)concern->points.len;

    if (point->touches_all)
        concern->all_touched = (uint64_t)number + 1;
    for (size_t i = 0; i < point->touched_count; i++)
        if (d1_vec_push(&concern->touched, ((struct touched){point->touched[i], number})) < 0)
            return D1_ERR_MEMORY;
    return 0;
}

int d1_concern_take(struct d1_concern *concern, const struct d1_repo_line *line, size_t count, d1_concern_names *names,
                    void *context)
{
    int result = 0;

    for (size_t i = 0; i < count && result == 0; i++) {
        const struct d1_repo_writing *point = &line->points[i];

        take_clock(concern, point);
        result = take_touched(concern, point);
        for (size_t j = 0; j < 2 * point->change_count && result == 0; j++) {
            const struct d1_repo_change *change = &point->changes[j / 2];

            result = take_content(concern, d1_str(line->paths[change->path]), j % 2 ? change->after : change->before,
                                  j % 2, names, context);
        }
        if (result == 0)
            result = close_point(concern, point);
    }
    settle_touched(concern);
    return result;
}

/* ---- asking ---- */

const uint8_t *d1_concern_last(const struct d1_concern *concern, struct d1_str engagement)
{
    const uint8_t *last = d1_map_get(&concern->last, engagement);

    return last ? last : concern->has_all ? concern->all : NULL;
}

bool d1_concern_has(const struct d1_concern *concern, const uint8_t id[D1_REPO_ID_BYTES])
{
    const uint64_t beginning = beginning_of(id);
    size_t count = concern->points.len;

    while (count && concern->points.items[count - 1] != beginning)
        count--;
    return count > 0;
}

uint64_t d1_concern_touched(const struct d1_concern *concern, struct d1_str path)
{
    const struct touched *list = concern->touched.items;
    const uint32_t touch = d1_repo_touch(path);
    uint64_t number = concern->all_touched; /* plus 1 */
    size_t low = 0, high = concern->touched.len;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (list[middle].touch < touch)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < concern->touched.len && list[low].touch == touch && list[low].point >= number)
        number = (uint64_t)list[low].point + 1;
    return number && number <= concern->points.len ? concern->points.items[number - 1] : 0;
}

const uint8_t *d1_concern_backwards(const struct d1_concern *concern)
{
    return concern->has_backwards ? concern->backwards : NULL;
}

uint64_t d1_concern_size(const struct d1_concern *concern)
{
    return concern->size;
}

/* ---- as bytes ---- */

struct head {
    uint64_t points, touched, all_touched, seats, last, size;
    int64_t latest;
    uint8_t all[D1_REPO_ID_BYTES], backwards[D1_REPO_ID_BYTES];
    uint8_t has_all, has_backwards, has_latest, unused[5];
};

static void write_text(struct d1_strbuf *out, struct d1_str text)
{
    const uint64_t length = text.len;

    d1_strbuf_add(out, (const char *)&length, sizeof length);
    d1_strbuf_str(out, text);
}

void d1_concern_write(struct d1_strbuf *out, const struct d1_concern *concern)
{
    struct head head = {
        .points = concern->points.len,
        .touched = concern->touched.len,
        .all_touched = concern->all_touched,
        .seats = concern->seats.len,
        .last = concern->last.len,
        .size = concern->size,
        .latest = concern->latest,
        .has_all = concern->has_all,
        .has_backwards = concern->has_backwards,
        .has_latest = concern->has_latest,
    };

    memcpy(head.all, concern->all, sizeof head.all);
    memcpy(head.backwards, concern->backwards, sizeof head.backwards);
    d1_strbuf_add(out, (const char *)&head, sizeof head);
    if (concern->points.len)
        d1_strbuf_add(out, (const char *)concern->points.items, concern->points.len * sizeof *concern->points.items);
    if (concern->touched.len)
        d1_strbuf_add(out, (const char *)concern->touched.items, concern->touched.len * sizeof *concern->touched.items);
    for (size_t i = 0; i < concern->seats.len; i++) {
        write_text(out, concern->seats.items[i].path);
        write_text(out, concern->seats.items[i].name);
    }
    for (size_t i = 0; i < concern->last.len; i++) {
        write_text(out, concern->last.entries[i].key);
        write_text(out, d1_strn(concern->last.entries[i].value, D1_REPO_ID_BYTES));
    }
}

/* The next text, copied; 1, 0 where there is none, D1_ERR_MEMORY. */
static int read_text(struct d1_concern *concern, struct d1_str *rest, struct d1_str *text)
{
    uint64_t length;

    if (rest->len < sizeof length)
        return 0;
    memcpy(&length, rest->ptr, sizeof length);
    *rest = d1_str_sub(*rest, sizeof length, rest->len);
    if (length > rest->len)
        return 0;
    *text = d1_arena_str(&concern->arena, d1_str_sub(*rest, 0, (size_t)length));
    *rest = d1_str_sub(*rest, (size_t)length, rest->len);
    return text->ptr ? 1 : D1_ERR_MEMORY;
}

/* Whether so many things of a size are left, for take_things to take them. */
static bool are_left(struct d1_str rest, uint64_t count, size_t one)
{
    return count <= rest.len / one;
}

static size_t take_things(void *to, uint64_t count, size_t one, struct d1_str *rest)
{
    if (count)
        memcpy(to, rest->ptr, (size_t)count * one);
    *rest = d1_str_sub(*rest, (size_t)count * one, rest->len);
    return (size_t)count;
}

static int read_points(struct d1_concern *concern, uint64_t count, struct d1_str *rest)
{
    const size_t one = sizeof *concern->points.items;

    if (!are_left(*rest, count, one))
        return 0;
    if (d1_vec_reserve(&concern->points, (size_t)count) < 0)
        return D1_ERR_MEMORY;
    concern->points.len = take_things(concern->points.items, count, one, rest);
    return 1;
}

static int read_touched(struct d1_concern *concern, uint64_t count, struct d1_str *rest)
{
    const size_t one = sizeof *concern->touched.items;

    if (!are_left(*rest, count, one))
        return 0;
    if (d1_vec_reserve(&concern->touched, (size_t)count) < 0)
        return D1_ERR_MEMORY;
    concern->touched.len = take_things(concern->touched.items, count, one, rest);
    return 1;
}

static int read_lists(struct d1_concern *concern, const struct head *head, struct d1_str rest)
{
    struct d1_str key, value;
    struct seat at;
    int result = read_points(concern, head->points, &rest);

    if (result > 0)
        result = read_touched(concern, head->touched, &rest);
    for (uint64_t i = 0; i < head->seats && result > 0; i++) {
        result = read_text(concern, &rest, &at.path);
        if (result > 0)
            result = read_text(concern, &rest, &at.name);
        if (result > 0 && d1_vec_push(&concern->seats, at) < 0)
            result = D1_ERR_MEMORY;
    }
    for (uint64_t i = 0; i < head->last && result > 0; i++) {
        result = read_text(concern, &rest, &key);
        if (result > 0)
            result = read_text(concern, &rest, &value);
        if (result > 0 && value.len != D1_REPO_ID_BYTES)
            result = 0;
        if (result > 0 && d1_map_insert(&concern->last, key, (void *)(uintptr_t)value.ptr, NULL) < 0)
            result = D1_ERR_MEMORY;
    }
    return result > 0 ? !rest.len : result;
}

int d1_concern_read(struct d1_concern **out, struct d1_str bytes)
{
    struct d1_concern *concern = NULL;
    struct head head;
    int result;

    if (bytes.len < sizeof head)
        return 0;
    memcpy(&head, bytes.ptr, sizeof head);
    if (d1_concern_new(&concern) < 0)
        return D1_ERR_MEMORY;
    concern->size = head.size;
    concern->all_touched = head.all_touched;
    concern->latest = head.latest;
    concern->has_all = head.has_all;
    concern->has_backwards = head.has_backwards;
    concern->has_latest = head.has_latest;
    memcpy(concern->all, head.all, sizeof concern->all);
    memcpy(concern->backwards, head.backwards, sizeof concern->backwards);
    result = read_lists(concern, &head, d1_str_sub(bytes, sizeof head, bytes.len));
    if (result > 0)
        *out = concern;
    else
        d1_concern_free(concern);
    return result;
}

/* ---- life ---- */

int d1_concern_new(struct d1_concern **out)
{
    *out = d1_calloc(1, sizeof **out);
    return *out ? 0 : D1_ERR_MEMORY;
}

void d1_concern_free(struct d1_concern *concern)
{
    if (!concern)
        return;
    d1_vec_release(&concern->points);
    d1_vec_release(&concern->touched);
    d1_vec_release(&concern->seats);
    d1_vec_release(&concern->concerned);
    d1_map_release(&concern->last);
    d1_arena_release(&concern->arena);
    d1_free(concern);
}
