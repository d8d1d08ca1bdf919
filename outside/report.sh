#!/usr/bin/env bash
# The page of `haggle report`: builds its engine again and compares the bytes, then looks at the page in Chromium: `cargo xtask ci --only report`.
# `outside/report.sh --write` keeps the engine that it builds, `outside/report.sh --pictures` writes the pictures of README instead of looking.
# Without Chromium it does nothing unless HAGGLE_NEEDS_CHROMIUM is 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=target/report
kept=crates/haggle/src/output/report/engine.wasm.gz
target="${CARGO_TARGET_DIR:-target}"

if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  echo "the target wasm32-unknown-unknown is not there: nothing was built or looked at (rustup target add wasm32-unknown-unknown)"
  [ "${HAGGLE_NEEDS_CHROMIUM:-}" != 1 ]
  exit
fi
# The compiler's version and nothing of this machine is in the bytes.
mkdir -p "$folder"
RUSTFLAGS="--remap-path-prefix=$PWD=/haggle --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo" \
  cargo build --quiet --locked --package haggle-engine --profile engine --target wasm32-unknown-unknown --target-dir "$target/engine"
built="$target/engine/wasm32-unknown-unknown/engine/haggle_engine.wasm"
compiler="$(rustc --version | cut -d' ' -f2)"
if [ "${1:-}" = --write ]; then
  { zopfli -c "$built" || gzip -9 -n -c "$built"; } > "$kept"
  echo "$compiler" > "${kept%.wasm.gz}.rustc"
elif [ "$(cat "${kept%.wasm.gz}.rustc")" != "$compiler" ]; then
  echo "the engine was built by rustc $(cat "${kept%.wasm.gz}.rustc") and this is $compiler: its bytes are not compared" >&2
elif ! gunzip -c "$kept" | cmp - "$built"; then
  echo "$kept is not what crates/engine builds: run outside/report.sh --write" >&2
  exit 1
fi

chromium="$(command -v chromium || true)"
if [ -z "$chromium" ] || ! command -v npm >/dev/null; then
  echo "chromium and npm are not there: the page was not looked at"
  [ "${HAGGLE_NEEDS_CHROMIUM:-}" != 1 ]
  exit
fi
if ! cmp -s outside/report/package-lock.json "$folder/package-lock.json"; then
  cp outside/report/package.json outside/report/package-lock.json "$folder/"
  npm ci --prefix "$folder" --silent --no-audit --no-fund
fi
cargo build --quiet --locked --package haggle
if [ "${1:-}" = --pictures ]; then
  exec node outside/report/pictures.mjs "$folder" "$chromium" "$target/debug/haggle" docs
fi
cargo build --quiet --locked --package haggle-engine --example answers
node outside/report/check.mjs "$folder" "$chromium" "$target/debug/haggle" "$target/debug/examples/answers" "${HAGGLE_SCREENSHOTS:-}"
