//! Which rules count, and how much.

use std::collections::BTreeMap;

use super::rule::{Rule, RuleLevel};

/// The levels of rules that are not their own: what a manifest and the command line say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LintSettings {
    levels: BTreeMap<&'static str, RuleLevel>,
    denies_warnings: bool,
}

impl LintSettings {
    /// Every rule at its own level.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the level of a rule; what is said last counts.
    pub fn set(&mut self, rule: &'static Rule, level: RuleLevel) {
        self.levels.insert(rule.name, level);
    }

    /// Makes every warning an error.
    pub fn deny_warnings(&mut self) {
        self.denies_warnings = true;
    }

    /// The level of a rule.
    ///
    /// ```
    /// use haggle_spec::lint::{LintSettings, RuleLevel, rule};
    ///
    /// let duplicate = rule("duplicate-requirement").unwrap();
    /// let mut settings = LintSettings::new();
    /// assert_eq!(settings.level(duplicate), RuleLevel::Warn);
    /// settings.set(duplicate, RuleLevel::Allow);
    /// assert_eq!(settings.level(duplicate), RuleLevel::Allow);
    /// ```
    pub fn level(&self, rule: &Rule) -> RuleLevel {
        match self.levels.get(rule.name).copied().unwrap_or(rule.level) {
            RuleLevel::Warn if self.denies_warnings => RuleLevel::Deny,
            level => level,
        }
    }
}
