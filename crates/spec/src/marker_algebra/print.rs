//! From functions back to markers.

use super::MarkerAnswer;
use super::arena::{MarkerArena, MarkerNode, NodeBudgetExceeded};
use super::atom::{Variable, may_fail};
use super::node::{Edges, FALSE, TRUE};
use super::operation::Operation;
use crate::marker::StepRef;
use crate::version::cut::Cut;
use crate::{Marker, VersionSet};

/// What is left of a marker once it has been simplified. Neither constant can be written as a marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Simplified {
    /// It holds everywhere.
    Always,
    /// It holds nowhere.
    Never,
    /// A marker for it.
    Marker(Marker),
    /// There is none within reason: it would take too many alternatives, or the negation of a comparison that has none.
    TooLong,
}

impl core::fmt::Display for Simplified {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Simplified::Always => f.write_str("always"),
            Simplified::Never => f.write_str("never"),
            Simplified::Marker(marker) => marker.fmt(f),
            Simplified::TooLong => f.write_str("too long"),
        }
    }
}

/// How many alternatives a printed marker may have.
const MOST_ALTERNATIVES: usize = 64;

/// One comparison of a printed marker and its function.
#[derive(Clone)]
struct Literal {
    text: String,
    node: u32,
}

/// A way out of a node: the comparisons that lead there, and the child.
type Branch = (Vec<Literal>, u32);

impl MarkerArena {
    /// A shorter marker that evaluates to the same in every environment, errors included; the marker itself where there
    /// is none, or where evaluating it can fail.
    ///
    /// # Errors
    /// Where the budget is too small.
    ///
    /// ```
    /// use haggle_spec::{Marker, MarkerArena};
    /// let mut arena = MarkerArena::with_budget(1000);
    /// let marker: Marker =
    ///     "(python_version >= '3.8' and python_version >= '3.9') or python_version > '3.11'".parse()?;
    /// assert_eq!(arena.simplify(&marker)?.to_string(), r#"python_version >= "3.9""#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn simplify(&mut self, marker: &Marker) -> Result<Simplified, NodeBudgetExceeded> {
        let can_fail = marker.steps().any(|step| matches!(step, StepRef::Term(term) if may_fail(&term)));
        if can_fail {
            return Ok(Simplified::Marker(marker.clone()));
        }
        let node = self.node(marker)?;
        let same = Simplified::Marker(marker.clone());
        Ok(match self.to_marker(node) {
            Simplified::Marker(shorter) if shorter.as_str().len() < marker.as_str().len() => {
                Simplified::Marker(shorter)
            }
            Simplified::Marker(_) | Simplified::TooLong => same,
            constant => constant,
        })
    }

    /// A marker for a function: alternatives none of which can do without one of its comparisons.
    pub fn to_marker(&mut self, node: MarkerNode) -> Simplified {
        match node.0 {
            FALSE => return Simplified::Never,
            TRUE => return Simplified::Always,
            _ => {}
        }
        match self.alternatives(node.0) {
            Ok(Some(alternatives)) => {
                let several = alternatives.len() > 1;
                let texts: Vec<String> = alternatives
                    .iter()
                    .map(|literals| {
                        let text: Vec<&str> = literals.iter().map(|literal| literal.text.as_str()).collect();
                        if several && text.len() > 1 {
                            format!("({})", text.join(" and "))
                        } else {
                            text.join(" and ")
                        }
                    })
                    .collect();
                texts.join(" or ").parse().map_or(Simplified::TooLong, Simplified::Marker)
            }
            Ok(None) | Err(_) => Simplified::TooLong,
        }
    }

    /// Paths to `TRUE`, each shortened while it still implies the function, none needless.
    fn alternatives(&mut self, root: u32) -> Result<Option<Vec<Vec<Literal>>>, NodeBudgetExceeded> {
        let mut kept: Vec<(Vec<Literal>, u32)> = Vec::new();
        let mut covered = FALSE;
        let mut open: Vec<(u32, Vec<Literal>)> = vec![(root, Vec::new())];
        let mut n_paths = 0;
        while let Some((id, path)) = open.pop() {
            if id == FALSE {
                continue;
            }
            if id == TRUE {
                n_paths += 1;
                if n_paths > 4 * MOST_ALTERNATIVES {
                    return Ok(None);
                }
                let (literals, node) = self.shortened(path, root)?;
                if self.apply(Operation::AndNot, node, covered)? != FALSE {
                    covered = self.apply(Operation::Or, covered, node)?;
                    kept.push((literals, node));
                }
                continue;
            }
            // Later branches are looked at first, so the first comes last.
            let Some(branches) = self.branches(id)? else { return Ok(None) };
            for (literals, child) in branches.into_iter().rev() {
                open.push((child, path.iter().cloned().chain(literals).collect()));
            }
        }
        // An alternative that the others cover goes.
        let mut index = 0;
        while index < kept.len() {
            let mut others = FALSE;
            for (other, (_, node)) in kept.iter().enumerate() {
                if other != index {
                    others = self.apply(Operation::Or, others, *node)?;
                }
            }
            if others == root {
                kept.remove(index);
            } else {
                index += 1;
            }
        }
        Ok((kept.len() <= MOST_ALTERNATIVES)
            .then(|| kept.into_iter().map(|(literals, _)| literals).collect()))
    }

    /// Leaves out every comparison that is not needed for the rest to imply `root`.
    fn shortened(
        &mut self,
        mut literals: Vec<Literal>,
        root: u32,
    ) -> Result<(Vec<Literal>, u32), NodeBudgetExceeded> {
        let mut index = 0;
        while index < literals.len() {
            let without =
                literals.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, l)| l.node);
            let node = self.all(without.collect())?;
            if self.implies(MarkerNode(node), MarkerNode(root))? == MarkerAnswer::Yes {
                literals.remove(index);
            } else {
                index += 1;
            }
        }
        let node = self.all(literals.iter().map(|literal| literal.node).collect())?;
        Ok((literals, node))
    }

    fn all(&mut self, nodes: Vec<u32>) -> Result<u32, NodeBudgetExceeded> {
        nodes.into_iter().try_fold(TRUE, |all, node| self.apply(Operation::And, all, node))
    }

    /// The ways out of a node as comparisons: `None` where one has no spelling.
    fn branches(&mut self, id: u32) -> Result<Option<Vec<Branch>>, NodeBudgetExceeded> {
        let Some(node) = self.nodes.get(id as usize).cloned() else { return Ok(None) };
        let spelled: Option<Vec<(Vec<String>, u32)>> =
            match (&self.variables[node.variable as usize], &node.edges) {
                (Variable::Python, Edges::Versions { cuts, children }) => version_branches(cuts, children),
                (Variable::Text(variable), Edges::Texts { cases, others }) => {
                    let name = variable.as_str();
                    let unlike =
                        cases.iter().map(|(text, _)| quoted(text).map(|text| format!("{name} != {text}")));
                    let like = cases.iter().map(|(text, child)| {
                        quoted(text).map(|text| (vec![format!("{name} == {text}")], *child))
                    });
                    let others = unlike.collect::<Option<Vec<_>>>().map(|unlike| (unlike, *others));
                    like.chain([others]).collect()
                }
                (Variable::Opaque(comparison), Edges::Opaque { yes, no }) => {
                    let mut branches = vec![(vec![comparison.to_string()], *yes)];
                    match negated(comparison) {
                        Some(negated) => branches.push((vec![negated], *no)),
                        // Without a negation, the comparison can be left out if the rest holds without it too.
                        None => branches.push((Vec::new(), *no)),
                    }
                    Some(branches)
                }
                _ => None,
            };
        let Some(spelled) = spelled else { return Ok(None) };
        let mut branches = Vec::new();
        for (texts, child) in spelled {
            let mut literals = Vec::new();
            for text in texts {
                let Ok(marker) = text.parse::<Marker>() else { return Ok(None) };
                literals.push(Literal { text: marker.as_str().to_owned(), node: self.node(&marker)?.0 });
            }
            branches.push((literals, child));
        }
        // Leaving out the negation is right only if that branch gives no more than the other.
        if let [(_, yes), (without, no)] = &branches[..]
            && without.is_empty()
            && matches!(node.edges, Edges::Opaque { .. })
        {
            let (yes, no) = (*yes, *no);
            if self.apply(Operation::AndNot, no, yes)? != FALSE {
                return Ok(None);
            }
        }
        Ok(Some(branches))
    }
}

