//! What tells the releases of a project apart, as one table.
//!
//! | part | what is in it |
//! |---|---|
//! | header | format, checksum, the answer that it was made of, counts |
//! | releases | nine numbers each, ascending by version: the text of the version, the first file, Python, the reason of a yank, flags, a digest of its files, other spellings of the version, upload |
//! | files | three numbers each: tags, Python, flags and variant |
//! | texts | where each ends, and their bytes |
//!
//! Numbers are 32 bits, little-endian. A text that may be absent is its number plus one.

use std::collections::BTreeMap;
use std::ops::Range;

use haggle_spec::Version;
use haggle_spec::release::{DistributionFile, DistributionKind};

use super::bytes::{Reader, TextPool, Writer, checksum, number_at};
use super::store::Origin;
use crate::client::page::PageFile;
use crate::client::release::{FilesByVersion, IndexRanks, announced, may_differ, preference};

/// The format; every change of it needs another one.
pub(super) const MAGIC: [u8; 8] = *b"hgl-0001";
/// The bytes that are not covered by the checksum, which is the last eight of them.
const FRONT: usize = MAGIC.len() + 8;
/// The numbers of a release and of a file.
const OF_RELEASE: usize = 9;
const OF_FILE: usize = 3;

/// A project's releases.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    bytes: Vec<u8>,
    origin: Origin,
    releases: Range<usize>,
    files: Range<usize>,
    ends: Range<usize>,
    texts: Range<usize>,
}

/// One release of a listing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListedRelease<'a> {
    listing: &'a Listing,
    pub(crate) position: usize,
}

/// One file of a listing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListedFile {
    /// The text of its tags, by number; none for a source distribution.
    pub(crate) tags: Option<u32>,
    /// The text of its `Requires-Python`, by number.
    pub(crate) python: Option<u32>,
    /// Whether its name ends with `-any.whl`.
    pub(crate) is_for_any_platform: bool,
    /// Which of several metadata of the release it is announced to have; zero is that of most.
    pub(crate) variant: u32,
}

const IS_FOR_ANY_PLATFORM: u32 = 1;
const MAY_DIFFER: u32 = 1;

impl Listing {
    /// The listing of these files; none where it is too large for the format.
    pub(crate) fn of(files: &FilesByVersion, ranks: &IndexRanks, origin: &Origin) -> Option<Self> {
        let written: Vec<(String, Option<String>)> = files.iter().map(texts_of).collect();
        let mut pool = TextPool::default();
        let (mut releases, mut of_files) = (Writer::default(), Writer::default());
        let mut n_files = 0;
        for ((text, spellings), (version, of_release)) in written.iter().zip(files) {
            let best = of_release.iter().min_by_key(|(_, file)| preference(file));
            let main = best.and_then(|(file, _)| announced(file));
            releases.u32(pool.number(text)?);
            releases.count(n_files)?;
            releases.u32(pool.optional(best.and_then(|(file, _)| file.requires_python.as_deref()))?);
            let is_yanked = of_release.iter().all(|(file, _)| file.yanked.is_some());
            let mut reasons = of_release.iter().filter_map(|(file, _)| file.yanked.as_deref());
            let reason = reasons.find(|reason| !reason.is_empty()).unwrap_or_default();
            releases.u32(pool.optional(is_yanked.then_some(reason))?);
            let rank = ranks.get(version).copied().unwrap_or(0);
            let flags = if may_differ(of_release) { MAY_DIFFER } else { 0 };
            releases.u32(rank.checked_mul(2)? | flags);
            releases.u64(digest(of_release));
            releases.u32(pool.optional(spellings.as_deref())?);
            let uploaded = of_release.iter().filter_map(|(file, _)| file.upload_time.as_deref()).min();
            releases.u32(pool.optional(uploaded)?);
            let mut variants: BTreeMap<&str, u32> = BTreeMap::new();
            let others = of_release.iter().filter_map(|(file, _)| announced(file));
            for hash in others.filter(|hash| main.is_some_and(|main| *hash != main)) {
                let next = u32::try_from(variants.len()).ok()? + 1;
                variants.entry(hash).or_insert(next);
            }
            for (file, distribution) in of_release {
                let tags = match distribution.kind {
                    DistributionKind::Wheel { .. } => Some(tags_in(&file.filename)?),
                    DistributionKind::Sdist => None,
                };
                of_files.u32(pool.optional(tags)?);
                of_files.u32(pool.optional(file.requires_python.as_deref())?);
                let variant = announced(file).and_then(|hash| variants.get(hash)).copied().unwrap_or(0);
                let any = u32::from(file.filename.ends_with("-any.whl")) * IS_FOR_ANY_PLATFORM;
                of_files.u32(variant.checked_mul(2)? | any);
                n_files += 1;
            }
        }
        let mut record = Writer { bytes: MAGIC.to_vec() };
        record.u64(0);
        origin.write(&mut record);
        record.count(files.len())?;
        record.count(n_files)?;
        record.count(pool.texts().len())?;
        record.bytes.extend(releases.bytes);
        record.bytes.extend(of_files.bytes);
        let mut end = 0;
        for text in pool.texts() {
            end += text.len();
            record.count(end)?;
        }
        for text in pool.texts() {
            record.bytes.extend(text.as_bytes());
        }
        let sum = checksum(&record.bytes[FRONT..]);
        record.bytes[MAGIC.len()..FRONT].copy_from_slice(&sum.to_le_bytes());
        Self::read(record.bytes)
    }

