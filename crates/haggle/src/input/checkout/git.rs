//! What the files of a git repository say: remote, branch, tags. Git itself is not asked.

use std::fs;
use std::path::{Path, PathBuf};

use haggle_spec::Version;

/// What is read of a repository.
#[derive(Debug, Clone)]
pub struct Repository {
    /// The remote `origin`, else the first.
    pub remote: Option<Remote>,
    /// The branch that is checked out.
    pub branch: Option<String>,
    /// The commit that is checked out.
    pub commit: Option<String>,
    /// The newest final version that a tag names.
    pub release: Option<Version>,
}

/// Where a repository was cloned from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The host; none of a path on this machine.
    pub host: Option<String>,
    /// Owner and name, or the name alone where the address is a path: without `.git`.
    pub path: String,
}

impl Repository {
    /// The repository whose checkout this folder is, worktrees of another included; none where the folder is not one.
    pub fn read(folder: &Path) -> Result<Option<Self>, String> {
        let dot_git = folder.join(".git");
        let own = if dot_git.is_dir() {
            dot_git
        } else if let Ok(text) = fs::read_to_string(&dot_git) {
            let path = text
                .trim()
                .strip_prefix("gitdir:")
                .ok_or("its `.git` does not say where the repository is")?;
            folder.join(path.trim())
        } else if is_bare(folder) {
            return Err("it is a bare repository, which has no files to read: clone it".to_owned());
        } else {
            return Ok(None);
        };
        // A worktree's own folder names the one that it shares with the others.
        let shared = match fs::read_to_string(own.join("commondir")) {
            Ok(path) => own.join(path.trim()),
            Err(_) => own.clone(),
        };
        let config = fs::read_to_string(shared.join("config")).unwrap_or_default();
        let head = fs::read_to_string(own.join("HEAD")).unwrap_or_default();
        let branch = head.trim().strip_prefix("ref: refs/heads/").map(str::to_owned);
        let commit = commit(&own, &shared, head.trim());
        Ok(Some(Self { remote: remote(&config), branch, commit, release: release(&shared) }))
    }
}

fn is_bare(folder: &Path) -> bool {
    ["HEAD", "objects", "refs"].iter().all(|name| folder.join(name).exists())
}

/// The value of a key in a section of git's format. A section with a name in quotes is `remote "origin"`.
pub fn ini_value(text: &str, section: &str, key: &str) -> Option<String> {
    let mut is_inside = false;
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            is_inside = header.trim() == section;
        } else if is_inside
            && let Some((name, value)) = line.split_once('=')
            && name.trim().eq_ignore_ascii_case(key)
        {
            return Some(value.trim().to_owned()).filter(|value| !value.is_empty());
        }
    }
    None
}

fn remote(config: &str) -> Option<Remote> {
    let headers = config.lines().filter_map(|line| line.trim().strip_prefix('[')?.split(']').next());
    let first = headers.map(str::trim).find(|header| header.starts_with("remote "));
    let url = ini_value(config, "remote \"origin\"", "url").or_else(|| ini_value(config, first?, "url"))?;
    address(&url)
}

/// Host and path of `https://host/owner/name.git`, `git@host:owner/name.git`, or a path.
fn address(url: &str) -> Option<Remote> {
    let (host, path) = match url.split_once("://") {
        Some(("file", path)) => (None, path),
        Some((_, rest)) => {
            let (authority, path) = rest.split_once('/')?;
            let host = authority.rsplit('@').next()?.split(':').next()?;
            (Some(host.to_owned()), path)
        }
        None => match url.split_once(':') {
            Some((authority, path)) if !authority.contains('/') => {
                (Some(authority.rsplit('@').next()?.to_owned()), path)
            }
            _ => (None, url),
        },
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    // Of a path on this machine only the end says something, and a bare clone may be a folder `repo` or `.git` in it.
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if host.is_none() {
        parts = parts.split_off(parts.len().saturating_sub(1));
    }
    let path = parts.join("/");
    (!path.is_empty()).then_some(Remote { host, path })
}

/// The commit that `HEAD` is at.
fn commit(own: &Path, shared: &Path, head: &str) -> Option<String> {
    let Some(name) = head.strip_prefix("ref: ") else { return Some(head.to_owned()) };
    let loose = [own, shared].iter().find_map(|folder| fs::read_to_string(folder.join(name)).ok());
    let of_packed = || {
        let packed = fs::read_to_string(shared.join("packed-refs")).ok()?;
        packed.lines().find_map(|line| Some(line.strip_suffix(name)?.trim_end().to_owned()))
    };
    loose.map(|text| text.trim().to_owned()).or_else(of_packed)
}

/// The newest final version among the tags, `v1.2` included.
fn release(repository: &Path) -> Option<Version> {
    let packed = fs::read_to_string(repository.join("packed-refs")).unwrap_or_default();
    let packed = packed.lines().filter_map(|line| Some(line.split_once(" refs/tags/")?.1.to_owned()));
    let loose = fs::read_dir::<PathBuf>(repository.join("refs/tags")).into_iter().flatten().flatten();
    let loose = loose.filter_map(|entry| entry.file_name().into_string().ok());
    let versions = packed.chain(loose).filter_map(|tag| {
        let text = tag.strip_prefix('v').unwrap_or(&tag);
        text.contains('.').then(|| text.parse::<Version>().ok()).flatten()
    });
    versions.filter(|version| !version.is_prerelease()).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, expected: Option<(Option<&str>, &str)>) {
        let found = address(url);
        let found = found.as_ref().map(|remote| (remote.host.as_deref(), remote.path.as_str()));
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn addresses_of_remotes_are_read() {
        check("https://opendev.org/openstack/glance", Some((Some("opendev.org"), "openstack/glance")));
        check("https://me:secret@forge.example:8443/a/b.git/", Some((Some("forge.example"), "a/b")));
        check("git@github.com:acme/shop.git", Some((Some("github.com"), "acme/shop")));
        check("ssh://git@forge.example/acme/shop.git", Some((Some("forge.example"), "acme/shop")));
        check("/srv/git/shop.git", Some((None, "shop")));
        check("file:///srv/git/shop", Some((None, "shop")));
        check("../shop", Some((None, "shop")));
        check("", None);
    }

    #[test]
    fn the_remote_origin_goes_before_others() {
        let config = "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = https://a.example/x/y\n[remote \"origin\"]\n\turl = https://b.example/x/z.git\n";
        assert_eq!(remote(config).unwrap().path, "x/z");
        assert_eq!(remote(&config.replace("origin", "other")).unwrap().path, "x/y");
    }
}
