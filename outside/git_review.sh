#!/usr/bin/env bash
# The review server of the tests under an unmodified git-review: `cargo xtask ci --only git-review`. So that what the tests push to is what
# people push to: set-up, a change, its second version, the list, a download. git-review is installed into a folder of its own; where that
# cannot be done, the step fails and says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$PWD/target/git-review
program=git-review==2.5.0

if [ "$(cat "$folder/installed" 2>/dev/null)" != "$program" ]; then
  rm -rf "$folder"
  python3 -m venv "$folder/python"
  "$folder/python/bin/pip" install --quiet "$program" || {
    echo "$program cannot be installed: nothing was tested" >&2
    exit 1
  }
  echo "$program" > "$folder/installed"
fi
cargo build --quiet --locked --package haggle-testkit --features review-server --bin review-server
work=$(mktemp -d)
trap 'exec 9>&-; rm -rf "$work"' EXIT
mkfifo "$work/hold"
"${CARGO_TARGET_DIR:-target}/debug/review-server" openstack/lists < "$work/hold" > "$work/url" &
exec 9> "$work/hold"
while [ ! -s "$work/url" ]; do sleep 0.1; done
url=$(cat "$work/url")

cat > "$work/gitconfig" <<'END'
[user]
	name = A Tester
	email = tester@example.org
[gitreview]
	username = tester
[credential]
	helper = "!f() { echo username=tester; echo password=correct-horse; }; f"
END
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
review=$folder/python/bin/git-review

fail() {
  echo "git-review: $1" >&2
  exit 1
}
git clone --quiet "$url/openstack/lists" "$work/lists"
cd "$work/lists"
"$review" -s > "$work/said" 2>&1 || { cat "$work/said" >&2; fail "cannot set up"; }
[ -x .git/hooks/commit-msg ] || fail "the hook is not there"
git checkout --quiet -b five
echo 4 >> list.txt
git commit --quiet --all --message "Add four"
"$review" -t numbers > "$work/said" 2>&1 || { cat "$work/said" >&2; fail "cannot push"; }
grep -q "/c/openstack/lists/+/1 Add four" "$work/said" || fail "no change 1"
echo 5 >> list.txt
git commit --quiet --all --amend --no-edit
"$review" -t numbers > "$work/said" 2>&1 || { cat "$work/said" >&2; fail "cannot push a second version"; }
"$review" -t numbers > "$work/said" 2>&1 && fail "pushed the same again"
grep -q "no new changes" "$work/said" || { cat "$work/said" >&2; fail "the same again is refused with other words"; }
"$review" -l > "$work/said" 2>&1 || { cat "$work/said" >&2; fail "cannot list"; }
grep -Eq '^ *1 .*Add four' "$work/said" || { cat "$work/said" >&2; fail "change 1 is not listed"; }
git checkout --quiet main
"$review" -d 1 > "$work/said" 2>&1 || { cat "$work/said" >&2; fail "cannot download"; }
[ "$(tail -n 1 list.txt)" = 5 ] || fail "the download is not the second version"
echo "git-review: set-up, push, second version, no new changes, list, download"
