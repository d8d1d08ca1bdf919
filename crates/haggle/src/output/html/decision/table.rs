//! A table of differences against one option: a number and a bar in each cell.

use super::{Markup, signed_bar};

/// A row: its name, a remark below it, and a difference of value (0 to 1) for each column.
pub struct Row {
    /// Its name.
    pub name: String,
    /// What is said below it.
    pub remark: String,
    /// The differences.
    pub differences: Vec<f64>,
}

/// Differences in points of a hundred. A difference that rounds to nothing is left empty.
pub fn differences(class: &str, (caption, head): (&str, &str), columns: &[&str], rows: &[Row]) -> Markup {
    let mut table = Markup::of(
        "<table class=\"differences {}\"><caption>{}</caption><thead><tr><th scope=col>{}</th>",
        &[&class, &caption, &head],
    );
    for column in columns {
        table.put("<th scope=col>{}</th>", &[column]);
    }
    table.put("</tr></thead><tbody>", &[]);
    let all = rows.iter().flat_map(|row| &row.differences);
    let most = all.fold(0.0_f64, |most, difference| most.max(difference.abs()));
    for row in rows {
        table.put("<tr><th scope=row>{}", &[&row.name]);
        if !row.remark.is_empty() {
            table.put("<small>{}</small>", &[&row.remark]);
        }
        table.put("</th>", &[]);
        for difference in &row.differences {
            table.add(&cell(*difference, most));
        }
        table.put("</tr>", &[]);
    }
    table.put("</tbody></table>", &[]);
    table
}

/// One cell: the difference with its sign, and its bar.
pub fn cell(difference: f64, most: f64) -> Markup {
    if !is_seen(difference) {
        return Markup::of("<td>=</td>", &[]);
    }
    let mut cell = Markup::of("<td>{}", &[&points(difference)]);
    cell.add(&signed_bar(difference, most));
    cell.put("</td>", &[]);
    cell
}

/// Whether a difference is more than what rounding leaves.
pub fn is_seen(difference: f64) -> bool {
    difference.abs() > 1e-9
}

/// Points of a hundred with a sign, by one decimal: `+1.8`, `−0.5`.
pub fn points(difference: f64) -> String {
    let sign = if difference < 0.0 { '\u{2212}' } else { '+' };
    format!("{sign}{:.1}", difference.abs() * 100.0)
}
