//! Screening: what strikes alternatives out, with the evidence and who may waive it.

use haggle_tradeoff::{Veto, VetoVerdict};

use super::environment::{EnvironmentFacts, EnvironmentOutcome};
use super::facts::{ExcludedPlatform, FeatureFacts, LicenceFact, Promise, RequirementFacts, Usage};
use crate::data::{Placement, Process, Waivers};
use crate::known::{Known, all_known};

/// What the vetoes go by, beside the facts of a feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VetoSources<'a> {
    /// What the release process forbids at present.
    pub process: &'a Process,
    /// Who may waive a veto.
    pub waivers: &'a Waivers,
    /// The family counts imports without a guard as work, in a criterion: then they do not veto, or they would count twice.
    pub guards_are_work: bool,
}

/// Every veto that applies to the kind of requirement, passed ones included.
pub fn vetoes(
    facts: &FeatureFacts,
    alternatives: &[Placement],
    today: Option<Placement>,
    sources: VetoSources<'_>,
    python: bool,
) -> Vec<Veto> {
    let mut vetoes = vec![used(facts, alternatives)];
    let is_unused = matches!(facts.usage().value(), Some(Usage::Nowhere(_)));
    // What no code uses is not resolved, and nobody needs to know its licence.
    if python && !is_unused {
        vetoes.push(licence(facts, alternatives));
        vetoes.push(artefact(facts, alternatives));
        vetoes.push(satisfiable(facts, alternatives));
        vetoes.push(advisory(facts, alternatives));
        if !sources.guards_are_work {
            vetoes.push(guarded(facts, alternatives));
        }
    } else if !facts.excluded.is_empty() {
        vetoes.push(artefact(facts, alternatives));
    }
    if !is_unused && today != Some(Placement::Reject) {
        vetoes.push(deprecation(facts));
    }
    vetoes.push(process_allows(sources.process, alternatives, today));
    for veto in &mut vetoes {
        veto.waivable_by = sources.waivers.role(&veto.id).map(str::to_owned);
    }
    vetoes
}

/// The alternatives that a project declares for its users.
fn declared(alternatives: &[Placement]) -> Vec<Placement> {
    let is_declared = |placement: &&Placement| matches!(placement, Placement::Core | Placement::Extra);
    alternatives.iter().filter(is_declared).copied().collect()
}

/// The alternatives that install it: those that a project declares, and `bindep.txt`.
fn installed(alternatives: &[Placement]) -> Vec<Placement> {
    let bindep = alternatives.iter().filter(|placement| **placement == Placement::Bindep).copied();
    declared(alternatives).into_iter().chain(bindep).collect()
}

fn veto(
    (id, label): (&str, &str),
    (verdict, evidence): (VetoVerdict, String),
    strikes: Vec<Placement>,
) -> Veto {
    Veto {
        id: id.into(),
        label: label.into(),
        verdict,
        evidence,
        strikes: strikes.into_iter().map(|alternative| alternative.id().to_owned()).collect(),
        waivable_by: None,
        waiver: None,
    }
}

fn all_but(kept: Placement, alternatives: &[Placement]) -> Vec<Placement> {
    alternatives.iter().copied().filter(|alternative| *alternative != kept).collect()
}

fn used(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let finding = match facts.usage() {
        Known::Fact { value: Usage::Nowhere(since), .. } => {
            (VetoVerdict::Fail, format!("no code uses it: {since}"))
        }
        Known::Fact { value: Usage::At(sites), .. } => {
            let sites: Vec<&str> = sites.iter().map(String::as_str).collect();
            (VetoVerdict::Pass, format!("used at {}", listed(&sites)))
        }
        Known::Unknown { because } => (VetoVerdict::Unknown, because),
    };
    veto(("used", "code imports or runs it"), finding, all_but(Placement::Reject, alternatives))
}

