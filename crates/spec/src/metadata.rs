//! Core metadata (PEP 566 and its successors): the file `METADATA` of a wheel, `PKG-INFO` of a source distribution.

use crate::{
    Diagnostic, DiagnosticKind, ExtraName, NameError, PackageName, Requirement, RequirementError, Span,
    SpecifierError, SpecifierSet, Version, VersionError,
};

/// What a distribution's metadata says, as far as this crate has use for it.
///
/// ```
/// use haggle_spec::Metadata;
/// let text = "Metadata-Version: 2.1\nName: Foo\nVersion: 1.0\nRequires-Dist: bar >=1\n\nDescription\n";
/// let (metadata, diagnostics) = Metadata::parse(text);
/// assert!(diagnostics.is_empty());
/// assert_eq!(metadata.name.map(|name| name.to_string()).as_deref(), Some("foo"));
/// assert_eq!(metadata.requires_dist[0].to_string(), "bar>=1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Metadata {
    /// `Metadata-Version`.
    pub metadata_version: Option<String>,
    /// `Name`.
    pub name: Option<PackageName>,
    /// `Name` as it is written.
    pub written_name: Option<String>,
    /// `Version`.
    pub version: Option<Version>,
    /// `Requires-Dist`, those that could be read.
    pub requires_dist: Vec<Requirement>,
    /// `Requires-Python`.
    pub requires_python: Option<SpecifierSet>,
    /// `Provides-Extra`.
    pub provides_extra: Vec<ExtraName>,
    /// `License-Expression`.
    pub licence_expression: Option<String>,
    /// `License`: any text, sometimes the whole licence.
    pub licence: Option<String>,
    /// `Classifier`.
    pub classifiers: Vec<String>,
    /// `Dynamic`: the fields, in lower case, that a build may change.
    pub dynamic: Vec<String>,
    /// `Summary`.
    pub summary: Option<String>,
    /// `Import-Name` (PEP 794): one value, maybe empty, per field; with `; private` behind a private name.
    pub import_names: Vec<String>,
    /// `Import-Namespace` (PEP 794), written likewise.
    pub import_namespaces: Vec<String>,
}

impl Metadata {
    /// Reads the header fields as Python's `email.parser` does: up to the first line that is neither `name: value` nor the
    /// continuation of one. Of a field that has one value the first counts. A field that cannot be read gives a diagnostic and is
    /// left out.
    pub fn parse(text: &str) -> (Metadata, Vec<Diagnostic>) {
        let mut metadata = Metadata::default();
        let mut diagnostics = Vec::new();
        let text_without_bom = text.strip_prefix('\u{feff}').unwrap_or(text);
        let fields = Fields { rest: text_without_bom, offset: text.len() - text_without_bom.len() };
        let mut seen: Vec<String> = Vec::new();
        for field in fields {
            let name = field.name.to_ascii_lowercase();
            if SINGLE.contains(&name.as_str()) {
                if seen.contains(&name) {
                    continue;
                }
                seen.push(name);
            }
            if let Err(diagnostic) = metadata.take(&field) {
                diagnostics.push(diagnostic);
            }
        }
        (metadata, diagnostics)
    }

    /// Whether the requirements cannot change in a build: metadata of a wheel, or of a source distribution from version
    /// 2.2 on that does not call them dynamic.
    pub fn has_static_requirements(&self) -> bool {
        let version = self.metadata_version.as_deref().and_then(|version| version.parse::<Version>().ok());
        let is_recent = version
            .is_some_and(|version| version >= Version::from_parts(crate::VersionParts::release([2, 2])));
        let is_dynamic = |name: &str| self.dynamic.iter().any(|field| field == name);
        is_recent && !is_dynamic("requires-dist") && !is_dynamic("provides-extra")
    }

