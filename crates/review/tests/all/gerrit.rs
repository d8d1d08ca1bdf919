//! Publishing to a Gerrit: what is pushed, what is not, and what is said.

use crate::setup;

use std::time::Duration;

use crate::setup::{Scene, committer, draft, pair, words};
use haggle_govern::change::{ChangeId, ChangeSet, Link};
use haggle_review::{Gerrit, Publication, Refreshed, ReviewErrorKind, ReviewSystem as _, look, refresh};
use haggle_testkit::review_server::{ReviewFault, ReviewedState};

/// How many pushes the server saw.
fn n_pushes(scene: &Scene) -> usize {
    scene
        .server
        .requests()
        .iter()
        .filter(|request| request.contains("POST") && request.contains("receive-pack"))
        .count()
}

#[test]
fn linked_changes_are_pushed_in_order_and_named_by_url() {
    let scene = Scene::new();
    assert_eq!(words(&scene.publish(pair())), ["created 1", "created 2"]);
    let changes = scene.server.changes();
    let [lists, app] = changes.as_slice() else { panic!("{changes:?}") };
    assert_eq!((lists.project.as_str(), app.project.as_str(), app.topic.as_str()), ("lists", "app", "lines"));
    let link = format!("Depends-On: {}/c/lists/+/1\n", scene.server.url());
    assert!(app.current().message.contains(&link), "{}", app.current().message);
    let pushed = scene.server.file("app", &app.current().commit, "list.txt").unwrap();
    assert_eq!(pushed, pair()[0].files[0].after);
}

#[test]
fn an_equal_change_is_not_pushed_again_whether_a_journal_says_so_or_not() {
    for keeps_journal in [true, false] {
        let scene = Scene::new();
        scene.publish(pair());
        if !keeps_journal {
            std::fs::remove_dir_all(scene.settings.folder.join("journal")).unwrap();
        }
        scene.server.forget_requests();
        assert_eq!(words(&scene.publish(pair())), ["unchanged 1", "unchanged 2"]);
        assert_eq!(n_pushes(&scene), 0);
        if keeps_journal {
            assert_eq!(scene.server.requests().len(), 1, "{:?}", scene.server.requests());
        }
        // Somebody else's commit to another file makes no new version either.
        scene.server.commit("lists", "main", &[("other.txt", b"y\n")]);
        assert_eq!(words(&scene.publish(pair())), ["unchanged 1", "unchanged 2"]);
        assert!(scene.server.changes().iter().all(|change| change.versions.len() == 1));
    }
}

#[test]
fn another_edit_is_the_next_version_of_the_open_change() {
    let scene = Scene::new();
    scene.publish(vec![draft("lists", "5", "five")]);
    // As drafted from another commit: another Change-Id, the same subject.
    let mut next = draft("lists", "5", "FIVE");
    next.message.change_id = draft("app", "1", "").message.change_id;
    assert_eq!(words(&scene.publish(vec![next.clone()])), ["updated 1"]);
    assert_eq!(words(&scene.publish(vec![next])), ["unchanged 1"]);
    let change = &scene.server.changes()[0];
    assert_eq!(change.versions.len(), 2);
    assert_eq!(change.change_id, draft("lists", "5", "").message.change_id.unwrap().to_string());
}

#[test]
fn what_is_closed_is_not_opened_again() {
    let scene = Scene::new();
    scene.publish(vec![draft("lists", "5", "five")]);
    scene.server.abandon(1).unwrap();
    assert_eq!(words(&scene.publish(vec![draft("lists", "5", "five")])), ["created 2"]);
    assert_eq!(words(&scene.publish(vec![draft("lists", "5", "five")])), ["unchanged 2"]);
    scene.server.merge(2).unwrap();
    assert_eq!(words(&scene.publish(vec![draft("lists", "5", "five")])), ["nothing left"]);
}

#[test]
fn a_file_that_moved_is_told_and_a_failure_stops_only_what_needs_it() {
    let scene = Scene::new();
    scene.server.commit("lists", "main", &[("list.txt", b"5\n6\n")]);
    let mut drafts = pair();
    drafts.push(draft("app", "9", "nine"));
    let moved = "failed: list.txt: it is not on the branch as it is here: bring the checkout up to date and draft the change again";
    let mut found = words(&scene.publish(drafts));
    found.sort();
    assert_eq!(found, ["created 1", moved, "waits for lists"]);
}

