//! Publishing to GitHub: branches, pull requests, and the order in what people see.

use crate::setup;

use crate::setup::{committer, draft, login, settings, ten_lines, words};
use haggle_govern::change::{ChangeDraft, ChangeSet};
use haggle_review::{GitHub, Publication, Refreshed, ReviewSystem as _, Settings, look, publish, refresh};
use haggle_testkit::review_server::{ReviewFault, ReviewServer, ReviewStyle};
use tempfile::TempDir;

struct Forge {
    server: ReviewServer,
    system: GitHub,
    settings: Settings,
    _folder: TempDir,
}

impl Forge {
    fn new() -> Self {
        let server = ReviewServer::start(ReviewStyle::GitHub);
        for project in ["acme/lists", "acme/app"] {
            server.add(project, "main", &[("list.txt", ten_lines().as_bytes())]);
        }
        let folder = TempDir::new().expect("a folder can be made");
        let settings = settings(folder.path());
        let system = GitHub::new(&server.url(), Some(&login()), settings.clone());
        Self { server, system, settings, _folder: folder }
    }

    fn publish(&self, drafts: Vec<ChangeDraft>) -> Vec<Publication> {
        let set = ChangeSet::new(drafts).expect("the drafts make a set");
        publish(&self.system, &set, &committer(), &self.settings).expect("the server answers")
    }

    fn refresh(&self) -> Vec<Refreshed> {
        let projects = ["acme/lists", "acme/app"].map(|name| name.parse().expect("it is a name"));
        let followed = look(&self.system, "lines", &projects, &self.settings).expect("the server answers");
        refresh(&self.system, "lines", &followed, &committer(), &self.settings)
    }
}

fn pair() -> Vec<ChangeDraft> {
    let mut pair = setup::pair();
    for draft in &mut pair {
        draft.project = format!("acme/{}", draft.project).parse().expect("it is a name");
    }
    pair
}

#[test]
fn the_order_is_in_drafts_labels_and_a_checklist() {
    let forge = Forge::new();
    assert_eq!(words(&forge.publish(pair())), ["created 1", "created 2"]);
    let pulls = forge.server.changes();
    let [lists, app] = pulls.as_slice() else { panic!("{pulls:?}") };
    assert_eq!((lists.topic.as_str(), lists.is_draft), ("haggle/lines/change-5-in-lists", false));
    assert_eq!(lists.labels, ["lines"]);
    assert_eq!((app.project.as_str(), app.is_draft), ("acme/app", true));
    assert_eq!(app.labels, ["lines", "waits"]);
    let first = format!("{}/acme/lists/pull/1", forge.server.url());
    assert!(app.text.1.contains(&format!("Depends-On: {first}\n")), "{}", app.text.1);
    assert!(app.text.1.ends_with(&format!("\n\n- [ ] {first} is merged first")), "{}", app.text.1);
    assert_eq!(words(&forge.publish(pair())), ["unchanged 1", "unchanged 2"]);
}

#[test]
fn another_edit_moves_the_branch_and_closed_ones_stay_closed() {
    let forge = Forge::new();
    let lists = |line: &str| {
        let mut draft = draft("acme/lists", "5", line);
        draft.message.subject = "Change a line".into();
        vec![draft]
    };
    assert_eq!(words(&forge.publish(lists("five"))), ["created 1"]);
    assert_eq!(words(&forge.publish(lists("FIVE"))), ["updated 1"]);
    assert_eq!(forge.server.changes()[0].versions.len(), 2);
    forge.server.abandon(1).expect("it is open");
    assert_eq!(words(&forge.publish(lists("FIVE"))), ["created 2"]);
    forge.server.merge(2).expect("it is open");
    assert_eq!(words(&forge.publish(lists("FIVE"))), ["nothing left"]);
}

