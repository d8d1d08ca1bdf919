//! The binary `haggle`.

use std::process::ExitCode;

fn main() -> ExitCode {
    haggle::main()
}
