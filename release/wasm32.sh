#!/usr/bin/env bash
# The crates that do no IO are checked for wasm32: the step `wasm32` of `cargo xtask release --dry-run`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ] &&
  ! rustup target add wasm32-unknown-unknown; then
  echo "the target wasm32-unknown-unknown is not installed and could not be had" > "$STEP_NOTE"
  exit 77
fi
crates=(haggle-spec haggle-resolve haggle-tradeoff haggle-scan haggle-govern)
cargo check --locked --target wasm32-unknown-unknown "${crates[@]/#/--package=}"
