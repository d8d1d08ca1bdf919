//! Licence expressions against the list that a family allows.

use spdx::{Expression, ParseMode};

use crate::data::Licences;
use crate::known::Known;

/// What classifiers call common licences, as the lists of requirements write them, and as expressions: the classifier for BSD means any of
/// two, so that both have to be allowed.
const CLASSIFIERS: [(&str, &str, &str); 9] = [
    ("Apache Software License", "Apache-2.0", "Apache-2.0"),
    ("BSD License", "BSD", "BSD-2-Clause AND BSD-3-Clause"),
    ("GNU Lesser General Public License v2 or later (LGPLv2+)", "LGPLv2+", "LGPL-2.1-or-later"),
    ("GNU Lesser General Public License v3 (LGPLv3)", "LGPLv3", "LGPL-3.0-only"),
    ("GNU Lesser General Public License v3 or later (LGPLv3+)", "LGPLv3+", "LGPL-3.0-or-later"),
    ("ISC License (ISCL)", "ISC", "ISC"),
    ("MIT License", "MIT", "MIT"),
    ("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0", "MPL-2.0"),
    ("Python Software Foundation License", "PSF-2.0", "PSF-2.0"),
];

/// A licence as the lists of requirements write it: what metadata calls by classifiers, by their short names.
///
/// ```
/// assert_eq!(haggle_govern::licence::short_name("MIT License"), "MIT");
/// assert_eq!(haggle_govern::licence::short_name("BSD License; ISC License (ISCL)"), "BSD; ISC");
/// assert_eq!(haggle_govern::licence::short_name("BSD-3-Clause"), "BSD-3-Clause");
/// ```
pub fn short_name(licence: &str) -> String {
    let short = |part: &str| -> String {
        let known = CLASSIFIERS.iter().find(|(name, ..)| *name == part);
        known.map_or(part, |(_, short, _)| short).to_owned()
    };
    licence.split("; ").map(short).collect::<Vec<_>>().join("; ")
}

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
/// assert_eq!(is_allowed("MIT License", &allowed, &judged), Some(true));
/// assert_eq!(is_allowed("see LICENSE", &allowed, &judged), None);
/// ```
pub fn is_allowed(expression: &str, allowed: &[String], judged: &[String]) -> Option<bool> {
    let classified = CLASSIFIERS.iter().find(|(name, short, _)| [*name, *short].contains(&expression));
    let expression = classified.map_or(expression, |(.., expression)| expression);
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
