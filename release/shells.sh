#!/usr/bin/env bash
# Completions are loaded into bash, zsh and fish, and a word is completed in each; the pages of the manual are set by man and looked at by
# mandoc: the step `shells` of `cargo xtask release --dry-run`. `release/shells.sh PROGRAM` looks at those of a program that is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=release/tree.sh
. release/tree.sh

program=${1:-$out/haggle}
if ! [ -x "$program" ]; then
  cargo build --quiet --locked --package haggle
  program=${CARGO_TARGET_DIR:-target}/debug/haggle
fi
program=$(realpath "$program")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
documents "$program" "$scratch"
mkdir -p "$scratch/bin" "$scratch/home"
ln -s "$program" "$scratch/bin/haggle"
export PATH="$scratch/bin:$PATH" HOME="$scratch/home" HERE="$scratch" TERM=dumb
faults=0
looked=()

# What a shell makes of `WORDS`, and what has to be in it.
expect() {
  local shell=$1 words=$2 wanted=$3 found
  found=$("$shell" "$words")
  if ! grep --quiet --fixed-strings --word-regexp -e "$wanted" <<< "$found"; then
    echo "$shell completes \`$words\` without \`$wanted\`: $found" >&2
    faults=$((faults + 1))
  fi
}

# bash calls the function that the script names, with the words as readline has them.
in_bash() {
  bash --norc --noprofile -c '
    source "$HERE/completions/haggle.bash"
    function=$(complete -p haggle | sed "s/.*-F \([^ ]*\).*/\1/")
    read -r -a COMP_WORDS <<< "$1"
    case $1 in *" ") COMP_WORDS+=("") ;; esac
    COMP_LINE=$1 COMP_POINT=${#1} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    "$function" haggle "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
}

# zsh has completions in a terminal alone: one is made, the words are typed and the tabulator pressed.
in_zsh() {
  zsh -f -c '
    zmodload zsh/zpty
    zpty shell zsh -f -i
    zpty -w shell "PS1= RPS1= PS2=; unsetopt zle_bracketed_paste; fpath=($HERE/completions \$fpath); autoload -U compinit; compinit -u -d $HOME/dump"
    zpty -w shell "zstyle \":completion:*\" list-prompt \"\"; LISTMAX=1000; print READ\"\"Y"
    zpty -r -m shell line "*READY*"
    zpty -w -n shell "$1"$'"'\\t\\t'"'
    sleep 2
    zpty -w -n shell $'"'\\x01'"'"print -r -- "$'"'\\n'"'"print DO\"\"NE"$'"'\\n'"'
    zpty -r -m shell line "*DONE*"
    print -r -- "$line"' zsh "$1"
}

in_fish() {
  fish --no-config -c 'source $HERE/completions/haggle.fish; complete --do-complete $argv[1]' -- "$1"
}

for shell in bash zsh fish; do
  if ! command -v "$shell" > /dev/null; then
    continue
  fi
  looked+=("$shell")
  expect "in_$shell" "haggle evalu" evaluate
  expect "in_$shell" "haggle pins why" why-behind
  expect "in_$shell" "haggle evaluate --sam" --samples
  expect "in_$shell" "haggle evaluate --format js" json
done

if command -v mandoc > /dev/null; then
  looked+=(mandoc)
  # A line break beside a blank line is what clap_mangen writes between options.
  mandoc -T lint -W warning "$scratch"/man/*.1 > "$scratch/lint" || true
  if grep --invert-match 'skipping paragraph macro' "$scratch/lint" >&2; then
    faults=$((faults + 1))
  fi
fi
if command -v man > /dev/null && command -v groff > /dev/null; then
  looked+=(man)
  for page in "$scratch"/man/*.1; do
    MANROFFOPT=-ww man --warnings -l "$page" > "$scratch/page" 2> "$scratch/said"
    if [ -s "$scratch/said" ] || ! grep --quiet SYNOPSIS "$scratch/page"; then
      echo "man sets $(basename "$page") with: $(head -n 3 "$scratch/said")" >&2
      faults=$((faults + 1))
    fi
  done
fi
if [ "$faults" -gt 0 ]; then
  exit 1
fi
if [ "${#looked[@]}" -lt 2 ]; then
  echo "neither zsh, fish, mandoc nor man is installed" > "${STEP_NOTE:-/dev/null}"
  exit 77
fi
echo "tried in ${looked[*]}, $(find "$scratch/man" -name '*.1' | wc -l) pages" > "${STEP_NOTE:-/dev/null}"
