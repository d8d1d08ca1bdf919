//! The shared files against each other, line by line: what the requirements team keeps in order.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::file::{Entry, EntryFile, EntryLine, EntryLineKind};
use haggle_spec::{PackageName, Span};

use super::shared::{UNCONSTRAINABLE, incompatible, lower_bounded, unpinned};
use crate::data::ProjectName;

/// The shared files, each with its path for people.
#[derive(Debug, Clone, Copy)]
pub struct NamedLists<'file> {
    /// The global list.
    pub global: (&'file str, &'file EntryFile),
    /// The constraints.
    pub constraints: (&'file str, &'file EntryFile),
    /// What is never constrained.
    pub denylist: (&'file str, &'file EntryFile),
    /// The projects that are kept in line.
    pub projects: Option<(&'file str, &'file EntryFile)>,
}

/// A line of a shared file that is not in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFinding {
    /// The path of the file.
    pub path: String,
    /// The line without white space around it, in bytes.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub fault: ListFault,
    /// The line as it has to be, where that is certain.
    pub repaired: Option<String>,
}

/// What is wrong with a line of a shared file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ListFault {
    /// A constraint that does not pin with `===`.
    Unpinned,
    /// A pin that no line of the global list for its name allows.
    OutsideList,
    /// A lower bound in the global list, which is for projects to say.
    LowerBound,
    /// A line of the global list that is not written as the others are.
    NotNormal,
    /// A line of the global list that names no licence.
    NoLicence,
    /// A name of the global list that is neither pinned nor denied.
    Unconstrained,
    /// A name that is pinned and denied.
    PinnedAndDenied,
    /// The same line is there before.
    Repeated {
        /// That line, from 1.
        first: usize,
    },
    /// A line of the list of projects that is not the name of a project.
    NotAProject,
    /// No project that was looked at requires the name.
    Unused,
}

impl ListFault {
    /// The name of the rule.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unpinned => "unpinned-constraint",
            Self::OutsideList => "pin-outside-global-list",
            Self::LowerBound => "lower-bound-in-global-list",
            Self::NotNormal => "not-in-normal-form",
            Self::NoLicence => "no-licence",
            Self::Unconstrained => "neither-pinned-nor-denied",
            Self::PinnedAndDenied => "pinned-and-denied",
            Self::Repeated { .. } => "repeated-line",
            Self::NotAProject => "not-a-project",
            Self::Unused => "unused-name",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unpinned => "pin one version: `NAME===VERSION`",
            Self::OutsideList => "move the pin, or change the exclusions and caps of the global list",
            Self::LowerBound => "leave the bound to the projects",
            Self::NotNormal => return None,
            Self::NoLicence => "name the licence in a comment behind the line",
            Self::Unconstrained => "pin it, or put it on the denylist",
            Self::PinnedAndDenied => "take it out of one of the two",
            Self::Repeated { .. } => "keep one of the two",
            Self::NotAProject => "write it like `openstack/nova`",
            Self::Unused => "`pins drop NAME` takes it out",
        })
    }
}

impl fmt::Display for ListFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unpinned => formatter.write_str("this does not pin one version with `===`"),
            Self::OutsideList => formatter.write_str("the global list does not allow this version"),
            Self::LowerBound => formatter.write_str("the global list has no lower bounds"),
            Self::NotNormal => formatter.write_str("this is not in the normal form of the list"),
            Self::NoLicence => formatter.write_str("no licence is named"),
            Self::Unconstrained => formatter.write_str("this name is neither pinned nor denied"),
            Self::PinnedAndDenied => formatter.write_str("this name is pinned, and denied as well"),
            Self::Repeated { first } => write!(formatter, "line {first} is the same"),
            Self::NotAProject => formatter.write_str("this is not the name of a project"),
            Self::Unused => formatter.write_str("no project that was looked at requires this"),
        }
    }
}

