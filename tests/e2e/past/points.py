"""
What history tells of gates and criteria, and what each point judged by itself says: one program, asked in two ways.

    points.py write COMMITS    goes on with the repository here: so many commits that spoil a line of an artifact and
                               mend it again, leave a file that does not parse, move files, merge branches, and once
                               give the engagement another name
    points.py amend COMMITS    the same, but the values of two lines change places, so that all stays as its schema
                               wants it mostly
    points.py prove COMMITS    the engagement here, whose evidence lies elsewhere, is committed with its evidence as files
                               of the repository, which commits add, alter, remove, move and sign, mostly files alone
    points.py space COMMITS    the engagement here is committed as it was when it ended, and goes on as by amend, in so many
                               commits in all, with many days between them
    points.py compare STEP CHECK...
                               compares at each STEP-th point of the line, and at the last, these checks, without any
                               gates and criteria; ends with 1 where they differ
    points.py days STEP CHECK...
                               the same on each STEP-th day from the first point on, for a year

What judges the past is the present, so a point by itself is judged by the policy and the people of HEAD. Where a file
does not parse, history goes on with what stood there before, and a check says so instead: such points are passed over.
"""

import datetime
import hashlib
import json
import os
import random
import re
import subprocess
import sys

FIRST = 1784620800  # 2026-07-21 08:00 UTC; eight commits a day, at hours that are of one day in every zone at hand
CONTRACT = 1769990400  # 2026-02-02 00:00 UTC, on which the contract of the example was signed
# What says who people are, how days count and what is asked for is the present's; its past is not looked at.
LEFT_ALONE = ("engagement.yaml", "policy.yaml", "waivers.yaml")


def git(*args):
    return subprocess.run(["git", *args], stdout=subprocess.PIPE, check=True, text=True).stdout


# ---- writing ----


def artifacts():
    paths = git("ls-files", "*.yaml").split("\n")[:-1]
    return [p for p in paths if os.path.basename(p) not in LEFT_ALONE and not p.startswith("team")]


def spoil(path, chance):
    """Takes a line out, or lets a day be a later one, or leaves something that does not parse."""
    with open(path) as file:
        lines = file.readlines()
    fields = [i for i, line in enumerate(lines) if line.startswith("    ") and ": " in line]
    if not fields:
        return
    at = chance.choice(fields)
    kind = chance.randrange(8)
    if kind == 0:
        lines[at] = "    : [\n"
    elif kind < 4 and "2026-0" in lines[at]:
        lines[at] = lines[at].replace("2026-0", "2026-1", 1)
    else:
        del lines[at]
    with open(path, "w") as file:
        file.writelines(lines)


def exchange(path, chance):
    """Lets two lines of one field change places, of items of one list mostly."""
    with open(path) as file:
        lines = file.readlines()
    places = {}
    for i, line in enumerate(lines):
        if ": " in line and not line.lstrip(" -").startswith(("id:", "#")):
            places.setdefault(line.split(": ")[0].replace("- ", "  "), []).append(i)
    several = [numbers for numbers in places.values() if len({lines[i].split(": ", 1)[1] for i in numbers}) > 1]
    if not several:
        return
    one, other = chance.sample(chance.choice(several), 2)
    head, tail = lines[one].split(": ", 1)
    lines[one], lines[other] = (head + ": " + lines[other].split(": ", 1)[1]), (lines[other].split(": ", 1)[0] + ": " + tail)
    with open(path, "w") as file:
        file.writelines(lines)


def rename(path):
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(text.replace("  name: halden-orders", "  name: halden-orders-again", 1))