#[test]
fn refusals_are_told_with_their_words() {
    let scene = Scene::new();
    scene.server.configure(|rules| rules.needs_sign_off = true);
    let refused = "failed: lists: not Signed-off-by author/committer/uploader in message footer";
    assert_eq!(words(&scene.publish(vec![draft("lists", "5", "five")])), [refused]);
    let mut signed = draft("lists", "5", "five");
    signed.message.signed_off_by = Some("A Tester <tester@example.org>".into());
    assert_eq!(words(&scene.publish(vec![signed])), ["created 1"]);
    let mut elsewhere = draft("lists", "5", "five");
    elsewhere.branch = "stable".into();
    let absent = "failed: refs/heads/stable: the review system does not have it";
    assert_eq!(words(&scene.publish(vec![elsewhere])), [absent]);
}

#[test]
fn a_push_whose_answer_was_cut_counts_when_the_change_is_there() {
    for fault in [ReviewFault::CutAfter, ReviewFault::Truncate] {
        let scene = Scene::new();
        scene.server.fail("POST /a/lists/git-receive-pack", [fault.clone()]);
        assert_eq!(words(&scene.publish(pair())), ["created 1", "created 2"], "{fault:?}");
        assert_eq!(scene.server.changes()[0].versions.len(), 1);
    }
}

#[test]
fn faults_of_the_server_are_told_and_the_next_run_finishes() {
    let faults = [
        ReviewFault::Refuse("internal error".into()),
        ReviewFault::Status(409, "conflict".into()),
        ReviewFault::Status(500, "\u{1b}[31mred\nline".into()),
        ReviewFault::Disconnect,
    ];
    for fault in faults {
        let scene = Scene::new();
        scene.server.fail("POST /a/lists/git-receive-pack", [fault.clone()]);
        let first = words(&scene.publish(pair()));
        assert!(first[0].starts_with("failed: "), "{fault:?}: {first:?}");
        assert!(!first[0].contains(char::is_control), "{first:?}");
        assert_eq!(first[1], "waits for lists");
        assert_eq!(words(&scene.publish(pair())), ["created 1", "created 2"], "{fault:?}");
    }
}

#[test]
fn a_server_that_does_not_answer_is_not_waited_for() {
    let mut scene = Scene::new();
    scene.settings.timeout = Duration::from_millis(200);
    scene.system = Gerrit::new(&scene.server.url(), Some(&setup::login()), None, scene.settings.clone());
    let long = ReviewFault::Hang(Duration::from_secs(60));
    scene.server.fail("GET /a/changes/", vec![long.clone(); 3]);
    let error = scene.system.changes("lines", &[]).unwrap_err();
    assert_eq!(error.kind(), ReviewErrorKind::Unreachable, "{error}");
    scene.server.fail("GET /a/lists/info/refs", [long]);
    let found = words(&scene.publish(vec![draft("lists", "5", "five")]));
    assert!(found[0].starts_with("failed: git"), "{found:?}");
}

#[test]
fn many_repositories_cost_one_question_where_nothing_is_new() {
    let scene = Scene::new();
    let projects: Vec<String> = (0..12).map(|number| format!("family/part{number}")).collect();
    for project in &projects {
        scene.server.add(project, "main", &[("list.txt", setup::ten_lines().as_bytes())]);
    }
    let drafts = || projects.iter().map(|project| draft(project, "5", "five")).collect();
    assert!(scene.publish(drafts()).iter().all(Publication::is_done));
    scene.server.forget_requests();
    assert!(scene.publish(drafts()).iter().all(|one| matches!(one, Publication::Unchanged(_))));
    assert_eq!(scene.server.requests().len(), 1, "{:?}", scene.server.requests());
}

