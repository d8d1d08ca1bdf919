//! Reading a family's files: each mistake at its place, all of a file's mistakes at once, and nothing that is left out taken as none.

use haggle_govern::data::{AdoptionEvidence, Catalogue, InputError, InputErrors, Manifest, Values};

use crate::family::MANIFEST;

const CATALOGUE: &str = r#"
schema = 1
evidence = "made up"
[[requirement]]
id = "oslo.privsep"
kind = "python"
project = "org/store"
requirement = "oslo.privsep>=1"
placement = "extra"
extra = "signing"
tested = true
platforms = { excluded = ["win32"] }
[[requirement]]
id = "qemu-img"
kind = "program"
project = "org/store"
bindep = ["qemu-utils [platform:dpkg]"]
placement = "bindep"
[[feature]]
id = "signing"
title = "Signing"
project = "org/store"
requires = ["oslo.privsep", "qemu-img"]
places = ["oslo.privsep"]
closed = { qemu-img = "always there" }
"#;

const ADOPTION: &str = r#"
schema = 1
[[adoption]]
feature = "signing"
kind = "sample"
count = 20
n = 100
date = "2020-06-01"
source = "a survey"
"#;

const VALUES: &str = r#"
schema = 1
tolerance = 0.02
[[criterion]]
measure = "feature-lost"
worst = 100
best = 0
[[stakeholder]]
id = "operators"
name = "Operators"
weights = { feature-lost = [80, 100] }
"#;

fn manifest() -> Manifest {
    Manifest::read(MANIFEST).unwrap()
}

fn catalogue() -> Catalogue {
    Catalogue::read(CATALOGUE, &manifest()).unwrap()
}

/// What is wrong with a text after an edit: each error as the part of the text that it points at, and its message.
#[track_caller]
fn check(
    base: &str,
    (from, to): (&str, &str),
    read: impl Fn(&str) -> Option<InputErrors>,
    expected: &[(&str, &str)],
) {
    assert!(base.contains(from), "`{from}` is not in the text");
    assert!(read(base).is_none(), "the text is wrong before the edit");
    let text = base.replacen(from, to, 1);
    let errors = read(&text);
    let found: Vec<(&str, String)> = errors
        .iter()
        .flat_map(InputErrors::iter)
        .map(|error| (&text[error.span()], error.to_string()))
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(part, message)| (*part, message.as_str())).collect();
    assert_eq!(found, expected, "{to}");
}

#[track_caller]
fn check_manifest(from: &str, to: &str, expected: &[(&str, &str)]) {
    check(MANIFEST, (from, to), |text| Manifest::read(text).err(), expected);
}

#[track_caller]
fn check_catalogue(from: &str, to: &str, expected: &[(&str, &str)]) {
    check(CATALOGUE, (from, to), |text| Catalogue::read(text, &manifest()).err(), expected);
}

#[track_caller]
fn check_adoption(from: &str, to: &str, expected: &[(&str, &str)]) {
    check(ADOPTION, (from, to), |text| AdoptionEvidence::read(text, &catalogue()).err(), expected);
}

#[track_caller]
fn check_values(from: &str, to: &str, expected: &[(&str, &str)]) {
    check(VALUES, (from, to), |text| Values::read(text).err(), expected);
}

#[test]
fn a_manifest_names_what_there_is() {
    let row = check_manifest;
    row("\"3.12\"", "\"banana\"", &[("banana", "`banana` is not a version of Python 3")]);
    row(
        "platform = \"linux\"",
        "platform = \"amiga\"",
        &[("amiga", "`amiga` is not the name of a platform")],
    );
    row(
        "\"2026-01-01\"",
        "\"yesterday\"",
        &[("\"yesterday\"", "`yesterday` is not a day: write it like `2026-11-22`")],
    );
    row("\"2026-01-01\"", "2026-01-01", &[]);
    row("\"small\"", "\"a/b\"", &[("\"a/b\"", "`a/b` is not a valid name: it contains `/`")]);
    row(
        "\"org/store\"",
        "\"org/../store\"",
        &[("\"org/../store\"", "`org/../store` is not a valid name: it begins with `.`")],
    );
    row("\"MIT\"", "\"MIT License\"", &[("\"MIT License\"", "`MIT License` is not an SPDX identifier")]);
    let version = "one".parse::<haggle_spec::Version>().unwrap_err().to_string();
    row(
        "name = \"org/store\"",
        "name = \"org/shop\"\ndistribution = \"Store\"\nrelease = \"1\"\nbranch = \"master\"\npath = \"shop\"\nrequirements = \"r\"\n[[project]]\nname = \"org/store\"",
        &[("\"store\"", "two distributions are named `store`")],
    );
    row("release = \"1\"", "release = \"one\"", &[("\"one\"", version.as_str())]);
    row(
        "branch = \"master\"\npath = \".\"",
        "path = \".\"",
        &[("[requirements]", "`[requirements]` needs `branch`")],
    );
    row(
        "[[environment]]",
        "[environment]",
        &[("[environment]", "this is a table where a list of tables belongs")],
    );
}

