/*
 * Commands that write: init and new, and what they refuse to. nevers.c has what holds for all commands that write.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define DATES                                                                                                          \
    "--contract-signed 2026-03-02 --s2d-exit 2026-03-16 --kickoff 2026-03-30 --target-end 2026-05-08 "                 \
    "--time-zone Europe/Dublin "
#define INIT "d1lint init --name museum --title Backup --customer 'Harbour Museum' --profile standard " DATES

/* `with OPTION VALUE ...` is the same with another value of an option, or with an option more. */
#define WITH                                                                                                           \
    "with() {\n"                                                                                                       \
    "    d1lint init $(echo '--name museum --title Backup --customer Harbour --profile standard " DATES "' | "         \
    "sed \"s/$1 [^ ]* //\") \"$@\"\n"                                                                                  \
    "}\n"
#define BEGUN "git init -q .\n" INIT "--lead jo.ray > /dev/null\n"
#define RAID BEGUN "d1lint new RaidLog > /dev/null\n"
#define RISK "d1lint new Risk --set type=threat --set status=open "
#define UNCHANGED "git status --porcelain > ../after; cmp ../before ../after\n"
#define REMEMBER "git add -A; git commit -q -m before; git status --porcelain > ../before\n"

Test(writing, an_engagement_begins_without_a_finding)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "each profile on the day of the contract",
            .when = "for p in lite standard regulated; do mkdir $p; (cd $p; git init -q .; "
                    "d1lint init --name x --title T --customer C --profile $p " DATES "> /dev/null; "
                    "d1lint check --as-of 2026-03-02 --fail-on note --format concise); done",
        },
        {
            .name = "a folder that is not there yet",
            .given = "git init -q .\n",
            .when = INIT "deep/museum --ci github --pre-commit",
            .says = {"deep/museum/engagement.yaml:1\n", "\n.github/workflows/d1lint.yml:1\n",
                     "\n.pre-commit-config.yaml:1\n"},
            .then = "test -f deep/museum/README.md && d1lint check --as-of 2026-03-02 | grep -q 'no findings in 1 '",
        },
        {
            .name = "from within a folder of the repository",
            .given = "git init -q .; mkdir -p sub\n",
            .when = "cd sub; " INIT "museum --ci gitlab",
            .says = {"sub/museum/engagement.yaml:1\n", "\n.gitlab-ci.yml:1\n"},
            .then = "test -f sub/museum/engagement.yaml && test -f .gitlab-ci.yml",
        },
        {
            .name = "the job for GitLab leaves what that of the project does, and its command runs as it stands there",
            .given = "git init -q .; " INIT "--ci gitlab --lead jo.ray > /dev/null\n",
            .when =
                "sed -n '/^  artifacts:/,$p' \"$PROJECT/.github/dist/gitlab.yml\" > ../ours; "
                "sed -n '/^  artifacts:/,$p' .gitlab-ci.yml | diff ../ours -; "
                "sed -n 's/^    - //p' .gitlab-ci.yml | sed 's/check/check --as-of 2026-03-02/' > ../job; sh ../job; "
                "ls d1lint.html d1lint.codequality.json d1lint.junit.xml",
            .says = {"no findings in 2 artifacts", "d1lint.junit.xml\n"},
        },
        {
            .name = "the command of the job for GitHub runs as it stands there",
            .given = "git init -q .; " INIT "--ci github --lead jo.ray > /dev/null\n",
            .when = "sed -n 's/^      - run: //p' .github/workflows/d1lint.yml | "
                    "sed 's/check/check --as-of 2026-03-02/' > ../job; sh ../job; ls d1lint.sarif",
            .says = {"no findings in 2 artifacts", "d1lint.sarif\n"},
        },
        {
            .name = "where it stands on its first day",
            .when = WITH "for a in 01 10 16 20 30 31; do with --name m$a m$a --adopted 2026-03-$a > /dev/null; done\n"
                         "with --name own own --set lifecycle=presales > /dev/null; grep -h '^  lifecycle' "
                         "*/engagement.yaml | tr -d "
                         "'\\n'",
            .says = {"  lifecycle: presales  lifecycle: s2d  lifecycle: s2d  lifecycle: sprint0  lifecycle: sprint0"
                     "  lifecycle: delivery  lifecycle: presales"},
        },
        {
            .name = "without git",
            .when = INIT "museum --ci gitlab",
            .then = "test -f museum/engagement.yaml && test -f museum/.gitlab-ci.yml",
        },
        {
            .name = "one that adopts the guide before a gate: that is not asked for, and nothing is wrong yet",
            .given = "git init -q .\n",
            .when = INIT "--adopted 2026-03-10 > /dev/null; d1lint check --as-of 2026-03-10",
            .says = {"opened        not applicable", "no findings in 2 artifacts"},
        },
        {
            .name = "one that adopts it later answers for what is asked all the time, and for no gate that was",
            .given = "git init -q .\n",
            .when = INIT "--adopted 2026-03-20 > /dev/null; d1lint check --as-of 2026-03-20",
            .status = 1,
            .says = {"adopted on: 2026-03-20 (relaxes)", "opened        not applicable", "s2d-exit      not applicable",
                     "there is no RaidLog", "there is no TeamRoster", "2 errors in 2 artifacts"},
            .never = {"GTE-001"},
        },
        {
            .name = "the hook that it writes is one that pre-commit knows",
            .given = "git init -q .\n" INIT "--pre-commit --ci github > /dev/null\n",
            .when = "pre-commit validate-config .pre-commit-config.yaml",
        },
    };

    SANDBOX_CASES(cases);
}

