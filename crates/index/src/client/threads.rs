//! Several requests at a time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::client::error::IndexError;

/// How many tasks run at once, at most; none is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Threads(pub(crate) usize);

impl Threads {
    /// The results in the order of `tasks`: those that are at hand, and those that have to be asked for.
    pub(crate) fn at_hand_or_parallel<Task: Sync, Value: Send>(
        self,
        tasks: &[&Task],
        progress: &(dyn Fn(&Task) + Sync),
        at_hand: impl Fn(&Task) -> Option<Value>,
        ask: impl Fn(&Task) -> Result<Value, IndexError> + Sync,
    ) -> Result<Vec<Value>, IndexError> {
        let mut values: Vec<Option<Value>> = tasks.iter().map(|task| at_hand(task)).collect();
        let open: Vec<usize> = (0..tasks.len()).filter(|position| values[*position].is_none()).collect();
        let asked: Vec<&Task> = open.iter().map(|position| tasks[*position]).collect();
        for (position, value) in open.into_iter().zip(self.in_parallel(&asked, progress, ask)?) {
            values[position] = Some(value);
        }
        Ok(values.into_iter().flatten().collect())
    }

    /// The results in the order of `tasks`. After a failure no further task begins, and the failure of the
    /// first failed task is returned.
    pub(crate) fn in_parallel<Task: Sync, Value: Send>(
        self,
        tasks: &[&Task],
        progress: &(dyn Fn(&Task) + Sync),
        run: impl Fn(&Task) -> Result<Value, IndexError> + Sync,
    ) -> Result<Vec<Value>, IndexError> {
        let next = AtomicUsize::new(0);
        let failed = AtomicBool::new(false);
        let results: Mutex<BTreeMap<usize, Result<Value, IndexError>>> = Mutex::default();
        let work = || {
            while !failed.load(Ordering::Relaxed) {
                let position = next.fetch_add(1, Ordering::Relaxed);
                let Some(task) = tasks.get(position) else { return };
                let result = run(task);
                match &result {
                    Ok(_) => progress(task),
                    Err(_) => failed.store(true, Ordering::Relaxed),
                }
                results.lock().unwrap_or_else(PoisonError::into_inner).insert(position, result);
            }
        };
        match self.0.min(tasks.len()) {
            // A thread costs more than an answer that is at hand.
            0 | 1 => work(),
            n_threads => std::thread::scope(|scope| {
                for _ in 0..n_threads {
                    scope.spawn(work);
                }
            }),
        }
        results.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
    }
}
