//! The values that variables of markers have together: platforms and implementations that exist.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::MarkerVariable;

/// The value of a variable in a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Value {
    pub(super) text: String,
    /// Whether the row means this very text, and not some text that no marker names.
    pub(super) is_exact: bool,
}

impl Value {
    fn exact(text: &str) -> Self {
        Self { text: text.to_owned(), is_exact: true }
    }

    fn some(text: &str) -> Self {
        Self { text: text.to_owned(), is_exact: false }
    }
}

/// Values that exist together, in the order of the variables of their group.
pub(super) type Row = Vec<Value>;

/// What markers compare variables with.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    /// Whole values.
    pub(super) values: BTreeMap<MarkerVariable, BTreeSet<String>>,
    /// Texts that values are searched for.
    pub(super) parts: BTreeMap<MarkerVariable, BTreeSet<String>>,
}

impl Named {
    fn values(&self, variable: MarkerVariable) -> impl Iterator<Item = &str> {
        self.values.get(&variable).into_iter().flatten().map(String::as_str)
    }

    fn names(&self, variable: MarkerVariable, text: &str) -> bool {
        self.values.get(&variable).is_some_and(|values| values.contains(text))
    }
}

/// `sys_platform`, `platform_system` and `os_name` of one system.
pub(super) const PLATFORM: [MarkerVariable; 3] =
    [MarkerVariable::SysPlatform, MarkerVariable::PlatformSystem, MarkerVariable::OsName];

/// `platform_python_implementation` and `implementation_name` of one implementation.
pub(super) const IMPLEMENTATION: [MarkerVariable; 2] =
    [MarkerVariable::PlatformPythonImplementation, MarkerVariable::ImplementationName];

/// The systems that Python runs on, the most used first, as their documentation and `configure` have it. An empty text
/// is one that depends on the release of the system.
const SYSTEMS: [(&str, &str, &str); 16] = [
    ("linux", "Linux", "posix"),
    ("darwin", "Darwin", "posix"),
    ("win32", "Windows", "nt"),
    ("android", "Android", "posix"),
    ("ios", "iOS", "posix"),
    ("emscripten", "Emscripten", "posix"),
    ("wasi", "", "posix"),
    ("cygwin", "", "posix"),
    ("", "FreeBSD", "posix"),
    ("", "OpenBSD", "posix"),
    ("", "NetBSD", "posix"),
    ("", "DragonFly", "posix"),
    ("aix", "AIX", "posix"),
    ("", "SunOS", "posix"),
    ("", "Java", "java"),
    ("", "", "posix"),
];

const IMPLEMENTATIONS: [(&str, &str); 6] = [
    ("CPython", "cpython"),
    ("PyPy", "pypy"),
    ("GraalVM", "graalpy"),
    ("Jython", "jython"),
    ("IronPython", "ironpython"),
    ("", ""),
];

/// How a text of `sys_platform` that depends on the release of a system begins.
const BEGINNINGS: [(&str, &str); 8] = [
    ("linux", "Linux"),
    ("freebsd", "FreeBSD"),
    ("openbsd", "OpenBSD"),
    ("netbsd", "NetBSD"),
    ("dragonfly", "DragonFly"),
    ("aix", "AIX"),
    ("sunos", "SunOS"),
    ("java", "Java"),
];

/// The machines that wheels are built for, the most used first.
const MACHINES: [&str; 12] = [
    "x86_64", "aarch64", "arm64", "AMD64", "ARM64", "x86", "i686", "armv7l", "ppc64le", "s390x", "riscv64",
    "wasm32",
];

/// A text that stands for all that no marker names.
const OTHER: &str = "other";

