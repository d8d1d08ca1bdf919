//! Narrowing: what follows from what was narrowed before.

use std::sync::atomic::Ordering;

use super::trail::{self, Narrowed, Reason};
use super::{Control, Halt, Solver, Stop};
use crate::bits;

impl Solver<'_> {
    /// Narrows until nothing more follows.
    pub(super) fn propagate(&mut self, control: &Control<'_>) -> Result<(), Halt> {
        loop {
            while let Some(package) = self.trail.take_required() {
                if !self.is_eager {
                    self.remove_dead_versions(package)?;
                }
            }
            if self.head == self.trail.len() {
                return Ok(());
            }
            self.propagate_next(control)?;
        }
    }

    /// Narrows what follows from the next entry of the trail.
    fn propagate_next(&mut self, control: &Control<'_>) -> Result<(), Halt> {
        self.steps += 1;
        if self.steps.is_multiple_of(256) {
            self.check(control)?;
        }
        let index = trail::position(self.head);
        self.head += 1;
        let package = self.trail.entry(index).package;
        // A later entry of the same package says all that this one says.
        if self.trail.latest(package) != index {
            return Ok(());
        }
        if self.trail.is_required(package) {
            self.propagate_edges(package)?;
        }
        self.propagate_sets(package)?;
        let failed = self.nogoods.propagate(self.table, &mut self.trail, package);
        failed.map_err(|nogood| Halt::Conflict(Reason::Learned(nogood)))
    }

    /// A package that comes to be required loses the versions that ask for dead sets.
    fn remove_dead_versions(&mut self, package: u32) -> Result<(), Halt> {
        let table = self.table;
        for id in table.groups_of(package as usize) {
            let group = table.groups[id as usize];
            if self.is_dead[group.set as usize]
                && self.trail.remove(package, table.group_versions(group), Reason::Edge(id))
                    == Narrowed::Empty
            {
                return Err(Halt::Conflict(Reason::Edge(id)));
            }
        }
        Ok(())
    }

    /// A required package passes on what all its versions require.
    fn propagate_edges(&mut self, package: u32) -> Result<(), Halt> {
        let table = self.table;
        let ids = table.groups_of(package as usize);
        let rows = table.group_rows(package as usize);
        if let [domain] = *self.trail.domain(package) {
            for (id, versions) in ids.zip(rows) {
                if domain & !versions == 0 {
                    self.require(id)?;
                }
            }
            return Ok(());
        }
        for (id, versions) in ids.zip(rows.chunks_exact(table.width(package as usize))) {
            if bits::is_subset(self.trail.domain(package), versions) {
                self.require(id)?;
            }
        }
        Ok(())
    }

    fn require(&mut self, id: u32) -> Result<(), Halt> {
        let group = self.table.groups[id as usize];
        let allowed = self.table.set_of(group.set as usize);
        // Mostly another edge has said as much before.
        if let ([domain], [allowed]) = (self.trail.domain(group.target), allowed)
            && domain & !allowed == 0
        {
            return Ok(());
        }
        let reason = Reason::Edge(id);
        if self.trail.keep(group.target, allowed, reason) == Narrowed::Empty {
            return Err(Halt::Conflict(reason));
        }
        Ok(())
    }

    /// Sets of which the package has no version left die, and every package, needed or not, loses the versions that ask for
    /// them. That reaches beyond the packages at hand, and finds dead ends before the search walks into them.
    fn propagate_sets(&mut self, package: u32) -> Result<(), Halt> {
        let table = self.table;
        let ids = table.sets_at[package as usize]..table.sets_at[package as usize + 1];
        let rows = table.set_rows(package as usize);
        if let [domain] = *self.trail.domain(package) {
            for (set, versions) in ids.zip(rows) {
                if domain & versions == 0 {
                    self.bury(set)?;
                }
            }
            return Ok(());
        }
        for (set, versions) in ids.zip(rows.chunks_exact(table.width(package as usize))) {
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
        for id in table.groups_of_set(set as usize) {
            let group = table.groups[*id as usize];
            if !self.is_eager && !self.trail.is_required(group.source) {
                continue;
            }
            let reason = Reason::Edge(*id);
            if self.trail.remove(group.source, table.group_versions(group), reason) == Narrowed::Empty {
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
