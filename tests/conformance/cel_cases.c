/*
 * Runs conformance cases of the Common Expression Language: files of JSON as ../shared/conformance/cel-conformance
 * describes them. Prints each miss with its reason and a last line "N of M"; exits 1 when there is a miss.
 *
 *     cel_cases [--known LIST] FILE...
 *     cel_cases --expressions DIR FILE...
 *
 * The second form runs nothing, but writes each expression to a file of its own in DIR: seeds for fuzzing.
 *
 * LIST names cases that are known to miss, one a line: file/section/name and the reason behind a colon. Such a case
 * does not count as a miss; where it passes, that is one.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory/alloc.h"
#include "cel/cel.h"

enum { MOST_ARGS = 8 };

struct test {
    struct d1_arena *arena;
    json_t *json;
    char reason[2000]; /* why it missed */
};

static bool miss(struct test *test, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool miss(struct test *test, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(test->reason, sizeof test->reason, format, args);
    va_end(args);
    return false;
}

/* ---- types ---- */

static const struct d1_cel_type *parse_type(struct d1_arena *arena, const char **at)
{
    static const struct {
        const char *name;
        enum d1_cel_kind kind;
    } names[] = {{"null", D1_CEL_NULL},
                 {"null_type", D1_CEL_NULL},
                 {"bool", D1_CEL_BOOL},
                 {"int", D1_CEL_INT},
                 {"uint", D1_CEL_UINT},
                 {"double", D1_CEL_DOUBLE},
                 {"string", D1_CEL_STRING},
                 {"bytes", D1_CEL_BYTES},
                 {"type", D1_CEL_TYPE},
                 {"timestamp", D1_CEL_TIMESTAMP},
                 {"duration", D1_CEL_DURATION},
                 {"google.protobuf.Timestamp", D1_CEL_TIMESTAMP},
                 {"google.protobuf.Duration", D1_CEL_DURATION},
                 {"dyn", D1_CEL_DYN},
                 {"any", D1_CEL_DYN}};
    const struct d1_cel_type *args[MOST_ARGS] = {NULL};
    size_t len = strcspn(*at, "(), "), count = 0;
    char *name = (char *)d1_arena_str(arena, d1_strn(*at, len)).ptr;

    *at += len;
    if (**at == '(') {
        do {
            ++*at;
            while (**at == ' ')
                ++*at;
            args[count++] = parse_type(arena, at);
        } while (**at == ',');
        ++*at;
        if (strcmp(name, "list") == 0)
            return d1_cel_type_list(arena, args[0]);
        if (strcmp(name, "map") == 0)
            return d1_cel_type_map(arena, args[0], args[1]);
        if (strcmp(name, "optional_type") == 0)
            return d1_cel_type_optional(arena, args[0]);
        if (strcmp(name, "type") == 0)
            return d1_cel_type_of_type(arena, args[0]);
        return d1_cel_type_opaque(arena, name, memcpy(d1_arena_alloc(arena, sizeof args), args, sizeof args), count);
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0)
            return &d1_cel_types[names[i].kind];
    return strlen(name) == 1 ? d1_cel_type_param(arena, name) : d1_cel_type_opaque(arena, name, NULL, 0);
}

static const struct d1_cel_type *type_from(struct d1_arena *arena, const char *text)
{
    return parse_type(arena, &text);
}

/* ---- values ---- */

static struct d1_str json_text(json_t *json)
{
    return d1_strn(json_string_value(json), json_string_length(json));
}

static struct d1_cel_value decode_bytes(struct d1_arena *arena, struct d1_str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *bytes = d1_arena_bytes(arena, text.len);
    size_t len = 0;
    unsigned bits = 0, have = 0;

    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        bits = bits << 6 | (unsigned)(strchr(digits, text.ptr[i]) - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            bytes[len++] = (char)(bits >> have & 0xff);
        }
    }
    return d1_cel_bytes(d1_strn(bytes, len));
}

static struct d1_cel_value decode_duration(struct d1_str text)
{
    char *end;
    bool negative = text.ptr[0] == '-';
    long long seconds = strtoll(text.ptr, &end, 10), nanos = 0;

    if (*end == '.') {
        char digits[10] = "000000000";

        memcpy(digits, end + 1, strspn(end + 1, "0123456789"));
        nanos = atoll(digits);
    }
    return d1_cel_duration(seconds, (int32_t)(negative ? -nanos : nanos));
}

