/* What the fuzz targets of cel/ evaluate over: a small document of risks, typed and as dyn. */
#ifndef D1_TESTS_FUZZ_CEL_WORLD_H
#define D1_TESTS_FUZZ_CEL_WORLD_H

#include <stdlib.h>

#include "cel/cel.h"
#include "json/json.h"

/* The report of a failure shows the line. */
#define require(condition) ((condition) ? (void)0 : abort())

enum { WORLD_VARIABLES = 6 };

struct world {
    struct d1_arena arena; /* types and values */
    const struct d1_cel_type *types[WORLD_VARIABLES];
    struct d1_cel_value values[WORLD_VARIABLES];
};

static const char *const world_names[WORLD_VARIABLES] = {"it", "risks", "today", "any", "ids", "x"};

static inline const struct d1_node *world_document(void)
{
    static const char text[] =
        "[{\"id\": \"r-01\", \"impact\": 3, \"score\": 12, \"strategy\": \"reduce\", \"due\": \"2026-03-02\", "
        "\"tags\": "
        "[\"a\", \"b\"]}, {\"id\": \"r-02\", \"impact\": 5, \"score\": 2.5, \"due\": \"2026-04-31\", \"tags\": []}, "
        "{\"id\": \"r-03\", \"impact\": 1, \"score\": 1e300, \"due\": \"0001-01-01\", \"a\": {\"b\": [null, true]}}]";
    static struct d1_stream stream;
    struct d1_json_loader *loader;

    require(d1_json_loader_new(&loader, NULL) == 0);
    require(d1_json_load(loader, d1_str(text), &stream, NULL) == 0 && stream.len == 1);
    d1_json_loader_free(loader);
    return d1_doc_root(stream.items[0].doc);
}

/* Made once; never released. */
static inline const struct world *world_get(void)
{
    static struct world world;
    static const struct d1_str strategies[] = {D1_STR("avoid"), D1_STR("reduce"), D1_STR("accept")};
    struct d1_cel_field fields[] = {
        {D1_STR("id"), D1_CEL_T(STRING), false},    {D1_STR("impact"), D1_CEL_T(INT), false},
        {D1_STR("score"), D1_CEL_T(DOUBLE), false}, {D1_STR("strategy"), NULL, true},
        {D1_STR("due"), D1_CEL_T(DATE), false},     {D1_STR("tags"), &d1_cel_type_list_string, true},
        {D1_STR("a"), D1_CEL_T(DYN), true},
    };
    const struct d1_cel_type *risk;
    const struct d1_node *root;
    struct d1_cel_value ids[12];

    if (world.types[0])
        return &world;
    root = world_document();
    risk = d1_cel_type_record(&world.arena, "Risk", NULL, NULL);
    fields[3].type = d1_cel_type_enum(&world.arena, "Risk.strategy", strategies, 3);
    require(d1_cel_record_set(risk->record, fields, sizeof fields / sizeof *fields) == 0);
    for (size_t i = 0; i < 12; i++)
        ids[i] = d1_cel_string(d1_arena_printf(&world.arena, "r-%02zu", i));
    world.types[0] = risk;
    world.types[1] = d1_cel_type_list(&world.arena, risk);
    world.types[2] = D1_CEL_T(DATE);
    world.types[3] = D1_CEL_T(DYN);
    world.types[4] = &d1_cel_type_list_string;
    world.types[5] = D1_CEL_T(INT);
    world.values[0] = d1_cel_of_node(d1_node_item(root, 0), risk);
    world.values[1] = d1_cel_of_node(root, world.types[1]);
    world.values[2] = d1_cel_date(20522);
    world.values[3] = d1_cel_of_node(root, NULL);
    world.values[4] = d1_cel_list_new(&world.arena, ids, 12);
    world.values[5] = d1_cel_int(42);
    return &world;
}

/* An environment in arena over one with the variables; `typed` or all dyn. */
static inline struct d1_cel_env *world_env(struct d1_arena *arena, unsigned flags, int typed)
{
    static struct d1_cel_env *bases[2][8];
    static struct d1_arena base_arena;
    const struct world *world = world_get();
    struct d1_cel_env **base = &bases[typed][flags], *env;

    if (!*base) {
        *base = d1_cel_env_new(&base_arena, NULL, flags);
        require(*base);
        for (size_t i = 0; i < WORLD_VARIABLES; i++)
            require(d1_cel_env_variable(*base, d1_str(world_names[i]), typed ? world->types[i] : D1_CEL_T(DYN), NULL) ==
                    0);
    }
    env = d1_cel_env_new(arena, *base, 0);
    require(env);
    return env;
}

#endif
