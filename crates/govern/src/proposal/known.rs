//! What is known of a distribution that a change is about.

use haggle_spec::release::{
    DistributionKind, MissingFact, PackageFacts, Release, ReleaseId, ReleaseMetadata,
};
use haggle_spec::{PackageName, Version};

use super::request::{ProposalSources, Subject};
use crate::data::EnvironmentEntry;
use crate::day::Day;
use crate::known::Known;
use crate::licence::{judged, short_name};
use crate::pins::PinError;

/// What is known of the release that is, or would be, pinned.
pub(super) struct SubjectFacts {
    pub(super) name: PackageName,
    /// The name as the distribution writes it, else as it is asked for.
    pub(super) written: String,
    pub(super) version: Option<Version>,
    pub(super) licence: Known<String>,
    /// Whether the family allows the licence.
    pub(super) is_allowed: Known<bool>,
    /// Its newest release, and how many there are since when.
    pub(super) releases: Known<String>,
    /// The environments of the family that no file of the release fits.
    pub(super) without_file: Known<Vec<String>>,
    /// Why no index has the name, where that is known.
    pub(super) unavailable: Option<String>,
}

/// Looks a distribution up. A fact that can still be had is an error that names it.
pub(super) fn look_up(
    subject: &Subject<'_>,
    sources: &ProposalSources<'_>,
    version: Option<&Version>,
) -> Result<Option<SubjectFacts>, PinError> {
    let Some(name) = subject.name() else { return Ok(None) };
    let from = sources.facts_from.0;
    let unknown = || format!("no source of releases has {name}");
    let package = sources.facts.and_then(|facts| facts.packages.get(&name));
    if package.is_none() && sources.facts.is_some() && !sources.facts_are_final {
        return Err(PinError::Missing(vec![MissingFact::Versions(name)]));
    }
    let mut found = SubjectFacts {
        written: subject.entry.name.clone(),
        version: version.cloned(),
        licence: Known::unknown(unknown()),
        is_allowed: Known::unknown(unknown()),
        releases: Known::unknown(unknown()),
        without_file: Known::unknown(unknown()),
        unavailable: None,
        name: name.clone(),
    };
    match package {
        Some(PackageFacts::Unavailable { reason }) => found.unavailable = Some(reason.clone()),
        Some(PackageFacts::Releases(releases)) => {
            let finals = || releases.iter().filter(|(version, _)| !version.is_prerelease());
            if let Some((newest, release)) = finals().next_back().or_else(|| releases.iter().next_back()) {
                let days: Vec<Day> = releases.values().filter_map(day).collect();
                let since = days.iter().min().map(|day| format!(" since {day}")).unwrap_or_default();
                let uploaded = day(release).map_or_else(String::new, |day| format!(", uploaded {day}"));
                let text = format!("{newest}{uploaded}; {} releases{since}", releases.len());
                found.releases = Known::fact(text, from, sources.facts_from.1);
            } else {
                found.unavailable = Some("it has no release".to_owned());
            }
            let of_version = version.and_then(|version| Some((version, releases.get(version)?)));
            if let Some((version, release)) = of_version {
                found.of_release(release, version, sources)?;
            }
        }
        None => {}
    }
    if let Some(entry) = subject.catalogue
        && entry.licence.value().is_some()
    {
        found.licence = entry.licence.clone();
    }
    found.is_allowed = judged(&found.licence, &sources.manifest.licences);
    Ok(Some(found))
}

impl SubjectFacts {
    fn of_release(
        &mut self,
        release: &Release,
        version: &Version,
        sources: &ProposalSources<'_>,
    ) -> Result<(), PinError> {
        if release.metadata == ReleaseMetadata::Unfetched && !sources.facts_are_final {
            let id = ReleaseId::new(self.name.clone(), version.clone());
            return Err(PinError::Missing(vec![MissingFact::Metadata(id)]));
        }
        let source = format!("metadata of {version}");
        if let Some(written) = &release.written_name {
            self.written.clone_from(written);
        }
        self.licence = match &release.licence {
            Some(licence) => Known::fact(short_name(licence), source, day(release)),
            None => Known::unknown(format!("the metadata of {} {version} names no licence", self.name)),
        };
        let lacks = |environment: &&EnvironmentEntry| {
            !release.files.iter().any(|file| match &file.kind {
                DistributionKind::Wheel { tags } => tags.iter().any(|tag| environment.target.takes(tag)),
                DistributionKind::Sdist => true,
            })
        };
        let environments = sources.manifest.environments.iter();
        let without: Vec<String> = environments.filter(lacks).map(|one| one.id.to_string()).collect();
        self.without_file = Known::fact(without, sources.facts_from.0, sources.facts_from.1);
        Ok(())
    }
}

/// The day of the first upload.
fn day(release: &Release) -> Option<Day> {
    let text = release.uploaded.as_deref()?;
    Day::of_timestamp(text).ok().or_else(|| text.parse().ok())
}
