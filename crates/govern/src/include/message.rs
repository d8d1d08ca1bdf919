//! The messages of the two changes.

use super::answers::answers;
use super::request::InclusionRequest;
use crate::change::{Link, Message};
use crate::data::{Placement, ProjectEntry};

/// The message of the change to the shared files: what for, and the reviewers' questions answered from facts.
pub(super) fn shared(request: &InclusionRequest<'_>, own: &ProjectEntry, pinned: &[String]) -> Message {
    let id = &request.requirement.id;
    let mut body = vec![format!(
        "{} wants {id} {}{}",
        own.name,
        request.placement.label(),
        request
            .requirement
            .purpose
            .as_ref()
            .map(|purpose| format!(": {}", lower_first(purpose)))
            .unwrap_or_default()
    )];
    if !pinned.is_empty() {
        body.push(format!("New pins: {}.", pinned.join(", ")));
    }
    let answers = answers(request.requirement, request.report);
    let answers: Vec<String> =
        answers.iter().map(|(question, answer)| item(&format!("{question} {answer}"))).collect();
    body.push(answers.join("\n"));
    Message {
        subject: format!("Add {id} to global requirements"),
        body,
        links: request.second_change.map(|change| Link::NeededBy(change.to_owned())).into_iter().collect(),
        ..Message::default()
    }
}

/// The message of the change to the project.
pub(super) fn project(request: &InclusionRequest<'_>, depends_on: Option<String>) -> Message {
    let id = &request.requirement.id;
    let (subject, what) = match request.placement {
        Placement::Core => (format!("Require {id}"), "Every installation gets it from now on."),
        Placement::Extra => {
            (format!("Offer {id} as an extra"), "Installations that want it ask for the extra.")
        }
        Placement::Bindep => {
            (format!("List {id} in bindep.txt"), "Installations that follow bindep.txt get it.")
        }
        Placement::Documented => (format!("Document {id}"), "Operators who want it set it up by hand."),
        Placement::Test => (format!("Test with {id}"), "Only the tests get it."),
        Placement::Reject => (format!("Stop using {id}"), "Nothing asks for it any more."),
    };
    let mut body = Vec::new();
    if let Some(purpose) = &request.requirement.purpose {
        body.push(format!("{purpose} {what}"));
    } else {
        body.push(what.to_owned());
    }
    if let Some(missing) = &request.requirement.missing_behaviour {
        body.push(format!("Without it: {}", lower_first(missing)));
    }
    Message {
        subject,
        body,
        links: depends_on.map(Link::DependsOn).into_iter().collect(),
        ..Message::default()
    }
}

/// A list item wrapped at the width of a message.
fn item(text: &str) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always a last line");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > 70 {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    format!("- {}", lines.join("\n  "))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
