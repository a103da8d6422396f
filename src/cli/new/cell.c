/* From the words of a table to values of a field: enums, people, dates, lists. */
#include "cli/new/guess.h"
#include "cli/new/import.h"
#include "cli/write/shape.h"

/* ---- words ---- */

static const struct d1_node *resolve(const struct d1_import *import, const struct d1_node *schema)
{
    const struct d1_node *target = schema ? d1_schema_resolve(import->new->ruleset->kinds->set, schema) : NULL;

    return target ? target : schema;
}

/* What the map says that a word of a field means. */
static struct d1_str mapped(const struct d1_import *import, struct d1_str path, struct d1_str text)
{
    const struct d1_node *words = d1_node_get_str(d1_import_map(import, "values"), path);

    for (size_t i = 0; words && i < d1_node_count(words); i++)
        if (d1_guess_same(d1_node_text(d1_node_pair_key(words, i)), text))
            return d1_node_text(d1_node_pair_value(words, i));
    return text;
}

static bool is_date(struct d1_str text)
{
    d1_date date;

    return d1_date_parse(text, &date);
}

/* 2026/03/02 and 2026.03.02 can be read in one way only; 02/03/2026 cannot. */
static struct d1_str plain_date(struct d1_import *import, struct d1_str text)
{
    struct d1_str copy = d1_arena_str(&import->arena, text);

    for (size_t i = 0; copy.ptr && i < copy.len; i++)
        if (copy.ptr[i] == '/' || copy.ptr[i] == '.')
            ((char *)copy.ptr)[i] = '-';
    return copy.ptr && is_date(copy) ? copy : d1_strn("", 0);
}

static struct d1_str one_of(const struct d1_node *choices, struct d1_str text)
{
    for (size_t i = 0; i < d1_node_count(choices); i++)
        if (d1_guess_same(d1_node_text(d1_node_item(choices, i)), text))
            return d1_node_text(d1_node_item(choices, i));
    return d1_strn("", 0);
}

static bool names(const struct d1_node *types, const char *type)
{
    for (size_t i = 0; types && i < d1_node_count(types); i++)
        if (d1_node_is_string(d1_node_item(types, i), type))
            return true;
    return false;
}

/* ---- people and other ids ---- */

static struct d1_str person(const struct d1_import *import, struct d1_str text)
{
    const struct d1_item_type *type = d1_kinds_type(import->new->ruleset->kinds, d1_str("Person"));
    const struct d1_node_list *people = &import->new->engagement->by_type[type->index];
    struct d1_str found = {"", 0};

    for (size_t i = 0; i < people->len; i++) {
        struct d1_str id = d1_node_get_text(people->items[i], "id");

        if (d1_str_eq(id, text))
            return id;
        if (d1_guess_same(d1_node_get_text(people->items[i], "name"), text))
            found = found.len ? (struct d1_str){"", 0} : id; /* two of a name are nobody */
    }
    return found;
}

/* Spreadsheets number their rows: 7 is risk-07. */
static struct d1_str with_prefix(struct d1_import *import, struct d1_str text)
{
    unsigned number = 0;

    if (!import->type->prefix.len || !text.len || text.len > 4)
        return text;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return text;
        number = 10 * number + (unsigned)(text.ptr[i] - '0');
    }
    return d1_arena_printf(&import->arena, D1_STR_FMT "%02u", D1_STR_ARG(import->type->prefix), number);
}

bool d1_import_has(struct d1_import *import, struct d1_str id)
{
    for (size_t c = 0; c < import->column_count; c++)
        for (size_t r = 1; d1_str_is(import->columns[c].path, "id") && r < import->table.rows.len; r++)
            if (d1_str_eq(with_prefix(import, d1_table_cell(&import->table, r, c)), id))
                return true;
    return false;
}

static struct d1_str reference(struct d1_import *import, const struct d1_node *types, struct d1_str text)
{
    if (names(types, "Person"))
        return person(import, text);
    if (names(types, import->type->name.ptr))
        text = with_prefix(import, text);
    return d1_engagement_find(import->new->engagement, text) || d1_import_has(import, text) ? text : d1_strn("", 0);
}

/* ---- values ---- */

static int refuse(struct d1_import *import, const struct d1_import_column *column, uint32_t line, struct d1_str text,
                  const char *why)
{
    d1_import_tell(import, line, "column `" D1_STR_FMT "`: `" D1_STR_FMT "` %s", D1_STR_ARG(column->header),
                   D1_STR_ARG(text), why);
    return 0;
}

