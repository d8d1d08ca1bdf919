//! GitHub: branches `haggle/TOPIC/SUBJECT`, and pull requests by its REST API; those of many repositories by one search.
//!
//! GitHub knows no `Depends-On`. The order is in what people see: a pull request that needs another is opened as a draft, has the label
//! `waits`, and a checklist of what is merged first at the end of its text.

mod pull;
mod search;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use haggle_govern::data::ProjectName;
use serde_json::{Value, json};

use crate::change::{Change, ChangeState, Vote};
use crate::error::{ReviewError, ReviewErrorKind};
use crate::git::{Scratch, check_name, is_hash};
use crate::http::{Answer, Http, encoded};
use crate::identity::{Authorization, Login};
use crate::server::Server;
use crate::settings::Settings;
use crate::system::{Push, ReviewSystem, Sought};

use pull::Pull;
use text::title_and_text;

/// Before the branch of each pull request.
const BRANCHES: &str = "haggle";
/// The label of what needs another pull request first.
const WAITS: &str = "waits";
/// How many pull requests of a repository are looked at, the newest first.
const PAGE: usize = 100;

/// GitHub, or a server of GitHub Enterprise.
#[derive(Debug)]
pub struct GitHub {
    server: Server,
    /// What is before the paths of the REST API.
    rest: &'static str,
    /// Whether somebody is logged in: the search wants to know who asks.
    is_known: bool,
}

impl GitHub {
    /// GitHub at a URL, for a user whose password is a token, or for nobody, who can only read.
    pub fn new(url: &str, login: Option<&Login>, settings: Settings) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        let (api, rest) = match url.as_str() {
            "https://github.com" => ("https://api.github.com".to_owned(), ""),
            other => (format!("{other}/api"), "/v3"),
        };
        let token = login.map(|login| Authorization(format!("Bearer {}", login.password)));
        let http = Http::new(&api, token, &settings);
        let server = Server::new(&url, http, login.map(Login::basic), settings);
        Self { server, rest, is_known: login.is_some() }
    }

    /// The path of something of a repository.
    fn path(&self, project: &ProjectName, what: &str) -> String {
        format!("{}/repos/{project}/{what}", self.rest)
    }

    fn send(
        &self,
        method: &str,
        project: &ProjectName,
        what: &str,
        body: &Value,
    ) -> Result<Answer, ReviewError> {
        self.server.http.send(method, &self.path(project, what), Some(body))
    }

    fn done(
        &self,
        method: &str,
        project: &ProjectName,
        what: &str,
        body: &Value,
    ) -> Result<Value, ReviewError> {
        self.send(method, project, what, body)?.json("")
    }

    /// The pull requests of a query, the newest first, whose branch is in the repository itself and begins with this.
    fn pulls(&self, project: &ProjectName, query: &str, prefix: &str) -> Result<Vec<Change>, ReviewError> {
        let what = format!("pulls?state=all&sort=created&direction=desc&per_page={PAGE}{query}");
        let answer = self.server.http.get(&self.path(project, &what))?.json("")?;
        let malformed = || self.malformed(project);
        let mut changes = Vec::new();
        for pull in answer.as_array().ok_or_else(malformed)? {
            let pull = Pull::of_rest(pull).ok_or_else(malformed)?;
            if pull.is_own(project, prefix) {
                changes.push(pull.change(&self.server.url, project).ok_or_else(malformed)?);
            }
        }
        Ok(changes)
    }

    fn malformed(&self, project: &ProjectName) -> ReviewError {
        self.server.malformed(&format!("/{project}"), "its pull requests cannot be read")
    }

    /// What reviewers said last, each counted once.
    fn votes(&self, change: &Change) -> Result<Vec<Vote>, ReviewError> {
        let what = format!("pulls/{}/reviews?per_page={PAGE}", change.number);
        let answer = self.server.http.get(&self.path(&change.project, &what))?.json("")?;
        Ok(pull::votes(answer.as_array().ok_or_else(|| self.malformed(&change.project))?))
    }

    /// The open pull request from a branch.
    fn open(&self, project: &ProjectName, branch: &str, head: &str) -> Result<Option<Change>, ReviewError> {
        Ok(self.pulls(project, &of_head(project, branch, head), head)?.into_iter().find(Change::is_open))
    }

    /// The newest pull requests of each repository whose branch begins with this.
    fn listed(&self, projects: &[ProjectName], prefix: &str) -> Result<Vec<Change>, ReviewError> {
        let mut changes = Vec::new();
        for project in projects {
            changes.extend(self.pulls(project, "", prefix)?);
        }
        Ok(changes)
    }

    /// The pull requests with these numbers: those among the newest of a repository by one question, each other one by its own.
    fn numbered(
        &self,
        numbers: &BTreeMap<&ProjectName, BTreeSet<u64>>,
        prefix: &str,
    ) -> Result<Vec<Change>, ReviewError> {
        let mut changes = Vec::new();
        for (project, numbers) in numbers {
            let mut left = numbers.clone();
            for change in self.pulls(project, "", prefix)? {
                if left.remove(&change.number) {
                    changes.push(change);
                }
            }
            for number in left {
                let pull = self.server.http.get(&self.path(project, &format!("pulls/{number}")))?.json("")?;
                let pull = Pull::of_rest(&pull).ok_or_else(|| self.malformed(project))?;
                if pull.is_own(project, prefix) {
                    let change = pull.change(&self.server.url, project);
                    changes.push(change.ok_or_else(|| self.malformed(project))?);
                }
            }
        }
        Ok(changes)
    }
}

