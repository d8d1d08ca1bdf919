//! What a source file is for, by its path.

use core::fmt;

/// The part of a project that a file belongs to: its requirements belong in the list of that part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SourcePart {
    /// What is installed and run.
    Product,
    /// Tests.
    Test,
    /// What builds the distribution.
    Build,
    /// What builds the documentation.
    Documentation,
    /// Tools for those who work on the project, examples, and what a CI runs.
    Development,
}

impl SourcePart {
    /// The word for it in messages.
    pub fn as_str(self) -> &'static str {
        match self {
            SourcePart::Product => "product",
            SourcePart::Test => "test",
            SourcePart::Build => "build",
            SourcePart::Documentation => "documentation",
            SourcePart::Development => "development",
        }
    }
}

impl fmt::Display for SourcePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which paths belong to a part: the name of a folder or of a file.
///
/// | written | means |
/// |---|---|
/// | `tests/` | a folder of this name anywhere |
/// | `/tools/` | a folder of this path at the top |
/// | `conftest.py` | a file of this name anywhere |
/// | `/setup.py` | a file of this path at the top |
/// | `test_*.py` | a file whose name starts and ends so; one `*` |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRule {
    pattern: Box<str>,
    part: SourcePart,
}

impl PartRule {
    /// The rule that paths of a pattern belong to a part. An empty pattern matches nothing.
    pub fn new(pattern: &str, part: SourcePart) -> Self {
        PartRule { pattern: pattern.into(), part }
    }

    /// Whether a path is one of the rule's. Paths are relative, with `/` between their parts.
    pub fn matches(&self, path: &str) -> bool {
        let (anchored, rest) = match self.pattern.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, &*self.pattern),
        };
        match (anchored, rest.strip_suffix('/')) {
            (true, Some(folder)) => path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
            (false, Some(folder)) => {
                let (folders, _) = path.rsplit_once('/').unwrap_or_default();
                folders.split('/').any(|name| matches_name(folder, name))
            }
            (true, None) => matches_name(rest, path),
            (false, None) => matches_name(rest, path.rsplit('/').next().unwrap_or(path)),
        }
    }
}

fn matches_name(pattern: &str, name: &str) -> bool {
    if pattern.is_empty() {
        return false;
    }
    match pattern.split_once('*') {
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
        None => name == pattern,
    }
}

/// The rules of a project: the first that matches a path decides, else it is of the product.
///
/// ```
/// use haggle_scan::{PartRules, SourcePart};
///
/// let rules = PartRules::default();
/// assert_eq!(rules.part("glance/api/app.py"), SourcePart::Product);
/// assert_eq!(rules.part("glance/tests/unit/base.py"), SourcePart::Test);
/// assert_eq!(rules.part("setup.py"), SourcePart::Build);
/// assert_eq!(rules.part("doc/source/conf.py"), SourcePart::Documentation);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRules(Vec<PartRule>);

impl PartRules {
    /// Rules, the first of them first.
    pub fn new(rules: impl IntoIterator<Item = PartRule>) -> Self {
        PartRules(rules.into_iter().collect())
    }

    /// These rules before the usual ones.
    #[must_use]
    pub fn or_default(mut self) -> Self {
        self.0.extend(PartRules::default().0);
        self
    }

    /// The part that a path belongs to.
    pub fn part(&self, path: &str) -> SourcePart {
        let rule = self.0.iter().find(|rule| rule.matches(path));
        rule.map_or(SourcePart::Product, |rule| rule.part)
    }
}

impl Default for PartRules {
    /// The folders and files that pytest, unittest, Sphinx, setuptools and OpenStack's projects use.
    fn default() -> Self {
        use SourcePart::{Build, Development, Documentation, Test};
        const RULES: &[(&str, SourcePart)] = &[
            ("/setup.py", Build),
            ("/doc/", Documentation),
            ("/docs/", Documentation),
            ("/api-ref/", Documentation),
            ("/api-guide/", Documentation),
            ("/releasenotes/", Documentation),
            ("tests/", Test),
            ("test/", Test),
            ("functional_tests/", Test),
            ("conftest.py", Test),
            ("test_*.py", Test),
            ("*_test.py", Test),
            ("test.py", Test),
            ("tests.py", Test),
            // What others' tests use of a project is for tests as well.
            ("fixture/", Test),
            ("fixtures/", Test),
            ("*fixture.py", Test),
            ("*fixtures.py", Test),
            // Checks of code style, which OpenStack's projects keep among their packages.
            ("hacking/", Development),
            ("/noxfile.py", Development),
            ("/tools/", Development),
            ("/scripts/", Development),
            ("/ci/", Development),
            ("/playbooks/", Development),
            ("/roles/", Development),
            ("/devstack/", Development),
            ("/contrib/", Development),
            ("/examples/", Development),
            ("/rally-jobs/", Development),
            ("/benchmarks/", Development),
            (".*/", Development),
        ];
        PartRules::new(RULES.iter().map(|(pattern, part)| PartRule::new(pattern, *part)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: bool) {
        assert_eq!(
            PartRule::new(pattern, SourcePart::Test).matches(path),
            expected,
            "`{pattern}` of `{path}`"
        );
    }

    #[test]
    fn a_pattern_matches_whole_names() {
        check("tests/", "a/tests/b.py", true);
        check("tests/", "tests/b.py", true);
        check("tests/", "a/mytests/b.py", false);
        check("tests/", "a/tests", false);
        check("/tools/", "tools/a/b.py", true);
        check("/tools/", "a/tools/b.py", false);
        check("/tools/", "tools", false);
        check("conftest.py", "a/conftest.py", true);
        check("/setup.py", "setup.py", true);
        check("/setup.py", "a/setup.py", false);
        check("test_*.py", "a/test_b.py", true);
        check("test_*.py", "test_/a.py", false);
        check("a*a", "a", false);
        check("", "a", false);
    }

    #[test]
    fn the_first_rule_that_matches_decides() {
        let rules = PartRules::new([
            PartRule::new("/tests/tools/", SourcePart::Development),
            PartRule::new("tests/", SourcePart::Test),
        ]);
        assert_eq!(rules.part("tests/tools/a.py"), SourcePart::Development);
        assert_eq!(rules.part("tests/a.py"), SourcePart::Test);
        assert_eq!(rules.part("setup.py"), SourcePart::Product);
        assert_eq!(rules.or_default().part("setup.py"), SourcePart::Build);
    }
}
