//! Edits of `setup.cfg`.

use std::collections::BTreeMap;

use super::{ListItem, ListItemKind, ListKind, RequirementList, SetupCfg};
use crate::Edit;
use crate::file::entry::{Entry, Sorting, Style};
use crate::file::splice::{append_line, line_ending};

/// How pbr's extras are written: a colon before the marker.
const PBR_STYLE: Style<'static> =
    Style { marker_separator: ":", comment_prefix: " ", sorting: Sorting::ByText };

impl SetupCfg {
    /// The edit that replaces an item by another requirement; its comment stays.
    pub fn replace(&self, item: &ListItem, requirement: impl Into<String>) -> Edit {
        Edit::new(item.span, requirement)
    }

    /// The edit that takes an item out, with its line if it has one of its own.
    pub fn remove(&self, list: &RequirementList, item: &ListItem) -> Edit {
        let text = self.source.text();
        let range = self.source.range(item.span);
        let start = text[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if start > list.value_start {
            let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
            return Edit::new(self.source.span(start..end), "");
        }
        // The items share the option's line: one separator goes with the item.
        let index = list.items.iter().position(|other| other == item).unwrap_or_default();
        let before = index.checked_sub(1).and_then(|at| list.items.get(at));
        let after = list.items.get(index + 1);
        let from = match (before, after) {
            (Some(before), None) => self.source.range(before.span).end,
            _ => range.start,
        };
        let to = match after {
            Some(after) => self.source.range(after.span).start,
            None => range.end,
        };
        Edit::new(self.source.span(from..to), "")
    }

    /// The edit that adds an item at the end of a list, indented like the others.
    pub fn append(&self, list: &RequirementList, requirement: &str) -> Edit {
        let text = self.source.text();
        let ending = line_ending(text);
        let indent = self.item_indent(list).unwrap_or("    ");
        let end = match list.items.last() {
            Some(last) => self.source.range(last.comment.unwrap_or(last.span)).end,
            None => list.value_start,
        };
        let line = text[..end].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if line < list.value_start && !list.items.is_empty() {
            // `key = a` is made a list of lines, as a semicolon would be one between items and not before a marker.
            let first = list.items.first().map_or(end, |item| self.source.range(item.span).start);
            let lines = own_lines(ending, indent, list.items.iter().map(|item| self.text(item.span)));
            let from = text[..first].trim_end_matches([' ', '\t']).len();
            return Edit::new(self.source.span(from..end), format!("{lines}{ending}{indent}{requirement}"));
        }
        Edit::new(self.source.span(end..end), format!("{ending}{indent}{requirement}"))
    }

    /// The indentation of the items that have lines of their own.
    fn item_indent(&self, list: &RequirementList) -> Option<&str> {
        let text = self.source.text();
        let start = self.source.range(list.items.last()?.span).start;
        let line = text[..start].rfind(['\n', '\r'])? + 1;
        (line > list.value_start).then(|| &text[line..start])
    }

    /// The edit that adds an extra with its first requirements: at the end of its section, which is added if it is not there.
    pub fn add_extra(&self, kind: &ListKind, requirements: &[&str]) -> Option<Edit> {
        let (section, name) = match kind {
            ListKind::Extra(name) => ("options.extras_require", name),
            ListKind::PbrExtra(name) => ("extras", name),
            _ => return None,
        };
        let text = self.source.text();
        let ending = line_ending(text);
        let indent = self.lists.iter().find_map(|list| self.item_indent(list)).unwrap_or("    ");
        let lines = own_lines(ending, indent, requirements);
        let option = format!("{name} ={lines}");
        match self.sections.iter().find(|place| place.name == section) {
            Some(place) => {
                let end = self.source.span(place.range.end..place.range.end);
                Some(Edit::new(end, format!("{ending}{option}")))
            }
            None if text.is_empty() => {
                Some(append_line(&self.source, &format!("[{section}]{ending}{option}")))
            }
            None => Some(append_line(&self.source, &format!("{ending}[{section}]{ending}{option}"))),
        }
    }

    /// The edits that give extras of pbr other requirements. Extras that the map does not name, comments and everything else
    /// stay; names that the file does not have are not added.
    ///
    /// The new lines are indented by two spaces, and a colon is before a marker. If a comment has a line of its own
    /// between the requirements of an extra, its items are replaced one by one instead, so that it stays.
    pub fn merge_extras(&self, extras: &BTreeMap<String, Vec<Entry>>) -> Vec<Edit> {
        let mut edits = Vec::new();
        for list in &self.lists {
            let ListKind::PbrExtra(name) = &list.kind else { continue };
            if list.is_inherited {
                continue;
            }
            let Some(entries) = extras.get(name) else { continue };
            let entries: Vec<&Entry> = entries.iter().filter(|entry| **entry != Entry::default()).collect();
            if self.has_comment_line(list) {
                self.replace_items(list, &entries, &mut edits);
                continue;
            }
            let ending = line_ending(self.source.text());
            let lines = own_lines(ending, "  ", entries.iter().map(|entry| entry.to_line_with(PBR_STYLE)));
            let end = self.source.range(list.span).end;
            edits.push(Edit::new(self.source.span(list.value_start..end), lines));
        }
        edits
    }

    fn has_comment_line(&self, list: &RequirementList) -> bool {
        let end = self.source.range(list.span).end;
        self.source.text()[list.value_start..end]
            .lines()
            .any(|line| line.trim_start().starts_with(['#', ';']))
    }

    fn replace_items(&self, list: &RequirementList, entries: &[&Entry], edits: &mut Vec<Edit>) {
        let mut new = entries.iter();
        for item in &list.items {
            match new.next() {
                Some(entry) => {
                    let mut span = item.span;
                    span.end = item.comment.map_or(span.end, |comment| comment.end);
                    edits.push(Edit::new(span, entry.to_line_with(PBR_STYLE)));
                }
                None => edits.push(self.remove(list, item)),
            }
        }
        edits.extend(new.map(|entry| self.append(list, &entry.to_line_with(PBR_STYLE))));
    }
}

/// Each item on a line of its own, a line ending before each.
fn own_lines(ending: &str, indent: &str, items: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    items.into_iter().fold(String::new(), |lines, item| lines + ending + indent + item.as_ref())
}

impl ListItem {
    /// The requirement of an item of setuptools' lists.
    pub fn requirement(&self) -> Option<&crate::Requirement> {
        match &self.kind {
            ListItemKind::Requirement(requirement) => Some(requirement),
            _ => None,
        }
    }

    /// The entry of an item of pbr's extras.
    pub fn entry(&self) -> Option<&Entry> {
        match &self.kind {
            ListItemKind::Entry(entry) => Some(entry),
            _ => None,
        }
    }
}
