//! What a rule is: its name, how bad what it finds is, what may repair it, and its page.

use core::fmt;

/// A rule of the linter.
///
/// Law: no two rules have one name, and no rule has the code of a fault that the readers report.
#[derive(Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Rule {
    /// The name: words in lower case with hyphens. It never changes its meaning.
    pub name: &'static str,
    /// How bad what it finds is, where nobody has set another level.
    pub level: RuleLevel,
    /// What its edits do; `Unrepaired` where it has none.
    pub repair: RepairClass,
    /// What it finds, in one line.
    pub summary: &'static str,
    /// The page: Markdown, without the header that [`Rule::page`] puts above it.
    pub(crate) text: &'static str,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RuleLevel {
    /// Not looked for.
    Allow,
    /// Shown; the file passes.
    Warn,
    /// Shown; the file does not pass.
    Deny,
}

impl RuleLevel {
    /// The level as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warning",
            Self::Deny => "error",
        }
    }
}

/// What an edit of a rule does to the meaning of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RepairClass {
    /// There is no edit.
    Unrepaired,
    /// The file means the same to its tools as before.
    Certain,
    /// The file means what was most likely intended, which is not what it meant before.
    Unsafe,
}

impl RepairClass {
    /// The class in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unrepaired => "none",
            Self::Certain => "certain, by `--fix`",
            Self::Unsafe => "by `--unsafe-fix`: it changes what the file means",
        }
    }
}

impl Rule {
    /// The whole page, in Markdown: name, level, repair, what is found, and what the rule's own text says.
    ///
    /// ```
    /// let rule = haggle_spec::lint::rule("duplicate-requirement").unwrap();
    /// assert!(rule.page().starts_with("# duplicate-requirement\n"));
    /// ```
    pub fn page(&self) -> String {
        let Self { name, level, repair, summary, text } = self;
        format!(
            "# {name}\n\nLevel: {}. Repair: {}.\n\n{summary}.\n\n{}",
            level.as_str(),
            repair.as_str(),
            text.trim_start()
        )
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}
