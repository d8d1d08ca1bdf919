//! Where pip looks for its configuration, and where pip is itself.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// The environment of a process, as far as pip looks at it.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// Variables that are set.
    pub(super) variables: BTreeMap<String, String>,
    /// The user's home.
    pub(super) home: Option<PathBuf>,
    /// The folder of the Python that pip runs on.
    pub(super) prefix: Option<PathBuf>,
}

/// The variables that count.
const VARIABLES: [&str; 8] = [
    "APPDATA",
    "PATH",
    "PIP_CONFIG_FILE",
    "PROGRAMDATA",
    "PYENV_ROOT",
    "VIRTUAL_ENV",
    "XDG_CONFIG_DIRS",
    "XDG_CONFIG_HOME",
];

impl Places {
    /// Those of this process.
    pub(super) fn of_this_process() -> Self {
        let set = |name: &str| Some((name.to_owned(), env::var(name).ok()?));
        let mut places = Self {
            variables: VARIABLES.iter().filter_map(|name| set(name)).collect(),
            home: env::home_dir(),
            prefix: None,
        };
        let first = places.prefixes_by_place().flatten().next();
        places.prefix = first;
        places
    }

    /// A variable that says something.
    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The configuration files, the weakest first.
    pub(super) fn configuration_files(&self) -> Vec<PathBuf> {
        let named = self.variables.get("PIP_CONFIG_FILE").map(PathBuf::from);
        let is_null = |path: &PathBuf| path == Path::new(if cfg!(windows) { "nul" } else { "/dev/null" });
        if named.as_ref().is_some_and(is_null) {
            return Vec::new();
        }
        let file = if cfg!(windows) { "pip.ini" } else { "pip.conf" };
        let mut paths = self.of_the_machine(file);
        if !named.as_ref().is_some_and(|path| path.exists()) {
            paths.extend(self.of_the_user(file));
        }
        paths.extend(self.prefix.as_ref().map(|prefix| prefix.join(file)));
        paths.extend(named);
        paths
    }

    fn of_the_machine(&self, file: &str) -> Vec<PathBuf> {
        let in_folder = |folder: &str| Path::new(folder).join("pip").join(file);
        if cfg!(windows) {
            return self.variable("PROGRAMDATA").map(in_folder).into_iter().collect();
        }
        if cfg!(target_os = "macos") {
            return vec![in_folder("/Library/Application Support")];
        }
        let folders = self.variable("XDG_CONFIG_DIRS").unwrap_or("/etc/xdg");
        let mut paths: Vec<PathBuf> =
            env::split_paths(folders).map(|folder| folder.join("pip").join(file)).collect();
        paths.push(Path::new("/etc").join(file));
        paths
    }

    fn of_the_user(&self, file: &str) -> Vec<PathBuf> {
        let Some(home) = &self.home else { return Vec::new() };
        let mut paths = vec![home.join(if cfg!(windows) { "pip" } else { ".pip" }).join(file)];
        let library = home.join("Library/Application Support/pip");
        if cfg!(windows) {
            paths.extend(self.variable("APPDATA").map(|folder| Path::new(folder).join("pip").join(file)));
        } else if cfg!(target_os = "macos") && library.is_dir() {
            paths.push(library.join(file));
        } else {
            let folder = self.variable("XDG_CONFIG_HOME").filter(|_| !cfg!(target_os = "macos"));
            let folder = folder.map_or_else(|| home.join(".config"), PathBuf::from);
            paths.push(folder.join("pip").join(file));
        }
        paths
    }

    /// The folders of Pythons, the one that `python3` starts first: the virtual environment, then what is on the path.
    pub(super) fn prefixes(&self) -> Vec<PathBuf> {
        let mut known = Vec::new();
        for prefix in self.prefixes_by_place().flatten() {
            if !known.contains(&prefix) {
                known.push(prefix);
            }
        }
        known
    }

    /// The same by the place that each is found at; no more is looked at than is taken.
    fn prefixes_by_place(&self) -> impl Iterator<Item = Vec<PathBuf>> {
        let environment = self.variable("VIRTUAL_ENV").map(|folder| vec![PathBuf::from(folder)]);
        let folders = env::split_paths(self.variable("PATH").unwrap_or_default());
        let programs = folders.flat_map(|folder| {
            ["python3", "python", "pip3", "pip"]
                .map(|name| folder.join(name).with_extension(env::consts::EXE_EXTENSION))
        });
        let of_programs =
            programs.filter(|program| program.is_file()).map(|program| self.prefixes_of(&program));
        environment.into_iter().chain(of_programs)
    }

    /// The folders of the Pythons that a program may be of.
    fn prefixes_of(&self, program: &Path) -> Vec<PathBuf> {
        let Some(folder) = program.parent() else { return Vec::new() };
        // A script of pyenv starts one of many Pythons.
        if folder.ends_with("shims") {
            let root = self.variable("PYENV_ROOT").map(PathBuf::from);
            let root = root.or_else(|| folder.parent().map(Path::to_path_buf));
            return root.map(|root| entries(&root.join("versions"))).unwrap_or_default();
        }
        let of_program = |program: &Path| {
            let folder = program.parent()?;
            let is_in_bin =
                folder.ends_with("bin") || folder.ends_with("sbin") || folder.ends_with("Scripts");
            if is_in_bin { folder.parent() } else { Some(folder) }.map(Path::to_path_buf)
        };
        let linked = of_program(program);
        // In a virtual environment the program is a link to that of the Python below it, which may be the one that has pip.
        let linked = linked.filter(|prefix| prefix.join("pyvenv.cfg").is_file() || cfg!(windows));
        let real = fs::canonicalize(program).ok().and_then(|program| of_program(&program));
        linked.into_iter().chain(real).collect()
    }

    /// The folders where distributions of these Pythons and of the user may be.
    pub(super) fn site_folders(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let user = self.home.iter().map(|home| home.join(".local"));
        for prefix in self.prefixes().into_iter().chain(user) {
            found.push(prefix.join("Lib/site-packages"));
            for library in ["lib", "lib64", "local/lib"] {
                let pythons = entries(&prefix.join(library));
                let is_python = |path: &PathBuf| {
                    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("python3"))
                };
                for folder in pythons.into_iter().filter(is_python) {
                    found.extend([folder.join("site-packages"), folder.join("dist-packages")]);
                }
            }
        }
        found
    }
}

/// What is in a folder, in the order of names.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