Test(writing, init_writes_all_or_nothing)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "all that is missing is named at once",
            .given = "git init -q .\n",
            .when = "d1lint init --name museum --kickoff 2026-03-30",
            .status = 2,
            .says = {"--title, --customer, --profile, --contract-signed, --s2d-exit, --target-end and --time-zone"},
            .then = "test \"$(ls -A)\" = .git",
        },
        {
            .name = "dates that contradict each other",
            .given = "git init -q .\n",
            .when = WITH "with --kickoff 2026-03-10",
            .status = 2,
            .says = {"ENG-001: kickoff (2026-03-10) is before s2dExit (2026-03-16)"},
            .then = "test \"$(ls -A)\" = .git",
        },
        {
            .name = "a date that is none, a field that is none, a profile that is none",
            .given = "git init -q .\n",
            .when = WITH "for o in '--kickoff tomorrow' '--set lifecyle=s2d' '--profile small' '--name A_B'; do "
                         "status=0; with $o || status=$?; test $status = 2; done",
            .says = {"SHP-002: `kickoff`", "did you mean `lifecycle`?", "SHP-002: `profile`", "SHP-002: `name`"},
            .then = "test \"$(ls -A)\" = .git",
        },
        {
            .name = "a zone that is none, a currency that is none, a first day that is none",
            .given = "git init -q .\n",
            .when = WITH
            "for o in '--time-zone Dublin' '--set currency=XXY' '--contract-signed 02.03.2026' '--adopted soon'; "
            "do status=0; with $o || status=$?; test $status = 2; done",
            .says = {"ENG-006: `Dublin` is no time zone", "ENG-006: `XXY` is no currency", "SHP-002: `contractSigned`",
                     "SHP-002: `adopted`"},
            .never = {"--as-of"},
            .then = "test \"$(ls -A)\" = .git",
        },
        {
            .name = "a placeholder is no value",
            .given = "git init -q .\n",
            .when = WITH
            "for t in TBD '<title>' ... ' '; do status=0; with --title \"$t\" || status=$?; test $status = 2; done",
            .says = {"`TBD` says nothing", "`<title>` says nothing"},
            .then = "test \"$(ls -A)\" = .git",
        },
        {
            .name = "a file that is there stays, and keeps all others away",
            .given = "git init -q .; echo mine > README.md\n",
            .when = INIT,
            .status = 2,
            .says = {"README.md is there already, and nothing is overwritten"},
            .then = "test \"$(cat README.md)\" = mine && test ! -e engagement.yaml",
        },
        {
            .name = "so does a link that leads nowhere, and a folder",
            .given = "git init -q .; ln -s ../elsewhere README.md; mkdir -p x/engagement.yaml\n",
            .when = "status=0; " INIT "|| status=$?; test $status = 2; " INIT "x",
            .status = 2,
            .then = "test -L README.md && test ! -e ../elsewhere && test ! -e engagement.yaml && test ! -e x/README.md",
        },
        {
            .name = "through a link to elsewhere nothing is written",
            .given = "git init -q .; mkdir ../elsewhere; ln -s ../elsewhere out\n",
            .when = "status=0; " INIT "out || status=$?; test $status != 0; " INIT "out/in",
            .status = 2,
            .then = "test -z \"$(ls -A ../elsewhere)\"",
        },
        {
            .name = "the second name of a name that is taken",
            .given = "git init -q .; " INIT "a > /dev/null\n",
            .when = INIT "b",
            .status = 2,
            .says = {"ENG-001: two Engagements have the same name"},
            .then = "test ! -e b",
        },
        {
            .name = "dry: the bytes, and no file",
            .given = "git init -q .\n",
            .when = INIT "--dry-run",
            .says = {"==> engagement.yaml <==\n", "kind: Engagement\n", "==> README.md <==\n"},
            .then = "test \"$(ls -A)\" = .git",
        },
        {
            .name = "where a folder cannot be written to, nothing comes and nothing stays",
            .given = "git init -q .; mkdir closed; chmod 555 closed\n",
            .when = "unprivileged " INIT "closed/museum",
            .status = 3,
            .then = "test -z \"$(ls -A closed)\"; test \"$(ls -A | tr '\\n' ' ')\" = '.git closed '",
        },
    };

    SANDBOX_CASES(cases);
}

