//! Environment markers (PEP 508, 685, 751): grammar, printing, evaluation.

mod environment;
mod evaluate;
mod parse;
mod printer;
mod quoted;
mod tokens;

use core::fmt;

use crate::Specifier;
use crate::short_text::ShortText;

pub use environment::{MarkerEnvironment, Platform};
pub use evaluate::{MarkerError, MarkerScope};
pub(crate) use parse::marker;

/// A condition on the environment that a requirement holds under.
///
/// A marker is a flat program: comparisons in postfix order with `and` and `or` behind their operands, and the
/// normalised text that they point into. Neither parsing nor evaluating recurses, both take linear time.
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
pub struct Marker {
    /// The normalised text, and behind `printed` the values that it cannot spell plainly.
    text: ShortText,
    /// How much of the text is printed.
    printed: u32,
    program: Program,
    mentions_extra: bool,
    /// Whether evaluating needs more than 64 places for outcomes.
    is_deep: bool,
}

/// One comparison lies in place; more in postfix order.
#[derive(Clone)]
enum Program {
    One(Term),
    Many(Vec<Step>),
}

#[derive(Clone)]
enum Step {
    Term(Term),
    And,
    Or,
}

/// One comparison.
#[derive(Clone)]
pub(crate) struct Term {
    pub(crate) left: TextSpan,
    pub(crate) right: TextSpan,
    /// What is looked up in the environment: the left side if that is a variable, else the right side, literal or not.
    pub(crate) key: Key,
    pub(crate) operator: MarkerOperator,
    pub(crate) key_is_left: bool,
    left_is_variable: bool,
    right_is_variable: bool,
    /// The comparison as a specifier, where the key is a version, stands left, and the right side makes one.
    pub(crate) specifier: Option<Specifier>,
}

/// A stretch of a marker's own text.
#[derive(Clone, Copy)]
pub(crate) struct TextSpan {
    start: u32,
    end: u32,
}

/// What a comparison looks up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Variable(MarkerVariable),
    /// A literal on both sides: the right one is taken for a name, and this one is none that PEP 508 defines.
    Undefined,
}

/// The variables of markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum MarkerVariable {
    /// `implementation_name`: `cpython`.
    ImplementationName,
    /// `implementation_version`: `3.12.4`.
    ImplementationVersion,
    /// `os_name`: `posix`.
    OsName,
    /// `platform_machine`: `x86_64`.
    PlatformMachine,
    /// `platform_python_implementation`: `CPython`.
    PlatformPythonImplementation,
    /// `platform_release`: `6.8.0-45-generic`.
    PlatformRelease,
    /// `platform_system`: `Linux`.
    PlatformSystem,
    /// `platform_version`: `#45-Ubuntu SMP`.
    PlatformVersion,
    /// `python_full_version`: `3.12.4`.
    PythonFullVersion,
    /// `python_version`: `3.12`.
    PythonVersion,
    /// `sys_platform`: `linux`.
    SysPlatform,
    /// `extra`: the extra that is asked for.
    Extra,
    /// `extras`: all extras that are asked for (PEP 751).
    Extras,
    /// `dependency_groups`: all dependency groups that are asked for (PEP 751).
    DependencyGroups,
}

/// How many variables describe the environment itself.
const N_ENVIRONMENT: usize = 11;

const VARIABLES: [(MarkerVariable, &str); 14] = [
    (MarkerVariable::ImplementationName, "implementation_name"),
    (MarkerVariable::ImplementationVersion, "implementation_version"),
    (MarkerVariable::OsName, "os_name"),
    (MarkerVariable::PlatformMachine, "platform_machine"),
    (MarkerVariable::PlatformPythonImplementation, "platform_python_implementation"),
    (MarkerVariable::PlatformRelease, "platform_release"),
    (MarkerVariable::PlatformSystem, "platform_system"),
    (MarkerVariable::PlatformVersion, "platform_version"),
    (MarkerVariable::PythonFullVersion, "python_full_version"),
    (MarkerVariable::PythonVersion, "python_version"),
    (MarkerVariable::SysPlatform, "sys_platform"),
    (MarkerVariable::Extra, "extra"),
    (MarkerVariable::Extras, "extras"),
    (MarkerVariable::DependencyGroups, "dependency_groups"),
];

