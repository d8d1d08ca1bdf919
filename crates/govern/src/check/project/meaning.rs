//! A project's lines by what they mean: versions as sets, markers as the environments in which they hold.

use std::collections::BTreeMap;

use haggle_spec::file::Entry;
use haggle_spec::{
    Marker, MarkerAnswer, MarkerArena, MarkerNode, Operator, PackageName, Prereleases, Specifier,
    SpecifierSet, Version, VersionSet,
};

use super::finding::{ExcludedBy, ProjectFault, ProjectFinding};
use super::lists::SharedLists;
use crate::check::line::excludes;
use crate::project::{LineList, ProjectLine, project_lines};

/// How many nodes the algebra may make for the markers of one line; past that, they are compared as text.
const MARKER_NODES: usize = 10_000;

/// How many versions are tried for one that is not excluded.
const TRIED_BOUNDS: usize = 100;

/// The lines whose names are on the global list and not in the constraints, as a job that installs under constraints needs them to be.
/// Names on the denylist are left to the projects.
pub fn without_pin(files: &BTreeMap<String, Vec<u8>>, lists: &SharedLists<'_>) -> Vec<ProjectFinding> {
    let (lines, _) = project_lines(files);
    let is_unpinned = |line: &&ProjectLine| {
        !lists.denied.contains(&line.name)
            && (!lists.has_global() || !lists.global(&line.name).is_empty())
            && lists.pins(&line.name).is_empty()
    };
    lines.iter().filter(is_unpinned).map(|line| finding(line, ProjectFault::NotPinned, None)).collect()
}

/// The faults of the lines, in their order. Names on the denylist are left to the projects.
pub(crate) fn findings(
    lines: &[ProjectLine],
    lists: &SharedLists<'_>,
    pythons: &VersionSet,
) -> Vec<ProjectFinding> {
    let mut findings = Vec::new();
    let mut earlier: BTreeMap<(&str, &LineList, &PackageName), Vec<&ProjectLine>> = BTreeMap::new();
    for line in lines {
        let Some(entry) = super::entry(line).filter(|_| !lists.denied.contains(&line.name)) else { continue };
        let mut add = |fault, repaired| findings.push(finding(line, fault, repaired));
        if !lists.has_global() || !lists.global(&line.name).is_empty() {
            let global = lists.global(&line.name);
            let (pins, releases) = (lists.pins(&line.name), lists.releases(&line.name));
            let judged = Judged { entry, global, pins, releases, pythons };
            if line.list == LineList::Build {
                continue;
            }
            judged.report(&mut add);
        } else {
            add(ProjectFault::NotInGlobal, None);
        }
        let others = earlier.entry((&line.path, &line.list, &line.name)).or_default();
        let same = others.iter().find(|other| {
            super::entry(other).is_some_and(|other| {
                other.extras == entry.extras && may_hold_together(&other.marker, &entry.marker)
            })
        });
        if let Some(first) = same {
            add(ProjectFault::Duplicate { first: first.line }, None);
        }
        others.push(line);
    }
    findings
}

fn finding(line: &ProjectLine, fault: ProjectFault, repaired: Option<String>) -> ProjectFinding {
    ProjectFinding {
        path: line.path.clone(),
        span: line.span,
        line: line.line,
        name: line.name.clone(),
        written: line.written.clone(),
        fault,
        repaired,
    }
}

/// A line with what the shared lists say of its name.
struct Judged<'a> {
    entry: &'a Entry,
    global: &'a [&'a Entry],
    pins: &'a [&'a Entry],
    /// Its releases, ascending, where they are known.
    releases: Option<Vec<&'a Version>>,
    pythons: &'a VersionSet,
}

