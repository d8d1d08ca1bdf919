//! Variables of markers whose values exist together, and the comparisons with them.

use haggle_spec::{
    Marker, MarkerComparison, MarkerEnvironment, MarkerOperator, MarkerVariable, Platform, Version,
};
use rustc_hash::FxHashMap;

use super::families::{self, IMPLEMENTATION, Named, PLATFORM, Row};

/// A comparison that is not one with a whole value, and its opposite, as they are written.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) marker: Marker,
    pub(super) text: String,
    pub(super) negated: String,
    /// The rows of its group where it holds; empty for a switch.
    pub(super) holds: Vec<bool>,
}

/// Variables with the values that they may have together.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) variables: &'static [MarkerVariable],
    pub(super) rows: Vec<Row>,
    pub(super) comparisons: Vec<Comparison>,
    /// The rows of a text, by column and text.
    pub(super) by_text: FxHashMap<(usize, String), Vec<u32>>,
    /// The rows of a version, where the values are versions.
    pub(super) by_version: FxHashMap<Version, Vec<u32>>,
}

impl Group {
    pub(super) fn new(variables: &'static [MarkerVariable], named: &Named) -> Self {
        let rows = if variables == PLATFORM {
            families::platforms(named)
        } else if variables == IMPLEMENTATION {
            families::implementations(named)
        } else {
            families::texts_of(named, variables[0])
        };
        let mut by_text: FxHashMap<(usize, String), Vec<u32>> = FxHashMap::default();
        let mut by_version: FxHashMap<Version, Vec<u32>> = FxHashMap::default();
        for (index, row) in (0u32..).zip(&rows) {
            for (column, value) in row.iter().enumerate() {
                by_text.entry((column, value.text.clone())).or_default().push(index);
                if variables[0].is_version()
                    && let Ok(version) = value.text.parse::<Version>()
                {
                    by_version.entry(version).or_default().push(index);
                }
            }
        }
        Self { variables, rows, comparisons: Vec::new(), by_text, by_version }
    }

    pub(super) fn environment(&self, row: &Row) -> MarkerEnvironment {
        let bare = MarkerEnvironment::new("3.12.0", Platform::Linux);
        self.put(row, bare)
    }

    pub(super) fn put(&self, row: &Row, environment: MarkerEnvironment) -> MarkerEnvironment {
        let values = self.variables.iter().zip(row);
        values.fold(environment, |environment, (variable, value)| environment.with(*variable, &value.text))
    }

    /// The row of the environment: the one with its values, or one that no comparison tells from it.
    pub(super) fn row_of(&self, environment: &MarkerEnvironment) -> Option<u32> {
        let columns =
            || self.variables.iter().map(|variable| environment.value(*variable).unwrap_or_default());
        if let Some(version) = environment.version(self.variables[0])
            && let Some(rows) = self.by_version.get(version)
        {
            return rows.first().copied();
        }
        let is_known: Vec<bool> = columns()
            .enumerate()
            .map(|(column, text)| self.by_text.contains_key(&(column, text.to_owned())))
            .collect();
        let fits = |row: &Row| {
            columns()
                .zip(&is_known)
                .zip(row)
                .all(|((text, is_known), value)| if *is_known { text == value.text } else { !value.is_exact })
        };
        let agrees = |index: usize| {
            self.comparisons
                .iter()
                .all(|comparison| evaluate(&comparison.marker, environment) == comparison.holds[index])
        };
        let found = self.rows.iter().enumerate().position(|(index, row)| fits(row) && agrees(index));
        found.and_then(|index| u32::try_from(index).ok())
    }
}

/// Whether the comparison holds.
pub(super) fn evaluate(marker: &Marker, environment: &MarkerEnvironment) -> bool {
    // A comparison without a value is taken to hold, as it is for one environment.
    marker.evaluate(environment, &[]).unwrap_or(true)
}

/// The comparison that holds where this one does not.
pub(super) fn negated(comparison: &MarkerComparison<'_>) -> String {
    let opposite = match comparison.operator() {
        MarkerOperator::Equal | MarkerOperator::Arbitrary => MarkerOperator::NotEqual,
        MarkerOperator::NotEqual => MarkerOperator::Equal,
        MarkerOperator::Less => MarkerOperator::GreaterEqual,
        MarkerOperator::LessEqual => MarkerOperator::Greater,
        MarkerOperator::Greater => MarkerOperator::LessEqual,
        MarkerOperator::GreaterEqual => MarkerOperator::Less,
        MarkerOperator::In => MarkerOperator::NotIn,
        MarkerOperator::NotIn => MarkerOperator::In,
        MarkerOperator::Compatible => {
            // `~= "3.8.1"` stands for `>= "3.8.1"` and `== "3.8.*"`.
            let literal = comparison.literal().unwrap_or_default();
            let prefix = literal.rsplit_once('.').map_or(literal, |(prefix, _)| prefix);
            let name = comparison.variable().map_or("", MarkerVariable::as_str);
            return format!("({name} < \"{literal}\" or {name} != \"{prefix}.*\")");
        }
    };
    comparison.text_with(opposite)
}
