//! Edits of `pyproject.toml`.

use super::array::{comma, fits, inner_end, line_end, line_start, quote};
use super::{ArrayItem, PyProject, RequirementArray};
use crate::file::splice::line_ending;
use crate::{Edit, ExtraName, Span};

impl PyProject {
    /// The edit that replaces an item by another requirement. The quotes stay, unless the text cannot be between them.
    pub fn replace(&self, item: &ArrayItem, requirement: &str) -> Edit {
        if fits(self.text(item.span), requirement) {
            Edit::new(item.content, requirement)
        } else {
            Edit::new(item.span, quote(requirement))
        }
    }

    /// The edits that add an item to an array, before the item of an index, or at the end. An item gets a line of its own if
    /// the others have one; a comma behind the last item, or none, stays as it is.
    ///
    /// ```
    /// use haggle_spec::file::apply_edits;
    /// use haggle_spec::file::pyproject::PyProject;
    ///
    /// let text = b"[project]\ndependencies = [\n  \"six\", # MIT\n]\n";
    /// let (file, _) = PyProject::parse(*text);
    /// let edits = file.insert(file.dependencies().unwrap(), 1, "toml>=1");
    /// let edited = apply_edits(text, &edits).unwrap();
    /// assert_eq!(edited, b"[project]\ndependencies = [\n  \"six\", # MIT\n  \"toml>=1\",\n]\n");
    /// ```
    pub fn insert(&self, array: &RequirementArray, index: usize, requirement: &str) -> Vec<Edit> {
        self.insert_all(array, index, &[requirement])
    }

    /// As [`insert`](Self::insert), for several requirements in their order.
    pub fn insert_all(&self, array: &RequirementArray, index: usize, requirements: &[&str]) -> Vec<Edit> {
        let text = self.source.text();
        let range = self.source.range(array.span);
        let ending =
            line_ending(if text[range.clone()].contains('\n') { &text[range.clone()] } else { text });
        let quoted: Vec<String> = requirements.iter().map(|requirement| quote(requirement)).collect();
        if quoted.is_empty() {
            return Vec::new();
        }
        let at = |position: usize| self.source.span(position..position);
        // The indentation of an item that starts a line.
        let indent_of = |start: usize| {
            let line = line_start(text, start);
            let indent = &text[line..start];
            (indent.trim().is_empty() && line > range.start).then_some(indent)
        };
        if let Some(next) = array.items.get(index) {
            let start = self.source.range(next.span).start;
            let separator = indent_of(start).map_or(" ".to_owned(), |indent| format!("{ending}{indent}"));
            let items = quoted.join(&format!(",{separator}"));
            return vec![Edit::new(at(start), format!("{items},{separator}"))];
        }
        let close = inner_end(text, &range);
        let Some(last) = array.items.last() else {
            // Comments inside an empty array stay after the new items.
            let items = if text[range.clone()].contains('\n') {
                let indent = format!("{}    ", indent_of(close).unwrap_or_default());
                own_lines(&quoted, ending, &indent) + ","
            } else {
                quoted.join(", ")
            };
            return vec![Edit::new(at(range.start + 1), items)];
        };
        let last = self.source.range(last.span);
        let trailing = comma(text, last.end..close).map(|comma| comma + 1);
        let after = trailing.unwrap_or(last.end);
        let Some(indent) = indent_of(last.start) else {
            let items = quoted.join(", ");
            let items = if trailing.is_some() { format!(" {items},") } else { format!(", {items}") };
            return vec![Edit::new(at(after), items)];
        };
        let lines = own_lines(&quoted, ending, indent);
        let line = line_end(text, after);
        // `]` on the line of the last item: the new lines go before it.
        let place = if line > close { after } else { line };
        match trailing {
            Some(_) => vec![Edit::new(at(place), lines + ",")],
            None if place == last.end => vec![Edit::new(at(place), format!(",{lines}"))],
            // A comment is between the last item and the end of its line.
            None => vec![Edit::new(at(last.end), ","), Edit::new(at(place), lines)],
        }
    }

