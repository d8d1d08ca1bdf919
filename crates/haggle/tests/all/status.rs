//! `haggle` without a command, and `haggle status`: what somebody has to look at, each with the command to run next.

use crate::copied::{copied, said};

#[test]
fn where_there_is_no_family_the_first_commands_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let said = said(folder.path(), &[], "");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(
        said.out.contains("There is no `haggle.toml` here.")
            && said.out.contains("  haggle init CHECKOUT..."),
        "{}",
        said.out
    );
}

#[test]
fn each_item_names_the_next_command_for_this_family() {
    let folder = tempfile::tempdir().unwrap();
    let said = said(folder.path(), &["--demo=harbour"], "");
    let expected = "Harbour: the packages of an invented company, as of 2026-11-29

change: Rate limits over several servers
    extra → core: most deploy it
    next: haggle evaluate shared-limits --demo=harbour

project: harbour/cli
    one line is not in line with the shared lists
    next: haggle check --demo=harbour
";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), expected, ""));
}

#[test]
fn holds_that_are_over_are_items() {
    let folder = copied();
    let manifest = folder.path().join("haggle.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replacen("[data]\n", "[data]\nholds = \"holds.toml\"\n", 1)).unwrap();
    let holds = "schema = 1\n[[hold]]\nname = \"amqp\"\nversions = \">5.3.1\"\nowner = \"A. Lead\"\nevidence = \"a log\"\nsince = 2026-01-02\n\
                 expires = 2026-02-01\nclaim = { project = \"openstack/glance\", error = \"ImportError\" }\n";
    std::fs::write(folder.path().join("holds.toml"), holds).unwrap();
    let said = said(folder.path(), &["status", "--format", "json"], "");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let state: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let hold = state["items"].as_array().unwrap().iter().find(|item| item["kind"] == "hold").unwrap();
    assert_eq!(hold["about"], "amqp >5.3.1");
    assert_eq!(hold["says"][0], "release it: expired on 2026-02-01, held by A. Lead since 2026-01-02");
    assert_eq!(hold["command"], "haggle pins holds");
}

#[test]
fn what_cannot_be_found_out_is_said_and_hides_nothing_else() {
    let folder = copied();
    std::fs::remove_file(folder.path().join("snapshot.json")).unwrap();
    let said = said(folder.path(), &[], "");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert!(
        said.out.contains("not known: what is to be decided, as no snapshot of release facts at"),
        "{}",
        said.out
    );
}
