//! The releases of a listing as one environment sees them: what it cannot use is left out, and a release has the metadata that its
//! installer would get.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use haggle_resolve::python::{FileFit, PackageScreen, Screen};
use haggle_spec::release::{DistributionFile, Release};
use haggle_spec::{PackageName, Tag, Version};

use super::listing::{ListedFile, ListedRelease, Listing};
use crate::client::release::requires_python;

/// Whether the environment's view of the releases can leave something out. It cannot where something rests on all of the list: an order
/// by distance, what the user vouches for, and what is said about releases of unknown date.
pub(crate) fn is_screened(listing: &Listing, name: &PackageName, screen: &Screen<'_>) -> bool {
    let package = screen.of(name);
    let is_undated = || listing.releases().any(|release| release.uploaded().is_none());
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
    let texts = Texts::new(listing, screen);
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

    fn runs(&self, number: u32) -> bool {
        let range = || requires_python(self.listing.text(number));
        let runs = || range().is_none_or(|range| self.screen.runs_on(&range));
        self.runs.get(number as usize).is_none_or(|known| *known.get_or_init(runs))
    }

    fn wheel_fit(&self, number: u32) -> FileFit {
        let fit = || {
            let tags = Tag::parse(self.listing.text(number), None);
            tags.map_or(FileFit::Unusable, |tags| self.screen.wheel_fit(&tags))
        };
        self.fits.get(number as usize).map_or(FileFit::Unusable, |known| *known.get_or_init(fit))
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
        let made_up = |spelling: String| {
            let end = if has_wheel { "-py3-none-any.whl" } else { ".tar.gz" };
            let filename = format!("{}-{spelling}{end}", name.as_str().replace('-', "_"));
            DistributionFile::from_filename(&filename).map(|(.., file)| file)
        };
        Some(Release {
            yanked: release.yanked().map(str::to_owned),
            index_rank: release.index_rank(),
            uploaded: package.cutoff().and(release.uploaded()).map(str::to_owned),
            files: own.into_iter().chain(spellings).filter_map(made_up).collect(),
            ..Release::default()
        })
    }
}
