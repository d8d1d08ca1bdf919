//! Licence expressions against the list that a family allows.

use spdx::{Expression, ParseMode};

/// Whether some way to comply with an SPDX expression needs only allowed licences: `OR` needs one side, `AND` both.
/// None where the expression cannot be read.
///
/// ```
/// use haggle_govern::licence::is_allowed;
///
/// let allowed = ["Apache-2.0".to_owned(), "MIT".to_owned()];
/// assert_eq!(is_allowed("GPL-3.0-only OR MIT", &allowed), Some(true));
/// assert_eq!(is_allowed("GPL-3.0-only AND MIT", &allowed), Some(false));
/// assert_eq!(is_allowed("see LICENSE", &allowed), None);
/// ```
pub fn is_allowed(expression: &str, allowed: &[String]) -> Option<bool> {
    let expression = Expression::parse_mode(expression, ParseMode::LAX).ok()?;
    Some(expression.evaluate(|requirement| {
        requirement
            .license
            .id()
            .is_some_and(|id| allowed.iter().any(|name| name.eq_ignore_ascii_case(id.name)))
    }))
}
