//! A review system on loopback: bare repositories over HTTP with Gerrit's rules and the part of its REST API that clients use, on
//! which an unmodified git-review works; or GitHub's pull requests. It can fail on demand.

mod change;
mod exchange;
mod fault;
mod footer;
mod gerrit;
mod github;
mod github_search;
mod http;
mod intake;
mod repository;
mod state;

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use tempfile::TempDir;

use crate::acceptor::{Acceptor, lock};

pub use change::{CI, ReviewedChange, ReviewedState, ReviewedVote};
pub use exchange::Exchange;
pub use fault::ReviewFault;
pub use state::{ReviewRules, ReviewStyle};

use state::State;

/// The user that may push, and the password.
pub const USER: &str = "tester";
/// The password of [`USER`].
pub const PASSWORD: &str = "correct-horse";

/// A running server, which stops when it is dropped.
#[derive(Debug)]
pub struct ReviewServer {
    acceptor: Acceptor,
    state: Arc<Mutex<State>>,
    folder: TempDir,
}

impl ReviewServer {
    /// Starts a server on a free port of loopback, without repositories.
    ///
    /// # Panics
    /// When loopback has no free port, or no folder can be made.
    pub fn start(style: ReviewStyle) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let folder = TempDir::new().expect("a folder can be made");
        let state = Arc::new(Mutex::new(State::new(folder.path(), format!("http://{address}"), style)));
        let acceptor = Acceptor::start(listener, {
            let state = Arc::clone(&state);
            move |stream| http::serve(stream, &state)
        });
        Self { acceptor: acceptor.expect("a bound socket has an address"), state, folder }
    }

    /// The address.
    pub fn url(&self) -> String {
        format!("http://{}", self.acceptor.address())
    }

    /// The bare repository of a project.
    pub fn repository(&self, project: &str) -> std::path::PathBuf {
        self.folder.path().join(format!("{project}.git"))
    }

    /// Makes a repository with one commit of these files (path and text) on a branch.
    pub fn add(&self, project: &str, branch: &str, files: &[(&str, &[u8])]) {
        self.state().add(project, branch, files);
    }

    /// Commits these files to a branch, as if a change of somebody else was merged: the commit.
    pub fn commit(&self, project: &str, branch: &str, files: &[(&str, &[u8])]) -> String {
        self.state().commit(project, branch, files)
    }

    /// The bytes of a file at a revision (a branch, a commit); nothing where there is none.
    pub fn file(&self, project: &str, revision: &str, path: &str) -> Option<Vec<u8>> {
        repository::file(&self.repository(project), revision, path)
    }

    /// Changes what the server demands from now on.
    pub fn configure(&self, change: impl FnOnce(&mut ReviewRules)) {
        change(&mut self.state().rules);
    }

    /// Lets the next requests that contain a text (`POST /a/x/git-receive-pack`, `GET /a/changes/`) fail, one fault each.
    pub fn fail(&self, request: &str, faults: impl IntoIterator<Item = ReviewFault>) {
        self.state().faults.queue(request, faults);
    }

    /// Lets so many in a thousand of all requests fail, each in one of these ways, the same ones for the same seed.
    pub fn fail_at_random(&self, seed: u64, per_thousand: u64, faults: Vec<ReviewFault>) {
        self.state().faults.at_random(seed, per_thousand, faults);
    }

    /// Lets nothing fail any more.
    pub fn repair(&self) {
        self.state().faults = fault::Faults::default();
    }

    /// All changes, the oldest first.
    pub fn changes(&self) -> Vec<ReviewedChange> {
        self.state().changes.clone()
    }

    /// Votes on a change, as a person.
    pub fn vote(&self, number: u64, label: &str, value: i64) {
        self.vote_by(number, label, value, "reviewer");
    }

    /// Votes on a change, as an account.
    pub fn vote_by(&self, number: u64, label: &str, value: i64, voter: &str) {
        self.state().vote(number, label, value, voter);
    }

    /// Votes `Verified` on a change, as a CI system that says why.
    pub fn verify(&self, number: u64, value: i64, report: &str) {
        let mut state = self.state();
        state.vote(number, "Verified", value, CI);
        if let Some(change) = state.change_mut(number) {
            let version = change.versions.len();
            change.reports.push((version, report.to_owned()));
        }
    }

    /// Merges a change, as a person or a gate would.
    ///
    /// # Errors
    /// It is closed, or conflicts with its branch.
    pub fn merge(&self, number: u64) -> Result<(), String> {
        self.state().merge(number)
    }

    /// Gives a change up, as a person would.
    ///
    /// # Errors
    /// It is closed.
    pub fn abandon(&self, number: u64) -> Result<(), String> {
        self.state().abandon(number)
    }

    /// The requests so far, each as method, path with query, and status.
    pub fn requests(&self) -> Vec<String> {
        self.state().requests.clone()
    }

    /// What GitHub's API was asked and what it answered, as far as it was JSON.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.state().exchanges.clone()
    }

    /// Gives a change to somebody else.
    pub fn give(&self, number: u64, owner: &str) {
        if let Some(change) = self.state().change_mut(number) {
            owner.clone_into(&mut change.owner);
        }
    }

    /// Puts a change under another topic.
    pub fn retopic(&self, number: u64, topic: &str) {
        if let Some(change) = self.state().change_mut(number) {
            topic.clone_into(&mut change.topic);
        }
    }

    /// How many requests were met by a fault so far.
    pub fn n_faults(&self) -> usize {
        self.state().n_faults
    }

    /// Forgets the requests so far.
    pub fn forget_requests(&self) {
        self.state().requests.clear();
    }

    /// Writes a file of git's configuration by which git knows the user of this server: for `GIT_CONFIG_GLOBAL`.
    ///
    /// # Panics
    /// The file cannot be written.
    pub fn write_git_configuration(&self, path: &Path) {
        let helper = format!("!f() {{ echo username={USER}; echo password={PASSWORD}; }}; f");
        let text = format!(
            "[user]\n\tname = A Tester\n\temail = tester@example.org\n[credential \"{}\"]\n\thelper = \"{helper}\"\n",
            self.url()
        );
        std::fs::write(path, text).expect("the configuration can be written");
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}
