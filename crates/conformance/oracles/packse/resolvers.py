"""Running uv and pip over a scenario's index."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOOLS = pathlib.Path(sys.executable).parent
REFUSALS = ("No solution found", "ResolutionImpossible", "No matching distribution found")


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess:
    """Runs a tool without the settings of whoever runs this."""
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "HOME") if key in os.environ}
    environment = {**kept, "UV_NO_CONFIG": "1", "PIP_CONFIG_FILE": os.devnull, "NO_COLOR": "1"}
    return subprocess.run(arguments, input=stdin, capture_output=True, text=True, env=environment, check=False)


def refused(found: subprocess.CompletedProcess) -> dict:
    """A resolver that finds nothing says so; anything else that fails is a fault of this program."""
    if not any(words in found.stderr for words in REFUSALS):
        raise SystemExit(f"{found.args}: {found.stderr}")
    return {"satisfiable": False}


def by_uv(scenario: dict, url: str) -> dict:
    options, root = scenario["options"], scenario["root"]
    arguments = [str(TOOLS / "uv"), "pip", "compile", "-", "--no-cache", "--no-header", "--no-annotate", "--index-url", url,
                 "--python", sys.executable, "--python-version", scenario["environment"]["python"],
                 "--resolution", options["resolution"]]
    arguments += ["--prerelease", "allow"] if options["prereleases"] == "allow" else []
    is_universal = options["mode"] == "universal"
    arguments += ["--universal"] if is_universal else ["--python-platform", "x86_64-unknown-linux-gnu"]
    found = run(*arguments, stdin="".join(f"{line}\n" for line in root["requires"]))
    if found.returncode:
        return refused(found)
    pins = [line.partition(" ; ") for line in found.stdout.splitlines() if line]
    if not is_universal:
        return {"satisfiable": True, "packages": dict(line.split("==") for line, _, _ in pins)}
    packages = []
    for line, _, marker in pins:
        name, version = line.split("==")
        packages.append({"name": name, "version": version, **({"markers": [marker]} if marker else {})})
    return {"satisfiable": True, "lock": {"requires_python": root["requires_python"], "packages": packages}}


def by_pip(scenario: dict, url: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        found = run(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-cache-dir", "--quiet",
                    "--disable-pip-version-check", "--only-binary", ":all:", "--python-version", scenario["environment"]["python"],
                    "--platform", "manylinux_2_17_x86_64", "--target", folder, "--index-url", url, "--report", str(report),
                    *scenario["root"]["requires"])
        if found.returncode:
            return refused(found)
        pins = json.loads(report.read_text())["install"]
    return {"satisfiable": True,
            "packages": {pin["metadata"]["name"]: pin["metadata"]["version"] for pin in sorted(pins, key=lambda pin: pin["metadata"]["name"])}}
