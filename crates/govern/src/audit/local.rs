//! The modules that a project has itself.

use std::collections::HashSet;

/// The top-level names that an import in a file may find in the project's own tree.
pub(super) struct LocalModules<'a> {
    /// Folders that have a file of Python, at any depth below.
    folders: HashSet<&'a str>,
    /// Files of Python, without their ending.
    modules: HashSet<&'a str>,
}

impl<'a> LocalModules<'a> {
    pub(super) fn new(paths: impl Iterator<Item = &'a str>) -> Self {
        let mut local = LocalModules { folders: HashSet::new(), modules: HashSet::new() };
        for path in paths {
            local.folders.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
            local.modules.insert(path.strip_suffix(".py").unwrap_or(path));
        }
        local
    }

    /// Whether a module may be one of the project's: at the top, in `src`, or beside the file or a folder above it, as a
    /// program finds it. Folders that are packages do not count, as imports from inside one start at its top.
    pub(super) fn has(&self, top_level: &str, importer: &str) -> bool {
        if self.is_in("", top_level) || self.is_in("src", top_level) {
            return true;
        }
        let folders = importer.match_indices('/').map(|(at, _)| &importer[..at]);
        folders.filter(|folder| !self.is_package(folder)).any(|folder| self.is_in(folder, top_level))
    }

    fn is_in(&self, folder: &str, name: &str) -> bool {
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        self.folders.contains(path.as_str()) || self.modules.contains(path.as_str())
    }

    fn is_package(&self, folder: &str) -> bool {
        self.modules.contains(format!("{folder}/__init__").as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(importer: &str, name: &str, expected: bool) {
        let paths =
            ["app/__init__.py", "app/a.py", "doc/ext/b.py", "doc/conf.py", "src/c/__init__.py", "d.py"];
        assert_eq!(
            LocalModules::new(paths.into_iter()).has(name, importer),
            expected,
            "{name} in {importer}"
        );
    }

    #[test]
    fn modules_are_found_where_python_looks() {
        check("app/a.py", "app", true);
        check("app/a.py", "d", true);
        check("app/a.py", "c", true);
        check("app/a.py", "a", false);
        check("doc/conf.py", "ext", true);
        check("doc/ext/b.py", "b", true);
        check("app/a.py", "b", false);
    }
}
