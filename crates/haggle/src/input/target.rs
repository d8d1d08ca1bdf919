//! The Python and the platform that requirements are resolved for.

use std::process::Command;

use haggle_resolve::python::{PythonVersion, Target, TargetError, TargetPlatform};

use crate::output::failure::Failure;

/// What the options name; for what they leave out, the installed Python and this machine.
pub fn from_options(python: Option<&str>, platform: Option<&str>) -> Result<Target, Failure> {
    let python = match python {
        Some(python) => python.parse().map_err(|error| wrong("--python-version", &error))?,
        None => installed_python().ok_or_else(|| {
            Failure::new("no Python is installed here").hint("give `--python-version 3.12`")
        })?,
    };
    let platform = match platform {
        Some(platform) => platform.parse().map_err(|error| wrong("--python-platform", &error))?,
        None => this_platform()
            .map_err(|error| Failure::new(error.to_string()).hint("give `--python-platform linux`"))?,
    };
    Ok(Target::from_parts(python, platform))
}

fn wrong(option: &str, error: &TargetError) -> Failure {
    Failure::new(format!("{error} (from {option})")).hint(error.help())
}

fn installed_python() -> Option<PythonVersion> {
    ["python3", "python"].iter().find_map(|python| {
        let script = "import platform; print(platform.python_version())";
        // Isolated: else a `platform.py` of the working folder, which may be anybody's, would run.
        let output = Command::new(python).args(["-I", "-c", script]).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        if output.status.success() { text.trim().parse().ok() } else { None }
    })
}

fn this_platform() -> Result<TargetPlatform, TargetError> {
    // Three machines have other names in Rust.
    let machine = match std::env::consts::ARCH {
        "x86" => "i686",
        "arm" => "armv7l",
        "powerpc64" if cfg!(target_endian = "little") => "ppc64le",
        "powerpc64" => "ppc64",
        machine => machine,
    };
    let system = match std::env::consts::OS {
        "macos" => "apple-darwin",
        "windows" => "pc-windows-msvc",
        _ => "unknown-linux-gnu",
    };
    format!("{machine}-{system}").parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_a_target() {
        assert!(this_platform().is_ok());
    }

    #[test]
    fn a_mistake_names_its_option() {
        for (python, platform, expected) in [
            (Some("banana"), Some("linux"), "`banana` is not a version of Python 3 (from --python-version)"),
            (Some("3.12"), Some("amiga"), "`amiga` is not the name of a platform (from --python-platform)"),
        ] {
            assert_eq!(from_options(python, platform).unwrap_err().to_string(), expected);
        }
    }
}
