#!/usr/bin/env bash
# Every crate is checked with the least versions of its dependencies that the manifests allow, so that no bound promises too much: the step
# `minimal-versions` of `cargo xtask release --dry-run`. Only a nightly cargo chooses them; the compiler is the usual one.
# Dependencies of dependencies are the newest: their bounds are not ours to repair.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! cargo +nightly --version >/dev/null 2>&1; then
  echo "no nightly cargo is installed, and only that chooses the least versions" > "$STEP_NOTE"
  exit 77
fi
folder=target/minimal-versions
rm -rf "$folder"
mkdir -p "$folder"
git ls-files -z | tar --null --files-from=- -cf - | tar -xf - -C "$folder"
target=$PWD/target/minimal-versions-build
cd "$folder"
unset CARGO RUSTC RUSTUP_TOOLCHAIN
cargo +nightly update --quiet -Z direct-minimal-versions
cargo check --workspace --all-features --locked --target-dir "$target"
echo "with $(cargo +nightly --version)" > "$STEP_NOTE"
