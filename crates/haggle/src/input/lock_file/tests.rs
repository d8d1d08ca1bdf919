//! Lock files: what each package becomes, and what is refused.

use super::*;

fn read(text: &str) -> Result<LockedRequirements, String> {
    let projects = ProjectArguments::default();
    let reading = Reading { shown: "pylock.toml", text, folder: Some(String::new()), projects: &projects };
    reading.lock().map_err(|(_, message)| message)
}

fn lock(packages: &str) -> String {
    format!("lock-version = \"1.0\"\ncreated-by = \"x\"\n{packages}")
}

const WHEEL: &str =
    "wheels = [{ url = \"https://h/a-1.0-py3-none-any.whl\", hashes = { sha256 = \"AB\" } }]\n";

#[test]
fn a_package_is_a_pin_with_the_hashes_of_its_files() {
    let text = lock(&format!(
        "[[packages]]\nname = \"A\"\nversion = \"1.0\"\nmarker = \"os_name == 'nt'\"\n{WHEEL}"
    ));
    let locked = read(&text).unwrap();
    assert_eq!(locked.requirements[0].requirement.to_string(), "a==1.0; os_name == \"nt\"");
    assert_eq!(locked.requirements[0].source, SourceLocation::new("pylock.toml", 4));
    assert_eq!(locked.hashes[0].hashes, ["sha256:ab"]);
}

#[test]
fn places_stay_places() {
    let text = lock(
        "[[packages]]\nname = \"a\"\ndirectory = { path = \"a\", editable = true }\n\
         [[packages]]\nname = \"b\"\narchive = { url = \"https://h/b.zip\", subdirectory = \"c\", hashes = { sha256 = \"0\" } }\n",
    );
    let locked = read(&text).unwrap();
    let places: Vec<(&str, bool)> =
        locked.locations.iter().map(|place| (place.location.as_str(), place.editable)).collect();
    assert_eq!(places, [("./a", true), ("https://h/b.zip#subdirectory=c", false)]);
}

#[track_caller]
fn check_refused(text: &str, message: &str) {
    let error = read(text).unwrap_err();
    assert!(error.contains(message), "{error}");
}

#[test]
fn the_rules_of_the_format_are_checked() {
    check_refused("lock-version = \"2.0\"\ncreated-by = \"x\"\npackages = []\n", "`2.0` is not supported");
    check_refused("created-by = \"x\"\npackages = []\n", "lock-version");
    check_refused("lock-version = \"1.0\"\npackages = []\n", "created-by");
    check_refused(&lock(""), "packages");
    let package = |more: &str| lock(&format!("[[packages]]\nname = \"a\"\n{more}"));
    check_refused(&package("version = \"1.0\"\n"), "no file");
    check_refused(&package(WHEEL), "no version");
    check_refused(
        &package(&format!("version = \"1.0\"\ndirectory = {{ path = \"a\" }}\n{WHEEL}")),
        "exclude each other",
    );
    check_refused(
        &package("vcs = { type = \"git\", url = \"https://h/a\", commit-id = \"0\" }\n"),
        "nothing is cloned",
    );
    check_refused(&package("version = \"one\"\n"), "`one` is not a version");
    check_refused(
        &package("version = \"1\"\nsdist = { url = \"https://h/a.tar.gz\", hashes = {} }\n"),
        "no hash",
    );
    check_refused(
        &package("version = \"1\"\nsdist = { hashes = { sha256 = \"0\" } }\n"),
        "neither `url` nor `path`",
    );
    check_refused(&package(&format!("version = \"1\"\nmarker = \"x\"\n{WHEEL}")), "not a marker");
    check_refused(&lock("[[packages]]\nname = \"a b\"\n"), "not the name of a package");
}

#[test]
fn extras_and_groups_are_answered() {
    let names = |names: &[&str]| names.iter().map(|name| ExtraName::new(name).unwrap()).collect();
    let chosen = Chosen { extras: names(&["x"]), groups: names(&["dev"]) };
    for (marker, expected) in [
        ("'x' in extras", "python_version >= \"0\""),
        ("'y' not in extras", "python_version >= \"0\""),
        (
            "('y' in extras or \"dev\" in dependency_groups)",
            "(python_version < \"0\" or python_version >= \"0\")",
        ),
        ("os_name == 'nt'", "os_name == 'nt'"),
        ("'win' in sys_platform and 'y' in extras", "'win' in sys_platform and python_version < \"0\""),
    ] {
        assert_eq!(chosen.answered(marker), expected);
    }
}

#[test]
fn names_of_lock_files() {
    for (name, expected) in [
        ("pylock.toml", true),
        ("pylock.dev.toml", true),
        ("pylock..toml", false),
        ("pylock.a.b.toml", false),
        ("pyproject.toml", false),
        ("xpylock.toml", false),
    ] {
        assert_eq!(is_named(name), expected, "{name}");
    }
}
