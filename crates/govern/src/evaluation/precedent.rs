//! What the family's history says of a feature's requirements, beside the values.

use serde::Serialize;

use super::inputs::EvaluationInputs;
use crate::data::{ImportSite, PlacedRequirement, Placement, RequirementId};
use crate::history::precedent::{Asked, Precedent, PrecedentModel, PrecedentQuestion};
use crate::history::{EventPlacement, History, ImportedBy, cleaned, is_of};

/// What precedent says of a feature.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct FeaturePrecedent {
    /// Where the history is from.
    pub source: String,
    /// Each of its Python distributions.
    pub requirements: Vec<RequirementPrecedent>,
    /// Where it disagrees with what is recommended.
    pub disagreements: Vec<Disagreement>,
}

/// Where requirements like this one went.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct RequirementPrecedent {
    /// Its name in the catalogue.
    pub requirement: RequirementId,
    /// Where comparable ones were put, wherever they came from.
    pub put: Precedent,
    /// Where comparable ones went that were where this one is today; none where no requirement file holds it.
    pub went: Option<Precedent>,
}

/// A destination that is at least twice as probable as everything else together, and is not what is recommended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Disagreement {
    /// The requirement.
    pub requirement: RequirementId,
    /// Which question it answers.
    pub question: PrecedentSide,
    /// Where comparable ones went.
    pub place: EventPlacement,
    /// How probable that is.
    pub probability: f64,
    /// What is recommended.
    pub recommended: Placement,
}

/// Which of the two questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrecedentSide {
    /// Where comparable ones were put.
    Put,
    /// Where comparable ones went from today's placement.
    Went,
}

/// A family's history, ready to be asked.
pub(super) struct FamilyHistory<'a> {
    history: &'a History,
    model: PrecedentModel<'a>,
}

impl<'a> FamilyHistory<'a> {
    pub(super) fn of(inputs: &EvaluationInputs<'a>) -> Option<Self> {
        let history = inputs.history?;
        let model = PrecedentModel::new(cleaned(&history.moves), &history.kinds);
        Some(Self { history, model })
    }

    /// What it says of a feature; none where no Python distribution is to be placed.
    pub(super) fn about(
        &self,
        placed: &[&PlacedRequirement],
        recommended: Option<Placement>,
        inputs: &EvaluationInputs<'_>,
    ) -> Option<FeaturePrecedent> {
        let requirements: Vec<RequirementPrecedent> =
            placed.iter().filter_map(|requirement| self.about_one(requirement, inputs)).collect();
        let disagreements = requirements.iter().filter_map(|one| disagreement(one, recommended?)).collect();
        (!requirements.is_empty()).then(|| FeaturePrecedent {
            source: self.history.source.clone(),
            requirements,
            disagreements,
        })
    }

    fn about_one(
        &self,
        requirement: &PlacedRequirement,
        inputs: &EvaluationInputs<'_>,
    ) -> Option<RequirementPrecedent> {
        let line = requirement.requirement.as_ref()?;
        let project = &requirement.project;
        let known = self.history.moves.iter().map(|event| &event.repository);
        let repository = known
            .into_iter()
            .find(|repository| is_of(repository, project, inputs.manifest))
            .map_or_else(|| project.short().to_owned(), String::clone);
        let question = |about: Asked| PrecedentQuestion {
            package: line.requirement().name().clone(),
            repository: repository.clone(),
            date: inputs.manifest.family.as_of,
            about,
            imports: self.imported_by(requirement),
        };
        let today = EventPlacement::of(requirement.placement);
        let went =
            (today != EventPlacement::NOWHERE).then(|| self.model.ask(&question(Asked::From(today.clone()))));
        Some(RequirementPrecedent {
            requirement: requirement.id.clone(),
            put: self.model.ask(&question(Asked::Put)),
            went,
        })
    }

    /// What imports a requirement, as the catalogue has it; none where nobody has looked.
    fn imported_by(&self, requirement: &PlacedRequirement) -> Option<ImportedBy> {
        let sites = requirement.imports.value()?;
        Some(match sites.as_slice() {
            [] if requirement.tested.value() == Some(&true) => ImportedBy::Tests,
            [] => ImportedBy::Nothing,
            sites if sites.iter().all(|site| self.is_in_drivers(site)) => ImportedBy::Drivers,
            _ => ImportedBy::Code,
        })
    }

    fn is_in_drivers(&self, site: &ImportSite) -> bool {
        let folder = site.site.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.history.driver_folders.iter().any(|word| folder.contains(word.as_str()))
    }
}

/// A destination of less is right hardly more often than not, as the backtest's reliability shows.
const CLEARLY: f64 = 2.0 / 3.0;

/// For a placement in a requirement file, where comparable ones were put counts; for one elsewhere, where they went from today's. From
/// nowhere to nowhere nothing is recorded.
fn disagreement(one: &RequirementPrecedent, recommended: Placement) -> Option<Disagreement> {
    let (question, precedent) = if recommended.is_declared() {
        (PrecedentSide::Put, &one.put)
    } else {
        (PrecedentSide::Went, one.went.as_ref()?)
    };
    let most = precedent.most_probable()?;
    let disagrees = most.probability >= CLEARLY && most.place != EventPlacement::of(recommended);
    disagrees.then(|| Disagreement {
        requirement: one.requirement.clone(),
        question,
        place: most.place.clone(),
        probability: most.probability,
        recommended,
    })
}