static struct d1_cel_value decode(struct d1_arena *arena, json_t *json);

static struct d1_cel_value decode_list(struct d1_arena *arena, json_t *json)
{
    size_t count = json_array_size(json);
    struct d1_cel_value *items = d1_arena_alloc(arena, count * sizeof *items);

    for (size_t i = 0; i < count; i++)
        items[i] = decode(arena, json_array_get(json, i));
    return d1_cel_list_new(arena, items, count);
}

static struct d1_cel_value decode_map(struct d1_arena *arena, json_t *json)
{
    size_t count = json_array_size(json);
    struct d1_cel_value *keys = d1_arena_alloc(arena, 2 * count * sizeof *keys), *values = keys + count;

    for (size_t i = 0; i < count; i++) {
        keys[i] = decode(arena, json_array_get(json_array_get(json, i), 0));
        values[i] = decode(arena, json_array_get(json_array_get(json, i), 1));
    }
    return d1_cel_map_new(arena, keys, values, count);
}

static struct d1_cel_value decode_type(struct d1_arena *arena, const char *name)
{
    if (strcmp(name, "list") == 0)
        return d1_cel_type_value(&d1_cel_types[D1_CEL_LIST]);
    if (strcmp(name, "map") == 0)
        return d1_cel_type_value(&d1_cel_types[D1_CEL_MAP]);
    if (strcmp(name, "optional_type") == 0)
        return d1_cel_type_value(&d1_cel_types[D1_CEL_OPTIONAL]);
    return d1_cel_type_value(type_from(arena, name));
}

/* {"int": "1"} and its like. */
static struct d1_cel_value decode(struct d1_arena *arena, json_t *json)
{
    void *iter = json_object_iter(json);
    const char *kind = json_object_iter_key(iter);
    json_t *value = json_object_iter_value(iter);
    struct d1_str text = json_is_string(value) ? json_text(value) : d1_strn("", 0);
    struct d1_instant at;

    if (strcmp(kind, "bool") == 0)
        return d1_cel_bool(json_is_true(value));
    if (strcmp(kind, "int") == 0)
        return d1_cel_int(strtoll(text.ptr, NULL, 10));
    if (strcmp(kind, "uint") == 0)
        return d1_cel_uint(strtoull(text.ptr, NULL, 10));
    if (strcmp(kind, "double") == 0)
        return d1_cel_double(json_is_string(value) ? strtod(text.ptr, NULL) : json_number_value(value));
    if (strcmp(kind, "string") == 0)
        return d1_cel_string(text);
    if (strcmp(kind, "bytes") == 0)
        return decode_bytes(arena, text);
    if (strcmp(kind, "list") == 0)
        return decode_list(arena, value);
    if (strcmp(kind, "map") == 0)
        return decode_map(arena, value);
    if (strcmp(kind, "timestamp") == 0 && d1_instant_parse(text, &at))
        return d1_cel_timestamp(at);
    if (strcmp(kind, "duration") == 0)
        return decode_duration(text);
    if (strcmp(kind, "type") == 0)
        return decode_type(arena, text.ptr);
    return d1_cel_null();
}

/* Equality, but of the same type all the way down, and with NaN equal to NaN. */
static bool same(struct d1_cel_value a, struct d1_cel_value b)
{
    if (a.kind != b.kind)
        return false;
    if (a.kind == D1_CEL_DOUBLE && isnan(a.as.number))
        return isnan(b.as.number);
    if (a.kind == D1_CEL_DOUBLE && a.as.number == 0)
        return b.as.number == 0 && signbit(a.as.number) == signbit(b.as.number);
    if (a.kind == D1_CEL_LIST) {
        if (d1_cel_list_len(a) != d1_cel_list_len(b))
            return false;
        for (size_t i = 0; i < d1_cel_list_len(a); i++)
            if (!same(d1_cel_list_get(a, i), d1_cel_list_get(b, i)))
                return false;
        return true;
    }
    if (a.kind == D1_CEL_MAP) {
        if (d1_cel_map_len(a) != d1_cel_map_len(b))
            return false;
        for (size_t i = 0; i < d1_cel_map_len(a); i++) {
            struct d1_cel_value key, value, other;

            d1_cel_map_entry(a, i, &key, &value);
            if (!d1_cel_map_get(b, key, &other) || !same(value, other))
                return false;
        }
        return true;
    }
    return d1_cel_equal(a, b);
}

