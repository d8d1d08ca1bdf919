//! The pins of a file that an answer is compared with.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use haggle_spec::{Marker, MarkerEnvironment, Operator, PackageName, Version};

use crate::input::index_settings::IndexArguments;
use crate::input::project_file::ProjectArguments;
use crate::input::requirement_inputs::RequirementInputs;
use crate::input::requirement_reader::{self, RequirementFiles};
use crate::output::failure::Failure;

/// The pins of a file.
pub struct PinnedLines {
    path: PathBuf,
    lines: Vec<PinnedLine>,
}

struct PinnedLine {
    name: PackageName,
    version: Version,
    marker: Option<Marker>,
}

impl PinnedLines {
    /// Reads a file that has nothing but pins.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let paths = [path.to_path_buf()];
        let files = RequirementFiles { requirements: &paths, ..RequirementFiles::default() };
        let inputs = read_plainly(&[], &files)?;
        if let Some(place) = inputs.locations.first() {
            return Err(Failure::new(format!("{}: `{}` is not a pin", place.source, place.location)));
        }
        let mut lines = Vec::new();
        for line in inputs.requirements {
            let mut specifiers = line.requirement.specifiers().iter();
            let pin = specifiers.next().filter(|only| {
                matches!(only.operator(), Operator::Equal | Operator::Arbitrary) && !only.is_prefix()
            });
            let version = pin.and_then(|pin| pin.version_text().parse::<Version>().ok());
            let Some(version) = version.filter(|_| specifiers.next().is_none()) else {
                return Err(Failure::new(format!("{}: `{}` is not a pin", line.source, line.requirement))
                    .hint("`--compare` reads a file that `resolve -o` wrote: one version of each package"));
            };
            let (name, marker) = (line.requirement.name().clone(), line.requirement.marker().cloned());
            lines.push(PinnedLine { name, version, marker });
        }
        Ok(Self { path: path.to_path_buf(), lines })
    }

    /// The markers of the pins.
    pub fn markers(&self) -> Vec<Marker> {
        self.lines.iter().filter_map(|line| line.marker.clone()).collect()
    }

    /// The versions in the environment.
    pub fn versions(
        &self,
        environment: &MarkerEnvironment,
    ) -> Result<BTreeMap<PackageName, Version>, Failure> {
        let mut versions = BTreeMap::new();
        for PinnedLine { name, version, marker } in &self.lines {
            let applies = |marker: &Marker| marker.evaluate(environment, &[]).unwrap_or(true);
            if !marker.as_ref().is_none_or(applies) {
                continue;
            }
            let other = versions.insert(name.clone(), version.clone());
            if other.is_some_and(|other| other != *version) {
                return Err(Failure::new(format!(
                    "the pins of `{}` contradict each other",
                    self.path.display()
                )));
            }
        }
        Ok(versions)
    }
}

/// Reads what belongs to the question itself, whatever the options of the request.
pub fn read_plainly(
    arguments: &[String],
    files: &RequirementFiles<'_>,
) -> Result<RequirementInputs, Failure> {
    requirement_reader::read(arguments, files, &ProjectArguments::default(), &IndexArguments::default())
}
