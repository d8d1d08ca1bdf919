"""Resolving from an index beside uv, as whole processes: warm, a question that is new to a cache that has its facts, and cold.

    python3 benches/index_beside_uv.py --haggle PROGRAM --uv PROGRAM --sets FOLDER --recording FOLDER [--set NAME] [--state STATE]

Each folder in `--sets` is a set: `args` has the arguments of `haggle resolve`, `-r FILE` and `-c FILE` among them; uv gets the same without
`-r`. Both ask an index on loopback that answers with what it recorded in the folder of `--recording`; what is not in there yet, it asks of
the index of `--index` (or PIP_INDEX_URL). Runs of the two sides alternate, and figures are medians.

- warm: `--offline`, after a run that asked the index. haggle's cache has the facts of the question.
- new: the same without any facts of questions in haggle's cache, as in an environment or with requirements that are asked about for
  the first time. uv keeps no such facts, and does the same work as in warm.
- cold: empty caches, and an index that takes 20 ms for each answer. By the clock; with the requests of each side per pin, and with how
  many requirements haggle asked for that nothing read.

In warm and new, time is processor time, as the system counted it for the process; memory is the peak.
"""

import argparse
import hashlib
import json
import os
import re
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DELAY = 0.020
KEPT_HEADERS = ("content-type", "cache-control", "etag", "last-modified", "content-range", "accept-ranges")


def measured(command, folder, environment):
    """Runs a program: processor seconds, seconds by the clock, exit code, what it printed and said."""
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as said:
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            os.dup2(printed.fileno(), 1)
            os.dup2(said.fileno(), 2)
            os.execvpe(command[0], command, environment)
        _, status, usage = os.wait4(child, 0)
        clock = time.monotonic() - started
        printed.seek(0), said.seek(0)
        return {
            "processor": usage.ru_utime + usage.ru_stime,
            "clock": clock,
            "code": os.waitstatus_to_exitcode(status),
            "pins": sorted(re.findall(r"^[a-z0-9][a-z0-9.-]*==[^ ;\n]+", printed.read().decode(), re.M)),
            "said": said.read().decode(errors="replace"),
        }


def memory(command, folder, environment):
    """The same, with MiB at its peak. What this Python has would count as the program's, so that GNU time starts it."""
    with tempfile.NamedTemporaryFile() as peak:
        found = measured(["/usr/bin/time", "--format=%M", f"--output={peak.name}", *command], folder, environment)
        return found | {"memory": int(peak.read().split()[-1]) / 1024}


class Side:
    """One of the two programs."""

    def __init__(self, name, program, cache):
        self.name, self.program, self.cache = name, program, cache
        self.n_caches = 0

    def run(self, folder, *options, index, measure=measured):
        words = (folder / "args").read_text().split()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
        # A shell script in the place of a Python would be counted as uv's.
        environment["PATH"] = "/usr/bin:/bin"
        options = (*options, "--index-url", index)
        if self.name == "uv":
            words = [word for word in words if word != "-r"]
            command = [self.program, "pip", "compile", *words]
        else:
            command = [self.program, "resolve", *words]
        command += ["--no-header", "--cache-dir", str(self.cache), *options]
        return measure(command, folder, environment)

    def forget_questions(self):
        for record in Path(self.cache).glob("facts-v*/*/*.question"):
            record.unlink()

    def forget_all(self):
        """The next run has a folder of its own: ext4 passes over what was just removed, at some cost for each new file."""
        self.n_caches += 1
        self.cache = Path(self.cache).parent / f"{self.name}-{os.getpid()}-{self.n_caches}"