fn licence(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let licences = || facts.requirements.iter().map(|requirement| &requirement.licence);
    let named = |fact: &LicenceFact| {
        fact.licence.value().map(|licence| format!("{} is {licence}", fact.requirement)).unwrap_or_default()
    };
    let of = |verdict: Option<bool>| licences().filter(move |fact| fact.allowed.value() == verdict.as_ref());
    let refused: Vec<String> = of(Some(false)).map(named).collect();
    let open: Vec<String> = of(None)
        .map(|fact| match (&fact.licence, fact.allowed.because()) {
            (Known::Fact { value, .. }, Some(because)) => {
                format!("{} is {value}, and {because}", fact.requirement)
            }
            (licence, _) => format!("{}: {}", fact.requirement, licence.source()),
        })
        .collect();
    let finding = if !refused.is_empty() {
        (VetoVerdict::Fail, refused.join(", "))
    } else if !open.is_empty() {
        (VetoVerdict::Unknown, open.join(", "))
    } else {
        (VetoVerdict::Pass, licences().map(named).collect::<Vec<_>>().join(", "))
    };
    veto(("licence", "its licence is allowed"), finding, declared(alternatives))
}

/// Whether each environment has a file to install, and the requirement works there.
fn artefact(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let finding = match &facts.environments {
        _ if !facts.excluded.is_empty() => (VetoVerdict::Fail, excluded(&facts.excluded)),
        Known::Fact { value, .. } => files_fit(value),
        Known::Unknown { because } => (VetoVerdict::Unknown, because.clone()),
    };
    veto(
        ("artefact", "each environment that does not exclude it has a file to install"),
        finding,
        installed(alternatives),
    )
}

/// Requirements on platforms where they do not work; environments with the same reason are named together.
fn excluded(all: &[ExcludedPlatform]) -> String {
    let mut groups: Vec<(&ExcludedPlatform, Vec<&str>)> = Vec::new();
    for one in all {
        let is_same =
            |other: &ExcludedPlatform| other.requirement == one.requirement && other.because == one.because;
        match groups.iter_mut().find(|(other, _)| is_same(other)) {
            Some((_, environments)) => environments.push(one.environment.as_str()),
            None => groups.push((one, vec![one.environment.as_str()])),
        }
    }
    let said = groups.iter().map(|(one, environments)| {
        let environments = listed(environments);
        format!(
            "no marker excludes {} on {environments}, where it does not work: {}",
            one.requirement, one.because
        )
    });
    said.collect::<Vec<_>>().join("; ")
}

fn files_fit(environments: &[EnvironmentFacts]) -> (VetoVerdict, String) {
    let (mut lacking, mut unknown) = (Vec::new(), Vec::new());
    for environment in environments {
        for artefact in &environment.artefacts {
            match &artefact.fits {
                Known::Fact { value: false, .. } => {
                    lacking.push(format!("{} on {}", artefact.distribution, environment.environment));
                }
                Known::Fact { .. } => {}
                Known::Unknown { because } => unknown.push(because.as_str()),
            }
        }
    }
    unknown.dedup();
    let unsolved = unsolved(environments);
    if !lacking.is_empty() {
        (VetoVerdict::Fail, format!("no file fits: {}", lacking.join(", ")))
    } else if !unsolved.is_empty() {
        (VetoVerdict::Unknown, format!("nothing was solved on {}", listed(&unsolved)))
    } else if !unknown.is_empty() {
        (VetoVerdict::Unknown, listed(&unknown))
    } else {
        (VetoVerdict::Pass, format!("a file fits each of {} environments", environments.len()))
    }
}

/// The environments of which facts are missing, or where the search was stopped.
fn unsolved(environments: &[EnvironmentFacts]) -> Vec<&str> {
    let is_unsolved = |one: &&EnvironmentFacts| {
        matches!(one.outcome, EnvironmentOutcome::Missing { .. } | EnvironmentOutcome::Stopped { .. })
    };
    environments.iter().filter(is_unsolved).map(|one| one.environment.as_str()).collect()
}

