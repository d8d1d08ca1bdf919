#!/usr/bin/env bash
# The public interface of the published crates beside that of the last release: the step `api` of `cargo xtask release --dry-run`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v python3 >/dev/null; then
  echo "python3 is not installed" > "$STEP_NOTE"
  exit 77
fi
python3 -m doctest release/api.py
python3 release/api.py
