//! Normal form: the edits that bring a file into it.
//!
//! A requirement is written `name[extras]specifiers;marker`, or with a blank behind the semicolon where most requirements of the file
//! have one ([`MarkerSeparator`]): extras sorted, specifiers ordered as
//! [`Entry::to_normalized_line`](super::Entry::to_normalized_line) has them, no blanks around, two spaces before a comment, no
//! blanks at the ends of lines, a line ending at the end of the file. The marker's own text stays: the requirements process
//! compares it as text. Names stay as they are written.
//!
//! Laws, for every file: what a file says is the same after formatting; formatting twice is formatting once; order, comments,
//! blank lines, line endings and what is not understood stay.

use std::ops::Range;

use super::bindep::{BindepFile, BindepLineKind, BindepProfile, BindepRule, Selector};
use super::entries::{EntryFile, EntryLineKind};
use super::entry::{Sorting, Style, Urls};
use super::logical::is_line_start;
use super::requirements::{FileOption, Line, LineKind, RequirementsFile};
use super::separator::MarkerSeparator;
use super::setup_cfg::{ListItemKind, SetupCfg};
use super::source::SourceText;
use super::splice::line_ending;
use crate::{Edit, Marker, Requirement, RequirementParts, Span};

const NORMAL: Style<'static> =
    Style { marker_separator: ";", comment_prefix: "  ", sorting: Sorting::ByKind };

/// A requirement in normal form: `text` is what `requirement` was parsed from.
///
/// ```
/// use haggle_spec::file::{MarkerSeparator, normalize_requirement};
///
/// let text = "Foo [b,a] ( <2, >=1 ) ; os_name == 'nt'";
/// let normal = normalize_requirement(text, &text.parse().unwrap(), MarkerSeparator::Spaced);
/// assert_eq!(normal, "Foo[a,b]>=1,<2; os_name == 'nt'");
/// ```
pub fn normalize_requirement(text: &str, requirement: &Requirement, separator: MarkerSeparator) -> String {
    let mut normal = requirement.name_as_written().to_owned();
    let extras: Vec<&str> = requirement.extras_as_written().collect();
    if !extras.is_empty() {
        normal = normal + "[" + &extras.join(",") + "]";
    }
    normal += &NORMAL.specifiers(requirement.specifiers());
    if let Some(url) = requirement.url() {
        normal = normal + " @ " + url;
    }
    let written = RequirementParts::of(text).ok().and_then(|parts| parts.marker).map(|marker| &text[marker]);
    if let Some(marker) = written.or(requirement.marker().map(Marker::as_str)) {
        // A semicolon right behind a URL would be a part of it.
        normal += if requirement.url().is_some() { " ; " } else { separator.as_str() };
        normal += marker;
    }
    normal
}

/// Edits that change nothing are left out.
struct Edits<'source> {
    source: &'source SourceText,
    edits: Vec<Edit>,
}

impl<'source> Edits<'source> {
    fn of(source: &'source SourceText) -> Self {
        Self { source, edits: Vec::new() }
    }

    fn replace(&mut self, range: Range<usize>, text: &str) {
        if self.source.text()[range.clone()] != *text {
            self.edits.push(Edit::new(self.source.span(range), text));
        }
    }

    /// Replaces a stretch of blanks by text; a stretch with anything else in it stays.
    fn replace_blanks(&mut self, range: Range<usize>, text: &str) {
        let is_blank = self.source.text()[range.clone()].bytes().all(|byte| matches!(byte, b' ' | b'\t'));
        if is_blank {
            self.replace(range, text);
        }
    }

    /// Takes the blanks at the end of a line away.
    fn trim_line(&mut self, line: Span) {
        let range = self.source.range(line);
        let content = self.source.text()[range.clone()].trim_end_matches(['\n', '\r']);
        let end = range.start + content.len();
        let start = range.start + content.trim_end_matches([' ', '\t']).len();
        // Blanks between a lone carriage return and a line feed keep two line endings from becoming one, and blanks after a
        // backslash keep it from continuing the line.
        let text = self.source.text();
        let (before, after) = (&text[..start], &text[end..]);
        if !(before.ends_with('\\') || before.ends_with('\r') && after.starts_with('\n')) {
            self.replace(start..end, "");
        }
    }