impl Judged<'_> {
    fn report(&self, add: &mut dyn FnMut(ProjectFault, Option<String>)) {
        let mut marker = self.entry.marker.as_str();
        if !self.global.is_empty() && self.is_too_wide() {
            let global = self.global.iter().map(|entry| entry.marker.clone()).collect();
            // Of several lines of the list, somebody has to choose.
            let only = match self.global {
                [only] => Some(only.marker.as_str()),
                _ => None,
            };
            marker = only.unwrap_or(marker);
            add(ProjectFault::MarkerTooWide { global }, only.map(|marker| self.written(&[], marker)));
        }
        let extra = if self.global.is_empty() { Vec::new() } else { self.extra_exclusions() };
        if !extra.is_empty() {
            let repaired = self.written(&extra, marker);
            let specifiers = extra.iter().map(ToString::to_string).collect();
            add(ProjectFault::ExtraExclusion { specifiers }, Some(repaired));
        }
        let set = self.entry.specifiers.to_set();
        if set.is_empty() {
            add(ProjectFault::Unsatisfiable, None);
            return;
        }
        let Some(bound) = self.entry.specifiers.iter().find(|specifier| bounds(specifier)) else {
            add(ProjectFault::NoLowerBound, None);
            return;
        };
        if let Some(by) = self.excluder(bound) {
            let fault = ProjectFault::BoundExcluded { version: bound.version_text().into_owned(), by };
            add(fault, self.next_bound(bound).map(|next| self.with_bound(bound, &next, marker)));
        }
        if let Some(fault) = self.refused_pin(bound) {
            add(fault, None);
        }
    }

    /// The specifiers that exclude, above what the line's own bounds leave out, a version that every line of the global list
    /// allows.
    fn extra_exclusions(&self) -> Vec<&Specifier> {
        let (exclusions, bounds): (Vec<&Specifier>, Vec<&Specifier>) =
            self.entry.specifiers.iter().partition(|specifier| excludes(specifier));
        if exclusions.is_empty() {
            return exclusions;
        }
        let intersection = |specifiers: &mut dyn Iterator<Item = &Specifier>| {
            specifiers.fold(VersionSet::full(), |set, specifier| set.intersection(&specifier.to_set()))
        };
        let reached = intersection(&mut bounds.into_iter());
        let allowed = self.global.iter().fold(VersionSet::empty(), |set, entry| {
            set.union(&intersection(&mut entry.specifiers.iter().filter(|specifier| excludes(specifier))))
        });
        let asked = reached.intersection(&allowed);
        exclusions.into_iter().filter(|specifier| !asked.is_subset_of(&specifier.to_set())).collect()
    }

    /// Who excludes the version of a lower bound that takes it in.
    fn excluder(&self, bound: &Specifier) -> Option<ExcludedBy> {
        let version = bound.version()?;
        if !bound.contains(version, Prereleases::Allow) {
            return None;
        }
        let refuses = |specifiers: &SpecifierSet| {
            let mut excluding = specifiers.iter().filter(|specifier| excludes(specifier));
            excluding.any(|specifier| !specifier.contains(version, Prereleases::Allow))
        };
        if refuses(&self.entry.specifiers) {
            Some(ExcludedBy::Line)
        } else if !self.global.is_empty() && self.global.iter().all(|entry| refuses(&entry.specifiers)) {
            Some(ExcludedBy::GlobalList)
        } else {
            None
        }
    }

    /// The least version above an excluded bound that is allowed and not above a pin: of the releases, where they are known. Where they are
    /// not, the next of the bound's length, else what the shared lists name: the pins, and the bounds of the global list.
    fn next_bound(&self, bound: &Specifier) -> Option<Version> {
        let version = bound.version().filter(|_| bound.operator() == Operator::GreaterEqual)?;
        let pins = self.pins.iter();
        let pinned: Vec<Version> =
            pins.filter_map(|pin| pin.specifiers.iter().next()?.version_text().parse().ok()).collect();
        let takes = |specifiers: &SpecifierSet, next: &Version| {
            let mut excluding = specifiers.iter().filter(|specifier| excludes(specifier));
            excluding.all(|specifier| specifier.contains(next, Prereleases::Allow))
        };
        let fits = |next: &Version| {
            let is_listed =
                self.global.is_empty() || self.global.iter().any(|entry| takes(&entry.specifiers, next));
            next > version
                && pinned.iter().all(|pinned| next <= pinned)
                && takes(&self.entry.specifiers, next)
                && is_listed
        };
        if let Some(releases) = &self.releases {
            return releases.iter().copied().find(|next| fits(next)).cloned();
        }
        successors(version).take(TRIED_BOUNDS).find(|next| fits(next)).or_else(|| {
            let global = self.global.iter().flat_map(|entry| entry.specifiers.iter());
            let bounds = global.filter(|one| one.operator() == Operator::GreaterEqual);
            let bounds = bounds.filter_map(Specifier::version);
            pinned.iter().chain(bounds).filter(|next| fits(next)).min().cloned()
        })
    }

    /// The line with another lower bound, without the exclusions below it.
    fn with_bound(&self, bound: &Specifier, next: &Version, marker: &str) -> String {
        let is_kept = |specifier: &&Specifier| {
            let below = specifier.version().is_some_and(|version| version < next);
            *specifier != bound
                && !(specifier.operator() == Operator::NotEqual && below && !specifier.is_prefix())
        };
        let raised: Option<Specifier> = format!(">={next}").parse().ok();
        let specifiers =
            raised.into_iter().chain(self.entry.specifiers.iter().filter(is_kept).cloned()).collect();
        let entry =
            Entry { specifiers, marker: marker.to_owned(), comment: String::new(), ..self.entry.clone() };
        entry.to_normalized_line()
    }

    /// A pin for the line's environments that it does not take.
    fn refused_pin(&self, bound: &Specifier) -> Option<ProjectFault> {
        let refused = self.pins.iter().find_map(|pin| {
            let version = pin.specifiers.iter().next()?.version_text().into_owned();
            let is_taken = self.entry.specifiers.contains_text(&version, Prereleases::Allow);
            (!is_taken && may_hold_together(&pin.marker, &self.entry.marker)).then_some(version)
        })?;
        let is_above = is_lower(bound)
            && !SpecifierSet::from_iter([bound.clone()]).contains_text(&refused, Prereleases::Allow);
        Some(if is_above {
            ProjectFault::BoundAbovePin { pin: refused }
        } else {
            ProjectFault::PinRefused { pin: refused }
        })
    }

    /// Whether the line counts somewhere where the global list has no line.
    fn is_too_wide(&self) -> bool {
        let is_same = |entry: &&Entry| entry.marker.is_empty() || entry.marker == self.entry.marker;
        !self.global.iter().any(is_same) && self.is_covered() != Some(true)
    }

    /// Whether the line's environments, of the supported Pythons, are among those of the global list; nothing where a marker
    /// cannot be read or is too large.
    fn is_covered(&self) -> Option<bool> {
        let mut arena = MarkerArena::with_budget(MARKER_NODES);
        let own = node(&mut arena, &self.entry.marker)?;
        let supported = arena.python(self.pythons).ok()?;
        let own = arena.and(own, supported).ok()?;
        let mut covered = arena.never();
        for entry in self.global {
            let node = node(&mut arena, &entry.marker)?;
            covered = arena.or(covered, node).ok()?;
        }
        Some(arena.implies(own, covered) == Ok(MarkerAnswer::Yes))
    }

    /// The line without some specifiers and with a marker: every other part as it is.
    fn written(&self, without: &[&Specifier], marker: &str) -> String {
        let kept = self.entry.specifiers.iter().filter(|specifier| !without.contains(specifier));
        let entry = Entry {
            specifiers: kept.cloned().collect(),
            marker: marker.to_owned(),
            comment: String::new(),
            ..self.entry.clone()
        };
        entry.to_normalized_line()
    }
}

