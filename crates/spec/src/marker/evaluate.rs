//! Evaluating markers: every comparison, in order, with the reference's fallback from versions to texts.

use core::fmt;

use super::{Key, Marker, MarkerEnvironment, MarkerOperator, MarkerVariable, Program, Step, StepRef, Term};
use crate::{ExtraName, Specifier, normalise_name};

/// Why a marker has no value in an environment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MarkerError {
    /// The comparison means nothing: `~=` or `===` between texts that are no versions, or a set on the left side.
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

    /// A requirement that stands alone: none of the three is defined.
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
    pub fn evaluate(
        &self,
        environment: &MarkerEnvironment,
        extras: &[ExtraName],
    ) -> Result<bool, MarkerError> {
        let asked = |extra| Asked { extra: Some(extra), extras: None, dependency_groups: None };
        if !self.mentions_extra || extras.is_empty() {
            return match self.evaluate_quickly(environment, b"") {
                Some(outcome) => Ok(outcome),
                None => self.evaluate_asked(environment, asked("")),
            };
        }
        for extra in extras {
            match self.evaluate_quickly(environment, extra.as_bytes()) {
                Some(true) => return Ok(true),
                Some(false) => continue,
                None => {}
            }
            if self.evaluate_asked(environment, asked(extra.as_str()))? {
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
        if let Program::One(term) = &self.program {
            return self.compare(term, environment, asked);
        }
        if self.is_deep {
            return self.evaluate_deep(environment, asked);
        }
        // The lowest bit is the latest outcome.
        let mut outcomes: u64 = 0;
        for step in self.steps() {
            match step {
                StepRef::Term(term) => {
                    outcomes = outcomes << 1 | u64::from(self.compare(term, environment, asked)?);
                }
                StepRef::And => outcomes = outcomes >> 1 & (outcomes | !1),
                StepRef::Or => outcomes = outcomes >> 1 | (outcomes & 1),
            }
        }
        Ok(outcomes & 1 == 1)
    }

    #[cold]
    fn evaluate_deep(&self, environment: &MarkerEnvironment, asked: Asked<'_>) -> Result<bool, MarkerError> {
        let mut outcomes = Vec::new();
        for step in self.steps() {
            let outcome = match step {
                StepRef::Term(term) => self.compare(term, environment, asked)?,
                StepRef::And | StepRef::Or => {
                    let right = outcomes.pop().unwrap_or(false);
                    let left = outcomes.pop().unwrap_or(false);
                    if matches!(step, StepRef::And) { left && right } else { left || right }
                }
            };
            outcomes.push(outcome);
        }
        Ok(outcomes.pop().unwrap_or(false))
    }

    /// The outcome where every comparison is of the kinds that almost all are, and none can fail.
    #[inline]
    fn evaluate_quickly(&self, environment: &MarkerEnvironment, extra: &[u8]) -> Option<bool> {
        let steps = match &self.program {
            Program::One(term) => return self.compare_quickly(term, environment, extra),
            Program::Many(_) if self.is_deep => return None,
            Program::Many(steps) => steps,
        };
        // The lowest bit is the latest outcome.
        let mut outcomes: u64 = 0;
        for step in steps {
            match step {
                Step::Term(term) => {
                    outcomes = outcomes << 1 | u64::from(self.compare_quickly(term, environment, extra)?);
                }
                Step::And => outcomes = outcomes >> 1 & (outcomes | !1),
                Step::Or => outcomes = outcomes >> 1 | (outcomes & 1),
            }
        }
        Some(outcomes & 1 == 1)
    }

    #[inline]
    fn compare_quickly(&self, term: &Term, environment: &MarkerEnvironment, extra: &[u8]) -> Option<bool> {
        let Key::Variable(variable) = term.key else { return None };
        if let Some(specifier) = &term.specifier {
            specifier.version()?;
            return environment.version(variable).map(|version| specifier.matches(version));
        }
        if variable.is_version() {
            return None;
        }
        let value = match environment.value(variable) {
            Some(value) => value.as_bytes(),
            None if variable == MarkerVariable::Extra => extra,
            None => return None,
        };
        // Equality does not depend on the sides.
        let literal = if term.key_is_left { term.right } else { term.left };
        let literal = self.text.as_bytes().get(literal.start as usize..literal.end as usize)?;
        match term.operator {
            MarkerOperator::Equal => Some(literal == value),
            MarkerOperator::NotEqual => Some(literal != value),
            _ => None,
        }
    }

    fn compare(
        &self,
        term: &Term,
        environment: &MarkerEnvironment,
        asked: Asked<'_>,
    ) -> Result<bool, MarkerError> {
        let Key::Variable(variable) = term.key else { return self.compare_undefined(term, environment) };
        let value = match (environment.value(variable), asked.extra) {
            (Some(value), _) => value,
            (None, Some(extra)) if variable == MarkerVariable::Extra => extra,
            (None, None) if variable == MarkerVariable::Extra => return undefined_name(variable.as_str()),
            (None, _) => return self.compare_set(term, variable, asked),
        };
        if let Some(specifier) = &term.specifier {
            return Ok(match environment.version(variable) {
                Some(version) if specifier.version().is_some() => specifier.matches(version),
                _ => specifier.contains_text(value, crate::Prereleases::Allow),
            });
        }
        if !term.key_is_left && variable.is_version() {
            return self.compare_flipped(term, value);
        }
        if term.key_is_left {
            self.compare_texts(term, value, self.text_of(term.right))
        } else {
            self.compare_texts(term, self.text_of(term.left), value)
        }
    }

    /// A literal towards the version of the environment: the environment's value makes the specifier.
    #[cold]
    fn compare_flipped(&self, term: &Term, value: &str) -> Result<bool, MarkerError> {
        let literal = self.text_of(term.left);
        match format!("{}{value}", term.operator.as_str()).parse::<Specifier>() {
            Ok(specifier) => Ok(specifier.contains_text(literal, crate::Prereleases::Allow)),
            Err(_) => self.compare_texts(term, literal, value),
        }
    }

    fn compare_texts(&self, term: &Term, left: &str, right: &str) -> Result<bool, MarkerError> {
        match term.operator {
            MarkerOperator::Equal | MarkerOperator::LessEqual | MarkerOperator::GreaterEqual => {
                Ok(left == right)
            }
            MarkerOperator::NotEqual => Ok(left != right),
            MarkerOperator::Less | MarkerOperator::Greater => Ok(false),
            MarkerOperator::In => Ok(right.contains(left)),
            MarkerOperator::NotIn => Ok(!right.contains(left)),
            MarkerOperator::Compatible | MarkerOperator::Arbitrary => self.undefined_comparison(term),
        }
    }

    #[cold]
    fn compare_set(
        &self,
        term: &Term,
        variable: MarkerVariable,
        asked: Asked<'_>,
    ) -> Result<bool, MarkerError> {
        let members = if variable == MarkerVariable::Extras { asked.extras } else { asked.dependency_groups };
        let Some(members) = members else { return undefined_name(variable.as_str()) };
        if term.key_is_left {
            return self.undefined_comparison(term);
        }
        let name = normalise_name(self.text_of(term.left));
        let is_member = members.iter().any(|member| member.as_str() == name);
        match term.operator {
            MarkerOperator::In => Ok(is_member),
            MarkerOperator::NotIn => Ok(!is_member),
            // A text never equals a set.
            MarkerOperator::NotEqual => Ok(true),
            MarkerOperator::Compatible | MarkerOperator::Arbitrary => self.undefined_comparison(term),
            _ => Ok(false),
        }
    }

    /// Two literals: the right one names what is looked up.
    #[cold]
    fn compare_undefined(&self, term: &Term, environment: &MarkerEnvironment) -> Result<bool, MarkerError> {
        let name = self.text_of(term.right);
        match environment.other(name) {
            Some(value) => self.compare_texts(term, self.text_of(term.left), value),
            None => undefined_name(name),
        }
    }

    #[cold]
    fn undefined_comparison(&self, term: &Term) -> Result<bool, MarkerError> {
        let comparison = self.comparison_with(term, term.operator);
        Err(MarkerError::UndefinedComparison { comparison })
    }
}

#[cold]
fn undefined_name(name: &str) -> Result<bool, MarkerError> {
    Err(MarkerError::UndefinedName { name: name.to_owned() })
}
