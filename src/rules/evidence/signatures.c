/* Functions on who stands behind a statement: who wrote or merged it, whose signature it has; and tags. */
#include "rules/evidence/evidence.h"

#include "base/text/shorten.h"

#define T(kind) D1_CEL_T(kind)

/* ---- a statement, and the commits that may show whose it is ---- */

enum { WRITER, MERGE, COMMITS };

struct statement {
    struct d1_judge *judge;
    struct d1_arena *arena;
    struct d1_introduction at;
    const struct d1_repo_writing *commits[COMMITS]; /* who wrote it, and the merge that brought it or NULL */
};

struct d1_cel_value d1_evidence_unknown(struct d1_judge *judge, struct d1_arena *arena, int code, struct d1_error *why)
{
    struct d1_cel_value none =
        code == D1_ERR_MEMORY ? d1_cel_fail_memory() : d1_judge_no_history(judge, arena, "%s", d1_error_message(why));

    d1_error_clear(why);
    return none;
}

/* The commits of a statement; false with *none where they are not known. What is not committed has none. */
static bool find_commits(struct statement *statement, struct d1_cel_value *none)
{
    struct d1_past *past = d1_line_past(statement->judge->line);
    const struct d1_repo_writing *point = &d1_past_line(past)->points[statement->at.point];
    struct d1_error why = {0};
    int result;

    if (!statement->at.committed)
        return true;
    if (statement->at.cut) {
        *none = d1_judge_no_history(statement->judge, statement->arena, "%s", d1_past_cut(past));
        return false;
    }
    result = d1_past_writer(past, statement->at.point, statement->at.says, &statement->commits[WRITER], &why);
    if (result < 0) {
        *none = d1_evidence_unknown(statement->judge, statement->arena, result, &why);
        return false;
    }
    if (statement->commits[WRITER] != point)
        statement->commits[MERGE] = point;
    return true;
}

static bool find_statement(struct d1_cel_call *call, struct d1_cel_value of, struct statement *statement,
                           struct d1_cel_value *none)
{
    const struct d1_node *node = d1_cel_value_node(of);

    *statement = (struct statement){.judge = d1_judge_of(call), .arena = call->arena};
    if (!node) {
        *none = d1_cel_fail(call, "the value does not stand in an artifact");
        return false;
    }
    if (!d1_judge_line(statement->judge)) {
        *none = d1_judge_no_history(statement->judge, call->arena, D1_STR_FMT, D1_STR_ARG(statement->judge->no_line));
        return false;
    }
    switch (d1_line_introduced(statement->judge->line, node, &statement->at)) {
    case D1_INTRODUCED_NOTHING:
        *none = d1_cel_fail(call, "a statement is an act, an item or an artifact of the engagement");
        return false;
    case D1_INTRODUCED_UNKNOWN:
        *none =
            d1_judge_no_history(statement->judge, call->arena, "its file could not be read as it stands in history");
        return false;
    default:
        return find_commits(statement, none);
    }
}

/* ---- signatures ---- */

/* The day of a commit or tag by its own clock; without one that of the point. */
static d1_date day_of(const struct d1_judge *judge, bool dated, int64_t time, uint32_t point)
{
    return d1_zone_date(judge->engagement->zone,
                        dated || point == D1_PAST_NONE ? time : d1_past_seconds(d1_line_past(judge->line), point));
}

int d1_evidence_ask(struct d1_signed_by *by, struct d1_judge *judge, const struct d1_signature *signature, d1_date day,
                    uint32_t point, struct d1_str person, struct d1_arena *arena, struct d1_error *error)
{
    struct d1_past *past = d1_line_past(judge->line);
    struct d1_signing when = {
        .date = day,
        .point = point == D1_PAST_NONE ? D1_POINT_NONE : point,
        .cut_point = d1_past_cut(past) && point == d1_past_first(past),
    };

    return d1_signers_ask(by, d1_identities_signers(judge->identities), signature, &when, person, arena, error);
}

/* Whether a commit of the statement has the signature of a person, of the empty id: whose it has. */
static int ask_commit(struct d1_signed_by *by, const struct statement *statement, const struct d1_repo_writing *commit,
                      struct d1_str person, struct d1_error *error)
{
    const struct d1_signature *signature;
    d1_date day = day_of(statement->judge, commit->dated, commit->time, statement->at.point);
    int result = d1_past_signature(d1_line_past(statement->judge->line), commit->id, false, &signature, error);

