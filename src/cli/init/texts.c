#include "cli/init/init.h"
#include "report/escape.h"

/* Titles and names are words of the user; in Markdown they stand as they are read. */
static void add_words(struct d1_strbuf *out, struct d1_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (strchr("\\`*_{}[]<>#|", text.ptr[i]) && text.ptr[i])
            d1_strbuf_putc(out, '\\');
        d1_strbuf_putc(out, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    }
}

void d1_init_readme(struct d1_strbuf *out, const struct d1_init_facts *facts)
{
    d1_strbuf_puts(out, "# ");
    add_words(out, facts->title);
    d1_strbuf_puts(out, "\n\nThe documents of the engagement `");
    d1_strbuf_str(out, facts->name);
    d1_strbuf_puts(out, "` for ");
    add_words(out, facts->customer);
    d1_strbuf_puts(
        out, ". d1lint says which success criteria of the Day 1 Delivery\nguide they meet, and what is still to do:\n\n"
             "    d1lint check --todo               what is wrong, and what comes next with its date\n"
             "    d1lint check --gate s2d-exit      is this gate met? `d1lint list gates` names them\n"
             "    d1lint explain STK-003            why a check is there, and what to do\n\n"
             "New documents and entries come with what will be asked of them as comments:\n\n"
             "    d1lint new StatementOfWork        a document; `d1lint list kinds` names them\n"
             "    d1lint new Risk --set type=threat --set status=open --set title='...'\n\n"
             "Write down what is so and leave out what is not known yet: an open point is counted until its date,\n"
             "and never held against you before.\n");
    if (facts->schemas) {
        d1_strbuf_puts(out, "\nFor editors that complete and check, `d1lint schema --dir ");
        d1_escape_text(out, d1_str(facts->schemas), true);
        d1_strbuf_puts(out, "` writes the schemas.\n");
    }
}

void d1_init_github(struct d1_strbuf *out, const struct d1_init_facts *facts)
{
    (void)facts;
    d1_strbuf_puts(
        out,
        "# Judges each change, with its findings as alerts on the lines that they are about. The runner needs d1lint:\n"
        "# name an image or a step that has it.\n"
        "name: d1lint\n"
        "on:\n"
        "  pull_request:\n"
        "  push:\n"
        "    branches: [main]\n"
        "permissions: {contents: read, security-events: write}\n"
        "jobs:\n"
        "  check:\n"
        "    runs-on: ubuntu-latest\n"
        "    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "        with: {fetch-depth: 0}\n"
        "      - run: d1lint check --any-owner --format text --format sarif=d1lint.sarif\n"
        "      - if: always()\n"
        "        uses: github/codeql-action/upload-sarif@v3\n"
        "        with: {sarif_file: d1lint.sarif, category: d1lint}\n");
}

void d1_init_gitlab(struct d1_strbuf *out, const struct d1_init_facts *facts)
{
    (void)facts;
    d1_strbuf_puts(out, "# Judges each change; the merge request shows what is new in comparison with the target "
                        "branch, which has to run\n"
                        "# the job as well. The runner needs d1lint: name an image that has it.\n"
                        "d1lint:\n"
                        "  variables:\n"
                        "    GIT_DEPTH: \"0\"\n"
                        "  script:\n"
                        "    - d1lint check --any-owner --format text --format gitlab=d1lint.codequality.json --format "
                        "junit=d1lint.junit.xml "
                        "--format html=d1lint.html\n"
                        "  artifacts:\n"
                        "    when: always\n"
                        "    paths: [d1lint.html, d1lint.codequality.json]\n"
                        "    reports:\n"
                        "      codequality: d1lint.codequality.json\n"
                        "      junit: d1lint.junit.xml\n");
}

void d1_init_pre_commit(struct d1_strbuf *out, const struct d1_init_facts *facts)
{
    (void)facts;
    d1_strbuf_puts(out, "# For https://pre-commit.com: judges what is about to be committed, and refuses it for what "
                        "it brings. d1lint\n"
                        "# has to be installed; `pre-commit install` sets the hook up.\n"
                        "repos:\n"
                        "  - repo: local\n"
                        "    hooks:\n"
                        "      - id: d1lint\n"
                        "        name: d1lint\n"
                        "        entry: d1lint check --staged --since HEAD --at-least 0.1\n"
                        "        language: system\n"
                        "        pass_filenames: false\n"
                        "        always_run: true\n"
                        "        require_serial: true\n");
}
