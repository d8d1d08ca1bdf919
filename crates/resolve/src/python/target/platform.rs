//! Platforms and machines, by uv's names, by the tags of wheels and by the values of markers.

use std::fmt;
use std::str::FromStr;

use haggle_spec::Platform;

use super::error::{TargetError, TargetErrorKind};

/// An operating system, its oldest supported interface, and a machine.
///
/// Reads and prints the names that uv has for `--python-platform`; of several names for one platform the shortest is
/// printed. Law: what it prints as parses to the same platform.
///
/// ```
/// use haggle_resolve::python::TargetPlatform;
///
/// let platform: TargetPlatform = "aarch64-manylinux_2_17".parse()?;
/// assert!(platform.takes("manylinux1_aarch64") && !platform.takes("manylinux_2_28_aarch64"));
/// assert_eq!(platform.to_string(), "aarch64-manylinux2014");
/// # Ok::<(), haggle_resolve::python::TargetError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "String", try_from = "String"))]
pub struct TargetPlatform {
    interface: Interface,
    machine: Machine,
}

/// What a platform's programs are linked with. The machines of macOS and Windows are those that these run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Interface {
    /// Linux with glibc of at least 2.`minor`.
    Glibc { minor: u64 },
    /// Linux with musl of at least 1.`minor`.
    Musl { minor: u64 },
    /// macOS of at least [`MACOS_VERSION`].
    MacOs,
    /// Windows.
    Windows,
}

/// A processor architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Machine {
    /// 64 bits of x86.
    X86_64,
    /// 64 bits of ARM.
    Aarch64,
    /// 32 bits of x86.
    I686,
    /// 32 bits of ARM, version 7.
    Armv7l,
    /// 32 bits of ARM, version 6.
    Armv6l,
    /// 64 bits of Power, little-endian.
    Ppc64le,
    /// 64 bits of Power, big-endian.
    Ppc64,
    /// IBM Z.
    S390x,
    /// 64 bits of RISC-V.
    Riscv64,
    /// 64 bits of `LoongArch`.
    Loongarch64,
}

/// What a machine is called where.
struct MachineNames {
    /// In uv's names of platforms, in tags of Linux, and in `platform_machine` there.
    linux: &'static str,
    /// In tags of macOS, and in `platform_machine` there.
    macos: Option<&'static str>,
    /// The tag of Windows, and `platform_machine` there.
    windows: Option<(&'static str, &'static str)>,
}

impl Machine {
    /// Every machine.
    const ALL: [Self; 10] = [
        Self::X86_64,
        Self::Aarch64,
        Self::I686,
        Self::Armv7l,
        Self::Armv6l,
        Self::Ppc64le,
        Self::Ppc64,
        Self::S390x,
        Self::Riscv64,
        Self::Loongarch64,
    ];

    /// The table of names, to which there is no second one.
    const fn names(self) -> MachineNames {
        let (linux, macos, windows) = match self {
            Self::X86_64 => ("x86_64", Some("x86_64"), Some(("win_amd64", "AMD64"))),
            Self::Aarch64 => ("aarch64", Some("arm64"), Some(("win_arm64", "ARM64"))),
            Self::I686 => ("i686", None, Some(("win32", "x86"))),
            Self::Armv7l => ("armv7l", None, None),
            Self::Armv6l => ("armv6l", None, None),
            Self::Ppc64le => ("ppc64le", None, None),
            Self::Ppc64 => ("ppc64", None, None),
            Self::S390x => ("s390x", None, None),
            Self::Riscv64 => ("riscv64", None, None),
            Self::Loongarch64 => ("loongarch64", None, None),
        };
        MachineNames { linux, macos, windows }
    }

