//! Values by the text they were parsed from, so that a text that comes again is not parsed again.

use std::collections::HashMap;

/// The values of all texts that were met since the last time there were too many.
#[derive(Debug, Clone)]
pub(super) struct Remembered<T> {
    ids: HashMap<Box<[u8]>, usize>,
    values: Vec<T>,
}

/// As many values are kept for the next batch.
const MOST_KEPT: usize = 4096;

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Remembered { ids: HashMap::new(), values: Vec::new() }
    }
}

impl<T> Remembered<T> {
    /// The value of this id.
    pub(super) fn value(&self, id: usize) -> Option<&T> {
        self.values.get(id)
    }

    /// The id of a text's value: parsed only where the text is new; `None` where it has none.
    #[inline]
    pub(super) fn id(&mut self, text: &[u8], parse: impl FnOnce() -> Option<T>) -> Option<usize> {
        if let Some(id) = self.ids.get(text) {
            return Some(*id);
        }
        let id = self.values.len();
        self.values.push(parse()?);
        self.ids.insert(text.into(), id);
        Some(id)
    }

    /// Ids are of no use after this. Values stay, for the sake of the next batch, unless they are many.
    pub(super) fn forget_ids(&mut self) {
        if self.values.len() > MOST_KEPT {
            self.ids.clear();
            self.values.clear();
        }
    }
}
