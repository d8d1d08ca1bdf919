//! What pip would use, read without starting Python: its configuration files, and the index that it has by default.

mod configuration;
mod default_index;
mod places;

pub use configuration::PipConfiguration;
pub use default_index::default_index;
