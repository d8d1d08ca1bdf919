//! What a manifest says about linting.

use haggle_spec::PackageName;
use haggle_spec::lint::LintSettings;

use super::error::InputErrors;
use super::levels;
use super::manifest::{Manifest, RequirementsEntry};
use super::reader;

/// What linting needs of a manifest: the levels of rules, and the shared lists if it names them. A manifest that is only for
/// linting has a table `[lint]` and nothing else.
#[derive(Debug, Clone)]
pub struct LintManifest {
    /// The levels.
    pub settings: LintSettings,
    /// The repository of the shared requirements.
    pub requirements: Option<RequirementsEntry>,
    /// The distributions that the family's projects publish.
    pub distributions: Vec<PackageName>,
}

impl LintManifest {
    /// Reads the parts; the others are not looked at.
    ///
    /// # Errors
    /// As [`Manifest::read`], for the parts that are read.
    ///
    /// ```
    /// use haggle_govern::data::LintManifest;
    /// use haggle_spec::lint::{RuleLevel, rule};
    ///
    /// let manifest = LintManifest::read("schema = 1\n[lint]\nallow = [\"python-upper-bound\"]\n")?;
    /// assert_eq!(manifest.settings.level(rule("python-upper-bound").unwrap()), RuleLevel::Allow);
    /// # Ok::<(), haggle_govern::data::InputErrors>(())
    /// ```
    pub fn read(text: &str) -> Result<Self, InputErrors> {
        reader::read(text, "a manifest", Manifest::SCHEMA, |file| {
            let distributions = file.names("project", "distribution");
            let distributions = distributions.iter().filter_map(|name| PackageName::new(name).ok()).collect();
            let settings = file.optional_table(("lint", "`[lint]`"), levels::read);
            let requirements =
                file.optional_table(("requirements", "`[requirements]`"), RequirementsEntry::of);
            file.skip_rest();
            Some(Self { settings: settings?.unwrap_or_default(), requirements: requirements?, distributions })
        })
    }
}
