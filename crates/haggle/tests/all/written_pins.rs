//! The requirements that pip reads from a file that `resolve` writes are exactly the pins, whatever reasons, paths, markers and
//! arguments hold.
#![cfg(feature = "live")]

use std::collections::BTreeMap;

use haggle::output::command_line::quoted;
use haggle::output::pinned_files::PinnedFiles;
use haggle::output::resolution::{self, AnnotationStyle, TextOptions};
use haggle_resolve::python::{
    ForkStrategy, Request, ResolveOutcome, RootRequirement, SourceLocation, UniversalOutcome, resolve,
    resolve_universal,
};
use haggle_spec::release::{DistributionFile, PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{MarkerEnvironment, PackageName, Platform};
use proptest::prelude::*;

/// What pip 26.3 does to the text of a file, in `pip._internal.req.req_file`: the arguments and the options of each line.
mod pip {
    /// `str.splitlines`.
    pub fn lines(text: &str) -> Vec<&str> {
        let is_end = |character: char| {
            matches!(
                character,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        };
        let mut lines = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(is_end).unwrap_or(rest.len());
            lines.push(&rest[..end]);
            let ended = &rest[end..];
            rest = ended.strip_prefix("\r\n").unwrap_or_else(|| {
                let mut characters = ended.chars();
                characters.next();
                characters.as_str()
            });
        }
        lines
    }

    /// What `\s` and `str.strip` take for white space.
    fn is_space(character: char) -> bool {
        character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
    }

    /// Where `(^|\s+)#.*$` begins.
    fn comment(line: &str) -> Option<usize> {
        let is_start = |(at, _): &(usize, &str)| {
            let before = &line[..*at];
            before.is_empty() || before.ends_with(is_space)
        };
        let (at, _) = line.match_indices('#').find(is_start)?;
        Some(line[..at].trim_end_matches(is_space).len())
    }

    /// The lines with those joined that end in a backslash, except for comments.
    fn joined(text: &str) -> Vec<String> {
        let mut joined = Vec::new();
        let mut open: Option<String> = None;
        for line in lines(text) {
            let is_comment = comment(line) == Some(0);
            if line.ends_with('\\') && !is_comment {
                open.get_or_insert_default().push_str(line.trim_matches('\\'));
                continue;
            }
            let line = if is_comment { format!(" {line}") } else { line.to_owned() };
            joined.push(open.take().unwrap_or_default() + &line);
        }
        joined.extend(open);
        joined
    }

    /// The lines that are left without comments: their arguments and their options.
    pub fn requirements(text: &str) -> Vec<(String, String)> {
        let mut read = Vec::new();
        for line in joined(text) {
            let line = line[..comment(&line).unwrap_or(line.len())].trim_matches(is_space);
            if line.is_empty() {
                continue;
            }
            assert!(!line.contains("${"), "a variable of the environment would be put in: {line:?}");
            let words: Vec<&str> = line.split(' ').collect();
            let n_arguments = words.iter().take_while(|word| !word.starts_with('-')).count();
            read.push((words[..n_arguments].join(" "), words[n_arguments..].join(" ")));
        }
        read
    }

    /// Whether the comments of the first two lines say how the file is encoded (`coding[:=]\s*([-\w.]+)`).
    pub fn says_encoding(text: &str) -> bool {
        text.split('\n').take(2).filter(|line| line.starts_with('#')).any(|line| {
            ["coding:", "coding="].iter().flat_map(|key| line.match_indices(key)).any(|(at, key)| {
                let after = line[at + key.len()..].trim_start_matches(is_space);
                after.starts_with(|first: char| first.is_alphanumeric() || "-_.".contains(first))
            })
        })
    }
}

/// Text made of what readers of requirement files obey.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\n",
        "\r",
        "\r\n",
        "\u{b}",
        "\u{c}",
        "\u{1c}",
        "\u{1d}",
        "\u{1e}",
        "\u{1f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\0",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{feff}",
        "evil==6.6.6",
        " # ",
        "#",
        "\\",
        " ",
        "\t",
        "-r evil.txt",
        "--index-url=http://evil",
        "${HOME}",
        "coding:utf-7",
        "coding=",
        "+AAo-",
        "'",
        "\"",
        "é",
        "a",
        ";",
        "@",
        "/",
        "..",
    ]);
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.concat())
}

fn facts(reasons: &[String], marker: &str) -> ReleaseFacts {
    let mut packages = BTreeMap::new();
    let needs = |name: &str, with: &str| format!("{name}{with}").parse().ok();
    let with = format!(" ; platform_version == \"{marker}\"");
    let requirements: Vec<_> = [needs("lib", ""), needs("other", &with)].into_iter().flatten().collect();
    let known = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
    let unknown = |at: usize| ReleaseMetadata::Unknown { reason: reasons[at].clone() };
    for (name, metadata) in [("app", known), ("lib", unknown(0)), ("other", unknown(1))] {
        let (name, version, file) =
            DistributionFile::from_filename(&format!("{name}-1.0-py3-none-any.whl")).unwrap();
        let release = Release { metadata, files: vec![file], ..Release::default() };
        packages.insert(name, PackageFacts::Releases([(version, release)].into()));
    }
    ReleaseFacts { packages }
}

