//! Finds out why a request has no solution, and what would give it one.

use std::collections::BTreeSet;

use haggle_spec::release::ReleaseFacts;
use haggle_spec::{Operator, PackageName, Requirement, SpecifierSet, Version};

use super::candidates::{ListState, Policy, pins, takes};
use super::explanation::{
    DerivationReason, DerivationStep, DerivationTerm, Explanation, Premise, PremiseKind,
};
use super::line_repairs::Lines;
use super::lower::{Lowered, Origin};
use super::lowered_request::LoweredRequest;
use super::option_repairs::option_repairs;
use super::policy_words::policy_in_words;
use super::request::{Request, RootRequirement, SourceLocation};
use super::ruled_out::ruled_out;
use crate::diagnosis::{Budget, conflict_within};
use crate::query::ClauseId;
use crate::ranges;
use crate::solver::{Control, Refutation, RefutationStep, SolveVerdict, Solver, StepId, Stop};
use crate::table::{EdgeGroupId, PackageId};

/// At most this many narrowings are made to make a conflict minimal and to find repairs, beyond the search that found it: some
/// seconds. What is known by then is the answer.
const MOST_STEPS: u64 = 20_000_000;

/// Explains the failure of the enabled clauses. The requirement at the position `question` is not a line that could change.
pub(super) fn explain<'a>(
    facts: &ReleaseFacts,
    lowered: &Lowered<'a>,
    request: &'a Request,
    question: Option<usize>,
    solver: &mut Solver<'_>,
    control: &Control<'_>,
) -> Result<Explanation, Stop> {
    let mut budget = Budget::of_all(control, MOST_STEPS);
    let conflict = conflict_within(solver, &lowered.query, |_| true, &mut budget)?;
    let (clauses, is_minimal) =
        conflict.map_or((Vec::new(), true), |found| (found.clauses, found.stopped.is_none()));
    let clauses = fewer_lines(lowered, &clauses);
    let verdict = solver.solve_some(&lowered.query, |clause| clauses.contains(&clause), control);
    if let SolveVerdict::Stopped(stop) = verdict {
        return Err(stop);
    }
    let view = View { lowered, request, clauses: &clauses };
    let (conflict, derivation, because) = view.proof(solver);
    let lines = Lines { lowered, request, question };
    let (mut repairs, repairs_are_complete) = lines.repairs(solver, &mut budget, control);
    repairs.extend(option_repairs(facts, lowered, request, &conflict, control));
    Ok(Explanation { conflict, is_minimal, because, derivation, repairs, repairs_are_complete })
}

/// The same conflict in fewer lines: where one line asks for a package to be there and another one bounds it, the other one
/// may do both.
fn fewer_lines(lowered: &Lowered<'_>, conflict: &[ClauseId]) -> Vec<ClauseId> {
    let asks = |clause: ClauseId, position: usize, node: PackageId| {
        lowered.origins[clause.index()] == Origin::Presence(position) && lowered.query.package(clause) == node
    };
    let instead = |clause: &ClauseId| {
        let Origin::Presence(own) = lowered.origins[clause.index()] else { return *clause };
        let node = lowered.query.package(*clause);
        let others = conflict.iter().filter_map(|other| match lowered.origins[other.index()] {
            Origin::Bound(position) if lowered.query.package(*other) == node => Some(position),
            _ => None,
        });
        let others: Vec<usize> = others.collect();
        if others.contains(&own) {
            return *clause;
        }
        let mut clauses = lowered.query.clauses();
        clauses
            .find(|candidate| others.iter().any(|position| asks(*candidate, *position, node)))
            .unwrap_or(*clause)
    };
    let mut clauses: Vec<ClauseId> = conflict.iter().map(instead).collect();
    clauses.sort_unstable();
    clauses.dedup();
    clauses
}

struct View<'a, 'v> {
    lowered: &'v Lowered<'a>,
    request: &'a Request,
    clauses: &'v [ClauseId],
}

impl View<'_, '_> {
    fn proof(&self, solver: &mut Solver<'_>) -> (Vec<Premise>, Vec<DerivationStep>, Vec<String>) {
        let lowered = self.lowered;
        let mut kinds: Vec<PremiseKind> =
            self.clauses.iter().filter_map(|clause| kind_of(&lowered.origins[clause.index()])).collect();
        let refutation = solver.refutation(&lowered.query);
        let mut steps = Vec::new();
        let mut because = Vec::new();
        for clause in self.clauses {
            kinds.extend(self.unavailable(lowered.query.package(*clause)));
            because.extend(self.nothing_fits(*clause));
        }
        for (_, step, terms) in refutation.iter().flat_map(Refutation::steps) {
            kinds.extend(terms.iter().filter_map(|term| self.unavailable(term.package)));
            if let RefutationStep::Edge(edge) = step {
                kinds.extend(self.unavailable(lowered.table.target(*edge)));
                because.extend(self.edge_in_words(*edge));
                because.extend(self.requirement_of(*edge).and_then(|requirement| {
                    self.newest_instead(requirement.name(), requirement.specifiers())
                }));
            }
            let terms =
                terms.iter().map(|term| self.term(term.package, term.absent, &term.versions)).collect();
            steps.push((step.clone(), terms));
        }
        kinds.sort_unstable();
        kinds.dedup();
        let derivation = steps
            .into_iter()
            .map(|(step, terms)| {
                let reason = match step {
                    RefutationStep::Clause(clause) => {
                        let kind = kind_of(&lowered.origins[clause.index()]);
                        DerivationReason::Premise(kind.and_then(|kind| kinds.binary_search(&kind).ok()))
                    }
                    RefutationStep::Edge(edge) => {
                        let requirement = self.requirement_of(edge).map(|wanted| wanted.to_string());
                        DerivationReason::Requires { requirement: requirement.unwrap_or_default() }
                    }
                    RefutationStep::Derived(from) => {
                        DerivationReason::Steps(from.iter().copied().map(StepId::index).collect())
                    }
                };
                DerivationStep { reason, terms }
            })
            .collect();
        let mut unique = BTreeSet::new();
        because.retain(|line| unique.insert(line.clone()));
        (kinds.into_iter().map(|kind| self.premise(kind)).collect(), derivation, because)
    }

