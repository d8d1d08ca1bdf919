//! Licence expressions against the list that a family allows.

use spdx::{Expression, ParseMode};

use crate::data::Licences;
use crate::known::Known;

/// Whether a family allows a licence; unknown where the licence or the family's list is, and where somebody has to judge it.
pub fn judged(licence: &Known<String>, licences: &Known<Licences>) -> Known<bool> {
    match licences {
        Known::Fact { value: list, .. } => licence.and_then(|expression| {
            is_allowed(expression, &list.allowed, &list.judged)
                .ok_or_else(|| "nobody has judged it".to_owned())
        }),
        Known::Unknown { because } => Known::unknown(because.clone()),
    }
}

/// Whether some way to comply with an SPDX expression needs only allowed licences: `OR` needs one side, `AND` both.
/// None where the expression cannot be read, or where it comes down to licences that somebody judges case by case.
///
/// ```
/// use haggle_govern::licence::is_allowed;
///
/// let allowed = ["Apache-2.0".to_owned(), "MIT".to_owned()];
/// let judged = ["EPL-1.0".to_owned()];
/// assert_eq!(is_allowed("GPL-3.0-only OR MIT", &allowed, &judged), Some(true));
/// assert_eq!(is_allowed("GPL-3.0-only AND MIT", &allowed, &judged), Some(false));
/// assert_eq!(is_allowed("EPL-1.0 AND MIT", &allowed, &judged), None);
/// assert_eq!(is_allowed("see LICENSE", &allowed, &judged), None);
/// ```
pub fn is_allowed(expression: &str, allowed: &[String], judged: &[String]) -> Option<bool> {
    let expression = Expression::parse_mode(expression, ParseMode::LAX).ok()?;
    let holds = |lists: &[&[String]]| {
        expression.evaluate(|requirement| {
            let id = requirement.license.id();
            id.is_some_and(|id| {
                lists.iter().any(|list| list.iter().any(|name| name.eq_ignore_ascii_case(id.name)))
            })
        })
    };
    if holds(&[allowed]) {
        return Some(true);
    }
    if holds(&[allowed, judged]) { None } else { Some(false) }
}
