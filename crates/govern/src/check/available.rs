//! Whether what a project requires is there: in the global list and in the constraints, at a version that the project takes.

use std::collections::BTreeSet;

use haggle_spec::file::{Entry, EntryFile};
use haggle_spec::{Operator, PackageName, Prereleases};

use super::line::{EntriesByName, entries};

/// The shared files to look in.
#[derive(Debug, Clone, PartialEq)]
pub struct Availability<'file> {
    global: EntriesByName<'file>,
    constraints: EntriesByName<'file>,
    denied: BTreeSet<PackageName>,
}

/// Why a requirement cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AvailabilityFault {
    /// The global list does not have the name.
    NotInGlobal {
        /// The name.
        name: PackageName,
    },
    /// The constraints do not have the name.
    NotInConstraints {
        /// The name.
        name: PackageName,
    },
    /// The project does not take the version that the constraints give.
    ConstraintOutsideRange {
        /// The name.
        name: PackageName,
        /// The version that the constraints give.
        version: String,
    },
    /// The global list does not take a version that the project names.
    FailsGlobal {
        /// The name.
        name: PackageName,
        /// The version that the project names.
        version: String,
    },
}

impl AvailabilityFault {
    /// A word for reports that programs read.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotInGlobal { .. } => "not-in-global",
            Self::NotInConstraints { .. } => "not-in-constraints",
            Self::ConstraintOutsideRange { .. } => "constraint-outside-range",
            Self::FailsGlobal { .. } => "fails-global",
        }
    }

    /// The distribution.
    pub fn name(&self) -> &PackageName {
        match self {
            Self::NotInGlobal { name }
            | Self::NotInConstraints { name }
            | Self::ConstraintOutsideRange { name, .. }
            | Self::FailsGlobal { name, .. } => name,
        }
    }

    /// The version that it is about, if it is about one.
    pub fn version(&self) -> Option<&str> {
        match self {
            Self::ConstraintOutsideRange { version, .. } | Self::FailsGlobal { version, .. } => Some(version),
            Self::NotInGlobal { .. } | Self::NotInConstraints { .. } => None,
        }
    }
}

impl<'file> Availability<'file> {
    /// The global list, the constraints, and the names that neither has to have.
    pub fn new(global: &'file EntryFile, constraints: &'file EntryFile, denylist: &EntryFile) -> Self {
        Self {
            global: entries(global),
            constraints: entries(constraints),
            denied: denylist.entries().filter_map(Entry::package_name).collect(),
        }
    }
}

/// Whether the versions that a project names are looked up in the global list, too.
///
/// Of several lines for a name, the first of the global list and of the constraints counts: markers are not looked at. Names come
/// in the order of the project's file.
///
/// ```
/// use haggle_govern::check::{Availability, unavailable};
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
/// let (global, constraints, denylist) = (file("six\n"), file("six===1.16\n"), file(""));
/// let shared = Availability::new(&global, &constraints, &denylist);
/// let faults = unavailable(&file("six>=1.17\nnobody\n"), &shared, false);
/// assert_eq!(faults.iter().map(|fault| fault.as_str()).collect::<Vec<_>>(), ["constraint-outside-range", "not-in-global"]);
/// ```
pub fn unavailable(
    project: &EntryFile,
    shared: &Availability<'_>,
    checks_global: bool,
) -> Vec<AvailabilityFault> {
    let mut faults = Vec::new();
    let mut lines_by_name = entries(project);
    for name in project.entries().filter_map(Entry::package_name) {
        // A name's lines are looked at where its first one is.
        let Some(lines) = lines_by_name.remove(&name) else { continue };
        if shared.denied.contains(&name) {
            continue;
        }
        let Some(global) = shared.global.get(&name).and_then(|lines| lines.first()) else {
            faults.push(AvailabilityFault::NotInGlobal { name });
            continue;
        };
        let Some(constraint) = shared.constraints.get(&name).and_then(|lines| lines.first()) else {
            faults.push(AvailabilityFault::NotInConstraints { name });
            continue;
        };
        for line in lines {
            for pin in &constraint.specifiers {
                let version = pin.version_text().into_owned();
                if !line.specifiers.contains_text(&version, Prereleases::Default) {
                    faults.push(AvailabilityFault::ConstraintOutsideRange { name: name.clone(), version });
                }
            }
            if checks_global {
                faults.extend(outside_global(&name, line, global));
            }
        }
    }
    faults
}

/// The versions of a line, except for its exclusions, that the global list does not take.
fn outside_global(name: &PackageName, line: &Entry, global: &Entry) -> Vec<AvailabilityFault> {
    let named = line.specifiers.iter().filter(|specifier| specifier.operator() != Operator::NotEqual);
    let versions = named.map(|specifier| specifier.version_text().into_owned());
    versions
        .filter(|version| !global.specifiers.contains_text(version, Prereleases::Default))
        .map(|version| AvailabilityFault::FailsGlobal { name: name.clone(), version })
        .collect()
}
