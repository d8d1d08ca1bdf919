//! What markers are evaluated against.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::variable::{MarkerVariable, N_ENVIRONMENT};
use crate::Version;

/// The values of the eleven environment variables of PEP 508.
///
/// ```
/// use haggle_spec::{MarkerEnvironment, MarkerVariable, Platform};
/// let environment = MarkerEnvironment::new("3.12.4", Platform::MacOs)
///     .with(MarkerVariable::PlatformMachine, "x86_64");
/// assert_eq!(environment.value(MarkerVariable::PythonVersion), Some("3.12"));
/// assert_eq!(environment.value(MarkerVariable::SysPlatform), Some("darwin"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MarkerEnvironment {
    values: [Box<str>; N_ENVIRONMENT],
    /// The values that are compared as versions, where they are some.
    versions: [Option<Version>; N_ENVIRONMENT],
    /// Names that PEP 508 does not define.
    others: BTreeMap<String, String>,
}

/// The platforms that there are values for.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum Platform {
    /// GNU/Linux on x86-64.
    Linux,
    /// macOS on arm64.
    MacOs,
    /// Windows on x86-64.
    Windows,
}

impl Platform {
    /// Its value of `sys_platform`.
    pub fn sys_platform(self) -> &'static str {
        match self {
            Platform::Linux => "linux",
            Platform::MacOs => "darwin",
            Platform::Windows => "win32",
        }
    }
}

impl MarkerEnvironment {
    /// `CPython` of this full version (`3.12.4`) on a platform. Release and version of the platform are left empty: what
    /// depends on them depends on one machine; set them with [`MarkerEnvironment::with`].
    pub fn new(python_full_version: &str, platform: Platform) -> Self {
        let (os_name, system, machine) = match platform {
            Platform::Linux => ("posix", "Linux", "x86_64"),
            Platform::MacOs => ("posix", "Darwin", "arm64"),
            Platform::Windows => ("nt", "Windows", "AMD64"),
        };
        MarkerEnvironment::unknown()
            .with(MarkerVariable::ImplementationName, "cpython")
            .with(MarkerVariable::PlatformPythonImplementation, "CPython")
            .with(MarkerVariable::OsName, os_name)
            .with(MarkerVariable::SysPlatform, platform.sys_platform())
            .with(MarkerVariable::PlatformSystem, system)
            .with(MarkerVariable::PlatformMachine, machine)
            .with_python(python_full_version)
    }

    /// No value is known.
    fn unknown() -> Self {
        MarkerEnvironment {
            values: core::array::from_fn(|_| Box::default()),
            versions: core::array::from_fn(|_| None),
            others: BTreeMap::new(),
        }
    }

    /// The same environment with this value. The sets `extras` and `dependency_groups`, and `extra`, belong to the
    /// question and not to the environment (see [`MarkerScope`](super::MarkerScope)), so nothing happens for these.
    #[must_use]
    pub fn with(mut self, variable: MarkerVariable, value: &str) -> Self {
        let index = variable as usize;
        if index >= N_ENVIRONMENT {
            return self;
        }
        // An untagged build of Python calls itself `3.13.0+`, which is not a version.
        let value = if variable == MarkerVariable::PythonFullVersion && value.ends_with('+') {
            Cow::Owned(format!("{value}local"))
        } else {
            Cow::Borrowed(value)
        };
        self.versions[index] = if variable.is_version() { value.parse().ok() } else { None };
        self.values[index] = value.into();
        self
    }

    /// The same environment with another Python: its full version, the implementation's, and `python_version`.
    #[must_use]
    pub fn with_python(self, python_full_version: &str) -> Self {
        let short = match python_full_version.parse::<Version>() {
            Ok(version) => format!("{}.{}", version.segment(0), version.segment(1)),
            Err(_) => python_full_version.split('.').take(2).collect::<Vec<_>>().join("."),
        };
        self.with(MarkerVariable::PythonFullVersion, python_full_version)
            .with(MarkerVariable::ImplementationVersion, python_full_version)
            .with(MarkerVariable::PythonVersion, &short)
    }

    /// The same environment with a value for a name that PEP 508 does not define. Only a marker that compares two
    /// literals can ask for it.
    #[must_use]
    pub fn with_other(mut self, name: &str, value: &str) -> Self {
        if let Some(variable) = MarkerVariable::from_name(name) {
            return self.with(variable, value);
        }
        self.others.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value, empty where it is unknown; `None` for `extra`, `extras` and `dependency_groups`.
    pub fn value(&self, variable: MarkerVariable) -> Option<&str> {
        self.values.get(variable as usize).map(|value| &**value)
    }

    /// The value as a version, for the variables that are compared as versions.
    pub fn version(&self, variable: MarkerVariable) -> Option<&Version> {
        self.versions.get(variable as usize)?.as_ref()
    }

    pub(super) fn other(&self, name: &str) -> Option<&str> {
        self.others.get(name).map(String::as_str)
    }
}

/// A map from names to values.
#[cfg(feature = "serde")]
mod as_map {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    use super::{BTreeMap, MarkerEnvironment, MarkerVariable, N_ENVIRONMENT};

    impl Serialize for MarkerEnvironment {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let variables = MarkerVariable::of_environment();
            let known = variables.map(|variable| (variable.as_str(), &*self.values[variable as usize]));
            let others = self.others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            serializer.collect_map(known.chain(others))
        }
    }

    /// A name that is not there has no value. Names of sets are refused: those belong to the question.
    impl<'de> Deserialize<'de> for MarkerEnvironment {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let mut environment = MarkerEnvironment::unknown();
            for (name, value) in BTreeMap::<String, String>::deserialize(deserializer)? {
                if MarkerVariable::from_name(&name).is_some_and(|known| known as usize >= N_ENVIRONMENT) {
                    return Err(D::Error::custom(format_args!("`{name}` is not part of an environment")));
                }
                environment = environment.with_other(&name, &value);
            }
            Ok(environment)
        }
    }
}
