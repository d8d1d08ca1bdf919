//! What speaks against a change, for people and for programs.

use haggle_govern::objection::{Objection, is_refused};
use serde_json::{Value, json};

use super::page::Page;

/// Why a change is refused; nothing where it is not.
pub fn refused(objections: &[Objection]) -> Page {
    let mut page = Page::new();
    if !is_refused(objections) {
        return page;
    }
    page.line("Refused:");
    for objection in objections.iter().filter(|one| !one.is_overridden) {
        let by = objection
            .waivable_by
            .as_ref()
            .map(|by| format!("; may be waived by the {by}"))
            .unwrap_or_default();
        page.line(format_args!("  {}: {}{by}", objection.id, objection.because));
    }
    page
}

/// The objections as data, those that were overridden too.
pub fn json(objections: &[Objection]) -> Value {
    let objection = |objection: &Objection| {
        json!({
            "name": objection.id,
            "because": objection.because,
            "waivable_by": objection.waivable_by,
            "overridden": objection.is_overridden,
        })
    };
    objections.iter().map(objection).collect()
}
