/* Man pages and completions: they have every option of the table, and the tools that read them are content. */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

#define COMMANDS "d1lint --help | sed -n '/^commands$/,/^$/s/^  \\([a-z]*\\) .*/\\1/p'"
#define OPTIONS "d1lint help $c | sed -n '/^options$/,/^$/s/^  .*--\\([a-z][a-z0-9-]*\\).*/\\1/p'"

/* A completion of bash for the words of a line. */
#define BASH                                                                                                           \
    "cat > ../complete.sh <<'END'\nsource <(d1lint completion bash)\nCOMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1))\n"    \
    "_d1lint d1lint\nprintf '%s\\n' \"${COMPREPLY[@]}\"\nEND\n"

Test(manual, every_option_is_on_its_page_and_is_completed)
{
    sandbox_script(
        "options",
        "d1lint completion bash > bash; d1lint completion zsh > zsh; d1lint completion fish > fish\n"
        "test \"$(" COMMANDS " | wc -l)\" -gt 10\n"
        "for c in $(" COMMANDS "); do\n"
        "  d1lint man $c > page; d1lint man d1lint | grep -q \"^.It Nm d1lint $c$\"\n"
        "  sed -n \"/^    $c)$/,/^        ;;$/p\" bash > bash-$c\n"
        "  sed -n \"/^        $c)$/,/^            ;;$/p\" zsh > zsh-$c\n"
        "  test \"$(" OPTIONS " | wc -l)\" -ge 1\n"
        "  for o in $(" OPTIONS "); do\n"
        "    e=$(echo $o | sed 's/-/\\\\\\\\-/g')\n"
        "    grep -q -- \"Fl ..[\\\\]&$e\\( \\|$\\)\" page || { echo \"man $c: --$o\"; exit 1; }\n"
        "    grep -q -- \"--$o\\b\" bash-$c || { echo \"bash $c: --$o\"; exit 1; }\n"
        "    grep -q -- \"--$o[=[]\" zsh-$c || { echo \"zsh $c: --$o\"; exit 1; }\n"
        "    test $o = help || grep -q -- \"from $c' -l $o\\b\" fish || { echo \"fish $c: --$o\"; exit 1; }\n"
        "  done\n"
        "done\n");
}

Test(manual, pages_and_scripts_are_read_by_what_reads_them)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "mandoc",
            .given = "d1lint man --dir man\n",
            .when = "if command -v mandoc > /dev/null; then mandoc -T lint -W warning man/man1/* man/man5/*; fi",
        },
        {
            .name = "man",
            .given = "d1lint man --dir man\n",
            .when = "if command -v man > /dev/null; then for p in man/man?/*; do "
                    "man --warnings -E UTF-8 -l -P cat $p 2>&1 > /dev/null; done; fi",
            .never = {"warning"},
        },
        {
            .name = "the shells themselves",
            .when =
                "d1lint completion bash > b; d1lint completion zsh > z; d1lint completion fish > f; bash -n b; "
                "if command -v zsh > /dev/null; then zsh -n z; fi; if command -v fish > /dev/null; then fish -n f; fi; "
                "if command -v shellcheck > /dev/null; then shellcheck -s bash -e SC2207 b; fi",
        },
        {
            .name = "pages by their names",
            .when = "d1lint man policy | sed -n 2p; d1lint man d1lint-rule | sed -n 2p; d1lint man | sed -n 2p; "
                    "d1lint man chekc",
            .status = 2,
            .says = {".Dt D1LINT-POLICY 5\n.Dt D1LINT-RULE 5\n.Dt D1LINT 1\n", "there is no page chekc"},
        },
        {
            .name = "twice the same",
            .given = "d1lint man --dir a; d1lint man --dir b\n",
            .when = "diff -r a b",
        },
        {
            .name = "unknown shells and values",
            .when = "for a in tcsh 'bash zsh' '--values gaets' ''; do status=0; d1lint completion $a || status=$?; "
                    "test $status = 2; done",
            .says = {"unknown shell tcsh", "did you mean gates?", "one shell at a time"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(manual, bash_completes)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "commands, options, gates, kinds, checks, formats",
            .given = BASH,
            .when = "bash ../complete.sh d1lint ch; bash ../complete.sh d1lint check --ga; "
                    "bash ../complete.sh d1lint check --gate s2; bash ../complete.sh d1lint new Ris; "
                    "bash ../complete.sh d1lint explain STK-003; bash ../complete.sh d1lint check --format sari",
            .says = {"check\n--gate\ns2d-exit\nRisk\nSTK-003\nsarif\n"},
        },
        {
            .name = "engagements of the repository, and none where there is no repository",
            .given = BASH "repository first-steps\n",
            .when = "bash ../complete.sh d1lint check --engagement f; mkdir ../none; cd ../none; "
                    "bash ../complete.sh d1lint check --engagement f | tr -d '\\n'",
            .says = {"first-steps\n"},
        },
        {
            .name = "a name of an engagement that would be a command is left out",
            .given = BASH
            "repository first-steps\nsed -i 's/name: first-steps.*/name: \"$(touch mark)\"/' engagement.yaml\n",
            .when = "bash ../complete.sh d1lint check --engagement '' | { grep -c touch || true; }; test ! -e mark",
            .says = {"0\n"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(manual, fish_completes)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "commands, options, gates",
            .when = "if command -v fish > /dev/null; then d1lint completion fish > f.fish; "
                    "fish -c 'source f.fish; complete -C \"d1lint ch\"; complete -C \"d1lint check --ga\"; "
                    "complete -C \"d1lint check --gate s2\"'; else printf 'check\\n--gate\\ns2d-exit\\n'; fi",
            .says = {"check", "--gate", "s2d-exit"},
        },
    };

    SANDBOX_CASES(cases);
}
