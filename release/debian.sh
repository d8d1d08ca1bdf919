#!/usr/bin/env bash
# A package for Debian of what `release/archive.sh` built, installed into a folder and removed again: the step `debian` of
# `cargo xtask release --dry-run`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. release/tree.sh

if ! command -v dpkg-deb >/dev/null; then
  echo "dpkg-deb is not installed" > "$STEP_NOTE"
  exit 77
fi
if ! [ -x "$out/haggle" ]; then
  echo "there is no program to package: run the step \`archive\` first" >&2
  exit 1
fi
architecture=$(dpkg --print-architecture)
maintainer="The haggle maintainers <maintainers@haggle.invalid>"
root=$out/debian
rm -rf "$root"
share=$root/usr/share
mkdir -p "$root/DEBIAN" "$root/usr/bin" "$share/man/man1" "$share/doc/haggle" "$share/bash-completion/completions" \
  "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
install -m 755 "$out/haggle" "$root/usr/bin/haggle"
documents "$out/haggle" "$out/documents"
cp "$out/documents/completions/haggle.bash" "$share/bash-completion/completions/haggle"
cp "$out/documents/completions/_haggle" "$share/zsh/vendor-completions/"
cp "$out/documents/completions/haggle.fish" "$share/fish/vendor_completions.d/"
cp "$out/documents/man/"*.1 "$share/man/man1/"
cp CHANGELOG.md "$share/doc/haggle/changelog"
rm -rf "$out/documents"
cat > "$share/doc/haggle/changelog.Debian" <<CHANGELOG
haggle ($version-1) unstable; urgency=medium

  * Release $version; what changed is in changelog.gz.

 -- $maintainer  $(LC_ALL=C date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")
CHANGELOG
gzip -9 --no-name "$share/man/man1/"*.1 "$share/doc/haggle/changelog" "$share/doc/haggle/changelog.Debian"
{
  echo "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
  echo
  echo "Files: *"
  echo "Copyright: The haggle maintainers"
  echo "License: Expat or Apache-2.0"
  echo
  echo "License: Expat"
  sed 's/^$/./; s/^/ /' LICENSE-MIT
  echo
  echo "License: Apache-2.0"
  echo " On Debian systems the whole text is in /usr/share/common-licenses/Apache-2.0."
} > "$share/doc/haggle/copyright"
# The newest symbol of the C library that the program uses says which one it needs.
libc=$(grep --only-matching --text 'GLIBC_[0-9.]*[0-9]' "$out/haggle" | sed 's/GLIBC_//' | sort --version-sort | tail -n 1)
depends="libc6 (>= $libc)"
if ldd "$out/haggle" | grep --quiet libgcc_s; then depends="$depends, libgcc-s1"; fi
cat > "$root/DEBIAN/control" <<CONTROL
Package: haggle
Version: $version-1
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du --summarize --block-size=1024 --apparent-size "$root/usr" | cut -f 1)
Depends: $depends
Recommends: git
Section: devel
Priority: optional
Description: govern the requirements that a family of Python projects shares
 haggle works out from facts where each requirement of a family of projects
 belongs, says what would change that answer, and drafts the changes that carry
 it out: to shared lists of requirements, to pins and to the projects.
CONTROL
(cd "$root" && find usr -type f | LC_ALL=C sort | xargs md5sum > DEBIAN/md5sums)
find "$root" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
package=$out/haggle_$version-1_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package"

# Installed into an empty system: every file is there, the program runs, and nothing is left once it is removed.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/var/lib/dpkg/info" "$scratch/var/lib/dpkg/updates" "$scratch/var/lib/dpkg/triggers"
touch "$scratch/var/lib/dpkg/status"
# The empty system has no C library, and whoever runs this need not be root; the program runs with the one of this system.
in_scratch() { dpkg --root="$scratch" --log=/dev/null --force-depends,not-root,bad-path "$@"; }
in_scratch --install "$package"
in_scratch --verify haggle
"$scratch/usr/bin/haggle" --version
dpkg-deb --contents "$package" | awk '{print $1, $2, $3, $6}' | grep -v '/$'
in_scratch --remove haggle
left=$(find "$scratch" -path "$scratch/usr/*" -type f | wc -l)
if [ "$left" -ne 0 ]; then
  echo "$left files are left after the package was removed" >&2
  exit 1
fi
looked="lintian is not installed"
if command -v lintian >/dev/null; then
  # Who maintains the package in a distribution writes its bug number and a real address.
  lintian --fail-on error --suppress-tags initial-upload-closes-no-bugs,bogus-mail-host,bad-distribution-in-changes-file "$package"
  looked="lintian finds no error"
fi
rm -rf "$root"
echo "$(stat -c %s "$package") bytes, installed and removed; $looked" > "${STEP_NOTE:-/dev/null}"
