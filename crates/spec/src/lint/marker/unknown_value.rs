//! `sys_platform == "Windows"`: a value that no Python has.

use super::{Compared, Found, Part};
use crate::lint::rule::{RepairClass, Rule, RuleLevel};
use crate::{MarkerOperator, MarkerVariable};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "marker-unknown-value",
    level: RuleLevel::Deny,
    repair: RepairClass::Unsafe,
    summary: "A marker compares a variable with a value that no platform or Python gives it",
    text: include_str!("unknown_value.md"),
};

pub(super) fn check(compared: &Compared<'_>) -> Option<Found> {
    let operator = compared.term.operator;
    if !matches!(operator, MarkerOperator::Equal | MarkerOperator::NotEqual | MarkerOperator::Arbitrary) {
        return None;
    }
    let (variable, literal) = (compared.variable()?, compared.literal()?);
    let values = Values::of(variable)?;
    if variable == MarkerVariable::SysPlatform && matches!(literal, "linux2" | "linux3") {
        return of_python_2(compared, literal);
    }
    let meant = meant(variable, literal);
    if values.contains(literal) || (meant.is_none() && values.is_open) {
        return None;
    }
    let name = variable.as_str();
    let message = match meant {
        Some((value, what)) => format!("`{name}` is never `{literal}`: {what}, it is `{value}`"),
        None => format!("`{name}` is never `{literal}`: no platform that is known has this value"),
    };
    let found = Found::new(&RULE, Part::Literal, message);
    Some(match meant {
        Some((value, _)) => found.with_literal(value),
        None => found,
    })
}

/// Python 2 gave the major version of the kernel, too. Where the marker names `linux` as well, or is about the version of Python, the
/// writer knew.
fn of_python_2(compared: &Compared<'_>, literal: &str) -> Option<Found> {
    let text = compared.marker.as_str();
    if text.contains("\"linux\"") || text.contains("python_") {
        return None;
    }
    let message = format!("`sys_platform` is never `{literal}` in Python 3, where it is `linux`");
    Some(Found::new(&RULE, Part::Literal, message).with_literal("linux"))
}

/// The values that a variable may have. A value that ends in `*` is the start of several.
struct Values {
    known: &'static [&'static str],
    /// Whether there are more than are known.
    is_open: bool,
}

impl Values {
    fn of(variable: MarkerVariable) -> Option<Self> {
        let known: &[&str] = match variable {
            MarkerVariable::SysPlatform => &SYS_PLATFORM,
            MarkerVariable::PlatformSystem => &PLATFORM_SYSTEM,
            MarkerVariable::OsName => &["posix", "nt", "java", "ce", "os2", "riscos", "mac"],
            MarkerVariable::PlatformPythonImplementation => &IMPLEMENTATIONS,
            MarkerVariable::ImplementationName => &IMPLEMENTATION_NAMES,
            MarkerVariable::PlatformMachine => return Some(Self { known: &[], is_open: true }),
            _ => return None,
        };
        Some(Self { known, is_open: false })
    }

    fn contains(&self, literal: &str) -> bool {
        self.known.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => literal.starts_with(start),
            None => *known == literal,
        })
    }
}

/// `sys.platform`, by CPython's documentation and `configure`, and other Pythons'.
const SYS_PLATFORM: [&str; 36] = [
    "aix*",
    "amiga*",
    "android",
    "atheos*",
    "beos*",
    "cli",
    "cygwin*",
    "darwin",
    "dragonfly*",
    "emscripten",
    "freebsd*",
    "fuchsia",
    "gnu*",
    "haiku*",
    "hp-ux*",
    "hurd*",
    "ios",
    "irix*",
    "java*",
    "linux",
    "midnightbsd*",
    "minix*",
    "msys*",
    "netbsd*",
    "openbsd*",
    "os2*",
    "osf*",
    "qnx*",
    "riscos",
    "serenity*",
    "sunos*",
    "unixware*",
    "vxworks*",
    "wasi",
    "win32",
    "zos",
];

