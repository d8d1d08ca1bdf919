//! Charts as SVG, laid out here: a page has no script that draws.

use std::fmt::Display;

use super::Markup;

/// A length with one decimal and no sign of zero.
pub struct Length(pub f64);

impl Display for Length {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.1}", self.0);
        let text = text.strip_suffix(".0").unwrap_or(&text);
        formatter.write_str(if text == "-0" { "0" } else { text })
    }
}

/// A bar of up to 100 from the left, for a share between 0 and 1. The number is beside it in words.
pub fn bar(share: f64) -> Markup {
    let length = Length(share.clamp(0.0, 1.0) * 100.0);
    Markup::of(
        "<svg class=bar viewBox=\"0 0 100 8\" aria-hidden=true><path d=\"M0 0h{}v8H0z\"/></svg>",
        &[&length],
    )
}

/// A bar of up to 40 from the middle of 80: to the right for more than zero, to the left for less; `most` fills a half.
pub fn signed_bar(value: f64, most: f64) -> Markup {
    let length = if most > 0.0 { (value / most).clamp(-1.0, 1.0) * 40.0 } else { 0.0 };
    let class = if length < 0.0 { "less" } else { "more" };
    Markup::of(
        "<svg class={} aria-hidden=true><path d=\"M40 0h{}v8H40z\"/></svg>",
        &[&class, &Length(length)],
    )
}
