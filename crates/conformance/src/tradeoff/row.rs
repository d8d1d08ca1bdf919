//! One row, which knows what of it was read: a part that no runner reads makes the row fail.

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde_json::Value;

/// What a row has for people: where it comes from, how it was checked, what was printed.
const NOTES: &[&str] =
    &["id", "source", "verification", "published", "notes", "note", "tolerance", "incidence"];
/// The parts whose fields are read one by one.
const PARTS: &[&str] = &["input", "params", "expected"];
/// Fields of the input that say how it was made.
const INPUT_NOTES: &[&str] = &["seed"];

/// A row of vectors.
pub(super) struct Row<'a> {
    case: &'a Value,
    read: RefCell<BTreeSet<(&'static str, String)>>,
}

impl<'a> Row<'a> {
    pub(super) fn new(case: &'a Value) -> Self {
        Self { case, read: RefCell::default() }
    }

    pub(super) fn id(&self) -> &'a str {
        self.case["id"].as_str().unwrap_or("?")
    }

    /// The method, where the row names one.
    pub(super) fn method(&self) -> Option<&'a str> {
        self.mark("method", "");
        self.case["method"].as_str()
    }

    /// Whether the method or the id has this word in it.
    pub(super) fn is_named_after(&self, word: &str) -> bool {
        let has = |name: &str| name.to_lowercase().contains(word);
        has(self.id()) || self.case["method"].as_str().is_some_and(has)
    }

    /// The tolerance: the row's where it is a number, else 1e-10.
    pub(super) fn tolerance(&self) -> f64 {
        self.case["tolerance"].as_f64().unwrap_or(1e-10)
    }

    pub(super) fn input(&self, key: &str) -> Result<&'a Value, String> {
        self.field("input", key).ok_or_else(|| format!("the input has no `{key}`"))
    }

    pub(super) fn input_if_given(&self, key: &str) -> Option<&'a Value> {
        self.field("input", key)
    }

    pub(super) fn param(&self, key: &str) -> Result<&'a Value, String> {
        self.field("params", key).ok_or_else(|| format!("there is no parameter `{key}`"))
    }

    pub(super) fn param_if_given(&self, key: &str) -> Option<&'a Value> {
        self.field("params", key)
    }

    pub(super) fn expected(&self, key: &str) -> Result<&'a Value, String> {
        self.field("expected", key).ok_or_else(|| format!("nothing is expected of `{key}`"))
    }

    /// Compares a part of what is expected if the row has it.
    pub(super) fn if_expected(
        &self,
        key: &str,
        compare: impl FnOnce(&'a Value) -> Result<(), String>,
    ) -> Result<(), String> {
        self.field("expected", key).map_or(Ok(()), compare)
    }

    /// The names of the fields of a part that are not notes, without reading them.
    pub(super) fn fields(&self, part: &'static str) -> Vec<&'a str> {
        let names = self.case[part].as_object().into_iter().flat_map(|map| map.keys().map(String::as_str));
        names.filter(|name| !INPUT_NOTES.contains(name)).collect()
    }

    fn field(&self, part: &'static str, key: &str) -> Option<&'a Value> {
        self.mark(part, key);
        self.case[part].get(key)
    }

    fn mark(&self, part: &'static str, key: &str) {
        self.read.borrow_mut().insert((part, key.to_owned()));
    }

    /// Fails where the row has something that was not read, and names it.
    pub(super) fn finish(&self) -> Result<(), String> {
        let read = self.read.borrow();
        let was_read = |part: &'static str, key: &str| read.contains(&(part, key.to_owned()));
        let mut missed = Vec::new();
        for key in self.case.as_object().into_iter().flat_map(serde_json::Map::keys) {
            let known = NOTES.contains(&key.as_str()) || PARTS.contains(&key.as_str());
            if !(known || key == "method") {
                missed.push(format!("`{key}`"));
            }
        }
        if let Some(method) = self.case["method"].as_str()
            && !was_read("method", "")
        {
            missed.push(format!("method `{method}`"));
        }
        for part in PARTS {
            let fields = self.fields(part).into_iter().filter(|field| !was_read(part, field));
            missed.extend(fields.map(|field| format!("`{part}.{field}`")));
            if !matches!(self.case[part], Value::Object(_) | Value::Null) {
                missed.push(format!("`{part}`, which is not an object"));
            }
        }
        if missed.is_empty() { Ok(()) } else { Err(format!("no runner for {}", missed.join(", "))) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Row;

    #[track_caller]
    fn check(case: &serde_json::Value, expected: Result<(), &str>) {
        let row = Row::new(case);
        assert!(row.input("x").is_ok() && row.expected("y").is_ok());
        assert_eq!(row.finish(), expected.map_err(str::to_owned));
    }

    #[test]
    fn what_no_runner_reads_is_named() {
        check(&json!({"id": "a", "input": {"x": 1, "seed": 3}, "expected": {"y": 2}, "source": "s"}), Ok(()));
        check(
            &json!({"input": {"x": 1, "z": 1}, "params": {"p": 1}, "expected": {"y": 2}}),
            Err("no runner for `input.z`, `params.p`"),
        );
        check(
            &json!({"method": "m", "input": {"x": 1}, "expected": {"y": 2, "w": null}, "more": 1}),
            Err("no runner for `more`, method `m`, `expected.w`"),
        );
    }
}
