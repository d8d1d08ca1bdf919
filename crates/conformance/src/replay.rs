//! What happened in `openstack/requirements`: `bumps.jsonl`, one raised pin a line, and `sync/`, projects before and after the bot.

use std::path::Path;

use haggle::output::failure::Failure;
use haggle_govern::constraints::edit;
use haggle_govern::sync::historic::{HistoricOptions, sync};
use haggle_spec::PackageName;
use haggle_spec::file::{Entry, EntryFile, Urls};
use serde_json::Value;

use crate::{FileReport, fields, read_json};

const BUMPS: &str = "bumps.jsonl";
const SYNC: &str = "sync";

/// What the folder may hold.
pub fn files() -> Vec<&'static str> {
    vec![BUMPS, SYNC]
}

/// The operations: one for each kind.
pub fn operations() -> Vec<String> {
    vec![format!("{BUMPS}: bump"), format!("{SYNC}: sync")]
}

/// Runs what the folder holds.
pub fn run(folder: &Path) -> Result<Vec<FileReport>, Failure> {
    let mut reports = Vec::new();
    if folder.join(BUMPS).is_file() {
        reports.push(bumps(&folder.join(BUMPS))?);
    }
    if folder.join(SYNC).is_dir() {
        reports.push(syncs(&folder.join(SYNC))?);
    }
    Ok(reports)
}

fn bumps(path: &Path) -> Result<FileReport, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    let mut report = FileReport::new(format!("replay/{BUMPS}"));
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).map_err(|error| {
            Failure::new(format!("`{}` has a line that is not JSON: {error}", path.display()))
        })?;
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let id = format!("{} {}", text("commit"), text("name"));
        let lines = |key: &str| -> Vec<&str> {
            row[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
        };
        let known = ["commit", "date", "name", "version", "series", "before", "after"];
        let (before, after) = (lines("before"), lines("after"));
        let outcome = match fields::only(&row, "of the row", &known) {
            Err(what) => Err(what),
            // Which of several lines move, and how markers split, is the policy of people; see the rows of `combine`.
            Ok(()) if before.len() != 1 || after.len() != 1 => {
                report.except(
                    "bump",
                    &id,
                    "a name with lines for several Pythons: which of them moved was for people to say",
                );
                continue;
            }
            Ok(()) => bump(before[0], text("version"), after[0]),
        };
        report.record("bump", &id, outcome, &[]);
    }
    Ok(report)
}

/// The one line of a name, raised. It keeps its spelling, which need not be the one that the release has.
fn bump(before: &str, version: &str, after: &str) -> Result<(), String> {
    let name = Entry::parse(before, Urls::Forbidden).map_err(|error| error.to_string())?.name;
    let found = edit(before, &name, &format!("{name}==={version}")).map_err(|error| error.to_string())?;
    if found == [after] { Ok(()) } else { Err(format!("expected {after}, found {found:?}")) }
}

fn syncs(folder: &Path) -> Result<FileReport, Failure> {
    let mut report = FileReport::new(format!("replay/{SYNC}"));
    for name in crate::names_in(folder)? {
        let json = read_json(&folder.join(&name))?;
        if let Err(what) = fields::only(
            &json,
            "of the file",
            &["commit", "date", "global_requirements", "denylist", "files"],
        ) {
            report.fail_part(&name, &what);
        }
        let (denylist, _) = EntryFile::parse(json["denylist"].as_str().unwrap_or_default(), Urls::Forbidden);
        let options = HistoricOptions {
            denied: denylist.entries().filter_map(|entry| PackageName::new(&entry.name).ok()).collect(),
            ..HistoricOptions::default()
        };
        for (file, texts) in json["files"].as_object().into_iter().flatten() {
            let text = |key: &str| texts[key].as_str().unwrap_or_default();
            let synced =
                sync(json["global_requirements"].as_str().unwrap_or_default(), text("before"), &options);
            let expected: Vec<&str> =
                text("after").lines().skip_while(|line| HEADER.contains(line)).collect();
            let outcome = if synced.lines == expected {
                Ok(())
            } else {
                let apart = synced.lines.iter().zip(&expected).find(|(found, wanted)| found != wanted);
                Err(format!(
                    "{} lines, expected {}; first apart: {apart:?}",
                    synced.lines.len(),
                    expected.len()
                ))
            };
            report.record("sync", &format!("{name} {file}"), outcome, &[]);
        }
    }
    Ok(report)
}

/// The lines that the bot put above every file, and that its result here is without.
const HEADER: [&str; 3] = [
    "# The order of packages is significant, because pip processes them in the order",
    "# of appearance. Changing the order has an impact on the overall integration",
    "# process, which may cause wedges in the gate later.",
];
