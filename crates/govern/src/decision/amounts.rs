//! The amount of each criterion at each placement, from the facts.

use haggle_tradeoff::{Fact, Measure as Amount, Quantity};

use super::engine_facts::{SHARED_FILES, count};
use super::facts::{FeatureFacts, Usage};
use crate::data::{CriterionEntry, CriterionMeasure, Formula, FormulaProduct, Placement};
use crate::known::Known;

/// A feature's facts, and where its requirements are today.
pub(super) struct Amounts<'a> {
    facts: &'a FeatureFacts,
    /// The same as the decision engine reads them.
    engine_facts: &'a [Fact],
    today: Option<Placement>,
    is_unused: bool,
    /// How many requirements are placed.
    placed: f64,
    /// The years over which an amount that occurs once is spread.
    horizon: f64,
}

/// Why a criterion says nothing of a feature.
pub(super) struct UnknownAmount {
    /// The measure that nobody knows.
    pub(super) measure: CriterionMeasure,
    /// Why nobody knows it.
    pub(super) because: String,
}

impl<'a> Amounts<'a> {
    /// Nothing is measured yet.
    pub(super) fn of(
        facts: &'a FeatureFacts,
        engine_facts: &'a [Fact],
        today: Option<Placement>,
        horizon: f64,
    ) -> Self {
        let is_unused = matches!(facts.usage().value(), Some(Usage::Nowhere(_)));
        Self { facts, engine_facts, today, is_unused, placed: count(facts.requirements.len()), horizon }
    }

    /// What nobody knows of a criterion's amounts at the alternatives; the share of deployments has a prior and is never in it.
    pub(super) fn unknown(
        &self,
        criterion: &CriterionEntry,
        alternatives: &[Placement],
    ) -> Option<UnknownAmount> {
        let formulas = alternatives.iter().filter_map(|alternative| criterion.at.get(alternative));
        let mut measures = formulas.flat_map(Formula::products).flat_map(|product| &product.measures);
        measures.find_map(|measure| {
            let fact = self.engine_facts.iter().find(|fact| fact.id == measure.id())?;
            let is_missing = *measure != CriterionMeasure::Share && fact.quantity == Quantity::Missing;
            is_missing.then(|| UnknownAmount { measure: *measure, because: fact.source.clone() })
        })
    }

    /// The amount of a criterion at an alternative. One that nobody knows is the same at all, so that it speaks for none of them.
    pub(super) fn amount(
        &self,
        criterion: &CriterionEntry,
        alternative: Placement,
        unknown: Option<&UnknownAmount>,
    ) -> Amount {
        if let Some(unknown) = unknown {
            let because = format!("unknown, so the same for every placement: {}", unknown.because);
            return Amount::fixed(criterion.worst, because);
        }
        let Some(formula) = criterion.at.get(&alternative) else {
            let because = criterion.otherwise.clone();
            return Amount::fixed(criterion.best, because.unwrap_or_else(|| "it has none".to_owned()));
        };
        self.formula(formula, alternative, self.spread(criterion))
    }

    /// The amount of a criterion at a placement on terms that say what it is there.
    pub(super) fn on_terms(&self, criterion: &CriterionEntry, of: Placement, formula: &Formula) -> Amount {
        self.formula(formula, of, self.spread(criterion))
    }

    /// What an amount is multiplied by: one that occurs once is spread over the horizon.
    fn spread(&self, criterion: &CriterionEntry) -> f64 {
        if criterion.once { 1.0 / self.horizon } else { 1.0 }
    }

    fn formula(&self, formula: &Formula, alternative: Placement, spread: f64) -> Amount {
        if let [product] = formula.products() {
            return self.product(product, alternative, spread, formula);
        }
        let (mut intercept, mut terms) = (0.0, Vec::new());
        for product in formula.products() {
            let factor = self.factor(product) * spread;
            match product.measures.iter().find(|measure| !measure.is_count()) {
                Some(measure) => terms.push((measure.id().to_owned(), factor)),
                None => intercept += factor,
            }
        }
        Amount::Affine { intercept, terms }
    }

    fn product(
        &self,
        product: &FormulaProduct,
        alternative: Placement,
        spread: f64,
        formula: &Formula,
    ) -> Amount {
        let factor = self.factor(product) * spread;
        let uncertain: Vec<CriterionMeasure> =
            product.measures.iter().copied().filter(|measure| !measure.is_count()).collect();
        let share = CriterionMeasure::Share.id();
        match uncertain[..] {
            _ if factor <= 0.0 => Amount::fixed(0.0, formula.to_string()),
            [] => Amount::fixed(factor, formula.to_string()),
            [CriterionMeasure::Files] => self.files(factor, alternative),
            [CriterionMeasure::Rest] => Amount::affine(factor, -factor, share),
            [measure] => Amount::affine(0.0, factor, measure.id()),
            [CriterionMeasure::Rest, other] | [other, CriterionMeasure::Rest] => {
                // The amount is linear in the share: the other enters at its most.
                let most = self.engine_facts.iter().find(|fact| fact.id == other.id());
                let most = most.map_or(0.0, |fact| fact.bounds().high());
                Amount::affine(factor * most, -factor * most, share)
            }
            _ => Amount::Product {
                factor,
                facts: uncertain.iter().map(|measure| measure.id().to_owned()).collect(),
            },
        }
    }

    /// The numbers of a product, and what is counted for the feature.
    fn factor(&self, product: &FormulaProduct) -> f64 {
        product.measures.iter().fold(product.factor, |factor, measure| match measure {
            CriterionMeasure::Placed => factor * self.placed,
            CriterionMeasure::Steps => factor * (1.0 + self.placed),
            CriterionMeasure::Used if self.is_unused => 0.0,
            _ => factor,
        })
    }

    /// The files that a change touches: where it is written today and then, the shared ones, and what goes with a feature.
    fn files(&self, factor: f64, alternative: Placement) -> Amount {
        if Some(alternative) == self.today {
            return Amount::fixed(0.0, "as today");
        }
        let page = match self.facts.promise {
            super::facts::Promise::None => None,
            _ => Some("the documentation page".to_owned()),
        };
        let written = self.today.and_then(file_of).into_iter().chain(file_of(alternative));
        let mut files: Vec<String> = written.map(str::to_owned).collect();
        if alternative == Placement::Reject {
            files.extend(self.facts.code_files());
            let is_tested = self.facts.requirements.iter().any(|one| one.tested.value() == Some(&true));
            files.extend(is_tested.then(|| "the tests".to_owned()));
            files.extend(page.filter(|page| !files.contains(page)));
        }
        if alternative.is_declared() {
            match &self.facts.shared_files {
                Known::Fact { value, .. } => files.extend(value.iter().map(|file| (*file).to_owned())),
                Known::Unknown { .. } => {
                    return Amount::affine(factor * count(files.len()), factor, SHARED_FILES);
                }
            }
        }
        Amount::fixed(factor * count(files.len()), files.join(", "))
    }
}

/// The file that an alternative is written in.
fn file_of(alternative: Placement) -> Option<&'static str> {
    match alternative {
        Placement::Core => Some("requirements.txt"),
        Placement::Extra => Some("setup.cfg"),
        Placement::Bindep => Some("bindep.txt"),
        Placement::Documented => Some("the documentation page"),
        Placement::Test => Some("test-requirements.txt"),
        Placement::Reject => None,
    }
}