    /// As tags of Linux name it, and uv's names of platforms for every system.
    fn as_str(self) -> &'static str {
        self.names().linux
    }

    fn from_name(text: &str) -> Option<Self> {
        let text = if text == "armv7" { "armv7l" } else { text };
        Self::ALL.into_iter().find(|machine| machine.as_str() == text)
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The glibc that a name without one stands for, as uv has it.
const GLIBC_MINOR: u64 = 28;
/// The musl that a name without one stands for, as uv has it.
const MUSL_MINOR: u64 = 2;
/// The macOS that a name without one stands for, as uv has it.
const MACOS_VERSION: (u64, u64) = (13, 0);

impl TargetPlatform {
    /// Linux with glibc on `x86_64`.
    pub const LINUX: Self = Self::new(Interface::Glibc { minor: GLIBC_MINOR }, Machine::X86_64);
    /// macOS on `arm64`.
    pub const MACOS: Self = Self::new(Interface::MacOs, Machine::Aarch64);
    /// Windows on `x86_64`.
    pub const WINDOWS: Self = Self::new(Interface::Windows, Machine::X86_64);

    const fn new(interface: Interface, machine: Machine) -> Self {
        Self { interface, machine }
    }

    /// The system, as markers tell them apart.
    pub fn system(self) -> Platform {
        match self.interface {
            Interface::Glibc { .. } | Interface::Musl { .. } => Platform::Linux,
            Interface::MacOs => Platform::MacOs,
            Interface::Windows => Platform::Windows,
        }
    }

    /// `platform_machine` as Python says it there.
    pub fn machine(self) -> &'static str {
        let names = self.machine.names();
        match self.system() {
            Platform::MacOs => names.macos.unwrap_or(names.linux),
            Platform::Windows => names.windows.map_or(names.linux, |(_, machine)| machine),
            _ => names.linux,
        }
    }

    /// Whether a wheel for the platform tag runs here (the platform compatibility tags of the packaging specifications).
    pub fn takes(self, tag: &str) -> bool {
        if tag == "any" {
            return true;
        }
        let names = self.machine.names();
        let is_plain_linux = || tag.strip_prefix("linux_") == Some(names.linux);
        match self.interface {
            Interface::Glibc { minor } => match manylinux_of(tag) {
                Some((least, built_for)) => least <= minor && built_for == names.linux,
                None => is_plain_linux(),
            },
            Interface::Musl { minor } => {
                match tag.strip_prefix("musllinux_1_").and_then(|rest| rest.split_once('_')) {
                    Some((least, built_for)) => {
                        least.parse::<u64>().is_ok_and(|least| least <= minor) && built_for == names.linux
                    }
                    None => is_plain_linux(),
                }
            }
            Interface::MacOs => {
                let Some(rest) = tag.strip_prefix("macosx_") else { return false };
                let mut parts = rest.splitn(3, '_');
                let number = |part: Option<&str>| part.and_then(|part| part.parse::<u64>().ok());
                let (Some(major), Some(minor)) = (number(parts.next()), number(parts.next())) else {
                    return false;
                };
                let architecture = parts.next().unwrap_or_default();
                let fat: &[&str] = match self.machine {
                    Machine::Aarch64 => &["arm64", "universal2"],
                    _ => &["x86_64", "universal2", "universal", "intel", "fat64", "fat3"],
                };
                (major, minor) <= MACOS_VERSION && fat.contains(&architecture)
            }
            Interface::Windows => names.windows.is_some_and(|(windows, _)| tag == windows),
        }
    }
}

/// How new the platform of a tag is; zero for any platform, which comes after every other.
pub(super) fn age_of(platform: &str) -> (u64, u64) {
    if platform == "any" {
        return (0, 0);
    }
    if let Some((minor, _)) = manylinux_of(platform) {
        return (2, minor + 1);
    }
    let mut numbers = platform.split('_').skip(1).map_while(|part| part.parse::<u64>().ok());
    (numbers.next().unwrap_or(1), numbers.next().unwrap_or_default())
}

/// The glibc minor version and machine of a manylinux tag, the old names included (PEP 600).
fn manylinux_of(platform: &str) -> Option<(u64, &str)> {
    for (name, minor) in OLD_MANYLINUX {
        if let Some(machine) = platform.strip_prefix(name).and_then(|rest| rest.strip_prefix('_')) {
            return Some((minor, machine));
        }
    }
    let (minor, machine) = platform.strip_prefix("manylinux_2_")?.split_once('_')?;
    Some((minor.parse().ok()?, machine))
}

