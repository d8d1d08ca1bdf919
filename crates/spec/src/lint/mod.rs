//! A linter: rules about files that their tools read without complaint, and that bite all the same.
//!
//! What a tool refuses or drops is a fault, which the readers in [`file`](crate::file) report as a
//! [`Diagnostic`](crate::Diagnostic). What is read and most likely not meant is a [`Finding`] of a [`Rule`].
//!
//! # Design
//! - A rule has a name that never changes its meaning, a level (`allow`, `warn`, `deny`), a class of repair and a page. These are
//!   declared in one file, with the code that looks for it and the words that say what was found; the page is the Markdown
//!   file of the same name beside it. Files are in folders by what they look at: markers, specifiers, lists, projects, names,
//!   comments.
//! - **Repairs.** An edit is certain if the file means the same to its tools afterwards. It is unsafe if it makes the file mean
//!   what was probably intended.
//! - **Levels** come from the rule, else from [`LintSettings`] (a manifest, then flags), and last from comments in the file:
//!   `# haggle: allow(RULE)` behind a requirement or above it, `# haggle: allow-file(RULE)` for the whole file.
//! - One mistake is one finding. A marker whose comparison is wrong is not asked whether it is ever true; a line that
//!   conflicts with another is not also a duplicate of it.
//! - Where nothing can be proved (a marker about `platform_machine`, a budget that is used up), nothing is said.
//! - Names and codes are unique over rules and faults: [`is_fault_code`](crate::is_fault_code) tells one from the other.
//!
//! # Cost
//! Linear in the file, but for logarithms: requirements are grouped by name and compared with a fixed number of others, bounds
//! of specifiers are sorted, each marker is asked about once, within a budget. Places of parts are looked up only where
//! something was found.

mod algebra;
mod comment;
mod finding;
mod list;
mod lists;
mod marker;
mod name;
mod project;
mod report;
mod rule;
mod settings;
mod specifier;
mod written;

use crate::file::SourceText;
use crate::file::constraints::Constraints;
use crate::file::global::GlobalRequirements;
use crate::file::pyproject::PyProject;
use crate::file::requirements::RequirementsFile;
use crate::file::setup_cfg::SetupCfg;
use algebra::Markers;
use report::Report;

pub use finding::{Finding, Repair};
pub use name::FamilyNames;
pub use rule::{RepairClass, Rule, RuleLevel};
pub use settings::LintSettings;

