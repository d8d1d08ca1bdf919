//! Lines through points.

/// The height at `x` of the line through `points`, which are in ascending order; flat beyond the ends.
pub(crate) fn interpolate(points: &[(f64, f64)], x: f64) -> f64 {
    let Some(&first) = points.first() else { return 0.0 };
    if x <= first.0 {
        return first.1;
    }
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        if x <= x1 {
            return y0 + (x - x0) / (x1 - x0) * (y1 - y0);
        }
    }
    points[points.len() - 1].1
}

/// The same, with the first and the last line going on beyond the ends.
pub(crate) fn extrapolate(points: &[(f64, f64)], x: f64) -> f64 {
    let (Some([first, second]), Some([before, last])) = (points.first_chunk(), points.last_chunk()) else {
        return interpolate(points, x);
    };
    let on_line = |(x0, y0): (f64, f64), (x1, y1): (f64, f64)| y0 + (x - x0) / (x1 - x0) * (y1 - y0);
    if x < first.0 {
        on_line(*first, *second)
    } else if x > last.0 {
        on_line(*before, *last)
    } else {
        interpolate(points, x)
    }
}
