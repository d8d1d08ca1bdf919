//! What a file uses of the modules that it imports.

use haggle_scan::{ModuleUse, ProjectModule, UnknownUse, UseCertainty, project_uses, uses};

fn line(found: &ModuleUse) -> String {
    let mark = match found.certainty {
        UseCertainty::Certain => "",
        UseCertainty::Guarded => " guarded",
        UseCertainty::Unknown(UnknownUse::Rebound) => " rebound",
        UseCertainty::Unknown(UnknownUse::SeveralImports) => " several",
        UseCertainty::Unknown(UnknownUse::StarImport) => " star",
        _ => " ?",
    };
    format!("{} {}{mark}", found.position.line, found.path)
}

#[track_caller]
fn check(source: &str, expected: &[&str]) {
    let found: Vec<String> = uses(source.as_bytes()).iter().map(line).collect();
    assert_eq!(found, expected, "in {source:?}");
}

#[test]
fn attributes_are_followed_through_aliases() {
    check("import a\na.b.c()\n", &["2 a.b.c"]);
    check("import a.b\na.b.c\na.d\n", &["2 a.b.c", "3 a.d"]);
    check("import a.b as c\nc.d(c.e)\n", &["2 a.b.d", "2 a.b.e"]);
    check("from a import b as c, d\nx = c.e[d]\n", &["1 a.b", "1 a.d", "2 a.b.e"]);
    check("from . import a\nfrom ..b import c\na.d; c.e\n", &["1 .a", "2 ..b.c", "3 .a.d", "3 ..b.c.e"]);
    check("import a\na.b().c\na.d[0].e\n(a.f)\n", &["2 a.b", "3 a.d", "4 a.f"]);
    check("import a\n(a).b\nx = ((a.c)).d.e\nf(a).g\nnot (a).h\n", &["2 a.b", "3 a.c.d.e", "5 a.h"]);
    check("import a\nx = f'{a.b!r:>{a.c}} {{a.d}}'\n", &["2 a.b", "2 a.c"]);
    check("import a\n@a.b\nclass C(a.d, metaclass=a.e): pass\n", &["2 a.b", "3 a.d", "3 a.e"]);
    check("import a\ndef f(x: a.b = a.c) -> a.d: return a.e\n", &["2 a.b", "2 a.c", "2 a.d", "2 a.e"]);
}

#[test]
fn what_is_stored_is_not_used() {
    check("import a\na.b = 1\na.c.d = a.e\n", &["3 a.c", "3 a.e"]);
    check("import a\na.b[a.c] = 1\na.d += 1\ndel a.e\n", &["2 a.b", "2 a.c", "3 a.d"]);
    check("import a\nf(a=a.b, c=1)\n", &["2 a.b"]);
    check("import a\nx.a.b\nself.a.b\n", &[]);
}

#[test]
fn names_are_looked_up_as_python_does_it() {
    check("import a\ndef f():\n    return a.b\n", &["3 a.b"]);
    check("import a\ndef f(a):\n    return a.b\n", &[]);
    check("import a\ndef f(*a, **k): return a.b\n", &[]);
    check(
        "import a\nx = lambda a: a.b\ny = lambda: a.c\nz = lambda a=a.d, *b: a.e, a.f\n",
        &["3 a.c", "4 a.d", "4 a.f"],
    );
    check("import a\nx = [a.b for a in a.c if a.d]\ny = [a.e for x in a.f]\n", &["2 a.c", "3 a.e", "3 a.f"]);
    check("import a\nx = {a: a.b for a, c in y}\nf(a.c for z in a.d for a in a.e)\n", &["3 a.d"]);
    check("def f():\n    import a\n    a.b\ndef g():\n    a.c\n", &["3 a.b"]);
    check("class C:\n    import a\n    a.b\n    def f(self): a.c\n", &["3 a.b"]);
    check("import a\ndef f():\n    global a\n    a = 1\na.b\n", &["5 a.b rebound"]);
    check("import a\ndef f():\n    a = 1\n    def g():\n        nonlocal a\n        a.c\na.b\n", &["7 a.b"]);
}

#[test]
fn a_name_that_something_else_binds_is_unknown() {
    check("import a\na = a.b\n", &["2 a.b rebound"]);
    check("import a\n\nfor a in x: a.b\n", &["3 a.b rebound"]);
    check("import a\nwith x as a: a.b\n", &["2 a.b rebound"]);
    check("import a\nwith (x as y, z as (a, b)): a.b\n", &["2 a.b rebound"]);
    check("import a\n(b, [*a]) = a.b\n", &["2 a.b rebound"]);
    check("import a\nif (a := x): a.b\n", &["2 a.b rebound"]);
    check("import a\n[(a := x) for x in y]\na.b\n", &["3 a.b rebound"]);
    check("import a\na: int = 1\na.b\n", &["3 a.b rebound"]);
    check("import a\ndef a(): pass\na.b\n", &["3 a.b rebound"]);
    check(
        "import a\nmatch x:\n    case [a, *b]: a.c\n    case a.D(e=1): pass\n",
        &["3 a.c rebound", "4 a.D rebound"],
    );
    check("import a\nmatch x:\n    case a.B(c=d) | a.E: pass\n", &["3 a.B", "3 a.E"]);
    check("import a\ntry: pass\nexcept E as a: pass\na.b\n", &["4 a.b rebound"]);
    check("import a\nimport b as a\na.c\n", &["3 a.c several"]);
    check("import a\nfrom b import *\na.c\n", &["3 a.c star"]);
}