#[test]
fn names_are_given_once() {
    let twice = format!("{}[[environment]]", &MANIFEST[MANIFEST.find("[[environment]]").unwrap()..])
        .replace("[[environment]]\nid", "[[environment]]\nid");
    let environment = "[[environment]]\nid = \"linux\"\npython = \"3.12\"\nplatform = \"linux\"\n";
    assert!(twice.starts_with(environment));
    let two = format!("{environment}{environment}");
    check_manifest(environment, &two, &[("\"linux\"", "two environments are named `linux`")]);
    check_catalogue(
        "id = \"qemu-img\"",
        "id = \"oslo.privsep\"",
        &[
            ("\"oslo.privsep\"", "two requirements are named `oslo.privsep`"),
            ("\"qemu-img\"", "no `[[requirement]]` is named `qemu-img`"),
            ("qemu-img", "no `[[requirement]]` is named `qemu-img`"),
        ],
    );
}

#[test]
fn a_catalogue_refers_to_what_there_is() {
    let row = check_catalogue;
    row(
        "id = \"signing\"",
        "id = \"../../../pwned\"",
        &[("\"../../../pwned\"", "`../../../pwned` is not a valid name: it contains `.`")],
    );
    row(
        "project = \"org/store\"\nbindep",
        "project = \"org/shop\"\nbindep",
        &[("\"org/shop\"", "no `[[project]]` of the manifest is named `org/shop`")],
    );
    row(
        "requires = [\"oslo.privsep\"",
        "requires = [\"oslo.privseb\"",
        &[
            ("\"oslo.privseb\"", "no `[[requirement]]` is named `oslo.privseb`"),
            ("\"oslo.privsep\"", "`oslo.privsep` is placed, and the feature does not require it"),
        ],
    );
    row("closed = { qemu-img", "closed = { qemu", &[("qemu", "no `[[requirement]]` is named `qemu`")]);
    row(
        "places = [\"oslo.privsep\"]",
        "places = [\"oslo.privsep\", \"qemu-img\"]",
        &[("\"oslo.privsep\"", "the feature places requirements of several kinds")],
    );
    row("extra = \"signing\"\n", "", &[("[[requirement]]", "`[[requirement]]` needs `extra`")]);
    row("\"win32\"", "\"windows\"", &[("\"windows\"", "`windows` is not known here")]);
    row(
        "tested = true",
        "removed = { commit = \"a\", date = \"2020-01-01\" }\nruns = [{ program = \"p\", site = \"s\", evidence = \"e\" }]",
        &[("[[requirement]]", "no code uses it since `removed`, and yet a site is named")],
    );
    row(
        "tested = true",
        "licence-source = \"there\"",
        &[("[[requirement]]", "`[[requirement]]` needs `licence`")],
    );
}

