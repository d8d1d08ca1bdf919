//! What is measured, for each implementation. haggle comes first; every pass gives a number that all have to agree on.

use std::str::FromStr;

use crate::inputs::Inputs;

/// One pass over all items.
pub type Pass<'a> = Box<dyn FnMut() -> usize + 'a>;

/// Everything up to the first pass, which is not measured.
pub type Prepare = for<'a> fn(&'a Inputs) -> Pass<'a>;

pub struct Task {
    pub name: &'static str,
    pub n_items: fn(&Inputs) -> usize,
    pub implementations: &'static [(&'static str, Prepare)],
}

pub const TASKS: &[Task] = &[
    Task {
        name: "requirement-plain",
        n_items: |inputs| inputs.plain.len(),
        implementations: &[
            ("haggle", |inputs| parse::<haggle_spec::Requirement>(&inputs.plain)),
            ("uv-pep508", |inputs| parse::<uv_pep508::Requirement>(&inputs.plain)),
            ("pep508_rs", |inputs| parse::<pep508_rs::Requirement>(&inputs.plain)),
        ],
    },
    Task {
        name: "requirement-markers",
        n_items: |inputs| inputs.with_markers.len(),
        implementations: &[
            ("haggle", |inputs| parse::<haggle_spec::Requirement>(&inputs.with_markers)),
            ("uv-pep508", |inputs| parse::<uv_pep508::Requirement>(&inputs.with_markers)),
            ("pep508_rs", |inputs| parse::<pep508_rs::Requirement>(&inputs.with_markers)),
        ],
    },
    Task {
        name: "version-parse",
        n_items: |inputs| inputs.versions.len(),
        implementations: &[
            ("haggle", |inputs| parse::<haggle_spec::Version>(&inputs.versions)),
            ("uv-pep440", |inputs| parse::<uv_pep440::Version>(&inputs.versions)),
            ("pep440_rs", |inputs| parse::<pep440_rs::Version>(&inputs.versions)),
        ],
    },
    Task {
        name: "version-compare",
        n_items: |inputs| inputs.versions.len() * COMPARED,
        implementations: &[
            ("haggle", |inputs| compare::<haggle_spec::Version>(&inputs.versions)),
            ("uv-pep440", |inputs| compare::<uv_pep440::Version>(&inputs.versions)),
            ("pep440_rs", |inputs| compare::<pep440_rs::Version>(&inputs.versions)),
        ],
    },
    Task {
        name: "contains-prepared",
        n_items: |inputs| inputs.specifier_sets.len() * COMPARED,
        implementations: &[
            ("haggle", |inputs| {
                let sets = parsed::<haggle_spec::SpecifierSet>(&inputs.specifier_sets);
                let sets: Vec<_> = sets.iter().map(haggle_spec::SpecifierSet::to_set).collect();
                contains(inputs, sets, |set, version: &haggle_spec::Version| set.contains(version))
            }),
            ("uv-pep440", |inputs| {
                let sets = parsed::<uv_pep440::VersionSpecifiers>(&inputs.specifier_sets);
                contains(inputs, sets, |set, version: &uv_pep440::Version| set.contains(version))
            }),
            ("pep440_rs", |inputs| {
                let sets = parsed::<pep440_rs::VersionSpecifiers>(&inputs.specifier_sets);
                contains(inputs, sets, |set, version: &pep440_rs::Version| set.contains(version))
            }),
        ],
    },
    Task {
        name: "marker-parse",
        n_items: |inputs| inputs.markers.len(),
        implementations: &[
            ("haggle", |inputs| parse::<haggle_spec::Marker>(&inputs.markers)),
            ("uv-pep508", |inputs| parse::<uv_pep508::MarkerTree>(&inputs.markers)),
            ("pep508_rs", |inputs| parse::<pep508_rs::MarkerTree>(&inputs.markers)),
        ],
    },
    Task {
        name: "marker-evaluate",
        n_items: |inputs| inputs.markers.len(),
        implementations: &[
            ("haggle", |inputs| {
                let markers = parsed::<haggle_spec::Marker>(&inputs.markers);
                let environment = haggle_spec::MarkerEnvironment::new("3.12.4", haggle_spec::Platform::Linux);
                let extras = [haggle_spec::ExtraName::new("test").expect("a name")];
                Box::new(move || {
                    markers.iter().filter(|marker| marker.evaluate(&environment, &extras) == Ok(true)).count()
                })
            }),
            ("uv-pep508", |inputs| {
                let markers = parsed::<uv_pep508::MarkerTree>(&inputs.markers);
                let environment = uv_environment();
                let extras = [uv_normalize::ExtraName::from_str("test").expect("a name")];
                Box::new(move || markers.iter().filter(|marker| marker.evaluate(&environment, &extras)).count())
            }),
        ],
    },
    #[cfg(feature = "files")]
    Task {
        name: "requirements-txt",
        n_items: |inputs| inputs.plain.len(),
        implementations: &[
            ("haggle", |inputs| {
                let bytes = inputs.requirements_txt.as_bytes();
                Box::new(move || {
                    let (file, diagnostics) = haggle_spec::file::requirements::RequirementsFile::parse(bytes);
                    assert!(diagnostics.is_empty());
                    file.lines().len()
                })
            }),
            ("uv-requirements-txt", |inputs| {
                Box::new(move || {
                    let client = uv_client::BaseClientBuilder::default();
                    let mut cache = uv_requirements_txt::SourceCache::default();
                    let text = &inputs.requirements_txt;
                    let file = uv_requirements_txt::RequirementsTxt::parse_str(
                        text, "requirements.txt", ".", &client, &mut cache,
                    );
                    pollster::block_on(file).expect("a file").requirements.len()
                })
            }),
        ],
    },
];

