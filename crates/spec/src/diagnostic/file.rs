//! What can be wrong in a file, beside the requirements in it.

use core::fmt;

/// What is wrong with a file that holds requirements.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileErrorKind {
    /// Bytes that are not valid in the file's encoding.
    InvalidEncoding,
    /// A quote that is not closed.
    UnterminatedQuote,
    /// A backslash at the end of an option, with nothing to escape.
    UnterminatedEscape,
    /// An option that requirements files do not have.
    UnknownOption {
        /// The option as written, without its value.
        option: String,
    },
    /// An option that pip knows no more.
    GoneOption {
        /// The option, in its long form.
        option: &'static str,
        /// The first version of pip without it, as major and minor number.
        since: (u16, u16),
    },
    /// An abbreviation that several options share.
    AmbiguousOption {
        /// The abbreviation.
        option: String,
        /// The options that it may stand for.
        candidates: Vec<&'static str>,
    },
    /// An option that needs a value and has none.
    MissingValue {
        /// The option as written.
        option: String,
    },
    /// An option that takes no value and is given one.
    UnexpectedValue {
        /// The option as written.
        option: String,
    },
    /// A value that is not `algorithm:digest` with an algorithm that pip allows (`sha256`, `sha384`, `sha512`).
    InvalidHash,
    /// A value of `--config-settings` that is not `KEY=VALUE`.
    InvalidConfigSetting,
    /// Words after the options of a line: pip drops them without a word.
    IgnoredText,
    /// An option that has no effect where it is: pip drops it without a word.
    IgnoredOption {
        /// The option, in its long form.
        option: &'static str,
    },
    /// A marker behind `-e` or another option of the file: pip drops it without a word.
    IgnoredMarker,
    /// A value that a blank cuts: `-e ./x[a, b]`, `-e name @ URL`.
    CutValue,
    /// A `-e` location that is neither a path nor a URL of a version control system.
    InvalidEditable,
    /// A URL with a scheme that pip does not know.
    UnknownScheme {
        /// The scheme.
        scheme: String,
    },
    /// An address as `scp` takes it instead of a URL: `git+git@host:path`.
    ScpAddress,
    /// What follows `egg=` in a URL is not a name alone.
    InvalidEgg {
        /// What follows.
        egg: String,
    },
    /// A name that Python has no encoding of, in the comment that declares it (PEP 263).
    UnknownEncoding {
        /// The name.
        name: String,
    },
    /// An encoding that Python has and that is not read here.
    EncodingNotRead {
        /// Its name as written.
        name: String,
    },
    /// A file of another kind than it is read as: nearly no line of it follows the grammar.
    OtherKind {
        /// What it probably is.
        kind: &'static str,
        /// How many of its lines are wrong.
        n_wrong: usize,
        /// How many lines say something.
        n_lines: usize,
    },
    /// `${NAME}` of a variable that has no value.
    UnsetVariable {
        /// Its name.
        name: String,
    },
    /// A file with a wheel's suffix whose name is not a wheel's.
    InvalidWheelName {
        /// What is wrong with it.
        reason: String,
    },
    /// Not something that a constraints file may hold.
    NotAConstraint {
        /// Why: `an editable`, say.
        what: &'static str,
    },
    /// A line that does not follow the grammar of the file.
    InvalidLine {
        /// What would be right here: `a package name`, say.
        expected: &'static str,
    },
    /// A URL where only names are allowed.
    UrlNotAllowed,
    /// A URL that does not name its project with `#egg=NAME`.
    UnnamedUrl,
    /// A line of an INI file outside a section, or one that is not an option.
    InvalidIni {
        /// What would be right here.
        expected: &'static str,
    },
    /// A section or option that a file has twice.
    Duplicate {
        /// What is there twice: ``section `metadata` ``, say.
        what: String,
    },
    /// A `%` that neither is doubled nor starts `%(name)s`.
    InvalidInterpolation,
    /// `%(name)s` with the name of an option that is neither in the section nor in `[DEFAULT]`.
    UnknownReference {
        /// The name.
        name: String,
    },
    /// `%(name)s` that leads to itself, or to too much text.
    EndlessReference {
        /// The name.
        name: String,
    },
    /// A marker behind a requirement on the line of its option, where setuptools takes a semicolon for the end of a requirement.
    MarkerOnOptionLine,
    /// A backslash behind the last requirement of a list, which setuptools then drops without a word.
    DroppedRequirement,
    /// Not valid TOML.
    InvalidToml {
        /// What is wrong, in the words of the TOML parser.
        message: String,
    },
    /// A value of another type than the standard asks for.
    WrongType {
        /// Where the value is: `project.dependencies`, say.
        place: String,
        /// What the standard asks for: `an array of strings`, say.
        expected: &'static str,
    },
    /// A dependency group that includes itself, directly or through others (PEP 735).
    IncludeCycle {
        /// The groups of the cycle, in order; the first is repeated at the end.
        groups: Vec<String>,
    },
    /// A dependency group that includes one that is not there (PEP 735).
    UnknownGroup {
        /// The name as written.
        group: String,
    },
}

