//! What the variables of pip and uv ask for: `PIP_CONSTRAINT`, `UV_EXCLUDE_NEWER` and their like.
//!
//! A variable of uv comes before that of pip for the same thing, and the command line before both. Those that name the index and
//! certificates are read where an index is opened. Those for things that this program does not do are named, as whoever set them
//! expects an effect.

use std::path::PathBuf;

use crate::output::failure::Failure;

/// What the environment sets.
#[derive(Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct EnvironmentSettings {
    /// Files of constraints.
    pub constraints: Vec<PathBuf>,
    /// Files of overrides.
    pub overrides: Vec<PathBuf>,
    /// What chooses among releases.
    pub policies: EnvironmentPolicies,
    /// The variable and the strategy of a universal answer.
    pub fork_strategy: Option<(String, String)>,
    /// Whether what releases require is left out.
    pub no_deps: bool,
    /// Whether every requirement has to have a hash.
    pub require_hashes: bool,
    /// Whether nobody is asked.
    pub offline: bool,
    /// Whether nothing is stored.
    pub no_cache: bool,
    /// The command that written files give.
    pub compile_command: Option<String>,
}

/// What the environment says of choosing among releases; where a value is one of several words, with the variable.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct EnvironmentPolicies {
    /// Which versions come first.
    pub resolution: Option<(String, String)>,
    /// Which prereleases are candidates.
    pub prerelease: Option<(String, String)>,
    /// The cutoff.
    pub exclude_newer: Option<String>,
    /// Packages that must be wheels.
    pub only_binary: Vec<String>,
    /// Packages that must be built.
    pub no_binary: Vec<String>,
}

/// Variables for what is not done here.
const IGNORED: [&str; 26] = [
    "PIP_ABI",
    "PIP_BUILD_CONSTRAINT",
    "PIP_CACHE_DIR",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_SETTINGS",
    "PIP_EDITABLE",
    "PIP_IMPLEMENTATION",
    "PIP_PLATFORM",
    "PIP_PREFER_BINARY",
    "PIP_PROXY",
    "PIP_PYTHON",
    "PIP_PYTHON_VERSION",
    "PIP_REQUIREMENT",
    "PIP_TRUSTED_HOST",
    "PIP_UPLOADED_PRIOR_TO",
    "PIP_USE_FEATURE",
    "UV_BUILD_CONSTRAINT",
    "UV_CACHE_DIR",
    "UV_CONFIG_FILE",
    "UV_EXCLUDE",
    "UV_INSECURE_HOST",
    "UV_NO_SOURCES",
    "UV_PYTHON",
    "UV_PYTHON_PLATFORM",
    "UV_PYTHON_VERSION",
    "UV_TORCH_BACKEND",
];

/// Reads the environment: what it sets, and the variables that have no effect here.
pub fn read() -> Result<(EnvironmentSettings, Vec<&'static str>), Failure> {
    let value = |name: &str| std::env::var(name).ok().filter(|text| !text.trim().is_empty());
    let ignored = IGNORED.into_iter().filter(|name| value(name).is_some()).collect();
    Ok((settings(&value)?, ignored))
}

