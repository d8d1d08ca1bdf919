#!/usr/bin/env bash
# The archive for Linux, made twice from two folders: the bytes have to be the same. The step `archive` of `cargo xtask release --dry-run`.
# `bash release/archive.sh dev` does the same without optimisation, to try the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. release/tree.sh
profile=${1:-release}

name=haggle-$version-$target
rm -rf "$out"
mkdir -p "$out"
pack() {
  local folder=$out/$1/$name
  rm -rf "${out:?}/$1"
  mkdir -p "$folder"
  install -m 755 "$program" "$folder/haggle"
  documents "$folder/haggle" "$folder"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -C "$out/$1" -cf - "$name" |
    gzip -9 --no-name > "$out/$1/$name.tar.gz"
}
build "$out/build/one" "$profile"
pack first
cp "$program" "$out/haggle"
rm -rf "$out/build/one"
build "$out/build/another-folder" "$profile"
pack second
rm -rf "$out/build"
if ! cmp "$out/first/$name.tar.gz" "$out/second/$name.tar.gz"; then
  diff --recursive --brief "$out/first" "$out/second" || true
  exit 1
fi
if grep --quiet --fixed-strings --text "$out" "$out/haggle"; then
  echo "the program names the folder that it was built in" >&2
  exit 1
fi
mv "$out/first/$name.tar.gz" "$out"
rm -rf "$out/first" "$out/second"
# As a user does: unpacked elsewhere, run without anything else.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tar -xzf "$out/$name.tar.gz" -C "$scratch"
(cd "$scratch" && env -i "$scratch/$name/haggle" --version && env -i "$scratch/$name/haggle" check --demo=harbour > checked || test $? = 1)
(cd "$out" && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256" && cat "$name.tar.gz.sha256")
echo "built twice, same bytes: $(stat -c %s "$out/haggle") of the program, $(stat -c %s "$out/$name.tar.gz") packed" > "${STEP_NOTE:-/dev/null}"
