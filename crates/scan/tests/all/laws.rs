//! Laws that hold for every input.

use haggle_scan::{
    Definition, DefinitionLookup, DistributionDefinitions, ImportClass, SourceScan, definitions, imports,
    own_attributes,
};
use proptest::prelude::*;

/// A block of source lines with the imports in it, each with its class.
#[derive(Debug, Clone)]
struct Code {
    lines: Vec<String>,
    imports: Vec<(String, ImportClass)>,
}

impl Code {
    fn of(line: String) -> Self {
        Code { lines: vec![line], imports: Vec::new() }
    }

    fn then(mut self, next: Code) -> Self {
        self.lines.extend(next.lines);
        self.imports.extend(next.imports);
        self
    }

    fn indented(mut self, width: usize) -> Self {
        for line in &mut self.lines {
            line.insert_str(0, &" ".repeat(width));
        }
        self
    }

    fn classed(mut self, class: impl Fn(ImportClass) -> ImportClass) -> Self {
        for (_, of) in &mut self.imports {
            *of = class(*of);
        }
        self
    }
}

fn module() -> impl Strategy<Value = String> {
    "m[a-z0-9_]{0,5}(\\.x[a-z]{1,3}){0,2}"
}

fn statement() -> impl Strategy<Value = Code> {
    let import = |text: String, module: String| Code {
        lines: vec![text],
        imports: vec![(module, ImportClass::Required)],
    };
    prop_oneof![
        module().prop_map(move |module| import(format!("import {module}"), module)),
        module().prop_map(move |module| import(format!("import {module} as alias # import no"), module)),
        module().prop_map(move |module| import(format!("from {module} import (a, b as c,)"), module)),
        module().prop_map(move |module| import(format!("x = 1; from {module} import *;"), module)),
        "['\"#(){}\\[\\]:a-z ]{0,12}"
            .prop_map(|text| Code::of(format!("x = {text:?}, f\"{{x}}{{{{\", r'\\\\'"))),
        Just(Code::of("x = {1: [2,".to_owned()).then(Code::of("import_ ]}".to_owned()))),
        Just(Code::of("x = lambda a: (yield)".to_owned())),
        Just(Code::of(String::new())),
    ]
}

fn code() -> impl Strategy<Value = Code> {
    let pass = || Code::of("pass".to_owned());
    statement().prop_recursive(5, 40, 4, move |inner| {
        let width = 1_usize..9;
        let body = (proptest::collection::vec(inner, 1..4), width)
            .prop_map(move |(parts, width)| parts.into_iter().fold(pass(), Code::then).indented(width));
        let lazy = |class| if class == ImportClass::Required { ImportClass::Lazy } else { class };
        let guarded = |class| match class {
            ImportClass::Required => ImportClass::Guarded,
            // A function's body is not run by the `try` around its definition.
            other => other,
        };
        let typed = |_| ImportClass::TypeChecking;
        prop_oneof![
            body.clone().prop_map(|body| Code::of("class A(B, c={1: 2}[1]):".to_owned()).then(body)),
            body.clone().prop_map(|body| Code::of("for x in y:".to_owned()).then(body)),
            body.clone().prop_map(
                move |body| Code::of("def f(a: int = 1) -> 'x:':".to_owned()).then(body.classed(lazy))
            ),
            body.clone()
                .prop_map(move |body| Code::of("if TYPE_CHECKING:".to_owned()).then(body.classed(typed))),
            (body.clone(), body.clone()).prop_map(|(yes, no)| {
                Code::of("if x[1:2]:".to_owned()).then(yes).then(Code::of("else:".to_owned())).then(no)
            }),
            (body.clone(), body).prop_map(move |(tried, other)| {
                Code::of("try:".to_owned())
                    .then(tried.classed(guarded))
                    .then(Code::of("except (ValueError, ImportError) as error:".to_owned()))
                    .then(other)
            }),
        ]
    })
}

proptest! {
    /// Whatever is around them, exactly the imports are found, each with its class.
    #[test]
    fn every_import_is_found_and_nothing_else(parts in proptest::collection::vec(code(), 1..5)) {
        let code = parts.into_iter().fold(Code::of("import first".to_owned()), Code::then);
        let source = code.lines.join("\n");
        let scan = imports(source.as_bytes());
        prop_assert_eq!(scan.error, None, "{}", source);
        let found: Vec<(String, ImportClass)> =
            scan.imports.iter().map(|import| (import.module.as_ref().unwrap().to_string(), import.class())).collect();
        let mut expected = vec![("first".to_owned(), ImportClass::Required)];
        expected.extend(code.imports);
        prop_assert_eq!(found, expected, "{}", source);
    }

    /// The spans of any input are inside it and rise, and its lines exist.
    #[test]
    fn spans_are_inside_the_input(source in "([a-z(){}'\"#:;.,= \\\\\n\t]|import |from |try:\n|except |f'|\u{e9}|\0){0,60}") {
        let scan = imports(source.as_bytes());
        let n_lines = source.matches('\n').count() + 1;
        let mut last = 0;
        for import in &scan.imports {
            prop_assert!(import.span.start <= import.span.end && import.span.end <= source.len());
            prop_assert!(import.position.line <= n_lines && import.position.line >= last);
            last = import.position.line;
        }
        if let Some(error) = scan.error {
            prop_assert!(error.span().start <= error.span().end && error.span().end <= source.len());
        }
    }

    /// The line ends of a file say nothing about its imports.
    #[test]
    fn line_ends_do_not_matter(code in code()) {
        let names = |end: &str| -> Vec<String> {
            let source = code.lines.join(end);
            imports(source.as_bytes()).imports.iter().map(|import| format!("{import:?}").split("span").next().unwrap().to_owned()).collect()
        };
        prop_assert_eq!(names("\n"), names("\r\n"));
        prop_assert_eq!(names("\n"), names("\r"));
    }

    /// Definitions of any input are read, and every name of a module is found by its path; so is every member of a class.
    #[test]
    fn definitions_are_found_by_their_paths(source in "([a-c(){}'\"#:;.,=*@ \\\\\n\t]|import |from |def |class |if |global |del |cls.|__all__|\u{e9}|\0){0,60}") {
        let mut found = DistributionDefinitions::default();
        found.add("m.py", source.as_bytes());
        own_attributes(source.as_bytes());
        let module = definitions(source.as_bytes());
        for (name, definition) in &module.names {
            let path = format!("m.{name}");
            prop_assert!(!matches!(found.look_up(&path), DefinitionLookup::Missing { .. }), "{}: {}", source, path);
            if let Definition::Class { members, .. } = definition {
                for member in members.keys() {
                    let path = format!("{path}.{member}");
                    prop_assert!(!matches!(found.look_up(&path), DefinitionLookup::Missing { .. }), "{}: {}", source, path);
                }
            }
        }
    }
}

proptest! {
    /// "A stored scan is the scan", and other bytes are refused without a panic.
    #[test]
    fn what_is_stored_is_what_was_found(text in "(try|except A|import|from|if|def|x|\\(|\\)|:|\n|    | |\\.|,|'|\\*|a|import_module){0,40}", cut in any::<u16>()) {
        let scan = imports(text.as_bytes());
        let bytes = scan.to_bytes();
        prop_assert_eq!(SourceScan::from_bytes(&bytes), Some(scan));
        let cut = usize::from(cut) % bytes.len();
        prop_assert_eq!(SourceScan::from_bytes(&bytes[..cut]), None);
        let _ = SourceScan::from_bytes(text.as_bytes());
    }
}
