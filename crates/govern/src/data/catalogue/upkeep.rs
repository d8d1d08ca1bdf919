//! Who else keeps a requirement, and how it is looked after.

use std::collections::BTreeMap;

use haggle_spec::Version;
use serde::Serialize;

use crate::data::identifier::ProjectName;
use crate::data::reader::{Origin, TableReader};
use crate::known::Known;

/// A project outside the manifest that always requires the distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutsideUser {
    /// The project.
    pub project: ProjectName,
    /// What was looked at.
    pub evidence: String,
}

/// Advisories against a distribution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Advisories {
    /// Those without a release that fixes them.
    pub open: u32,
    /// All of the last five years.
    pub recent: u32,
    /// What was looked at.
    pub evidence: String,
}

/// What a requirement's entry says of this.
pub(super) struct Upkeep {
    pub(super) required_by: Known<Vec<OutsideUser>>,
    pub(super) duplicates: Known<Vec<String>>,
    pub(super) releasers: Known<u32>,
    pub(super) shipped: Known<BTreeMap<String, Version>>,
    pub(super) advisories: Known<Advisories>,
}

impl Upkeep {
    pub(super) fn of(table: &mut TableReader<'_, '_>, origin: &Origin) -> Option<Self> {
        let required_by = table.optional_tables(("required-by", "a project that requires it"), |table| {
            let (project, evidence) = (table.required("project"), table.required("evidence"));
            Some(OutsideUser { project: project?, evidence: evidence? })
        });
        let duplicates = table.known("duplicates", "whether a listed library does the same", origin);
        let releasers = table.known("releasers", "how many people release it", origin);
        let shipped = table.optional_table(("shipped", "`shipped`"), |table| {
            let entries = table.rest::<Version>()?;
            Some(entries.into_iter().map(|(name, version)| (name.into_inner(), version)).collect())
        });
        let advisories = table.optional_table(("advisories", "`advisories`"), |table| {
            let (open, recent) = (table.required("open"), table.required("recent"));
            let evidence = table.required("evidence");
            Some(Advisories { open: open?, recent: recent?, evidence: evidence? })
        });
        let advisories = match advisories? {
            Some(advisories) => {
                let evidence = advisories.evidence.clone();
                Known::fact(advisories, evidence, origin.date)
            }
            None => Known::unknown("nobody has recorded advisories against it"),
        };
        Some(Self {
            required_by: origin.known(required_by?, "which other projects require it"),
            duplicates: duplicates?,
            releasers: releasers?,
            shipped: origin.known(shipped?, "which distributions ship it"),
            advisories,
        })
    }
}
