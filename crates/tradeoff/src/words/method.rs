//! What other methods say.

use super::numbers::points;
use super::setting::Words;
use crate::analysis::CrossCheck;

impl Words<'_> {
    /// What the method says, and why it differs.
    pub fn cross_check(&self, check: &CrossCheck) -> String {
        let names = |ids: &[String]| self.names(ids, " and ");
        // A record that was read may hold anything here.
        let (method, because) = (self.text(&check.method), self.text(&check.because));
        let mut parts = vec![match (&check.difference, check.winners.is_empty()) {
            (_, true) => format!("{method} puts nothing first"),
            (None, _) => format!("{method} puts {} first too", names(&check.winners)),
            (Some(_), _) => format!("{method} puts {} first, as {because}", names(&check.winners)),
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
