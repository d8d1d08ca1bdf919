//! The second step: the project's own files.

use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::setup_cfg::{ListKind, SetupCfg};
use haggle_spec::file::{Sorting, Style, apply_edits};
use haggle_spec::{ExtraName, PackageName, visible};

use super::error::IncludeError;
use super::line::entry;
use super::message;
use super::order::in_order;
use super::request::{InclusionRequest, ProjectBytes};
use crate::change::{ChangeDraft, FileChange};
use crate::data::{Kind, Manifest, Placement, ProjectEntry};

/// The placeholder in the draft for the number of a change that nobody has pushed.
const UNKNOWN_NUMBER: &str = "NUMBER";

/// The files that the change may edit.
pub(super) struct Sources<'a> {
    /// `requirements.txt`.
    pub(super) requirements: &'a RequirementsFile,
    /// The others.
    pub(super) other: &'a ProjectBytes,
}

/// Drafts the change to the project.
pub(super) fn draft(
    request: &InclusionRequest<'_>,
    manifest: &Manifest,
    (own, sources): (&ProjectEntry, &Sources<'_>),
    shared_is_empty: bool,
    notes: &mut Vec<String>,
) -> Result<ChangeDraft, IncludeError> {
    let python = request.requirement.kind == Kind::Python;
    let files = match request.placement {
        Placement::Core if python => vec![core(request, own, sources)?],
        Placement::Extra if python => vec![extra(request, own, sources)?],
        Placement::Bindep if !python => vec![bindep(request, own, sources)?],
        Placement::Documented => vec![documented(request, own, sources)?],
        placement => return Err(IncludeError::WrongKind { placement }),
    };
    let depends_on = if shared_is_empty { None } else { Some(first_change(request, manifest, notes)) };
    Ok(ChangeDraft {
        project: own.name.clone(),
        branch: own.branch.clone(),
        topic: manifest.review.topic.clone(),
        message: message::project(request, depends_on),
        files,
    })
}

/// How the second change names the first: as it was told, else by the shape of its URL.
fn first_change(request: &InclusionRequest<'_>, manifest: &Manifest, notes: &mut Vec<String>) -> String {
    if let Some(named) = request.first_change {
        return named.to_owned();
    }
    let review = manifest.review.url.as_deref().unwrap_or("https://review.example.org").trim_end_matches('/');
    let url = format!("{review}/c/{}/+/{UNKNOWN_NUMBER}", manifest.requirements.project);
    notes.push(format!(
        "the first change has no number until it is pushed: write its URL instead of `{url}`, or name it with --first-change"
    ));
    url
}

fn line_with_comment(request: &InclusionRequest<'_>) -> Result<(PackageName, String), IncludeError> {
    let line = request.requirement.requirement.as_ref().map_or("", |line| line.text());
    let name = entry(line)?.package_name().ok_or_else(|| IncludeError::BadLine { line: line.to_owned() })?;
    let comment =
        request.requirement.licence.value().map(|licence| format!(" # {licence}")).unwrap_or_default();
    Ok((name, format!("{line}{comment}")))
}

fn core(
    request: &InclusionRequest<'_>,
    own: &ProjectEntry,
    sources: &Sources<'_>,
) -> Result<FileChange, IncludeError> {
    let file = sources.requirements;
    let (name, text) = line_with_comment(request)?;
    let before = file.to_bytes();
    let there = file.requirements().any(|line| *line.requirement.name() == name);
    let after = if there { before.clone() } else { apply_edits(&before, &[in_order(file, &name, &text)])? };
    Ok(FileChange { path: own.requirements.clone(), before, after })
}

/// Adds the line to the extra in `setup.cfg`, and the extra where it is new.
fn extra(
    request: &InclusionRequest<'_>,
    own: &ProjectEntry,
    sources: &Sources<'_>,
) -> Result<FileChange, IncludeError> {
    let (Some(path), Some(before)) = (own.setup_cfg.as_ref(), sources.other.setup_cfg.as_deref()) else {
        return Err(IncludeError::NoFile { file: "setup.cfg" });
    };
    let name = request.extra.or(request.requirement.extra.as_deref()).ok_or(IncludeError::NoExtra)?;
    ExtraName::new(name).map_err(IncludeError::BadExtra)?;
    let (_, text) = line_with_comment(request)?;
    // pbr writes a colon before a marker.
    let style = Style { marker_separator: ":", comment_prefix: " ", sorting: Sorting::ByKind };
    let item = entry(&text)?.to_line_with(style);
    let (file, _) = SetupCfg::parse(before);
    let kind = ListKind::PbrExtra(name.to_owned());
    let edit = match file.list(&kind) {
        Some(list) => file.append(list, &item),
        None => file.add_extra(&kind, &[&item]).ok_or(IncludeError::NoExtra)?,
    };
    Ok(FileChange { path: path.clone(), before: before.to_vec(), after: apply_edits(before, &[edit])? })
}

/// Appends the lines of the catalogue that the file lacks.
fn bindep(
    request: &InclusionRequest<'_>,
    own: &ProjectEntry,
    sources: &Sources<'_>,
) -> Result<FileChange, IncludeError> {
    let (Some(path), Some(before)) = (own.bindep.as_ref(), sources.other.bindep.as_deref()) else {
        return Err(IncludeError::NoFile { file: "bindep.txt" });
    };
    let text = String::from_utf8_lossy(before);
    let lacks = |line: &&String| {
        !text.lines().any(|there| there.split('#').next().is_some_and(|there| there.trim() == line.trim()))
    };
    let lines: Vec<&String> = request.requirement.bindep.iter().filter(lacks).collect();
    Ok(FileChange { path: path.clone(), before: before.to_vec(), after: appended(before, lines) })
}

/// Appends what operators have to do to the page.
fn documented(
    request: &InclusionRequest<'_>,
    own: &ProjectEntry,
    sources: &Sources<'_>,
) -> Result<FileChange, IncludeError> {
    let (Some(path), Some(before)) = (own.documentation.as_ref(), sources.other.documentation.as_deref())
    else {
        return Err(IncludeError::NoFile { file: "documentation" });
    };
    let requirement = request.requirement;
    let install = match &requirement.requirement {
        Some(line) => vec![line.text().to_owned()],
        None => requirement.bindep.clone(),
    };
    let mut lines = vec![
        String::new(),
        requirement.id.to_string(),
        "~".repeat(requirement.id.as_str().len()),
        String::new(),
    ];
    lines.extend(requirement.purpose.iter().map(|purpose| paragraph(purpose)));
    lines.push(String::new());
    // Inside of a literal nothing can be escaped.
    lines.extend(install.iter().map(|line| format!("* install ``{}``", line.replace('`', "'"))));
    if let Some(missing) = &requirement.missing_behaviour {
        lines.push(String::new());
        lines.push(format!("Without it: {}", inline(missing)));
    }
    Ok(FileChange { path: path.clone(), before: before.to_vec(), after: appended(before, lines) })
}

/// Text of others as a paragraph of reStructuredText: neither a directive nor a list nor anything else that a line can begin.
fn paragraph(text: &str) -> String {
    let text = inline(text);
    let is_word = text.starts_with(char::is_alphabetic)
        && !text.chars().nth(1).is_some_and(|second| ".)".contains(second));
    // An escaped space is nothing but the end of what could begin there.
    if is_word { text } else { format!("\\ {text}") }
}

/// Text of others in one line of reStructuredText that is read as nothing but text.
fn inline(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = visible(&line);
    let mut escaped = String::with_capacity(line.len());
    let mut before = ' ';
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        let is_special = match character {
            '\\' | '`' | '*' | '|' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            // Two at the end announce a literal block; one within a word makes an address of any scheme a link.
            ':' => {
                before == ':' || (after != ' ' && !escaped.ends_with("http") && !escaped.ends_with("https"))
            }
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
    escaped
}

/// Bytes with lines at their end, in the line ending that the file has.
fn appended<'a>(before: &[u8], lines: impl IntoIterator<Item = impl AsRef<str> + 'a>) -> Vec<u8> {
    let ending: &[u8] = if before.windows(2).any(|pair| pair == b"\r\n") { b"\r\n" } else { b"\n" };
    let mut after = before.to_vec();
    if !after.is_empty() && !after.ends_with(b"\n") {
        after.extend_from_slice(ending);
    }
    for line in lines {
        after.extend_from_slice(line.as_ref().as_bytes());
        after.extend_from_slice(ending);
    }
    after
}

#[cfg(test)]
mod tests {
    use super::paragraph;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(paragraph(text), expected);
    }

    #[test]
    fn text_of_the_catalogue_is_read_as_text() {
        check("Keeps the state: of image_cache files.", "Keeps the state: of image_cache files.");
        check(".. include:: /etc/passwd", r"\ .. include\:\: /etc/passwd");
        check("see https://a.example/b", "see https://a.example/b");
        check("1. one", r"\ 1. one");
        check("A. one", r"\ A. one");
        check("one\n\n.. raw:: html\n\n   <b>", r"one .. raw\:\: html <b>");
        check("`x <javascript:a>`_ |y| *z* [1]_ \\", r"\ \`x <javascript\:a>\`\_ \|y\| \*z\* [1]\_ \\");
        check("\u{1b}[31m\u{2028}ends::", r"\ ␛[31m ends\:\:");
    }
}