#[test]
fn no_other_place_is_asked() {
    let scene = Scene::new();
    let other = Scene::new();
    let elsewhere = format!("{}/a/changes/", other.server.url());
    scene.server.fail("GET /a/changes/", [ReviewFault::Redirect(elsewhere)]);
    let set = ChangeSet::new(pair()).unwrap();
    let error = haggle_review::publish(&scene.system, &set, &committer(), &scene.settings).unwrap_err();
    assert_eq!(error.kind(), ReviewErrorKind::Malformed, "{error}");
    let refs = format!("{}/a/lists/info/refs?service=git-upload-pack", other.server.url());
    scene.server.fail("GET /a/lists/info/refs", [ReviewFault::Redirect(refs)]);
    assert!(words(&scene.publish(vec![draft("lists", "5", "five")]))[0].starts_with("failed: "));
    assert_eq!(other.server.requests(), [""; 0]);
}

#[test]
fn answers_that_are_not_gerrits_are_refused() {
    let scene = Scene::new();
    let change = r#"{"project":"../x","_number":1,"branch":"main","status":"NEW","current_revision":"0","revisions":{}}"#;
    for body in ["", "<html>", ")]}'\n{}", &format!(")]}}'\n[{change}]"), ")]}'\n[[[["] {
        scene.server.fail("GET /a/changes/", [ReviewFault::Body(body.to_owned())]);
        let error = scene.system.changes("lines", &[]).unwrap_err();
        assert_eq!(error.kind(), ReviewErrorKind::Malformed, "{body}: {error}");
    }
}

#[test]
fn who_is_not_known_can_look_and_not_push() {
    let scene = Scene::new();
    scene.publish(vec![draft("lists", "5", "five")]);
    let nobody = Gerrit::new(&scene.server.url(), None, Some("tester"), scene.settings.clone());
    assert_eq!(nobody.changes("lines", &[]).unwrap().len(), 1);
    let set = ChangeSet::new(vec![draft("app", "5", "five")]).unwrap();
    let published = haggle_review::publish(&nobody, &set, &committer(), &scene.settings).unwrap();
    assert!(words(&published)[0].starts_with("failed: "), "{published:?}");
}

#[test]
fn nothing_is_left_in_the_folder_but_the_journal() {
    let scene = Scene::new();
    std::fs::create_dir_all(scene.settings.folder.join("work-left/repository")).unwrap();
    scene.publish(pair());
    let left: Vec<_> =
        std::fs::read_dir(scene.settings.folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["journal"]);
}

#[test]
fn changes_of_others_are_left_alone_and_told() {
    let scene = Scene::new();
    scene.publish(pair());
    scene.server.give(1, "somebody");
    let mut next = draft("lists", "5", "FIVE");
    next.message.change_id = draft("app", "1", "").message.change_id;
    assert_eq!(words(&scene.publish(vec![next])), ["left alone 1"]);
    // What needs it is pushed, and names it.
    assert_eq!(words(&scene.publish(pair())), ["left alone 1", "unchanged 2"]);
    // Also where its topic is another one, so that only its Change-Id is known.
    let mut elsewhere = draft("lists", "5", "five");
    elsewhere.topic = Some("other".into());
    assert_eq!(words(&scene.publish(vec![elsewhere])), ["left alone 1"]);
    scene.server.commit("lists", "main", &[("list.txt", b"other\n")]);
    let followed = look(&scene.system, "lines", &[], &scene.settings).expect("the server answers");
    assert_eq!(followed[0].change.other_owner.as_deref(), Some("somebody"));
    let done = refresh(&scene.system, "lines", &followed, &committer(), &scene.settings);
    assert_eq!(done, [Refreshed::Nothing, Refreshed::Nothing]);
    assert!(scene.server.changes().iter().all(|change| change.versions.len() == 1));
}

#[test]
fn a_change_can_go_back_to_what_it_was() {
    let scene = Scene::new();
    for (line, expected) in [("five", "created 1"), ("FIVE", "updated 1"), ("five", "updated 1")] {
        assert_eq!(words(&scene.publish(vec![draft("lists", "5", line)])), [expected]);
        assert_eq!(words(&scene.publish(vec![draft("lists", "5", line)])), ["unchanged 1"]);
    }
    let change = &scene.server.changes()[0];
    assert_eq!(change.versions.len(), 3);
    assert_ne!(change.versions[0].commit, change.versions[2].commit, "Gerrit takes no commit twice");
}

/// A draft that a program made, with the Change-Id that another checkout gives it.
fn generated(number: u32, line: &str) -> haggle_govern::change::ChangeDraft {
    let mut draft = draft("lists", "5", line);
    draft.message.generated_by = Some("haggle".into());
    draft.message.change_id = Some(ChangeId::compute("", None, &number.to_string()));
    draft
}

