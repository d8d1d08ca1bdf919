//! Sets of environments as decision diagrams over variables with finitely many values.
//!
//! A node asks for the value of one variable. Values that lead where the last value of the variable leads are not listed,
//! so equal sets are one node, and a comparison with one of thousands of values is as small as one with one of two.

use rustc_hash::FxHashMap;

/// A set of environments. Equal sets have equal handles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Set(u32);

impl Set {
    /// No environment.
    pub(super) const NONE: Self = Self(0);
    /// All of them.
    pub(super) const ALL: Self = Self(1);

    pub(super) fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// A variable: a position in the order in which nodes ask.
pub(super) type Variable = u32;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Node {
    variable: Variable,
    /// The values that lead elsewhere than the last value does, ascending.
    cases: Box<[(u32, Set)]>,
    /// Where the last value leads.
    last: Set,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Operation {
    And,
    Or,
    Without,
}

/// Where sets are kept, each once. An operation costs at most the product of the sizes of its diagrams.
#[derive(Debug, Clone)]
pub(super) struct Diagrams {
    nodes: Vec<Node>,
    ids: FxHashMap<Node, Set>,
    results: FxHashMap<(Operation, Set, Set), Set>,
    /// How many nodes and listed values there are.
    size: usize,
}

impl Diagrams {
    /// The most nodes and listed values before the answers are no longer kept.
    const MOST: usize = 1 << 24;

    pub(super) fn new() -> Self {
        let constant = || Node { variable: Variable::MAX, cases: Box::default(), last: Set::NONE };
        Self {
            nodes: vec![constant(), constant()],
            ids: FxHashMap::default(),
            results: FxHashMap::default(),
            size: 0,
        }
    }

    /// Whether the diagrams have outgrown their bound. Answers are right beyond it; it is for the caller to stop.
    pub(super) fn is_full(&self) -> bool {
        self.size > Self::MOST
    }

    /// How many nodes and listed values there are: what the work so far took.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// The environments where the variable has one of the values for which `takes` holds.
    pub(super) fn values(&mut self, variable: Variable, takes: &[bool]) -> Set {
        let of = |takes: bool| if takes { Set::ALL } else { Set::NONE };
        let Some((last, others)) = takes.split_last() else { return Set::ALL };
        let cases = (0u32..).zip(others).filter(|(_, takes)| *takes != last);
        let cases: Vec<(u32, Set)> = cases.map(|(value, takes)| (value, of(*takes))).collect();
        self.intern(variable, cases, of(*last))
    }

    /// The environments where the variable has one of these values, ascending, and not the last.
    pub(super) fn one_of(&mut self, variable: Variable, values: &[u32]) -> Set {
        let cases = values.iter().map(|value| (*value, Set::ALL)).collect();
        self.intern(variable, cases, Set::NONE)
    }

    fn intern(&mut self, variable: Variable, cases: Vec<(u32, Set)>, last: Set) -> Set {
        if cases.is_empty() {
            return last;
        }
        let node = Node { variable, cases: cases.into_boxed_slice(), last };
        if let Some(known) = self.ids.get(&node) {
            return *known;
        }
        self.size += 1 + node.cases.len();
        let set = Set(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node.clone());
        self.ids.insert(node, set);
        set
    }

    pub(super) fn and(&mut self, left: Set, right: Set) -> Set {
        self.apply(Operation::And, left, right)
    }

    pub(super) fn or(&mut self, left: Set, right: Set) -> Set {
        self.apply(Operation::Or, left, right)
    }

    /// What is in the first set and not in the second.
    pub(super) fn without(&mut self, left: Set, right: Set) -> Set {
        self.apply(Operation::Without, left, right)
    }

    pub(super) fn not(&mut self, set: Set) -> Set {
        self.without(Set::ALL, set)
    }

    /// Whether every environment of the first set is in the second.
    pub(super) fn is_subset(&mut self, left: Set, right: Set) -> bool {
        self.without(left, right).is_none()
    }

    pub(super) fn is_disjoint(&mut self, left: Set, right: Set) -> bool {
        self.and(left, right).is_none()
    }

    /// All of the sets put together two by two, so that long lists cost no more than their length and its logarithm.
    pub(super) fn all(&mut self, sets: Vec<Set>) -> Set {
        self.fold(sets, Operation::And, Set::ALL)
    }

    /// The same for the union.
    pub(super) fn any(&mut self, sets: Vec<Set>) -> Set {
        self.fold(sets, Operation::Or, Set::NONE)
    }

    fn fold(&mut self, mut sets: Vec<Set>, operation: Operation, neutral: Set) -> Set {
        sets.sort_unstable();
        sets.dedup();
        while sets.len() > 1 {
            let pairs = sets.chunks(2).map(|pair| match *pair {
                [left, right] => self.apply(operation, left, right),
                _ => pair[0],
            });
            sets = pairs.collect();
        }
        sets.pop().unwrap_or(neutral)
    }

    fn apply(&mut self, operation: Operation, left: Set, right: Set) -> Set {
        if let Some(known) = self.known(operation, left, right) {
            return known;
        }
        // Diagrams are as deep as there are variables: the work is kept on a stack of its own.
        let mut stack = vec![(left, right)];
        while let Some((left, right)) = stack.last().copied() {
            if self.known(operation, left, right).is_some() {
                stack.pop();
                continue;
            }
            let variable = self.variable(left).min(self.variable(right));
            let mut is_open = false;
            for (left, right) in self.pairs(variable, left, right) {
                if self.known(operation, left, right).is_none() {
                    is_open = true;
                    stack.push((left, right));
                }
            }
            if !is_open {
                let set = self.combined(operation, variable, left, right);
                self.results.insert(key(operation, left, right), set);
                stack.pop();
            }
        }
        self.known(operation, left, right).unwrap_or(Set::NONE)
    }

    fn known(&self, operation: Operation, left: Set, right: Set) -> Option<Set> {
        match operation {
            Operation::And if left == right || right == Set::ALL => return Some(left),
            Operation::And if left == Set::ALL => return Some(right),
            Operation::And if left.is_none() || right.is_none() => return Some(Set::NONE),
            Operation::Or if left == right || right.is_none() => return Some(left),
            Operation::Or if left.is_none() => return Some(right),
            Operation::Or if left == Set::ALL || right == Set::ALL => return Some(Set::ALL),
            Operation::Without if left == right || left.is_none() || right == Set::ALL => {
                return Some(Set::NONE);
            }
            Operation::Without if right.is_none() => return Some(left),
            _ => {}
        }
        self.results.get(&key(operation, left, right)).copied()
    }

    fn variable(&self, set: Set) -> Variable {
        self.nodes[set.0 as usize].variable
    }

    /// Where the values of the variable lead: those that are listed, and the last.
    fn branches(&self, variable: Variable, set: Set) -> (&[(u32, Set)], Set) {
        let node = &self.nodes[set.0 as usize];
        if node.variable == variable { (&node.cases, node.last) } else { (&[], set) }
    }

    fn pairs(&self, variable: Variable, left: Set, right: Set) -> Vec<(Set, Set)> {
        let mut pairs = Vec::new();
        self.merge(variable, left, right, |_, left, right| pairs.push((left, right)));
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Every value that either side lists, and the last value as `None`.
    fn merge(&self, variable: Variable, left: Set, right: Set, mut found: impl FnMut(Option<u32>, Set, Set)) {
        let (left, last_left) = self.branches(variable, left);
        let (right, last_right) = self.branches(variable, right);
        let (mut i, mut j) = (0, 0);
        while i < left.len() || j < right.len() {
            let next = |cases: &[(u32, Set)], index: usize| cases.get(index).map_or(u32::MAX, |case| case.0);
            let value = next(left, i).min(next(right, j));
            let mut of_left = last_left;
            let mut of_right = last_right;
            if next(left, i) == value {
                of_left = left[i].1;
                i += 1;
            }
            if next(right, j) == value {
                of_right = right[j].1;
                j += 1;
            }
            found(Some(value), of_left, of_right);
        }
        found(None, last_left, last_right);
    }

    fn combined(&mut self, operation: Operation, variable: Variable, left: Set, right: Set) -> Set {
        let mut cases = Vec::new();
        let mut last = Set::NONE;
        self.merge(variable, left, right, |value, left, right| {
            let set = self.known(operation, left, right).unwrap_or(Set::NONE);
            match value {
                Some(value) => cases.push((value, set)),
                None => last = set,
            }
        });
        cases.retain(|(_, set)| *set != last);
        self.intern(variable, cases, last)
    }

    /// Whether the environment with these values is in the set.
    pub(super) fn contains(&self, set: Set, value_of: impl Fn(Variable) -> u32) -> bool {
        let mut set = set;
        while set.0 > 1 {
            set = self.child(set, value_of(self.variable(set)));
        }
        set == Set::ALL
    }

    fn child(&self, set: Set, value: u32) -> Set {
        let node = &self.nodes[set.0 as usize];
        match node.cases.binary_search_by_key(&value, |case| case.0) {
            Ok(index) => node.cases[index].1,
            Err(_) => node.last,
        }
    }

    /// An environment of the set: of each variable the first of the values in `order` that leads to one.
    pub(super) fn pick(&self, set: Set, order: &[Vec<u32>]) -> Option<Vec<u32>> {
        if set.is_none() {
            return None;
        }
        let mut picked: Vec<u32> = order.iter().map(|values| values.first().copied().unwrap_or(0)).collect();
        let mut set = set;
        while set.0 > 1 {
            let variable = self.variable(set) as usize;
            let value = order[variable].iter().find(|value| !self.child(set, **value).is_none())?;
            picked[variable] = *value;
            set = self.child(set, *value);
        }
        Some(picked)
    }

    /// The set as disjoint products: for each variable that matters, the values. `sizes` tells how many values variables
    /// have. `None` where there are more than `most`.
    pub(super) fn products(&self, set: Set, sizes: &[u32], most: usize) -> Option<Vec<Product>> {
        let mut found = Vec::new();
        let mut open = vec![(set, Product::new())];
        while let Some((set, product)) = open.pop() {
            if set == Set::ALL {
                found.push(product);
                if found.len() > most {
                    return None;
                }
                continue;
            }
            if set.is_none() {
                continue;
            }
            let variable = self.variable(set);
            let mut by_child: Vec<(Set, Vec<u32>)> = Vec::new();
            for value in 0..sizes[variable as usize] {
                let child = self.child(set, value);
                match by_child.iter_mut().find(|(known, _)| *known == child) {
                    Some((_, values)) => values.push(value),
                    None => by_child.push((child, vec![value])),
                }
            }
            for (child, values) in by_child {
                let mut product = product.clone();
                product.push((variable, values));
                open.push((child, product));
            }
        }
        Some(found)
    }

    /// The set of a product.
    pub(super) fn product(&mut self, product: &Product, sizes: &[u32]) -> Set {
        let mut set = Set::ALL;
        for (variable, values) in product {
            let mut takes = vec![false; sizes[*variable as usize] as usize];
            for value in values {
                takes[*value as usize] = true;
            }
            let of_variable = self.values(*variable, &takes);
            set = self.and(set, of_variable);
        }
        set
    }
}

/// Some values of some variables; all of the others.
pub(super) type Product = Vec<(Variable, Vec<u32>)>;

fn key(operation: Operation, left: Set, right: Set) -> (Operation, Set, Set) {
    if operation == Operation::Without || left <= right {
        (operation, left, right)
    } else {
        (operation, right, left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three variables of two, three and four values: every operation, value by value.
    #[test]
    fn operations_are_those_of_sets() {
        const SIZES: [u32; 3] = [2, 3, 4];
        let mut diagrams = Diagrams::new();
        let mut seed = 7u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 8
        };
        let mut sets = vec![Set::NONE, Set::ALL];
        for round in 0..200 {
            let variable = random() % 3;
            let takes: Vec<bool> = (0..SIZES[variable as usize]).map(|_| random() % 2 == 0).collect();
            let basic = diagrams.values(variable, &takes);
            let (left, right) = (sets[random() as usize % sets.len()], sets[random() as usize % sets.len()]);
            let (and, or) = (diagrams.and(left, basic), diagrams.or(right, basic));
            let without = diagrams.without(left, right);
            let mut is_same = (true, true);
            for index in 0..24u32 {
                let value = |variable: u32| [index % 2, index / 2 % 3, index / 6][variable as usize];
                let has = |set| diagrams.contains(set, value);
                assert_eq!(has(basic), takes[value(variable) as usize], "round {round}");
                assert_eq!(has(and), has(left) && has(basic));
                assert_eq!(has(or), has(right) || has(basic));
                assert_eq!(has(without), has(left) && !has(right));
                is_same.0 &= has(left) == has(right);
                is_same.1 &= has(and) == has(without);
            }
            assert_eq!((left == right, and == without), is_same, "equal sets have equal handles");
            let products = diagrams.products(or, &SIZES, 100).unwrap();
            let products: Vec<Set> =
                products.iter().map(|product| diagrams.product(product, &SIZES)).collect();
            assert_eq!(diagrams.any(products), or);
            let order: Vec<Vec<u32>> = SIZES.iter().map(|size| (0..*size).rev().collect()).collect();
            match diagrams.pick(or, &order) {
                Some(picked) => assert!(diagrams.contains(or, |variable| picked[variable as usize])),
                None => assert!(or.is_none()),
            }
            sets.extend([and, or, without]);
        }
    }
}
