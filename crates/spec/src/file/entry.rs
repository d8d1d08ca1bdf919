//! One line as the requirements process of `OpenStack` reads it: narrower than pip's, and never mistaken for it.
//!
//! Source: `openstack/requirements`, `requirement.py`, observed. A line is a requirement, then a marker after `;` (or after
//! `:`, as pbr's extras have it), then a comment from the first `#` on, blank before it or not. The marker and the comment
//! are kept as text. URLs are read only where asked for, and then must name their project with `#egg=`.

use core::cmp::Ordering;
use core::fmt;

use super::FileErrorKind;
use crate::{
    Diagnostic, DiagnosticKind, Edit, Marker, Operator, PackageName, Requirement, RequirementError,
    RequirementParts, Span, Specifier, SpecifierSet,
};

/// Whether a line may be a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Urls {
    /// A URL is an error: global lists, project files.
    Forbidden,
    /// A URL that names its project is fine, also after `-e `: constraints.
    Allowed,
}

/// A line of a global list, of constraints, or of a project's file.
///
/// Law: parsing [`to_line`](Self::to_line) gives an equal entry, if the marker and the comment hold no line break.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Entry {
    /// The name as written; empty for a line with only a comment.
    pub name: String,
    /// The URL, `-e ` included, without its fragment; empty for a plain requirement.
    pub location: String,
    /// The specifiers.
    pub specifiers: SpecifierSet,
    /// The marker as written; empty if there is none.
    pub marker: String,
    /// The comment from its `#` on; empty if there is none.
    pub comment: String,
    /// The extras as written, sorted.
    pub extras: Vec<String>,
}

impl Entry {
    /// Reads a line without its line ending.
    ///
    /// # Errors
    /// What does not follow the grammar, with a span in the line. The marker is not looked at.
    ///
    /// ```
    /// use haggle_spec::file::{Entry, Urls};
    ///
    /// let entry = Entry::parse("Babel!=2.4.0;python_version>='3.9'  # BSD", Urls::Forbidden).unwrap();
    /// assert_eq!((entry.name.as_str(), entry.comment.as_str()), ("Babel", "# BSD"));
    /// assert_eq!(entry.marker, "python_version>='3.9'");
    /// assert!(Entry::parse("git+https://example.org/x#egg=x", Urls::Forbidden).is_err());
    /// ```
    pub fn parse(line: &str, urls: Urls) -> Result<Self, Diagnostic> {
        let first_hash = line.find('#').unwrap_or(line.len());
        let mut entry = Self::default();
        let mut start = 0;
        let mut hash = first_hash;
        if let Some(scheme_end) = line[..first_hash].find("://") {
            if urls == Urls::Forbidden {
                return Err(file_error(url_span(line, scheme_end, first_hash), FileErrorKind::UrlNotAllowed));
            }
            let Some((location, name_end)) = split_url(line, scheme_end) else {
                return Err(file_error(url_span(line, scheme_end, first_hash), FileErrorKind::UnnamedUrl));
            };
            line[..location].clone_into(&mut entry.location);
            line[location + "#egg=".len()..name_end].clone_into(&mut entry.name);
            start = name_end;
            hash = line[start..].find('#').map_or(line.len(), |at| start + at);
        }
        let separator = separator(&line[start..hash]).map(|at| start + at);
        let body_end = separator.unwrap_or(hash);
        if let Some(at) = separator {
            line[at + 1..hash].trim().clone_into(&mut entry.marker);
        }
        line[hash..].clone_into(&mut entry.comment);
        let body = &line[start..body_end];
        if start == 0 && !body.is_empty() {
            entry.read_requirement(body)?;
        }
        Ok(entry)
    }

    fn read_requirement(&mut self, body: &str) -> Result<(), Diagnostic> {
        let requirement: Requirement =
            body.parse().map_err(|error: RequirementError| error.to_diagnostic(0))?;
        if requirement.url().is_some() {
            let url = RequirementParts::of(body).ok().and_then(|parts| parts.url).unwrap_or(0..body.len());
            let span = Span::new(url.start, url.end);
            return Err(file_error(span, FileErrorKind::UrlNotAllowed));
        }
        requirement.name_as_written().clone_into(&mut self.name);
        self.specifiers = requirement.specifiers().clone();
        self.extras = requirement.extras_as_written().map(str::to_owned).collect();
        Ok(())
    }

    /// The normalised name: what entries are grouped by. Nothing for a line with only a comment.
    pub fn package_name(&self) -> Option<PackageName> {
        PackageName::new(&self.name).ok()
    }

    /// The line: specifiers sorted by their text, one space before the comment.
    ///
    /// ```
    /// use haggle_spec::file::{Entry, Urls};
    ///
    /// let entry = Entry::parse("six >= 1, != 2 # MIT", Urls::Forbidden).unwrap();
    /// assert_eq!(entry.to_line(), "six!=2,>=1 # MIT");
    /// ```
    pub fn to_line(&self) -> String {
        self.to_line_with(Style { marker_separator: ";", comment_prefix: " ", sorting: Sorting::ByText })
    }

