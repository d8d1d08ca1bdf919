//! The edit that repairs a requirement, where the intent is plain.
//!
//! Each candidate is tried: only an edit after which the text is a requirement is suggested.

use crate::marker::{self, Fix, first_that_repairs};
use crate::{
    Edit, RequirementError, RequirementErrorKind as Kind, Span, SpecifierSet, Version, VersionParts,
    VersionSet,
};

/// The error with the first edit that repairs it: `stop` says where a text stops being a requirement, if it does.
pub(super) fn with_suggestion(
    text: &str,
    error: RequirementError,
    stop: fn(&str) -> Option<usize>,
) -> RequirementError {
    let own: [Fix; 13] = [
        trailing_semicolon,
        blank_before_semicolon,
        comma,
        stray_comma,
        prefix,
        caret,
        tilde,
        version,
        character,
        quoted,
        conda,
        colon,
        alternatives,
    ];
    let candidates: Vec<Fix> = own.into_iter().chain(marker::FIXES).collect();
    first_that_repairs(text, error, &candidates, stop)
}

/// `a>=1;` without a marker.
fn trailing_semicolon(text: &str, error: &RequirementError) -> Option<Edit> {
    if !matches!(error.kind(), Kind::TrailingSemicolon | Kind::EmptyMarker) {
        return None;
    }
    let kept = text.trim_end().strip_suffix(';')?.trim_end();
    Some(Edit::new(Span::new(kept.len(), text.len()), ""))
}

/// `a @ https://host/file; marker`: the semicolon would be a part of the URL.
fn blank_before_semicolon(_: &str, error: &RequirementError) -> Option<Edit> {
    let place = error.span().start;
    (error.kind() == Kind::SemicolonInUrl).then(|| Edit::new(Span::new(place, place), " "))
}

/// `>=1 <2`, `>=1<2`.
fn comma(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::MissingComma {
        return None;
    }
    let place = text.get(..error.span().start)?.trim_end().len();
    Some(Edit::new(Span::new(place, place), ","))
}

/// `pandas,`.
fn stray_comma(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::StrayComma {
        return None;
    }
    let end = error.span().end;
    let blanks = if text[end..].trim().is_empty() { text.len() - end } else { 0 };
    Some(Edit::new(Span::new(error.span().start, end + blanks), ""))
}

/// `>=1.0.*`, `<2.*`.
fn prefix(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::PrefixWithOperator {
        return None;
    }
    let specifier = text.get(error.span().range())?;
    let end = error.span().end;
    let drops = specifier.starts_with(">=") || (specifier.starts_with('<') && !specifier.starts_with("<="));
    (drops && specifier.ends_with(".*")).then(|| Edit::new(Span::new(end - 2, end), ""))
}

/// Poetry's `^1.2.3`.
fn caret(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::UnknownOperator || error.found() != "^" {
        return None;
    }
    let (span, version) = operand(text, error)?;
    Some(Edit::new(span, caret_range(version)?))
}

/// Poetry's `~1.2.3`, Ruby's `~>1.2`.
fn tilde(text: &str, error: &RequirementError) -> Option<Edit> {
    let (span, written) = operand(text, error)?;
    let version: Version = written.parse().ok()?;
    let n_numbers = version.n_release();
    let range = match (error.kind(), error.found()) {
        (Kind::CompatibleWithOneSegment, found) => format!("~={}.0", found.strip_prefix("~=")?.trim()),
        (Kind::UnknownOperator, "~>") if n_numbers > 1 => format!("~={written}"),
        (Kind::UnknownOperator, "~>") => format!("~={written}.0"),
        (Kind::UnknownOperator, "~") if n_numbers == 3 => format!("~={written}"),
        // `~1` goes to `2`, `~1.2` to `1.3`.
        (Kind::UnknownOperator, "~") => {
            let release: Vec<u64> = version.release().map(|number| number.as_u64()).collect::<Option<_>>()?;
            let mut end: Vec<u64> = release.get(..release.len().min(2))?.to_vec();
            *end.last_mut()? = end.last()?.checked_add(1)?;
            format!(">={written},<{}", Version::from_parts(VersionParts::release(end)))
        }
        _ => return None,
    };
    Some(Edit::new(span, range))
}

