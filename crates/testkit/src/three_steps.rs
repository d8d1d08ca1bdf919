//! The three steps that include a requirement, for real: the change to the shared lists, the change to the project that depends on it,
//! and the sync; pushed to a review server, merged there, and shown.

use std::path::Path;

use crate::demo_family::DemoFamily;
use crate::review_server::ReviewedChange;

/// Takes the three steps, and tells of each.
///
/// # Errors
/// A step does not do what it should.
pub fn run(haggle: &Path, tell: &mut dyn FnMut(&str)) -> Result<DemoFamily, String> {
    let family = DemoFamily::start(haggle)?;
    tell(&format!(
        "A review server is at {}, with the three repositories of the demo family.",
        family.server.url()
    ));
    tell("\nSteps 1 and 2: a change to the shared lists, and the change to Glance that depends on it.");
    command(&family, &["include", "xattr", "--placement", "extra", "--extra", "xattr", "--push"], tell)?;
    for change in family.server.changes() {
        show(&change, tell);
    }
    tell("\nThe first names the second by its Change-Id, as that had no URL when it was pushed. Now it has:");
    command(&family, &["changes", "--push"], tell)?;
    tell("\nReviewers approve, and the gate merges them in order.");
    let numbers: Vec<u64> = family.server.changes().iter().map(|change| change.number).collect();
    for number in numbers {
        family.server.vote(number, "Code-Review", 2);
        family.server.merge(number)?;
    }
    family.pull()?;
    command(&family, &["changes"], tell)?;
    tell(
        "\nStep 3: the sync. The usual policy repairs what is wrong; this one also copies the lists' exclusions.",
    );
    let n_before = family.server.changes().len();
    command(&family, &["sync", "--all", "--policy", "full", "--push"], tell)?;
    for change in family.server.changes().iter().skip(n_before) {
        show(change, tell);
    }
    tell("\nThe same again: nothing is pushed, as nothing is new.");
    command(&family, &["sync", "--all", "--policy", "full", "--push"], tell)?;
    tell("\nWhat to look at:");
    tell(
        "- the second change names the first by URL (Depends-On), and the first has the pin that the second needs;",
    );
    tell("- the sync has no line about xattr: what was included is in line from the start;");
    tell("- the last table: the review system was asked, and nothing was pushed twice.");
    Ok(family)
}

/// Runs a command that has to end well.
fn command(family: &DemoFamily, arguments: &[&str], tell: &mut dyn FnMut(&str)) -> Result<(), String> {
    let line = format!("haggle {}", arguments.join(" "));
    tell(&format!("\n$ {line}"));
    let (printed, is_success) = family.haggle(arguments)?;
    tell(printed.trim_end());
    if is_success { Ok(()) } else { Err(format!("`{line}` failed")) }
}

/// A change's message.
fn show(change: &ReviewedChange, tell: &mut dyn FnMut(&str)) {
    tell(&format!("\nchange {} to {}, version {}:", change.number, change.project, change.versions.len()));
    for line in change.current().message.lines() {
        tell(&format!("    {line}"));
    }
}
