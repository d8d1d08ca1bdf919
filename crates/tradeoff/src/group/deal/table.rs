//! What each option of each issue gives each party, against today, in the order in which the search takes the issues.

use super::family::DealFamily;
use crate::numeric::sort_by;

/// Gains that differ by less than this are equal, and a loss below it is rounding.
pub(super) const TOLERANCE: f64 = 1e-9;

/// The options that may be chosen; `order[depth]` is an issue.
pub(super) struct Table {
    pub(super) n_parties: usize,
    pub(super) order: Vec<usize>,
    /// `[depth]`: the options of the issue that may be chosen, each with the gains of the parties; today's is the first.
    pub(super) rows: Vec<Vec<Row>>,
}

pub(super) struct Row {
    pub(super) option: usize,
    pub(super) gains: Vec<f64>,
    pub(super) is_move: bool,
}

impl Table {
    pub(super) fn new(family: &DealFamily) -> Self {
        let n_parties = family.parties.len();
        let rows_of = |issue: &super::family::DealIssue| -> Vec<Row> {
            let today = &issue.options[issue.today].utilities;
            let row = |option: usize| Row {
                option,
                gains: issue.options[option]
                    .utilities
                    .iter()
                    .zip(today)
                    .map(|(then, now)| then - now)
                    .collect(),
                is_move: option != issue.today,
            };
            let open = |&option: &usize| option != issue.today && !issue.options[option].struck_out;
            std::iter::once(issue.today).chain((0..issue.options.len()).filter(open)).map(row).collect()
        };
        let mut issues: Vec<(usize, Vec<Row>)> = family.issues.iter().map(rows_of).enumerate().collect();
        // What matters most is chosen first, so that a wrong choice is seen soon.
        let spread =
            |rows: &[Row]| rows.iter().flat_map(|row| &row.gains).map(|gain| gain.abs()).fold(0.0, f64::max);
        sort_by(&mut issues, |a, b| spread(&b.1).total_cmp(&spread(&a.1)).then(a.0.cmp(&b.0)));
        let (order, rows) = issues.into_iter().unzip();
        Self { n_parties, order, rows }
    }
}
