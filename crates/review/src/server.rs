//! A server that is asked over HTTP, and from which git fetches: what every review system has.

use haggle_govern::data::ProjectName;

use crate::error::{ReviewError, ReviewErrorKind};
use crate::git::Scratch;
use crate::http::Http;
use crate::identity::Authorization;
use crate::settings::Settings;

/// A server, and who asks it.
#[derive(Debug)]
pub(crate) struct Server {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    /// Its REST API.
    pub(crate) http: Http,
    /// What git sends there.
    authorization: Option<Authorization>,
    settings: Settings,
}

impl Server {
    pub(crate) fn new(
        url: &str,
        http: Http,
        authorization: Option<Authorization>,
        settings: Settings,
    ) -> Self {
        Self { url: url.to_owned(), http, authorization, settings }
    }

    /// A repository of our own whose remote is at a URL of this server.
    pub(crate) fn scratch(&self, remote: &str) -> Result<Scratch, ReviewError> {
        self.http.wait();
        let Settings { folder, timeout, .. } = &self.settings;
        Scratch::new(folder, (remote, &self.url), self.authorization.as_ref(), *timeout)
    }

    /// An answer that is not what the system gives.
    pub(crate) fn malformed(&self, below: &str, reason: &str) -> ReviewError {
        ReviewError::new(format!("{}{below}", self.url), ReviewErrorKind::Malformed, reason)
    }

    /// A branch that a project does not have.
    pub(crate) fn no_branch(project: &ProjectName, branch: &str) -> ReviewError {
        let reason = format!("it has no branch `{branch}`");
        ReviewError::new(project.to_string(), ReviewErrorKind::NoBranch, &reason)
    }
}