fn request(paths: &[String]) -> Request {
    let mut request = Request::new(MarkerEnvironment::new("3.12.0", Platform::Linux));
    let line =
        |text: &str, path: &str| RootRequirement::new(text.parse().unwrap(), SourceLocation::new(path, 1));
    request.requirements = vec![line("app", &paths[0]), line("lib", &paths[1])];
    request.constraints = vec![line("app<2", &paths[2]), line("lib<2", &paths[0])];
    request.overrides = vec![line("lib<3", &paths[3])];
    request
}

fn pins<'a>(pins: impl Iterator<Item = (&'a PackageName, String)>) -> Vec<String> {
    pins.map(|(name, version)| format!("{name}=={version}")).collect()
}

fn options(files: &PinnedFiles) -> TextOptions<'_> {
    let annotation = Some(AnnotationStyle::Line);
    TextOptions { command: None, annotation, omitted: &[], index_lines: &[], files }
}

/// Reads a written file as pip does: the requirements without their markers.
#[track_caller]
fn check(text: &str, pinned: &[String]) {
    assert!(!pip::says_encoding(text), "{text:?}");
    let read = pip::requirements(text);
    let of_line = |(arguments, options): (String, String)| {
        assert_eq!(options, "", "{text:?}");
        arguments.split(" ; ").next().unwrap().to_owned()
    };
    assert_eq!(read.into_iter().map(of_line).collect::<Vec<_>>(), pinned, "{text:?}");
}

proptest! {
    #[test]
    fn pip_reads_the_pins_and_nothing_else(
        reasons in prop::collection::vec(hostile(), 2),
        paths in prop::collection::vec(hostile(), 4),
        words in prop::collection::vec(hostile(), 1..4),
    ) {
        let request = request(&paths);
        let ResolveOutcome::Solved(solution) = resolve(&facts(&reasons, ""), &request) else { panic!("it has a solution") };
        let command = format!("haggle resolve {}", quoted(&words));
        let style = [AnnotationStyle::Split, AnnotationStyle::Line];
        for (command, style) in [None, Some(command.as_str())].into_iter().zip(style) {
            let files = PinnedFiles::default();
            let options = TextOptions { command, annotation: Some(style), ..options(&files) };
            let text = resolution::text(&solution, &request, options).unwrap();
            check(&text, &pins(solution.pins.iter().map(|(name, pin)| (name, pin.version.to_string()))));
        }
    }

    #[test]
    fn pip_reads_universal_pins_or_they_are_refused(
        reasons in prop::collection::vec(hostile(), 2),
        paths in prop::collection::vec(hostile(), 4),
        marker in hostile(),
    ) {
        let request = request(&paths);
        let facts = facts(&reasons, &marker);
        let range = ">=3.10".parse().unwrap();
        let outcome = resolve_universal(&facts, &request, &range, ForkStrategy::RequiresPython, None);
        let UniversalOutcome::Solved(solution) = outcome else { panic!("it has a solution") };
        let files = PinnedFiles::default();
        let options = options(&files);
        let is_plain = |marker: &str| marker.chars().all(|character| character.is_alphanumeric() || " .<>='\"_".contains(character));
        match resolution::text_universal(&solution, &request, options) {
            Ok(text) => check(&text, &pins(solution.pins().iter().map(|pin| (&pin.name, pin.version.to_string())))),
            Err(failure) => {
                prop_assert!(failure.to_string().contains("cannot hold the marker"), "{failure}");
                prop_assert!(!solution.pins().iter().all(|pin| is_plain(&pin.marker)), "{failure}");
            }
        }
    }
}

#[test]
fn the_model_reads_as_pip_does() {
    // Each with what pip 26.3 reads.
    for (text, expected) in [
        (
            "foo==1.0\n    # requirements unknown: `a\revil==6.6.6\r#`\n",
            vec![("foo==1.0", ""), ("evil==6.6.6", "")],
        ),
        ("foo # x\\\nbar\n", vec![("foo", "")]),
        ("# x\\\nbar\n", vec![("bar", "")]),
        ("foo \\\n  # x\nbar", vec![("foo", ""), ("bar", "")]),
        ("foo;a#b\u{2028}c\u{1c}d\u{1f}#e", vec![("foo;a#b", ""), ("c", ""), ("d", "")]),
        ("foo ; a == 'b --hash=c'", vec![("foo ; a == 'b", "--hash=c'")]),
    ] {
        let read = pip::requirements(text);
        let read: Vec<(&str, &str)> =
            read.iter().map(|(arguments, options)| (arguments.as_str(), options.as_str())).collect();
        assert_eq!(read, expected, "{text:?}");
    }
    assert!(pip::says_encoding("#\n# -*- coding: utf-7 -*-\n") && !pip::says_encoding("\n\n# coding: utf-7"));
}
