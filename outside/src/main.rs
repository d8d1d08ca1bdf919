//! Each crate for a real job, through the examples that its package has, and through its types beside those of the others.
#![allow(dead_code, reason = "examples have a `main` of their own")]

use std::error::Error;
use std::io::{Read, Write};
use std::net::TcpListener;

use haggle_index::{Purpose, Snapshot, SnapshotProvenance, SnapshotScope};
use haggle_resolve::named::Need;
use haggle_resolve::python::{Request, ResolveOutcome, SourceLocation, Target, resolve};
use haggle_resolve::{Control, Query, SolveVerdict, Stop, TableBuilder, solve};
use haggle_review::{Gerrit, ReviewErrorKind, ReviewSystem as _, Settings};
use haggle_spec::release::{DistributionFile, PackageFacts, Release, ReleaseFacts, ReleaseMetadata};

#[path = "../../haggle-resolve/examples/crates.rs"]
mod crates;
#[path = "../../haggle-scan/examples/imports.rs"]
mod imports;
#[path = "../../haggle-spec/examples/lint.rs"]
mod lint;
#[path = "../../haggle-resolve/examples/names.rs"]
mod names;
#[path = "../../haggle-tradeoff/examples/office.rs"]
mod office;
#[path = "../../haggle-index/examples/pins.rs"]
mod pins;
#[path = "../../haggle-index/examples/recorded.rs"]
mod recorded;
#[path = "../../haggle-govern/examples/sync.rs"]
mod sync;

fn main() -> Result<(), Box<dyn Error>> {
    // A file is parsed, linted, repaired and edited.
    let text = b"six => 1.16, <2  # MIT\n";
    assert_eq!(lint::faults(text).lines().count(), 1);
    let raised = lint::raised(&lint::repaired(text)?, &"six".parse()?, &"1.17".parse()?)?;
    assert_eq!(raised, b"six <2,>=1.17  # MIT\n");

    // Names that go together, and why others do not; crates; imports; a decision; a sync.
    let duct = Need::exactly("duct", 125);
    assert_eq!(names::choice(&[Need::any("oven"), duct.clone()]), "duct 125, oven 2019, socket 32");
    assert!(names::choice(&[Need::within("oven", 2020..), duct]).contains("There is no solution, by "));
    assert_eq!(crates::pins(&[("paper", "0.3", &["colour"])])?, "ink 1.5.2, paper 0.3.0");
    assert_eq!(imports::report("a.py", b"import os, yaml\n"), "a.py:1:1: yaml: Required\n");
    assert!(office::report()?.starts_with("mill is recommended"));
    assert_eq!(sync::synced("six!=1.5\n", "six===1.17.0\n", b"six>=1.2\n")?, b"six>=1.2,!=1.5\n");

    // A review system that is not there.
    let settings = Settings::new(std::env::temp_dir().join("outside-review"));
    let failed = Gerrit::new("http://127.0.0.1:9", None, Some("me"), settings).changes("topic", &[]);
    assert_eq!(failed.map_err(|error| error.kind()), Err(ReviewErrorKind::Unreachable));

    // Python from facts that go through a snapshot and back, with the failure as JSON.
    let snapshot = recorded_snapshot()?;
    let bytes = snapshot.to_bytes();
    assert_eq!(recorded::report(&bytes, &"app".parse()?)?, "app 1.0: 1 files, 1 requirements\n");
    let facts = Snapshot::read(&bytes)?.facts;
    let request = Request::for_target(&Target::new("3.12", "linux")?)
        .require("app".parse()?, SourceLocation::new("requirements.txt", 1))
        .constrain("lib<2".parse()?, SourceLocation::new("constraints.txt", 2));
    let ResolveOutcome::Unsolvable(explanation) = resolve(&facts, &request) else {
        return Err("the constraint is in the way".into());
    };
    let value = serde_json::to_value(&explanation)?;
    assert_eq!(value["conflict"][1]["file"], "constraints.txt");

    // Python from an index.
    let url = serve()?;
    assert_eq!(pins::pins(&url, &["app"])?, "app==1.0\n");
    assert!(pins::pins(&url, &["app>1"])?.contains("app>1"));

    // Misuse is an error.
    let (mut one, mut other) = (TableBuilder::new(), TableBuilder::new());
    one.package(1)?;
    let foreign = (0..9).map(|_| other.package(100)).last().ok_or("a package")??;
    let (one, other) = (one.build()?, other.build()?);
    let mut query = Query::new();
    query.require(&other, foreign, &[(0, 100)])?;
    assert_eq!(solve(&one, &query, &Control::default()), SolveVerdict::Stopped(Stop::OtherTable));
    assert_eq!(haggle::program::COMMAND_LINE, "the command line");
    println!("each crate does its job");
    Ok(())
}

fn recorded_snapshot() -> Result<Snapshot, Box<dyn Error>> {
    let mut facts = ReleaseFacts::default();
    for (name, version, requirements) in
        [("app", "1.0", vec!["lib>=2"]), ("lib", "1.0", vec![]), ("lib", "2.0", vec![])]
    {
        let requirements = requirements.into_iter().map(str::parse).collect::<Result<_, _>>()?;
        let metadata = ReleaseMetadata::Known { requirements, provides_extra: Vec::new() };
        let (_, _, file) = DistributionFile::from_filename(&format!("{name}-{version}-py3-none-any.whl"))
            .ok_or("a wheel")?;
        let release = Release { metadata, files: vec![file], ..Release::default() };
        let package = facts.packages.entry(name.parse()?).or_insert(PackageFacts::Releases([].into()));
        if let PackageFacts::Releases(releases) = package {
            releases.insert(version.parse()?, release);
        }
    }
    let scope = SnapshotScope { purposes: [Purpose::Evaluate].into(), versions: 1, environments: Vec::new() };
    let provenance =
        SnapshotProvenance { recorded: "2026-11-28T12:00:00Z".into(), command: "outside".into(), source: None, updated: None };
    Ok(Snapshot { facts, scope, provenance })
}

/// An index of one wheel on loopback, one answer for each connection; its address.
fn serve() -> Result<String, Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/simple/", listener.local_addr()?);
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = Vec::new();
            let mut buffer = [0; 1024];
            while !request.ends_with(b"\r\n\r\n") {
                match stream.read(&mut buffer) {
                    Ok(0) | Err(_) => break,
                    Ok(n_read) => request.extend_from_slice(&buffer[..n_read]),
                }
            }
            let path = String::from_utf8_lossy(&request);
            let path = path.split(' ').nth(1).unwrap_or_default();
            let page = "<a href=\"/app-1.0-py3-none-any.whl\" data-core-metadata=\"true\">app-1.0-py3-none-any.whl</a>";
            let metadata = "Metadata-Version: 2.1\nName: app\nVersion: 1.0\n\n";
            let (status, body) = match path {
                "/simple/app/" => ("200 OK", page),
                "/app-1.0-py3-none-any.whl.metadata" => ("200 OK", metadata),
                _ => ("404 Not Found", ""),
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            // Who asked may have gone.
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    Ok(url)
}
