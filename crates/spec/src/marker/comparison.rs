//! The public view of a marker's program: its comparisons, and what joins them.

use super::program::{Key, StepRef, Term};
use super::{Marker, MarkerOperator, MarkerVariable};

/// One step of a marker in postfix order: a comparison, or `and` or `or` of the two values before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkerStep<'a> {
    /// A comparison.
    Comparison(MarkerComparison<'a>),
    /// Both of the two values before it.
    And,
    /// Either of the two values before it.
    Or,
}

/// A comparison of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkerComparison<'a> {
    term: Term<'a>,
}

impl<'a> MarkerComparison<'a> {
    /// The variable that is compared; `None` where both sides are texts. Where both sides are variables, the left one.
    pub fn variable(&self) -> Option<MarkerVariable> {
        match self.term.key {
            Key::Variable(variable) => Some(variable),
            Key::Undefined => None,
        }
    }

    /// The text that the variable is compared with; `None` where that is a variable, too.
    pub fn literal(&self) -> Option<&'a str> {
        match self.variable()? {
            _ if self.term.has_variables() => None,
            _ if self.term.key_is_left => Some(self.term.right),
            _ => Some(self.term.left),
        }
    }

    /// The operator.
    pub fn operator(&self) -> MarkerOperator {
        self.term.operator
    }

    /// The comparison as the marker prints it.
    pub fn text(&self) -> String {
        self.term.with_operator(self.term.operator)
    }

    /// The comparison with another operator.
    pub fn text_with(&self, operator: MarkerOperator) -> String {
        self.term.with_operator(operator)
    }
}

impl Marker {
    /// The marker as a program in postfix order. Reading it recurses as little as evaluating does, so that markers of any
    /// depth can be read.
    ///
    /// ```
    /// use haggle_spec::{Marker, MarkerStep, MarkerVariable};
    /// let marker: Marker = "os_name == 'nt' or 'arm' in platform_machine".parse()?;
    /// let compared: Vec<_> = marker
    ///     .program()
    ///     .filter_map(|step| match step {
    ///         MarkerStep::Comparison(comparison) => Some((comparison.variable()?, comparison.literal()?)),
    ///         MarkerStep::And | MarkerStep::Or => None,
    ///     })
    ///     .collect();
    /// assert_eq!(compared, [(MarkerVariable::OsName, "nt"), (MarkerVariable::PlatformMachine, "arm")]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn program(&self) -> impl Iterator<Item = MarkerStep<'_>> {
        self.steps().map(|step| match step {
            StepRef::Term(term) => MarkerStep::Comparison(MarkerComparison { term }),
            StepRef::And => MarkerStep::And,
            StepRef::Or => MarkerStep::Or,
        })
    }
}
