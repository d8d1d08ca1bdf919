//! What a distribution provides: the names by which its modules are imported.

mod names;
mod record;

pub use names::{DistributionFiles, ImportName, ImportNameSource, ImportNames, import_names};
