//! What is foreseen of a raised pin, in words: for the terminal and for the page of a report.

use haggle_govern::forecast::{Forecast, ForecastFinding, NameChange};

use super::counted::counted;

/// How many uses were looked at, and of how many it can be said that they break.
pub fn summary(forecast: &Forecast) -> String {
    let n_certain = forecast.findings.iter().filter(|finding| finding.is_certain).count();
    let n_others = forecast.findings.len() - n_certain;
    let unknown = match forecast.n_unknown {
        0 => String::new(),
        n => format!(", of {n} it cannot be said"),
    };
    format!(
        "{} looked at{unknown}; {n_certain} {} for certain, {n_others} may break",
        counted(forecast.n_uses, "use"),
        if n_certain == 1 { "breaks" } else { "break" },
    )
}

/// What changes, in words.
pub fn sentence(finding: &ForecastFinding) -> String {
    match &finding.change {
        NameChange::Gone { path } => format!("`{path}` is gone"),
        NameChange::MemberGone { class, member } => {
            format!("`{class}` has no `{member}` any more, and methods use `self.{member}`")
        }
        NameChange::Arguments { path } => format!("`{path}` takes other arguments"),
        _ => "a change of another kind".to_owned(),
    }
}