/* The word that a field has for a text; empty, and told, where there is none. */
static struct d1_str word(struct d1_import *import, const struct d1_import_column *column, const struct d1_node *schema,
                          uint32_t line, struct d1_str text)
{
    const struct d1_node *types = d1_node_get(schema, "x-d1d-ref"),
                         *choices = d1_node_get(resolve(import, schema), "enum");
    bool date = d1_node_is_string(d1_node_get(resolve(import, schema), "format"), "date");
    bool truth = d1_node_is_string(d1_node_get(resolve(import, schema), "type"), "boolean");
    struct d1_str found = mapped(import, column->path, text);

    if (d1_str_is(column->path, "id"))
        found = with_prefix(import, found);
    else if (choices && d1_node_count(choices))
        found = one_of(choices, found);
    else if (types)
        found = reference(import, types, found);
    else if (date)
        found = plain_date(import, found);
    else if (truth && (d1_guess_same(found, d1_str("yes")) || d1_guess_same(found, d1_str("x"))))
        found = d1_str("true");
    else if (truth && d1_guess_same(found, d1_str("no")))
        found = d1_str("false");
    if (found.len)
        return found;
    if (names(types, "Person"))
        refuse(import, column, line, text, "is nobody of the TeamRoster, or more than one");
    else if (types)
        refuse(import, column, line, text, "is not there");
    else if (date)
        refuse(import, column, line, text, "is no date of the form 2026-03-02");
    else
        refuse(import, column, line, text, "is none of the words of the field; --map says what it means");
    return found;
}

static bool keep_message(void *context, const struct d1_schema_error *fault)
{
    d1_strbuf_str(context, fault->message);
    return false;
}

/* Whether the field allows a value; told where not. */
static int check(struct d1_import *import, struct d1_import_column *column, const struct d1_tree *value, uint32_t line)
{
    const struct d1_schema *schema =
        d1_kinds_compiled(import->new->ruleset->kinds, &column->lazy, column->schema, NULL, NULL);
    struct d1_strbuf message = {0};
    struct d1_schema_sink sink = {.context = &message, .detail = D1_SCHEMA_EXPLAIN, .error = keep_message};
    struct d1_doc *doc = NULL;
    int result = schema && d1_tree_build(value, &doc) == 0 ? 0 : D1_ERR_MEMORY;

    if (result == 0)
        result = d1_schema_validate(schema, d1_node_at(d1_doc_root(doc), column->path.ptr), import->scratch, &sink);
    if (result >= 0 && result != D1_SCHEMA_VALID)
        d1_import_tell(import, line, "column `" D1_STR_FMT "`: " D1_STR_FMT, D1_STR_ARG(column->header),
                       D1_STR_ARG(d1_strbuf_view(&message)));
    d1_doc_free(doc);
    d1_strbuf_release(&message);
    return result < 0 ? result : result == D1_SCHEMA_VALID;
}

/* Sets one value, or one of a list, in the item, once it is known to be good. */
static int set(struct d1_import *import, struct d1_tree *item, const struct d1_import_column *column,
               struct d1_str path, struct d1_str text, uint32_t line, struct d1_str shown)
{
    struct d1_error error = {0};
    int result = d1_tree_set(item, path, text, &error);

    if (result < 0 && result != D1_ERR_MEMORY)
        result = refuse(import, column, line, shown, d1_error_message(&error));
    else if (result == 0)
        result = 1;
    d1_error_clear(&error);
    return result;
}

/* A list in one cell: parted by semicolons, or else by commas. */
static int list(struct d1_import *import, struct d1_tree *item, struct d1_import_column *column, uint32_t line,
                struct d1_str text)
{
    const struct d1_node *entry = d1_node_get(resolve(import, column->schema), "items");
    bool wraps = d1_node_get(d1_node_get(resolve(import, entry), "properties"), "ref") != NULL;
    const struct d1_node *schema =
        wraps ? d1_node_get(d1_node_get(resolve(import, entry), "properties"), "ref") : entry;
    char delimiter = d1_str_find(text, ';', 0) < text.len ? ';' : ',';
    size_t count = 0;
    int result = 1;

    for (size_t at = 0, end; at <= text.len && result > 0; at = end + 1) {
        struct d1_str part, path, found;

        end = d1_str_find(text, delimiter, at);
        part = d1_str_trim(d1_str_sub(text, at, end - at));
        if (!part.len)
            continue;
        found = word(import, column, schema, line, part);
        path =
            d1_arena_printf(&import->arena, D1_STR_FMT ".%zu%s", D1_STR_ARG(column->path), count, wraps ? ".ref" : "");
        if (!path.ptr)
            return D1_ERR_MEMORY;
        if (!found.len) {
            result = 0;
            break;
        }
        result = set(import, item, column, path, found, line, part);
        count++;
    }
    return result;
}

int d1_import_cell(struct d1_import *import, struct d1_tree *item, struct d1_import_column *column, uint32_t line,
                   struct d1_str text)
{
    struct d1_tree alone = {.kinds = item->kinds, .schema = item->schema};
    bool is_list = d1_node_is_string(d1_node_get(resolve(import, column->schema), "type"), "array");
    struct d1_str found = {"", 0};
    int result;

    if (is_list)
        result = list(import, &alone, column, line, text);
    else if ((found = word(import, column, column->schema, line, text)).len)
        result = set(import, &alone, column, column->path, found, line, text);
    else
        result = 0;
    if (result > 0)
        result = check(import, column, &alone, line);
    d1_tree_release(&alone);
    if (result <= 0)
        return result;
    return is_list ? list(import, item, column, line, text)
                   : set(import, item, column, column->path, found, line, text);
}
