//! The releases of a listing as somebody sees them. One environment: what it cannot use is left out, and a release has the metadata that
//! its installer would get. Many environments: all releases, each with no more files than tell where it may be had.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use haggle_resolve::python::{FileFit, PackageScreen, Request, Screen};
use haggle_spec::release::{DistributionFile, Release};
use haggle_spec::{PackageName, SpecifierSet, Tag, Version};

use super::listing::{ListedFile, ListedRelease, Listing};
use crate::client::page::PlainFile;
use crate::client::release::put_plain_files;
use crate::client::understood::requires_python;

/// Who looks at facts, and so what of them is there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sight<'s> {
    /// Anybody: all of them.
    Whole,
    /// The one environment of a screen.
    One(&'s Screen<'s>),
    /// Many environments that a request is solved for.
    Many(&'s Request),
}

/// Whether the environment's view of the releases can leave something out. It cannot where something rests on all of the list: an order
/// by distance, what the user vouches for, and what is said about releases of unknown date.
pub(crate) fn is_screened(listing: &Listing, name: &PackageName, screen: &Screen<'_>) -> bool {
    let package = screen.of(name);
    let is_undated = || listing.releases().any(|release| !release.is_dated());
    !(package.keeps_all() || package.cutoff().is_some() && is_undated())
}

/// The releases that the screen lets through. A release has no files, unless it has source distributions alone or its version is
/// written in several ways: then it has made-up ones.
pub(crate) fn view(listing: &Listing, name: &PackageName, screen: &Screen<'_>) -> BTreeMap<Version, Release> {
    let package = screen.of(name);
    let texts = Texts::new(listing, screen);
    let only_prereleases =
        || listing.releases().all(|release| release.version().is_none_or(|version| version.is_prerelease()));
    let takes_prereleases = package.takes_prereleases(false) || package.takes_prereleases(only_prereleases());
    let mut seen = Vec::new();
    for release in listing.releases() {
        let Some(version) = release.version() else { continue };
        let is_seen = package.allows(&version)
            && (takes_prereleases || !version.is_prerelease())
            && (package.cutoff().is_none() || package.is_in_time(release.uploaded()))
            && release.python().is_none_or(|python| texts.runs(python));
        if is_seen && let Some(release) = texts.seen(release, &version, name, &package) {
            seen.push((version, release));
        }
    }
    seen.into_iter().collect()
}

/// The releases for many environments. A release that may be built has no files, as no tag of a wheel says more, and another has made-up
/// ones with the tags of its own; with wheels for single platforms it gets its own with its metadata ([`lacks_files`]). `plain` gives the
/// files of releases by their positions.
pub(crate) fn view_for_many<Lost>(
    listing: &Listing,
    name: &PackageName,
    request: &Request,
    plain: impl FnOnce(&[usize]) -> Result<Vec<Vec<PlainFile>>, Lost>,
) -> Result<BTreeMap<Version, Release>, Lost> {
    let takes_sdists = !request.builds.only_binary.contains(name);
    let is_dated = request.exclude_newer.is_some() || request.exclude_newer_package.contains_key(name);
    let mut ranges: Vec<Option<Option<SpecifierSet>>> = vec![None; listing.n_texts()];
    let mut range_of = |number: u32| -> Option<SpecifierSet> {
        let range = || requires_python(listing.text(number));
        ranges.get_mut(number as usize).map_or_else(range, |known| known.get_or_insert_with(range).clone())
    };
    let mut seen = Vec::with_capacity(listing.releases().len());
    let mut with_files = Vec::new();
    for listed in listing.releases() {
        let Some(version) = listed.version() else { continue };
        let (mut has_wheel, mut has_sdist, mut is_plain) = (false, false, true);
        for file in listed.files() {
            has_wheel |= file.tags.is_some();
            has_sdist |= file.tags.is_none();
            is_plain &= file.variant == 0 && file.python == listed.python();
        }
        let mut release = Release {
            may_differ: listed.may_differ(),
            index_rank: listed.index_rank(),
            requires_python: listed.python().and_then(&mut range_of),
            yanked: listed.yanked().map(str::to_owned),
            uploaded: listed.uploaded().filter(|_| is_dated).map(str::to_owned),
            ..Release::default()
        };
        if !is_plain || listed.other_spellings().next().is_some() {
            with_files.push((seen.len(), listed.position));
        } else if !(has_wheel && has_sdist && takes_sdists) {
            let mut tags: Vec<Option<u32>> = listed.files().map(|file| file.tags).collect();
            tags.sort_unstable();
            tags.dedup();
            let version = version.as_written();
            let files = tags.into_iter().filter_map(|tags| match tags {
                Some(tags) => made_up(name, &version, &format!("-{}.whl", listing.text(tags))),
                None => made_up(name, &version, ".tar.gz"),
            });
            release.files.extend(files);
        }
        seen.push((version, release));
    }
    let positions: Vec<usize> = with_files.iter().map(|(_, position)| *position).collect();
    let files = if positions.is_empty() { Vec::new() } else { plain(&positions)? };
    for ((at, _), files) in with_files.into_iter().zip(files) {
        put_plain_files(&mut seen[at].1, files);
    }
    Ok(seen.into_iter().collect())
}

