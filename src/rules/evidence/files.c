/* Functions on files beside artifacts: signatures in files of their own, and what stood at a path on a day. */
#include "rules/evidence/evidence.h"

#define T(kind) D1_CEL_T(kind)

/* ---- signatures in files of their own ---- */

/* Who signed by a file that is not committed is asked as if that came now, behind all points. */
static int ask(struct d1_signed_by *by, struct d1_judge *judge, const struct d1_detached *detached,
               struct d1_str person, struct d1_arena *arena, struct d1_error *error)
{
    const struct d1_past *past = d1_line_past(judge->line);
    size_t count = d1_past_line(past)->count;
    uint32_t point = detached->point;
    d1_date day = point == D1_PAST_NONE ? judge->as_of : d1_line_date(judge->line, point);

    if (point == D1_PAST_NONE)
        point = (uint32_t)(count && d1_past_is_unsaved(past, count - 1) ? count - 1 : count);
    return d1_evidence_ask(by, judge, &detached->signature, day, point, person, arena, error);
}

/* Whether it is there for whoever judges: at a point of the past of an example what came later is not there yet. */
static bool is_there(const struct d1_judge *judge, const struct d1_detached *detached)
{
    return detached->there &&
           (!judge->replayed || (detached->point != D1_PAST_NONE && detached->point <= d1_line_tree(judge->line)));
}

/* Where history is cut, a key may have ended or begun between the signature and the first point that has it. */
static bool is_cut(const struct d1_past *past, const struct d1_detached *detached)
{
    return detached->signature.status == D1_SIGNATURE_GOOD && d1_past_cut(past) &&
           detached->point <= d1_past_first(past);
}

/* A file is looked at, or that there is none. 0 or D1_ERR_MEMORY. */
static int note_file(struct d1_judge *judge, struct d1_str path)
{
    d1_beyond_file(judge->beyond, path);
    if (!judge->replayed || !judge->digests)
        return 0;
    d1_beyond_trail(judge->beyond, path);
    return d1_line_note_file(judge->replayed, path);
}

/* Whether what is judged has the very file at a path that stood there then: 1, 0 or D1_ERR_MEMORY. */
static int is_still(struct d1_judge *judge, struct d1_str path)
{
    const struct d1_digest *then, *now;

    if (d1_line_file(judge->replayed, path, &then) < 0 || d1_digests_get(judge->digests, path, &now) < 0)
        return D1_ERR_MEMORY;
    return now->state == D1_DIGEST_KNOWN && strcmp(then->blob, now->blob) == 0;
}

/* Where the past is judged it is what stood there then. */
static int get_detached(struct d1_judge *judge, struct d1_str path, struct d1_str beside, struct d1_str blob,
                        const struct d1_detached **detached, struct d1_error *error)
{
    struct d1_past *past = d1_line_past(judge->line);
    int still;

    if (note_file(judge, path) < 0 || note_file(judge, beside) < 0)
        return d1_error_memory(error);
    if (!judge->replayed || !judge->digests)
        return d1_past_detached(past, path, blob, detached, error);
    still = is_still(judge, beside);
    if (still > 0 && !blob.len)
        still = is_still(judge, path);
    if (still < 0)
        return d1_error_memory(error);
    return still ? d1_past_detached(past, path, blob, detached, error)
                 : d1_past_detached_then(past, d1_line_tree(judge->replayed), path, blob, detached, error);
}

static struct d1_cel_value why_file_unsigned(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_str path = d1_cel_text(args[0]), person = d1_cel_text(args[2]), text, beside;
    const struct d1_detached *detached;
    struct d1_signed_by by;
    struct d1_cel_value none;
    struct d1_error why = {0};
    struct d1_past *past;
    int result;

    if (!d1_judge_line(judge))
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
    if (!d1_evidence_has_key(call, person, &none))
        return none;
    past = d1_line_past(judge->line);
    beside = d1_arena_printf(call->arena, D1_STR_FMT ".sig", D1_STR_ARG(path));
    result = beside.ptr ? get_detached(judge, path, beside, d1_cel_text(args[1]), &detached, &why) : D1_ERR_MEMORY;
    if (result < 0)
        return d1_evidence_unknown(judge, call->arena, result, &why);
    if (detached->there)
        d1_judge_note_point(judge, detached->point);
    if (!is_there(judge, detached)) {
        text = d1_arena_printf(call->arena, "there is no file " D1_STR_FMT ".sig", D1_STR_ARG(path));
        return text.ptr ? d1_cel_string(text) : d1_cel_fail_memory();
    }
    if (is_cut(past, detached))
        return d1_judge_no_history(judge, call->arena, "%s", d1_past_cut(past));
    if (detached->nowhere)
        d1_beyond_lacks(judge->beyond);
    text = detached->nowhere ? d1_judge_lost(judge, d1_cel_text(args[1])) : d1_str("");
    if (text.len)
        return d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(text));
    result = ask(&by, judge, detached, person, call->arena, &why);
    if (result < 0)
        return d1_evidence_unknown(judge, call->arena, result, &why);
    if (by.status == D1_SIGNED_UNKNOWN)
        return d1_cel_fail_unknown(call, D1_STR_FMT, D1_STR_ARG(by.reason));
    return d1_cel_string(by.status == D1_SIGNED_GOOD ? d1_str("") : by.reason);
}

