//! What the index says of a project as a whole (PEP 792).

use std::fmt;

/// A project that is not simply active, by what its maintainers or the index say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectStatus {
    /// What it is.
    pub kind: ProjectStatusKind,
    /// Why, if that is said.
    pub reason: Option<String>,
}

/// What a project can be beside active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProjectStatusKind {
    /// No release is to be expected.
    Archived,
    /// The index holds it to be unsafe.
    Quarantined,
    /// Another project should be used.
    Deprecated,
}

impl ProjectStatus {
    /// That of the words of a page; none for `active`, and for what is not known.
    pub(crate) fn of(status: &str, reason: Option<String>) -> Option<Self> {
        let kind = match status.trim().to_ascii_lowercase().as_str() {
            "archived" => ProjectStatusKind::Archived,
            "quarantined" => ProjectStatusKind::Quarantined,
            "deprecated" => ProjectStatusKind::Deprecated,
            _ => return None,
        };
        Some(Self { kind, reason: reason.filter(|reason| !reason.trim().is_empty()) })
    }
}

impl fmt::Display for ProjectStatusKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Archived => "archived",
            Self::Quarantined => "quarantined",
            Self::Deprecated => "deprecated",
        })
    }
}

impl fmt::Display for ProjectStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            ProjectStatusKind::Archived => "archived: no release of it is to be expected",
            ProjectStatusKind::Quarantined => "quarantined: the index holds it to be unsafe",
            ProjectStatusKind::Deprecated => "deprecated: something else should be used",
        };
        formatter.write_str(what)?;
        match &self.reason {
            Some(reason) => write!(formatter, " ({reason})"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_active_or_unknown_has_no_status() {
        assert_eq!(ProjectStatus::of("active", None), None);
        assert_eq!(ProjectStatus::of("unheard-of", None), None);
    }
}