#[test]
fn a_side_condition_refers_to_what_there_is() {
    let condition = "[[feature.condition]]\nid = \"job\"\nof = \"core\"\nterms = \"with a job\"\namounts = { feature-lost = 1 }\n\
                     lifts = [\"guarded\"]\nasks = [\"family-rule\"]\nevidence = \"e\"\n";
    let text = format!("{CATALOGUE}{condition}");
    let row = |from: &str, to: &str, place: &str, message: &str| {
        assert!(text.contains(from), "{from}");
        let text = text.replacen(from, to, 1);
        let errors = Catalogue::read(&text, &manifest()).unwrap_err();
        let found: Vec<(&str, String)> =
            errors.iter().map(|error| (&text[error.span()], error.to_string())).collect();
        assert_eq!(found, [(place, message.to_owned())]);
    };
    row("of = \"core\"", "of = \"bindep\"", "\"bindep\"", "`bindep` is not known here");
    row("\"guarded\"", "\"used\"", "\"used\"", "`used` is not known here");
    row("\"family-rule\"", "\"licence\"", "\"licence\"", "`licence` is not known here");
    row("terms = \"with a job\"\n", "", "[[feature.condition]]", "`[[feature.condition]]` needs `terms`");
    row("= 1 }", "= \"works\" }", "\"works\"", "`works` is neither a number nor a measure");
    row(
        "places = [\"oslo.privsep\"]\n",
        "",
        "[[feature]]",
        "the feature places nothing that a side condition could be added to",
    );
    // The criteria are those of the file of values.
    let values = Values::read(VALUES).unwrap();
    assert_eq!(Catalogue::read(&text, &manifest()).unwrap().check_criteria(&values), Ok(()));
    let text = text.replace("feature-lost", "feature-last");
    let errors = Catalogue::read(&text, &manifest()).unwrap().check_criteria(&values).unwrap_err();
    let found: Vec<&str> = errors.iter().map(|error| &text[error.span()]).collect();
    assert_eq!(
        (found, errors.to_string()),
        (vec!["feature-last"], "no `[[criterion]]` is named `feature-last`".into())
    );
}

/// The messages are those of the parsers of lines; the place is the place inside the string.
#[test]
fn a_line_is_wrong_where_it_is_wrong() {
    for (from, to, place) in [
        ("\"oslo.privsep>=1\"", "\"oslo.privsep>=1;os_nam == 'a'\"", "os_nam == 'a'"),
        ("\"qemu-utils [platform:dpkg]\"", "\"qemu-utils [UPPER]\"", "UPPER]"),
    ] {
        let text = CATALOGUE.replacen(from, to, 1);
        let errors = Catalogue::read(&text, &manifest()).unwrap_err();
        let starts: Vec<usize> = errors.iter().map(|error| error.span().start).collect();
        assert_eq!(starts, [text.find(place).unwrap()], "{errors}");
    }
}

/// What is written into requirement files as a part of a line cannot become a second one, by any line end that pip knows.
#[test]
fn what_is_written_into_a_line_is_one_line() {
    for end in ["\\n", "\\r", "\\u000B", "\\u000C", "\\u001C", "\\u0085", "\\u2028", "\\u2029"] {
        for (from, to) in [
            ("tested = true", format!("licence = \"MIT{end}evil==1\"")),
            ("\"oslo.privsep>=1\"", format!("\"oslo.privsep>=1{end}evil==1\"")),
            ("\"qemu-utils [platform:dpkg]\"", format!("\"qemu-utils{end}evil\"")),
            ("extra = \"signing\"", format!("extra = \"signing{end}evil\"")),
        ] {
            let text = CATALOGUE.replacen(from, &to, 1);
            assert!(Catalogue::read(&text, &manifest()).is_err(), "{to}");
        }
    }
}

#[test]
fn adoption_is_about_features_and_counts_what_there_is() {
    let row = check_adoption;
    row("\"signing\"", "\"signin\"", &[("\"signin\"", "no feature of the catalogue is named `signin`")]);
    row("n = 100", "n = 10", &[("10", "more are counted than were looked at, or none was looked at")]);
    row("n = 100", "n = -1", &[("-1", "-1 is not a whole number from 0 to 4294967295")]);
    row("n = 100", "n = 100\nquality = 1.5", &[("1.5", "1.5 is not from 0 to 1")]);
    row("schema = 1", "schema = 1\nprior = { share = 1, members = 4 }", &[("1", "1 is not between 0 and 1")]);
    row("schema = 1", "schema = 1\nprior = { share = 0.3, members = 0 }", &[("0", "0 is not above 0")]);
    row(
        "kind = \"sample\"\ncount = 20\nn = 100",
        "kind = \"bound\"\nupper = 0.5\nquality = 1",
        &[("quality", "`[[adoption]]` has no field `quality`")],
    );
    row("\"sample\"", "\"simple\"", &[("\"simple\"", "`simple` is not known here")]);
    row("kind = \"sample\"\n", "", &[("[[adoption]]", "`[[adoption]]` needs `kind`")]);
    row(
        "count = 20",
        "lower = 20",
        &[("[[adoption]]", "`[[adoption]]` needs `count`"), ("lower", "`[[adoption]]` has no field `lower`")],
    );
    row(
        "kind = \"sample\"\ncount = 20\nn = 100",
        "kind = \"bound\"\nlower = 0.5\nupper = 0.4",
        &[("0.4", "this is not an interval: the lower end comes first")],
    );
}

