//! Why a package is not at another release: what holds it, or what would change with it.

use haggle_spec::release::{MissingFact, PackageFacts, Release, ReleaseFacts};
use haggle_spec::{PackageName, Requirement, SpecifierSet, Version};

use super::explanation::Explanation;
use super::outcome::{ResolveOutcome, SolutionDifference};
use super::request::{Request, RootRequirement, SourceLocation};
use super::resolve::{resolve, resolve_asking};
use crate::solver::Stop;

/// The place of the requirement that stands for the question, in explanations.
const QUESTION: &str = "what is asked";

/// The answer to [`why_not`]. Each was found by solving.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[must_use]
pub enum WhyNot {
    /// The solution has this very release.
    Chosen(Version),
    /// Nothing that is required needs the package.
    NotRequired,
    /// The package has no such release, or none at all.
    NoSuchRelease,
    /// The request rules it out: what holds it, and which edits would let it in.
    Held {
        /// The release that was asked about.
        version: Version,
        /// The release that is chosen.
        chosen: Version,
        /// Why they cannot be together; the premise without a line in a file is the question.
        explanation: Box<Explanation>,
    },
    /// It can be had: the solution that comes first just does not have it.
    Possible {
        /// The release that was asked about.
        version: Version,
        /// The release that is chosen.
        chosen: Version,
        /// What differs from the solution when the release is required.
        difference: SolutionDifference,
    },
    /// The request has no solution to begin with.
    Unsolvable(Box<Explanation>),
    /// The answer depends on facts that nobody has asked for yet. Sorted, without repetition.
    Missing(Vec<MissingFact>),
    /// The search was stopped.
    Stopped(Stop),
}

/// Why the solution does not have the release: the one that is named, or the newest that is final and not yanked (of
/// packages without such a release, the newest).
///
/// Law: with the release required, the request has a solution exactly if the answer is `Chosen` or `Possible`.
///
/// ```
/// use haggle_resolve::python::{Request, SourceLocation, WhyNot, why_not};
/// use haggle_spec::release::{ReleaseFacts, PackageFacts, Release, ReleaseMetadata};
/// use haggle_spec::{MarkerEnvironment, PackageName, Platform};
///
/// let release = || Release {
///     metadata: ReleaseMetadata::Known { requirements: Vec::new(), provides_extra: Vec::new() },
///     ..Release::default()
/// };
/// let mut facts = ReleaseFacts::default();
/// let name = PackageName::new("webob")?;
/// let releases = [("1.8.9".parse()?, release()), ("2.0".parse()?, release())];
/// facts.packages.insert(name.clone(), PackageFacts::Releases(releases.into()));
/// let request = Request::new(MarkerEnvironment::new("3.12.4", Platform::Linux))
///     .require("webob<2".parse()?, SourceLocation::new("requirements.txt", 7));
/// let WhyNot::Held { explanation, .. } = why_not(&facts, &request, &name, None) else { panic!() };
/// assert_eq!(explanation.repairs[0].edits[0].before, "webob<2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn why_not(
    facts: &ReleaseFacts,
    request: &Request,
    name: &PackageName,
    version: Option<&Version>,
) -> WhyNot {
    let solution = match resolve(facts, request) {
        ResolveOutcome::Solved(solution) => solution,
        ResolveOutcome::Unsolvable(explanation) => return WhyNot::Unsolvable(explanation),
        ResolveOutcome::Missing(missing) => return WhyNot::Missing(missing),
        ResolveOutcome::Stopped(stop) => return WhyNot::Stopped(stop),
    };
    let Some(pin) = solution.pins.get(name) else { return WhyNot::NotRequired };
    let Some(PackageFacts::Releases(releases)) = facts.packages.get(name) else {
        return WhyNot::NoSuchRelease;
    };
    let is_counted =
        |(version, release): &(&Version, &Release)| !version.is_prerelease() && release.yanked.is_none();
    let asked = match version {
        Some(asked) => releases.keys().find(|version| *version == asked),
        None => releases
            .iter()
            .rfind(is_counted)
            .or_else(|| releases.iter().next_back())
            .map(|(version, _)| version),
    };
    let Some(asked) = asked else { return WhyNot::NoSuchRelease };
    if pin.version == *asked {
        return WhyNot::Chosen(asked.clone());
    }
    let (asked, chosen) = (asked.clone(), pin.version.clone());
    let Some(wanted) = exactly(name, &asked) else { return WhyNot::NoSuchRelease };
    let mut asking = request.clone();
    let question = asking.requirements.len();
    asking.requirements.push(RootRequirement::new(wanted, SourceLocation::new(QUESTION, 0)));
    match resolve_asking(facts, &asking, Some(question), None) {
        ResolveOutcome::Solved(other) => {
            WhyNot::Possible { version: asked, chosen, difference: solution.difference(&other) }
        }
        ResolveOutcome::Unsolvable(explanation) => WhyNot::Held { version: asked, chosen, explanation },
        ResolveOutcome::Missing(missing) => WhyNot::Missing(missing),
        ResolveOutcome::Stopped(stop) => WhyNot::Stopped(stop),
    }
}

/// `name==version`; a release stands for its local versions, too.
fn exactly(name: &PackageName, version: &Version) -> Option<Requirement> {
    let specifiers: SpecifierSet = format!("=={version}").parse().ok()?;
    Some(Requirement::new(name.clone(), specifiers))
}
