//! What is parsed: lines of the seeded generator, or a folder of files with one string a line.

use std::path::Path;

use haggle_testkit::lines::{Shape, markers, requirement_lines, versions};

/// The same strings for every implementation; only what all of them take.
pub struct Inputs {
    pub plain: Vec<String>,
    pub with_markers: Vec<String>,
    pub versions: Vec<String>,
    pub markers: Vec<String>,
    pub specifier_sets: Vec<String>,
    pub requirements_txt: String,
}

impl Inputs {
    /// Lines of the generator.
    pub fn generated() -> Self {
        let plain = requirement_lines(1, 4000, Shape::Plain);
        let specifier_sets = plain.iter().map(|line| specifiers_of(line)).filter(|set| !set.is_empty()).collect();
        Inputs {
            with_markers: requirement_lines(2, 4000, Shape::WithMarkers),
            versions: versions(3, 4000),
            markers: markers(4, 4000),
            specifier_sets,
            requirements_txt: plain.join("\n") + "\n",
            plain,
        }
        .taken_by_all()
    }

    /// Files of a folder, by the names they have there.
    pub fn corpus(folder: &str) -> std::io::Result<Self> {
        let read = |name: &str| -> std::io::Result<Vec<String>> {
            Ok(std::fs::read_to_string(Path::new(folder).join(name))?.lines().map(str::to_owned).collect())
        };
        let plain = read("requires_dist.txt")?;
        Ok(Inputs {
            with_markers: read("metadata_like.txt")?,
            versions: read("versions_all.txt")?,
            markers: read("markers.txt")?,
            specifier_sets: read("specsets.txt")?,
            requirements_txt: String::new(),
            plain,
        }
        .taken_by_all())
    }

    fn taken_by_all(mut self) -> Self {
        use crate::tasks::taken;
        self.plain.retain(|line| taken::requirement(line));
        self.with_markers.retain(|line| taken::requirement(line));
        self.versions.retain(|text| taken::version(text));
        self.markers.retain(|text| taken::marker(text));
        self.specifier_sets.retain(|text| taken::specifiers(text));
        if self.requirements_txt.is_empty() {
            self.requirements_txt = self.plain.join("\n") + "\n";
        }
        self
    }
}

/// The specifiers of a generated line.
fn specifiers_of(line: &str) -> String {
    let start = line.find(['<', '>', '=', '!', '~']).unwrap_or(line.len());
    line[start..].trim_end_matches(')').to_owned()
}
