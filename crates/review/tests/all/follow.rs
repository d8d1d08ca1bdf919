//! The state of a change set, and bringing it up to date.

use crate::setup::{Scene, committer, draft, pair, ten_lines, words};
use haggle_govern::change::Link;
use haggle_review::{Followed, Refreshed, Standing, look, refresh};

fn followed(scene: &Scene) -> Vec<Followed> {
    look(&scene.system, "lines", &[], &scene.settings).expect("the server answers")
}

fn standings(scene: &Scene) -> Vec<Standing> {
    followed(scene).into_iter().map(|one| one.standing).collect()
}

fn refreshed(scene: &Scene) -> Vec<Refreshed> {
    refresh(&scene.system, "lines", &followed(scene), &committer(), &scene.settings)
}

#[test]
fn a_change_is_to_its_branch_what_git_says() {
    let scene = Scene::new();
    scene.publish(vec![draft("lists", "5", "five")]);
    let check = |files: &[(&str, &[u8])], expected: Standing| {
        scene.server.commit("lists", "main", files);
        assert_eq!(standings(&scene), [expected], "{files:?}");
    };
    assert_eq!(standings(&scene), [Standing::Current]);
    check(&[("other.txt", b"y\n")], Standing::Current);
    check(&[("list.txt", ten_lines().replace("10\n", "ten\n").as_bytes())], Standing::Outdated);
    check(&[("list.txt", ten_lines().replace("5\n", "V\n").as_bytes())], Standing::Conflicting);
    check(&[("list.txt", ten_lines().replace("5\n", "five\n").as_bytes())], Standing::NothingLeft);
    scene.server.abandon(1).unwrap();
    assert_eq!(standings(&scene), [Standing::Closed]);
}

#[test]
fn what_is_outdated_goes_on_the_tip_with_the_same_change_id() {
    let scene = Scene::new();
    scene.publish(pair());
    let tip = scene.server.commit(
        "lists",
        "main",
        &[("list.txt", ten_lines().replace("10\n", "ten\n").as_bytes())],
    );
    let done = refreshed(&scene);
    assert!(
        matches!(&done[..], [Refreshed::Rebased(change), Refreshed::Nothing] if change.number == 1),
        "{done:?}"
    );
    let change = &scene.server.changes()[0];
    assert_eq!((change.versions.len(), change.current().parent.as_str()), (2, tip.as_str()));
    let text = scene.server.file("lists", &change.current().commit, "list.txt").unwrap();
    assert_eq!(
        String::from_utf8(text).unwrap(),
        ten_lines().replace("10\n", "ten\n").replace("5\n", "five\n")
    );
    assert_eq!(refreshed(&scene), [Refreshed::Nothing, Refreshed::Nothing]);
    scene.server.merge(1).unwrap();
}

#[test]
fn what_has_nothing_left_is_given_up_and_conflicts_are_told() {
    let scene = Scene::new();
    scene.publish(pair());
    scene.server.commit("lists", "main", &[("list.txt", ten_lines().replace("5\n", "five\n").as_bytes())]);
    scene.server.commit("app", "main", &[("list.txt", b"other\n")]);
    assert_eq!(refreshed(&scene), [Refreshed::Abandoned, Refreshed::Conflict]);
    assert_eq!(refreshed(&scene), [Refreshed::Nothing, Refreshed::Conflict]);
}

#[test]
fn change_ids_of_the_topic_become_urls() {
    let scene = Scene::new();
    let mut app = draft("app", "5", "five");
    let lists = draft("lists", "5", "five");
    let id = lists.message.change_id.clone().unwrap().to_string();
    // Not a set: as somebody pushes by hand, the second first.
    app.message.links = vec![Link::DependsOn(id.clone())];
    scene.publish(vec![app]);
    scene.publish(vec![lists]);
    assert!(scene.server.changes()[0].current().message.contains(&format!("Depends-On: {id}")));
    let done = refreshed(&scene);
    assert!(matches!(&done[..], [Refreshed::Linked(_), Refreshed::Nothing]), "{done:?}");
    let link = format!("Depends-On: {}/c/lists/+/2\n", scene.server.url());
    assert!(scene.server.changes()[0].current().message.contains(&link));
    assert_eq!(refreshed(&scene), [Refreshed::Nothing, Refreshed::Nothing]);
    // As a set, it is what it should be.
    assert_eq!(words(&scene.publish(pair())), ["unchanged 2", "unchanged 1"]);
}