class RecordingIndex:
    """An index on loopback that answers with what is in a folder, and asks another index for what is not."""

    def __init__(self, folder, upstream, port):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.upstream = folder, upstream.rstrip("/")
        self.delay, self.requests, self.lock = 0.0, [], threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self.handler())
        self.server.daemon_threads = True
        self.server.request_queue_size = 128
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handler(index):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def log_message(self, *_):
                pass

            def do_GET(self):
                arrived = time.monotonic()
                status, headers, data, was_there = index.answer(self.command, self.path, self.headers)
                with index.lock:
                    index.requests.append((self.path, was_there))
                time.sleep(max(0.0, index.delay - (time.monotonic() - arrived)))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(data)
                self.wfile.flush()

            do_HEAD = do_GET

        return Handler

    def answer(self, method, path, asked):
        """The status, headers and bytes of an answer, and whether they were recorded before."""
        key = (method, path, asked.get("range", ""), "json" in asked.get("accept", ""))
        name = hashlib.sha256(repr(key).encode()).hexdigest()
        head, body = self.folder / f"{name}.head", self.folder / f"{name}.body"
        was_there = head.exists()
        if not was_there:
            self.record(method, path, asked, head, body)
        answer, data = json.loads(head.read_text()), body.read_bytes()
        if path.startswith("/simple/"):
            data = data.replace(b"@FILES@/", f"{self.base}/files/".encode())
        headers = answer["headers"]
        if method == "GET":
            headers["content-length"] = str(len(data))
        return answer["status"], headers, data, was_there

    def record(self, method, path, asked, head, body):
        if path.startswith("/simple/"):
            url = self.upstream + path.removeprefix("/simple")
        else:
            url = "https://" + path.removeprefix("/files/")
        ask = urllib.request.Request(url, method=method)
        for header in ("accept", "range"):
            if header in asked:
                ask.add_header(header, asked[header])
        status, headers, data = asked_of(ask)
        if path.startswith("/simple/"):
            data = re.sub(rb"https://([a-z0-9.-]+)/", rb"@FILES@/\1/", data)
        kept = {name: headers[name] for name in KEPT_HEADERS if name in headers}
        if method == "HEAD":
            kept["content-length"] = headers.get("content-length", "0")
        body.write_bytes(data)
        head.write_text(json.dumps({"status": status, "headers": kept}))


