//! The environments that exist, as values of a few variables, and markers as sets of them.

use std::collections::BTreeMap;

use haggle_spec::{
    ExtraName, Marker, MarkerComparison, MarkerEnvironment, MarkerOperator, MarkerStep, MarkerVariable,
    Platform, Prereleases, SpecifierSet, Tag, Version,
};
use rustc_hash::FxHashMap;

use super::diagram::{Diagrams, Set, Variable};
use super::families::{IMPLEMENTATION, Named, PLATFORM, Row};
use super::group::{Comparison, Group, evaluate, negated};
use super::pythons;

/// Python, as a full version; `python_version` follows from it.
pub(super) const PYTHON: Variable = 0;

/// The groups of variables whose values exist together. Variable `k + 1` of the diagrams is group `k`.
const GROUPS: [&[MarkerVariable]; 6] = [
    &PLATFORM,
    &IMPLEMENTATION,
    &[MarkerVariable::PlatformMachine],
    &[MarkerVariable::PlatformRelease],
    &[MarkerVariable::PlatformVersion],
    &[MarkerVariable::ImplementationVersion],
];

/// The environments, and the markers that were read as sets of them.
#[derive(Debug, Clone)]
pub(super) struct Space {
    pub(super) diagrams: Diagrams,
    pub(super) pythons: Vec<Version>,
    range: SpecifierSet,
    on_python: Vec<MarkerEnvironment>,
    pub(super) groups: Vec<Group>,
    /// Comparisons that may hold or not, whatever else does.
    pub(super) switches: Vec<Comparison>,
    comparisons: FxHashMap<String, Set>,
    markers: FxHashMap<String, Set>,
    /// Where wheels with a tag run, as far as it was asked for.
    pub(super) tags: FxHashMap<Tag, Set>,
    /// How many values each variable has.
    pub(super) sizes: Vec<u32>,
    /// The environments that are asked for.
    pub(super) everywhere: Set,
}

/// Whether the comparison looks for a text within another.
pub(super) fn is_search(operator: MarkerOperator) -> bool {
    matches!(operator, MarkerOperator::In | MarkerOperator::NotIn)
}

/// Whether any texts may be found in the values of the variable, independently of each other.
pub(super) fn is_free(variable: MarkerVariable) -> bool {
    matches!(variable, MarkerVariable::PlatformVersion | MarkerVariable::PlatformRelease)
}

impl Space {
    /// The environments with these Pythons, and with the systems and implementations that exist or are named.
    pub(super) fn new(range: &SpecifierSet, pythons: Vec<Version>, named: &Named) -> Self {
        let groups: Vec<Group> = GROUPS.iter().map(|variables| Group::new(variables, named)).collect();
        let bare = MarkerEnvironment::new("3.12.0", Platform::Linux);
        let on_python = pythons.iter().map(|python| bare.clone().with_python(&python.to_string())).collect();
        let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut sizes = vec![size(pythons.len())];
        sizes.extend(groups.iter().map(|group| size(group.rows.len())));
        let mut space = Self {
            diagrams: Diagrams::new(),
            everywhere: if pythons.is_empty() { Set::NONE } else { Set::ALL },
            pythons,
            range: range.clone(),
            on_python,
            groups,
            switches: Vec::new(),
            comparisons: FxHashMap::default(),
            markers: FxHashMap::default(),
            tags: FxHashMap::default(),
            sizes,
        };
        space.leave_out_old_names();
        space
    }

    /// Python 3.3 and later call Linux `linux`, whatever its release.
    fn leave_out_old_names(&mut self) {
        let is_old = |row: &Row| row[0].text.starts_with("linux") && row[0].text != "linux";
        let old: Vec<bool> = self.groups[0].rows.iter().map(is_old).collect();
        if old.contains(&true) {
            let new = "3.3".parse::<Version>().ok();
            let is_new: Vec<bool> = self.pythons.iter().map(|python| new.as_ref() <= Some(python)).collect();
            let (old, is_new) = (self.diagrams.values(1, &old), self.diagrams.values(PYTHON, &is_new));
            let neither = self.diagrams.and(old, is_new);
            self.everywhere = self.diagrams.without(self.everywhere, neither);
        }
    }

    /// The Pythons for which the test holds.
    pub(super) fn pythons_where(&mut self, test: impl Fn(&Version) -> bool) -> Set {
        let holds: Vec<bool> = self.pythons.iter().map(test).collect();
        self.diagrams.values(PYTHON, &holds)
    }

    /// The environments of the group of the variable with this value.
    pub(super) fn with_value(&mut self, variable: MarkerVariable, text: &str) -> Set {
        let Some((group, column)) = place(variable) else { return Set::ALL };
        let rows = self.groups[group].by_text.get(&(column, text.to_owned())).cloned().unwrap_or_default();
        self.rows(group, &rows)
    }

