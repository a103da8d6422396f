/*
 * What a pull request may not do to its own verdict: bring the waiver that covers it, the policy that relaxes it, the
 * key that vouches for it. Without --trust the line of the branch shows it only to who looks; with it, it has no
 * effect.
 */
#include <criterion/criterion.h>

#include "e2e/sandbox.h"

/*
 * The engagement with one meeting without a record (COM-004), and nobody who has a signing key. `as` commits as
 * somebody; `merge` brings what stands in waivers/ to the branch at hand, as somebody.
 */
#define ENGAGEMENT                                                                                                     \
    "cp -R \"$PROJECT/rules/bases/manage/.\" .\n"                                                                      \
    "sed -i '/signingKey:/d; /validFrom: \"2026-01-01\"/d' team/roster.yaml\n"                                         \
    "sed -i 's/id: priya.nair,/& identities: [{email: priya.nair@proserve.example}],/' team/roster.yaml\n"             \
    "sed -i '21,$d' meetings/security.yaml\n"                                                                          \
    "mv waivers \"$BOX/waivers\"\n"                                                                                    \
    "git init -q -b main .\n"                                                                                          \
    "commit\n"                                                                                                         \
    "as() { export GIT_AUTHOR_EMAIL=\"$1\" GIT_COMMITTER_EMAIL=\"$1\"; }\n"                                            \
    "merge() {\n"                                                                                                      \
    "    git checkout -q -b bring\n"                                                                                   \
    "    cp -R \"$BOX/waivers\" .\n"                                                                                   \
    "    commit\n"                                                                                                     \
    "    git checkout -q -\n"                                                                                          \
    "    as \"$1\"\n"                                                                                                  \
    "    git merge -q --no-ff -m merge bring\n"                                                                        \
    "    git branch -q -D bring\n"                                                                                     \
    "}\n"
#define BRANCH "git checkout -q -b change\n"
#define CHECK "d1lint check --as-of 2026-04-28 --format concise s2d waivers policy.yaml team 2>&1"
#define COM_004                                                                                                        \
    "frm-04 (Security sync) has no record within 2 business days of 2026-04-22; the last of them counts until "        \
    "2026-06-21"

Test(trust, a_change_does_not_bring_its_own_waiver)
{
    static const struct sandbox_case cases[] = {
        {
            .name = "in a branch of several commits a waiver of its own seems to count",
            .given = ENGAGEMENT BRANCH "merge priya.nair@proserve.example\ntouch_up engagement.yaml\ncommit\n",
            .when = CHECK,
            .says = {COM_004 " [waived by wvr-01 until 2026-05-08"},
        },
        {
            .name = "by what main says it does not",
            .given = ENGAGEMENT BRANCH "merge priya.nair@proserve.example\ntouch_up engagement.yaml\ncommit\n",
            .when = CHECK " --trust main",
            .says = {"warning COM-004 " COM_004 " (wvr-01 would cover this, but what it says is not in main)",
                     "note notice what wvr-01 says is not in main, which is trusted: it covers nothing yet"},
            .never = {"[waived", "WVR-003"},
        },
        {
            .name = "one that main has counts",
            .given = ENGAGEMENT "merge priya.nair@proserve.example\n" BRANCH "touch_up engagement.yaml\ncommit\n",
            .when = CHECK " --trust main",
            .says = {COM_004 " [waived by wvr-01 until 2026-05-08"},
            .never = {"is trusted"},
        },
        {
            .name = "one whose term is past does not say that a meeting was excused",
            .given = ENGAGEMENT BRANCH "sed -i 's/granted: .*/granted: \"2026-04-20\"/; s/expires: .*/expires: "
                                       "\"2026-04-25\"/' \"$BOX\"/waivers/*\n"
                                       "merge priya.nair@proserve.example\ntouch_up engagement.yaml\ncommit\n",
            .when = CHECK " --trust main",
            .says = {"warning COM-004 " COM_004},
        },
        {
            .name = "unless main has it",
            .given = ENGAGEMENT "sed -i 's/granted: .*/granted: \"2026-04-20\"/; s/expires: .*/expires: "
                                "\"2026-04-25\"/' \"$BOX\"/waivers/*\n"
                                "merge priya.nair@proserve.example\n" BRANCH "touch_up engagement.yaml\ncommit\n",
            .when = CHECK " --trust main",
            .never = {"COM-004 frm-04"},
        },
        {
            .name = "one that is prolonged does not",
            .given = ENGAGEMENT "merge priya.nair@proserve.example\n" BRANCH
                                "sed -i 's/expires: .*/expires: \"2026-06-08\"/' waivers/wvr-01.yaml\n"
                                "as priya.nair@proserve.example\ncommit\ntouch_up engagement.yaml\ncommit\n",
            .when = CHECK " --trust main",
            .says = {"(wvr-01 would cover this, but what it says is not in main)"},
            .never = {"[waived"},
        },
    };

    SANDBOX_CASES(cases);
}

