use super::*;
use crate::file::apply_edits;
use crate::{Edit, ExtraName};

#[track_caller]
fn edited(text: &str, edits: impl FnOnce(&PyProject) -> Vec<Edit>, expected: &str) {
    let (file, diagnostics) = PyProject::parse(text);
    assert_eq!(diagnostics, []);
    let bytes = apply_edits(text.as_bytes(), &edits(&file)).unwrap();
    let new = String::from_utf8(bytes).unwrap();
    assert_eq!(new, expected);
    let (_, diagnostics) = PyProject::parse(new);
    assert_eq!(diagnostics, [], "what an edit makes parses");
}

fn array(file: &PyProject) -> &RequirementArray {
    file.dependencies().unwrap()
}

fn in_project(array: &str) -> String {
    format!("[project]\nname = \"x\"\ndependencies = {array}\n")
}

#[track_caller]
fn inserts(before: &str, index: usize, after: &str) {
    edited(&in_project(before), |file| file.insert(array(file), index, "new"), &in_project(after));
}

#[track_caller]
fn removes(before: &str, index: usize, after: &str) {
    let edits = |file: &PyProject| vec![file.remove(array(file), &array(file).items[index])];
    edited(&in_project(before), edits, &in_project(after));
}

#[test]
fn inserting_keeps_the_style_of_the_array() {
    inserts("[]", 0, "[\"new\"]");
    inserts("[\n]", 0, "[\n    \"new\",\n]");
    inserts("[\"a\"]", 9, "[\"a\", \"new\"]");
    inserts("[\"a\", ]", 1, "[\"a\", \"new\", ]");
    inserts("[\"a\"]", 0, "[\"new\", \"a\"]");
    inserts("[\n  \"a\", # c, d\n]", 1, "[\n  \"a\", # c, d\n  \"new\",\n]");
    inserts("[\n  \"a\" # c\n]", 1, "[\n  \"a\", # c\n  \"new\"\n]");
    inserts("[\n  \"a\"\n  , # c\n]", 1, "[\n  \"a\"\n  , # c\n  \"new\",\n]");
    inserts("[\n  \"a\",\n  \"b\",\n]", 1, "[\n  \"a\",\n  \"new\",\n  \"b\",\n]");
    inserts("[\n  \"a\"]", 1, "[\n  \"a\",\n  \"new\"]");
    inserts("[\n  \"a\",]", 1, "[\n  \"a\",\n  \"new\",]");
    inserts("[\r\n  \"a\",\r\n]", 1, "[\r\n  \"a\",\r\n  \"new\",\r\n]");
}

#[test]
fn removing_takes_the_comma_and_an_own_line_with_its_comment() {
    removes("[\"a\"]", 0, "[]");
    removes("[\"a\", \"b\"]", 0, "[\"b\"]");
    removes("[\"a\", \"b\"]", 1, "[\"a\"]");
    removes("[\n  \"a\", # c\n  \"b\",\n]", 0, "[\n  \"b\",\n]");
    removes("[\n  # why\n  \"a\",\n  \"b\" # c\n]", 1, "[\n  # why\n  \"a\",\n]");
    removes("[\n  \"a\", \"b\",\n]", 0, "[\n  \"b\",\n]");
}

#[test]
fn replacing_keeps_quotes_where_it_can() {
    let replaces = |before: &str, new: &str, after: &str| {
        let edits = |file: &PyProject| vec![file.replace(&array(file).items[0], new)];
        edited(&in_project(before), edits, &in_project(after));
    };
    replaces("['a']", "b", "['b']");
    replaces("[\"a\"]", "b; os_name == 'nt'", "[\"b; os_name == 'nt'\"]");
    replaces("['a']", "b; os_name == 'nt'", "[\"b; os_name == 'nt'\"]");
    replaces("[\"\"\"a\"\"\"]", "b", "[\"\"\"b\"\"\"]");
}

