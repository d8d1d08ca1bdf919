//! What happened in `openstack/requirements`: `bumps.jsonl`, one raised pin a line, and `sync/`, projects before and after the bot.

use std::path::Path;

use haggle::output::failure::Failure;
use haggle_govern::pins::{Bump, NamedText, PinError, PinLists, PinTexts};
use haggle_govern::sync::historic::{HistoricOptions, sync};
use haggle_spec::PackageName;
use haggle_spec::file::{EntryFile, Urls};
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
            Ok(()) if !is_in_place(&before, &after) => {
                report.except(
                    "bump",
                    &id,
                    "lines that split, as the release runs on some of the Pythons: which ones is not in the row",
                );
                continue;
            }
            Ok(()) if !is_one_bump(&before, text("version"), &after) => {
                report.except(
                    "bump",
                    &id,
                    "not one bump: lines of one version part, or another version moves, too",
                );
                continue;
            }
            Ok(()) => bump(&before, text("version"), &after),
        };
        report.record("bump", &id, outcome, &[]);
    }
    Ok(report)
}

/// Whether the lines stay where they are, each with the marker that it has.
fn is_in_place(before: &[&str], after: &[&str]) -> bool {
    let marker = |line: &str| line.split_once(';').map(|(_, marker)| marker.to_owned());
    let markers = |lines: &[&str]| lines.iter().map(|line| marker(line)).collect::<Vec<_>>();
    markers(before) == markers(after)
}

/// Whether the lines that move go to the version, and no line with a version that moves stays.
fn is_one_bump(before: &[&str], version: &str, after: &[&str]) -> bool {
    let pinned = |line: &str| {
        line.split_once("===").map(|(_, rest)| rest.split(';').next().unwrap_or_default().trim().to_owned())
    };
    let pairs: Vec<_> = before.iter().zip(after).map(|(old, new)| (pinned(old), pinned(new))).collect();
    let moved: Vec<_> = pairs.iter().filter(|(old, new)| old != new).collect();
    moved.iter().all(|(_, new)| new.as_deref() == Some(version))
        && pairs.iter().all(|(old, new)| old != new || moved.iter().all(|(other, _)| other != old))
}

/// The lines of a name, raised by the verb: byte for byte.
fn bump(before: &[&str], version: &str, after: &[&str]) -> Result<(), String> {
    let lines = |lines: &[&str]| lines.join("\n") + "\n";
    let text = |path: &str, content: String| NamedText { path: path.to_owned(), bytes: content.into_bytes() };
    let texts = PinTexts {
        global: text("global-requirements.txt", String::new()),
        constraints: text("upper-constraints.txt", lines(before)),
        denylist: None,
        projects: None,
    };
    let lists = PinLists::parse(texts, &[]).map_err(|_| "the lines cannot be read".to_owned())?;
    let pin = lists.constraints().pins().next().ok_or("there is no pin")?;
    let version = version.parse().map_err(|_| "the version is not one".to_owned())?;
    let asked = Bump { name: pin.name(), version: Some(version), reason: None, overrides_hold: false };
    let found = match haggle_govern::pins::bump(&lists, &asked, None) {
        Ok(draft) => draft.files.first().map(|file| file.after.clone()).unwrap_or_default(),
        // Two rows raise a pin to where it is.
        Err(PinError::NothingToDo { .. }) => lines(before).into_bytes(),
        Err(error) => return Err(error.to_string()),
    };
    let found = String::from_utf8_lossy(&found);
    if found == lines(after) { Ok(()) } else { Err(format!("expected {after:?}, found {found:?}")) }
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
