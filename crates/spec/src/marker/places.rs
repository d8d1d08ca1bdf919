//! Where the comparisons of a marker are in its text, for carets and edits.

use core::ops::Range;

use super::tokens::{boolean, comparison_ranges};
use crate::grammar::blanks;

/// Where a comparison and its parts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComparisonPlace {
    pub(crate) left: Range<usize>,
    pub(crate) operator: Range<usize>,
    pub(crate) right: Range<usize>,
}

impl ComparisonPlace {
    /// The comparison as a whole.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.left.start..self.right.end
    }
}

/// The places of the comparisons of a text that is a marker, in the order in which the marker's program has them. Of another text,
/// those before it stops being a marker. Linear time.
pub(crate) fn comparison_places(text: &str) -> Vec<ComparisonPlace> {
    let mut places = Vec::new();
    let mut rest = text.as_bytes();
    loop {
        rest = blanks(rest);
        while let [b'(', tail @ ..] = rest {
            rest = blanks(tail);
        }
        let Ok((tail, [left, operator, right])) = comparison_ranges(text, rest) else { return places };
        places.push(ComparisonPlace { left, operator, right });
        rest = blanks(tail);
        while let [b')', tail @ ..] = rest {
            rest = blanks(tail);
        }
        match boolean(rest) {
            Some((_, tail)) => rest = tail,
            None => return places,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[[&str; 3]]) {
        let places = comparison_places(text);
        let found: Vec<[&str; 3]> = places
            .iter()
            .map(|place| {
                [&text[place.left.clone()], &text[place.operator.clone()], &text[place.right.clone()]]
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn comparisons_are_found_in_the_order_of_the_text() {
        check("os_name=='nt'", &[["os_name", "==", "'nt'"]]);
        check(
            "( (\"x\" not  in sys_platform ) and 'a)b' > os.name) or extra == 'é'",
            &[["\"x\"", "not  in", "sys_platform"], ["'a)b'", ">", "os.name"], ["extra", "==", "'é'"]],
        );
        check("os_name", &[]);
    }
}