Test(trust, a_change_does_not_bring_the_policy_that_judges_it)
{
#define JUDGE "d1lint check --as-of 2026-04-28 --format concise s2d policy.yaml 2>&1"
#define RELAX "sed -i 's/^spec:/spec:\\n  severity: {COM-004: \"off\"}/' policy.yaml\ncommit\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "a policy of its own switches off what it fails",
            .given = ENGAGEMENT BRANCH RELAX,
            .when = JUDGE,
            .never = {COM_004},
            .says = {"severity COM-004: error, now off (relaxes)"},
        },
        {
            .name = "by what main says it is judged all the same",
            .given = ENGAGEMENT BRANCH RELAX,
            .when = JUDGE " --trust main",
            .says = {"warning COM-004 " COM_004, "what LintPolicy/policy says is not in main, which is trusted"},
            .never = {"now off"},
        },
        {
            .name = "nor does it leave out files",
            .given = ENGAGEMENT BRANCH "sed -i 's|^spec:|spec:\\n  exclude: [s2d/**]|' policy.yaml\ncommit\n",
            .when = JUDGE " --trust main",
            .says = {"warning COM-004 " COM_004},
        },
        {
            .name = "what is wrong in a policy is told, though that of main judges",
            .given =
                ENGAGEMENT BRANCH "sed -i 's/^spec:/spec:\\n  parameters: {nonsenseDays: 3}/' policy.yaml\ncommit\n",
            .when = JUDGE " --trust main",
            .status = 1,
            .says = {"error SHP-002 there is no parameter `nonsenseDays`"},
        },
        {
            .name = "a policy that is given goes before that of main",
            .given = ENGAGEMENT BRANCH RELAX,
            .when = JUDGE " --trust main --policy HEAD:policy.yaml",
            .says = {"now off"},
            .never = {COM_004},
        },
    };

    SANDBOX_CASES(cases);
#undef RELAX
#undef JUDGE
}

Test(trust, a_change_does_not_bring_the_identity_that_vouches_for_it)
{
#define STRANGER "merge mallory@elsewhere.example\ntouch_up engagement.yaml\ncommit\n"
#define CLAIM                                                                                                          \
    "sed -i 's/email: priya.nair@proserve.example/&}, {email: mallory@elsewhere.example/' team/roster.yaml\ncommit\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "what a stranger has merged is granted by nobody",
            .given = ENGAGEMENT STRANGER,
            .when = CHECK,
            .status = 1,
            .says = {"error WVR-003 priya.nair neither signed nor merged what wvr-01 says",
                     "WVR-003 finds fault with it"},
        },
        {
            .name = "an address that is claimed afterwards makes the stranger the approver",
            .given = ENGAGEMENT STRANGER BRANCH CLAIM,
            .when = CHECK,
            .says = {COM_004 " [waived by wvr-01 until 2026-05-08"},
            .never = {"WVR-003"},
        },
        {
            .name = "by what main says it does not",
            .given = ENGAGEMENT STRANGER BRANCH CLAIM,
            .when = CHECK " --trust main",
            .status = 1,
            .says = {"error WVR-003 priya.nair neither signed nor merged what wvr-01 says",
                     "the identity `mallory@elsewhere.example` of priya.nair is not in main, which is trusted: it is "
                     "nobody's"},
            .never = {"[waived"},
        },
        {
            .name = "nor does an authority that it gives itself",
            .given = ENGAGEMENT
            "sed -i 's/type: waiver, holderRefs: \\[priya.nair\\]/type: waiver, holderRefs: [sam.okoro]/' "
            "launch/governance.yaml\ncommit\nmerge priya.nair@proserve.example\n" BRANCH
            "sed -i 's/type: waiver, holderRefs: \\[sam.okoro\\]/type: waiver, holderRefs: [priya.nair]/' "
            "launch/governance.yaml\ncommit\n",
            .when = CHECK " --trust main",
            .status = 1,
            .says = {"priya.nair did not hold the authority `waiver`", "what auth-11 says is not in main"},
            .never = {"[waived"},
        },
    };

    SANDBOX_CASES(cases);
#undef CLAIM
#undef STRANGER
}

