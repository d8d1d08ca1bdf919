//! What an audit finds in small projects.

use std::collections::BTreeMap;

use haggle_govern::audit::{
    AuditCertainty, AuditFinding, AuditInputs, AuditReport, AuditVerdict, AuditedConfiguration,
    AuditedDistribution, AuditedSource, audit, declared_requirements,
};
use haggle_scan::{DistributionFiles, PartRules, configured_names, entry_points, import_names, imports};
use haggle_spec::PackageName;

/// Distributions that were looked at: the paths of their files, and their entry points.
type Known<'a> = &'a [(&'a str, &'a [&'a str], &'a str)];

const KNOWN: Known<'_> = &[
    ("six", &["six.py"], ""),
    ("PyYAML", &["yaml/__init__.py", "_yaml/__init__.py"], ""),
    ("dogpile.cache", &["dogpile/cache/__init__.py"], ""),
    ("tzdata", &["tzdata/__init__.py"], ""),
    ("futurist", &["futurist/__init__.py"], ""),
    ("hooks", &["hooks.py"], "[some.plugins]\nhooks = hooks:main\n"),
    ("options", &["options.py"], "[oslo.config.opts]\noptions = options:list\n"),
    ("tool", &["tool/__init__.py"], "[console_scripts]\ntool-run = tool:main\n"),
    ("types-only", &["types_only-stubs/x.py"], ""),
];

fn report(files: &[(&str, &str)], known: Known<'_>) -> AuditReport {
    let known: BTreeMap<PackageName, AuditedDistribution> = known
        .iter()
        .map(|(name, paths, points)| {
            let names = import_names(&DistributionFiles { paths, ..DistributionFiles::default() });
            let names = names.expect("the paths are known");
            let entry_points = entry_points(points);
            (
                PackageName::new(name).expect("a name"),
                AuditedDistribution { names, entry_points, source: "a test".into() },
            )
        })
        .collect();
    let rules = PartRules::default();
    let bytes: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let declared = declared_requirements(&bytes);
    let sources: Vec<AuditedSource> = files
        .iter()
        .filter(|(path, _)| path.ends_with("py"))
        .map(|(path, text)| AuditedSource {
            path: (*path).to_owned(),
            part: rules.part(path),
            bytes: text.as_bytes().to_vec(),
            scan: imports(text.as_bytes()),
        })
        .collect();
    let configurations: Vec<AuditedConfiguration> = files
        .iter()
        .filter(|(path, _)| path.ends_with("ini") || path.ends_with("conf"))
        .map(|(path, text)| AuditedConfiguration {
            path: (*path).to_owned(),
            part: rules.part(path),
            names: configured_names(text.as_bytes()),
            only_lists_options: path.contains("config-generator/"),
        })
        .collect();
    audit(&AuditInputs {
        sources: &sources,
        configurations: &configurations,
        declared: &declared,
        known: &known,
    })
}

/// `verdict subject`, with `?` behind it where it is not certain.
fn line(finding: &AuditFinding) -> String {
    let line = match &finding.verdict {
        AuditVerdict::Undeclared { module, provider, part } => {
            let provider = provider.as_ref().map_or("nobody", PackageName::as_str);
            format!("undeclared {module} of {provider} in {part}")
        }
        AuditVerdict::Optional { module, part, .. } => format!("optional {module} in {part}"),
        AuditVerdict::Unused { name, lists } => format!("unused {name} {lists:?}"),
        AuditVerdict::WrongPart { name, lists, used_by } => {
            format!("wrong part {name} {lists:?} {used_by:?}")
        }
        other => format!("{other:?}"),
    };
    let mark = if finding.certainty == AuditCertainty::Certain { "" } else { " ?" };
    line + mark
}

#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let found: Vec<String> = report(files, KNOWN).findings.iter().map(line).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_declared_import_is_no_finding() {
    check(&[("requirements.txt", "six\nPyYAML\n"), ("app/a.py", "import six, yaml.nodes, os, app\n")], &[]);
    check(
        &[
            ("requirements.txt", "dogpile.cache\n"),
            ("app/a.py", "from dogpile import cache\nimport dogpile\n"),
        ],
        &[],
    );
    check(&[("requirements.txt", "six\n"), ("app/a.py", "x = importlib.import_module('six')\n")], &[]);
    check(&[("requirements.txt", "six\n"), ("app/a.py", "if TYPE_CHECKING:\n    import six\n")], &[]);
}

#[test]
fn an_import_without_a_requirement_is_undeclared() {
    check(&[("app/a.py", "import six\n")], &["undeclared six of six in product"]);
    check(&[("app/a.py", "def f():\n    import six\n")], &["undeclared six of six in product"]);
    check(&[("app/tests/a.py", "import six\n")], &["undeclared six of six in test"]);
    check(&[("app/a.py", "import nothing.known\n")], &["undeclared nothing of nobody in product"]);
    check(&[("setup.py", "import setuptools, pbr\n"), ("app/a.py", "import pkg_resources\n")], &[]);
}

