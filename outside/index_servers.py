"""Index servers that people run, on loopback, and what `haggle resolve` makes of them; and pip and uv against a snapshot that is served.

Called by `outside/index_servers.sh` with the folder of the programs to test, in an environment that has the servers, pip and uv. Every
server has the same files.
"""

import base64
import contextlib
import gzip
import io
import json
import pathlib
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
import zipfile

PROGRAM = pathlib.Path(sys.argv[1]) / "haggle"
SERVE_INDEX = pathlib.Path(sys.argv[1]) / "serve-index"
BIN = pathlib.Path(sys.executable).parent
PINS = ["app==2.0", "lib==2.1", "old==0.1"]


def metadata(name, version, requires=(), format="2.1"):
    lines = [f"Metadata-Version: {format}", f"Name: {name}", f"Version: {version}"]
    return "\n".join(lines + [f"Requires-Dist: {other}" for other in requires]) + "\n\n"


def wheel(folder, name, version, requires=()):
    place = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/__init__.py", "x" * 100_000)
        archive.writestr(f"{place}/METADATA", metadata(name, version, requires))
        archive.writestr(f"{place}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{place}/RECORD", "")


def sdist(folder, name, version):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        text = metadata(name, version, format="2.2").encode()
        member = tarfile.TarInfo(f"{name}-{version}/PKG-INFO")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text))
    (folder / f"{name}-{version}.tar.gz").write_bytes(gzip.compress(packed.getvalue()))


def publish(folder):
    wheel(folder, "app", "1.0")
    wheel(folder, "app", "2.0", ["lib>=2"])
    wheel(folder, "lib", "1.0")
    wheel(folder, "lib", "2.1", ["old"])
    sdist(folder, "old", "0.1")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, url, **settings):
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **settings)
    try:
        for _ in range(600):
            if server.poll() is not None:
                sys.exit(f"`{command[0]}` ended with {server.returncode}")
            try:
                urllib.request.urlopen(url, timeout=5).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
        else:
            sys.exit(f"`{command[0]}` does not answer")
        yield
    finally:
        server.terminate()
        server.wait()


def check(name, url, options=()):
    target = ["--python-version", "3.12", "--python-platform", "linux"]
    command = [PROGRAM, "resolve", "app", "--index-url", url, "--no-cache", "--no-header", "--no-annotate"]
    done = subprocess.run([*command, *target, *options], capture_output=True, text=True)
    if done.returncode != 0 or done.stdout.split() != PINS:
        sys.exit(f"{name} at {url}: code {done.returncode}\n{done.stdout}{done.stderr}")
    print(f"{name}: {', '.join(PINS)}")


def pypiserver(files, work):
    port = free_port()
    command = [BIN / "pypi-server", "run", "-p", str(port), "-i", "127.0.0.1", "--disable-fallback"]
    return running([*command, "-P", ".", "-a", ".", files], f"http://127.0.0.1:{port}/"), f"http://127.0.0.1:{port}/simple/"


def simpleindex(files, work):
    port = free_port()
    settings = work / "simpleindex.toml"
    routes = f'[routes."{{project}}"]\nsource = "path"\nto = "{files}"\n'
    settings.write_text(f'{routes}\n[server]\nhost = "127.0.0.1"\nport = {port}\n')
    return running([BIN / "simpleindex", settings], f"http://127.0.0.1:{port}/app/"), f"http://127.0.0.1:{port}/"


def proxpi(upstream):
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "proxpi.server", "run", "--port", str(port)]
    settings = {"env": {"PROXPI_INDEX_URL": upstream, "PATH": str(BIN)}}
    return running(command, f"http://127.0.0.1:{port}/index/", **settings), f"http://127.0.0.1:{port}/index/"


def devpi(files, work):
    port, folder = free_port(), work / "devpi"
    subprocess.run([BIN / "devpi-init", "--serverdir", folder, "--no-root-pypi"], check=True, capture_output=True)
    command = [BIN / "devpi-server", "--serverdir", folder, "--host", "127.0.0.1", "--port", str(port), "--offline-mode"]
    return running(command, f"http://127.0.0.1:{port}/"), f"http://127.0.0.1:{port}"


