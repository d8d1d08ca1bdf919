//! Deciding again from what a record says.

use std::collections::BTreeSet;

use serde_json::Value;

use super::canonical::{read, value};
use super::entry::Record;
use super::error::RecordError;
use crate::model::Problem;

/// What replaying a record showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordReplay {
    /// Deciding again gives the same bytes.
    Same,
    /// It does not: where, and what each says there.
    Different(Vec<RecordDifference>),
}

/// A place where a record and its replay differ.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordDifference {
    /// The place, as a JSON pointer (RFC 6901).
    pub at: String,
    /// What the record says; none if it says nothing there.
    pub recorded: Option<String>,
    /// What the replay gives.
    pub replayed: Option<String>,
}

/// Decides again from what a record says was decided from, and compares.
///
/// A record that was edited after the fact differs in its hash or in what follows from it; one that another version of the engine
/// wrote differs in `engine` and `hash` at least.
///
/// # Errors
/// When the bytes are not a record, or its problem is not sound.
pub fn replay(bytes: &[u8]) -> Result<RecordReplay, RecordError> {
    let recorded = Record::from_json(bytes)?;
    let problem = Problem::new(recorded.problem.clone()).map_err(RecordError::Problem)?;
    let mut again = Record::new(&problem, &recorded.options, recorded.date.clone());
    if let Some(ruling) = &recorded.ruling {
        again = again.decided(ruling.clone())?;
    }
    if let Some(by) = recorded.superseded_by {
        again = again.superseded(by);
    }
    if again.to_json() == bytes {
        return Ok(RecordReplay::Same);
    }
    let mut differences = Vec::new();
    collect_differences("", Some(&read(bytes)?), Some(&value(&again)), &mut differences);
    if differences.is_empty() {
        // The same data in other bytes: spaces, the order of keys, or how numbers are written.
        let text = |bytes: &[u8]| Some(format!("{} bytes", bytes.len()));
        let (recorded, replayed) = (text(bytes), text(&again.to_json()));
        differences.push(RecordDifference { at: String::new(), recorded, replayed });
    }
    Ok(RecordReplay::Different(differences))
}

/// Where two values differ, as deep as both go.
fn collect_differences(
    at: &str,
    recorded: Option<&Value>,
    replayed: Option<&Value>,
    found: &mut Vec<RecordDifference>,
) {
    let deeper = |key: &str| format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
    match (recorded, replayed) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                collect_differences(&deeper(key), a.get(key), b.get(key), found);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for index in 0..a.len().max(b.len()) {
                collect_differences(&deeper(&index.to_string()), a.get(index), b.get(index), found);
            }
        }
        (recorded, replayed) if recorded != replayed => {
            let text = |value: Option<&Value>| value.map(Value::to_string);
            found.push(RecordDifference {
                at: at.to_owned(),
                recorded: text(recorded),
                replayed: text(replayed),
            });
        }
        _ => {}
    }
}
