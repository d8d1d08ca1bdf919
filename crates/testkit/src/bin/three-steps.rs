//! `three-steps`: includes a requirement in the demo family, from the first change to the sync, on a review server of its own. It builds
//! haggle, and runs what lies beside it then.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--package", "haggle", "--manifest-path", manifest])
        .status();
    let (Ok(true), Ok(own)) = (built.map(|status| status.success()), std::env::current_exe()) else {
        eprintln!("error: haggle cannot be built");
        return ExitCode::FAILURE;
    };
    match haggle_testkit::three_steps::run(&own.with_file_name("haggle"), &mut |text| println!("{text}")) {
        Ok(_) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}
