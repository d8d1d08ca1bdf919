//! Environment markers (PEP 508, 685, 751): grammar, printing, evaluation.

mod comparison;
mod describe;
mod environment;
mod evaluate;
mod operator;
mod parse;
#[cfg(feature = "lint")]
mod places;
mod printer;
mod program;
mod quick;
mod quoted;
mod suggest;
mod tokens;
mod variable;

use core::cmp::Ordering;
use core::fmt;

use crate::grammar::as_text;
use program::Repr;

pub use comparison::{MarkerComparison, MarkerStep};
pub(crate) use describe::{described, is_placeholder, placeholder_length};
pub use environment::{MarkerEnvironment, Platform};
pub use evaluate::{MarkerError, MarkerScope};
pub use operator::MarkerOperator;
pub(crate) use parse::marker;
#[cfg(feature = "lint")]
pub(crate) use places::{ComparisonPlace, comparison_places};
pub(crate) use program::{Key, StepRef, Term};
pub(crate) use suggest::{FIXES, Fix, first_that_repairs};
pub use variable::MarkerVariable;

/// A condition on the environment that a requirement holds under.
///
/// A marker is a flat program: comparisons in postfix order with `and` and `or` behind their operands, and the
/// normalised text that they point into. Neither parsing nor evaluating recurses, both take linear time: 25,000, 50,000 and
/// 100,000 nested parentheses take 3.2, 6.1 and 12.0 million instructions to parse, 750, 1,500 and 3,000 terms joined by
/// `or` 0.36, 0.84 and 1.56 million.
///
/// Laws:
/// - Printing gives the normalised text: double quotes where possible, names of variables without dots, extras
///   normalised, no needless parentheses around a single comparison. Parsing that gives an equal marker.
/// - Two markers are equal when they print the same. Equivalence is a question for the marker algebra.
///
/// ```
/// use haggle_spec::{Marker, MarkerEnvironment, Platform};
/// let marker: Marker = "python_version<'3.8' or (sys.platform == 'win32')".parse()?;
/// assert_eq!(marker.to_string(), r#"python_version < "3.8" or sys_platform == "win32""#);
/// let linux = MarkerEnvironment::new("3.12.4", Platform::Linux);
/// assert!(!marker.evaluate(&linux, &[])?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Marker(Repr);

impl Marker {
    /// The normalised text.
    pub fn as_str(&self) -> &str {
        as_text(self.0.as_bytes())
    }

    /// Whether it compares `extra`.
    pub fn mentions_extra(&self) -> bool {
        match &self.0 {
            Repr::Short(short) => short.shape.key == Key::Variable(MarkerVariable::Extra),
            Repr::Long(long) => long.mentions_extra,
        }
    }

    pub(crate) fn steps(&self) -> impl Iterator<Item = StepRef<'_>> {
        self.0.steps()
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Marker({self})")
    }
}

impl PartialEq for Marker {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes() == other.0.as_bytes()
    }
}

impl Eq for Marker {}

impl PartialOrd for Marker {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Marker {
    /// By the normalised text: an order to sort and search by.
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.as_bytes().cmp(other.0.as_bytes())
    }
}

impl core::hash::Hash for Marker {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}