Test(writing, a_document_is_made_once_and_says_what_was_given)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "with the days of its gates",
            .given = BEGUN,
            .when = "d1lint new RaidLog; cat raid-log.yaml",
            .says = {"raid-log.yaml:1: RaidLog\n", "# s2d-exit, 2026-03-16:\n#   RSK-001  ", "  risks: []\n",
                     "`d1lint new Risk` adds one.\n", "# method: "},
            .then = "d1lint check --as-of 2026-03-02 --format concise",
        },
        {
            .name = "twice",
            .given = RAID REMEMBER,
            .when = "d1lint new RaidLog --in other.yaml",
            .status = 2,
            .says = {"raid-log.yaml:", "RaidLog/raid-log is there already"},
            .then = UNCHANGED,
        },
        {
            .name = "a file that is there",
            .given = BEGUN REMEMBER,
            .when = "d1lint new RaidLog --in engagement.yaml",
            .status = 2,
            .says = {"engagement.yaml is there already"},
            .then = UNCHANGED,
        },
        {
            .name = "another of its kind, under a name",
            .given = RAID,
            .when = "d1lint new RaidLog security --in raid/security.yaml",
            .says = {"raid/security.yaml:1: RaidLog"},
            .then = "d1lint check --as-of 2026-03-02 --format concise",
        },
        {
            .name = "what it needs is named at once",
            .given = BEGUN REMEMBER,
            .when = "d1lint new MeetingRecord",
            .status = 2,
            .says = {"this is needed besides: --set type=..., --set date=..."},
            .then = UNCHANGED,
        },
        {
            .name = "out of the repository, under a dot, no YAML",
            .given = BEGUN REMEMBER,
            .when =
                "for f in ../raid.yaml .raid.yaml .hidden/raid.yaml raid.txt; do status=0; d1lint new RaidLog --in $f "
                "|| status=$?; test $status = 2; done",
            .says = {"names that begin with a dot are left out", "end in .yaml or .yml"},
            .then = UNCHANGED "test ! -e ../raid.yaml",
        },
        {
            .name = "through a link",
            .given = BEGUN "mkdir ../elsewhere; ln -s ../elsewhere out\n" REMEMBER,
            .when = "d1lint new RaidLog --in out/raid.yaml",
            .status = 3,
            .says = {"the symbolic link `out`"},
            .then = UNCHANGED "test -z \"$(ls -A ../elsewhere)\"",
        },
        {
            .name = "beside another engagement it says whose it is",
            .given =
                BEGUN "d1lint init --name other --title T --customer C --profile lite " DATES "other > /dev/null\n",
            .when = "d1lint new RaidLog --engagement museum --in other/raid.yaml; grep namespace other/raid.yaml",
            .says = {"namespace: museum"},
        },
        {
            .name = "an Engagement is begun otherwise",
            .given = BEGUN REMEMBER,
            .when = "d1lint new Engagement",
            .status = 2,
            .says = {"begun by `d1lint init`"},
            .then = UNCHANGED,
        },
        {
            .name = "where there is none",
            .given = "git init -q .\n",
            .when = "d1lint new RaidLog",
            .status = 3,
            .says = {"there is no engagement here"},
            .then = "test \"$(ls -A)\" = .git",
        },
        {
            .name = "no day of today, and nothing done, in any document",
            .given = BEGUN,
            .when =
                "for k in StatementOfWork CustomerContext StakeholderRegister OutcomeRegister RaidLog "
                "CommunicationPlan "
                "GovernancePlan WorkingAgreement ReadinessChecklist ProjectCharter MilestonePlan DeliverableRegister "
                "LessonsLearned Sprint; do d1lint new $k > /dev/null; done\n"
                "sed '/^ *#/d' *.yaml | grep -E \"$(date "
                "+%Y-%m)|acknowledgements|date:|evidence|digest|decision:|TODO|TBD\"",
            .status = 1,
        },
    };

    SANDBOX_CASES(cases);
}

