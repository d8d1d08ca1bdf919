//! What a distribution provides: the names by which its modules are imported.

mod entry_points;
mod names;
mod record;

pub use entry_points::{EntryPoint, entry_points};
pub use names::{DistributionFiles, ImportName, ImportNameSource, ImportNames, import_names};
pub use record::record_paths;
