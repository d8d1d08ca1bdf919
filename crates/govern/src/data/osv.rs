//! Advisories against distributions, from a file in the format of OSV (<https://ossf.github.io/osv-schema/>): a list of its entries.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};

use haggle_spec::PackageName;
use serde::Deserialize;

use super::catalogue::Advisories;
use crate::day::Day;

/// The advisories of a file, by the distribution that they are against.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AdvisoryList {
    advisories: BTreeMap<PackageName, Vec<Advisory>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Advisory {
    /// Its id and its aliases: one fault has several of them.
    ids: BTreeSet<String>,
    published: Day,
    /// A release fixes it, or a release was the last with it.
    is_fixed: bool,
}

/// A file that is not a list of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdvisoryError {
    line: usize,
    column: usize,
    why: String,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    aliases: Vec<String>,
    published: String,
    #[serde(default)]
    withdrawn: Option<String>,
    #[serde(default)]
    affected: Vec<Affected>,
}

#[derive(Deserialize)]
struct Affected {
    package: Package,
    #[serde(default)]
    ranges: Vec<AffectedRange>,
}

#[derive(Deserialize)]
struct Package {
    ecosystem: String,
    name: String,
}

#[derive(Deserialize)]
struct AffectedRange {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<BTreeMap<String, String>>,
}

impl AdvisoryList {
    /// Reads a list of entries. Those that were withdrawn, and those of other ecosystems than PyPI, are left out.
    ///
    /// # Errors
    /// The text is not a list of entries, or one has a day or a name of a distribution that is not one.
    pub fn read(text: &str) -> Result<Self, AdvisoryError> {
        let entries: Vec<Entry> = serde_json::from_str(text).map_err(|error| AdvisoryError {
            line: error.line(),
            column: error.column(),
            why: plain(&error.to_string()),
        })?;
        let mut found = Self::default();
        for entry in entries.iter().filter(|entry| entry.withdrawn.is_none()) {
            let published = Day::of_timestamp(&entry.published)
                .map_err(|error| AdvisoryError::of(text, &entry.id, &error.to_string()))?;
            for affected in entry.affected.iter().filter(|one| one.package.ecosystem == "PyPI") {
                let name = PackageName::new(&affected.package.name)
                    .map_err(|error| AdvisoryError::of(text, &entry.id, &error.to_string()))?;
                let ids = entry.aliases.iter().cloned().chain([entry.id.clone()]).collect();
                let advisory = Advisory { ids, published, is_fixed: affected.is_fixed() };
                found.add(name, advisory);
            }
        }
        Ok(found)
    }

    /// Adds an advisory; one that shares an id with another is the same fault, and is fixed where either says so.
    fn add(&mut self, name: PackageName, mut advisory: Advisory) {
        let all = self.advisories.entry(name).or_default();
        let (same, others): (Vec<Advisory>, Vec<Advisory>) =
            std::mem::take(all).into_iter().partition(|other| !other.ids.is_disjoint(&advisory.ids));
        for other in same {
            advisory.ids.extend(other.ids);
            advisory.published = advisory.published.min(other.published);
            advisory.is_fixed |= other.is_fixed;
        }
        *all = others;
        all.push(advisory);
    }

    /// The advisories against a distribution on a day: those open, and those of the five years before. A distribution that the file does
    /// not name has none.
    pub fn of(&self, name: &PackageName, on: Day) -> Advisories {
        const YEARS: f64 = 5.0;
        let known = self.advisories.get(name).map(Vec::as_slice).unwrap_or_default();
        let known: Vec<&Advisory> = known.iter().filter(|one| one.published <= on).collect();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let open: Vec<&str> = known
            .iter()
            .filter(|one| !one.is_fixed)
            .filter_map(|one| one.ids.first().map(String::as_str))
            .collect();
        let recent = known.iter().filter(|one| one.published.years_until(on) <= YEARS).count();
        let evidence = match (known.len(), open.len()) {
            (0, _) => "no advisory against it".to_owned(),
            (n, 0) => format!("{n} known, all fixed"),
            (n, _) => format!("{n} known, without a fix: {}", open.join(", ")),
        };
        Advisories { open: count(open.len()), recent: count(recent), evidence }
    }
}

impl Affected {
    /// Each range of versions ends.
    fn is_fixed(&self) -> bool {
        let ends = |event: &BTreeMap<String, String>| {
            event.contains_key("fixed") || event.contains_key("last_affected")
        };
        let mut ranges = self.ranges.iter().filter(|range| range.kind == "ECOSYSTEM").peekable();
        ranges.peek().is_some() && ranges.all(|range| range.events.iter().any(ends))
    }
}

impl AdvisoryError {
    fn of(text: &str, id: &str, why: &str) -> Self {
        let at = text.find(&format!("\"{id}\"")).unwrap_or(0);
        let line = text[..at].matches('\n').count() + 1;
        let column = at - text[..at].rfind('\n').map_or(0, |end| end + 1) + 1;
        Self { line, column, why: format!("{id}: {why}") }
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column, from 1.
    pub fn column(&self) -> usize {
        self.column
    }
}

/// The parser's words without the place, which is shown beside them.
fn plain(text: &str) -> String {
    text.rsplit_once(" at line ").map_or(text, |(words, _)| words).to_owned()
}

impl Display for AdvisoryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "not a list of OSV entries: {}", self.why)
    }
}

impl std::error::Error for AdvisoryError {}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRIES: &str = r#"[
  {"id": "GHSA-1", "aliases": ["CVE-1"], "published": "2024-03-01T10:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "Lib"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2"}]}]}]},
  {"id": "PYSEC-1", "aliases": ["CVE-1"], "published": "2024-03-02T10:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "lib"},
    "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}]},
  {"id": "GHSA-2", "published": "2015-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "lib"},
    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}]},
  {"id": "GHSA-3", "published": "2024-01-01T00:00:00Z", "withdrawn": "2024-02-01T00:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "lib"}}]},
  {"id": "GHSA-4", "published": "2024-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "lib"}}]},
  {"id": "GHSA-5", "published": "2027-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "PyPI", "name": "lib"}}]}
]"#;

    #[test]
    fn one_fault_is_counted_once() {
        let list = AdvisoryList::read(ENTRIES).unwrap();
        let on = "2026-01-01".parse().unwrap();
        let found = list.of(&"lib".parse().unwrap(), on);
        assert_eq!(
            (found.open, found.recent, found.evidence.as_str()),
            (1, 1, "2 known, without a fix: GHSA-2")
        );
        assert_eq!(list.of(&"other".parse().unwrap(), on).evidence, "no advisory against it");
    }

    #[test]
    fn a_file_that_is_not_a_list_of_entries_is_refused_at_its_place() {
        for (text, line, message) in [
            ("{}", 1, "not a list of OSV entries: invalid type: map, expected a sequence"),
            ("[\n{\"id\": \"A\"}]", 2, "not a list of OSV entries: missing field `published`"),
            (
                "[\n{\"id\": \"A\", \"published\": \"soon\"}]",
                2,
                "not a list of OSV entries: A: `soon` is not a day: write it like `2026-11-22`",
            ),
        ] {
            let error = AdvisoryList::read(text).unwrap_err();
            assert_eq!((error.line(), error.to_string().as_str()), (line, message));
        }
    }
}
