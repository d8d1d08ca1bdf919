//! What somebody set in the page, over the problem as it was evaluated.

use haggle_tradeoff::{Draft, Elicitation, Interval, Quantity, VetoVerdict, Waiver};

/// What differs from the problem; everything is named by its place in the draft.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Stakeholder, criterion, and the bounds of the swing points.
    pub weights: Vec<(usize, usize, [f64; 2])>,
    /// Stakeholder and say.
    pub powers: Vec<(usize, f64)>,
    /// A fact, and the value that it is taken to have exactly.
    pub facts: Vec<(usize, f64)>,
    /// Failed vetoes that are taken to be waived.
    pub waived: Vec<usize>,
}

impl Settings {
    /// Reads numbers: how many weights and these, how many powers and these, how many facts and these, how many waivers and these.
    ///
    /// # Errors
    /// A number too few or too many, or one that is not a place.
    pub fn read(numbers: &[f64]) -> Result<Self, String> {
        let mut numbers = numbers.iter().copied();
        let settings = Self::of(&mut numbers).ok_or("the settings are cut off")?;
        if numbers.next().is_some() {
            Err("the settings go on after their end".to_owned())
        } else {
            Ok(settings)
        }
    }

    fn of(numbers: &mut impl Iterator<Item = f64>) -> Option<Self> {
        let mut settings = Self::default();
        for _ in 0..place(numbers.next()?)? {
            let (stakeholder, criterion) = (place(numbers.next()?)?, place(numbers.next()?)?);
            settings.weights.push((stakeholder, criterion, [numbers.next()?, numbers.next()?]));
        }
        for _ in 0..place(numbers.next()?)? {
            settings.powers.push((place(numbers.next()?)?, numbers.next()?));
        }
        for _ in 0..place(numbers.next()?)? {
            settings.facts.push((place(numbers.next()?)?, numbers.next()?));
        }
        for _ in 0..place(numbers.next()?)? {
            settings.waived.push(place(numbers.next()?)?);
        }
        Some(settings)
    }

    /// Sets them in a problem.
    ///
    /// # Errors
    /// What cannot be set, in words.
    pub fn apply(&self, draft: &mut Draft) -> Result<(), String> {
        for &(stakeholder, criterion, [low, high]) in &self.weights {
            let points = Interval::new(low, high).map_err(|error| error.to_string())?;
            let one = draft.stakeholders.get_mut(stakeholder);
            let Some(Elicitation::Swing(weights)) = one.map(|one| &mut one.weights) else {
                return Err("there are no swing points to set".to_owned());
            };
            weights.get_mut(criterion).ok_or("there is no such criterion")?.points = points;
        }
        for &(stakeholder, power) in &self.powers {
            draft.stakeholders.get_mut(stakeholder).ok_or("there is no such stakeholder")?.power = power;
        }
        for &(fact, value) in &self.facts {
            draft.facts.get_mut(fact).ok_or("there is no such fact")?.quantity = Quantity::Point(value);
        }
        for &veto in &self.waived {
            let veto = draft.vetoes.get_mut(veto).ok_or("there is no such veto")?;
            let role = veto.waivable_by.clone().filter(|_| veto.verdict == VetoVerdict::Fail);
            let role = role.ok_or("nobody may waive this veto")?;
            let reason = "as set in this page".to_owned();
            veto.waiver = Some(Waiver { name: role.clone(), role, date: String::new(), reason });
        }
        Ok(())
    }
}

/// A number that is a place or a count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 2^16")]
fn place(number: f64) -> Option<usize> {
    let is_place = number.fract() == 0.0 && (0.0..65_536.0).contains(&number);
    is_place.then_some(number as usize)
}
