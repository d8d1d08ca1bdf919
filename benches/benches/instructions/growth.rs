//! Files that have many of one construct. What a file costs to read, to look at and to format grows no faster than what it holds:
//! the gate counts instructions for some of each construct and for four times as many.

use std::fmt::Write as _;
use std::hint::black_box;

use haggle_spec::file::apply_edits;
use haggle_spec::file::bindep::BindepFile;
use haggle_spec::file::constraints::Constraints;
use haggle_spec::file::global::GlobalRequirements;
use haggle_spec::file::pyproject::PyProject;
use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::lint::{Finding, LintSettings, LintedFile, Linter};

/// What reads a file.
#[derive(Clone, Copy)]
enum Reader {
    Requirements,
    Constraints,
    Global,
    SetupCfg,
    PyProject,
    Bindep,
}

/// What a file is built of: what comes first, each of so many, what is between two, what comes last.
struct Construct {
    name: &'static str,
    reader: Reader,
    first: &'static str,
    each: fn(usize) -> String,
    between: &'static str,
    last: &'static str,
}

const fn lines(
    name: &'static str,
    reader: Reader,
    first: &'static str,
    each: fn(usize) -> String,
) -> Construct {
    Construct { name, reader, first, each, between: "\n", last: "\n" }
}

const fn in_line(
    name: &'static str,
    first: &'static str,
    each: fn(usize) -> String,
    between: &'static str,
) -> Construct {
    Construct { name, reader: Reader::Requirements, first, each, between, last: "\n" }
}

const PROJECT: &str = "[project]\nname = 'demo'\nversion = '1'\n";

const CONSTRUCTS: &[Construct] = &[
    lines("requirements", Reader::Requirements, "", |n| format!("package-{n} >=1.{n},<2.0  # kept")),
    lines("requirements-of-one-name", Reader::Requirements, "", |n| {
        format!("six=={n}; python_version == '3.{}'", n % 9)
    }),
    lines("requirements-alike", Reader::Requirements, "", |_| "six>=1.0".to_owned()),
    lines("requirements-faults", Reader::Requirements, "", |n| format!("package-{n} >=1.{n}-SNAPSHOT, ~1")),
    lines("requirements-markers", Reader::Requirements, "", |n| {
        format!("package-{n}; python_version >= '3.{}' and sys_platform != 'win{n}'", n % 20)
    }),
    lines("requirements-options", Reader::Requirements, "", |n| format!("-r other-{n}.txt")),
    lines("requirements-links", Reader::Requirements, "", |n| {
        format!("package-{n} @ https://example.org/package-{n}-1.0.tar.gz#sha256={}", "0".repeat(64))
    }),
    lines("requirements-variables", Reader::Requirements, "", |n| format!("package-{n}==${{VERSION_{n}}}")),
    lines("requirements-continued", Reader::Requirements, "", |n| format!("package-{n} \\\n    >=1.0")),
    lines("requirements-allowed", Reader::Requirements, "", |n| {
        format!("package-{n}===1.0  # haggle: allow(arbitrary-equality)")
    }),
    in_line("line-of-specifiers", "six", |n| format!(">=1.{n}"), ","),
    in_line("line-of-exclusions", "six>=1", |n| format!(",!=1.{n}"), ""),
    in_line("line-of-extras", "six[", |n| format!("extra-{n}"), ", "),
    Construct { last: "]\n", ..in_line("line-of-extras-closed", "six[", |n| format!("extra-{n}"), ", ") },
    in_line("line-of-alternatives", "six; ", |n| format!("python_version == '3.{n}'"), " or "),
    in_line("line-of-conditions", "six; ", |n| format!("platform_release != '{n}'"), " and "),
    in_line("line-of-hashes", "six==1.0 ", |n| format!("--hash=sha256:{n:064x}"), " "),
    in_line("line-of-faults", "six ", |n| format!("~{n}"), ", "),
    in_line("line-of-wide-faults", "six; ", |n| format!("python_version >= '3.{n}\u{e9}'"), " and "),
    in_line("line-of-continuations", "six \\\n", |_| " \\\n".to_owned(), ""),
    in_line("line-of-one-name", "", |_| "a".to_owned(), ""),
    in_line("line-of-one-version", "six==1", |n| format!(".{n}"), ""),
    lines("constraints", Reader::Constraints, "", |n| format!("package-{n}=={n}.0")),
    lines("global-list", Reader::Global, "", |n| format!("package-{n}  # MIT")),
    lines("bindep", Reader::Bindep, "", |n| format!("package-{n} [platform:dpkg test]")),
    lines("setup-cfg", Reader::SetupCfg, "[options]\ninstall_requires =\n", |n| {
        format!("    package-{n} >=1.0")
    }),
    lines("setup-cfg-faults", Reader::SetupCfg, "[options]\ninstall_requires =\n", |n| {
        format!("    package-{n} >=dev")
    }),
    lines("setup-cfg-extras", Reader::SetupCfg, "[options.extras_require]\n", |n| {
        format!("extra-{n} =\n    package-{n}")
    }),
    lines("setup-cfg-sections", Reader::SetupCfg, "", |n| format!("[section-{n}]\nkey = value")),
    lines(
        "setup-cfg-interpolations",
        Reader::SetupCfg,
        "[options]\nextra = six\ninstall_requires =\n",
        |_| "    %(extra)s".to_owned(),
    ),
    Construct {
        last: "\n]\n",
        ..lines("pyproject", Reader::PyProject, "[project]\nname = 'demo'\ndependencies = [\n", |n| {
            format!("    'package-{n} >=1.0',")
        })
    },
    Construct {
        last: "\n]\n",
        ..lines("pyproject-escapes", Reader::PyProject, "[project]\nname = 'demo'\ndependencies = [\n", |n| {
            format!("    \"package-{n} >= \\u0031.0; sys_platform == \\\"linux\\\"\",")
        })
    },
    Construct {
        last: "\n]\n",
        ..lines("pyproject-faults", Reader::PyProject, "[project]\nname = 'demo'\ndependencies = [\n", |n| {
            format!("    'package-{n} >=dev',")
        })
    },
    lines("pyproject-extras", Reader::PyProject, "[project.optional-dependencies]\n", |n| {
        format!("extra-{n} = ['package-{n}']")
    }),
    lines("pyproject-groups", Reader::PyProject, "[dependency-groups]\n", |n| {
        format!("group-{n} = ['package-{n}']")
    }),
    lines("pyproject-groups-in-a-row", Reader::PyProject, "[dependency-groups]\nlast = []\n", |n| match n {
        0 => "group-0 = [{include-group = 'last'}]".to_owned(),
        _ => format!("group-{n} = [{{include-group = 'group-{}'}}]", n - 1),
    }),
    lines("pyproject-tables", Reader::PyProject, PROJECT, |n| format!("[tool.table-{n}]\nkey = {n}")),
];

