//! A scenario as release facts and a request.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use haggle_resolve::python::{
    BuildPolicy, Names, PrereleasePolicy, Request, Resolution, SourceLocation, Target,
};
use haggle_spec::release::{DistributionFile, PackageFacts, Release, ReleaseFacts, ReleaseMetadata};
use haggle_spec::{ExtraName, Marker, PackageName, Requirement, SpecifierSet, Version};
use serde_json::Value;

/// What is expected.
pub struct Expected {
    pub satisfiable: bool,
    pub packages: Option<BTreeMap<PackageName, Version>>,
}

/// A scenario, ready to be resolved.
pub struct Scenario {
    pub facts: ReleaseFacts,
    pub request: Request,
    pub is_universal: bool,
    pub requires_python: SpecifierSet,
    pub expected: Expected,
}

fn parse<T: FromStr<Err: Display>>(value: &Value) -> Result<T, String> {
    let text = value.as_str().ok_or_else(|| format!("`{value}` is not a string"))?;
    text.parse().map_err(|error: T::Err| format!("`{text}`: {error}"))
}

fn parse_all<T: FromStr<Err: Display>>(value: &Value) -> Result<Vec<T>, String> {
    value.as_array().into_iter().flatten().map(parse).collect()
}

impl Scenario {
    pub fn read(json: &Value) -> Result<Self, String> {
        let mut facts = ReleaseFacts::default();
        for (name, package) in json["packages"].as_object().into_iter().flatten() {
            let mut releases = BTreeMap::new();
            for (version, release) in package["versions"].as_object().into_iter().flatten() {
                let version: Version = parse(&Value::from(version.as_str()))?;
                if let Some(release) = read_release(name, &version, release)? {
                    releases.insert(version, release);
                }
            }
            let name = PackageName::new(name).map_err(|error| error.to_string())?;
            facts.packages.insert(name, PackageFacts::Releases(releases));
        }
        let request = read_request(json)?;
        // A name that the scenario does not have is one that its index does not have.
        for name in names(&facts, &request) {
            facts.packages.entry(name).or_insert_with(|| PackageFacts::Unavailable {
                reason: "the index has no such name".to_owned(),
            });
        }
        let packages = match json["expected"]["packages"].as_object() {
            None => None,
            Some(packages) => {
                let pins: Result<BTreeMap<_, _>, String> = packages
                    .iter()
                    .map(|(name, version)| {
                        Ok((PackageName::new(name).map_err(|error| error.to_string())?, parse(version)?))
                    })
                    .collect();
                Some(pins?)
            }
        };
        let requires_python = &json["root"]["requires_python"];
        let mut requires_python: SpecifierSet =
            if requires_python.is_null() { SpecifierSet::new() } else { parse(requires_python)? };
        if packages.is_some() {
            // Where pins are expected and no lock, the range starts at the Python that was asked for.
            let python = json["environment"]["python"].as_str().unwrap_or_default();
            requires_python = requires_python.and(&parse(&Value::from(format!(">={python}")))?);
        }
        Ok(Self {
            facts,
            request,
            is_universal: json["options"]["mode"] == "universal",
            requires_python,
            expected: Expected { satisfiable: json["expected"]["satisfiable"] == true, packages },
        })
    }
}

fn names(facts: &ReleaseFacts, request: &Request) -> BTreeSet<PackageName> {
    let mut names: BTreeSet<PackageName> =
        request.requirements.iter().map(|root| root.requirement.name().clone()).collect();
    for package in facts.packages.values() {
        let PackageFacts::Releases(releases) = package else { continue };
        for release in releases.values() {
            if let ReleaseMetadata::Known { requirements, .. } = &release.metadata {
                names.extend(requirements.iter().map(|requirement| requirement.name().clone()));
            }
        }
    }
    names
}

/// The release; none where the index would list no file of it.
fn read_release(name: &str, version: &Version, json: &Value) -> Result<Option<Release>, String> {
    let mut requirements: Vec<Requirement> = parse_all(&json["requires"])?;
    let mut provides_extra = Vec::new();
    for (extra, of_extra) in json["extras"].as_object().into_iter().flatten() {
        let extra = ExtraName::new(extra).map_err(|error| error.to_string())?;
        for requirement in parse_all::<Requirement>(of_extra)? {
            let condition = match requirement.marker() {
                Some(marker) => format!("({marker}) and extra == '{extra}'"),
                None => format!("extra == '{extra}'"),
            };
            let marker: Marker = parse(&Value::from(condition))?;
            requirements.push(requirement.with_marker(Some(marker)));
        }
        provides_extra.push(extra);
    }
    let file = |filename: String| {
        DistributionFile::from_filename(&filename)
            .map(|(_, _, file)| file)
            .ok_or(format!("`{filename}` is not a file name"))
    };
    let stem = format!("{}-{version}", name.replace('-', "_"));
    let mut files = Vec::new();
    match json["wheels"].as_array() {
        None => files.push(file(format!("{stem}-py3-none-any.whl"))?),
        Some(tags) => {
            for tags in tags {
                files.push(file(format!("{stem}-{}.whl", tags.as_str().unwrap_or_default()))?);
            }
        }
    }
    if json["sdist"] != false {
        files.push(file(format!("{stem}.tar.gz"))?);
    }
    if files.is_empty() {
        return Ok(None);
    }
    let requires_python = &json["requires_python"];
    Ok(Some(Release {
        metadata: ReleaseMetadata::Known { requirements, provides_extra },
        requires_python: if requires_python.is_null() { None } else { Some(parse(requires_python)?) },
        yanked: (json["yanked"] == true).then(String::new),
        files,
        ..Release::default()
    }))
}

fn read_request(json: &Value) -> Result<Request, String> {
    let python = json["environment"]["python"].as_str().ok_or("no version of Python")?;
    let target = |platform| Target::new(python, platform).map_err(|error| error.to_string());
    let mut request = Request::new(target("linux")?.environment());
    for (line, requirement) in (1u32..).zip(json["root"]["requires"].as_array().into_iter().flatten()) {
        request = request.require(parse(requirement)?, SourceLocation::new("root", line));
    }
    let options = &json["options"];
    request.resolution = match options["resolution"].as_str() {
        Some("lowest") => Resolution::Lowest,
        Some("lowest-direct") => Resolution::LowestDirect,
        _ => Resolution::Highest,
    };
    request.prereleases = match options["prereleases"].as_str() {
        Some("allow") => PrereleasePolicy::Allow,
        _ => PrereleasePolicy::IfNecessaryOrExplicit,
    };
    let names = |value: &Value| -> Result<Names, String> {
        let names: Result<BTreeSet<PackageName>, _> =
            parse_all(value).map(|names| names.into_iter().collect());
        let names = names?;
        Ok(if names.is_empty() { Names::None } else { Names::Some(names) })
    };
    request.builds =
        BuildPolicy { only_binary: names(&options["no_build"])?, no_binary: names(&options["no_binary"])? };
    request.required_environments = parse_all(&options["required_environments"])?;
    if options["mode"] != "universal"
        && let Some(platform) = options["python_platform"].as_str()
    {
        request.wheels = Some(target(platform)?);
    }
    Ok(request)
}
