//! Tables without lines, for people.

use std::ops::Range;

use comfy_table::{CellAlignment, Table, presets};

/// A table with a header and no lines.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header);
    table
}

/// Aligns columns of numbers.
pub fn align_right(table: &mut Table, columns: Range<usize>) {
    for at in columns {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
