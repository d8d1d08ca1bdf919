"""What haggle reads of commit messages, beside Zuul's functions, `git interpret-trailers` and Gerrit's `commit-msg` hook.

    cargo build --package haggle-govern --example read_messages
    python3 check_messages.py ZUUL HOOK READER [COUNT [SEED]]

ZUUL is a folder with the package `zuul` (`pip install --no-deps --target ZUUL zuul==14.3.0`), HOOK is the hook of a Gerrit
(`/tools/hooks/commit-msg`), READER is `target/debug/examples/read_messages`. Of each of COUNT (10,000) generated messages are compared: the
headers and Change-Ids that Zuul takes up, and the change that each header names by URL; git's trailers; and the Change-Id that the hook
adds, or that it adds none. Zuul's expressions are taken from its files as they are. Nothing of the three is kept.
"""

import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

COMMITTER = "A Tester <tester@example.org> 1700000000 +0000"
ID = "I85dedd459472b18d53a17ec71c1ac28a026675f7"
KEYS = ["Depends-On", "depends-on", "DEPENDS-ON", "Change-Id", "Needed-By", "Signed-off-by", "Closes-Bug", "Generated-By", "Key", "a b",
        " Depends-On", "Depends_On", "Link", "Co-Authored-By"]
SEPARATORS = [": ", ":", ":  ", " : ", ":\t", "=", " "]
WORDS = ["Use xattr", "fix", "a: b", "http://x", "---", "# comment", "squash! Use", "é", "ſ", "Why not?", "(cherry picked from commit " + "0" * 40 + ")",
         "diff --git a/x b/x", "x" * 90, "- item", "* item", "  indented", "\tindented", ";", ":", "Signed-off-by: A <a@example.org>"]
URLS = ["https://review.example.org/c/openstack/nova/+/7", "https://review.example.org/7", "https://review.example.org/#/c/7/",
        "https://REVIEW.example.org/c/7", "review.example.org/7", "https://review.example.org/c/a/+/1/2", "https://review.example.org/c/a/+/NUMBER",
        "https://review.example.org/7?x=1", "https://review.example.org/7#12", "https://review.example.org:8080/12abc", "http://[x/7",
        "https://review.example.org/c/a/+/1 https://review.example.org/c/b/+/2", "https://github.com/a/b/pull/7"]


def value(dice):
    kind = dice.randrange(7)
    if kind == 0:
        return ID
    if kind == 1:
        return dice.choice([ID[:12], ID.upper(), ID + "0", ID + " # why", "i" + ID[1:], "ı" + ID[1:], ""])
    if kind in (2, 3):
        return dice.choice(URLS) + dice.choice(["", "", " ", " # first", "\r"])
    return dice.choice(WORDS)


def trailer(dice):
    text = dice.choice(KEYS) + dice.choice(SEPARATORS if dice.randrange(3) == 0 else SEPARATORS[:1]) + value(dice)
    return text + ("\n  " + dice.choice(WORDS) if dice.randrange(10) == 0 else "")


def message(dice):
    lines = [dice.choice(WORDS) + f" {dice.randrange(10**9)}"]
    for _ in range(dice.randrange(3)):
        lines.append("")
        lines += [dice.choice(WORDS) if dice.randrange(4) else trailer(dice) for _ in range(dice.randrange(1, 4))]
    if dice.randrange(5):
        lines.append("" if dice.randrange(12) else dice.choice([" ", "\t"]))
        lines += [trailer(dice) for _ in range(dice.randrange(1, 6))]
        if dice.randrange(8) == 0:
            lines.append(dice.choice(WORDS))
    return "\n".join(lines) + dice.choice(["\n", "\n", "\n", "", "\n\n", "\n \n"])


