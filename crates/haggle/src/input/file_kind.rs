//! What a file that holds no requirements probably is: by its name, else by what it says.

use std::path::Path;

use haggle_spec::file::requirements::{Line, LineKind, RequirementsFile};
use haggle_spec::file::{FileErrorKind, SourceText};
use haggle_spec::{Diagnostic, DiagnosticKind};

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
    let of_ending = || ENDINGS.iter().find(|(ending, _)| name.ends_with(ending));
    // INI and TOML look alike from inside.
    let is_ini = || of_ending().filter(|(_, kind)| kind.starts_with("an INI file"));
    by_name
        .or_else(|| is_ini().map(|(_, kind)| *kind))
        .or_else(|| by_content(bytes))
        .or_else(|| {
            (name.starts_with("readme") || name.starts_with("license")).then_some("a text for people")
        })
        .or_else(|| of_ending().map(|(_, kind)| *kind))
}

/// What a file starts with that is not text for people.
const STARTS: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "a wheel or another zip archive"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\0", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"%PDF-", "a PDF document"),
];

/// What the text of a file tells.
fn by_content(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(kind);
    }
    let source = SourceText::new(bytes);
    if source.byte_order_mark() == 0 && bytes.contains(&0) {
        return Some("a binary file");
    }
    let text = source.text();
    let start = text.trim_start().get(..14).unwrap_or(text.trim_start()).to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return Some("a web page");
    }
    if start.starts_with('{') && text.trim_end().ends_with('}') && text.contains("\": ") {
        return Some("a JSON file");
    }
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
    if has(&|line| line.starts_with("from setuptools import") || line.starts_with("import setuptools")) {
        return Some("a Python program that declares a distribution");
    }
    if has(&|line| is_table(line)) && has(&|line| line.split_once(" = ").is_some_and(|(key, _)| is_key(key)))
    {
        return Some("a TOML file");
    }
    if has(&|line| line.contains("{{") && line.contains("}}") || line.contains("{%")) {
        return Some("a template");
    }
    None
}

/// The header of a table of TOML: `[a.b]` or `[[a]]`.
fn is_table(line: &str) -> bool {
    let header = line.trim_end().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    header.is_some_and(|name| {
        is_key(name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name))
    })
}

fn is_key(text: &str) -> bool {
    let is_in_key =
        |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | '"' | '\'');
    !text.is_empty() && text.chars().all(is_in_key)
}

/// One fault in the place of all that are in a file of requirements which is of another kind: where at least two lines, and half of those
/// that say something, are wrong, and what the file says tells what it is.
pub fn one_fault(file: &RequirementsFile) -> Option<Diagnostic> {
    // pip takes `- six` for options, drops all of it, and says nothing.
    let is_wrong = |line: &&Line| match &line.kind {
        LineKind::Invalid(_) => true,
        LineKind::Options(line) => line.options.is_empty(),
        _ => false,
    };
    let n_wrong = file.lines().iter().filter(is_wrong).count();
    let says = |line: &&Line| !matches!(line.kind, LineKind::Blank | LineKind::Comment(_));
    let n_lines = file.lines().iter().filter(says).count();
    if n_wrong < 2 || 2 * n_wrong < n_lines {
        return None;
    }
    let kind = by_content(file.source().as_bytes())?;
    let span = file.lines().iter().find_map(|line| match &line.kind {
        LineKind::Invalid(invalid) => Some(invalid.span),
        _ => None,
    })?;
    let kind = DiagnosticKind::File(FileErrorKind::OtherKind { kind, n_wrong, n_lines });
    Some(Diagnostic { span, kind, suggestion: None })
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

    #[track_caller]
    fn check_fault(text: &[u8], expected: Option<&str>) {
        let (file, _) = RequirementsFile::parse(text);
        assert_eq!(one_fault(&file).map(|fault| fault.message()).as_deref(), expected);
    }

    #[test]
    fn a_file_of_another_kind_is_one_fault() {
        check_fault(
            b"# platform: linux-64\n_libgcc_mutex=0.1=main\nblas=1.0=mkl\nbzip2=1.0.8=h7b6447c_0\n",
            Some(
                "this is probably a list of conda's packages (`conda list --export`): 3 of 3 lines are not what pip reads",
            ),
        );
        check_fault(
            b"name: x\nchannels:\n  - defaults\ndependencies:\n  - python=3.11\n  - pip:\n    - six\n",
            Some("this is probably an environment of conda: 7 of 7 lines are not what pip reads"),
        );
        check_fault(
            b"<!DOCTYPE html>\n<html>\n<a href='six'>six</a>\n</html>\n",
            Some("this is probably a web page: 2 of 4 lines are not what pip reads"),
        );
        check_fault(
            b"[build-system]\nrequires = ['x']\nother = 1\n",
            Some("this is probably a TOML file: 3 of 3 lines are not what pip reads"),
        );
        check_fault(
            b"{\n  \"default\": {\n  }\n}\n",
            Some("this is probably a JSON file: 4 of 4 lines are not what pip reads"),
        );
        // What is wrong in some lines of a file of requirements is told there.
        check_fault(b"six\npbr\nnumpy=1.2=3\na=1=2\nb=1=3\nmock\nx\n", None);
        check_fault(b"<<<<<<< a\nsix\n=======\nsix>=1\n>>>>>>> b\npbr\nmock\n", None);
        check_fault(b"six>=\npbr=>1\n", None);
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
