//! The place of a new line in the constraints.

use haggle_spec::Edit;
use haggle_spec::file::requirements::{Line, LineKind};

use super::lists::PinLists;
use crate::constraints::name_hash;

/// The order that a file of constraints is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// By the hash of the name.
    ByHash,
    /// By name.
    ByName,
    /// In none that is known.
    None,
}

/// Of ten neighbours, so many may be out of order: people add lines by hand.
const OUT_OF_ORDER: usize = 10;

/// The edit that puts a line where the order of the file has it: that of hashes, that of names, else at the end.
pub(super) fn insert(lists: &PinLists, text: &str) -> Edit {
    let file = lists.constraints.file();
    let lines: Vec<(&Line, &str)> = file
        .lines()
        .iter()
        .filter_map(|line| match &line.kind {
            LineKind::Requirement(requirement) => Some((line, file.text(requirement.span))),
            _ => None,
        })
        .collect();
    let is_later: Box<dyn Fn(&str) -> bool> = match order(&lines) {
        Order::ByHash => {
            let own = name_hash(text);
            Box::new(move |other| name_hash(other) > own)
        }
        Order::ByName => {
            let own = text.to_lowercase();
            Box::new(move |other| other.to_lowercase() > own)
        }
        Order::None => return file.append(text),
    };
    // Before the first line of those behind the last that is earlier, as a few may be out of order.
    let flags: Vec<bool> = lines.iter().map(|(_, other)| is_later(other)).collect();
    match lines.get(place(&flags)) {
        Some((line, _)) => file.insert_before(line, text),
        None => file.append(text),
    }
}

/// The place with the fewest on the wrong side; of places as good, the first.
fn place(is_later: &[bool]) -> usize {
    let mut wrong = is_later.iter().filter(|later| !**later).count();
    let (mut best, mut fewest) = (0, wrong);
    for (at, later) in is_later.iter().enumerate() {
        if *later {
            wrong += 1;
        } else {
            wrong -= 1;
        }
        if wrong < fewest {
            (best, fewest) = (at + 1, wrong);
        }
    }
    best
}

fn order(lines: &[(&Line, &str)]) -> Order {
    let out_of_order = |is_before: &dyn Fn(&str, &str) -> bool| {
        lines.windows(2).filter(|pair| is_before(pair[1].1, pair[0].1)).count() * OUT_OF_ORDER > lines.len()
    };
    if !out_of_order(&|later, earlier| later.to_lowercase() < earlier.to_lowercase()) {
        Order::ByName
    } else if !out_of_order(&|later, earlier| name_hash(later) < name_hash(earlier)) {
        Order::ByHash
    } else {
        Order::None
    }
}
