//! The global list: every distribution that a family of projects may require.
//!
//! Source: `global-requirements.txt` of `openstack/requirements`. Its sections start with a comment `## section:NAME`, and more
//! `##` lines may say what a section is for. A comment behind an entry is its licence; comment lines right above an entry
//! belong to it.

use std::ops::Range;

use super::entries::{EntryFile, EntryLine, EntryLineKind};
use super::entry::{Entry, Urls};
use crate::{Diagnostic, Edit, Span};

/// A parsed global list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GlobalRequirements {
    file: EntryFile,
    sections: Vec<GlobalSection>,
}

/// A section of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GlobalSection {
    /// Its name: `openstack-clients`.
    pub name: String,
    /// The header's comment.
    pub header: Span,
    /// What the `##` lines below the header say, one line each, without the hashes.
    pub description: Vec<String>,
    /// The lines of the section, header included, as indices of the file's lines.
    pub lines: Range<usize>,
}

impl GlobalRequirements {
    /// Parses a list. A line that is not an entry is kept and reported; URLs and options are none. A marker that cannot be read is
    /// reported, and its entry is there all the same.
    ///
    /// ```
    /// use haggle_spec::file::global::{GlobalRequirements, licence};
    ///
    /// let text = "## section:general\n\namqp!=2.1.4  # BSD\nbcrypt  # Apache-2.0\n";
    /// let (list, diagnostics) = GlobalRequirements::parse(text);
    /// assert!(diagnostics.is_empty());
    /// let section = list.section("general").unwrap();
    /// let entries: Vec<_> = list.entries_in(section).collect();
    /// assert_eq!(licence(entries[1]), Some("Apache-2.0"));
    /// ```
    pub fn parse(bytes: impl Into<Vec<u8>>) -> (Self, Vec<Diagnostic>) {
        let (file, mut diagnostics) = EntryFile::parse(bytes, Urls::Forbidden);
        diagnostics.extend(file.marker_diagnostics());
        diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        let mut sections: Vec<GlobalSection> = Vec::new();
        let mut describes = false;
        for (index, line) in file.lines().iter().enumerate() {
            let block = match line.kind {
                EntryLineKind::Comment => file.text(line.content).strip_prefix("##"),
                _ => None,
            };
            if let Some(last) = sections.last_mut() {
                last.lines.end = index + 1;
            }
            let Some(block) = block.map(str::trim).filter(|block| !block.starts_with('#')) else {
                describes = false;
                continue;
            };
            if let Some(name) = block.strip_prefix("section:") {
                if let Some(last) = sections.last_mut() {
                    last.lines.end = index;
                }
                sections.push(GlobalSection {
                    name: name.trim().to_owned(),
                    header: line.content,
                    description: Vec::new(),
                    lines: index..index + 1,
                });
                describes = true;
            } else if let Some(section) = sections.last_mut()
                && describes
                && !block.is_empty()
            {
                section.description.push(block.to_owned());
            }
        }
        (Self { file, sections }, diagnostics)
    }

    /// The lines, their spans and the edits of single lines.
    pub fn file(&self) -> &EntryFile {
        &self.file
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.file.entries()
    }

    /// The sections in order.
    pub fn sections(&self) -> &[GlobalSection] {
        &self.sections
    }

    /// The section of a name.
    pub fn section(&self, name: &str) -> Option<&GlobalSection> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// The entries of a section, in order.
    pub fn entries_in(&self, section: &GlobalSection) -> impl Iterator<Item = &Entry> {
        self.lines_in(section).filter_map(EntryLine::entry)
    }

    fn lines_in(&self, section: &GlobalSection) -> impl Iterator<Item = &EntryLine> {
        self.file.lines().get(section.lines.clone()).unwrap_or_default().iter()
    }

