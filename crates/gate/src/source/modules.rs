//! The modules of a crate, as far as the gate looks at them: what each file defines, hands on and uses.
//!
//! A reader of tokens, not of Rust: it knows comments, strings, `use` trees and paths. That is enough to tell which file
//! uses a name of which other one, and needs no compiler.

use std::collections::BTreeMap;
use std::path::Path;

use haggle::output::failure::Failure;

/// One module's use of another's name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edge {
    pub from: Vec<String>,
    /// The module that defines the name.
    pub to: Vec<String>,
    /// The path as the code has it.
    pub used: Vec<String>,
}

/// A file of a crate.
#[derive(Debug, Default)]
struct Module {
    /// Names that the file defines at its top level.
    defines: Vec<String>,
    /// Names that the file hands on, with where they come from.
    hands_on: Vec<(String, Vec<String>)>,
    /// Paths that the file's own code names.
    uses: Vec<Vec<String>>,
}

/// The files of a crate by module path; the root has the empty path.
#[derive(Debug, Default)]
pub(super) struct Modules(BTreeMap<Vec<String>, Module>);

impl Modules {
    /// Reads a crate's `src` folder.
    pub fn read(source: &Path) -> Result<Self, Failure> {
        let mut modules = Self::default();
        modules.add_folder(source, &[])?;
        Ok(modules)
    }

    fn add_folder(&mut self, folder: &Path, path: &[String]) -> Result<(), Failure> {
        let entries = std::fs::read_dir(folder).map_err(|error| Failure::io("list", folder, &error))?;
        for entry in entries.filter_map(Result::ok) {
            let file = entry.path();
            let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let mut below = path.to_vec();
            if name == "tests" {
                continue;
            }
            if file.is_dir() {
                below.push(name);
                self.add_folder(&file, &below)?;
            } else if file.extension().is_some_and(|extension| extension == "rs") && name != "main" {
                if name != "mod" && name != "lib" {
                    below.push(name);
                }
                let text =
                    std::fs::read_to_string(&file).map_err(|error| Failure::io("read", &file, &error))?;
                self.0.insert(below, Module::parse(&text));
            }
        }
        Ok(())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Every use of another module's names.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (from, module) in &self.0 {
            for used in &module.uses {
                if let Some(to) = self.owner(from, used, 0).filter(|to| to != from) {
                    edges.push(Edge { from: from.clone(), to, used: used.clone() });
                }
            }
        }
        edges.sort();
        edges.dedup();
        edges
    }

    /// The module that owns what a path names, seen from a module; none for what is not of this crate.
    fn owner(&self, from: &[String], path: &[String], depth: usize) -> Option<Vec<String>> {
        const DEEPEST: usize = 16;
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => Vec::new(),
            "self" => from.to_vec(),
            "super" => from.split_last()?.1.to_vec(),
            _ => {
                rest = path;
                from.to_vec()
            }
        };
        while rest.first().is_some_and(|segment| segment == "super") {
            at.pop()?;
            rest = &rest[1..];
        }
        while let Some((segment, after)) = rest.split_first() {
            let mut below = at.clone();
            below.push(segment.clone());
            if !self.0.contains_key(&below) {
                break;
            }
            (at, rest) = (below, after);
        }
        let module = self.0.get(&at)?;
        let Some(name) = rest.first() else { return Some(at) };
        if module.defines.contains(name) {
            return Some(at);
        }
        let (_, source) = module.hands_on.iter().find(|(handed, _)| handed == name)?;
        if depth == DEEPEST { None } else { self.owner(&at, source, depth + 1) }
    }
}

impl Module {
    fn parse(text: &str) -> Self {
        let tokens = tokens(text);
        let mut module = Self::default();
        let (mut at, mut level) = (0, 0_usize);
        while at < tokens.len() {
            let token = tokens[at].as_str();
            match token {
                "{" => level += 1,
                "}" => level = level.saturating_sub(1),
                "#" if is_test_attribute(&tokens[at..]) => {
                    at = after_block(&tokens, at);
                    continue;
                }
                "use" => {
                    let end = at + tokens[at..].iter().position(|token| token == ";").unwrap_or(0);
                    let mut paths = Vec::new();
                    use_tree(&tokens[at + 1..end], &mut 0, &mut Vec::new(), &mut paths);
                    if at > 0 && (tokens[at - 1] == "pub" || tokens[at - 1] == ")") {
                        module.hands_on.extend(paths);
                    } else {
                        // The names of a private `use` serve the file's children, too: `super::name`.
                        module.uses.extend(paths.iter().map(|(_, path)| path.clone()));
                        module.hands_on.extend(paths);
                    }
                    at = end.max(at + 1);
                    continue;
                }
                "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union" if level == 0 => {
                    let name = tokens.get(at + 1).filter(|name| *name != "fn" && *name != "mut");
                    module.defines.extend(name.cloned());
                }
                _ if tokens.get(at + 1).is_some_and(|next| next == "::")
                    && (at == 0 || tokens[at - 1] != "::") =>
                {
                    let mut path = vec![token.to_owned()];
                    while tokens.get(at + 1).is_some_and(|next| next == "::") {
                        let Some(segment) = tokens.get(at + 2).filter(|next| is_word(next)) else { break };
                        path.push(segment.clone());
                        at += 2;
                    }
                    module.uses.push(path);
                }
                _ => {}
            }
            at += 1;
        }
        module
    }
}