    /// Ends the last line, and hands the edits over. A file with bytes that are not text stays as it is: what an edit beside
    /// them would make of them, nobody can tell.
    fn finish(mut self) -> Vec<Edit> {
        if !self.source.invalid().is_empty() {
            return Vec::new();
        }
        let text = self.source.text();
        if !is_line_start(text) {
            let end = self.source.span(text.len()..text.len());
            self.edits.push(Edit::new(end, line_ending(text)));
        }
        self.edits
    }
}

impl RequirementsFile {
    /// The edits that bring the file into normal form. A requirement that spans lines or has variables in it stays as it is
    /// written.
    ///
    /// ```
    /// use haggle_spec::file::apply_edits;
    /// use haggle_spec::file::requirements::RequirementsFile;
    ///
    /// let text = b"six >= 1 # MIT \n\n-r  a.txt\nnot one\n";
    /// let (file, _) = RequirementsFile::parse(*text);
    /// assert_eq!(apply_edits(text, &file.format()).unwrap(), b"six>=1  # MIT\n\n-r  a.txt\nnot one\n");
    /// ```
    pub fn format(&self) -> Vec<Edit> {
        let written = self.requirements().map(|line| self.text(line.span));
        self.format_with(MarkerSeparator::habit(written))
    }

    /// As [`format`](Self::format), with this before every marker.
    pub fn format_with(&self, separator: MarkerSeparator) -> Vec<Edit> {
        let edits = self.format_once(separator);
        if self.is_same_after(&edits, separator) { edits } else { Vec::new() }
    }

    fn format_once(&self, separator: MarkerSeparator) -> Vec<Edit> {
        let mut edits = Edits::of(self.source());
        for line in self.lines() {
            self.format_line(line, separator, &mut edits);
        }
        edits.finish()
    }

    /// Whether the edits leave what the file says, and nothing more to do. Odd line endings and continuations can join two lines
    /// when blanks go, and a name without blanks can be the name of a wheel: such a file stays as it is.
    fn is_same_after(&self, edits: &[Edit], separator: MarkerSeparator) -> bool {
        let Ok(bytes) = super::apply_edits(self.source().as_bytes(), edits) else { return false };
        let (after, _) = Self::parse(bytes);
        after.said() == self.said() && after.format_once(separator).is_empty()
    }

    /// What the lines say, one text a line.
    fn said(&self) -> Vec<String> {
        let said = |line: &Line| match &line.kind {
            LineKind::Requirement(line) => format!("requirement {} {}", line.requirement, line.options.len()),
            LineKind::Location(line) => format!("location {}", line.location),
            LineKind::Options(line) => {
                format!("options {:?}", line.options.iter().map(|option| &option.value).collect::<Vec<_>>())
            }
            LineKind::Invalid(line) => format!("invalid {}", self.text(line.span)),
            LineKind::Blank | LineKind::Comment(_) => String::new(),
        };
        self.lines().iter().map(said).collect()
    }

    fn format_line(&self, line: &Line, separator: MarkerSeparator, edits: &mut Edits<'_>) {
        match &line.kind {
            LineKind::Invalid(_) => return,
            LineKind::Requirement(requirement) => {
                let whole = self.source().range(line.span);
                let range = self.source().range(requirement.span);
                let written = self.text(requirement.span);
                edits.replace_blanks(whole.start..range.start, "");
                if !written.contains(['\n', '\r', '\\', '$']) {
                    edits.replace(
                        range.clone(),
                        &normalize_requirement(written, &requirement.requirement, separator),
                    );
                }
                self.format_comment(range.end, &requirement.options, requirement.comment, edits);
            }
            LineKind::Location(location) => {
                let end = self.source().range(location.span).end;
                self.format_comment(end, &location.options, location.comment, edits);
            }
            LineKind::Options(options) => {
                let end = self.source().range(options.span).end;
                self.format_comment(end, &[], options.comment, edits);
            }
            LineKind::Blank | LineKind::Comment(_) => {}
        }
        edits.trim_line(line.span);
    }

    /// Two spaces between what a line says and its comment.
    fn format_comment(
        &self,
        end: usize,
        options: &[FileOption],
        comment: Option<Span>,
        edits: &mut Edits<'_>,
    ) {
        let end = options.last().map_or(end, |option| self.source().range(option.span).end);
        if let Some(comment) = comment {
            edits.replace_blanks(end..self.source().range(comment).start, "  ");
        }
    }
}

/// A line up to its comment, which any `#` starts.
fn without_comment(line: &str) -> &str {
    line.find('#').map_or(line, |at| &line[..at])
}