/// What manylinux was called before PEP 600, with the minor version of glibc 2 that each stands for.
const OLD_MANYLINUX: [(&str, u64); 3] = [("manylinux1", 5), ("manylinux2010", 12), ("manylinux2014", 17)];

/// `sys_platform` and `platform_machine` where a platform tag says them.
pub(crate) fn values_of_tag(tag: &str) -> Option<(&'static str, Option<&'static str>)> {
    let mut machines = Machine::ALL.into_iter().map(Machine::names);
    if let Some((_, machine)) =
        machines.clone().filter_map(|names| names.windows).find(|(name, _)| *name == tag)
    {
        return Some(("win32", Some(machine)));
    }
    if tag.starts_with("android_") {
        return Some(("android", None));
    }
    if tag.starts_with("ios_") {
        return Some(("ios", None));
    }
    if let Some(rest) = tag.strip_prefix("macosx_") {
        let machine = machines.filter_map(|names| names.macos).find(|machine| rest.ends_with(machine));
        return Some(("darwin", machine));
    }
    if !["linux_", "manylinux", "musllinux_"].iter().any(|prefix| tag.starts_with(prefix)) {
        return None;
    }
    let ends_with =
        |names: &MachineNames| tag.strip_suffix(names.linux).is_some_and(|rest| rest.ends_with('_'));
    Some(("linux", machines.find(ends_with).map(|names| names.linux)))
}

impl FromStr for TargetPlatform {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let unknown = || TargetError::whole(text, TargetErrorKind::UnknownPlatform);
        match text {
            "linux" => return Ok(Self::LINUX),
            "macos" => return Ok(Self::MACOS),
            "windows" => return Ok(Self::WINDOWS),
            _ => {}
        }
        let (machine, system) = text.split_once('-').ok_or_else(unknown)?;
        let machine = Machine::from_name(machine).ok_or_else(unknown)?;
        let has = |is_there: bool| {
            let error = || TargetError::whole(text, TargetErrorKind::UnknownMachine);
            is_there.then_some(()).ok_or_else(error)
        };
        let minor = |digits: &str| match digits.parse() {
            Ok(minor) if !digits.starts_with('+') => Ok(minor),
            _ => Err(unknown()),
        };
        match system {
            "unknown-linux-gnu" => Ok(Self::new(Interface::Glibc { minor: GLIBC_MINOR }, machine)),
            "unknown-linux-musl" => Ok(Self::new(Interface::Musl { minor: MUSL_MINOR }, machine)),
            "apple-darwin" => {
                has(machine.names().macos.is_some())?;
                Ok(Self::new(Interface::MacOs, machine))
            }
            "pc-windows-msvc" => {
                has(machine.names().windows.is_some())?;
                Ok(Self::new(Interface::Windows, machine))
            }
            _ => {
                if let Some((_, minor)) = OLD_MANYLINUX.into_iter().find(|(name, _)| *name == system) {
                    return Ok(Self::new(Interface::Glibc { minor }, machine));
                }
                if let Some(digits) = system.strip_prefix("manylinux_2_") {
                    return Ok(Self::new(Interface::Glibc { minor: minor(digits)? }, machine));
                }
                let digits = system.strip_prefix("musllinux_1_").ok_or_else(unknown)?;
                Ok(Self::new(Interface::Musl { minor: minor(digits)? }, machine))
            }
        }
    }
}

