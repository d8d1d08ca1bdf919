//! Some requirements have digests, others have none.

use crate::file::requirements::{OptionKind, RequirementsFile};
use crate::lint::finding::Finding;
use crate::lint::lists::{Item, List};
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "mixed-hashes",
    level: RuleLevel::Deny,
    repair: RepairClass::Unrepaired,
    summary: "A requirement has no `--hash` where others have one, or where all need one",
    text: include_str!("mixed_hashes.md"),
};

/// Whether a line has a digest: by option, or in the fragment of its URL.
pub(super) fn is_hashed(item: &Item<'_>) -> bool {
    let has_option = item.options.iter().any(|option| option.kind == OptionKind::Hash);
    has_option || item.requirement.url().is_some_and(has_digest)
}

fn has_digest(url: &str) -> bool {
    let fragment = url.split_once('#').map_or("", |(_, fragment)| fragment);
    fragment.split('&').any(|part| {
        part.split_once('=').is_some_and(|(key, _)| matches!(key, "sha256" | "sha384" | "sha512"))
    })
}

pub(super) fn check(file: &RequirementsFile, list: &List<'_>, report: &mut Report<'_>) {
    // Which options pip knows depends on its version: this one turns the mode off.
    if file.options().any(|option| option.kind.as_str() == "--no-require-hashes") {
        return;
    }
    let has_option = |item: &Item<'_>| item.options.iter().any(|option| option.kind == OptionKind::Hash);
    let hashed = list.items.iter().find(|item| has_option(item)).map(|item| item.written.whole());
    let required = || file.options().find(|option| option.kind == OptionKind::RequireHashes);
    let mode = hashed.map(|span| (span, "this one has a digest"));
    let mode = mode.or_else(|| Some((required()?.span, "digests are required here")));
    let Some((place, what)) = mode else { return };
    let mut bare = list.items.iter().filter(|item| !is_hashed(item));
    let Some(first) = bare.next() else { return };
    let more = match bare.count() {
        0 => String::new(),
        1 => ", and one line more has none".to_owned(),
        more => format!(", and {more} lines more have none"),
    };
    let message = format!("this requirement has no `--hash`, so that pip refuses the file{more}");
    report.add(
        Finding::new(&RULE, first.written.whole(), message)
            .with_related(place, what)
            .on_lines(first.written.lines()),
    );
}