#[test]
fn two_checkouts_at_once_leave_one_change() {
    let scene = Scene::new();
    // Both saw nothing, and both pushed.
    assert_eq!(words(&scene.publish(vec![generated(1, "five")])), ["created 1"]);
    scene.server.retopic(1, "hidden");
    assert_eq!(words(&scene.publish(vec![generated(2, "five")])), ["created 2"]);
    scene.server.retopic(1, "lines");
    // Whoever comes next keeps the oldest and gives up the other; so does each in the end.
    for number in [2, 1, 3] {
        assert_eq!(words(&scene.publish(vec![generated(number, "five")])), ["unchanged 1"]);
        let states: Vec<_> = scene.server.changes().iter().map(|change| change.state).collect();
        assert_eq!(states, [ReviewedState::Open, ReviewedState::Abandoned], "{number}");
    }
    assert!(scene.server.changes().iter().all(|change| change.versions.len() == 1));
}

#[test]
fn a_change_that_was_pushed_meanwhile_is_seen_after_the_push() {
    let scene = Scene::new();
    assert_eq!(words(&scene.publish(vec![generated(1, "FIVE")])), ["created 1"]);
    // The first question shows nothing, the one after the push does.
    scene.server.fail("GET /a/changes/", [ReviewFault::Body(")]}'\n[]".to_owned())]);
    assert_eq!(words(&scene.publish(vec![generated(2, "five")])), ["updated 1"]);
    let changes = scene.server.changes();
    assert_eq!(changes.len(), 2, "{changes:#?}");
    assert_eq!((changes[0].state, changes[0].versions.len()), (ReviewedState::Open, 2));
    assert_eq!(changes[1].state, ReviewedState::Abandoned);
}

#[test]
fn a_persons_change_of_the_same_name_is_not_given_up() {
    let scene = Scene::new();
    scene.publish(vec![generated(1, "five")]);
    scene.server.retopic(1, "hidden");
    let mut by_hand = generated(2, "FIVE");
    by_hand.message.generated_by = None;
    scene.publish(vec![by_hand]);
    scene.server.retopic(1, "lines");
    assert_eq!(words(&scene.publish(vec![generated(1, "five")])), ["unchanged 1"]);
    assert!(scene.server.changes().iter().all(|change| change.state == ReviewedState::Open));
}

#[test]
fn a_link_by_the_change_id_of_another_checkout_is_a_link() {
    let scene = Scene::new();
    let both = |number: u32| {
        let mut app = draft("app", "5", "five");
        app.message.change_id = Some(ChangeId::compute("", None, &format!("app {number}")));
        let mut lists = generated(number, "five");
        let id = |draft: &haggle_govern::change::ChangeDraft| draft.message.change_id.clone().unwrap();
        lists.message.links = vec![Link::NeededBy(id(&app).to_string())];
        app.message.links = vec![Link::DependsOn(id(&lists).to_string())];
        vec![app, lists]
    };
    assert_eq!(words(&scene.publish(both(1))), ["created 1", "created 2"]);
    assert_eq!(words(&scene.publish(both(2))), ["unchanged 1", "unchanged 2"]);
    assert!(scene.server.changes().iter().all(|change| change.versions.len() == 1));
}

#[test]
fn what_gets_another_change_id_is_named_by_its_url() {
    let scene = Scene::new();
    let both = || {
        let mut drafts = pair();
        let id = drafts[0].message.change_id.clone().unwrap();
        drafts[1].message.links = vec![Link::NeededBy(id.to_string())];
        drafts
    };
    assert_eq!(words(&scene.publish(both())), ["created 1", "created 2"]);
    scene.server.abandon(2).unwrap();
    // The first names the second before that is there, by a Change-Id that is closed.
    assert_eq!(words(&scene.publish(both())), ["updated 1", "created 3"]);
    let url = format!("Needed-By: {}/c/app/+/3\n", scene.server.url());
    assert!(scene.server.changes()[0].current().message.contains(&url));
    assert_eq!(words(&scene.publish(both())), ["unchanged 1", "unchanged 3"]);
}
