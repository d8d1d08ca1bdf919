//! Requirement lines as public projects write them: a seeded generator whose shares are those of real data.
//!
//! Lines without markers are 24 bytes on average, lines with them 42; see [`Shape`].

/// A small generator of numbers (`SplitMix64`): the same seed gives the same lines everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    /// Any number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is not zero.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next_u64() % end
    }

    /// One of several things.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let index = self.below(items.len() as u64);
        &items[usize::try_from(index).unwrap_or(0)]
    }

    /// Whether something of this many per cent happens.
    pub fn happens(&mut self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }
}

/// What lines are like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 24 bytes: a name and specifiers, 26% of these in parentheses; 44% of the operators are `>=`, 30% `==`, 18% `<`;
    /// 97% have two specifiers at most.
    Plain,
    /// 42 bytes: the same, and 87% with a marker, mostly `extra`.
    WithMarkers,
}

/// `n` lines of a shape.
///
/// ```
/// use haggle_testkit::lines::{Shape, requirement_lines};
/// let lines = requirement_lines(1, 1000, Shape::Plain);
/// let mean = lines.iter().map(String::len).sum::<usize>() as f64 / 1000.0;
/// assert!((mean - 24.0).abs() < 1.5);
/// assert_eq!(lines, requirement_lines(1, 1000, Shape::Plain));
/// ```
pub fn requirement_lines(seed: u64, n: usize, shape: Shape) -> Vec<String> {
    let mut random = Random::new(seed);
    (0..n).map(|_| requirement_line(&mut random, shape)).collect()
}

/// `n` versions, 98% of them final releases of two to four numbers or short prereleases.
pub fn versions(seed: u64, n: usize) -> Vec<String> {
    let mut random = Random::new(seed);
    (0..n).map(|_| any_version(&mut random)).collect()
}

/// `n` markers.
pub fn markers(seed: u64, n: usize) -> Vec<String> {
    let mut random = Random::new(seed);
    (0..n).map(|_| marker(&mut random)).collect()
}

const STEMS: &[&str] = &[
    "requests",
    "numpy",
    "oslo.config",
    "pytest",
    "typing-extensions",
    "python-dateutil",
    "PyYAML",
    "Jinja2",
    "six",
    "boto3",
    "zope.interface",
    "sphinx",
    "aiohttp",
    "google-cloud-storage",
    "django",
    "SQLAlchemy",
    "click",
    "setuptools",
    "cryptography",
    "charset-normalizer",
    "importlib-metadata",
    "pandas",
    "mypy-boto3-ec2",
    "attrs",
    "keystoneauth1",
    "pbr",
    "eventlet",
    "WebOb",
    "lxml",
    "pydantic",
    "tqdm",
    "flask",
    "opentelemetry-api",
    "sphinx-rtd-theme",
    "black",
    "coverage",
    "packaging",
    "oslo.messaging",
    "websockets",
    "rich",
];

const EXTRAS: &[&str] =
    &["dev", "test", "docs", "all", "security", "tests", "s3", "postgresql", "asyncio", "brotli", "lint"];

