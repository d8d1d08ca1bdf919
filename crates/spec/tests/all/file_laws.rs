//! Laws of the file parsers: nothing is lost, spans tile, edits touch their span only, formatting is stable.

use haggle_spec::file::bindep::BindepFile;
use haggle_spec::file::constraints::Constraints;
#[cfg(feature = "pyproject")]
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::requirements::{LineKind, RequirementsFile};
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::file::{EditError, EntryFile, SourceText, Urls, apply_edits};
use haggle_spec::{Diagnostic, Edit, Span};
use proptest::prelude::*;

/// Pieces of files, so that random ones reach every branch.
#[rustfmt::skip]
const FRAGMENTS: &[&str] = &[
    "six", "Foo_Bar.baz", ">=1.0", "===1", ",", " ", "  ", "\t", "\n", "\n", "\r\n", "\r", "\\\n", "\\\r\n", "\\", "#", " # MIT", "# c",
    ";", " ; ", "os_name=='nt'", "python_version < '3.9'", "[a,b]", "[", "]", "(", ")", "-r a.txt", "-c", "-e ", "-f x", " --hash=sha256:ab",
    "--index-url https://x/${A}", "--pre", "'", "\"", "${A}", "git+https://x/y#egg=z", "./a[b]", "a.whl", " @ https://x", "\u{85}", "\u{2028}",
    "\u{a0}", "## section:a", "[options]\n", "[extras]\n", "install_requires =\n    ", "x =\n  ", "[platform:dpkg !test]", "(a b)", "[project]\n",
    "dependencies = [", "\"six>=1\",", "'six',", "]\n", "[dependency-groups]\n", "a = [{include-group = \"a\"}]\n", "[build-system]\nrequires = [",
    "[project.optional-dependencies]\n", "name = \"x\"\n", "\"\"\"", "=", "!", "\u{feff}", "http://tarballs.openstack.org/x",
];

fn file_bytes() -> impl Strategy<Value = Vec<u8>> {
    let fragment = prop_oneof![
        8 => prop::sample::select(FRAGMENTS).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..6),
        1 => any::<char>().prop_map(|character| character.to_string().into_bytes()),
    ];
    let text = prop::collection::vec(fragment, 0..40).prop_map(|fragments| fragments.concat());
    (text, 0..8_u8).prop_map(|(text, encoding)| encode(&text, encoding))
}

fn encode(text: &[u8], encoding: u8) -> Vec<u8> {
    let units = || String::from_utf8_lossy(text).encode_utf16().collect::<Vec<u16>>();
    let mut bytes: Vec<u8> = Vec::new();
    match encoding {
        0 => bytes.extend(b"\xEF\xBB\xBF"),
        1 => {
            bytes.extend(b"\xFF\xFE");
            bytes.extend(units().into_iter().flat_map(u16::to_le_bytes));
            return bytes;
        }
        2 => {
            bytes.extend(b"\xFE\xFF");
            bytes.extend(units().into_iter().flat_map(u16::to_be_bytes));
            return bytes;
        }
        3 => bytes.extend(b"# coding: latin-1\n"),
        _ => {}
    }
    bytes.extend(text);
    bytes
}

/// Spans follow each other from the end of the byte order mark to the end of the file.
fn tile(bytes: &[u8], spans: impl IntoIterator<Item = Span>) -> Result<(), TestCaseError> {
    let mut position = SourceText::new(bytes).byte_order_mark();
    for span in spans {
        prop_assert_eq!(span.start, position);
        prop_assert!(span.end > span.start);
        position = span.end;
    }
    prop_assert_eq!(position, bytes.len());
    Ok(())
}

/// Diagnostics point into the file, in order, and their suggestions can be applied.
fn in_bounds(bytes: &[u8], diagnostics: &[Diagnostic]) -> Result<(), TestCaseError> {
    for diagnostic in diagnostics {
        prop_assert!(diagnostic.span.start <= diagnostic.span.end && diagnostic.span.end <= bytes.len());
        if let Some(edit) = &diagnostic.suggestion {
            only_the_span_changes(bytes, edit)?;
        }
    }
    prop_assert!(diagnostics.is_sorted_by_key(|diagnostic| diagnostic.span.start));
    Ok(())
}

