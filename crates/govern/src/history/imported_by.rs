//! What imports a distribution, in one word.

use serde::Serialize;

/// Which part of a project's tree imports a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ImportedBy {
    /// No file imports it.
    Nothing,
    /// Tests only.
    Tests,
    /// Code, and that in driver or back-end folders only.
    Drivers,
    /// Code elsewhere too.
    Code,
}

/// Counts of a plain search for import lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportCounts {
    /// Files of code that import it.
    pub code: u32,
    /// Files of tests that import it.
    pub tests: u32,
    /// Import lines in code, at the top level and indented.
    pub lines: u32,
    /// Those of them that are in driver or back-end folders.
    pub driver_lines: u32,
}

/// The counts just before a move, and with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportFacts {
    /// Just before.
    pub before: ImportCounts,
    /// With it.
    pub with: ImportCounts,
}

impl ImportedBy {
    /// The words of a file.
    pub(super) const WORDS: [(&'static str, Self); 4] = [
        ("nothing", Self::Nothing),
        ("tests", Self::Tests),
        ("drivers", Self::Drivers),
        ("code", Self::Code),
    ];

    /// Its word in a file.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, known)| *known == self).map_or("code", |(word, _)| word)
    }
}

impl ImportCounts {
    /// What they come to.
    pub fn imported_by(&self) -> ImportedBy {
        match (self.code, self.tests) {
            (0, 0) => ImportedBy::Nothing,
            (0, _) => ImportedBy::Tests,
            _ if self.driver_lines > 0 && self.driver_lines >= self.lines => ImportedBy::Drivers,
            _ => ImportedBy::Code,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ImportCounts, ImportedBy};

    #[test]
    fn drivers_are_those_that_nothing_else_shares() {
        for (code, tests, lines, driver_lines, expected) in [
            (0, 0, 0, 0, ImportedBy::Nothing),
            (0, 3, 0, 0, ImportedBy::Tests),
            (1, 3, 2, 2, ImportedBy::Drivers),
            (2, 0, 2, 1, ImportedBy::Code),
            (1, 0, 1, 0, ImportedBy::Code),
            // A line that holds several imports counts more than once.
            (1, 0, 1, 2, ImportedBy::Drivers),
        ] {
            let counts = ImportCounts { code, tests, lines, driver_lines };
            assert_eq!(counts.imported_by(), expected, "{counts:?}");
        }
    }
}
