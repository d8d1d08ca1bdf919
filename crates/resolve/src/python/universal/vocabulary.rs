//! What markers and ranges compare with: the values that tell environments apart.

use haggle_spec::{Marker, MarkerEnvironment, MarkerStep, MarkerVariable, SpecifierSet};

use super::families::{GIVEN, Named};
use super::pythons::Bounds;
use super::space::{Space, is_free, is_search};

/// What markers and ranges compare with, before the space is made.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary {
    named: Named,
    bounds: Bounds,
}

impl Vocabulary {
    pub(super) fn note_range(&mut self, range: &SpecifierSet) {
        self.bounds.note_range(range);
    }

    /// Notes the values of an environment that is asked for.
    pub(super) fn note_environment(&mut self, environment: &MarkerEnvironment) {
        self.bounds.note(environment.value(MarkerVariable::PythonFullVersion).unwrap_or_default());
        if let Some(python) = environment.version(MarkerVariable::PythonFullVersion) {
            self.bounds.note_prerelease(python);
        }
        for variable in GIVEN {
            let value = environment.value(variable).unwrap_or_default();
            self.named.values.entry(variable).or_default().insert(value.to_owned());
        }
    }

    pub(super) fn note_marker(&mut self, marker: &Marker) {
        for step in marker.program() {
            let MarkerStep::Comparison(comparison) = step else { continue };
            let (Some(variable), Some(literal)) = (comparison.variable(), comparison.literal()) else {
                continue;
            };
            match variable {
                MarkerVariable::PythonVersion | MarkerVariable::PythonFullVersion => {
                    self.bounds.note(literal);
                }
                MarkerVariable::Extra | MarkerVariable::Extras | MarkerVariable::DependencyGroups => {}
                _ if is_search(comparison.operator()) && is_free(variable) => {}
                _ if is_search(comparison.operator()) => {
                    let parts = self.named.parts.entry(variable).or_default();
                    parts.extend(
                        literal.split([' ', ',', '|']).filter(|part| !part.is_empty()).map(str::to_owned),
                    );
                }
                _ => {
                    self.named.values.entry(variable).or_default().insert(literal.to_owned());
                }
            }
        }
    }

    /// The space of the environments whose Python lies in the range.
    pub(super) fn space(mut self, range: &SpecifierSet) -> Space {
        self.bounds.note_range(range);
        for specifier in range {
            if let Some(version) = specifier.version().filter(|version| version.is_prerelease()) {
                self.bounds.note_prerelease(version);
            }
        }
        let pythons = self.bounds.pythons(range);
        Space::new(range, pythons, &self.named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What reading the marker takes, in nodes and listed values.
    fn size(text: &str) -> usize {
        let marker: Marker = text.parse().unwrap();
        let mut vocabulary = Vocabulary::default();
        vocabulary.note_marker(&marker);
        let mut space = vocabulary.space(&">=3.9".parse().unwrap());
        let set = space.marker(&marker, None);
        assert!(!set.is_none() && set != space.everywhere);
        space.diagrams.size()
    }

    #[track_caller]
    fn check(join: &str, term: impl Fn(usize) -> String) {
        let text = |n: usize| (0..n).map(&term).collect::<Vec<_>>().join(join);
        let (small, large) = (size(&text(750)), size(&text(3_000)));
        // Four times the length, and a little for the logarithm.
        assert!(large < 6 * small && large < 200_000, "{}: {small}, then {large}", term(0));
    }

    #[test]
    fn long_markers_take_what_their_length_is() {
        check(" or ", |index| format!("platform_machine == 'machine{index}'"));
        check(" or ", |index| format!("sys_platform == 'system{index}'"));
        check(" and ", |index| format!("platform_system != 'System{index}'"));
        check(" or ", |index| format!("'build{index}' in platform_version"));
        check(" or ", |index| format!("platform_release == '5.{index}'"));
        check(" or ", |index| format!("python_full_version == '3.10.{index}'"));
        check(" or ", |index| format!("(platform_machine == 'machine{index}' and os_name == 'posix')"));
    }
}
