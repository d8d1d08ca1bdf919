//! Numbers of samples side by side.

/// One number of each of 64 samples.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Lanes(pub(crate) [f64; 64]);

impl Lanes {
    /// All zero.
    pub(crate) const ZERO: Self = Self([0.0; 64]);
}

/// Eight numbers, where a register finds them.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Eight<T>(pub(crate) [T; 8]);
