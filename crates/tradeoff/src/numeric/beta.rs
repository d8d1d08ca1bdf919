//! The Beta distribution: its density, the regularised incomplete beta function and the inverse of that, with the same bits everywhere.

use std::f64::consts::PI;

use super::elementary::{exp, ln};

/// More terms than the fraction needs for parameters up to some 10^10; beyond them the last digits are lost, and nothing else.
const MOST_TERMS: u32 = 200_000;

/// The regularised incomplete beta function `I_x(a, b)`: the probability that a Beta(a, b) quantity is at most `x`.
/// Both parameters are positive. Below 0 it is 0, above 1 it is 1.
///
/// The error is below 1e-12 of the smaller of `I` and `1 - I` for parameters up to some 10^4, and below 1e-12 itself up to
/// 10^6. It takes `O(sqrt(max(a, b)))` steps.
///
/// Source: the continued fraction of DLMF 8.17.22, <https://dlmf.nist.gov/8.17#v>, by the modified method of Lentz.
pub(crate) fn beta_distribution(a: f64, b: f64, x: f64) -> f64 {
    let (lower, upper) = beta_tails(a, b, x);
    if lower <= upper { lower } else { 1.0 - upper }
}

/// `I_x(a, b)` and `1 - I_x(a, b)`; the smaller one keeps its digits.
pub(crate) fn beta_tails(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = (front(a, b, x, 1.0 - x) * fraction(a, b, x) / a).clamp(0.0, 1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front(b, a, 1.0 - x, x) * fraction(b, a, 1.0 - x) / b).clamp(0.0, 1.0);
        (1.0 - upper, upper)
    }
}

/// The density of Beta(a, b) strictly between 0 and 1.
pub(crate) fn beta_density(a: f64, b: f64, x: f64) -> f64 {
    front(a, b, x, 1.0 - x) / (x * (1.0 - x))
}

/// The `x` in a bracket at which `I_x(a, b)` is `probability`, from a first guess in it: Newton steps, and bisection where they leave
/// the bracket.
pub(crate) fn beta_quantile_near(
    a: f64,
    b: f64,
    probability: f64,
    (mut low, mut high): (f64, f64),
    guess: f64,
) -> f64 {
    let mut x = guess;
    for _ in 0..200 {
        let (lower, upper) = beta_tails(a, b, x);
        let error = if probability < 0.5 { lower - probability } else { (1.0 - probability) - upper };
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = beta_density(a, b, x);
        let step = error / density;
        let newton = x - step;
        let inside = density > 0.0 && newton > low && newton < high;
        // Where the bracket spans many powers of ten, its geometric middle finds the power.
        let middle =
            if high > 16.0 * low && low > 0.0 { (low * high).sqrt() } else { f64::midpoint(low, high) };
        let middle = if low <= 0.0 && high > 0.0 && high < 1e-3 { high / 1024.0 } else { middle };
        let next = if inside { newton } else { middle };
        if (next - x).abs() <= 1e-15 * x.abs() || next <= 0.0 || next < 1e-300 {
            return next.clamp(low, high);
        }
        x = next;
    }
    x
}

/// `x^a y^b / B(a, b)` where `x + y = 1`, by the deviances of C. Loader 2000, *Fast and accurate computation of binomial probabilities*:
/// no large logarithms cancel.
fn front(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let exponent =
        stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x) - deviance(b, n * y);
    exp(exponent) * (a * (b / n) / (2.0 * PI)).sqrt()
}

/// `ln Γ(z + 1)` less Stirling's `(z + 1/2) ln z - z + ln sqrt(2π)`, for a positive `z`.
fn stirling_error(z: f64) -> f64 {
    // Each step up subtracts `(z + 1/2) ln(1 + 1/z) - 1`.
    let (mut z, mut sum) = (z, 0.0);
    while z < 16.0 {
        sum += (z + 0.5) * ln((z + 1.0) / z) - 1.0;
        z += 1.0;
    }
    let square = z * z;
    let series = 1.0 / 12.0
        - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square;
    sum + series / z
}

