"""What was merged in the repository of the shared files, drafted again from each commit's parent by `haggle pins`.

    python3 pins.py REPOSITORY HAGGLE [--snapshot FILE] [--since DAY] [--check CHECKOUT] [KIND...]

REPOSITORY is a git directory of the shared files (openstack/requirements), HAGGLE the program. KIND is one of `bumps`, `removals`,
`bounds`, `environments`, `lists`, `batches`; all but the last where none is named. What a verb has to be told (names, versions, Pythons) is read from the
merged difference; what it drafts is compared with it line by line. With --check, the drafted files have to pass the tests of the
checkout's own checker: every name of the global list is pinned or denied and not both, every pin is one that the list allows.
Nothing of the repository is kept.
"""

import argparse
import collections
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FILES = ["global-requirements.txt", "upper-constraints.txt", "denylist.txt", "projects.txt"]
GLOBAL, CONSTRAINTS, DENYLIST, PROJECTS = FILES


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("haggle")
    parser.add_argument("--snapshot")
    parser.add_argument("--since", default="2024-08-24")
    parser.add_argument("--check")
    parser.add_argument("--snapshot-for", help="a program that writes what was released until a day: PROGRAM FILE DAY")
    parser.add_argument("--holds", help="JSON: names, each with the first and the last day on which it was held")
    parser.add_argument("kinds", nargs="*")
    return parser.parse_intermixed_args()


class History:
    def __init__(self, repository):
        self.repository = repository

    def git(self, *words):
        done = subprocess.run(["git", "-C", self.repository, *words], capture_output=True, check=True)
        return done.stdout

    def commits(self, since):
        out = self.git("log", "--no-merges", f"--since={since}", "--format=%h%x09%cs%x09%s").decode()
        return [line.split("\t", 2) for line in out.splitlines()]

    def changed(self, commit):
        return self.git("diff-tree", "--no-commit-id", "--name-only", "-r", commit).decode().split("\n")[:-1]

    def file(self, commit, path):
        done = subprocess.run(["git", "-C", self.repository, "show", f"{commit}:{path}"], capture_output=True)
        return done.stdout if done.returncode == 0 else None

    def write(self, commit, folder):
        for name in FILES:
            content = self.file(commit, name)
            if content is not None:
                (folder / name).write_bytes(content)

    def lines(self, commit, path):
        """The lines that a commit takes out of a file and puts into it."""
        diff = self.git("diff", "-U0", f"{commit}^", commit, "--", path).decode().splitlines()
        out = [line[1:] for line in diff if line.startswith("-") and not line.startswith("---")]
        new = [line[1:] for line in diff if line.startswith("+") and not line.startswith("+++")]
        return out, new


