//! What several benches of haggle measure with.

use std::collections::BTreeSet;
use std::time::Duration;

use criterion::Criterion;
use serde_json::Value;

/// The requirements of the demo family's snapshot, each once, sorted.
///
/// # Panics
/// Where the snapshot is not what the commands have written.
pub fn demo_requirements() -> Vec<String> {
    let snapshot = include_str!("../crates/haggle/demo/glance/snapshot.json");
    let snapshot: Value = serde_json::from_str(snapshot).expect("the demo's snapshot is JSON");
    let packages = snapshot["packages"].as_object().expect("the snapshot has packages");
    let releases = packages.values().filter_map(|package| package["releases"].as_object());
    let requirements =
        releases.flat_map(|releases| releases.values()).filter_map(|facts| facts["requires"].as_array());
    let unique: BTreeSet<&str> = requirements.flatten().filter_map(Value::as_str).collect();
    unique.into_iter().map(str::to_owned).collect()
}

/// Short times, for many benches of small tasks.
pub fn short() -> Criterion {
    let times = Criterion::default().warm_up_time(Duration::from_millis(300));
    times.measurement_time(Duration::from_secs(1)).sample_size(20)
}
