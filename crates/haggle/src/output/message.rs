//! What is read of commit messages, for people and for programs.

use haggle_govern::change::MessageReading;
use haggle_govern::data::MessageForm;
use serde_json::{Value, json};

use super::page::Page;

/// Each message: what Zuul waits for, the Change-Id and the trailers, and what is passed over.
pub fn text(readings: &[(String, MessageReading)]) -> Page {
    let mut page = Page::new();
    for (path, reading) in readings {
        if !page.is_empty() {
            page.blank();
        }
        page.line(path);
        for dependency in &reading.dependencies {
            page.line(format_args!("  line {}: Zuul waits for {}", dependency.line, dependency.target));
        }
        match &reading.change_id {
            Some(id) => page.line(format_args!("  Gerrit takes it for {id}")),
            None => page.line("  Gerrit has no Change-Id to take it for"),
        }
        let keys: Vec<&str> = reading.trailers.iter().map(|(key, _)| key.as_str()).collect();
        let keys = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
        page.line(format_args!("  trailers for git: {keys}"));
        for finding in &reading.findings {
            page.line(format_args!("  line {}: {}", finding.line, finding.text));
        }
    }
    page
}

/// The same as data.
pub fn json(readings: &[(String, MessageReading)]) -> Value {
    let one = |(path, reading): &(String, MessageReading)| {
        json!({
            "path": path,
            "dependencies": reading.dependencies.iter().map(|one| json!({ "line": one.line, "target": one.target })).collect::<Vec<_>>(),
            "change_id": reading.change_id.as_ref().map(ToString::to_string),
            "trailers": reading.trailers,
            "findings": reading.findings.iter().map(|one| json!({ "line": one.line, "text": one.text })).collect::<Vec<_>>(),
        })
    };
    json!({ "schema": 1, "messages": readings.iter().map(one).collect::<Vec<_>>() })
}

/// The templates of all kinds of messages as tables of a manifest, each with its places.
pub fn templates() -> Page {
    let mut page = Page::of(
        "# Tables that are left out are as they are here. `{{` and `}}` are braces; a paragraph whose places are all empty goes.",
    );
    for form in MessageForm::ALL {
        page.blank();
        page.line(format_args!("[messages.{}.{}]", form.verb, form.place));
        for field in form.fields {
            page.line(format_args!("# {{{}}}: {}", field.name, field.about));
        }
        page.line(format_args!("subject = \"{}\"", form.subject));
        page.line("body = \"\"\"");
        for line in form.body.lines() {
            page.line(line);
        }
        page.line("\"\"\"");
    }
    page
}
