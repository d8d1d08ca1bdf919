//! `haggle evaluate --backtest EVENTS`: recorded moves against what the model would have said.

use std::path::Path;
use std::process::ExitCode;

use haggle_govern::history::{BacktestInputs, Event, judge, report};
use haggle_tradeoff::Options;

use crate::input::family::{Family, recorded};
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::progress::Progress;
use crate::output::{backtest as render, snippet, terminal};

/// Replays, and prints what came out. The result says nothing of what to do: the exit code is 0 whoever wins.
pub fn run(
    family: &Family,
    path: &Path,
    options: Options,
    format: OutputFormat,
) -> Result<ExitCode, Failure> {
    let events = read(path)?;
    let (snapshot, _) = recorded(family)?;
    let inputs = BacktestInputs {
        manifest: &family.manifest,
        catalogue: &family.catalogue,
        adoption: &family.adoption,
        values: &family.values,
        releases: &snapshot.facts,
        options,
    };
    let progress = Progress::start();
    let mut judged = Vec::with_capacity(events.len());
    for event in &events {
        judged.push(judge(event, &events, &inputs).map_err(|error| Failure::new(error.to_string()))?);
        progress.done(judged.len(), events.len(), "events judged");
    }
    drop(progress);
    let replay = report(judged, &inputs);
    match format {
        OutputFormat::Json => {
            terminal::out_json(&replay)?;
        }
        OutputFormat::Text => terminal::out(&render::replay(&replay))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a file of events; a mistake is shown at its place.
fn read(path: &Path) -> Result<Vec<Event>, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
    let shown = path.display().to_string();
    let text = String::from_utf8(bytes).map_err(|error| {
        Failure::new(format!("`{shown}` is not UTF-8 at byte {}", error.utf8_error().valid_up_to()))
    })?;
    parse(&text, &shown)
}

fn parse(text: &str, shown: &str) -> Result<Vec<Event>, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let at = back_to_text(text, offset(text, error.line(), error.column()));
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let help = "a list of objects with `repo`, `commit`, `date`, `subject`, `package`, `frm` and `to`";
        Failure::rendered(snippet::error(shown, text, Some(at..at + 1), message, Some(help)))
    })
}

/// The byte of a line and a column, both counted from 1; a column of 0 is the end of the line before.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column).saturating_sub(1).min(text.len())
}

/// The byte itself, or the end of the value before it where it is only between values: what an event says is checked once the parser
/// has gone on to what follows.
fn back_to_text(text: &str, at: usize) -> usize {
    let between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']');
    let bytes = text.as_bytes();
    bytes.iter().take(at + 1).rposition(|byte| !between(byte)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[track_caller]
    fn check(text: &str, message: &str, place: &str) {
        let failure = parse(text, "events.json").unwrap_err().to_string();
        assert!(failure.contains(message) && failure.contains(place), "{failure}");
    }

    const GOOD: &str = r#"{"repo": "a", "commit": "c", "date": "2020-01-31", "subject": "s", "package": "six", "frm": "none", "to": "core"}"#;

    #[test]
    fn mistakes_are_shown_at_their_line() {
        let spoilt = |from: &str, to: &str| format!("[\n{GOOD},\n{}\n]\n", GOOD.replace(from, to));
        check(&spoilt("2020-01-31", "2020-02-31"), "`2020-02-31` is not a day", "events.json:3");
        check(&spoilt("\"six\"", "\"-six\""), "`-six`", "events.json:3");
        check(&spoilt("\"core\"", "\"none\""), "moves from `none` to where it is", "events.json:3");
        check(&spoilt("\"core\"", "\"\""), "a placement is empty", "events.json:3");
        check(&spoilt("\"repo\"", "\"repository\""), "missing field `repo`", "events.json:3");
        check(&spoilt("\"core\"", "7"), "invalid type", "events.json:3");
        check("{}", "invalid type: map", "events.json:1");
        check("", "EOF", "events.json");
        check(&format!("[{GOOD}"), "EOF", "events.json:1");
    }

    #[test]
    fn further_fields_and_no_events_are_fine() {
        assert_eq!(parse("\u{feff}[]", "x").unwrap().len(), 0);
        let more = GOOD.replace("\"repo\"", "\"note\": 1, \"repo\"");
        assert_eq!(parse(&format!("[{more}]"), "x").unwrap().len(), 1);
    }
}