#[test]
fn code_that_goes_on_without_an_attribute_is_guarded() {
    check("try:\n    import a\nexcept ImportError:\n    a = None\na.b\n", &["5 a.b guarded"]);
    check("import a\ntry:\n    a.b\nexcept AttributeError:\n    a.c\n", &["3 a.b guarded", "5 a.c"]);
    check("import a\nif hasattr(a, 'b'):\n    a.b.d\na.c\n", &["3 a.b.d guarded", "4 a.c"]);
    check("import a\nx = getattr(a.c, \"b\", None)\na.c.b\n", &["2 a.c", "3 a.c.b guarded"]);
    check("if TYPE_CHECKING:\n    from a import b\n", &["2 a.b guarded"]);
    check("if sys.platform == 'win32':\n    import a\n    a.b\n", &["3 a.b guarded"]);
}

#[test]
fn names_in_another_encoding_are_kept_apart() {
    let found = uses(b"# coding: latin-1\nimport a\nx = getattr(a, 'b', None)\na.\xe9\xe8.b\n");
    assert_eq!(found.iter().map(line).collect::<Vec<_>>(), ["4 a.\u{fffd}\u{fffd}.b"]);
}

#[test]
fn a_statement_imports_a_number_of_parts() {
    let parts =
        |source: &str| uses(source.as_bytes()).iter().map(|found| found.n_imported).collect::<Vec<_>>();
    assert_eq!(parts("from a.b import c\nc.d\n"), [3, 3]);
    assert_eq!(parts("import a.b\na.b.c\n"), [2]);
    assert_eq!(parts("import a.b as x\nx.c.d\n"), [2]);
}

#[track_caller]
fn check_project(files: &[(&str, &str)], expected: &[&str]) {
    let modules: Vec<ProjectModule<'_>> = files
        .iter()
        .map(|(name, source)| {
            let package = name.strip_suffix(".__init__");
            ProjectModule {
                name: package.unwrap_or(name),
                is_package: package.is_some(),
                source: source.as_bytes(),
            }
        })
        .collect();
    let found: Vec<String> =
        project_uses(&modules).iter().map(|(file, found)| format!("{file}: {}", line(found))).collect();
    assert_eq!(found, expected);
}

#[test]
fn names_are_followed_from_file_to_file() {
    check_project(
        &[
            ("p.__init__", "from .a import units as u\n"),
            ("p.a", "from oslo import units\nown = 1\n"),
            ("p.b.__init__", "from .. import u\nu.Gi\n"),
            ("p.b.c", "from ..a import units, own\nimport p.a\np.a.units.Mi\np.a.own\np.b.u.Ki\n"),
        ],
        &[
            "0: 1 oslo.units",
            "1: 1 oslo.units",
            "2: 1 oslo.units",
            "2: 2 oslo.units.Gi",
            "3: 1 oslo.units",
            "3: 3 oslo.units.Mi",
            "3: 5 oslo.units.Ki",
        ],
    );
}

#[test]
fn what_a_file_has_by_a_guarded_import_is_guarded_for_others() {
    let guarded = "try:\n    import x\nexcept ImportError:\n    x = None\n";
    check_project(&[("p.a", guarded), ("p.b", "from p import a\na.x.y\n")], &["1: 2 x.y guarded"]);
}

#[test]
fn imports_in_a_circle_lead_nowhere() {
    check_project(&[("p.a", "from p.b import x\n"), ("p.b", "from p.a import x\nx.y\n")], &[]);
    check_project(&[("p", "from .... import x\n")], &[]);
}

#[test]
fn made_up_code_costs_time_in_proportion() {
    let times = |text: &str| text.repeat(20_000);
    for source in [
        format!("import a\nx = {}a.b\n", times("lambda: ")),
        format!("import a\nx = {}\n", times("lambda a=")),
        format!("import a\n{}a.b\n", times("a = ")),
        format!("import a\na{}\n", times(".a")),
        format!("import a\nx = [{}]\n", times("a.b for ")),
        format!("import a\nx = [a.b {}]\n", times("for a in a.c ")),
        format!("{}a.b\n", times("from a import a;\n")),
        format!("import a\n{}\n", times("hasattr(a, 'b'); a.c.d;")),
        format!("import a\n{}\n", times("a, (a.b, [a]) = ")),
    ] {
        uses(source.as_bytes());
    }
}

#[test]
fn what_a_version_decides_is_guarded() {
    let source = "import a\nif a.VERSION >= (2, 0):\n    a.b\nelif x:\n    a.c\nelse:\n    a.d\na.e\n";
    check(source, &["2 a.VERSION", "3 a.b guarded", "5 a.c guarded", "7 a.d guarded", "8 a.e"]);
    check("import a\nif x:\n    a.b\nelse:\n    a.c\n", &["3 a.b", "5 a.c"]);
    // The `else` of a `try` is not that of a condition.
    check("import a\ntry:\n    pass\nexcept KeyError:\n    pass\nelse:\n    a.b\n", &["7 a.b"]);
}

#[test]
fn postponed_annotations_are_not_looked_up() {
    let source =
        "from __future__ import annotations\nimport a\nx: a.b = a.c\ndef f(y: a.d = a.e) -> a.f: a.g\n";
    let expected = [
        "1 __future__.annotations",
        "3 a.b guarded",
        "3 a.c",
        "4 a.d guarded",
        "4 a.e",
        "4 a.f guarded",
        "4 a.g",
    ];
    check(source, &expected);
}
