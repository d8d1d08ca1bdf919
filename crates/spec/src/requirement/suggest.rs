//! The edit that repairs a requirement, where the intent is plain.
//!
//! Each candidate is tried: only an edit after which the text is a requirement is suggested.

use crate::marker::{Fix, closing_quote, first_that_repairs, operator, quotes};
use crate::{
    Edit, RequirementError, RequirementErrorKind as Kind, Span, SpecifierSet, Version, VersionParts,
    VersionSet,
};

/// The error with the first edit after which `is_requirement` says yes.
pub(super) fn with_suggestion(
    text: &str,
    error: RequirementError,
    is_requirement: fn(&str) -> bool,
) -> RequirementError {
    let candidates: [Fix; 9] = [
        trailing_semicolon,
        blank_before_semicolon,
        comma,
        prefix,
        operator,
        caret,
        alternatives,
        quotes,
        closing_quote,
    ];
    first_that_repairs(text, error, &candidates, is_requirement)
}

/// `a>=1;` without a marker.
fn trailing_semicolon(text: &str, _: &RequirementError) -> Option<Edit> {
    let kept = text.trim_end().strip_suffix(';')?.trim_end();
    Some(Edit::new(Span::new(kept.len(), text.len()), ""))
}

/// `a @ https://host/file; marker`: the semicolon would be a part of the URL.
fn blank_before_semicolon(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::ExpectedSemicolonAfterUrl {
        return None;
    }
    let place = text.get(error.span().start..)?.find("; ")? + error.span().start;
    Some(Edit::new(Span::new(place, place), " "))
}

/// `>=1 <2`, `>=1<2`.
fn comma(text: &str, error: &RequirementError) -> Option<Edit> {
    let place = match error.kind() {
        Kind::ExpectedCommaOrSemicolon | Kind::UnclosedSpecifiers => error.span().end,
        _ => return None,
    };
    let place = text.get(..place)?.trim_end().len();
    Some(Edit::new(Span::new(place, place), ","))
}

/// `>=1.0.*`, `<2.*`.
fn prefix(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::PrefixWithOperator {
        return None;
    }
    let specifier = text.get(error.span().range())?;
    let star = error.span().end - 1;
    let drops = specifier.starts_with(">=") || (specifier.starts_with('<') && !specifier.starts_with("<="));
    drops.then(|| Edit::new(Span::new(star, star + 2), ""))
}

/// Poetry's `^1.2.3`.
fn caret(text: &str, error: &RequirementError) -> Option<Edit> {
    let start = text.get(error.span().start..)?.find('^')? + error.span().start;
    let written = text.get(start + 1..)?;
    let length = written.find([',', ' ', ';', ')']).unwrap_or(written.len());
    Some(Edit::new(Span::new(start, start + 1 + length), caret_range(written.get(..length)?)?))
}

/// What Poetry's `^version` stands for: up to the next release that changes the first number that is not zero.
fn caret_range(version: &str) -> Option<String> {
    let version: Version = version.parse().ok()?;
    let release: Vec<u64> = version.release().map(|number| number.as_u64()).collect::<Option<_>>()?;
    let index = release.iter().position(|&number| number != 0).unwrap_or(release.len() - 1);
    let mut end = release.get(..=index)?.to_vec();
    *end.last_mut()? = end.last()?.checked_add(1)?;
    let end = Version::from_parts(VersionParts::release(end));
    Some(format!(">={},<{end}", version.as_written()))
}

