//! What the gate counts instructions of: haggle's own tasks, one at a time, over the lines of the seeded generator.
//!
//! ```text
//! instructions list        the tasks, one a line, with the number of their items
//! instructions run TASK    one pass, within the function `measured` and after one that is not counted, and no more
//! instructions constructs  what files are built of, one a line
//! instructions grow NAME N the same for a file that has so many of a construct
//! ```
//!
//! `cargo xtask bench spec --check-baseline` runs these under valgrind; without arguments nothing is done.

mod growth;

use std::hint::black_box;
use std::str::FromStr;

use haggle_spec::file::requirements::RequirementsFile;
use haggle_spec::{
    ExtraName, Marker, MarkerEnvironment, Platform, Prereleases, Requirement, SpecifierSet, Version,
};
use haggle_testkit::lines::{Shape, markers, requirement_lines, versions};

/// A task's pass over all items, and how many these are.
type Prepared = (usize, Box<dyn FnMut()>);

const N_LINES: usize = 2000;

/// A task's name, and what makes it ready.
type Task = (&'static str, fn() -> Prepared);

const TASKS: &[Task] = &[
    ("version-parse", || parse::<Version>(versions(3, N_LINES))),
    ("version-compare", version_compare),
    ("contains", contains),
    ("contains-prepared", contains_prepared),
    ("requirement-plain", || parse::<Requirement>(requirement_lines(1, N_LINES, Shape::Plain))),
    ("requirement-markers", || parse::<Requirement>(requirement_lines(2, N_LINES, Shape::WithMarkers))),
    ("marker-parse", || parse::<Marker>(markers(4, N_LINES))),
    ("marker-evaluate", marker_evaluate),
    ("requirements-txt", requirements_txt),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["list"] => {
            for (name, prepare) in TASKS {
                println!("{name} {}", prepare().0);
            }
        }
        ["run", task] => {
            let Some((_, prepare)) = TASKS.iter().find(|(name, _)| *name == task) else {
                eprintln!("error: no task is named `{task}`");
                std::process::exit(2);
            };
            count(prepare().1);
        }
        ["constructs"] => growth::names().for_each(|name| println!("{name}")),
        ["grow", name, number] => {
            let Some(pass) = number.parse().ok().and_then(|number| growth::prepare(name, number)) else {
                eprintln!("error: no construct is named `{name}`, or `{number}` is not a number");
                std::process::exit(2);
            };
            count(pass);
        }
        _ => println!("usage: instructions list | run TASK | constructs | grow NAME N (under valgrind)"),
    }
}

/// One pass that is not counted, then one that is.
fn count(mut pass: Box<dyn FnMut()>) -> ! {
    pass();
    measured(&mut *pass);
    // What is counted ends here: nothing is dropped.
    std::process::exit(0);
}

/// What the instruction counter looks at.
#[inline(never)]
fn measured(pass: &mut dyn FnMut()) {
    pass();
}

fn parse<T: FromStr + 'static>(texts: Vec<String>) -> Prepared {
    let pass = move || {
        for text in &texts {
            black_box(T::from_str(text).is_ok());
        }
    };
    (N_LINES, Box::new(pass))
}

fn parsed<T: FromStr>(texts: &[String]) -> Vec<T> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

fn version_compare() -> Prepared {
    let versions: Vec<Version> = parsed(&versions(3, N_LINES));
    let n_pairs = (versions.len() - 16) * 16;
    let pass = move || {
        for window in versions.windows(17) {
            black_box(window[1..].iter().filter(|other| window[0] < **other).count());
        }
    };
    (n_pairs, Box::new(pass))
}

fn specifier_sets() -> Vec<SpecifierSet> {
    let requirements: Vec<Requirement> = parsed(&requirement_lines(1, N_LINES, Shape::Plain));
    requirements.iter().map(|requirement| requirement.specifiers().clone()).collect()
}

fn contains() -> Prepared {
    let (sets, versions) = (specifier_sets(), parsed::<Version>(&versions(3, N_LINES)));
    let n_pairs = sets.len() * 16;
    let pass = move || {
        for (set, versions) in sets.iter().zip(versions.windows(16).cycle()) {
            black_box(versions.iter().filter(|version| set.contains(version, Prereleases::Allow)).count());
        }
    };
    (n_pairs, Box::new(pass))
}

fn contains_prepared() -> Prepared {
    let sets: Vec<_> = specifier_sets().iter().map(SpecifierSet::to_set).collect();
    let versions: Vec<Version> = parsed(&versions(3, N_LINES));
    let n_pairs = sets.len() * 16;
    let pass = move || {
        for (set, versions) in sets.iter().zip(versions.windows(16).cycle()) {
            black_box(versions.iter().filter(|version| set.contains(version)).count());
        }
    };
    (n_pairs, Box::new(pass))
}

fn marker_evaluate() -> Prepared {
    let markers: Vec<Marker> = parsed(&markers(4, N_LINES));
    let environment = MarkerEnvironment::new("3.12.4", Platform::Linux);
    let extras = [ExtraName::new("test").expect("a name")];
    let n_markers = markers.len();
    let pass = move || {
        black_box(markers.iter().filter(|marker| marker.evaluate(&environment, &extras) == Ok(true)).count());
    };
    (n_markers, Box::new(pass))
}

fn requirements_txt() -> Prepared {
    let text = requirement_lines(1, N_LINES, Shape::Plain).join("\n") + "\n";
    let pass = move || {
        let (file, _) = RequirementsFile::parse(text.as_bytes());
        black_box(file.lines().len());
    };
    (N_LINES, Box::new(pass))
}