#[test]
fn an_extra_is_extended_added_or_added_with_its_table() {
    let name = ExtraName::new("new-one").unwrap();
    let add = |file: &PyProject| file.add_to_extra(&name, &["a", "b"]).unwrap();
    edited(
        "[project]\nname = \"x\"\n\n[project.optional-dependencies]\nNew_One = [\"c\"]\n",
        add,
        "[project]\nname = \"x\"\n\n[project.optional-dependencies]\nNew_One = [\"c\", \"a\", \"b\"]\n",
    );
    edited(
        "[project]\nname = \"x\"\noptional-dependencies.y = [\n    \"c\",\n]\n[tool.z]\n",
        add,
        "[project]\nname = \"x\"\noptional-dependencies.y = [\n    \"c\",\n]\nnew-one = [\n    \"a\",\n    \"b\",\n]\n[tool.z]\n",
    );
    edited(
        "[project]\nname = \"x\" # c\n\n[tool.z]\na = 1\n",
        add,
        "[project]\nname = \"x\" # c\n\n[project.optional-dependencies]\nnew-one = [\n    \"a\",\n    \"b\",\n]\n\n[tool.z]\na = 1\n",
    );
    edited(
        "[project]\nname = \"x\"\noptional-dependencies = { y = [] }\n",
        add,
        "[project]\nname = \"x\"\noptional-dependencies = { y = [], new-one = [\"a\", \"b\"] }\n",
    );
}

#[test]
fn dependencies_are_extended_or_added() {
    let add = |file: &PyProject| file.add_dependencies(&["a", "b"]).unwrap();
    edited(
        "[project]\nname = \"x\"\n[project.urls]\nh = \"y\"\n",
        add,
        "[project]\nname = \"x\"\ndependencies = [\n    \"a\",\n    \"b\",\n]\n[project.urls]\nh = \"y\"\n",
    );
    edited(&in_project("[]"), add, &in_project("[\"a\", \"b\"]"));
    edited(&in_project("[\n  \"c\"\n]"), add, &in_project("[\n  \"c\",\n  \"a\",\n  \"b\"\n]"));
}

#[track_caller]
fn check_errors(text: &str, expected: &[(&str, &str)]) {
    let (file, diagnostics) = PyProject::parse(text);
    let found: Vec<(String, String)> =
        diagnostics.iter().map(|found| (file.text(found.span).to_owned(), found.message())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(at, message)| (&**at, &**message)).collect();
    assert_eq!(found, expected);
    assert_eq!(file.to_bytes(), text.as_bytes());
}

#[test]
fn what_is_wrong_is_reported_where_it_is() {
    check_errors(
        "[project]\ndependencies = \"six\"\nname = 1\n[build-system]\nrequires = [1, 'six bar']\n",
        &[
            ("\"six\"", "`project.dependencies` must be an array of requirements"),
            ("1", "`project.name` must be a string"),
            ("1", "`build-system.requires` must be an array of requirements"),
            ("bar", "`bar` does not belong to the requirement before it"),
        ],
    );
    check_errors(
        "[dependency-groups]\na = [{include-group = 'b'}]\nb = [{include-group = 'a'}]\nc = [{include-group = 'd'}, 1]\n",
        &[
            ("{include-group = 'a'}", "the dependency group includes itself: `a` → `b` → `a`"),
            ("{include-group = 'd'}", "there is no dependency group `d`"),
            ("1", "`dependency-groups.c` must be an array of requirements and `{include-group = \"name\"}`"),
        ],
    );
}

#[test]
fn a_file_that_is_no_toml_is_read_as_far_as_it_goes() {
    let (file, diagnostics) =
        PyProject::parse("[project]\nname = \"x\"\nversion = = 1\ndependencies = [\"six\"]\n");
    assert_eq!(diagnostics[0].span, Span::new(31, 32));
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert!(!file.is_toml());
    assert_eq!(file.dependencies().unwrap().items.len(), 1);
}

#[test]
fn spans_count_the_byte_order_mark_and_escapes_point_at_the_whole_string() {
    let (file, diagnostics) = PyProject::parse("\u{feff}[project]\ndependencies = [\"a\\u0020b\"]\n");
    assert_eq!(file.text(diagnostics[0].span), "a\\u0020b");
    assert_eq!(diagnostics[0].span.start, 30);
}

