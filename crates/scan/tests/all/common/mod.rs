//! What a scan found, as text for rows of expected results.

use haggle_scan::{Import, ImportClass, ImportedNames, SourceScan, imports};

/// Compares what is found in a source with one line per import: `line:column class module names`.
#[track_caller]
pub fn check(source: &str, expected: &[&str]) {
    let scan = imports(source.as_bytes());
    assert_eq!(scan.error, None, "in {source:?}");
    assert_eq!(lines(&scan), expected, "in {source:?}");
}

/// One line per import.
pub fn lines(scan: &SourceScan) -> Vec<String> {
    scan.imports.iter().map(line).collect()
}

fn line(import: &Import) -> String {
    let class = match import.class() {
        ImportClass::Required => "required".to_owned(),
        ImportClass::Guarded => "guarded".to_owned(),
        ImportClass::Lazy => "lazy".to_owned(),
        ImportClass::TypeChecking => "type-checking".to_owned(),
        ImportClass::ByName(loader) => format!("{loader:?}"),
        other => format!("{other:?}"),
    };
    let module = import.module.as_ref().map_or("?".to_owned(), ToString::to_string);
    let renamed = |name: &str, alias: &Option<Box<str>>| match alias {
        Some(alias) => format!("{name}={alias}"),
        None => name.to_owned(),
    };
    let names = match &import.names {
        ImportedNames::Module { alias: None } | ImportedNames::ByName(_) => String::new(),
        ImportedNames::Module { alias } => renamed(" ", alias),
        ImportedNames::Names(names) => {
            let names: Vec<String> = names.iter().map(|found| renamed(&found.name, &found.alias)).collect();
            format!(" {}", names.join(","))
        }
        ImportedNames::Star => " *".to_owned(),
    };
    format!("{} {class} {module}{names}", import.position)
}
