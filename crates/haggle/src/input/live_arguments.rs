//! Whether an index is asked for what the family's snapshot lacks.

use haggle_govern::data::Feature;
use haggle_govern::evaluation::SnapshotReport;
use haggle_index::Snapshot;

use crate::input::family::{Family, FamilyFiles, recorded};
#[cfg(feature = "live")]
use crate::input::{index_settings::IndexArguments, live_facts};
use crate::output::failure::Failure;

/// Where facts come from that the snapshot lacks.
#[derive(Debug, Default, clap::Args)]
pub struct LiveArguments {
    /// Ask the package index for what the snapshot lacks, and add it to the snapshot
    #[arg(long)]
    pub live: bool,
    /// With --live: ask nobody, use what the cache of the index's answers holds
    #[arg(long, requires = "live")]
    pub offline: bool,
    /// With --live: address of the package index (default: as of `snapshot`)
    #[arg(long, value_name = "URL", requires = "live")]
    pub index_url: Option<String>,
    /// The index in all detail, for a command that has options for it.
    #[cfg(feature = "live")]
    #[arg(skip)]
    settings: Option<IndexArguments>,
}

impl LiveArguments {
    /// Asks this index.
    #[cfg(feature = "live")]
    pub fn of(settings: &IndexArguments) -> Self {
        Self { live: true, settings: Some(settings.clone()), ..Self::default() }
    }

    /// The recorded facts for questions about these features; those that were missing are added where the user asks for that.
    pub fn facts(
        &self,
        family: &Family,
        files: &FamilyFiles,
        features: &[&Feature],
    ) -> Result<(Snapshot, SnapshotReport), Failure> {
        #[cfg(feature = "live")]
        if self.live {
            let settings = self.settings.clone().unwrap_or_else(|| IndexArguments {
                index_url: self.index_url.clone(),
                offline: self.offline,
                ..IndexArguments::default()
            });
            return live_facts::completed(&settings, family, files, features);
        }
        // A build without the client of indexes is not asked for more: it hands the command on to one that has it.
        #[cfg(not(feature = "live"))]
        let _ = (self, files, features);
        recorded(&family.source, &family.manifest)
    }
}
