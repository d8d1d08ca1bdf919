//! Normal form of the requirements.

use super::PyProject;
use crate::Edit;
use crate::file::{MarkerSeparator, normalize_requirement};

impl PyProject {
    /// The edits that bring the requirements of the file into normal form; nothing else changes. A string with escapes stays as
    /// it is written.
    pub fn format(&self) -> Vec<Edit> {
        let items = self.items().filter(|item| item.requirement().is_some());
        self.format_with(MarkerSeparator::habit(items.map(|item| item.text.as_str())))
    }

    /// As [`format`](Self::format), with this before every marker.
    pub fn format_with(&self, separator: MarkerSeparator) -> Vec<Edit> {
        let mut edits = Vec::new();
        for item in self.items() {
            let Some(requirement) = item.requirement() else { continue };
            // A parse that recovers also gives what has no quotes, or one: where that would end, nobody knows.
            if item.span.start == item.content.start || item.span.end == item.content.end {
                continue;
            }
            let normal = normalize_requirement(&item.text, requirement, separator);
            if self.text(item.content) == item.text && normal != item.text {
                edits.push(self.replace(item, &normal));
            }
        }
        edits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::apply_edits;

    #[test]
    fn requirements_are_normalised_and_the_rest_stays() {
        let format = |text: &str| {
            let edits = PyProject::parse(text).0.format();
            String::from_utf8(apply_edits(text.as_bytes(), &edits).unwrap()).unwrap()
        };
        let once = format("[project]\ndependencies = ['six >= 1', \"a <2, >=1 ; os_name == 'x'\"]");
        assert_eq!(once, "[project]\ndependencies = ['six>=1', \"a>=1,<2; os_name == 'x'\"]");
        assert_eq!(format(&once), once, "formatting twice is formatting once");
        for broken in ["[project]\ndependencies = [d@\"e x\"]", "[project]\ndependencies = [\"d   >=1"] {
            assert_eq!(format(broken), broken);
        }
    }
}