    if (result < 0)
        return result;
    return d1_evidence_ask(by, statement->judge, signature, day, statement->at.point, person, statement->arena, error);
}

bool d1_evidence_has_key(struct d1_cel_call *call, struct d1_str person, struct d1_cel_value *answer)
{
    const struct d1_signers *signers = d1_identities_signers(d1_judge_of(call)->identities);
    struct d1_str text;

    if (!d1_signers_have(signers, d1_str(""))) {
        *answer =
            d1_cel_fail_unknown(call, "no identity in the roster has a signing key, so no signature is anybody's");
        return false;
    }
    if (d1_signers_have(signers, person))
        return true;
    text = d1_arena_printf(call->arena, D1_STR_FMT " has no signing key in the roster", D1_STR_ARG(person));
    *answer = text.ptr ? d1_cel_string(text) : d1_cel_fail_memory();
    return false;
}

static struct d1_cel_value why_unsigned(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str person = d1_cel_text(args[1]), reason = d1_str(""), doubt = {0};
    struct statement statement;
    struct d1_cel_value none;

    if (!find_statement(call, args[0], &statement, &none))
        return none;
    if (!d1_evidence_has_key(call, person, &none))
        return none;
    if (!statement.at.committed)
        return d1_cel_string(d1_str("not committed yet"));
    for (int i = 0; i < COMMITS; i++) {
        struct d1_signed_by by;
        struct d1_error why = {0};
        int result;

        if (!statement.commits[i])
            continue;
        result = ask_commit(&by, &statement, statement.commits[i], person, &why);
        if (result < 0)
            return d1_evidence_unknown(statement.judge, call->arena, result, &why);
        if (by.status == D1_SIGNED_GOOD)
            return d1_cel_string(d1_str(""));
        if (by.status == D1_SIGNED_UNKNOWN)
            doubt = by.reason;
        /* That there is no signature at one of them is told when nothing else is. */
        if (!reason.len || by.status != D1_SIGNED_NONE)
            reason = by.reason;
    }
    return doubt.ptr ? d1_cel_fail_unknown(call, D1_STR_FMT, D1_STR_ARG(doubt)) : d1_cel_string(reason);
}

/* ---- addresses ---- */

/*
 * Whether a commit shows by an address of it that a person made it: the address is his, and nobody else has signed the
 * commit, since a signature says who it was. A signature of which nothing is known leaves it at the address. 1, 0 or a
 * negative code; *unknown: it cannot be told.
 */
static int shows(const struct statement *statement, const struct d1_repo_writing *commit, const char *address,
                 struct d1_str person, bool *unknown, struct d1_error *error)
{
    const struct d1_judge *judge = statement->judge;
    struct d1_signed_by by;
    bool unsure;
    struct d1_str whose = d1_identities_for(judge->identities, d1_str(address),
                                            day_of(judge, commit->dated, commit->time, statement->at.point),
                                            statement->at.point, &unsure);
    int result;

    *unknown = *unknown || unsure;
    if (!d1_str_eq(whose, person))
        return 0;
    result = ask_commit(&by, statement, commit, d1_str(""), error);
    if (result < 0)
        return result;
    return by.status != D1_SIGNED_GOOD || d1_str_eq(by.person, person);
}

static struct d1_cel_value is_written_by(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_str person = d1_cel_text(args[1]);
    struct statement statement;
    struct d1_cel_value none;
    struct d1_error why = {0};
    bool unknown = false;

    if (!find_statement(call, args[0], &statement, &none))
        return none;
    if (statement.at.ideal && statement.at.person.len)
        return d1_cel_bool(d1_str_eq(statement.at.person, person));
    for (int i = 0; i < COMMITS; i++) {
        const struct d1_repo_writing *commit = statement.commits[i];
        int shown = 0;

        if (commit)
            shown = shows(&statement, commit, i == WRITER ? commit->author : commit->committer, person, &unknown, &why);
        if (shown < 0)
            return d1_evidence_unknown(statement.judge, call->arena, shown, &why);
        if (shown)
            return d1_cel_bool(true);
    }
    if (unknown)
        return d1_judge_no_history(statement.judge, call->arena, "%s",
                                   d1_past_cut(d1_line_past(statement.judge->line)));
    return d1_cel_bool(false);
}

