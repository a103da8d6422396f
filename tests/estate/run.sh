#!/bin/sh
# The recipes of tests/estate/README.md with the real engines: GNU parallel over a list of repositories, and a job array of
# Slurm on this machine, which is started and stopped here. Both have to give the page that one process gives. Then the
# matrix for GitHub, under the schema of workflows. Installs what is missing; a tool that cannot be had is a failure.
#
#     run.sh BUILD CONFORMANCE
set -eu
build=$(cd "$1" && pwd)
conformance=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
box=$(mktemp -d)
running=
failed=0

# Ends what was started here, by its own number.
finish() {
    for pid in $running; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$box"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
    echo "FAIL  $1"
    failed=1
}

have() { # PROGRAM PACKAGE
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ||
        apt-get install -y --no-install-recommends "$2" >"$box/install.log" 2>&1 || true
    command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] || {
        fail "$1 cannot be had (Debian's package $2)"
        return 1
    }
}

export PATH="$build:$PATH:/usr/sbin" HOME="$box" GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Estate GIT_AUTHOR_EMAIL=estate@d1lint.example
export GIT_COMMITTER_NAME=Estate GIT_COMMITTER_EMAIL=estate@d1lint.example
export GIT_AUTHOR_DATE=2026-02-16T09:00:00+0000 GIT_COMMITTER_DATE=2026-02-16T09:00:00+0000

# The estate: bare repositories of a few kinds, a list of them, and what is expected; one repository is not there.
cd "$box"
mkdir repositories
for number in 01 02 03 04 05 06 07 08 09 10 11 12; do
    case $number in
    *[147]) example=lite-review ;;
    *[258]) example=first-steps ;;
    *) example=halden-orders ;;
    esac
    cp -R "$root/examples/$example" "work-$number"
    sed -i "s/^  name: $example\\( *#.*\\)*\$/  name: $example-$number/" "work-$number/engagement.yaml"
    sed -i "s/{name: $example\\([,}]\\)/{name: $example-$number\\1/" "work-$number/engagement.yaml"
    git init -q "work-$number"
    git -C "work-$number" add -A
    git -C "work-$number" commit -qm Estate
    git clone -q --bare "work-$number" "repositories/$number.git"
    echo "$box/repositories/$number.git" >>repositories.txt
    echo "$example-$number" >>expected.txt
done
echo never-reported >>expected.txt
cp "$here/judge.sh" "$here/array.sh" .

# One process after the other: what the engines are held against.
mkdir one
while read -r repository; do
    OUT=one AS_OF=2026-04-24 ./judge.sh "$repository"
done <repositories.txt

same() { # NAME DIRECTORY
    status=0
    d1lint report --from "$2" --expect expected.txt --format "html=$2.html" || status=$?
    [ "$status" -eq 1 ] || fail "$1: the page ended with $status, and 1 was expected"
    [ "$(find "$2" -name '*.jsonl' | wc -l)" -eq 12 ] || fail "$1: not every repository has a file"
    if cmp -s one.html "$2.html"; then
        echo "pass  $1"
    else
        fail "$1: its page is another one"
    fi
}
d1lint report --from one --expect expected.txt --format html=one.html || true
[ "$(grep -c 'nobody reported on it' one.html)" -eq 1 ] || fail "the page is not of every engagement but one"
grep -q never-reported one.html || fail "what nobody reported on is not in the page"

if have parallel parallel; then
    mkdir parallel
    OUT=parallel AS_OF=2026-04-24 parallel --will-cite --jobs 2 --arg-file repositories.txt ./judge.sh
    same "GNU parallel" parallel
fi

# A cluster of this one machine, with files and ports of its own.
start_slurm() {
    head -c 1024 /dev/urandom >munge.key
    chmod 400 munge.key
    mkdir -m 755 munge state spool
    munged --foreground --force --key-file "$box/munge.key" --socket "$box/munge/socket" --pid-file "$box/munge/pid" \
        --log-file "$box/munge/log" --seed-file "$box/munge/seed" >munged.log 2>&1 &
    running="$running $!"
    sed -e "s|@BOX@|$box|g" -e "s|@HOST@|$(hostname -s)|g" -e "s|@CPUS@|$(nproc)|g" "$here/slurm.conf" >slurm.conf
    export SLURM_CONF="$box/slurm.conf"
    slurmctld -D -c >slurmctld.log 2>&1 &
    running="$running $!"
    slurmd -D >slurmd.log 2>&1 &
    running="$running $!"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        sinfo -h -o %T 2>/dev/null | grep -q idle && return 0
        sleep 1
    done
    tail -5 munged.log slurmctld.log slurmd.log
    return 1
}

if have sbatch slurm-wlm && have munged munge; then
    if start_slurm; then
        mkdir slurm
        sbatch --wait --quiet --array=1-12 --output="$box/array-%a.log" \
            --export=ALL,OUT="$box/slurm",AS_OF=2026-04-24,LIST="$box/repositories.txt" array.sh || fail "sbatch ended with $?"
        same "Slurm, an array of 12" slurm
    else
        fail "Slurm did not start"
    fi
fi

# The matrix is in the README, between the lines that a reader copies.
sed -n '/^```yaml$/,/^```$/p' "$here/README.md" | sed '/^```/d' >workflow.yaml
if d1lint validate --schema "$conformance/ci-schemas/github-workflow.json" workflow.yaml; then
    echo "pass  GitHub, a matrix"
else
    fail "the workflow of the README"
fi
exit $failed
