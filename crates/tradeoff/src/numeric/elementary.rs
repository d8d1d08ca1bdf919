//! Transcendental functions made of additions, multiplications, divisions and square roots only, in a fixed order, so
//! that they give the same bits on every platform. The ones of the standard library come from the platform and may
//! differ in the last digit; a record that is replayed elsewhere must not.

use std::f64::consts::{LN_2, PI};

/// The high part of ln 2: its low 32 bits are zero, so that small whole multiples are exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
/// What [`LN_2_HIGH`] lacks.
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// The exponential function; the relative error stays below 4 units in the last place.
#[allow(clippy::cast_possible_truncation, reason = "the exponent was checked to lie within ±1100")]
pub(crate) fn exp(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x > 709.79 {
        return f64::INFINITY;
    }
    if x < -745.2 {
        return 0.0;
    }
    let exponent = (x / LN_2).round();
    let rest = (x - exponent * LN_2_HIGH) - exponent * LN_2_LOW;
    // |rest| <= ln 2 / 2, where the terms of the series beyond the 14th are below half a unit in the last place.
    let mut sum = 1.0;
    for k in (1..=14_u32).rev() {
        sum = 1.0 + sum * rest / f64::from(k);
    }
    let exponent = exponent as i32;
    let half = exponent / 2;
    sum * power_of_two(half) * power_of_two(exponent - half)
}

/// `2^exponent` for an exponent of a normal number.
fn power_of_two(exponent: i32) -> f64 {
    let biased = u64::try_from(exponent.clamp(-1022, 1023) + 1023).unwrap_or(1023);
    f64::from_bits(biased << 52)
}

/// The natural logarithm: `-inf` at 0, NaN below; the relative error stays below 4 units in the last place.
pub(crate) fn ln(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_infinite() {
        return x;
    }
    let (x, shift) = if x < f64::MIN_POSITIVE { (x * power_of_two(54), -54.0) } else { (x, 0.0) };
    let bits = x.to_bits();
    let raised = i32::try_from((bits >> 52) & 0x7ff).unwrap_or(0) - 1023;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let mut exponent = f64::from(raised) + shift;
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), whose argument is below 0.172.
    let f = mantissa - 1.0;
    let s = f / (2.0 + f);
    let square = s * s;
    let mut tail = 0.0;
    for k in (1..=12_u32).rev() {
        tail = square * (tail + 1.0 / f64::from(2 * k + 1));
    }
    exponent * LN_2_HIGH + (2.0 * s + (2.0 * s * tail + exponent * LN_2_LOW))
}

/// `base^exponent` for a positive base; 0 to a positive power is 0.
pub(crate) fn power(base: f64, exponent: f64) -> f64 {
    if base <= 0.0 {
        return if exponent > 0.0 { 0.0 } else { 1.0 };
    }
    exp(exponent * ln(base))
}

/// The density of the standard normal distribution.
pub(crate) fn normal_density(x: f64) -> f64 {
    exp(-x * x / 2.0) / (2.0 * PI).sqrt()
}

/// The distribution function of the standard normal distribution, within 1e-15.
pub(crate) fn normal_distribution(x: f64) -> f64 {
    if x.abs() > 5.0 {
        let tail = upper_tail(x.abs());
        return if x > 0.0 { 1.0 - tail } else { tail };
    }
    // Φ(x) = 1/2 + φ(x) (x + x^3/3 + x^5/(3·5) + ...), G. Marsaglia 2004, doi:10.18637/jss.v011.i04
    let (mut sum, mut term) = (x, x);
    for k in 1..100_u32 {
        term *= x * x / f64::from(2 * k + 1);
        sum += term;
    }
    0.5 + sum * normal_density(x)
}

/// `P(X > x)` for `x > 5`, by the continued fraction `φ(x) / (x + 1/(x + 2/(x + 3/...)))`.
fn upper_tail(x: f64) -> f64 {
    let mut fraction = x;
    for k in (1..=60_u32).rev() {
        fraction = x + f64::from(k) / fraction;
    }
    normal_density(x) / fraction
}

/// The inverse of [`normal_distribution`] for a probability strictly between 0 and 1.
pub(crate) fn normal_quantile(probability: f64) -> f64 {
    let upper = probability > 0.5;
    let p = if upper { 1.0 - probability } else { probability };
    // Abramowitz & Stegun 26.2.23 to begin with, then Newton steps on the distribution function.
    let t = (-2.0 * ln(p)).sqrt();
    let rough = t
        - (2.515_517 + t * (0.802_853 + t * 0.010_328))
            / (1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308)));
    let mut z = rough;
    for _ in 0..4 {
        // -z is the quantile of p; the step is that of Halley's method.
        let error = (normal_distribution(-z) - p) / normal_density(z);
        z += error / (1.0 - z * error / 2.0);
    }
    if upper { z } else { -z }
}

#[cfg(test)]
mod tests {
    use super::{exp, ln, normal_distribution, normal_quantile, power};

    #[track_caller]
    fn check(found: f64, expected: f64, tolerance: f64) {
        assert!(
            (found - expected).abs() <= tolerance * expected.abs().max(1e-300),
            "{found} against {expected}"
        );
    }

    #[test]
    fn exponential_agrees_with_the_platform() {
        for step in -7000..7000 {
            let x = f64::from(step) / 10.0 + 0.037;
            check(exp(x), x.exp(), 1e-15);
        }
        assert!(
            exp(0.0) == 1.0 && exp(1000.0).is_infinite() && exp(-1000.0) == 0.0 && exp(f64::NAN).is_nan()
        );
    }

    #[test]
    fn logarithm_agrees_with_the_platform() {
        for step in 1..20_000 {
            let x = f64::from(step) / 977.0;
            check(ln(x), x.ln(), 1e-15);
        }
        check(ln(5e-324), 5e-324_f64.ln(), 1e-15);
        check(ln(1e300), 1e300_f64.ln(), 1e-15);
        assert!(ln(1.0) == 0.0 && ln(0.0) == f64::NEG_INFINITY && ln(-1.0).is_nan());
    }

    #[test]
    fn power_is_the_exponential_of_the_logarithm() {
        check(power(2.5, 3.0), 15.625, 1e-14);
        check(power(9.0, 0.5), 3.0, 1e-15);
        assert!(power(0.0, 2.0) == 0.0);
    }

    #[test]
    fn normal_distribution_has_known_values() {
        check(normal_distribution(1.96), 0.975_002_104_851_779_6, 1e-14);
        check(normal_distribution(-6.0), 9.865_876_450_376_98e-10, 1e-12);
        check(normal_quantile(0.975), 1.959_963_984_540_054, 1e-14);
        check(normal_quantile(0.01), -2.326_347_874_040_841, 1e-14);
    }
}