/* ---- tags ---- */

enum {
    TAG_NAME,
    TAG_ANNOTATED,
    TAG_OF_COMMIT,
    TAG_ON_LINE,
    TAG_DATE,
    TAG_TARGET_DATE,
    TAG_SIGNED_BY,
    TAG_UNSIGNED,
    TAG_FIELDS
};

struct tag {
    struct d1_judge *judge;
    struct d1_arena *arena;
    const struct d1_repo_tag *tag;
    uint32_t point; /* that it leads to, on the line; D1_PAST_NONE for none */
};

/* Why it may lead elsewhere than it seems to, or to something where it seems to lead to nothing; NULL: it does not. */
static const char *why_lost(const struct d1_judge *judge, const struct d1_repo_tag *tag)
{
    const char *cut = d1_past_cut(d1_line_past(judge->line));

    return cut ? cut : tag->lost;
}

/*
 * A tag is signed with its name. Under another one its signature is of something else: whoever may push tags could give
 * what was signed as a release for the baseline. False where memory is short.
 */
static bool tell_other_name(const struct tag *tag, struct d1_signed_by *by)
{
    *by = (struct d1_signed_by){
        .status = D1_SIGNED_BAD,
        .reason = d1_arena_printf(tag->arena, "it was signed as the tag " D1_STR_FMT ", and not under this name",
                                  D1_STR_ARG(d1_shorten_head(d1_str(tag->tag->said)))),
    };
    return by->reason.ptr != NULL;
}

/* Who signed it, at whatever point it is: no point brings a tag. False with *none where that is not known. */
static bool ask_tag(const struct tag *tag, struct d1_signed_by *by, struct d1_cel_value *none)
{
    const struct d1_signature *signature;
    struct d1_error why = {0};
    int result;

    *by = (struct d1_signed_by){.status = D1_SIGNED_NONE, .reason = d1_str("not signed")};
    if (!tag->tag->annotated && tag->tag->lost)
        *none = d1_judge_no_history(tag->judge, tag->arena, "%s", why_lost(tag->judge, tag->tag));
    if (!tag->tag->annotated)
        return !tag->tag->lost;
    if (!d1_signers_have(d1_identities_signers(tag->judge->identities), d1_str(""))) {
        *none = d1_cel_fail_in(tag->arena, D1_ERR_UNKNOWN,
                               "no identity in the roster has a signing key, so no signature is anybody's");
        return false;
    }
    result = d1_past_signature(d1_line_past(tag->judge->line), tag->tag->id, true, &signature, &why);
    if (result == 0)
        result = d1_evidence_ask(by, tag->judge, signature, day_of(tag->judge, true, tag->tag->time, D1_PAST_NONE),
                                 D1_PAST_NONE, d1_str(""), tag->arena, &why);
    if (result < 0)
        *none = d1_evidence_unknown(tag->judge, tag->arena, result, &why);
    else if (by->status == D1_SIGNED_GOOD && strcmp(tag->tag->said, tag->tag->name) != 0) {
        if (tell_other_name(tag, by))
            return true;
        *none = d1_cel_fail_memory();
    } else if (by->status == D1_SIGNED_UNKNOWN)
        *none = d1_cel_fail_in(tag->arena, D1_ERR_UNKNOWN, D1_STR_FMT, D1_STR_ARG(by->reason));
    else
        return true;
    return false;
}

static struct d1_cel_value fill_signed_by(void *data, size_t index)
{
    struct d1_signed_by by;
    struct d1_cel_value none;

    (void)index;
    if (!ask_tag(data, &by, &none))
        return none;
    return d1_cel_string(by.status == D1_SIGNED_GOOD ? by.person : d1_str(""));
}

static struct d1_cel_value fill_unsigned(void *data, size_t index)
{
    struct d1_signed_by by;
    struct d1_cel_value none;

    (void)index;
    if (!ask_tag(data, &by, &none))
        return none;
    return d1_cel_string(by.status == D1_SIGNED_GOOD ? d1_str("") : by.reason);
}

/* What is so; or nobody knows it, for a reason. */
static struct d1_cel_value known(const struct tag *tag, const char *unknown, bool value)
{
    return unknown ? d1_judge_no_history(tag->judge, tag->arena, "%s", unknown) : d1_cel_bool(value);
}

