//! Environment markers (PEP 508, 685, 751): grammar, printing, evaluation.

mod environment;
mod evaluate;
mod parse;
mod printer;
mod program;
mod quick;
mod quoted;
mod tokens;

use core::fmt;

use crate::grammar::as_text;
use program::Repr;

pub use environment::{MarkerEnvironment, Platform};
pub use evaluate::{MarkerError, MarkerScope};
pub(crate) use parse::marker;
pub(crate) use program::{Key, StepRef, Term};

/// A condition on the environment that a requirement holds under.
///
/// A marker is a flat program: comparisons in postfix order with `and` and `or` behind their operands, and the
/// normalised text that they point into. Neither parsing nor evaluating recurses, both take linear time: 25,000, 50,000 and
/// 100,000 nested parentheses take 4.2, 8.3 and 16.5 million instructions to parse, 750, 1,500 and 3,000 terms joined by
/// `or` 0.85, 1.66 and 3.32 million.
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

impl core::hash::Hash for Marker {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.as_bytes().hash(state);
    }
}
