//! Sets of environments as markers: no comparison of a marker can be left out, and none tells apart what does not exist.

use haggle_spec::Version;

use super::diagram::{Product, Set, Variable};
use super::group::{Comparison, Group};
use super::space::{PYTHON, Space};

/// The most products that a marker may have before it is put in its shortest form.
const MOST_PRODUCTS: usize = 2_000;

/// Variables of more values than this are not looked at value by value.
const MOST_VALUES: u32 = 256;

/// Comparisons that are joined by `and`, or by `or`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    All(Vec<String>),
    Any(Vec<String>),
}

impl Part {
    /// The number of comparisons, and of those among them that single out one Python.
    fn cost(&self) -> usize {
        let (Self::All(texts) | Self::Any(texts)) = self;
        let singles_out = |text: &&String| {
            text.starts_with("python_full_version")
                && text.contains("= \"")
                && !text.contains(['<', '>', '*'])
        };
        let n_joined: usize = texts.iter().map(|text| text.matches(" and ").count()).sum();
        2 * (texts.len() + n_joined) + texts.iter().filter(singles_out).count()
    }

    fn cheaper(self, other: Option<Self>) -> Self {
        match other {
            Some(other) if other.cost() < self.cost() => other,
            _ => self,
        }
    }
}

/// The set as a marker: empty where it is all that is asked for. `None` where it takes too many comparisons.
pub(super) fn words(space: &mut Space, set: Set) -> Option<String> {
    if space.diagrams.is_subset(space.everywhere, set) {
        return Some(String::new());
    }
    let wanted = space.diagrams.and(set, space.everywhere);
    let others = space.not(wanted);
    let allowed = space.diagrams.not(others);
    let products = space.diagrams.products(wanted, &space.sizes, MOST_PRODUCTS)?;
    let mut wide: Vec<Product> = Vec::new();
    for product in products {
        let product = widened(space, product, allowed);
        if !wide.contains(&product) {
            wide.push(product);
        }
    }
    wide.sort_by_key(|product| std::cmp::Reverse(cost(space, product)));
    let mut kept = wide.clone();
    for product in &wide {
        let others: Vec<Product> = kept.iter().filter(|other| *other != product).cloned().collect();
        let others_sets =
            others.iter().map(|other| space.diagrams.product(other, &space.sizes)).collect::<Vec<_>>();
        let union = space.diagrams.any(others_sets);
        if space.diagrams.is_subset(wanted, union) {
            kept = others;
        }
    }
    for index in 0..kept.len() {
        narrow(space, &mut kept, index, wanted);
    }
    let mut texts: Vec<(usize, String)> =
        kept.iter().map(|product| (cost(space, product), text(space, product, kept.len() > 1))).collect();
    texts.sort();
    Some(texts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" or "))
}

/// The product with as few comparisons as the allowed environments permit.
fn widened(space: &mut Space, product: Product, allowed: Set) -> Product {
    let mut product = product;
    let mut order: Vec<Variable> = product.iter().map(|(variable, _)| *variable).collect();
    order.sort_by_key(|variable| std::cmp::Reverse(*variable));
    for variable in order {
        let without: Product = product.iter().filter(|(other, _)| *other != variable).cloned().collect();
        let rest = space.diagrams.product(&without, &space.sizes);
        if space.diagrams.is_subset(rest, allowed) {
            product = without;
            continue;
        }
        let size = space.sizes[variable as usize];
        if size > MOST_VALUES {
            continue;
        }
        let wrong = space.diagrams.without(rest, allowed);
        let may = |space: &mut Space, value: u32| {
            let mut takes = vec![false; size as usize];
            takes[value as usize] = true;
            let at_value = space.diagrams.values(variable, &takes);
            space.diagrams.is_disjoint(wrong, at_value)
        };
        let widest: Vec<u32> = (0..size).filter(|value| may(space, *value)).collect();
        let Some(slot) = product.iter_mut().find(|(other, _)| *other == variable) else { continue };
        let stretched =
            if variable == PYTHON { stretched(&space.pythons, &slot.1, &widest) } else { Vec::new() };
        let mut best = (part(space, variable, &slot.1).cost(), slot.1.clone());
        for values in [widest, stretched] {
            let cost = part(space, variable, &values).cost();
            if !values.is_empty() && cost <= best.0 {
                best = (cost, values);
            }
        }
        slot.1 = best.1;
    }
    product
}