/// What asks for the pull requests from one branch to another.
fn of_head(project: &ProjectName, branch: &str, head: &str) -> String {
    let owner = project.as_str().split('/').next().unwrap_or_default();
    format!("&head={}&base={}", encoded(&format!("{owner}:{head}")), encoded(branch))
}

/// The addresses of those that are merged.
fn merged<'a>(needs: &[&'a Change]) -> Vec<&'a str> {
    let is_merged = |need: &&&Change| need.state == ChangeState::Merged;
    needs.iter().filter(is_merged).map(|need| need.url.as_str()).collect()
}

/// The branch of a change.
fn head(sought: &Sought<'_>) -> Result<String, ReviewError> {
    let keep = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let words: String = sought.subject.chars().take(60).map(keep).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    let head = format!("{BRANCHES}/{}/{}", sought.topic, words.join("-"));
    check_name("branch", &head)?;
    Ok(head)
}

impl ReviewSystem for GitHub {
    fn url(&self) -> &str {
        &self.server.url
    }

    fn changes(&self, topic: &str, projects: &[ProjectName]) -> Result<Vec<Change>, ReviewError> {
        check_name("topic", topic)?;
        let prefix = format!("{BRANCHES}/{topic}/");
        if self.is_known {
            return search::search(&self.server, &prefix, projects);
        }
        let mut changes = match search::numbers(&self.server, self.rest, &prefix, projects)? {
            Some(numbers) => self.numbered(&numbers, &prefix)?,
            None => self.listed(projects, &prefix)?,
        };
        for change in changes.iter_mut().filter(|change| change.is_open()) {
            change.votes = self.votes(change)?;
        }
        Ok(changes)
    }

    fn change(&self, sought: &Sought<'_>) -> Result<Option<Change>, ReviewError> {
        let head = head(sought)?;
        let found = self.pulls(sought.project, &of_head(sought.project, sought.branch, &head), &head)?;
        // The open one is it, whoever opened it and with whatever Change-Id: a branch has one.
        let is_it =
            |change: &&Change| change.is_open() || change.change_id.as_ref() == Some(sought.change_id);
        Ok(found.iter().filter(is_it).max_by_key(|change| (change.is_open(), change.number)).cloned())
    }

    fn scratch(&self, project: &ProjectName) -> Result<Scratch, ReviewError> {
        self.server.scratch(&format!("{}/{project}.git", self.server.url))
    }

    fn tip(&self, project: &ProjectName, branch: &str) -> Result<String, ReviewError> {
        check_name("branch", branch)?;
        let answer = self.server.http.get(&self.path(project, &format!("git/ref/heads/{branch}")))?;
        if answer.status == 404 {
            return Err(Server::no_branch(project, branch));
        }
        let answer = answer.json("")?;
        let tip = answer["object"]["sha"].as_str().filter(|text| is_hash(text));
        tip.map(str::to_owned).ok_or_else(|| self.malformed(project))
    }

    fn push(&self, scratch: &Scratch, push: &Push<'_>) -> Result<Change, ReviewError> {
        let Sought { project, branch, topic, .. } = push.sought;
        check_name("branch", branch)?;
        let head = head(&push.sought)?;
        self.server.http.wait();
        if let Some(reason) = scratch.push(push.commit, &format!("refs/heads/{head}"), true)? {
            return Err(ReviewError::new(project.to_string(), ReviewErrorKind::Refused, &reason));
        }
        let (title, text) = title_and_text(push.message, &merged(push.needs));
        let waits = push.needs.iter().any(|need| need.is_open());
        let number = if let Some(open) = self.open(project, branch, &head)? {
            let what = format!("pulls/{}", open.number);
            self.done("PATCH", project, &what, &json!({ "title": title, "body": text }))?;
            open.number
        } else {
            let new = json!({ "title": title, "body": text, "head": head, "base": branch, "draft": waits });
            let answer = self.send("POST", project, "pulls", &new)?;
            // Somebody opened it at the same time: it is there.
            match self.open(project, branch, &head)?.filter(|_| answer.status == 422) {
                Some(open) => open.number,
                None => answer.json("")?["number"].as_u64().ok_or_else(|| self.malformed(project))?,
            }
        };
        let labels = if waits { json!([topic, WAITS]) } else { json!([topic]) };
        self.done("POST", project, &format!("issues/{number}/labels"), &json!({ "labels": labels }))?;
        let pull = self.server.http.get(&self.path(project, &format!("pulls/{number}")))?.json("")?;
        let pull = Pull::of_rest(&pull).and_then(|pull| pull.change(&self.server.url, project));
        pull.ok_or_else(|| self.malformed(project))
    }

    fn update_text(&self, change: &Change, text: &str, needs: &[&Change]) -> Result<(), ReviewError> {
        let (title, text) = title_and_text(text, &merged(needs));
        let what = format!("pulls/{}", change.number);
        self.done("PATCH", &change.project, &what, &json!({ "title": title, "body": text }))?;
        if needs.is_empty() || needs.iter().any(|need| need.is_open()) {
            return Ok(());
        }
        let label = format!("issues/{}/labels/{WAITS}", change.number);
        let answer = self.server.http.send("DELETE", &self.path(&change.project, &label), None)?;
        // It may be gone already.
        if answer.status == 404 { Ok(()) } else { answer.json("").map(drop) }
    }

    fn abandon(&self, change: &Change, reason: &str) -> Result<(), ReviewError> {
        let comments = format!("issues/{}/comments", change.number);
        self.done("POST", &change.project, &comments, &json!({ "body": reason }))?;
        let what = format!("pulls/{}", change.number);
        self.done("PATCH", &change.project, &what, &json!({ "state": "closed" })).map(drop)
    }

    fn lists_needs(&self) -> bool {
        true
    }
}