/* Who is who, and by which profile is judged, is what the trusted revision says, too. */
Test(trust, a_change_does_not_make_its_approver_another)
{
#define IN(file, from, to) "sed -i 's/" from "/" to "/' " file "\n"
#define LOOK "d1lint check --as-of 2026-04-28 --format concise 2>&1"
#define LIMIT(from, to) "sed -i '/id: auth-06/,/limit/s/\"" from "\"/\"" to "\"/' launch/governance.yaml\ncommit\n"
#define LIMITED ENGAGEMENT LIMIT("50000.00", "5000.00") BRANCH LIMIT("5000.00", "50000.00")
#define BEYOND                                                                                                         \
    "CHG-001 cr-01 is approved under `budget` by marta.ruiz, whose authority auth-06 reaches up to 5000.00 EUR"
#define AUTHORITY                                                                                                      \
    "sed -i 's/  authorities:/&\\n    - {id: auth-12, type: budget, holderRefs: [marta.ruiz]}/' "                      \
    "launch/governance.yaml\n"
#define OF_PROVIDER                                                                                                    \
    ENGAGEMENT IN("change/approvals.yaml", "approverRef: marta.ruiz", "approverRef: priya.nair") "commit\n" BRANCH IN( \
        "team/roster.yaml", "name: Priya Nair, org: proserve", "name: Priya Nair, org: halden") "commit\n"
#define LEFT                                                                                                           \
    ENGAGEMENT "merge priya.nair@proserve.example\n" IN(                                                               \
        "team/roster.yaml", "roles: .practiceManager.",                                                                \
        "&, end: \"2026-04-20\"") "commit\n" BRANCH IN("team/roster.yaml", ", end: \"2026-04-20\"", "") "commit\n"
#define KEYED                                                                                                          \
    ENGAGEMENT                                                                                                         \
    "key some\nsed -i \"s|email: aoife.byrne@proserve.example|&\\n          signingKey: \\\"$(cut -d ' ' -f 1,2 "      \
    "\"$BOX/some.pub\")\\\"|\" team/roster.yaml\nas priya.nair@proserve.example\n"                                     \
    "cp -R \"$BOX/waivers\" .\ncommit\nas somebody@proserve.example\n" BRANCH                                          \
    "sed -i '/signingKey:/d' team/roster.yaml\ncommit\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "a limit that it raises seems to cover what it approves",
            .given = LIMITED,
            .when = LOOK " || true",
            .never = {"CHG-001"},
        },
        {
            .name = "by what main says it does not",
            .given = LIMITED,
            .when = LOOK " --trust main",
            .status = 1,
            .says = {BEYOND, "what auth-06 says is not in main"},
        },
        {
            .name = "nor does an authority that it makes for that",
            .given = ENGAGEMENT LIMIT("50000.00", "5000.00")
                BRANCH AUTHORITY IN("change/approvals.yaml", "auth-06", "auth-12") "commit\n",
            .when = LOOK " --trust main",
            .status = 1,
            .says =
                {"APR-003 marta.ruiz approved ChangeRequest/cr-01 on 2026-04-07 under auth-12, which the revision that "
                 "is trusted does not have"},
        },
        {
            .name = "of the provider's less evidence is wanted where it is made the customer's",
            .given = OF_PROVIDER,
            .when = LOOK " || true",
            .never = {"APR-005"},
        },
        {
            .name = "by what main says it is the provider's",
            .given = OF_PROVIDER,
            .when = LOOK " --trust main",
            .status = 1,
            .says = {"APR-005", "`org`, `roles`, `start` or `end` of priya.nair is not in main"},
        },
        {
            .name = "whoever has left grants again where it takes out that they did",
            .given = LEFT,
            .when = LOOK " || true",
            .never = {"did not hold the authority"},
        },
        {
            .name = "by what main says they have left",
            .given = LEFT,
            .when = LOOK " --trust main",
            .status = 1,
            .says = {"WVR-003 priya.nair did not hold the authority `waiver` on 2026-04-23"},
        },
        {
            .name = "that somebody has written a waiver is enough where it takes out every key",
            .given = KEYED,
            .when = LOOK " || true",
            .never = {"neither signed nor merged"},
        },
        {
            .name = "by what main says there are keys",
            .given = KEYED,
            .when = LOOK " --trust main",
            .status = 1,
            .says = {"WVR-003 priya.nair neither signed nor merged what wvr-01 says"},
        },
        {
            .name = "a profile of its own asks for less",
            .given = ENGAGEMENT "git rm -q launch/governance.yaml\ncommit\n" BRANCH IN(
                "engagement.yaml", "profile: standard", "profile: lite") "commit\n",
            .when = LOOK " || true",
            .never = {"there is no GovernancePlan"},
        },
        {
            .name = "by what main says it is judged by that of main",
            .given = ENGAGEMENT "git rm -q launch/governance.yaml\ncommit\n" BRANCH IN(
                "engagement.yaml", "profile: standard", "profile: lite") "commit\n",
            .when = LOOK " --trust main",
            .status = 1,
            .says = {"there is no GovernancePlan, which profile standard requires",
                     "what the Engagement says of its `profile` is not in main, which is trusted: it is judged by "
                     "standard"},
        },
    };

    SANDBOX_CASES(cases);
