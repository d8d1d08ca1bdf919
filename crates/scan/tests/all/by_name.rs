//! Calls that import a module by its name, and calls that ask for plugins.

use crate::common::check;
use haggle_scan::imports;

#[track_caller]
fn check_groups(source: &str, expected: &[Option<&str>]) {
    let scan = imports(source.as_bytes());
    let groups: Vec<Option<&str>> = scan.plugin_groups.iter().map(|found| found.group.as_deref()).collect();
    assert_eq!(groups, expected, "in {source:?}");
}

#[test]
fn a_string_argument_is_a_module() {
    check("x = importlib.import_module('a.b')\n", &["1:15 ImportModule a.b"]);
    check("x = import_module(\"a\", package)\n", &["1:5 ImportModule a"]);
    check("x = import_module('.a', __package__)\n", &["1:5 ImportModule .a"]);
    check("x = __import__('a', globals())\n", &["1:5 BuiltinImport a"]);
    check("x = importutils.try_import('a.b', default=None)\n", &["1:17 TryImport a.b"]);
    check("x = importlib.util.find_spec('a') is None\n", &["1:20 FindSpec a"]);
    check("x = importutils.import_object('a.b.C')\n", &["1:17 ImportObject a.b.C"]);
    check("x = import_string('a.b:C')\n", &["1:5 ImportObject a.b"]);
    check("x = pytest.importorskip('a', minversion='1')\n", &["1:12 ImportOrSkip a"]);
    check("x = import_module(name='a.b')\n", &["1:5 ImportModule a.b"]);
    check("x = import_module('a.'\n    'b')\n", &["1:5 ImportModule a.b"]);
    check("@mock.patch('a.b.c')\ndef f(): pass\n", &["1:7 Patch a.b.c"]);
    check("def f(x=import_module('a')): pass\n", &["1:9 ImportModule a"]);
    check("f(g(import_module('a')), import_module('b'))\n", &["1:5 ImportModule a", "1:26 ImportModule b"]);
    check("x = f\"{import_module('a')}\"\n", &["1:8 ImportModule a"]);
}

#[test]
fn a_name_that_is_made_at_run_time_is_unknown() {
    check("import_module(name)\n", &["1:1 ImportModule ?"]);
    check("import_module('a' + name)\n", &["1:1 ImportModule ?"]);
    check("import_module('a.%s' % name)\n", &["1:1 ImportModule ?"]);
    check("import_module(f'a.{name}')\n", &["1:1 ImportModule ?"]);
    check("import_module('a\\x2eb')\n", &["1:1 ImportModule ?"]);
    check("import_module(f(name), 'a')\n", &["1:1 ImportModule ?"]);
    check("import_module(import_module('a'))\n", &["1:1 ImportModule ?", "1:15 ImportModule a"]);
}

#[test]
fn what_only_looks_like_a_call_is_none() {
    check("def import_module(name): pass\n", &[]);
    check("x = import_module\n", &[]);
    check("import_module[0]('a')\n", &[]);
    check("session.patch('/v1/a.b')\nmock.patch(target)\n", &[]);
    check("import_module()\n", &[]);
}

#[test]
fn a_function_is_known_under_its_alias() {
    check(
        "from importlib import import_module as load\nload('a')\n",
        &["1:1 required importlib import_module=load", "2:1 ImportModule a"],
    );
}

#[test]
fn calls_know_their_circumstances() {
    let source = "def f():\n    try:\n        return import_module('a')\n    except ImportError:\n        return None\n";
    let context = &imports(source.as_bytes()).imports[0].context;
    assert!(context.is_in_function);
    assert_eq!(context.guard.as_ref().map(|guard| guard.line), Some(2));
}

#[test]
fn groups_of_plugins_are_found() {
    check_groups("stevedore.ExtensionManager('a.b', invoke_on_load=True)\n", &[Some("a.b")]);
    check_groups("driver.DriverManager(invoke_on_load=True, namespace='a.b', name=name)\n", &[Some("a.b")]);
    check_groups(
        "stevedore.named.NamedExtensionManager(\n    namespace='a',\n    names=f(x=1),\n)\n",
        &[Some("a")],
    );
    check_groups("pkg_resources.iter_entry_points(group='a')\n", &[Some("a")]);
    check_groups("ExtensionManager(NAMESPACE)\n", &[None]);
    check_groups("ExtensionManager(x=1)\n", &[None]);
    check_groups("ExtensionManager\n", &[]);
}
