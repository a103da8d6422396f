"""
Random steps in a repository of several engagements, after each of which what is said with what earlier runs have kept is
what is said without, to the byte.

    beside.py EXAMPLES STEPS SEED [-v]

Runs `d1lint` from the PATH in the current directory, which is empty. A run that differs is told with the steps that led
there, and the status is 1.
"""
import os
import random
import shutil
import subprocess
import sys
import time

EXAMPLES, STEPS, SEED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
VERBOSE = "-v" in sys.argv
NAMES = {"a": "first-steps", "b": "halden-orders-troubled", "c": "first-steps"}
TICK = 0.06  # seconds, of the clock of a file system
FIRST = 1771200000  # 2026-02-16
chance = random.Random(SEED)
log = []
clock = FIRST


def run(*argv, **more):
    env = dict(os.environ, **more)
    return subprocess.run(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def git(*argv, **more):
    return run("git", *argv, **more)


def read(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)


def documents(*under):
    found = []
    for top in under or ("."):
        for directory, folders, files in os.walk(top):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            found += [os.path.normpath(os.path.join(directory, f)) for f in sorted(files) if f.endswith(".yaml")]
    return found


def commit(*argv):
    global clock
    git("add", "-A")
    clock += chance.choice([60, 3600, 86400, 86400, 3 * 86400])
    when = "%d +0000" % (clock - (40 * 86400 if chance.random() < 0.02 else 0))
    who = chance.choice(["aoife.byrne", "marta.ruiz", "tomas.novak", "stranger"]) + "@example.com"
    git("commit", "-q", "--no-verify", "--allow-empty", "-m", "step", *argv, GIT_AUTHOR_EMAIL=who,
        GIT_COMMITTER_EMAIL=who, GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)


def folder():
    there = [f for f in sorted(os.listdir(".")) if os.path.exists(os.path.join(f, "engagement.yaml"))]
    return chance.choice(there) if there else "."


def touch_up(path):
    write(path, read(path) + "# a remark %d\n" % chance.randrange(1000))


def some(under):
    found = documents(under)
    return chance.choice(found) if found else None


# ---- steps: each returns what it did ----

def beside():
    kind = chance.choice(["README.md", "notes/other.yaml", "evidence/mail.txt", "src/main.c", "empty"])
    if kind != "empty":
        write(kind, "a: %d\n" % chance.randrange(1000))
    commit()
    return kind


def inside():
    path = some(folder())
    if path:
        touch_up(path)
        commit()
    return path


def spoil():
    path = os.path.join(folder(), "engagement.yaml")
    text = read(path)
    write(path, text.replace("currency: EUR", "currency: XXY") if "EUR" in text else text.replace("XXY", "EUR"))
    if chance.random() < 0.5:
        commit()
        return path + ", committed"
    return path


def say():
    path = some(folder())
    if not path:
        return None
    lines = read(path).split("\n")
    at = [i for i, l in enumerate(lines) if l.strip().startswith(("title:", "reason:", "due:", "status:", "description:"))]
    if at:
        i = chance.choice(at)
        lines[i] += " x" if "due" not in lines[i] and "status" not in lines[i] else ""
        if "due:" in lines[i]:
            lines[i] = lines[i].split("due:")[0] + 'due: "2026-0%d-1%d"' % (chance.randrange(1, 9), chance.randrange(9))
    write(path, "\n".join(lines))
    if chance.random() < 0.7:
        commit()
    return path


def merge():
    git("checkout", "-q", "-f", "-B", "side")
    for _ in range(chance.randrange(1, 3)):
        chance.choice([inside, say, beside])()
        commit()
    git("checkout", "-q", "-f", "main")
    if chance.random() < 0.7:
        beside()
    global clock
    clock += 3600
    when = "%d +0000" % clock
    git("merge", "-q", "--no-ff", "-m", "merge", "side", GIT_COMMITTER_DATE=when, GIT_COMMITTER_EMAIL="aoife.byrne@example.com")


def tag():
    at = chance.choice(["HEAD", "HEAD~1", "HEAD~3", "side"])
    name = chance.choice(["baseline/kickoff", "baseline/other", "v1"])
    return git("tag", "-f", *chance.choice([["-a", "-m", "tag"], []]), name, at).stdout


def untag():
    git("tag", "-d", chance.choice(["baseline/kickoff", "baseline/other", "v1"]))


def rename():
    at = os.path.join(folder(), "engagement.yaml")
    text = read(at)
    name = [l for l in text.split("\n") if l.startswith("  name: ")][0]
    write(at, text.replace(name, "  name: " + chance.choice("abcdef"), 1))
    if chance.random() < 0.7:
        commit()
    return at


def move():
    path = some(folder())
    if path and "engagement.yaml" not in path:
        to = os.path.join(folder(), "moved-%d.yaml" % chance.randrange(5))
        git("mv", "-f", path, to)
        if chance.random() < 0.7:
            commit()
        return path + " to " + to
    return None


def move_folder():
    at, to = folder(), "deep/" + chance.choice("xyz")
    if at == "." or os.path.exists(to):
        return None
    os.makedirs("deep", exist_ok=True)
    git("mv", at, to)
    commit()
    shutil.move(to, at) if chance.random() < 0.5 and os.path.exists(to) else None
    commit()
    return at


def new_engagement():
    to = chance.choice("efg")
    if not os.path.exists(to):
        shutil.copytree(os.path.join(EXAMPLES, "first-steps"), to)
        path = os.path.join(to, "engagement.yaml")
        write(path, read(path).replace("name: ", "name: " + to + "-", 1))
    else:
        shutil.rmtree(to)
    commit()
    return to


def amend():
    commit("--amend")


def back():
    git("reset", "-q", "--hard", chance.choice(["HEAD~1", "HEAD~2", "ORIG_HEAD"]))


def soft():
    git("reset", "-q", chance.choice(["--soft", "--mixed"]), "HEAD~1")


def branch():
    git("checkout", "-q", "-f", chance.choice(["main", "side", "HEAD~1", "-"]))


def gc():
    git("gc", "-q", *chance.choice([[], ["--prune=now"]]))


def lose():
    loose = []
    for directory, _, files in os.walk(".git/objects"):
        if len(os.path.basename(directory)) == 2:
            loose += [os.path.join(directory, f) for f in files]
    if not loose:
        return None
    path = chance.choice(sorted(loose))
    os.rename(path, "../lost")
    compare("lost")
    if chance.random() < 0.5:
        compare("lost again")
    os.rename("../lost", path)
    return path


def sig():
    path = some(folder())
    if path:
        write(path + ".sig", "-----BEGIN SSH SIGNATURE-----\n%d\n" % chance.randrange(3))
        if chance.random() < 0.7:
            commit()
    return path


def garble():
    path = some(folder())
    if path:
        write(path, read(path) + "  - {\n")
        if chance.random() < 0.7:
            commit()
    return path


def mend():
    git("checkout", "-q", "HEAD~1", "--", folder())


def policy():
    if os.path.exists("policy.yaml"):
        os.remove("policy.yaml")
    else:
        write("policy.yaml", "apiVersion: d1d/v1\nkind: LintPolicy\nmetadata: {name: p}\nspec:\n  exclude: ['%s/raid/**']\n"
              % chance.choice("abcd"))
    if chance.random() < 0.7:
        commit()


def namespace():
    path = some(folder())
    if path and "engagement.yaml" not in path:
        text = read(path)
        write(path, text.replace("metadata:\n", "metadata:\n  namespace: %s\n" % chance.choice("abcd"), 1)
              if "namespace: " not in text
              else "\n".join(l for l in text.split("\n") if "namespace: " not in l))
        if chance.random() < 0.7:
            commit()
    return path


def dirty():
    kind = chance.choice(["beside", "inside", "gone", "new", "stage", "clean"])
    path = some(folder())
    if kind == "beside":
        write("notes/other.yaml", "a: %d\n" % chance.randrange(1000))
    elif kind == "inside" and path:
        touch_up(path)
    elif kind == "gone" and path:
        os.remove(path)
    elif kind == "new":
        write(os.path.join(folder(), "new.yaml"), "apiVersion: d1d/v1\nkind: RaidLog\nmetadata: {name: new}\nspec: {}\n")
    elif kind == "stage":
        git("add", "-A")
    elif kind == "clean":
        git("reset", "-q", "--hard")
        git("clean", "-q", "-f", "-d")
    return kind


def approve():
    at = folder()
    blob = git("rev-parse", "HEAD:%s/engagement.yaml" % at).stdout.decode().strip()
    if chance.random() < 0.2:
        blob = "0" * 39 + "1"
    write(at + "/approval-%d.yaml" % chance.randrange(2),
          "apiVersion: d1d/v1\nkind: Approval\nmetadata: {name: approval}\nspec:\n"
          "  subject: {ref: Engagement/%s, path: %s, digest: {gitBlob: \"%s\"}}\n"
          "  approverRef: aoife.byrne\n  decision: approved\n  date: \"2026-02-%d\"\n  method: signedCommit\n"
          % (chance.choice("abcd"), chance.choice([at + "/engagement.yaml", "notes/other.yaml"]), blob, chance.randrange(10, 28)))
    if chance.random() < 0.7:
        commit()
    return at


def shallow():
    shutil.rmtree("../clone", ignore_errors=True)
    git("clone", "-q", "--depth", str(chance.randrange(1, 4)), "file://" + os.getcwd(), "../clone")
    here = os.getcwd()
    if not os.path.isdir("../clone/.git"):
        return None
    os.chdir("../clone")
    compare("shallow")
    global clock
    write("README.md", "x")
    commit()
    compare("shallow, beside")
    git("fetch", "-q", "--unshallow")
    compare("unshallowed")
    os.chdir(here)


STEP = [(beside, 30), (inside, 12), (spoil, 6), (say, 10), (merge, 8), (tag, 5), (untag, 2), (rename, 3), (move, 4),
        (move_folder, 2), (new_engagement, 3), (amend, 4), (back, 5), (soft, 3), (branch, 5), (gc, 2), (lose, 4), (sig, 3),
        (garble, 3), (mend, 3), (policy, 2), (namespace, 3), (dirty, 14), (approve, 6), (shallow, 1)]

WAYS = [([], 10), (["--staged"], 3), (["--rev", "HEAD"], 5), (["--since", "HEAD~1"], 2), (["--trust", "HEAD~1"], 2),
        (["--rev", "HEAD~1"], 2), (["-e", "a"], 1)]
FORMATS = ["json", "json", "json", "text", "concise", "sarif"]
DAYS = [("2026-03-20", 10), ("2026-06-30", 4), ("commit", 1)]


def choose(rows):
    return chance.choices([r[0] for r in rows], [r[1] for r in rows])[0]


counts = {"same": 0}


def compare(what):
    ways, day = choose(WAYS), choose(DAYS)
    argv = ["d1lint", "check", "--verbose", "--jobs", "1", "--as-of", day, "--format", chance.choice(FORMATS)] + ways
    time.sleep(TICK)
    runs = [run(*argv, "--no-cache")] + [run(*argv) for _ in range(chance.choice([1, 1, 1, 2]))]
    log.append("%s: %s" % (what, " ".join(argv[5:])))
    if VERBOSE:
        print(log[-1], flush=True)
    for i, r in enumerate(runs[1:]):
        if (r.stdout, r.returncode) != (runs[0].stdout, runs[0].returncode):
            print("seed %d, step %d differs, run %d, in %s" % (SEED, len(log), i, os.getcwd()))
            print("\n".join(log[-12:]))
            write("../without", runs[0].stdout.decode(errors="replace"))
            write("../with", r.stdout.decode(errors="replace"))
            print(run("diff", "../without", "../with").stdout.decode()[:2000])
            sys.exit(1)
    if any(line in runs[0].stdout for line in (b"AddressSanitizer", b"Assertion")):
        print("\n".join(log[-5:]), runs[0].stdout.decode()[:2000])
        sys.exit(1)
    counts["same"] += 1


os.makedirs("repo")
os.chdir("repo")
git("init", "-q", "-b", "main", ".")
for at, example in NAMES.items():
    shutil.copytree(os.path.join(EXAMPLES, example), at)
    path = os.path.join(at, "engagement.yaml")
    text = read(path)
    name = [l for l in text.split("\n") if l.startswith("  name: ")][0]
    write(path, text.replace(name, "  name: " + at, 1))
    commit()
compare("begin")
while len(log) < STEPS:
    step = choose(STEP)
    if not any(os.path.exists(os.path.join(f, "engagement.yaml")) for f in os.listdir(".")):
        git("reset", "-q", "--hard", "main")
    try:
        told = step()
    except (OSError, IndexError) as fault:
        told = fault
    compare("%s %s" % (step.__name__, told if told is not None else ""))
print("%d times the same" % counts["same"])
