#!/bin/sh
# Makes a repository from an example whose titles, names and texts mean harm: markup of HTML, XML and markdown, commands
# of CI runners, mentions, controls, text that runs backwards, a title of a mebibyte, a path that is no UTF-8.
#
#     hostile-repository.sh EXAMPLE DIRECTORY
set -eu
example=$1
mkdir -p "$2"
cd "$2"
cp -R "$example/." .

# In double quotes of YAML.
harm='</title><script>alert(1)</script>]]><b onclick=x> \n::error::x\r\n##[error]y [l](http://e.example) @octocat #12 1a2b3c4d www.e.example `|` \e[31m \u202Eabc \uFFFE &lt; {{0}}'
long=$(head -c 1048576 /dev/zero | tr '\0' 'L')

quote() { printf '%s' "$harm" | sed 's/[\\&|]/\\&/g'; }
find . -name '*.yaml' ! -path './.git/*' -exec sed -i "s|^\( *\(- \)\{0,1\}\(title\|text\|description\|summary\|statement\|cause\|effect\|customer\|topic\):\) .*|\1 \"$(quote)\"|" {} +
sed -i "s|^  title: .*|  title: \"$(quote)\"|" engagement.yaml
printf '%s\n' 'apiVersion: d1d/v1' 'kind: DecisionLog' 'metadata: {name: long}' 'spec:' '  decisions:' > long.yaml
printf '    - {id: dec-01, title: "%s", ownerRef: "%s"}\n' "$long" "$harm" >> long.yaml
mkdir "$(printf 'caf\351')"
printf '%s\n' 'apiVersion: d1d/v1' 'kind: RaidLog' 'metadata: {name: cafe}' 'spec: {risks: 7}' > "$(printf 'caf\351/<b>|`@x`.yaml')"
git init -q .
git add -A
git -c user.name=Harm -c user.email=harm@d1lint.example commit -q -m Harm
