//! How the time of a search grows with the number of packages: the slope on log axes, and a plot.

use std::fmt::Write as _;

use serde_json::Value;

/// The fastest search of several over a problem of this size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    packages: f64,
    microseconds: f64,
}

impl Point {
    /// A line of the measurement, where it is about growth.
    pub(super) fn read(line: &Value) -> Option<Self> {
        if line["measure"] != "growth" {
            return None;
        }
        Some(Self { packages: line["n_packages"].as_f64()?, microseconds: line["least_us"].as_f64()? })
    }

    fn logarithms(self) -> (f64, f64) {
        (self.packages.log10(), self.microseconds.log10())
    }
}

/// The line through the points on log axes, by least squares: its slope. None for fewer than two sizes.
pub(super) fn slope(points: &[Point]) -> Option<f64> {
    line(points).map(|(slope, _)| slope)
}

fn line(points: &[Point]) -> Option<(f64, f64)> {
    let n: f64 = points.iter().map(|_| 1.0).sum();
    let logarithms = || points.iter().map(|point| point.logarithms());
    let (sum_x, sum_y) = logarithms().fold((0.0, 0.0), |(x, y), (dx, dy)| (x + dx, y + dy));
    let (mean_x, mean_y) = (sum_x / n, sum_y / n);
    let (products, squares) = logarithms().fold((0.0, 0.0), |(products, squares), (x, y)| {
        (products + (x - mean_x) * (y - mean_y), squares + (x - mean_x) * (x - mean_x))
    });
    (squares > 0.0).then(|| (products / squares, mean_y - products / squares * mean_x))
}

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 300.0;
const MARGIN: f64 = 50.0;

/// An SVG of the points and their line, from 100 to 100,000 packages and from 10 us to 1 s.
pub(super) fn plot(points: &[Point]) -> String {
    let x = |logarithm: f64| MARGIN + (logarithm - 2.0) / 3.0 * (WIDTH - 2.0 * MARGIN);
    let y = |logarithm: f64| HEIGHT - MARGIN - (logarithm - 1.0) / 5.0 * (HEIGHT - 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"11\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n"
    );
    for (power, label) in [(2.0, "100"), (3.0, "1,000"), (4.0, "10,000"), (5.0, "100,000")] {
        axis(&mut svg, (x(power), y(1.0)), (x(power), y(6.0)));
        text(&mut svg, (x(power), y(1.0) + 16.0), "middle", label);
    }
    for (power, label) in
        [(1.0, "10 us"), (2.0, "100 us"), (3.0, "1 ms"), (4.0, "10 ms"), (5.0, "100 ms"), (6.0, "1 s")]
    {
        axis(&mut svg, (x(2.0), y(power)), (x(5.0), y(power)));
        text(&mut svg, (x(2.0) - 6.0, y(power) + 4.0), "end", label);
    }
    text(&mut svg, (WIDTH / 2.0, HEIGHT - 14.0), "middle", "packages");
    if let Some((slope, start)) = line(points) {
        let at = |power: f64| start + slope * power;
        let _ = writeln!(
            svg,
            "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#888\" stroke-dasharray=\"4 3\"/>",
            x(2.0),
            y(at(2.0)),
            x(5.0),
            y(at(5.0))
        );
        let title = format!("time of one search, slope {slope:.2}");
        text(&mut svg, (WIDTH / 2.0, MARGIN - 16.0), "middle", &title);
    }
    for point in points {
        let (packages, time) = point.logarithms();
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4\" fill=\"#0050a0\"/>",
            x(packages),
            y(time)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn axis(svg: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ =
        writeln!(svg, "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#ddd\"/>");
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, label: &str) {
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{label}</text>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_the_power() {
        let point = |packages: f64| Point { packages, microseconds: 0.3 * packages.powf(1.5) };
        let points = [point(100.0), point(1_000.0), point(50_000.0)];
        assert!(slope(&points).is_some_and(|slope| (slope - 1.5).abs() < 1e-9));
        assert!(slope(&points[..1]).is_none());
        assert_eq!(plot(&points).matches("<circle").count(), 3);
    }
}
