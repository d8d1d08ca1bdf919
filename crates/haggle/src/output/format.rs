//! How a command prints its result.

/// For people, or for machines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum OutputFormat {
    /// For people, or the file that is asked for
    #[default]
    Text,
    /// For machines
    Json,
}
