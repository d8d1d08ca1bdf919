//! Which environments the files of a release cover: a source distribution all of them, a wheel those of its tags.

use haggle_spec::release::{DistributionKind, PackageFacts, Release};
use haggle_spec::{MarkerVariable, PackageName, SpecifierSet, Tag, VersionSet};

use super::atoms::Formula;
use super::lower::{Lowering, Partition, Universe};
use super::region::Region;
use super::split::split_all;
use crate::bits;
use crate::python::candidates::is_file_usable;
use crate::python::request::Request;
use crate::python::target::values_of_tag;
use crate::query::ClauseId;
use crate::table::{PackageId, TableError};

/// The environments that wheels with a tag run in, as far as markers can tell.
struct Reach {
    python: VersionSet,
    values: Vec<(MarkerVariable, String)>,
}

impl Reach {
    /// What the tag says (the platform compatibility tags of the packaging specifications). A tag of an unknown kind says
    /// nothing, and so reaches everything.
    fn of(tag: &Tag) -> Self {
        let mut values = Vec::new();
        let python = pythons(tag.interpreter(), tag.abi());
        if tag.interpreter().starts_with("pp") {
            values.push((MarkerVariable::ImplementationName, "pypy".to_owned()));
        }
        if let Some((system, machine)) = values_of_tag(tag.platform()) {
            values.push((MarkerVariable::SysPlatform, system.to_owned()));
            values.extend(machine.map(|machine| (MarkerVariable::PlatformMachine, machine.to_owned())));
        }
        Self { python, values }
    }
}

/// The versions of Python that a wheel for the interpreter and the binary interface runs on.
fn pythons(interpreter: &str, abi: &str) -> VersionSet {
    let set =
        |text: String| text.parse::<SpecifierSet>().map_or_else(|_| VersionSet::full(), |set| set.to_set());
    let (implementation, digits) =
        interpreter.split_at(interpreter.find(|character: char| character.is_ascii_digit()).unwrap_or(0));
    let (major, minor) = digits.split_at(digits.len().min(1));
    match (implementation, minor) {
        ("", _) => VersionSet::full(),
        (_, "") => set(format!("=={major}.*")),
        ("py", minor) => set(format!(">={major}.{minor}.dev0,=={major}.*")),
        ("cp", minor) if abi == "abi3" => set(format!(">={major}.{minor}.dev0,=={major}.*")),
        (_, minor) => set(format!("=={major}.{minor}.*")),
    }
}

/// What the files of the release cover.
enum Coverage {
    Everything,
    Wheels(Vec<Reach>),
}

fn coverage(name: &PackageName, release: &Release, request: &Request) -> Coverage {
    let mut wheels = Vec::new();
    let usable = release.files.iter().filter(|file| is_file_usable(file, name, request, None));
    for file in usable {
        match &file.kind {
            DistributionKind::Sdist => return Coverage::Everything,
            DistributionKind::Wheel { tags } => wheels.extend(tags.iter().map(Reach::of)),
        }
    }
    if release.files.is_empty() { Coverage::Everything } else { Coverage::Wheels(wheels) }
}

/// Whether the release may be had in the region; the required environment that the region would have to be split by to tell
/// where it may.
fn is_covered<'f>(
    universe: &'f Universe<'_>,
    region: &Region,
    coverage: &Coverage,
) -> Result<(), Option<&'f Formula>> {
    let Coverage::Wheels(wheels) = coverage else { return Ok(()) };
    let parts: Vec<Region> =
        wheels.iter().filter_map(|reach| region.narrowed(&reach.python, &reach.values)).collect();
    if parts.is_empty() {
        return Err(None);
    }
    for required in &universe.required {
        let holds = |region: &Region| region.decides(&universe.atoms, required, None);
        let of_region = holds(region);
        if of_region != Some(false) && parts.iter().all(|part| holds(part) == Some(false)) {
            return Err(of_region.is_none().then_some(required));
        }
    }
    Ok(())
}

/// Splits packages by required environments that some release has no wheel for, so that others may have it.
pub(super) fn split_beforehand<'a>(universe: &Universe<'a>, partition: &mut Partition<'a>) {
    if universe.required.is_empty() {
        return;
    }
    let names: Vec<&PackageName> = partition.keys().copied().collect();
    for name in names {
        let Some(PackageFacts::Releases(releases)) = universe.facts.packages.get(name) else { continue };
        for release in releases.values() {
            let coverage = coverage(name, release, universe.request);
            while let Some(atom) = partition[name].iter().find_map(|region| {
                let required = is_covered(universe, region, &coverage).err()??;
                region.open_atom(&universe.atoms, required)
            }) {
                split_all(universe, partition, name, atom);
            }
        }
    }
}

impl Lowering<'_, '_> {
    /// A release needs a file for the environments of its cell.
    pub(super) fn coverage_limits(
        &self,
        add: &mut impl FnMut(PackageId, &[u64], bool, Option<usize>) -> Result<ClauseId, TableError>,
    ) -> Result<(), TableError> {
        let universe = self.universe;
        for ((name, cell), candidates) in self.candidates {
            let Some(node) = self.node((name, None, *cell)) else { continue };
            let region = &self.partition[name][*cell];
            let mut open = None;
            let allowed: Vec<bool> = candidates
                .versions
                .iter()
                .map(|(_, release)| {
                    let covered = is_covered(universe, region, &coverage(name, release, universe.request));
                    if let Err(Some(required)) = covered {
                        open = open.or_else(|| region.open_atom(&universe.atoms, required));
                    }
                    covered.is_ok()
                })
                .collect();
            if allowed.contains(&false) {
                let words = bits::words_of(allowed.iter().copied(), candidates.n_versions(), bits::ABSENT);
                add(node, &words, false, open)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, python: &str, runs: bool, values: &[&str]) {
        let reach = Reach::of(&tag.parse().unwrap());
        assert_eq!(reach.python.contains(&python.parse().unwrap()), runs, "{tag} on {python}");
        let found: Vec<&str> = reach.values.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(found, values, "{tag}");
    }

    #[test]
    fn tags_say_where_wheels_run() {
        check("py3-none-any", "3.9.1", true, &[]);
        check("py3-none-any", "2.7.18", false, &[]);
        check("py310-none-any", "3.9.1", false, &[]);
        check("cp39-abi3-win_amd64", "3.12.1", true, &["win32", "AMD64"]);
        check("cp39-abi3-win_amd64", "3.8.1", false, &["win32", "AMD64"]);
        check("cp312-cp312-macosx_11_0_universal2", "3.12.0", true, &["darwin"]);
        check("cp312-cp312-manylinux_2_17_x86_64", "3.13.0", false, &["linux", "x86_64"]);
        check("pp310-pypy310_pp73-win32", "3.10.2", true, &["pypy", "win32", "x86"]);
    }
}
