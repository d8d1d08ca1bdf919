//! Screening: what strikes alternatives out, with the evidence and who may waive it.

use haggle_tradeoff::{Veto, VetoVerdict};

use super::facts::{EnvironmentOutcome, FeatureFacts, Known};
use crate::data::{Placement, Process};

/// Every veto that applies to the kind of requirement, passed ones included.
pub fn vetoes(
    facts: &FeatureFacts,
    alternatives: &[Placement],
    today: Option<Placement>,
    process: Process,
    python: bool,
) -> Vec<Veto> {
    let mut vetoes = vec![used(facts, alternatives)];
    // What no code uses is not resolved, and nobody needs to know its licence.
    if python && facts.unused_since.is_none() {
        vetoes.push(licence(facts));
        vetoes.push(artefact(facts));
        vetoes.push(satisfiable(facts));
        vetoes.push(advisory());
        vetoes.push(guarded(facts, alternatives));
    }
    vetoes.push(process_allows(process, alternatives, today));
    vetoes
}

const DECLARED: [Placement; 2] = [Placement::Core, Placement::Extra];

fn veto(
    (id, label): (&str, &str),
    (verdict, evidence): (VetoVerdict, String),
    strikes: impl IntoIterator<Item = Placement>,
    waivable_by: &str,
) -> Veto {
    Veto {
        id: id.into(),
        label: label.into(),
        verdict,
        evidence,
        strikes: strikes.into_iter().map(|alternative| alternative.id().to_owned()).collect(),
        waivable_by: (!waivable_by.is_empty()).then(|| waivable_by.to_owned()),
        waiver: None,
    }
}

fn all_but(kept: Placement, alternatives: &[Placement]) -> Vec<Placement> {
    alternatives.iter().copied().filter(|alternative| *alternative != kept).collect()
}

fn used(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let finding = match &facts.unused_since {
        Some(since) => (VetoVerdict::Fail, format!("no code uses it: {since}")),
        None if facts.guarded.is_empty() && facts.unguarded.is_empty() => {
            (VetoVerdict::Unknown, "the catalogue names no site that imports or runs it".to_owned())
        }
        None => {
            let sites: Vec<&str> = facts.unguarded.iter().chain(&facts.guarded).map(String::as_str).collect();
            (VetoVerdict::Pass, format!("used at {}", listed(&sites)))
        }
    };
    veto(("used", "code imports or runs it"), finding, all_but(Placement::Reject, alternatives), "")
}

fn licence(facts: &FeatureFacts) -> Veto {
    let refused: Vec<String> = facts
        .licences
        .iter()
        .filter(|fact| fact.allowed == Some(false))
        .map(|fact| {
            format!("{} is {}", fact.requirement, fact.licence.value().map_or("unknown", String::as_str))
        })
        .collect();
    let open: Vec<String> = facts
        .licences
        .iter()
        .filter(|fact| fact.allowed.is_none())
        .map(|fact| match &fact.licence {
            Known::Yes { value, .. } => format!("{} is {value}, which nobody has judged", fact.requirement),
            Known::No { because } => format!("{}: {because}", fact.requirement),
        })
        .collect();
    let finding = if !refused.is_empty() {
        (VetoVerdict::Fail, refused.join(", "))
    } else if !open.is_empty() {
        (VetoVerdict::Unknown, open.join(", "))
    } else {
        let read: Vec<String> = facts
            .licences
            .iter()
            .filter_map(|fact| {
                fact.licence.value().map(|licence| format!("{} is {licence}", fact.requirement))
            })
            .collect();
        (VetoVerdict::Pass, read.join(", "))
    };
    veto(("licence", "its licence is allowed"), finding, DECLARED, "")
}

fn artefact(facts: &FeatureFacts) -> Veto {
    let mut lacking = Vec::new();
    let mut unknown = Vec::new();
    for environment in &facts.environments {
        lacking.extend(
            environment.without_artefact.iter().map(|name| format!("{name} on {}", environment.environment)),
        );
        if matches!(environment.outcome, EnvironmentOutcome::Missing { .. }) {
            unknown.push(environment.environment.as_str());
        }
    }
    let finding = if !lacking.is_empty() {
        (VetoVerdict::Fail, format!("no file fits: {}", lacking.join(", ")))
    } else if !unknown.is_empty() || facts.environments.is_empty() {
        (VetoVerdict::Unknown, format!("nothing was solved on {}", listed(&unknown)))
    } else {
        (VetoVerdict::Pass, format!("a file fits each of {} environments", facts.environments.len()))
    };
    veto(
        ("artefact", "each environment that does not exclude it has a file to install"),
        finding,
        DECLARED,
        "requirements team",
    )
}

fn satisfiable(facts: &FeatureFacts) -> Veto {
    let mut failed = Vec::new();
    let mut missing = Vec::new();
    for environment in &facts.environments {
        match &environment.outcome {
            EnvironmentOutcome::Unsolvable { explanation } => {
                failed.push(format!("{}: {}", environment.environment, explanation.trim()));
            }
            EnvironmentOutcome::Missing { .. } => missing.push(environment.environment.as_str()),
            EnvironmentOutcome::Solved { .. } => {}
        }
    }
    let finding = if !failed.is_empty() {
        (VetoVerdict::Fail, failed.join("; "))
    } else if !missing.is_empty() || facts.environments.is_empty() {
        (VetoVerdict::Unknown, format!("facts are missing on {}", listed(&missing)))
    } else {
        (
            VetoVerdict::Pass,
            format!("solved under the constraints in {} environments", facts.environments.len()),
        )
    };
    veto(("satisfiable", "it can be resolved under the constraints"), finding, DECLARED, "requirements team")
}

fn advisory() -> Veto {
    let finding = (VetoVerdict::Unknown, "no source of advisories is recorded for this family".to_owned());
    veto(("advisory", "no advisory against it is open"), finding, DECLARED, "vulnerability team")
}

fn guarded(facts: &FeatureFacts, alternatives: &[Placement]) -> Veto {
    let finding = if !facts.unguarded.is_empty() {
        let sites: Vec<&str> = facts.unguarded.iter().map(String::as_str).collect();
        (VetoVerdict::Fail, format!("imported without a guard at {}", listed(&sites)))
    } else if facts.guarded.is_empty() && facts.unused_since.is_none() {
        (VetoVerdict::Unknown, "the catalogue names no import site".to_owned())
    } else {
        (VetoVerdict::Pass, "every import site is guarded".to_owned())
    };
    veto(
        ("guarded", "the code goes on without it"),
        finding,
        all_but(Placement::Core, alternatives),
        "project team lead, once the sites are guarded",
    )
}

fn process_allows(process: Process, alternatives: &[Placement], today: Option<Placement>) -> Veto {
    let finding = match (process.frozen, process.stable) {
        (false, false) => {
            (VetoVerdict::Pass, "no freeze is in force and the branch takes changes".to_owned())
        }
        (true, _) => (VetoVerdict::Fail, "a requirements freeze is in force".to_owned()),
        (false, true) => (VetoVerdict::Fail, "the branch is stable".to_owned()),
    };
    let strikes: Vec<Placement> = match today {
        Some(today) => all_but(today, alternatives),
        None => alternatives.to_vec(),
    };
    veto(("process", "the process allows a change now"), finding, strikes, "release liaison")
}

/// The first few of a list, and how many more.
fn listed(items: &[&str]) -> String {
    const SHOWN: usize = 3;
    let mut text = items.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if items.len() > SHOWN {
        text = format!("{text} and {} more", items.len() - SHOWN);
    }
    if text.is_empty() { "no environment".to_owned() } else { text }
}
