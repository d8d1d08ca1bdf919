//! A family of two repositories on a review server, and drafts for it.

use std::path::Path;
use std::time::Duration;

use haggle_govern::change::{ChangeDraft, ChangeId, ChangeSet, FileChange, Link, Message};
use haggle_review::{Committer, Gerrit, Login, Publication, Settings};
use haggle_testkit::review_server::{PASSWORD, ReviewServer, ReviewStyle, USER};
use tempfile::TempDir;

/// A server, a folder for the journal, and the usual settings.
pub struct Scene {
    pub server: ReviewServer,
    _folder: TempDir,
    pub settings: Settings,
    pub system: Gerrit,
}

pub fn committer() -> Committer {
    Committer { name: "A Tester".into(), email: "tester@example.org".into() }
}

pub fn login() -> Login {
    Login { user: USER.into(), password: PASSWORD.into() }
}

impl Scene {
    /// A Gerrit with `lists` and `app`, each with a file `list.txt` of ten lines.
    pub fn new() -> Self {
        let server = ReviewServer::start(ReviewStyle::Gerrit);
        for project in ["lists", "app"] {
            server.add(project, "main", &[("list.txt", ten_lines().as_bytes()), ("other.txt", b"x\n")]);
        }
        let folder = TempDir::new().expect("a folder can be made");
        let settings = settings(folder.path());
        let system = Gerrit::new(&server.url(), Some(&login()), None, settings.clone());
        Self { server, _folder: folder, settings, system }
    }

    pub fn publish(&self, drafts: Vec<ChangeDraft>) -> Vec<Publication> {
        let set = ChangeSet::new(drafts).expect("the drafts make a set");
        haggle_review::publish(&self.system, &set, &committer(), &self.settings).expect("the server answers")
    }
}

pub fn settings(folder: &Path) -> Settings {
    let mut settings = Settings::new(folder.to_owned());
    settings.timeout = Duration::from_secs(5);
    settings.pause = Duration::from_millis(1);
    settings
}

/// The lines `1` to `10`.
pub fn ten_lines() -> String {
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", ""].join("\n")
}

/// A draft that replaces a line of `list.txt` of a repository.
pub fn draft(project: &str, line: &str, new: &str) -> ChangeDraft {
    let before = ten_lines();
    let after = before.replace(&format!("{line}\n"), &format!("{new}\n"));
    let subject = format!("Change {line} in {project}");
    let change_id =
        ChangeId::compute("A Tester <tester@example.org> 0 +0000", None, &format!("{project} {line}"));
    ChangeDraft {
        project: project.parse().expect("it is a name"),
        branch: "main".into(),
        topic: Some("lines".into()),
        message: Message { subject, change_id: Some(change_id), ..Message::default() },
        files: vec![FileChange { path: "list.txt".into(), before: before.into(), after: after.into() }],
    }
}

/// A change to `lists`, and one to `app` that depends on it.
pub fn pair() -> Vec<ChangeDraft> {
    let lists = draft("lists", "5", "five");
    let mut app = draft("app", "5", "five");
    app.message.links =
        vec![Link::DependsOn(lists.message.change_id.as_ref().expect("it has one").to_string())];
    vec![app, lists]
}

/// What was published, in one word for each.
pub fn words(published: &[Publication]) -> Vec<String> {
    let word = |one: &Publication| match one {
        Publication::Created(change) => format!("created {}", change.number),
        Publication::Updated(change) => format!("updated {}", change.number),
        Publication::Unchanged(change) => format!("unchanged {}", change.number),
        Publication::LeftAlone(change) => format!("left alone {}", change.number),
        Publication::NothingLeft => "nothing left".to_owned(),
        Publication::Failed(error) => format!("failed: {error}"),
        Publication::Waiting(project) => format!("waits for {project}"),
    };
    published.iter().map(word).collect()
}
