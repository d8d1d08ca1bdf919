"""Changes that people made to the shared lists and to projects, drafted again from each commit's parent and pushed to the test review server.

    python3 changes.py SHARED HAGGLE SERVER [--project NAME=REPOSITORY]... [--since DAY] [--most N]

SHARED is a git directory of the shared files (openstack/requirements), HAGGLE and SERVER are the programs `haggle` and `review-server` (of
haggle-testkit). What is replayed: each commit of SHARED that only adds names to the global list (`include`, into a stub of a consumer), and of each
REPOSITORY, the commits that only raise bounds (`raise`) or drop lines (`remove`) of requirements.txt, with the shared files of that
day. What a command has to be told (names, versions, sections) is read from the merged difference; releases are known as that says. The lines of
what the server got are compared with the merged ones, upstream's own checker has to pass them, and every `Depends-On` is read back by
Zuul's pattern. Nothing of the repositories is kept.
"""

import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

GLOBAL, CONSTRAINTS = "global-requirements.txt", "upper-constraints.txt"
LISTS = [GLOBAL, CONSTRAINTS, "denylist.txt", "backports.txt"]
# zuul.lib.dependson.find_dependency_headers of 14.3.0
DEPENDS_ON = re.compile(r"^Depends-On: (.*?)\s*$", re.MULTILINE | re.IGNORECASE)
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")
STUB = "pbr!=2.1.0,>=2.0.0 # Apache-2.0\n"


def git(repository, *words, check=True):
    done = subprocess.run(["git", "-C", repository, *words], capture_output=True, check=check)
    return done.stdout.decode(errors="replace")


def commits(repository, path, since):
    out = git(repository, "log", "--no-merges", f"--since={since}", "--format=%H%x09%cI%x09%s", "--", path)
    return [line.split("\t", 2) for line in out.splitlines()]


