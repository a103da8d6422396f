/*
 * The catalogue of criteria and the profiles of engagements (report/oscal.h).
 *
 * A section of the guide is a group, a criterion a control of its class, with its statement `ID_smt` and its objective
 * `ID_obj`; each check of it is an objective below that, `ID_obj.CHECK`. Parameters belong to the whole, since a policy
 * sets one for all checks that use it.
 */
#include "report/oscal.h"

#include <stdio.h>

#include "report/oscal/oscal.h"

/* ---- parameters ---- */

static bool is_named_before(const struct d1_oscal_catalog *catalog, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (d1_str_eq(catalog->parameters[i].name, catalog->parameters[index].name))
            return true;
    return false;
}

static void write_parameter(struct d1_oscal *o, struct d1_oscal_list *params,
                            const struct d1_oscal_parameter *parameter)
{
    d1_oscal_begin_item(o, params);
    d1_oscal_token(o, "id", parameter->name);
    d1_oscal_markup(o, "label", parameter->name, "-");
    if (parameter->description.len)
        d1_oscal_markup(o, "usage", parameter->description, "-");
    d1_oscal_values(o, parameter->value);
    d1_json_end(&o->json);
}

static void write_parameters(struct d1_oscal *o, const struct d1_oscal_catalog *catalog)
{
    struct d1_oscal_list params = {.key = "params"};

    for (size_t i = 0; i < catalog->parameter_count; i++)
        if (!is_named_before(catalog, i))
            write_parameter(o, &params, &catalog->parameters[i]);
    d1_oscal_end_list(o, &params);
}

/* ---- objectives ---- */

static void write_check_properties(struct d1_oscal *o, const struct d1_oscal_catalog *catalog,
                                   const struct d1_check *check)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_property(o, &props, "check", check->id, d1_str(""), d1_str(""));
    d1_oscal_property_text(o, &props, "severity", d1_severity_name(check->severity));
    d1_oscal_property(o, &props, "due", check->due, d1_str(""), d1_str(""));
    d1_oscal_property(o, &props, "method", check->method, d1_str(""), d1_str(""));
    d1_oscal_property_text(o, &props, "level", check->essential ? "essential" : "full");
    if (!check->built)
        d1_oscal_property_text(o, &props, "state", "not-built");
    for (size_t i = 0; i < catalog->parameter_count; i++)
        if (catalog->parameters[i].check == check)
            d1_oscal_property(o, &props, "parameter", catalog->parameters[i].name, d1_str(""), d1_str(""));
    d1_oscal_end_list(o, &props);
}

static void write_check(struct d1_oscal *o, struct d1_oscal_list *parts, const struct d1_oscal_catalog *catalog,
                        const char *control, const struct d1_check *check)
{
    char token[D1_OSCAL_TOKEN];

    d1_oscal_make_token(check->id, token);
    d1_oscal_begin_item(o, parts);
    d1_json_key(&o->json, "id");
    d1_json_printf(&o->json, "%s_obj.%s", control, token);
    d1_json_member_text(&o->json, "name", "assessment-objective");
    d1_oscal_markup(o, "title", check->title, "-");
    write_check_properties(o, catalog, check);
    d1_oscal_sentence(o, "prose", check);
    d1_json_end(&o->json);
}

