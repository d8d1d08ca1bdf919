//! Failures on demand.

use std::collections::VecDeque;
use std::time::Duration;

/// A way in which a request fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewFault {
    /// This status, and these words; nothing is done.
    Status(u16, String),
    /// Another place to ask at.
    Redirect(String),
    /// A push is refused with these words.
    Refuse(String),
    /// These bytes as the body of a success; nothing is done.
    Body(String),
    /// Nothing is done, and the answer comes after so long.
    Hang(Duration),
    /// The connection closes before anything is done.
    Disconnect,
    /// Everything is done, and the connection closes before the answer.
    CutAfter,
    /// Everything is done, and the connection closes in the middle of the answer.
    Truncate,
}

#[derive(Debug, Default)]
pub(super) struct Faults {
    queued: VecDeque<(String, ReviewFault)>,
    random: Option<(u64, u64, Vec<ReviewFault>)>,
}

impl Faults {
    pub(super) fn queue(&mut self, request: &str, faults: impl IntoIterator<Item = ReviewFault>) {
        self.queued.extend(faults.into_iter().map(|fault| (request.to_owned(), fault)));
    }

    pub(super) fn at_random(&mut self, seed: u64, per_thousand: u64, faults: Vec<ReviewFault>) {
        self.random = Some((seed, per_thousand, faults));
    }

    /// What the request meets.
    pub(super) fn next(&mut self, request: &str) -> Option<ReviewFault> {
        if let Some(at) = self.queued.iter().position(|(text, _)| request.contains(text.as_str())) {
            return self.queued.remove(at).map(|(_, fault)| fault);
        }
        let (state, per_thousand, faults) = self.random.as_mut()?;
        let mut draw = || {
            // splitmix64
            *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut bits = *state;
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            bits ^ (bits >> 31)
        };
        if draw() % 1000 >= *per_thousand {
            return None;
        }
        let at = usize::try_from(draw() % 1000).unwrap_or(0) % faults.len().max(1);
        faults.get(at).cloned()
    }
}