impl fmt::Display for TargetPlatform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let machine = self.machine.as_str();
        match self.interface {
            _ if *self == Self::LINUX => formatter.write_str("linux"),
            _ if *self == Self::MACOS => formatter.write_str("macos"),
            _ if *self == Self::WINDOWS => formatter.write_str("windows"),
            Interface::Glibc { minor: GLIBC_MINOR } => write!(formatter, "{machine}-unknown-linux-gnu"),
            Interface::Glibc { minor } => {
                match OLD_MANYLINUX.into_iter().find(|(_, of_name)| *of_name == minor) {
                    Some((name, _)) => write!(formatter, "{machine}-{name}"),
                    None => write!(formatter, "{machine}-manylinux_2_{minor}"),
                }
            }
            Interface::Musl { minor: MUSL_MINOR } => write!(formatter, "{machine}-unknown-linux-musl"),
            Interface::Musl { minor } => write!(formatter, "{machine}-musllinux_1_{minor}"),
            Interface::MacOs => write!(formatter, "{machine}-apple-darwin"),
            Interface::Windows => write!(formatter, "{machine}-pc-windows-msvc"),
        }
    }
}

impl TryFrom<String> for TargetPlatform {
    type Error = TargetError;

    fn try_from(text: String) -> Result<Self, TargetError> {
        text.parse()
    }
}

impl From<TargetPlatform> for String {
    fn from(platform: TargetPlatform) -> Self {
        platform.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_uv_and_the_shortest_is_printed() {
        for (name, printed, system, machine) in [
            ("linux", "linux", Platform::Linux, "x86_64"),
            ("x86_64-unknown-linux-gnu", "linux", Platform::Linux, "x86_64"),
            ("x86_64-manylinux_2_28", "linux", Platform::Linux, "x86_64"),
            ("aarch64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", Platform::Linux, "aarch64"),
            ("armv7-unknown-linux-gnu", "armv7l-unknown-linux-gnu", Platform::Linux, "armv7l"),
            ("x86_64-manylinux2014", "x86_64-manylinux2014", Platform::Linux, "x86_64"),
            ("s390x-manylinux_2_17", "s390x-manylinux2014", Platform::Linux, "s390x"),
            ("x86_64-manylinux_2_31", "x86_64-manylinux_2_31", Platform::Linux, "x86_64"),
            ("x86_64-unknown-linux-musl", "x86_64-unknown-linux-musl", Platform::Linux, "x86_64"),
            ("ppc64le-musllinux_1_1", "ppc64le-musllinux_1_1", Platform::Linux, "ppc64le"),
            ("aarch64-apple-darwin", "macos", Platform::MacOs, "arm64"),
            ("x86_64-apple-darwin", "x86_64-apple-darwin", Platform::MacOs, "x86_64"),
            ("x86_64-pc-windows-msvc", "windows", Platform::Windows, "AMD64"),
            ("aarch64-pc-windows-msvc", "aarch64-pc-windows-msvc", Platform::Windows, "ARM64"),
            ("i686-pc-windows-msvc", "i686-pc-windows-msvc", Platform::Windows, "x86"),
        ] {
            let platform: TargetPlatform = name.parse().unwrap();
            assert_eq!(platform.to_string(), printed, "{name}");
            assert_eq!(printed.parse(), Ok(platform), "{name}");
            assert_eq!((platform.system(), platform.machine()), (system, machine), "{name}");
        }
    }

    #[test]
    fn what_names_no_platform_is_an_error() {
        for (text, kind) in [
            ("", TargetErrorKind::UnknownPlatform),
            ("amiga", TargetErrorKind::UnknownPlatform),
            ("Linux", TargetErrorKind::UnknownPlatform),
            ("x86_64-", TargetErrorKind::UnknownPlatform),
            ("x86_64-manylinux_2_x", TargetErrorKind::UnknownPlatform),
            ("x86_64-manylinux_2_+17", TargetErrorKind::UnknownPlatform),
            ("z80-unknown-linux-gnu", TargetErrorKind::UnknownPlatform),
            ("i686-apple-darwin", TargetErrorKind::UnknownMachine),
            ("s390x-pc-windows-msvc", TargetErrorKind::UnknownMachine),
        ] {
            assert_eq!(text.parse::<TargetPlatform>().map_err(|error| error.kind()), Err(kind), "{text}");
        }
    }
}