Test(writing, an_entry_comes_into_its_list)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "with the next free id over all files, and what may be said besides as comments",
            .given = RAID "d1lint new RaidLog more > /dev/null\n" RISK
                          "--set id=risk-07 --in raid-log/more.yaml > /dev/null\n",
            .when = RISK "--set title='Late: again' --set probability=3 --in raid-log.yaml; cat raid-log.yaml",
            .says = {": risk-08\n", "    - id: risk-08\n      title: \"Late: again\"\n", "      probability: 3\n",
                     "      # cause: text. ", "Asked for by RSK-001.", "      # s2d-exit, 2026-03-16:\n"},
            .then = "! d1lint check --as-of 2026-03-02 --format concise | grep -E 'SHP-|REF-'",
        },
        {
            .name = "what will be asked is said whatever the engagement has so far",
            .given = BEGUN,
            .when = "d1lint new Person --set id=c.d --dry-run > ../asked; grep -c '#   [A-Z]*-[0-9]* ' ../asked; "
                    "cp -R \"$EXAMPLES/every-kind/.\" ../full; cd ../full; git init -q .; "
                    "d1lint new Person --set id=c.d --dry-run | sed -n '/id: c.d/,$p' > ../all; "
                    "sed -n '/id: c.d/,$p' ../asked | grep -o '#   [A-Z]*-[0-9]* ' | sort > ../a; "
                    "grep -o '#   [A-Z]*-[0-9]* ' ../all | sort > ../b; cmp ../a ../b",
        },
        {
            .name = "every other line stays as it is",
            .given = "repository halden-orders\n",
            .when = RISK "--set title='New' --set ownerRef=liam.keane; git diff --numstat | cut -f 2",
            .says = {"raid/risks.yaml:", "0\n"},
            .then = "test \"$(git diff --name-only)\" = raid/risks.yaml",
        },
        {
            .name = "in two possible files",
            .given = RAID "d1lint new RaidLog more > /dev/null\n" REMEMBER,
            .when = RISK,
            .status = 2,
            .says = {"--in FILE says in which: raid-log.yaml, raid-log/more.yaml"},
            .then = UNCHANGED,
        },
        {
            .name = "without its document",
            .given = BEGUN REMEMBER,
            .when = RISK,
            .status = 2,
            .says = {"there is no RaidLog yet", "`d1lint new RaidLog`"},
            .then = UNCHANGED,
        },
        {
            .name = "somebody who is not there",
            .given = RAID REMEMBER,
            .when = RISK "--set ownerRef=jo.rai",
            .status = 2,
            .says = {"REF-001", "did you mean `jo.ray`?"},
            .then = UNCHANGED,
        },
        {
            .name = "outside of the schema, an unknown field, twice the same, an id that is taken",
            .given = RAID RISK "> /dev/null\n" REMEMBER,
            .when = "for o in probability=9 probability=high propability=3 status=shut residual.impact.x=1 type=threat "
                    "id=risk-01 title=TODO; do status=0; " RISK "--set $o || status=$?; test $status = 2; done",
            .says = {"SHP-002", "did you mean `probability`?", "it is set twice", "REF-002", "`TODO` says nothing"},
            .then = UNCHANGED,
        },
        {
            .name = "a list that is none",
            .given = RAID REMEMBER,
            .when = RISK "--set 'actionRefs=[act-01'",
            .status = 2,
            .says = {"--set actionRefs"},
            .then = UNCHANGED,
        },
        {
            .name = "a list that the document does not have yet",
            .given = BEGUN "echo 'method: {highScore: 12}' | artifact RaidLog raid > raid.yaml\n",
            .when = RISK "--set title=New; tail -n +5 raid.yaml | head -n 6",
            .says = {"  method: {highScore: 12}\n  risks:\n    - id: risk-01\n      title: New\n"},
        },
        {
            .name = "a file that cannot be read as it is",
            .given = RAID "echo '  risks: []' >> raid-log.yaml\n" REMEMBER,
            .when = RISK "--in raid-log.yaml",
            .status = 2,
            .then = UNCHANGED,
        },
        {
            .name = "dry",
            .given = RAID REMEMBER,
            .when = RISK "--dry-run",
            .says = {"- id: risk-01\n"},
            .then = UNCHANGED,
        },
        {
            .name = "what stands inside of another entry",
            .given = RAID,
            .when = "d1lint new Reading --set date=2026-03-02",
            .status = 2,
            .says = {"stands inside of another entry"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(writing, a_rule_is_green_at_once)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in each phase",
            .when = "n=1; for p in s2d launch manage close; do d1lint new Rule PMO-00$n --dir rules/$p --phase $p; "
                    "d1lint test rules/$p; n=$((n + 1)); done",
            .says = {"rules/s2d/PMO-001.yaml:1: PMO-001\n1 rule, 2 examples, 0 failed\n",
                     "rules/close/PMO-004.yaml:1: PMO-004\n1 rule, 2 examples, 0 failed\n"},
        },
        {
            .name = "and its examples do test it",
            .given =
                "d1lint new Rule PMO-001 --dir rules; sed -i 's/  assert: .*/  assert: \"true\"/' rules/PMO-001.yaml\n",
            .when = "d1lint test rules",
            .status = 1,
            .says = {"1 failed"},
        },
        {
            .name = "with words of one's own",
            .when = "d1lint new Rule PMO-001 --dir rules --set title=\"It's: here\" --set severity=error > /dev/null; "
                    "d1lint test rules; sed -n '/title/p;/severity/p' rules/PMO-001.yaml",
            .says = {"0 failed", "title: \"It's: here\" ", "severity: error "},
        },
        {
            .name = "an id that is taken, one that is none, a phase that is none, a file that is there",
            .given = "d1lint new Rule PMO-001 --dir rules > /dev/null; cp rules/PMO-001.yaml ../before\n",
            .when = "for o in RSK-001 risk-1 'PMO-002 --phase later' PMO-001; do status=0; "
                    "d1lint new Rule $o --dir rules || status=$?; test $status = 2; done",
            .says = {"RSK-001 is a check that there is already",
                     "`name` must be a letter A to Z, then 1 to 7 letters A to Z or digits", "there is no phase later",
                     "rules/PMO-001.yaml is there already"},
            .then = "cmp rules/PMO-001.yaml ../before; test \"$(ls rules)\" = PMO-001.yaml",
        },
    };

    SANDBOX_CASES(cases);
}