/// Takes values out of a product again that it need not have, where that makes no comparison more: `==` says more plainly
/// what is meant than `!=`.
fn narrow(space: &mut Space, kept: &mut [Product], index: usize, wanted: Set) {
    let sizes = space.sizes.clone();
    let others = kept.iter().enumerate().filter(|(other, _)| *other != index);
    let others = others.map(|(_, product)| space.diagrams.product(product, &sizes)).collect();
    let others = space.diagrams.any(others);
    let own = space.diagrams.product(&kept[index], &sizes);
    let own = space.diagrams.and(own, wanted);
    let own = space.diagrams.without(own, others);
    for slot in 0..kept[index].len() {
        let (variable, values) = kept[index][slot].clone();
        if variable == PYTHON || sizes[variable as usize] > MOST_VALUES {
            continue;
        }
        let mut needs = |value: u32| {
            let at_value = space.diagrams.product(&vec![(variable, vec![value])], &sizes);
            !space.diagrams.is_disjoint(own, at_value)
        };
        let needed: Vec<u32> = values.iter().copied().filter(|value| needs(*value)).collect();
        if !needed.is_empty()
            && part(space, variable, &needed).cost() <= part(space, variable, &values).cost()
        {
            kept[index][slot].1 = needed;
        }
    }
}

fn cost(space: &Space, product: &Product) -> usize {
    product.iter().map(|(variable, values)| part(space, *variable, values).cost()).sum()
}

fn text(space: &Space, product: &Product, is_one_of_many: bool) -> String {
    let parts: Vec<Part> = product.iter().map(|(variable, values)| part(space, *variable, values)).collect();
    let n_parts = parts.len();
    let texts: Vec<String> = parts
        .into_iter()
        .map(|part| match part {
            Part::All(texts) => texts.join(" and "),
            Part::Any(texts) if n_parts > 1 && texts.len() > 1 => format!("({})", texts.join(" or ")),
            Part::Any(texts) => texts.join(" or "),
        })
        .collect();
    let text = texts.join(" and ");
    let has_and = text.contains(" and ");
    if is_one_of_many && has_and { format!("({text})") } else { text }
}

fn part(space: &Space, variable: Variable, values: &[u32]) -> Part {
    let variable = variable as usize;
    if variable == PYTHON as usize {
        return of_python(&space.pythons, values);
    }
    match space.groups.get(variable - 1) {
        Some(group) => of_group(group, values),
        None => of_switch(&space.switches[variable - 1 - space.groups.len()], values),
    }
}

fn of_switch(switch: &Comparison, values: &[u32]) -> Part {
    Part::All(vec![if values == [0] { switch.text.clone() } else { switch.negated.clone() }])
}

/// Stretches of neighbouring values: the first of each, and the one after its end.
fn stretches(values: &[u32]) -> Vec<(usize, usize)> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for value in values {
        let value = *value as usize;
        match stretches.last_mut() {
            Some((_, end)) if *end == value => *end += 1,
            _ => stretches.push((value, value + 1)),
        }
    }
    stretches
}

/// Each stretch of the values as far as it may go without another bound, or to the nearest minor version.
fn stretched(pythons: &[Version], values: &[u32], allowed: &[u32]) -> Vec<u32> {
    let is_minor = |index: usize| pythons[index].segment(2).is_zero() && !pythons[index].is_prerelease();
    let mut found = std::collections::BTreeSet::new();
    for (from, to) in stretches(values) {
        let Some((first, end)) =
            stretches(allowed).into_iter().find(|(first, end)| *first <= from && to <= *end)
        else {
            continue;
        };
        let from = if first == 0 { 0 } else { (first..=from).rev().find(|at| is_minor(*at)).unwrap_or(from) };
        let to = if end == pythons.len() { end } else { (to..=end).find(|at| is_minor(*at)).unwrap_or(to) };
        found.extend((from..to).filter_map(|index| u32::try_from(index).ok()));
    }
    found.into_iter().collect()
}

