//! One answer for many environments, from an index: it sees no more of the facts than it needs, and says the same.

#![cfg(feature = "client")]

use std::fs;

use haggle_index::{Connection, Index, IndexLocation, IndexOptions, rounds};
use haggle_resolve::python::{
    Environments, ForkStrategy, Request, SourceLocation, Target, UniversalOutcome, UniversalSolution,
    resolve_environments,
};
use haggle_spec::release::ReleaseFacts;
use haggle_testkit::index_server::{IndexServer, sdist, wheel, wheel_for};
use tempfile::TempDir;

/// Wheels for single platforms with requirements of their own, a release that only some environments can install, one that can be
/// built, and requirements of `app` that exclude each other, each on one Python.
fn published() -> IndexServer {
    let server = IndexServer::start();
    let lines = [
        "Requires-Dist: demo",
        "Requires-Dist: tool",
        "Requires-Dist: base==1.0; python_version < '3.13'",
        "Requires-Dist: base==2.0; python_version >= '3.13'",
    ];
    server.publish("app", wheel("app", "1.0", &lines));
    for (tags, line) in [
        ("cp312-cp312-manylinux_2_17_x86_64", "Requires-Dist: on-linux"),
        ("cp312-cp312-win_amd64", "Requires-Dist: on-windows"),
        ("cp313-abi3-win_amd64", "Requires-Dist: on-windows"),
        ("cp313-cp313-macosx_11_0_arm64", "Requires-Dist: tool<2"),
    ] {
        server.publish("demo", wheel_for("demo", "1.0", tags, &[line]));
    }
    server.publish("tool", wheel_for("tool", "2.0", "py3-none-any", &[]));
    server.publish("tool", wheel_for("tool", "1.0", "py2.py3-none-any", &[]));
    server.publish("tool", sdist("tool", "1.0"));
    server.publish("tool", wheel_for("tool", "3.0", "cp311-cp311-win32", &[]));
    server.publish("base", wheel("base", "1.0", &["Requires-Dist: deep; sys_platform == 'win32'"]));
    server.publish("base", wheel("base", "2.0", &["Requires-Dist: deep<2"]));
    for name in ["on-linux", "on-windows", "deep"] {
        server.publish(name, wheel(&name.replace('-', "_"), "1.0", &[]));
        server.publish(name, wheel(&name.replace('-', "_"), "2.0", &[]));
    }
    server
}

fn open(server: &IndexServer, folder: &TempDir, connection: Connection) -> Index {
    let mut options = IndexOptions::new(IndexLocation::new(&server.url()).unwrap());
    options.cache_folder = Some(folder.path().to_owned());
    options.connection = connection;
    Index::open(options).unwrap()
}

fn forget_questions(folder: &TempDir) {
    for part in fs::read_dir(folder.path().join("facts-v3")).unwrap() {
        for entry in fs::read_dir(part.unwrap().path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "question") {
                fs::remove_file(path).unwrap();
            }
        }
    }
}

fn solution(outcome: UniversalOutcome) -> Box<UniversalSolution> {
    let UniversalOutcome::Solved(solution) = outcome else { panic!("a solution") };
    solution
}

#[track_caller]
fn check(server: &IndexServer, range: &str) {
    let folder = tempfile::tempdir().unwrap();
    let request = Request::for_target(&Target::new("3.12", "linux").unwrap())
        .require("app".parse().unwrap(), SourceLocation::new("requirements.txt", 1));
    let environments = Environments::pythons(range.parse().unwrap());
    let many = (&environments, ForkStrategy::RequiresPython);
    let found = |connection| {
        let index = open(server, &folder, connection);
        solution(rounds::resolve_environments(&index, &ReleaseFacts::default(), &request, many, &()).unwrap())
    };
    let from_answers = found(Connection::Online);
    forget_questions(&folder);
    let from_facts = found(Connection::Offline);
    let from_question = found(Connection::Offline);
    let index = open(server, &folder, Connection::Online);
    let of_all_facts =
        rounds::ask(&index, &mut ReleaseFacts::default(), &request, &(), |facts| match resolve_environments(
            facts, &request, many.0, many.1, None,
        ) {
            UniversalOutcome::Missing(missing) => Err(missing),
            other => Ok(other),
        });
    let expected = solution(of_all_facts.unwrap());
    assert!(!expected.pins().is_empty());
    for found in [from_answers, from_facts, from_question] {
        assert!(found.says_the_same(&expected), "{range}: {:?} and {:?}", found.pins(), expected.pins());
    }
}

#[test]
fn what_many_environments_see_gives_the_answer_of_all_facts() {
    let server = published();
    for range in [">=3.12", ">=3.13", ">=3.12,<3.13"] {
        check(&server, range);
    }
}
