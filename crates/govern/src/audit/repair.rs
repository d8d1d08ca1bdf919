//! What an audit can repair for certain.

use std::collections::{BTreeMap, BTreeSet};

use haggle_scan::SourcePart;
use haggle_spec::PackageName;
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::{EditError, apply_edits};

use super::declared::DeclaredList;
use super::finding::{AuditFinding, AuditVerdict};
use crate::project::{ProjectLine, project_lines, without_lines};

/// Where a requirement goes that only tests use.
const TEST_REQUIREMENTS: &str = "test-requirements.txt";

/// The files that change when what is certain is repaired, by their paths in the project.
///
/// A requirement that nothing uses is taken out. One of `requirements.txt` that only tests use moves to `test-requirements.txt`, where
/// there is one. What is missing is not added: which versions it should have, nobody has said.
///
/// # Errors
/// An edit does not fit its file; nothing is changed then.
pub fn repaired_files(
    findings: &[AuditFinding],
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<BTreeMap<String, Vec<u8>>, EditError> {
    let (mut goes, mut moves) = (BTreeSet::new(), BTreeSet::new());
    for finding in findings.iter().filter(|finding| finding.is_due()) {
        match &finding.verdict {
            AuditVerdict::Unused { name, lists } => {
                goes.extend(lists.iter().map(|list| (name.clone(), list.clone())));
            }
            AuditVerdict::WrongPart { name, lists, used_by }
                if *used_by == [SourcePart::Test]
                    && files.contains_key(TEST_REQUIREMENTS)
                    && lists.contains(&DeclaredList::Product) =>
            {
                moves.insert(name.clone());
            }
            _ => {}
        }
    }
    let is_moved = |line: &ProjectLine| line.path == "requirements.txt" && moves.contains(&line.name);
    let moved = moved_lines(files, &is_moved);
    let mut changed = without_lines(files, |line| {
        is_moved(line) || goes.contains(&(line.name.clone(), DeclaredList::of(line)))
    })?;
    if !moved.is_empty() {
        let before = changed.get(TEST_REQUIREMENTS).or_else(|| files.get(TEST_REQUIREMENTS));
        let mut after = before.cloned().unwrap_or_default();
        for line in moved {
            let (file, _) = RequirementsFile::parse(after.as_slice());
            after = apply_edits(&after, &[file.append(&line)])?;
        }
        changed.insert(TEST_REQUIREMENTS.to_owned(), after);
    }
    Ok(changed)
}

/// The whole lines that move, comments included, but for names that the other file has already.
fn moved_lines(files: &BTreeMap<String, Vec<u8>>, is_moved: &dyn Fn(&ProjectLine) -> bool) -> Vec<String> {
    let (lines, _) = project_lines(files);
    let is_there =
        |name: &PackageName| lines.iter().any(|line| line.path == TEST_REQUIREMENTS && line.name == *name);
    let moving: BTreeSet<_> =
        lines.iter().filter(|line| is_moved(line) && !is_there(&line.name)).map(|line| line.span).collect();
    let Some(bytes) = files.get("requirements.txt").filter(|_| !moving.is_empty()) else { return Vec::new() };
    let (file, _) = RequirementsFile::parse(bytes.as_slice());
    let requirements = file.lines().iter().filter(|line| match &line.kind {
        haggle_spec::file::requirements::LineKind::Requirement(found) => moving.contains(&found.span),
        _ => false,
    });
    requirements.map(|line| file.text(line.span).trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::AuditCertainty;

    fn name(text: &str) -> PackageName {
        PackageName::new(text).expect("a name")
    }

    fn finding(verdict: AuditVerdict, certainty: AuditCertainty) -> AuditFinding {
        AuditFinding { verdict, certainty, evidence: Vec::new() }
    }

    #[track_caller]
    fn check(findings: &[AuditFinding], files: &[(&str, &str)], expected: &[(&str, &str)]) {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let changed = repaired_files(findings, &files).expect("edits that fit");
        let changed: Vec<(&str, &str)> = changed
            .iter()
            .map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).expect("text")))
            .collect();
        assert_eq!(changed, expected);
    }

    #[test]
    fn only_what_is_certain_is_repaired() {
        let unused = || AuditVerdict::Unused { name: name("six"), lists: vec![DeclaredList::Product] };
        let files = [("requirements.txt", "six\npbr\n"), ("test-requirements.txt", "six\n")];
        check(&[finding(unused(), AuditCertainty::Certain)], &files, &[("requirements.txt", "pbr\n")]);
        check(&[finding(unused(), AuditCertainty::Uncertain("a guess".to_owned()))], &files, &[]);
    }

    #[test]
    fn what_only_tests_use_moves_with_its_comment() {
        let verdict = || AuditVerdict::WrongPart {
            name: name("six"),
            lists: vec![DeclaredList::Product],
            used_by: vec![SourcePart::Test],
        };
        let finding = || [finding(verdict(), AuditCertainty::Certain)];
        let from = ("requirements.txt", "six>=1 # MIT\npbr\n");
        check(
            &finding(),
            &[from, ("test-requirements.txt", "mock")],
            &[("requirements.txt", "pbr\n"), ("test-requirements.txt", "mock\nsix>=1 # MIT")],
        );
        check(&finding(), &[from, ("test-requirements.txt", "six\n")], &[("requirements.txt", "pbr\n")]);
        check(&finding(), &[from], &[]);
    }
}
