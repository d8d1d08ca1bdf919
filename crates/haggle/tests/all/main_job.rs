//! The main job on the demo family, as a maintainer runs it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::copied::copied;

/// Runs a command on the demo, or on the manifest that the arguments name.
fn haggle(arguments: &[&str], folder: &Path) -> Output {
    let demo = if arguments.contains(&"--manifest") { None } else { Some("--demo") };
    Command::new(env!("CARGO_BIN_EXE_haggle"))
        .args(demo)
        .args(arguments)
        .current_dir(folder)
        .env_remove("HAGGLE_MANIFEST")
        .env_remove("HAGGLE_VECTORS")
        .output()
        .unwrap()
}

fn evaluated() -> Value {
    let folder = tempfile::tempdir().unwrap();
    let output = haggle(&["evaluate", "--format", "json", "--no-records"], folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn feature<'a>(evaluation: &'a Value, id: &str) -> &'a Value {
    evaluation["features"].as_array().unwrap().iter().find(|feature| feature["id"] == id).unwrap()
}

fn brings(feature: &Value) -> Vec<usize> {
    let environments = feature["placing"]["environments"]["fact"]["value"].as_array().unwrap();
    environments.iter().map(|one| one["outcome"]["brings"].as_array().unwrap().len()).collect()
}

/// What the family's history says: of xattr and of the stores, and that of nothing else it is sure.
fn precedent_of(evaluation: &Value) {
    let of = |id: &str| feature(evaluation, id)["precedent"].clone();
    assert!(of("tasks").is_null() && of("db-purge").is_null(), "programs have no precedent");
    let xattr = &of("image-cache-xattr")["requirements"][0];
    let facts: Vec<&str> = xattr["put"]["facts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fact| fact["value"].as_str().unwrap())
        .collect();
    assert_eq!(facts, ["drivers", "library", "never", "extras-too"]);
    let went = &xattr["put"]["comparable"]["went"][0];
    assert_eq!((&went["place"], &went["moves"]), (&"extra".into(), &7.into()));
    assert!(xattr["went"].is_null(), "it is in no requirement file");
    // Its own move into an extra is what is in question.
    let boto = of("store-s3")["requirements"][0].to_string();
    assert!(boto.contains("confluent-kafka") && !boto.contains("\"boto3\",\"repository\":\"glance_store\""));
    let sure: Vec<String> = evaluation["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["precedent"]["disagreements"].as_array())
        .flatten()
        .map(|one| format!("{} {} {}", one["requirement"], one["place"], one["recommended"]))
        .collect();
    assert_eq!(sure, ["\"oslo.rootwrap\" \"core\" \"extra\""]);
}

#[test]
fn what_is_known_of_glance_comes_out() {
    let evaluation = evaluated();
    assert_eq!(brings(feature(&evaluation, "image-signing")), [13, 13, 13, 13]);
    assert_eq!(brings(feature(&evaluation, "image-cache-xattr")), [1, 1, 1, 1]);
    for id in ["zero-copy", "ipv6-workaround"] {
        let placing = &feature(&evaluation, id)["placing"];
        assert!(placing["unused_since"].is_string(), "{id}");
        assert_eq!(placing["decision"]["outcome"]["recommended"]["alternative"], "reject", "{id}");
    }
    for id in ["image-prefetcher", "db-purge", "image-locations"] {
        assert_eq!(feature(&evaluation, id)["placing"]["placing"], "nothing", "{id}");
    }
    let signing = feature(&evaluation, "image-signing");
    assert_eq!(signing["placing"]["today"], "core");
    assert_eq!(signing["share"]["class"], "advanced");
    precedent_of(&evaluation);
    let nash = &evaluation["deal"]["found"]["nash"];
    let gains = nash["gains"].as_array().expect("the gains of each party");
    assert_eq!((gains.len(), nash["is_proven"].as_bool()), (4, Some(true)));
    assert!(gains.iter().all(|gain| gain.as_f64().is_some_and(|gain| gain >= -1e-9)), "{nash}");
    let moves: Vec<(&str, &str)> = nash["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["issue"].as_str().unwrap(), one["to"].as_str().unwrap()))
        .collect();
    assert_eq!(moves, [("image-signing", "extra+guards"), ("image-cache-xattr", "extra")]);
    // The seven guards have a price, which the developers pay.
    let terms = &evaluation["deal"]["terms"][0];
    assert_eq!((&terms["feature"], &terms["option"]), (&"image-signing".into(), &"extra+guards".into()));
    let price: Vec<f64> =
        terms["price"].as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect();
    assert!(price[2] > 0.01 && price.iter().sum::<f64>() - price[2] < 1e-9, "{price:?}");
    let imports = signing["placing"]["requirements"][0]["imports"]["fact"]["value"].as_array().unwrap();
    assert!(imports.iter().all(|site| site["guarded"] == false) && !imports.is_empty());
    let unused = &feature(&evaluation, "zero-copy")["placing"];
    assert_eq!(unused["environments"]["unknown"]["because"], "what no code uses is not resolved");
    let facts = unused["problem"]["facts"].as_array().unwrap();
    let broken = facts.iter().find(|fact| fact["id"] == "broken").unwrap();
    assert_eq!(broken["quantity"], "missing");
}

/// The page that argues the demo's answers has those that come out; stores stay extras, and what no code uses is rejected.
#[test]
fn the_demos_answers_are_those_of_its_page() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/demo.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, table) = page.split_once("|---|---|---|---|\n").unwrap();
    let table: Vec<[&str; 3]> = table
        .lines()
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            [cells[1].split(' ').next().unwrap(), cells[2], cells[3]]
        })
        .collect();
    let evaluation = evaluated();
    let features = evaluation["features"].as_array().unwrap();
    let open: Vec<[&str; 3]> = features
        .iter()
        .filter(|feature| feature["placing"]["placing"] == "requirements")
        .map(|feature| {
            let placing = &feature["placing"];
            [&feature["id"], &placing["today"], &placing["advice"]["recommended"]]
                .map(|text| text.as_str().unwrap())
        })
        .collect();
    assert_eq!(table, open);
    for feature in features.iter().filter(|feature| feature["placing"]["placing"] == "requirements") {
        // The record says what the report says.
        let placing = &feature["placing"];
        assert_eq!(placing["model_lints"].as_array().map(Vec::len), Some(0), "{}", feature["id"]);
        let outcome = &placing["decision"]["outcome"];
        let said = [&outcome["recommended"]["alternative"], &outcome["kept"]["alternative"]];
        assert!(said.contains(&&placing["advice"]["recommended"]), "{}: {outcome}", feature["id"]);
    }
    let ranges = feature(&evaluation, "image-cache-xattr")["placing"]["by_share"].as_array().unwrap();
    let by_share: Vec<&str> = ranges.iter().map(|range| range["recommended"].as_str().unwrap()).collect();
    assert_eq!(by_share, ["documented", "extra", "core"]);
    // Nova and Cinder require what the Cinder store needs: nothing of it is new to the family.
    let cinder = &feature(&evaluation, "store-cinder")["placing"]["environments"]["fact"]["value"];
    for environment in cinder.as_array().unwrap() {
        let outcome = &environment["outcome"];
        let n = |list: &str| outcome[list].as_array().unwrap().len();
        assert_eq!((n("carried"), n("new"), n("perhaps_new")), (4, 0, 0), "{}", environment["environment"]);
    }
}