#[test]
fn faults_are_told_and_the_next_run_finishes() {
    for (request, fault) in [
        ("POST /acme/lists.git/git-receive-pack", ReviewFault::Status(500, "down".into())),
        ("POST /acme/lists.git/git-receive-pack", ReviewFault::CutAfter),
        ("POST /api/v3/repos/acme/lists/pulls", ReviewFault::Status(502, "down".into())),
        ("POST /api/v3/repos/acme/lists/pulls", ReviewFault::CutAfter),
        ("POST /api/v3/repos/acme/lists/issues", ReviewFault::Disconnect),
    ] {
        let forge = Forge::new();
        forge.server.fail(request, [fault.clone()]);
        let first = words(&forge.publish(pair()));
        assert!(
            first[0].starts_with("failed: ") && first[1] == "waits for acme/lists",
            "{fault:?}: {first:?}"
        );
        let second = forge.publish(pair());
        assert!(second.iter().all(Publication::is_done), "{request}: {:?}", words(&second));
        assert_eq!(forge.server.changes().len(), 2, "{request}");
        assert_eq!(forge.server.changes()[0].labels, ["lines"], "{request}");
        assert!(forge.server.changes().iter().all(|pull| pull.versions.len() == 1), "{request}");
    }
}

#[test]
fn what_is_outdated_is_rebased_and_what_has_nothing_left_closed() {
    let forge = Forge::new();
    forge.publish(pair());
    forge.server.vote(1, "review", 1);
    forge.server.commit(
        "acme/lists",
        "main",
        &[("list.txt", ten_lines().replace("10\n", "ten\n").as_bytes())],
    );
    forge.server.commit("acme/app", "main", &[("list.txt", ten_lines().replace("5\n", "five\n").as_bytes())]);
    let done = forge.refresh();
    assert!(matches!(&done[..], [Refreshed::Rebased(_), Refreshed::Abandoned]), "{done:?}");
    assert_eq!(forge.refresh(), [Refreshed::Nothing, Refreshed::Nothing]);
    let text =
        forge.server.file("acme/lists", "haggle/lines/change-5-in-lists", "list.txt").expect("it is there");
    assert_eq!(String::from_utf8_lossy(&text), ten_lines().replace("10\n", "ten\n").replace("5\n", "five\n"));
}

#[test]
fn one_question_is_enough_where_nothing_is_new() {
    let forge = Forge::new();
    let projects: Vec<String> = (0..7).map(|number| format!("acme/part{number}")).collect();
    for project in &projects {
        forge.server.add(project, "main", &[("list.txt", ten_lines().as_bytes())]);
    }
    let drafts = || projects.iter().map(|project| draft(project, "5", "five")).collect();
    assert!(forge.publish(drafts()).iter().all(Publication::is_done));
    let check = |n_questions: usize| {
        forge.server.forget_requests();
        let again = forge.publish(drafts());
        assert!(again.iter().all(|one| matches!(one, Publication::Unchanged(_))), "{:?}", words(&again));
        assert_eq!(forge.server.requests().len(), n_questions, "{:?}", forge.server.requests());
    };
    check(1);
    forge.server.configure(|rules| rules.page = 3);
    check(3);
    // The search learns of pull requests later: they are found by their branches, and nothing is written.
    forge.server.configure(|rules| rules.search_is_late = true);
    check(1 + projects.len());
    assert!(forge.server.changes().iter().all(|pull| pull.versions.len() == 1));
}

#[test]
fn what_is_merged_is_ticked() {
    let forge = Forge::new();
    forge.publish(pair());
    forge.server.merge(1).expect("it is open");
    let done = forge.refresh();
    assert!(matches!(&done[..], [Refreshed::Nothing, Refreshed::Linked(_)]), "{done:?}");
    let pull = &forge.server.changes()[1];
    let first = format!("{}/acme/lists/pull/1", forge.server.url());
    assert!(pull.text.1.ends_with(&format!("\n\n- [x] {first} is merged first")), "{}", pull.text.1);
    assert_eq!(pull.labels, ["lines"], "it does not wait any more");
    assert_eq!(forge.refresh(), [Refreshed::Nothing, Refreshed::Nothing]);
}

