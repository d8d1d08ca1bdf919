#!/usr/bin/env bash
# Every package of Cargo.lock against the advisory database: the step `advisories` of `cargo xtask release --dry-run`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if command -v cargo-deny >/dev/null; then
  tool=(cargo deny check advisories)
elif command -v cargo-audit >/dev/null; then
  tool=(cargo audit)
else
  echo "neither cargo-deny nor cargo-audit is installed" > "$STEP_NOTE"
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
