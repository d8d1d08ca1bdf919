"""An index on loopback: wheels that are made as they are asked for, with their metadata beside them (PEP 658)."""

import hashlib
import io
import json
import threading
import urllib.parse
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = "application/vnd.pypi.simple.v1+json"


def metadata(name: str, version: str, release: dict) -> str:
    lines = ["Metadata-Version: 2.2", f"Name: {name}", f"Version: {version}"]
    if release.get("requires_python"):
        lines.append(f"Requires-Python: {release['requires_python']}")
    lines += [f"Requires-Dist: {requirement}" for requirement in release.get("requires", [])]
    for extra, requirements in release.get("extras", {}).items():
        lines.append(f"Provides-Extra: {extra}")
        for requirement in requirements:
            text, _, marker = requirement.partition(" ; ")
            condition = f"({marker}) and extra == '{extra}'" if marker else f"extra == '{extra}'"
            lines.append(f"Requires-Dist: {text} ; {condition}")
    return "\n".join(lines) + "\n"


def wheel(name: str, version: str, text: str) -> bytes:
    """The least wheel that an installer reads; the same bytes each time."""
    folder = f"{name}-{version}.dist-info"
    files = {f"{folder}/METADATA": text, f"{folder}/RECORD": "",
             f"{folder}/WHEEL": "Wheel-Version: 1.0\nGenerator: haggle\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


class Index:
    """Serves each scenario under a path of its own, from the moment it is published to the end of the block."""

    def __enter__(self):
        self.files: dict[str, tuple[str, bytes]] = {}
        files = self.files

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path = urllib.parse.unquote(self.path).rstrip("/")
                kind, content = files.get(path, ("text/plain", b""))
                self.send_response(200 if path in files else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def publish(self, scenario: dict) -> str:
        """The address of the index that holds the scenario's packages and no others."""
        path = "/" + scenario["id"].replace("/", "-")
        for name, package in scenario["packages"].items():
            listed = []
            for version, release in package["versions"].items():
                text = metadata(name, version, release)
                content = wheel(name, version, text)
                file = f"{name}-{version}-py3-none-any.whl"
                self.files[f"{path}/files/{file}"] = ("application/octet-stream", content)
                self.files[f"{path}/files/{file}.metadata"] = ("application/octet-stream", text.encode())
                listed.append({
                    "filename": file,
                    "url": f"../../files/{file}",
                    "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
                    "core-metadata": {"sha256": hashlib.sha256(text.encode()).hexdigest()},
                    "yanked": release.get("yanked", False),
                    **({"requires-python": release["requires_python"]} if release.get("requires_python") else {}),
                })
            page = {"meta": {"api-version": "1.0"}, "name": name, "files": listed}
            self.files[f"{path}/simple/{name}"] = (PAGE, json.dumps(page).encode())
        return f"http://127.0.0.1:{self.server.server_port}{path}/simple/"
