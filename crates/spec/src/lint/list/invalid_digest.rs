//! A digest of the wrong length or alphabet.

use crate::file::requirements::{FileOption, LineKind, OptionKind, RequirementsFile};
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{Requirement, Span};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "invalid-digest",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "A digest has not the length, or the characters, that its algorithm gives",
    text: include_str!("invalid_digest.md"),
};

/// Looks at the digests of options and of URLs.
pub(in crate::lint) fn check(file: &RequirementsFile, report: &mut Report<'_>) {
    for line in file.lines() {
        let (options, url, span): (&[FileOption], Option<&str>, Span) = match &line.kind {
            LineKind::Requirement(found) => (&found.options, url_of(&found.requirement), found.span),
            LineKind::Location(found) => (&found.options, Some(&found.location), found.span),
            _ => continue,
        };
        for option in options.iter().filter(|option| option.kind == OptionKind::Hash) {
            let Some((algorithm, digest)) = option.value.as_deref().and_then(|value| value.split_once(':'))
            else {
                continue;
            };
            if let Some(message) = fault(algorithm, digest) {
                report.add(Finding::new(&RULE, option.value_span, message).on_lines(line.span));
            }
        }
        let fragment = url.and_then(|url| url.split_once('#')).map_or("", |(_, fragment)| fragment);
        for (algorithm, digest) in fragment.split('&').filter_map(|part| part.split_once('=')) {
            if let Some(message) = fault(algorithm, digest) {
                report.add(Finding::new(&RULE, span, message).on_lines(line.span));
            }
        }
    }
}

fn url_of(requirement: &Requirement) -> Option<&str> {
    requirement.url()
}

/// What is wrong with a digest; nothing of an algorithm that is not known.
fn fault(algorithm: &str, digest: &str) -> Option<String> {
    let length = match algorithm {
        "md5" => 32,
        "sha1" => 40,
        "sha224" => 56,
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return None,
    };
    // The value of a variable is not known.
    if digest.contains("${") {
        return None;
    }
    if let Some(wrong) = digest.chars().find(|character| !character.is_ascii_hexdigit()) {
        return Some(format!("a digest has the digits 0 to 9 and a to f, and this one has `{wrong}`"));
    }
    let n_digits = digest.len();
    (n_digits != length).then(|| {
        format!("a digest of `{algorithm}` has {length} hexadecimal digits, and this one has {n_digits}")
    })
}