def asked_of(ask, tries=5):
    """The status, headers and bytes that a server answers, asked again where it cannot be reached."""
    for left in reversed(range(tries)):
        try:
            with urllib.request.urlopen(ask, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            if error.code < 500 or left == 0:
                return error.code, error.headers, error.read()
        except OSError:
            if left == 0:
                raise
        time.sleep(1)


def beside(sides, folder, runs, options, index, before=lambda side: None, after=lambda side, found: found, measure=measured):
    """The runs of each side, in turn."""
    found = {side.name: [] for side in sides}
    for _ in range(runs):
        for side in sides:
            before(side)
            run = side.run(folder, *options.get(side.name, ()), index=index.base + "/simple", measure=measure)
            found[side.name].append(after(side, run))
    return found


def median(runs, what):
    return statistics.median(run[what] for run in runs)


def ratio(one, other):
    return f"{one / other:.2f}" if other else "-"


def failed(folder, state, found):
    for name, runs in found.items():
        if runs[-1]["code"] != 0:
            print(f"{folder.name} {state}: {name} failed: {runs[-1]['said'][-300:]}", file=sys.stderr, flush=True)
            return True
    return False


def offline_row(state, sides, folder, runs, index):
    """A row of a set whose facts are in both caches."""
    index.delay = 0.0
    asked = beside(sides, folder, 1, {}, index)
    if failed(folder, state, asked):
        return
    offline = {side.name: ("--offline",) for side in sides}
    beside(sides, folder, 1, offline, index)
    before = (lambda side: side.forget_questions()) if state == "new" else (lambda side: None)
    found = beside(sides, folder, runs, offline, index, before)
    if failed(folder, state, found):
        return
    mine, other = found["haggle"], found["uv"]
    times = [median(of_side, "processor") * 1000 for of_side in (mine, other)]
    peaks = beside(sides, folder, 3, offline, index, before, measure=memory)
    peaks = [median(peaks[side.name], "memory") for side in sides]
    print(
        f"| {folder.name} | {state} | {times[0]:.0f} ms | {times[1]:.0f} ms | {ratio(*times)} "
        f"| {peaks[0]:.0f} MiB | {peaks[1]:.0f} MiB | {ratio(*peaks)} | {pins_of(mine, other)} |",
        flush=True,
    )


def pins_of(mine, other):
    mine, other = mine[-1]["pins"], other[-1]["pins"]
    same = "same" if mine == other else f"{len(set(mine) ^ set(other))} lines differ"
    return f"{len(mine)}, {same}"


def cold_row(sides, folder, runs, index):
    """A row of a set of which neither side knows anything."""
    options = {"haggle": ("--stats=json",)}

    def before(side):
        side.forget_all()
        index.requests.clear()

    def after(side, found):
        lists = sum(path.startswith("/simple/") for path, _ in index.requests)
        n_pins = max(len(found["pins"]), 1)
        recorded = all(was_there for _, was_there in index.requests)
        return found | {"lists": lists / n_pins, "files": (len(index.requests) - lists) / n_pins, "recorded": recorded}

    index.delay = 0.0
    # What depends on timing may ask for something else each time.
    for _ in range(3):
        found = beside(sides, folder, 1, options, index, before, after)
        if failed(folder, "cold", found):
            return
        if all(runs[0]["recorded"] for runs in found.values()):
            break
    index.delay = DELAY
    found = beside(sides, folder, runs, options, index, before, after, measure=memory)
    if failed(folder, "cold", found):
        return
    mine, other = found["haggle"], found["uv"]
    said = mine[-1]["said"]
    rounds = json.loads(said[said.index("{\n") :])["rounds"]
    print(
        f"| {folder.name} | {median(mine, 'clock'):.2f} s | {median(other, 'clock'):.2f} s "
        f"| {ratio(median(mine, 'clock'), median(other, 'clock'))} | {median(mine, 'lists'):.2f} | {median(other, 'lists'):.2f} "
        f"| {median(mine, 'files'):.2f} | {median(other, 'files'):.2f} "
        f"| {rounds['unread_requirements']} of {rounds['requirements']} "
        f"| {median(mine, 'memory'):.0f} MiB | {median(other, 'memory'):.0f} MiB | {pins_of(mine, other)} |",
        flush=True,
    )


HEADS = {
    "offline": "| set | cache | haggle | uv | ratio | haggle | uv | ratio | pins |\n|---|---|---|---|---|---|---|---|---|",
    "cold": "| set | haggle | uv | ratio | lists per pin | uv | files per pin | uv | requirements not read | memory | uv | pins |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--haggle", required=True)
    parser.add_argument("--uv", required=True)
    parser.add_argument("--sets", required=True, type=Path)
    parser.add_argument("--recording", required=True, type=Path, help="the folder of recorded answers")
    parser.add_argument("--set", action="append", help="the folder of one set (default: all)")
    parser.add_argument("--state", action="append", choices=("warm", "new", "cold"), help="default: warm and new")
    parser.add_argument("--index", help="the index to record, where PIP_INDEX_URL names none")
    parser.add_argument("--port", type=int, default=8790, help="where the index listens: caches name it")
    parser.add_argument("--caches", type=Path, help="where the caches of both lie (default: a folder for this run)")
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    upstream = os.environ.get("PIP_INDEX_URL", arguments.index or "")
    states = arguments.state or ["warm", "new"]
    folders = [folder.resolve() for folder in sorted(arguments.sets.iterdir()) if (folder / "args").is_file()]
    folders = [folder for folder in folders if not arguments.set or folder.name in arguments.set]
    with tempfile.TemporaryDirectory() as own:
        caches = arguments.caches or Path(own)
        sides = lambda kind: [
            Side(name, program, caches / kind / name)
            for name, program in (("haggle", arguments.haggle), ("uv", arguments.uv))
        ]
        index = RecordingIndex(arguments.recording, upstream, arguments.port)
        offline = [state for state in states if state != "cold"]
        if offline:
            print(HEADS["offline"])
            for folder in folders:
                for state in offline:
                    offline_row(state, sides("warm"), folder, arguments.runs, index)
        if "cold" in states:
            print(HEADS["cold"])
            for folder in folders:
                cold_row(sides("cold"), folder, arguments.runs, index)


if __name__ == "__main__":
    main()
