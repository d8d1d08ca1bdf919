//! What a page says beside its files.

use super::status::ProjectStatus;

/// What is to be said of a project beside its files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ProjectRemarks {
    /// What the index says of it, where it is not simply active.
    pub(crate) status: Option<ProjectStatus>,
    /// How many files are listed at addresses that cannot be asked.
    pub(crate) n_skipped: usize,
}

impl ProjectRemarks {
    /// As one text; none where there is nothing to say.
    pub(crate) fn to_text(&self) -> Option<String> {
        let Self { status, n_skipped } = self;
        let text = match status {
            None if *n_skipped == 0 => return None,
            None => format!(" {n_skipped}\n"),
            Some(ProjectStatus { kind, reason }) => {
                format!("{kind} {n_skipped}\n{}", reason.as_deref().unwrap_or_default())
            }
        };
        Some(text)
    }

    /// Of such a text. The count may be left out.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let (first, reason) = text.split_once('\n')?;
        let (status, n_skipped) = first.split_once(' ').unwrap_or((first, "0"));
        let remarks = Self {
            status: ProjectStatus::of(status, Some(reason.to_owned())),
            n_skipped: n_skipped.parse().ok()?,
        };
        (remarks != Self::default()).then_some(remarks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_come_back_from_their_text() {
        for (status, reason, n_skipped) in [
            ("archived", None, 0),
            ("Quarantined", Some("two\nlines"), 3),
            ("deprecated", Some("x 7"), 1),
            ("active", None, 2),
        ] {
            let status = ProjectStatus::of(status, reason.map(str::to_owned));
            let remarks = ProjectRemarks { status, n_skipped };
            assert_eq!(ProjectRemarks::from_text(&remarks.to_text().unwrap()), Some(remarks));
        }
        assert_eq!(ProjectRemarks::default().to_text(), None);
        assert_eq!(ProjectRemarks::from_text("archived\n").map(|remarks| remarks.n_skipped), Some(0));
        for text in ["", "archived", "active 0\n", "unheard-of\n", "archived x\n"] {
            assert_eq!(ProjectRemarks::from_text(text), None, "{text}");
        }
    }
}