fn settings(value: &dyn Fn(&str) -> Option<String>) -> Result<EnvironmentSettings, Failure> {
    let paths = |name: &str| -> Vec<PathBuf> {
        value(name).map(|text| text.split_whitespace().map(PathBuf::from).collect()).unwrap_or_default()
    };
    let first = |names: &[&str]| names.iter().find_map(|name| Some(((*name).to_owned(), value(name)?)));
    let is_set = |names: &[&str]| -> Result<bool, Failure> {
        match first(names) {
            Some((name, text)) => flag(&name, &text),
            None => Ok(false),
        }
    };
    let names = |uv_all: &str, uv_some: &str, pip: &str| -> Result<Vec<String>, Failure> {
        if is_set(&[uv_all])? {
            return Ok(vec![":all:".to_owned()]);
        }
        let listed = first(&[uv_some, pip]).map(|(_, text)| text);
        Ok(listed.iter().flat_map(|text| text.split_whitespace()).map(str::to_owned).collect())
    };
    let mut constraints = paths("UV_CONSTRAINT");
    if constraints.is_empty() {
        constraints = paths("PIP_CONSTRAINT");
    }
    let prerelease = match first(&["UV_PRERELEASE"]) {
        Some(set) => Some(set),
        None if is_set(&["PIP_PRE"])? => Some(("PIP_PRE".to_owned(), "allow".to_owned())),
        None => None,
    };
    Ok(EnvironmentSettings {
        constraints,
        overrides: paths("UV_OVERRIDE"),
        policies: EnvironmentPolicies {
            resolution: first(&["UV_RESOLUTION"]),
            prerelease,
            exclude_newer: value("UV_EXCLUDE_NEWER"),
            only_binary: names("UV_NO_BUILD", "UV_NO_BUILD_PACKAGE", "PIP_ONLY_BINARY")?,
            no_binary: names("UV_NO_BINARY", "UV_NO_BINARY_PACKAGE", "PIP_NO_BINARY")?,
        },
        fork_strategy: first(&["UV_FORK_STRATEGY"]),
        no_deps: is_set(&["PIP_NO_DEPS"])?,
        require_hashes: is_set(&["UV_REQUIRE_HASHES", "PIP_REQUIRE_HASHES"])?,
        offline: is_set(&["UV_OFFLINE"])?,
        // pip's variable is also set for "no", and means the folder then.
        no_cache: is_set(&["UV_NO_CACHE", "PIP_NO_CACHE_DIR"])?,
        compile_command: value("UV_CUSTOM_COMPILE_COMMAND"),
    })
}

/// A flag as pip's `strtobool` reads it.
fn flag(name: &str, text: &str) -> Result<bool, Failure> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "y" | "yes" | "t" | "true" | "on" => Ok(true),
        "0" | "n" | "no" | "f" | "false" | "off" => Ok(false),
        _ => Err(Failure::new(format!("`{name}={text}` is neither true nor false"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Result<EnvironmentSettings, Failure> {
        settings(&|name| variables.iter().find(|(key, _)| *key == name).map(|(_, text)| (*text).to_owned()))
    }

    #[test]
    fn variables_of_uv_come_before_those_of_pip() {
        let both =
            with(&[("UV_CONSTRAINT", "a.txt b.txt"), ("PIP_CONSTRAINT", "c.txt"), ("PIP_PRE", "1")]).unwrap();
        assert_eq!(both.constraints, ["a.txt", "b.txt"].map(PathBuf::from));
        assert_eq!(both.policies.prerelease, Some(("PIP_PRE".to_owned(), "allow".to_owned())));
        let one =
            with(&[("PIP_CONSTRAINT", "c.txt"), ("UV_PRERELEASE", "disallow"), ("PIP_PRE", "1")]).unwrap();
        assert_eq!(one.constraints, ["c.txt"].map(PathBuf::from));
        assert_eq!(one.policies.prerelease.unwrap().1, "disallow");
    }

    #[test]
    fn names_of_packages_and_all() {
        let all = with(&[("UV_NO_BUILD", "true"), ("PIP_NO_BINARY", "a,b c")]).unwrap().policies;
        assert_eq!(
            (all.only_binary, all.no_binary),
            (vec![":all:".to_owned()], vec!["a,b".to_owned(), "c".to_owned()])
        );
    }

    #[test]
    fn flags_are_words() {
        assert!(with(&[("UV_OFFLINE", "yes")]).unwrap().offline);
        assert!(!with(&[("UV_OFFLINE", "0"), ("PIP_REQUIRE_HASHES", "false")]).unwrap().require_hashes);
        let failure = with(&[("PIP_PRE", "perhaps")]).unwrap_err();
        assert_eq!(failure.to_string(), "`PIP_PRE=perhaps` is neither true nor false");
    }

    #[test]
    fn ignored_variables_are_listed_in_order_and_read_nowhere() {
        assert!(IGNORED.is_sorted());
        let some = IGNORED.map(|name| (name, "x"));
        assert_eq!(with(&some).unwrap(), EnvironmentSettings::default());
    }
}