#undef KEYED
#undef LEFT
#undef OF_PROVIDER
#undef AUTHORITY
#undef BEYOND
#undef LIMITED
#undef LIMIT
#undef LOOK
#undef IN
}

/* What has missed a gate is not taken away, nor given another name, to pass it. */
Test(trust, a_change_does_not_take_away_what_is_judged)
{
#define TWO ENGAGEMENT "mkdir two\ncp \"$EXAMPLES\"/first-steps/*.yaml two\ncommit\n"
#define GONE "the engagement first-steps of main, which is trusted, is not here any more, or has another name: "
#define GATE "d1lint check --as-of 2026-04-28 --gate kickoff --trust main --format concise 2>&1"
    static const struct sandbox_case cases[] = {
        {
            .name = "taken away",
            .given = TWO BRANCH "git rm -q -r two\ncommit\n",
            .when = GATE,
            .status = 3,
            .says = {GONE "it could not be judged"},
        },
        {
            .name = "of another name",
            .given = TWO BRANCH "sed -i 's/name: first-steps/name: steps/' two/engagement.yaml\ncommit\n",
            .when = GATE,
            .status = 3,
            .says = {GONE, "the engagement steps is not in main"},
        },
        {
            .name = "where another is asked for, that is no matter",
            .given = TWO BRANCH "git rm -q -r two\ncommit\n",
            .when = GATE " --engagement halden-orders",
            .never = {GONE},
        },
        {
            .name = "nor where main itself leaves it out",
            .given = TWO "sed -i 's|^spec:|spec:\\n  exclude: [two/**]|' policy.yaml\ncommit\n" BRANCH
                         "git rm -q -r two\ncommit\n",
            .when = GATE,
            .never = {GONE},
        },
    };

    SANDBOX_CASES(cases);
#undef GATE
#undef GONE
#undef TWO
}

/* First the key, then what it signs: two commits of one branch, of which neither shows anything by itself. */
Test(trust, a_change_does_not_bring_the_key_that_signs_it)
{
#define SIGN                                                                                                           \
    "signers\nrm approval.yaml\ngit branch -q base\nkey fresh\n{ KEY=fresh ROLE=engagementManager person aoife; "      \
    "person tomas; } > \"$BOX/r\"\nroster < \"$BOX/r\"\nrecord tomas 2026-03-03\nsign fresh\n"
#define LOOK "d1lint check --as-of 2026-03-09 --format concise 2>&1 | grep -E 'APR-006|is trusted' || true\n"
#define BASE                                                                                                           \
    "d1lint check --as-of 2026-03-09 --trust base --format concise 2>&1 | grep -E 'APR-006|is trusted' || true\n"
#define BESIDE                                                                                                         \
    "approval\nof_version statement-of-work.yaml\n"                                                                    \
    "ssh-keygen -q -Y sign -n file -f \"$BOX/fresh\" statement-of-work.yaml 2> /dev/null\nrecord tomas 2026-03-04\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "by itself it seems to",
            .given = SIGN "approval\nrecord aoife 2026-03-04 -S\n",
            .when = LOOK,
            .never = {"APR-006"},
        },
        {
            .name = "by what the base says it does not",
            .given = SIGN "approval\nrecord aoife 2026-03-04 -S\n",
            .when = BASE,
            .says =
                {"APR-006 The approval of StatementOfWork/sow says signedCommit, but it is not signed by aoife: signed "
                 "with a key of nobody in the roster",
                 "of aoife is not in base, which is trusted"},
        },
        {
            .name = "by itself a signature beside the file seems to",
            .given = SIGN BESIDE,
            .when = LOOK,
            .never = {"APR-006"},
        },
        {
            .name = "nor does that",
            .given = SIGN BESIDE,
            .when = BASE,
            .says = {"APR-006", "is not signed by aoife"},
        },
    };

    SANDBOX_CASES(cases);
#undef BESIDE
#undef BASE
#undef LOOK
#undef SIGN
}