    fn take(&mut self, field: &Field<'_>) -> Result<(), Diagnostic> {
        let text = || Some(field.value.clone());
        // The places in a value that was put together from several lines are none of the file's.
        let at = |span: Span| if field.is_folded { field.span } else { span.shifted(field.span.start) };
        let invalid = |span, kind| Diagnostic { span: at(span), kind, suggestion: None };
        let invalid_name =
            |error: NameError| invalid(error.span(), DiagnosticKind::InvalidName(error.kind()));
        match field.name.to_ascii_lowercase().as_str() {
            "metadata-version" => self.metadata_version = text(),
            "name" => {
                self.name = Some(PackageName::new(&field.value).map_err(invalid_name)?);
                self.written_name = text();
            }
            "version" => {
                let version = field.value.parse().map_err(|error: VersionError| {
                    invalid(error.span(), DiagnosticKind::InvalidVersion(error.kind()))
                })?;
                self.version = Some(version);
            }
            "requires-dist" => {
                let requirement = field.value.parse().map_err(|error: RequirementError| {
                    let diagnostic = error.to_diagnostic(field.span.start);
                    if field.is_folded { invalid(error.span(), diagnostic.kind) } else { diagnostic }
                })?;
                self.requires_dist.push(requirement);
            }
            "requires-python" => {
                let python = field.value.parse().map_err(|error: SpecifierError| {
                    invalid(error.span(), DiagnosticKind::InvalidSpecifier(error.kind()))
                })?;
                self.requires_python = Some(python);
            }
            "provides-extra" => {
                self.provides_extra.push(ExtraName::new(&field.value).map_err(invalid_name)?);
            }
            "license-expression" => self.licence_expression = text(),
            "license" => self.licence = text(),
            "classifier" => self.classifiers.push(field.value.clone()),
            "dynamic" => self.dynamic.push(field.value.to_ascii_lowercase()),
            "summary" => self.summary = text(),
            "import-name" => self.import_names.push(field.value.clone()),
            "import-namespace" => self.import_namespaces.push(field.value.clone()),
            _ => {}
        }
        Ok(())
    }
}

/// The fields that have one value.
const SINGLE: [&str; 7] =
    ["metadata-version", "name", "version", "requires-python", "license-expression", "license", "summary"];

struct Field<'a> {
    name: &'a str,
    /// Continuation lines joined by line feeds.
    value: String,
    span: Span,
    is_folded: bool,
}

/// The header fields of a message: `name: value`, continued on lines that start with a blank.
struct Fields<'a> {
    rest: &'a str,
    offset: usize,
}

/// The name of a header field, as `email.feedparser` tells one: visible ASCII up to a colon.
fn field_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(':')?;
    name.bytes().all(|byte| byte.is_ascii_graphic()).then_some(name)
}

impl<'a> Fields<'a> {
    fn next_line(&mut self) -> Option<(&'a str, usize)> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self
            .rest
            .find(['\n', '\r'])
            .map_or(self.rest.len(), |end| end + if self.rest[end..].starts_with("\r\n") { 2 } else { 1 });
        let (line, rest) = self.rest.split_at(end);
        let start = self.offset;
        self.rest = rest;
        self.offset += end;
        Some((line.trim_end_matches(['\n', '\r']), start))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        loop {
            let (line, start) = self.next_line()?;
            // A continuation of nothing, the line that a mailbox starts a message with, or a value without a name.
            if line.starts_with([' ', '\t', ':']) || line.starts_with("From ") {
                continue;
            }
            let Some(name) = field_name(line) else {
                // The rest is the description.
                self.rest = "";
                return None;
            };
            let value = &line[name.len() + 1..];
            let leading = value.len() - value.trim_start().len();
            let value_start = start + name.len() + 1 + leading;
            let mut span = Span::new(value_start, value_start + value.trim().len());
            let mut value = value.trim().to_owned();
            let mut is_folded = false;
            while self.rest.starts_with([' ', '\t']) {
                let Some((line, start)) = self.next_line() else { break };
                is_folded = true;
                value.push('\n');
                value.push_str(line.trim());
                span.end = start + line.trim_end().len();
            }
            return Some(Field { name, value, span, is_folded });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Name, version and summary.
    #[track_caller]
    fn check(text: &str, expected: [Option<&str>; 3]) {
        let (metadata, diagnostics) = Metadata::parse(text);
        assert_eq!(diagnostics, []);
        let found = [
            metadata.name.map(|name| name.to_string()),
            metadata.version.map(|version| version.to_string()),
            metadata.summary,
        ];
        assert_eq!(found.each_ref().map(Option::as_deref), expected, "{text:?}");
    }

    #[test]
    fn headers_end_where_pythons_email_parser_ends_them() {
        check("Name: a\nno header\nVersion: 1\n", [Some("a"), None, None]);
        check("Name: a\nbad key: x\nVersion: 1\n", [Some("a"), None, None]);
        check("Name: a\n\nVersion: 1\n", [Some("a"), None, None]);
        check(" x\nFrom me\n: y\nName: a\rVersion: 1\r\n", [Some("a"), Some("1"), None]);
        check("Name: a\nSummary: b\n  c: d\nVersion: 1\n", [Some("a"), Some("1"), Some("b\nc: d")]);
    }

    #[test]
    fn of_a_field_with_one_value_the_first_counts() {
        check("Name: a\nName: b\nSummary: c\nsummary: d\n", [Some("a"), None, Some("c")]);
        let (metadata, diagnostics) = Metadata::parse("Name: -\nName: b\n");
        assert_eq!((metadata.name, diagnostics.len()), (None, 1));
    }
}
