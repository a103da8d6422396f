/*
 * What no command that writes ever does. For each of these there is somebody who tries to make it happen: it prompts,
 * overwrites, commits, signs, writes elsewhere, or makes something up.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define INIT                                                                                                           \
    "d1lint init --name museum --title Backup --customer 'Harbour Museum' --profile standard "                         \
    "--contract-signed 2026-03-02 --s2d-exit 2026-03-16 --kickoff 2026-03-30 --target-end 2026-05-08 "                 \
    "--time-zone Europe/Dublin "
#define BEGUN "git init -q .\n" INIT "--lead jo.ray > /dev/null\n"
#define RAID BEGUN "d1lint new RaidLog > /dev/null\n"
#define RISK "d1lint new Risk --set type=threat --set status=open "
#define MISSPELT RAID RISK "> /dev/null; sed -i 's/status: open/status: Open/' raid-log.yaml; commit\n"
#define LAUNCHED                                                                                                       \
    "cp -R \"$PROJECT/rules/bases/launch/.\" .; git init -q .; mkdir evidence; echo mail > evidence/m.txt; commit\n"
#define APPROVE                                                                                                        \
    "d1lint approve ProjectCharter/charter --as marta.ruiz --authority auth-01 --decision approved --date 2026-03-05 " \
    "--method email --evidence evidence/m.txt --collected 2026-03-05 --recorded-by aoife.byrne "

/* Each way in which a command writes, and what it is given. */
static const struct {
    const char *given, *command;
    unsigned files; /* new ones */
} writers[] = {
    {"git init -q .\n", INIT "--ci github --pre-commit", 4},
    {"git init -q .\n", INIT "--adopted 2026-03-20 --lead jo.ray --schemas schemas", 4},
    {"git init -q .\n", "d1lint init", 0},
    {BEGUN, "d1lint new RaidLog", 1},
    {RAID, RISK "--set ownerRef=jo.ray", 0},
    {RAID, "d1lint new Risk", 0},
    {RAID, "d1lint new MeetingRecord kickoff --set type=kickoff --set date=2026-03-30", 1},
    {BEGUN "printf 'Risk,Type,Status\\nLate,threat,open\\nBad,,\\n' > ../r.csv\n", "d1lint new RaidLog --from ../r.csv",
     1},
    {RAID, "d1lint new Rule PMO-001 --dir rules", 1},
    {LAUNCHED, APPROVE, 1},
    {LAUNCHED, "d1lint approve ProjectCharter/charter", 0},
    {LAUNCHED "touch_up launch/charter.yaml\n", APPROVE, 0},
    {LAUNCHED, "d1lint approve --diff charter-approval", 0},
    {MISSPELT, "d1lint fix", 0},
    {MISSPELT, "d1lint fix --write", 0},
    {MISSPELT "touch_up raid-log.yaml\n", "d1lint fix --write", 0},
    {MISSPELT "touch_up raid-log.yaml\n", "d1lint fix --write --force --unsafe", 0},
};

/* What somebody would answer stays where it is; hooks, filters and signers, which would leave a mark, do not run. */
Test(nevers, nothing_is_asked_committed_tagged_signed_or_run)
{
    struct d1_strbuf script = {0};

    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        d1_strbuf_clear(&script);
        d1_strbuf_puts(&script, writers[i].given);
        d1_strbuf_printf(
            &script,
            "git commit -q --allow-empty -m begin; mkdir ../hooks; git config core.hooksPath ../hooks\n"
            "git config commit.gpgsign true; git config gpg.program \"$PWD/../hooks/sign\"\n"
            "git config filter.mark.clean \"$PWD/../hooks/sign\"; echo '*.yaml filter=mark' > .git/info/attributes\n"
            "git config core.fsmonitor \"$PWD/../hooks/sign\"; git config core.editor \"$PWD/../hooks/sign\"\n"
            "for h in pre-commit post-commit pre-push post-checkout post-index-change sign; do\n"
            "  printf '#!/bin/sh\\ntouch %%s\\n' \"$PWD/../mark\" > ../hooks/$h; chmod +x ../hooks/$h; done\n"
            "sum() { { cat .git/HEAD .git/index; find .git/refs .git/objects .git/logs -type f; } | sha256sum; }\n"
            "sum > ../sum\n"
            "printf 'yes\\nyes\\nyes\\n' | { timeout 60 %s > ../said 2>&1 || test $? -le 2; cat > ../left; }\n"
            "test \"$(grep -c yes ../left)\" = 3\n"
            "test ! -e ../mark; sum | cmp - ../sum; test ! -e .git/MERGE_HEAD\n",
            writers[i].command);
        sandbox_script(writers[i].command, script.ptr);
    }
    d1_strbuf_release(&script);
}

/*
 * Each file that a command would write is there already: as a file, a link that leads nowhere, a folder. Then it writes
 * none of its files, and all that is there stays as it is.
 */
