//! Many requirements at once, in columns that are used again.

use core::fmt;

use super::parse::{Parts, diagnosed, extras, grammar};
use super::remembered::Remembered;
use super::{Rare, Requirement, RequirementError};
use crate::grammar::{as_text, blanks};
use crate::marker::marker;
use crate::name::{AppendedName, append_name};
use crate::short_text::ShortText;
use crate::{ExtraName, Marker, PackageName, Specifier};

/// Requirements parsed in batches: texts, specifiers, markers and extras lie behind each other, whichever row they are of.
///
/// Filling them again allocates nothing once they have grown to the size of a batch, long names and specifiers aside
/// that do not fit 16 bytes. A marker, or a list of extras, is parsed when it is met for the first time; up to 4096 are
/// remembered for the next batch.
///
/// Law: every line gives the requirement, or the error, that parsing it alone gives.
///
/// ```
/// use haggle_spec::RequirementColumns;
/// let mut columns = RequirementColumns::new();
/// columns.fill(["Oslo.Log>=3.36", "six", "=1.0", "pbr!=2.1.0; extra == 'test'"]);
/// assert_eq!(columns.len(), 4);
/// let names: Vec<_> = columns.rows().map(|row| row.map(|row| row.name()).unwrap_or("?")).collect();
/// assert_eq!(names, ["oslo-log", "six", "?", "pbr"]);
/// assert_eq!(columns.errors()[0].0, 2);
/// let row = columns.row(0).expect("there are four")?;
/// assert_eq!(row.name_as_written(), "Oslo.Log");
/// assert_eq!(row.to_requirement(), "Oslo.Log>=3.36".parse()?);
/// # Ok::<(), haggle_spec::RequirementError>(())
/// ```
#[derive(Clone, Default)]
pub struct RequirementColumns {
    rows: Vec<RowEnds>,
    /// A row's normalised name, its name as written where that may differ, and its URL.
    texts: Vec<u8>,
    specifiers: Vec<Specifier>,
    markers: Remembered<Marker>,
    extras: Remembered<Rare>,
    /// By ascending row.
    errors: Vec<(usize, RequirementError)>,
}

/// Where the parts of a row end; they start where those of the row before end.
#[derive(Debug, Clone, Copy, Default)]
struct RowEnds {
    name: usize,
    written: usize,
    url: usize,
    specifiers: usize,
    marker: Option<usize>,
    extras: Option<usize>,
}

/// A requirement in [`RequirementColumns`].
#[derive(Clone, Copy)]
pub struct RequirementRow<'a> {
    columns: &'a RequirementColumns,
    start: RowEnds,
    end: RowEnds,
}

impl RequirementColumns {
    /// No rows.
    pub fn new() -> Self {
        RequirementColumns::default()
    }

    /// Parses lines, one a row, in place of the rows there were. Each is a requirement alone: no comments, no options.
    pub fn fill<'t>(&mut self, lines: impl IntoIterator<Item = &'t str>) {
        self.clear();
        for line in lines {
            self.push(line);
        }
    }

    /// Parses one more line. Where it is no requirement, its row holds the error.
    pub fn push(&mut self, line: &str) {
        let before = self.rows.last().copied().unwrap_or_default();
        let mut row = RowInProgress { columns: self, end: RowEnds::default() };
        if grammar(line, &mut row) {
            let end =
                RowEnds { url: row.columns.texts.len(), specifiers: row.columns.specifiers.len(), ..row.end };
            self.rows.push(end);
        } else {
            self.push_error(line, before);
        }
    }

    #[cold]
    fn push_error(&mut self, line: &str, before: RowEnds) {
        self.texts.truncate(before.url);
        self.specifiers.truncate(before.specifiers);
        self.errors.push((self.rows.len(), diagnosed(line)));
        let (name, written) = (before.url, before.url);
        self.rows.push(RowEnds { name, written, marker: None, extras: None, ..before });
    }

    /// Removes all rows; what they took is kept for the next ones.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.texts.clear();
        self.specifiers.clear();
        self.errors.clear();
        self.markers.forget_ids();
        self.extras.forget_ids();
    }

    /// How many lines were parsed, well or not.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The requirement of a line, or why it is none; `None` beyond the last line.
    pub fn row(&self, index: usize) -> Option<Result<RequirementRow<'_>, RequirementError>> {
        let end = *self.rows.get(index)?;
        if let Ok(place) = self.errors.binary_search_by_key(&index, |(row, _)| *row) {
            return self.errors.get(place).map(|(_, error)| Err(error.clone()));
        }
        let start =
            index.checked_sub(1).and_then(|before| self.rows.get(before)).copied().unwrap_or_default();
        Some(Ok(RequirementRow { columns: self, start, end }))
    }

    /// The requirements of all lines, in their order.
    pub fn rows(&self) -> impl Iterator<Item = Result<RequirementRow<'_>, RequirementError>> {
        (0..self.len()).filter_map(|index| self.row(index))
    }

    /// The lines that are no requirements, ascending, with what is wrong.
    pub fn errors(&self) -> &[(usize, RequirementError)] {
        &self.errors
    }

    /// The specifiers of all rows behind each other.
    pub fn specifiers(&self) -> &[Specifier] {
        &self.specifiers
    }
}

