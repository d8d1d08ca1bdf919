//! Files that name packages to leave out, as uv's `--excludes` reads them: a name on each line, and comments.

use std::path::Path;

use haggle_spec::PackageName;

use crate::input::reading;
use crate::output::failure::Failure;

/// The names of the file.
pub fn read(path: &Path) -> Result<Vec<PackageName>, Failure> {
    let text = reading::text(path)?;
    names(&text).map_err(|(line, text)| {
        Failure::new(format!("{}:{line}: `{text}` is not the name of a package", path.display()))
    })
}

/// The names; the error is a line, counted from one, with what is not a name.
fn names(text: &str) -> Result<Vec<PackageName>, (usize, &str)> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    let lines = (1..).zip(lines).filter(|(_, name)| !name.is_empty());
    lines.map(|(line, name)| PackageName::new(name).map_err(|_| (line, name))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_on_each_line() {
        let found =
            names("# no\nA.b  # yes\n\nc\n").map(|names| names.iter().map(ToString::to_string).collect());
        assert_eq!(found, Ok(vec!["a-b".to_owned(), "c".to_owned()]));
        assert_eq!(names("a\nb>1\n"), Err((2, "b>1")));
    }
}
