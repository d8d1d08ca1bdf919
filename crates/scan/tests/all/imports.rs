//! Statements that import, and what is around them.

use crate::common::{check, lines};
use haggle_scan::{ImportCondition, SourceErrorKind, imports};

#[track_caller]
fn check_error(source: &str, kind: SourceErrorKind, at: &str, expected: &[&str]) {
    let scan = imports(source.as_bytes());
    let error = scan.error.expect("the source has an error");
    assert_eq!((error.kind(), &source[error.span().range()]), (kind, at), "in {source:?}");
    assert_eq!(lines(&scan), expected, "in {source:?}");
}

#[test]
fn each_module_of_a_statement_is_an_import() {
    check("import os", &["1:1 required os"]);
    check("import os, sys as system\n", &["1:1 required os", "1:1 required sys =system"]);
    check("import a.b.c as d; import e\n", &["1:1 required a.b.c =d", "1:20 required e"]);
    check("x = 1; import a;\n", &["1:8 required a"]);
    check("import a . b\n", &["1:1 required a.b"]);
    check("import \\\n  a\n", &["1:1 required a"]);
}

#[test]
fn names_of_a_module_are_kept_with_their_aliases() {
    check("from a import b", &["1:1 required a b"]);
    check("from a.b import c as d, e\n", &["1:1 required a.b c=d,e"]);
    check("from a import (\n    b,  # why\n    c as d,\n)\n", &["1:1 required a b,c=d"]);
    check("from a import *\n", &["1:1 required a *"]);
    check("from a import match, case, type, print\n", &["1:1 required a match,case,type,print"]);
}

#[test]
fn dots_lead_to_the_package_of_the_file() {
    check("from . import a", &["1:1 required . a"]);
    check("from .a import b", &["1:1 required .a b"]);
    check("from ... import a", &["1:1 required ... a"]);
    check("from .... import a", &["1:1 required .... a"]);
    check("from . .. a import b", &["1:1 required ...a b"]);
}

#[test]
fn strings_and_comments_import_nothing() {
    check("'''\nimport a\n'''\n# import b\nx = 'import c'\nimport d\n", &["6:1 required d"]);
    check("x = f'''{\n1}\nimport a\n'''\nimport b\n", &["5:1 required b"]);
    check("x = f'{a!r:>{width}}'; import b\n", &["1:24 required b"]);
    check("x = f'{{' ; import b\n", &["1:13 required b"]);
    check("x = f'{d['import a']}'\nimport b\n", &["2:1 required b"]);
}

#[test]
fn a_line_goes_on_inside_brackets_and_behind_a_backslash() {
    check("x = (\nimport_a,\n)\nimport b\n", &["4:1 required b"]);
    check("x = 1 + \\\n2\nimport b\n", &["3:1 required b"]);
    check("import a\r\nimport b\rimport c\n", &["1:1 required a", "2:1 required b", "3:1 required c"]);
}

#[test]
fn an_import_in_a_function_is_lazy() {
    check("def f():\n    import a\n", &["2:5 lazy a"]);
    check("async def f(): import a\n", &["1:16 lazy a"]);
    check(
        "class A:\n    import a\n    def f(self):\n        import b\n    import c\n",
        &["2:5 required a", "4:9 lazy b", "5:5 required c"],
    );
    check("def f(a: 'int' = lambda: 0, *, b=1) -> {1: 2}[1]: import a\n", &["1:51 lazy a"]);
    check("for x in (lambda: 1)(): import a\n", &["1:25 required a"]);
    check("if lambda: 1: import a\n", &["1:15 required a"]);
}

#[test]
fn a_branch_for_type_checkers_does_not_run() {
    check(
        "if TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
        &["2:5 type-checking a", "4:5 required b"],
    );
    check("if typing.TYPE_CHECKING: import a\n", &["1:26 type-checking a"]);
    check(
        "if not TYPE_CHECKING:\n    import a\nelse:\n    import b\n",
        &["2:5 required a", "4:5 type-checking b"],
    );
    check("if TYPE_CHECKING or x:\n    import a\n", &["2:5 required a"]);
    check(
        "if TYPE_CHECKING:\n    if sys.version_info >= (3, 11):\n        import a\n",
        &["3:9 type-checking a"],
    );
    check("if False:\n    import a\n", &["2:5 type-checking a"]);
}

#[test]
fn conditions_of_a_known_kind_are_told() {
    let conditions = |source: &str| -> Vec<Option<ImportCondition>> {
        imports(source.as_bytes()).imports.iter().map(|import| import.context.condition).collect()
    };
    let version = Some(ImportCondition::PythonVersion);
    assert_eq!(
        conditions("if sys.version_info >= (3, 11):\n    import a\nelse:\n    import b\n"),
        [version, version]
    );
    assert_eq!(
        conditions("if six.PY2:\n  import a\nelif x:\n  import b\nimport c\n"),
        [version, version, None]
    );
    assert_eq!(conditions("if sys.platform == 'win32': import a\n"), [Some(ImportCondition::Platform)]);
    assert_eq!(conditions("if os.name == 'nt': import a\n"), [Some(ImportCondition::Platform)]);
    assert_eq!(conditions("if __name__ == '__main__': import a\n"), [Some(ImportCondition::Main)]);
    assert_eq!(conditions("if debug: import a\n"), [None]);
}

