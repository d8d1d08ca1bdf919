#!/usr/bin/env bash
# `haggle resolve` against index servers that people run, and pip and uv against a snapshot that is served, on loopback:
# `cargo xtask ci --only index-servers`. The servers, pip and uv are installed by name into a folder of their own; where that cannot be done,
# the step fails and says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=target/index-servers
servers=(pypiserver==2.4.2 simpleindex==0.6.3 devpi-server==6.20.3 proxpi==1.3.1 pip==26.3 uv==0.13.9)

if [ "$(cat "$folder/installed" 2>/dev/null)" != "${servers[*]}" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder/python"
  "$folder/python/bin/python" -m pip install --quiet "${servers[@]}" || {
    echo "the servers (${servers[*]}) cannot be installed: nothing was tested" >&2
    exit 1
  }
  echo "${servers[*]}" > "$folder/installed"
fi
cargo build --quiet --locked --package haggle
cargo build --quiet --locked --package haggle-testkit --features serve-index
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL UV_INDEX UV_EXTRA_INDEX_URL UV_FIND_LINKS
"$folder/python/bin/python" outside/index_servers.py "${CARGO_TARGET_DIR:-target}/debug"