/* ---- one case ---- */

static void declare_functions(struct test *test, struct d1_cel_env *env)
{
    size_t index, form, at;
    json_t *function, *overload, *param;

    json_array_foreach(json_object_get(test->json, "functions"), index, function)
    {
        json_array_foreach(json_object_get(function, "overloads"), form, overload)
        {
            struct d1_cel_overload *row = d1_arena_calloc(test->arena, 1, sizeof *row);

            row->name = json_string_value(json_object_get(function, "name"));
            row->result = type_from(test->arena, json_string_value(json_object_get(overload, "result")));
            json_array_foreach(json_object_get(overload, "params"), at, param)
            {
                row->params[at] = type_from(test->arena, json_string_value(param));
            }
            d1_cel_env_functions(env, row, 1);
        }
    }
}

/* Declares the variables; a binding without a declared type is dyn. */
static size_t declare_variables(struct test *test, struct d1_cel_env *env, struct d1_cel_slot *slots)
{
    json_t *types = json_object_get(test->json, "type_env"), *bindings = json_object_get(test->json, "bindings");
    const char *name;
    json_t *item;
    size_t index, count = 0;

    json_object_foreach(types, name, item)
    {
        d1_cel_env_variable(env, d1_str(name), type_from(test->arena, json_string_value(item)), &index);
        if (json_object_get(bindings, name))
            slots[index].value = decode(test->arena, json_object_get(bindings, name));
        count = index + 1;
    }
    json_object_foreach(bindings, name, item)
    {
        if (json_object_get(types, name))
            continue;
        d1_cel_env_variable(env, d1_str(name), &d1_cel_types[D1_CEL_DYN], &index);
        slots[index].value = decode(test->arena, item);
        count = index + 1;
    }
    return count;
}

static bool check_type(struct test *test, const struct d1_cel_program *program)
{
    const char *wanted = json_string_value(json_object_get(test->json, "deduced_type"));
    const struct d1_cel_type *type = d1_cel_program_type(program);

    if (!wanted || d1_cel_type_same(type_from(test->arena, wanted), type))
        return true;
    /* A free type is written dyn, so the text decides. */
    if (d1_str_eq(d1_cel_type_text(test->arena, type), d1_cel_type_text(test->arena, type_from(test->arena, wanted))))
        return true;
    return miss(test, "type is %s, should be %s", d1_cel_type_text(test->arena, type).ptr, wanted);
}

static bool check_value(struct test *test, struct d1_cel_value value)
{
    json_t *wanted = json_object_get(test->json, "value");
    struct d1_strbuf found = {0}, expected = {0};
    bool passed;

    if (!wanted)
        return miss(test, "gives a value, should be an error");
    passed = same(value, decode(test->arena, wanted));
    if (!passed) {
        d1_cel_value_write(&found, value);
        d1_cel_value_write(&expected, decode(test->arena, wanted));
        miss(test, "is %s, should be %s", found.ptr, expected.ptr);
    }
    d1_strbuf_release(&found);
    d1_strbuf_release(&expected);
    return passed;
}

static bool evaluate(struct test *test, const struct d1_cel_program *program, struct d1_cel_activation *activation)
{
    struct d1_cel_context context = {.arena = test->arena};
    struct d1_cel_value value;

    if (d1_cel_eval(program, activation, &context, &value) == 0)
        return check_value(test, value);
    if (json_object_get(test->json, "error"))
        return true;
    return miss(test, "evaluation: %s", d1_cel_failure_of(value)->message.ptr);
}

static bool run_in(struct test *test, struct d1_cel_env *env)
{
    struct d1_cel_slot slots[32] = {0};
    struct d1_cel_activation activation = {.slots = slots, .arena = test->arena};
    struct d1_cel_diagnostics diagnostics = {0};
    struct d1_cel_source source = {.text = json_text(json_object_get(test->json, "expr"))};
    const struct d1_cel_program *program;
    bool passed;

    if (json_object_get(test->json, "container"))
        d1_cel_env_container(env, json_text(json_object_get(test->json, "container")));
    declare_functions(test, env);
    activation.count = declare_variables(test, env, slots);
    if (d1_cel_compile(env, &source, &diagnostics, &program) == 0) {
        passed = check_type(test, program);
        if (passed && !json_is_true(json_object_get(test->json, "check_only")))
            passed = evaluate(test, program, &activation);
    } else {
        passed = json_object_get(test->json, "error");
        if (passed && diagnostics.items[0].kind != D1_CEL_PARSE &&
            json_is_true(json_object_get(test->json, "disable_check")))
            passed = miss(test, "checked, but should not be: %s", diagnostics.items[0].message.ptr);
        else if (!passed)
            miss(test, "%s: %s", diagnostics.items[0].kind == D1_CEL_PARSE ? "parse" : "check",
                 diagnostics.items[0].message.ptr);
    }
    d1_cel_diagnostics_release(&diagnostics);
    return passed;
}

