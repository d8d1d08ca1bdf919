//! What is wrong with the disk.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::fleet::Fleet;

/// What is wrong with the disk while a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    Nothing,
    /// No file can be longer than 512 bytes.
    ShortFiles,
    /// The journal's folder is a file.
    NoJournal,
    /// The file system of `target` is full after so many KiB. It takes root to mount one.
    FullDisk(u32),
    /// The file system of `target` cannot be written at all. It takes root to mount one.
    ReadOnly,
}

/// An obstacle in a checkout, gone when it is dropped.
pub struct Laid<'a> {
    fleet: &'a Fleet,
    checkout: usize,
    obstacle: Obstacle,
}

impl Obstacle {
    /// Lays it in a checkout; nothing where this machine does not let us.
    pub fn lay(self, fleet: &Fleet, checkout: usize) -> Option<Laid<'_>> {
        let target = fleet.target(checkout);
        let journal = fleet.journal(checkout);
        let is_laid = match self {
            Self::Nothing | Self::ShortFiles => true,
            Self::NoJournal => {
                let _ = fs::remove_dir_all(&journal);
                fs::create_dir_all(journal.parent().unwrap()).is_ok() && fs::write(&journal, "x").is_ok()
            }
            Self::FullDisk(size) => mount(&target, &format!("size={size}k")),
            Self::ReadOnly => mount(&target, "size=16k,ro"),
        };
        is_laid.then_some(Laid { fleet, checkout, obstacle: self })
    }

    /// What a shell does for it before the command.
    pub fn before(self) -> &'static str {
        if self == Self::ShortFiles { "ulimit -f 1; " } else { "" }
    }
}

fn mount(folder: &Path, options: &str) -> bool {
    let mut mount = Command::new("mount");
    mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(folder).stderr(Stdio::null());
    fs::create_dir_all(folder).is_ok() && mount.status().is_ok_and(|status| status.success())
}

impl Drop for Laid<'_> {
    fn drop(&mut self) {
        let target = self.fleet.target(self.checkout);
        match self.obstacle {
            Obstacle::FullDisk(_) | Obstacle::ReadOnly => {
                let _ = Command::new("umount").arg("--lazy").arg(target).status();
            }
            Obstacle::NoJournal => {
                let _ = fs::remove_file(self.fleet.journal(self.checkout));
            }
            Obstacle::Nothing | Obstacle::ShortFiles => {}
        }
    }
}