impl fmt::Display for FileErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidEncoding => formatter.write_str("these bytes are not valid in the encoding of the file"),
            Self::UnterminatedQuote => formatter.write_str("the quote is not closed"),
            Self::UnterminatedEscape => formatter.write_str("there is nothing after the backslash to escape"),
            Self::UnknownOption { option } => write!(formatter, "requirements files have no option `{option}`"),
            Self::GoneOption { option, since: (major, minor) } => {
                write!(formatter, "pip has no option `{option}` since version {major}.{minor}")
            }
            Self::IgnoredMarker => formatter.write_str("pip ignores a marker behind an option"),
            Self::CutValue => formatter.write_str("a blank ends the value of an option, unless it is in quotes"),
            Self::UnknownScheme { scheme } => write!(
                formatter,
                "pip does not know `{scheme}://`: a repository is named by `git+https://`, `git+ssh://` and the like"
            ),
            Self::ScpAddress => formatter.write_str("this is an address for `scp` and not a URL, such as `git+ssh://git@host/path`"),
            Self::InvalidEgg { egg } => {
                write!(formatter, "`{egg}` after `egg=` is not a name: extras and versions go before the URL, as in `name[extra] @ URL`")
            }
            Self::UnknownEncoding { name } => write!(formatter, "Python knows no encoding `{name}`"),
            Self::EncodingNotRead { name } => {
                write!(formatter, "the encoding `{name}` is not read here: write the file in UTF-8")
            }
            Self::OtherKind { kind, n_wrong, n_lines } => {
                write!(formatter, "this is probably {kind}: {n_wrong} of {n_lines} lines are not what pip reads")
            }
            Self::UnsetVariable { name } => write!(formatter, "the variable `{name}` has no value"),
            Self::AmbiguousOption { option, candidates } => {
                write!(formatter, "`{option}` may stand for ")?;
                for (at, candidate) in candidates.iter().enumerate() {
                    write!(formatter, "{}`{candidate}`", if at == 0 { "" } else { " or " })?;
                }
                Ok(())
            }
            Self::MissingValue { option } => write!(formatter, "`{option}` needs a value"),
            Self::UnexpectedValue { option } => write!(formatter, "`{option}` takes no value"),
            Self::InvalidHash => {
                formatter.write_str("a hash is `sha256:`, `sha384:` or `sha512:`, followed by the digest")
            }
            Self::InvalidConfigSetting => formatter.write_str("a configuration setting is `KEY=VALUE`"),
            Self::IgnoredText => formatter.write_str("pip ignores what follows the options of a line"),
            Self::IgnoredOption { option } => write!(formatter, "pip ignores `{option}` here"),
            Self::InvalidEditable => formatter.write_str(
                "an editable is a path, or the URL of a version control system with `#egg=` and a project's name",
            ),
            Self::InvalidWheelName { reason } => write!(formatter, "not the name of a wheel: {reason}"),
            Self::NotAConstraint { what } => write!(formatter, "{what} cannot be a constraint"),
            Self::UrlNotAllowed => formatter.write_str("a URL is not allowed here"),
            Self::UnnamedUrl => formatter.write_str("the URL does not name its project: it needs `#egg=` and the name"),
            Self::InvalidLine { expected } | Self::InvalidIni { expected } => write!(formatter, "expected {expected}"),
            Self::Duplicate { what } => write!(formatter, "{what} is there twice"),
            Self::InvalidInterpolation => {
                formatter.write_str("`%` starts a reference such as `%(name)s`: a plain one is written `%%`")
            }
            Self::UnknownReference { name } => {
                write!(formatter, "`%({name})s` refers to an option that is neither in its section nor in `[DEFAULT]`")
            }
            Self::EndlessReference { name } => write!(formatter, "`%({name})s` leads to itself, or to too much text"),
            Self::MarkerOnOptionLine => formatter.write_str(
                "on the line of its option `;` ends a requirement: one with a marker needs a line of its own",
            ),
            Self::DroppedRequirement => {
                formatter.write_str("no line follows this backslash: setuptools drops the requirement without a word")
            }
            Self::InvalidToml { message } => write!(formatter, "not valid TOML: {message}"),
            Self::WrongType { place, expected } => write!(formatter, "`{place}` must be {expected}"),
            Self::IncludeCycle { groups } => {
                formatter.write_str("the dependency group includes itself: ")?;
                for (at, group) in groups.iter().enumerate() {
                    write!(formatter, "{}`{group}`", if at == 0 { "" } else { " → " })?;
                }
                Ok(())
            }
            Self::UnknownGroup { group } => write!(formatter, "there is no dependency group `{group}`"),
        }
    }
}