def fill_devpi(url, files):
    def send(method, path, body, headers):
        request = urllib.request.Request(url + path, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    as_json = {"Content-Type": "application/json", "Accept": "application/json"}
    send("PUT", "/me", json.dumps({"password": "secret"}).encode(), as_json)
    login = json.dumps({"user": "me", "password": "secret"}).encode()
    token = json.loads(send("POST", "/+login", login, as_json))["result"]["password"]
    login = {"X-Devpi-Auth": base64.b64encode(f"me:{token}".encode()).decode()}
    send("PUT", "/me/dev", json.dumps({"type": "stage", "bases": []}).encode(), as_json | login)
    for file in sorted(files.iterdir()):
        name, version = file.name.removesuffix(".tar.gz").split("-")[:2]
        fields = {":action": "file_upload", "name": name, "version": version, "metadata_version": "2.1"}
        fields |= {"filetype": "bdist_wheel" if file.suffix == ".whl" else "sdist", "pyversion": "py3"}
        parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
        head = f'--b\r\nContent-Disposition: form-data; name="content"; filename="{file.name}"\r\n\r\n'
        body = "".join(parts).encode() + head.encode() + file.read_bytes() + b"\r\n--b--\r\n"
        send("POST", "/me/dev/", body, {"Content-Type": "multipart/form-data; boundary=b"} | login)


def pip_pins(url, work, name):
    report = work / "report.json"
    command = [BIN / "pip", "install", "--dry-run", "--ignore-installed", "--no-cache-dir", "--isolated", "--quiet", "--report", report]
    done = subprocess.run([*command, "--index-url", url, name], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"pip at {url}: code {done.returncode}\n{done.stdout}{done.stderr}")
    installed = json.loads(report.read_text())["install"]
    return sorted(f'{item["metadata"]["name"]}=={item["metadata"]["version"]}' for item in installed)


def uv_pins(url, work, name):
    lines = work / "requirements.in"
    lines.write_text(name + "\n")
    command = [BIN / "uv", "pip", "compile", "--no-config", "--no-cache", "--no-header", "--no-annotate", "--quiet"]
    done = subprocess.run([*command, "--python-version", "3.12", "--default-index", url, lines], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"uv at {url}: code {done.returncode}\n{done.stdout}{done.stderr}")
    return sorted(done.stdout.split())


def snapshot_of(url, work):
    lines, snapshot = work / "recorded.in", work / "snapshot.json"
    lines.write_text("app\n")
    command = [PROGRAM, "snapshot", "-r", lines, "-o", snapshot, "--index-url", url, "--no-cache", "--python-version", "3.12"]
    subprocess.run([*command, "--python-platform", "linux"], check=True, capture_output=True)
    return snapshot


@contextlib.contextmanager
def served(path, *options):
    server = subprocess.Popen([SERVE_INDEX, path, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()


def check_served(what, path, work, name, expected):
    with served(path) as url:
        check(f"{what}, served", url)
        for program, pins in [("pip", pip_pins), ("uv", uv_pins)]:
            found = pins(url, work, name)
            if found != expected:
                sys.exit(f"{program} from {what}, served at {url}: {found}")
            print(f"{program} from {what}, served: {', '.join(found)}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        files = work / "files"
        files.mkdir()
        publish(files)
        server, url = pypiserver(files, work)
        with server:
            check("pypiserver", url)
            snapshot = snapshot_of(url, work)
            proxy, proxy_url = proxpi(url)
            with proxy:
                check("proxpi", proxy_url)
        server, url = simpleindex(files, work)
        with server:
            check("simpleindex", url)
        server, url = devpi(files, work)
        with server:
            fill_devpi(url, files)
            check("devpi", f"{url}/me/dev/+simple/")
        check_served("a snapshot", snapshot, work, "app", PINS)
        # What pip reads of a source distribution that is there as a whole, it has to build.
        check_served("a folder of files", files, work, "app<2", ["app==1.0"])
        check("a folder of files", "http://127.0.0.1:1/", ["--no-index", "--find-links", str(files)])


main()
