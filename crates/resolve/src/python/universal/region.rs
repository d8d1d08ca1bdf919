//! Regions: sets of environments in which some atoms are decided.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::{ExtraName, MarkerEnvironment, MarkerVariable, Platform, Version, VersionSet};

use super::atoms::{Atom, Atoms, Formula};

/// A set of environments: some Pythons, some values of variables, some outcomes of opaque atoms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) python: VersionSet,
    equals: BTreeMap<MarkerVariable, String>,
    differs: BTreeMap<MarkerVariable, BTreeSet<String>>,
    opaque: BTreeMap<usize, bool>,
    /// What was decided, in order, for words and for telling which atoms matter.
    decided: Vec<(usize, bool)>,
}

impl Region {
    pub(super) fn new(python: VersionSet) -> Self {
        Self {
            python,
            equals: BTreeMap::new(),
            differs: BTreeMap::new(),
            opaque: BTreeMap::new(),
            decided: Vec::new(),
        }
    }

    pub(super) fn decided(&self) -> &[(usize, bool)] {
        &self.decided
    }

    /// The outcome of the atom everywhere in the region; `None` where it differs or is not known.
    pub(super) fn value(&self, atoms: &Atoms, id: usize) -> Option<bool> {
        match atoms.atom(id) {
            Atom::Python(set) => {
                if self.python.is_subset_of(set) {
                    Some(true)
                } else if self.python.is_disjoint(set) {
                    Some(false)
                } else {
                    None
                }
            }
            Atom::Equals(variable, value) => match self.equals.get(variable) {
                Some(known) => Some(known == value),
                None => self.differs.get(variable).is_some_and(|not| not.contains(value)).then_some(false),
            },
            Atom::Opaque(variable, marker) => self.opaque.get(&id).copied().or_else(|| {
                let variable = (*variable)?;
                let known = self.equals.get(&variable)?;
                let environment = MarkerEnvironment::new("3.0.0", Platform::Linux).with(variable, known);
                marker.evaluate(&environment, &[]).ok()
            }),
        }
    }

    /// The part of the region where the atom has the outcome; `None` when there surely is none.
    pub(super) fn with(&self, atoms: &Atoms, id: usize, holds: bool) -> Option<Self> {
        if let Some(known) = self.value(atoms, id) {
            return (known == holds).then(|| self.clone());
        }
        let mut part = self.clone();
        part.decided.push((id, holds));
        match atoms.atom(id) {
            Atom::Python(set) => {
                part.python = if holds { part.python.intersection(set) } else { part.python.difference(set) };
            }
            Atom::Equals(variable, value) if holds => {
                part.equals.insert(*variable, value.clone());
                part.differs.remove(variable);
                // Outcomes that were decided before the value was known have to agree with it.
                let earlier = std::mem::take(&mut part.opaque);
                for (atom, holds) in earlier {
                    if part.value(atoms, atom).is_some_and(|known| known != holds) {
                        return None;
                    }
                    part.opaque.insert(atom, holds);
                }
            }
            Atom::Equals(variable, value) => {
                part.differs.entry(*variable).or_default().insert(value.clone());
            }
            Atom::Opaque(..) => {
                part.opaque.insert(id, holds);
            }
        }
        Some(part)
    }

    /// The part of the region with these Pythons and these values; `None` when there is none.
    pub(super) fn narrowed(&self, python: &VersionSet, values: &[(MarkerVariable, String)]) -> Option<Self> {
        let mut part = self.clone();
        part.python = part.python.intersection(python);
        for (variable, value) in values {
            let is_another = self.equals.get(variable).is_some_and(|known| known != value);
            if is_another || self.differs.get(variable).is_some_and(|not| not.contains(value)) {
                return None;
            }
            part.equals.insert(*variable, value.clone());
        }
        (!part.python.is_empty()).then_some(part)
    }

    /// What both regions share; `None` when they surely share nothing.
    pub(super) fn meet(&self, atoms: &Atoms, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        both.python = both.python.intersection(&other.python);
        if both.python.is_empty() {
            return None;
        }
        other.decided.iter().try_fold(both, |both, (atom, holds)| both.with(atoms, *atom, *holds))
    }

    /// Whether the formula holds everywhere in the region; `None` where that differs or is not known.
    pub(super) fn decides(
        &self,
        atoms: &Atoms,
        formula: &Formula,
        extra: Option<&ExtraName>,
    ) -> Option<bool> {
        match formula {
            Formula::Atom { atom, holds } => self.value(atoms, *atom).map(|known| known == *holds),
            Formula::Extra { .. } => Some(formula.is_extra(extra)),
            Formula::All(parts) => {
                let mut all = Some(true);
                for part in parts {
                    match self.decides(atoms, part, extra) {
                        Some(false) => return Some(false),
                        None => all = None,
                        Some(true) => {}
                    }
                }
                all
            }
            Formula::Any(parts) => {
                let mut any = Some(false);
                for part in parts {
                    match self.decides(atoms, part, extra) {
                        Some(true) => return Some(true),
                        None => any = None,
                        Some(false) => {}
                    }
                }
                any
            }
        }
    }

    /// The first atom of the formula that the region leaves open.
    pub(super) fn open_atom(&self, atoms: &Atoms, formula: &Formula) -> Option<usize> {
        match formula {
            Formula::Atom { atom, .. } => self.value(atoms, *atom).is_none().then_some(*atom),
            Formula::Extra { .. } => None,
            Formula::All(parts) | Formula::Any(parts) => {
                parts.iter().find_map(|part| self.open_atom(atoms, part))
            }
        }
    }

    /// Whether the environment lies in the region.
    pub(super) fn contains(&self, atoms: &Atoms, environment: &MarkerEnvironment) -> bool {
        let python: Option<&Version> = environment.version(MarkerVariable::PythonFullVersion);
        let decided = |(id, holds): &(usize, bool)| match atoms.atom(*id) {
            Atom::Python(_) => true,
            Atom::Equals(variable, value) => {
                environment.value(*variable).is_some_and(|known| (known == value) == *holds)
            }
            Atom::Opaque(_, marker) => marker.evaluate(environment, &[]).is_ok_and(|known| known == *holds),
        };
        python.is_some_and(|python| self.python.contains(python)) && self.decided.iter().all(decided)
    }

    /// The region as a marker, as far as the atoms can be written: empty for everything.
    pub(super) fn in_words(&self, atoms: &Atoms) -> String {
        let parts: Vec<&str> = self
            .decided
            .iter()
            .map(|(atom, holds)| {
                let (text, negated) = &atoms.texts[*atom];
                if *holds { text.as_str() } else { negated.as_str() }
            })
            .collect();
        parts.join(" and ")
    }
}