#[test]
fn values_are_on_sound_scales() {
    let row = check_values;
    row("best = 0", "best = 100", &[("100", "the scale has no extent: `worst` and `best` are the same")]);
    row("[80, 100]", "[100, 80]", &[("[100, 80]", "this is not an interval: the lower end comes first")]);
    row(
        "[80, 100]",
        "[0, 100]",
        &[("{ feature-lost = [0, 100] }", "the stakeholder weighs nothing for sure")],
    );
    row("{ feature-lost = [80", "{ pins = [80", &[("pins", "no `[[criterion]]` is named `pins`")]);
    row("0.02", "1.5", &[("1.5", "1.5 is not from 0 to 1")]);
    row("0.02", "nan", &[("nan", "nan is not a finite number")]);
    row("name = \"Operators\"", "name = \"Operators\"\npower = 0", &[("0", "0 is not above 0")]);
}

#[test]
fn settings_are_in_their_ranges() {
    let row = |setting: &str, number: &str, message: &str| {
        let to = format!("tolerance = 0.02\n{setting} = {number}");
        check_values("tolerance = 0.02", &to, &[(number, message)]);
    };
    row("stability", "0.4", "0.4 is not from 0.5 to 1");
    row("margin", "-1", "-1 is not from 0 to 1");
    row("most-lost", "1.5", "1.5 is not from 0 to 1");
    row("horizon", "0", "0 is not 1 or more");
    row("packaging-burden", "-1", "-1 is not 0 or more");
    check_values("tolerance = 0.02\n", "", &[("", "a file of values needs `tolerance`")]);
    check_values(
        "tolerance = 0.02",
        "tolerance = 0.02\nstabilty = 0.9",
        &[("stabilty", "a file of values has no field `stabilty`")],
    );
}

#[test]
fn a_criterion_is_data_or_one_of_the_default_set() {
    let row = check_values;
    row("\"feature-lost\"", "\"feature-last\"", &[("\"feature-last\"", "`feature-last` is not known here")]);
    row(
        "measure = \"feature-lost\"\n",
        "",
        &[
            ("[[criterion]]", "`[[criterion]]` needs `id`"),
            ("[[criterion]]", "`[[criterion]]` needs `name`"),
            ("[[criterion]]", "`[[criterion]]` needs `unit`"),
            ("[[criterion]]", "`[[criterion]]` needs `at`"),
        ],
    );
    let at = |formula: &str| format!("best = 0\nat = {{ core = \"{formula}\" }}");
    for (formula, message) in [
        ("100 * shares", "`shares` is neither a number nor a measure"),
        ("share *", "`` is neither a number nor a measure"),
        ("-1 * share", "`-1` is neither a number nor a measure"),
        ("rest * broken", "`rest` multiplies counts only: `carried`, `placed`, `steps`"),
        ("files + 1", "a sum may not have `rest`, `files` or a product of two measures in it"),
        ("share * broken + 1", "a sum may not have `rest`, `files` or a product of two measures in it"),
    ] {
        row("best = 0", &at(formula), &[(&format!("\"{formula}\""), message)]);
    }
    row("best = 0", "best = 0\nat = { cor = 1 }", &[("cor", "`cor` is not known here")]);
    let full = "[[criterion]]\nid = \"fun\"\nname = \"fun\"\nunit = \"smiles\"\nworst = 0\nbest = 9\nat = { core = 3, extra = \"2 * share + 1\" }\n[[stakeholder]]";
    let values = Values::read(&VALUES.replace("[[stakeholder]]", full)).unwrap();
    assert_eq!(values.criteria.len(), 2);
    assert_eq!(
        values.criteria[1].at.values().map(ToString::to_string).collect::<Vec<_>>(),
        ["3", "2 * share + 1"]
    );
    let (head, rest) = VALUES.split_once("[[criterion]]").unwrap();
    let (_, rest) = rest.split_once("[[stakeholder]]").unwrap();
    let values = Values::read(&format!("{head}[[stakeholder]]{rest}")).unwrap();
    assert_eq!(values.criteria, haggle_govern::data::CriterionEntry::default_set());
}