def name_of(line):
    return re.split(r"[=<>!~;\[ #]", line.strip(), maxsplit=1)[0]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def release(version):
    """The numbers of a release, without zeros at the end: what a prerelease leads to."""
    numbers = [int(part) for part in re.match(r"[0-9]+(\.[0-9]+)*", version)[0].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return numbers


def pins(lines):
    found = collections.defaultdict(list)
    for line in lines:
        match = re.match(r"([A-Za-z0-9._-]+)===([^;#\s]+)\s*(;[^#]*)?", line)
        if match:
            found[normal(match[1])].append((match[1], match[2], (match[3] or "").strip()))
    return found


class Run:
    def __init__(self, history, options):
        self.history, self.options = history, options
        self.counts = collections.Counter()

    def verb(self, folder, *words):
        facts = ["--snapshot", self.options.snapshot] if self.options.snapshot and "--facts" in words else []
        words = [word for word in words if word != "--facts"]
        done = subprocess.run(
            [self.options.haggle, "pins", *words, *facts, "--lists", str(folder), "--write"], capture_output=True, text=True
        )
        return done.returncode, done.stderr.strip()

    def compare(self, kind, commit, date, subject, verbs, ignored=lambda line: False):
        """Carries the verbs out on the parent's files and compares the files with the commit's."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            self.history.write(f"{commit}^", folder)
            failed = []
            for words in verbs:
                code, error = self.verb(folder, *words)
                if code != 0:
                    failed.append(f"{' '.join(words)}: {error}")
            differences = []
            for path in FILES:
                wanted = self.history.file(commit, path)
                if wanted is None:
                    continue
                found = (folder / path).read_bytes()
                if found == wanted:
                    continue
                ours, theirs = found.decode().splitlines(), wanted.decode().splitlines()
                only_ours = [line for line in ours if line not in set(theirs)]
                only_theirs = [line for line in theirs if line not in set(ours)]
                if not only_ours and not only_theirs:
                    differences.append((path, "the same lines in another order", ""))
                differences += [(path, "ours", line) for line in only_ours]
                differences += [(path, "merged", line) for line in only_theirs]
            passes = self.passes(folder)
        is_same = not differences and not failed
        self.counts[kind, "same" if is_same else "differs"] += 1
        if passes is not None:
            self.counts[kind, "passes" if passes else "refused"] += 1
        if not is_same or passes is False:
            print(f"{kind} {commit} {date} {subject}: {[' '.join(words) for words in verbs]}")
            for line in failed:
                print(f"    failed: {line}")
            for path, whose, line in differences[:40]:
                print(f"    {path} {whose}: {line}")
            if passes is False:
                print("    refused by the checker")

    def passes(self, folder):
        if not self.options.check:
            return None
        script = (
            "import sys\n"
            "from openstack_requirements import constraints, requirement\n"
            "read = lambda name: requirement.parse(open(sys.argv[1] + '/' + name).read())\n"
            "lists, pins, denied = read('global-requirements.txt'), read('upper-constraints.txt'), read('denylist.txt')\n"
            "found = list(constraints.check_blacklist_coverage(lists, pins, denied, 'upper-constraints.txt')) if hasattr(constraints, 'check_blacklist_coverage')"
            " else list(constraints.check_denylist_coverage(lists, pins, denied, 'upper-constraints.txt'))\n"
            "found += list(constraints.check_compatible(lists, pins)) + list(constraints.check_format(pins))\n"
            "print('\\n'.join(str(one) for one in found))\n"
        )
        done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, cwd=self.options.check)
        if done.returncode != 0:
            print(f"    the checker failed: {done.stderr.strip().splitlines()[-1:]}")
            return False
        if done.stdout.strip():
            print(f"    the checker says: {done.stdout.strip()}")
        return not done.stdout.strip()


def bumps(run, commits):
    """Commits that change the constraints alone, and there the versions of one name."""
    for commit, date, subject in commits:
        if run.history.changed(commit) != [CONSTRAINTS]:
            continue
        out, new = run.history.lines(commit, CONSTRAINTS)
        before, after = pins(out), pins(new)
        if set(before) != set(after) or len(before) != 1:
            continue
        name = next(iter(before))
        versions = {version for _, version, _ in before[name]}
        raised = [version for _, version, _ in after[name] if version not in versions]
        if len(set(raised)) != 1:
            print(f"bump {commit} {date} {subject}: not one version: {sorted(set(raised))}")
            run.counts["bump", "not one version"] += 1
            continue
        highest = max((version for _, version, _ in before[name]), key=release)
        is_lower = release(raised[0]) < release(highest)
        words = ["rollback", name, raised[0], "--pin-only"] if is_lower else ["bump", name, raised[0]]
        pythons = sorted({minor for line in new for minor in re.findall(r"python_version\W+3\.(\d+)", line)}, key=int)
        if pythons and [marker for _, _, marker in before[name]] != [marker for _, _, marker in after[name]]:
            words += ["--python", ",".join(f"3.{minor}" for minor in range(int(pythons[0]), 14)), "--facts"]
        run.compare("bump", commit, date, subject, [words])


def removals(run, commits):
    """Commits that take entries or projects out, and put nothing in but what moves."""
    for commit, date, subject in commits:
        if not re.match(r"(remove|drop)\b", subject, re.I):
            continue
        verbs = []
        names = []
        for path in (GLOBAL, CONSTRAINTS, DENYLIST):
            out, new = run.history.lines(commit, path)
            gone = [name_of(line) for line in out if line.strip() and not line.startswith("#")]
            kept = {normal(name_of(line)) for line in new}
            names += [name for name in gone if normal(name) not in kept and normal(name) not in map(normal, names)]
        out, new = run.history.lines(commit, PROJECTS)
        projects = [line.strip() for line in out if line.strip() and line not in new]
        if "python" in subject.lower().split() or re.search(r"python ?3", subject.lower()) or not names and not projects:
            continue
        if names:
            verbs.append(["drop", *names])
        verbs += [["projects", "drop", project] for project in projects]
        run.compare("removal", commit, date, subject, verbs)


def specifiers(line):
    body = line.split("#")[0].split(";")[0]
    return {piece.strip() for piece in body[len(name_of(line)):].split(",") if piece.strip()}


def bounds(run, commits):
    """Commits that change the exclusions or the caps of the global list."""
    for commit, date, subject in commits:
        out, new = run.history.lines(commit, GLOBAL)
        out = [line for line in out if line.strip() and not line.startswith("#")]
        before = {normal(name_of(line)): line for line in out}
        after = {normal(name_of(line)): line for line in new if line.strip() and not line.startswith("#")}
        gone, came = pins(run.history.lines(commit, CONSTRAINTS)[0]), pins(run.history.lines(commit, CONSTRAINTS)[1])
        verbs = []
        for name in before.keys() & after.keys():
            old, now = specifiers(before[name]), specifiers(after[name])
            if old == now:
                continue
            to = ["--to", came[name][0][1]] if name in came and name in gone else []
            excluded = sorted(piece[2:] for piece in now - old if piece.startswith("!="))
            caps = [piece for piece in now - old if piece.startswith("<")]
            bug = re.search(r"# Capped until (\S+) is resolved", "\n".join(new))
            if caps:
                verbs.append(["cap", name + caps[0], *(["--bug", bug[1]] if bug else []), *to])
            elif excluded:
                verbs.append(["exclude", *(f"{name}=={version}" for version in excluded), *to])
            elif old and not now or any(piece.startswith(("<", "==")) for piece in old - now):
                verbs.append(["uncap", name, *to])
        if verbs and len(verbs) <= 3:
            run.compare("bound", commit, date, subject, sorted(verbs))


def environments(run, commits):
    """Commits that add a Python, or drop one."""
    for commit, date, subject in commits:
        matched = re.match(r"(drop|remove|re-add|add)\b.*?python ?3\.(\d+)", subject, re.I)
        if not matched or "job" in subject.lower() and "constraints" not in subject.lower():
            continue
        minors = [int(minor) for minor in re.findall(r"3\.(\d+)", subject)]
        before = run.history.file(f"{commit}^", CONSTRAINTS).decode()
        named = [int(minor) for minor in re.findall(r"python_version\W+3\.(\d+)", before)]
        verbs = []
        for minor in minors:
            is_added = "add" in matched[1].lower()
            low = min([*named, *minors, 11])
            pythons = [other for other in range(low, 14) if not (is_added and other == minor)]
            words = ["environment", "add" if is_added else "drop", f"3.{minor}"]
            verbs.append([*words, "--python", ",".join(f"3.{other}" for other in pythons), *(["--facts"] if is_added else [])])
        run.compare("environment", commit, date, subject, verbs)


def lists(run, commits):
    """Commits that change the denylist or the list of projects alone."""
    for commit, date, subject in commits:
        changed = run.history.changed(commit)
        if not set(changed) <= {DENYLIST, PROJECTS}:
            continue
        verbs = []
        for path, verb in ((DENYLIST, "denylist"), (PROJECTS, "projects")):
            out, new = run.history.lines(commit, path)
            names = lambda lines: [line.split("#")[0].strip() for line in lines if line.split("#")[0].strip()]
            verbs += [[verb, "drop", name] for name in names(out) if name not in names(new)]
            verbs += [[verb, "add", name] for name in names(new) if name not in names(out)]
        if verbs:
            run.compare("list", commit, date, subject, verbs)


def days(text):
    return datetime.date.fromisoformat(text[:10]).toordinal()


def batches(run, commits):
    """Generated batches, as they were merged after hand edits: what `update` proposes on that day with the holds of that day."""
    held = json.loads(pathlib.Path(run.options.holds).read_text()) if run.options.holds else {}
    total, named = collections.Counter(), collections.Counter()
    for commit, date, subject in reversed(commits):
        if subject != "Updated from generate-constraints":
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            run.history.write(f"{commit}^", folder)
            before = pins((folder / CONSTRAINTS).read_text().splitlines())
            # The bot generates at night, before it writes the commit; people amend it until it is merged.
            generated = run.history.git("show", "-s", "--format=%as", commit).decode().strip()
            date = datetime.date.fromordinal(days(generated) - 1).isoformat()
            snapshot = folder / "snapshot.json"
            subprocess.run([*run.options.snapshot_for.split(), str(snapshot), date], check=True)
            known = json.loads(snapshot.read_text())["packages"]
            holds = ["schema = 1\n"]
            for name, one in held.items():
                if one["first"] <= date <= one["last"] and normal(name) in before:
                    pinned = before[normal(name)][-1][1]
                    holds.append(
                        f'[[hold]]\nname = "{name}"\nversions = ">{pinned}"\nclaim = {{ project = "openstack/requirements", error = "see the batch" }}\n'
                        f'owner = "the team"\nevidence = "{commit}"\nsince = {one["first"]}\nexpires = {one["last"]}\n'
                    )
            (folder / "holds.toml").write_text("\n".join(holds))
            minors = [int(minor) for minor in re.findall(r"python_version\W+3\.(\d+)", (folder / CONSTRAINTS).read_text())]
            # The Pythons that the batches were generated for, by what the repository said.
            since = [("2026-05-08", 11, 13), ("2025-10-01", 10, 13), ("2024-10-24", 9, 12), ("2024-01-01", 8, 12)]
            low, high = next((low, high) for day, low, high in since if date >= day)
            low = min([*minors, low])
            words = [run.options.haggle, "pins", "update", "--no-excuses", "--lists", str(folder), "--holds", str(folder / "holds.toml")]
            words += ["--snapshot", str(snapshot), "--python", ",".join(f"3.{minor}" for minor in range(low, high + 1)), "--write"]
            done = subprocess.run(words, capture_output=True, text=True)
            if done.returncode != 0:
                print(f"batch {commit} {date}: failed: {done.stderr.strip()[:300]}")
                continue
            ours = pins((folder / CONSTRAINTS).read_text().splitlines())
            merged = pins(run.history.file(commit, CONSTRAINTS).decode().splitlines())
            counts = collections.Counter()
            for name in sorted(ours.keys() | merged.keys()):
                plain = lambda lines: [(version, marker.replace('"', "'")) for _, version, marker in lines.get(name, [])]
                mine, theirs, old = plain(ours), plain(merged), plain(before)
                if mine == theirs:
                    counts["same, raised" if theirs != old else "same, stays"] += 1
                else:
                    why = reason(name, mine, theirs, old, known.get(name) or known.get(normal(name)), date)
                    counts[why] += 1
                    named[why, name] += 1
                    if why == "other":
                        print(f"    {commit} {name}: was {old}, ours {mine}, merged {theirs}")
            total += counts
            print(f"batch {commit} {date}: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    for (why, name), count in named.most_common(60):
        print(f"    {why}: {name} in {count}")
    for what, count in sorted(total.items()):
        print(f"batches: {count} {what}")


def reason(name, mine, theirs, old, known, date):
    """Why a name differs."""
    if not old or not theirs:
        return "a name that comes or goes"
    releases = (known or {}).get("releases", {})
    versions = lambda lines: {version for version, _ in lines}
    if not versions(theirs) | versions(old) <= releases.keys():
        return "a release that the facts do not have"
    if versions(mine) == versions(theirs):
        return "another marker for the same versions"
    age = lambda version: days(date) - days(releases[version]["uploaded"]) if version in releases else None
    if theirs == old:
        if any((age(version) or 99) <= 3 for version in versions(mine) - versions(old)):
            return "released in the days before the batch was generated"
        return "raised by us, left or taken back by hand"
    if mine == old:
        return "raised by hand, kept by what pinned releases require" if versions(theirs) - versions(old) else "lowered by hand"
    if any((age(version) or 99) <= 3 for version in versions(mine) - versions(theirs)):
        return "released in the days before the batch was generated"
    if versions(theirs) < versions(mine):
        return "a pin that a Python keeps by Requires-Python"
    return "other"


def main():
    options = arguments()
    run = Run(History(options.repository), options)
    commits = run.history.commits(options.since)
    kinds = {"bumps": bumps, "removals": removals, "bounds": bounds, "environments": environments, "lists": lists, "batches": batches}
    for kind in options.kinds or [kind for kind in kinds if kind != "batches"]:
        kinds[kind](run, commits)
    for (kind, outcome), count in sorted(run.counts.items()):
        print(f"{kind}: {count} {outcome}")


main()
