//! What became of a file of rows.

use std::collections::BTreeMap;

/// What became of one file of rows.
#[derive(Debug, Default)]
pub struct FileReport {
    /// The file, as `area/name.json`.
    pub file: String,
    /// How many rows of each operation were compared, excepted ones included.
    pub ran: BTreeMap<String, usize>,
    /// Rows that agreed.
    pub passed: usize,
    /// Rows that disagree for a stated reason: (row, reason).
    pub excepted: Vec<(String, String)>,
    /// Rows that disagree, and parts that nothing runs: (row or part, what was found and expected).
    pub failures: Vec<(String, String)>,
}

impl FileReport {
    /// An empty report of a file.
    pub fn new(file: impl Into<String>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A report of a file or folder that nothing runs.
    pub fn without_runner(file: impl Into<String>) -> Self {
        let mut report = Self::new(file);
        report.fail_part("the whole file", "no runner knows it");
        report
    }

    /// How many rows were compared.
    pub fn n_ran(&self) -> usize {
        self.ran.values().sum()
    }

    /// Records a row of an operation; `exceptions` lists (row, reason) of disagreements that are meant.
    pub fn record(
        &mut self,
        operation: &str,
        row: &str,
        outcome: Result<(), String>,
        exceptions: &[(&str, &str)],
    ) {
        let Err(what) = outcome else {
            self.count(operation);
            self.passed += 1;
            return;
        };
        if let Some((_, reason)) = exceptions.iter().find(|(excepted, _)| *excepted == row) {
            return self.except(operation, row, reason);
        }
        self.count(operation);
        self.failures.push((row.to_owned(), what));
    }

    /// Records a row that differs, or cannot be run, for a reason.
    pub fn except(&mut self, operation: &str, row: &str, reason: &str) {
        self.count(operation);
        self.excepted.push((row.to_owned(), reason.to_owned()));
    }

    /// A part of the file that nothing runs, or that cannot be run: a failure that is not a row.
    pub fn fail_part(&mut self, part: &str, what: &str) {
        self.failures.push((part.to_owned(), what.to_owned()));
    }

    fn count(&mut self, operation: &str) {
        *self.ran.entry(operation.to_owned()).or_default() += 1;
    }
}
