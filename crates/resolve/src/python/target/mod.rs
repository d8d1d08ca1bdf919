//! What requirements are resolved for: a Python on a platform.

mod error;
mod platform;
mod python_version;

pub use error::{TargetError, TargetErrorKind};
pub use platform::TargetPlatform;
pub(crate) use platform::values_of_tag;
pub use python_version::PythonVersion;

use std::fmt;
use std::str::FromStr;

use haggle_spec::{MarkerEnvironment, MarkerVariable, Tag};

/// `CPython` of a version, on a platform.
///
/// Law: what it prints as parses to the same target.
///
/// ```
/// use haggle_resolve::python::Target;
///
/// let target = Target::new("3.12", "linux")?;
/// assert_eq!(target.to_string(), "python 3.12.0 on linux");
/// assert_eq!("python 3.12 on linux".parse(), Ok(target));
/// assert_eq!(Target::new("3.12", "amiga").unwrap_err().to_string(), "`amiga` is not the name of a platform");
/// # Ok::<(), haggle_resolve::python::TargetError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    python: PythonVersion,
    platform: TargetPlatform,
}

impl Target {
    /// The target that the two texts name: see [`PythonVersion::new`] and [`TargetPlatform`]. The span of an error is one of
    /// the text that is wrong.
    pub fn new(python: &str, platform: &str) -> Result<Self, TargetError> {
        Ok(Self { python: python.parse()?, platform: platform.parse()? })
    }

    /// The target of these parts.
    pub fn from_parts(python: PythonVersion, platform: TargetPlatform) -> Self {
        Self { python, platform }
    }

    /// The version of Python.
    pub fn python(&self) -> &PythonVersion {
        &self.python
    }

    /// The platform.
    pub fn platform(&self) -> TargetPlatform {
        self.platform
    }

    /// What markers are evaluated in.
    pub fn environment(&self) -> MarkerEnvironment {
        MarkerEnvironment::new(&self.python.full(), self.platform.system())
            .with(MarkerVariable::PlatformMachine, self.platform.machine())
    }

    /// Whether a wheel with this tag runs here (the platform compatibility tags of the packaging specifications).
    pub fn takes(&self, tag: &Tag) -> bool {
        self.takes_interpreter(tag.interpreter(), tag.abi()) && self.platform.takes(tag.platform())
    }

    /// How an installer ranks wheels that run here: the greater, the better; none for a tag that does not run here. First the most
    /// specific interpreter and ABI, then the newest platform, any platform last.
    pub fn rank(&self, tag: &Tag) -> Option<WheelRank> {
        self.takes(tag).then(|| rank_of_tag(tag))
    }

    fn takes_interpreter(&self, interpreter: &str, abi: &str) -> bool {
        if interpreter == "py3" {
            return abi == "none";
        }
        if let Some(minor) = minor_of(interpreter, "py3") {
            return abi == "none" && minor <= self.python.minor();
        }
        let Some(minor) = minor_of(interpreter, "cp3") else { return false };
        match abi {
            "abi3" => minor <= self.python.minor(),
            "none" => minor == self.python.minor(),
            _ => {
                minor == self.python.minor()
                    && (abi == interpreter || abi.strip_suffix('m') == Some(interpreter))
            }
        }
    }
}

/// See [`Target::rank`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WheelRank(u8, u64, (u64, u64));

/// The rank of a tag among those that run somewhere.
pub(crate) fn rank_of_tag(tag: &Tag) -> WheelRank {
    let (interpreter, abi) = (tag.interpreter(), tag.abi());
    let kind = match (minor_of(interpreter, "cp3"), abi) {
        (Some(_), "abi3") => 2,
        (Some(_), "none") => 1,
        (Some(_), _) => 3,
        (None, _) => 0,
    };
    let minor = minor_of(interpreter, "cp3").or_else(|| minor_of(interpreter, "py3"));
    WheelRank(kind, minor.unwrap_or_default(), platform::age_of(tag.platform()))
}

fn minor_of(interpreter: &str, prefix: &str) -> Option<u64> {
    interpreter.strip_prefix(prefix)?.parse().ok()
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{PYTHON}{}{ON}{}", self.python.full(), self.platform)
    }
}

/// What comes before the version.
const PYTHON: &str = "python ";
/// What comes between the version and the platform.
const ON: &str = " on ";