#[test]
fn same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["evaluate", "--format", "json", "--no-records", "--seed", "7", "--samples", "500"];
    assert_eq!(haggle(&arguments, folder.path()).stdout, haggle(&arguments, folder.path()).stdout);
}

#[test]
fn one_feature_in_full_traces_each_point() {
    let folder = tempfile::tempdir().unwrap();
    let output = haggle(&["evaluate", "image-signing", "--no-records"], folder.path());
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "Image signing (image-signing)",
        "Precedent, from this family's history:",
        "castellan: code imports it; kind `own`; no other repository had it",
        "imports cursive, without a guard: glance/location.py:21",
        "Why core has",
        "packages that nothing else in the family keeps = 0",
        "Recommended: core",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn records_replay_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let output = haggle(&["evaluate", "image-cache-xattr", "--records", "out"], folder.path());
    assert!(output.status.success());
    let json = std::fs::read(folder.path().join("out/image-cache-xattr.json")).unwrap();
    let replay = haggle_tradeoff::record::replay(&json).unwrap();
    assert!(matches!(replay, haggle_tradeoff::record::RecordReplay::Same), "{replay:?}");
    let markdown = std::fs::read_to_string(folder.path().join("out/image-cache-xattr.md")).unwrap();
    assert!(markdown.contains("## Decision Outcome"), "{markdown}");
}

#[test]
fn including_xattr_links_both_changes() {
    let folder = tempfile::tempdir().unwrap();
    let output = haggle(&["include", "xattr", "--override", "family-rule"], folder.path());
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "Step 1: a change to openstack/requirements",
        "+xattr;sys_platform!='win32'  # MIT",
        "+xattr===",
        "Step 2: a change to openstack/glance",
        "+xattr>=0.9.2;sys_platform!='win32' # MIT",
        "Overridden, family-rule: ",
        "Step 3: the sync, once they have merged: nothing to do",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
    let footer = |key: &str| -> Vec<&str> {
        text.lines().filter_map(|line| line.trim().strip_prefix(key)?.strip_prefix(": ")).collect()
    };
    let (ids, depends_on, needed_by) = (footer("Change-Id"), footer("Depends-On"), footer("Needed-By"));
    assert_eq!((depends_on, needed_by), (vec![ids[0]], vec![ids[1]]), "{text}");
}

#[test]
fn what_the_evaluation_strikes_out_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let output = haggle(&["include", "xattr"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("Refused:\n  family-rule: ") && text.contains("may be waived by the project team lead"),
        "{text}"
    );
    assert!(!text.contains("Step 1"), "{text}");
}

