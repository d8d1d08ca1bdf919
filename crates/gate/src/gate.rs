//! The steps of the gate: the same on a maintainer's machine and in CI.

use std::path::Path;

use haggle::output::failure::Failure;

use crate::checkout;
use crate::source::{cycles, prose};
use crate::step::Step;

/// The gate, in the order in which a failure is cheapest to find.
pub fn steps(root: &Path) -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::new("format", "cargo fmt --all --check"),
        Step::check("module-cycles", "files that use each other in a circle", cycles::check),
        Step::check("prose", "phrases that a stranger reads twice", prose::check),
        Step::new("clippy", "cargo clippy --workspace --all-targets --all-features --locked -- -D warnings"),
        // Property tests draw the same cases in every run of the gate: one commit has one verdict.
        Step::with("test", "cargo test --workspace", Some(("PROPTEST_RNG_SEED", "20261122"))),
        Step::new("conformance", "cargo xtask conformance"),
        Step::new("instructions", "cargo xtask bench spec --check-baseline"),
        Step::with(
            "rustdoc",
            "cargo doc --workspace --no-deps --all-features --locked",
            Some(("RUSTDOCFLAGS", "-D warnings")),
        ),
    ];
    steps.extend(feature_steps(root)?);
    steps.push(packages());
    steps.push(Step::new("index-servers", "bash outside/index_servers.sh"));
    steps.push(Step::new("report", "bash outside/report.sh"));
    steps.push(Step::new("git-review", "bash outside/git_review.sh"));
    steps.push(Step::new("fuzz-targets", "cargo check --manifest-path fuzz/Cargo.toml --all-targets"));
    steps.push(Step::new("benches", "cargo bench --package haggle-benches --no-run --locked"));
    Ok(steps)
}

/// The packages, tried from outside.
pub fn packages() -> Step {
    Step::new("packages", "bash outside/run.sh")
}

/// Each library without features, and with each of its features alone.
pub fn feature_steps(root: &Path) -> Result<Vec<Step>, Failure> {
    let mut steps = Vec::new();
    for package in checkout::packages(root)? {
        let name = package["name"].as_str().unwrap_or_default();
        if !name.starts_with("haggle") || name == "haggle-benches" {
            continue;
        }
        let check = format!("cargo check --locked --package {name} --no-default-features");
        steps.push(Step::new(&format!("{name}/none"), &check));
        let features = package["features"].as_object();
        for feature in
            features.into_iter().flatten().map(|(feature, _)| feature).filter(|name| *name != "default")
        {
            steps.push(Step::new(&format!("{name}/{feature}"), &format!("{check} --features {feature}")));
        }
    }
    Ok(steps)
}
