//! The demo of all three steps: `cargo xtask demo three-steps`.

use std::path::Path;

use haggle_testkit::review_server::ReviewedState;

#[test]
fn all_three_steps_are_taken_and_shown() {
    let mut told = String::new();
    let family = haggle_testkit::three_steps::run(Path::new(env!("CARGO_BIN_EXE_haggle")), &mut |text| {
        told.push_str(text);
        told.push('\n');
    });
    let family = family.unwrap_or_else(|reason| panic!("{reason}:\n{told}"));
    let changes = family.server.changes();
    let of = |project: &str| changes.iter().filter(|change| change.project == project).collect::<Vec<_>>();
    let [lists] = of("openstack/requirements")[..] else { panic!("{told}") };
    assert_eq!(lists.state, ReviewedState::Merged);
    let second = of("openstack/glance")[0];
    let link = format!("Depends-On: {}/c/openstack/requirements/+/{}\n", family.server.url(), lists.number);
    assert!(second.current().message.contains(&link), "{}", second.current().message);
    let needed = format!("Needed-By: {}/c/openstack/glance/+/{}\n", family.server.url(), second.number);
    assert!(lists.current().message.contains(&needed), "{}", lists.current().message);
    let merged = family.server.file("openstack/glance", "master", "setup.cfg").expect("it has one");
    assert!(String::from_utf8_lossy(&merged).contains("xattr>="), "{told}");
    let pins =
        family.server.file("openstack/requirements", "master", "upper-constraints.txt").expect("it has one");
    assert!(String::from_utf8_lossy(&pins).contains("\nxattr==="), "{told}");
    // The sync: one change for each project, one version, nothing about xattr.
    let synced: Vec<_> = changes.iter().filter(|change| change.state == ReviewedState::Open).collect();
    assert_eq!(synced.len(), 2, "{told}");
    for change in synced {
        assert_eq!(change.versions.len(), 1, "{told}");
        let after = family
            .server
            .file(&change.project, &change.current().commit, "requirements.txt")
            .expect("it has one");
        let before = family.server.file(&change.project, "master", "requirements.txt").expect("it has one");
        let xattr = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes)
                .lines()
                .filter(|line| line.starts_with("xattr"))
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(xattr(&after), xattr(&before), "{told}");
        assert!(after != before, "{told}");
    }
}
