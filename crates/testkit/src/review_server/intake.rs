//! What Gerrit does with a push: changes instead of branches, by its rules.

use super::USER;
use super::change::{ReviewedChange, ReviewedState};
use super::exchange::Answer;
use super::footer::change_id;
use super::repository;
use super::state::State;

/// A push as it is read from the wire.
struct Pushed<'a> {
    /// The old and the new hash, and the reference.
    commands: Vec<(String, String, String)>,
    has_side_band: bool,
    pack: &'a [u8],
}

/// Answers a push that is refused whatever it is.
pub(super) fn refused(body: &[u8], words: &str) -> Answer {
    let Some(pushed) = read(body) else { return Answer::text(400, "not a push") };
    let lines = pushed.commands.iter().map(|(_, _, name)| format!("ng {name} {words}")).collect();
    report(&pushed, lines, &[])
}

/// Takes a push in.
pub(super) fn receive(state: &mut State, project: &str, body: &[u8]) -> Answer {
    let Some(pushed) = read(body) else { return Answer::text(400, "not a push") };
    let folder = state.repository(project);
    if !folder.is_dir() {
        return Answer::text(404, "Not found");
    }
    if !pushed.pack.is_empty() {
        let (_, is_unpacked) = repository::run(&folder, &["unpack-objects", "-q"], pushed.pack);
        if !is_unpacked {
            let lines =
                pushed.commands.iter().map(|(_, _, name)| format!("ng {name} unpacker error")).collect();
            return report(&pushed, lines, &[]);
        }
    }
    let (mut lines, mut remarks) = (Vec::new(), Vec::new());
    for (_, new, name) in &pushed.commands {
        match command(state, project, new, name) {
            Ok(said) => {
                lines.push(format!("ok {name}"));
                remarks.extend(said);
            }
            Err(reason) => lines.push(format!("ng {name} {reason}")),
        }
    }
    report(&pushed, lines, &remarks)
}

/// One reference: what is said, or why not.
fn command(state: &mut State, project: &str, new: &str, name: &str) -> Result<Vec<String>, String> {
    let Some(rest) = name.strip_prefix("refs/for/") else {
        return Err("prohibited by Gerrit: not permitted: update".to_owned());
    };
    if let Some((_, words)) = state.rules.refused_projects.iter().find(|(refused, _)| refused == project) {
        return Err(words.clone());
    }
    let (branch, options) = rest.split_once('%').unwrap_or((rest, ""));
    let topic = options.split(',').find_map(|option| option.strip_prefix("topic=")).unwrap_or_default();
    if state.tip(project, branch).is_none() {
        return Err(format!("branch {branch} not found"));
    }
    let folder = state.repository(project);
    let arguments = ["rev-list", "--reverse", new, "--not", "--branches"];
    let listed = repository::line(&folder, &arguments, b"").ok_or("missing objects")?;
    let commits: Vec<&str> = listed.lines().collect();
    let mut ids: Vec<(String, String)> = Vec::new();
    for commit in &commits {
        let message = state.version(project, commit).message;
        let id = change_id(&message)?;
        if ids.iter().any(|(_, other)| *other == id) {
            return Err("same Change-Id in multiple changes".to_owned());
        }
        if state.rules.needs_sign_off && !message.lines().any(|line| line.starts_with("Signed-off-by: ")) {
            return Err("not Signed-off-by author/committer/uploader in message footer".to_owned());
        }
        ids.push(((*commit).to_owned(), id));
    }
    let place = |state: &State, id: &str| {
        let is_it = |change: &ReviewedChange| {
            change.change_id == id && change.project == project && change.branch == branch
        };
        state.changes.iter().position(is_it)
    };
    for (_, id) in &ids {
        if let Some(at) = place(state, id).filter(|at| state.changes[*at].state != ReviewedState::Open) {
            return Err(format!("change {}/c/{project}/+/{} closed", state.url, state.changes[at].number));
        }
    }
    let is_there = |(commit, id): &(String, String)| {
        place(state, id).is_some_and(|at| state.changes[at].current().commit == *commit)
    };
    if ids.iter().all(is_there) {
        return Err("no new changes".to_owned());
    }
    let is_old = |(commit, id): &(String, String)| {
        let versions = place(state, id).map(|at| &state.changes[at].versions);
        versions
            .is_some_and(|versions| versions.iter().rev().skip(1).any(|version| version.commit == *commit))
    };
    if ids.iter().any(is_old) {
        return Err("commit already exists (in the change)".to_owned());
    }
    let mut said = Vec::new();
    for (commit, id) in ids {
        said.push(take(state, (project, branch, topic), &commit, &id, place(state, &id)));
    }
    Ok(said)
}