/// How many versions each version, or each set, is compared with.
const COMPARED: usize = 16;

fn parse<T: FromStr>(texts: &[String]) -> Pass<'_> {
    Box::new(move || {
        let mut n_parsed = 0;
        for text in texts {
            n_parsed += usize::from(std::hint::black_box(T::from_str(text)).is_ok());
        }
        n_parsed
    })
}

fn parsed<T: FromStr>(texts: &[String]) -> Vec<T> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

fn compare<T: FromStr + Ord + 'static>(texts: &[String]) -> Pass<'_> {
    let versions: Vec<T> = around(parsed(texts), parsed(texts));
    Box::new(move || {
        let mut n_less = 0;
        for compared in versions.windows(COMPARED + 1) {
            let [version, others @ ..] = compared else { continue };
            n_less += others.iter().filter(|other| version < other).count();
        }
        n_less
    })
}

fn contains<S, V: FromStr + 'static>(inputs: &Inputs, sets: Vec<S>, holds: fn(&S, &V) -> bool) -> Pass<'_>
where
    S: 'static,
{
    let versions: Vec<V> = around(parsed(&inputs.versions), parsed(&inputs.versions));
    Box::new(move || {
        let mut n_held = 0;
        for (set, versions) in sets.iter().zip(versions.windows(COMPARED).cycle()) {
            n_held += versions.iter().filter(|version| holds(set, version)).count();
        }
        n_held
    })
}

/// The items, and the first ones once more, so that each is followed by as many as it is compared with.
fn around<T>(mut items: Vec<T>, again: Vec<T>) -> Vec<T> {
    items.extend(again.into_iter().take(COMPARED));
    items
}

fn uv_environment() -> uv_pep508::MarkerEnvironment {
    uv_pep508::MarkerEnvironment::try_from(uv_pep508::MarkerEnvironmentBuilder {
        implementation_name: "cpython",
        implementation_version: "3.12.4",
        os_name: "posix",
        platform_machine: "x86_64",
        platform_python_implementation: "CPython",
        platform_release: "",
        platform_system: "Linux",
        platform_version: "",
        python_full_version: "3.12.4",
        python_version: "3.12",
        sys_platform: "linux",
    })
    .expect("an environment")
}

/// Whether every implementation takes a text, so that all do the same work.
pub mod taken {
    use std::str::FromStr;

    fn all<A: FromStr, B: FromStr, C: FromStr>(text: &str) -> bool {
        A::from_str(text).is_ok() && B::from_str(text).is_ok() && C::from_str(text).is_ok()
    }

    pub fn requirement(text: &str) -> bool {
        all::<haggle_spec::Requirement, uv_pep508::Requirement, pep508_rs::Requirement>(text)
    }

    pub fn version(text: &str) -> bool {
        all::<haggle_spec::Version, uv_pep440::Version, pep440_rs::Version>(text)
    }

    pub fn marker(text: &str) -> bool {
        all::<haggle_spec::Marker, uv_pep508::MarkerTree, pep508_rs::MarkerTree>(text)
    }

    pub fn specifiers(text: &str) -> bool {
        all::<haggle_spec::SpecifierSet, uv_pep440::VersionSpecifiers, pep440_rs::VersionSpecifiers>(text)
    }
}
