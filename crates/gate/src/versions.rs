//! The release's steps `versions` and `changelog`: one version everywhere.

use std::path::Path;

use haggle::output::failure::Failure;
use haggle::output::terminal;
use serde_json::Value;

use crate::checkout;

/// What a package index shows of a crate, and docs.rs needs.
const SHOWN: [&str; 5] = ["description", "license", "readme", "documentation", "rust_version"];

/// A package that a release publishes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    pub name: String,
    pub version: String,
    /// Packages of this workspace that it needs, each with the versions that it allows. Those of its tests are not among them.
    pub needs: Vec<(String, String)>,
    /// What its manifest does not say.
    pub lacks: Vec<&'static str>,
}

/// The packages that a release publishes, by name.
pub fn published(root: &Path) -> Result<Vec<Published>, Failure> {
    let packages = checkout::packages(root)?;
    let is_published = |package: &&Value| package["publish"].as_array().is_none_or(|to| !to.is_empty());
    Ok(packages.iter().filter(is_published).map(read).collect())
}

fn read(package: &Value) -> Published {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let dependencies = package["dependencies"].as_array().into_iter().flatten();
    let needs = dependencies
        .filter(|dependency| dependency["path"].is_string() && dependency["kind"] != "dev")
        .map(|dependency| (text(&dependency["name"]), text(&dependency["req"])));
    let mut lacks: Vec<&str> = SHOWN.into_iter().filter(|field| !package[field].is_string()).collect();
    let lists = ["keywords", "categories"];
    lacks.extend(lists.into_iter().filter(|field| package[field].as_array().is_none_or(Vec::is_empty)));
    Published {
        name: text(&package["name"]),
        version: text(&package["version"]),
        needs: needs.collect(),
        lacks,
    }
}

/// The names in the order in which they are published: each after those that it needs.
pub fn in_order(packages: &[Published]) -> Vec<&str> {
    let mut ordered: Vec<&str> = Vec::new();
    while ordered.len() < packages.len() {
        let before = ordered.len();
        for package in packages {
            let is_ready = |(name, _): &(String, String)| ordered.contains(&name.as_str());
            if !ordered.contains(&package.name.as_str()) && package.needs.iter().all(is_ready) {
                ordered.push(&package.name);
            }
        }
        if ordered.len() == before {
            break;
        }
    }
    ordered
}

/// Prints what does not fit, and says whether nothing does.
pub fn check(root: &Path) -> Result<bool, Failure> {
    let packages = published(root)?;
    let mut wrong = differences(&packages);
    let outside = read_text(&root.join("outside/Cargo.toml"))?;
    let version = packages.first().map(|package| package.version.clone()).unwrap_or_default();
    let series = version.rsplit_once('.').map_or("", |(series, _)| series);
    for package in &packages {
        let expected = format!("\"{series}\"");
        let line = outside.lines().find(|line| line.starts_with(&format!("{} = ", package.name)));
        if !line.is_some_and(|line| line.contains(&expected)) {
            wrong.push(format!("outside/Cargo.toml does not try `{}` {series}", package.name));
        }
    }
    for line in &wrong {
        terminal::out_line(line)?;
    }
    terminal::out_line(format_args!("{} packages of version {version}", packages.len()))?;
    Ok(wrong.is_empty() && !packages.is_empty())
}

fn differences(packages: &[Published]) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(first) = packages.first() else { return wrong };
    for package in packages {
        let Published { name, version, needs, lacks } = package;
        if *version != first.version {
            wrong.push(format!("{name} has version {version}, {} has {}", first.name, first.version));
        }
        for (needed, allowed) in needs {
            if !packages.iter().any(|package| package.name == *needed) {
                wrong.push(format!("{name} needs {needed}, which is not published"));
            } else if *allowed != format!("^{version}") {
                wrong.push(format!("{name} allows {needed} {allowed}: write {version}"));
            }
        }
        wrong.extend(lacks.iter().map(|field| format!("{name} has no {field}")));
    }
    if in_order(packages).len() < packages.len() {
        wrong.push("packages need each other in a circle".to_owned());
    }
    wrong
}

/// Whether the changelog begins with this version.
pub fn check_changelog(root: &Path) -> Result<bool, Failure> {
    let packages = published(root)?;
    let version = packages.first().map(|package| package.version.clone()).unwrap_or_default();
    let verdict = changelog(&read_text(&root.join("CHANGELOG.md"))?, &version);
    match &verdict {
        Ok(said) | Err(said) => terminal::out_line(said)?,
    }
    Ok(verdict.is_ok())
}

/// What the first heading of a version says: about this one, or otherwise an error.
fn changelog(text: &str, version: &str) -> Result<String, String> {
    let heading = text.lines().find_map(|line| line.strip_prefix("## ")).unwrap_or_default();
    let (named, date) = heading.split_once(" - ").unwrap_or((heading, ""));
    if named != version {
        return Err(format!("CHANGELOG.md begins with `{heading}`: write `## {version} - DATE`"));
    }
    let is_date = date.len() == 10 && date.split('-').all(|part| part.parse::<u16>().is_ok());
    match date {
        "unreleased" => Ok(format!("{version} has no date yet: write it when the release is made")),
        _ if is_date => Ok(format!("{version} of {date}")),
        _ => Err(format!(
            "`{heading}` in CHANGELOG.md: write `## {version} - DATE`, or `unreleased` for the date"
        )),
    }
}

fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, needs: &[(&str, &str)]) -> Published {
        let needs = needs.iter().map(|(name, allowed)| ((*name).to_owned(), (*allowed).to_owned())).collect();
        Published { name: name.to_owned(), version: version.to_owned(), needs, lacks: Vec::new() }
    }

    #[test]
    fn packages_are_published_after_what_they_need() {
        let packages = [
            package("all", "1.0.0", &[("base", "^1.0.0"), ("more", "^1.0.0")]),
            package("base", "1.0.0", &[]),
        ];
        assert_eq!(in_order(&packages), ["base"]);
        assert_eq!(differences(&packages)[0], "all needs more, which is not published");
        let packages =
            [packages, [package("more", "1.0.0", &[("base", "^1.0.0")]), Published::default()]].concat();
        assert_eq!(in_order(&packages[..3]), ["base", "more", "all"]);
        assert_eq!(differences(&packages[..3]), Vec::<String>::new());
    }

    #[test]
    fn one_version_is_everywhere() {
        let packages = [package("base", "1.1.0", &[]), package("more", "1.0.0", &[("base", "^1.0.0")])];
        assert_eq!(differences(&packages), ["more has version 1.0.0, base has 1.1.0"]);
        let packages = [package("base", "1.1.0", &[]), package("more", "1.1.0", &[("base", "^1.0.0")])];
        assert_eq!(differences(&packages), ["more allows base ^1.0.0: write 1.1.0"]);
    }

    #[test]
    fn the_changelog_begins_with_the_version() {
        let about = |heading: &str| {
            changelog(&format!("# Changelog\n\n{heading}\n\n## 0.1.0 - 2026-01-01\n"), "0.2.0")
        };
        assert_eq!(about("## 0.2.0 - 2026-12-01"), Ok("0.2.0 of 2026-12-01".to_owned()));
        assert!(about("## 0.2.0 - unreleased").is_ok());
        assert!(about("## 0.2.0").is_err());
        assert!(about("## 0.2.0 - soon").is_err());
        assert!(about("## Unreleased").is_err());
        assert!(about("").is_err_and(|said| said.contains("`0.1.0 - 2026-01-01`")));
    }
}
