//! Constraints: which version of each distribution is used, if it is used at all.
//!
//! Source: pip's documentation, "Constraints Files"; `upper-constraints.txt` of `openstack/requirements`, which pins each name
//! with `===`, some names several times under markers.

use super::FileErrorKind;
use super::requirements::{Line, LineKind, RequirementLine, RequirementsFile};
use crate::{
    Diagnostic, DiagnosticKind, Edit, Operator, PackageName, RequirementParts, Span, Specifier, Version,
};

/// A parsed file of constraints.
///
/// The lines are those of a requirements file; what pip does not let constrain (extras, editables, locations without a name)
/// is reported.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Constraints {
    file: RequirementsFile,
}

/// A line that gives one version: `name===version`, or `name==version` without a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConstraintPin<'file> {
    /// The requirement and its place.
    pub line: &'file RequirementLine,
    /// The one specifier.
    pub specifier: &'file Specifier,
    /// Where the version is written; nothing where it is joined from several lines or has variables in it.
    pub version_span: Option<Span>,
}

impl<'file> ConstraintPin<'file> {
    /// The normalised name.
    pub fn name(&self) -> &'file PackageName {
        self.line.requirement.name()
    }

    /// The version; nothing if the text after `===` is none.
    pub fn version(&self) -> Option<Version> {
        self.specifier.version().cloned().or_else(|| self.specifier.version_text().parse().ok())
    }
}

impl Constraints {
    /// Parses a file. What cannot be a constraint is kept and reported.
    ///
    /// ```
    /// use haggle_spec::PackageName;
    /// use haggle_spec::file::apply_edits;
    /// use haggle_spec::file::constraints::Constraints;
    ///
    /// let text = b"voluptuous===0.16.0\nsix===1.16.0 # why\n";
    /// let (constraints, diagnostics) = Constraints::parse(*text);
    /// assert!(diagnostics.is_empty());
    /// let six = PackageName::new("six").unwrap();
    /// let pin = constraints.pins_of(&six).next().unwrap();
    /// let edit = constraints.set_version(&pin, &"1.17.0".parse().unwrap());
    /// assert_eq!(apply_edits(text, &[edit]).unwrap(), b"voluptuous===0.16.0\nsix===1.17.0 # why\n");
    /// ```
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        let (file, mut diagnostics) = RequirementsFile::parse(bytes);
        let reported = diagnostics.len();
        for line in file.lines() {
            let (span, what) = match &line.kind {
                LineKind::Requirement(line) if !line.requirement.extras().is_empty() => {
                    (line.span, "a requirement with extras")
                }
                LineKind::Location(line) if line.editable => (line.span, "an editable"),
                LineKind::Location(line) if line.name.is_none() => (line.span, "a location without a name"),
                LineKind::Location(line) if !line.extras.is_empty() => (line.span, "a location with extras"),
                _ => continue,
            };
            let kind = DiagnosticKind::File(FileErrorKind::NotAConstraint { what });
            diagnostics.push(Diagnostic { span, kind, suggestion: None });
        }
        if diagnostics.len() > reported {
            diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        }
        (Self { file }, diagnostics)
    }

    /// The lines, and the edits of single lines.
    pub fn file(&self) -> &RequirementsFile {
        &self.file
    }

    /// The constraints with a name, pins or not, in order.
    pub fn requirements(&self) -> impl Iterator<Item = &RequirementLine> {
        self.file.requirements()
    }

    /// The pins, in order.
    pub fn pins(&self) -> impl Iterator<Item = ConstraintPin<'_>> {
        self.requirements().filter_map(|line| self.pin(line))
    }

    /// The pins of a name, in order: one for each marker.
    pub fn pins_of<'a>(&'a self, name: &'a PackageName) -> impl Iterator<Item = ConstraintPin<'a>> {
        self.pins().filter(move |pin| pin.name() == name)
    }

    fn pin<'a>(&'a self, line: &'a RequirementLine) -> Option<ConstraintPin<'a>> {
        let [specifier] = line.requirement.specifiers().as_slice() else { return None };
        let is_pin = match specifier.operator() {
            Operator::Arbitrary => true,
            Operator::Equal => !specifier.is_prefix(),
            _ => false,
        };
        if !is_pin {
            return None;
        }
        Some(ConstraintPin { line, specifier, version_span: self.version_span(line, specifier.operator()) })
    }

    /// Where the version behind the operator of a line's one specifier is written.
    fn version_span(&self, line: &RequirementLine, operator: Operator) -> Option<Span> {
        // Where a backslash joins lines, blanks of the same length leave every place as it is.
        let written = self.file.text(line.span);
        let written = written.replace("\\\r\n", "   ").replace("\\\n", "  ").replace("\\\r", "  ");
        let specifiers = RequirementParts::of(&written).ok()?.specifiers;
        let text = written.get(specifiers.clone())?;
        let version = text.trim_matches(['(', ')', ' ', '\t', ',']).strip_prefix(operator.as_str())?.trim();
        if version.contains('$') {
            return None;
        }
        let start = specifiers.start + text.rfind(version)?;
        let offset = self.file.source().range(line.span).start;
        Some(self.file.source().span(offset + start..offset + start + version.len()))
    }

    /// The edit that gives a pin another version; operator, marker and comment stay.
    pub fn set_version(&self, pin: &ConstraintPin<'_>, version: &Version) -> Edit {
        if let Some(span) = pin.version_span {
            return Edit::new(span, version.to_string());
        }
        let requirement = &pin.line.requirement;
        let marker = requirement.marker().map(|marker| format!(";{marker}")).unwrap_or_default();
        Edit::new(pin.line.span, format!("{}==={version}{marker}", requirement.name_as_written()))
    }

    /// The edit that takes a line out.
    pub fn remove(&self, line: &Line) -> Edit {
        self.file.remove(line)
    }

    /// The bytes that were parsed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.file.to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_one_version() {
        let text = "a===1\nb == 2 ; os_name=='nt'\nc==1.*\nd>=1\ne===1,!=2\nf===any-thing\ng (==3)\nh===\\\n1\ni===1.\\\n0\n";
        let (constraints, diagnostics) = Constraints::parse(text);
        assert_eq!(diagnostics, []);
        let pins: Vec<(&str, Option<&str>)> = constraints
            .pins()
            .map(|pin| (pin.name().as_str(), pin.version_span.map(|span| constraints.file().text(span))))
            .collect();
        assert_eq!(
            pins,
            [
                ("a", Some("1")),
                ("b", Some("2")),
                ("f", Some("any-thing")),
                ("g", Some("3")),
                ("h", Some("1")),
                ("i", None),
            ]
        );
    }

    #[test]
    fn what_pip_does_not_let_constrain_is_reported() {
        let (constraints, diagnostics) = Constraints::parse("a[x]==1\n-e .\n./a\ngit+https://x#egg=b\n");
        let found: Vec<(&str, String)> =
            diagnostics.iter().map(|found| (constraints.file().text(found.span), found.message())).collect();
        assert_eq!(
            found,
            [
                ("a[x]==1", "a requirement with extras cannot be a constraint".to_owned()),
                (".", "an editable cannot be a constraint".to_owned()),
                ("./a", "a location without a name cannot be a constraint".to_owned()),
            ]
        );
    }
}