impl EntryFile {
    /// The edits that bring the file into normal form. A URL stays as it is written: an entry keeps no more of its fragment than
    /// the name.
    pub fn format(&self) -> Vec<Edit> {
        let entries = self.lines().iter().filter(|line| line.entry().is_some());
        self.format_with(MarkerSeparator::habit(entries.map(|line| without_comment(self.text(line.content)))))
    }

    /// As [`format`](Self::format), with this before every marker.
    pub fn format_with(&self, separator: MarkerSeparator) -> Vec<Edit> {
        let edits = self.format_once(separator);
        let Ok(bytes) = super::apply_edits(self.source().as_bytes(), &edits) else { return Vec::new() };
        let settles = |urls| Self::parse(bytes.clone(), urls).0.format_once(separator).is_empty();
        if settles(Urls::Allowed) && settles(Urls::Forbidden) { edits } else { Vec::new() }
    }

    fn format_once(&self, separator: MarkerSeparator) -> Vec<Edit> {
        let mut edits = Edits::of(self.source());
        for line in self.lines() {
            if let EntryLineKind::Entry(entry) = &line.kind {
                let whole = self.source().range(line.span);
                let content = self.source().range(line.content);
                edits.replace_blanks(whole.start..content.start, "");
                if entry.location.is_empty() {
                    let style = Style { marker_separator: separator.as_str(), ..NORMAL };
                    edits.replace(content, &entry.to_line_with(style));
                }
            }
            if !matches!(line.kind, EntryLineKind::Invalid) {
                edits.trim_line(line.span);
            }
        }
        edits.finish()
    }
}

impl BindepFile {
    /// The edits that bring the file into normal form: one space between name, selectors and versions, and between the items of
    /// selectors.
    pub fn format(&self) -> Vec<Edit> {
        let edits = self.format_once();
        let Ok(bytes) = super::apply_edits(self.source().as_bytes(), &edits) else { return Vec::new() };
        if Self::parse(bytes).0.format_once().is_empty() { edits } else { Vec::new() }
    }

    fn format_once(&self) -> Vec<Edit> {
        let mut edits = Edits::of(self.source());
        for line in self.lines() {
            if let BindepLineKind::Rule(rule) = &line.kind {
                edits.replace(self.source().range(rule.span), &rule.to_string());
            }
            if !matches!(line.kind, BindepLineKind::Invalid) {
                edits.trim_line(line.span);
            }
        }
        edits.finish()
    }
}

impl core::fmt::Display for BindepProfile {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "{}{}", if self.positive { "" } else { "!" }, self.name)
    }
}

/// The rule as `bindep.txt` has it, without its comment.
impl core::fmt::Display for BindepRule {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(&self.name)?;
        if self.selector_span.is_some() || !self.selectors.is_empty() {
            let selector = |selector: &Selector| match selector {
                Selector::Profile(profile) => profile.to_string(),
                Selector::All(group) => {
                    format!("({})", group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
                }
            };
            write!(formatter, " [{}]", self.selectors.iter().map(selector).collect::<Vec<_>>().join(" "))?;
        }
        for (index, bound) in self.versions.iter().enumerate() {
            write!(formatter, "{}{}{}", if index == 0 { " " } else { "," }, bound.operator, bound.version)?;
        }
        Ok(())
    }
}

impl SetupCfg {
    /// The edits that bring the requirements of the file into normal form; nothing else changes. In pbr's extras the separator
    /// before the marker stays.
    pub fn format(&self) -> Vec<Edit> {
        let items = self.lists().iter().flat_map(|list| &list.items);
        let written = items.filter(|item| item.requirement().is_some()).map(|item| self.text(item.span));
        self.format_with(MarkerSeparator::habit(written))
    }

