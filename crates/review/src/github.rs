//! GitHub: branches `haggle/TOPIC/SUBJECT`, and pull requests by its REST API.
//!
//! GitHub knows no `Depends-On`. The order is in what people see: a pull request that needs another is opened as a draft, has the label
//! `waits`, and a checklist of what is merged first at the end of its text.

use haggle_govern::change::{ChangeId, Link, read_links};
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

/// Before the branch of each pull request.
const BRANCHES: &str = "haggle";
/// The label of what needs another pull request first.
const WAITS: &str = "waits";
/// The ends of a line of the checklist.
const TO_DO: (&str, &str) = ("- [ ] ", " is merged first");
/// How many pull requests of a repository are looked at, the newest first.
const PAGE: usize = 100;

/// GitHub, or a server of GitHub Enterprise.
#[derive(Debug)]
pub struct GitHub {
    server: Server,
}

impl GitHub {
    /// GitHub at a URL, for a user whose password is a token, or for nobody, who can only read.
    pub fn new(url: &str, login: Option<&Login>, settings: Settings) -> Self {
        let url = url.trim_end_matches('/').to_owned();
        let api = match url.as_str() {
            "https://github.com" => "https://api.github.com".to_owned(),
            other => format!("{other}/api/v3"),
        };
        let token = login.map(|login| Authorization(format!("Bearer {}", login.password)));
        let http = Http::new(&api, token, &settings);
        Self { server: Server::new(&url, http, login.map(Login::basic), settings) }
    }

    fn send(
        &self,
        method: &str,
        project: &ProjectName,
        what: &str,
        body: &Value,
    ) -> Result<Answer, ReviewError> {
        self.server.http.send(method, &format!("/repos/{project}/{what}"), Some(body))
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
        let path =
            format!("/repos/{project}/pulls?state=all&sort=created&direction=desc&per_page={PAGE}{query}");
        let answer = self.server.http.get(&path)?.json("")?;
        let listed = answer.as_array().ok_or_else(|| self.malformed(project))?;
        let is_own = |pull: &&Value| {
            pull["head"]["repo"]["full_name"] == project.as_str()
                && pull["head"]["ref"].as_str().is_some_and(|name| name.starts_with(prefix))
        };
        listed
            .iter()
            .filter(is_own)
            .map(|pull| self.read(project, pull).ok_or_else(|| self.malformed(project)))
            .collect()
    }

    fn malformed(&self, project: &ProjectName) -> ReviewError {
        self.server.malformed(&format!("/{project}"), "its pull requests cannot be read")
    }

    /// A pull request of an answer. No address of it is used.
    fn read(&self, project: &ProjectName, pull: &Value) -> Option<Change> {
        let number = pull["number"].as_u64()?;
        let head = pull["head"]["ref"].as_str()?;
        check_name("branch", head).ok()?;
        let text = pull["body"].as_str().unwrap_or_default().replace('\r', "");
        let id =
            text.lines().rev().find_map(|line| line.strip_prefix("Change-Id: ")?.parse::<ChangeId>().ok());
        Some(Change {
            project: project.clone(),
            branch: pull["base"]["ref"].as_str()?.to_owned(),
            number,
            change_id: id,
            url: format!("{}/{project}/pull/{number}", self.server.url),
            message: format!("{}\n\n{}", pull["title"].as_str()?, without_list(&text)),
            state: match pull["state"].as_str()? {
                "open" => ChangeState::Open,
                _ if pull["merged_at"].is_string() => ChangeState::Merged,
                _ => ChangeState::Abandoned,
            },
            revision: pull["head"]["sha"].as_str().filter(|text| is_hash(text))?.to_owned(),
            parent: None,
            reference: format!("refs/heads/{head}"),
            is_conflicting: pull["mergeable"] == false,
            // The topic's label is the last thing that a push does.
            is_complete: pull["labels"].as_array().is_some_and(|labels| !labels.is_empty()),
            votes: Vec::new(),
        })
    }

