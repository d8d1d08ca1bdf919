//! What this machine has: its distribution, a Python with what is installed for it, programs, packages of the system.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use haggle_govern::doctor::{InstalledPython, Machine, MachineQuestions, PackageManager};
use haggle_govern::known::Known;
use haggle_spec::{MarkerEnvironment, PackageName, Platform};
use serde::Deserialize;

use super::program_output::printed;

/// How long a program may take to say its version, or a Python to say what is installed.
const LONGEST: Duration = Duration::from_secs(20);

/// Prints the values of the marker variables, the installed distributions, and whether the system manages them (PEP 668).
const ABOUT_PYTHON: &str = "\
import json, os, platform, sys, sysconfig
from importlib.metadata import distributions
version = platform.python_version()
values = {
    'implementation_name': sys.implementation.name, 'implementation_version': version, 'os_name': os.name,
    'platform_machine': platform.machine(), 'platform_python_implementation': platform.python_implementation(),
    'platform_release': platform.release(), 'platform_system': platform.system(), 'platform_version': platform.version(),
    'python_full_version': version, 'python_version': '.'.join(platform.python_version_tuple()[:2]), 'sys_platform': sys.platform,
}
found = {}
for one in distributions():
    name = one.metadata['Name']
    if name and one.version:
        found.setdefault(name, one.version)
managed = sys.prefix == sys.base_prefix and os.path.exists(
    os.path.join(sysconfig.get_path('stdlib'), 'EXTERNALLY-MANAGED'))
print(json.dumps({'values': values, 'distributions': found, 'managed': managed}))
";

#[derive(Deserialize)]
struct AboutPython {
    values: BTreeMap<String, String>,
    distributions: BTreeMap<String, String>,
    managed: bool,
}

/// The names of this machine's distribution, nearest first; none where nothing says so.
pub fn distributions() -> Vec<String> {
    let files = ["/etc/os-release", "/usr/lib/os-release"];
    let text = files.iter().find_map(|path| fs::read_to_string(path).ok());
    text.map(|text| distributions_of(&text)).unwrap_or_default()
}

/// `ID` and then `ID_LIKE` of a file of the form of os-release(5).
fn distributions_of(text: &str) -> Vec<String> {
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='))?;
        Some(line.trim().trim_matches(['"', '\'']).to_lowercase())
    };
    let words = [value("ID"), value("ID_LIKE")].into_iter().flatten();
    let mut names: Vec<String> = Vec::new();
    for words in words {
        for word in
            words.split_whitespace().filter(|word| !names.iter().any(|name| name == word)).collect::<Vec<_>>()
        {
            names.push(word.to_owned());
        }
    }
    names
}

/// Looks for what is asked, and at a Python: this one, else that of the active virtual environment, else `python3`.
pub fn look(questions: &MachineQuestions, distributions: Vec<String>, python: Option<&Path>) -> Machine {
    let manager = PackageManager::of(&distributions);
    Machine {
        platform: platform(),
        python: installed_python(python),
        programs: questions.programs.iter().map(|name| (name.clone(), program(name))).collect(),
        packages: packages(&questions.packages, manager),
        distributions,
    }
}

fn platform() -> Option<Platform> {
    match env::consts::OS {
        "linux" => Some(Platform::Linux),
        "macos" => Some(Platform::MacOs),
        "windows" => Some(Platform::Windows),
        _ => None,
    }
}

fn installed_python(chosen: Option<&Path>) -> Known<InstalledPython> {
    let active = || {
        let folder = PathBuf::from(env::var_os("VIRTUAL_ENV").filter(|folder| !folder.is_empty())?);
        let places = ["bin/python", "Scripts/python.exe"].map(|place| folder.join(place));
        places.into_iter().find(|program| program.is_file())
    };
    let on_path = || ["python3", "python"].iter().find_map(|name| on_path(name));
    match chosen.map(Path::to_path_buf).or_else(active).or_else(on_path) {
        Some(program) => about_python(&program),
        None => Known::unknown("no Python is on PATH; `--python` names one"),
    }
}

