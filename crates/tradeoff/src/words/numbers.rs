//! Numbers and verdicts in words.

use crate::model::VetoVerdict;

/// A share as a percentage without decimals: `37%`.
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// A share of weight as a percentage with at most one decimal.
pub(super) fn moved(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// Two shares as percentages, with the fewest decimals, up to three, at which they differ.
pub(super) fn percents(a: f64, b: f64) -> (String, String) {
    let with = |decimals: usize| {
        let text = |share: f64| format!("{:.decimals$}%", share * 100.0);
        (text(a), text(b))
    };
    let differs = |(a, b): &(String, String)| a != b;
    (0..3).map(with).find(differs).unwrap_or_else(|| with(if a == b { 0 } else { 3 }))
}

/// What the evidence says of a veto, in one word: `pass`, `fail` or `unknown`.
pub fn verdict(verdict: VetoVerdict) -> &'static str {
    match verdict {
        VetoVerdict::Pass => "pass",
        VetoVerdict::Fail => "fail",
        VetoVerdict::Unknown => "unknown",
    }
}

/// A number with at most three decimals and no trailing zeros.
pub(crate) fn short(x: f64) -> String {
    let mut text = format!("{x:.3}");
    while text.ends_with('0') {
        text.pop();
    }
    if text.ends_with('.') {
        text.pop();
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// Points out of 100, from a value between 0 and 1.
pub(super) fn points(value: f64) -> String {
    short(value * 100.0)
}

#[cfg(test)]
mod tests {
    use super::{percents, short};

    #[track_caller]
    fn check(a: f64, b: f64, expected: (&str, &str)) {
        assert_eq!(percents(a, b), (expected.0.to_owned(), expected.1.to_owned()));
    }

    #[test]
    fn percentages_have_as_many_decimals_as_tell_them_apart() {
        check(0.12, 0.5, ("12%", "50%"));
        check(0.1, 0.1, ("10%", "10%"));
        check(0.121, 0.124, ("12.1%", "12.4%"));
        check(0.121_001, 0.121_002, ("12.100%", "12.100%"));
    }

    #[test]
    fn numbers_have_no_trailing_zeros() {
        assert_eq!([0.5, 2.0, -0.0001, 6.6667].map(short), ["0.5", "2", "0", "6.667"]);
    }
}