/// The systems, with those that markers name.
pub(super) fn platforms(named: &Named) -> Vec<Row> {
    let [sys_platform, platform_system, os_name] = PLATFORM;
    let mut rows: Vec<Row> = Vec::new();
    for (sys, system, os) in SYSTEMS {
        let beginning = BEGINNINGS.iter().find(|(_, known)| !system.is_empty() && *known == system);
        let of_sys = match (sys, beginning) {
            ("", Some((beginning, _))) => Value::some(&format!("{beginning}14")),
            ("", None) => Value::some(OTHER),
            _ => Value::exact(sys),
        };
        let of_system = match (sys, system) {
            ("cygwin", _) => Value::some("CYGWIN_NT-10.0"),
            (_, "") => Value::some("Other"),
            _ => Value::exact(system),
        };
        rows.push(vec![of_sys, of_system, Value::exact(os)]);
    }
    let is_known = |rows: &[Row], column: usize, text: &str| rows.iter().any(|row| row[column].text == text);
    let system_of = |sys: &str| {
        let begins = |(beginning, _): &&(&str, &str)| sys.starts_with(beginning);
        let system = BEGINNINGS.iter().find(begins).map(|(_, system)| *system)?;
        SYSTEMS.iter().find(|(_, known, _)| *known == system)
    };
    let mut new_rows = Vec::new();
    for (text, is_exact) in texts(named, sys_platform, |text| is_known(&rows, 0, text), &rows, 0) {
        let (system, os) = system_of(&text)
            .map_or((Value::some("Other"), "posix"), |(_, system, os)| (Value::exact(system), os));
        new_rows.push(vec![Value { text, is_exact }, system, Value::exact(os)]);
    }
    for (text, is_exact) in texts(named, platform_system, |text| is_known(&rows, 1, text), &rows, 1) {
        let sys = if text.starts_with("CYGWIN") { Value::exact("cygwin") } else { Value::some(OTHER) };
        new_rows.push(vec![sys, Value { text, is_exact }, Value::exact("posix")]);
    }
    for (text, is_exact) in texts(named, os_name, |text| is_known(&rows, 2, text), &rows, 2) {
        new_rows.push(vec![Value::some(OTHER), Value::some("Other"), Value { text, is_exact }]);
    }
    // The representative of a system whose text depends on the release is exact once a marker names it.
    for row in &mut rows {
        for (value, variable) in row.iter_mut().zip(PLATFORM) {
            value.is_exact |= named.names(variable, &value.text);
        }
    }
    rows.extend(new_rows);
    rows
}

/// The implementations, with those that markers name.
pub(super) fn implementations(named: &Named) -> Vec<Row> {
    let of = |text: &str| if text.is_empty() { Value::some(OTHER) } else { Value::exact(text) };
    let mut rows: Vec<Row> = IMPLEMENTATIONS.iter().map(|(title, name)| vec![of(title), of(name)]).collect();
    let known = rows.clone();
    for (column, variable) in IMPLEMENTATION.into_iter().enumerate() {
        let is_known = |text: &str| known.iter().any(|row| row[column].text == text);
        for (text, is_exact) in texts(named, variable, is_known, &known, column) {
            let mut row = vec![Value::some(OTHER), Value::some(OTHER)];
            row[column] = Value { text, is_exact };
            rows.push(row);
        }
    }
    rows
}

/// The values of a variable of its own: those that are named, and one that is not.
pub(super) fn texts_of(named: &Named, variable: MarkerVariable) -> Vec<Row> {
    let known: &[&str] = if variable == MarkerVariable::PlatformMachine { &MACHINES } else { &[] };
    let mut rows: Vec<Row> = known.iter().map(|machine| vec![Value::exact(machine)]).collect();
    let is_known = |text: &str| known.contains(&text);
    let mut new_rows: Vec<Row> = Vec::new();
    for (text, is_exact) in texts(named, variable, is_known, &rows, 0) {
        if variable.is_version() && !text.is_empty() {
            // A version after this one and before every other that is named.
            new_rows.push(vec![Value::some(&format!("{text}.0.0.1"))]);
        }
        new_rows.push(vec![Value { text, is_exact }]);
    }
    rows.extend(new_rows);
    // A version that is none, such as `6.8.0-45-generic`, meets neither a comparison nor its opposite, so that no marker
    // tells it from others; it counts as a version before all that are named.
    let other = match variable {
        MarkerVariable::PlatformMachine => OTHER,
        _ if variable.is_version() => "0.dev0",
        _ => "",
    };
    if variable.is_version() && named.names(variable, "") {
        // An environment that is asked for says nothing of it, so that no comparison has a value.
        rows.push(vec![Value::exact("")]);
    }
    rows.push(vec![Value::some(other)]);
    rows
}

/// The texts that markers name and that are not known, and the parts that no value has so far.
fn texts(
    named: &Named,
    variable: MarkerVariable,
    is_known: impl Fn(&str) -> bool,
    rows: &[Row],
    column: usize,
) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = named
        .values(variable)
        .filter(|text| !text.is_empty() && !is_known(text))
        .map(|text| (text.to_owned(), true))
        .collect();
    for part in named.parts.get(&variable).into_iter().flatten() {
        let has = |text: &str| text.contains(part.as_str());
        if !rows.iter().any(|row| has(&row[column].text)) && !found.iter().any(|(text, _)| has(text)) {
            found.push((part.clone(), false));
        }
    }
    found
}

/// The variables whose values an environment gives.
pub(super) const GIVEN: [MarkerVariable; 8] = [
    MarkerVariable::SysPlatform,
    MarkerVariable::PlatformSystem,
    MarkerVariable::OsName,
    MarkerVariable::ImplementationName,
    MarkerVariable::PlatformPythonImplementation,
    MarkerVariable::PlatformMachine,
    MarkerVariable::PlatformRelease,
    MarkerVariable::PlatformVersion,
];
