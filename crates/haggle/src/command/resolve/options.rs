//! The options that choose among releases, by uv's names and with uv's meanings.

use haggle_resolve::python::{ForkStrategy, Names, PrereleasePolicy, Request, Resolution};
use haggle_spec::PackageName;

use crate::input;
use crate::input::environment_settings::EnvironmentPolicies;
use crate::input::requirement_inputs::{RequirementInputs, add_names};
use crate::output::failure::Failure;

/// The options that ask about many environments.
pub const MANY: &str = "many_environments";

/// Policies.
#[derive(Debug, Clone, clap::Args)]
pub struct PolicyArguments {
    /// Which versions to prefer
    #[arg(long, value_enum, value_name = "RESOLUTION")]
    resolution: Option<ResolutionArgument>,
    /// Packages whose versions matter most, first the one that matters most, where newest versions exclude each other;
    /// `:lines:` means all that is required, in the order of lines
    #[arg(long, value_name = "NAME", conflicts_with = MANY)]
    prefer: Vec<String>,
    /// Which prereleases are candidates
    #[arg(long, value_enum, value_name = "POLICY")]
    prerelease: Option<PrereleaseArgument>,
    /// The same as `--prerelease allow`
    #[arg(long, conflicts_with = "prerelease")]
    pre: bool,
    /// Only releases up to this day or moment (RFC 3339; a day ends in UTC), or so long ago (`30 days`, `P30D`)
    #[arg(long, value_name = "DATE")]
    exclude_newer: Option<String>,
    /// The same for one package; `NAME=false` sets no bound for it
    #[arg(long, value_name = "NAME=DATE")]
    exclude_newer_package: Vec<String>,
    /// Packages whose source distributions do not count: a name, `:all:` or `:none:`
    #[arg(long, value_name = "NAME")]
    only_binary: Vec<String>,
    /// Packages whose wheels do not count: a name, `:all:` or `:none:`
    #[arg(long, value_name = "NAME")]
    no_binary: Vec<String>,
    /// The same as `--only-binary :all:`
    #[arg(long)]
    no_build: bool,
    /// The same as `--only-binary NAME`
    #[arg(long, value_name = "NAME")]
    no_build_package: Vec<PackageName>,
}

/// See [`Resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ResolutionArgument {
    /// The newest of everything.
    Highest,
    /// The lowest of everything.
    Lowest,
    /// The lowest of what is named, the newest of the rest.
    LowestDirect,
}

/// See [`PrereleasePolicy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum PrereleaseArgument {
    /// None.
    Disallow,
    /// All.
    Allow,
    /// Those of projects with nothing else.
    IfNecessary,
    /// Those that a requirement names.
    Explicit,
    /// All, after every final release of the project.
    IfNecessaryOrExplicit,
}

/// See [`ForkStrategy`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ForkStrategyArgument {
    /// The newest version for each range of Pythons that releases tell apart.
    #[default]
    RequiresPython,
    /// One version for all environments, unless requirements need several.
    Fewest,
}

impl From<ForkStrategyArgument> for ForkStrategy {
    fn from(argument: ForkStrategyArgument) -> Self {
        match argument {
            ForkStrategyArgument::RequiresPython => Self::RequiresPython,
            ForkStrategyArgument::Fewest => Self::Fewest,
        }
    }
}

/// The value of an option, as the environment sets it.
pub fn value_of<T: clap::ValueEnum>(variable: &str, text: &str) -> Result<T, Failure> {
    T::from_str(text, true).map_err(|_| {
        let known: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|value| Some(value.to_possible_value()?.get_name().to_owned()))
            .collect();
        Failure::new(format!("`{variable}={text}` is not one of {}", known.join(", ")))
    })
}

impl PolicyArguments {
    /// Takes from the environment what the command line does not say.
    pub fn or(&mut self, settings: &EnvironmentPolicies) -> Result<(), Failure> {
        if let (None, Some((name, value))) = (self.resolution, &settings.resolution) {
            self.resolution = Some(value_of(name, value)?);
        }
        if let (None, false, Some((name, value))) = (self.prerelease, self.pre, &settings.prerelease) {
            self.prerelease = Some(value_of(name, value)?);
        }
        if self.exclude_newer.is_none() {
            self.exclude_newer.clone_from(&settings.exclude_newer);
        }
        if self.only_binary.is_empty() && !self.no_build && self.no_build_package.is_empty() {
            self.only_binary.clone_from(&settings.only_binary);
        }
        if self.no_binary.is_empty() {
            self.no_binary.clone_from(&settings.no_binary);
        }
        Ok(())
    }