/// A file to look at, as its reader has understood it.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum LintedFile<'f> {
    /// `requirements.txt`.
    Requirements(&'f RequirementsFile),
    /// Constraints of any kind.
    Constraints(&'f Constraints),
    /// The constraints that a family shares.
    SharedConstraints(&'f Constraints),
    /// The global list of a family.
    Global(&'f GlobalRequirements),
    /// `setup.cfg`.
    SetupCfg(&'f SetupCfg),
    /// `pyproject.toml`.
    PyProject(&'f PyProject),
}

impl<'f> LintedFile<'f> {
    fn source(self) -> &'f SourceText {
        match self {
            Self::Requirements(file) => file.source(),
            Self::Constraints(file) | Self::SharedConstraints(file) => file.file().source(),
            Self::Global(file) => file.file().source(),
            Self::SetupCfg(file) => file.source(),
            Self::PyProject(file) => file.source(),
        }
    }

    /// The lines of pip's grammar, where the file has them.
    fn lines(self) -> Option<&'f RequirementsFile> {
        match self {
            Self::Requirements(file) => Some(file),
            Self::Constraints(file) | Self::SharedConstraints(file) => Some(file.file()),
            _ => None,
        }
    }
}

/// Looks at files one after the other, and keeps what it learns about markers.
#[derive(Debug)]
pub struct Linter<'a> {
    settings: &'a LintSettings,
    family: Option<&'a FamilyNames>,
    markers: Markers,
}

impl<'a> Linter<'a> {
    /// A linter of these settings; of a family, names are looked at, too.
    pub fn new(settings: &'a LintSettings, family: Option<&'a FamilyNames>) -> Self {
        Self { settings, family, markers: Markers::new() }
    }

    /// What the rules find in a file, in the order of the file. `setup_cfg` is the file of that name beside a `pyproject.toml`.
    ///
    /// ```
    /// use haggle_spec::file::requirements::RequirementsFile;
    /// use haggle_spec::lint::{LintSettings, LintedFile, Linter};
    ///
    /// let (file, _) = RequirementsFile::parse("pywin32; sys_platform == 'Windows'\nsix===1.16  # haggle: allow(arbitrary-equality)\n");
    /// let settings = LintSettings::new();
    /// let found = Linter::new(&settings, None).lint(LintedFile::Requirements(&file), None);
    /// assert_eq!(found.len(), 1);
    /// assert_eq!(found[0].rule.name, "marker-unknown-value");
    /// assert_eq!(file.text(found[0].span), "'Windows'");
    /// ```
    pub fn lint(&mut self, file: LintedFile<'_>, setup_cfg: Option<&SetupCfg>) -> Vec<Finding> {
        self.markers.next_file();
        let mut report = Report::new(&mut self.markers, self.settings);
        let lists = lists::lists(file);
        for list in &lists {
            for item in &list.items {
                if let Some(marker) = item.requirement.marker() {
                    marker::check(marker, &item.written, &mut report);
                }
            }
            specifier::check_list(list, &mut report);
            if let Some(family) = self.family {
                name::check(list, family, &mut report);
            }
        }
        list::check(&lists, file.lines(), &mut report);
        if let Some(lines) = file.lines() {
            for marked in lists::marked_locations(lines) {
                marker::check(marked.marker, &marked.written, &mut report);
            }
            list::check_digests(lines, &mut report);
        }
        match file {
            LintedFile::PyProject(file) => project::check_pyproject(file, setup_cfg, &lists, &mut report),
            LintedFile::SetupCfg(file) => project::check_setup_cfg(file, &mut report),
            _ => {}
        }
        let mut findings = comment::apply(file.source(), report, rule);
        findings.sort_by(|left, right| (left.span, left.rule.name).cmp(&(right.span, right.rule.name)));
        findings
    }
}

/// Every rule, by name.
pub fn rules() -> Vec<&'static Rule> {
    let groups: [&[&'static Rule]; 6] =
        [&marker::RULES, &specifier::RULES, &list::RULES, &project::RULES, &name::RULES, &comment::RULES];
    let mut rules = groups.concat();
    rules.sort_unstable_by_key(|rule| rule.name);
    rules
}

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    let groups: [&[&'static Rule]; 6] =
        [&marker::RULES, &specifier::RULES, &list::RULES, &project::RULES, &name::RULES, &comment::RULES];
    groups.into_iter().flatten().find(|rule| rule.name == name).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_codes_are_unique() {
        let names: Vec<&str> = rules().iter().map(|rule| rule.name).chain(crate::fault_codes()).collect();
        let unique: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), unique.len());
        assert!(names.len() > 60, "some are missing: {}", names.len());
        for name in unique {
            let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
            assert!(name.split('-').all(is_word), "{name}");
        }
    }

    #[test]
    fn every_rule_is_found_by_its_name_and_has_a_page() {
        for found in rules() {
            assert_eq!(rule(found.name), Some(found));
            assert!(found.text.len() > 100 && found.text.ends_with('\n'), "{found}");
            assert!(!found.text.starts_with('#') && !found.summary.ends_with('.'), "{found}");
        }
        assert_eq!(rule("no-such-rule"), None);
    }

    #[test]
    fn a_rule_with_a_repair_says_which() {
        // A finding that has edits is of a rule that has a class of repair: the other way round would hide the edits.
        let settings = LintSettings::new();
        let text = "a>=1,>=2\nb; sys_platform=='Windows'\na===1\n";
        let (file, _) = RequirementsFile::parse(text);
        let found = Linter::new(&settings, None).lint(LintedFile::Requirements(&file), None);
        assert_eq!(found.len(), 4);
        for finding in found {
            let class = finding.repair.map_or(RepairClass::Unrepaired, |repair| repair.class);
            assert_eq!(class, finding.rule.repair, "{}", finding.rule);
        }
    }
}