/// The constructs.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    CONSTRUCTS.iter().map(|construct| construct.name)
}

/// Reads, looks at and formats a file that has so many of a construct.
pub(crate) fn prepare(name: &str, number: usize) -> Option<Box<dyn FnMut()>> {
    let construct = CONSTRUCTS.iter().find(|construct| construct.name == name)?;
    let mut text = construct.first.to_owned();
    for n in 0..number {
        let between = if n > 0 { construct.between } else { "" };
        let _ = write!(text, "{between}{}", (construct.each)(n));
    }
    text.push_str(construct.last);
    Some(match construct.reader {
        Reader::Requirements => Box::new(move || {
            let (file, diagnostics) = RequirementsFile::parse(text.as_str());
            let lines = file.source().lines();
            let findings = lint(LintedFile::Requirements(&file));
            for span in
                diagnostics.iter().map(|found| found.span).chain(findings.iter().map(|found| found.span))
            {
                black_box(lines.position(span.start).column);
            }
            apply(&text, &file.format());
        }),
        Reader::Constraints => Box::new(move || {
            let (file, diagnostics) = Constraints::parse(text.as_str());
            black_box(diagnostics.len());
            lint(LintedFile::Constraints(&file));
            apply(&text, &file.file().format());
        }),
        Reader::Global => Box::new(move || {
            let (file, diagnostics) = GlobalRequirements::parse(text.as_str());
            black_box(diagnostics.len());
            lint(LintedFile::Global(&file));
            apply(&text, &file.file().format());
        }),
        Reader::SetupCfg => Box::new(move || {
            let (file, diagnostics) = SetupCfg::parse(text.as_str());
            black_box(diagnostics.len());
            lint(LintedFile::SetupCfg(&file));
            apply(&text, &file.format());
        }),
        Reader::PyProject => Box::new(move || {
            let (file, diagnostics) = PyProject::parse(text.as_str());
            black_box(diagnostics.len());
            lint(LintedFile::PyProject(&file));
            apply(&text, &file.format());
        }),
        Reader::Bindep => Box::new(move || {
            let (file, diagnostics) = BindepFile::parse(text.as_str());
            black_box(diagnostics.len());
            apply(&text, &file.format());
        }),
    })
}

fn lint(file: LintedFile<'_>) -> Vec<Finding> {
    let settings = LintSettings::new();
    black_box(Linter::new(&settings, None).lint(file, None))
}

fn apply(text: &str, edits: &[haggle_spec::Edit]) {
    black_box(apply_edits(text.as_bytes(), edits).is_ok());
}