static bool run(struct test *test)
{
    unsigned flags = 0;
    struct d1_cel_env *env;
    bool passed;

    if (json_is_true(json_object_get(test->json, "disable_check")))
        flags |= D1_CEL_UNCHECKED;
    if (json_is_true(json_object_get(test->json, "disable_macros")))
        flags |= D1_CEL_NO_MACROS;
    env = d1_cel_env_new(test->arena, NULL, flags);
    passed = run_in(test, env);
    d1_cel_env_release(env);
    return passed;
}

/* ---- files ---- */

struct counts {
    size_t passed, all, unexpected;
};

static const char *text_of(json_t *json, const char *key)
{
    const char *text = json_string_value(json_object_get(json, key));

    return text ? text : "";
}

/* Whether the list of known misses has a line "label: reason". */
static bool is_known(const char *known, const char *label)
{
    size_t len = strlen(label);

    for (const char *line = known; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (strncmp(line, label, len) == 0 && line[len] == ':')
            return true;
    return false;
}

static void run_file(const char *path, const char *known, struct counts *counts)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    json_error_t error;
    json_t *cases = json_load_file(path, JSON_ALLOW_NUL, &error), *item;
    size_t index;

    if (!cases) {
        fprintf(stderr, "%s: %s\n", path, error.text);
        counts->all++;
        counts->unexpected++;
        return;
    }
    json_array_foreach(cases, index, item)
    {
        struct d1_arena arena = {0};
        struct test test = {.arena = &arena, .json = item};
        char label[400];
        bool passed = run(&test), expected;

        snprintf(label, sizeof label, "%.*s/%s/%s", (int)strcspn(name, "."), name, text_of(item, "section"),
                 text_of(item, "name"));
        expected = !is_known(known, label);
        counts->all++;
        counts->passed += passed;
        counts->unexpected += passed != expected;
        if (passed != expected)
            printf("%s #%zu: %s: %s\n", label, index, text_of(item, "expr"),
                   passed ? "passes, but is listed as a miss" : test.reason);
        d1_arena_release(&arena);
    }
    json_decref(cases);
}

static int write_expressions(const char *directory, const char *path, size_t *written)
{
    json_t *cases = json_load_file(path, JSON_ALLOW_NUL, NULL), *item;
    size_t index;

    json_array_foreach(cases, index, item)
    {
        struct d1_str text = json_text(json_object_get(item, "expr"));
        char name[4096];
        FILE *file;

        snprintf(name, sizeof name, "%s/%04zu", directory, (*written)++);
        file = fopen(name, "w");
        if (!file || fwrite(text.ptr, 1, text.len, file) < text.len || fclose(file) != 0) {
            perror(name);
            return 2;
        }
    }
    json_decref(cases);
    return 0;
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, 1 << 20);

    if (!file || !text) {
        perror(path);
        exit(2);
    }
    text[fread(text, 1, (1 << 20) - 1, file)] = '\0';
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    struct counts counts = {0};
    char *known = NULL;
    size_t written = 0;
    int first = 1;

    if (argc > 2 && strcmp(argv[1], "--expressions") == 0) {
        for (int i = 3; i < argc; i++)
            if (write_expressions(argv[2], argv[i], &written))
                return 2;
        return 0;
    }
    if (argc > 2 && strcmp(argv[1], "--known") == 0) {
        known = read_text(argv[2]);
        first = 3;
    }
    if (first >= argc) {
        fprintf(stderr, "usage: cel_cases [--known LIST] FILE...\n");
        return 2;
    }
    for (int i = first; i < argc; i++)
        run_file(argv[i], known, &counts);
    printf("%zu of %zu\n", counts.passed, counts.all);
    free(known);
    return counts.unexpected > 0;
}
