//! Where rules put what they find.

use super::algebra::Markers;
use super::finding::Finding;
use super::rule::{Rule, RuleLevel};
use super::settings::LintSettings;

/// The findings of a file, and what the rules ask while they look.
pub(super) struct Report<'l> {
    pub(super) markers: &'l mut Markers,
    settings: &'l LintSettings,
    findings: Vec<Finding>,
}

impl<'l> Report<'l> {
    pub(super) fn new(markers: &'l mut Markers, settings: &'l LintSettings) -> Self {
        Self { markers, settings, findings: Vec::new() }
    }

    /// Whether a rule counts at all.
    pub(super) fn wants(&self, rule: &Rule) -> bool {
        self.settings.level(rule) > RuleLevel::Allow
    }

    /// Adds a finding at the level that the settings give its rule.
    pub(super) fn add(&mut self, finding: Finding) {
        let level = self.settings.level(finding.rule);
        if level > RuleLevel::Allow {
            self.findings.push(Finding { level, ..finding });
        }
    }

    /// Keeps some of the findings.
    pub(super) fn retain(&mut self, keep: impl FnMut(&Finding) -> bool) {
        self.findings.retain(keep);
    }

    pub(super) fn finish(self) -> Vec<Finding> {
        self.findings
    }
}
