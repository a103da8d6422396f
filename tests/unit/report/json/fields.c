/* No field of the verdict is forgotten by the JSON report: each is written, or named here with the reason. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "unit/report/sample.h"

/* Fields whose member has another name; NULL: left out on purpose. */
static const struct {
    const char *field, *member;
} names[] = {
    {"builtin", NULL}, /* how a check is done is nobody's business */
    {"index", NULL},   /* of lists in memory */
    {"date", NULL},    /* of a figure: it stands under the name of its day */
    {"place", "line"},
    {"criterion_class", "class"},
    {"criterion", "criteria"},
    {"raw", "rawScore"},
    {"gating", "failingGatingCriteria"},
    {"others", "failingOtherCriteria"},
    {"criteria_met", "criteriaMet"},
    {"failing", "criteriaFailing"},
    {"measure", "compensatingMeasure"},
    {"by_state", "subjectStates"},
    {"list", "subjectList"},
    {"rules", "rulesSha256"},
    {"blob", "gitBlob"},
    {"policy_blob", "gitBlob"},
    {"policy_sha256", "sha256"},
    {"baseline", "baselineState"},
    {"asked", NULL}, /* there is what was asked for, or nothing */
    {"artifact_list", "artifacts"},
    {"engagement", NULL}, /* a finding stands in its engagement */
    {"loose", "findings"},
    {"exit", "exitStatus"},
    {"foreign", "foreignDocuments"},
    {"agenda", NULL},      /* days are for calendars, which have formats of their own */
    {"source_line", NULL}, /* lines of the files are in the repository */
    {"source_context", NULL},
    {"file", NULL}, /* a verdict of earlier is what a run is given (struct d1_previous), not what it says */
    {"verdict", NULL},
};

/* The member of a field: its name in camel case, unless the table has another; false when it is left out. */
static bool member_of(const char *field, char member[72])
{
    size_t len = 0;

    member[len++] = '"';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].field, field) == 0) {
            if (names[i].member)
                snprintf(member, 72, "\"%s\":", names[i].member);
            return names[i].member != NULL;
        }
    for (const char *c = field; *c && len < 64; c++) {
        bool joint = *c == '_' && c[1];

        c += joint;
        member[len++] = (char)(joint ? toupper((unsigned char)*c) : *c);
    }
    memcpy(member + len, "\":", 3);
    return true;
}

/* The field that a line of the header declares: the last word before its end, a width or a bracket. */
static bool field_of(const char *line, char field[64])
{
    size_t end = strcspn(line, ":;[("), begin;

    if (strncmp(line, "    ", 4) != 0 || !isalpha((unsigned char)line[4]) || !line[end] || line[end] == '(')
        return false;
    while (end && line[end - 1] == ' ')
        end--;
    for (begin = end; isalnum((unsigned char)line[begin - 1]) || line[begin - 1] == '_'; begin--)
        ;
    snprintf(field, 64, "%.*s", (int)(end - begin), line + begin);
    return true;
}

/* The length of a list, and whether a value is there, are no members of their own. */
static bool is_told_by_another(const char *field)
{
    size_t len = strlen(field);

    return strncmp(field, "has_", 4) == 0 || (len > 6 && strcmp(field + len - 6, "_count") == 0);
}

static size_t expect_fields(const char *path, const struct d1_strbuf *report)
{
    FILE *header = fopen(path, "r");
    char line[512], field[64], member[72];
    bool inside = false;
    size_t fields = 0;

    cr_assert(header != NULL, "%s", path);
    while (fgets(line, sizeof line, header)) {
        if (line[0] != ' ' && line[0] != '\n')
            inside = strncmp(line, "struct d1_", 10) == 0 && strchr(line, '{');
        if (!inside || !field_of(line, field) || is_told_by_another(field))
            continue;
        fields++;
        if (member_of(field, member))
            cr_expect(strstr(report->ptr, member) != NULL, "%s: no member %s", field, member);
    }
    fclose(header);
    return fields;
}

Test(json, each_field_of_the_verdict_is_written_or_named)
{
    struct d1_engagement_verdict engagements[] = {sample_engagement(), sample_quiet()};
    struct d1_verdict verdict = sample_verdict(engagements, 2);
    struct d1_report_options options = sample_options();
    struct d1_strbuf report;

    verdict.asked_gate = d1_str("s2d-exit");
    verdict.asked_owner = d1_str("kim.ode");
    verdict.source.revision = d1_str("v1");
    verdict.trust.revision = d1_str("origin/main");
    sample_compare(&verdict);
    report = sample_write("json", &verdict, &options);
    cr_expect_gt(expect_fields("src/verdict/verdict.h", &report), 90);
    cr_expect_gt(expect_fields("src/verdict/figures.h", &report), 40);
    d1_strbuf_release(&report);
}
