//! The options of requirements files, read the way pip reads them (`shlex`, then `optparse`).

use std::ops::Range;

use super::words::{self, WordError};
use crate::Span;
use crate::file::FileErrorKind;
use crate::file::logical::LogicalText;

/// An option that pip knows in requirements files.
///
/// Source: pip's documentation, "Requirements File Format", and the parsers of pip 23.2 to 26.3. Values are not checked, other
/// than the forms of [`Hash`](Self::Hash) and [`ConfigSettings`](Self::ConfigSettings).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum OptionKind {
    /// `-i`, `--index-url`, `--pypi-url`: the index to use.
    IndexUrl,
    /// `--extra-index-url`: one more index.
    ExtraIndexUrl,
    /// `--no-index`: use no index.
    NoIndex,
    /// `-c`, `--constraint`: read a constraints file.
    Constraint,
    /// `-r`, `--requirement`: read another requirements file.
    Requirement,
    /// `-e`, `--editable`: install in development mode.
    Editable,
    /// `-f`, `--find-links`: a page or folder with archives.
    FindLinks,
    /// `--no-binary`: names that must come as source.
    NoBinary,
    /// `--only-binary`: names that must come as wheels.
    OnlyBinary,
    /// `--prefer-binary`: prefer a wheel over a newer source.
    PreferBinary,
    /// `--require-hashes`: every requirement must have hashes.
    RequireHashes,
    /// `--no-require-hashes`: requirements need no hashes, since pip 26.2.
    NoRequireHashes,
    /// `--pre`: prereleases count.
    Pre,
    /// `--all-releases`: names whose prereleases count, since pip 26.0.
    AllReleases,
    /// `--only-final`: names whose prereleases do not count, since pip 26.0.
    OnlyFinal,
    /// `--trusted-host`: a host without valid HTTPS.
    TrustedHost,
    /// `--use-feature`: a feature of pip that is not on by default.
    UseFeature,
    /// `--global-option`, of one requirement: an option of its `setup.py`; gone since pip 25.3.
    GlobalOption,
    /// `--hash`, of one requirement: a digest that its archive must have.
    Hash,
    /// `-C`, `--config-settings`, of one requirement: a setting of its build backend.
    ConfigSettings,
}

/// The versions of pip, as major and minor number, that know an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PipVersions {
    /// The first one, if that is later than 23.2.
    pub since: Option<(u16, u16)>,
    /// The first one that knows it no more.
    pub gone_since: Option<(u16, u16)>,
}

/// How an option is written.
struct Spelling {
    kind: OptionKind,
    short: Option<u8>,
    long: &'static str,
    takes_value: bool,
}

const fn spelling(kind: OptionKind, short: Option<u8>, long: &'static str, takes_value: bool) -> Spelling {
    Spelling { kind, short, long, takes_value }
}

/// The first spelling of a kind is its name.
const SPELLINGS: [Spelling; 22] = [
    spelling(OptionKind::IndexUrl, Some(b'i'), "--index-url", true),
    spelling(OptionKind::IndexUrl, None, "--pypi-url", true),
    spelling(OptionKind::ExtraIndexUrl, None, "--extra-index-url", true),
    spelling(OptionKind::NoIndex, None, "--no-index", false),
    spelling(OptionKind::Constraint, Some(b'c'), "--constraint", true),
    spelling(OptionKind::Requirement, Some(b'r'), "--requirement", true),
    spelling(OptionKind::Editable, Some(b'e'), "--editable", true),
    spelling(OptionKind::FindLinks, Some(b'f'), "--find-links", true),
    spelling(OptionKind::NoBinary, None, "--no-binary", true),
    spelling(OptionKind::OnlyBinary, None, "--only-binary", true),
    spelling(OptionKind::PreferBinary, None, "--prefer-binary", false),
    spelling(OptionKind::RequireHashes, None, "--require-hashes", false),
    spelling(OptionKind::NoRequireHashes, None, "--no-require-hashes", false),
    spelling(OptionKind::Pre, None, "--pre", false),
    spelling(OptionKind::AllReleases, None, "--all-releases", true),
    spelling(OptionKind::OnlyFinal, None, "--only-final", true),
    spelling(OptionKind::TrustedHost, None, "--trusted-host", true),
    spelling(OptionKind::UseFeature, None, "--use-feature", true),
    spelling(OptionKind::GlobalOption, None, "--global-option", true),
    spelling(OptionKind::Hash, None, "--hash", true),
    spelling(OptionKind::ConfigSettings, Some(b'C'), "--config-settings", true),
    // The spelling of pip 23.3 and later; before, it is an abbreviation.
    spelling(OptionKind::ConfigSettings, None, "--config-setting", true),
];