    /// The edit that takes an item out of an array, with its comma. An item on a line of its own goes with the line and the
    /// comment behind it.
    pub fn remove(&self, array: &RequirementArray, item: &ArrayItem) -> Edit {
        let text = self.source.text();
        let range = self.source.range(item.span);
        let array_range = self.source.range(array.span);
        let index = array.items.partition_point(|other| other.span < item.span);
        let before =
            index.checked_sub(1).and_then(|at| array.items.get(at)).map(|item| self.source.range(item.span));
        let after = array.items.get(index + 1).map(|item| self.source.range(item.span));
        let limit = after.as_ref().map_or(inner_end(text, &array_range), |after| after.start);
        let comma_end = comma(text, range.end..limit).map(|comma| comma + 1);
        let line = line_start(text, range.start);
        let item_end = comma_end.unwrap_or(range.end);
        // A string that is not closed may end between a carriage return and its line feed.
        let end = line_end(text, item_end).max(item_end);
        let behind = text[item_end..end].trim_start();
        let has_own_line = text[line..range.start].trim().is_empty()
            && line > array_range.start
            && (behind.is_empty() || behind.starts_with('#'));
        let (start, end) = if has_own_line {
            let next_line = text[end..].find('\n').map_or(end, |length| end + length + 1);
            (line, next_line)
        } else {
            match (after, before) {
                (Some(after), _) => (range.start, after.start),
                (None, Some(before)) => (before.end, range.end),
                (None, None) => (range.start, comma_end.unwrap_or(range.end)),
            }
        };
        Edit::new(self.source.span(start..end), "")
    }

    /// The edits that add requirements to an extra: to its array, or with a new key in `[project.optional-dependencies]`, or
    /// with that table. Nothing without a `project` table, whose extras they are.
    pub fn add_to_extra(&self, name: &ExtraName, requirements: &[&str]) -> Option<Vec<Edit>> {
        if !self.has_project() {
            return None;
        }
        if let Some(array) = self.extra(name) {
            return Some(self.insert_all(array, array.items.len(), requirements));
        }
        let table = "project.optional-dependencies";
        let key = name.as_str();
        if let Some(place) = self.place(table) {
            return Some(vec![self.add_key(place, key, requirements)]);
        }
        let ending = line_ending(self.source.text());
        let array = self.new_array(requirements);
        // Before the next table, so that the extras are beside the project they belong to.
        let end = line_end(self.source.text(), self.place("project")?.end);
        let at = self.source.span(end..end);
        Some(vec![Edit::new(at, format!("{ending}{ending}[{table}]{ending}{key} = {array}"))])
    }

    /// The edits that add requirements to `project.dependencies`, which is added if it is not there. Nothing without a
    /// `project` table.
    pub fn add_dependencies(&self, requirements: &[&str]) -> Option<Vec<Edit>> {
        if let Some(array) = &self.dependencies {
            return Some(self.insert_all(array, array.items.len(), requirements));
        }
        let place = self.place("project")?;
        Some(vec![self.add_key(place, "dependencies", requirements)])
    }

    fn place(&self, table: &str) -> Option<&super::TablePlace> {
        self.tables.iter().find(|(name, _)| *name == table).map(|(_, place)| place)
    }

    fn add_key(&self, place: &super::TablePlace, key: &str, requirements: &[&str]) -> Edit {
        let text = self.source.text();
        let ending = line_ending(text);
        if let Some(inline) = &place.inline {
            let items: Vec<String> = requirements.iter().map(|requirement| quote(requirement)).collect();
            let inner = text[inline.start + 1..inner_end(text, inline)].trim_end();
            let end = inline.start + 1 + inner.len();
            let separator = if inner.trim().is_empty() { " " } else { ", " };
            let at: Span = self.source.span(end..end);
            return Edit::new(at, format!("{separator}{key} = [{}]", items.join(", ")));
        }
        let end = line_end(text, place.end);
        Edit::new(self.source.span(end..end), format!("{ending}{key} = {}", self.new_array(requirements)))
    }

    /// A new array, its items indented as those of the file's other arrays are.
    fn new_array(&self, requirements: &[&str]) -> String {
        let text = self.source.text();
        let ending = line_ending(text);
        let arrays = self.extras().unwrap_or_default().iter().map(|(_, array)| array);
        let indent = arrays.chain(self.dependencies()).find_map(|array| {
            let start = self.source.range(array.items.first()?.span).start;
            let indent = &text[line_start(text, start)..start];
            (!indent.is_empty() && indent.trim().is_empty()).then_some(indent)
        });
        let quoted: Vec<String> = requirements.iter().map(|requirement| quote(requirement)).collect();
        format!("[{},{ending}]", own_lines(&quoted, ending, indent.unwrap_or("    ")))
    }
}

/// Items on lines of their own, with commas between them.
fn own_lines(items: &[String], ending: &str, indent: &str) -> String {
    format!("{ending}{indent}{}", items.join(&format!(",{ending}{indent}")))
}