/* A plan that names somebody for a while, in a branch, with the approval that the next commit brings. */
Test(trust, a_change_does_not_bring_the_authority_that_it_takes_out_again)
{
#define ON(day) "export GIT_AUTHOR_DATE=" day "T12:00:00Z GIT_COMMITTER_DATE=" day "T12:00:00Z\n"
#define HOLDER(from, to) "sed -i '/id: auth-01/s/" from "/" to "/' launch/governance.yaml\n"
#define WITHOUT ENGAGEMENT "mv launch/approvals.yaml \"$BOX\"\n"
#define FIRST "git add -A\ngit commit -q --no-verify --amend -m first\n"
#define OF_A_BRANCH                                                                                                    \
    ON("2026-03-02")                                                                                                   \
    WITHOUT HOLDER("marta.ruiz", "liam.keane") FIRST BRANCH ON("2026-03-03")                                           \
        HOLDER("liam.keane", "marta.ruiz") "commit\n" BRING LATER
#define BRING ON("2026-03-06") "mv \"$BOX/approvals.yaml\" launch\ncommit\n"
#define LATER ON("2026-03-09") HOLDER("marta.ruiz", "liam.keane") "commit\n"
#define LOOK "d1lint check --as-of 2026-03-09 --format concise launch"
#define FAULT "APR-003 marta.ruiz approved ProjectCharter/charter on 2026-03-05, but held no authority of type charter"
    static const struct sandbox_case cases[] = {
        {
            .name = "by itself it seems to",
            .given = OF_A_BRANCH,
            .when = LOOK,
            .status = 1,
            .never = {FAULT},
        },
        {
            .name = "by what main has it does not",
            .given = OF_A_BRANCH,
            .when = LOOK " --trust main",
            .status = 1,
            .says = {FAULT},
        },
        {
            .name = "whom main has named then held it, also when it names them no more",
            .given = ON("2026-03-02") WITHOUT FIRST BRING LATER BRANCH "touch_up engagement.yaml\ncommit\n",
            .when = LOOK " --trust main",
            .status = 1,
            .never = {FAULT},
        },
    };

    SANDBOX_CASES(cases);
#undef FAULT
#undef LOOK
#undef LATER
#undef BRING
#undef OF_A_BRANCH
#undef FIRST
#undef WITHOUT
#undef HOLDER
#undef ON
}

Test(trust, a_revision_that_is_none_is_bad_usage)
{
#define TAGGED                                                                                                         \
    ENGAGEMENT "git update-ref refs/remotes/origin/main HEAD\n" BRANCH                                                 \
               "sed -i 's/^spec:/spec:\\n  severity: {COM-004: \"off\"}/' policy.yaml\ncommit\ngit tag origin/main\n"
    static const struct sandbox_case cases[] = {
        {
            .name = "one that does not exist",
            .given = ENGAGEMENT,
            .when = "d1lint check --trust nowhere",
            .status = 2,
            .says = {"there is no revision 'nowhere'"},
        },
        {
            .name = "one whose name somebody gave to a tag",
            .given = TAGGED,
            .when = "d1lint check --trust origin/main",
            .status = 2,
            .says = {"'origin/main' may be refs/tags/origin/main or refs/remotes/origin/main, which are not the same: "
                     "write the whole name of the one that is meant"},
        },
        {
            .name = "likewise where its policy is asked for",
            .given = TAGGED,
            .when = "d1lint check --policy origin/main:policy.yaml",
            .status = 2,
            .says = {"'origin/main' may be refs/tags/origin/main or "},
        },
        {
            .name = "or what is new since",
            .given = TAGGED,
            .when = "d1lint check --since origin/main...",
            .status = 2,
            .says = {"'origin/main' may be refs/tags/origin/main or "},
        },
        {
            .name = "its whole name is its own",
            .given = TAGGED,
            .when = "d1lint check --as-of 2026-04-28 --format concise policy.yaml --trust refs/remotes/origin/main",
            .says = {"what LintPolicy/policy says is not in refs/remotes/origin/main, which is trusted"},
        },
        {
            .name = "no repository",
            .given = "cp -R \"$PROJECT/rules/bases/manage/.\" .\n",
            .when = "d1lint check --trust main",
            .status = 2,
            .says = {"lies in no git repository, so there is no revision to trust: leave --trust out"},
        },
        {
            .name = "one without the engagement",
            .given = "git init -q -b main .\ncommit\n" BRANCH "cp -R \"$PROJECT/rules/bases/manage/.\" .\ncommit\n",
            .when = CHECK " --trust main",
            .status = 1,
            .says = {"the engagement halden-orders is not in main, which is trusted"},
        },
    };

    SANDBOX_CASES(cases);
#undef TAGGED
}
