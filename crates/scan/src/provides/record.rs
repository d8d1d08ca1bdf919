//! The modules that the paths of a distribution's files make.

use std::collections::{BTreeSet, HashSet};

/// The names of modules and packages, and of the namespaces that they are in.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub names: BTreeSet<String>,
    pub namespaces: BTreeSet<String>,
}

/// Reads the paths of a wheel or a `RECORD`. A folder with an `__init__` is a package, one without is a namespace.
pub(super) fn layout(paths: &[&str], namespace_packages: &str) -> Layout {
    let declared: HashSet<String> =
        namespace_packages.lines().map(|line| line.trim().replace('.', "/")).collect();
    let modules = || paths.iter().filter_map(|path| module(path));
    let packages: HashSet<&str> = modules()
        .filter_map(|module| module.strip_suffix("/__init__"))
        .filter(|folder| !declared.contains(*folder))
        .collect();
    let mut layout = Layout::default();
    for module in modules() {
        let name =
            module.match_indices('/').map(|(at, _)| &module[..at]).find(|folder| packages.contains(folder));
        let name = name.unwrap_or(module);
        // The file that makes a declared namespace a package.
        let name =
            name.strip_suffix("/__init__").filter(|folder| declared.contains(*folder)).map_or(name, |_| "");
        if name.is_empty() || !layout.names.insert(name.replace('/', ".")) {
            continue;
        }
        for (at, _) in name.match_indices('/') {
            layout.namespaces.insert(name[..at].replace('/', "."));
        }
    }
    layout
}

/// The paths of a `RECORD` file: the first field of each line, which may be in quotes.
///
/// ```
/// use haggle_scan::record_paths;
///
/// let record = "a/__init__.py,sha256=x,10\n\"b,c.py\",,\n";
/// assert_eq!(record_paths(record).collect::<Vec<_>>(), ["a/__init__.py", "b,c.py"]);
/// ```
pub fn record_paths(record: &str) -> impl Iterator<Item = &str> {
    record.lines().filter(|line| !line.is_empty()).map(|line| match line.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or(quoted),
        None => line.split(',').next().unwrap_or(line),
    })
}

/// The path of a module below the folder that is on Python's path, without the ending; `None` for any other file.
fn module(path: &str) -> Option<&str> {
    let path = installed(path)?;
    let folder = path.rfind('/').map_or(0, |at| at + 1);
    let file = &path[folder..];
    let (stem, ending) = file.split_once('.')?;
    // `_lib.cpython-311-x86_64-linux-gnu.so`: the name ends at the first dot.
    let is_extension = || matches!(file.rsplit_once('.'), Some((_, "so" | "pyd")));
    if !matches!(ending, "py" | "pyc" | "pyi") && !is_extension() {
        return None;
    }
    let module = &path[..folder + stem.len()];
    let is_importable = module.split('/').all(is_name) && !module.contains("__pycache__");
    is_importable.then_some(module)
}

/// The path below the folder for modules: `x-1.data/purelib/a.py` is installed as `a.py`, the metadata not at all.
fn installed(path: &str) -> Option<&str> {
    let (first, rest) = path.split_once('/').unwrap_or((path, ""));
    if matches!(first.rsplit_once('.'), Some((_, "data"))) {
        return rest.strip_prefix("purelib/").or_else(|| rest.strip_prefix("platlib/"));
    }
    let is_metadata = matches!(first.rsplit_once('.'), Some((_, "dist-info" | "egg-info")));
    (!is_metadata && !path.starts_with("..") && !path.starts_with('/')).then_some(path)
}

fn is_name(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii();
    !text.is_empty() && text.bytes().all(is_part) && !text.as_bytes()[0].is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paths: &[&str], namespace_packages: &str, names: &[&str], namespaces: &[&str]) {
        let found = layout(paths, namespace_packages);
        let found = (Vec::from_iter(found.names), Vec::from_iter(found.namespaces));
        let owned = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        assert_eq!(found, (owned(names), owned(namespaces)), "of {paths:?}");
    }

    #[test]
    fn a_folder_with_an_init_is_a_package() {
        check(&["a/__init__.py", "a/b.py", "a/c/d.py"], "", &["a"], &[]);
        check(&["a.py", "a-1.dist-info/METADATA", "a-1.dist-info/x.py"], "", &["a"], &[]);
        check(&["_a.cpython-311-x86_64-linux-gnu.so", "b.abi3.so", "c.pyd"], "", &["_a", "b", "c"], &[]);
        check(&["a/__init__.pyi"], "", &["a"], &[]);
        check(&["a-1.data/purelib/a/__init__.py", "a-1.data/scripts/b.py"], "", &["a"], &[]);
    }

    #[test]
    fn a_folder_without_one_is_a_namespace() {
        check(&["a/b/__init__.py"], "", &["a.b"], &["a"]);
        check(&["a/b/c/__init__.py", "a/b/d.py"], "", &["a.b.c", "a.b.d"], &["a", "a.b"]);
        check(&["a/__init__.py", "a/b/__init__.py", "a/b/c.py"], "a\n", &["a.b"], &["a"]);
    }

    #[test]
    fn what_cannot_be_imported_is_left_out() {
        check(
            &["a-b/c.py", "1.py", "../../bin/x.py", "/etc/x.py", "a.txt", "LICENSE", "a.b.py"],
            "",
            &[],
            &[],
        );
        check(&["a/__pycache__/b.cpython-311.pyc"], "", &[], &[]);
    }
}
