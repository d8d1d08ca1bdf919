//! Who commits, and with what password: what git knows of it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::{ReviewError, ReviewErrorKind};
use crate::process::run;

/// How long git's helpers may take, in seconds: one may ask a person.
const PATIENCE: Duration = Duration::from_secs(120);

/// A committer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committer {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
}

impl Committer {
    /// The committer that git's variables and the user's own configuration name. A repository's configuration is not read.
    ///
    /// # Errors
    /// git cannot be run, or knows nobody.
    pub fn of_git() -> Result<Self, ReviewError> {
        let outside = std::env::temp_dir();
        let output = run(user_git(&outside).args(["var", "GIT_COMMITTER_IDENT"]), None, PATIENCE)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let parsed = text.split_once(" <").and_then(|(name, rest)| Some((name, rest.split_once('>')?.0)));
        match parsed {
            Some((name, email)) if output.is_success => {
                Ok(Self { name: name.to_owned(), email: email.to_owned() })
            }
            _ => Err(ReviewError::new(
                "git",
                ReviewErrorKind::Settings,
                "it does not know who commits: set `user.name` and `user.email` with `git config --global`",
            )),
        }
    }

    /// As git writes it at a time, in seconds since 1970: `Name <mail> SECONDS +0000`.
    pub fn at(&self, seconds: u64) -> String {
        format!("{} <{}> {seconds} +0000", self.name, self.email)
    }
}

/// A user and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The password, or a token.
    pub password: String,
}

impl std::fmt::Debug for Login {
    /// Without the password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Login {
    /// What git's credential helper has for an address; nothing where it has nothing. The helper of the user's own configuration is
    /// asked, never one that a repository names, and no terminal.
    ///
    /// # Errors
    /// git cannot be run.
    pub fn of_git(url: &str) -> Result<Option<Self>, ReviewError> {
        if url.contains(['\n', '\r', '\0']) {
            return Ok(None);
        }
        let outside = std::env::temp_dir();
        let question = format!("url={url}\n\n");
        let output =
            run(user_git(&outside).args(["credential", "fill"]), Some(question.as_bytes()), PATIENCE)?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let value = |key: &str| {
            let mut values = text.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            values.next().filter(|value| !value.is_empty()).map(str::to_owned)
        };
        Ok(value("username").zip(value("password")).map(|(user, password)| Self { user, password }))
    }

    /// The header of HTTP's basic authentication.
    pub(crate) fn basic(&self) -> Authorization {
        Authorization(format!("Basic {}", STANDARD.encode(format!("{}:{}", self.user, self.password))))
    }
}

/// The value of an `Authorization` header.
#[derive(Clone)]
pub(crate) struct Authorization(pub(crate) String);

impl std::fmt::Debug for Authorization {
    /// Without the value.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Authorization(..)")
    }
}

/// git with the user's configuration, outside of every repository.
fn user_git(outside: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .current_dir(outside)
        .env("GIT_CEILING_DIRECTORIES", outside.parent().unwrap_or(outside))
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "true")
        .env("SSH_ASKPASS", "true")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE");
    command
}