#[test]
fn who_may_waive_names_vetoes_that_there_are() {
    check_manifest(
        "[licences]",
        "[waivers]\ngarded = \"the lead\"\n[licences]",
        &[("garded", "`garded` is not known here")],
    );
    let text =
        MANIFEST.replace("[licences]", "[waivers]\nlicence = \"the lawyers\"\nprocess = \"\"\n[licences]");
    let manifest = Manifest::read(&text).unwrap();
    let role = |veto: &str| manifest.waivers.role(veto).map(str::to_owned);
    assert_eq!(role("licence").as_deref(), Some("the lawyers"));
    assert_eq!((role("process"), role("artefact").as_deref()), (None, Some("requirements team")));
}

#[test]
fn all_mistakes_of_a_file_are_found_at_once() {
    let text = MANIFEST
        .replace("\"2026-01-01\"", "\"yesterday\"")
        .replace("\"3.12\"", "\"banana\"")
        .replace("distribution", "distributoin")
        .replace("branch = \"master\"\npath = \"store\"", "branch = 7\npath = \"store\"");
    let errors = Manifest::read(&text).unwrap_err();
    let lines: Vec<&str> = errors.iter().map(|error| &text[error.span()]).collect();
    assert_eq!(lines, ["\"yesterday\"", "[[project]]", "distributoin", "7", "banana"]);
    let help: Vec<String> = errors.iter().filter_map(InputError::help).collect();
    assert!(help.contains(&"did you mean `distribution`?".to_owned()), "{help:?}");
}

/// What is missing because a line has wrong syntax is not reported; a mistake on another line is.
#[test]
fn wrong_syntax_hides_no_other_mistake_and_adds_none() {
    let text =
        CATALOGUE.replace("kind = \"program\"", "kind \"program\"").replace("tested = true", "tested = 1");
    let errors = Catalogue::read(&text, &manifest()).unwrap_err();
    let number = |at: usize| text[..at].matches('\n').count();
    let lines: Vec<usize> = errors.iter().map(|error| number(error.span().start)).collect();
    let line = |part: &str| number(text.find(part).unwrap());
    assert_eq!(lines, [line("tested = 1"), line("\"program\"")], "{errors}");
}

#[test]
fn another_schema_is_the_only_error() {
    let text = MANIFEST.replace("schema = 1", "schema = 99").replace("\"3.12\"", "\"banana\"");
    let errors = Manifest::read(&text).unwrap_err();
    assert_eq!(errors.to_string(), "schema 99 is not known here");
}

#[test]
fn what_is_left_out_is_unknown_and_an_empty_list_is_none() {
    let requirement = |text: &str| {
        let catalogue = Catalogue::read(text, &manifest()).unwrap();
        catalogue.requirement("oslo.privsep").unwrap().clone()
    };
    let left_out = requirement(CATALOGUE);
    assert_eq!(left_out.imports.because(), Some("nobody has recorded where the code imports it"));
    assert_eq!(left_out.names.because(), Some("nobody has recorded what distributions call it"));
    assert_eq!(left_out.tested.value(), Some(&true));
    let empty = requirement(&CATALOGUE.replace("tested = true", "imports = []\nnames = {}"));
    assert_eq!(empty.imports.value(), Some(&Vec::new()));
    assert!(empty.names.value().is_some_and(std::collections::BTreeMap::is_empty));
    assert!(empty.tested.value().is_none());
    let manifest = Manifest::read(&MANIFEST.replace("[licences]\nallowed = [\"MIT\"]\n", "")).unwrap();
    assert!(manifest.licences.value().is_none() && manifest.process.frozen.value().is_none());
}
