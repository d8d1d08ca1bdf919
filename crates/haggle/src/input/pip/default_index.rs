//! The index that pip asks when nothing names one: it is a constant in its sources, which are read as text.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use haggle_index::joined_url;

use super::places::Places;

/// The default index of the first pip that is installed: with the Python that `python3` starts, with another one on the path, or
/// with the user's own distributions.
pub fn default_index() -> Option<String> {
    Places::of_this_process().site_folders().iter().find_map(|folder| of_pip_in(folder))
}

/// That of the pip in a folder of distributions.
fn of_pip_in(folder: &Path) -> Option<String> {
    /// The file has some 30 lines.
    const LONGEST: u64 = 64 << 10;
    let file = File::open(folder.join("pip/_internal/models/index.py")).ok()?;
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).ok()?;
    of_text(&text)
}

/// The address in `PyPI = PackageIndex("...", ...)`, with the path that pip adds.
fn of_text(text: &str) -> Option<String> {
    let call = text.lines().position(|line| line.trim_start().starts_with("PyPI = PackageIndex("))?;
    let after: String = text.lines().skip(call).take(2).collect();
    let (_, arguments) = after.split_once('(')?;
    let quote = arguments.trim_start().chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (url, _) = arguments.trim_start()[1..].split_once(quote)?;
    joined_url(url, "simple")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::output::terminal;

    #[test]
    fn the_address_is_read_from_the_text_of_pip() {
        for (text, expected) in [
            (
                "PyPI = PackageIndex(\"http://localhost/\", file_storage_domain=\"f\")",
                Some("http://localhost/simple"),
            ),
            (
                "x = 1\nPyPI = PackageIndex(\n    'http://localhost/', file_storage_domain=\"f\"\n)",
                Some("http://localhost/simple"),
            ),
            ("TestPyPI = PackageIndex(\"http://localhost/\")", None),
            ("PyPI = PackageIndex(url)", None),
            ("PyPI = PackageIndex(\"localhost\")", None),
            ("", None),
        ] {
            assert_eq!(of_text(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn it_is_what_pip_itself_says() {
        let script = "from pip._internal.cli.cmdoptions import index_url; print(index_url().default)";
        let output = Command::new("python3").args(["-c", script]).output();
        let said = output.ok().filter(|output| output.status.success());
        let Some(said) = said.and_then(|output| String::from_utf8(output.stdout).ok()) else {
            terminal::note("not compared with pip: there is no python3 with pip on PATH");
            return;
        };
        assert_eq!(default_index().as_deref(), Some(said.trim()));
    }
}