/// What is not in order, file by file, in the order of the lines.
///
/// ```
/// use haggle_govern::check::{NamedLists, check_lists};
/// use haggle_spec::file::{EntryFile, Urls};
///
/// let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
/// let (global, constraints, denylist) = (file("six<2  # MIT\nattrs\n"), file("six===2.1\n"), file("flake8\n"));
/// let lists = NamedLists {
///     global: ("global.txt", &global),
///     constraints: ("pins.txt", &constraints),
///     denylist: ("denylist.txt", &denylist),
///     projects: None,
/// };
/// let rules: Vec<&str> = check_lists(&lists).iter().map(|finding| finding.fault.rule()).collect();
/// assert_eq!(rules, ["no-licence", "neither-pinned-nor-denied", "pin-outside-global-list"]);
/// ```
pub fn check_lists(lists: &NamedLists<'_>) -> Vec<ListFinding> {
    let mut findings = of_global(lists);
    findings.extend(of_constraints(lists));
    findings.extend(repeated(lists.denylist));
    findings.extend(lists.projects.iter().flat_map(|projects| of_projects(*projects)));
    findings
}

fn of_global(lists: &NamedLists<'_>) -> Vec<ListFinding> {
    let (path, file) = lists.global;
    let names = |file: &EntryFile| -> BTreeSet<PackageName> {
        file.entries().filter_map(Entry::package_name).collect()
    };
    let (pinned, denied) = (names(lists.constraints.1), names(lists.denylist.1));
    let bounded: Vec<&Entry> = lower_bounded(file);
    let mut seen: BTreeMap<(PackageName, &str), usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for line in file.lines() {
        let Some((entry, name)) = line.entry().and_then(|entry| Some((entry, entry.package_name()?))) else {
            continue;
        };
        let mut add = |fault, repaired| findings.push(finding(path, file, line, fault, repaired));
        let normal = entry.to_normalized_line();
        if file.text(line.content) != normal {
            add(ListFault::NotNormal, Some(normal));
        }
        if bounded.iter().any(|other| std::ptr::eq(*other, entry)) {
            add(ListFault::LowerBound, None);
        }
        if haggle_spec::file::global::licence(entry).is_none() {
            add(ListFault::NoLicence, None);
        }
        let number = file.source().position(line.span.start).line;
        if let Some(first) = seen.insert((name.clone(), entry.marker.as_str()), number) {
            add(ListFault::Repeated { first }, None);
        }
        if !pinned.contains(&name) && !denied.contains(&name) && !UNCONSTRAINABLE.contains(&name.as_str()) {
            add(ListFault::Unconstrained, None);
        }
    }
    findings
}

fn of_constraints(lists: &NamedLists<'_>) -> Vec<ListFinding> {
    let (path, file) = lists.constraints;
    let denied: BTreeSet<PackageName> = lists.denylist.1.entries().filter_map(Entry::package_name).collect();
    let (outside, loose) = (incompatible(lists.global.1, file), unpinned(file));
    let is_in = |entries: &[&Entry], entry: &Entry| entries.iter().any(|other| std::ptr::eq(*other, entry));
    let mut findings = Vec::new();
    for line in file.lines() {
        let Some((entry, name)) = line.entry().and_then(|entry| Some((entry, entry.package_name()?))) else {
            continue;
        };
        let mut add = |fault| findings.push(finding(path, file, line, fault, None));
        if is_in(&loose, entry) {
            add(ListFault::Unpinned);
        }
        if is_in(&outside, entry) {
            add(ListFault::OutsideList);
        }
        if denied.contains(&name) {
            add(ListFault::PinnedAndDenied);
        }
    }
    findings
}

/// Lines that say the same as one before them.
fn repeated((path, file): (&str, &EntryFile)) -> Vec<ListFinding> {
    let mut seen: BTreeMap<PackageName, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for line in file.lines() {
        let Some(name) = line.entry().and_then(Entry::package_name) else { continue };
        let number = file.source().position(line.span.start).line;
        let first = *seen.entry(name).or_insert(number);
        if first != number {
            findings.push(finding(path, file, line, ListFault::Repeated { first }, None));
        }
    }
    findings
}