static struct d1_cel_value tag_value(struct d1_cel_call *call, const struct d1_cel_type *type,
                                     const struct d1_repo_tag *from)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_past *past = d1_line_past(judge->line);
    struct d1_cel_slot *slots = d1_arena_calloc(call->arena, TAG_FIELDS, sizeof *slots);
    struct tag *tag = d1_arena_calloc(call->arena, 1, sizeof *tag);
    const char *cut = why_lost(judge, from);

    if (!slots || !tag)
        return d1_cel_fail_memory();
    *tag = (struct tag){judge, call->arena, from, d1_judge_tagged(judge, from)};
    slots[TAG_NAME].value = d1_cel_string(d1_str(from->name));
    slots[TAG_ANNOTATED].value = known(tag, from->lost && !from->annotated ? cut : NULL, from->annotated);
    slots[TAG_OF_COMMIT].value = known(tag, from->missing ? cut : NULL, !from->missing);
    slots[TAG_ON_LINE].value = known(tag, tag->point == D1_PAST_NONE ? cut : NULL, tag->point != D1_PAST_NONE);
    if (from->annotated && from->dated)
        slots[TAG_DATE].value = d1_cel_date(d1_zone_date(judge->engagement->zone, from->time));
    if (tag->point != D1_PAST_NONE)
        slots[TAG_TARGET_DATE].value =
            d1_cel_date(d1_zone_date(judge->engagement->zone, d1_past_seconds(past, tag->point)));
    slots[TAG_SIGNED_BY] = (struct d1_cel_slot){.fill = fill_signed_by, .data = tag};
    slots[TAG_UNSIGNED] = (struct d1_cel_slot){.fill = fill_unsigned, .data = tag};
    return d1_cel_object_new(call->arena, type, slots);
}

/* The tags of the repository; false with *none where they are not known. */
static bool list_tags(struct d1_cel_call *call, const struct d1_repo_tag **list, size_t *count,
                      struct d1_cel_value *none)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_error why = {0};
    int result;

    if (!d1_judge_line(judge)) {
        *none = d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
        return false;
    }
    result = d1_past_tags(d1_line_past(judge->line), list, count, &why);
    if (result < 0)
        *none = d1_evidence_unknown(judge, call->arena, result, &why);
    else if (!d1_cel_charge(call, *count))
        *none = d1_cel_fail_cost(call);
    else
        return true;
    return false;
}

/* A clone that lacks commits may lack tags, too. */
static struct d1_cel_value tag_named(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    const struct d1_repo_tag *list;
    struct d1_cel_value none;
    const char *cut;
    size_t count;

    if (!list_tags(call, &list, &count, &none))
        return none;
    for (size_t i = 0; i < count; i++)
        if (d1_str_is(d1_cel_text(args[0]), list[i].name))
            return d1_cel_some(call->arena, tag_value(call, d1_cel_type_item(call->overload->result), &list[i]));
    cut = d1_past_cut(d1_line_past(judge->line));
    return cut ? d1_judge_no_history(judge, call->arena, "%s", cut) : d1_cel_none();
}

static struct d1_cel_value tags(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    const struct d1_repo_tag *list;
    struct d1_cel_value *values, none;
    size_t count;

    (void)args;
    if (!list_tags(call, &list, &count, &none))
        return none;
    values = d1_arena_alloc(call->arena, (count + 1) * sizeof *values);
    if (!values)
        return d1_cel_fail_alloc(call);
    for (size_t i = 0; i < count; i++)
        values[i] = tag_value(call, d1_cel_type_item(call->overload->result), &list[i]);
    return d1_cel_list_new(call->arena, values, count);
}

/* Whether a content stood at a path at a point. */
static bool stood(const struct d1_past *past, const struct d1_past_stay *stay, struct d1_str path, uint32_t point)
{
    return stay->from <= point && point < stay->to && d1_str_is(path, d1_past_line(past)->paths[stay->path]);
}

