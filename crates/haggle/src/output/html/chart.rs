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
    let mut bar = Markup::new();
    bar.add_own("<i class=\"bar");
    add_steps(&mut bar, share);
    bar
}

/// A bar of up to 40 from the middle of 80: to the right for more than zero, to the left for less; `most` fills a half.
pub fn signed_bar(value: f64, most: f64) -> Markup {
    let part = if most > 0.0 { value / most } else { 0.0 };
    let mut bar = Markup::new();
    bar.add_own(if part < 0.0 { "<i class=\"less" } else { "<i class=\"more" });
    add_steps(&mut bar, part.abs());
    bar
}

/// How many fortieths of the most a bar is long, as a class: a page's policy allows no style of an element's own. What is not nothing is
/// seen.
fn add_steps(bar: &mut Markup, part: f64) {
    let part = part.clamp(0.0, 1.0);
    let steps = Length(if part > 1e-9 { (part * 40.0).round().max(1.0) } else { 0.0 });
    bar.put(" n{}\"></i>", &[&steps]);
}