const PYTHONS: &[&str] = &["3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "2.7", "4.0"];

fn requirement_line(random: &mut Random, shape: Shape) -> String {
    let mut line = (*random.pick::<&str>(STEMS)).to_owned();
    if shape == Shape::Plain && random.happens(60) {
        line.push_str(random.pick::<&str>(&["-client", "-middleware", "-extensions", "_utils"]));
    }
    if random.happens(4) {
        line.push('[');
        line.push_str(random.pick::<&str>(EXTRAS));
        line.push(']');
    }
    let n_specifiers = match random.below(100) {
        0..=11 => 0,
        12..=66 => 1,
        67..=96 => 2,
        _ => 3 + random.below(3),
    };
    let in_parentheses = n_specifiers > 0 && random.happens(26);
    if in_parentheses {
        line.push_str(" (");
    }
    for index in 0..n_specifiers {
        if index > 0 {
            line.push(',');
        }
        line.push_str(&specifier(random, index));
    }
    if in_parentheses {
        line.push(')');
    }
    if shape == Shape::WithMarkers && random.happens(87) {
        line.push_str(random.pick::<&str>(&[" ; ", "; ", ";"]));
        line.push_str(&marker(random));
    }
    line
}

fn specifier(random: &mut Random, index: u64) -> String {
    let operator = match (index, random.below(100)) {
        (0, 0..=49) => ">=",
        (0, 50..=94) => "==",
        (_, 0..=64) => "<",
        (_, 65..=84) => ">=",
        (_, 85..=91) => "!=",
        (_, 92..=95) => "~=",
        (_, 96..=97) => "<=",
        _ => ">",
    };
    let star = if operator == "==" && random.happens(5) { ".*" } else { "" };
    let mut version = if star.is_empty() { any_version(random) } else { short_version(random) };
    if operator == "~=" && !version.contains('.') {
        version.push_str(".0");
    }
    format!("{operator}{version}{star}")
}

fn short_version(random: &mut Random) -> String {
    format!("{}.{}", random.below(6), random.below(30))
}

fn any_version(random: &mut Random) -> String {
    match random.below(100) {
        0..=11 => random.below(10).to_string(),
        12..=44 => short_version(random),
        45..=91 => format!("{}.{}.{}", random.below(8), random.below(40), random.below(20)),
        92..=93 => format!("{}.{}.{}.{}", random.below(4), random.below(9), random.below(9), random.below(9)),
        94..=95 => format!("{}.{}rc{}", random.below(9), random.below(9), 1 + random.below(3)),
        96 => format!("{}.{}.post{}", random.below(9), random.below(9), random.below(3)),
        97 => format!("20{:02}.{}.{}", 18 + random.below(8), 1 + random.below(12), 1 + random.below(28)),
        98 => format!("{}.{}b{}.dev{}", random.below(9), random.below(9), random.below(9), random.below(9)),
        _ => format!("{}.{}.0-alpha{}", random.below(9), random.below(9), random.below(9)),
    }
}

fn marker(random: &mut Random) -> String {
    let extra = |random: &mut Random| format!("extra == \"{}\"", random.pick::<&str>(EXTRAS));
    let python = |random: &mut Random| {
        let operator = random.pick::<&str>(&["<", ">=", "<", ">=", "=="]);
        format!("python_version {operator} \"{}\"", random.pick::<&str>(PYTHONS))
    };
    let platform = |random: &mut Random| {
        let comparisons = ["sys_platform == \"win32\"", "platform_system != \"Windows\"", "os_name == 'nt'"];
        (*random.pick::<&str>(&comparisons)).to_owned()
    };
    match random.below(100) {
        0..=59 => extra(random),
        60..=74 => python(random),
        75..=82 => platform(random),
        83..=92 => format!("({}) and {}", python(random), extra(random)),
        93..=96 => format!("{} and {}", platform(random), extra(random)),
        _ => format!("({} or {}) and {}", platform(random), python(random), extra(random)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_those_of_real_lines() {
        let plain = requirement_lines(7, 20_000, Shape::Plain);
        let share = |lines: &[String], what: char| {
            lines.iter().filter(|line| line.contains(what)).count() * 100 / lines.len()
        };
        assert!((20..=28).contains(&share(&plain, '(')));
        let with_markers = requirement_lines(7, 20_000, Shape::WithMarkers);
        assert!((86..=88).contains(&share(&with_markers, ';')));
        let mean = with_markers.iter().map(String::len).sum::<usize>() / with_markers.len();
        assert!((40..=45).contains(&mean), "{mean}");
        let operators =
            |operator: &str| plain.iter().map(|line| line.matches(operator).count()).sum::<usize>();
        let all = operators("=") - operators("==") + operators("<") - operators("<=") + operators(">")
            - operators(">=");
        let per_cent = |operator| operators(operator) * 100 / all;
        assert!((40..=48).contains(&per_cent(">=")), "{}", per_cent(">="));
        assert!((26..=34).contains(&per_cent("==")), "{}", per_cent("=="));
    }
}