    /// As [`format`](Self::format), with this before every marker except for those of pbr's extras.
    pub fn format_with(&self, separator: MarkerSeparator) -> Vec<Edit> {
        let mut edits = Edits::of(self.source());
        for item in self.lists().iter().flat_map(|list| &list.items).filter(|item| item.is_written) {
            let range = self.source().range(item.span);
            let written = self.text(item.span);
            match &item.kind {
                ListItemKind::Requirement(requirement) => {
                    edits.replace(range, &normalize_requirement(written, requirement, separator));
                }
                ListItemKind::Entry(entry) => {
                    let marker_separator = if written.contains(';') { ";" } else { ":" };
                    let mut bare = (**entry).clone();
                    bare.comment.clear();
                    edits.replace(range, &bare.to_line_with(Style { marker_separator, ..NORMAL }));
                }
                ListItemKind::Invalid => {}
            }
        }
        edits.edits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::apply_edits;

    #[track_caller]
    fn formatted(text: &str, format: impl Fn(&str) -> Vec<Edit>, expected: &str) {
        let once = String::from_utf8(apply_edits(text.as_bytes(), &format(text)).unwrap()).unwrap();
        assert_eq!(once, expected);
        assert_eq!(format(&once), [], "formatting twice is formatting once");
    }

    #[test]
    fn requirements_are_normalised_and_the_rest_stays() {
        let format = |text: &str| RequirementsFile::parse(text).0.format();
        formatted(
            "  six<2, >=1 ;os_name=='nt'#x\r\n \r\n# c \r\na --hash=sha256:b\t# c\r\nb >= ${X}\r\nc \\\r\n >= 1 # d \r\n-e .  # e\r\n./x #f",
            format,
            "  six<2, >=1 ;os_name=='nt'#x\r\n\r\n# c\r\na --hash=sha256:b  # c\r\nb >= ${X}\r\nc \\\r\n >= 1  # d\r\n-e .  # e\r\n./x  #f\r\n",
        );
        formatted(
            "a[c,b] (<2,>=1); x=='y'",
            |text| RequirementsFile::parse(text).0.format(),
            "a[c,b] (<2,>=1); x=='y'\n",
        );
        formatted("a[c,b] (<2,>=1); os_name=='y' ", format, "a[b,c]>=1,<2; os_name=='y'\n");
        formatted("a @ https://x/y ; os_name=='y'", format, "a @ https://x/y ; os_name=='y'\n");
        formatted("", format, "");
    }

    #[test]
    fn the_habit_of_the_file_decides_what_is_before_a_marker() {
        let format = |text: &str| RequirementsFile::parse(text).0.format();
        formatted(
            "a ;os_name=='x'\nb;os_name=='x'\nc; os_name=='x'\n",
            format,
            "a;os_name=='x'\nb;os_name=='x'\nc;os_name=='x'\n",
        );
        formatted("a ; os_name=='x'\nb;os_name=='x'\n", format, "a; os_name=='x'\nb; os_name=='x'\n");
        let tight = |text: &str| RequirementsFile::parse(text).0.format_with(MarkerSeparator::Tight);
        formatted("a ; os_name=='x'\n", tight, "a;os_name=='x'\n");
        let entries = |text: &str| EntryFile::parse(text, Urls::Allowed).0.format();
        formatted("a===1 ; os_name=='x' # c\n", entries, "a===1; os_name=='x'  # c\n");
        formatted("a===1;os_name=='x'\n", entries, "a===1;os_name=='x'\n");
        let spaced =
            |text: &str| EntryFile::parse(text, Urls::Allowed).0.format_with(MarkerSeparator::Spaced);
        formatted("a===1;os_name=='x'\n", spaced, "a===1; os_name=='x'\n");
    }

    #[test]
    fn blanks_between_two_line_endings_stay_where_they_keep_them_apart() {
        formatted("\r \n", |text| RequirementsFile::parse(text).0.format(), "\r \n");
        formatted(".\\ \n", |text| RequirementsFile::parse(text).0.format(), ".\\ \n");
    }

    #[test]
    fn entries_are_normalised() {
        formatted(
            "six >=1,!=2 # MIT\n\n## s \nfoo bar\n-e . \n",
            |text| EntryFile::parse(text, Urls::Forbidden).0.format(),
            "six>=1,!=2  # MIT\n\n## s\nfoo bar\n-e .\n",
        );
    }

    #[test]
    fn rules_are_normalised() {
        formatted(
            "ab  [ a(b  !c)]  >=1,<2 # c \nx_ [\n",
            |text| BindepFile::parse(text).0.format(),
            "ab [a (b !c)] >=1,<2 # c\nx_ [\n",
        );
    }

    #[test]
    fn lists_are_normalised_in_place() {
        formatted(
            "[options]\ninstall_requires =\n    six >= 1 # MIT\n[extras]\na =\n  b <2,>=1 :os_name=='x' # c\n",
            |text| SetupCfg::parse(text).0.format(),
            "[options]\ninstall_requires =\n    six>=1 # MIT\n[extras]\na =\n  b>=1,<2:os_name=='x' # c\n",
        );
    }
}