    /// That the package has no list of releases, or nothing in it.
    fn unavailable(&self, node: PackageId) -> Option<PremiseKind> {
        let (name, _) = self.lowered.nodes[node.index()];
        let candidates = self.lowered.candidates.get(name)?;
        let is_unavailable = match candidates.state {
            ListState::Unavailable(_) => true,
            ListState::Known => candidates.versions.is_empty(),
            ListState::Unfetched => false,
        };
        is_unavailable.then(|| PremiseKind::Unavailable(name.clone()))
    }

    /// That no release meets the bound of a line.
    fn nothing_fits(&self, clause: ClauseId) -> Option<String> {
        let line = match &self.lowered.origins[clause.index()] {
            Origin::Bound(position) => self.request.requirements.get(*position)?,
            Origin::Constraint(position) => self.request.constraints.get(*position)?,
            Origin::Presence(_) | Origin::Policy(..) | Origin::Floor => return None,
        };
        self.newest_instead(line.requirement.name(), line.requirement.specifiers())
    }

    /// Where no release of the package fits, which ones there are.
    fn newest_instead(&self, name: &PackageName, specifiers: &SpecifierSet) -> Option<String> {
        let candidates = self.lowered.candidates.get(name)?;
        let mut versions: Vec<&Version> = candidates.versions.iter().map(|(version, _)| *version).collect();
        if versions.is_empty()
            || candidates.versions.iter().any(|(version, release)| takes(specifiers, version, release))
        {
            return None;
        }
        versions.sort_unstable();
        let newest = versions.last()?;
        let newest_final = versions.iter().rfind(|version| !version.is_prerelease());
        let instead = match newest_final {
            Some(last) if last == newest => format!("the newest is {newest}"),
            Some(last) => format!("the newest is {last}, and there is the prerelease {newest}"),
            None => format!("the newest is the prerelease {newest}"),
        };
        if let Some(url) = self.request.artefacts.get(name) {
            return Some(format!(
                "{name} comes from `{url}`, and its version {newest} does not match `{specifiers}`"
            ));
        }
        let spelt = versions.iter().find(|version| pins(specifiers, version));
        let spelt = spelt.map(|version| format!("; `===` compares texts, and {version} is written so"));
        let spelt =
            spelt.filter(|_| specifiers.iter().any(|specifier| specifier.operator() == Operator::Arbitrary));
        Some(format!("no release of {name} matches `{specifiers}`: {instead}{}", spelt.unwrap_or_default()))
    }

    fn premise(&self, kind: PremiseKind) -> Premise {
        let line = |line: &RootRequirement| (line.requirement.to_string(), Some(line.source.clone()));
        let (text, source) = match &kind {
            PremiseKind::Requirement(position) | PremiseKind::Bound(position) => {
                line(&self.request.requirements[*position])
            }
            PremiseKind::Constraint(position) => line(&self.request.constraints[*position]),
            PremiseKind::Policy { name, policy } => (self.policy_in_words(name, *policy), None),
            PremiseKind::Unavailable(name) => {
                let reason = match self.lowered.candidates.get(name).map(|known| known.state) {
                    Some(ListState::Unavailable(reason)) => reason,
                    _ => "the index lists no release of it",
                };
                (format!("{name} is not available: {reason}"), None)
            }
        };
        Premise { kind, text, source }
    }

    fn policy_in_words(&self, name: &PackageName, policy: Policy) -> String {
        let Some(candidates) = self.lowered.candidates.get(name) else { return name.to_string() };
        let ruled_out = ruled_out(self.lowered, name, policy);
        policy_in_words(candidates, name, policy, &ruled_out, self.request)
    }

    fn term(&self, node: PackageId, absent: bool, versions: &[u32]) -> DerivationTerm {
        let (name, extra) = self.lowered.nodes[node.index()];
        let mut chosen: Vec<Version> = versions
            .iter()
            .filter_map(|version| self.lowered.version(node, *version))
            .map(|(version, _)| version.clone())
            .collect();
        chosen.sort_unstable();
        let mut text = self.node_in_words(node, versions);
        if absent {
            text.push_str(" or none of it");
        }
        DerivationTerm { name: name.clone(), extra: extra.cloned(), versions: chosen, absent, text }
    }

