//! The table `[lint]`: which of the linter's rules count, and how much.

use haggle_spec::lint::{LintSettings, Rule, RuleLevel, rules};
use toml::Spanned;

use super::reader::{TableReader, word};

/// Lists of rules, by the level that they get.
pub(super) fn read(table: &mut TableReader<'_, '_>) -> Option<LintSettings> {
    let lists = [
        (table.list("allow"), RuleLevel::Allow),
        (table.list("warn"), RuleLevel::Warn),
        (table.list("deny"), RuleLevel::Deny),
    ];
    let words: Vec<(&'static str, &'static Rule)> =
        rules().into_iter().map(|rule| (rule.name, rule)).collect();
    let mut settings = LintSettings::new();
    let mut are_known = true;
    for (names, level) in lists {
        let names: Vec<Spanned<String>> = names?;
        for name in names {
            match word(&name, table.errors, &words) {
                Some(rule) => settings.set(rule, level),
                None => are_known = false,
            }
        }
    }
    are_known.then_some(settings)
}
