//! `bindep.txt`: distribution packages, each with the profiles that it is for.
//!
//! Source: bindep 2.14's grammar and its selection of rules. Lines end in `\n` or `\r\n`; every other line break is part of a
//! line, and then an error, as in bindep. What bindep does beside reading the file (finding the platform's profiles, asking
//! the package manager what is installed) is not part of this module.

mod grammar;
mod read;
mod select;

use super::source::SourceText;
use crate::{Edit, Span};

/// A parsed `bindep.txt`.
///
/// Laws: [`to_bytes`](Self::to_bytes) gives the bytes that were parsed; the spans of [`lines`](Self::lines) tile them after the
/// byte order mark.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BindepFile {
    source: SourceText,
    lines: Vec<BindepLine>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BindepLine {
    /// The whole line, line ending included.
    pub span: Span,
    /// What is on it.
    pub kind: BindepLineKind,
}

/// What is on a line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum BindepLineKind {
    /// Nothing but spaces.
    Blank,
    /// Only a comment.
    Comment,
    /// A rule.
    Rule(BindepRule),
    /// Something that does not follow the grammar; a diagnostic says what.
    Invalid,
}

/// A package, and when it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BindepRule {
    /// The package's name in the distribution.
    pub name: String,
    /// What selects it. Empty: always needed.
    pub selectors: Vec<Selector>,
    /// Bounds on the installed version, all of which must hold.
    pub versions: Vec<VersionBound>,
    /// The rule, without comment and line ending.
    pub span: Span,
    /// The selectors with their brackets.
    pub selector_span: Option<Span>,
    /// The comment from its `#` on.
    pub comment: Option<Span>,
}

/// One item between the brackets of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Selector {
    /// A profile.
    Profile(BindepProfile),
    /// A group in parentheses: all of it must match.
    All(Vec<BindepProfile>),
}

/// A profile that must be active, or must not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BindepProfile {
    /// Its name: `test`, `platform:dpkg`.
    pub name: String,
    /// False after a `!`.
    pub positive: bool,
}

/// A bound on a package's version, in the distribution's order of versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct VersionBound {
    /// `<=`, `<`, `!=`, `==`, `>=` or `>`.
    pub operator: &'static str,
    /// The version: `epoch:upstream-revision`, epoch and revision may be missing.
    pub version: String,
}

impl BindepFile {
    /// All lines in order.
    pub fn lines(&self) -> &[BindepLine] {
        &self.lines
    }

    /// The rules in order.
    pub fn rules(&self) -> impl Iterator<Item = &BindepRule> {
        self.lines.iter().filter_map(|line| match &line.kind {
            BindepLineKind::Rule(rule) => Some(rule),
            _ => None,
        })
    }

    /// The rules that a set of active profiles selects, in order. Platform profiles (`platform:dpkg`) count only if they are
    /// in the set.
    ///
    /// A rule's platform profiles and its other ones are looked at apart, and neither may say no: no negated profile is
    /// active, and if there are positive ones or groups, at least one matches.
    pub fn active<'a>(&'a self, profiles: &'a [&'a str]) -> impl Iterator<Item = &'a BindepRule> {
        self.rules().filter(|rule| rule.is_active(profiles))
    }

    /// The profiles that the file names, platform profiles included, sorted.
    pub fn profiles(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.rules().flat_map(BindepRule::profiles).map(|profile| profile.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The file's text and encoding.
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    /// The bytes that were parsed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.source.as_bytes().to_vec()
    }

    /// The edit that adds a rule at the end, with the line ending of the file.
    pub fn append(&self, rule: &str) -> Edit {
        super::splice::append_line(&self.source, rule)
    }

    /// The edit that takes a line out.
    pub fn remove(&self, line: &BindepLine) -> Edit {
        Edit::new(line.span, "")
    }
}

impl BindepRule {
    /// All profiles of the selectors, those of groups included.
    pub fn profiles(&self) -> impl Iterator<Item = &BindepProfile> {
        self.selectors.iter().flat_map(|selector| match selector {
            Selector::Profile(profile) => std::slice::from_ref(profile),
            Selector::All(profiles) => profiles.as_slice(),
        })
    }
}

#[cfg(test)]
mod tests;
