//! A family of lists and boats on a review server, with two checkouts, and what has to hold of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use haggle_testkit::review_server::{ReviewServer, ReviewStyle, ReviewedChange, ReviewedState};
use tempfile::TempDir;

/// The folders of the two checkouts. The lists of the second are at another commit, so that its changes have other Change-Ids.
pub const CHECKOUTS: [&str; 2] = ["family", "other"];

pub struct Fleet {
    pub server: ReviewServer,
    folder: TempDir,
    pub n_boats: usize,
}

impl Fleet {
    pub fn on(style: ReviewStyle, n_boats: usize) -> Self {
        let fleet = Self { server: ReviewServer::start(style), folder: TempDir::new().unwrap(), n_boats };
        fleet.write("haggle.toml", &fleet.manifest(style));
        fleet.write("snapshot.json", SNAPSHOT);
        fleet.write("lists/global.txt", "anchor  # MIT\n");
        fleet.write("lists/pins.txt", "anchor===9.9\n");
        for boat in fleet.boats() {
            fleet.write(&format!("{boat}/requirements.txt"), "anchor>=1.0 # MIT\n\n\n\n\n# The end.\n");
        }
        for name in fleet.boats().chain(["lists".to_owned()]) {
            let paths =
                if name == "lists" { ["global.txt", "pins.txt"].as_slice() } else { &["requirements.txt"] };
            let read = |path: &&'static str| (*path, fs::read(fleet.root(0).join(&name).join(path)).unwrap());
            let files: Vec<(&str, Vec<u8>)> = paths.iter().map(read).collect();
            let files: Vec<(&str, &[u8])> =
                files.iter().map(|(path, bytes)| (*path, bytes.as_slice())).collect();
            fleet.server.add(&format!("fleet/{name}"), "main", &files);
        }
        fleet.disturb();
        fleet.server.write_git_configuration(&fleet.folder.path().join("gitconfig"));
        fs::create_dir(fleet.folder.path().join("home")).unwrap();
        fs::create_dir(fleet.folder.path().join("temporary")).unwrap();
        fleet
    }

    fn manifest(&self, style: ReviewStyle) -> String {
        let system = if style == ReviewStyle::GitHub { "github" } else { "gerrit" };
        let mut manifest = format!(
            "schema = 1\ndata = {{ snapshot = 'snapshot.json' }}\n\
             review = {{ system = '{system}', url = '{}', topic = 'fleet' }}\n\
             process = {{ frozen = false, stable = false }}\n\
             [family]\nname = 'fleet'\ntitle = 'Fleet'\nas-of = '2026-11-22'\n\
             [requirements]\nproject = 'fleet/lists'\nbranch = 'main'\npath = 'lists'\nglobal = 'global.txt'\n\
             constraints = 'pins.txt'\n[[environment]]\nid = 'here'\npython = '3.12'\nplatform = 'linux'\n",
            self.server.url()
        );
        for boat in self.boats() {
            let _ = write!(
                manifest,
                "[[project]]\nname = 'fleet/{boat}'\ndistribution = '{boat}'\nbranch = 'main'\npath = '{boat}'\n\
                 requirements = 'requirements.txt'\n"
            );
        }
        manifest
    }

    /// Makes of each checkout a dirty one, a detached one, and one without the branch.
    fn disturb(&self) {
        for (at, checkout) in CHECKOUTS.iter().enumerate() {
            for (name, then) in [
                ("lists", ["commit", "--quiet", "--allow-empty", "--message", "More"].as_slice()),
                ("boat0", &["checkout", "--quiet", "--detach"]),
                ("boat1", &["branch", "--move", "x"]),
            ] {
                let folder = self.folder.path().join(checkout).join(name);
                for arguments in [
                    ["init", "--quiet", "--initial-branch", "main"].as_slice(),
                    &["add", "."],
                    &["commit", "--quiet", "--message", "Begin"],
                    then,
                ] {
                    let mut git = Command::new("git");
                    git.args(["-c", "user.name=T", "-c", "user.email=t@example.org"])
                        .args(arguments)
                        .current_dir(&folder)
                        .env("GIT_COMMITTER_DATE", format!("{} +0000", 1_700_000_000 + 1_000 * at))
                        .env("GIT_CONFIG_GLOBAL", "/dev/null");
                    assert!(git.status().unwrap().success());
                }
                fs::write(folder.join("dirty"), checkout).unwrap();
            }
        }
    }

    /// A checkout of the family.
    pub fn root(&self, checkout: usize) -> PathBuf {
        self.folder.path().join(CHECKOUTS[checkout])
    }

    fn boats(&self) -> impl Iterator<Item = String> + use<> {
        (0..self.n_boats).map(|at| format!("boat{at}"))
    }

