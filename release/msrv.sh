#!/usr/bin/env bash
# Every crate is checked with the oldest compiler that its manifest promises: the step `msrv` of `cargo xtask release --dry-run`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

oldest=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
if ! command -v rustup >/dev/null; then
  echo "rustup is not here, so Rust $oldest cannot be had" > "$STEP_NOTE"
  exit 77
fi
# Where the network has it, it is installed.
if ! rustup run "$oldest" cargo --version >/dev/null 2>&1 &&
  ! rustup toolchain install "$oldest" --profile minimal; then
  echo "Rust $oldest is not installed and could not be had" > "$STEP_NOTE"
  exit 77
fi
# rustup tells the cargo that started this which compiler to run; this one is to be its own.
unset CARGO RUSTC RUSTUP_TOOLCHAIN
rustup run "$oldest" cargo check --workspace --all-features --locked --target-dir target/msrv
echo "Rust $oldest" > "$STEP_NOTE"
