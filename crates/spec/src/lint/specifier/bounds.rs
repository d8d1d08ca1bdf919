//! What several specifiers mean together: the tightest bounds, and what is excluded between them.

use crate::version::cut::Cut;
use crate::{Operator, SpecifierSet, VersionSet};

/// The bounds of a set of specifiers. O(n log n) to make and to ask, where intersecting the sets one by one is quadratic.
pub(super) struct Bounds {
    /// The tightest lower and upper bound, and which specifier sets it.
    pub(super) lower: Option<Bound>,
    pub(super) upper: Option<Bound>,
    /// What is left out, by its start, larger ones first.
    exclusions: Vec<Exclusion>,
    /// The others, each with whether it has a lower bound.
    intervals: Vec<(usize, bool)>,
}

/// A place, and the specifier that sets it.
pub(super) struct Bound {
    cut: Cut,
    pub(super) index: usize,
    has_both: bool,
}

struct Exclusion {
    start: Option<Cut>,
    end: Option<Cut>,
    index: usize,
}

impl Bounds {
    /// The bounds; `===` sets none.
    pub(super) fn of(specifiers: &SpecifierSet) -> Self {
        let mut bounds = Self { lower: None, upper: None, exclusions: Vec::new(), intervals: Vec::new() };
        for (index, specifier) in specifiers.iter().enumerate() {
            if specifier.operator() == Operator::Arbitrary {
                continue;
            }
            let set = VersionSet::from(specifier);
            if specifier.operator() == Operator::NotEqual {
                let (starts_inside, cuts) = set.complement().into_cuts();
                let (start, end) = ends(cuts, !starts_inside);
                bounds.exclusions.push(Exclusion { start, end, index });
                continue;
            }
            let (starts_inside, cuts) = set.into_cuts();
            let (lower, upper) = ends(cuts, !starts_inside);
            if lower.is_some() || upper.is_some() {
                bounds.intervals.push((index, lower.is_some()));
            }
            let has_both = lower.is_some() && upper.is_some();
            bounds.tighten(lower, upper, index, has_both);
        }
        bounds.exclusions.sort_by(|left, right| {
            (&left.start, &right.end, left.index).cmp(&(&right.start, &left.end, right.index))
        });
        bounds
    }

    fn tighten(&mut self, lower: Option<Cut>, upper: Option<Cut>, index: usize, has_both: bool) {
        // Of two that say the same, the one that says more counts, else the first.
        let counts = |bound: &Bound, is_tighter: bool, is_same: bool| {
            is_tighter || (is_same && has_both && !bound.has_both)
        };
        if let Some(cut) = lower
            && self.lower.as_ref().is_none_or(|bound| counts(bound, cut > bound.cut, cut == bound.cut))
        {
            self.lower = Some(Bound { cut, index, has_both });
        }
        if let Some(cut) = upper
            && self.upper.as_ref().is_none_or(|bound| counts(bound, cut < bound.cut, cut == bound.cut))
        {
            self.upper = Some(Bound { cut, index, has_both });
        }
    }

    /// Whether the bounds leave nothing between them.
    pub(super) fn are_crossed(&self) -> bool {
        match (&self.lower, &self.upper) {
            (Some(lower), Some(upper)) => lower.cut >= upper.cut,
            _ => false,
        }
    }

    /// Whether everything between the bounds is excluded; only where both are there.
    pub(super) fn is_all_excluded(&self) -> bool {
        let (Some(lower), Some(upper)) = (&self.lower, &self.upper) else { return false };
        let mut reached = lower.cut.clone();
        for exclusion in &self.exclusions {
            if exclusion.start.as_ref().is_some_and(|start| *start > reached) {
                return false;
            }
            match &exclusion.end {
                None => return true,
                Some(end) if *end > reached => reached = end.clone(),
                Some(_) => {}
            }
            if reached >= upper.cut {
                return true;
            }
        }
        false
    }

    /// The specifiers that say nothing beside the others, each with one that says it: bounds that are not the tightest, and exclusions
    /// outside the bounds or within another one.
    pub(super) fn redundant(&self) -> Vec<(usize, usize)> {
        let mut redundant = Vec::new();
        let owners = [self.lower.as_ref(), self.upper.as_ref()];
        for (index, has_lower) in &self.intervals {
            let is_owner = owners.iter().flatten().any(|owner| owner.index == *index);
            let tighter = if *has_lower { owners[0] } else { owners[1] };
            if let Some(tighter) = tighter.filter(|_| !is_owner) {
                redundant.push((*index, tighter.index));
            }
        }
        let mut widest: Option<&Exclusion> = None;
        for exclusion in &self.exclusions {
            let Exclusion { start, end, index } = exclusion;
            let below = self.lower.as_ref().filter(|lower| end.as_ref().is_some_and(|end| *end <= lower.cut));
            let above =
                self.upper.as_ref().filter(|upper| start.as_ref().is_some_and(|start| *start >= upper.cut));
            let within = widest.filter(|widest| match (&widest.end, end) {
                (None, _) => true,
                (Some(widest), Some(end)) => end <= widest,
                (Some(_), None) => false,
            });
            let reason = below.or(above).map(|bound| bound.index).or(within.map(|widest| widest.index));
            redundant.extend(reason.map(|reason| (*index, reason)));
            if within.is_none() {
                widest = Some(exclusion);
            }
        }
        redundant.sort_unstable();
        redundant
    }

    /// The specifiers that exclude, in no particular order.
    pub(super) fn exclusions(&self) -> impl Iterator<Item = usize> {
        self.exclusions.iter().map(|exclusion| exclusion.index)
    }
}

/// The lower and the upper end of a stretch that its cuts enclose; of one cut, the lower end if it is where the stretch starts.
fn ends(cuts: Vec<Cut>, starts_below: bool) -> (Option<Cut>, Option<Cut>) {
    let mut cuts = cuts.into_iter();
    if starts_below { (cuts.next(), cuts.next()) } else { (None, cuts.next()) }
}