/// Whether a release as [`view_for_many`] gives it needs its files, once its metadata is there, to say which environment gets which.
pub(crate) fn lacks_files(release: &Release) -> bool {
    release.may_differ && release.variants.is_empty()
}

/// A file of the release whose name nobody reads.
fn made_up(name: &PackageName, version: &str, end: &str) -> Option<DistributionFile> {
    let filename = format!("{}-{version}{end}", name.as_str().replace('-', "_"));
    DistributionFile::from_filename(&filename).map(|(.., file)| file)
}

/// The file whose metadata the environment gets, by its position in the release; none where that is the metadata of most files.
pub(crate) fn wanted_file(
    listing: &Listing,
    release: ListedRelease<'_>,
    name: &PackageName,
    screen: &Screen<'_>,
) -> Option<usize> {
    let may_differ = release.may_differ();
    if screen.request().wheels.is_none() || !may_differ && release.files().all(|file| file.variant == 0) {
        return None;
    }
    let package = screen.of(name);
    let texts = Texts::of_one_release(listing, screen);
    // The last of the best, as where all files are known.
    let files = release.files().enumerate();
    let ranked = files.map(|(position, file)| (texts.fit(file, &package), position, file));
    let (fit, position, file) = ranked.max_by_key(|(fit, position, _)| (*fit, *position))?;
    if fit == FileFit::Unusable {
        return None;
    }
    let is_open = may_differ && file.tags.is_some() && !file.is_for_any_platform;
    (file.variant != 0 || is_open).then_some(position)
}

/// What was found out about the texts of a listing, each once.
struct Texts<'l, 's> {
    listing: &'l Listing,
    screen: &'s Screen<'s>,
    /// Of a `Requires-Python`, whether the environment's Python is in it.
    runs: Vec<OnceCell<bool>>,
    /// Of tags.
    fits: Vec<OnceCell<FileFit>>,
}

impl<'l, 's> Texts<'l, 's> {
    fn new(listing: &'l Listing, screen: &'s Screen<'s>) -> Self {
        let n_texts = listing.n_texts();
        Self { listing, screen, runs: vec![OnceCell::new(); n_texts], fits: vec![OnceCell::new(); n_texts] }
    }

    /// The same where few texts are looked at, each once or twice: what was found out is not remembered.
    fn of_one_release(listing: &'l Listing, screen: &'s Screen<'s>) -> Self {
        Self { listing, screen, runs: Vec::new(), fits: Vec::new() }
    }

    fn runs(&self, number: u32) -> bool {
        let range = || requires_python(self.listing.text(number));
        let runs = || range().is_none_or(|range| self.screen.runs_on(&range));
        self.runs.get(number as usize).map_or_else(runs, |known| *known.get_or_init(runs))
    }

    fn wheel_fit(&self, number: u32) -> FileFit {
        let fit = || {
            let tags = Tag::parse(self.listing.text(number), None);
            tags.map_or(FileFit::Unusable, |tags| self.screen.wheel_fit(&tags))
        };
        self.fits.get(number as usize).map_or_else(fit, |known| *known.get_or_init(fit))
    }

    fn fit(&self, file: ListedFile, package: &PackageScreen<'_>) -> FileFit {
        if !file.python.is_none_or(|python| self.runs(python)) {
            return FileFit::Unusable;
        }
        match file.tags {
            Some(tags) if package.takes_wheels() => self.wheel_fit(tags),
            None if package.takes_sdists() => FileFit::Usable,
            _ => FileFit::Unusable,
        }
    }

    /// The release, if it has a file that may be used.
    fn seen(
        &self,
        release: ListedRelease<'l>,
        version: &Version,
        name: &PackageName,
        package: &PackageScreen<'_>,
    ) -> Option<Release> {
        let (mut has_wheel, mut is_usable) = (false, false);
        for file in release.files() {
            has_wheel |= file.tags.is_some();
            is_usable = is_usable || self.fit(file, package) != FileFit::Unusable;
        }
        if !is_usable {
            return None;
        }
        let spellings = release.other_spellings().map(str::to_owned);
        let own = (!has_wheel).then(|| version.as_written().into_owned());
        let end = if has_wheel { "-py3-none-any.whl" } else { ".tar.gz" };
        let made_up = |spelling: String| made_up(name, &spelling, end);
        Some(Release {
            yanked: release.yanked().map(str::to_owned),
            index_rank: release.index_rank(),
            uploaded: package.cutoff().and(release.uploaded()).map(str::to_owned),
            files: own.into_iter().chain(spellings).filter_map(made_up).collect(),
            ..Release::default()
        })
    }
}
