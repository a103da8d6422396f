/* Functions on what is named: items and artifacts by their ids, files by their paths. */
#include "engagement/approved.h"
#include "rules/functions/functions.h"

#define T(kind) D1_CEL_T(kind)

/* The root of the artifact that a value stands in. */
static struct d1_cel_value artifact_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_node *node = d1_cel_value_node(args[0]);

    if (!node)
        return d1_cel_fail(call, "the value does not stand in an artifact");
    return d1_cel_of_node(d1_doc_root(d1_node_doc(node)), NULL);
}

/* What an id names, or why it is not known whether it names anything. */
static const struct d1_symbol *find_symbol(struct d1_cel_call *call, struct d1_str id, struct d1_cel_value *none)
{
    const struct d1_engagement *engagement = d1_judge_of(call)->engagement;
    const struct d1_symbol *symbol = d1_engagement_find(engagement, id);

    if (!symbol && engagement->partial)
        *none = d1_cel_fail_unknown(call, "`" D1_STR_FMT "` may stand in an artifact that could not be read",
                                    D1_STR_ARG(id));
    return symbol;
}

/* The type of the item, or the kind of the artifact, that an id names; '' when it names nothing. */
static struct d1_cel_value kind_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value none = d1_cel_string(d1_str(""));
    const struct d1_symbol *symbol = find_symbol(call, d1_cel_text(args[0]), &none);

    if (!symbol)
        return none;
    return d1_cel_string(symbol->type ? symbol->type->name : symbol->artifact->kind->name);
}

static struct d1_cel_value resolve(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value none = d1_cel_null();
    const struct d1_symbol *symbol = find_symbol(call, d1_cel_text(args[0]), &none);

    if (!symbol || !symbol->node)
        return none;
    return d1_cel_of_node(symbol->node, NULL);
}

/* The file of what an id names, from the root of the repository; '' when it names nothing. */
static struct d1_cel_value path_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value none = d1_cel_string(d1_str(""));
    const struct d1_symbol *symbol = find_symbol(call, d1_cel_text(args[0]), &none);

    return symbol ? d1_cel_string(d1_str(symbol->artifact->path)) : none;
}

static struct d1_cel_value told_by(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_engagement *engagement = d1_judge_of(call)->engagement;
    const struct d1_node *node = d1_cel_value_node(args[0]);
    const struct d1_artifact *artifact = node ? d1_engagement_artifact(engagement, node) : NULL;
    struct d1_str told = artifact ? d1_artifact_told(artifact, engagement->kinds, node, call->arena) : d1_str("");

    return told.ptr ? d1_cel_string(told) : d1_cel_fail_alloc(call);
}

/* What a field holds as changes name it: its steps joined by dots, below the item or below `spec` of the artifact. */
static struct d1_cel_value value_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str field = d1_cel_text(args[1]);
    struct d1_cel_value none = d1_cel_none(), value;
    const struct d1_symbol *symbol = find_symbol(call, d1_cel_text(args[0]), &none);
    const struct d1_node *node = NULL;

    if (symbol && symbol->node)
        node = symbol->type ? symbol->node : d1_node_get(symbol->node, "spec");
    if (!node)
        return none;
    value = d1_cel_of_node(node, NULL);
    for (size_t at = 0, end; at <= field.len; at = end + 1) {
        end = d1_str_find(field, '.', at);
        if (!d1_cel_charge(call, 1))
            return d1_cel_fail_cost(call);
        if (!d1_cel_is(value, D1_CEL_MAP) ||
            !d1_cel_map_get(value, d1_cel_string(d1_str_sub(field, at, end - at)), &value) ||
            d1_cel_is(value, D1_CEL_NULL))
            return none;
        if (d1_cel_is(value, D1_CEL_ERROR))
            return value;
    }
    value = d1_cel_some(call->arena, value);
    return d1_cel_is(value, D1_CEL_ERROR) ? d1_cel_fail_alloc(call) : value;
}

/* Where the past is judged it is the file that stood there then. */
static int get_digest(struct d1_judge *judge, struct d1_str path, const struct d1_digest **found)
{
    d1_beyond_file(judge->beyond, path);
    if (!judge->replayed)
        return d1_digests_get(judge->digests, path, found);
    d1_beyond_trail(judge->beyond, path);
    if (d1_line_file(judge->replayed, path, found) < 0)
        return D1_ERR_MEMORY;
    if ((*found)->state == D1_DIGEST_UNREAD)
        d1_beyond_lacks(judge->beyond);
    return 0;
}

/* The fingerprints of the file at a path: true, or *otherwise is why there are none, an error or no value. */
static bool find_file(struct d1_cel_call *call, struct d1_str path, const struct d1_digest **found,
                      struct d1_cel_value *otherwise)
{
    struct d1_judge *judge = d1_judge_of(call);