fn of_python(pythons: &[Version], values: &[u32]) -> Part {
    let inside = stretches(values);
    let is_inside = |index: &u32| values.binary_search(index).is_ok();
    let outside: Vec<u32> = (0u32..).take(pythons.len()).filter(|index| !is_inside(index)).collect();
    let outside = stretches(&outside);
    // From the first to the last, without some.
    let (first, end) = (inside.first().map_or(0, |it| it.0), inside.last().map_or(0, |it| it.1));
    let mut all = bounds(pythons, first, end);
    let holes = outside.iter().filter(|(from, to)| *from >= first && *to <= end);
    let holes: Option<Vec<String>> = holes
        .map(|(from, to)| Some(format!("python_full_version != \"{}\"", one(pythons, *from, *to)?)))
        .collect();
    let by_stretch = || {
        let stretches: Vec<String> = inside
            .iter()
            .map(|(from, to)| {
                let bounds = bounds(pythons, *from, *to);
                if bounds.len() > 1 { format!("({})", bounds.join(" and ")) } else { bounds.concat() }
            })
            .collect();
        Part::Any(stretches)
    };
    // All but the beginning and the end of what is asked for are one range.
    match holes {
        Some(holes) => {
            all.extend(holes);
            let all = Part::All(all);
            if inside.len() > 1 { all.cheaper(Some(by_stretch())) } else { all }
        }
        None => by_stretch(),
    }
}

/// The comparisons that hold from one Python up to another.
fn bounds(pythons: &[Version], from: usize, to: usize) -> Vec<String> {
    if from > 0
        && to < pythons.len()
        && let Some(one) = one(pythons, from, to)
    {
        return vec![format!("python_full_version == \"{one}\"")];
    }
    let mut bounds = Vec::new();
    if from > 0 {
        bounds.push(format!("python_full_version >= \"{}\"", short(&pythons[from])));
    }
    // `< "3.15"` leaves the prereleases of 3.15 out.
    let last = pythons.get(to.wrapping_sub(1)).filter(|last| last.is_prerelease());
    if let (Some(last), Some(end)) = (last, pythons.get(to))
        && last.base() == end.base()
    {
        bounds.push(format!("python_full_version <= \"{last}\""));
    } else if let Some(end) = pythons.get(to) {
        bounds.push(format!("python_full_version < \"{}\"", short(end)));
    }
    bounds
}

/// The version, or the minor version, that is all that lies between.
fn one(pythons: &[Version], from: usize, to: usize) -> Option<String> {
    let (first, end) = (&pythons[from], pythons.get(to));
    let segment = |version: &Version, index: usize| version.segment(index).as_u64();
    let (major, minor) = (segment(first, 0)?, segment(first, 1)?);
    if first.is_prerelease() {
        return None;
    }
    let is_next_minor = end
        .is_none_or(|end| segment(end, 0) == Some(major) && segment(end, 1) == Some(minor + 1))
        && end.is_none_or(|end| segment(end, 2) == Some(0) && !end.is_prerelease());
    if segment(first, 2) == Some(0) && is_next_minor && end.is_some() {
        return Some(format!("{major}.{minor}.*"));
    }
    let patch = segment(first, 2)?;
    let is_next = end.is_some_and(|end| {
        segment(end, 0) == Some(major) && segment(end, 1) == Some(minor) && segment(end, 2) == Some(patch + 1)
    });
    is_next.then(|| first.to_string())
}