/// Poetry's `<2 || >=3`, where specifiers can say the same: all versions but those between, here `!=2.*`.
///
/// That takes the prereleases of `3` as well, which no specifiers would tell from the others; nobody gets these without
/// asking for prereleases.
fn alternatives(text: &str, _: &RequirementError) -> Option<Edit> {
    let bars = text.find("||")?;
    let start = text.get(..bars)?.find(['<', '>', '=', '!', '~', '^'])?;
    let length = text.get(start..)?.find([';', ')']).unwrap_or(text.len() - start);
    let written = text.get(start..start + length)?.trim_end();
    let alternatives: Vec<Vec<String>> = written.split("||").map(specifiers).collect::<Option<_>>()?;
    // One alternative starts where it says; the others may start at the prereleases of that.
    let specifiers = (0..alternatives.len().min(8)).find_map(|exact| {
        let sets =
            alternatives.iter().enumerate().map(|(index, specifiers)| to_set(specifiers, index == exact));
        let versions = sets.reduce(|union, set| Some(union?.union(&set?)))??;
        versions.to_specifier_set().filter(|set| !set.is_empty())
    })?;
    Some(Edit::new(Span::new(start, start + written.len()), specifiers.to_string()))
}

/// The specifiers of one alternative, Poetry's `^` spelled out.
fn specifiers(alternative: &str) -> Option<Vec<String>> {
    let mut specifiers = Vec::new();
    for specifier in alternative.split(',').map(str::trim) {
        match specifier.strip_prefix('^') {
            Some(version) => specifiers.extend(caret_range(version)?.split(',').map(str::to_owned)),
            None if specifier.is_empty() => return None,
            None => specifiers.push(specifier.to_owned()),
        }
    }
    Some(specifiers)
}

/// What the specifiers take; unless this is to be `exact`, with the prereleases of what `>=` names.
fn to_set(specifiers: &[String], exact: bool) -> Option<VersionSet> {
    let text: Vec<String> = specifiers
        .iter()
        .map(|specifier| match specifier.strip_prefix(">=").map(str::parse::<Version>) {
            Some(Ok(version)) if !exact && version == version.base() => format!(">={version}.dev0"),
            _ => specifier.clone(),
        })
        .collect();
    text.join(",").parse::<SpecifierSet>().ok().map(|specifiers| specifiers.to_set())
}

#[cfg(test)]
mod tests {
    use crate::Requirement;

    #[track_caller]
    fn check(text: &str, repaired: Option<&str>) {
        let error = text.parse::<Requirement>().expect_err("no requirement");
        let found = error.suggestion().map(|edit| {
            let mut repaired = text.to_owned();
            repaired.replace_range(edit.span.range(), &edit.replacement);
            repaired
        });
        assert_eq!(found.as_deref(), repaired, "{text:?}");
    }

    #[test]
    fn plain_intents_are_repaired() {
        check("a=>1", Some("a>=1"));
        check("a =< 1", Some("a <= 1"));
        check("a = 1.0", Some("a == 1.0"));
        check("a>=1 <2", Some("a>=1, <2"));
        check("a (>=1<2)", Some("a (>=1,<2)"));
        check("a>=1.0.*", Some("a>=1.0"));
        check("a ^1.2", Some("a >=1.2,<2"));
        check("a (^0.2.3)", Some("a (>=0.2.3,<0.3)"));
        check("a>=1;", Some("a>=1"));
        check("a (<2 || >=3)", Some("a (!=2.*)"));
        check("a <1.4||>=1.5; os_name == 'nt'", Some("a !=1.4.*; os_name == 'nt'"));
        check("a ^1.0 || ^2.0", Some("a <3,>=1.0"));
        check("a; os_name == 'nt ", Some("a; os_name == 'nt' "));
        check("a; os_name == \"nt'", Some("a; os_name == \"nt\""));
        check("a; os_name == \u{201c}nt\u{201d}", Some("a; os_name == \"nt\""));
        check("a @ https://host/a.whl; os_name == 'nt'", Some("a @ https://host/a.whl ; os_name == 'nt'"));
    }

    #[test]
    fn what_no_edit_repairs_gets_none() {
        check("a <=2 || >=3", None);
        check("a <2 || ", None);
        check("a <2 || *", None);
        check("a ^18446744073709551615", None);
        check("a; os_name == '", None);
        check("a; 'x' == os_name and 'nt == os_name", None);
        check("-a", None);
        check("a b", None);
    }
}
