//! The lines that a project gets for a requirement.

use haggle_spec::file::Entry;
use haggle_spec::{Operator, PackageName, Prereleases, Specifier, Version};

use crate::check::exclusions;
use crate::pins::PinLists;
use crate::sync::with_exclusions;

/// The lines of a project for a requirement: one for each line that the global list has of the name, with that line's spelling and
/// marker as they are written there, the bound that is asked for, and the exclusions that say something above it.
pub(super) fn project_lines_of(asked: &Entry, bound: Option<&Version>, global: &[Entry]) -> Vec<Entry> {
    let mut own = asked.specifiers.clone();
    let has_bound = super::request::lower_bound(asked).is_some();
    if let (false, Some(bound)) = (has_bound, bound) {
        let bound = format!(">={bound}").parse::<Specifier>().ok();
        own = own.iter().cloned().chain(bound).collect();
    }
    if global.is_empty() {
        return vec![Entry { specifiers: own, ..asked.clone() }];
    }
    let line = |shared: &Entry| {
        let comment = if asked.comment.is_empty() { shared.comment.clone() } else { asked.comment.clone() };
        Entry {
            name: shared.name.clone(),
            specifiers: with_exclusions(&own, shared),
            marker: if shared.marker.is_empty() { asked.marker.clone() } else { shared.marker.clone() },
            comment,
            ..asked.clone()
        }
    };
    global.iter().map(line).collect()
}

/// The line of the global list for a requirement that it does not have: name, marker, exclusions and caps, no bound and no extra.
pub(super) fn global_line(asked: &Entry, written: &str, licence: Option<&str>) -> Entry {
    Entry {
        name: written.to_owned(),
        specifiers: exclusions(asked).cloned().collect(),
        extras: Vec::new(),
        comment: licence.map(|licence| format!("# {licence}")).unwrap_or_default(),
        ..asked.clone()
    }
}

/// The lines of the global list for a name.
pub(super) fn global_lines(lists: &PinLists, name: &PackageName) -> Vec<Entry> {
    lists.global().entries().filter(|entry| entry.package_name().as_ref() == Some(name)).cloned().collect()
}

/// The versions that a name is pinned at.
pub(super) fn pinned_versions(lists: &PinLists, name: &PackageName) -> Vec<Version> {
    lists.constraints().pins_of(name).filter_map(|pin| pin.version()).collect()
}

/// Whether every line of the global list excludes a bound itself.
pub(super) fn excludes_bound(global: &[Entry], bound: &Version) -> bool {
    let refuses = |entry: &Entry| exclusions(entry).any(|one| !one.contains(bound, Prereleases::Allow));
    !global.is_empty() && global.iter().all(refuses)
}

/// Whether a line has a lower bound that the gate accepts.
pub(super) fn is_bounded(entry: &Entry) -> bool {
    entry.specifiers.iter().any(|one| matches!(one.operator(), Operator::Greater | Operator::GreaterEqual))
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::{EntryFile, Urls};

    #[track_caller]
    fn check(asked: &str, global: &str, expected: &[&str]) {
        let global: Vec<Entry> = EntryFile::parse(global, Urls::Forbidden).0.entries().cloned().collect();
        let asked = Entry::parse(asked, Urls::Forbidden).expect("an entry");
        let pinned = "9".parse().expect("a version");
        let lines = project_lines_of(&asked, Some(&pinned), &global);
        let texts: Vec<String> = lines.iter().map(Entry::to_normalized_line).collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_line_says_what_the_global_list_says_above_its_bound() {
        check(
            "a>=0.5",
            "a!=0.4,!=0.6;sys_platform!='win32'  # MIT\n",
            &["a>=0.5,!=0.6;sys_platform!='win32'  # MIT"],
        );
        check("A", "a!=0.4  # MIT\n", &["a>=9  # MIT"]);
        check("a[x]>=1,<3", "A<3\n", &["A[x]>=1,<3"]);
        check(
            "a>=1",
            "a<2;python_version<'3.12'\na;python_version>='3.12'\n",
            &["a>=1,<2;python_version<'3.12'", "a>=1;python_version>='3.12'"],
        );
        check("a>=1;os_name=='nt'", "", &["a>=1;os_name=='nt'"]);
    }

    #[test]
    fn a_bound_that_every_line_excludes_is_excluded() {
        let entries = |text: &str| -> Vec<Entry> {
            EntryFile::parse(text, Urls::Forbidden).0.entries().cloned().collect()
        };
        let bound = "4.5.0".parse().expect("a version");
        assert!(excludes_bound(&entries("a!=4.5.0\n"), &bound));
        assert!(!excludes_bound(&entries("a!=4.5.1\n"), &bound));
        assert!(!excludes_bound(&[], &bound));
    }
}
