#include "report/intoto/intoto.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "report/escape.h"

struct files {
    D1_VEC_MEMBERS(const struct d1_artifact_info *);
};

const char *d1_statement_refuses(const struct d1_verdict *verdict, const struct d1_report_options *options)
{
    (void)options;
    if (verdict->source.kind != D1_SOURCE_REVISION)
        return "is a statement on a commit, and what lies in a work tree or an index can change: name it with --rev";
    if ((verdict->by_paths && !verdict->asked_gate.len) || verdict->asked_owner.len || verdict->since.asked)
        return "is a statement on the whole of a commit: it goes with no path, --owner or --since";
    return NULL;
}

static void write_digest(struct d1_statement *s, const char *algorithm, struct d1_str digest)
{
    if (digest.len)
        d1_json_member_string(&s->json, algorithm, digest);
}

/* ---- of what it speaks ---- */

static int by_path(const void *left, const void *right)
{
    const struct d1_artifact_info *const *a = left, *const *b = right;

    return strcmp((*a)->path, (*b)->path);
}

/* The files that were read, each once, however many documents it holds. */
static int find_files(struct files *files, const struct d1_verdict *verdict)
{
    size_t kept = 0;

    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        for (size_t k = 0; engagement->artifact_list && k < engagement->artifacts; k++) {
            const struct d1_artifact_info *file = &engagement->artifact_list[k];

            if ((file->blob.len || file->sha256.len) && d1_vec_push(files, file) < 0)
                return D1_ERR_MEMORY;
        }
    }
    if (files->len)
        qsort(files->items, files->len, sizeof *files->items, by_path);
    for (size_t i = 0; i < files->len; i++)
        if (!kept || strcmp(files->items[kept - 1]->path, files->items[i]->path) != 0)
            files->items[kept++] = files->items[i];
    files->len = kept;
    return 0;
}

/* The commit by the address of its repository: "git+https://..." as SPDX writes it. */
static void write_revision(struct d1_statement *s, const struct d1_source_info *source)
{
    d1_strbuf_clear(&s->text);
    d1_strbuf_puts(&s->text, source->repository_uri.len ? "git+" : "git");
    d1_strbuf_str(&s->text, source->repository_uri);
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "name", d1_strbuf_view(&s->text));
    d1_json_member_object(&s->json, "digest");
    write_digest(s, source->commit.len ? "gitCommit" : "gitTree", source->commit.len ? source->commit : source->tree);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

/* Names of subjects are unique: in that form also those are that are no UTF-8. */
static void write_file(struct d1_statement *s, const struct d1_artifact_info *file)
{
    d1_strbuf_clear(&s->text);
    d1_escape_uri(&s->text, file->path);
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "name", d1_strbuf_view(&s->text));
    d1_json_member_object(&s->json, "digest");
    write_digest(s, "gitBlob", file->blob);
    write_digest(s, "sha256", file->sha256);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

static void write_subjects(struct d1_statement *s, const struct d1_verdict *verdict, const struct files *files)
{
    const struct d1_source_info *source = &verdict->source;
    bool named = source->kind == D1_SOURCE_REVISION && (source->commit.len || source->tree.len);

    d1_json_member_array(&s->json, "subject");
    if (named)
        write_revision(s, source);
    for (size_t i = 0; named && i < files->len; i++)
        write_file(s, files->items[i]);
    d1_json_end(&s->json);
}

int d1_statement_begin(struct d1_statement *s, const struct d1_verdict *verdict, const char *type,
                       const struct d1_strbuf *out, struct d1_error *error)
{
    struct files files = {0};
    int status = find_files(&files, verdict);

    d1_report_begin_json(&s->json, D1_JSON_INDENT, out);
    if (status == 0) {
        d1_json_begin_object(&s->json);
        d1_json_member_text(&s->json, "_type", "https://in-toto.io/Statement/v1");
        write_subjects(s, verdict, &files);
        d1_json_member_text(&s->json, "predicateType", type);
        d1_json_member_object(&s->json, "predicate");
    }
    d1_vec_release(&files);
    return status < 0 ? d1_error_memory(error) : 0;
}

/* ---- by what it was judged ---- */

static bool is_told(const struct d1_verdict *verdict, size_t index)
{
    const struct d1_engagement_verdict *engagement = &verdict->engagements[index];

    for (size_t i = 0; i < index; i++)
        if (d1_str_eq(verdict->engagements[i].policy_sha256, engagement->policy_sha256) &&
            d1_str_eq(verdict->engagements[i].policy, engagement->policy))
            return true;
    return false;
}

static void write_judge(struct d1_statement *s, struct d1_str name, struct d1_str blob, struct d1_str sha256)
{
    d1_strbuf_clear(&s->text);
    d1_escape_text(&s->text, name, true);
    d1_json_begin_object(&s->json);
    d1_json_member_string(&s->json, "name", d1_strbuf_view(&s->text));
    d1_json_member_object(&s->json, "digest");
    write_digest(s, "gitBlob", blob);
    write_digest(s, "sha256", sha256);
    d1_json_end(&s->json);
    d1_json_end(&s->json);
}

void d1_statement_judges(struct d1_statement *s, const char *key, const struct d1_verdict *verdict)
{
    d1_json_member_array(&s->json, key);
    if (verdict->tool.rules.len)
        write_judge(s, d1_str("rules of d1lint"), d1_str(""), verdict->tool.rules);
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        const struct d1_engagement_verdict *engagement = &verdict->engagements[i];

        if (engagement->policy_sha256.len && !is_told(verdict, i))
            write_judge(s, engagement->policy, engagement->policy_blob, engagement->policy_sha256);
    }
    d1_json_end(&s->json);
}

static void write_as_of(struct d1_statement *s, const struct d1_verdict *verdict)
{
    char date[D1_DATE_TEXT];

    d1_json_member_array(&s->json, "d1lint_engagements");
    for (size_t i = 0; i < verdict->engagement_count; i++) {
        d1_date_format(verdict->engagements[i].as_of, date);
        d1_json_begin_object(&s->json);
        d1_json_member_string(&s->json, "name", verdict->engagements[i].name);
        d1_json_member_text(&s->json, "asOf", date);
        d1_json_end(&s->json);
    }
    d1_json_end(&s->json);
}

static void write_failures(struct d1_statement *s, const struct d1_verdict *verdict)
{
    d1_json_member_array(&s->json, "d1lint_failures");
    for (size_t i = 0; i < verdict->notice_count; i++) {
        if (verdict->notices[i].severity != D1_SEVERITY_ERROR)
            continue;
        d1_strbuf_clear(&s->text);
        d1_escape_text(&s->text, verdict->notices[i].text, true);
        d1_json_string(&s->json, d1_strbuf_view(&s->text));
    }
    d1_json_end(&s->json);
}

void d1_statement_run(struct d1_statement *s, const struct d1_verdict *verdict)
{
    write_as_of(s, verdict);
    if (verdict->exit == D1_EXIT_FAILURE)
        write_failures(s, verdict);
}

int d1_statement_end(struct d1_statement *s, struct d1_strbuf *out, struct d1_error *error)
{
    d1_json_end(&s->json);
    d1_json_end(&s->json);
    return s->text.oom ? d1_error_memory(error) : d1_report_take_json(&s->json, out, error);
}

void d1_statement_release(struct d1_statement *s)
{
    d1_json_writer_release(&s->json);
    d1_strbuf_release(&s->text);
}