fn satisfiable(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let finding = match &facts.environments {
        Known::Fact { value, .. } => {
            let failed: Vec<String> = value
                .iter()
                .filter_map(|environment| match &environment.outcome {
                    EnvironmentOutcome::Unsolvable { explanation } => {
                        Some(format!("{}: {}", environment.environment, explanation.trim()))
                    }
                    _ => None,
                })
                .collect();
            let unsolved = unsolved(value);
            if !failed.is_empty() {
                (VetoVerdict::Fail, failed.join("; "))
            } else if !unsolved.is_empty() {
                (VetoVerdict::Unknown, format!("facts are missing on {}", listed(&unsolved)))
            } else {
                (VetoVerdict::Pass, format!("solved under the constraints in {} environments", value.len()))
            }
        }
        Known::Unknown { because } => (VetoVerdict::Unknown, because.clone()),
    };
    veto(("satisfiable", "it can be resolved under the constraints"), finding, declared(alternatives))
}

fn advisory(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let open = |one: &&RequirementFacts| one.advisories.value().is_some_and(|known| known.open > 0);
    let found: Vec<String> = facts
        .requirements
        .iter()
        .filter(open)
        .map(|one| format!("{} ({})", one.licence.requirement, one.advisories.source()))
        .collect();
    let finding = match all_known(facts.requirements.iter().map(|one| &one.advisories)) {
        _ if !found.is_empty() => (VetoVerdict::Fail, format!("unfixed: {}", found.join(", "))),
        Known::Fact { source, .. } => (VetoVerdict::Pass, source),
        Known::Unknown { because } => (VetoVerdict::Unknown, because),
    };
    veto(("advisory", "no advisory against it is open"), finding, declared(alternatives))
}

/// What is in use and documented is not dropped before its users were told and had the time.
fn deprecation(facts: &FeatureFacts) -> Veto {
    let finding = match (facts.usage(), &facts.promise) {
        (_, Promise::None) => (VetoVerdict::Pass, "no page promises it".to_owned()),
        (_, Promise::Over { since }) => (VetoVerdict::Pass, format!("deprecated since {since}")),
        (Known::Unknown { because }, _) => (VetoVerdict::Unknown, because),
        (Known::Fact { .. }, Promise::Deprecated { since }) => {
            (VetoVerdict::Fail, format!("deprecated since {since}, and the cycle is not over"))
        }
        (Known::Fact { .. }, Promise::Documented { page }) => {
            (VetoVerdict::Fail, format!("in use, documented at {page}, and not deprecated"))
        }
    };
    veto(("deprecation", "users were told before it is dropped"), finding, vec![Placement::Reject])
}

fn guarded(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let (unguarded, all) = facts.unguarded();
    let finding = match all {
        _ if !unguarded.is_empty() => {
            let sites: Vec<&str> = unguarded.iter().map(|site| site.site.as_str()).collect();
            (VetoVerdict::Fail, format!("imported without a guard at {}", listed(&sites)))
        }
        Known::Fact { .. } => (VetoVerdict::Pass, "every import site is guarded".to_owned()),
        Known::Unknown { because } => (VetoVerdict::Unknown, because),
    };
    veto(("guarded", "the code goes on without it"), finding, all_but(Placement::Core, alternatives))
}

fn process_allows(process: &Process, alternatives: &[Placement], today: Option<Placement>) -> Veto {
    let holds = |known: &Known<bool>| known.value() == Some(&true);
    let finding = match all_known([&process.frozen, &process.stable]) {
        _ if holds(&process.frozen) => (VetoVerdict::Fail, "a requirements freeze is in force".to_owned()),
        _ if holds(&process.stable) => (VetoVerdict::Fail, "the branch is stable".to_owned()),
        Known::Fact { .. } => {
            (VetoVerdict::Pass, "no freeze is in force and the branch takes changes".to_owned())
        }
        Known::Unknown { because } => (VetoVerdict::Unknown, because),
    };
    let strikes: Vec<Placement> = match today {
        Some(today) => all_but(today, alternatives),
        None => alternatives.to_vec(),
    };
    veto(("process", "the process allows a change now"), finding, strikes)
}

/// The first few of a list, and how many more.
fn listed(items: &[&str]) -> String {
    const SHOWN: usize = 3;
    let mut text = items.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if items.len() > SHOWN {
        text = format!("{text} and {} more", items.len() - SHOWN);
    }
    text
}
