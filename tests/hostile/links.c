/*
 * Links that came with a pull request, in the places where the program reads what is named on the command line and
 * where it writes: none of them leads it out of the work tree, or into `.git`.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define BASE "repository first-steps\n"
#define CHECK "d1lint check --as-of 2026-03-09 "
#define SECRET                                                                                                         \
    "echo 'password: hunter2' > \"$BOX/secret.yaml\"\nmkdir \"$BOX/secrets\"\ncp \"$BOX/secret.yaml\" "                \
    "\"$BOX/secrets\"\n"
#define UNTOUCHED "test \"$(cat \"$BOX/secret.yaml\")\" = 'password: hunter2'\n"
#define REFUSED "lies in the work tree and is not followed"

/* Reports and schemas: the entry of the folder is replaced, never what it points to. */
Test(links, written_to)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a report that is a link to .git/config",
            .given = BASE "ln -s .git/config d1lint.sarif\ncommit\ncp .git/config \"$BOX/config\"\n",
            .when = CHECK "--format sarif=d1lint.sarif",
            .then = "cmp .git/config \"$BOX/config\"\ntest ! -L d1lint.sarif\npython3 -m json.tool d1lint.sarif > "
                    "/dev/null\n",
        },
        {
            .name = "a report that is a link out of the repository",
            .given =
                BASE SECRET "ln -s \"$BOX/secret.yaml\" out.json\nln -s ../nowhere out.txt\nln -s /dev/full d.json\n",
            .when = CHECK "--format json=out.json --format text=out.txt --format concise=d.json",
            .then =
                UNTOUCHED "test -f out.json -a ! -L out.json -a ! -L out.txt -a ! -L d.json\ntest ! -e ../nowhere\n",
        },
        {
            .name = "a report in a folder that is a link",
            .given = BASE SECRET "ln -s \"$BOX/secrets\" out\nln -s .git inner\n",
            .when = CHECK "--format json=out/x.json --format text=inner/hooks --format sarif=./out/../x.sarif",
            .status = 3,
            .says = {"out/x.json cannot be written: the symbolic link `out` " REFUSED, "the symbolic link `inner`",
                     "./out/../x.sarif cannot be written"},
            .then = "test \"$(ls -A \"$BOX/secrets\")\" = secret.yaml\ntest -d .git/hooks\n",
        },
        {
            .name = "a report that is a pipe, a socket, a folder",
            .given = BASE "mkfifo pipe\nmkdir folder\npython3 -c \"import socket; "
                          "socket.socket(socket.AF_UNIX).bind('socket')\"\n",
            .when = CHECK "--format json=pipe --format text=socket --format sarif=folder",
            .status = 3,
            .says = {"pipe cannot be written: it is a pipe", "socket cannot be written: it is a socket",
                     "folder cannot be written: Is a directory"},
            .then = "test -p pipe -a -S socket -a -d folder\n",
        },
        {
            .name = "the report of a run that failed",
            .given = BASE SECRET "ln -s \"$BOX/secret.yaml\" out.json\nln -s \"$BOX/secrets\" out\n",
            .when = CHECK "--rev nowhere --format json=out.json --format sarif=out/x.sarif",
            .status = 3,
            .says = {"the symbolic link `out` " REFUSED},
            .then = UNTOUCHED "test ! -L out.json\ntest \"$(ls -A \"$BOX/secrets\")\" = secret.yaml\n",
        },
        {
            .name = "links among the schemas for an editor",
            .given = BASE SECRET "mkdir .schemas\nln -s \"$BOX/secret.yaml\" .schemas/RaidLog.schema.json\n"
                                 "ln -s ../.git/config .schemas/Report.schema.json\ncp .git/config \"$BOX/config\"\n",
            .when = "d1lint schema --dir .schemas",
            .then = UNTOUCHED "cmp .git/config \"$BOX/config\"\ntest -z \"$(find .schemas -type l)\"\n",
        },
        {
            .name = "a pipe among the schemas",
            .given = BASE "mkdir .schemas\nmkfifo .schemas/RaidLog.schema.json\n",
            .when = "d1lint schema --dir .schemas",
            .status = 3,
            .says = {".schemas/RaidLog.schema.json cannot be written: it is a pipe"},
        },
        {
            .name = "a folder of schemas that is a link",
            .given = BASE SECRET "ln -s \"$BOX/secrets\" .schemas\nln -s \"$BOX\" up\n",
            .when = "for d in .schemas up/new; do\n    d1lint schema --dir $d || echo \"exit $?\"\ndone\n",
            .says = {"exit 3", "the symbolic link `.schemas` " REFUSED, "the symbolic link `up` " REFUSED},
            .then = "test \"$(ls -A \"$BOX/secrets\")\" = secret.yaml\ntest ! -e \"$BOX/new\"\n",
        },
    };

    SANDBOX_CASES(cases);
}

