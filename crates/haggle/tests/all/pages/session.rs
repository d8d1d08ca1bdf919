//! A terminal in a folder of its own, outside of the checkout, as somebody has it who follows a page.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::copied::is_progress;

/// In the checkout, `cargo xtask` runs this program under its name.
const CARGO: &str = r#"#!/bin/sh
[ "$1" = xtask ] || { echo "only cargo xtask is run" >&2; exit 99; }
shift
cd "$CLONE" && HAGGLE_CALLED_AS="cargo xtask" exec haggle "$@"
"#;

/// Whoever commits has a name, and commits at one moment.
const GIT: &str = "[user]\n\tname = A. Lead\n\temail = lead@example.org\n[init]\n\tdefaultBranch = main\n";

pub struct Session {
    /// Gone when the session is.
    folder: tempfile::TempDir,
    here: PathBuf,
}

impl Session {
    /// Begins in an empty folder, in which `haggle` leads to the checkout.
    pub fn begin(root: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().join("here");
        for name in ["bin", "home", "here"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let bin = folder.path().join("bin");
        symlink(env!("CARGO_BIN_EXE_haggle"), bin.join("haggle")).unwrap();
        std::fs::write(bin.join("cargo"), CARGO).unwrap();
        std::fs::set_permissions(bin.join("cargo"), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::write(folder.path().join("home/.gitconfig"), GIT).unwrap();
        symlink(root, here.join("haggle")).unwrap();
        Self { folder, here }
    }

    /// Runs a command where the last one left off; the lines that it prints, on either stream.
    pub fn run(&mut self, root: &Path, command: &str) -> Vec<String> {
        let base = self.folder.path();
        let left = base.join("left");
        let output = Command::new("sh")
            .args(["-c", "exec 2>&1; eval \"$1\"; code=$?; pwd > \"$2\"; exit $code", "sh", command])
            .arg(&left)
            .current_dir(&self.here)
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", base.join("bin").display()))
            .env("HOME", base.join("home"))
            .env("CLONE", root)
            .env("COLUMNS", "100")
            .env("LANG", "C.UTF-8")
            .env("GIT_AUTHOR_DATE", "2026-11-29T12:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-11-29T12:00:00Z")
            .output()
            .unwrap();
        if let Ok(here) = std::fs::read_to_string(&left) {
            self.here = here.trim_end().into();
        }
        let printed = String::from_utf8(output.stdout).unwrap();
        let printed = printed.replace(&format!("{}/here", base.display()), "~");
        let lines = printed.lines().filter(|line| !is_progress(line));
        lines.map(|line| line.trim_end().to_owned()).collect()
    }
}
