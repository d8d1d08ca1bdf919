//! Gerrit: pushes to `refs/for/BRANCH%topic=TOPIC`, questions by its REST API.

mod answer;

use haggle_govern::data::ProjectName;
use serde_json::{Value, json};

use crate::change::{Change, Judgements};
use crate::error::{ReviewError, ReviewErrorKind};
use crate::git::{Scratch, check_name, is_hash};
use crate::http::{Http, encoded};
use crate::identity::Login;
use crate::server::Server;
use crate::settings::Settings;
use crate::system::{Push, ReviewSystem, Sought};

/// What Gerrit puts before its JSON.
const PREFIX: &str = ")]}'";
/// What is asked of each change.
const OPTIONS: &str =
    "o=CURRENT_REVISION&o=CURRENT_COMMIT&o=DETAILED_LABELS&o=DETAILED_ACCOUNTS&o=SUBMITTABLE";
/// How many changes are asked for at once.
const PAGE: usize = 500;
/// The most pages that are read.
const MOST_PAGES: usize = 20;
/// How long closed changes are of interest.
const LATELY: &str = "4w";

/// A Gerrit server.
#[derive(Debug)]
pub struct Gerrit {
    server: Server,
    prefix: &'static str,
    /// The user whose changes are ours; nobody knows where nobody is logged in or named.
    owner: Option<String>,
}

impl Gerrit {
    /// A server at a URL, for a user, or for nobody, who can only read. Ours are the changes that the user owns, or where nobody is
    /// known, those of `owner`.
    pub fn new(url: &str, login: Option<&Login>, owner: Option<&str>, settings: Settings) -> Self {
        let url = url.trim_end_matches('/');
        let authorization = login.map(Login::basic);
        let http = Http::new(url, authorization.clone(), &settings);
        // Below `/a/`, Gerrit wants to know who asks.
        let prefix = if login.is_some() { "/a" } else { "" };
        let owner = login.map(|login| login.user.as_str()).or(owner).map(str::to_owned);
        Self { server: Server::new(url, http, authorization, settings), prefix, owner }
    }

    fn query(&self, query: &str) -> Result<Vec<Change>, ReviewError> {
        let mut changes = Vec::new();
        for _ in 0..MOST_PAGES {
            let start = changes.len();
            let path =
                format!("{}/changes/?q={}&{OPTIONS}&n={PAGE}&start={start}", self.prefix, encoded(query));
            let answer = self.server.http.get(&path)?.json(PREFIX)?;
            let page = answer.as_array().ok_or_else(|| self.malformed("a list of changes is missing"))?;
            for change in page {
                let read = answer::change(&self.server.url, self.owner.as_deref(), change);
                changes.push(read.ok_or_else(|| self.malformed("a change of its list cannot be read"))?);
            }
            if !page.last().is_some_and(|last| last["_more_changes"] == true) {
                return Ok(changes);
            }
        }
        Err(self.malformed("its list of changes does not end"))
    }

    fn malformed(&self, reason: &str) -> ReviewError {
        self.server.malformed("", reason)
    }

    /// Changes a change. A conflict of which `is_done` is said means that it is so already.
    fn act(
        &self,
        method: &str,
        change: &Change,
        what: &str,
        body: &Value,
        is_done: &str,
    ) -> Result<(), ReviewError> {
        let id = format!("{}~{}", encoded(change.project.as_str()), change.number);
        let answer =
            self.server.http.send(method, &format!("{}/changes/{id}/{what}", self.prefix), Some(body))?;
        match answer.status {
            200..300 => Ok(()),
            409 if answer.text().contains(is_done) => Ok(()),
            _ => Err(answer.refused()),
        }
    }
}

impl ReviewSystem for Gerrit {
    fn url(&self) -> &str {
        &self.server.url
    }

    fn changes(&self, topic: &str, _projects: &[ProjectName]) -> Result<Vec<Change>, ReviewError> {
        check_name("topic", topic)?;
        self.query(&format!("topic:\"{topic}\" (status:open OR -age:{LATELY})"))
    }

    fn change(&self, sought: &Sought<'_>) -> Result<Option<Change>, ReviewError> {
        check_name("branch", sought.branch)?;
        let Sought { project, branch, change_id, .. } = sought;
        let found = self.query(&format!("change:{change_id} project:\"{project}\" branch:\"{branch}\""))?;
        let is_it = |change: &Change| {
            change.change_id.as_ref() == Some(*change_id)
                && change.project == **project
                && change.branch == *branch
        };
        Ok(found.into_iter().find(is_it))
    }

    fn judgements(&self, change: &Change) -> Result<Judgements, ReviewError> {
        let id = format!("{}~{}", encoded(change.project.as_str()), change.number);
        let answer = self.server.http.get(&format!("{}/changes/{id}/detail", self.prefix))?.json(PREFIX)?;
        Ok(answer::judgements(change.version, &answer))
    }

    fn scratch(&self, project: &ProjectName) -> Result<Scratch, ReviewError> {
        self.server.scratch(&format!("{}{}/{project}", self.server.url, self.prefix))
    }

    fn tip(&self, project: &ProjectName, branch: &str) -> Result<String, ReviewError> {
        check_name("branch", branch)?;
        let path =
            format!("{}/projects/{}/branches/{}", self.prefix, encoded(project.as_str()), encoded(branch));
        let answer = self.server.http.get(&path)?;
        if answer.status == 404 {
            return Err(Server::no_branch(project, branch));
        }
        let answer = answer.json(PREFIX)?;
        let tip = answer["revision"].as_str().filter(|text| is_hash(text));
        tip.map(str::to_owned).ok_or_else(|| self.malformed("a branch has no revision"))
    }

    fn push(&self, scratch: &Scratch, push: &Push<'_>) -> Result<Change, ReviewError> {
        let Sought { project, branch, topic, .. } = push.sought;
        check_name("branch", branch)?;
        check_name("topic", topic)?;
        self.server.http.wait();
        let said = scratch.push(push.commit, &format!("refs/for/{branch}%topic={topic}"), false);
        // Whatever came of the push, the system knows whether it has the commit.
        let there = self.change(&push.sought);
        match (said, there) {
            (_, Ok(Some(change))) if change.revision == push.commit => Ok(change),
            (Ok(Some(reason)), _) => {
                Err(ReviewError::new(project.to_string(), ReviewErrorKind::Refused, &reason))
            }
            (Err(error), _) | (Ok(None), Err(error)) => Err(error),
            (Ok(None), Ok(_)) => Err(ReviewError::new(
                project.to_string(),
                ReviewErrorKind::Malformed,
                "it took the change, and does not show it",
            )),
        }
    }

    fn update_text(&self, change: &Change, text: &str, _needs: &[&Change]) -> Result<(), ReviewError> {
        let same = "new and existing commit message are the same";
        self.act("PUT", change, "message", &json!({ "message": text, "notify": "NONE" }), same)
    }

    fn abandon(&self, change: &Change, reason: &str) -> Result<(), ReviewError> {
        self.act("POST", change, "abandon", &json!({ "message": reason }), "change is abandoned")
    }
}