    /// The listing in these bytes; none where they are not whole or not of this format.
    pub(crate) fn read(bytes: Vec<u8>) -> Option<Self> {
        let mut reader = Reader { bytes: &bytes };
        if reader.take(MAGIC.len())? != MAGIC || reader.u64()? != checksum(reader.bytes) {
            return None;
        }
        let origin = Origin::read(&mut reader)?;
        let (n_releases, n_files, n_texts) = (reader.count()?, reader.count()?, reader.count()?);
        let mut start = bytes.len() - reader.bytes.len();
        let mut part = |n_numbers: usize, n_rows: usize| {
            let length = n_rows.checked_mul(n_numbers)?.checked_mul(4)?;
            let end = start.checked_add(length).filter(|end| *end <= bytes.len())?;
            let range = start..end;
            start = end;
            Some(range)
        };
        let releases = part(OF_RELEASE, n_releases)?;
        let files = part(OF_FILE, n_files)?;
        let ends = part(1, n_texts)?;
        let texts = ends.end..bytes.len();
        let listing = Self { bytes, origin, releases, files, ends, texts };
        listing.is_sound(n_files, n_texts).then_some(listing)
    }

    /// Whether every number is that of something, and every text is one.
    fn is_sound(&self, n_files: usize, n_texts: usize) -> bool {
        let Ok(texts) = std::str::from_utf8(&self.bytes[self.texts.clone()]) else { return false };
        let mut start = 0;
        for position in 0..n_texts {
            let end =
                number_at(&self.bytes[self.ends.clone()], position).map_or(usize::MAX, |end| end as usize);
            if end < start || !texts.is_char_boundary(end) {
                return false;
            }
            start = end;
        }
        let is_text = |number: u32| (number as usize) < n_texts;
        let is_optional = |number: u32| (number as usize) <= n_texts;
        let mut first = 0;
        for release in self.releases() {
            let numbers: [u32; OF_RELEASE] = std::array::from_fn(|column| release.number(column));
            let [version, file, python, yanked, .., spellings, uploaded] = numbers;
            if !is_text(version)
                || !(first..=n_files).contains(&(file as usize))
                || ![python, yanked, spellings, uploaded].into_iter().all(is_optional)
            {
                return false;
            }
            first = file as usize;
        }
        let files = &self.bytes[self.files.clone()];
        files
            .chunks_exact(OF_FILE * 4)
            .all(|row| [0, 1].into_iter().all(|column| number_at(row, column).is_some_and(is_optional)))
    }

    /// The bytes, as they are kept.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The answer that it was made of.
    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The same, made of another answer that says the same.
    #[must_use]
    pub(crate) fn made_of(mut self, origin: &Origin) -> Self {
        let mut written = Writer::default();
        origin.write(&mut written);
        self.bytes[FRONT..FRONT + written.bytes.len()].copy_from_slice(&written.bytes);
        let sum = checksum(&self.bytes[FRONT..]);
        self.bytes[MAGIC.len()..FRONT].copy_from_slice(&sum.to_le_bytes());
        self.origin = origin.clone();
        self
    }