static void write_parts(struct d1_oscal *o, const struct d1_oscal_catalog *catalog,
                        const struct d1_criterion *criterion)
{
    struct d1_oscal_list checks = {.key = "parts"};
    char token[D1_OSCAL_TOKEN];

    d1_oscal_make_token(criterion->id, token);
    d1_json_member_array(&o->json, "parts");
    d1_json_begin_object(&o->json);
    d1_json_key(&o->json, "id");
    d1_json_printf(&o->json, "%s_smt", token);
    d1_json_member_text(&o->json, "name", "statement");
    d1_oscal_markup(o, "prose", criterion->title, "-");
    d1_json_end(&o->json);
    d1_json_begin_object(&o->json);
    d1_json_key(&o->json, "id");
    d1_json_printf(&o->json, "%s_obj", token);
    d1_json_member_text(&o->json, "name", "assessment-objective");
    d1_oscal_markup(o, "prose", criterion->proxy.len ? criterion->proxy : criterion->title, "-");
    for (size_t i = 0; i < criterion->check_count; i++)
        write_check(o, &checks, catalog, token, criterion->checks[i]);
    d1_oscal_end_list(o, &checks);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

/* ---- controls ---- */

static void write_control(struct d1_oscal *o, struct d1_oscal_list *controls, const struct d1_oscal_catalog *catalog,
                          const struct d1_oscal_control *control)
{
    const struct d1_criterion *criterion = control->criterion;
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_begin_item(o, controls);
    d1_oscal_token(o, "id", criterion->id);
    d1_oscal_token(o, "class", criterion->criterion_class);
    d1_oscal_markup(o, "title", criterion->title, "-");
    d1_oscal_property(o, &props, "phase", criterion->phase, d1_str(""), d1_str(""));
    for (size_t i = 0; i < control->gate_count; i++)
        d1_oscal_property(o, &props, "gate", control->gates[i], d1_str(""), d1_str(""));
    if (criterion->roll_up)
        d1_oscal_property_text(o, &props, "roll-up", "true");
    d1_oscal_end_list(o, &props);
    write_parts(o, catalog, criterion);
    d1_json_end(&o->json);
}

/* "Day 1 mindset / core characteristics" as "day-1-mindset-core-characteristics". */
static void make_group_id(struct d1_str section, char id[D1_OSCAL_TOKEN])
{
    size_t len = 0;

    d1_oscal_make_token(section, id);
    for (size_t i = 0; id[i]; i++) {
        char c = (char)(id[i] >= 'A' && id[i] <= 'Z' ? id[i] | 0x20 : id[i] == '_' && i ? '-' : id[i]);

        if (c != '-' || (len && id[len - 1] != '-'))
            id[len++] = c;
    }
    id[len] = '\0';
}

static bool is_section_before(const struct d1_oscal_catalog *catalog, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (d1_str_eq(catalog->controls[i].criterion->section, catalog->controls[index].criterion->section))
            return true;
    return false;
}

static void write_group(struct d1_oscal *o, struct d1_oscal_list *groups, const struct d1_oscal_catalog *catalog,
                        struct d1_str section)
{
    struct d1_oscal_list controls = {.key = "controls"};
    char id[D1_OSCAL_TOKEN];

    make_group_id(section, id);
    d1_oscal_begin_item(o, groups);
    d1_json_member_text(&o->json, "id", id);
    d1_json_member_text(&o->json, "class", "section");
    d1_oscal_markup(o, "title", section, "-");
    for (size_t i = 0; i < catalog->control_count; i++)
        if (d1_str_eq(catalog->controls[i].criterion->section, section))
            write_control(o, &controls, catalog, &catalog->controls[i]);
    d1_oscal_end_list(o, &controls);
    d1_json_end(&o->json);
}

/* ---- the documents ---- */

/* A title, and by which rules it is as it is. */
static void write_metadata(struct d1_oscal *o, const struct d1_oscal_catalog *catalog, const char *title)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_oscal_begin_metadata(o, d1_str(title), catalog->version);
    d1_oscal_property(o, &props, "rules-sha256", catalog->rules, d1_str(""), d1_str(""));
    d1_oscal_end_list(o, &props);
    d1_json_end(&o->json);
}

