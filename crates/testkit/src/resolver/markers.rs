//! Random requirements with markers and ranges of Python, as texts: what a resolver for many environments is tried on.

use super::Random;

/// A release of a [`MarkerProblem`].
#[derive(Debug, Clone)]
pub struct MarkerRelease {
    /// The version.
    pub version: String,
    /// `Requires-Python`.
    pub requires_python: Option<String>,
    /// `Requires-Dist`.
    pub requires: Vec<String>,
}

/// A request over packages `p0`, `p1`, ... whose releases differ by environment.
#[derive(Debug, Clone)]
pub struct MarkerProblem {
    /// The range of Pythons that is asked for.
    pub pythons: &'static str,
    /// Root requirements.
    pub requires: Vec<String>,
    /// Constraints.
    pub constraints: Vec<String>,
    /// The releases of each package, ascending.
    pub packages: Vec<(String, Vec<MarkerRelease>)>,
}

const PYTHONS: [&str; 4] = [">=3.9", ">=3.10,<3.13", ">=3.11.2", ">=3.9,!=3.10.*"];

const RANGES: [&str; 9] = [
    ">=3.8",
    ">=3.10",
    ">=3.11",
    ">=3.12",
    ">=3.8,<3.12",
    ">=3.9,!=3.11.1",
    ">=3.9,<3.13",
    "!=3.10.*,>=3.8",
    "<3.10",
];

const COMPARISONS: [&str; 26] = [
    "python_version >= '3.11'",
    "python_version < '3.11'",
    "python_full_version >= '3.11'",
    "python_full_version < '3.11.4'",
    "python_full_version <= '3.11.0a6'",
    "python_version > '3.10'",
    "python_version == '3.10'",
    "python_version != '3.12'",
    "python_version ~= '3.11'",
    "python_version in '3.9 3.12'",
    "sys_platform == 'win32'",
    "sys_platform != 'win32'",
    "sys_platform == 'linux'",
    "'win' in sys_platform",
    "platform_system == 'Windows'",
    "platform_system != 'Darwin'",
    "os_name == 'nt'",
    "os_name == 'posix'",
    "implementation_name == 'cpython'",
    "platform_python_implementation != 'CPython'",
    "platform_python_implementation == 'PyPy'",
    "platform_machine == 'x86_64'",
    "platform_machine in 'aarch64 arm64'",
    "platform_machine != 'AMD64'",
    "platform_release >= '20'",
    "'special' in platform_version",
];

/// The problem of the seed.
pub fn marker_problem(seed: u64) -> MarkerProblem {
    let mut random = Random::new(seed);
    let n_packages = 2 + random.below(6);
    let n_comparisons = 1 + random.below(5);
    // A few comparisons that occur again and again are likelier to meet than many.
    let comparisons: Vec<&str> = (0..n_comparisons).map(|_| one(&COMPARISONS, &mut random)).collect();
    let packages = (0..n_packages)
        .map(|package| {
            let n_versions = 1 + random.below(4);
            let releases = (1..=n_versions).map(|version| {
                let requires_python = (!random.one_in(3)).then(|| one(&RANGES, &mut random).to_owned());
                let n_requires = random.below(4);
                let requires = (0..n_requires)
                    .map(|_| requirement(random.below(n_packages), &comparisons, &mut random))
                    .filter(|text| !text.starts_with(&format!("p{package}")))
                    .collect();
                MarkerRelease { version: version.to_string(), requires_python, requires }
            });
            (format!("p{package}"), releases.collect())
        })
        .collect();
    let n_roots = 1 + random.below(3);
    let requires =
        (0..n_roots).map(|_| requirement(random.below(n_packages), &comparisons, &mut random)).collect();
    let n_constraints = random.below(2);
    let constraints = (0..n_constraints)
        .map(|_| requirement(random.below(n_packages), &comparisons, &mut random).replace("[x]", ""))
        .collect();
    MarkerProblem { pythons: one(&PYTHONS, &mut random), requires, constraints, packages }
}

fn one(texts: &[&'static str], random: &mut Random) -> &'static str {
    let index = random.below(u32::try_from(texts.len()).unwrap_or(1));
    texts[index as usize]
}

fn requirement(package: u32, comparisons: &[&str], random: &mut Random) -> String {
    let extra = if random.one_in(8) { "[x]" } else { "" };
    let version = 1 + random.below(4);
    let specifier = match random.below(6) {
        0 => format!("=={version}"),
        1 => format!(">={version}"),
        2 => format!("<={version}"),
        3 => format!("!={version}"),
        _ => String::new(),
    };
    let comparison = |random: &mut Random| {
        comparisons[random.below(u32::try_from(comparisons.len()).unwrap_or(1)) as usize]
    };
    let marker = match random.below(6) {
        0 | 1 => String::new(),
        2 => format!("; {} and {}", comparison(random), comparison(random)),
        3 => format!("; {} or {}", comparison(random), comparison(random)),
        _ => format!("; {}", comparison(random)),
    };
    let marker = match marker.strip_prefix("; ") {
        Some(marker) if random.one_in(8) => format!("; ({marker}) and extra == 'x'"),
        None if random.one_in(8) => "; extra == 'x'".to_owned(),
        _ => marker,
    };
    format!("p{package}{extra}{specifier}{marker}")
}
