/* What a repository says, in whatever field, does no harm in any format: every text of a verdict means some. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/memory/alloc.h"
#include "base/text/utf8.h"
#include "json/json.h"
#include "unit/report/sample.h"

static const char *const harms[] = {
    "\n::error file=x::y\r\n  ::set-output name=a::b",
    "##[error]y ##vso[task.complete] ##teamcity[x]",
    "\x1b[31m\x1b]0;t\a\b\x7f",
    "\xe2\x80\xae\xe2\x81\xa6 abc \xe2\x80\xa8\xe2\x80\xa9",
    "\xc2\x85\xc2\x9b 31m",
    "</script></style></title>-->]]><b onclick=\"x\">'&amp;",
    "]]>]]&gt;<![CDATA[",
    "%0A%0D%3A%3Aerror::",
    "\xff\xfe\xed\xa0\x80\xed\xbf\xbf\xf4\x90\x80\x80\xc0\x80",
    "\xef\xbf\xbe\xef\xbf\xbf\xf3\xa0\x81\x81\xe2\x80\x8b\xef\xbb\xbf",
    "javascript:alert(1) [x](javascript:y) ![z](http://e.example) @octocat #12",
    "{0} {{1}} ${x} $(id) `id` %s %n \\u0000 \\x00 \\",
    "   ",
    "",
};

/* Formats whose output is one document of JSON, or one on each line, where commands of a runner are not for show. */
static bool is_json(const char *format)
{
    static const char *const names[] = {"sarif",  "json",     "sarif-full",  "gitlab",
                                        "rdjson", "oscal-ar", "test-result", "svr"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], format) == 0)
            return true;
    return false;
}

static void expect_json(const char *format, const char *harm, struct d1_str text)
{
    struct d1_json_loader *loader;
    struct d1_stream stream = {0};

    cr_assert_eq(d1_json_loader_new(&loader, NULL), 0);
    cr_assert_eq(d1_json_load(loader, text, &stream, NULL), 0);
    cr_expect_eq(stream.problems.len, 0, "%s is no JSON after <%s>: %s", format, harm,
                 stream.problems.len ? stream.problems.items[0].text : "");
    d1_stream_release(&stream);
    d1_json_loader_free(loader);
}

/* No control, nothing that turns the direction of text, no byte that is no UTF-8. */
static void expect_clean(const char *format, const char *harm, struct d1_str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        uint32_t code = d1_utf8_decode(text, &at);
        bool clean = code != D1_UTF8_INVALID && (code == '\n' || !d1_utf8_is_control(code)) && !d1_utf8_is_bidi(code);

        cr_assert(clean, "%s has U+%04X at %zu after <%s>", format, (unsigned)code, start, harm);
    }
}

/* No line but those of `github` begins a command, and no command that may stand anywhere is there. */
static void expect_no_command(const char *format, const char *harm, const char *text)
{
    static const char *const anywhere[] = {"##[", "##vso[", "##teamcity["};

    for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++)
        cr_expect_null(strstr(text, anywhere[i]), "%s has %s after <%s>", format, anywhere[i], harm);
    if (strcmp(format, "github") == 0)
        return;
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += strspn(line, "\n \t");
        cr_expect(strncmp(line, "::", 2) != 0, "%s has a command after <%s>: %.60s", format, harm, line);
    }
}

/* The markup that the text of a repository would make: none of it is there as it was. */
static void expect_no_markup(const char *format, const char *harm, const char *text)
{
    static const char *const never[] = {"<b onclick", "]]>", "<![CDATA[<", "</script", "-->"};

    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        cr_expect_null(strstr(text, never[i]), "%s has %s after <%s>", format, never[i], harm);
}

struct scene {
    struct d1_engagement_verdict engagement;
    struct d1_verdict verdict;
    struct d1_finding findings[3], loose;
    struct d1_related related;
    struct d1_artifact_info artifact;
    struct d1_subject subject;
    struct d1_check_result check;
    struct d1_criterion criterion;
    struct d1_criterion_result result;
    struct d1_gate_result gates[2];
    struct d1_waiver waiver;
    struct d1_policy_change change;
    struct d1_notice notice;
    struct d1_str names[1];
};

static void harm_findings(struct scene *s, const char *path, struct d1_str harm)
{
    static const enum d1_finding_state states[] = {D1_FINDING_FAIL, D1_FINDING_INDETERMINATE, D1_FINDING_WAIVED};

    s->related =
        (struct d1_related){.at = {.place = {.path = path, .line = 1, .column = 1}, .artifact = harm}, .message = harm};
    for (size_t i = 0; i < 3; i++) {
        s->findings[i] = sample_finding(CHECK_CTX_003, path, 1, 1, 2, harm.ptr);
        s->findings[i].message = s->findings[i].help = s->findings[i].owner = s->findings[i].gate =
            s->findings[i].engagement = s->findings[i].at.artifact = s->findings[i].at.pointer = harm;
        s->findings[i].state = states[i];
        s->findings[i].waiver = &s->waiver;
        s->findings[i].related = &s->related;
        s->findings[i].related_count = 1;
    }
    s->loose = s->findings[0];
    s->loose.waiver = NULL;
}

