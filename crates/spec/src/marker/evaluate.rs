//! Evaluating markers: every comparison, in order, with the reference's fallback from versions to texts.

use core::fmt;

use super::program::{Key, Long, Repr, Shape, Step, Term, Way};
use super::{Marker, MarkerEnvironment, MarkerOperator, MarkerVariable};
use crate::{ExtraName, Specifier, normalise_name};

/// Why a marker has no value in an environment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MarkerError {
    /// The comparison means nothing: `~=` or `===` between texts that are not versions, or a set on the left side.
    UndefinedComparison {
        /// The comparison, as the marker prints it.
        comparison: String,
    },
    /// The environment has no such name.
    UndefinedName {
        /// The name.
        name: String,
    },
}

impl fmt::Display for MarkerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarkerError::UndefinedComparison { comparison } => {
                write!(f, "the comparison `{comparison}` is not defined")
            }
            MarkerError::UndefinedName { name } => write!(f, "the environment does not define `{name}`"),
        }
    }
}

impl core::error::Error for MarkerError {}

/// What is asked for, besides the environment: it decides which of `extra`, `extras` and `dependency_groups` have a
/// value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarkerScope {
    extra: Option<String>,
    extras: Option<Vec<ExtraName>>,
    dependency_groups: Option<Vec<ExtraName>>,
}

impl MarkerScope {
    /// The requirements of a distribution's metadata: `extra` is one of its extras, or empty.
    pub fn metadata(extra: &str) -> Self {
        MarkerScope { extra: Some(normalise_name(extra)), ..MarkerScope::default() }
    }

    /// A requirement on its own: none of the three is defined.
    pub fn requirement() -> Self {
        MarkerScope::default()
    }

    /// A lock file (PEP 751): sets of extras and of groups.
    pub fn lock_file(
        extras: impl IntoIterator<Item = ExtraName>,
        dependency_groups: impl IntoIterator<Item = ExtraName>,
    ) -> Self {
        MarkerScope::default().with_extras(extras).with_dependency_groups(dependency_groups)
    }

    /// The same scope, with `extra` defined.
    #[must_use]
    pub fn with_extra(self, extra: &str) -> Self {
        MarkerScope { extra: Some(normalise_name(extra)), ..self }
    }

    /// The same scope, with `extras` defined.
    #[must_use]
    pub fn with_extras(self, extras: impl IntoIterator<Item = ExtraName>) -> Self {
        MarkerScope { extras: Some(extras.into_iter().collect()), ..self }
    }

    /// The same scope, with `dependency_groups` defined.
    #[must_use]
    pub fn with_dependency_groups(self, groups: impl IntoIterator<Item = ExtraName>) -> Self {
        MarkerScope { dependency_groups: Some(groups.into_iter().collect()), ..self }
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            extra: self.extra.as_deref(),
            extras: self.extras.as_deref(),
            dependency_groups: self.dependency_groups.as_deref(),
        }
    }
}

#[derive(Clone, Copy)]
struct Asked<'a> {
    extra: Option<&'a str>,
    extras: Option<&'a [ExtraName]>,
    dependency_groups: Option<&'a [ExtraName]>,
}

impl Marker {
    /// Whether the marker holds for a distribution's metadata when these extras are asked for: without extras `extra`
    /// is empty; with several, it holds if it does for one of them.
    ///
    /// # Errors
    /// The first comparison that has no value; every comparison is looked at, as the reference does.
    #[inline]
    pub fn evaluate(
        &self,
        environment: &MarkerEnvironment,
        extras: &[ExtraName],
    ) -> Result<bool, MarkerError> {
        if let [] | [_] = extras {
            let extra = extras.first().map_or(&b""[..], ExtraName::as_bytes);
            if let Some(outcome) = self.evaluate_quickly(environment, extra) {
                return Ok(outcome);
            }
        }
        self.evaluate_for_any(environment, extras)
    }