/// Stores a commit as a version of the change at a place, or as a new one: the line that Gerrit prints.
fn take(
    state: &mut State,
    (project, branch, topic): (&str, &str, &str),
    commit: &str,
    id: &str,
    place: Option<usize>,
) -> String {
    let version = state.version(project, commit);
    let at = place.unwrap_or_else(|| {
        let change = ReviewedChange {
            number: state.next_number(),
            project: project.to_owned(),
            branch: branch.to_owned(),
            topic: topic.to_owned(),
            change_id: id.to_owned(),
            owner: USER.to_owned(),
            state: ReviewedState::Open,
            versions: Vec::new(),
            votes: Vec::new(),
            reports: Vec::new(),
            text: (String::new(), String::new()),
            labels: Vec::new(),
            is_draft: false,
        };
        state.changes.push(change);
        state.changes.len() - 1
    });
    let change = &mut state.changes[at];
    if change.versions.last().is_none_or(|last| last.commit != commit) {
        change.versions.push(version);
        change.votes.clear();
    }
    if !topic.is_empty() {
        topic.clone_into(&mut change.topic);
    }
    let reference = change.reference(change.versions.len());
    let subject = change.current().message.lines().next().unwrap_or_default().to_owned();
    let new = if place.is_none() { " [NEW]" } else { "" };
    let line = format!("  {}/c/{project}/+/{} {subject}{new}", state.url, change.number);
    repository::run(&state.repository(project), &["update-ref", &reference, commit], b"");
    line
}

/// Reads the lines before the pack (gitprotocol-pack).
fn read(body: &[u8]) -> Option<Pushed<'_>> {
    let mut pushed = Pushed { commands: Vec::new(), has_side_band: false, pack: &[] };
    let mut rest = body;
    let mut has_options = false;
    while let Some((line, after)) = packet(rest)? {
        rest = after;
        let text = String::from_utf8_lossy(line).into_owned();
        let (command, capabilities) = text.split_once('\0').unwrap_or((&text, ""));
        pushed.has_side_band |= capabilities.contains("side-band-64k");
        has_options |= capabilities.contains("push-options");
        let mut words = command.trim_end().split(' ');
        // A line `shallow HASH` is of a client without history: the server has it.
        if let (Some(old), Some(new), Some(name)) = (words.next(), words.next(), words.next()) {
            pushed.commands.push((old.to_owned(), new.to_owned(), name.to_owned()));
        }
    }
    rest = rest.get(4..)?;
    if has_options {
        while let Some((_, after)) = packet(rest)? {
            rest = after;
        }
        rest = rest.get(4..)?;
    }
    pushed.pack = rest;
    (!pushed.commands.is_empty()).then_some(pushed)
}

/// The next packet and what comes after; the inner nothing is a flush.
#[expect(clippy::option_option, reason = "the outer one is an error, the inner one a flush")]
fn packet(bytes: &[u8]) -> Option<Option<(&[u8], &[u8])>> {
    let length = usize::from_str_radix(std::str::from_utf8(bytes.get(..4)?).ok()?, 16).ok()?;
    if length == 0 {
        return Some(None);
    }
    Some(Some((bytes.get(4..length)?, bytes.get(length..)?)))
}

fn report(pushed: &Pushed<'_>, lines: Vec<String>, remarks: &[String]) -> Answer {
    let mut report = packed(b"unpack ok\n");
    for line in lines {
        report.extend(packed(format!("{line}\n").as_bytes()));
    }
    report.extend(b"0000");
    let mut body = Vec::new();
    if pushed.has_side_band {
        if !remarks.is_empty() {
            let text = format!("\u{2}\nSUCCESS\n\n{}\n\n", remarks.join("\n"));
            body.extend(packed(text.as_bytes()));
        }
        let mut banded = vec![1];
        banded.extend(report);
        body.extend(packed(&banded));
        body.extend(b"0000");
    } else {
        body = report;
    }
    let headers = vec![("content-type".to_owned(), "application/x-git-receive-pack-result".to_owned())];
    Answer { status: 200, headers, body }
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packet = format!("{:04x}", bytes.len() + 4).into_bytes();
    packet.extend_from_slice(bytes);
    packet
}