/// The place of an unknown operator with the version behind it, and that version.
fn operand<'text>(text: &'text str, error: &RequirementError) -> Option<(Span, &'text str)> {
    let start = error.span().start;
    let operator = match error.kind() {
        Kind::UnknownOperator => error.found().len(),
        Kind::CompatibleWithOneSegment => 2,
        _ => return None,
    };
    let behind = text.get(start + operator..)?;
    let blanks = behind.len() - behind.trim_start_matches(' ').len();
    let written = &behind[blanks..];
    let length = written.find([',', ' ', ';', ')', '|']).unwrap_or(written.len());
    Some((Span::new(start, start + operator + blanks + length), written.get(..length)?))
}

/// `==1.x`, `==*`, `=="1.0"`.
fn version(text: &str, error: &RequirementError) -> Option<Edit> {
    let written = error.found();
    match error.kind() {
        Kind::QuotedVersion => {
            let inner =
                written.trim_matches(['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}']);
            Some(Edit::new(error.span(), inner.trim()))
        }
        Kind::InvalidVersion if written == "*" => {
            let start = text[..error.span().start].trim_end().strip_suffix("==")?.trim_end().len();
            Some(Edit::new(Span::new(start, error.span().end), ""))
        }
        Kind::InvalidVersion => {
            let kept = written.strip_suffix(".x").or_else(|| written.strip_suffix(".X"))?;
            let kept = kept.trim_end_matches(".x").trim_end_matches(".X");
            let end = error.span().end;
            let start = end.checked_sub(written.len())? + kept.len();
            Some(Edit::new(Span::new(start, end), ".*"))
        }
        _ => None,
    }
}

/// A blank that is not one, a dash that is not a hyphen.
fn character(_: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::InvalidCharacter {
        return None;
    }
    let replacement = match error.found().chars().next()? {
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{ad}' => "",
        '\u{2010}'..='\u{2015}' | '\u{2212}' => "-",
        blank if blank.is_whitespace() => " ",
        _ => return None,
    };
    Some(Edit::new(error.span(), replacement))
}

/// `"six>=1"`, `'six',`.
fn quoted(_: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::QuotedRequirement {
        return None;
    }
    let inner = error.found().strip_suffix(',').unwrap_or(error.found());
    let quote = inner.chars().next()?;
    let inner = inner.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(Edit::new(error.span(), inner.trim()))
}

/// `=2.3.0=py_0`, `==2.3.0=py_0`.
fn conda(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::CondaPin {
        return None;
    }
    let end = error.span().end;
    let start = end.checked_sub(error.found().len())?;
    let mut parts = text.get(start..end)?.trim_start_matches('=').split('=');
    let version = parts.next()?.trim();
    Some(Edit::new(Span::new(start, end), format!("=={version}")))
}

/// `:python_version=='2.7'`.
fn colon(_: &str, error: &RequirementError) -> Option<Edit> {
    (error.kind() == Kind::ColonBeforeMarker).then(|| Edit::new(error.span(), ";"))
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
fn alternatives(text: &str, error: &RequirementError) -> Option<Edit> {
    if error.kind() != Kind::UnknownOperator {
        return None;
    }
    let bars = text.find("||")?;
    let start = text.get(..bars)?.find(['<', '>', '=', '!', '~', '^'])?;
    let length = text.get(start..)?.find([';', ')']).unwrap_or(text.len() - start);
    let written = text.get(start..start + length)?.trim_end();
    // `(>6)||(>7)`: the bars are behind what would be put together.
    if !written.contains("||") {
        return None;
    }
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
        check("a (>6)||x", None);
        check("a ^18446744073709551615", None);
        check("a; os_name == '", None);
        check("a; 'x' == os_name and 'nt == os_name", None);
        check("-a", None);
        check("a b", None);
    }
}
