//! What files of requirements say about indexes.

/// The lines of all files that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexLines {
    /// The last `--index-url`.
    pub index_url: Option<String>,
    /// Each `--extra-index-url`.
    pub extra_index_urls: Vec<String>,
    /// Each `--find-links`: a URL, or a path from the working folder.
    pub find_links: Vec<String>,
    /// Whether there is a `--no-index`.
    pub no_index: bool,
}