/// What is before and after the span of an edit is before and after what it puts there.
fn only_the_span_changes(bytes: &[u8], edit: &Edit) -> Result<(), TestCaseError> {
    match apply_edits(bytes, std::slice::from_ref(edit)) {
        Ok(edited) => {
            prop_assert!(edited.starts_with(&bytes[..edit.span.start]));
            prop_assert!(edited.ends_with(&bytes[edit.span.end..]));
            prop_assert!(edited.len() >= bytes.len() - edit.span.len());
        }
        // Latin-1 has no room for some characters.
        Err(error) => prop_assert!(matches!(error, EditError::NotEncodable { .. }), "{}", error),
    }
    Ok(())
}

/// Formatting twice is formatting once, and no edit overlaps another. Gives what the file says before and after.
fn stable<T>(bytes: &[u8], format: impl Fn(&[u8]) -> (T, Vec<Edit>)) -> Result<(T, T), TestCaseError> {
    let (before, edits) = format(bytes);
    let once = apply_edits(bytes, &edits);
    prop_assert!(once.is_ok(), "{:?} {:?}", once, edits);
    let once = once.unwrap_or_default();
    let (after, edits) = format(&once);
    prop_assert_eq!(edits, [], "{:?}", String::from_utf8_lossy(&once));
    Ok((before, after))
}

