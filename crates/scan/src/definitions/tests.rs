//! Definitions of small modules, and where paths lead.

use super::*;

#[track_caller]
fn check_names(source: &str, expected: &[&str]) {
    let found = definitions(source.as_bytes());
    let names: Vec<&str> = found.names.keys().map(|name| &**name).collect();
    assert_eq!(names, expected, "{source}");
}

#[test]
fn each_statement_defines_its_names() {
    check_names(
        "a = b = 1\n(c, [d, *e]) = x\nf.g = h[i] = 2\nj: int = 3\nk: int\nl += 1\n",
        &["a", "b", "c", "d", "e", "j", "l"],
    );
    check_names(
        "import a.b, c.d as e\nfrom f import (g, h as i)\nfrom . import j; k = 1\n",
        &["a", "e", "g", "i", "j", "k"],
    );
    check_names(
        "for a, b in x: c = 1\nwith x as d, y as (e, f):\n    g = 1\nwhile x: h = 1\n",
        &["a", "b", "c", "d", "e", "f", "g", "h"],
    );
    check_names(
        "try:\n    a = 1\nexcept E as e:\n    b = 1\nelse:\n    c = 1\nfinally:\n    d = 1\n",
        &["a", "b", "c", "d"],
    );
    check_names(
        "def f(x):\n    y = 1\n    global z\n    z = 1\nasync def g(): pass\nclass C: a = 1\ntype T = int\n",
        &["C", "T", "f", "g", "z"],
    );
    check_names(
        "if TYPE_CHECKING:\n    import a\nelse:\n    b = 1\nif __name__ == '__main__':\n    c = 1\nif (d := x): pass\n",
        &["b"],
    );
    check_names("a = b = 1\ndel a\nif x:\n    del b\n", &["b"]);
    check_names("match x:\n    case 1:\n        a = 1\nmatch = 2\n", &["a", "match"]);
}

#[test]
fn what_changes_the_namespace_is_said() {
    for (source, is_dynamic) in [
        ("a = 1\n", false),
        ("def __getattr__(name): ...\n", true),
        ("globals()['a'] = 1\n", true),
        ("sys.modules[__name__] = X()\n", true),
        ("def f():\n    return vars(x)\n", false),
        ("x.locals()\n", false),
        ("class C:\n    def __getattr__(self, n): ...\n", false),
        ("a = (\n", true),
    ] {
        assert_eq!(definitions(source.as_bytes()).is_dynamic, is_dynamic, "{source}");
    }
}

#[test]
fn all_is_read_where_it_is_written_out() {
    for (source, expected) in [
        ("__all__ = ['a', \"b\"]\n", Some(vec!["a", "b"])),
        ("__all__ = ('a',)\n__all__ += ['b']\n", Some(vec!["a", "b"])),
        ("__all__ = [x for x in y]\n", None),
        ("__all__ = ['a'] + b\n", None),
    ] {
        let found = definitions(source.as_bytes()).exported;
        let found = found.as_ref().map(|names| names.iter().map(|name| &**name).collect::<Vec<_>>());
        assert_eq!(found, expected, "{source}");
    }
}

#[track_caller]
fn signature_of(source: &str) -> Option<Signature> {
    match definitions(source.as_bytes()).names.remove("f") {
        Some(Definition::Function(signature)) => signature,
        other => panic!("{other:?}"),
    }
}

#[test]
fn signatures_are_read_and_compared() {
    for (old, new, fits) in [
        ("a, b=1", "a, b=2", true),
        ("a", "a, b", false),
        ("a", "a, b=1", true),
        ("a, b=1", "a, b", false),
        ("a", "b", false),
        ("a, /", "b, /", true),
        ("a", "a, /", false),
        ("a", "*args, **kwargs", true),
        ("*args", "a", false),
        ("a, *, b=1", "a, *, b=1, c=2", true),
        ("a, *, b=1", "a, b=1", true),
        ("a, b=1", "a, *, b=1", false),
        ("**kw", "a=1", false),
        ("a: dict[str, int] = {1: (2, 3)}", "a=None, *args: int, **kw: str", true),
    ] {
        let read =
            |text: &str| signature_of(&format!("def f({text}) -> x[1, 2]: ...\n")).expect("a signature");
        assert_eq!(read(old).fits(&read(new)), fits, "{old} to {new}");
    }
    assert_eq!(signature_of("@cached\ndef f(a): ...\n"), None);
    assert_eq!(signature_of("if x:\n    def f(a): ...\nelse:\n    def f(b): ...\n"), None);
}

fn distribution() -> DistributionDefinitions {
    let mut found = DistributionDefinitions::default();
    for (path, source) in [
        (
            "pkg/__init__.py",
            "from pkg.core import make, Client as Customer\nfrom .stars import *\nimport os\nfrom . import lazy\n",
        ),
        (
            "pkg/core.py",
            "import other\ndef make(a): ...\nclass Base(object):\n    def old(self): ...\nclass Client(Base):\n    LIMIT = 3\n    class Inner: x = 1\nclass Outside(other.Thing): ...\nclass E(Exception): ...\nvalue = make(1)\n",
        ),
        ("pkg/stars.py", "__all__ = ['shown']\nshown = hidden = 1\n"),
        ("pkg/lazy.py", "def __getattr__(name): ...\n"),
        ("pkg/loop.py", "from pkg.loop import a\n"),
        ("pkg/native.cpython-312-x86_64-linux-gnu.so", ""),
        ("name/space/inner.py", "x = 1\n"),
    ] {
        found.add(path, source.as_bytes());
    }
    found
}

#[test]
fn a_path_leads_through_imports_classes_and_modules() {
    let found = distribution();
    for (path, expected) in [
        ("pkg", "module"),
        ("pkg.core.make", "found"),
        ("pkg.make", "found"),
        ("pkg.Customer.old", "found"),
        ("pkg.Customer.LIMIT", "found"),
        ("pkg.Customer.Inner.x", "found"),
        ("pkg.Customer.new", "missing pkg.core.Client new"),
        ("pkg.shown", "found"),
        ("pkg.hidden", "missing pkg hidden"),
        ("pkg.gone", "missing pkg gone"),
        ("pkg.core.gone.deeper", "missing pkg.core gone"),
        ("pkg.os", "found"),
        ("pkg.os.path", "unknown"),
        ("pkg.core.Outside.x", "unknown"),
        ("pkg.core.E.args", "unknown"),
        ("pkg.core.value.x", "unknown"),
        ("pkg.core.Client.__name__", "unknown"),
        ("pkg.lazy.anything", "unknown"),
        ("pkg.native", "module"),
        ("pkg.native.x", "unknown"),
        ("pkg.loop.a", "unknown"),
        ("pkg.__version__", "unknown"),
        ("name.space", "module"),
        ("name.space.inner.x", "found"),
        ("name.other", "unknown"),
        ("elsewhere.x", "unknown"),
    ] {
        let shown = match found.look_up(path) {
            DefinitionLookup::Module => "module".to_owned(),
            DefinitionLookup::Found(_) => "found".to_owned(),
            DefinitionLookup::Missing { owner, name } => format!("missing {owner} {name}"),
            DefinitionLookup::Unknown(_) => "unknown".to_owned(),
        };
        assert_eq!(shown, expected, "{path}");
    }
}