#[test]
fn a_named_first_change_is_linked() {
    let folder = tempfile::tempdir().unwrap();
    let url = "https://review.opendev.org/c/openstack/requirements/+/901234";
    let output = haggle(
        &[
            "include",
            "lhafile",
            "--placement",
            "extra",
            "--extra",
            "lha",
            "--first-change",
            url,
            "--override",
            "family-rule",
        ],
        folder.path(),
    );
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(&format!("Depends-On: {url}\n")), "{text}");
    assert!(text.contains("+[extras]\n+lha =\n"), "{text}");
}

#[track_caller]
fn refused(arguments: &[&str], folder: &Path, parts: &[&str]) {
    let output = haggle(arguments, folder);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
    let text = String::from_utf8(output.stderr).unwrap();
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn misuse_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    refused(
        &["evaluate", "image-signin"],
        folder.path(),
        &["no feature is named `image-signin`", "image-signing"],
    );
    refused(&["include", "nothing"], folder.path(), &["nobody said which project", "--project"]);
    refused(
        &["include", "xattr", "--override", "everything"],
        folder.path(),
        &["`everything`", "no-lower-bound", "family-rule"],
    );
    refused(&["evaluate", "--manifest", "none.toml"], folder.path(), &["no manifest at `none.toml`"]);
    refused(
        &["include", "qemu-img", "--placement", "core"],
        folder.path(),
        &["cannot be in requirements.txt"],
    );
}

#[test]
fn a_bad_line_is_shown_with_a_caret() {
    let folder = copied();
    let path = folder.path().join("glance/requirements.txt");
    std::fs::write(&path, "six>=1\nrequests=>2.0\n").unwrap();
    refused(
        &["evaluate", "--manifest", "haggle.toml"],
        folder.path(),
        &["requirements.txt:2:", "requests=>2.0", "^"],
    );
}

#[test]
fn a_bad_value_is_shown_with_a_caret() {
    let folder = copied();
    let path = folder.path().join("features.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("places = [\"xattr\"]", "places = [\"xatr\"]");
    std::fs::write(&path, text).unwrap();
    refused(
        &["evaluate", "--manifest", "haggle.toml"],
        folder.path(),
        &["no `[[requirement]]` is named `xatr`", "^^^^"],
    );
}

#[test]
fn a_snapshot_of_another_version_is_refused() {
    let folder = copied();
    let path = folder.path().join("snapshot.json");
    std::fs::write(&path, "{\"format\": \"haggle-snapshot\", \"version\": 99}").unwrap();
    refused(
        &["evaluate", "--manifest", "haggle.toml"],
        folder.path(),
        &["snapshot.json", "99", "haggle snapshot"],
    );
}

#[test]
fn a_name_that_the_snapshot_lacks_is_named() {
    let folder = copied();
    let path = folder.path().join("glance/requirements.txt");
    let text = std::fs::read_to_string(&path).unwrap() + "no-such-distribution-here>=1\n";
    std::fs::write(&path, text).unwrap();
    refused(
        &["evaluate", "--manifest", "haggle.toml", "--no-records"],
        folder.path(),
        &["no-such-distribution-here", "haggle snapshot"],
    );
}

#[test]
fn backtest_counts_what_was_known() {
    let folder = tempfile::tempdir().unwrap();
    let events = folder.path().join("events.json");
    let event = |repo: &str, date: &str, package: &str, from: &str, to: &str| serde_json::json!({"repo": repo, "commit": "c", "date": date, "subject": "s", "package": package, "frm": from, "to": to});
    let list = Value::Array(vec![
        // The survey of 2022 is known, and cursive belongs to one feature.
        event("glance", "2024-01-01", "cursive", "extra", "core"),
        event("glance", "2010-01-01", "cursive", "none", "core"),
        event("elsewhere", "2024-01-01", "nobody-knows-it", "none", "core"),
        event("glance", "2024-06-01", "pysendfile", "core", "none"),
    ]);
    std::fs::write(&events, list.to_string()).unwrap();
    let run = haggle(
        &["evaluate", "--backtest", "events.json", "--format", "json", "--samples", "500"],
        folder.path(),
    );
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let replay: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(replay["asked"]["total"]["cases"], 4);
    assert_eq!(replay["asked"]["total"]["usable"], 2, "{replay:#}");
    assert_eq!(replay["events"][0]["known"][0]["fact"], "share");
    assert_eq!(replay["events"][3]["asked"]["alternative"], "reject");
    assert_eq!(replay["asked"]["calibration"], Value::Null);
    std::fs::write(&events, list.to_string().replace("2010-01-01", "2010-13-01")).unwrap();
    let run = haggle(&["evaluate", "--backtest", "events.json"], folder.path());
    assert_eq!(run.status.code(), Some(2));
    let message = String::from_utf8_lossy(&run.stderr);
    assert!(message.contains("events.json:1") && message.contains("`2010-13-01` is not a day"), "{message}");
}