fn said_and_format(bytes: &[u8]) -> (Vec<String>, Vec<Edit>) {
    let (file, _) = RequirementsFile::parse(bytes);
    let said = file.lines().iter().map(|line| match &line.kind {
        LineKind::Requirement(line) => format!("{} {:?}", line.requirement, line.options.len()),
        LineKind::Location(line) => line.location.clone(),
        LineKind::Options(line) => {
            format!("{:?}", line.options.iter().map(|option| &option.value).collect::<Vec<_>>())
        }
        LineKind::Invalid(line) => file.text(line.span).to_owned(),
        LineKind::Blank | LineKind::Comment(_) => String::new(),
    });
    (said.collect(), file.format())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn requirements_files_lose_nothing(bytes in file_bytes()) {
        let (file, diagnostics) = RequirementsFile::parse(bytes.clone());
        prop_assert_eq!(file.to_bytes(), bytes.clone());
        tile(&bytes, file.lines().iter().map(|line| line.span))?;
        in_bounds(&bytes, &diagnostics)?;
        let n_invalid = file.lines().iter().filter(|line| matches!(line.kind, LineKind::Invalid(_))).count();
        prop_assert!(diagnostics.len() >= n_invalid, "every invalid line is reported");
        for line in file.lines() {
            only_the_span_changes(&bytes, &file.remove(line))?;
            only_the_span_changes(&bytes, &file.insert_before(line, "new"))?;
        }
        for line in file.requirements() {
            if let Some(edit) = file.set_specifiers(line, ">=2") {
                only_the_span_changes(&bytes, &edit)?;
            }
        }
        only_the_span_changes(&bytes, &file.append("new"))?;
        let (before, after) = stable(&bytes, said_and_format)?;
        prop_assert_eq!(before, after, "formatting changes nothing that the file says");
    }

    #[test]
    fn values_of_variables_are_put_in_without_moving_places(
        bytes in file_bytes(),
        value in "[a-z=>0-9 ;#-]{0,12}",
    ) {
        let variables = |name: &str| (name == "A").then(|| value.clone());
        let (file, diagnostics) = RequirementsFile::parse_with(bytes.clone(), &variables);
        prop_assert_eq!(file.to_bytes(), bytes.clone());
        tile(&bytes, file.lines().iter().map(|line| line.span))?;
        in_bounds(&bytes, &diagnostics)?;
    }

    #[test]
    fn entry_files_lose_nothing(bytes in file_bytes(), allowed in any::<bool>()) {
        let urls = if allowed { Urls::Allowed } else { Urls::Forbidden };
        let (file, diagnostics) = EntryFile::parse(bytes.clone(), urls);
        prop_assert_eq!(file.to_bytes(), bytes.clone());
        tile(&bytes, file.lines().iter().map(|line| line.span))?;
        in_bounds(&bytes, &diagnostics)?;
        for line in file.lines() {
            only_the_span_changes(&bytes, &file.remove(line))?;
            only_the_span_changes(&bytes, &file.replace(line, "new"))?;
        }
        stable(&bytes, |bytes| ((), EntryFile::parse(bytes, urls).0.format()))?;
    }

    #[test]
    fn constraints_lose_nothing(bytes in file_bytes()) {
        let (file, diagnostics) = Constraints::parse(bytes.clone());
        prop_assert_eq!(file.to_bytes(), bytes.clone());
        in_bounds(&bytes, &diagnostics)?;
        for pin in file.pins() {
            only_the_span_changes(&bytes, &file.set_version(&pin, &"2.0".parse().expect("a version")))?;
        }
    }

    #[test]
    fn bindep_files_lose_nothing(bytes in file_bytes()) {
        let (file, diagnostics) = BindepFile::parse(bytes.clone());
        prop_assert_eq!(file.to_bytes(), bytes.clone());
        tile(&bytes, file.lines().iter().map(|line| line.span))?;
        in_bounds(&bytes, &diagnostics)?;
        stable(&bytes, |bytes| ((), BindepFile::parse(bytes).0.format()))?;
    }

    #[test]
    fn setup_cfg_loses_nothing(bytes in file_bytes()) {
        let (file, diagnostics) = SetupCfg::parse(bytes.clone());
        prop_assert_eq!(file.to_bytes(), bytes.clone());
        in_bounds(&bytes, &diagnostics)?;
        for list in file.lists() {
            only_the_span_changes(&bytes, &file.append(list, "new"))?;
            for item in &list.items {
                only_the_span_changes(&bytes, &file.remove(list, item))?;
                only_the_span_changes(&bytes, &file.replace(item, "new"))?;
            }
        }
        stable(&bytes, |bytes| ((), SetupCfg::parse(bytes).0.format()))?;
    }

    #[cfg(feature = "pyproject")]
    #[test]
    fn pyproject_loses_nothing(bytes in file_bytes()) {
        let (file, diagnostics) = PyProject::parse(bytes.clone());
        prop_assert_eq!(file.to_bytes(), bytes.clone());
        in_bounds(&bytes, &diagnostics)?;
        if let Some(array) = file.dependencies() {
            for edit in file.insert(array, 0, "new").iter().chain(&file.insert(array, usize::MAX, "new")) {
                only_the_span_changes(&bytes, edit)?;
            }
            for item in &array.items {
                only_the_span_changes(&bytes, &file.remove(array, item))?;
                only_the_span_changes(&bytes, &file.replace(item, "new"))?;
            }
        }
        stable(&bytes, |bytes| ((), PyProject::parse(bytes).0.format()))?;
    }

    #[cfg(feature = "pyproject")]
    #[test]
    fn what_is_inserted_into_an_array_is_there(
        count in 0_usize..4,
        index in 0_usize..5,
        (open, between, close) in prop::sample::select(&[
            ("[", ", ", "]"),
            ("[\n  ", ",\n  ", "\n]"),
            ("[\n  ", ",\n  ", ", # c, d\n]"),
            ("[ # c\n  ", " # c\n  ,", "]"),
            ("[", ",", " ,]"),
        ][..]),
    ) {
        let items: Vec<String> = (0..count).map(|number| format!("'a{number}'")).collect();
        let array = match count {
            0 => "[ # c\n]".to_owned(),
            _ => format!("{open}{}{close}", items.join(between)),
        };
        let text = format!("[project]\ndependencies = {array}\n");
        let (file, diagnostics) = PyProject::parse(text.clone());
        prop_assert_eq!(diagnostics, []);
        let array = file.dependencies().expect("an array");
        let edited = apply_edits(text.as_bytes(), &file.insert(array, index, "new>=1")).expect("edits apply");
        let (edited, diagnostics) = PyProject::parse(edited);
        prop_assert_eq!(diagnostics, [], "{}", edited.source().text());
        let mut expected: Vec<String> = (0..count).map(|number| format!("a{number}")).collect();
        expected.insert(index.min(count), "new>=1".to_owned());
        let items = &edited.dependencies().expect("an array").items;
        let found: Vec<&str> = items.iter().map(|item| &*item.text).collect();
        prop_assert_eq!(found, expected);
    }
}