impl OptionKind {
    /// The option in its long form.
    ///
    /// ```
    /// use haggle_spec::file::requirements::OptionKind;
    ///
    /// assert_eq!(OptionKind::Requirement.as_str(), "--requirement");
    /// ```
    pub fn as_str(self) -> &'static str {
        SPELLINGS.iter().find(|spelling| spelling.kind == self).map_or("", |spelling| spelling.long)
    }

    /// The versions of pip that know it.
    ///
    /// ```
    /// use haggle_spec::file::requirements::OptionKind;
    ///
    /// assert_eq!(OptionKind::OnlyFinal.pip_versions().since, Some((26, 0)));
    /// assert_eq!(OptionKind::GlobalOption.pip_versions().gone_since, Some((25, 3)));
    /// ```
    pub fn pip_versions(self) -> PipVersions {
        let (since, gone_since) = match self {
            Self::AllReleases | Self::OnlyFinal => (Some((26, 0)), None),
            Self::NoRequireHashes => (Some((26, 2)), None),
            Self::GlobalOption => (None, Some((25, 3))),
            _ => (None, None),
        };
        PipVersions { since, gone_since }
    }

    /// Whether it belongs to one requirement, on whose line it is.
    pub fn is_per_requirement(self) -> bool {
        matches!(self, Self::GlobalOption | Self::Hash | Self::ConfigSettings)
    }
}

/// An option as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileOption {
    /// Which option.
    pub kind: OptionKind,
    /// Its value without quotes, variables put in; nothing for a flag.
    pub value: Option<String>,
    /// The option and its value.
    pub span: Span,
    /// The value as it is written, quotes included; empty for a flag.
    pub value_span: Span,
}

/// What is wrong with options, and where in the logical text.
pub(super) struct OptionError {
    pub(super) range: Range<usize>,
    pub(super) kind: FileErrorKind,
}

/// Options of a line; ranges of text that follows them, which pip drops.
pub(super) struct ParsedOptions {
    pub(super) options: Vec<FileOption>,
    pub(super) ignored: Vec<Range<usize>>,
}

/// Where the options of a line start: at the first word that starts with a hyphen. pip splits at single spaces, so a tab
/// before an option does not count.
pub(super) fn options_start(text: &str) -> Option<usize> {
    if text.starts_with('-') {
        return Some(0);
    }
    let bytes = text.as_bytes();
    (1..bytes.len()).find(|at| bytes[*at] == b'-' && bytes[*at - 1] == b' ')
}