fn short(version: &Version) -> String {
    let text = version.to_string();
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn of_group(group: &Group, values: &[u32]) -> Part {
    let is_inside = |index: usize| values.binary_search(&u32::try_from(index).unwrap_or(u32::MAX)).is_ok();
    let mut best: Option<Part> = None;
    for (column, variable) in group.variables.iter().enumerate() {
        let (mut inside, mut outside) = (Vec::new(), Vec::new());
        for (index, row) in group.rows.iter().enumerate() {
            let side = if is_inside(index) { &mut inside } else { &mut outside };
            side.push(&row[column]);
        }
        inside.sort();
        inside.dedup();
        outside.sort();
        outside.dedup();
        let texts: std::collections::BTreeSet<&str> =
            outside.iter().map(|value: &&super::families::Value| value.text.as_str()).collect();
        if inside.iter().any(|value| texts.contains(value.text.as_str())) {
            continue;
        }
        let compare = |operator: &str, values: &[&super::families::Value]| -> Vec<String> {
            let compare = |value: &&super::families::Value| {
                format!("{} {operator} {}", variable.as_str(), quoted(&value.text))
            };
            values.iter().map(compare).collect()
        };
        let is_exact = |values: &[&super::families::Value]| values.iter().all(|value| value.is_exact);
        for found in [
            is_exact(&inside).then(|| Part::Any(compare("==", &inside))),
            is_exact(&outside).then(|| Part::All(compare("!=", &outside))),
        ] {
            best = match (found, best) {
                (Some(found), Some(best)) => Some(best.cheaper(Some(found))),
                (found, best) => best.or(found),
            };
        }
    }
    let by_comparison = group.comparisons.iter().find_map(|comparison| {
        let agrees = |holds: bool| {
            comparison.holds.iter().enumerate().all(|(index, known)| (*known == holds) == is_inside(index))
        };
        let text = if agrees(true) { &comparison.text } else { &comparison.negated };
        (agrees(true) || agrees(false)).then(|| Part::All(vec![text.clone()]))
    });
    match best {
        Some(best) => best.cheaper(by_comparison),
        None => by_comparison.unwrap_or_else(|| by_signature(group, values)),
    }
}

/// The rows by the outcomes of every comparison that tells them from others: right where nothing shorter is known.
fn by_signature(group: &Group, values: &[u32]) -> Part {
    let is_inside = |index: usize| values.binary_search(&u32::try_from(index).unwrap_or(u32::MAX)).is_ok();
    let left: Vec<usize> = (0..group.rows.len()).filter(|index| !is_inside(*index)).collect();
    let mut texts: Vec<String> = Vec::new();
    for value in values {
        let index = *value as usize;
        let row = &group.rows[index];
        let mut parts: Vec<String> = Vec::new();
        let mut others = left.clone();
        let mut add = |text: String, tells: &dyn Fn(usize) -> bool| {
            let n_before = others.len();
            others.retain(|other| !tells(*other));
            if others.len() < n_before {
                parts.push(text);
            }
        };
        for comparison in &group.comparisons {
            let holds = comparison.holds[index];
            let text = if holds { &comparison.text } else { &comparison.negated };
            add(text.clone(), &|other| comparison.holds[other] != holds);
        }
        for (column, variable) in group.variables.iter().enumerate() {
            let name = variable.as_str();
            if row[column].is_exact {
                let text = format!("{name} == {}", quoted(&row[column].text));
                add(text, &|other| group.rows[other][column].text != row[column].text);
            } else {
                for (other, another) in group.rows.iter().enumerate() {
                    if !is_inside(other) && another[column].is_exact {
                        let text = format!("{name} != {}", quoted(&another[column].text));
                        add(text, &|third| group.rows[third][column].text == another[column].text);
                    }
                }
            }
        }
        texts.push(if parts.len() > 1 { format!("({})", parts.join(" and ")) } else { parts.concat() });
    }
    texts.sort();
    texts.dedup();
    Part::Any(texts)
}

fn quoted(text: &str) -> String {
    if text.contains('"') { format!("'{text}'") } else { format!("\"{text}\"") }
}