#[test]
fn an_item_that_ends_within_a_line_break_can_be_removed() {
    let text =
        "[project]\nname = \"x\"\ndependencies = [\n    \"six>=1\",  # MIT\n    'a; os_name == \"n\r\n'\n]\n";
    let (file, _) = PyProject::parse(text);
    if let Some(array) = file.dependencies() {
        for item in &array.items {
            let edit = file.remove(array, item);
            assert!(edit.span.start <= edit.span.end && edit.span.end <= text.len());
        }
    }
}

#[test]
fn an_array_that_is_not_closed_can_be_edited() {
    for text in [
        "dependencies = [\n[p\u{fffd}",
        "dependencies = [\"six\u{fffd}",
        "dependencies = [",
        "dependencies = [\n\"six\", # \u{fffd}",
    ] {
        let text = format!("[project]\n{text}");
        let (file, _) = PyProject::parse(text.as_str());
        let array = file.dependencies().expect("what was understood of an array is there");
        for edit in file.insert(array, 0, "new").iter().chain(&file.insert(array, usize::MAX, "new")) {
            assert!(text.is_char_boundary(edit.span.start) && text.is_char_boundary(edit.span.end), "{text}");
        }
        for item in &array.items {
            let edit = file.remove(array, item);
            assert!(text.is_char_boundary(edit.span.start) && text.is_char_boundary(edit.span.end), "{text}");
        }
    }
}

#[test]
fn groups_are_checked_in_linear_time() {
    // Each group resolved by itself, this took minutes: 40,000 times up to 40,000 groups, and 2^60 items.
    let chain: Vec<String> =
        (0..40_000).map(|at| format!("g{at} = [{{include-group = 'g{}'}}]\n", at + 1)).collect();
    let chain = chain.concat();
    let (_, diagnostics) = PyProject::parse(format!("[dependency-groups]\n{chain}g40000 = ['six']\n"));
    assert_eq!(diagnostics, []);
    let twice: Vec<String> = (0..60)
        .map(|at| format!("g{at} = [{{include-group = 'g{0}'}}, {{include-group = 'g{0}'}}]\n", at + 1))
        .collect();
    let twice = twice.concat();
    let (file, diagnostics) = PyProject::parse(format!("[dependency-groups]\n{twice}g60 = ['six']\n"));
    assert_eq!(diagnostics, []);
    let error = file.groups().unwrap().resolve("g0").unwrap_err();
    assert_eq!(error.kind, GroupErrorKind::TooLarge);
}

#[test]
fn every_group_that_is_wrong_is_reported() {
    let text =
        "[dependency-groups]\na = [{include-group = 'x'}, {include-group = 'y'}]\nb = ['c d']\nB = []\n";
    let (file, diagnostics) = PyProject::parse(text);
    let found: Vec<&str> = diagnostics.iter().map(|found| file.text(found.span)).collect();
    assert_eq!(found, ["{include-group = 'x'}", "{include-group = 'y'}", "d", "B"]);
}

#[test]
fn strings_with_escapes_are_repaired_as_a_whole() {
    #[track_caller]
    fn check(string: &str, repaired: &str) {
        let text =
            |string: &str| format!("[project]\nname = 'x'\nversion = '1'\ndependencies = [{string}]\n");
        let (_, diagnostics) = PyProject::parse(text(string));
        let edits: Vec<Edit> = diagnostics.into_iter().filter_map(|found| found.suggestion).collect();
        let edited = apply_edits(text(string).as_bytes(), &edits).unwrap();
        assert_eq!(String::from_utf8(edited).unwrap(), text(repaired));
    }
    check(r#""a; os_name => \"nt\"""#, r#"'a; os_name >= "nt"'"#);
    check(r#""a; python_version > 3""#, r#"'a; python_version > "3"'"#);
    check("'a; python_version > 3'", r#"'a; python_version > "3"'"#);
    check(r#""\u0061=>1""#, r#""a>=1""#);
}