static void write_guide(struct d1_oscal *o, const struct d1_oscal_catalog *catalog)
{
    struct d1_oscal_list props = {.key = "props"};

    d1_json_member_object(&o->json, "back-matter");
    d1_json_member_array(&o->json, "resources");
    d1_json_begin_object(&o->json);
    d1_oscal_uuid(o, "guide", catalog->guide_sha256, d1_str(""));
    d1_oscal_markup(o, "title", catalog->guide, "-");
    d1_json_member_text(&o->json, "description", "The text that the criteria are taken from.");
    d1_oscal_property(o, &props, "sha256", catalog->guide_sha256, d1_str(""), d1_str(""));
    d1_oscal_end_list(o, &props);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

int d1_oscal_write_catalog(const struct d1_oscal_catalog *catalog, struct d1_strbuf *out, struct d1_error *error)
{
    struct d1_oscal o = {0};
    struct d1_oscal_list groups = {.key = "groups"};
    int status;

    d1_oscal_set_time(&o, catalog->created_at);
    d1_oscal_begin(&o, "catalog", out);
    d1_oscal_uuid(&o, "catalog", catalog->rules, d1_str(o.time));
    write_metadata(&o, catalog, "Success criteria of the Day 1 Delivery guide");
    write_parameters(&o, catalog);
    for (size_t i = 0; i < catalog->control_count; i++)
        if (!is_section_before(catalog, i))
            write_group(&o, &groups, catalog, catalog->controls[i].criterion->section);
    d1_oscal_end_list(&o, &groups);
    write_guide(&o, catalog);
    status = d1_oscal_end(&o, out, error);
    d1_oscal_release(&o);
    return status;
}

static void write_import(struct d1_oscal *o, const struct d1_oscal_catalog *catalog, size_t profile)
{
    d1_json_member_array(&o->json, "imports");
    d1_json_begin_object(&o->json);
    d1_json_member_text(&o->json, "href", D1_OSCAL_CATALOG_FILE);
    d1_json_member_array(&o->json, "include-controls");
    d1_json_begin_object(&o->json);
    d1_json_member_array(&o->json, "with-ids");
    for (size_t i = 0; i < catalog->control_count; i++) {
        char id[D1_OSCAL_TOKEN];

        if (!catalog->controls[i].asked[profile])
            continue;
        d1_oscal_make_token(catalog->controls[i].criterion->id, id);
        d1_json_text(&o->json, id);
    }
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
    d1_json_end(&o->json);
}

/* What the profile has another default for. */
static void write_settings(struct d1_oscal *o, const struct d1_oscal_catalog *catalog, size_t profile)
{
    struct d1_oscal_list settings = {.key = "set-parameters"};

    for (size_t i = 0; i < catalog->parameter_count; i++) {
        if (!catalog->parameters[i].in_profile[profile].len || is_named_before(catalog, i))
            continue;
        if (!settings.begun)
            d1_json_member_object(&o->json, "modify");
        d1_oscal_begin_item(o, &settings);
        d1_oscal_token(o, "param-id", catalog->parameters[i].name);
        d1_oscal_values(o, catalog->parameters[i].in_profile[profile]);
        d1_json_end(&o->json);
    }
    d1_oscal_end_list(o, &settings);
    if (settings.begun)
        d1_json_end(&o->json);
}

int d1_oscal_write_profile(const struct d1_oscal_catalog *catalog, size_t profile, struct d1_strbuf *out,
                           struct d1_error *error)
{
    struct d1_oscal o = {0};
    char title[80];
    int status;

    snprintf(title, sizeof title, "What engagements of the profile %s are asked for", catalog->profiles[profile]);
    d1_oscal_set_time(&o, catalog->created_at);
    d1_oscal_begin(&o, "profile", out);
    d1_oscal_uuid(&o, "profile", catalog->rules, d1_str(title));
    write_metadata(&o, catalog, title);
    write_import(&o, catalog, profile);
    d1_json_member_object(&o.json, "merge");
    d1_json_member_bool(&o.json, "as-is", true);
    d1_json_end(&o.json);
    write_settings(&o, catalog, profile);
    status = d1_oscal_end(&o, out, error);
    d1_oscal_release(&o);
    return status;
}
