//! `holds.toml`: versions that a family does not pin, each with who claims what about it.

use std::collections::BTreeSet;
use std::ops::Range;

use haggle_spec::{PackageName, Prereleases, SpecifierSet, Version};
use serde::Serialize;
use toml::Spanned;

use super::error::{InputErrorKind, InputErrors};
use super::identifier::ProjectName;
use super::reader::{self, OneLine, TableReader, parsed};
use crate::day::Day;

/// What is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holds {
    /// The holds, in the order of the file; several may be of one name.
    pub holds: Vec<Hold>,
}

/// Versions of one name that are not pinned, as somebody claims that one breaks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The distribution.
    pub name: PackageName,
    /// The versions that are held.
    pub versions: SpecifierSet,
    /// What is claimed.
    pub claim: HoldClaim,
    /// Who answers for it.
    pub owner: String,
    /// Where it was seen: a log, a bug, a change.
    pub evidence: String,
    /// The day on which it began.
    pub since: Day,
    /// The day after which it is to be released, unless somebody renews it.
    pub expires: Day,
    /// What the claim was last tested against, if it was tested.
    pub tested: Option<HoldTest>,
    /// Why it is known not to be true any more.
    pub refuted: Option<HoldRefutation>,
    /// Its place in the file, from its header to the next one.
    span: Range<usize>,
}

/// What a hold claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldClaim {
    /// The project that breaks.
    pub project: ProjectName,
    /// The error that it gives.
    pub error: String,
}

/// What a claim was last tested against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldTest {
    /// The release of the held distribution.
    pub release: Version,
    /// The release of the project that breaks.
    pub project_release: Option<Version>,
    /// The day.
    pub day: Day,
}

/// Why a claim is not true any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldRefutation {
    /// What shows it.
    pub by: String,
    /// The day.
    pub day: Day,
}

impl HoldClaim {
    /// Whether the error is about a name that is not there or takes other arguments, which the sources of a release show; another error
    /// may be about what the code does.
    ///
    /// ```
    /// use haggle_govern::data::HoldClaim;
    ///
    /// let claim = |error: &str| HoldClaim { project: "a/b".parse().unwrap(), error: error.to_owned() };
    /// assert!(claim("AttributeError: module 'x' has no attribute 'y'").is_about_names());
    /// assert!(!claim("the tests hang").is_about_names());
    /// ```
    pub fn is_about_names(&self) -> bool {
        const SIGNS: [&str; 7] = [
            "AttributeError",
            "ImportError",
            "ModuleNotFoundError",
            "has no attribute",
            "cannot import name",
            "No module named",
            "unexpected keyword argument",
        ];
        let error = self.error.to_lowercase();
        SIGNS.iter().any(|sign| error.contains(&sign.to_lowercase()))
    }
}

impl Holds {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;

    /// Reads a file of holds; `pinned` are the names of the constraints.
    ///
    /// # Errors
    /// All that is wrong: text that is not TOML or is of another schema; a field that is missing, unknown or of another type; a name
    /// that the constraints do not have; a hold that expires before it begins.
    ///
    /// ```
    /// use haggle_govern::data::Holds;
    ///
    /// let text = r#"
    /// schema = 1
    /// [[hold]]
    /// name = "testtools"
    /// versions = ">=2.8"
    /// claim = { project = "openstack/tempest", error = "no attribute 'skip'" }
    /// owner = "qa"
    /// evidence = "the batch of 2026-02-22"
    /// since = 2026-02-22
    /// expires = 2026-05-22
    /// "#;
    /// let pinned = ["testtools".parse()?].into();
    /// let holds = Holds::read(text, &pinned)?;
    /// assert!(holds.of(&"testtools".parse()?, &"2.8.1".parse()?).is_some());
    /// assert!(Holds::read(&text.replace("\"testtools", "\"testtool"), &pinned).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(text: &str, pinned: &BTreeSet<PackageName>) -> Result<Self, InputErrors> {
        let mut holds = reader::read(text, "a file of holds", Self::SCHEMA, |file| {
            let holds = file.tables(("hold", "`[[hold]]`"), |table| Hold::of(table, pinned));
            Some(Self { holds })
        })?;
        // A hold goes on to the header of the next, or to the end.
        let starts: Vec<usize> = holds.holds.iter().map(|hold| hold.span.start).collect();
        for (at, hold) in holds.holds.iter_mut().enumerate() {
            hold.span.end = starts.get(at + 1).copied().unwrap_or(text.len());
        }
        Ok(holds)
    }

    /// The hold of a version, if it is held.
    pub fn of(&self, name: &PackageName, version: &Version) -> Option<&Hold> {
        self.holds.iter().find(|hold| hold.name == *name && hold.holds(version))
    }
}

impl Hold {
    fn of(table: &mut TableReader<'_, '_>, pinned: &BTreeSet<PackageName>) -> Option<Self> {
        let span = table.span();
        let name: Option<Spanned<PackageName>> = table.required("name");
        let name = name.and_then(|name| {
            if pinned.contains(name.get_ref()) {
                return Some(name.into_inner());
            }
            let known: Vec<String> = pinned.iter().map(ToString::to_string).collect();
            let kind = InputErrorKind::NotPinned { name: name.get_ref().to_string(), known };
            table.errors.add(name.span(), kind);
            None
        });
        let versions: Option<Spanned<String>> = table.required("versions");
        let versions = versions.and_then(|text| parsed(&text, table.errors, InputErrorKind::Specifier));
        let claim = table.table(("claim", "`claim`"), |claim| {
            let (project, error) = (claim.required("project"), claim.required::<OneLine>("error"));
            Some(HoldClaim { project: project?, error: error?.0 })
        });
        let (owner, evidence) = (table.required::<OneLine>("owner"), table.required::<OneLine>("evidence"));
        let since: Option<Day> = table.required("since");
        let expires: Option<Spanned<Day>> = table.required("expires");
        if let (Some(since), Some(expires)) = (&since, &expires)
            && expires.get_ref() < since
        {
            table.errors.add(expires.span(), InputErrorKind::Interval);
            return None;
        }
        let tested = table.optional_table(("tested", "`tested`"), |tested| {
            let (release, project_release) = (tested.required("release"), tested.optional("project-release"));
            let day = tested.required("day");
            Some(HoldTest { release: release?, project_release: project_release?, day: day? })
        });
        let refuted = table.optional_table(("refuted", "`refuted`"), |refuted| {
            let (by, day) = (refuted.required::<OneLine>("by"), refuted.required("day"));
            Some(HoldRefutation { by: by?.0, day: day? })
        });
        Some(Self {
            name: name?,
            versions: versions?,
            claim: claim?,
            owner: owner?.0,
            evidence: evidence?.0,
            since: since?,
            expires: expires?.into_inner(),
            tested: tested?,
            refuted: refuted?,
            span,
        })
    }

    /// Whether it is about the version.
    pub fn holds(&self, version: &Version) -> bool {
        self.versions.contains(version, Prereleases::Allow)
    }

    /// Its bytes in the file, from its header to the next one.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}