    if (!judge->digests) {
        *otherwise = d1_cel_fail_unknown(call, "there are no files here to compare evidence with");
    } else if (get_digest(judge, path, found) < 0) {
        *otherwise = d1_cel_fail_memory();
    } else if ((*found)->state == D1_DIGEST_UNREAD) {
        *otherwise =
            d1_cel_fail_unknown(call, D1_STR_FMT ": " D1_STR_FMT, D1_STR_ARG(path), D1_STR_ARG((*found)->reason));
    } else {
        *otherwise = d1_cel_none();
        return (*found)->state == D1_DIGEST_KNOWN;
    }
    return false;
}

static struct d1_cel_value digest(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_digest *found;
    struct d1_cel_value value;

    if (!find_file(call, d1_cel_text(args[0]), &found, &value))
        return value;
    value = d1_cel_some(call->arena, d1_cel_string(d1_strn(found->sha256, D1_SHA256_TEXT - 1)));
    return d1_cel_is(value, D1_CEL_ERROR) ? d1_cel_fail_alloc(call) : value;
}

/*
 * The file at a path when it is known; else NULL, and *answer is what to answer of it. Examples of rules have no files;
 * there every file is what its evidence says.
 */
static const struct d1_digest *known_file(struct d1_cel_call *call, struct d1_cel_value path,
                                          struct d1_cel_value *answer)
{
    const struct d1_digest *found;

    *answer = d1_cel_bool(true);
    if (!d1_judge_of(call)->digests)
        return NULL;
    if (find_file(call, d1_cel_text(path), &found, answer))
        return found;
    if (!d1_cel_is(*answer, D1_CEL_ERROR))
        *answer = d1_cel_bool(false);
    return NULL;
}

static struct d1_cel_value is_digest_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value answer;
    const struct d1_digest *file = known_file(call, args[1], &answer);

    return file ? d1_cel_bool(d1_str_is(d1_cel_text(args[0]), file->sha256)) : answer;
}

static struct d1_cel_value is_blob_of(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value answer;
    const struct d1_digest *file = known_file(call, args[1], &answer);

    return file ? d1_cel_bool(d1_str_is(d1_cel_text(args[0]), file->blob)) : answer;
}

static struct d1_cel_value is_file(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value answer;

    return known_file(call, args[0], &answer) ? d1_cel_bool(true) : answer;
}

/*
 * Whether the file at a path has a content, by its id in git: 1, 0, D1_ERR_MEMORY. Where the past is judged it is the
 * file that stood there then.
 */
static int has_content(struct d1_judge *judge, const char *path, struct d1_str blob)
{
    const struct d1_digest *current;
    const struct d1_past_stay *stays;
    struct d1_past *past;
    uint8_t id[D1_REPO_ID_BYTES];
    uint32_t point;
    size_t count;

    if (!judge->replayed)
        return d1_digests_get(judge->digests, d1_str(path), &current) < 0
                   ? D1_ERR_MEMORY
                   : current->state == D1_DIGEST_KNOWN && d1_str_is(blob, current->blob);
    past = d1_line_past(judge->replayed);
    point = d1_line_newest(judge->replayed);
    if (!d1_repo_id_parse(blob, id))
        return 0;
    if (d1_past_stays(past, id, &stays, &count) < 0)
        return D1_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (stays[i].from <= point && point < stays[i].to &&
            strcmp(d1_past_line(past)->paths[stays[i].path], path) == 0)
            return 1;
    return 0;
}

/* The comparison of a subject with a content of its file; made once, since many rules ask whether an approval holds. */
static const struct d1_approved *compare_approved(struct d1_judge *judge, const struct d1_symbol *subject,
                                                  struct d1_str name, struct d1_str blob)
{
    struct d1_str key = d1_arena_join(judge->arena, name, ' ', blob);
    struct d1_approved *approved = key.ptr ? d1_map_get(&judge->approved, key) : NULL;
    int current;

    if (approved || !key.ptr)
        return approved;
    approved = d1_arena_calloc(judge->arena, 1, sizeof *approved);
    current = approved ? has_content(judge, subject->artifact->path, blob) : D1_ERR_MEMORY;
    if (current < 0 ||
        (!current &&
         d1_approved_compare(approved, judge->engagement, subject, judge->digests, blob, judge->arena) < 0) ||
        d1_map_insert(&judge->approved, key, approved, NULL) < 0)
        return NULL;
    if (approved->lacking)
        d1_beyond_lacks(judge->beyond);
    return approved;
}

