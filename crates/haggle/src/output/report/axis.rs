//! The share of deployments as a chart.

use crate::output::html::{Length, Markup};

/// Bands from 0 to 1, each with its name, and above them the interval in which a share lies and the value that is taken for it.
pub fn axis(bands: &[(f64, f64, &str)], (low, taken, high): (f64, f64, f64), says: &str) -> Markup {
    const LEFT: f64 = 4.0;
    let x = |share: f64| Length(LEFT + share.clamp(0.0, 1.0) * 592.0);
    let wide = |from: f64, to: f64| Length((to - from).max(0.0) * 592.0);
    let mut svg =
        Markup::of("<svg class=\"axis\" viewBox=\"0 0 600 74\" role=\"img\" aria-label=\"{}\">", &[&says]);
    let mut names: Vec<&str> = Vec::new();
    for (from, to, name) in bands {
        let place = names.iter().position(|known| known == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        let class = place % 5;
        svg.put(
            "<rect class=\"band-{}\" x=\"{}\" y=\"26\" width=\"{}\" height=\"22\"/>",
            &[&class, &x(*from), &wide(*from, *to)],
        );
        // A name that does not fit is in the sentence below the chart.
        if (to - from) * 592.0 > f64::from(u32::try_from(name.len()).unwrap_or(u32::MAX)) * 8.0 {
            svg.put(
                "<text class=\"on-{}\" x=\"{}\" y=\"41\">{}</text>",
                &[&class, &x((from + to) / 2.0), name],
            );
        }
    }
    svg.put(
        "<path class=\"interval\" d=\"M{} 8v8M{} 8v8M{} 12H{}\"/><circle cx=\"{}\" cy=\"12\" r=\"5\"/>",
        &[&x(low), &x(high), &x(low), &x(high), &x(taken)],
    );
    let ticks = [("start", 0.0), ("middle", 0.25), ("middle", 0.5), ("middle", 0.75), ("end", 1.0)];
    for (anchor, share) in ticks {
        svg.put(
            "<text class=\"tick\" text-anchor=\"{}\" x=\"{}\" y=\"66\">{}%</text>",
            &[&anchor, &x(share), &(share * 100.0)],
        );
    }
    svg.put("</svg>", &[]);
    svg
}
