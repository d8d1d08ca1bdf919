"""Resolving from an index beside uv, as whole processes: warm, a question that is new to a cache that has its facts, and cold.

    python3 benches/index_beside_uv.py --haggle PROGRAM --uv PROGRAM --sets FOLDER [--set NAME] [--cold RECORDING] [--runs N]

Each folder in FOLDER is a set: `args` has the arguments of `haggle resolve`, `-r FILE` and `-c FILE` among them; uv gets the same without
`-r`. Processor time and peak memory are those that the system counted for the process, the least of N runs, the two sides in turn.

- warm: `--offline`, after a run that asked the index. haggle's cache has the facts of the question.
- new: the same without any facts of questions in haggle's cache, as in an environment or with requirements that are asked about for
  the first time. uv keeps no such facts, and does the same work as in warm.
- cold: empty caches, and an index on loopback that answers after 20 ms with what it recorded in the folder RECORDING. What is not
  in there yet is asked of the index in PIP_INDEX_URL in a run before, for each side. By the clock; with the requests of each side.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
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
    """Runs a program: processor seconds, MiB at its peak, seconds by the clock, exit code, what it printed and said."""
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
            "memory": usage.ru_maxrss / 1024,
            "clock": clock,
            "code": os.waitstatus_to_exitcode(status),
            "pins": sorted(re.findall(r"^[a-z0-9][a-z0-9.-]*==[^ ;\n]+", printed.read().decode(), re.M)),
            "said": said.read().decode(errors="replace"),
        }


class Side:
    """One of the two programs."""

    def __init__(self, name, program, cache):
        self.name, self.program, self.cache = name, program, cache

    def run(self, folder, *options, index=None):
        words = (folder / "args").read_text().split()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
        # A shell script in the place of a Python would be counted as uv's.
        environment["PATH"] = "/usr/bin:/bin"
        for name in ("PIP_INDEX_URL", "PIP_CERT"):
            if name in os.environ:
                environment[name] = os.environ[name]
        if index:
            options = (*options, "--index-url", index)
            environment.pop("PIP_INDEX_URL", None)
        if self.name == "uv":
            words = [word for word in words if word != "-r"]
            if "PIP_INDEX_URL" in environment:
                environment["UV_DEFAULT_INDEX"] = environment["PIP_INDEX_URL"]
            command = [self.program, "pip", "compile", *words]
        else:
            command = [self.program, "resolve", *words]
        command += ["--no-header", "--cache-dir", str(self.cache), *options]
        return measured(command, folder, environment)

    def forget_questions(self):
        for record in Path(self.cache).glob("facts-v1/*/*.question"):
            record.unlink()

    def forget_all(self):
        shutil.rmtree(self.cache, ignore_errors=True)


def recording_index(folder, upstream, port=0):
    """An index on loopback that answers with what is in the folder, and asks the other index for what is not."""
    folder.mkdir(parents=True, exist_ok=True)
    requests, lock = [], threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_):
            pass

        def do_GET(self):
            ask = (self.path, self.headers.get("range", ""), "json" in self.headers.get("accept", ""))
            name = hashlib.sha256(repr(ask).encode()).hexdigest()
            head, body = folder / f"{name}.head", folder / f"{name}.body"
            was_there = head.exists()
            if not was_there:
                self.record(head, body)
            with lock:
                requests.append((self.path, was_there))
            if was_there:
                time.sleep(DELAY)
            answer, data = json.loads(head.read_text()), body.read_bytes()
            base = f"http://127.0.0.1:{self.server.server_port}/files/"
            data = data.replace(b"@FILES@/", base.encode()) if self.path.startswith("/simple/") else data
            self.send_response(answer["status"])
            for header, value in answer["headers"].items():
                self.send_header(header, value)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(data)

        do_HEAD = do_GET

        def record(self, head, body):
            if self.path.startswith("/simple/"):
                url = upstream.rstrip("/") + self.path.removeprefix("/simple")
            else:
                url = "https://" + self.path.removeprefix("/files/")
            ask = urllib.request.Request(url, method="GET")
            for header in ("accept", "range"):
                if header in self.headers:
                    ask.add_header(header, self.headers[header])
            try:
                with urllib.request.urlopen(ask) as answer:
                    status, headers, data = answer.status, answer.headers, answer.read()
            except urllib.error.HTTPError as error:
                status, headers, data = error.code, error.headers, error.read()
            if self.path.startswith("/simple/"):
                data = re.sub(rb"https://([a-z0-9.-]+)/", rb"@FILES@/\1/", data)
            kept = {header: headers[header] for header in KEPT_HEADERS if header in headers}
            body.write_bytes(data)
            head.write_text(json.dumps({"status": status, "headers": kept}))

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, requests


def ratio(one, other):
    return f"{one / other:.2f}" if other else "-"


def beside(haggle, uv, folder, runs, options, before=lambda: None):
    """The least of some runs of each side, in turn."""
    found = {side.name: [] for side in (haggle, uv)}
    for _ in range(runs):
        for side in (haggle, uv):
            before()
            found[side.name].append(side.run(folder, *options))
    least = lambda name, what: min(run[what] for run in found[name])
    return {
        name: {
            "processor": least(name, "processor"),
            "memory": least(name, "memory"),
            "code": found[name][-1]["code"],
            "pins": found[name][-1]["pins"],
            "said": found[name][-1]["said"],
        }
        for name in found
    }


def warm_rows(arguments, haggle, uv, folder):
    for side in (haggle, uv):
        first = side.run(folder)
        if first["code"] != 0:
            print(f"{folder.name}: {side.name} failed: {first['said'][-300:]}", file=sys.stderr)
            return
    haggle.run(folder, "--offline")
    for state, before in (("warm", lambda: None), ("new", haggle.forget_questions)):
        found = beside(haggle, uv, folder, arguments.runs, ("--offline",), before)
        mine, other = found["haggle"], found["uv"]
        same = "same" if mine["pins"] == other["pins"] else f"{len(set(mine['pins']) ^ set(other['pins']))} differ"
        print(
            f"| {folder.name} | {state} | {mine['processor'] * 1000:.1f} ms | {other['processor'] * 1000:.1f} ms "
            f"| {ratio(mine['processor'], other['processor'])} | {mine['memory']:.0f} MiB | {other['memory']:.0f} MiB "
            f"| {ratio(mine['memory'], other['memory'])} | {len(mine['pins'])}, {same} |",
            flush=True,
        )


def cold_rows(arguments, haggle, uv, folder):
    server, requests = recording_index(Path(arguments.cold), os.environ.get("PIP_INDEX_URL", arguments.index or ""))
    index = f"http://127.0.0.1:{server.server_port}/simple"
    row = [folder.name]
    for side in (haggle, uv):
        best = None
        for attempt in range(arguments.runs + 1):
            side.forget_all()
            requests.clear()
            options = ("--stats=json",) if side.name == "haggle" else ()
            found = side.run(folder, *options, index=index)
            # The first one records what is missing.
            if attempt == 0 or any(not was_there for _, was_there in requests):
                continue
            lists = sum(path.startswith("/simple/") for path, _ in requests)
            found |= {"lists": lists, "files": len(requests) - lists}
            best = found if best is None or found["clock"] < best["clock"] else best
        if best is None or best["code"] != 0:
            print(f"{folder.name}: {side.name} failed: {found['said'][-300:]}", file=sys.stderr)
            server.shutdown()
            return
        n_pins = max(len(best["pins"]), 1)
        row += [f"{best['clock']:.2f} s", f"{best['lists'] / n_pins:.2f}", f"{best['files'] / n_pins:.2f}"]
        if side.name == "haggle":
            rounds = json.loads(best["said"][best["said"].index("{\n"):])["rounds"]
            row.append(f"{rounds['unread_requirements']} of {rounds['requirements']}")
    server.shutdown()
    print("| " + " | ".join(row) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--haggle", required=True)
    parser.add_argument("--uv", required=True)
    parser.add_argument("--sets", required=True, type=Path)
    parser.add_argument("--set", action="append", help="the folder of one set (default: all)")
    parser.add_argument("--cold", help="measure cold, with the recording in this folder")
    parser.add_argument("--index", help="the index to record, where PIP_INDEX_URL names none")
    parser.add_argument("--caches", type=Path, help="where the caches of both lie (default: a folder for this run)")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        caches = (arguments.caches or Path(own)) / ("cold" if arguments.cold else "warm")
        haggle = Side("haggle", arguments.haggle, caches / "haggle")
        uv = Side("uv", arguments.uv, caches / "uv")
        if arguments.cold:
            print("| set | haggle | lists per pin | files per pin | requirements not read | uv | lists per pin | files per pin |")
            print("|---|---|---|---|---|---|---|---|")
        else:
            print("| set | cache | haggle | uv | ratio | haggle | uv | ratio | pins |")
            print("|---|---|---|---|---|---|---|---|---|")
        for folder in sorted(arguments.sets.iterdir()):
            if (folder / "args").is_file() and (not arguments.set or folder.name in arguments.set):
                (cold_rows if arguments.cold else warm_rows)(arguments, haggle, uv, folder.resolve())


if __name__ == "__main__":
    main()
