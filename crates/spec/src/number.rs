//! A whole number of any width, as PEP 440 allows in every place of a version.

use core::cmp::Ordering;
use core::fmt;

/// A number in a version: most fit 64 bits, but PEP 440 sets no bound.
///
/// ```
/// use haggle_spec::{Number, Version};
/// let version: Version = "1.0.dev202301011200004242424242".parse()?;
/// let number: Number = version.dev().expect("there is a dev segment");
/// assert_eq!(number.as_u64(), None);
/// assert_eq!(number.to_string(), "202301011200004242424242");
/// # Ok::<(), haggle_spec::VersionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(Repr);

/// `Wide` holds the digits of a number above `u64::MAX`, without leading zeros.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(u64),
    Wide(Box<str>),
}

impl Number {
    /// The value, if it fits 64 bits.
    pub fn as_u64(&self) -> Option<u64> {
        match self.0 {
            Repr::Small(value) => Some(value),
            Repr::Wide(_) => None,
        }
    }

    /// Whether this is zero.
    pub fn is_zero(&self) -> bool {
        self.as_u64() == Some(0)
    }

    /// The number that these ASCII digits spell; other bytes must not occur. No digits are zero.
    #[inline]
    pub(crate) fn from_digits(digits: &[u8]) -> Self {
        match digits {
            [digit] => Number(Repr::Small(u64::from(digit - b'0'))),
            _ => Number::from_many_digits(digits),
        }
    }

    fn from_many_digits(digits: &[u8]) -> Self {
        let leading = digits.iter().take_while(|&&digit| digit == b'0').count();
        let digits = &digits[leading..];
        let mut value: u64 = 0;
        for &digit in digits {
            let next = value.checked_mul(10).and_then(|v| v.checked_add(u64::from(digit - b'0')));
            let Some(next) = next else {
                return Number(Repr::Wide(digits.iter().map(|&digit| char::from(digit)).collect()));
            };
            value = next;
        }
        Number(Repr::Small(value))
    }

    /// The next number.
    pub(crate) fn successor(&self) -> Self {
        match &self.0 {
            Repr::Small(value) => match value.checked_add(1) {
                Some(next) => Number(Repr::Small(next)),
                None => Number(Repr::Wide("18446744073709551616".into())),
            },
            Repr::Wide(digits) => {
                let mut digits: Vec<u8> = digits.bytes().collect();
                let mut place = digits.len();
                while place > 0 && digits[place - 1] == b'9' {
                    digits[place - 1] = b'0';
                    place -= 1;
                }
                match place.checked_sub(1) {
                    Some(place) => digits[place] += 1,
                    None => digits.insert(0, b'1'),
                }
                Number(Repr::Wide(digits.iter().map(|&digit| char::from(digit)).collect()))
            }
        }
    }

    /// The number before, if there is one.
    pub(crate) fn predecessor(&self) -> Option<Self> {
        match &self.0 {
            Repr::Small(value) => value.checked_sub(1).map(|value| Number(Repr::Small(value))),
            Repr::Wide(digits) => {
                let mut digits: Vec<u8> = digits.bytes().collect();
                let mut place = digits.len();
                while place > 0 && digits[place - 1] == b'0' {
                    digits[place - 1] = b'9';
                    place -= 1;
                }
                if let Some(place) = place.checked_sub(1) {
                    digits[place] -= 1;
                }
                Some(Number::from_digits(&digits))
            }
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Number(Repr::Small(value))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(left), Repr::Small(right)) => left.cmp(right),
            (Repr::Small(_), Repr::Wide(_)) => Ordering::Less,
            (Repr::Wide(_), Repr::Small(_)) => Ordering::Greater,
            (Repr::Wide(left), Repr::Wide(right)) => {
                left.len().cmp(&right.len()).then_with(|| left.cmp(right))
            }
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(value) => write!(f, "{value}"),
            Repr::Wide(digits) => f.write_str(digits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successor_and_predecessor_cross_the_width_of_a_word() {
        for digits in ["0", "9", "18446744073709551615", "18446744073709551616", "99999999999999999999999"] {
            let number = Number::from_digits(digits.as_bytes());
            assert_eq!(number.to_string(), digits);
            assert_eq!(number.successor().predecessor(), Some(number.clone()));
            assert!(number.successor() > number);
        }
        assert_eq!(Number::from(0).predecessor(), None);
        assert_eq!(
            Number::from_digits(b"99999999999999999999").successor().to_string(),
            "100000000000000000000"
        );
    }
}