#[test]
fn a_guarded_import_is_optional() {
    let guarded = "try:\n    import six\nexcept ImportError:\n    six = None\n";
    check(&[("app/a.py", guarded)], &["optional six in product"]);
    check(&[("app/a.py", "six = importutils.try_import('six')\n")], &["optional six in product"]);
    check(&[("app/a.py", "if sys.platform == 'win32':\n    import six\n")], &["optional six in product"]);
    check(
        &[("app/a.py", "def f():\n    return importlib.import_module('six')\n")],
        &["optional six in product"],
    );
    let strict = "try:\n    import six\nexcept ImportError:\n    raise RuntimeError('install six')\n";
    check(&[("app/a.py", strict)], &["undeclared six of six in product"]);
    check(&[("app/a.py", guarded), ("app/b.py", "import six\n")], &["undeclared six of six in product"]);
}

#[test]
fn a_requirement_that_nothing_imports_is_unused() {
    check(
        &[("requirements.txt", "six\n"), ("app/a.py", "# import six\n'''six'''.split()\n")],
        &["unused six [Product] ?"],
    );
    check(
        &[("requirements.txt", "six\n"), ("app/a.py", "# import six\n'''six of them'''\n")],
        &["unused six [Product]"],
    );
    check(&[("requirements.txt", "options\n")], &["unused options [Product]"]);
    check(&[("test-requirements.txt", "six\n")], &[]);
}

#[test]
fn what_may_use_a_requirement_makes_it_uncertain() {
    check(&[("requirements.txt", "hooks\n")], &["unused hooks [Product] ?"]);
    check(&[("requirements.txt", "unheard-of\n")], &["unused unheard-of [Product] ?"]);
    check(
        &[("requirements.txt", "tool\n"), ("app/a.py", "run(['tool-run'])\n")],
        &["unused tool [Product] ?"],
    );
    check(&[("requirements.txt", "six\n"), ("tox.ini", "x = six\n")], &["unused six [Product] ?"]);
    check(&[("requirements.txt", "types-only\n")], &["unused types-only [Product] ?"]);
    check(
        &[("pyproject.toml", "[project]\nname = 'a'\n[project.optional-dependencies]\nx = ['six']\n")],
        &["unused six [Extra(\"x\")] ?"],
    );
}

#[test]
fn a_configuration_that_names_an_object_uses_it() {
    check(&[("requirements.txt", "futurist\n"), ("x.ini", "thread = futurist:ThreadPoolExecutor\n")], &[]);
    check(&[("requirements.txt", "six\n"), ("etc/paste.ini", "use = egg:six#main\n")], &[]);
    // A list of options for a sample file does not.
    check(
        &[("requirements.txt", "options\n"), ("etc/config-generator/a.conf", "namespace = options\n")],
        &["unused options [Product]"],
    );
}

#[test]
fn data_that_the_standard_library_reads_is_used_through_it() {
    check(&[("requirements.txt", "tzdata\n"), ("app/a.py", "from zoneinfo import ZoneInfo\n")], &[]);
    check(&[("requirements.txt", "tzdata\n"), ("app/a.py", "import time\n")], &["unused tzdata [Product]"]);
}

#[test]
fn a_requirement_belongs_to_the_part_that_imports_it() {
    check(
        &[("requirements.txt", "six\n"), ("app/tests/a.py", "import six\n")],
        &["wrong part six [Product] [Test]"],
    );
    check(
        &[
            ("test-requirements.txt", "six\n"),
            ("doc/requirements.txt", "six\n"),
            ("app/a.py", "import six\n"),
        ],
        &["wrong part six [Test, Documentation] [Product]"],
    );
    check(
        &[("requirements.txt", "six\n"), ("app/tests/a.py", "import six\n"), ("app/a.py", "import six\n")],
        &[],
    );
    let extra = "[project]\nname = 'a'\n[project.optional-dependencies]\nx = ['six']\n";
    check(&[("pyproject.toml", extra), ("app/a.py", "import six\n")], &[]);
}

#[test]
fn what_is_not_known_is_guessed_and_said() {
    let files = [
        ("requirements.txt", "oslo.config\npython-swiftclient\n"),
        ("app/a.py", "import oslo_config, swiftclient\n"),
    ];
    let report = report(&files, &[]);
    assert_eq!(report.findings, []);
    assert_eq!(report.guessed.len(), 2);
    // An import may be of a requirement whose import names are not known.
    let report = self::report(&[("requirements.txt", "pyOpenSSL\n"), ("app/a.py", "import OpenSSL\n")], &[]);
    let lines: Vec<String> = report.findings.iter().map(line).collect();
    assert_eq!(lines, ["undeclared OpenSSL of nobody in product ?", "unused pyopenssl [Product] ?"]);
    assert!(report.findings.iter().all(|finding| !finding.is_due()));
}

#[test]
fn every_finding_has_its_places() {
    let files = [("requirements.txt", "# x\nsix\n"), ("app/tests/a.py", "import os\nimport six\n")];
    let finding = &report(&files, KNOWN).findings[0];
    let places: Vec<(&str, usize)> =
        finding.evidence.iter().map(|place| (place.path.as_str(), place.line)).collect();
    assert_eq!(places, [("requirements.txt", 2), ("app/tests/a.py", 2)]);
}

#[test]
fn a_file_that_is_not_python_is_told() {
    let report = report(&[("app/a.py", "import os\nx = (\n")], KNOWN);
    let places: Vec<(&str, usize)> =
        report.unread.iter().map(|place| (place.path.as_str(), place.line)).collect();
    assert_eq!(places, [("app/a.py", 2)]);
}