Test(nevers, nothing_that_is_there_is_overwritten)
{
    struct d1_strbuf script = {0};

    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        d1_strbuf_clear(&script);
        d1_strbuf_puts(&script, writers[i].given);
        d1_strbuf_printf(
            &script,
            "run() { timeout 60 %s; }\n"
            "files() { find . -name .git -prune -o -type f -print | sort; }\n"
            "all() { find . -name .git -prune -o -type f -exec sha256sum {} + -o -printf '%%%%p %%%%y %%%%l\\n' | "
            "sort; }\n"
            "again() { rm -rf ../try; cp -R ../work ../try; cd ../try; }\n"
            "files > ../before; again; run > /dev/null 2>&1 || true; files | comm -13 ../before - > ../new\n"
            "while read -r file; do for sort in file link folder; do\n"
            "  again; mkdir -p \"$(dirname \"$file\")\"\n"
            "  case $sort in file) echo mine > \"$file\";; link) ln -s ../nowhere \"$file\";; folder) mkdir "
            "\"$file\";; esac\n"
            "  all > ../all; status=0; run < /dev/null || status=$?; echo \"$file, a $sort: $status\"\n"
            "  case $status in 2|3) ;; *) exit 1;; esac\n"
            "  all | diff ../all -; test ! -e ../nowhere\n"
            "done; done < ../new\n"
            "test \"$(wc -l < ../new)\" -ge %u\n",
            writers[i].command, writers[i].files);
        sandbox_script(writers[i].command, script.ptr);
    }
    d1_strbuf_release(&script);
}

/* The lines of a document but comments, and without what a document of its kind always says. */
#define SAID(kind)                                                                                                     \
    "sed -E '/^ *(#|$)/d' | grep -vxE 'apiVersion: d1d/v1|kind: " kind "|metadata:|  name: [a-z-]+|spec:( [{][}])?|"   \
    " *[a-zA-Z]+:( \\[\\])?| *(- )?id: [a-z]+-[0-9]+| *- [{][}]'"

/*
 * Without a value behind --set, whatever is written is the frame of a document or entry: its kind, its name, the next
 * id, lists that are empty. What may not be left out is asked for, and nothing is written.
 */
Test(nevers, nothing_is_made_up)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in documents, of whatever kind",
            .given = BEGUN "commit\n",
            .when = "made=0; asked=0; for k in $(d1lint list kinds | sed -n 's/^\\([A-Z][A-Za-z]*\\) .*/\\1/p'); do\n"
                    "  status=0; d1lint new $k another > ../said 2>&1 || status=$?\n"
                    "  if test $status = 0; then made=$((made + 1)); cat $(git status --porcelain -uall | cut -c 4-) "
                    "| " SAID("'\"$k\"'") " && exit 1; git clean -qfd\n"
                                          "  else test $status = 2; asked=$((asked + 1)); test -z \"$(git status "
                                          "--porcelain)\"; fi\n"
                                          "done; test $made -ge 14; test $asked -ge 10",
        },
        {
            .name = "in entries, of whatever type",
            .given = BEGUN
            "for k in StatementOfWork CustomerContext StakeholderRegister OutcomeRegister RaidLog CommunicationPlan "
            "GovernancePlan ProjectCharter MilestonePlan Sprint; do d1lint new $k > /dev/null; done; commit\n",
            .when = "made=0; asked=0; for k in $(sed -n 's/.*\"x-d1d-item\": \"\\([A-Za-z]*\\)\".*/\\1/p' "
                    "\"$PROJECT\"/schemas/*.json | sort -u); do\n"
                    "  status=0; d1lint new $k > ../said 2>&1 || status=$?\n"
                    "  if test $status = 0; then made=$((made + 1)); git diff | sed -n 's/^+\\([^+]\\)/\\1/p' | " SAID(
                        "'\"$k\"'") " && exit 1; git checkout -q .; git clean -qfd\n"
                                    "  else test $status = 2; asked=$((asked + 1)); test -z \"$(git status "
                                    "--porcelain)\"; fi\n"
                                    "done; test $made -ge 12; test $asked -ge 20",
        },
        {
            .name = "in approvals: what stands there are the words of the command, two digests, and a path",
            .given = LAUNCHED,
            .when = "d1lint approve ProjectCharter/charter --as marta.ruiz --authority auth-01 --decision approved "
                    "--date 2026-03-05 "
                    "--method commit > /dev/null; cat approvals/*.yaml | " SAID(
                        "Approval") " | grep -vE ': "
                                    "(ProjectCharter/charter|launch/charter.yaml|marta.ruiz|auth-01|approved|"
                                    "\"2026-03-05\"|commit)$' | tee ../left; grep -c gitBlob ../left; wc -l < ../left",
            .says = {"1\n1\n"},
            .never = {"evidence", "recorded", "collected"},
        },
        {
            .name = "nor by a repair: of what is wrong in ways that would have to be guessed, nothing is written",
            .given = "repository halden-orders\n"
                     "sed -i '/lastReviewed:/d; /ownerRef:/d; s/decision: .*/decision: maybe/' raid/risks.yaml\n"
                     "sed -i 's/date: \"2026-0\\([0-9]\\)/date: \"2026-O\\1/; s/sha256: \"./sha256: \"/' s2d/*.yaml\n"
                     "commit\n",
            .when = "d1lint check --as-of 2026-02-16 --format concise | grep -c SHP- > /dev/null; d1lint fix --unsafe",
            .never = {"diff"},
        },
        {
            .name =
                "nor what somebody states: a state, a severity, an audience one letter away from a word that is known",
            .given = "repository halden-orders\n"
                     "sed -i 's/status: open/status: opn/; s/severity: high/severity: hih/; "
                     "s/audience: shared/audience: shred/; s/strategy: mitigate/strategy: mitigat/' */*.yaml\n"
                     "commit\n",
            .when = "d1lint check --as-of 2026-02-16 --format concise | grep -o 'did you mean' | sort -u; "
                    "d1lint fix --unsafe",
            .says = {"did you mean\n"},
            .never = {"diff"},
        },
    };

    SANDBOX_CASES(cases);
}
