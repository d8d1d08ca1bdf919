//! A package index on loopback with the facts of a snapshot, or with the distributions in a folder: `cargo xtask serve-index PATH`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use haggle_testkit::index_server::IndexServer;
use haggle_testkit::served::{Unrecorded, serve};

/// Serve a snapshot, or the distributions in a folder, as a package index on loopback (PEP 503, 691, 658), until it is stopped
///
/// pip and uv resolve from it: `pip install --dry-run --index-url URL NAME`, `uv pip compile --default-index URL FILE`. Of a snapshot,
/// metadata is served: no wheel can be had, a source distribution is an archive with its metadata alone, and there are no hashes. Files of
/// a folder are served whole, from memory.
#[derive(Debug, Parser)]
#[command(name = "serve-index", bin_name = "cargo xtask serve-index", max_term_width = 110)]
struct Arguments {
    /// A snapshot, or a folder of wheels and source distributions
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The port (default: any that is free)
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Leave out releases of which the snapshot has no requirements (else they are listed, and who needs one of them fails)
    #[arg(long)]
    recorded_only: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let server = match IndexServer::start_at(arguments.port) {
        Ok(server) => server,
        Err(error) => return failed(&format!("cannot listen on port {}: {error}", arguments.port)),
    };
    let unrecorded = if arguments.recorded_only { Unrecorded::LeftOut } else { Unrecorded::Listed };
    match serve(&server, &arguments.path, unrecorded) {
        Ok(counts) => {
            println!("{}", server.url());
            eprintln!(
                "{} projects, {} files, {} of them with metadata; stop with Ctrl-C",
                counts.projects, counts.files, counts.with_metadata
            );
        }
        Err(error) => return failed(&error.to_string()),
    }
    loop {
        std::thread::park();
    }
}

fn failed(reason: &str) -> ExitCode {
    eprintln!("error: {reason}");
    ExitCode::from(2)
}
