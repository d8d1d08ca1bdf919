//! What a file that holds no requirements probably is: by its name, else by what it says.

use std::path::Path;

/// The name of a project's own file.
pub const PYPROJECT: &str = "pyproject.toml";

/// Files that are known by their whole names, in lower case.
const NAMES: [(&str, &str); 27] = [
    ("cargo.toml", "Cargo's manifest"),
    ("cargo.lock", "Cargo's lock file"),
    ("uv.lock", "uv's lock file"),
    ("uv.toml", "uv's settings"),
    ("poetry.lock", "Poetry's lock file"),
    ("poetry.toml", "Poetry's settings"),
    ("pdm.lock", "PDM's lock file"),
    ("pixi.toml", "Pixi's manifest"),
    ("pixi.lock", "Pixi's lock file"),
    ("pylock.toml", "a lock file (PEP 751)"),
    ("pipfile", "Pipenv's Pipfile"),
    ("pipfile.lock", "Pipenv's lock file"),
    ("environment.yml", "an environment of conda"),
    ("environment.yaml", "an environment of conda"),
    ("meta.yaml", "a recipe of conda"),
    ("conda-lock.yml", "a lock file of conda"),
    ("package.json", "npm's manifest"),
    ("package-lock.json", "npm's lock file"),
    ("setup.py", "a Python program that declares a distribution"),
    ("tox.ini", "tox's settings"),
    ("dockerfile", "a Dockerfile"),
    ("makefile", "a Makefile"),
    ("cmakelists.txt", "a CMake project"),
    ("manifest.in", "setuptools' list of files"),
    ("top_level.txt", "a list of import names"),
    ("entry_points.txt", "a list of entry points"),
    ("runtime.txt", "the name of a Python"),
];

/// What the ends of names tell, in lower case.
const ENDINGS: [(&str, &str); 22] = [
    (".md", "a Markdown text"),
    (".rst", "a reStructuredText"),
    (".py", "a Python program"),
    (".pyi", "a Python stub"),
    (".sh", "a shell script"),
    (".rs", "a Rust program"),
    (".toml", "a TOML file of another tool"),
    (".ini", "an INI file of another tool"),
    (".cfg", "an INI file of another tool"),
    (".conf", "settings of another tool"),
    (".json", "a JSON file"),
    (".yml", "a YAML file"),
    (".yaml", "a YAML file"),
    (".xml", "an XML file"),
    (".html", "a web page"),
    (".csv", "a table"),
    (".lock", "a lock file"),
    (".j2", "a template"),
    (".jinja", "a template"),
    (".tmpl", "a template"),
    (".whl", "a wheel"),
    (".gz", "an archive"),
];

/// What a file probably is; nothing where neither its name nor what it says tells.
pub fn guess(path: &Path, bytes: &[u8]) -> Option<&'static str> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let by_name = NAMES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
    by_name
        .or_else(|| by_content(bytes))
        .or_else(|| {
            (name.starts_with("readme") || name.starts_with("license")).then_some("a text for people")
        })
        .or_else(|| ENDINGS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, kind)| *kind))
}

/// What the text of a file tells.
pub fn by_content(bytes: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(bytes);
    let has = |is: &dyn Fn(&str) -> bool| text.lines().any(is);
    let n_conda = text.lines().filter(|line| is_conda_pin(line)).count();
    if has(&|line| line.starts_with("<<<<<<< ")) && has(&|line| line.starts_with(">>>>>>> ")) {
        return Some("a file with a merge that was not resolved");
    }
    if text.starts_with("# This file may be used to create an environment using:") || n_conda > 2 {
        return Some("a list of conda's packages (`conda list --export`)");
    }
    if has(&|line| line.trim_end() == "[[package]]") {
        return Some("a lock file");
    }
    if has(&|line| matches!(line.trim_end(), "[packages]" | "[dev-packages]")) {
        return Some("Pipenv's Pipfile");
    }
    if has(&|line| line.starts_with("channels:")) || has(&|line| line.trim_end() == "dependencies:") {
        return Some("an environment of conda");
    }
    if has(&|line| line.contains("{{") && line.contains("}}") || line.contains("{%")) {
        return Some("a template");
    }
    None
}

/// `name=version=build`.
fn is_conda_pin(line: &str) -> bool {
    let mut parts = line.trim().split('=');
    let parts = [parts.next(), parts.next(), parts.next(), parts.next()];
    let is_word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'!'))
    };
    matches!(parts, [Some(name), Some(version), Some(build), None] if is_word(name) && is_word(version) && is_word(build))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: Option<&str>) {
        assert_eq!(guess(Path::new(name), text.as_bytes()), expected, "{name}");
    }

    #[test]
    fn names_tell_first() {
        check("a/Cargo.toml", "", Some("Cargo's manifest"));
        check("poetry.lock", "[[package]]\n", Some("Poetry's lock file"));
        check("my.toml", "", Some("a TOML file of another tool"));
        check("README", "", Some("a text for people"));
        check("needs", "six\n", None);
    }

    #[test]
    fn then_what_the_file_says() {
        check(
            "needs",
            "<<<<<<< ours\nsix\n=======\nsix>=1\n>>>>>>> theirs\n",
            Some("a file with a merge that was not resolved"),
        );
        check(
            "needs",
            "a=1=0\nb=2=py_0\nc=3.1=h_1\n",
            Some("a list of conda's packages (`conda list --export`)"),
        );
        check("needs", "name: x\ndependencies:\n  - six\n", Some("an environment of conda"));
        check("needs.lock", "version = 1\n[[package]]\nname = 'x'\n", Some("a lock file"));
        check("needs", "six{% if x %}>=1{% endif %}\n", Some("a template"));
        check("needs", "[packages]\nsix = '*'\n", Some("Pipenv's Pipfile"));
    }
}