static void harm_engagement(struct scene *s, const char *path, struct d1_str harm)
{
    struct d1_engagement_verdict *e = &s->engagement;

    s->names[0] = harm;
    s->waiver = (struct d1_waiver){.id = harm,
                                   .why = harm,
                                   .names = s->names,
                                   .name_count = 1,
                                   .subjects = s->names,
                                   .subject_count = 1,
                                   .reason = harm,
                                   .measure = harm,
                                   .requester = harm,
                                   .approver = harm,
                                   .renewal_of = harm,
                                   .at = {.place = {.path = path}}};
    s->artifact = (struct d1_artifact_info){
        .path = path, .kind = harm, .name = harm, .blob = D1_STR("ab"), .sha256 = D1_STR("cd")};
    s->subject = (struct d1_subject){.id = harm.ptr, .line = 1, .column = 1, .state = D1_SUBJECT_PASS};
    s->check = (struct d1_check_result){.check = &sample_checks[CHECK_CTX_003],
                                        .state = D1_STATE_INDETERMINATE,
                                        .severity = D1_SEVERITY_ERROR,
                                        .reason = harm,
                                        .list = &s->subject,
                                        .list_count = 1};
    s->criterion = (struct d1_criterion){.id = D1_STR("S2D-A2"),
                                         .title = harm,
                                         .section = harm,
                                         .phase = D1_STR("s2d"),
                                         .criterion_class = D1_STR("gating"),
                                         .proxy = harm};
    s->result =
        (struct d1_criterion_result){.criterion = &s->criterion, .gate = harm, .state = D1_STATE_FAIL, .reason = harm};
    s->gates[0] =
        (struct d1_gate_result){.id = harm, .title = harm, .reason = harm, .state = D1_GATE_MISSED, .asked = true};
    s->gates[1] = (struct d1_gate_result){.id = harm, .title = harm, .reason = harm, .state = D1_GATE_MET};
    s->change = (struct d1_policy_change){.what = D1_STR("exclude"),
                                          .name = harm,
                                          .from = harm,
                                          .to = harm,
                                          .relaxes = true,
                                          .at = {.place = {.path = path}}};
    e->name = e->title = e->customer = e->profile = e->as_of_source = e->policy = e->at.artifact = harm;
    e->at.place.path = path;
    e->findings = s->findings;
    e->finding_count = 3;
    e->artifact_list = &s->artifact;
    e->artifacts = 1;
    e->checks = &s->check;
    e->check_count = 1;
    e->criteria = &s->result;
    e->criterion_count = 1;
    e->gates = s->gates;
    e->gate_count = 2;
    e->waivers = &s->waiver;
    e->waiver_count = 1;
    e->changes = &s->change;
    e->change_count = 1;
}

static void enter(struct scene *s, struct d1_str harm)
{
    const char *path = harm.len ? harm.ptr : "a.yaml";

    *s = (struct scene){.engagement = sample_engagement()};
    harm_engagement(s, path, harm);
    harm_findings(s, path, harm);
    s->notice = (struct d1_notice){.severity = D1_SEVERITY_WARNING, .text = harm, .at = {.place = {.path = path}}};
    s->verdict = sample_verdict(&s->engagement, 1);
    s->verdict.source.kind = D1_SOURCE_REVISION;
    s->verdict.source.revision = s->verdict.source.branch = s->verdict.asked_gate = harm;
    s->verdict.loose = &s->loose;
    s->verdict.loose_count = 1;
    s->verdict.notices = &s->notice;
    s->verdict.notice_count = 1;
}

static void expect_harmless(const char *harm)
{
    struct d1_report_options options = sample_options();
    const struct d1_report_format *formats;
    struct scene scene;
    size_t count;

    formats = d1_report_formats(&count);
    enter(&scene, d1_str(harm));
    options.todo = options.verbose = true;
    for (size_t i = 0; i < count; i++) {
        struct d1_strbuf out = sample_write(formats[i].name, &scene.verdict, &options);
        const char *told = strlen(harm) < 100 ? harm : "a very long text";

        expect_clean(formats[i].name, told, d1_strbuf_view(&out));
        expect_no_command(formats[i].name, told, out.ptr);
        if (is_json(formats[i].name))
            expect_json(formats[i].name, told, d1_strbuf_view(&out));
        if (strcmp(formats[i].name, "html") == 0 || strcmp(formats[i].name, "junit") == 0)
            expect_no_markup(formats[i].name, told, out.ptr);
        d1_strbuf_release(&out);
    }
}

Test(hostile, no_text_does_harm_in_any_format)
{
    for (size_t i = 0; i < sizeof harms / sizeof *harms; i++)
        expect_harmless(harms[i]);
}

/* A mebibyte in every field: it is shortened, and what is left is whole. */
Test(hostile, nor_does_a_long_one)
{
    static const char *const parts[] = {"L", "\xe2\x80\xae", "<b onclick=\"", "\xff"};
    enum { LONG = 1 << 20 };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char *text = d1_calloc(1, LONG + 16);
        size_t len = 0;

        cr_assert_not_null(text);
        while (len < LONG) {
            memcpy(text + len, parts[i], strlen(parts[i]));
            len += strlen(parts[i]);
        }
        text[len] = '\0';
        expect_harmless(text);
        d1_free(text);
    }
}

/* The tests above would say nothing if the texts did not arrive. */
Test(hostile, texts_arrive_in_every_format)
{
    struct d1_report_options options = sample_options();
    const struct d1_report_format *formats;
    struct scene scene;
    size_t count;

    formats = d1_report_formats(&count);
    enter(&scene, d1_str("MARKER"));
    for (size_t i = 0; i < count; i++) {
        struct d1_strbuf out = sample_write(formats[i].name, &scene.verdict, &options);

        cr_expect_not_null(strstr(out.ptr, "MARKER"), "%s", formats[i].name);
        d1_strbuf_release(&out);
    }
}