    /// Writes a file of both checkouts.
    fn write(&self, path: &str, text: &str) {
        for checkout in 0..CHECKOUTS.len() {
            let path = self.root(checkout).join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    /// The lists exclude other releases than before, so that every boat has something new to copy; a boat has another line, too.
    pub fn next_round(&self, round: usize) {
        let lists = format!("anchor!=5.{round}  # MIT\n");
        self.write("lists/global.txt", &lists);
        self.server.commit("fleet/lists", "main", &[("global.txt", lists.as_bytes())]);
        let boat = format!("boat{}", round % self.n_boats);
        let text = format!("anchor>=1.0 # MIT\n\n\n\n\n# The end, {round}.\n");
        self.write(&format!("{boat}/requirements.txt"), &text);
        self.server.commit(&format!("fleet/{boat}"), "main", &[("requirements.txt", text.as_bytes())]);
    }

    /// Gives the changes of a boat up, as people do: the next run opens others.
    pub fn give_up(&self, boat: usize) {
        let project = format!("fleet/boat{boat}");
        for change in self.open().iter().filter(|change| change.project == project) {
            self.server.abandon(change.number).unwrap();
        }
    }

    /// haggle in a checkout, with what a shell does before.
    pub fn command(&self, what: &str, round: usize, (checkout, before): (usize, &str)) -> Command {
        let mut command = Command::new("sh");
        let arguments = match what {
            "sync" => "sync --all --policy full --push".to_owned(),
            "changes" => "changes --push".to_owned(),
            _ => {
                let boats: Vec<String> = self.boats().collect();
                format!("include rope>=3.{round} --project {} --push", boats.join(","))
            }
        };
        command.arg("-c").arg(format!("{before}exec \"$0\" {}", arguments.replace('>', "\\>")));
        command.arg(env!("CARGO_BIN_EXE_haggle")).current_dir(self.root(checkout));
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().to_lowercase().ends_with("proxy"))
        {
            command.env_remove(name);
        }
        let folder = self.folder.path();
        command.env("GIT_CONFIG_GLOBAL", folder.join("gitconfig")).env_remove("HAGGLE_MANIFEST");
        command.env("TMPDIR", folder.join("temporary")).env("HOME", folder.join("home"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Runs a command in a checkout to its end: whether it ended well, and what it printed.
    pub fn finish(&self, what: &str, round: usize, checkout: usize) -> (bool, String) {
        let mut command = self.command(what, round, (checkout, ""));
        let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        (output.status.success(), printed)
    }

    /// Everything but what `target` holds.
    pub fn seen(&self) -> BTreeSet<(PathBuf, Vec<u8>)> {
        let mut seen = BTreeSet::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if !path.is_dir() {
                    seen.insert((path.clone(), fs::read(path).unwrap()));
                } else if entry.file_name() != "target" {
                    folders.push(path);
                }
            }
        }
        seen
    }

    fn open(&self) -> Vec<ReviewedChange> {
        let mut changes = self.server.changes();
        changes.retain(|change| change.state == ReviewedState::Open);
        changes
    }

    /// How many versions all changes have.
    pub fn n_versions(&self) -> usize {
        self.server.changes().iter().map(|change| change.versions.len()).sum()
    }

    /// Every boat has two open changes and the lists have one: no commit twice, few versions, and the content of the last round.
    #[track_caller]
    pub fn check(&self, round: usize) {
        let changes = self.server.changes();
        for change in &changes {
            let commits: BTreeSet<&String> = change.versions.iter().map(|version| &version.commit).collect();
            assert_eq!(commits.len(), change.versions.len(), "{} has a commit twice", change.project);
            // The edit of each round, where the branch moved before it was replaced, and the links once they are known.
            let n_versions = change.versions.len();
            assert!(n_versions <= 3 * (round + 1), "{}: {n_versions}", change.project);
        }
        let open = self.open();
        assert_eq!(open.len(), 2 * self.n_boats + 1, "{open:#?}");
        let mut lines = BTreeSet::new();
        for change in open.iter().filter(|change| change.project != "fleet/lists") {
            let content = self.server.file(&change.project, &change.current().commit, "requirements.txt");
            let content = String::from_utf8(content.unwrap()).unwrap();
            let expected = [format!("anchor>=1.0,!=5.{round} # MIT"), format!("rope>=3.{round} # MIT")];
            let has = |line: &&String| content.lines().any(|other| other == *line);
            let had: Vec<&String> = expected.iter().filter(has).collect();
            let [line] = had.as_slice() else { panic!("{}, {round}:\n{content}", change.project) };
            lines.insert((change.project.clone(), (*line).clone()));
        }
        assert_eq!(lines.len(), 2 * self.n_boats, "{lines:#?}");
    }

    /// A further run writes nothing, and nothing is left of those that were killed.
    #[track_caller]
    pub fn check_rest(&self, round: usize) {
        let before = self.n_versions();
        for (checkout, name) in CHECKOUTS.iter().enumerate() {
            for what in ["sync", "include"] {
                let (is_done, printed) = self.finish(what, round, checkout);
                let is_new = printed.contains(" new ") || printed.contains(" updated ");
                assert!(is_done && !is_new, "{what} in {name}: {printed}");
            }
            let entries = fs::read_dir(self.target(checkout).join("haggle/review")).unwrap().flatten();
            let left: Vec<_> = entries.map(|entry| entry.file_name()).collect();
            assert_eq!(left, ["journal"]);
        }
        assert_eq!(self.n_versions(), before);
    }

    /// Where haggle keeps what it needs.
    pub fn target(&self, checkout: usize) -> PathBuf {
        self.root(checkout).join("target")
    }

    /// Where the journal of a checkout is.
    pub fn journal(&self, checkout: usize) -> PathBuf {
        self.target(checkout).join("haggle/review/journal")
    }
}

const SNAPSHOT: &str = r#"{"format": "haggle-snapshot", "version": 2, "recorded": "2026-11-22T00:00:00Z",
"command": "haggle snapshot --for evaluate", "scope": {"for": ["evaluate"], "versions": 5, "environments": ["python 3.12 on linux"]},
"packages": {"rope": {"releases": {"3.9999": {"files": ["rope-*-py3-none-any.whl"], "licence": "MIT"}}},
"anchor": {"releases": {"9.9": {"files": ["anchor-*-py3-none-any.whl"], "licence": "MIT"}}}}}
"#;