static struct d1_cel_value tag_has(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_past *past;
    const struct d1_repo_tag *list;
    const struct d1_past_stay *stays = NULL;
    struct d1_cel_value none;
    uint8_t id[D1_REPO_ID_BYTES];
    uint32_t point = D1_PAST_NONE;
    size_t count, stay_count = 0;
    const char *lost = NULL;
    bool has = false;

    if (!list_tags(call, &list, &count, &none))
        return none;
    past = d1_line_past(d1_judge_of(call)->line);
    for (size_t i = 0; i < count; i++) {
        if (!d1_str_is(d1_cel_text(args[0]), list[i].name))
            continue;
        lost = why_lost(d1_judge_of(call), &list[i]);
        point = d1_judge_tagged(d1_judge_of(call), &list[i]);
    }
    if (point == D1_PAST_NONE && lost)
        return d1_judge_no_history(d1_judge_of(call), call->arena, "%s", lost);
    if (point == D1_PAST_NONE || !d1_repo_id_parse(d1_cel_text(args[2]), id))
        return d1_cel_bool(false);
    if (d1_past_stays(past, id, &stays, &stay_count) < 0)
        return d1_cel_fail_memory();
    if (!d1_cel_charge(call, stay_count))
        return d1_cel_fail_cost(call);
    for (size_t i = 0; i < stay_count; i++)
        has = has || stood(past, &stays[i], d1_cel_text(args[1]), point);
    return d1_cel_bool(has);
}

/* ---- rows ---- */

int d1_functions_declare_signatures(struct d1_ruleset_private *private)
{
    const struct d1_cel_field fields[TAG_FIELDS] = {
        [TAG_NAME] = {d1_str("name"), T(STRING), false},
        [TAG_ANNOTATED] = {d1_str("annotated"), T(BOOL), false},
        [TAG_OF_COMMIT] = {d1_str("ofCommit"), T(BOOL), false},
        [TAG_ON_LINE] = {d1_str("onLine"), T(BOOL), false},
        [TAG_DATE] = {d1_str("date"), T(DATE), true},
        [TAG_TARGET_DATE] = {d1_str("targetDate"), T(DATE), true},
        [TAG_SIGNED_BY] = {d1_str("signedBy"), T(STRING), false},
        [TAG_UNSIGNED] = {d1_str("whyUnsigned"), T(STRING), false},
    };
    static const struct d1_cel_overload row[] = {
        {"isWrittenBy",
         D1_CEL_USER | D1_CEL_BOUNDED,
         {T(DYN), T(STRING)},
         T(BOOL),
         is_written_by,
         "Whether a person wrote what an act, an item or an artifact says now, or merged it, by the addresses of the "
         "roster, and nobody else has signed that commit."},
        {"whyUnsigned",
         D1_CEL_USER | D1_CEL_BOUNDED,
         {T(DYN), T(STRING)},
         T(STRING),
         why_unsigned,
         "Why the commit that wrote what an act, an item or an artifact says now, or the merge that brought it, has no "
         "good signature of a person; '' when one has."},
        {"tag",
         D1_CEL_USER,
         {T(STRING)},
         NULL,
         tag_named,
         "The tag of a name, as in tags(); none where there is none."},
        {"tagHas",
         D1_CEL_USER,
         {T(STRING), T(STRING), T(STRING)},
         T(BOOL),
         tag_has,
         "Whether the point that a tag leads to has at a path (second argument) a content with an id of git (third)."},
        {"tags",
         D1_CEL_USER,
         {NULL},
         NULL,
         tags,
         "The tags of the repository: each has its `name`, whether it is `annotated`, one `ofCommit`, and leads to a "
         "point `onLine`; the `date` of an annotated one, `targetDate`, the date of that point, `signedBy`, the person "
         "whose good signature it has, '' for nobody, and `whyUnsigned`."},
    };
    struct d1_cel_overload *rows = d1_arena_alloc(&private->arena, sizeof row);
    const struct d1_cel_type *type;

    if (!rows || d1_record_declare(private, "Tag", fields, TAG_FIELDS, &type) < 0)
        return D1_ERR_MEMORY;
    memcpy(rows, row, sizeof row);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        if (rows[i].call == tags)
            rows[i].result = d1_cel_type_list(&private->arena, type);
        else if (rows[i].call == tag_named)
            rows[i].result = d1_cel_type_optional(&private->arena, type);
        if (!rows[i].result)
            return D1_ERR_MEMORY;
    }
    return d1_cel_env_functions(private->env, rows, sizeof row / sizeof *row);
}