    /// Puts the policies, and those of the files, into the request. What the command line says adds to what files say.
    pub fn put_into(&self, request: &mut Request, inputs: &RequirementInputs) -> Result<(), Failure> {
        request.builds = inputs.builds.clone();
        for (option, values, names) in [
            ("--only-binary", &self.only_binary, &mut request.builds.only_binary),
            ("--no-binary", &self.no_binary, &mut request.builds.no_binary),
        ] {
            for value in values {
                add_names(names, value).map_err(|wrong| {
                    Failure::new(format!("`{option} {wrong}`: `{wrong}` is not the name of a package"))
                })?;
            }
        }
        let only_binary = &mut request.builds.only_binary;
        match only_binary {
            _ if self.no_build => *only_binary = Names::All,
            Names::All => {}
            Names::None if self.no_build_package.is_empty() => {}
            Names::None => *only_binary = Names::Some(self.no_build_package.iter().cloned().collect()),
            Names::Some(names) => names.extend(self.no_build_package.iter().cloned()),
        }
        request.exclude_newer = self.exclude_newer.as_deref().map(moment).transpose()?;
        for entry in &self.exclude_newer_package {
            let (name, bound) = entry_of(entry)?;
            request.exclude_newer_package.insert(name, bound);
        }
        for text in &self.prefer {
            if text == ":lines:" {
                let named = inputs.requirements.iter().map(|line| line.requirement.name().clone());
                request.priorities.extend(named);
                continue;
            }
            request.priorities.push(PackageName::new(text).map_err(|_| {
                Failure::new(format!("`--prefer {text}`: `{text}` is not the name of a package"))
            })?);
        }
        request.resolution = match self.resolution {
            None | Some(ResolutionArgument::Highest) => Resolution::Highest,
            Some(ResolutionArgument::Lowest) => Resolution::Lowest,
            Some(ResolutionArgument::LowestDirect) => Resolution::LowestDirect,
        };
        request.prereleases = match self.prerelease {
            Some(PrereleaseArgument::Disallow) => PrereleasePolicy::Disallow,
            Some(PrereleaseArgument::Allow) => PrereleasePolicy::Allow,
            Some(PrereleaseArgument::IfNecessary) => PrereleasePolicy::IfNecessary,
            Some(PrereleaseArgument::Explicit) => PrereleasePolicy::Explicit,
            Some(PrereleaseArgument::IfNecessaryOrExplicit) => PrereleasePolicy::IfNecessaryOrExplicit,
            None if self.pre || inputs.prereleases => PrereleasePolicy::Allow,
            None => PrereleasePolicy::default(),
        };
        Ok(())
    }
}

/// `NAME=DATE`, or `NAME=false` for no bound.
fn entry_of(entry: &str) -> Result<(PackageName, Option<String>), Failure> {
    let wrong = || {
        Failure::new(format!("`--exclude-newer-package {entry}` is not `NAME=DATE`"))
            .hint("write it like `glance=2026-08-22`, or `glance=false` for no bound")
    };
    let (name, bound) = entry.split_once('=').ok_or_else(wrong)?;
    let name = PackageName::new(name).map_err(|_| wrong())?;
    let bound = if bound == "false" { None } else { Some(moment(bound)?) };
    Ok((name, bound))
}

/// A day as it is, a moment in UTC; a duration ends now.
fn moment(text: &str) -> Result<String, Failure> {
    const DAY: usize = "2026-08-22".len();
    if text.len() == DAY
        && let Ok(day) = text.parse::<jiff::civil::Date>()
    {
        return Ok(day.to_string());
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Ok(moment.to_string());
    }
    let span = text.parse::<jiff::Span>().ok().filter(jiff::Span::is_positive);
    let before = span.map(|span| Ok::<_, Failure>(moment_before(span, input::now()?))).transpose()?.flatten();
    before.map(|moment| moment.to_string()).ok_or_else(|| {
        Failure::new(format!("`{text}` is not a day, a moment or a duration"))
            .hint("write `2026-08-22`, `2026-08-22T12:00:00Z` or `30 days`")
    })
}

/// So long before the moment, by the calendar of UTC.
fn moment_before(span: jiff::Span, now: jiff::Timestamp) -> Option<jiff::Timestamp> {
    let utc = jiff::tz::Offset::UTC;
    utc.to_timestamp(utc.to_datetime(now).checked_sub(span).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_in_utc_and_days_stay_days() {
        for (text, expected) in [
            ("2026-08-22", Some("2026-08-22")),
            ("2026-08-22T12:00:00Z", Some("2026-08-22T12:00:00Z")),
            ("2026-08-22T12:00:00+02:00", Some("2026-08-22T10:00:00Z")),
            ("2026-08-32", None),
            ("yesterday", None),
            ("", None),
            ("-3 days", None),
            ("0 days", None),
        ] {
            assert_eq!(moment(text).ok().as_deref(), expected, "{text}");
        }
        assert!(moment("30 days").is_ok_and(|before| before.starts_with("20")));
    }

    #[test]
    fn a_duration_ends_now() {
        let now = "2026-08-22T12:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("30 days", "2026-07-23T12:00:00Z"),
            ("P1W", "2026-08-15T12:00:00Z"),
            ("36 hours", "2026-08-21T00:00:00Z"),
            ("1 month", "2026-07-22T12:00:00Z"),
        ] {
            let before = moment_before(text.parse().unwrap(), now).unwrap();
            assert_eq!(before.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_package_has_a_bound_of_its_own_or_none() {
        let entry = |text| entry_of(text).ok().map(|(name, bound)| (name.to_string(), bound));
        assert_eq!(entry("Glance=2026-08-22"), Some(("glance".to_owned(), Some("2026-08-22".to_owned()))));
        assert_eq!(entry("glance=false"), Some(("glance".to_owned(), None)));
        assert_eq!(entry("glance"), None);
        assert_eq!(entry("glance=soon"), None);
    }
}
