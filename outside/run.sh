#!/usr/bin/env bash
# Packages every crate that is published, and runs this program against the unpacked packages: `cargo xtask ci --only packages`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=target/outside
crates=(haggle-spec haggle-resolve haggle-tradeoff haggle-scan haggle-index haggle-govern haggle-review haggle)

rm -rf "$folder"
mkdir -p "$folder/program/src"
cargo fetch --locked --quiet
cargo package --quiet --no-verify --allow-dirty --offline --target-dir "$folder" "${crates[@]/#/--package=}" 2>&1 |
  grep -v 'ignoring test' >&2 || true
for crate in "${crates[@]}"; do
  mkdir "$folder/$crate"
  # The times in a package are all the same: with those of now, cargo sees what is new.
  tar -xmzf "$folder/package/$crate"-[0-9]*.crate -C "$folder/$crate" --strip-components=1
done
cp outside/Cargo.toml Cargo.lock "$folder/program/"
cp outside/src/main.rs "$folder/program/src/"
cargo run --quiet --offline --manifest-path "$folder/program/Cargo.toml" --target-dir target