/* ---- what stood at a path on a day ---- */

/*
 * The last point on or before a day, of all that the line has, or the first one of a line that is younger. false with
 * *none where that is not known.
 */
static bool find_point(struct d1_cel_call *call, d1_date day, size_t *point, struct d1_cel_value *none)
{
    struct d1_judge *judge = d1_judge_of(call);
    struct d1_past *past;
    uint32_t newest;

    if (!d1_judge_line(judge)) {
        *none = d1_judge_no_history(judge, call->arena, D1_STR_FMT, D1_STR_ARG(judge->no_line));
        return false;
    }
    past = d1_line_past(judge->line);
    newest = d1_line_tree(judge->line);
    if (!d1_past_line(past)->count) {
        *none = d1_judge_no_history(judge, call->arena, "there is no commit yet");
        return false;
    }
    *point = d1_past_first(past);
    if (d1_past_cut(past) && d1_line_date(judge->line, (uint32_t)*point) > day) {
        *none = d1_judge_no_history(judge, call->arena, "%s", d1_past_cut(past));
        return false;
    }
    while (*point < newest && d1_line_date(judge->line, (uint32_t)*point + 1) <= day)
        ++*point;
    if (!judge->replayed)
        d1_judge_note_point(judge, (uint32_t)*point + 1); /* which may be too late */
    if (!judge->replayed && judge->as_of <= day && d1_beyond_is_newest(past, *point))
        d1_beyond_newest(judge->beyond);
    /* What is not committed costs as much as if it were not there. */
    if (!d1_cel_charge(call, d1_past_is_unsaved(past, *point) ? *point : *point + 1)) {
        *none = d1_cel_fail_cost(call);
        return false;
    }
    return true;
}

/*
 * The file at a path on a day, when its id is known, or where `read` its content; else NULL, and *answer is what to
 * answer of it. In examples of rules, which have no files, every file is what its evidence says.
 */
static const struct d1_digest *file_on(struct d1_cel_call *call, struct d1_cel_value path, struct d1_cel_value day,
                                       bool read, struct d1_cel_value *answer)
{
    const struct d1_digest *found;
    struct d1_past *past;
    size_t point;

    *answer = d1_cel_bool(true);
    if (!find_point(call, d1_cel_as_date(day), &point, answer) || !d1_judge_of(call)->digests)
        return NULL;
    past = d1_line_past(d1_judge_of(call)->line);
    if (note_file(d1_judge_of(call), d1_cel_text(path)) < 0 ||
        d1_past_file(past, point, d1_cel_text(path), &found) < 0) {
        *answer = d1_cel_fail_memory();
        return NULL;
    }
    if (found->state == D1_DIGEST_KNOWN || (!read && found->blob[0]))
        return found;
    *answer = found->state == D1_DIGEST_ABSENT
                  ? d1_cel_bool(false)
                  : d1_judge_no_history(d1_judge_of(call), call->arena, D1_STR_FMT ": " D1_STR_FMT,
                                        D1_STR_ARG(d1_cel_text(path)), D1_STR_ARG(found->reason));
    return NULL;
}

static struct d1_cel_value is_file_on(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value answer;

    return file_on(call, args[0], args[1], false, &answer) ? d1_cel_bool(true) : answer;
}

static struct d1_cel_value is_digest_on(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value answer;
    const struct d1_digest *file = file_on(call, args[1], args[2], true, &answer);

    return file ? d1_cel_bool(d1_str_is(d1_cel_text(args[0]), file->sha256)) : answer;
}

static struct d1_cel_value is_blob_on(struct d1_cel_call *call, const struct d1_cel_value *args)
{
    struct d1_cel_value answer;
    const struct d1_digest *file = file_on(call, args[1], args[2], false, &answer);

    return file ? d1_cel_bool(d1_str_is(d1_cel_text(args[0]), file->blob)) : answer;
}

/* ---- rows ---- */

static const struct d1_cel_overload rows[] = {
    {"whyFileUnsigned",
     D1_CEL_USER,
     {T(STRING), T(STRING), T(STRING)},
     T(STRING),
     why_file_unsigned,
     "Why the file PATH.sig beside a path is no good signature of a person (third argument) over the content with an "
     "id "
     "of git (second; '': over the file at the path); '' when it is one."},
    {"isFileOn",
     D1_CEL_USER,
     {T(STRING), T(DATE)},
     T(BOOL),
     is_file_on,
     "Whether the repository had a file at a path on a day, in the tree of the last commit on or before it; of a line "
     "that is younger, in its first one. In the examples of rules, which have no files, it had."},
    {"isDigestOn",
     D1_CEL_USER,
     {T(STRING), T(STRING), T(DATE)},
     T(BOOL),
     is_digest_on,
     "Whether a SHA-256 (first argument) is that of the file that stood at a path on a day, as isFileOn() has it."},
    {"isBlobOn",
     D1_CEL_USER,
     {T(STRING), T(STRING), T(DATE)},
     T(BOOL),
     is_blob_on,
     "Whether an id (first argument) is that which git gives the file that stood at a path on a day, as isFileOn() has "
     "it."},
};

int d1_functions_declare_files(struct d1_ruleset_private *private)
{
    return d1_cel_env_functions(private->env, rows, sizeof rows / sizeof *rows);
}
