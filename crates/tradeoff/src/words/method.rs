//! What other methods say.

use super::numbers::points;
use super::setting::Words;
use crate::analysis::CrossCheck;

impl Words<'_> {
    /// What the method says, and why it differs.
    pub fn cross_check(&self, check: &CrossCheck) -> String {
        let names = |ids: &[String]| self.names(ids, " and ");
        let mut parts = vec![match (&check.difference, check.winners.is_empty()) {
            (_, true) => format!("{} puts nothing first", check.method),
            (None, _) => format!("{} puts {} first too", check.method, names(&check.winners)),
            (Some(_), _) => {
                format!("{} puts {} first, as {}", check.method, names(&check.winners), check.because)
            }
        }];
        if let Some(difference) = &check.difference {
            let behind = points(difference.behind);
            parts.push(format!("by the rule {} is {behind} points behind", self.name(&difference.winner)));
            let sides = [("gains", &difference.largest_gain), ("loses", &difference.largest_loss)];
            for (verb, part) in sides.into_iter().filter_map(|(verb, part)| Some((verb, part.as_ref()?))) {
                let criterion = self.criterion(&part.criterion);
                parts.push(format!("it {verb} most on {criterion} ({} points)", points(part.by)));
            }
        }
        for reversal in &check.reversals {
            let dropped = self.name(&reversal.dropped);
            parts.push(format!("without {dropped} it puts {} first", names(&reversal.winners)));
        }
        parts.join("; ")
    }
}
