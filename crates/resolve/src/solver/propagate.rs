//! Narrowing: what follows from what was narrowed before.

use std::ops::Range;
use std::sync::atomic::Ordering;

use super::trail::{self, Narrowed, Reason};
use super::{Control, Halt, Solver, Stop};
use crate::bits;
use crate::table::{Group, PackageId};

/// How many narrowings are made between two looks at whether to stop: few enough that they take microseconds.
const STEPS_BETWEEN_CHECKS: u64 = 64;

/// What [`Solver::best_value`] found.
pub(super) enum Best {
    /// The only value that is left.
    Only(u32),
    /// The best of several values.
    Of(u32),
    /// The package was narrowed, and what follows comes first.
    Gone,
}

impl Solver<'_> {
    /// Narrows until nothing more follows.
    pub(super) fn propagate(&mut self, control: &Control<'_>) -> Result<(), Halt> {
        while self.head < self.trail.len() {
            self.steps += 1;
            if self.steps.is_multiple_of(STEPS_BETWEEN_CHECKS) {
                self.check(control)?;
            }
            let index = trail::position(self.head);
            self.head += 1;
            let package = self.trail.entry(index).package;
            // A later entry of the same package says all that this one says.
            if self.trail.latest(package) != index {
                continue;
            }
            if self.trail.is_required(package) {
                self.propagate_edges(package)?;
            }
            if self.is_eager {
                self.propagate_sets(package)?;
            }
            let failed = self.nogoods.propagate(self.table, &mut self.trail, package);
            failed.map_err(|nogood| Halt::Conflict(Reason::Learned(nogood)))?;
        }
        Ok(())
    }

    /// A required package passes on what all its versions require.
    fn propagate_edges(&mut self, package: u32) -> Result<(), Halt> {
        let [top, mut others] = self.table.groups_of(package);
        // As long as the highest version is left, the edges that it has not are not those of all versions.
        let highest = self.table.n_versions(PackageId(package));
        if bits::has_bit(self.trail.domain(package), highest) {
            others.end = others.start;
        }
        if let Some(domain) = self.trail.word(package) {
            if !self.propagate_groups(domain, top)? {
                self.propagate_groups(domain, others)?;
            }
            return Ok(());
        }
        let best = bits::highest(self.trail.domain(package));
        for id in top.chain(others) {
            let versions = self.table.group_versions(id);
            if bits::is_subset(self.trail.domain(package), versions) {
                self.require(id, &self.table.groups[id as usize])?;
            } else if bits::highest(versions) < best {
                break;
            }
        }
        Ok(())
    }

    /// Passes on the groups that have all of a domain of one word. Whether one came by of which all versions are before the
    /// best value of the domain: so are those of the groups after it.
    fn propagate_groups(&mut self, domain: u64, ids: Range<u32>) -> Result<bool, Halt> {
        let table = self.table;
        let groups = &table.groups[ids.start as usize..ids.end as usize];
        for (id, group) in ids.zip(groups) {
            if domain & !group.versions == 0 {
                self.require(id, group)?;
            } else if group.versions.leading_zeros() > domain.leading_zeros() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn require(&mut self, id: u32, group: &Group) -> Result<(), Halt> {
        let reason = Reason::Edge(id);
        let narrowed = if self.trail.word(group.target).is_some() {
            self.trail.keep(group.target, &[group.allowed], reason)
        } else {
            self.trail.keep(group.target, self.table.allowed(id), reason)
        };
        if narrowed == Narrowed::Empty { Err(Halt::Conflict(reason)) } else { Ok(()) }
    }

    /// The package's best value, unless an edge of it cannot be met: then the versions that have the edge go.
    pub(super) fn best_value(&mut self, package: u32) -> Result<Best, Reason> {
        let domain = self.trail.domain(package);
        let best = bits::highest(domain).expect("a domain is never empty");
        if bits::is_single(domain) {
            return Ok(Best::Only(best));
        }
        // Looking ahead, every version that asks for a dead set is gone already.
        if self.is_eager {
            return Ok(Best::Of(best));
        }
        let table = self.table;
        for (id, group) in table.edges_at(package, best) {
            let cannot_be_met = match self.trail.word(group.target) {
                Some(domain) => domain & group.allowed == 0,
                None => bits::is_disjoint(self.trail.domain(group.target), table.allowed(id)),
            };
            if cannot_be_met {
                let reason = Reason::Edge(id);
                return match self.trail.remove(package, table.group_versions(id), reason) {
                    Narrowed::Empty => Err(reason),
                    _ => Ok(Best::Gone),
                };
            }
        }
        Ok(Best::Of(best))
    }

    /// Sets of which the package has no version left die, and every package, needed or not, loses the versions that ask for
    /// them. That reaches beyond the packages at hand, and finds dead ends before the search walks into them.
    fn propagate_sets(&mut self, package: u32) -> Result<(), Halt> {
        let table = self.table;
        let ids = table.sets_of(package);
        let rows = table.set_rows(package);
        if let Some(domain) = self.trail.word(package) {
            for (set, versions) in ids.zip(rows) {
                if domain & versions == 0 {
                    self.bury(set)?;
                }
            }
            return Ok(());
        }
        for (set, versions) in ids.zip(rows.chunks_exact(table.width(package))) {
            if bits::is_disjoint(self.trail.domain(package), versions) {
                self.bury(set)?;
            }
        }
        Ok(())
    }

    fn bury(&mut self, set: u32) -> Result<(), Halt> {
        if std::mem::replace(&mut self.is_dead[set as usize], true) {
            return Ok(());
        }
        self.died.push(set);
        self.remove_dependents(set).map_err(Halt::Conflict)
    }

    pub(super) fn remove_dependents(&mut self, set: u32) -> Result<(), Reason> {
        let table = self.table;
        for id in table.groups_of_set(set) {
            let reason = Reason::Edge(*id);
            let source = table.group_sources[*id as usize];
            if self.trail.remove(source, table.group_versions(*id), reason) == Narrowed::Empty {
                return Err(reason);
            }
        }
        Ok(())
    }

    fn check(&self, control: &Control<'_>) -> Result<(), Halt> {
        /// Positions are 32 bits wide, and a conflict may add to an arena before the next look.
        const MOST_ENTRIES: usize = 1 << 31;
        if control.cancelled.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(Halt::Stopped(Stop::Cancelled));
        }
        if control.max_steps.is_some_and(|most| self.steps > most) {
            return Err(Halt::Stopped(Stop::OutOfSteps));
        }
        if self.nogoods.size() > MOST_ENTRIES || self.trail.len() > MOST_ENTRIES {
            return Err(Halt::Stopped(Stop::OutOfSpace));
        }
        Ok(())
    }
}