    /// The line as global lists have it: lower bounds first, then pins and exclusions, then upper bounds, each by version, and
    /// two spaces before the comment.
    ///
    /// Law: normalising twice is normalising once.
    ///
    /// ```
    /// use haggle_spec::file::{Entry, Urls};
    ///
    /// let entry = Entry::parse("six[z,a] <2,!=1.5,>=1 ; os_name=='nt' # MIT", Urls::Forbidden).unwrap();
    /// assert_eq!(entry.to_normalized_line(), "six[a,z]>=1,!=1.5,<2;os_name=='nt'  # MIT");
    /// ```
    pub fn to_normalized_line(&self) -> String {
        self.to_line_with(Style { marker_separator: ";", comment_prefix: "  ", sorting: Sorting::ByKind })
    }

    /// The line in any of the styles of the process.
    pub fn to_line_with(&self, style: Style<'_>) -> String {
        let mut line = String::new();
        if !self.location.is_empty() {
            line += &self.location;
            line += "#egg=";
        }
        line += &self.name;
        if !self.extras.is_empty() {
            line = line + "[" + &self.extras.join(",") + "]";
        }
        line += &style.specifiers(&self.specifiers);
        if !self.marker.is_empty() {
            line += style.marker_separator;
            line += &self.marker;
        }
        if !self.comment.is_empty() {
            line += if self.name.is_empty() { "" } else { style.comment_prefix };
            line += &self.comment;
        }
        line
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_line())
    }
}

/// How an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Style<'text> {
    /// What is before the marker: `;`, or `:` in pbr's extras.
    pub marker_separator: &'text str,
    /// What is between the requirement and its comment.
    pub comment_prefix: &'text str,
    /// The order of the specifiers.
    pub sorting: Sorting,
}

/// The order of an entry's specifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sorting {
    /// By their text.
    ByText,
    /// `>=` and `>`, then `===`, `==`, `~=` and `!=`, then `<` and `<=`; by version inside each.
    ByKind,
}

impl Style<'_> {
    pub(super) fn specifiers(self, specifiers: &SpecifierSet) -> String {
        if self.sorting == Sorting::ByText {
            return specifiers.to_string();
        }
        let mut ordered: Vec<&Specifier> = specifiers.iter().collect();
        ordered.sort_by(|left, right| compare_by_kind(left, right));
        let mut texts: Vec<String> = ordered.into_iter().map(ToString::to_string).collect();
        texts.dedup();
        texts.join(",")
    }
}

fn compare_by_kind(left: &Specifier, right: &Specifier) -> Ordering {
    let weight = |specifier: &Specifier| match specifier.operator() {
        Operator::GreaterEqual | Operator::Greater => 0,
        Operator::Less | Operator::LessEqual => 2,
        _ => 1,
    };
    // The text after `===` need not be a version; if it is none, it comes last.
    let version = |specifier: &Specifier| {
        specifier.version().cloned().or_else(|| specifier.version_text().parse().ok())
    };
    weight(left)
        .cmp(&weight(right))
        .then_with(|| match (version(left), version(right)) {
            (Some(left), Some(right)) => left.cmp(&right),
            (left, right) => left.is_none().cmp(&right.is_none()),
        })
        .then_with(|| left.to_string().cmp(&right.to_string()))
}

/// Where the marker of a line without its comment is set apart: the first of each counts, and of the two the later, so that
/// a colon inside a marker is taken for a separator, too.
fn separator(line: &str) -> Option<usize> {
    line.find(';').max(line.find(':'))
}

/// What is wrong with the marker of a line that [`Entry::parse`] has read without a URL; spans are in the line.
pub(super) fn marker_diagnostic(line: &str) -> Option<Diagnostic> {
    let line = line.split('#').next().unwrap_or_default();
    let at = separator(line)?;
    let marker = line[at + 1..].trim();
    let start = line[at + 1..].find(marker).map_or(line.len(), |blanks| at + 1 + blanks);
    let mut diagnostic = marker.parse::<Marker>().err()?.to_diagnostic(start);
    if marker.is_empty() {
        let kept = line[..at].trim_end().len();
        diagnostic.suggestion = Some(Edit::new(Span::new(kept, line.trim_end().len()), ""));
    }
    Some(diagnostic)
}

/// The requirement line that starts at a URL, for the error that points at it.
fn url_span(line: &str, scheme_end: usize, end: usize) -> Span {
    let start = scheme_end - line[..scheme_end].rsplit(char::is_whitespace).next().map_or(0, str::len);
    let end = line[start..end].find(char::is_whitespace).map_or(end, |length| start + length);
    Span::new(start, end)
}

/// `-e scheme://anything#egg=name`: where the fragment starts, and where the name ends.
fn split_url(line: &str, scheme_end: usize) -> Option<(usize, usize)> {
    let before = line[..scheme_end].trim_start();
    let scheme = match before.strip_prefix("-e") {
        Some(rest) if rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => before,
    };
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let valid = match scheme.split_once('+') {
        Some((system, transport)) => is_word(system) && is_word(transport),
        None => is_word(scheme),
    };
    let fragment = scheme_end + line[scheme_end..].find('#')?;
    let name = line[fragment..].strip_prefix("#egg=")?;
    let length = name
        .find(|character: char| !(character.is_alphanumeric() || matches!(character, '-' | '.' | '_')))
        .unwrap_or(name.len());
    (valid && length > 0).then_some((fragment, fragment + "#egg=".len() + length))
}

fn file_error(span: Span, kind: FileErrorKind) -> Diagnostic {
    Diagnostic { span, kind: DiagnosticKind::File(kind), suggestion: None }
}
