//! The second reading, which runs only after the first has failed: it hears where the text stops being a requirement, and why.

use super::places::Places;
use super::read::read;
use super::suggest;
use crate::fault::{Failure, FirstFault, YesOrNo};
use crate::{RequirementError, RequirementErrorKind as Kind};

/// Why a text is not a requirement, and how to repair it.
#[cold]
#[inline(never)]
pub(super) fn diagnosed(text: &str) -> RequirementError {
    let failure = match read(text, &mut Places::default(), FirstFault::default()) {
        Err(failure) => failure,
        // One grammar has refused what it now takes.
        Ok(()) => Failure::at(Kind::ExpectedEnd, b""),
    };
    let is_requirement = |text: &str| read(text, &mut Places::default(), YesOrNo).is_ok();
    suggest::with_suggestion(text, failure.into_error(text.len()), is_requirement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Requirement, Span};

    #[track_caller]
    fn check(text: &str, kind: Kind, start: usize, end: usize) {
        let error = text.parse::<Requirement>().expect_err("no requirement");
        assert_eq!((error.kind(), error.span()), (kind, Span::new(start, end)), "{text:?}");
    }

    #[test]
    fn an_error_says_where_and_why() {
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
}
