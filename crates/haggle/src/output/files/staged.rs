//! Bytes on their way to where they belong.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::target::{Target, folder};
use super::temporary::Temporary;
use crate::output::terminal;

/// Bytes that are ready to be put in their place.
pub(super) enum Staged<'bytes> {
    /// A new file beside the one that it replaces.
    Replaced { temporary: Temporary, target: PathBuf, is_new: bool },
    /// A file whose bytes are overwritten. The copy beside it shows that there is room.
    Overwritten { _copy: Option<Temporary>, target: PathBuf, bytes: &'bytes [u8] },
    /// What is opened and written to.
    Stream(Target, &'bytes [u8]),
}

/// How to take back what was put in its place.
pub(super) enum Undo {
    /// The file goes.
    Remove(PathBuf),
    /// The old file comes back, by its second name.
    Restore(Temporary, PathBuf),
    /// The old bytes come back.
    Rewrite(Vec<u8>, PathBuf),
    /// Nothing can be taken back, or has to be.
    Nothing,
}

impl<'bytes> Staged<'bytes> {
    pub(super) fn new(target: Target, bytes: &'bytes [u8]) -> io::Result<Self> {
        let Target::File(path, metadata) = target else { return Ok(Self::Stream(target, bytes)) };
        let Some(metadata) = metadata else {
            return Ok(Self::Replaced { temporary: written(&path, bytes)?, target: path, is_new: true });
        };
        let mut temporary = match written(&path, bytes) {
            Ok(temporary) => temporary,
            // The file may be the user's though its folder is not.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) && OpenOptions::new().write(true).open(&path).is_ok() =>
            {
                return Ok(Self::Overwritten { _copy: None, target: path, bytes });
            }
            Err(error) => return Err(error),
        };
        if is_only_name(&metadata) && !has_access_list(&path) && give(&mut temporary, &metadata)? {
            return Ok(Self::Replaced { temporary, target: path, is_new: false });
        }
        Ok(Self::Overwritten { _copy: Some(temporary), target: path, bytes })
    }

    /// Puts the bytes in their place. The old ones are kept where that is asked for.
    pub(super) fn commit(&mut self, keeps_old: bool) -> io::Result<Undo> {
        match self {
            Self::Replaced { temporary, target, is_new } => {
                let undo = match (keeps_old, *is_new) {
                    (false, _) => Undo::Nothing,
                    (true, true) => Undo::Remove(target.clone()),
                    (true, false) => match Temporary::of_existing(target, folder(target)) {
                        Ok(kept) => Undo::Restore(kept, target.clone()),
                        // A file system without hard links.
                        Err(_) => Undo::Rewrite(fs::read(&*target)?, target.clone()),
                    },
                };
                temporary.become_file(target)?;
                // The name is safe once the folder is; some systems cannot do that.
                let _ = File::open(folder(target)).and_then(|folder| folder.sync_all());
                Ok(undo)
            }
            Self::Overwritten { target, bytes, .. } => {
                let old = fs::read(&*target)?;
                if let Err(error) = overwrite(target, bytes) {
                    let _ = overwrite(target, &old);
                    return Err(error);
                }
                Ok(Undo::Rewrite(old, target.clone()))
            }
            Self::Stream(target, bytes) => stream(target, bytes).map(|()| Undo::Nothing),
        }
    }
}

impl Undo {
    /// Takes back. There is nothing better to do where that fails, too.
    pub(super) fn run(self) {
        let _ = match self {
            Self::Remove(path) => fs::remove_file(path),
            Self::Restore(mut kept, path) => kept.become_file(&path),
            Self::Rewrite(old, path) => overwrite(&path, &old),
            Self::Nothing => Ok(()),
        };
    }
}

/// A temporary file beside a path, with these bytes.
fn written(path: &Path, bytes: &[u8]) -> io::Result<Temporary> {
    let mut temporary = Temporary::new(folder(path))?;
    temporary.file().write_all(bytes)?;
    temporary.file().sync_all()?;
    Ok(temporary)
}

/// Gives a new file the owner and the mode of an old one; whether that was possible.
fn give(temporary: &mut Temporary, old: &Metadata) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};

        let new = temporary.file().metadata()?;
        let differs = |old: u32, new: u32| (old != new).then_some(old);
        let (user, group) = (differs(old.uid(), new.uid()), differs(old.gid(), new.gid()));
        if (user.is_some() || group.is_some()) && fchown(temporary.file(), user, group).is_err() {
            return Ok(false);
        }
    }
    // After the owner: a change of that takes bits of the mode away.
    temporary.file().set_permissions(old.permissions())?;
    Ok(true)
}

fn is_only_name(metadata: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;

        metadata.nlink() == 1
    }
    #[cfg(not(unix))]
    {
        let _ = metadata;
        true
    }
}

/// Whether the file has an access list besides its mode.
fn has_access_list(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        rustix::fs::getxattr(path, "system.posix_acl_access", &mut [0_u8; 0]).is_ok()
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = path;
        false
    }
}

/// Puts bytes into an existing file.
fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(bytes)?;
    file.set_len(u64::try_from(bytes.len()).map_err(io::Error::other)?)?;
    file.sync_all()
}

fn stream(target: &Target, bytes: &[u8]) -> io::Result<()> {
    let written = match target {
        Target::StandardOutput => return terminal::write_bytes(bytes),
        Target::Descriptor(path) => OpenOptions::new().append(true).open(path)?.write_all(bytes),
        Target::Device(path) | Target::File(path, _) => {
            OpenOptions::new().write(true).open(path)?.write_all(bytes)
        }
    };
    match written {
        // Its reader has read as much as it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
