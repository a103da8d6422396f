#include "report/oscal/oscal.h"

#include <stdio.h>
#include <string.h>

#include "report/escape.h"
#include "verdict/identity.h"

enum { SECONDS_PER_DAY = 86400, FIRST_YEAR = 1900, LAST_YEAR = 2999 };

/* ---- the document ---- */

void d1_oscal_begin(struct d1_oscal *o, const char *model, const struct d1_strbuf *out)
{
    d1_report_begin_json(&o->json, D1_JSON_INDENT, out);
    d1_json_begin_object(&o->json);
    d1_json_member_object(&o->json, model);
}

int d1_oscal_end(struct d1_oscal *o, struct d1_strbuf *out, struct d1_error *error)
{
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    if (o->text.oom || o->markup.oom || o->name.oom || o->scope.oom)
        return d1_error_memory(error);
    return d1_report_take_json(&o->json, out, error);
}

void d1_oscal_release(struct d1_oscal *o)
{
    d1_json_writer_release(&o->json);
    d1_strbuf_release(&o->text);
    d1_strbuf_release(&o->markup);
    d1_strbuf_release(&o->name);
    d1_strbuf_release(&o->scope);
    d1_map_release(&o->issued);
    d1_arena_release(&o->arena);
}

/* ---- lists ---- */

void d1_oscal_begin_item(struct d1_oscal *o, struct d1_oscal_list *list)
{
    if (!list->begun)
        d1_json_member_array(&o->json, list->key);
    list->begun = true;
    d1_json_begin_object(&o->json);
}

void d1_oscal_end_list(struct d1_oscal *o, const struct d1_oscal_list *list)
{
    if (list->begun)
        d1_json_end(&o->json);
}

/* ---- times ---- */

void d1_oscal_set_time(struct d1_oscal *o, int64_t seconds)
{
    d1_instant_format(seconds, o->time);
}

bool d1_oscal_has_day(d1_date day)
{
    return day >= d1_date_from_civil(FIRST_YEAR, 1, 1) && day <= d1_date_from_civil(LAST_YEAR, 12, 31);
}

void d1_oscal_day(struct d1_oscal *o, const char *key, d1_date day)
{
    char text[D1_INSTANT_TEXT];

    d1_instant_format((int64_t)day * SECONDS_PER_DAY, text);
    d1_json_member_text(&o->json, key, text);
}

/* ---- texts ---- */

/*
 * The text as one line without blanks at its ends, in o->text; empty where nothing is to be seen of it. Blanks beyond
 * ASCII are shown escaped.
 */
static struct d1_str show(struct d1_oscal *o, struct d1_str text)
{
    d1_strbuf_clear(&o->text);
    d1_escape_text(&o->text, text, true);
    return d1_str_trim(d1_strbuf_view(&o->text));
}

void d1_oscal_string(struct d1_oscal *o, const char *key, struct d1_str text)
{
    struct d1_str shown = show(o, text);

    if (shown.len)
        d1_json_member_string(&o->json, key, shown);
}

void d1_oscal_markup(struct d1_oscal *o, const char *key, struct d1_str text, const char *instead)
{
    struct d1_str shown = show(o, text);

    d1_strbuf_clear(&o->markup);
    d1_escape_markdown(&o->markup, shown.len ? shown : d1_str(instead));
    d1_json_member_string(&o->json, key, d1_strbuf_view(&o->markup));
}

void d1_oscal_sentence(struct d1_oscal *o, const char *key, const struct d1_check *check)
{
    struct d1_str shown = show(o, check->sentence);

    if (shown.len)
        d1_json_member_string(&o->json, key, shown);
    else
        d1_oscal_markup(o, key, check->title, "-");
}

void d1_oscal_values(struct d1_oscal *o, struct d1_str value)
{
    struct d1_str shown = show(o, value);

    if (!shown.len)
        return;
    d1_json_member_array(&o->json, "values");
    d1_json_string(&o->json, shown);
    d1_json_end(&o->json);
}