    #[cold]
    fn evaluate_for_any(
        &self,
        environment: &MarkerEnvironment,
        extras: &[ExtraName],
    ) -> Result<bool, MarkerError> {
        let asked = |extra| Asked { extra: Some(extra), extras: None, dependency_groups: None };
        if !self.mentions_extra() || extras.is_empty() {
            return self.evaluate_asked(environment, asked(""));
        }
        for extra in extras {
            let outcome = match self.evaluate_quickly(environment, extra.as_bytes()) {
                Some(outcome) => outcome,
                None => self.evaluate_asked(environment, asked(extra.as_str()))?,
            };
            if outcome {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the marker holds in this scope.
    ///
    /// # Errors
    /// The first comparison that has no value.
    ///
    /// ```
    /// use haggle_spec::{ExtraName, Marker, MarkerEnvironment, MarkerScope, Platform};
    /// let marker: Marker = "'docs' in dependency_groups".parse()?;
    /// let environment = MarkerEnvironment::new("3.13.0", Platform::Linux);
    /// let scope = MarkerScope::lock_file([], [ExtraName::new("Docs")?]);
    /// assert!(marker.evaluate_in(&environment, &scope)?);
    /// assert!(marker.evaluate_in(&environment, &MarkerScope::requirement()).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evaluate_in(
        &self,
        environment: &MarkerEnvironment,
        scope: &MarkerScope,
    ) -> Result<bool, MarkerError> {
        self.evaluate_asked(environment, scope.asked())
    }

    fn evaluate_asked(&self, environment: &MarkerEnvironment, asked: Asked<'_>) -> Result<bool, MarkerError> {
        let long = match &self.0 {
            Repr::Short(short) => return compare(&short.term(), environment, asked),
            Repr::Long(long) if long.is_deep => return evaluate_deep(long, environment, asked),
            Repr::Long(long) => long,
        };
        // The lowest bit is the latest outcome.
        let mut outcomes: u64 = 0;
        for step in &long.steps {
            match step {
                Step::Term(term) => {
                    let outcome = compare(&long.term(term), environment, asked)?;
                    outcomes = outcomes << 1 | u64::from(outcome);
                }
                Step::And => outcomes = outcomes >> 1 & (outcomes | !1),
                Step::Or => outcomes = outcomes >> 1 | (outcomes & 1),
            }
        }
        Ok(outcomes & 1 == 1)
    }

    /// The outcome where every comparison is of the kinds that almost all are, and none can fail.
    #[inline]
    fn evaluate_quickly(&self, environment: &MarkerEnvironment, extra: &[u8]) -> Option<bool> {
        match &self.0 {
            Repr::Short(short) => {
                let specifier = short.specifier.as_ref();
                compare_quickly(short.shape, specifier, short.literal(), environment, extra)
            }
            Repr::Long(long) => evaluate_long_quickly(long, environment, extra),
        }
    }
}

fn evaluate_long_quickly(long: &Long, environment: &MarkerEnvironment, extra: &[u8]) -> Option<bool> {
    if long.is_deep {
        return None;
    }
    // The lowest bit is the latest outcome.
    let mut outcomes: u64 = 0;
    for step in &long.steps {
        match step {
            Step::Term(term) => {
                let specifier = term.specifier.as_ref();
                let literal = long.other_side(term);
                let outcome = compare_quickly(term.shape, specifier, literal, environment, extra)?;
                outcomes = outcomes << 1 | u64::from(outcome);
            }
            Step::And => outcomes = outcomes >> 1 & (outcomes | !1),
            Step::Or => outcomes = outcomes >> 1 | (outcomes & 1),
        }
    }
    Some(outcomes & 1 == 1)
}

#[cold]
fn evaluate_deep(
    long: &Long,
    environment: &MarkerEnvironment,
    asked: Asked<'_>,
) -> Result<bool, MarkerError> {
    let mut outcomes = Vec::new();
    for step in &long.steps {
        let outcome = match step {
            Step::Term(term) => compare(&long.term(term), environment, asked)?,
            Step::And | Step::Or => {
                let right = outcomes.pop().unwrap_or(false);
                let left = outcomes.pop().unwrap_or(false);
                if matches!(step, Step::And) { left && right } else { left || right }
            }
        };
        outcomes.push(outcome);
    }
    Ok(outcomes.pop().unwrap_or(false))
}

#[inline]
fn compare_quickly(
    shape: Shape,
    specifier: Option<&Specifier>,
    literal: &[u8],
    environment: &MarkerEnvironment,
    extra: &[u8],
) -> Option<bool> {
    let Key::Variable(variable) = shape.key else { return None };
    match shape.way {
        Way::Specifier => {
            let specifier = specifier.filter(|specifier| specifier.version().is_some())?;
            environment.version(variable).map(|version| specifier.matches(version))
        }
        Way::SameText => Some(literal == environment.value(variable).map_or(extra, str::as_bytes)),
        Way::OtherText => Some(literal != environment.value(variable).map_or(extra, str::as_bytes)),
        Way::Other => None,
    }
}

fn compare(term: &Term<'_>, environment: &MarkerEnvironment, asked: Asked<'_>) -> Result<bool, MarkerError> {
    let Key::Variable(variable) = term.key else { return compare_undefined(term, environment) };
    let value = match (environment.value(variable), asked.extra) {
        (Some(value), _) => value,
        (None, Some(extra)) if variable == MarkerVariable::Extra => extra,
        (None, None) if variable == MarkerVariable::Extra => return undefined_name(variable.as_str()),
        (None, _) => return compare_set(term, variable, asked),
    };
    if let Some(specifier) = term.specifier {
        return Ok(match environment.version(variable) {
            Some(version) if specifier.version().is_some() => specifier.matches(version),
            _ => specifier.contains_text(value, crate::Prereleases::Allow),
        });
    }
    if !term.key_is_left && variable.is_version() {
        return compare_flipped(term, value);
    }
    if term.key_is_left {
        compare_texts(term, value, term.right)
    } else {
        compare_texts(term, term.left, value)
    }
}

/// A literal towards the version of the environment: the environment's value makes the specifier.
#[cold]
fn compare_flipped(term: &Term<'_>, value: &str) -> Result<bool, MarkerError> {
    let literal = term.left;
    match format!("{}{value}", term.operator.as_str()).parse::<Specifier>() {
        Ok(specifier) => Ok(specifier.contains_text(literal, crate::Prereleases::Allow)),
        Err(_) => compare_texts(term, literal, value),
    }
}

fn compare_texts(term: &Term<'_>, left: &str, right: &str) -> Result<bool, MarkerError> {
    match term.operator {
        MarkerOperator::Equal | MarkerOperator::LessEqual | MarkerOperator::GreaterEqual => Ok(left == right),
        MarkerOperator::NotEqual => Ok(left != right),
        MarkerOperator::Less | MarkerOperator::Greater => Ok(false),
        MarkerOperator::In => Ok(right.contains(left)),
        MarkerOperator::NotIn => Ok(!right.contains(left)),
        MarkerOperator::Compatible | MarkerOperator::Arbitrary => undefined_comparison(term),
    }
}

#[cold]
fn compare_set(term: &Term<'_>, variable: MarkerVariable, asked: Asked<'_>) -> Result<bool, MarkerError> {
    let members = if variable == MarkerVariable::Extras { asked.extras } else { asked.dependency_groups };
    let Some(members) = members else { return undefined_name(variable.as_str()) };
    if term.key_is_left {
        return undefined_comparison(term);
    }
    let name = normalise_name(term.left);
    let is_member = members.iter().any(|member| member.as_str() == name);
    match term.operator {
        MarkerOperator::In => Ok(is_member),
        MarkerOperator::NotIn => Ok(!is_member),
        // A text never equals a set.
        MarkerOperator::NotEqual => Ok(true),
        MarkerOperator::Compatible | MarkerOperator::Arbitrary => undefined_comparison(term),
        _ => Ok(false),
    }
}

/// Two literals: the right one names what is looked up.
#[cold]
fn compare_undefined(term: &Term<'_>, environment: &MarkerEnvironment) -> Result<bool, MarkerError> {
    let name = term.right;
    match environment.other(name) {
        Some(value) => compare_texts(term, term.left, value),
        None => undefined_name(name),
    }
}

#[cold]
fn undefined_comparison(term: &Term<'_>) -> Result<bool, MarkerError> {
    let comparison = term.with_operator(term.operator);
    Err(MarkerError::UndefinedComparison { comparison })
}

#[cold]
fn undefined_name(name: &str) -> Result<bool, MarkerError> {
    Err(MarkerError::UndefinedName { name: name.to_owned() })
}
