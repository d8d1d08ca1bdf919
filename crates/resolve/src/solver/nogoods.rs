//! Learned nogoods: sets of terms that cannot all hold. Each has two watched terms and remembers what it came from.

use super::trail::{NONE, Narrowed, Reason, Trail, position};
use crate::bits;
use crate::table::Table;

/// What a nogood was derived from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Cause {
    Clause(u32),
    Edge(u32),
    Learned(u32),
    /// A domain at level zero, as it was after this entry of the trail.
    Fact(u32),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) package: u32,
    words: u32,
}

#[derive(Debug, Clone, Copy)]
struct Watch {
    term: u32,
    next: u32,
}

#[derive(Debug, Default)]
pub(super) struct Nogoods {
    terms_at: Vec<u32>,
    terms: Vec<Term>,
    words: Vec<u64>,
    causes_at: Vec<u32>,
    causes: Vec<Cause>,
    /// Two for each nogood, linked in one list a package.
    watches: Vec<Watch>,
    heads: Vec<u32>,
}

impl Nogoods {
    pub(super) fn new(n_packages: usize) -> Self {
        Self { terms_at: vec![0], causes_at: vec![0], heads: vec![NONE; n_packages], ..Self::default() }
    }

    pub(super) fn clear(&mut self) {
        for watch in &self.watches {
            if let Some(term) = self.terms.get(watch.term as usize) {
                self.heads[term.package as usize] = NONE;
            }
        }
        self.terms_at.truncate(1);
        self.causes_at.truncate(1);
        self.terms.clear();
        self.words.clear();
        self.causes.clear();
        self.watches.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.terms_at.len() - 1
    }

    /// How many entries the largest arena holds.
    pub(super) fn size(&self) -> usize {
        self.words.len().max(self.causes.len())
    }

    pub(super) fn terms(&self, nogood: u32) -> &[Term] {
        let nogood = nogood as usize;
        &self.terms[self.terms_at[nogood] as usize..self.terms_at[nogood + 1] as usize]
    }

    pub(super) fn causes(&self, nogood: u32) -> &[Cause] {
        let nogood = nogood as usize;
        &self.causes[self.causes_at[nogood] as usize..self.causes_at[nogood + 1] as usize]
    }

    pub(super) fn words(&self, table: &Table, term: Term) -> &[u64] {
        let start = term.words as usize;
        &self.words[start..start + table.width(term.package)]
    }

    pub(super) fn push_term(&mut self, package: u32, words: &[u64]) {
        self.terms.push(Term { package, words: position(self.words.len()) });
        self.words.extend_from_slice(words);
    }

    /// Ends the nogood whose terms were pushed. Its first two terms are watched: the one that it narrows now, and the one
    /// of the others that came to hold last.
    pub(super) fn finish(&mut self, causes: &[Cause]) -> u32 {
        let nogood = position(self.len());
        let first = self.terms_at[nogood as usize];
        self.terms_at.push(position(self.terms.len()));
        self.causes.extend_from_slice(causes);
        self.causes_at.push(position(self.causes.len()));
        let n_terms = self.terms_at[nogood as usize + 1] - first;
        for slot in 0..2 {
            if n_terms < 2 {
                self.watches.push(Watch { term: NONE, next: NONE });
                continue;
            }
            let package = self.terms[(first + slot) as usize].package as usize;
            let watch = position(self.watches.len());
            self.watches.push(Watch { term: first + slot, next: self.heads[package] });
            self.heads[package] = watch;
        }
        nogood
    }

    /// Narrows what the nogoods watched at the package now say. Gives the nogood that failed, if one did.
    pub(super) fn propagate(&mut self, table: &Table, trail: &mut Trail, package: u32) -> Result<(), u32> {
        if self.watches.is_empty() {
            return Ok(());
        }
        let mut previous = NONE;
        let mut watch = self.heads[package as usize];
        while watch != NONE {
            let Watch { term, next } = self.watches[watch as usize];
            let holds = |term: u32, trail: &Trail| {
                let term = self.terms[term as usize];
                bits::is_subset(trail.domain(term.package), self.words(table, term))
            };
            if !holds(term, trail) {
                previous = watch;
                watch = next;
                continue;
            }
            let nogood = watch / 2;
            let other = self.watches[(watch ^ 1) as usize].term;
            let span = self.terms_at[nogood as usize]..self.terms_at[nogood as usize + 1];
            let free = span.into_iter().find(|term| *term != other && !holds(*term, trail));
            if let Some(free) = free {
                self.move_watch(watch, previous, next, package, free);
            } else {
                let other = self.terms[other as usize];
                let narrowed = trail.remove(other.package, self.words(table, other), Reason::Learned(nogood));
                if narrowed == Narrowed::Empty {
                    return Err(nogood);
                }
                previous = watch;
            }
            watch = next;
        }
        Ok(())
    }

    fn move_watch(&mut self, watch: u32, previous: u32, next: u32, from: u32, term: u32) {
        if previous == NONE {
            self.heads[from as usize] = next;
        } else {
            self.watches[previous as usize].next = next;
        }
        let to = self.terms[term as usize].package as usize;
        self.watches[watch as usize] = Watch { term, next: self.heads[to] };
        self.heads[to] = watch;
    }
}
