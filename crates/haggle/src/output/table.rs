//! Tables without lines, for people: as wide as the terminal, and no word broken.
//!
//! Where the cells fit as they are, they stay in one line each. Else they are filled to columns whose widths hold the longest word. Where
//! even those do not fit, each row becomes lines, one per cell, with the head of the column before it.

use std::ops::Range;

use super::width::{fill, limit};

/// Blanks between two columns.
const GAP: usize = 2;

/// Rows of cells under a head.
#[derive(Debug, Clone)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// The columns of numbers.
    right: Range<usize>,
}

/// A table with a header and no lines.
pub fn table(header: &[&str]) -> Table {
    Table { header: header.iter().map(|cell| (*cell).to_owned()).collect(), rows: Vec::new(), right: 0..0 }
}

/// Aligns columns of numbers.
pub fn align_right(table: &mut Table, columns: Range<usize>) {
    table.right = columns;
}

impl Table {
    /// Adds a row.
    pub fn add_row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The lines for this terminal; one per row where there is none, for the program that reads them.
    pub fn fitted(&self) -> String {
        self.lines(limit().unwrap_or(usize::MAX)).join("\n")
    }

    fn lines(&self, width: usize) -> Vec<String> {
        match self.column_widths(width) {
            Some(widths) => self.all_rows().flat_map(|row| self.in_columns(row, &widths)).collect(),
            None => self.rows.iter().flat_map(|row| self.in_lines(row, width)).collect(),
        }
    }

    fn all_rows(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.header).chain(&self.rows)
    }

    /// How wide each column is; none where the longest words of all do not fit beside each other.
    fn column_widths(&self, width: usize) -> Option<Vec<usize>> {
        let most = |column: usize, measure: fn(&str) -> usize| {
            let cells = self.all_rows().filter_map(|row| row.get(column));
            cells.map(|cell| measure(cell)).max().unwrap_or_default()
        };
        let columns = 0..self.header.len();
        let mut widths: Vec<usize> = columns.clone().map(|column| most(column, length)).collect();
        let least: Vec<usize> = columns.map(|column| most(column, longest_word)).collect();
        // One blank is before the first column.
        let room = width.saturating_sub(1 + GAP * widths.len().saturating_sub(1));
        if least.iter().sum::<usize>() > room {
            return None;
        }
        // The widest column gives way first.
        while widths.iter().sum::<usize>() > room {
            let given =
                (0..widths.len()).filter(|at| widths[*at] > least[*at]).max_by_key(|at| widths[*at])?;
            widths[given] -= 1;
        }
        Some(widths)
    }

    fn in_columns(&self, row: &[String], widths: &[usize]) -> Vec<String> {
        let filled: Vec<Vec<String>> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| if length(cell) <= *width { vec![cell.clone()] } else { fill(cell, *width) })
            .collect();
        let height = filled.iter().map(Vec::len).max().unwrap_or_default();
        (0..height).map(|at| self.line(&filled, widths, at)).collect()
    }

    /// The line at a height of a row.
    fn line(&self, filled: &[Vec<String>], widths: &[usize], at: usize) -> String {
        let mut line = String::from(" ");
        for (column, (cell, width)) in filled.iter().zip(widths).enumerate() {
            let part = cell.get(at).map_or("", String::as_str);
            let blanks = " ".repeat(width.saturating_sub(length(part)));
            let (before, after) =
                if self.right.contains(&column) { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
            line.extend([before, part, after]);
            line.push_str(&" ".repeat(GAP));
        }
        line.trim_end().to_owned()
    }

    fn in_lines(&self, row: &[String], width: usize) -> Vec<String> {
        let mut lines = Vec::new();
        for (head, cell) in self.header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let text = if head.is_empty() { cell.clone() } else { format!("{head}: {cell}") };
            let is_first = lines.is_empty();
            let indent = if is_first { " " } else { "   " };
            let room = width.saturating_sub(indent.len());
            lines.extend(fill(&text, room).into_iter().map(|line| format!("{indent}{line}")));
        }
        lines
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn longest_word(cell: &str) -> usize {
    cell.split_whitespace().map(length).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(width: usize, expected: &[&str]) {
        let mut table = table(&["project", "lines", "what is to be done about it"]);
        table.add_row(["openstack/glance", "57", "raise two bounds of the list"]);
        table.add_row(["nova", "1234", ""]);
        align_right(&mut table, 1..2);
        assert_eq!(table.lines(width), expected, "{width}");
    }

    #[test]
    fn what_fits_stays_in_one_line() {
        check(
            60,
            &[
                " project           lines  what is to be done about it",
                " openstack/glance     57  raise two bounds of the list",
                " nova               1234",
            ],
        );
    }

    #[test]
    fn words_are_filled_and_never_broken() {
        check(
            40,
            &[
                " project           lines  what is to be",
                "                          done about it",
                " openstack/glance     57  raise two",
                "                          bounds of the",
                "                          list",
                " nova               1234",
            ],
        );
    }

    #[test]
    fn a_row_becomes_lines_where_its_words_do_not_fit() {
        check(
            28,
            &[
                " project: openstack/glance",
                "   lines: 57",
                "   what is to be done about",
                "   it: raise two bounds of",
                "   the list",
                " project: nova",
                "   lines: 1234",
            ],
        );
    }
}