    /// What reviewers said last, each counted once.
    fn votes(&self, change: &Change) -> Result<Vec<Vote>, ReviewError> {
        let path = format!("/repos/{}/pulls/{}/reviews?per_page={PAGE}", change.project, change.number);
        let answer = self.server.http.get(&path)?.json("")?;
        let reviews = answer.as_array().ok_or_else(|| self.malformed(&change.project))?;
        let has = |state: &str| reviews.iter().any(|review| review["state"] == state);
        let votes = [("CHANGES_REQUESTED", -1), ("APPROVED", 1)].into_iter().filter(|(state, _)| has(state));
        Ok(votes.map(|(_, value)| Vote { label: "review".to_owned(), value }).collect())
    }

    /// The open pull request from a branch.
    fn open(&self, project: &ProjectName, branch: &str, head: &str) -> Result<Option<Change>, ReviewError> {
        let owner = project.as_str().split('/').next().unwrap_or_default();
        let query = format!("&head={}&base={}", encoded(&format!("{owner}:{head}")), encoded(branch));
        Ok(self.pulls(project, &query, head)?.into_iter().find(Change::is_open))
    }
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

/// Title and text of a pull request for a message.
fn title_and_text(message: &str) -> (String, String) {
    let (title, rest) = message.split_once('\n').unwrap_or((message, ""));
    let mut text = without_list(rest.trim());
    for link in read_links(message) {
        if let Link::DependsOn(target) = link {
            text.push_str(if text.contains(TO_DO.0) { "\n" } else { "\n\n" });
            text.extend([TO_DO.0, &target, TO_DO.1]);
        }
    }
    (title.to_owned(), text)
}

/// A text without the checklist, ticked or not.
fn without_list(text: &str) -> String {
    let is_of_list = |line: &&str| !(line.starts_with("- [") && line.ends_with(TO_DO.1));
    text.lines().filter(is_of_list).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

impl ReviewSystem for GitHub {
    fn url(&self) -> &str {
        &self.server.url
    }

    fn changes(&self, topic: &str, projects: &[ProjectName]) -> Result<Vec<Change>, ReviewError> {
        check_name("topic", topic)?;
        let prefix = format!("{BRANCHES}/{topic}/");
        let mut changes = Vec::new();
        for project in projects {
            for mut change in self.pulls(project, "", &prefix)? {
                if change.is_open() {
                    change.votes = self.votes(&change)?;
                }
                changes.push(change);
            }
        }
        Ok(changes)
    }

    fn change(&self, sought: &Sought<'_>) -> Result<Option<Change>, ReviewError> {
        let head = head(sought)?;
        let found = self.pulls(sought.project, "", &head)?;
        let is_it = |change: &Change| {
            change.change_id.as_ref() == Some(sought.change_id) && change.branch == sought.branch
        };
        Ok(found.into_iter().find(is_it))
    }

    fn scratch(&self, project: &ProjectName) -> Result<Scratch, ReviewError> {
        self.server.scratch(&format!("{}/{project}.git", self.server.url))
    }

    fn tip(&self, project: &ProjectName, branch: &str) -> Result<String, ReviewError> {
        check_name("branch", branch)?;
        let answer = self.server.http.get(&format!("/repos/{project}/git/ref/heads/{branch}"))?;
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
        let (title, text) = title_and_text(push.message);
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
        let pull = self.server.http.get(&format!("/repos/{project}/pulls/{number}"))?.json("")?;
        self.read(project, &pull).ok_or_else(|| self.malformed(project))
    }

    fn update_text(&self, change: &Change, text: &str) -> Result<(), ReviewError> {
        let (title, text) = title_and_text(text);
        let what = format!("pulls/{}", change.number);
        self.done("PATCH", &change.project, &what, &json!({ "title": title, "body": text })).map(drop)
    }

    fn abandon(&self, change: &Change, reason: &str) -> Result<(), ReviewError> {
        let comments = format!("issues/{}/comments", change.number);
        self.done("POST", &change.project, &comments, &json!({ "body": reason }))?;
        let what = format!("pulls/{}", change.number);
        self.done("PATCH", &change.project, &what, &json!({ "state": "closed" })).map(drop)
    }
}
