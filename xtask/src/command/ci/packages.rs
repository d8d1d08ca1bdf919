//! The gate's step `packages`: what would be published, unpacked, and used by a program outside the workspace.

use std::fs;
use std::path::Path;
use std::process::Command;

use haggle::output::failure::Failure;

use crate::checkout::cargo;

/// Packages every crate that is published, and runs `outside` against the unpacked packages.
pub(super) fn check(root: &Path) -> Result<bool, Failure> {
    let folder = root.join("target/outside");
    let program = folder.join("program");
    let io = |error| Failure::io("prepare", &folder, &error);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(io)?;
    }
    let packages = super::packages(root)?;
    let published: Vec<&str> = packages
        .iter()
        .filter(|package| package["publish"].is_null())
        .filter_map(|package| package["name"].as_str())
        .collect();
    let mut package = cargo();
    package.args(["package", "--quiet", "--no-verify", "--allow-dirty", "--offline", "--target-dir"]);
    package.arg(&folder).args(published.iter().flat_map(|name| ["--package", name]));
    let mut is_done = run(cargo().args(["fetch", "--locked"]), root)? && run(&mut package, root)?;
    for name in published {
        let version = env!("CARGO_PKG_VERSION");
        let (archive, to) = (folder.join(format!("package/{name}-{version}.crate")), folder.join(name));
        fs::create_dir_all(&to).map_err(io)?;
        // The times in a package are all the same: with those of now, cargo sees what is new.
        let mut unpack = Command::new("tar");
        unpack.arg("-xmzf").arg(archive).arg("-C").arg(to).arg("--strip-components=1");
        is_done = is_done && run(&mut unpack, root)?;
    }
    fs::create_dir_all(program.join("src")).map_err(io)?;
    for (from, to) in [
        ("outside/Cargo.toml", "Cargo.toml"),
        ("outside/src/main.rs", "src/main.rs"),
        ("Cargo.lock", "Cargo.lock"),
    ] {
        fs::copy(root.join(from), program.join(to)).map_err(io)?;
    }
    let mut outside = cargo();
    outside.args(["run", "--quiet", "--offline", "--manifest-path"]).arg(program.join("Cargo.toml"));
    Ok(is_done && run(outside.arg("--target-dir").arg(root.join("target")), root)?)
}

/// Whether the command succeeds in the root of the checkout.
fn run(command: &mut Command, root: &Path) -> Result<bool, Failure> {
    let program = Path::new(command.get_program()).to_owned();
    let status = command.current_dir(root).status().map_err(|error| Failure::io("run", &program, &error))?;
    Ok(status.success())
}
