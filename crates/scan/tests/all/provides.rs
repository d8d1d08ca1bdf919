//! The import names of a distribution, by the source that is asked first.

use haggle_scan::{DistributionFiles, ImportNameSource, import_names};
use haggle_spec::Metadata;

fn printed(files: &DistributionFiles<'_>) -> Option<(ImportNameSource, Vec<String>)> {
    let names = import_names(files)?;
    let mark = |is_private| if is_private { " private" } else { "" };
    let printed = names.names.iter().map(|name| format!("{}{}", name.path, mark(name.is_private)));
    Some((names.source, printed.collect()))
}

#[track_caller]
fn check(files: &DistributionFiles<'_>, source: ImportNameSource, names: &[&str]) {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(printed(files), Some((source, names)));
}

#[test]
fn the_metadata_is_asked_before_the_files_and_these_before_top_level() {
    let text = "Metadata-Version: 2.5\nName: spam\nImport-Name: spam\nImport-Name: _bar ; private\nImport-Namespace: ham\n";
    let (metadata, _) = Metadata::parse(text);
    let (without, _) = Metadata::parse("Metadata-Version: 2.1\nName: spam\n");
    let paths = ["spam/__init__.py", "eggs.py"];
    let all = DistributionFiles {
        metadata: Some(&metadata),
        paths: &paths,
        top_level: Some("top\n"),
        namespace_packages: None,
    };
    check(&all, ImportNameSource::Metadata, &["_bar private", "spam"]);
    let all = DistributionFiles { metadata: Some(&without), ..all };
    check(&all, ImportNameSource::Files, &["eggs", "spam"]);
    let all = DistributionFiles { paths: &[], ..all };
    check(&all, ImportNameSource::TopLevel, &["top"]);
    assert_eq!(printed(&DistributionFiles { top_level: None, ..all }), None);
}

#[test]
fn nothing_to_import_is_not_unknown() {
    let (metadata, _) = Metadata::parse("Metadata-Version: 2.5\nName: a\nImport-Name:\n");
    let files = DistributionFiles { metadata: Some(&metadata), ..DistributionFiles::default() };
    check(&files, ImportNameSource::Metadata, &[]);
    let files = DistributionFiles { paths: &["a-1.dist-info/METADATA"], ..DistributionFiles::default() };
    check(&files, ImportNameSource::Files, &[]);
}

#[test]
fn a_wheel_with_very_many_files_is_read() {
    let paths: Vec<String> = (0..50_000).map(|number| format!("a/b{}/c{number}.py", number % 1000)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let names = import_names(&DistributionFiles { paths: &paths, ..DistributionFiles::default() });
    assert_eq!(names.map(|names| (names.names.len(), names.namespaces.len())), Some((50_000, 1001)));
}
