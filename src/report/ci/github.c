/*
 * The format `github`: workflow commands of GitHub Actions, which make annotations of a pull request.
 *
 *     ::error file=raid.yaml,line=12,endLine=12,col=17,endColumn=23,title=d1lint RSK-002::raid.yaml:12:17: message
 *
 * A step shows ten errors, ten warnings and ten notices, in the order of its output, and forgets the others without a
 * word. So the most important come first, and where there are more than ten the tenth says how many more there are. A
 * command with columns of two lines, or with an end before its beginning, is refused as a whole; so columns stand only
 * where there is something between them. The place stands in the message, too: the log shows nothing else.
 *
 * What is waived is a notice with its waiver. What is open is no annotation; the last line, which is plain text for the
 * log, counts it.
 */
#include "report/escape.h"
#include "report/formats.h"
#include "report/ranking.h"

enum { SHOWN = 10, KINDS = 3 };

static const char *const commands[KINDS] = {"error", "warning", "notice"};

struct writer {
    struct d1_strbuf *out;
    struct d1_strbuf text; /* for one message at a time */
    struct d1_strbuf path;
    struct d1_strbuf waiver;
    size_t total[KINDS], told[KINDS];
};

/* What could not be judged is an error whatever its severity: nobody knows how it would have come out. */
static unsigned kind_of(const struct d1_finding *finding)
{
    if (finding->state == D1_FINDING_WAIVED)
        return 2;
    if (finding->state == D1_FINDING_INDETERMINATE || finding->severity == D1_SEVERITY_ERROR)
        return 0;
    return finding->severity == D1_SEVERITY_WARNING ? 1 : 2;
}

/* A path that has to be shown with escapes cannot be said to GitHub; the message has it. */
static void write_place(struct writer *w, const struct d1_place *place)
{
    struct d1_str path = d1_str(place->path);

    if (!path.len || !d1_str_eq(path, d1_strbuf_view(&w->path)))
        return;
    d1_strbuf_puts(w->out, "file=");
    d1_escape_command(w->out, path, true);
    d1_strbuf_putc(w->out, ',');
    if (!place->line)
        return;
    d1_strbuf_printf(w->out, "line=%u,", (unsigned)place->line);
    if (place->end_line >= place->line)
        d1_strbuf_printf(w->out, "endLine=%u,", (unsigned)place->end_line);
    if (place->end_line == place->line && place->end_column > place->column)
        d1_strbuf_printf(w->out, "col=%u,endColumn=%u,", (unsigned)place->column, (unsigned)place->end_column);
}

static void make_message(struct writer *w, const struct d1_finding *finding)
{
    const struct d1_place *place = &finding->at.place;
    struct d1_str help = d1_finding_help(finding);

    d1_strbuf_clear(&w->path);
    d1_strbuf_clear(&w->text);
    if (place->path) {
        d1_escape_path(&w->path, place->path, true);
        d1_strbuf_str(&w->text, d1_strbuf_view(&w->path));
        if (place->line)
            d1_strbuf_printf(&w->text, ":%u:%u", (unsigned)place->line, (unsigned)place->column);
        d1_strbuf_puts(&w->text, ": ");
    }
    if (finding->state == D1_FINDING_INDETERMINATE)
        d1_strbuf_puts(&w->text, "could not be judged: ");
    d1_escape_text(&w->text, finding->message, true);
    if (finding->state == D1_FINDING_WAIVED) {
        d1_strbuf_clear(&w->waiver);
        d1_waiver_sentence(&w->waiver, finding->waiver);
        help = d1_strbuf_view(&w->waiver);
    }
    if (help.len) {
        d1_strbuf_putc(&w->text, '\n');
        d1_escape_text(&w->text, help, true);
    }
}

static void write_item(struct writer *w, const struct d1_finding *finding)
{
    unsigned kind = kind_of(finding);

    if (w->total[kind] > SHOWN && w->told[kind] == SHOWN - 1)
        return;
    w->told[kind]++;
    make_message(w, finding);
    d1_strbuf_printf(w->out, "::%s ", commands[kind]);
    write_place(w, &finding->at.place);
    d1_strbuf_puts(w->out, "title=d1lint ");
    d1_escape_command(w->out, finding->check->id, true);
    d1_strbuf_puts(w->out, "::");
    d1_escape_command(w->out, d1_strbuf_view(&w->text), false);
    d1_strbuf_putc(w->out, '\n');
}

static void write_rest(struct writer *w, unsigned kind)
{
    if (w->total[kind] <= SHOWN)
        return;
    d1_strbuf_printf(w->out,
                     "::%s title=d1lint::%zu more of this kind are not shown here: the formats text and summary list "
                     "them\n",
                     commands[kind], w->total[kind] - w->told[kind]);
}

/* "d1lint: 3 errors, 1 warning, 0 notices; 31 to do later" */
static void write_totals(struct writer *w, const struct d1_verdict *verdict)
{
    static const char *const names[KINDS] = {"error", "warning", "notice"};

    d1_strbuf_puts(w->out, "d1lint: ");
    for (unsigned kind = 0; kind < KINDS; kind++)
        d1_strbuf_printf(w->out, "%s%zu %s%s", kind ? ", " : "", w->total[kind], names[kind],
                         w->total[kind] == 1 ? "" : "s");
    if (d1_verdict_waived(verdict))
        d1_strbuf_printf(w->out, "; %zu waived, among the notices", d1_verdict_waived(verdict));
    d1_strbuf_printf(w->out, "; %zu to do later, not shown\n", d1_verdict_open(verdict));
}

int d1_report_github(const struct d1_verdict *verdict, const struct d1_report_options *options, struct d1_strbuf *out,
                     struct d1_error *error)
{
    struct d1_ranking ranking = {0};
    struct writer w = {.out = out};
    int status = d1_ranking_make(&ranking, verdict, D1_RANKING_SAID | D1_RANKING_WAIVED, error);

    (void)options;
    for (size_t i = 0; status == 0 && i < ranking.len; i++)
        w.total[kind_of(ranking.items[i].finding)]++;
    for (size_t i = 0; status == 0 && i < ranking.len; i++)
        write_item(&w, ranking.items[i].finding);
    for (unsigned kind = 0; kind < KINDS; kind++)
        write_rest(&w, kind);
    write_totals(&w, verdict);
    if (status == 0 && (out->oom || w.text.oom || w.path.oom || w.waiver.oom))
        status = d1_error_memory(error);
    d1_strbuf_release(&w.text);
    d1_strbuf_release(&w.path);
    d1_strbuf_release(&w.waiver);
    d1_ranking_release(&ranking);
    return status;
}