fn node(arena: &mut MarkerArena, marker: &str) -> Option<MarkerNode> {
    if marker.is_empty() {
        return Some(arena.always());
    }
    arena.node(&marker.parse::<Marker>().ok()?).ok()
}

/// Whether there may be an environment in which both markers hold.
fn may_hold_together(left: &str, right: &str) -> bool {
    if left.is_empty() || right.is_empty() || left == right {
        return true;
    }
    let mut arena = MarkerArena::with_budget(MARKER_NODES);
    let (Some(left), Some(right)) = (node(&mut arena, left), node(&mut arena, right)) else { return true };
    arena.disjoint(left, right) != Ok(MarkerAnswer::Yes)
}

/// The versions after a plain one that have as many numbers, each by one; none after another.
fn successors(version: &Version) -> impl Iterator<Item = Version> + use<> {
    let numbers: Option<Vec<u64>> = version.release().map(|number| number.as_u64()).collect();
    let is_plain = !version.is_prerelease() && !version.is_postrelease() && version.local().is_none();
    let last = numbers.filter(|_| is_plain).and_then(|mut numbers| Some((numbers.pop()?, numbers)));
    last.into_iter().flat_map(|(last, before)| {
        // The last is empty: a dot follows each number.
        let start: Vec<String> = before.iter().map(u64::to_string).chain([String::new()]).collect();
        let start = start.join(".");
        (last.saturating_add(1)..).map_while(move |next| format!("{start}{next}").parse().ok())
    })
}