/// Reads the options in `line` from `start` on. Stops at the first error, as pip does.
pub(super) fn parse_options(
    line: &LogicalText<'_>,
    start: usize,
    to_span: impl Fn(Range<usize>) -> Span,
) -> Result<ParsedOptions, OptionError> {
    let words = words::split(&line.text[start..]).map_err(|error| match error {
        WordError::UnterminatedQuote(range) => {
            OptionError { range: shift(&range, start), kind: FileErrorKind::UnterminatedQuote }
        }
        WordError::UnterminatedEscape(range) => {
            OptionError { range: shift(&range, start), kind: FileErrorKind::UnterminatedEscape }
        }
    })?;
    let mut parsed = ParsedOptions { options: Vec::new(), ignored: Vec::new() };
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let range = shift(&word.range, start);
        if word.text == "--" {
            parsed.ignored.extend(words.by_ref().map(|word| shift(&word.range, start)));
            break;
        }
        if !word.text.starts_with('-') || word.text == "-" {
            parsed.ignored.push(range);
            continue;
        }
        let (spelling, written, inline) =
            match_option(&word.text).map_err(|kind| OptionError { range: range.clone(), kind })?;
        let missing = || OptionError {
            range: range.clone(),
            kind: FileErrorKind::MissingValue { option: written.to_owned() },
        };
        let (value, value_range) = match (spelling.takes_value, inline) {
            (true, Some(value)) => {
                // A quoted word has no place of its own for the value: its range is the part after the written option.
                let from =
                    (range.start + written.len() + usize::from(written.starts_with("--"))).min(range.end);
                (Some(value.to_owned()), from..range.end)
            }
            (true, None) => {
                let value = words.next().ok_or_else(missing)?;
                let range = shift(&value.range, start);
                (Some(value.text.into_owned()), range)
            }
            (false, Some(_)) => {
                let kind = FileErrorKind::UnexpectedValue { option: written.to_owned() };
                return Err(OptionError { range, kind });
            }
            (false, None) => (None, range.end..range.end),
        };
        check_value(spelling.kind, value.as_deref())
            .map_err(|kind| OptionError { range: value_range.clone(), kind })?;
        parsed.options.push(FileOption {
            kind: spelling.kind,
            value,
            span: to_span(line.range(range.start..value_range.end.max(range.end))),
            value_span: to_span(line.range(value_range)),
        });
    }
    Ok(parsed)
}

/// The option that a word names, the option as written, and the value that the word gives it.
fn match_option(word: &str) -> Result<(&'static Spelling, &str, Option<&str>), FileErrorKind> {
    if let Some(short) = word.strip_prefix('-').filter(|rest| !rest.starts_with('-')) {
        let length = short.chars().next().map_or(0, char::len_utf8);
        let written = &word[..=length];
        let value = Some(&short[length..]).filter(|value| !value.is_empty());
        return SPELLINGS
            .iter()
            .find(|spelling| length == 1 && spelling.short == short.bytes().next())
            .map(|spelling| (spelling, written, value))
            .ok_or_else(|| FileErrorKind::UnknownOption { option: written.to_owned() });
    }
    let (written, value) = match word.split_once('=') {
        Some((written, value)) => (written, Some(value)),
        None => (word, None),
    };
    if let Some(spelling) = SPELLINGS.iter().find(|spelling| spelling.long == written) {
        return Ok((spelling, written, value));
    }
    let mut candidates: Vec<&Spelling> =
        SPELLINGS.iter().filter(|spelling| spelling.long.starts_with(written)).collect();
    candidates.dedup_by_key(|spelling| spelling.kind);
    match candidates.as_slice() {
        [] => Err(FileErrorKind::UnknownOption { option: written.to_owned() }),
        [only] => Ok((only, written, value)),
        several => Err(FileErrorKind::AmbiguousOption {
            option: written.to_owned(),
            candidates: several.iter().map(|spelling| spelling.long).collect(),
        }),
    }
}

fn check_value(kind: OptionKind, value: Option<&str>) -> Result<(), FileErrorKind> {
    match (kind, value) {
        (OptionKind::Hash, Some(value)) => match value.split_once(':') {
            Some(("sha256" | "sha384" | "sha512", _)) => Ok(()),
            _ => Err(FileErrorKind::InvalidHash),
        },
        (OptionKind::ConfigSettings, Some(value)) if !value.contains('=') => {
            Err(FileErrorKind::InvalidConfigSetting)
        }
        _ => Ok(()),
    }
}

fn shift(range: &Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}
