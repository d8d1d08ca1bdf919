//! Import names, and where they are known from.

use haggle_spec::Metadata;

use super::record::{Layout, layout};
use crate::import::ModulePath;

/// The names by which the modules of a distribution are imported.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ImportNames {
    /// The packages and modules, sorted. In a namespace they have its name before theirs: `google.cloud.storage`.
    pub names: Vec<ImportName>,
    /// The namespaces that other distributions may add to, sorted.
    pub namespaces: Vec<ModulePath>,
    /// Where this is known from.
    pub source: ImportNameSource,
}

/// One module or package that a distribution provides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ImportName {
    /// Its name.
    pub path: ModulePath,
    /// The distribution calls it private (PEP 794).
    pub is_private: bool,
}

/// Where import names are known from, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ImportNameSource {
    /// `Import-Name` and `Import-Namespace` of the metadata (PEP 794).
    Metadata,
    /// The paths of its files.
    Files,
    /// `top_level.txt`, which setuptools writes.
    TopLevel,
    /// The distribution's own name: a guess.
    Guess,
}

/// What is known of the files of a distribution: of a wheel, or of a folder that it was installed to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DistributionFiles<'a> {
    /// Its core metadata.
    pub metadata: Option<&'a Metadata>,
    /// The paths of its files, as a wheel's listing or its `RECORD` has them; empty when they are not known.
    pub paths: &'a [&'a str],
    /// The text of `top_level.txt`.
    pub top_level: Option<&'a str>,
    /// The text of `namespace_packages.txt`: packages with an `__init__.py` that are namespaces all the same.
    pub namespace_packages: Option<&'a str>,
}

/// The import names of a distribution, from the best source that has them; `None` when none has.
///
/// The sources are asked in this order: the metadata's `Import-Name`, the paths of the files, `top_level.txt`. A distribution
/// without any module has an empty list, which is not the same as `None`. O(n log n) for n paths.
///
/// ```
/// use haggle_scan::{DistributionFiles, ImportNameSource, import_names};
///
/// let paths = ["google/cloud/storage/__init__.py", "google/cloud/storage/blob.py", "x-1.dist-info/METADATA"];
/// let names = import_names(&DistributionFiles { paths: &paths, ..DistributionFiles::default() }).unwrap();
/// assert_eq!(names.names[0].path.to_string(), "google.cloud.storage");
/// assert_eq!(names.namespaces[0].to_string(), "google");
/// assert_eq!(names.source, ImportNameSource::Files);
/// assert!(names.provides("google.cloud.storage.blob") && !names.provides("google.cloud"));
/// ```
pub fn import_names(files: &DistributionFiles<'_>) -> Option<ImportNames> {
    if let Some(metadata) = files.metadata
        && !(metadata.import_names.is_empty() && metadata.import_namespaces.is_empty())
    {
        return Some(declared(metadata));
    }
    if !files.paths.is_empty() {
        let Layout { names, namespaces } = layout(files.paths, files.namespace_packages.unwrap_or(""));
        let public = |path: &String| ModulePath::parse(path);
        return Some(ImportNames {
            names: names.iter().filter_map(public).map(ImportName::public).collect(),
            namespaces: namespaces.iter().filter_map(public).collect(),
            source: ImportNameSource::Files,
        });
    }
    let top_level = files.top_level?;
    let mut names: Vec<ImportName> = top_level
        .lines()
        .filter_map(|line| ModulePath::parse(&line.trim().replace('/', ".")))
        .map(ImportName::public)
        .collect();
    names.sort();
    names.dedup();
    Some(ImportNames { names, namespaces: Vec::new(), source: ImportNameSource::TopLevel })
}

/// By PEP 794: an empty `Import-Name` says that there is nothing to import.
fn declared(metadata: &Metadata) -> ImportNames {
    let parse = |value: &String| {
        let (name, mark) = value.split_once(';').unwrap_or((value, ""));
        let path = ModulePath::parse(name.trim())?;
        Some(ImportName { path, is_private: mark.trim() == "private" })
    };
    let mut names: Vec<ImportName> = metadata.import_names.iter().filter_map(parse).collect();
    let mut namespaces: Vec<ModulePath> =
        metadata.import_namespaces.iter().filter_map(parse).map(|name| name.path).collect();
    names.sort();
    names.dedup();
    namespaces.sort();
    namespaces.dedup();
    ImportNames { names, namespaces, source: ImportNameSource::Metadata }
}

impl ImportName {
    fn public(path: ModulePath) -> Self {
        ImportName { path, is_private: false }
    }
}

impl ImportNames {
    /// The names that a distribution's own name suggests, for when nothing better is known: `oslo.config` may be
    /// `oslo_config` or `oslo.config`, and `python-swiftclient` `swiftclient`. All in lower case.
    ///
    /// ```
    /// use haggle_scan::ImportNames;
    ///
    /// let names = ImportNames::guess("python-swiftclient");
    /// assert!(names.provides("swiftclient.client") && names.provides("python_swiftclient"));
    /// assert!(ImportNames::guess("dogpile.cache").provides("dogpile.cache.api"));
    /// ```
    pub fn guess(distribution: &str) -> Self {
        let name = distribution.to_ascii_lowercase();
        let bare = name.strip_prefix("python-").or_else(|| name.strip_suffix("-python"));
        let mut names: Vec<ImportName> = [Some(name.as_str()), bare]
            .into_iter()
            .flatten()
            .flat_map(|name| [name.replace(['-', '.'], "_"), name.replace('-', "_"), name.replace('-', ".")])
            .filter_map(|name| ModulePath::parse(&name))
            .map(ImportName::public)
            .collect();
        names.sort();
        names.dedup();
        ImportNames { names, namespaces: Vec::new(), source: ImportNameSource::Guess }
    }

    /// Whether a module, by its absolute name, is one of these or inside one of them. A guess takes upper and lower case as
    /// the same.
    pub fn provides(&self, module: &str) -> bool {
        let is_guess = self.source == ImportNameSource::Guess;
        self.names.iter().any(|name| {
            let name = name.path.dotted();
            let Some(start) = module.get(..name.len()) else { return false };
            let is_same = if is_guess { start.eq_ignore_ascii_case(name) } else { start == name };
            is_same && matches!(module.as_bytes().get(name.len()), None | Some(b'.'))
        })
    }
}