    /// The bytes that were parsed.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.file.to_bytes()
    }

    /// The edit that puts an entry in its place in a section by name, upper and lower case alike: where the fewest entries
    /// are on the wrong side of it, as a list may have a few out of order. It goes before the next entry's own comment
    /// lines, or after the section's last entry.
    ///
    /// ```
    /// use haggle_spec::file::global::GlobalRequirements;
    /// use haggle_spec::file::{Entry, Urls, apply_edits};
    ///
    /// let text = "## section:general\n\namqp  # BSD\n# needed by x\nbcrypt  # Apache-2.0\n\n## section:docs\n";
    /// let (list, _) = GlobalRequirements::parse(text);
    /// let entry = Entry::parse("Babel  # BSD", Urls::Forbidden).unwrap();
    /// let edit = list.insert(list.section("general").unwrap(), &entry);
    /// let edited = apply_edits(text.as_bytes(), &[edit]).unwrap();
    /// assert!(edited.starts_with(b"## section:general\n\namqp  # BSD\nBabel  # BSD\n# needed by x\nbcrypt"));
    /// ```
    pub fn insert(&self, section: &GlobalSection, entry: &Entry) -> Edit {
        let name = entry.name.to_lowercase();
        let lines = self.file.lines();
        let in_section = section.lines.start..section.lines.end.min(lines.len());
        let text = entry.to_normalized_line();
        let later = place(lines, in_section.clone(), &name);
        let position = match later {
            Some(mut index) => {
                while index > in_section.start && is_own_comment(&self.file, index - 1) {
                    index -= 1;
                }
                Some(index)
            }
            None => {
                in_section.clone().rev().find(|index| lines[*index].entry().is_some()).map(|last| last + 1)
            }
        };
        // A section without entries gets its first after its description and a blank line.
        let Some(position) = position else {
            let after_header = in_section
                .clone()
                .rev()
                .find(|index| matches!(lines[*index].kind, EntryLineKind::Comment))
                .map_or(in_section.end, |index| index + 1);
            return match lines.get(after_header) {
                Some(line) if matches!(line.kind, EntryLineKind::Blank) => {
                    match lines.get(after_header + 1) {
                        Some(next) => self.file.insert_before(next, &text),
                        None => self.file.append(&text),
                    }
                }
                Some(line) => self.file.insert_before(line, &text),
                None => self.file.append(&text),
            };
        };
        match lines.get(position) {
            Some(line) => self.file.insert_before(line, &text),
            None => self.file.append(&text),
        }
    }
}

/// The entry that a new one of this name goes before; none where it goes last. Of places as good, the last. Linear time.
fn place(lines: &[EntryLine], section: Range<usize>, name: &str) -> Option<usize> {
    let entries: Vec<(usize, bool)> = section
        .filter_map(|index| Some((index, lines[index].entry()?.name.to_lowercase().as_str() > name)))
        .collect();
    // Before the first entry, what comes earlier by name is on the wrong side; each step past an entry puts one right or wrong.
    let mut wrong = entries.iter().filter(|(_, is_later)| !is_later).count();
    let (mut best, mut fewest) = (entries.first().map(|(index, _)| *index), wrong);
    for (at, (_, is_later)) in entries.iter().enumerate() {
        if *is_later {
            wrong += 1;
        } else {
            wrong -= 1;
        }
        if wrong <= fewest {
            fewest = wrong;
            best = entries.get(at + 1).map(|(index, _)| *index);
        }
    }
    best
}

/// Whether a line is a comment that belongs to what follows: a comment with one hash.
fn is_own_comment(file: &EntryFile, index: usize) -> bool {
    file.lines().get(index).is_some_and(|line| {
        matches!(line.kind, EntryLineKind::Comment) && !file.text(line.content).starts_with("##")
    })
}

/// The licence that an entry's comment names.
pub fn licence(entry: &Entry) -> Option<&str> {
    Some(entry.comment.trim_start_matches('#').trim()).filter(|licence| !licence.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::apply_edits;

    #[track_caller]
    fn check(list: &str, entry: &str, expected: &str) {
        let (parsed, _) = GlobalRequirements::parse(list);
        let entry = Entry::parse(entry, Urls::Forbidden).unwrap();
        let edit = parsed.insert(parsed.section("general").unwrap(), &entry);
        assert_eq!(String::from_utf8(apply_edits(list.as_bytes(), &[edit]).unwrap()).unwrap(), expected);
    }

    #[test]
    fn an_entry_out_of_order_does_not_draw_others_to_it() {
        check(
            "## section:general\n\nboto3\n# held back\ns3transfer\ncffi\nMako\n",
            "lhafile",
            "## section:general\n\nboto3\n# held back\ns3transfer\ncffi\nlhafile\nMako\n",
        );
    }

    #[test]
    fn a_marker_that_cannot_be_read_is_reported_and_its_entry_kept() {
        let text = "a;python_version<'3  # MIT\nb;bogus=='1'\n\tc ; \nd;os_name = 'nt'\ne;os_name=='nt'\n";
        let (list, diagnostics) = GlobalRequirements::parse(text);
        assert_eq!(list.entries().count(), 5);
        let at: Vec<&str> = diagnostics.iter().map(|found| &text[found.span.start..][..1]).collect();
        assert_eq!(at, ["'", "b", " ", "="]);
        let edits: Vec<Edit> = diagnostics.into_iter().filter_map(|found| found.suggestion).collect();
        let repaired =
            "a;python_version<'3'  # MIT\nb;bogus=='1'\n\tc \nd;os_name == 'nt'\ne;os_name=='nt'\n";
        assert_eq!(apply_edits(text.as_bytes(), &edits).unwrap(), repaired.as_bytes());
    }

    #[test]
    fn first_and_last_places_are_found() {
        check("## section:general\n\nb\nc\n", "a", "## section:general\n\na\nb\nc\n");
        check("## section:general\n\nb\nc\n", "d", "## section:general\n\nb\nc\nd\n");
    }
}