impl fmt::Debug for RequirementColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.rows()).finish()
    }
}

/// A row that the grammar is filling.
struct RowInProgress<'c> {
    columns: &'c mut RequirementColumns,
    end: RowEnds,
}

impl Parts for RowInProgress<'_> {
    type Specifiers = Vec<Specifier>;

    #[inline]
    fn name(&mut self, input: &[u8]) -> Option<usize> {
        let AppendedName { length, normalised_end } = append_name(input, &mut self.columns.texts)?;
        self.end.name = normalised_end;
        self.end.written = self.columns.texts.len();
        Some(length)
    }

    fn extras<'a>(&mut self, input: &'a [u8]) -> Option<&'a [u8]> {
        let length = input.iter().position(|&byte| byte == b']')? + 1;
        let (list, rest) = input.split_at_checked(length)?;
        let parse = || extras(list).ok().map(|(_, rare)| rare.map_or_else(Rare::default, |rare| *rare));
        self.end.extras = Some(self.columns.extras.id(list, parse)?);
        Some(blanks(rest))
    }

    #[inline]
    fn specifiers(&mut self) -> &mut Vec<Specifier> {
        &mut self.columns.specifiers
    }

    fn url(&mut self, url: &str) {
        self.columns.texts.extend_from_slice(url.as_bytes());
    }

    #[inline]
    fn marker(&mut self, text: &str, input: &[u8]) -> Option<()> {
        let parse = || match marker(text, input) {
            Ok((b"", marker)) => Some(marker),
            _ => None,
        };
        self.end.marker = Some(self.columns.markers.id(blanks(input), parse)?);
        Some(())
    }
}

impl<'a> RequirementRow<'a> {
    fn text(&self, from: usize, to: usize) -> &'a str {
        as_text(self.columns.texts.get(from..to).unwrap_or_default())
    }

    /// The normalised name.
    pub fn name(&self) -> &'a str {
        self.text(self.start.url, self.end.name)
    }

    /// The name as it was written.
    pub fn name_as_written(&self) -> &'a str {
        match self.text(self.end.name, self.end.written) {
            "" => self.name(),
            written => written,
        }
    }

    /// The normalised extras, sorted, without repetition.
    pub fn extras(&self) -> &'a [ExtraName] {
        self.rare().map_or(&[], |rare| &rare.extras)
    }

    /// The version specifiers in the order they were written.
    pub fn specifiers(&self) -> &'a [Specifier] {
        self.columns.specifiers.get(self.start.specifiers..self.end.specifiers).unwrap_or_default()
    }

    /// What follows `@`, as it was written.
    pub fn url(&self) -> Option<&'a str> {
        Some(self.text(self.end.written, self.end.url)).filter(|url| !url.is_empty())
    }

    /// The condition.
    pub fn marker(&self) -> Option<&'a Marker> {
        self.end.marker.and_then(|id| self.columns.markers.value(id))
    }

    /// The same as a value of its own.
    pub fn to_requirement(&self) -> Requirement {
        let name = PackageName::from_scanned(self.name());
        let written = self.text(self.end.name, self.end.written);
        let rare = match (self.rare().filter(|rare| !rare.extras.is_empty()), self.url()) {
            (None, None) => None,
            (rare, url) => {
                let rare = rare.cloned().unwrap_or_default();
                Some(Box::new(Rare { url: url.map(Into::into), ..rare }))
            }
        };
        Requirement {
            name,
            written: (!written.is_empty()).then(|| ShortText::new(written)),
            specifiers: self.specifiers().iter().cloned().collect(),
            marker: self.marker().cloned(),
            rare,
        }
    }

    fn rare(&self) -> Option<&'a Rare> {
        self.end.extras.and_then(|id| self.columns.extras.value(id))
    }
}

impl fmt::Debug for RequirementRow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_requirement(), f)
    }
}
