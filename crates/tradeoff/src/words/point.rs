//! The points of a score.

use super::numbers::{points, short};
use super::setting::Words;
use crate::decision::{FactUse, Point};

impl Words<'_> {
    /// A point: measure, value and weight, with each fact and its source.
    pub fn point(&self, point: &Point) -> String {
        let mut grounds: Vec<String> = point.facts.iter().map(|fact| self.fact_use(fact)).collect();
        grounds.extend(point.because.iter().map(|because| format!("by definition: {}", self.text(because))));
        format!(
            "{} gets {} of {} points on {}: {} {} is worth {} at weight {} ({})",
            self.name(&point.alternative),
            points(point.contribution),
            points(point.weight),
            self.criterion(&point.criterion),
            short(point.measure),
            self.text(&point.unit),
            short(point.value),
            short(point.weight),
            grounds.join("; "),
        )
    }

    fn fact_use(&self, fact: &FactUse) -> String {
        let bounds = if fact.bounds.width() > 0.0 {
            format!(" (between {} and {})", short(fact.bounds.low()), short(fact.bounds.high()))
        } else {
            String::new()
        };
        let date = fact.date.as_ref().map_or_else(String::new, |date| format!(", {}", self.text(date)));
        format!(
            "{}: {} {}{bounds}, source: {}{date}",
            self.text(&fact.label),
            short(fact.value),
            self.text(&fact.unit),
            self.text(&fact.source)
        )
    }
}
