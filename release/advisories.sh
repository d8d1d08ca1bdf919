#!/usr/bin/env bash
# Every package of Cargo.lock against the advisory database: the step `advisories` of `cargo xtask release --dry-run`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if command -v cargo-deny >/dev/null; then
  tool=(cargo deny check advisories)
elif command -v cargo-audit >/dev/null; then
  tool=(cargo audit)
elif [ -n "${ADVISORY_DB:-}" ]; then
  python3 -m doctest release/advisories.py
  status=0
  said=$(python3 release/advisories.py "$ADVISORY_DB") || status=$?
  printf '%s\n' "$said"
  tail -n 1 <<< "$said" > "$STEP_NOTE"
  exit "$status"
else
  echo "neither cargo-deny nor cargo-audit is installed, and ADVISORY_DB names no copy of the RustSec database" > "$STEP_NOTE"
  exit 77
fi
# Both fetch the database from a git host first; without a network that fails before anything is looked at.
status=0
said=$("${tool[@]}" 2>&1) || status=$?
printf '%s\n' "$said"
if [ "$status" -ne 0 ] && grep --quiet --ignore-case 'failed to fetch\|couldn.t fetch\|failed to clone\|failed to load advisory' <<< "$said"; then
  echo "the advisory database could not be had" > "$STEP_NOTE"
  exit 77
fi
exit "$status"
