//! Lines with a requirement, and which of their kind a line is.

use super::location;
use super::reader::Reader;
use super::{LineKind, RequirementLine};
use crate::file::logical::{LOCATION, PART};
use crate::grammar::strip;
use crate::{Requirement, RequirementParts};

impl Reader<'_, '_> {
    /// A requirement or a location, up to where its options start.
    pub(super) fn requirement(&mut self, end: usize, seen: u8) -> LineKind {
        let body = self.content.text[..end].trim_end();
        let path = if seen & PART == 0 { body } else { &body[..body.find([';', '[']).unwrap_or(body.len())] };
        let may_be_location =
            seen & LOCATION != 0 || body.starts_with('.') || location::is_archive(path.trim_end());
        let location = if may_be_location { location::locate(body) } else { None };
        let requirement = if location.is_some() { None } else { self.named(body) };
        if requirement.is_none() && location.is_none() {
            return self.invalid();
        }
        let body_length = body.len();
        let Some(options) = self.own_options(end) else { return self.invalid() };
        match (requirement, location) {
            (Some(requirement), _) => LineKind::Requirement(RequirementLine {
                requirement,
                span: self.span(0..body_length),
                options,
                comment: self.comment,
            }),
            (None, Some(location)) => self.location(&location, 0..body_length, None, options),
            (None, None) => self.invalid(),
        }
    }

    /// The requirement with a name that a text is; everything that is wrong with it is reported.
    fn named(&mut self, body: &str) -> Option<Requirement> {
        if let Ok(requirement) = body.parse::<Requirement>() {
            return self.referred(body, requirement);
        }
        if let Some((separated, requirement)) = separated(body) {
            return self.referred(&separated, requirement);
        }
        for error in Requirement::faults(body) {
            self.report_error(&error, 0);
        }
        // pip takes a requirement with nothing after its semicolon: it counts, and is reported.
        body.strip_suffix(';')?.parse().ok()
    }

    /// A requirement as pip takes it: the URL of one ends at its first semicolon, and its `egg=` is followed by a name.
    fn referred(&mut self, body: &str, requirement: Requirement) -> Option<Requirement> {
        let Some(url) = requirement.url() else { return Some(requirement) };
        let place = RequirementParts::of(body).ok()?.url?;
        let end = url.find(';').map_or(place.end, |at| place.start + at);
        self.check_egg(body, &(place.start..end), None);
        if end == place.end {
            return Some(requirement);
        }
        let separated = format!("{} {}", &body[..end], &body[end..]);
        if let Ok(requirement) = separated.parse() {
            return Some(requirement);
        }
        for error in Requirement::faults(&separated) {
            // The text has a blank more before the marker.
            self.report_error(&error.moved(1, 0), 0);
        }
        None
    }
}

/// The requirement that pip makes of a text that is not one: it splits the text at the first semicolon and takes any white space from both
/// parts, so that `name @ URL; marker` is one, and a no-break space beside the semicolon does no harm.
fn separated(body: &str) -> Option<(String, Requirement)> {
    let (front, marker) = body.split_once(';')?;
    let marker = strip(marker);
    if marker.is_empty() {
        return None;
    }
    let separated = format!("{} ; {marker}", strip(front));
    let requirement = separated.parse().ok()?;
    Some((separated, requirement))
}
