//! What is foreseen of raised pins, for people and for programs.

use haggle_govern::forecast::Forecast;
use haggle_govern::known::Known;
use haggle_spec::release::ReleaseId;
use serde::Serialize;

use super::counted::counted;
use super::foreseen::{sentence, summary};
use super::page::Page;

/// Places that are shown of one finding.
const MAX_PLACES: usize = 5;

/// A pin as it is, as it would be, and what is foreseen.
pub type Foretold = (ReleaseId, ReleaseId, Known<Forecast>);

/// The forecast for programs.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    schema: u32,
    pins: Vec<OfPin<'a>>,
}

#[derive(Debug, Serialize)]
struct OfPin<'a> {
    name: &'a str,
    from: String,
    to: String,
    forecast: &'a Known<Forecast>,
}

impl<'a> Document<'a> {
    /// Of what is foreseen.
    pub fn of(foretold: &'a [Foretold]) -> Self {
        let pins = foretold.iter().map(|(old, new, forecast)| OfPin {
            name: old.name.as_str(),
            from: old.version.to_string(),
            to: new.version.to_string(),
            forecast,
        });
        Self { schema: 1, pins: pins.collect() }
    }
}

/// One paragraph per pin, and per finding its places.
pub fn page(foretold: &[Foretold]) -> Page {
    let mut page = Page::new();
    for (old, new, forecast) in foretold {
        if !page.is_empty() {
            page.blank();
        }
        let words = match forecast {
            Known::Fact { value, .. } => summary(value),
            Known::Unknown { because } => format!("not known: {because}"),
        };
        page.line(format_args!("{} {} -> {}: {words}", old.name, old.version, new.version));
        let Known::Fact { value: forecast, .. } = forecast else { continue };
        for finding in &forecast.findings {
            let mark = if finding.is_certain { "" } else { " (possible)" };
            page.line(format_args!("  {}: {}{mark}", finding.project, sentence(finding)));
            for place in finding.places.iter().take(MAX_PLACES) {
                page.line(format_args!("    {}:{}", place.path, place.line));
            }
            let n_more = finding.places.len().saturating_sub(MAX_PLACES);
            if n_more > 0 {
                page.line(format_args!("    and {}", counted(n_more, "more place")));
            }
        }
    }
    page
}