/// The stretches of versions, each as comparisons.
fn version_branches(cuts: &[Cut], children: &[u32]) -> Option<Vec<(Vec<String>, u32)>> {
    let mut branches = Vec::new();
    for (index, child) in children.iter().enumerate() {
        if *child == FALSE {
            continue;
        }
        let lower = index.checked_sub(1).and_then(|index| cuts.get(index));
        branches.push((stretch(lower, cuts.get(index))?, *child));
    }
    Some(branches)
}

/// A stretch, in numbers of `python_version` where its ends are, else of `python_full_version`.
fn stretch(lower: Option<&Cut>, upper: Option<&Cut>) -> Option<Vec<String>> {
    let short = |cut: &Cut| cut.short_version();
    if let (Some(lower), Some(upper)) = (lower, upper)
        && let (Some(first), Some(end)) = (short(lower), short(upper))
        && first.segment(0) == end.segment(0)
        && first.segment(1).successor() == end.segment(1)
    {
        return Some(vec![format!("python_version == \"{first}\"")]);
    }
    let mut comparisons = Vec::new();
    for (cut, operator, is_lower) in [(lower, ">=", true), (upper, "<", false)] {
        let Some(cut) = cut else { continue };
        if let Some(version) = short(cut) {
            comparisons.push(format!("python_version {operator} \"{version}\""));
            continue;
        }
        let (from, to) = if is_lower { (Some(cut), None) } else { (None, Some(cut)) };
        let set = VersionSet::between(from.cloned(), to.cloned()).to_specifier_set()?;
        comparisons.extend(set.iter().map(|specifier| {
            let operator = specifier.operator();
            format!("python_full_version {operator} \"{}\"", specifier.version_text())
        }));
    }
    Some(comparisons)
}

/// A literal that reads back as the text, if there is one.
fn quoted(text: &str) -> Option<String> {
    if text.contains(['\\', '\n', '\r', '\0']) {
        return None;
    }
    match (text.contains('"'), text.contains('\'')) {
        (false, _) => Some(format!("\"{text}\"")),
        (true, false) => Some(format!("'{text}'")),
        (true, true) => None,
    }
}

/// `x in y` as `x not in y`; other opaque comparisons have no negation.
fn negated(comparison: &str) -> Option<String> {
    let marker: Marker = comparison.parse().ok()?;
    let mut steps = marker.steps();
    let StepRef::Term(term) = steps.next()? else { return None };
    (term.operator == crate::MarkerOperator::In && !may_fail(&term))
        .then(|| term.with_operator(crate::MarkerOperator::NotIn))
}