def changed(repository, commit, path):
    """The lines that go and come, without comments and blank ones."""
    out = git(repository, "show", "--format=", "-U0", commit, "--", path)
    lines = [line for line in out.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    lines = [line for line in lines if line[1:].strip() and not line[1:].lstrip().startswith("#")]
    return [line[1:] for line in lines if line[0] == "-"], [line[1:] for line in lines if line[0] == "+"]


def name_of(line):
    found = NAME.match(line)
    return re.sub(r"[-_.]+", "-", found.group(1)).lower() if found else ""


def bound(line):
    found = re.search(r">=\s*([0-9][^,;\s#]*)", line)
    return found.group(1) if found else None


def section_of(text, line):
    section = None
    for one in text.splitlines():
        if one.startswith("## section:"):
            section = one.partition(":")[2].strip()
        if one == line:
            return section
    return None


class Family:
    """The shared files of a commit and one project, on a review server of their own."""

    def __init__(self, arguments, shared_commit, project, files, facts):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.haggle = arguments.haggle
        self.project = project
        for name in LISTS:
            text = git(arguments.shared, "show", f"{shared_commit}:{name}", check=False)
            self.write(f"requirements/{name}", text)
        self.write("requirements/setup.cfg", "[metadata]\nname = requirements\n")
        for path, text in files.items():
            self.write(f"{project}/{path}", text)
        words = [arguments.server]
        words += [f"openstack/{one}={self.folder / one}" for one in ("requirements", project)]
        self.server = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.server.stdout.readline().strip()
        manifest = (
            f"schema = 1\nreview = {{ url = '{self.url}', topic = 'replay' }}\nprocess = {{ frozen = false, stable = false }}\n"
            + ("data = { snapshot = 'snapshot.json' }\n" if facts else "")
            + "[family]\nname = 'openstack'\ntitle = 'OpenStack'\nas-of = '2026-07-06'\n[requirements]\nproject = 'openstack/requirements'\n"
            "branch = 'master'\npath = 'requirements'\nglobal = 'global-requirements.txt'\nconstraints = 'upper-constraints.txt'\n"
            f"denylist = 'denylist.txt'\n[[project]]\nname = 'openstack/{project}'\ndistribution = '{project}'\nbranch = 'master'\n"
            f"path = '{project}'\nrequirements = 'requirements.txt'\ntest-requirements = 'test-requirements.txt'\n"
            "[[environment]]\nid = 'cp312-linux'\npython = '3.12'\nplatform = 'linux'\n"
        )
        self.write("haggle.toml", manifest)
        if facts:
            scope = {"for": ["evaluate"], "versions": 5, "environments": ["python 3.12 on linux"]}
            document = {"format": "haggle-snapshot", "version": 2, "recorded": "2026-07-06T00:00:00Z", "command": "haggle snapshot"}
            self.write("snapshot.json", json.dumps({**document, "scope": scope, "packages": facts}))
        # The account of the test server.
        helper = "!f() { echo username=tester; echo password=correct-horse; }; f"
        account = f"[credential \"{self.url}\"]\n\thelper = \"{helper}\"\n"
        self.write("gitconfig", f"[user]\n\tname = A Tester\n\temail = tester@example.org\n{account}")

    def write(self, path, text):
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def push(self, *words):
        words = [self.haggle, *words, "--project", self.project, "--push"]
        clean = {"GIT_CONFIG_GLOBAL": str(self.folder / "gitconfig"), "PATH": "/usr/bin:/bin", "HOME": str(self.folder)}
        return subprocess.run(words, cwd=self.folder, env=clean, capture_output=True, text=True)

    def changes(self):
        """Of each change: its repository, message, and the files before and after."""
        found = []
        for one in ("requirements", self.project):
            repository = self.folder / "seen" / one
            clean = {"GIT_CONFIG_GLOBAL": str(self.folder / "gitconfig"), "PATH": "/usr/bin:/bin"}
            words = ["git", "clone", "-q", "--mirror", f"{self.url}/openstack/{one}", repository]
            subprocess.run(words, env=clean, capture_output=True)
            refs = git(repository, "for-each-ref", "--format=%(refname)", "refs/changes", check=False).split()
            for ref in refs:
                found.append((one, git(repository, "log", "-1", "--format=%B", ref), repository, ref))
        return found

    def close(self):
        self.server.stdin.close()
        self.server.wait()
        shutil.rmtree(self.folder)


def checker(arguments):
    """Upstream's checker, of the newest commit."""
    folder = tempfile.mkdtemp()
    archive = subprocess.run(
        ["git", "-C", arguments.shared, "archive", "HEAD", "openstack_requirements"], capture_output=True, check=True
    )
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
    sys.path.insert(0, folder)
    from openstack_requirements import check, project, requirement

    def verdict(project_folder, lists):
        head = check.RequirementsList("head", project.read(str(project_folder)))
        head.process(strict=False)
        denied = requirement.parse((lists / "denylist.txt").read_text())
        backports = requirement.parse((lists / "backports.txt").read_text())
        known = check.get_global_reqs((lists / GLOBAL).read_text())
        return check.validate(head, denied, known, backports)

    return verdict


def replay(arguments, verdict, row, counts):
    """One row: the command, and what the merged change did by repository and file."""
    family = Family(arguments, row["shared"], row["project"], row["files"], row["facts"])
    try:
        done = family.push(*row["words"])
        if done.returncode != 0:
            last = (done.stdout + done.stderr).strip().splitlines()
            reason = next((line.strip() for line in last if ": " in line and "note" not in line), "")
            return f"not drafted: {reason[:150]}"
        drafted = collections.defaultdict(lambda: ([], []))
        for one, message, repository, ref in family.changes():
            links = DEPENDS_ON.findall(message)
            counts["links"] += len(links)
            counts["links read"] += sum(link.startswith(("I", "http")) and " " not in link for link in links)
            for path in git(repository, "diff", "--name-only", "refs/heads/master", ref).split():
                gone, come = changed_between(repository, ref, path)
                drafted[path][0].extend(gone)
                drafted[path][1].extend(come)
            target = family.folder / "after" / one
            target.mkdir(parents=True, exist_ok=True)
            archive = subprocess.run(["git", "-C", repository, "archive", ref], capture_output=True, check=True)
            subprocess.run(["tar", "-x", "-C", target], input=archive.stdout, check=True)
        shared = family.folder / "after" / "requirements"
        shared = shared if shared.is_dir() else family.folder / "requirements"
        own = family.folder / "after" / row["project"]
        before = verdict(family.folder / row["project"], family.folder / "requirements")
        if verdict(own if own.is_dir() else family.folder / row["project"], shared) and not before:
            return "upstream's checker refuses it"
        for path, (gone, come) in row["expected"].items():
            if (sorted(drafted[path][0]), sorted(drafted[path][1])) != (sorted(gone), sorted(come)):
                return f"differs: {path}: {gone} {come} is {drafted[path]}"
        return "equal"
    finally:
        family.close()


def changed_between(repository, ref, path):
    out = git(repository, "diff", "-U0", "refs/heads/master", ref, "--", path)
    lines = [line for line in out.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---") and line[1:].strip()]
    return [line[1:] for line in lines if line[0] == "-"], [line[1:] for line in lines if line[0] == "+"]


def additions(arguments):
    for commit, _, subject in commits(arguments.shared, GLOBAL, arguments.since):
        gone, come = changed(arguments.shared, commit, GLOBAL)
        pins_gone, pins = changed(arguments.shared, commit, CONSTRAINTS)
        if gone or pins_gone or not come or len(come) > 3 or not subject.lower().startswith("add"):
            continue
        after = git(arguments.shared, "show", f"{commit}:{GLOBAL}")
        before_pins = git(arguments.shared, "show", f"{commit}^:{CONSTRAINTS}").splitlines()
        facts, asked = {}, []
        for line in come:
            own = [pin for pin in pins + before_pins if name_of(pin) == name_of(line)]
            version = own[0].partition("===")[2].partition(";")[0].strip() if own else "1"
            licence = line.partition("#")[2].strip() or "Apache-2.0"
            written = NAME.match(line).group(1)
            files = [written.replace("-", "_").replace(".", "_") + "-*-py3-none-any.whl"]
            facts[name_of(line)] = {"releases": {version: {"files": files, "licence": licence, "name": written}}}
            asked.append(f"{written}>={version}" + (";" + line.split("#")[0].partition(";")[2].strip() if ";" in line else ""))
        for pin in pins:
            if name_of(pin) not in facts:
                version = pin.partition("===")[2].partition(";")[0].strip()
                written = NAME.match(pin).group(1)
                files = [written.replace("-", "_").replace(".", "_") + "-*-py3-none-any.whl"]
                facts[name_of(pin)] = {"releases": {version: {"files": files, "licence": "MIT", "name": written}}}
        section = section_of(after, come[0])
        words = ["include", *asked] + (["--section", section] if section else [])
        expected = {GLOBAL: (gone, come), CONSTRAINTS: ([], pins)}
        files = {"requirements.txt": STUB, "setup.cfg": "[metadata]\nname = consumer\n"}
        yield f"{commit[:8]} {subject}", {
            "shared": f"{commit}^", "project": "consumer", "files": files, "facts": facts, "words": words, "expected": expected,
        }


def of_project(arguments, name, repository):
    counts = collections.Counter()
    for commit, date, subject in commits(repository, "requirements.txt", "2018-01-01"):
        gone, come = changed(repository, commit, "requirements.txt")
        names = [name_of(line) for line in gone]
        if len(set(names)) != len(names) or not gone or len(gone) > 4:
            continue
        if not come:
            kind, words = "remove", ["remove", *names]
        elif sorted(names) == sorted(map(name_of, come)) and all(
            bound(old) and bound(new) and old.replace(bound(old), bound(new)) == new
            for old, new in zip(sorted(gone, key=name_of), sorted(come, key=name_of))
        ):
            kind, words = "raise", ["raise", *(f"{name_of(line)}>={bound(line)}" for line in come)]
        else:
            continue
        if counts[kind] >= arguments.most:
            continue
        counts[kind] += 1
        paths = ["requirements.txt", "test-requirements.txt", "setup.cfg", "pyproject.toml"]
        files = {path: git(repository, "show", f"{commit}^:{path}", check=False) for path in paths}
        files = {path: text for path, text in files.items() if text}
        shared = git(arguments.shared, "rev-list", "-1", f"--before={date}", "HEAD").strip()
        yield f"{name} {commit[:8]} {kind}: {subject}", {
            "shared": shared, "project": name, "files": files, "facts": None, "words": words,
            "expected": {"requirements.txt": (gone, come)},
        }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared")
    parser.add_argument("haggle")
    parser.add_argument("server")
    parser.add_argument("--project", action="append", default=[], help="NAME=REPOSITORY")
    parser.add_argument("--since", default="2024-08-01")
    parser.add_argument("--most", type=int, default=10)
    arguments = parser.parse_args()
    rows = list(additions(arguments))
    for project in arguments.project:
        rows.extend(of_project(arguments, *project.split("=", 1)))
    if not rows:
        sys.exit("there is nothing to replay")
    verdict, counts = checker(arguments), collections.Counter()
    for title, row in rows:
        with open("/dev/null", "w") as silent:
            stdout, sys.stdout = sys.stdout, silent
            try:
                outcome = replay(arguments, verdict, row, counts)
            finally:
                sys.stdout = stdout
        counts[outcome.split(":")[0]] += 1
        print(f"{outcome.split(':')[0]:28} {title}" + ("" if outcome == "equal" else f"\n    {outcome}"), flush=True)
    print(f"{len(rows)} rows: " + ", ".join(f"{key} {count}" for key, count in sorted(counts.items())))


if __name__ == "__main__":
    main()
