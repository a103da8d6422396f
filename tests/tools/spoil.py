"""Spoils engagements at random and repairs them with `d1lint fix`, in the current folder.

    spoil.py SEEDS FOLDER...

Each copy of a folder gets some of what people do by mistake (a letter too much, capitals, a number without quotes, a line
that is gone, a reference to nobody, a date that is none, CR LF). Then must hold:

- what is printed is a patch that git applies, and a second run prints nothing;
- as many lines come as go, but for items that a list has twice; each other byte stays;
- no criterion changes from fail to pass that fails for anything but shape and references (SHP, REF), or the repairs are
  refused with the name of one, and nothing is printed.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys

WORD = re.compile(r"^(\s*(?:- )?[a-zA-Z]+: )([a-z][a-zA-Z]+)$")
KEY = re.compile(r"^(\s*(?:- )?)([a-z][a-zA-Z]{3,})(:(?: .*)?)$")
AMOUNT = re.compile(r"(amount: )\"([0-9.]+)\"")
DATE = re.compile(r"^(.*: \"?20[0-9]{2}-)([0-9])(.*)$")
LIST = re.compile(r"^(.*Refs: \[)([^],\]]+)(.*\])$")


def run(*command, status=(0,)):
    done = subprocess.run(command, capture_output=True, check=False)
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()  # with line ends as they are
    if done.returncode not in status:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}{done.stdout[:2000]}")
    return done


def letter(word):
    at = random.randrange(1, len(word))
    return random.choice((word[:at] + random.choice("aeirst") + word[at:], word[:at] + word[at + 1 :]))


def spoil_line(line):
    """The line with a mistake, None for none."""
    for pattern, wrong in random.sample(
        (
            (WORD, lambda m: m[1] + m[2].capitalize()),
            (WORD, lambda m: m[1] + letter(m[2])),
            (KEY, lambda m: m[1] + letter(m[2]) + m[3]),
            (KEY, lambda m: m[1] + m[2].capitalize() + m[3]),
            (AMOUNT, lambda m: AMOUNT.sub(r"\1\2", m.string)),
            (DATE, lambda m: m[1] + "O" + m[3]),
            (LIST, lambda m: m[1] + m[2] + ", " + m[2] + m[3]),
        ),
        7,
    ):
        found = pattern.search(line)
        if found:
            return wrong(found)
    return None


def spoil(path):
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().split("\n")
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(len(lines))
        wrong = spoil_line(lines[at])
        if random.random() < 0.05 and ": " in lines[at] and not lines[at].lstrip().startswith("-"):
            del lines[at]
        elif wrong is not None:
            lines[at] = wrong
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(("\r\n" if random.random() < 0.2 else "\n").join(lines))


def criteria():
    """What every criterion is at its gate, and the checks that it fails for."""
    report = json.loads(run("d1lint", "check", "--format", "json", status=(0, 1)).stdout)
    return {
        (engagement["name"], c["id"], c["gate"]): (c["state"], c["failing"])
        for engagement in report["engagements"]
        for c in engagement["criteria"]
    }


def is_of_shape(checks):
    return all(check.startswith(("SHP-", "REF-")) for check in checks)


def repair(unsafe):
    """Whether something was repaired; None where that was refused."""
    command = ["d1lint", "fix"] + (["--unsafe"] if unsafe else [])
    before = criteria()
    fixed = run(*command, status=(0, 2, 3))
    if fixed.returncode == 3:
        assert "no engagement that can be read" in fixed.stderr and not fixed.stdout, fixed.stderr
        return False
    if fixed.returncode == 2:
        assert "would meet" in fixed.stderr and not fixed.stdout, fixed.stderr
        return None
    if not fixed.stdout:
        return False
    with open("../patch", "w", encoding="utf-8", newline="") as file:
        file.write(fixed.stdout)
    run("git", "apply", "--check", "../patch")
    run("git", "apply", "../patch")
    for line in run("git", "diff", "--numstat").stdout.splitlines():
        come, go, path = line.split("\t")
        assert int(come) <= int(go) <= int(come) + 4, line
        with open(path, "rb") as file:
            returns = {line.endswith(b"\r") for line in file.read().split(b"\n")[:-1]}
        assert len(returns) == 1, f"{path}: line ends are mixed"
    after = criteria()
    for key, (state, failing) in before.items():
        met = state == "fail" and after.get(key, (None,))[0] == "pass"
        assert not met or is_of_shape(failing), f"{key} was met by a repair, and failed for {failing}"
    again = run(*command, status=(0, 2))
    assert not again.stdout, "a second run repairs more:\n" + again.stdout
    return True


def main():
    seeds, folders = int(sys.argv[1]), sys.argv[2:]
    told = {True: 0, False: 0, None: 0}
    for seed in range(seeds):
        for folder in folders:
            random.seed(f"{seed} {os.path.basename(folder)}")
            shutil.copytree(folder, "work")
            os.chdir("work")
            for path, _, files in os.walk("."):
                for name in sorted(files):
                    if name.endswith(".yaml") and random.random() < 0.7:
                        spoil(os.path.join(path, name))
            run("git", "init", "-q", ".")
            run("git", "add", "-A")
            run("git", "commit", "-q", "-m", "spoilt")
            try:
                told[repair(unsafe=seed % 3 == 2)] += 1
            except AssertionError as wrong:
                sys.exit(f"seed {seed} of {folder}: {wrong}")
            os.chdir("..")
            shutil.rmtree("work")
    print(f"{told[True]} repaired, {told[None]} refused, {told[False]} without repairs")


main()
