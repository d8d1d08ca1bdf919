//! What speaks against a change: reasons that a person can override, which its message then says.

use haggle_tradeoff::Veto;

use super::request::{Proposal, Verb};
use crate::data::{Manifest, ProjectEntry};

/// A reason not to draft a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its name, which `--override` takes: one of [`Objection::NAMES`], or that of a veto of the evaluation.
    pub id: String,
    /// What is wrong, in a sentence without a full stop.
    pub because: String,
    /// Who may override it, where the family says so.
    pub waivable_by: Option<String>,
    /// Whether it was overridden.
    pub is_overridden: bool,
}

impl Objection {
    /// The names of the objections that are not vetoes of the evaluation: a freeze or a stable branch; facts that nobody knows; no
    /// solution; a bound above the pin; a bound that the global list excludes; a name without a release; a line without a bound; a result
    /// that the gate refuses.
    pub const NAMES: [&str; 8] = [
        "process",
        "unknown",
        "unsolvable",
        "bound-above-pin",
        "bound-excluded",
        "no-release",
        "no-lower-bound",
        "gate",
    ];
}

/// The objections as they come together.
pub(super) struct Objections<'a> {
    proposal: &'a Proposal<'a>,
    manifest: &'a Manifest,
    pub(super) found: Vec<Objection>,
}

impl<'a> Objections<'a> {
    pub(super) fn new(proposal: &'a Proposal<'a>, manifest: &'a Manifest) -> Self {
        Self { proposal, manifest, found: Vec::new() }
    }

    pub(super) fn add(&mut self, id: &str, because: impl Into<String>) {
        let because = because.into();
        if self.found.iter().any(|other| other.id == id && other.because == because) {
            return;
        }
        self.found.push(Objection {
            id: id.to_owned(),
            because,
            waivable_by: self.manifest.waivers.role(id).map(str::to_owned),
            is_overridden: self.proposal.overrides.iter().any(|name| name == id),
        });
    }

    /// A freeze, for what is pushed also that nobody knows of one, and branches that are stable by the manifest or by their name.
    pub(super) fn of_process(&mut self, projects: &[&ProjectEntry]) {
        let process = &self.manifest.process;
        if process.frozen.value() == Some(&true) {
            self.add("process", format!("a requirements freeze is in force ({})", process.frozen.source()));
        }
        if self.proposal.is_published && process.frozen.value().is_none() {
            self.add("process", format!("{} (`frozen` of `[process]` says it)", process.frozen.source()));
        }
        let is_stable = process.stable.value() == Some(&true);
        for project in projects {
            if is_stable || project.branch.starts_with("stable/") {
                self.add(
                    "process",
                    format!("the branch {} of {} is a stable one", project.branch, project.name),
                );
            }
        }
    }

    /// What the evaluation strikes out.
    pub(super) fn of_vetoes(&mut self) {
        let placement = match self.proposal.verb {
            Verb::Include | Verb::Place => self.proposal.placement,
            Verb::Remove => crate::data::Placement::Reject,
            Verb::Raise => return,
        };
        let proposal = self.proposal;
        for report in proposal.subjects.iter().filter_map(|subject| subject.report) {
            let crate::evaluation::Placing::Requirements { record, .. } = &report.placing else { continue };
            let strikes = |veto: &&Veto| {
                // The process and the resolver are asked for every change.
                let is_asked_anyway = matches!(veto.id.as_str(), "process" | "satisfiable");
                veto.strikes_out()
                    && !is_asked_anyway
                    && veto.strikes.iter().any(|alternative| alternative == placement.id())
            };
            for veto in record.problem().vetoes.iter().filter(strikes) {
                let because = format!("{}: {}", veto.label, veto.evidence);
                self.add(&veto.id, because.trim_end_matches('.'));
            }
        }
    }
}
