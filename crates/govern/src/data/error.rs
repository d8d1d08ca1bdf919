//! What is wrong with one of the family's files.

use std::error::Error;
use std::fmt::{self, Display};
use std::ops::Range;

use haggle_resolve::python::TargetError;
use haggle_spec::{Diagnostic, NameError, SpecifierError, VersionError};

use super::formula::FormulaError;
use super::identifier::IdentifierError;
use super::template::TemplateError;
use crate::day::DayError;

/// An error in a file of the family: what is wrong, and where in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    span: Range<usize>,
    kind: InputErrorKind,
}

/// Everything that is wrong with a file, in the order of the text; at least one error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputErrors(Vec<InputError>);

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InputErrorKind {
    /// The text is not TOML: what the parser says.
    Toml(String),
    /// The text is not JSON: what the parser says.
    Json(String),
    /// The file is of another schema.
    Schema {
        /// The schema that it names.
        found: u32,
        /// The schema that this version reads.
        known: u32,
    },
    /// A table lacks a field.
    MissingField {
        /// The table.
        table: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A table has a field that means nothing there.
    UnknownField {
        /// The table.
        table: &'static str,
        /// The field.
        field: String,
        /// The fields that the table may have.
        known: Vec<&'static str>,
    },
    /// A value is of another type.
    WrongType {
        /// The type that belongs there.
        expected: &'static str,
        /// The type that is there.
        found: &'static str,
    },
    /// A word is not among those that are known.
    UnknownWord {
        /// The word.
        word: String,
        /// The words.
        known: Vec<&'static str>,
    },
    /// A text with nothing in it.
    EmptyText,
    /// A distribution that moves to where it is.
    NoMove {
        /// The distribution.
        package: String,
        /// Where it is.
        placement: String,
    },
    /// A list without entries.
    Empty,
    /// A line break or another control in a text that is written into files as a part of a line.
    NotOneLine(char),
    /// Not a name.
    Identifier(IdentifierError),
    /// Not the name of a distribution or of an extra.
    PackageName(NameError),
    /// Not a version.
    Version(VersionError),
    /// Not specifiers of versions.
    Specifier(SpecifierError),
    /// A name that the constraints do not have.
    NotPinned {
        /// The name.
        name: String,
        /// The names that they have.
        known: Vec<String>,
    },
    /// Not a day.
    Day(DayError),
    /// Not a Python, or not a platform.
    Target(TargetError),
    /// Not a requirement, or not a line of `bindep.txt`.
    Line(Box<Diagnostic>),
    /// Not an SPDX identifier.
    Licence(String),
    /// Two entries of one name.
    Twice {
        /// What they are.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A name of something that is not there.
    NotThere {
        /// What it would be.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// A feature places a requirement that it does not require.
    PlacedButNotRequired(String),
    /// A feature places requirements whose placements differ in kind.
    SeveralKinds,
    /// A side condition of a feature that places nothing.
    NothingPlaced,
    /// No code uses the requirement any more, and yet there are sites that do.
    RemovedButUsed,
    /// More counted than there are.
    Count,
    /// Not an interval: the lower end is above the upper one.
    Interval,
    /// A number is out of its range.
    Range {
        /// The number.
        number: String,
        /// The range, in words.
        range: &'static str,
    },
    /// A scale without extent.
    Scale,
    /// Not a formula.
    Formula(FormulaError),
    /// A stakeholder that may weigh nothing at all.
    NoWeight,
    /// Not a template of a message.
    Template(TemplateError),
}

impl InputError {
    pub(crate) fn new(span: Range<usize>, kind: InputErrorKind) -> Self {
        Self { span, kind }
    }

    /// Bytes of the text that the error is about.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What is wrong.
    pub fn kind(&self) -> &InputErrorKind {
        &self.kind
    }

    /// What to do, where it is known.
    pub fn help(&self) -> Option<String> {
        let help = match &self.kind {
            InputErrorKind::Schema { known, .. } => format!("this version of haggle reads schema {known}"),
            InputErrorKind::UnknownField { field, known, .. } => nearest(field, known),
            InputErrorKind::UnknownWord { word, known } => nearest(word, known),
            InputErrorKind::NotPinned { name, known } => {
                let near = close_match(name.as_str(), known.iter().map(String::as_str));
                return near.map(|near| format!("did you mean `{near}`?"));
            }
            InputErrorKind::Identifier(_) => {
                "use small letters, digits and hyphens; names of requirements and projects may have `.` and `_` inside".to_owned()
            }
            InputErrorKind::Target(error) => error.help().to_owned(),
            InputErrorKind::Formula(FormulaError::Word(word)) => {
                nearest(word, &FormulaError::known().collect::<Vec<_>>())
            }
            InputErrorKind::SeveralKinds => {
                "split the feature: Python distributions and programs have different placements".to_owned()
            }
            InputErrorKind::RemovedButUsed => "keep either `removed` or the sites".to_owned(),
            InputErrorKind::NothingPlaced => "name the requirement in `places`".to_owned(),
            InputErrorKind::Licence(_) => "the identifiers are on https://spdx.org/licenses/".to_owned(),
            InputErrorKind::NoWeight => "give at least one criterion a lower weight above 0".to_owned(),
            InputErrorKind::Template(TemplateError::UnknownPlace { name, known }) => nearest(name, known),
            InputErrorKind::Template(TemplateError::Brace) => "write a brace twice: `{{`, `}}`".to_owned(),
            InputErrorKind::Template(TemplateError::Footer { .. }) => {
                "leave it out: haggle writes the footers, below the body".to_owned()
            }
            InputErrorKind::Template(TemplateError::MissingPlace { .. }) => {
                "`haggle message templates` shows the defaults and every place".to_owned()
            }
            InputErrorKind::PlacedButNotRequired(_) => "add it to `requires`".to_owned(),
            _ => return None,
        };
        Some(help)
    }
}

/// What was probably meant, else all that could be.
fn nearest(word: &str, known: &[&'static str]) -> String {
    match close_match(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of {}", quoted(known)),
    }
}

/// The known word that is most like another one: at least two in three of its letters stay.
///
/// ```
/// use haggle_govern::data::close_match;
/// assert_eq!(close_match("glanse", ["nova", "glance"].into_iter()), Some("glance"));
/// assert_eq!(close_match("glanse", ["nova", "sqlparse"].into_iter()), None);
/// ```
pub fn close_match<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const LEAST: f64 = 0.66;
    let scored = known.map(|known| (strsim::normalized_damerau_levenshtein(word, known), known));
    let best = scored.filter(|(score, _)| *score >= LEAST).max_by(|one, other| one.0.total_cmp(&other.0));
    best.map(|(_, known)| known)
}

fn quoted(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

impl Display for InputErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Toml(message) | Self::Json(message) => formatter.write_str(message),
            Self::Schema { found, .. } => write!(formatter, "schema {found} is not known here"),
            Self::MissingField { table, field } => write!(formatter, "{table} needs `{field}`"),
            Self::UnknownField { table, field, .. } => {
                write!(formatter, "{table} has no field `{}`", field.escape_debug())
            }
            Self::WrongType { expected, found } => {
                write!(formatter, "this is {found} where {expected} belongs")
            }
            Self::UnknownWord { word, .. } => {
                write!(formatter, "`{}` is not known here", word.escape_debug())
            }
            Self::EmptyText => formatter.write_str("this text is empty"),
            Self::NoMove { package, placement } => {
                write!(formatter, "`{package}` moves from `{placement}` to where it is")
            }
            Self::Empty => formatter.write_str("this list needs at least one entry"),
            Self::NotOneLine(character) => {
                write!(formatter, "this has to be one line, and contains U+{:04X}", u32::from(*character))
            }
            Self::Identifier(error) => error.fmt(formatter),
            Self::PackageName(error) => error.fmt(formatter),
            Self::Version(error) => error.fmt(formatter),
            Self::Specifier(error) => error.fmt(formatter),
            Self::NotPinned { name, .. } => write!(formatter, "the constraints do not pin `{name}`"),
            Self::Day(error) => error.fmt(formatter),
            Self::Target(error) => error.fmt(formatter),
            Self::Line(diagnostic) => formatter.write_str(&diagnostic.message()),
            Self::Licence(text) => {
                write!(formatter, "`{}` is not an SPDX identifier", text.escape_debug())
            }
            Self::Twice { what, name } => write!(formatter, "two {what} are named `{name}`"),
            Self::NotThere { what, name } => write!(formatter, "no {what} is named `{name}`"),
            Self::PlacedButNotRequired(name) => {
                write!(formatter, "`{name}` is placed, and the feature does not require it")
            }
            Self::SeveralKinds => formatter.write_str("the feature places requirements of several kinds"),
            Self::NothingPlaced => {
                formatter.write_str("the feature places nothing that a side condition could be added to")
            }
            Self::RemovedButUsed => {
                formatter.write_str("no code uses it since `removed`, and yet a site is named")
            }
            Self::Count => formatter.write_str("more are counted than were looked at, or none was looked at"),
            Self::Interval => formatter.write_str("this is not an interval: the lower end comes first"),
            Self::Range { number, range } => write!(formatter, "{number} is not {range}"),
            Self::Scale => formatter.write_str("the scale has no extent: `worst` and `best` are the same"),
            Self::Formula(error) => error.fmt(formatter),
            Self::Template(error) => error.fmt(formatter),
            Self::NoWeight => formatter.write_str("the stakeholder weighs nothing for sure"),
        }
    }
}

impl Display for InputError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(formatter)
    }
}

impl Error for InputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            InputErrorKind::Identifier(error) => Some(error),
            InputErrorKind::Template(error) => Some(error),
            InputErrorKind::PackageName(error) => Some(error),
            InputErrorKind::Version(error) => Some(error),
            InputErrorKind::Specifier(error) => Some(error),
            InputErrorKind::Day(error) => Some(error),
            InputErrorKind::Target(error) => Some(error),
            _ => None,
        }
    }
}

impl InputErrors {
    pub(crate) fn one(error: InputError) -> Self {
        Self(vec![error])
    }

    /// None where there is no error.
    pub(crate) fn of(mut errors: Vec<InputError>) -> Option<Self> {
        errors.sort_by_key(|error| (error.span.start, error.span.end));
        errors.dedup();
        (!errors.is_empty()).then_some(Self(errors))
    }

    /// The errors, in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, InputError> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a InputErrors {
    type Item = &'a InputError;
    type IntoIter = std::slice::Iter<'a, InputError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Display for InputErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, error) in self.iter().enumerate() {
            if position > 0 {
                formatter.write_str("; ")?;
            }
            error.fmt(formatter)?;
        }
        Ok(())
    }
}

impl Error for InputErrors {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.first().map(|error| error as _)
    }
}
