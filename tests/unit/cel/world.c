#include "unit/cel/world.h"

#include <criterion/criterion.h>

static const char document[] =
    "[{\"id\": \"r-01\", \"title\": \"Cutover\", \"probability\": 4, \"impact\": 3, \"score\": 12, \"strategy\": "
    "\"reduce\", \"due\": \"2026-03-02\", \"owner\": {\"name\": \"anna\"}, \"tags\": [\"data\", \"people\"], "
    "\"since\": "
    "\"P14D\", \"seen\": \"2026-02-01T10:00:00Z\"},\n"
    " {\"id\": \"r-02\", \"title\": \"Scope\", \"impact\": 5, \"score\": 2.5, \"due\": \"2026-04-01\", \"seen\": "
    "\"2026-02-02T10:00:00+02:00\"},\n"
    " {\"id\": \"r-03\", \"title\": \"Staff\", \"probability\": 1, \"impact\": 1, \"score\": 1, \"strategy\": "
    "\"accept\", "
    "\"due\": \"2026-13-01\", \"tags\": [], \"seen\": \"2026-02-03T10:00:00Z\"}]";

static const struct d1_str strategies[] = {D1_STR("avoid"), D1_STR("reduce"), D1_STR("transfer"), D1_STR("accept")};

static const struct d1_cel_type *make_risk(struct d1_arena *arena)
{
    const struct d1_cel_type *owner = d1_cel_type_record(arena, "Owner", NULL, NULL);
    const struct d1_cel_type *risk = d1_cel_type_record(arena, "Risk", NULL, NULL);
    const struct d1_cel_field owner_fields[] = {
        {D1_STR("name"), D1_CEL_T(STRING), false},
        {D1_STR("mail"), D1_CEL_T(STRING), true},
    };
    const struct d1_cel_field fields[] = {
        {D1_STR("id"), D1_CEL_T(STRING), false},
        {D1_STR("title"), D1_CEL_T(STRING), false},
        {D1_STR("probability"), D1_CEL_T(INT), true},
        {D1_STR("impact"), D1_CEL_T(INT), false},
        {D1_STR("score"), D1_CEL_T(DOUBLE), false},
        {D1_STR("strategy"), d1_cel_type_enum(arena, "Risk.strategy", strategies, 4), true},
        {D1_STR("due"), D1_CEL_T(DATE), false},
        {D1_STR("owner"), owner, true},
        {D1_STR("tags"), &d1_cel_type_list_string, true},
        {D1_STR("since"), D1_CEL_T(DURATION), true},
        {D1_STR("seen"), D1_CEL_T(TIMESTAMP), false},
    };

    cr_assert(owner && risk);
    cr_assert_eq(d1_cel_record_set(owner->record, owner_fields, 2), 0);
    cr_assert_eq(d1_cel_record_set(risk->record, fields, sizeof fields / sizeof *fields), 0);
    return risk;
}

static void bind(struct world *world, size_t at, const char *name, const struct d1_cel_type *type,
                 struct d1_cel_value value)
{
    size_t index;

    cr_assert_eq(d1_cel_env_variable(world->env, d1_str(name), type, &index), 0);
    cr_assert_eq(index, at);
    world->slots[at].value = value;
}

static void bind_all(struct world *world)
{
    const struct d1_cel_type *risks = d1_cel_type_list(&world->arena, world->risk);
    const struct d1_cel_type *by_id = d1_cel_type_map(&world->arena, D1_CEL_T(STRING), world->risk);
    struct d1_cel_value ids[20];

    for (size_t i = 0; i < 20; i++)
        ids[i] = d1_cel_string(d1_arena_printf(&world->arena, "r-%02zu", i));
    for (size_t i = 0; i < d1_node_count(world->root); i++) {
        const struct d1_node *item = d1_node_item(world->root, i);

        cr_assert_eq(d1_map_insert(&world->table, d1_node_get_text(item, "id"), (void *)(uintptr_t)item, NULL), 1);
    }
    bind(world, 0, "it", world->risk, d1_cel_of_node(d1_node_item(world->root, 0), world->risk));
    bind(world, 1, "risks", risks, d1_cel_of_node(world->root, risks));
    bind(world, 2, "today", D1_CEL_T(DATE), d1_cel_date(d1_date_from_civil(2026, 3, 10)));
    bind(world, 3, "any", D1_CEL_T(DYN), d1_cel_of_node(world->root, NULL));
    bind(world, 4, "ids", &d1_cel_type_list_string, d1_cel_list_new(&world->arena, ids, 20));
    bind(world, 5, "table", by_id, d1_cel_map_of_table(&world->table, world->risk));
}

void world_init(struct world *world, unsigned flags)
{
    struct d1_json_loader *loader;

    *world = (struct world){0};
    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, d1_str(document), &world->stream, NULL), 0);
    d1_json_loader_free(loader);
    cr_assert_eq(world->stream.len, 1);
    world->root = d1_doc_root(world->stream.items[0].doc);
    world->env = d1_cel_env_new(&world->arena, NULL, flags);
    cr_assert(world->env);
    world->risk = make_risk(&world->arena);
    bind_all(world);
    world->activation =
        (struct d1_cel_activation){.count = WORLD_VARIABLES, .slots = world->slots, .arena = &world->arena};
    world->context = (struct d1_cel_context){.arena = &world->scratch};
}

void world_release(struct world *world)
{
    d1_cel_env_release(world->env);
    d1_cel_diagnostics_release(&world->diagnostics);
    d1_map_release(&world->table);
    d1_stream_release(&world->stream);
    d1_arena_release(&world->scratch);
    d1_arena_release(&world->arena);
}

const struct d1_cel_program *world_compile(struct world *world, const char *text)
{
    const struct d1_cel_program *program = NULL;
    struct d1_cel_source source = {.text = d1_str(text)};

    d1_cel_diagnostics_release(&world->diagnostics);
    d1_cel_compile(world->env, &source, &world->diagnostics, &program);
    return program;
}

struct d1_cel_value world_eval(struct world *world, const char *text)
{
    const struct d1_cel_program *program = world_compile(world, text);
    struct d1_cel_value value = {0};

    if (program)
        d1_cel_eval(program, &world->activation, &world->context, &value);
    return value;
}

static const char *keep(struct world *world, struct d1_strbuf *text)
{
    const char *kept = d1_arena_str(&world->scratch, d1_strbuf_view(text)).ptr;

    d1_strbuf_release(text);
    return kept;
}

const char *world_text(struct world *world, const char *text)
{
    struct d1_cel_value value = world_eval(world, text);
    struct d1_strbuf out = {0};

    if (world->diagnostics.len)
        d1_strbuf_str(&out, world->diagnostics.items[0].message);
    else if (value.kind == D1_CEL_ERROR)
        d1_strbuf_str(&out, d1_cel_failure_of(value)->message);
    else
        d1_cel_value_write(&out, value);
    return keep(world, &out);
}

const char *world_complaint(struct world *world, const char *text)
{
    struct d1_strbuf out = {0};

    world_compile(world, text);
    for (size_t i = 0; i < world->diagnostics.len; i++)
        d1_cel_diagnostic_write(&out, &world->diagnostics.items[i], d1_str(text));
    return keep(world, &out);
}