void d1_oscal_make_token(struct d1_str text, char token[D1_OSCAL_TOKEN])
{
    size_t len = 0;

    if (!text.len || !((text.ptr[0] | 0x20) >= 'a' && (text.ptr[0] | 0x20) <= 'z'))
        token[len++] = '_';
    for (size_t i = 0; i < text.len && len < D1_OSCAL_TOKEN - 1; i++) {
        char c = text.ptr[i];
        bool fits = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';

        token[len++] = (char)(fits ? c : '_');
    }
    token[len] = '\0';
}

void d1_oscal_token(struct d1_oscal *o, const char *key, struct d1_str text)
{
    char token[D1_OSCAL_TOKEN];

    d1_oscal_make_token(text, token);
    d1_json_member_text(&o->json, key, token);
}

/* ---- ids ---- */

static void make_uuid(struct d1_oscal *o, const char *sort, struct d1_str first, struct d1_str second,
                      char uuid[D1_UUID_TEXT])
{
    d1_strbuf_clear(&o->name);
    d1_strbuf_str(&o->name, d1_strbuf_view(&o->scope));
    d1_identity_add(&o->name, d1_str("oscal"));
    d1_identity_add(&o->name, d1_str(sort));
    d1_identity_add(&o->name, first);
    d1_identity_add(&o->name, second);
    d1_identity_uuid(&o->name, uuid);
}

void d1_oscal_uuid(struct d1_oscal *o, const char *sort, struct d1_str first, struct d1_str second)
{
    char uuid[D1_UUID_TEXT];
    struct d1_str kept;
    int inserted = 0;

    make_uuid(o, sort, first, second, uuid);
    while (d1_map_find(&o->issued, d1_str(uuid))) {
        d1_identity_add(&o->name, d1_str("another"));
        d1_identity_uuid(&o->name, uuid);
    }
    kept = d1_arena_str(&o->arena, d1_str(uuid));
    if (kept.ptr)
        inserted = d1_map_insert(&o->issued, kept, NULL, NULL);
    o->name.oom = o->name.oom || !kept.ptr || inserted < 0;
    d1_json_member_text(&o->json, "uuid", uuid);
}

void d1_oscal_reference(struct d1_oscal *o, const char *key, const char *sort, struct d1_str first,
                        struct d1_str second)
{
    char uuid[D1_UUID_TEXT];

    make_uuid(o, sort, first, second, uuid);
    d1_json_member_text(&o->json, key, uuid);
}

void d1_oscal_link(struct d1_oscal *o, const char *key, const char *sort, struct d1_str first, struct d1_str second)
{
    char uuid[D1_UUID_TEXT];

    make_uuid(o, sort, first, second, uuid);
    d1_json_key(&o->json, key);
    d1_json_printf(&o->json, "#%s", uuid);
}

/* ---- properties ---- */

void d1_oscal_property(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, struct d1_str value,
                       struct d1_str class, struct d1_str remarks)
{
    if (!show(o, value).len)
        return;
    d1_oscal_begin_item(o, list);
    d1_json_member_text(&o->json, "name", name);
    d1_json_member_text(&o->json, "ns", D1_OSCAL_NAMESPACE);
    d1_oscal_string(o, "value", value);
    if (class.len)
        d1_oscal_token(o, "class", class);
    if (remarks.len)
        d1_oscal_markup(o, "remarks", remarks, "-");
    d1_json_end(&o->json);
}

void d1_oscal_property_text(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, const char *value)
{
    d1_oscal_property(o, list, name, d1_str(value), d1_str(""), d1_str(""));
}

void d1_oscal_property_count(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, size_t count)
{
    char text[24];

    snprintf(text, sizeof text, "%zu", count);
    d1_oscal_property_text(o, list, name, text);
}

void d1_oscal_property_day(struct d1_oscal *o, struct d1_oscal_list *list, const char *name, d1_date day)
{
    char text[D1_DATE_TEXT];

    d1_date_format(day, text);
    d1_oscal_property_text(o, list, name, text);
}

void d1_oscal_begin_metadata(struct d1_oscal *o, struct d1_str title, struct d1_str version)
{
    d1_json_member_object(&o->json, "metadata");
    d1_oscal_markup(o, "title", title, "-");
    d1_json_member_text(&o->json, "last-modified", o->time);
    d1_oscal_string(o, "version", version);
    d1_json_member_text(&o->json, "oscal-version", D1_OSCAL_VERSION);
}