    fn rows(&mut self, group: usize, rows: &[u32]) -> Set {
        let mut holds = Vec::new();
        let last = self.sizes[group + 1] - 1;
        let variable = Variable::try_from(group + 1).unwrap_or(Variable::MAX);
        if !rows.contains(&last) {
            return self.diagrams.one_of(variable, rows);
        }
        holds.resize(last as usize + 1, false);
        for row in rows {
            holds[*row as usize] = true;
        }
        self.diagrams.values(variable, &holds)
    }

    /// Makes the variables that the marker asks for: environments that are added afterwards have a value of each.
    pub(super) fn make_variables(&mut self, marker: &Marker) {
        for step in marker.program() {
            if let MarkerStep::Comparison(comparison) = step {
                self.comparison(&comparison, None);
            }
        }
    }

    /// Where the marker holds, for the package itself or for the extra.
    pub(super) fn marker(&mut self, marker: &Marker, extra: Option<&ExtraName>) -> Set {
        let extra = extra.filter(|_| marker.mentions_extra());
        if extra.is_none()
            && let Some(known) = self.markers.get(marker.as_str())
        {
            return *known;
        }
        let mut operands: Vec<Operand> = Vec::new();
        for step in marker.program() {
            let operand = match step {
                MarkerStep::Comparison(comparison) => Operand::One(self.comparison(&comparison, extra)),
                MarkerStep::And | MarkerStep::Or => {
                    let is_and = matches!(step, MarkerStep::And);
                    let right = operands.pop().map_or(Set::ALL, |operand| operand.set(&mut self.diagrams));
                    match operands.pop() {
                        Some(Operand::Many(of_and, mut sets)) if of_and == is_and => {
                            sets.push(right);
                            Operand::Many(is_and, sets)
                        }
                        left => {
                            let left = left.map_or(Set::ALL, |left| left.set(&mut self.diagrams));
                            Operand::Many(is_and, vec![left, right])
                        }
                    }
                }
            };
            operands.push(operand);
        }
        let set = operands.pop().map_or(Set::ALL, |operand| operand.set(&mut self.diagrams));
        let set = self.diagrams.and(set, self.everywhere);
        if extra.is_none() {
            self.markers.insert(marker.as_str().to_owned(), set);
        }
        set
    }

    fn comparison(&mut self, comparison: &MarkerComparison<'_>, extra: Option<&ExtraName>) -> Set {
        let text = comparison.text();
        let asks_extra = matches!(
            comparison.variable(),
            Some(MarkerVariable::Extra | MarkerVariable::Extras | MarkerVariable::DependencyGroups)
        );
        if let Some(known) = self.comparisons.get(&text).filter(|_| !asks_extra) {
            return *known;
        }
        if !asks_extra && let Some(set) = self.equality(comparison) {
            self.comparisons.insert(text, set);
            return set;
        }
        let Ok(marker) = text.parse::<Marker>() else { return Set::ALL };
        if asks_extra {
            let extras = extra.map(std::slice::from_ref).unwrap_or_default();
            let bare = MarkerEnvironment::new("3.12.0", Platform::Linux);
            let holds = marker.evaluate(&bare, extras).unwrap_or(true);
            return if holds { Set::ALL } else { Set::NONE };
        }
        let set = match comparison.variable() {
            Some(MarkerVariable::PythonVersion | MarkerVariable::PythonFullVersion)
                if comparison.literal().is_some() =>
            {
                let holds: Vec<bool> =
                    self.on_python.iter().map(|environment| evaluate(&marker, environment)).collect();
                self.diagrams.values(PYTHON, &holds)
            }
            Some(variable) if is_search(comparison.operator()) && is_free(variable) => {
                self.switch(comparison, marker)
            }
            Some(variable) if comparison.literal().is_some() => self.on_rows(comparison, variable, marker),
            _ => self.switch(comparison, marker),
        };
        self.comparisons.insert(text, set);
        set
    }

    /// A comparison with a whole text, or with one version.
    fn equality(&mut self, comparison: &MarkerComparison<'_>) -> Option<Set> {
        let operator = comparison.operator();
        let is_equal = operator == MarkerOperator::Equal;
        let (variable, literal) = (comparison.variable()?, comparison.literal()?);
        if !(is_equal || operator == MarkerOperator::NotEqual) || variable == MarkerVariable::PythonVersion {
            return None;
        }
        let set = if variable == MarkerVariable::PythonFullVersion {
            let version = literal.parse::<Version>().ok()?;
            let found = self.pythons.binary_search(&version).ok();
            self.pythons_at(found)
        } else if variable.is_version() {
            let (group, _) = place(variable)?;
            let version = literal.parse::<Version>().ok().filter(|version| version.local().is_none())?;
            let rows = self.groups[group].by_version.get(&version).cloned().unwrap_or_default();
            self.rows(group, &rows)
        } else {
            place(variable)?;
            self.with_value(variable, literal)
        };
        Some(if is_equal { set } else { self.diagrams.not(set) })
    }