fn of_projects((path, file): (&str, &EntryFile)) -> Vec<ListFinding> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for line in file.lines() {
        if matches!(line.kind, EntryLineKind::Blank | EntryLineKind::Comment) {
            continue;
        }
        let name = file.text(line.content).split('#').next().unwrap_or_default().trim();
        let number = file.source().position(line.span.start).line;
        if name.parse::<ProjectName>().is_err() {
            findings.push(finding(path, file, line, ListFault::NotAProject, None));
        } else if let Some(first) = seen.insert(name, number) {
            findings.push(finding(path, file, line, ListFault::Repeated { first }, None));
        }
    }
    findings
}

/// The lines of the global list whose names none of these requires: neither the projects, nor the distributions themselves.
pub fn unused(global: (&str, &EntryFile), required: &BTreeSet<PackageName>) -> Vec<ListFinding> {
    let (path, file) = global;
    let is_unused = |line: &&EntryLine| {
        let name = line.entry().and_then(Entry::package_name);
        name.is_some_and(|name| !required.contains(&name))
    };
    let lines = file.lines().iter().filter(is_unused);
    lines.map(|line| finding(path, file, line, ListFault::Unused, None)).collect()
}

fn finding(
    path: &str,
    file: &EntryFile,
    line: &EntryLine,
    fault: ListFault,
    repaired: Option<String>,
) -> ListFinding {
    let number = file.source().position(line.span.start).line;
    ListFinding { path: path.to_owned(), span: line.content, line: number, fault, repaired }
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::Urls;

    fn file(text: &str) -> EntryFile {
        EntryFile::parse(text, Urls::Allowed).0
    }

    #[track_caller]
    fn check(
        global: &str,
        pins: &str,
        denylist: &str,
        projects: &str,
        expected: &[(&str, usize, Option<&str>)],
    ) {
        let (global, pins, denylist, projects) = (file(global), file(pins), file(denylist), file(projects));
        let lists = NamedLists {
            global: ("global.txt", &global),
            constraints: ("pins.txt", &pins),
            denylist: ("denylist.txt", &denylist),
            projects: Some(("projects.txt", &projects)),
        };
        let found = check_lists(&lists);
        let found: Vec<(&str, usize, Option<&str>)> =
            found.iter().map(|found| (found.fault.rule(), found.line, found.repaired.as_deref())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lists_that_are_in_order_have_no_findings() {
        check("# ours\na!=1.4  # MIT\npip  # MIT\n", "a===1.5\nother===1\n", "b\n", "org/x\n", &[]);
    }

    #[test]
    fn each_rule_finds_its_line() {
        check("\na!=1.4 # MIT\n", "a===1\n", "", "", &[("not-in-normal-form", 2, Some("a!=1.4  # MIT"))]);
        check("a>=1  # MIT\n", "a===1\n", "", "", &[("lower-bound-in-global-list", 1, None)]);
        check("a\n", "a===1\n", "", "", &[("no-licence", 1, None)]);
        check("a  # MIT\n", "", "", "", &[("neither-pinned-nor-denied", 1, None)]);
        check("a  # MIT\nA  # MIT\n", "a===1\n", "", "", &[("repeated-line", 2, None)]);
        check("a;os_name=='nt'  # MIT\na;os_name!='nt'  # MIT\n", "a===1\n", "", "", &[]);
        check("a!=1  # MIT\n", "a===1\n", "", "", &[("pin-outside-global-list", 1, None)]);
        check("a  # MIT\n", "a==1\n", "", "", &[("unpinned-constraint", 1, None)]);
        check(
            "a  # MIT\n",
            "a===1\n",
            "a\nb\nB\n",
            "",
            &[("pinned-and-denied", 1, None), ("repeated-line", 3, None)],
        );
        check(
            "",
            "",
            "",
            "org/x\n# y\n\nnot a name\norg/x\n",
            &[("not-a-project", 4, None), ("repeated-line", 5, None)],
        );
    }

    #[test]
    fn a_name_is_used_where_a_project_requires_it() {
        let required = BTreeSet::from(["a".parse().expect("a name")]);
        let global = file("A  # MIT\nb  # MIT\n");
        let found = unused(("global.txt", &global), &required);
        assert_eq!(
            found.iter().map(|found| (found.fault.rule(), found.line)).collect::<Vec<_>>(),
            [("unused-name", 2)]
        );
    }
}