def expressions(zuul):
    """Zuul's own function, and the expressions of its driver for Gerrit."""
    sys.path.insert(0, str(zuul))
    from zuul.lib.dependson import find_dependency_headers

    driver = zuul / "zuul/driver/gerrit"
    source = (driver / "gerritconnection.py").read_text()
    ids = re.search(r"depends_on_re = re\.compile\(\s*(r\".*?\"),", source).group(1)
    source = (driver / "gerritsource.py").read_text()
    change = re.search(r"self\.change_re = re\.compile\(\s*(r\".*?\") % prefix_ui", source).group(1)
    return find_dependency_headers, re.compile(eval(ids), re.MULTILINE | re.IGNORECASE), re.compile(eval(change) % "")


def of_zuul(text, headers, ids, change):
    found = headers(text)
    named = []
    for url in found:
        try:
            parsed = urllib.parse.urlparse(url)
        except ValueError:
            named.append("")
            continue
        path = parsed.path + ("#" + parsed.fragment if parsed.fragment else "")
        match = change.match(path) if parsed.hostname else None
        named.append(match.group(2) if match else "")
    return found, list(dict.fromkeys(ids.findall(text))), named


def of_git(text, folder):
    run = subprocess.run(["git", "interpret-trailers", "--parse"], input=text.encode(), cwd=folder, capture_output=True, check=True)
    pairs = [line.partition(": ") for line in run.stdout.decode().split("\n") if line]
    return [(key.rstrip(":"), rest) for key, _, rest in pairs]


def of_hook(text, number, folder, hook):
    """The Change-Id that the hook adds; none where it leaves the message as it is, or fails."""
    path = pathlib.Path(folder, f"message-{number}")
    path.write_bytes(text.encode())
    environment = {**os.environ, "GIT_COMMITTER_DATE": "1700000000 +0000", "GIT_COMMITTER_NAME": "A Tester",
                   "GIT_COMMITTER_EMAIL": "tester@example.org", "GIT_CONFIG_GLOBAL": "/dev/null"}
    run = subprocess.run(["sh", hook, path.name], cwd=folder, env=environment, capture_output=True)
    after = path.read_bytes().decode()
    path.unlink()
    # An id that was there counts as old, however it was written: git writes its line anew.
    added = set(re.findall("^Change-Id: (I[0-9a-f]{40})$", after, re.M)) - set(re.findall("I[0-9a-f]{40}", text))
    return next(iter(added), None) if run.returncode == 0 else None


def main():
    zuul, hook, reader = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 10_000
    seed = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    dice = random.Random(seed)
    messages = [message(dice) for _ in range(count)]
    functions = expressions(zuul)
    n_differ = dict.fromkeys(["zuul", "git", "hook"], 0)
    n_added = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        git = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org"]
        subprocess.run([*git, "commit", "--quiet", "--allow-empty", "--message", "Begin"], cwd=folder, check=True)
        head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
        read = subprocess.run([reader, COMMITTER, head], input="".join(text + "\0" for text in messages).encode(), capture_output=True, check=True)
        records = read.stdout.decode().split("\0")[:-1]
        assert len(records) == count, (len(records), count)
        ours = [[[item for item in field.split("\x1e")[:-1]] for field in record.split("\x1f")] for record in records]
        trailers = pool.map(lambda text: of_git(text, folder), messages)
        hooked = pool.map(lambda pair: of_hook(pair[1], pair[0], folder, hook), enumerate(messages))
        for text, (ids, headers, change_ids, named, found), theirs, added in zip(messages, ours, trailers, hooked):
            expected = of_zuul(text, *functions)
            pairs = [tuple(item.split("\x1d")) for item in found]
            n_added += added is not None
            for judge, mine, other in [("zuul", (headers, change_ids, named), expected), ("git", pairs, theirs),
                                       ("hook", ids[0] if added else None, added)]:
                if mine != other:
                    n_differ[judge] += 1
                    if n_differ[judge] <= 5:
                        print(f"{judge}: {text!r}\n  haggle {mine}\n  {judge} {other}")
    print(f"{count} messages, seed {seed}: the hook added {n_added} Change-Ids; different: {n_differ}")
    return 1 if any(n_differ.values()) or not n_added else 0


if __name__ == "__main__":
    sys.exit(main())