/* Examples of rules have no history; there every subject is as it was approved. */
static struct d1_cel_value approved_difference(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_cel_value none = d1_cel_string(d1_str(""));
    const struct d1_symbol *subject = find_symbol(call, d1_cel_text(args[0]), &none);
    const struct d1_approved *approved;
    struct d1_str lost;

    if (!judge->digests || !subject || !subject->node)
        return none;
    approved = compare_approved(judge, subject, d1_cel_text(args[0]), d1_cel_text(args[1]));
    if (!approved)
        return d1_cel_fail_memory();
    lost = approved->state == D1_APPROVED_NOWHERE ? d1_judge_lost(judge, d1_cel_text(args[1])) : approved->text;
    if (approved->state == D1_APPROVED_UNKNOWN || (approved->state == D1_APPROVED_NOWHERE && lost.len))
        return d1_judge_no_history(judge, call->arena, "what was approved cannot be read: " D1_STR_FMT,
                                   D1_STR_ARG(lost));
    return approved->state == D1_APPROVED_CURRENT ? none : d1_cel_string(approved->text);
}

/* For conditions that what was read cannot decide: the check is indeterminate for the subject, with this reason. */
static struct d1_cel_value unknown(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    return d1_cel_fail_unknown(call, D1_STR_FMT, D1_STR_ARG(d1_cel_text(args[0])));
}

static struct d1_cel_value unknown_at(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value place = args[1];

    if (d1_cel_is(place, D1_CEL_OPTIONAL) && !d1_cel_optional_get(place, &place))
        return unknown(call, args);
    return d1_cel_fail_at(unknown(call, args), d1_cel_value_node(place));
}

static const struct d1_cel_type *const optional_text_args[] = {T(STRING)};
static const struct d1_cel_type optional_text = {.kind = D1_CEL_OPTIONAL, .arg_count = 1, .args = optional_text_args};

static const struct d1_cel_type *const optional_value_args[] = {T(DYN)};
static const struct d1_cel_type optional_value = {.kind = D1_CEL_OPTIONAL, .arg_count = 1, .args = optional_value_args};

static const struct d1_cel_overload rows[] = {
    {"artifactOf",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DYN)},
     T(DYN),
     artifact_of,
     "The artifact that a value was read from."},
    {"toldBy",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(DYN)},
     T(STRING),
     told_by,
     "What a value belongs to, for a message: the id of the item that it was read from, else KIND/NAME of the "
     "artifact."},
    {"kindOf",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(STRING)},
     T(STRING),
     kind_of,
     "Type of the item or kind of the artifact that an id names; '' when it names nothing."},
    {"pathOf",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(STRING)},
     T(STRING),
     path_of,
     "The path of the file in which what an id or KIND/NAME names stands; '' when it names nothing."},
    {"resolve", D1_CEL_USER, {T(STRING)}, T(DYN), resolve, "The item or artifact that an id names; null for none."},
    {"valueOf",
     D1_CEL_USER,
     {T(STRING), T(STRING)},
     &optional_value,
     value_of,
     "What a field (second argument, its steps joined by dots) of an item, or of `spec` of an artifact, holds, by the "
     "id "
     "or KIND/NAME (first argument); none where it is not there or null. Dates are their text, as in changes."},
    {"digest",
     D1_CEL_USER | D1_CEL_BOUNDED | D1_CEL_FILE,
     {T(STRING)},
     &optional_text,
     digest,
     "The SHA-256 of the file at a path from the root of the repository, in hexadecimal; none where there is no such "
     "file. What asks for one that cannot be read is indeterminate."},
    {"isDigestOf",
     D1_CEL_USER | D1_CEL_BOUNDED | D1_CEL_FILE,
     {T(STRING), T(STRING)},
     T(BOOL),
     is_digest_of,
     "Whether a SHA-256 (first argument) is that of the file at a path of the repository. In the examples of rules, "
     "which have no files, it is."},
    {"approvedDifference",
     D1_CEL_USER,
     {T(STRING), T(STRING)},
     T(STRING),
     approved_difference,
     "What a subject (an id or KIND/NAME) says otherwise than the content of a file with an id of git (second "
     "argument), "
     "as a clause for a message; '' where it says the same. What lives on after an approval does not count. In the "
     "examples of rules, which have no history, it says the same."},
    {"isBlobOf",
     D1_CEL_USER | D1_CEL_BOUNDED | D1_CEL_FILE,
     {T(STRING), T(STRING)},
     T(BOOL),
     is_blob_of,
     "Whether an id (first argument) is that which git gives the file at a path of the repository. In the examples of "
     "rules, which have no files, it is."},
    {"isFile",
     D1_CEL_USER | D1_CEL_BOUNDED | D1_CEL_FILE,
     {T(STRING)},
     T(BOOL),
     is_file,
     "Whether the repository has a file at a path from its root. In the examples of rules, which have no files, it "
     "has; "
     "where the file is there and cannot be read, what asks is indeterminate."},
    {"unknown",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(STRING)},
     T(BOOL),
     unknown,
     "Makes the check indeterminate for the subject, with the text as reason."},
    {"unknown",
     D1_CEL_USER | D1_CEL_BOUNDED,
     {T(STRING), T(DYN)},
     T(BOOL),
     unknown_at,
     "The same, told at a place: that of what keeps the subject from being judged."},
};

const struct d1_function_table d1_functions_named = {rows, sizeof rows / sizeof *rows};