def commit(number):
    commit_on(FIRST + number // 8 * 86400 + number % 8 * 2400, number)


def commit_on(seconds, number):
    day = "%d +0000" % seconds
    os.environ["GIT_COMMITTER_DATE"] = os.environ["GIT_AUTHOR_DATE"] = day
    git("add", "-A")
    git("commit", "-q", "--no-verify", "--allow-empty", "-m", "Point %d" % number)


def seeded():
    return random.Random(int(os.environ.get("SEED", "7")))


def change_or_mend(spoilt, chance, change, moved=None):
    """moved: what the file is called from then on, where it is moved in place of being changed."""
    if spoilt and chance.randrange(3):
        path = chance.choice(sorted(spoilt))
        with open(path, "w") as file:
            file.write(spoilt.pop(path))
        return
    path = chance.choice(artifacts())
    with open(path) as file:
        before = file.read()
    if moved and path not in spoilt:
        git("mv", path, os.path.join(os.path.dirname(path), moved))
        return
    change(path, chance)
    spoilt.setdefault(path, before)


def write(count, change):
    chance, spoilt = seeded(), {}
    for number in range(count):
        branch = number % 11 == 5
        if branch:
            git("checkout", "-q", "-b", "side")
        change_or_mend(spoilt, chance, change, "moved-%d.yaml" % number if number % 13 == 7 else None)
        if number == count // 4:
            rename("engagement.yaml")
        commit(number)
        if branch:
            git("checkout", "-q", "-")
            git("merge", "-q", "--no-ff", "-m", "Merge %d" % number, "side")
            git("branch", "-q", "-D", "side")


def begin():
    git("init", "-q", "-b", "main")
    git("add", "-A")


def space(count):
    chance, spoilt = seeded(), {}
    begin()
    for number in range(count):
        if number:
            change_or_mend(spoilt, chance, exchange)
        commit_on(CONTRACT + 86400 * 150 * number // count, number)


# ---- evidence ----


def proof(number):
    return "What shows it, %d\n" % number


def bring_home():
    """Has what is given with an address and a SHA-256 lie in the repository; returns the paths."""
    paths = []

    def move(match):
        number = len(paths)
        paths.append("proof/%d.txt" % number)
        return "%s%s%s%s" % (match[1], paths[number], match[3], hashlib.sha256(proof(number).encode()).hexdigest())

    for path in git("ls-files", "*.yaml").split("\n")[:-1]:
        with open(path) as file:
            text = file.read()
        text = re.sub(r'(href: )"(https://[^"]*)"((?:[^\n]*\n){0,3}?[^\n]*sha256: "?)[0-9a-f]{64}', move, text)
        with open(path, "w") as file:
            file.write(text.replace("type: url, href: proof", "type: document, href: proof"))
    return paths


def write_file(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def change_proof(paths, chance):
    number = chance.randrange(len(paths))
    path, kind = paths[number], chance.randrange(9)
    there = os.path.exists(path)
    if kind == 0 and there:
        os.rename(path, path + ".old")
    elif kind == 1 and there:
        os.remove(path)
    elif kind == 2:
        write_file(path, "Something else\n")
    elif kind == 3 and os.path.exists(path + ".old"):
        os.rename(path + ".old", path)
    elif kind == 4:
        write_file(path + ".sig", "no signature\n")
    elif kind == 5:
        write_file("beside/%d.txt" % chance.randrange(100), "nobody's %d\n" % chance.randrange(100))
    else:
        for some in chance.sample(range(len(paths)), 1 + len(paths) // 4):
            write_file(paths[some], proof(some))


def prove(count):
    chance = seeded()
    begin()
    paths = bring_home()
    for number in range(count):
        if number:
            change_proof(paths, chance)
        if number % 7 == 3:
            with open(chance.choice(artifacts()), "a") as file:
                file.write("# a remark\n")
        # From the day of the contract to the end, mostly two days apart, and some on one day.
        commit_on(CONTRACT + (number - number % 3 // 2) * 86400 * 140 // count + number % 3 * 600, number)


# ---- comparing ----


def d1lint(*args):
    done = subprocess.run(["d1lint", *args, "--format", "json", "--no-cache"], stdout=subprocess.PIPE, check=False)
    return json.loads(done.stdout)


def is_past(event, day, point, numbers):
    """Whether an event had come about at a point, as of its day."""
    if event["date"] != day:
        return event["date"] < day
    return event["cause"] == "day" or numbers[event["commit"]] <= point


def judged(commit, day, name, checks):
    """The states of checks, else of gates and criteria."""
    report = d1lint("check", "--rev", commit, "--as-of", day, "--policy", "HEAD:policy.yaml", "--trust", "HEAD")
    states = {}
    for engagement in report["engagements"]:
        if engagement["name"] != name or any(c["id"] == "SHP-001" and c["state"] == "fail" for c in engagement["checks"]):
            continue
        for check in engagement["checks"]:
            if check["id"] in checks:
                states[check["id"]] = check["state"]
        if checks:
            continue
        for gate in engagement["gates"]:
            states["gate " + gate["id"]] = gate["state"]
        for criterion in engagement["criteria"]:
            states[criterion["id"] + " at " + criterion["gate"]] = criterion["state"]
    return states


def line():
    """Commits of the line with their days, which do not run backwards."""
    day, commits = "", []
    for entry in git("log", "--first-parent", "--reverse", "--format=%H %cs").split("\n")[:-1]:
        commit, date = entry.split()
        day = max(day, date)
        commits.append((commit, day))
    return commits


def each_point(commits, step):
    """Which point is looked at as of which day: each STEP-th, and the last."""
    for number, (_, day) in enumerate(commits):
        if number % step == 0 or number + 1 == len(commits):
            yield number, day


def each_day(commits, step):
    first = datetime.date.fromisoformat(commits[0][1])
    for days in range(0, 365, step):
        day = (first + datetime.timedelta(days=days)).isoformat()
        yield max(number for number, (_, date) in enumerate(commits) if date <= day), day


def compare(moments, checks):
    tellings = [d1lint("history", *check)["engagements"][0] for check in ([[c] for c in checks] or [[]])]
    told = {"name": tellings[0]["name"], "events": [event for telling in tellings for event in telling["events"]]}
    commits = line()
    numbers = {commit: number for number, (commit, _) in enumerate(commits)}
    wrong, compared = 0, 0
    for number, day in moments(commits):
        commit, states = commits[number][0], {}
        for event in told["events"]:
            if is_past(event, day, number, numbers):
                states[event["what"]] = event["state"]
        for what, state in judged(commit, day, told["name"], checks).items():
            compared += 1
            if states.get(what) != state:
                wrong += 1
                print("%s of %s: %s is told to be %s, and is %s" % (commit[:7], day, what, states.get(what), state))
    print("%d states of %d points compared, %d differ" % (compared, len(commits), wrong))
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    verb, number = sys.argv[1], int(sys.argv[2])
    if verb in ("compare", "days"):
        moments = each_point if verb == "compare" else each_day
        sys.exit(compare(lambda commits: moments(commits, number), sys.argv[3:]))
    if verb == "prove":
        prove(number)
    elif verb == "space":
        space(number)
    else:
        write(number, exchange if verb == "amend" else spoil)