#[test]
fn who_is_not_logged_in_sees_the_same() {
    let forge = Forge::new();
    forge.publish(pair());
    forge.server.vote(1, "review", -1);
    let projects = ["acme/lists", "acme/app"].map(|name| name.parse().expect("it is a name"));
    let nobody = GitHub::new(&forge.server.url(), None, forge.settings.clone());
    let mut seen = nobody.changes("lines", &projects).expect("the server answers");
    let mut known = forge.system.changes("lines", &projects).expect("the server answers");
    seen.sort_by_key(|change| change.number);
    known.sort_by_key(|change| change.number);
    assert_eq!(seen, known);
    let check = |n_questions: usize| {
        forge.server.forget_requests();
        let mut again = nobody.changes("lines", &projects).expect("the server answers");
        again.sort_by_key(|change| change.number);
        assert_eq!(again, known);
        // The reviews of both are two more.
        assert_eq!(forge.server.requests().len(), n_questions + 2, "{:?}", forge.server.requests());
    };
    // Open and closed, and the two repositories.
    check(2 + 2);
    // Where the search wants a login, each repository is asked.
    forge.server.configure(|rules| rules.search_needs_login = true);
    check(1 + 2);
}

#[test]
fn who_is_not_logged_in_asks_only_repositories_that_have_pull_requests() {
    let forge = Forge::new();
    let projects: Vec<String> = (0..120).map(|number| format!("acme/part{number}")).collect();
    let projects: Vec<_> = projects.iter().map(|name| name.parse().expect("it is a name")).collect();
    let nobody = GitHub::new(&forge.server.url(), None, forge.settings.clone());
    assert_eq!(nobody.changes("lines", &projects).expect("the server answers"), []);
    assert_eq!(forge.server.requests().len(), 2, "{:?}", forge.server.requests());
}

#[test]
fn pull_requests_behind_the_newest_are_found_by_their_numbers() {
    let forge = Forge::new();
    let lists = |line: &str| vec![draft("acme/lists", line, "new")];
    for line in ["2", "4", "6"] {
        assert!(forge.publish(lists(line))[0].is_done());
    }
    forge.server.abandon(1).expect("it is open");
    forge.server.configure(|rules| rules.page = 1);
    let projects = ["acme/lists".parse().expect("it is a name")];
    let nobody = GitHub::new(&forge.server.url(), None, forge.settings.clone());
    for system in [&nobody, &forge.system] {
        let mut found = system.changes("lines", &projects).expect("the server answers");
        found.sort_by_key(|change| change.number);
        assert_eq!(found.iter().map(|change| change.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(!found[0].is_open());
    }
    // What was closed more than four weeks ago is of no interest.
    forge.server.configure(|rules| rules.closed_long_ago = vec![1]);
    for system in [&nobody, &forge.system] {
        assert_eq!(system.changes("lines", &projects).expect("the server answers").len(), 2);
    }
    // It is known by its branch all the same, and not opened again.
    assert_eq!(words(&forge.publish(lists("2"))), ["created 4"]);
    assert_ne!(forge.server.changes()[3].text.1, forge.server.changes()[0].text.1);
}

#[test]
fn a_pull_request_without_its_labels_is_seen_and_finished() {
    let forge = Forge::new();
    forge.server.fail("POST /api/v3/repos/acme/lists/issues", [ReviewFault::Disconnect]);
    let lists = || vec![draft("acme/lists", "5", "five")];
    assert!(words(&forge.publish(lists()))[0].starts_with("failed: "));
    let projects = ["acme/lists".parse().expect("it is a name")];
    let nobody = GitHub::new(&forge.server.url(), None, forge.settings.clone());
    for system in [&nobody, &forge.system] {
        let found = system.changes("lines", &projects).expect("the server answers");
        assert_eq!((found.len(), found[0].is_complete), (1, false));
    }
    assert_eq!(words(&forge.publish(lists())), ["updated 1"]);
    assert_eq!(forge.server.changes()[0].labels, ["lines"]);
    assert_eq!(words(&forge.publish(lists())), ["unchanged 1"]);
}

#[test]
fn another_checkout_finds_the_pull_request_by_its_branch() {
    let forge = Forge::new();
    forge.publish(vec![draft("acme/lists", "5", "five")]);
    // Another Change-Id, and a search that knows of nothing yet.
    forge.server.configure(|rules| rules.search_is_late = true);
    let mut other = draft("acme/lists", "5", "five");
    other.message.change_id = draft("acme/app", "1", "").message.change_id;
    assert_eq!(words(&forge.publish(vec![other])), ["unchanged 1"]);
    assert_eq!(forge.server.changes()[0].versions.len(), 1);
}
