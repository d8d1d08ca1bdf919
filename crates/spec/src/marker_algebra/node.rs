//! Nodes of decision diagrams, and which way they lead.

use crate::version::cut::Cut;

pub(super) const FALSE: u32 = 0;
pub(super) const TRUE: u32 = 1;

/// A decision on one variable. Nodes below decide on variables of higher numbers only, and have lower ids.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Node {
    pub(super) variable: u32,
    pub(super) edges: Edges,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Edges {
    /// One child more than places; neighbours differ.
    Versions { cuts: Vec<Cut>, children: Vec<u32> },
    /// Sorted by text; no child is that of the others.
    Texts { cases: Vec<(Box<str>, u32)>, others: u32 },
    /// Two children that differ.
    Opaque { yes: u32, no: u32 },
}

impl Edges {
    pub(super) fn cuts(&self) -> &[Cut] {
        match self {
            Edges::Versions { cuts, .. } => cuts,
            _ => &[],
        }
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let cases = match self {
            Edges::Texts { cases, .. } => &cases[..],
            _ => &[],
        };
        cases.iter().map(|(text, _)| &**text)
    }

    /// The child for the stretch that starts at a place, or at the very start.
    pub(super) fn at_cut(&self, start: Option<&Cut>) -> u32 {
        let Edges::Versions { cuts, children } = self else { return FALSE };
        let passed = start.map_or(0, |start| cuts.partition_point(|cut| cut <= start));
        children.get(passed).copied().unwrap_or(FALSE)
    }

    /// The child for a text, or for all that have no case.
    pub(super) fn of_text(&self, text: Option<&str>) -> u32 {
        let Edges::Texts { cases, others } = self else { return FALSE };
        let case = text.and_then(|text| cases.binary_search_by(|(case, _)| (**case).cmp(text)).ok());
        case.and_then(|index| cases.get(index)).map_or(*others, |(_, child)| *child)
    }

    pub(super) fn of_outcome(&self, holds: bool) -> u32 {
        match self {
            Edges::Opaque { yes, no } => {
                if holds {
                    *yes
                } else {
                    *no
                }
            }
            _ => FALSE,
        }
    }
}
