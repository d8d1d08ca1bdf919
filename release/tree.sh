# The files of the program as a user gets them: `release/archive.sh` and `release/debian.sh` read this one.
# Sets `version`, `target`, `SOURCE_DATE_EPOCH` and `out`, the folder for what is made.

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
target=$(rustc -vV | sed -n 's/^host: //p')
# Everything has the time of the commit: what is made twice is the same.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
out=$(realpath --canonicalize-missing "${CARGO_TARGET_DIR:-target}/release-files")
umask 022

# Builds the program from the tracked files, copied into a folder: `build FOLDER PROFILE`. Its path is left in `program`.
build() {
  rm -rf "$1"
  mkdir -p "$1"
  git ls-files -z | tar --null --files-from=- -cf - | tar -xf - -C "$1"
  local home=${CARGO_HOME:-$HOME/.cargo} sysroot
  sysroot=$(rustc --print sysroot)
  (
    cd "$1"
    unset CARGO_TARGET_DIR
    # Without the place of a checkout, which users do not have, and with no path of this machine in messages.
    HAGGLE_RELEASE=1 RUSTFLAGS="--remap-path-prefix=$PWD=/haggle --remap-path-prefix=$home=/cargo --remap-path-prefix=$sysroot=/rust" \
      cargo build --locked --package haggle --bin haggle --profile "$2"
  )
  case $2 in dev) program=$1/target/debug/haggle ;; *) program=$1/target/$2/haggle ;; esac
}

# What belongs to the program: `documents PROGRAM FOLDER` writes completions, pages of the manual, licences.
documents() {
  mkdir -p "$2/completions" "$2/man"
  "$1" completions bash > "$2/completions/haggle.bash"
  "$1" completions zsh > "$2/completions/_haggle"
  "$1" completions fish > "$2/completions/haggle.fish"
  "$1" man "$2/man"
  cp README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$2"
}