/// Reads `python VERSION on PLATFORM`.
impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let parts = text.strip_prefix(PYTHON).and_then(|rest| rest.split_once(ON));
        let (python, platform) = parts.ok_or_else(|| TargetError::whole(text, TargetErrorKind::Form))?;
        let after = PYTHON.len() + python.len() + ON.len();
        Ok(Self {
            python: python.parse().map_err(|error: TargetError| error.shifted(PYTHON.len()))?,
            platform: platform.parse().map_err(|error: TargetError| error.shifted(after))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_segments_mean_the_first_patch_release() {
        for (text, expected) in [
            ("3.12", Ok("3.12.0")),
            ("3.12.4", Ok("3.12.4")),
            ("3.15.0b1", Ok("3.15.0b1")),
            ("3.13.0+", Ok("3.13.0+local")),
            ("", Err(TargetErrorKind::NotAVersion)),
            ("3.x", Err(TargetErrorKind::NotAVersion)),
            ("3.13t", Err(TargetErrorKind::NotAVersion)),
            ("banana", Err(TargetErrorKind::NotAVersion)),
            ("3.99999999999999999999", Err(TargetErrorKind::NotAVersion)),
            ("2.7", Err(TargetErrorKind::NotPython3)),
            ("1!3.12", Err(TargetErrorKind::NotPython3)),
            ("3", Err(TargetErrorKind::NumberOfSegments)),
            ("3.12.1.2", Err(TargetErrorKind::NumberOfSegments)),
            ("3.15b1", Err(TargetErrorKind::NoPatchSegment)),
            ("3.12+local", Err(TargetErrorKind::NoPatchSegment)),
        ] {
            let found = text.parse::<PythonVersion>();
            let found = found.as_ref().map(PythonVersion::full).map_err(TargetError::kind);
            assert_eq!(found, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn equal_versions_are_written_as_they_were() {
        let (short, long): (PythonVersion, PythonVersion) =
            ("3.12".parse().unwrap(), "3.12.0".parse().unwrap());
        assert_eq!(short, long);
        assert_eq!((short.to_string(), long.to_string()), ("3.12".to_owned(), "3.12.0".to_owned()));
    }

    #[test]
    fn a_text_of_a_target_has_its_error_at_the_part_that_is_wrong() {
        for (text, wrong, kind) in [
            ("python 3.12 on amiga", "amiga", TargetErrorKind::UnknownPlatform),
            ("python banana on linux", "banana", TargetErrorKind::NotAVersion),
            ("python 3.12", "python 3.12", TargetErrorKind::Form),
            ("3.12 on linux", "3.12 on linux", TargetErrorKind::Form),
        ] {
            let error = text.parse::<Target>().unwrap_err();
            assert_eq!((&text[error.span().range()], error.text(), error.kind()), (wrong, wrong, kind));
        }
    }

    #[test]
    fn a_target_prints_as_what_it_parses_from() {
        for (python, platform) in
            [("3.12", "linux"), ("3.15.0b1", "aarch64-manylinux2014"), ("3.9.1", "windows")]
        {
            let target = Target::new(python, platform).unwrap();
            assert_eq!(target.to_string().parse(), Ok(target));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn parts_of_a_target_serialise_as_their_names() {
        let python: PythonVersion = serde_json::from_str("\"3.12\"").unwrap();
        let platform: TargetPlatform = serde_json::from_str("\"linux\"").unwrap();
        assert_eq!(serde_json::to_string(&(python, platform)).unwrap(), "[\"3.12\",\"linux\"]");
        let error = serde_json::from_str::<PythonVersion>("\"banana\"").unwrap_err();
        assert!(error.to_string().starts_with("`banana` is not a version of Python 3"), "{error}");
    }

    #[track_caller]
    fn check(platform: &str, tag: &str, expected: bool) {
        let target = Target::new("3.12", platform).unwrap();
        assert_eq!(target.takes(&tag.parse().unwrap()), expected, "{tag} on {target}");
    }

    #[test]
    fn the_most_specific_wheel_is_ranked_first() {
        let target = Target::new("3.12", "x86_64-manylinux_2_28").unwrap();
        let best_first = [
            "cp312-cp312-manylinux_2_28_x86_64",
            "cp312-cp312-manylinux2014_x86_64",
            "cp312-abi3-manylinux2014_x86_64",
            "cp38-abi3-manylinux_2_28_x86_64",
            "cp312-none-any",
            "py3-none-manylinux2014_x86_64",
            "py3-none-any",
        ];
        let ranks = best_first.map(|tag| target.rank(&tag.parse().unwrap()));
        assert!(ranks.windows(2).all(|pair| pair[0] > pair[1]), "{ranks:?}");
        assert_eq!(target.rank(&"cp312-cp312-win_amd64".parse().unwrap()), None);
    }

    #[test]
    fn wheels_run_where_their_tags_say() {
        for (target, tag, expected) in [
            ("x86_64-manylinux2014", "py3-none-any", true),
            ("x86_64-manylinux2014", "py2-none-any", false),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux_2_17_x86_64", true),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux2010_x86_64", true),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux_2_28_x86_64", false),
            ("x86_64-manylinux2014", "cp312-cp312-manylinux2014_aarch64", false),
            ("x86_64-manylinux2014", "cp311-cp311-manylinux2014_x86_64", false),
            ("x86_64-manylinux2014", "cp38-abi3-manylinux2014_x86_64", true),
            ("x86_64-manylinux2014", "cp313-abi3-manylinux2014_x86_64", false),
            ("x86_64-manylinux2014", "cp312-cp312t-manylinux2014_x86_64", false),
            ("linux", "cp312-cp312-musllinux_1_1_x86_64", false),
            ("x86_64-unknown-linux-musl", "cp312-cp312-musllinux_1_1_x86_64", true),
            ("macos", "cp312-cp312-macosx_11_0_universal2", true),
            ("macos", "cp312-cp312-macosx_14_0_arm64", false),
            ("macos", "cp312-cp312-macosx_10_9_x86_64", false),
            ("windows", "cp312-cp312-win_amd64", true),
            ("windows", "cp312-cp312-win32", false),
        ] {
            check(target, tag, expected);
        }
    }
}