#[test]
fn soft_keywords_open_blocks_only_where_they_are_keywords() {
    check(
        "match x:\n    case 1:\n        import a\n    case _: import b\n",
        &["3:9 required a", "4:13 required b"],
    );
    check("match = case = type = 1\nmatch(x)\nmatch[x:1]\ncase(x)\nimport a\n", &["5:1 required a"]);
    check("type X = int\nimport a\n", &["2:1 required a"]);
}

#[test]
fn what_follows_an_error_is_still_read() {
    check_error(
        "import os\nx = 'open\nimport six\n",
        SourceErrorKind::UnterminatedString,
        "'open",
        &["1:1 required os", "3:1 required six"],
    );
    check_error(
        "import a b\nimport c\n",
        SourceErrorKind::InvalidImport,
        "b",
        &["1:1 required a", "2:1 required c"],
    );
    check_error("from a import\nimport c\n", SourceErrorKind::InvalidImport, "\n", &["2:1 required c"]);
    check_error("from a import b,\n", SourceErrorKind::InvalidImport, "\n", &[]);
    check_error("from a import (b, c\nimport d\n", SourceErrorKind::InvalidImport, "import", &[]);
    check_error("import class\n", SourceErrorKind::InvalidImport, "class", &[]);
    check_error("x = (1]\nimport a\n", SourceErrorKind::UnmatchedBracket, "]", &["2:1 required a"]);
    check_error("x = (1\nimport a\n", SourceErrorKind::UnclosedBracket, "(", &[]);
    check_error("x = '''\nimport a\n", SourceErrorKind::UnterminatedString, "'''", &[]);
    check_error("x = f'{a}\nimport a\n", SourceErrorKind::UnterminatedString, "f", &["2:1 required a"]);
    check_error("x = f'}'\nimport a\n", SourceErrorKind::InvalidFormatString, "}", &["2:1 required a"]);
    check_error("x = 1 \\ 2\nimport a\n", SourceErrorKind::StrayBackslash, "\\", &["2:1 required a"]);
    check_error("x = 0777\nimport a\n", SourceErrorKind::InvalidNumber, "0777", &["2:1 required a"]);
    check_error("x = a ? b\nimport a\n", SourceErrorKind::InvalidCharacter, "?", &["2:1 required a"]);
}

#[test]
fn blocks_that_do_not_fit_are_errors() {
    check_error("if x:\nimport a\n", SourceErrorKind::MissingBlock, "import", &["2:1 required a"]);
    check_error(
        "import a\n  import b\n",
        SourceErrorKind::UnexpectedIndent,
        "",
        &["1:1 required a", "2:3 required b"],
    );
    check_error(
        "if x:\n    import a\n  import b\n",
        SourceErrorKind::InvalidDedent,
        "",
        &["2:5 required a", "3:3 required b"],
    );
    check_error(
        "if x:\n        import a\n\timport b\n",
        SourceErrorKind::InconsistentTabs,
        "",
        &["2:9 required a", "3:2 required b"],
    );
    check_error("else:\n    import a\n", SourceErrorKind::InvalidBlock, "else", &["2:5 required a"]);
    check_error(
        "try:\n    import a\nimport b\n",
        SourceErrorKind::InvalidBlock,
        "import",
        &["2:5 required a", "3:1 required b"],
    );
}

#[test]
fn statements_of_python_2_are_errors() {
    let kind = SourceErrorKind::InvalidExpression;
    check_error("print 'a'\nimport a\n", kind, "'a'", &["2:1 required a"]);
    check_error("print a\n", kind, "a", &[]);
    check_error("exec code in b\n", kind, "code", &[]);
    check_error("raise A, 'a'\n", kind, ",", &[]);
    check_error("if a <> b: import c\n", kind, "<>", &["1:12 required c"]);
    check_error("x = ur'a'\n", kind, "'a'", &[]);
    check_error("while a b: pass\n", kind, "b", &[]);
}

#[test]
fn operands_with_a_keyword_between_are_fine() {
    check("x = not a in b if c else d or lambda: e\nprint(a)\nraise A from b\nassert a, b\n", &[]);
    check("x = 'a' f'b' 'c'\nmatch x:\n    case a: pass\ntype X = int\nreturn x\nyield a\nawait b\n", &[]);
    check("x = f'{a}{b!r}c{d:e}'\ny = a if b else[c]\nz = 1if a else 2\nasync def f(): pass\n", &[]);
}
