//! A row, and what comes of it.

use std::path::Path;

use serde_json::Value;

/// What rows of a file ask: the name, the fields that their input has where it is an object, and what runs them.
pub struct Operation {
    /// The name.
    pub name: &'static str,
    /// The fields of the input.
    pub fields: &'static [&'static str],
    /// Runs a row: its input against its expectation.
    pub run: fn(&Row<'_>) -> Outcome,
}

/// A row of a file.
pub struct Row<'file> {
    /// The row.
    pub case: &'file Value,
    /// The folder of the file.
    pub folder: &'file Path,
}

/// What came of a row.
pub enum Outcome {
    /// It was compared: the difference, if there is one.
    Done(Result<(), String>),
    /// It cannot be run, for a reason.
    Excepted(String),
}

impl Row<'_> {
    /// What the row is about.
    pub fn operation(&self) -> &str {
        self.case["op"].as_str().unwrap_or_default()
    }

    /// What goes in.
    pub fn input(&self) -> &Value {
        &self.case["input"]
    }

    /// A text of the input; empty if it is not there.
    pub fn text(&self, key: &str) -> &str {
        self.input()[key].as_str().unwrap_or_default()
    }

    /// A flag of the input.
    pub fn flag(&self, key: &str) -> bool {
        self.input()[key].as_bool().unwrap_or_default()
    }

    /// What should come out.
    pub fn expected(&self) -> &Value {
        &self.case["expect"]
    }

    /// Whether an error should come out. Which one it is called upstream does not matter; what is an accident there is a clean
    /// error here.
    pub fn expects_error(&self) -> bool {
        self.expected().get("error").is_some_and(Value::is_string)
    }

    /// The outcome of a result that may be an error.
    pub fn compare_result<E: std::fmt::Display>(&self, found: Result<Value, E>) -> Outcome {
        Outcome::Done(match found {
            Ok(_) | Err(_) if self.expects_error() && found.is_err() => Ok(()),
            Ok(found) => self.difference(&found),
            Err(error) => Err(format!("expected {}, found an error: {error}", self.expected())),
        })
    }

    /// The outcome of a value.
    pub fn compare(&self, found: &Value) -> Outcome {
        Outcome::Done(self.difference(found))
    }

    fn difference(&self, found: &Value) -> Result<(), String> {
        if found == self.expected() {
            return Ok(());
        }
        Err(format!("expected {}, found {found}", self.expected()))
    }
}

/// A row that states something in words.
pub fn in_words(_: &Row<'_>) -> Outcome {
    Outcome::Excepted("a statement in words, with nothing to run".to_owned())
}
