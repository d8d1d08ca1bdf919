//! pip's configuration: which files, in which order, and what a file says.
//!
//! The rules are those of pip's documentation ("Configuration") and of Python's `configparser`. Settings are merged by section and
//! key, the weakest source first: the machine's files, the user's, that of the Python (or the virtual environment),
//! `PIP_CONFIG_FILE`. Of the merged ones, those of `[install]` come before those of `[global]`.

use std::collections::BTreeMap;
use std::fs;

use super::places::Places;

/// What the files say, merged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PipConfiguration {
    /// By section and key.
    settings: BTreeMap<(String, String), String>,
}

impl PipConfiguration {
    /// The configuration of this process's user. Files that are not there, or that pip could not read either, say nothing.
    pub fn of_this_user() -> Self {
        Self::of(&Places::of_this_process())
    }

    fn of(places: &Places) -> Self {
        let mut configuration = Self::default();
        for path in places.configuration_files() {
            if let Ok(bytes) = fs::read(path) {
                configuration.add(&String::from_utf8_lossy(&bytes));
            }
        }
        configuration
    }

    /// What `pip install` would use for a key such as `index-url`. An empty value is none.
    pub fn of_install(&self, key: &str) -> Option<&str> {
        let of_section = |section: &str| {
            let value = self.settings.get(&(section.to_owned(), key.to_owned()))?;
            Some(value.as_str()).filter(|value| !value.is_empty())
        };
        of_section("install").or_else(|| of_section("global"))
    }

    /// Adds what a file says, which comes before what is there. A file with a line that is not of the format says nothing, as it
    /// stops pip.
    fn add(&mut self, text: &str) {
        if let Some(settings) = settings_of(text) {
            self.settings.extend(settings);
        }
    }
}

