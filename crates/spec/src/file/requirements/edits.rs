//! Edits of a requirements file.

use super::{Line, RequirementLine, RequirementsFile};
use crate::file::splice;
use crate::{Edit, RequirementParts, Span};

impl RequirementsFile {
    /// The edit that replaces one requirement by another; its options, its comment and its place stay.
    pub fn replace(&self, line: &RequirementLine, requirement: impl Into<String>) -> Edit {
        Edit::new(line.span, requirement)
    }

    /// The edit that gives a requirement other specifiers (none: an empty text); name, extras, marker, options and comment
    /// stay as they are written. Nothing if the requirement has a URL, which takes no specifiers.
    ///
    /// A requirement that spans several lines, or has variables in it, is written anew as a whole.
    ///
    /// ```
    /// use haggle_spec::file::apply_edits;
    /// use haggle_spec::file::requirements::RequirementsFile;
    ///
    /// let text = b"six >= 1.0 ; os_name == 'nt'  # MIT\n";
    /// let (file, _) = RequirementsFile::parse(*text);
    /// let line = file.requirements().next().unwrap();
    /// let edit = file.set_specifiers(line, ">=1.16").unwrap();
    /// assert_eq!(apply_edits(text, &[edit]).unwrap(), b"six >=1.16 ; os_name == 'nt'  # MIT\n");
    /// ```
    pub fn set_specifiers(&self, line: &RequirementLine, specifiers: &str) -> Option<Edit> {
        if line.requirement.url().is_some() {
            return None;
        }
        let written = self.text(line.span);
        let offset = self.source.range(line.span).start;
        let is_plain = !written.contains(['\n', '\r', '$', '\\']);
        if is_plain && let Ok(parts) = RequirementParts::of(written) {
            let range = parts.specifiers;
            let span = self.source.span(offset + range.start..offset + range.end);
            return Some(Edit::new(span, specifiers));
        }
        let printed = line.requirement.to_string();
        let range = RequirementParts::of(&printed).ok()?.specifiers;
        Some(Edit::new(
            line.span,
            format!("{}{specifiers}{}", &printed[..range.start], &printed[range.end..]),
        ))
    }

    /// The edit that takes a line out.
    pub fn remove(&self, line: &Line) -> Edit {
        Edit::new(line.span, "")
    }

    /// The edit that puts a new line before a line, with the line ending of the file.
    pub fn insert_before(&self, line: &Line, text: &str) -> Edit {
        splice::insert_line(&self.source, self.source.range(line.span).start, text)
    }

    /// The edit that adds a line at the end, with the line ending of the file.
    pub fn append(&self, text: &str) -> Edit {
        splice::append_line(&self.source, text)
    }

    /// The edit that gives a line another comment, or its first; `#` included, or empty to take the comment out.
    pub fn set_comment(&self, line: &RequirementLine, comment: &str) -> Edit {
        let end = line.options.last().map_or(line.span.end, |option| option.span.end);
        let old_end = line.comment.map_or(end, |span| span.end);
        let old = Span::new(end, old_end);
        let replacement = if comment.is_empty() { String::new() } else { format!("  {comment}") };
        Edit::new(old, replacement)
    }
}
