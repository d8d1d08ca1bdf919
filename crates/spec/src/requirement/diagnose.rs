//! The second reading, which runs only after the first has failed: it hears where the text stops being a requirement, and why.

use super::describe::described;
use super::places::Places;
use super::read::read;
use super::{Requirement, suggest};
use crate::fault::{Failure, FirstFault};
use crate::{Edit, RequirementError, RequirementErrorKind as Kind, Span};

/// So many faults of one text are looked for.
const MAX_FAULTS: usize = 16;

impl Requirement {
    /// Everything that is wrong with a text, in order; nothing if it is a requirement. Behind a fault the text is read on as if it
    /// were repaired, so that one mistake is one fault.
    ///
    /// ```
    /// use haggle_spec::Requirement;
    ///
    /// let faults = Requirement::faults("pip=>1.0,=<2.0");
    /// let edits: Vec<_> = faults.iter().filter_map(|fault| fault.suggestion()).collect();
    /// assert_eq!(edits.iter().map(|edit| edit.replacement.as_str()).collect::<Vec<_>>(), [">=", "<="]);
    /// ```
    pub fn faults(text: &str) -> Vec<RequirementError> {
        let mut faults: Vec<RequirementError> = Vec::new();
        let mut rest = text.to_owned();
        // How much of the text was before the last repair, and how much is there now.
        let (mut before, mut now) = (0, 0);
        while faults.len() < MAX_FAULTS
            && let Some(fault) = first_fault(&rest)
        {
            let place = fault.span().start;
            if place < now {
                break;
            }
            let repair = fault.suggestion().cloned().or_else(|| skip(&rest, &fault));
            let repair = repair.filter(|edit| edit.span.start >= now);
            // What would change an earlier repair is not an edit of the text.
            let fault = if repair.is_none() { fault.with_suggestion(None) } else { fault };
            faults.push(fault.moved(now, before));
            let Some(edit) = repair else { break };
            before += edit.span.end - now;
            now = edit.span.start + edit.replacement.len();
            rest.replace_range(edit.span.range(), &edit.replacement);
        }
        faults
    }
}

/// Why a text is not a requirement, and how to repair it.
#[cold]
#[inline(never)]
pub(super) fn diagnosed(text: &str) -> RequirementError {
    // One grammar has refused what it now takes.
    first_fault(text).unwrap_or_else(|| Failure::at(Kind::ExpectedEnd, b"").into_error(text))
}

fn first_fault(text: &str) -> Option<RequirementError> {
    let failure = read(text, &mut Places::default(), FirstFault::default()).err()?;
    Some(suggest::with_suggestion(text, described(text, failure.into_error(text)), stop))
}

/// Where the reference stops reading a text, if it does.
fn stop(text: &str) -> Option<usize> {
    let failure = read(text, &mut Places::default(), FirstFault::default()).err()?;
    Some(failure.into_error(text).stop().1.end)
}