/// Whether a specifier names a least version.
fn bounds(specifier: &Specifier) -> bool {
    is_lower(specifier)
        || matches!(specifier.operator(), Operator::Compatible | Operator::Equal | Operator::Arbitrary)
}

fn is_lower(specifier: &Specifier) -> bool {
    matches!(specifier.operator(), Operator::Greater | Operator::GreaterEqual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::project_lines;
    use haggle_spec::file::{EntryFile, Urls};
    use haggle_spec::release::{PackageFacts, Release, ReleaseFacts};

    /// The rules that a file of requirements breaks, each with the line as it would be repaired.
    #[track_caller]
    fn check(project: &str, global: &str, pins: &str, expected: &[(&str, Option<&str>)]) {
        let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
        let (global, pins, none) = (file(global), file(pins), file("denied\n"));
        let lists = SharedLists::new(&global, &pins, &none, &none);
        let files = BTreeMap::from([("requirements.txt".to_owned(), project.as_bytes().to_vec())]);
        let pythons: SpecifierSet = ">=3.11".parse().unwrap();
        let found = findings(&project_lines(&files).0, &lists, &pythons.to_set());
        let found: Vec<(&str, Option<&str>)> =
            found.iter().map(|found| (found.fault.rule(), found.repaired.as_deref())).collect();
        assert_eq!(found, expected, "{project:?}");
    }

    #[test]
    fn names_are_on_the_list_or_denied() {
        check("six>=1\nDenied\n", "Six\n", "", &[]);
        check("six>=1\n", "", "", &[("not-in-global-list", None)]);
    }

    #[test]
    fn exclusions_count_where_they_change_something() {
        check("a>=1,!=1.4\n", "a!=1.4.0\n", "", &[]);
        check("a>=2,!=1.4\n", "a\n", "", &[]);
        check("a>=1,<3,!=3.5\n", "a<3\n", "", &[]);
        check("a[x]>=1,!=1.4,!=1.5\n", "a!=1.4\n", "", &[("extra-exclusion", Some("a[x]>=1,!=1.4"))]);
        check("a>=1,<2\n", "a<3\n", "", &[("extra-exclusion", Some("a>=1"))]);
    }

    #[test]
    fn markers_count_where_the_family_runs() {
        let global = "a;sys_platform!='win32'\n";
        check("a>=1;sys_platform != \"win32\"\n", global, "", &[]);
        check("a>=1;sys_platform=='linux'\n", global, "", &[]);
        check("a>=1;os_name=='nt'\n", global, "", &[("marker-too-wide", Some("a>=1;sys_platform!='win32'"))]);
        check("a>=1\n", global, "", &[("marker-too-wide", Some("a>=1;sys_platform!='win32'"))]);
        check("a>=1\n", "a;python_version>='3.9'\n", "", &[]);
        check(
            "a>=1\n",
            "a;python_version>='3.12'\n",
            "",
            &[("marker-too-wide", Some("a>=1;python_version>='3.12'"))],
        );
        check("a>=1\n", "a;python_version<'3.12'\na;python_version>='3.12'\n", "", &[]);
        check(
            "a>=1\n",
            "a;python_version<'3.12'\na;python_version>='3.13'\n",
            "",
            &[("marker-too-wide", None)],
        );
    }

    #[test]
    fn bounds_hold_at_the_pin() {
        check("a\n", "a\n", "a===1\n", &[("no-lower-bound", None)]);
        check("a>=2\n", "a\n", "a===1\n", &[("bound-above-pin", None)]);
        check("a>=1,<2\n", "a<2\n", "a===2\n", &[("pin-refused", None)]);
        check("a~=1.0\n", "a\n", "a===1.5\n", &[]);
        check(
            "a>=2;python_version>='3.13'\n",
            "a\n",
            "a===1;python_version<'3.13'\na===2;python_version>='3.13'\n",
            &[],
        );
        check(
            "a>=2\n",
            "a\n",
            "a===1;python_version<'3.13'\na===2;python_version>='3.13'\n",
            &[("bound-above-pin", None)],
        );
        check("a>=2,<1\n", "a<1\n", "", &[("unsatisfiable-line", None)]);
    }

    #[test]
    fn a_bound_is_not_excluded_itself() {
        check("a>=4.5.0\n", "a!=1.28.1,!=4.5.0\n", "", &[("bound-excluded", Some("a>=4.5.1"))]);
        check(
            "a[x]>=4.5.0,!=4.5.0;os_name=='nt'\n",
            "a!=4.5.0,!=4.5.1\n",
            "a===4.9\n",
            &[("bound-excluded", Some("a[x]>=4.5.2;os_name=='nt'"))],
        );
        check("a>4.5.0\n", "a!=4.5.0\n", "", &[]);
        check("a>=1.4,!=1.4\n", "a!=1.4\n", "", &[("bound-excluded", Some("a>=1.5"))]);
        // Where no version of that length fits, the lists may name one.
        check("a>=4.5.0\n", "a!=4.5.0\n", "a===4.5.0.post1\n", &[("bound-excluded", Some("a>=4.5.0.post1"))]);
        check("a>=1.4rc1\n", "a!=1.4rc1\n", "a===1.6\n", &[("bound-excluded", Some("a>=1.6"))]);
        check("a>=1.4\n", "a!=1.4\n", "a===1.4\n", &[("bound-excluded", None)]);
    }

    #[test]
    fn an_excluded_bound_goes_to_the_next_release() {
        let release =
            |yanked: Option<&str>| Release { yanked: yanked.map(str::to_owned), ..Release::default() };
        let releases = [
            ("1.4", None),
            ("1.5", Some("broken")),
            ("1.6rc1", None),
            ("1.7", None),
            ("1.9", None),
            ("2.0", None),
        ];
        let releases =
            releases.into_iter().map(|(version, yanked)| (version.parse().unwrap(), release(yanked)));
        let mut facts = ReleaseFacts::default();
        facts.packages.insert(PackageName::new("a").unwrap(), PackageFacts::Releases(releases.collect()));
        let file = |text: &str| EntryFile::parse(text, Urls::Allowed).0;
        let (global, none) = (file("a!=1.4,!=1.7\n"), file(""));
        for (pin, expected) in [("a===2.0\n", Some("a>=1.9")), ("a===1.8\n", None)] {
            let pins = file(pin);
            let lists = SharedLists::new(&global, &pins, &none, &none).with_releases(Some(&facts));
            let files = BTreeMap::from([("requirements.txt".to_owned(), b"a>=1.4\n".to_vec())]);
            let found = findings(&project_lines(&files).0, &lists, &VersionSet::full());
            assert_eq!(found[0].repaired.as_deref(), expected, "{pin}");
        }
    }

    #[test]
    fn a_list_has_a_name_once_for_each_environment() {
        check("a>=1\na>=2\n", "a\n", "", &[("duplicate-line", None)]);
        check("a>=1\na[x]>=1\n", "a\n", "", &[]);
        check("a>=1;os_name=='nt'\na>=2;os_name!='nt'\n", "a\n", "", &[]);
    }
}
