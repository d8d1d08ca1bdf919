//! For GitHub: workflow commands, which become annotations of a change.
//!
//! Source: GitHub's documentation, "Workflow commands for GitHub Actions": a command is one line, and `%`, line breaks and, in
//! properties, `:` and `,` are written as their codes.

use std::fmt::Write as _;

use haggle_spec::visible;

use super::problem::LintedPage;
use crate::output::diagnostic::{Lines, Severity};
use crate::output::failure::Failure;
use crate::output::terminal;

/// Prints a command for each problem.
pub fn print(files: &[LintedPage<'_>]) -> Result<(), Failure> {
    let mut commands = String::new();
    for file in files.iter().filter(|file| !file.problems.is_empty()) {
        let lines = Lines::of(file.source);
        for problem in &file.problems {
            let [start, end] = lines.places(problem.span);
            let command = match problem.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            // Columns are for places within one line.
            let columns = if start.line == end.line {
                format!(",col={},endColumn={}", start.column, end.column)
            } else {
                String::new()
            };
            let _ = writeln!(
                commands,
                "::{command} file={},line={},endLine={}{columns},title={}::{}",
                property(&file.path),
                start.line,
                end.line,
                property(problem.code),
                data(&problem.message)
            );
        }
    }
    terminal::out_bytes(commands.as_bytes())
}

fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command_or_a_property() {
        assert_eq!(data("50% of\r\na: b"), "50%25 of␍␊a: b");
        assert_eq!(property("a,b:c::error::"), "a%2Cb%3Ac%3A%3Aerror%3A%3A");
    }
}
