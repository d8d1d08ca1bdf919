//! Comparisons as decisions: what is known about each.

use crate::marker::{Key, Term};
use crate::version::cut::{Cut, Place, next_short_version};
use crate::{MarkerOperator, MarkerVariable, Operator, Specifier, VersionSet};

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Variable {
    /// `python_full_version`, and `python_version` with it.
    Python,
    /// The text of a variable.
    Text(MarkerVariable),
    /// A comparison that nothing is known about, as it is printed.
    Opaque(Box<str>),
}

/// One comparison.
pub(super) enum Atom {
    Constant(bool),
    Python(VersionSet),
    Text { variable: MarkerVariable, text: Box<str>, is_equal: bool },
    Opaque { comparison: Box<str>, is_negated: bool },
}

pub(super) fn atom(term: &Term<'_>) -> Atom {
    match python_set(term).or_else(|| text_equality(term)) {
        Some(atom) => atom,
        None => opaque(term),
    }
}

/// Whether evaluating the comparison can fail: this depends on the environment for a part of these.
pub(super) fn may_fail(term: &Term<'_>) -> bool {
    let is_total = match term.key {
        Key::Variable(MarkerVariable::Extras | MarkerVariable::DependencyGroups) | Key::Undefined => false,
        Key::Variable(_) => true,
    };
    let falls_back = term.specifier.is_none();
    let is_partial = matches!(term.operator, MarkerOperator::Compatible | MarkerOperator::Arbitrary);
    !is_total || (falls_back && is_partial)
}

fn python_set(term: &Term<'_>) -> Option<Atom> {
    let is_short = match term.key {
        Key::Variable(MarkerVariable::PythonVersion) => true,
        Key::Variable(MarkerVariable::PythonFullVersion) => false,
        _ => return None,
    };
    let specifier = if term.key_is_left {
        term.specifier?.clone()
    } else if is_short {
        flipped(term.left, term.operator)?
    } else {
        return None;
    };
    // `===` compares spellings.
    specifier.version()?;
    let set = VersionSet::from(&specifier);
    Some(Atom::Python(if is_short { of_full_versions(set) } else { set }))
}

/// `"3.8" <= python_version` as `python_version >= "3.8"`: the same for a literal that is a final release, as what it is
/// compared with then is one too.
fn flipped(literal: &str, operator: MarkerOperator) -> Option<Specifier> {
    let version: crate::Version = literal.parse().ok()?;
    if version.is_prerelease() || version.is_postrelease() || version.local().is_some() {
        return None;
    }
    let operator = match operator {
        MarkerOperator::LessEqual => Operator::GreaterEqual,
        MarkerOperator::Less => Operator::Greater,
        MarkerOperator::NotEqual => Operator::NotEqual,
        MarkerOperator::Equal => Operator::Equal,
        MarkerOperator::GreaterEqual => Operator::LessEqual,
        MarkerOperator::Greater => Operator::Less,
        _ => return None,
    };
    Specifier::new(operator, version).ok()
}

/// The full versions whose first two numbers are in a set of versions.
fn of_full_versions(short: VersionSet) -> VersionSet {
    let (starts_inside, cuts) = short.into_cuts();
    // Two places that the same short version comes after cancel each other out.
    let mut kept: Vec<Cut> = Vec::new();
    let mut starts_inside = starts_inside;
    for cut in &cuts {
        match next_short_version(cut) {
            // Every short version is below, so the place tells none apart.
            Place::Above => {}
            Place::Below => starts_inside = !starts_inside,
            Place::At(cut) if kept.last() == Some(&cut) => {
                kept.pop();
            }
            Place::At(cut) => kept.push(cut),
        }
    }
    VersionSet::from_cuts(starts_inside, kept)
}

fn text_equality(term: &Term<'_>) -> Option<Atom> {
    let Key::Variable(variable) = term.key else { return None };
    if variable.is_version() || matches!(variable, MarkerVariable::Extras | MarkerVariable::DependencyGroups)
    {
        return None;
    }
    let text = if term.key_is_left { term.right } else { term.left };
    let is_equal = match term.operator {
        MarkerOperator::Equal | MarkerOperator::LessEqual | MarkerOperator::GreaterEqual => true,
        MarkerOperator::NotEqual => false,
        MarkerOperator::Less | MarkerOperator::Greater => return Some(Atom::Constant(false)),
        _ => return None,
    };
    Some(Atom::Text { variable, text: text.into(), is_equal })
}

fn opaque(term: &Term<'_>) -> Atom {
    let (operator, is_negated) = match term.operator {
        MarkerOperator::NotIn => (MarkerOperator::In, true),
        operator => (operator, false),
    };
    let mut comparison = term.with_operator(operator);
    let (left, right) = (term.left, term.right);
    if left.contains('\\') || right.contains('\\') {
        // What is printed may stand for another text as well, so the text itself is added.
        comparison = format!("{comparison}\0{left}\0{right}");
    }
    Atom::Opaque { comparison: comparison.into(), is_negated }
}
