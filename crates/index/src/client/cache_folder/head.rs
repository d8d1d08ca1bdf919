//! What the head of an answer says of it.

use haggle_spec::release::DistributionFile;
use haggle_spec::{PackageName, Version};
use percent_encoding::percent_decode_str;
use url::Url;

use super::CachePart;
use crate::client::cache::EntryHead;

impl EntryHead {
    /// What the answer is.
    pub(super) fn part(&self) -> CachePart {
        match &self.freshness {
            Some(_) => CachePart::List,
            None if self.key.ends_with(" failure") => CachePart::Failure,
            None => CachePart::FileText,
        }
    }

    /// The last part of the path of what was asked for.
    fn last_part(&self) -> Option<String> {
        let url = Url::parse(self.key.split(' ').next()?).ok()?;
        let part = url.path_segments()?.rfind(|part| !part.is_empty())?.to_owned();
        Some(percent_decode_str(&part).decode_utf8_lossy().into_owned())
    }

    /// The project of a list.
    pub(super) fn project(&self) -> Option<PackageName> {
        PackageName::new(&self.last_part()?).ok()
    }

    /// The release of a file.
    pub(super) fn distribution(&self) -> Option<(PackageName, Version, DistributionFile)> {
        DistributionFile::from_filename(&self.last_part()?)
    }
}