    /// The releases, ascending.
    pub(crate) fn releases(&self) -> impl DoubleEndedIterator<Item = ListedRelease<'_>> + ExactSizeIterator {
        (0..self.releases.len() / (OF_RELEASE * 4)).map(|position| ListedRelease { listing: self, position })
    }

    /// The release of a version.
    pub(crate) fn release(&self, version: &Version) -> Option<ListedRelease<'_>> {
        let (mut low, mut high) = (0, self.releases().len());
        while low < high {
            let position = low.midpoint(high);
            let release = ListedRelease { listing: self, position };
            match release.version()?.cmp(version) {
                std::cmp::Ordering::Less => low = position + 1,
                std::cmp::Ordering::Greater => high = position,
                std::cmp::Ordering::Equal => return Some(release),
            }
        }
        None
    }

    /// How many texts there are.
    pub(crate) fn n_texts(&self) -> usize {
        self.ends.len() / 4
    }

    /// A text by its number.
    pub(crate) fn text(&self, number: u32) -> &str {
        let ends = &self.bytes[self.ends.clone()];
        let position = number as usize;
        let end = number_at(ends, position).unwrap_or(0) as usize;
        let start = position.checked_sub(1).and_then(|before| number_at(ends, before)).unwrap_or(0) as usize;
        let texts = &self.bytes[self.texts.clone()];
        texts.get(start..end).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl<'a> ListedRelease<'a> {
    fn number(&self, column: usize) -> u32 {
        let releases = &self.listing.bytes[self.listing.releases.clone()];
        number_at(releases, self.position * OF_RELEASE + column).unwrap_or(0)
    }

    fn optional(&self, column: usize) -> Option<u32> {
        self.number(column).checked_sub(1)
    }

    /// Its version.
    pub(crate) fn version(&self) -> Option<Version> {
        self.listing.text(self.number(0)).parse().ok()
    }

    /// The text of `Requires-Python` of its best file, by number.
    pub(crate) fn python(&self) -> Option<u32> {
        self.optional(2)
    }

    /// Why it was yanked.
    pub(crate) fn yanked(&self) -> Option<&'a str> {
        self.optional(3).map(|number| self.listing.text(number))
    }

    /// Whether wheels for single platforms may have other metadata, and nothing says so.
    pub(crate) fn may_differ(&self) -> bool {
        self.number(4) & MAY_DIFFER != 0
    }

    /// How many indexes come before its own, where they come in an order.
    pub(crate) fn index_rank(&self) -> u32 {
        self.number(4) >> 1
    }

    /// How files write its version that do not write it like the others.
    pub(crate) fn other_spellings(&self) -> impl Iterator<Item = &'a str> {
        let texts = self.optional(7).map(|number| self.listing.text(number));
        texts.unwrap_or_default().split_terminator('\n')
    }

    /// When its first file was uploaded.
    pub(crate) fn uploaded(&self) -> Option<&'a str> {
        self.optional(8).map(|number| self.listing.text(number))
    }

    /// Whether it is known when its first file was uploaded.
    pub(crate) fn is_dated(&self) -> bool {
        self.optional(8).is_some()
    }

    /// Tells its files from others.
    pub(crate) fn digest(&self) -> u64 {
        u64::from(self.number(5)) | u64::from(self.number(6)) << 32
    }

    /// Its files, in the order of their names.
    pub(crate) fn files(&self) -> impl Iterator<Item = ListedFile> + use<'a> {
        let listing = self.listing;
        let files = &listing.bytes[listing.files.clone()];
        let n_files = files.len() / (OF_FILE * 4);
        let next = ListedRelease { listing, position: self.position + 1 };
        let end = if next.position < listing.releases().len() { next.number(1) as usize } else { n_files };
        (self.number(1) as usize..end).map(move |position| {
            let number = |column: usize| number_at(files, position * OF_FILE + column).unwrap_or(0);
            ListedFile {
                tags: number(0).checked_sub(1),
                python: number(1).checked_sub(1),
                is_for_any_platform: number(2) & IS_FOR_ANY_PLATFORM != 0,
                variant: number(2) >> 1,
            }
        })
    }
}

/// The tags in the name of a wheel, as they are written.
fn tags_in(filename: &str) -> Option<&str> {
    let stem = filename.strip_suffix(".whl").unwrap_or(filename);
    let start = stem.rmatch_indices('-').nth(2)?.0;
    Some(&stem[start + 1..])
}

/// The text of the version, and other ways in which files write it, one per line.
fn texts_of((version, files): (&Version, &Vec<(PageFile, DistributionFile)>)) -> (String, Option<String>) {
    let text = version.as_written().into_owned();
    let mut others: Vec<String> = Vec::new();
    for (file, _) in files.iter().filter(|(file, _)| !spells(&file.filename, &text)) {
        let spelt = DistributionFile::from_filename(&file.filename);
        let spelt = spelt.map(|(_, version, _)| version.as_written().into_owned());
        others.extend(spelt.filter(|spelt| *spelt != text && !others.contains(spelt)));
    }
    (text, (!others.is_empty()).then(|| others.join("\n")))
}

/// Whether the version in the name is plainly written like that.
fn spells(filename: &str, version: &str) -> bool {
    filename.match_indices(version).any(|(start, _)| {
        let rest = &filename[start + version.len()..];
        filename[..start].ends_with('-') && (rest.starts_with('-') || matches!(rest, ".tar.gz" | ".zip"))
    })
}

/// A digest of what tells files apart: where they are and what they are announced to hold.
fn digest(files: &[(PageFile, DistributionFile)]) -> u64 {
    let mut text = String::new();
    for (file, _) in files {
        text.push_str(file.url.as_str());
        for (algorithm, hash) in &file.hashes {
            text.push_str(algorithm);
            text.push_str(hash);
        }
        text.push_str(announced(file).unwrap_or_default());
        text.push('\n');
    }
    checksum(text.as_bytes())
}
