//! What is wrong with a line of a project, by meaning.

use core::fmt;

use haggle_spec::{PackageName, Span};

/// A line of a project that is not in line with the shared lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectFinding {
    /// The path of the file in the project.
    pub path: String,
    /// The requirement in the file, in bytes.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// The distribution.
    pub name: PackageName,
    /// Its name as it is written.
    pub written: String,
    /// What is wrong.
    pub fault: ProjectFault,
    /// The requirement as it has to be, where that is certain.
    pub repaired: Option<String>,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProjectFault {
    /// The global list does not have the name.
    NotInGlobal,
    /// The line counts in environments for which the global list has no line.
    MarkerTooWide {
        /// The markers of the global list's lines, as written.
        global: Vec<String>,
    },
    /// Versions are excluded or capped that the global list allows.
    ExtraExclusion {
        /// The specifiers that do so.
        specifiers: Vec<String>,
    },
    /// There is no lower bound.
    NoLowerBound,
    /// No version can satisfy the line.
    Unsatisfiable,
    /// The lower bound is above the version that the constraints pin.
    BoundAbovePin {
        /// The pinned version.
        pin: String,
    },
    /// The constraints pin a version that the line does not take, for another reason than its lower bound.
    PinRefused {
        /// The pinned version.
        pin: String,
    },
    /// The version that the lower bound names is excluded.
    BoundExcluded {
        /// That version.
        version: String,
        /// Who excludes it.
        by: ExcludedBy,
    },
    /// The constraints do not pin the name.
    NotPinned,
    /// The list has the name twice for the same environments.
    Duplicate {
        /// The line of the first.
        first: usize,
    },
}

/// Who excludes the version of a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExcludedBy {
    /// The line itself.
    Line,
    /// The global list.
    GlobalList,
}

impl ProjectFault {
    /// The name of the rule.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotInGlobal => "not-in-global-list",
            Self::MarkerTooWide { .. } => "marker-too-wide",
            Self::ExtraExclusion { .. } => "extra-exclusion",
            Self::NoLowerBound => "no-lower-bound",
            Self::Unsatisfiable => "unsatisfiable-line",
            Self::BoundAbovePin { .. } => "bound-above-pin",
            Self::PinRefused { .. } => "pin-refused",
            Self::BoundExcluded { .. } => "bound-excluded",
            Self::NotPinned => "not-pinned",
            Self::Duplicate { .. } => "duplicate-line",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotInGlobal => "add the name to the global list first, or remove the line",
            Self::MarkerTooWide { .. } => "take the marker of the global list",
            Self::ExtraExclusion { .. } => "leave the exclusion out, or add it to the global list first",
            Self::NoLowerBound => "name the least version that the project works with: `>=VERSION`",
            Self::Unsatisfiable => return None,
            Self::BoundAbovePin { .. } => "raise the pin first, or lower the bound",
            Self::PinRefused { .. } => "move the pin first, or allow the version",
            Self::BoundExcluded { .. } => "name the next release that is allowed",
            Self::NotPinned => "pin it in the constraints first",
            Self::Duplicate { .. } => "keep one of the two",
        })
    }
}

impl fmt::Display for ProjectFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |texts: &[String]| {
            let texts: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
            texts.join(", ")
        };
        match self {
            Self::NotInGlobal => formatter.write_str("the global list does not have this name"),
            Self::MarkerTooWide { global } => {
                write!(
                    formatter,
                    "this counts where the global list has no line: its marker is {}",
                    quoted(global)
                )
            }
            Self::ExtraExclusion { specifiers } => {
                write!(formatter, "{} excludes what the global list allows", quoted(specifiers))
            }
            Self::NoLowerBound => formatter.write_str("there is no lower bound"),
            Self::Unsatisfiable => formatter.write_str("no version satisfies this"),
            Self::BoundAbovePin { pin } => {
                write!(formatter, "the lower bound is above the pinned version, {pin}")
            }
            Self::PinRefused { pin } => write!(formatter, "this does not allow the pinned version, {pin}"),
            Self::BoundExcluded { version, by: ExcludedBy::Line } => {
                write!(formatter, "the lower bound, {version}, is excluded in the same line")
            }
            Self::BoundExcluded { version, by: ExcludedBy::GlobalList } => {
                write!(formatter, "the lower bound, {version}, is excluded by the global list")
            }
            Self::NotPinned => formatter.write_str("the constraints do not pin this name"),
            Self::Duplicate { first } => {
                write!(formatter, "line {first} requires the same for the same environments")
            }
        }
    }
}