/// `platform.system()`, which is what `uname -s` prints, and empty where that is not known.
const PLATFORM_SYSTEM: [&str; 33] = [
    "",
    "AIX*",
    "Android",
    "BeOS",
    "CYGWIN*",
    "Darwin",
    "DragonFly",
    "Emscripten",
    "FreeBSD",
    "Fuchsia",
    "GNU*",
    "HP-UX",
    "Haiku",
    "IRIX*",
    "Java",
    "Linux",
    "MINGW*",
    "MSYS*",
    "MidnightBSD",
    "Minix",
    "NetBSD",
    "OS/390",
    "OSF1",
    "OpenBSD",
    "OpenVMS",
    "QNX",
    "SerenityOS",
    "Solaris",
    "SunOS",
    "Windows",
    "iOS",
    "iPadOS",
    "wasi",
];

/// `platform.python_implementation()`.
const IMPLEMENTATIONS: [&str; 11] = [
    "Brython",
    "CPython",
    "Cinder",
    "GraalVM",
    "IronPython",
    "Jython",
    "MicroPython",
    "PyPy",
    "Pyston",
    "RustPython",
    "Stackless",
];

/// `sys.implementation.name`.
const IMPLEMENTATION_NAMES: [&str; 12] = [
    "brython",
    "cinder",
    "circuitpython",
    "cpython",
    "graalpy",
    "graalpython",
    "ironpython",
    "jython",
    "micropython",
    "pypy",
    "pyston",
    "rustpython",
];

/// Values that are taken for those of a variable, in lower case, with the value and what it is the value of.
type Mistakes = &'static [(&'static [&'static str], &'static str, &'static str)];

const WINDOWS: &[&str] = &["windows", "win", "win32", "win64", "nt", "windows_nt"];
const MACOS: &[&str] = &["macos", "macosx", "mac", "osx", "os x", "mac os x", "darwin"];
const LINUX: &[&str] = &["linux", "linux2", "linux3", "gnu/linux"];

fn meant(variable: MarkerVariable, literal: &str) -> Option<(&'static str, &'static str)> {
    let mistakes: Mistakes = match variable {
        MarkerVariable::SysPlatform => {
            &[(WINDOWS, "win32", "on Windows"), (MACOS, "darwin", "on macOS"), (LINUX, "linux", "on Linux")]
        }
        MarkerVariable::PlatformSystem => &[
            (WINDOWS, "Windows", "on Windows"),
            (MACOS, "Darwin", "on macOS"),
            (LINUX, "Linux", "on Linux"),
            (&["posix"], "Linux", "on Linux"),
        ],
        MarkerVariable::OsName => &[
            (WINDOWS, "nt", "on Windows"),
            (MACOS, "posix", "on macOS"),
            (LINUX, "posix", "on Linux"),
            (&["unix", "posix"], "posix", "on Unix"),
        ],
        MarkerVariable::PlatformPythonImplementation => &[
            (&["cpython"], "CPython", "of CPython"),
            (&["pypy", "pypy3"], "PyPy", "of PyPy"),
            (&["jython"], "Jython", "of Jython"),
            (&["ironpython"], "IronPython", "of IronPython"),
            (&["graalpy", "graalpython", "graalvm"], "GraalVM", "of GraalPy"),
        ],
        MarkerVariable::ImplementationName => &[
            (&["cpython"], "cpython", "of CPython"),
            (&["pypy", "pypy3"], "pypy", "of PyPy"),
            (&["jython"], "jython", "of Jython"),
            (&["ironpython"], "ironpython", "of IronPython"),
            (&["graalpy", "graalvm"], "graalpy", "of GraalPy"),
        ],
        MarkerVariable::PlatformMachine => &[(&["x64", "x86-64"], "x86_64", "on Linux and macOS")],
        _ => return None,
    };
    let lower = literal.trim().to_ascii_lowercase();
    let (_, value, what) = mistakes.iter().find(|(wrong, ..)| wrong.contains(&lower.as_str()))?;
    (*value != literal).then_some((value, what))
}
