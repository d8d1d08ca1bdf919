//! The Python and the platform that requirements are resolved for.

use std::process::Command;

use haggle_resolve::python::{Request, WheelPlatform, WheelTarget};
use haggle_spec::{MarkerEnvironment, MarkerVariable, Platform, Version};

use crate::output::failure::Failure;

/// An interpreter on a platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The version of Python as it was asked for: `3.12`.
    pub requested: String,
    /// The full version of Python: `3.12.0`.
    pub python: String,
    /// As `--python-platform` names it.
    pub platform: String,
    environment: MarkerEnvironment,
    wheels: WheelTarget,
}

impl Target {
    /// A `CPython` of this version, `3.12` meaning `3.12.0`, on a platform by one of uv's names.
    pub fn new(python: &str, platform: &str) -> Result<Self, Failure> {
        let (full, minor) = full_version(python)?;
        let wheel_platform: WheelPlatform =
            platform.parse().map_err(|error| Failure::new(format!("{error}")))?;
        let mut environment = MarkerEnvironment::new(&full, system(&wheel_platform));
        if let Some(machine) = machine(&wheel_platform) {
            environment = environment.with(MarkerVariable::PlatformMachine, machine);
        }
        let wheels = WheelTarget { python_minor: minor, platform: wheel_platform };
        Ok(Self {
            requested: python.to_owned(),
            python: full,
            platform: platform.to_owned(),
            environment,
            wheels,
        })
    }

    /// What the options name; for what they leave out, the installed Python and this machine.
    pub fn from_options(python: Option<&str>, platform: Option<&str>) -> Result<Self, Failure> {
        let python = match python {
            Some(python) => python.to_owned(),
            None => installed_python().ok_or_else(|| {
                Failure::new("no Python is installed here").hint("give `--python-version 3.12`")
            })?,
        };
        match platform {
            Some(platform) => Self::new(&python, platform),
            None => Self::new(&python, &this_platform()),
        }
    }

    /// A request for nothing yet on this target.
    pub fn request(&self) -> Request {
        let mut request = Request::new(self.environment.clone());
        request.wheels = Some(self.wheels.clone());
        request
    }
}

impl std::fmt::Display for Target {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "python {} on {}", self.python, self.platform)
    }
}

/// `3.12` is `3.12.0`, as uv takes it.
fn full_version(text: &str) -> Result<(String, u64), Failure> {
    let wrong = || {
        Failure::new(format!("`{text}` is not a version of Python 3"))
            .hint("write it like `3.12` or `3.12.4`")
    };
    let version: Version = text.parse().map_err(|_| wrong())?;
    let segment = |index| version.segment(index).to_string().parse::<u64>();
    let (Ok(3), Ok(minor)) = (segment(0), segment(1)) else { return Err(wrong()) };
    match version.n_release() {
        2 if version.is_prerelease() || version.local().is_some() => Err(wrong()),
        2 => Ok((format!("3.{minor}.0"), minor)),
        3 => Ok((version.to_string(), minor)),
        _ => Err(wrong()),
    }
}

fn system(platform: &WheelPlatform) -> Platform {
    match platform {
        WheelPlatform::Manylinux { .. } | WheelPlatform::Musllinux { .. } => Platform::Linux,
        WheelPlatform::MacOs { .. } => Platform::MacOs,
        WheelPlatform::Windows { .. } => Platform::Windows,
    }
}

/// `platform_machine` as Python says it.
fn machine(platform: &WheelPlatform) -> Option<&str> {
    match platform {
        WheelPlatform::Manylinux { machine, .. }
        | WheelPlatform::Musllinux { machine, .. }
        | WheelPlatform::MacOs { machine, .. } => Some(machine),
        WheelPlatform::Windows { tag } => match tag.as_str() {
            "win32" => Some("x86"),
            "win_amd64" => Some("AMD64"),
            "win_arm64" => Some("ARM64"),
            _ => None,
        },
    }
}

fn installed_python() -> Option<String> {
    ["python3", "python"].iter().find_map(|python| {
        let script = "import platform; print(platform.python_version())";
        let output = Command::new(python).args(["-c", script]).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (output.status.success() && !text.is_empty()).then_some(text)
    })
}

fn this_platform() -> String {
    let machine = std::env::consts::ARCH;
    match std::env::consts::OS {
        "macos" => format!("{machine}-apple-darwin"),
        "windows" => format!("{machine}-pc-windows-msvc"),
        _ => format!("{machine}-unknown-linux-gnu"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_segments_mean_the_first_patch_release() {
        for (text, expected) in
            [("3.12", Some("3.12.0")), ("3.12.4", Some("3.12.4")), ("3.15.0b1", Some("3.15.0b1"))]
        {
            assert_eq!(full_version(text).ok().map(|(full, _)| full).as_deref(), expected, "{text}");
        }
        for text in ["", "3", "2.7", "3.x", "3.12.1.2", "3.13t"] {
            assert!(full_version(text).is_err(), "{text}");
        }
    }

    #[test]
    fn platforms_are_those_of_uv() {
        for (name, machine) in [
            ("linux", "x86_64"),
            ("aarch64-unknown-linux-gnu", "aarch64"),
            ("macos", "arm64"),
            ("windows", "AMD64"),
        ] {
            let target = Target::new("3.12", name).unwrap();
            assert_eq!(target.environment.value(MarkerVariable::PlatformMachine), Some(machine), "{name}");
        }
        assert!(Target::new("3.12", "amiga").is_err());
    }
}