impl MarkerVariable {
    /// The name as markers write it.
    pub fn as_str(self) -> &'static str {
        VARIABLES[self as usize].1
    }

    /// The variable of that very name.
    pub fn from_name(name: &str) -> Option<Self> {
        VARIABLES.iter().find(|(_, known)| *known == name).map(|(variable, _)| *variable)
    }

    /// Whether its values are compared as versions, where both sides are some.
    pub fn is_version(self) -> bool {
        matches!(
            self,
            MarkerVariable::ImplementationVersion
                | MarkerVariable::PlatformRelease
                | MarkerVariable::PythonFullVersion
                | MarkerVariable::PythonVersion
        )
    }

    /// Whether it holds a set of names.
    fn is_set(self) -> bool {
        matches!(self, MarkerVariable::Extras | MarkerVariable::DependencyGroups)
    }
}

/// The comparisons of markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkerOperator {
    /// `<=`
    LessEqual,
    /// `<`
    Less,
    /// `!=`
    NotEqual,
    /// `==`
    Equal,
    /// `>=`
    GreaterEqual,
    /// `>`
    Greater,
    /// `~=`
    Compatible,
    /// `===`
    Arbitrary,
    /// `in`: the left text is a part of the right one, or a member of the right set.
    In,
    /// `not in`
    NotIn,
}

impl MarkerOperator {
    /// The operator as markers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            MarkerOperator::LessEqual => "<=",
            MarkerOperator::Less => "<",
            MarkerOperator::NotEqual => "!=",
            MarkerOperator::Equal => "==",
            MarkerOperator::GreaterEqual => ">=",
            MarkerOperator::Greater => ">",
            MarkerOperator::Compatible => "~=",
            MarkerOperator::Arbitrary => "===",
            MarkerOperator::In => "in",
            MarkerOperator::NotIn => "not in",
        }
    }
}

impl MarkerOperator {
    /// The operator of specifiers that is written the same, if there is one.
    fn as_specifier(self) -> Option<crate::Operator> {
        Some(match self {
            MarkerOperator::LessEqual => crate::Operator::LessEqual,
            MarkerOperator::Less => crate::Operator::Less,
            MarkerOperator::NotEqual => crate::Operator::NotEqual,
            MarkerOperator::Equal => crate::Operator::Equal,
            MarkerOperator::GreaterEqual => crate::Operator::GreaterEqual,
            MarkerOperator::Greater => crate::Operator::Greater,
            MarkerOperator::Compatible => crate::Operator::Compatible,
            MarkerOperator::Arbitrary => crate::Operator::Arbitrary,
            MarkerOperator::In | MarkerOperator::NotIn => return None,
        })
    }
}

impl Marker {
    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.text.as_str()[..self.printed as usize]
    }

    /// Whether it compares `extra`.
    pub fn mentions_extra(&self) -> bool {
        self.mentions_extra
    }

    pub(crate) fn text_of(&self, span: TextSpan) -> &str {
        &self.text.as_str()[span.start as usize..span.end as usize]
    }

    /// A comparison with another operator, as it is printed.
    pub(crate) fn comparison_with(&self, term: &Term, operator: MarkerOperator) -> String {
        let side = |span, is_variable| {
            let text = self.text_of(span);
            if is_variable { text.to_owned() } else { quoted::quote(text) }
        };
        format!(
            "{} {} {}",
            side(term.left, term.left_is_variable),
            operator.as_str(),
            side(term.right, term.right_is_variable)
        )
    }

    pub(crate) fn steps(&self) -> impl Iterator<Item = StepRef<'_>> {
        let (one, many) = match &self.program {
            Program::One(term) => (Some(StepRef::Term(term)), &[][..]),
            Program::Many(steps) => (None, &steps[..]),
        };
        one.into_iter().chain(many.iter().map(|step| match step {
            Step::Term(term) => StepRef::Term(term),
            Step::And => StepRef::And,
            Step::Or => StepRef::Or,
        }))
    }
}

pub(crate) enum StepRef<'a> {
    Term(&'a Term),
    And,
    Or,
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
        self.as_str() == other.as_str()
    }
}

impl Eq for Marker {}

impl core::hash::Hash for Marker {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
