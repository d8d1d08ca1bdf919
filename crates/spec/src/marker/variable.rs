//! The variables of markers.

/// The variables of markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum MarkerVariable {
    /// `implementation_name`: `cpython`.
    ImplementationName,
    /// `implementation_version`: `3.12.4`.
    ImplementationVersion,
    /// `os_name`: `posix`.
    OsName,
    /// `platform_machine`: `x86_64`.
    PlatformMachine,
    /// `platform_python_implementation`: `CPython`.
    PlatformPythonImplementation,
    /// `platform_release`: `6.8.0-45-generic`.
    PlatformRelease,
    /// `platform_system`: `Linux`.
    PlatformSystem,
    /// `platform_version`: `#45-Ubuntu SMP`.
    PlatformVersion,
    /// `python_full_version`: `3.12.4`.
    PythonFullVersion,
    /// `python_version`: `3.12`.
    PythonVersion,
    /// `sys_platform`: `linux`.
    SysPlatform,
    /// `extra`: the extra that is asked for.
    Extra,
    /// `extras`: all extras that are asked for (PEP 751).
    Extras,
    /// `dependency_groups`: all dependency groups that are asked for (PEP 751).
    DependencyGroups,
}

/// How many variables describe the environment itself.
pub(super) const N_ENVIRONMENT: usize = 11;

const VARIABLES: [(MarkerVariable, &str); 14] = [
    (MarkerVariable::ImplementationName, "implementation_name"),
    (MarkerVariable::ImplementationVersion, "implementation_version"),
    (MarkerVariable::OsName, "os_name"),
    (MarkerVariable::PlatformMachine, "platform_machine"),
    (MarkerVariable::PlatformPythonImplementation, "platform_python_implementation"),
    (MarkerVariable::PlatformRelease, "platform_release"),
    (MarkerVariable::PlatformSystem, "platform_system"),
    (MarkerVariable::PlatformVersion, "platform_version"),
    (MarkerVariable::PythonFullVersion, "python_full_version"),
    (MarkerVariable::PythonVersion, "python_version"),
    (MarkerVariable::SysPlatform, "sys_platform"),
    (MarkerVariable::Extra, "extra"),
    (MarkerVariable::Extras, "extras"),
    (MarkerVariable::DependencyGroups, "dependency_groups"),
];

impl MarkerVariable {
    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = MarkerVariable> {
        VARIABLES.iter().map(|(variable, _)| *variable)
    }

    /// The name as markers write it.
    pub fn as_str(self) -> &'static str {
        VARIABLES[self as usize].1
    }

    /// The variable of that very name.
    pub fn from_name(name: &str) -> Option<Self> {
        VARIABLES.iter().find(|(_, known)| *known == name).map(|(variable, _)| *variable)
    }

    /// The variables that describe the environment itself.
    #[cfg(feature = "serde")]
    pub(super) fn of_environment() -> impl Iterator<Item = Self> {
        VARIABLES.iter().take(N_ENVIRONMENT).map(|(variable, _)| *variable)
    }

    /// Whether it describes the environment itself, and not what is asked for.
    pub(crate) fn is_of_environment(self) -> bool {
        (self as usize) < N_ENVIRONMENT
    }

    /// Whether its values are compared as versions, where both sides are some.
    pub fn is_version(self) -> bool {
        matches!(
            self,
            MarkerVariable::ImplementationVersion
                | MarkerVariable::PlatformRelease
                | MarkerVariable::PythonFullVersion
                | MarkerVariable::PythonVersion
        )
    }

    /// Whether it holds a set of names.
    pub(super) fn is_set(self) -> bool {
        matches!(self, MarkerVariable::Extras | MarkerVariable::DependencyGroups)
    }
}
