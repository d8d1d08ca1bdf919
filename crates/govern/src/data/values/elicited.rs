//! How a stakeholder's weights were elicited.

use serde::Serialize;

use super::settings::number;
use crate::data::reader::{TableReader, word};
use crate::day::Day;

/// How a stakeholder is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ElicitationMethod {
    /// `swing`: points for each criterion, 100 for the swing from worst to best that matters most.
    Swing,
    /// `pairs`: how much more each criterion matters than each other one.
    Pairs,
}

impl ElicitationMethod {
    /// All, each with its name in files and on the command line.
    pub const NAMES: [(&'static str, Self); 2] = [("swing", Self::Swing), ("pairs", Self::Pairs)];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, method)| *method == self).map_or("", |(name, _)| name)
    }
}

/// How a stakeholder's weights were elicited.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Elicited {
    /// How the stakeholder was asked.
    pub method: ElicitationMethod,
    /// When.
    pub date: Day,
    /// The consistency ratio of comparisons in pairs; up to 0.1 is usually accepted.
    pub consistency: Option<f64>,
}

impl Elicited {
    pub(super) fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let method =
            table.required("method").and_then(|text| word(&text, table.errors, &ElicitationMethod::NAMES));
        let date = table.required("date");
        let consistency = match table.optional("consistency") {
            Some(None) => Some(None),
            found => number(found.flatten(), table, |value| value >= 0.0, "0 or more").map(Some),
        };
        Some(Self { method: method?, date: date?, consistency: consistency? })
    }

    /// As it is written in the file.
    pub(super) fn text(&self) -> String {
        let consistency =
            self.consistency.map(|ratio| format!(", consistency = {ratio:?}")).unwrap_or_default();
        format!("{{ method = \"{}\", date = {}{consistency} }}", self.method.name(), self.date)
    }
}
