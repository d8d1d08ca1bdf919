//! What happens when an import fails.

use crate::common::check;
use haggle_scan::{HandlerAction, ImportGuard, imports};

/// The guard of the first import.
#[track_caller]
fn guard(source: &str) -> Option<ImportGuard> {
    let scan = imports(source.as_bytes());
    assert_eq!(scan.error, None, "in {source:?}");
    scan.imports[0].context.guard.clone()
}

#[track_caller]
fn check_action(handler: &str, expected: HandlerAction) {
    let source = format!("try:\n    import a\nexcept ImportError:{handler}\n");
    assert_eq!(guard(&source).expect("a handler").handlers[0].action, expected, "in {source:?}");
}

#[track_caller]
fn check_caught(clause: &str, expected: Option<&[&str]>) {
    let source = format!("try:\n    import a\n{clause}:\n    pass\n");
    let caught = guard(&source).map(|guard| guard.handlers[0].caught.clone());
    let expected = expected.map(|names| names.iter().map(|name| Box::from(*name)).collect::<Vec<Box<str>>>());
    assert_eq!(caught, expected, "in {source:?}");
}

#[test]
fn a_handler_guards_when_it_catches_a_missing_module() {
    check_caught("except ImportError", Some(&["ImportError"]));
    check_caught("except (ValueError, ImportError) as error", Some(&["ImportError"]));
    check_caught("except builtins.ModuleNotFoundError", Some(&["ModuleNotFoundError"]));
    check_caught("except* ImportError", Some(&["ImportError"]));
    check_caught("except ImportError, ValueError", Some(&["ImportError"]));
    check_caught("except Exception", Some(&["Exception"]));
    check_caught("except", Some(&[]));
    check_caught("except ValueError as ImportError", None);
    check_caught("finally", None);
}

#[test]
fn what_a_handler_does_is_told_by_its_statements() {
    check_action(" pass", HandlerAction::Ignores);
    check_action("\n    'a text'\n    ...", HandlerAction::Ignores);
    check_action("\n    a = b = None", HandlerAction::Assigns);
    check_action("\n    a: object = None", HandlerAction::Assigns);
    check_action("\n    a: object", HandlerAction::Assigns);
    check_action("\n    LOG.info('no a')\n    a = None", HandlerAction::Assigns);
    check_action("\n    LOG.info('no a', x=1)", HandlerAction::Other);
    check_action("\n    import b as a", HandlerAction::Imports);
    check_action("\n    a = importlib.import_module('b')", HandlerAction::Imports);
    check_action("\n    LOG.info('no a')\n    raise", HandlerAction::Raises);
    check_action(" raise RuntimeError('install a')", HandlerAction::Raises);
    check_action(" sys.exit(1)", HandlerAction::Raises);
    check_action("\n    if strict:\n        raise", HandlerAction::Other);
}

#[test]
fn the_first_handler_that_catches_decides() {
    check(
        "try:\n    import a\nexcept ImportError:\n    raise\nexcept Exception:\n    pass\n",
        &["2:5 required a"],
    );
    check(
        "try:\n    import a\nexcept ValueError:\n    raise\nexcept ImportError:\n    pass\n",
        &["2:5 guarded a"],
    );
}

#[test]
fn only_the_body_of_a_try_is_guarded() {
    let source = "\
try:
    import a
except ImportError:
    import b
else:
    import c
finally:
    import d
import e
";
    check(source, &["2:5 guarded a", "4:5 required b", "6:5 required c", "8:5 required d", "9:1 required e"]);
    let scan = imports(source.as_bytes());
    let fallbacks: Vec<bool> = scan.imports.iter().map(|import| import.context.is_fallback).collect();
    assert_eq!(fallbacks, [false, true, false, false, false]);
}

#[test]
fn a_guard_around_a_block_guards_what_is_in_it() {
    check("try:\n    if x:\n        import a\nexcept ImportError:\n    pass\n", &["3:9 guarded a"]);
    check(
        "try:\n    try:\n        import a\n    finally:\n        pass\nexcept ImportError:\n    pass\n",
        &["3:9 guarded a"],
    );
    check(
        "try:\n    try:\n        import a\n    except ImportError:\n        raise X\nexcept Exception:\n    pass\n",
        &["3:9 guarded a"],
    );
    check("try: import a\nexcept ImportError: a = None\n", &["1:6 guarded a"]);
}

#[test]
fn a_guard_around_a_definition_does_not_guard_its_calls() {
    check("try:\n    def f():\n        import a\nexcept ImportError:\n    pass\n", &["3:9 lazy a"]);
    check(
        "def f():\n    try:\n        import a\n    except ImportError:\n        pass\n",
        &["3:9 guarded a"],
    );
    check("try:\n    class A:\n        import a\nexcept ImportError:\n    pass\n", &["3:9 guarded a"]);
}

#[test]
fn suppressed_failures_are_guarded() {
    check("with contextlib.suppress(ImportError):\n    import a\n", &["2:5 guarded a"]);
    check("with suppress(ValueError, ModuleNotFoundError): import a\n", &["1:49 guarded a"]);
    check("with suppress(ValueError):\n    import a\n", &["2:5 required a"]);
    check("with open(ImportError):\n    import a\n", &["2:5 required a"]);
}
