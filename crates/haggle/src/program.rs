//! The name that the user called this program by: help, hints and headers of written files repeat it.

use std::sync::OnceLock;

static NAME: OnceLock<&'static str> = OnceLock::new();

/// The variable by which `cargo xtask` says that it called this program.
pub const CALLED_AS: &str = "HAGGLE_CALLED_AS";

/// The name by which a checkout calls this program.
pub const XTASK: &str = "cargo xtask";

const OWN: &str = "haggle";

/// How this process was called: `cargo xtask` where that started it, else `haggle`.
pub fn called_as() -> &'static str {
    if std::env::var_os(CALLED_AS).is_some_and(|name| name == XTASK) { XTASK } else { OWN }
}

/// Sets the name, once; a second call changes nothing.
pub fn set_name(name: &'static str) {
    let _ = NAME.set(name);
}

/// A command of this program as the user would type it.
///
/// ```
/// assert_eq!(haggle::program::call("lint FILE"), "haggle lint FILE");
/// ```
pub fn call(command: &str) -> String {
    format!("{} {command}", NAME.get().copied().unwrap_or(OWN))
}

/// The name that stands for the command line where a requirement's file would be named.
pub const COMMAND_LINE: &str = "the command line";