/* What people write to besides files goes on as it did. */
Test(links, written_to_on_purpose)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "standard output and error by their names",
            .given = BASE "spoil\n",
            .when = "echo before > \"$BOX/o\"\n{ " CHECK "--format concise=/dev/stdout --format json=/dev/null "
                    "--format text=/dev/stderr || true; } >> \"$BOX/o\" 2> \"$BOX/e\"\n",
            .then = "head -n 1 \"$BOX/o\" | grep -q before\ngrep -q 'error ENG-006' \"$BOX/o\"\ngrep -q 2.errors "
                    "\"$BOX/e\"\ntest -c /dev/null\n",
        },
        {
            .name = "a descriptor, as a shell passes it",
            .given = BASE "spoil\n",
            .when = CHECK "--format concise=/dev/fd/3 3> \"$BOX/three\" || true\ncat \"$BOX/three\"",
            .says = {"error ENG-006"},
        },
        {
            .name = "a folder of the user's own that is a link, beside the repository",
            .given = "mkdir r real\nln -s real reports\ncd r\n" BASE,
            .when = "cd r\n" CHECK "--format json=../reports/x.json",
            .then = "test -f real/x.json\n",
        },
    };

    SANDBOX_CASES(cases);
}

/* Files and folders that are named to be read. */
Test(links, read_from)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "a file to validate",
            .given = BASE SECRET
            "ln -s \"$BOX/secret.yaml\" order.yaml\nln -s \"$BOX/secrets\" orders\necho false > s.json\n",
            .when =
                "for f in order.yaml orders orders/secret.yaml \"$PWD/order.yaml\"; do\n    d1lint validate --schema "
                "s.json $f || echo \"exit $?\"\ndone\n",
            .says = {"exit 3", "`order.yaml` " REFUSED, "`orders` " REFUSED},
            .never = {"hunter2", "exit 1", "exit 0"},
        },
        {
            .name = "a schema, and what it refers to",
            .given = BASE SECRET "ln -s \"$BOX/secret.yaml\" s.yaml\necho '{}' > t.json\n",
            .when = "d1lint validate --schema s.yaml engagement.yaml || echo \"exit $?\"\n"
                    "d1lint validate --schema t.json --ref s.yaml engagement.yaml || echo \"exit $?\"\n"
                    "d1lint validate --schema t.json --ref urn:x=s.yaml engagement.yaml || echo \"exit $?\"\n",
            .says = {"exit 3", "s.yaml: it cannot be opened: the symbolic link `s.yaml` " REFUSED},
            .never = {"hunter2", "exit 2"},
        },
        {
            .name = "a folder of rules",
            .given = BASE "mkdir \"$BOX/rules\"\necho '[hunter2' > \"$BOX/rules/x.yaml\"\nln -s \"$BOX/rules\" rules\n",
            .when = "d1lint test rules || echo \"exit $?\"\n" CHECK "--rules rules || echo \"exit $?\"\n"
                    "d1lint list checks --rules rules/ || echo \"exit $?\"\n"
                    "d1lint explain ENG-001 --rules ./rules || echo \"exit $?\"\n",
            .says = {"exit 2", "the symbolic link `rules` " REFUSED},
            .never = {"hunter2", "exit 1", "x.yaml"},
        },
        {
            .name = "a policy",
            .given = BASE SECRET "ln -s \"$BOX/secret.yaml\" policy.yaml\n",
            .when = CHECK "--policy policy.yaml",
            .status = 2,
            .says = {"the symbolic link `policy.yaml` " REFUSED},
            .never = {"hunter2"},
        },
        {
            .name = "bindings and an engagement",
            .given = BASE SECRET "ln -s \"$BOX/secret.yaml\" b.yaml\nmkdir \"$BOX/other\"\ncp engagement.yaml "
                                 "\"$BOX/other\"\nln -s \"$BOX/other\" other\n",
            .when = "d1lint eval --bindings b.yaml password || echo \"exit $?\"\n"
                    "d1lint eval --repo other '1 + 2' || echo \"exit $?\"\n",
            .says = {"exit 3", "exit 2", "the symbolic link `b.yaml` " REFUSED, "the symbolic link `other` " REFUSED},
            .never = {"hunter2"},
        },
        {
            .name = "what lies outside of the repository is the user's own",
            .given = "mkdir real r\nln -s real mine\necho '{type: object}' > real/s.yaml\nln -s s.yaml real/t.yaml\n"
                     "echo 'a: 3' > real/b.yaml\ncd r\n" BASE,
            .when = "cd r\nd1lint validate --schema ../mine/t.yaml engagement.yaml ../mine/\n"
                    "d1lint eval --bindings ../mine/b.yaml 'a + 1'\n",
            .says = {"valid", "4"},
        },
    };

    SANDBOX_CASES(cases);
}
