//! Which wheels run where, as a rule over tags rather than a list of them.

use std::fmt;
use std::str::FromStr;

use haggle_spec::Tag;

/// A `CPython` on a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WheelTarget {
    /// The minor version of Python 3.
    pub python_minor: u64,
    /// The platform.
    pub platform: WheelPlatform,
}

/// An operating system, its oldest supported interface, and a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WheelPlatform {
    /// Linux with glibc of at least 2.`glibc_minor`.
    Manylinux {
        /// The minor version of glibc 2.
        glibc_minor: u64,
        /// As tags name it: `x86_64`, `aarch64`.
        machine: String,
    },
    /// Linux with musl of at least 1.`musl_minor`.
    Musllinux {
        /// The minor version of musl 1.
        musl_minor: u64,
        /// As tags name it.
        machine: String,
    },
    /// macOS of at least this version.
    MacOs {
        /// Major and minor version.
        version: (u64, u64),
        /// `x86_64` or `arm64`.
        machine: String,
    },
    /// Windows.
    Windows {
        /// As tags name it: `win_amd64`, `win32`, `win_arm64`.
        tag: String,
    },
}

/// The text names no platform that is known here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPlatform(pub String);

impl fmt::Display for UnknownPlatform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` names no platform; write for example `x86_64-manylinux2014` or `linux`",
            self.0
        )
    }
}

impl std::error::Error for UnknownPlatform {}

/// Reads the names that uv takes for `--python-platform`.
impl FromStr for WheelPlatform {
    type Err = UnknownPlatform;

    fn from_str(text: &str) -> Result<Self, UnknownPlatform> {
        let unknown = || UnknownPlatform(text.to_owned());
        let manylinux =
            |glibc_minor, machine: &str| Self::Manylinux { glibc_minor, machine: machine.to_owned() };
        let macos = |version, machine: &str| Self::MacOs { version, machine: machine.to_owned() };
        let windows = |tag: &str| Self::Windows { tag: tag.to_owned() };
        match text {
            "linux" => return Ok(manylinux(28, "x86_64")),
            "macos" => return Ok(macos((13, 0), "arm64")),
            "windows" => return Ok(windows("win_amd64")),
            _ => {}
        }
        let (machine, system) = text.split_once('-').ok_or_else(unknown)?;
        if !["x86_64", "aarch64", "i686", "armv7l", "armv7", "ppc64le", "s390x", "riscv64"].contains(&machine)
        {
            return Err(unknown());
        }
        let apple = if machine == "aarch64" { "arm64" } else { machine };
        match system {
            "unknown-linux-gnu" => Ok(manylinux(28, machine)),
            "unknown-linux-musl" => Ok(Self::Musllinux { musl_minor: 2, machine: machine.to_owned() }),
            "apple-darwin" => Ok(macos((13, 0), apple)),
            "pc-windows-msvc" => Ok(windows(match machine {
                "i686" => "win32",
                "aarch64" => "win_arm64",
                _ => "win_amd64",
            })),
            "manylinux2014" => Ok(manylinux(17, machine)),
            "manylinux2010" => Ok(manylinux(12, machine)),
            _ => {
                if let Some(minor) = system.strip_prefix("manylinux_2_") {
                    return Ok(manylinux(minor.parse().map_err(|_| unknown())?, machine));
                }
                let minor = system.strip_prefix("musllinux_1_").ok_or_else(unknown)?;
                let musl_minor = minor.parse().map_err(|_| unknown())?;
                Ok(Self::Musllinux { musl_minor, machine: machine.to_owned() })
            }
        }
    }
}

impl WheelTarget {
    /// Whether a wheel with this tag runs here (the platform compatibility tags of the packaging specifications).
    pub fn takes(&self, tag: &Tag) -> bool {
        self.takes_interpreter(tag.interpreter(), tag.abi()) && self.platform.takes(tag.platform())
    }

    fn takes_interpreter(&self, interpreter: &str, abi: &str) -> bool {
        if interpreter == "py3" {
            return abi == "none";
        }
        if let Some(minor) = minor_of(interpreter, "py3") {
            return abi == "none" && minor <= self.python_minor;
        }
        let Some(minor) = minor_of(interpreter, "cp3") else { return false };
        match abi {
            "abi3" => minor <= self.python_minor,
            "none" => minor == self.python_minor,
            _ => {
                minor == self.python_minor
                    && (abi == interpreter || abi.strip_suffix('m') == Some(interpreter))
            }
        }
    }
}

fn minor_of(interpreter: &str, prefix: &str) -> Option<u64> {
    interpreter.strip_prefix(prefix)?.parse().ok()
}

impl WheelPlatform {
    /// Whether a wheel for the platform tag runs here.
    pub fn takes(&self, platform: &str) -> bool {
        if platform == "any" {
            return true;
        }
        match self {
            Self::Manylinux { glibc_minor, machine } => {
                let Some((least, built_for)) = manylinux_of(platform) else {
                    return platform == format!("linux_{machine}");
                };
                least <= *glibc_minor && built_for == machine
            }
            Self::Musllinux { musl_minor, machine } => {
                let least = platform.strip_prefix("musllinux_1_").and_then(|rest| rest.split_once('_'));
                match least {
                    Some((least, built_for)) => {
                        least.parse::<u64>().is_ok_and(|least| least <= *musl_minor) && built_for == machine
                    }
                    None => platform == format!("linux_{machine}"),
                }
            }
            Self::MacOs { version, machine } => {
                let Some(rest) = platform.strip_prefix("macosx_") else { return false };
                let mut parts = rest.splitn(3, '_');
                let number = |part: Option<&str>| part.and_then(|part| part.parse::<u64>().ok());
                let (Some(major), Some(minor)) = (number(parts.next()), number(parts.next())) else {
                    return false;
                };
                let architecture = parts.next().unwrap_or_default();
                let fat: &[&str] = match machine.as_str() {
                    "arm64" => &["arm64", "universal2"],
                    _ => &["x86_64", "universal2", "universal", "intel", "fat64", "fat3"],
                };
                (major, minor) <= *version && fat.contains(&architecture)
            }
            Self::Windows { tag } => platform == tag,
        }
    }
}

/// The glibc minor version and machine of a manylinux tag, the old names included (PEP 600).
fn manylinux_of(platform: &str) -> Option<(u64, &str)> {
    for (name, minor) in [("manylinux1_", 5), ("manylinux2010_", 12), ("manylinux2014_", 17)] {
        if let Some(machine) = platform.strip_prefix(name) {
            return Some((minor, machine));
        }
    }
    let (minor, machine) = platform.strip_prefix("manylinux_2_")?.split_once('_')?;
    Some((minor.parse().ok()?, machine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(target: &str, tag: &str, expected: bool) {
        let target = WheelTarget { python_minor: 12, platform: target.parse().unwrap() };
        assert_eq!(target.takes(&tag.parse().unwrap()), expected, "{tag} on {target:?}");
    }

    #[test]
    fn wheels_run_where_their_tags_say() {
        for (target, tag, expected) in [
            ("x86_64-manylinux2014", "py3-none-any", true),
            ("x86_64-manylinux2014", "py2-none-any", false),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux_2_17_x86_64", true),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux2010_x86_64", true),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux_2_28_x86_64", false),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux2014_aarch64", false),
            ("x86_64-manylinux2014", "cp311-cp311-manylinux2014_x86_64", false),
            ("x86_64-manylinux2014", "cp38-abi3-manylinux2014_x86_64", true),
            ("x86_64-manylinux2014", "cp313-abi3-manylinux2014_x86_64", false),
            ("x86_64-manylinux2014", "cp312-cp312t-manylinux2014_x86_64", false),
            ("linux", "cp312-cp312-musllinux_1_1_x86_64", false),
            ("x86_64-unknown-linux-musl", "cp312-cp312-musllinux_1_1_x86_64", true),
            ("macos", "cp312-cp312-macosx_11_0_universal2", true),
            ("macos", "cp312-cp312-macosx_14_0_arm64", false),
            ("macos", "cp312-cp312-macosx_10_9_x86_64", false),
            ("windows", "cp312-cp312-win_amd64", true),
            ("windows", "cp312-cp312-win32", false),
        ] {
            check(target, tag, expected);
        }
    }

    #[test]
    fn an_unknown_platform_is_an_error() {
        for text in ["", "amiga", "x86_64-", "x86_64-manylinux_2_x", "z80-unknown-linux-gnu"] {
            assert_eq!(text.parse::<WheelPlatform>(), Err(UnknownPlatform(text.to_owned())));
        }
    }
}