/// `x ln(x / mean) + mean - x`, without the cancellation near the mean.
fn deviance(x: f64, mean: f64) -> f64 {
    if (x - mean).abs() >= 0.1 * (x + mean) {
        return x * ln(x / mean) + mean - x;
    }
    let ratio = (x - mean) / (x + mean);
    let square = ratio * ratio;
    let mut sum = (x - mean) * ratio;
    let mut term = 2.0 * x * ratio;
    for k in 1..1000_u32 {
        term *= square;
        let next = sum + term / f64::from(2 * k + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The continued fraction of `I_x(a, b)`, without the factor before it.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut found = d;
    for k in 1..MOST_TERMS {
        let m = f64::from(k);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        found *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        found *= d * c;
        if (d * c - 1.0).abs() <= 1e-16 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{beta_distribution, beta_quantile_near, beta_tails};

    fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
        beta_quantile_near(a, b, probability, (0.0, 1.0), a / (a + b))
    }

    /// Reference values are sums of positive terms to 40 digits.
    #[track_caller]
    fn check(a: f64, b: f64, x: f64, expected: f64) {
        let (lower, upper) = beta_tails(a, b, x);
        let smaller = expected.min(1.0 - expected);
        let error = if expected < 0.5 { lower - expected } else { (1.0 - expected) - upper };
        assert!(error.abs() <= 1e-12 * smaller.max(1e-4), "I_{x}({a}, {b}) = {lower}, not {expected}");
        assert!((beta_distribution(a, b, x) - expected).abs() <= 1e-12);
    }

    #[test]
    fn incomplete_beta_agrees_with_forty_digits() {
        check(0.5, 0.5, 0.1, 0.204_832_764_699_133_45);
        check(1.0, 6.0, 0.5, 0.984_375);
        check(2.5, 7.25, 0.3, 0.660_482_273_581_907_3);
        check(103.0, 901.0, 0.1, 0.403_307_685_963_131_27);
        check(0.05, 3.0, 1e-6, 0.539_402_708_819_673_4);
        check(10_000.5, 20_000.25, 0.335, 0.729_124_493_374_217);
        check(1.0, 1.0, 0.25, 0.25);
        check(500.0, 500.0, 0.47, 0.028_808_347_053_899_487);
        check(3.0, 2.0, 0.95, 0.985_981_25);
        check(0.1, 0.2, 0.999, 0.913_959_877_961_483_8);
        check(1_000_000.0, 1_000_000.0, 0.5003, 0.801_928_037_157_885_1);
        check(80.0, 1.0, 0.99, 0.447_523_213_763_810_6);
        check(30.0, 4.0, 0.2, 3.073_177_949_306_885e-18);
    }

    #[test]
    fn incomplete_beta_of_whole_parameters_is_a_binomial_tail() {
        // I_x(k, n - k + 1) = P(Bin(n, x) >= k): here with n = 5 and x = 1/4.
        let binomial = [243.0, 405.0, 270.0, 90.0, 15.0, 1.0].map(|count| count / 1024.0);
        for k in 1..=5_u32 {
            let tail: f64 = binomial[k as usize..].iter().sum();
            assert!((beta_distribution(f64::from(k), f64::from(6 - k), 0.25) - tail).abs() <= 1e-15);
        }
    }

    #[test]
    fn quantile_inverts_the_distribution() {
        for (a, b) in [
            (1.0, 1.0),
            (0.5, 0.5),
            (1.0, 6.0),
            (103.0, 901.0),
            (2.5, 7.25),
            (0.05, 3.0),
            (1e5, 3e5),
            (40.0, 0.3),
        ] {
            for p in [1e-9, 0.001, 0.025, 0.3, 0.5, 0.9, 0.975, 0.999_999] {
                let x = beta_quantile(a, b, p);
                // Near 1 the spacing of doubles limits what a quantile can say.
                let (below, above) = (x * (1.0 - 3e-15), x * (1.0 + 3e-15));
                let bracketed = beta_distribution(a, b, below) - 1e-12 <= p
                    && p <= beta_distribution(a, b, above) + 1e-12;
                assert!(bracketed, "({a}, {b}) at {p}: {x}");
            }
        }
    }

    #[test]
    fn quantile_has_known_values() {
        assert!((beta_quantile(1.0, 6.0, 0.975) - (1.0 - 0.025_f64.powf(1.0 / 6.0))).abs() <= 1e-12);
        assert!((beta_quantile(1.0, 1.0, 0.3) - 0.3).abs() <= 1e-15);
        assert!((beta_quantile(0.5, 0.5, 0.5) - 0.5).abs() <= 1e-14);
    }
}