    /// The Python at this position, if there is one.
    fn pythons_at(&mut self, index: Option<usize>) -> Set {
        let Some(index) = index.and_then(|index| u32::try_from(index).ok()) else { return Set::NONE };
        if index + 1 < self.sizes[PYTHON as usize] {
            return self.diagrams.one_of(PYTHON, &[index]);
        }
        let before: Vec<u32> = (0..index).collect();
        let before = self.diagrams.one_of(PYTHON, &before);
        self.diagrams.not(before)
    }

    fn on_rows(
        &mut self,
        comparison: &MarkerComparison<'_>,
        variable: MarkerVariable,
        marker: Marker,
    ) -> Set {
        let Some((index, _)) = place(variable) else { return Set::ALL };
        let group = &mut self.groups[index];
        let holds: Vec<bool> =
            group.rows.iter().map(|row| evaluate(&marker, &group.environment(row))).collect();
        let of_diagram = Variable::try_from(index + 1).unwrap_or(Variable::MAX);
        let set = self.diagrams.values(of_diagram, &holds);
        group.comparisons.push(Comparison {
            text: marker.to_string(),
            negated: negated(comparison),
            marker,
            holds,
        });
        set
    }

    fn switch(&mut self, comparison: &MarkerComparison<'_>, marker: Marker) -> Set {
        // A search and its opposite are one switch.
        if comparison.operator() == MarkerOperator::NotIn
            && let Ok(opposite) = negated(comparison).parse::<Marker>()
        {
            let set = self.marker(&opposite, None);
            return self.diagrams.not(set);
        }
        let variable = Variable::try_from(self.sizes.len()).unwrap_or(Variable::MAX);
        self.sizes.push(2);
        let negated = negated(comparison);
        self.switches.push(Comparison { text: marker.to_string(), negated, marker, holds: Vec::new() });
        self.diagrams.values(variable, &[true, false])
    }

    /// The order in which values are tried, by variable.
    pub(super) fn order(&self) -> Vec<Vec<u32>> {
        let mut order: Vec<Vec<u32>> = self.sizes.iter().map(|size| (0..*size).collect()).collect();
        order[0] = pythons::by_use(&self.pythons);
        order[GROUPS.len() + 1..].iter_mut().for_each(|switch| switch.reverse());
        // A machine whose system says nothing of itself says nothing.
        order[4..=GROUPS.len()].iter_mut().for_each(|texts| texts.reverse());
        order
    }

    /// The values of the environment; `None` where it is none that was asked for, or none that exists.
    pub(super) fn values_of(&self, environment: &MarkerEnvironment) -> Option<Vec<u32>> {
        let python = environment.version(MarkerVariable::PythonFullVersion)?;
        if !self.range.contains(python, Prereleases::Allow) {
            return None;
        }
        let index = self.pythons.partition_point(|known| known <= python).checked_sub(1)?;
        let mut values = vec![u32::try_from(index).ok()?];
        for group in &self.groups {
            values.push(group.row_of(environment)?);
        }
        values.extend(self.switches.iter().map(|switch| u32::from(!evaluate(&switch.marker, environment))));
        Some(values)
    }

    /// An environment with the values, as far as one can be written down.
    pub(super) fn environment(&self, values: &[u32]) -> MarkerEnvironment {
        let mut environment = self.on_python[values[0] as usize].clone();
        for (group, value) in self.groups.iter().zip(&values[1..]) {
            if group.variables[0] != MarkerVariable::ImplementationVersion {
                environment = group.put(&group.rows[*value as usize], environment);
            }
        }
        let mut found: BTreeMap<MarkerVariable, Vec<&str>> = BTreeMap::new();
        for (switch, value) in self.switches.iter().zip(&values[self.groups.len() + 1..]) {
            let step = switch.marker.program().next();
            if let (0, Some(MarkerStep::Comparison(comparison))) = (*value, step)
                && let (Some(variable), Some(literal)) = (comparison.variable(), comparison.literal())
            {
                found.entry(variable).or_default().push(literal);
            }
        }
        for (variable, texts) in found {
            let known = environment.value(variable).unwrap_or_default();
            let text =
                if known.is_empty() { texts.join(" ") } else { format!("{known} {}", texts.join(" ")) };
            environment = environment.with(variable, &text);
        }
        environment
    }

    /// The set within the environments that are asked for.
    pub(super) fn not(&mut self, set: Set) -> Set {
        self.diagrams.without(self.everywhere, set)
    }
}

/// The group of a variable, and its column there.
fn place(variable: MarkerVariable) -> Option<(usize, usize)> {
    GROUPS
        .iter()
        .enumerate()
        .find_map(|(group, variables)| Some((group, variables.iter().position(|known| *known == variable)?)))
}

/// A value of a marker's program.
enum Operand {
    One(Set),
    /// What `and` or `or` joins: put together at once, so that long markers cost no more than their length.
    Many(bool, Vec<Set>),
}

impl Operand {
    fn set(self, diagrams: &mut Diagrams) -> Set {
        match self {
            Self::One(set) => set,
            Self::Many(true, sets) => diagrams.all(sets),
            Self::Many(false, sets) => diagrams.any(sets),
        }
    }
}