    fn node_in_words(&self, node: PackageId, versions: &[u32]) -> String {
        let (name, which) = self.releases_in_words(node, versions);
        if which.is_empty() { name } else { format!("{name} {which}") }
    }

    /// The package with its extra, and which of its releases are meant; nothing where all are.
    fn releases_in_words(&self, node: PackageId, versions: &[u32]) -> (String, String) {
        let (name, extra) = self.lowered.nodes[node.index()];
        let all: Vec<&Version> = self
            .lowered
            .candidates
            .get(name)
            .map(|candidates| candidates.versions.iter().map(|(version, _)| *version).collect())
            .unwrap_or_default();
        let chosen: Vec<&Version> =
            versions.iter().filter_map(|version| Some(self.lowered.version(node, *version)?.0)).collect();
        let which = ranges::words(&all, &chosen);
        let name = match extra {
            Some(extra) => format!("{name}[{extra}]"),
            None => name.to_string(),
        };
        (name, which)
    }

    /// The edge in words, for those releases that the conflict's own bounds leave; none for the tie between a package and
    /// its extra, which nobody wrote.
    fn edge_in_words(&self, edge: EdgeGroupId) -> Option<String> {
        let lowered = self.lowered;
        let source = lowered.table.source(edge);
        let requirement = self.requirement_of(edge)?;
        let left = |version: &u32| {
            self.clauses.iter().all(|clause| {
                let about = lowered.query.package(*clause);
                lowered.nodes[about.index()].0 != lowered.nodes[source.index()].0
                    || lowered.query.versions(&lowered.table, *clause).any(|allowed| allowed == *version)
            })
        };
        let mut versions: Vec<u32> = lowered.table.source_versions(edge).filter(left).collect();
        if versions.is_empty() {
            versions = lowered.table.source_versions(edge).collect();
        }
        let place =
            self.supplied_at(source, &versions).map(|place| format!(" ({place})")).unwrap_or_default();
        let (name, which) = self.releases_in_words(source, &versions);
        let requires = match (which.is_empty(), versions.len()) {
            (true, 0 | 1) => format!("{name} requires"),
            (true, _) => format!("every release of {name} requires"),
            (false, 1) => format!("{name} {which} requires"),
            (false, _) => format!("{name} {which} require"),
        };
        let is_elsewhere = |url| !self.request.follows(requirement.name(), url);
        let note = if requirement.url().is_some_and(is_elsewhere) {
            " (a URL is followed only where the request itself has it)"
        } else {
            ""
        };
        Some(format!("{requires} {requirement}{place}{note}"))
    }

    /// Where the requirements of the one release that is meant were supplied.
    fn supplied_at(&self, source: PackageId, versions: &[u32]) -> Option<&SourceLocation> {
        let [version] = versions else { return None };
        let (name, _) = self.lowered.nodes[source.index()];
        let (version, _) = self.lowered.version(source, *version)?;
        self.request.supplied_release(name, version)?.source.as_ref()
    }

    /// The requirement behind an edge, as the best of its releases writes it; the part before the marker.
    fn requirement_of(&self, edge: EdgeGroupId) -> Option<Requirement> {
        let lowered = self.lowered;
        let (source, target) = (lowered.table.source(edge), lowered.table.target(edge));
        let (name, extra) = lowered.nodes[source.index()];
        let wanted_node = lowered.nodes[target.index()];
        let newest = lowered.table.source_versions(edge).last()?;
        let (version, release) = lowered.version(source, newest)?;
        let mut found = Vec::new();
        lowered.requirements.of_release(name, version, release, extra, &mut found);
        // Several requirements may name the target: the edge is of the one that takes the same releases.
        let takes = |specifiers: &SpecifierSet, position: u32| {
            lowered
                .version(target, position)
                .is_none_or(|(version, release)| takes(specifiers, version, release))
        };
        let n_versions = lowered.table.n_versions(target);
        let of_edge = |specifiers: &SpecifierSet| {
            (0..n_versions)
                .all(|position| takes(specifiers, position) == lowered.table.allows(edge, position))
        };
        let mut about = found.iter().filter(|wanted| wanted.nodes().any(|node| node == wanted_node));
        let wanted = about.find(|wanted| of_edge(wanted.requirement.specifiers()))?;
        Some(wanted.to_requirement().with_marker(None))
    }
}

/// The premise that the clause is; none for what no line and no policy asks for.
fn kind_of(origin: &Origin) -> Option<PremiseKind> {
    Some(match origin {
        Origin::Presence(position) => PremiseKind::Requirement(*position),
        Origin::Bound(position) => PremiseKind::Bound(*position),
        Origin::Constraint(position) => PremiseKind::Constraint(*position),
        Origin::Policy(name, policy) => PremiseKind::Policy { name: name.clone(), policy: *policy },
        Origin::Floor => return None,
    })
}