#define PEOPLE                                                                                                         \
    "printf 'Name,Company,Role\\nJo Ray,provider,engagement manager\\nAnn Lee,harbour-museum,\\n' > people.csv\n"
#define ROSTER "git init -q .\n" INIT "> /dev/null\n" PEOPLE "d1lint new TeamRoster --from people.csv > /dev/null\n"

/* Whatever stands in a table is taken over, or told with its row and kept as a comment. */
Test(writing, a_table_becomes_a_list)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "people, by their names",
            .given = "git init -q .\n" INIT "> /dev/null\n" PEOPLE,
            .when = "d1lint new TeamRoster --from people.csv; tail -n 9 team-roster.yaml",
            .says = {"    - id: jo.ray\n      name: Jo Ray\n      org: provider\n      roles: [engagementManager]\n",
                     "    - id: ann.lee\n"},
            .then = "! d1lint check --as-of 2026-03-02 --format concise | grep -E 'SHP-|REF-'",
        },
        {
            .name = "semicolons, a byte order mark, CR LF, quotes, numbers for ids, names for people",
            .given = ROSTER,
            .when =
                "printf '\\357\\273\\277ID;Risk;Description;Type;Likelihood;Owner;Status\\r\\n"
                "3;Late;\"A \"\"b\"\";\\nc\";Threat;4;Jo Ray;Open\\r\\n;Next;;opportunity;;ann.lee;closed' > r.csv\n"
                "d1lint new RaidLog --from r.csv; sed -n '/- id/,/assum/p' raid-log.yaml",
            .says =
                {"- id: risk-03\n      title: Late\n      type: threat\n      event: |-\n        A \"b\";\n        c\n"
                 "      ownerRef: jo.ray\n      probability: 4\n      status: open\n",
                 "- id: risk-01\n      title: Next\n      type: opportunity\n"},
            .never = {"Not taken over"},
        },
        {
            .name = "what is not understood is told, and stands as a comment",
            .given = ROSTER,
            .when = "printf 'Risk,Type,Owner,Status,P,RAG,Reviewed\\nLate,threat,Bob,open,9,amber,1/2/2026\\n"
                    "No state,threat,,,,,\\n' > r.csv; d1lint new RaidLog --from r.csv || echo \"exit $?\"; "
                    "sed -n '/- id/,/assum/p' raid-log.yaml",
            .says =
                {"exit 1\n", "r.csv:1: no field is known for column `RAG`",
                 "r.csv:2: column `Owner`: `Bob` is nobody of the TeamRoster",
                 "r.csv:2: column `P`: `probability` must be a whole number from 1 to 5, is `9`",
                 "r.csv:2: column `Reviewed`: `1/2/2026` is no date",
                 "r.csv:3: the row is left out: it has no `status`",
                 "# Not taken over: Owner: Bob\n      # Not taken over: P: 9\n      # Not taken over: RAG: amber\n"},
        },
        {
            .name = "a map says what is meant",
            .given = ROSTER,
            .when =
                "printf 'Risk,Owner,P,RAG\\nLate,Bob,high,amber\\n' > r.csv; printf 'columns: {RAG: category}\\n"
                "values: {ownerRef: {bob: jo.ray}, probability: {HIGH: 4}}\\ndefaults: {type: threat, status: "
                "open}\\n' "
                "> map.yaml; d1lint new RaidLog --from r.csv --map map.yaml; sed -n '/- id/,/assum/p' raid-log.yaml",
            .says = {"category: amber\n      ownerRef: jo.ray\n      probability: 4\n"},
            .never = {"Not taken over"},
        },
        {
            .name = "milestones by their numbers",
            .given = ROSTER,
            .when =
                "printf 'No,Milestone,Predecessors,Due date\\n1,Begin,,2026-04-01\\n2,End,1,2026/05/01\\n' > m.csv; "
                "d1lint new MilestonePlan --from m.csv; sed -n '/- id/,$p' milestone-plan.yaml",
            .says = {"- id: ms-02\n      title: End\n      dependsOn:\n        - ref: ms-01\n      baseline: "
                     "\"2026-05-01\"\n"},
        },
        {
            .name = "stakeholders twice, and one whom nobody knows",
            .given = ROSTER,
            .when = "printf 'Name,Influence,Current\\nann.lee,High,supportive\\nAnn Lee,low,\\nZed,low,\\n' > s.csv; "
                    "d1lint new StakeholderRegister --from s.csv || echo \"exit $?\"; grep -c personRef: "
                    "stakeholder-register.yaml",
            .says = {"exit 1\n", "s.csv:3: the row is left out: `ann.lee` is there already",
                     "s.csv:4: the row is left out: it has no `personRef`"},
        },
        {
            .name = "what is no table, no CSV, no UTF-8, or not there",
            .given = ROSTER REMEMBER,
            .when = "printf 'a,b\\nc,\"d\\n' > ../q.csv; printf 'a,\\344\\n' > ../l.csv; printf 'a\\n' > ../h.csv; "
                    "for f in q l h none; do status=0; d1lint new RaidLog --from ../$f.csv || status=$?; test $status "
                    "-ge 2; done",
            .says = {"q.csv:2:1: a quote stands", "l.csv:1:1: it is not in UTF-8", "h.csv: it holds no table"},
            .then = UNCHANGED,
        },
        {
            .name = "a kind that is made of no table, a map that is none",
            .given = ROSTER "printf 'a\\nb\\n' > r.csv; echo 'colums: {}' > map.yaml\n" REMEMBER,
            .when = "status=0; d1lint new Handover --set type=s2d --set date=2026-03-16 --from r.csv || status=$?; "
                    "test $status = 2; d1lint new RaidLog --from r.csv --map map.yaml",
            .status = 2,
            .says = {"--from is for a RaidLog", "map.yaml:1:1: a map has `columns`"},
            .then = UNCHANGED,
        },
    };

    SANDBOX_CASES(cases);
}

/* The script of the example, command by command, and what it leads to. */
Test(writing, an_engagement_made_by_commands_meets_its_first_gate)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "first-gate",
            .given = "git init -q .; sh \"$EXAMPLES/first-gate/make.sh\"\n",
            .when = "d1lint check --as-of 2026-03-16 --gate s2d-exit --fail-on note",
            .says = {"gate s2d-exit is met", "no findings in 9 artifacts of museum"},
            .then = "n=$(grep -c '^d1lint ' \"$EXAMPLES/first-gate/make.sh\"); test \"$n\" -le 25\n"
                    "grep -q \": $n commands,\" \"$EXAMPLES/first-gate/README.md\"\n"
                    "grep -q \": $n commands\\.\" \"$PROJECT/README.md\"",
        },
    };

    SANDBOX_CASES(cases);
}
