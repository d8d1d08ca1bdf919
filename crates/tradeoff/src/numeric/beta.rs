//! The Beta distribution: its density, the regularised incomplete beta function and the inverse of that, with the same bits everywhere.

use std::f64::consts::PI;

use super::elementary::{exp, ln};

/// More terms than the fraction needs for parameters up to some 10^10; beyond them the last digits are lost, and nothing else.
const MOST_TERMS: u32 = 200_000;

/// A Beta distribution with what its values have in common worked out. Both parameters are positive.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Beta {
    a: f64,
    b: f64,
    /// Of `a` before `b`, and of `b` before `a`: they differ in the last digit.
    fronts: [Front; 2],
}

/// What `x^a y^b / B(a, b)` needs of the parameters.
#[derive(Debug, Clone, Copy)]
struct Front {
    stirling: f64,
    root: f64,
}

impl Front {
    fn new(a: f64, b: f64) -> Self {
        let n = a + b;
        Self {
            stirling: stirling_error(n) - stirling_error(a) - stirling_error(b),
            root: (a * (b / n) / (2.0 * PI)).sqrt(),
        }
    }

    /// `x^a y^b / B(a, b)` where `x + y = 1`, by the deviances of C. Loader 2000, *Fast and accurate computation of binomial
    /// probabilities*: no large logarithms cancel.
    fn at(&self, a: f64, b: f64, x: f64, y: f64) -> f64 {
        let n = a + b;
        exp(self.stirling - deviance(a, n * x) - deviance(b, n * y)) * self.root
    }
}

impl Beta {
    pub(crate) fn new(a: f64, b: f64) -> Self {
        Self { a, b, fronts: [Front::new(a, b), Front::new(b, a)] }
    }

    /// The distribution of one less a quantity that has this one.
    pub(crate) fn reversed(&self) -> Self {
        Self { a: self.b, b: self.a, fronts: [self.fronts[1], self.fronts[0]] }
    }

    /// The regularised incomplete beta function `I_x(a, b)`: the probability that a quantity is at most `x`.
    /// Below 0 it is 0, above 1 it is 1.
    ///
    /// The error is below 1e-12 of the smaller of `I` and `1 - I` for parameters up to some 10^4, and below 1e-12 itself up to
    /// 10^6. It takes `O(sqrt(max(a, b)))` steps.
    ///
    /// Source: the continued fraction of DLMF 8.17.22, <https://dlmf.nist.gov/8.17#v>, by the modified method of Lentz.
    pub(crate) fn distribution(&self, x: f64) -> f64 {
        let (lower, upper) = self.tails(x);
        if lower <= upper { lower } else { 1.0 - upper }
    }

    /// `I_x(a, b)` and `1 - I_x(a, b)`; the smaller one keeps its digits.
    pub(crate) fn tails(&self, x: f64) -> (f64, f64) {
        if x <= 0.0 {
            return (0.0, 1.0);
        }
        if x >= 1.0 {
            return (1.0, 0.0);
        }
        let (tails, _) = self.tails_and_front(x);
        tails
    }

    /// The tails, and the density times `x (1 - x)`, strictly between 0 and 1.
    fn tails_and_front(&self, x: f64) -> ((f64, f64), f64) {
        let (a, b) = (self.a, self.b);
        if x < (a + 1.0) / (a + b + 2.0) {
            let front = self.fronts[0].at(a, b, x, 1.0 - x);
            let lower = (front * fraction(a, b, x) / a).clamp(0.0, 1.0);
            ((lower, 1.0 - lower), front)
        } else {
            let front = self.fronts[1].at(b, a, 1.0 - x, x);
            let upper = (front * fraction(b, a, 1.0 - x) / b).clamp(0.0, 1.0);
            ((1.0 - upper, upper), front)
        }
    }

    /// The `x` in a bracket at which `I_x(a, b)` is `probability`, from a first guess in it: steps by the method of Halley, and
    /// bisection where they leave the bracket.
    pub(crate) fn quantile_near(&self, probability: f64, (mut low, mut high): (f64, f64), guess: f64) -> f64 {
        let mut x = if guess > low && guess < high { guess } else { f64::midpoint(low, high) };
        for _ in 0..200 {
            let ((lower, upper), front) = self.tails_and_front(x);
            let error = if probability < 0.5 { lower - probability } else { (1.0 - probability) - upper };
            if error > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let density = front / (x * (1.0 - x));
            let step = error / density;
            // The slope of the logarithm of the density bends the step; where it bends much, the straight one is taken.
            let bend = 1.0 - step / 2.0 * ((self.a - 1.0) / x - (self.b - 1.0) / (1.0 - x));
            let step = if bend > 0.5 && bend < 2.0 { step / bend } else { step };
            let next = x - step;
            let inside = density > 0.0 && next > low && next < high;
            // Where the bracket spans many powers of ten, its geometric middle finds the power.
            let middle =
                if high > 16.0 * low && low > 0.0 { (low * high).sqrt() } else { f64::midpoint(low, high) };
            let middle = if low <= 0.0 && high > 0.0 && high < 1e-3 { high / 1024.0 } else { middle };
            let next = if inside { next } else { middle };
            // A step leaves an error of some multiple of its cube.
            let is_near = (inside && step.abs() <= 1e-8 * x.min(1.0 - x)) || (next - x).abs() <= 1e-15 * x;
            if is_near || next < 1e-300 {
                return next.clamp(low, high);
            }
            x = next;
        }
        x
    }
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
    use super::Beta;

    fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
        Beta::new(a, b).quantile_near(probability, (0.0, 1.0), a / (a + b))
    }

    fn distribution(a: f64, b: f64, x: f64) -> f64 {
        Beta::new(a, b).distribution(x)
    }

    /// Reference values are sums of positive terms to 40 digits.
    #[track_caller]
    fn check(a: f64, b: f64, x: f64, expected: f64) {
        let (lower, upper) = Beta::new(a, b).tails(x);
        let smaller = expected.min(1.0 - expected);
        let error = if expected < 0.5 { lower - expected } else { (1.0 - expected) - upper };
        assert!(error.abs() <= 1e-12 * smaller.max(1e-4), "I_{x}({a}, {b}) = {lower}, not {expected}");
        assert!((distribution(a, b, x) - expected).abs() <= 1e-12);
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
            assert!((distribution(f64::from(k), f64::from(6 - k), 0.25) - tail).abs() <= 1e-15);
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
                let bracketed =
                    distribution(a, b, below) - 1e-12 <= p && p <= distribution(a, b, above) + 1e-12;
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
