//! The cache, for people and for programs.

use std::path::Path;

use haggle_index::{BrokenRecord, CacheFolder, CachePart, CacheTally, PruneReason};
use serde::Serialize;

use super::byte_size::size;
use super::page::Page;
use super::table::{align_right, table};

/// What was found or done.
#[derive(Debug, Serialize)]
pub struct Document {
    schema: u32,
    folder: String,
    #[serde(flatten)]
    result: CacheResult,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum CacheResult {
    Place {},
    Sizes { sizes: Vec<Row> },
    Verified { read: Total, broken: Vec<Broken> },
    Pruned { removed: Vec<Row> },
    Cleaned { removed: Total },
}

#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Total {
    files: u64,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct Row {
    kind: &'static str,
    #[serde(skip)]
    words: &'static str,
    #[serde(flatten)]
    total: Total,
}

#[derive(Debug, Serialize)]
struct Broken {
    path: String,
    fault: String,
}

impl Document {
    fn of(cache: &CacheFolder, result: CacheResult) -> Self {
        Self { schema: 1, folder: shown(cache.folder()), result }
    }

    /// Where it is.
    pub fn place(cache: &CacheFolder) -> Self {
        Self::of(cache, CacheResult::Place {})
    }

    /// How large its parts are.
    pub fn sizes(cache: &CacheFolder, sizes: &[(CachePart, CacheTally)]) -> Self {
        let row = |(part, tally): &(CachePart, CacheTally)| Row {
            kind: part.as_str(),
            words: words_of_part(*part),
            total: Total::of(*tally),
        };
        Self::of(cache, CacheResult::Sizes { sizes: sizes.iter().map(row).collect() })
    }

    /// What was read, and what of it is broken.
    pub fn verified(cache: &CacheFolder, read: CacheTally, broken: &[BrokenRecord]) -> Self {
        let broken = broken
            .iter()
            .map(|record| Broken { path: shown(&record.path), fault: record.fault.clone() })
            .collect();
        Self::of(cache, CacheResult::Verified { read: Total::of(read), broken })
    }

    /// What was removed, and why.
    pub fn pruned(cache: &CacheFolder, removed: &[(PruneReason, CacheTally)]) -> Self {
        let row = |(reason, tally): &(PruneReason, CacheTally)| Row {
            kind: reason.as_str(),
            words: words_of_reason(*reason),
            total: Total::of(*tally),
        };
        Self::of(cache, CacheResult::Pruned { removed: removed.iter().map(row).collect() })
    }

    /// What was removed on request.
    pub fn cleaned(cache: &CacheFolder, removed: CacheTally) -> Self {
        Self::of(cache, CacheResult::Cleaned { removed: Total::of(removed) })
    }

    /// Whether broken records were found.
    pub fn has_broken(&self) -> bool {
        matches!(&self.result, CacheResult::Verified { broken, .. } if !broken.is_empty())
    }

    /// For people.
    pub fn page(&self) -> Page {
        let folder = &self.folder;
        let mut page = Page::new();
        match &self.result {
            CacheResult::Place {} => page.line(folder),
            CacheResult::Sizes { sizes: rows } => {
                page.line(format_args!("{folder}: {}", Total::sum(rows)));
                page.append(rows_page(rows));
            }
            CacheResult::Verified { read, broken } => {
                for record in broken {
                    page.line(format_args!("{}: {}", record.path, record.fault));
                }
                page.line(format_args!("{folder}: {read} read, {} broken", broken.len()));
            }
            CacheResult::Pruned { removed: rows } => {
                page.line(format_args!("{folder}: {} removed", Total::sum(rows)));
                page.append(rows_page(rows));
            }
            CacheResult::Cleaned { removed } => page.line(format_args!("{folder}: {removed} removed")),
        }
        page
    }
}

fn rows_page(rows: &[Row]) -> Page {
    if rows.is_empty() {
        return Page::new();
    }
    let mut table = table(&["what", "files", "size"]);
    align_right(&mut table, 1..3);
    for row in rows {
        table.add_row([row.words.to_owned(), row.total.files.to_string(), size(row.total.bytes)]);
    }
    Page::of_block(&table.fitted()).indented(" ")
}

impl Total {
    fn of(tally: CacheTally) -> Self {
        Self { files: tally.files, bytes: tally.bytes }
    }

    fn sum(rows: &[Row]) -> Self {
        let mut sum = Self::default();
        for row in rows {
            sum.files += row.total.files;
            sum.bytes += row.total.bytes;
        }
        sum
    }
}

impl std::fmt::Display for Total {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.files {
            0 => formatter.write_str("no files"),
            1 => write!(formatter, "1 file, {}", size(self.bytes)),
            n => write!(formatter, "{n} files, {}", size(self.bytes)),
        }
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn words_of_part(part: CachePart) -> &'static str {
    match part {
        CachePart::List => "lists of projects",
        CachePart::FileText => "texts of released files",
        CachePart::Failure => "files of which nothing can be read",
        CachePart::Table => "tables made of these",
        CachePart::Question => "facts of solved questions",
        CachePart::Sources => "what was found in sources",
        CachePart::Unfinished => "files that are being written",
        CachePart::OtherFormat => "files of other formats",
        _ => "files that are not records",
    }
}

fn words_of_reason(reason: PruneReason) -> &'static str {
    match reason {
        PruneReason::Expired => "not asked for in this time",
        PruneReason::Unreferenced => "made of what is gone",
        PruneReason::OtherFormat => "of another format",
        PruneReason::Broken => "broken",
        _ => "left by a process that was killed",
    }
}
