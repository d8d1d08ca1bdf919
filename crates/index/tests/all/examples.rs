//! The examples do what they say.

#[cfg(feature = "client")]
#[allow(dead_code, reason = "its `main` reads arguments")]
#[path = "../../examples/pins.rs"]
mod pins;
#[allow(dead_code, reason = "its `main` reads arguments")]
#[path = "../../examples/recorded.rs"]
mod recorded;

#[test]
fn a_snapshot_says_what_it_knows() {
    let bytes = include_bytes!("../../../haggle/demo/glance/snapshot.json");
    let report = recorded::report(bytes, &"xattr".parse().unwrap()).unwrap();
    assert!(report.lines().count() > 10 && report.lines().all(|line| line.starts_with("xattr ")), "{report}");
    assert_eq!(recorded::report(bytes, &"nobody".parse().unwrap()).unwrap(), "nobody: not recorded\n");
}

#[cfg(feature = "client")]
#[test]
fn an_index_is_asked_for_pins() {
    use haggle_testkit::index_server::{File, IndexServer};

    let server = IndexServer::start();
    server.publish("nothing", File::new("nothing-1.0-py3-none-any.whl", Vec::new()));
    let pins = pins::pins(&server.url(), &["absent"]).unwrap();
    assert!(pins.contains("absent"), "{pins}");
}