/// Adds what a `use` tree names: (the name that the file sees, the path behind it).
fn use_tree(
    tokens: &[String],
    at: &mut usize,
    prefix: &mut Vec<String>,
    paths: &mut Vec<(String, Vec<String>)>,
) {
    let depth = prefix.len();
    let mut alias = None;
    while let Some(token) = tokens.get(*at) {
        *at += 1;
        match token.as_str() {
            "::" => {}
            "{" => {
                while tokens.get(*at).is_some_and(|token| token != "}") {
                    use_tree(tokens, at, prefix, paths);
                }
                *at += 1;
                prefix.truncate(depth);
                if tokens.get(*at).is_some_and(|token| token == ",") {
                    *at += 1;
                }
                return;
            }
            "as" => {
                alias = tokens.get(*at).cloned();
                *at += 1;
            }
            "," => break,
            "}" => {
                *at -= 1;
                break;
            }
            "self" if prefix.len() > depth || depth > 0 => {}
            word => prefix.push(word.to_owned()),
        }
    }
    if let Some(last) = prefix.last().cloned() {
        paths.push((alias.unwrap_or(last), prefix.clone()));
    }
    prefix.truncate(depth);
}

fn is_test_attribute(tokens: &[String]) -> bool {
    let words: Vec<&str> = tokens.iter().take(7).map(String::as_str).collect();
    words == ["#", "[", "cfg", "(", "test", ")", "]"]
}

/// The position behind the item that an attribute at `at` is of: behind its block, or its semicolon.
fn after_block(tokens: &[String], at: usize) -> usize {
    let mut level = 0_usize;
    for (position, token) in tokens.iter().enumerate().skip(at) {
        match token.as_str() {
            "{" => level += 1,
            "}" if level <= 1 => return position + 1,
            "}" => level -= 1,
            ";" if level == 0 => return position + 1,
            _ => {}
        }
    }
    tokens.len()
}

fn is_word(token: &str) -> bool {
    token.starts_with(|character: char| character.is_alphabetic() || character == '_')
}

/// Words, `::` and single characters; comments, strings and characters in quotes are left out.
fn tokens(text: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&character) = characters.get(at) {
        let next = characters.get(at + 1).copied();
        let after = characters.get(at + 2).copied();
        if character == '/' && next == Some('/') {
            at += characters[at..].iter().take_while(|one| **one != '\n').count();
        } else if character == '/' && next == Some('*') {
            at = end_of(&characters, at + 2, "*/");
        } else if character == 'r' && matches!((next, after), (Some('"'), _) | (Some('#'), Some('"' | '#'))) {
            let n_signs = characters[at + 1..].iter().take_while(|one| **one == '#').count();
            at = end_of(&characters, at + 2 + n_signs, &format!("\"{}", "#".repeat(n_signs)));
        } else if character == '"' {
            at += 1;
            while characters.get(at).is_some_and(|one| *one != '"') {
                at += 1 + usize::from(characters[at] == '\\');
            }
            at += 1;
        } else if character == '\'' && next == Some('\\') {
            at = end_of(&characters, at + 3, "'");
        } else if character == '\'' && after == Some('\'') {
            at += 3;
        } else if character.is_alphanumeric() || character == '_' {
            let is_part = |one: &&char| one.is_alphanumeric() || **one == '_';
            let length = characters[at..].iter().take_while(is_part).count();
            tokens.push(characters[at..at + length].iter().collect());
            at += length;
        } else if character == ':' && next == Some(':') {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            if !character.is_whitespace() {
                tokens.push(character.to_string());
            }
            at += 1;
        }
    }
    tokens
}

fn end_of(characters: &[char], start: usize, mark: &str) -> usize {
    let mark: Vec<char> = mark.chars().collect();
    let rest = characters.get(start..).unwrap_or_default();
    let found = rest.windows(mark.len()).position(|window| window == mark);
    found.map_or(characters.len(), |position| start + position + mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[(&str, &str)]) {
        let split = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let modules = Modules(files.iter().map(|(path, text)| (split(path), Module::parse(text))).collect());
        let mut found: Vec<_> =
            modules.edges().iter().map(|edge| (edge.from.join("/"), edge.to.join("/"))).collect();
        found.dedup();
        let found: Vec<_> = found.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_that_is_handed_on_is_of_the_file_that_defines_it() {
        check(
            &[
                ("", "mod a; mod b; pub use a::{Thing, other as Renamed};"),
                ("a", "pub struct Thing; pub fn other() {}"),
                ("b", "use crate::{Thing, Renamed};"),
            ],
            &[("b", "a")],
        );
    }

    #[test]
    fn tests_comments_and_strings_are_no_use() {
        check(
            &[
                (
                    "a",
                    "// crate::b::f\n const S: &str = \"crate::b::f\"; #[cfg(test)] mod t { use crate::b::f; }",
                ),
                ("b", "pub fn f() {}"),
            ],
            &[],
        );
    }

    #[test]
    fn paths_in_code_count_and_super_goes_up() {
        check(
            &[("a", "fn g() { super::b::f() }"), ("a/c", "use super::g;"), ("b", "pub fn f() {}")],
            &[("a", "b"), ("a/c", "a")],
        );
    }

    #[test]
    fn a_use_tree_names_each_of_its_leaves() {
        check(
            &[("a", "use crate::{b::{self, f}, c::g as h};"), ("b", "pub fn f() {}"), ("c", "pub fn g() {}")],
            &[("a", "b"), ("a", "c")],
        );
    }
}