/// The edit behind which the text is read on where nobody knows what was meant.
fn skip(text: &str, fault: &RequirementError) -> Option<Edit> {
    match fault.kind() {
        Kind::InvalidVersion | Kind::MissingVersion | Kind::QuotedVersion | Kind::Placeholder
            if fault.stop().0 != Kind::ExpectedMarkerSide && fault.stop().0 != Kind::ExpectedName =>
        {
            let end = fault.span().end;
            let before = text[..fault.span().start]
                .trim_end_matches(|character| !matches!(character, '<' | '>' | '=' | '!' | '~'));
            let before = before.trim_end_matches(['<', '>', '=', '!', '~']);
            let start = if fault.kind() == Kind::MissingVersion { fault.span().start } else { before.len() };
            Some(Edit::new(Span::new(start, end), ">=0"))
        }
        Kind::PrefixWithOperator
        | Kind::PrefixAfterSuffix
        | Kind::LocalLabel
        | Kind::CompatibleWithOneSegment => Some(Edit::new(fault.span(), ">=0")),
        Kind::UnexpectedText | Kind::MissingOperator => {
            let start = fault.span().start;
            let end = text[start..].find(';').map_or(text.len(), |length| start + length);
            Some(Edit::new(Span::new(start, end), ""))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Requirement, Span};

    #[track_caller]
    fn check(text: &str, kind: Kind, start: usize, end: usize) {
        let error = text.parse::<Requirement>().expect_err("no requirement");
        assert_eq!(error.stop(), (kind, Span::new(start, end)), "{text:?}");
    }

    #[test]
    fn an_error_says_where_and_why_the_reference_stops() {
        check("", Kind::ExpectedName, 0, 0);
        check("a[b c]", Kind::ExpectedCommaBetweenExtras, 4, 4);
        check("a[b,]", Kind::ExpectedExtra, 4, 4);
        check("a[b", Kind::UnclosedExtras, 1, 3);
        check("a b", Kind::ExpectedSemicolonAfterName, 2, 2);
        check("a () b", Kind::ExpectedSemicolonAfterName, 2, 5);
        check("a >=1 b", Kind::ExpectedCommaOrSemicolon, 2, 6);
        check("a ~=1", Kind::ExpectedSemicolonAfterName, 2, 2);
        check("a >=1, ~=1", Kind::ExpectedCommaOrSemicolon, 2, 7);
        check("a (>=1", Kind::UnclosedSpecifiers, 2, 6);
        check("a @ ", Kind::ExpectedUrl, 4, 4);
        check("a @ b c", Kind::ExpectedSemicolonAfterUrl, 4, 6);
        check("a>=1.*", Kind::PrefixWithOperator, 1, 5);
        check("a==1a1.*", Kind::PrefixAfterSuffix, 1, 7);
        check("a==1+x.*", Kind::PrefixAfterSuffix, 1, 7);
        check("a>=1+x", Kind::LocalLabel, 1, 4);
        check("a>=1+x.*", Kind::LocalLabel, 1, 4);
        check("a>=1+X", Kind::ExpectedCommaOrSemicolon, 1, 4);
        check("a; (os_name=='x'", Kind::UnclosedMarker, 3, 16);
        check("a; os_name == 'x", Kind::UnclosedQuote, 14, 14);
        check("a; os_name not x", Kind::ExpectedInAfterNot, 15, 15);
        check("a; os_name == 'x' )", Kind::ExpectedEnd, 18, 18);
    }

    #[test]
    fn a_part_of_arbitrary_equality_is_looked_at_last() {
        check("a===1,b", Kind::InvalidSpecifier, 6, 7);
        check("a===1,b,>=2,c", Kind::InvalidSpecifier, 6, 7);
        check("a===1,b >=2", Kind::ExpectedCommaOrSemicolon, 1, 8);
        check("a===1,b; os_name", Kind::ExpectedMarkerOperator, 16, 16);
    }

    /// Every fault of a text: what is marked, and what is said.
    #[track_caller]
    fn check_faults(text: &str, expected: &[(&str, &str)]) {
        let faults = Requirement::faults(text);
        let found: Vec<(&str, String)> =
            faults.iter().map(|fault| (&text[fault.span().range()], fault.to_string())).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(at, message)| (*at, message.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
        assert_eq!(faults.first(), text.parse::<Requirement>().err().as_ref(), "{text:?}");
    }

    #[test]
    fn faults_of_versions_are_named() {
        check_faults("six>=2", &[]);
        check_faults(
            "lib==2.1-RELEASE",
            &[("-RELEASE", "`2.1-RELEASE` is not a valid version: `-RELEASE` follows `2.1`")],
        );
        check_faults(
            "lib==main",
            &[("main", "`main` is not a valid version: a version starts with a number")],
        );
        check_faults(
            "lib ~= 3",
            &[("~= 3", "`~= 3` has one number: `~=` needs two at least: write `~=3.0`")],
        );
        check_faults("lib<4.2deb9", &[("deb9", "`4.2deb9` is not a valid version: `deb9` follows `4.2`")]);
        check_faults("lib==", &[("==", "no version follows `==`")]);
        check_faults("lib>=,<2", &[(">=", "no version follows `>=`")]);
        check_faults("lib=='3.1'", &[("'3.1'", "the version is in quotes: `'3.1'`: write `3.1`")]);
        check_faults(
            "lib==\u{201c}3.1\u{201d}",
            &[("\u{201c}3.1\u{201d}", "the version is in quotes: `\u{201c}3.1\u{201d}`: write `3.1`")],
        );
        check_faults("lib==2.x", &[(".x", "`2.x` is not a valid version: `.x` follows `2`: write `.*`")]);
        check_faults("lib==*", &[("*", "`*` is not a valid version: a version starts with a number")]);
        check_faults("lib<=2.*", &[("<=2.*", "`<=2.*` has `.*`, which goes with `==` and `!=` only")]);
        check_faults("lib~=2.*", &[("~=2.*", "`~=2.*` has `.*`, which goes with `==` and `!=` only")]);
        check_faults(
            "lib>=1+Local",
            &[("+Local", "`>=1+Local` has a local label, which goes with `==` and `!=` only")],
        );
    }

    #[test]
    fn faults_of_operators_are_named() {
        check_faults("lib~2.3.4", &[("~", "`~` is not an operator of version specifiers: write `~=2.3.4`")]);
        check_faults(
            "lib ~2.3",
            &[("~", "`~` is not an operator of version specifiers: write `>=2.3,<2.4`")],
        );
        check_faults("lib~>2.3", &[("~>", "`~>` is not an operator of version specifiers: write `~=2.3`")]);
        check_faults("lib=~2.3", &[("=~", "`=~` is not an operator of version specifiers: write `~=`")]);
        check_faults(
            "lib\u{2265}2",
            &[("\u{2265}", "`\u{2265}` is not an operator of version specifiers: write `>=`")],
        );
        check_faults("lib=3.*", &[("=", "`=` is not an operator of version specifiers: write `==`")]);
        check_faults(
            "lib=3.1=py39_1",
            &[("=3.1=py39_1", "`=3.1=py39_1` is conda's form of a pin: write `==3.1`")],
        );
        check_faults("lib 2.4", &[("2.4", "the version `2.4` has no operator before it, such as `==`")]);
        check_faults("lib>1 <3", &[("<3", "a comma is missing before `<3`: write `,`")]);
        check_faults("numpy,", &[(",", "this comma separates nothing")]);
        check_faults("numpy, pandas", &[(",", "this comma separates nothing")]);
    }

    #[test]
    fn faults_around_a_requirement_are_named() {
        check_faults("", &[("", "there is no requirement here")]);
        check_faults(
            "lib\u{a0}>=1",
            &[("\u{a0}", "a no-break space (U+00A0) is not allowed in a requirement")],
        );
        check_faults(
            "lib>=1\u{200b}",
            &[("\u{200b}", "a zero-width space (U+200B) is not allowed in a requirement")],
        );
        check_faults(
            "my\u{2014}lib",
            &[("\u{2014}", "an em dash (U+2014) is not allowed in a requirement: write `-`")],
        );
        check_faults("'lib>=1',", &[("'lib>=1',", "the requirement is in quotes: write `lib>=1`")]);
        check_faults(">=1", &[(">=1", "there is no name before `>=1`")]);
        check_faults(
            "pip install lib",
            &[("pip install lib", "`pip install lib` is a command, not a requirement")],
        );
        check_faults("{{ name }}>=1", &[("{{ name }}", "nothing was put in the place of `{{ name }}`")]);
        check_faults("<<<<<<< ours", &[("<<<<<<<", "`<<<<<<<` is left of a merge that was not resolved")]);
        check_faults("lib#why", &[("#", "a comment needs a blank before its `#`")]);
        check_faults("lib other", &[("other", "`other` does not belong to the requirement before it")]);
        check_faults("lib[a", &[("[", "the `[` of the extras is not closed")]);
        check_faults("lib:sys_platform=='win32'", &[(":", "a marker follows `;`, not `:`: write `;`")]);
        check_faults(
            "lib @ https://h/a.zip; os_name=='nt'",
            &[(";", "this `;` is a part of the URL: a marker needs a blank before it")],
        );
    }

    #[test]
    fn faults_of_markers_are_named() {
        check_faults(
            "a; os_name == 'nt' && extra == 'x'",
            &[("&&", "`&&` is not a word of markers: they have `and`, `or` and `not in`: write `and`")],
        );
        check_faults("a; python_version >= 3.9", &[("3.9", "the value `3.9` needs quotes: write `\"3.9\"`")]);
        check_faults(
            "a; pythonversion > '3'",
            &[("pythonversion", "markers have no variable `pythonversion`: write `python_version`")],
        );
        check_faults("a; python_version => '3'", &[("=>", "`=>` is not an operator of markers: write `>=`")]);
        check_faults("a; not os_name == 'nt'", &[("not", "markers have no `not` except in `not in`")]);
        check_faults("a; os_name == 'nt';", &[(";", "nothing follows this `;`")]);
        check_faults("a;", &[(";", "no marker follows the `;`")]);
        check_faults("a; os_name", &[("", "no operator follows, such as `==`, `>=` or `in`")]);
        check_faults("a; (os_name == 'nt'", &[("(", "this `(` is not closed: write `)`")]);
        check_faults("a; os_name == 'nt", &[("'", "this quote is not closed: write `'`")]);
    }

    #[test]
    fn faults_end_at_the_borders_of_characters() {
        check_faults("a (>1= \u{e9}", &[("= \u{e9}", "`>1= \u{e9}` is conda's form of a pin")]);
        check_faults("a>=1= 1\u{679e7}", &[("= 1\u{679e7}", "`>=1= 1\u{679e7}` is conda's form of a pin")]);
        check_faults("a >1 <  2", &[("<  2", "a comma is missing before `<  2`: write `,`")]);
        let parts = [
            "a", "[b", "]", "(", ")", ">=", "=", "~=", "1", ".*", ",", ";", " ", "\t", "\u{e9}", "\u{3000}",
            "'x", "os_name", "&&", "not", "@ u", "#", "+", "\"", "${X}", "{{",
        ];
        for first in parts {
            for second in parts {
                for third in parts {
                    let text = format!("a{first}{second}{third}");
                    for fault in Requirement::faults(&text) {
                        assert!(text.get(fault.span().range()).is_some(), "{text:?}");
                        let edit = fault.suggestion();
                        assert!(edit.is_none_or(|edit| text.get(edit.span.range()).is_some()), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_semicolon_behind_a_marker_alone_is_taken_out() {
        let error = "os_name == 'nt' ;".parse::<crate::Marker>().expect_err("not a marker");
        assert_eq!(error.suggestion(), Some(&Edit::new(Span::new(15, 17), "")));
    }

    #[test]
    fn every_fault_of_a_line_is_found_once() {
        check_faults(
            "a=>1,=<2; pythn_version > 3",
            &[
                ("=>", "`=>` is not an operator of version specifiers: write `>=`"),
                ("=<", "`=<` is not an operator of version specifiers: write `<=`"),
                ("pythn_version", "markers have no variable `pythn_version`: write `python_version`"),
                ("3", "the value `3` needs quotes: write `\"3\"`"),
            ],
        );
        check_faults(
            "a==dev,>=1.x.y; os_name == nt",
            &[
                ("dev", "`dev` is not a valid version: a version starts with a number"),
                (".x.y", "`1.x.y` is not a valid version: `.x.y` follows `1`"),
                ("nt", "the value `nt` needs quotes: write `\"nt\"`"),
            ],
        );
    }
}