fn about_python(program: &Path) -> Known<InstalledPython> {
    let shown = program.display().to_string();
    // Python puts the working folder on its path for `-c`; a folder's modules are nobody's installation.
    let mut command = Command::new(program);
    command.args(["-c", ABOUT_PYTHON]).env("PYTHONSAFEPATH", "1").current_dir(env::temp_dir());
    let text = match printed(&mut command, LONGEST) {
        Ok((text, true)) => text,
        Ok((_, false)) => {
            return Known::unknown(format!(
                "`{shown}` does not say what is installed: Python 3.8 or newer would"
            ));
        }
        Err(error) => return Known::unknown(format!("`{shown}` cannot be run: {error}")),
    };
    let Ok(about) = serde_json::from_str::<AboutPython>(&text) else {
        return Known::unknown(format!("what `{shown}` says of itself cannot be read"));
    };
    let platform = match about.values.get("sys_platform").map(String::as_str) {
        Some("darwin") => Platform::MacOs,
        Some("win32") => Platform::Windows,
        _ => Platform::Linux,
    };
    let full = about.values.get("python_full_version").cloned().unwrap_or_default();
    let environment =
        about.values.iter().fold(MarkerEnvironment::new(&full, platform), |environment, (name, value)| {
            environment.with_other(name, value)
        });
    let named = about.distributions.into_iter();
    let distributions = named.filter_map(|(name, version)| Some((PackageName::new(&name).ok()?, version)));
    let python = InstalledPython {
        program: shown.clone(),
        environment,
        distributions: distributions.collect(),
        is_externally_managed: about.managed,
    };
    Known::fact(python, shown, None)
}

/// What a program on `PATH` says of its version, nothing of one that is not there.
fn program(name: &str) -> Known<Option<String>> {
    // A name, and never a path or an option: it is from a file that somebody else may have written.
    let is_plain =
        name.chars().all(|character| character.is_ascii_alphanumeric() || "-_.+".contains(character));
    if !is_plain || !name.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return Known::unknown(format!("`{name}` cannot be the name of a program"));
    }
    let Some(path) = on_path(name) else { return Known::fact(None, "PATH", None) };
    let mut command = Command::new(&path);
    let said = printed(command.arg("--version").current_dir(env::temp_dir()), LONGEST);
    let version = said.ok().filter(|(_, is_good)| *is_good).and_then(|(text, _)| version_in(&text));
    Known::fact(Some(version.unwrap_or_default()), path.display().to_string(), None)
}

/// The first word of the first line that begins with a digit and has a dot.
fn version_in(text: &str) -> Option<String> {
    let line = text.lines().next()?;
    let words = line.split(|character: char| character.is_whitespace() || "(),".contains(character));
    let mut versions = words
        .map(|word| word.trim_start_matches('v'))
        .filter(|word| word.starts_with(|first: char| first.is_ascii_digit()) && word.contains('.'));
    versions.next().map(str::to_owned)
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    let names = [name.to_owned(), format!("{name}{}", env::consts::EXE_SUFFIX)];
    env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .find_map(|folder| names.iter().map(|name| folder.join(name)).find(|path| is_program(path)))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// The installed versions of packages of the system, asked of its own tool.
fn packages(
    names: &BTreeSet<String>,
    manager: Option<PackageManager>,
) -> BTreeMap<String, Known<Option<String>>> {
    names.iter().map(|name| (name.clone(), package(name, manager))).collect()
}

fn package(name: &str, manager: Option<PackageManager>) -> Known<Option<String>> {
    let (tool, arguments): (&str, &[&str]) = match manager {
        Some(PackageManager::AptGet) => {
            ("dpkg-query", &["--show", "--showformat", "${db:Status-Status} ${Version}\n", "--"])
        }
        Some(PackageManager::Dnf | PackageManager::Zypper) => {
            ("rpm", &["--query", "--queryformat", "installed %{VERSION}-%{RELEASE}\n", "--"])
        }
        _ => return Known::unknown("this system's packages are not known here"),
    };
    match printed(Command::new(tool).args(arguments).arg(name), LONGEST) {
        Ok((text, is_good)) => {
            let installed = text.lines().find_map(|line| line.strip_prefix("installed "));
            let version = installed.filter(|_| is_good).map(|version| version.trim().to_owned());
            Known::fact(version, tool, None)
        }
        Err(error) => Known::unknown(format!("`{tool}` cannot be run: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distribution_comes_before_those_that_it_is_like() {
        for (text, expected) in [
            ("NAME=\"Debian\"\nID=debian\n", vec!["debian"]),
            ("ID_LIKE=\"rhel fedora\"\nID='rocky'\n", vec!["rocky", "rhel", "fedora"]),
            ("ID=ubuntu\nID_LIKE=\"debian ubuntu\"\n", vec!["ubuntu", "debian"]),
            ("VERSION_ID=12\n", vec![]),
        ] {
            assert_eq!(distributions_of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_version_is_found_in_what_programs_print() {
        for (text, expected) in [
            ("qemu-img version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)\nCopyright", Some("7.2.22")),
            ("git version 2.39.5\n", Some("2.39.5")),
            ("v20.11.1\n", Some("20.11.1")),
            ("usage: x [3 options]\n", None),
            ("", None),
        ] {
            assert_eq!(version_in(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn no_program_is_run_by_a_path_or_an_option() {
        for name in ["/bin/sh", "../sh", "-c", "", "a b", "sh;true"] {
            assert!(program(name).value().is_none(), "{name}");
        }
    }
}
