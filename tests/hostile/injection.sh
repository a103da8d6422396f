# Words for injection.c: a text that is a command, put where a repository may hold any text. Each changes the files of
# the example that lies here.

# An artifact under a kind and a version that are commands.
command_as_kind() {
    cat > raid.yaml <<'END'
apiVersion: d1d/v1
kind: "::error::\e##[x]"
END
}
command_as_version() {
    cat > raid.yaml <<'END'
apiVersion: "d1d/##[x]\e"
kind: RaidLog
metadata: {name: x}
spec: {}
END
}
command_as_namespace() {
    cat > raid.yaml <<'END'
apiVersion: d1d/v1
kind: RaidLog
metadata: {name: x, namespace: "\n::error::##[x]"}
spec: {}
END
}

# The name of an engagement; its title and that of its customer.
command_as_name() {
    sed -i 's/^  name: first-steps.*/  name: "::error::\\e[1m##[x]"/' engagement.yaml
}
command_as_title() {
    sed -i -e 's/^  title: .*/  title: "::x\\n::error::\\e##[y]"/' -e 's/Harbour Museum/"::warning::\\e##[z]"/' \
        engagement.yaml
}

# A date, and an amount with its currency.
command_as_date() {
    sed -i 's/"2026-03-16"/"::error::\\e##[x]"/' engagement.yaml
}
command_as_money() {
    sed -i 's/"18000.00", currency: EUR/"::x\\e", currency: "##[y]\\e"/' statement-of-work.yaml
}

# A person whom messages of rules name, and a text that they repeat.
command_as_person() {
    sed -i 's/oscar\.lind/"##[x]\\e"/' s2d/stakeholders.yaml
}
command_as_text() {
    sed -i -e 's/text: "[^"]*"/text: "::error::\\n::x\\e##[y]"/' -e 's/refs: \[[^]]*\]/refs: []/' s2d/customer-context.yaml
}

# Whatever a policy sets, under a name that is one, too.
command_as_policy() {
    artifact LintPolicy "'##[p]'" > policy.yaml <<'END'
parameters: {"##[x]\e": 1, riskReviewDays: 15, mandatoryRoles: [{role: "##[y]\e", side: customer}]}
severity: {"::error::\e": error}
gates: {"##[z]\e": {due: "2026-01-01"}}
exclude: ["##[x]\e**", "::error::"]
END
}