/// The settings of a file by section and key; none where it is not of the format.
fn settings_of(text: &str) -> Option<BTreeMap<(String, String), String>> {
    const DEFAULT: &str = "DEFAULT";
    let mut sections: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    let mut section: Option<String> = None;
    // The key whose value the next indented lines continue, and how far it was indented.
    let mut open: Option<(String, usize)> = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let content = line.trim();
        if content.starts_with(['#', ';']) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if let (Some(name), Some((key, of_key))) = (&section, &open)
            && (content.is_empty() || indent > *of_key)
        {
            let lines = sections.get_mut(name).and_then(|settings| settings.get_mut(key));
            if let Some(lines) = lines {
                lines.push(content.to_owned());
            }
            continue;
        }
        if content.is_empty() {
            continue;
        }
        if let Some((name, _)) = content.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) {
            // Twice the same section stops pip, except for the one that all inherit from.
            if sections.contains_key(name) && name != DEFAULT {
                return None;
            }
            sections.entry(name.to_owned()).or_default();
            (section, open) = (Some(name.to_owned()), None);
            continue;
        }
        let (key, value) = content.split_once(['=', ':'])?;
        let key = key.trim().to_ascii_lowercase();
        let settings = sections.get_mut(section.as_deref()?)?;
        if key.is_empty() || settings.insert(key.clone(), vec![value.trim().to_owned()]).is_some() {
            return None;
        }
        open = Some((key, indent));
    }
    let inherited = sections.remove(DEFAULT).unwrap_or_default();
    let mut found = BTreeMap::new();
    for (section, settings) in sections {
        for (key, lines) in inherited.iter().chain(&settings) {
            let key = key.replace('_', "-");
            let key = key.strip_prefix("--").unwrap_or(&key).to_owned();
            found.insert((section.clone(), key), lines.join("\n").trim_end().to_owned());
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::*;
    use crate::output::terminal;

    /// Section, key and value.
    type Row = (&'static str, &'static str, &'static str);

    #[track_caller]
    fn check(text: &str, expected: Option<&[Row]>) {
        let found = settings_of(text);
        let expected = expected.map(|rows| {
            let rows = rows.iter();
            rows.map(|(section, key, value)| {
                (((*section).to_owned(), (*key).to_owned()), (*value).to_owned())
            })
            .collect()
        });
        assert_eq!(found, expected, "{text}");
    }

    const FILES: [(&str, Option<&[Row]>); 13] = [
        ("", Some(&[])),
        (
            "[global]\nindex-url = http://localhost/a\n",
            Some(&[("global", "index-url", "http://localhost/a")]),
        ),
        (
            "; comment\n[global]\nINDEX_URL: http://localhost/a\n[install]\n--timeout = 3\n",
            Some(&[("global", "index-url", "http://localhost/a"), ("install", "timeout", "3")]),
        ),
        (
            "[global]\nfind-links =\n    /srv/a\n    # one\n    /srv/b\n\ncert = /c\n",
            Some(&[("global", "find-links", "\n/srv/a\n/srv/b"), ("global", "cert", "/c")]),
        ),
        (
            "[DEFAULT]\ncert = /c\n[global]\n[install]\ncert = /d\n",
            Some(&[("global", "cert", "/c"), ("install", "cert", "/d")]),
        ),
        ("[global]\ncert =\n", Some(&[("global", "cert", "")])),
        (
            "[global]\n  cert = /c\n  timeout = 3\n",
            Some(&[("global", "cert", "/c"), ("global", "timeout", "3")]),
        ),
        ("[global]\ncert = /c\n  timeout = 3\n", Some(&[("global", "cert", "/c\ntimeout = 3")])),
        (
            "[global]\nindex-url = http://localhost/a ; no comment\n",
            Some(&[("global", "index-url", "http://localhost/a ; no comment")]),
        ),
        ("[global]\ncert = /c\ncert = /d\n", None),
        ("[global]\n[global]\n", None),
        ("[global]\ncert\n", None),
        ("cert = /c\n", None),
    ];

    #[test]
    fn files_are_read_as_configparser_does() {
        for (text, expected) in FILES {
            check(text, expected);
        }
    }

    #[test]
    fn a_section_of_the_command_comes_before_a_stronger_file() {
        let mut configuration = PipConfiguration::default();
        configuration.add("[install]\nindex-url = http://localhost/a\n[global]\ncert = /a\n");
        configuration.add("[global]\nindex-url = http://localhost/b\ncert = /b\n[freeze]\ntimeout = 1\n");
        assert_eq!(configuration.of_install("index-url"), Some("http://localhost/a"));
        assert_eq!(configuration.of_install("cert"), Some("/b"));
        assert_eq!(configuration.of_install("timeout"), None);
        configuration.add("[install]\nindex-url =\n");
        assert_eq!(configuration.of_install("index-url"), Some("http://localhost/b"));
    }

    /// A home, a machine and a virtual environment of a test.
    struct Machine {
        folder: tempfile::TempDir,
    }

    impl Machine {
        fn new(files: &[(&str, &str)]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            for (path, text) in files {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Self { folder }
        }

        fn path(&self, path: &str) -> PathBuf {
            self.folder.path().join(path)
        }

        fn variables(&self, named: Option<&str>) -> Vec<(&'static str, PathBuf)> {
            let mut variables = vec![
                ("HOME", self.path("home")),
                ("XDG_CONFIG_DIRS", self.path("xdg-a")),
                ("XDG_CONFIG_HOME", self.path("home/config")),
            ];
            let named = named.map(|path| if path == "/dev/null" { path.into() } else { self.path(path) });
            variables.extend(named.map(|path| ("PIP_CONFIG_FILE", path)));
            variables
        }

        fn settings(&self, named: Option<&str>, prefix: &Path) -> BTreeMap<String, String> {
            let variables = self.variables(named);
            let places = Places {
                variables: variables
                    .into_iter()
                    .map(|(name, path)| (name.to_owned(), path.display().to_string()))
                    .collect(),
                home: Some(self.path("home")),
                prefix: Some(prefix.to_path_buf()),
            };
            let settings = PipConfiguration::of(&places).settings;
            settings.into_iter().map(|((section, key), value)| (format!("{section}.{key}"), value)).collect()
        }
    }

    /// Whether there is a Python with pip to compare with. Says so where there is none: the rows above hold there, too.
    fn python_with_pip() -> Option<PathBuf> {
        let script = "import pip._internal.configuration, sys; print(sys.prefix)";
        let output = Command::new("python3").args(["-c", script]).output().ok()?;
        let prefix = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        let found = (output.status.success() && !prefix.is_empty()).then(|| PathBuf::from(prefix));
        if found.is_none() {
            terminal::note("not compared with pip: there is no python3 with pip on PATH");
        }
        found
    }

    /// What `pip config list` lists from files, with values as they are instead of as Python writes them: of each of these
    /// environments, or nothing where pip stops. One process answers for all, as starting it takes longest.
    fn listed_by_pip(environments: &[Vec<(&str, PathBuf)>]) -> Vec<Option<BTreeMap<String, String>>> {
        const SCRIPT: &str = "
import json, os, sys
from pip._internal.configuration import Configuration
listed = []
for environment in json.loads(sys.argv[1]):
    os.environ.pop('PIP_CONFIG_FILE', None)
    os.environ.update(environment)
    configuration = Configuration(isolated=False)
    try:
        configuration.load()
        listed.append({k: v for k, v in configuration.items() if not k.startswith(':env:')})
    except Exception:
        listed.append(None)
print(json.dumps(listed))
";
        let environments: Vec<BTreeMap<&str, &Path>> = environments
            .iter()
            .map(|variables| variables.iter().map(|(name, path)| (*name, path.as_path())).collect())
            .collect();
        let environments = serde_json::to_string(&environments).unwrap();
        let output = Command::new("python3").args(["-c", SCRIPT, &environments]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    #[test]
    fn every_file_counts_as_it_does_for_pip() {
        let Some(prefix) = python_with_pip() else { return };
        let everywhere: [(&str, &str); 4] = [
            ("xdg-a/pip/pip.conf", "[global]\na = 1\nb = 1\nc = 1\nd = 1\n[install]\nindex-url = x\n"),
            ("home/.pip/pip.conf", "[global]\nb = 2\nc = 2\nd = 2\n"),
            ("home/config/pip/pip.conf", "[global]\nc = 3\nd = 3\n"),
            ("named.conf", "[global]\nd = 4\nindex-url = y\n"),
        ];
        let named = [None, Some("named.conf"), Some("not-there.conf"), Some("/dev/null")];
        let of_files = FILES.map(|(text, _)| (Machine::new(&[("home/.pip/pip.conf", text)]), None));
        let machines: Vec<(Machine, Option<&str>)> =
            named.map(|named| (Machine::new(&everywhere), named)).into_iter().chain(of_files).collect();
        let environments: Vec<_> =
            machines.iter().map(|(machine, named)| machine.variables(*named)).collect();
        let listed = listed_by_pip(&environments);
        assert_eq!(listed.len(), machines.len());
        for (listed, (machine, named)) in listed.into_iter().zip(&machines) {
            let user_file = fs::read_to_string(machine.path("home/.pip/pip.conf")).unwrap();
            assert_eq!(listed.is_some(), settings_of(&user_file).is_some(), "{user_file}");
            if let Some(listed) = listed {
                assert_eq!(machine.settings(*named, &prefix), listed, "{user_file} {named:?}");
            }
        }
    }
}
