//! What speaks against a change: reasons that a person can override, which its message then says; and what the release process forbids.

use crate::data::{Manifest, ProjectName};

/// A reason not to draft a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// Its name, which `--override` takes: one of [`Objection::NAMES`], or that of a veto of the evaluation.
    pub id: String,
    /// What is wrong, in a sentence without a full stop.
    pub because: String,
    /// Who may override it, where the family says so.
    pub waivable_by: Option<String>,
    /// Whether it was overridden.
    pub is_overridden: bool,
}

impl Objection {
    /// The names of the objections that are not vetoes of the evaluation: a freeze or a stable branch; facts that nobody knows; no
    /// solution; a bound above the pin; a bound that the global list excludes; a name without a release; a line without a bound; a result
    /// that the gate refuses; a licence that the family does not allow; no file for an environment.
    pub const NAMES: [&str; 10] = [
        "process",
        "unknown",
        "unsolvable",
        "bound-above-pin",
        "bound-excluded",
        "no-release",
        "no-lower-bound",
        "gate",
        "licence",
        "artefact",
    ];

    /// What a message says of it, where it was overridden.
    pub fn paragraph(&self) -> Option<String> {
        let by = self.waivable_by.as_ref().map(|by| format!("; may be waived by the {by}"));
        let by = by.unwrap_or_default();
        self.is_overridden.then(|| format!("Overridden, {}: {}{by}.", self.id, self.because))
    }
}

/// What messages say of objections that were overridden: a paragraph for each.
pub fn overridden(objections: &[Objection]) -> Vec<String> {
    objections.iter().filter_map(Objection::paragraph).collect()
}

/// Whether an objection holds.
pub fn is_refused(objections: &[Objection]) -> bool {
    objections.iter().any(|objection| !objection.is_overridden)
}

/// What a change does, as the release process sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChangeEffect {
    /// It repairs what is wrong: a release that breaks something is excluded, a pin is taken back, a line follows the shared lists. A freeze
    /// and a stable branch let it through.
    Repairs,
    /// Anything else: names come or go, bounds and pins rise, environments change.
    #[default]
    Changes,
}

/// The objections to a change as they come together.
#[derive(Debug)]
pub struct Objections<'a> {
    manifest: &'a Manifest,
    overrides: &'a [String],
    /// What was found.
    pub found: Vec<Objection>,
}

impl<'a> Objections<'a> {
    /// None yet; those of the names in `overrides` will be overridden.
    pub fn new(manifest: &'a Manifest, overrides: &'a [String]) -> Self {
        Self { manifest, overrides, found: Vec::new() }
    }

    /// Adds one, unless it is there.
    pub fn add(&mut self, id: &str, because: impl Into<String>) {
        let because = because.into();
        if self.found.iter().any(|other| other.id == id && other.because == because) {
            return;
        }
        self.found.push(Objection {
            id: id.to_owned(),
            because,
            waivable_by: self.manifest.waivers.role(id).map(str::to_owned),
            is_overridden: self.overrides.iter().any(|name| name == id),
        });
    }

    /// What the release process says of a change to some branches: nothing of what repairs; else a freeze, for what is pushed also that
    /// nobody knows of one, and branches that are stable by the manifest or by their name.
    pub fn of_process<'b>(
        &mut self,
        effect: ChangeEffect,
        branches: impl IntoIterator<Item = (&'b ProjectName, &'b str)>,
        is_pushed: bool,
    ) {
        if effect == ChangeEffect::Repairs {
            return;
        }
        let process = &self.manifest.process;
        if process.frozen.value() == Some(&true) {
            self.add("process", format!("a requirements freeze is in force ({})", process.frozen.source()));
        }
        if is_pushed && let Some(unknown) = unknown_freeze(self.manifest) {
            self.add("process", unknown);
        }
        let is_stable = process.stable.value() == Some(&true);
        for (project, branch) in branches {
            if is_stable || ["stable/", "unmaintained/"].iter().any(|start| branch.starts_with(start)) {
                self.add("process", format!("the branch {branch} of {project} is a stable one"));
            }
        }
    }
}

/// That nobody has recorded whether a freeze is in force, where that is so.
pub fn unknown_freeze(manifest: &Manifest) -> Option<String> {
    let frozen = &manifest.process.frozen;
    frozen.value().is_none().then(|| format!("{} (`frozen` of `[process]` says it)", frozen.source()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::SMALL_FAMILY;

    #[track_caller]
    fn check(process: &str, branch: &str, is_pushed: bool, expected: &[&str]) {
        let manifest = Manifest::read(&format!("{SMALL_FAMILY}{process}")).unwrap();
        let app = &manifest.projects[0].name;
        for (effect, expected) in [(ChangeEffect::Changes, expected), (ChangeEffect::Repairs, &[])] {
            let mut objections = Objections::new(&manifest, &[]);
            objections.of_process(effect, [(app, branch)], is_pushed);
            let found: Vec<&str> = objections.found.iter().map(|one| one.because.as_str()).collect();
            assert_eq!(found, expected, "{process} {branch} {effect:?}");
        }
    }

    #[test]
    fn a_freeze_and_a_stable_branch_take_only_what_repairs() {
        let frozen = "a requirements freeze is in force (the manifest)";
        let unknown =
            "nobody has recorded whether a requirements freeze is in force (`frozen` of `[process]` says it)";
        check("", "main", false, &[]);
        check("", "main", true, &[unknown]);
        check("[process]\nfrozen = false\n", "main", true, &[]);
        check("[process]\nfrozen = true\n", "main", false, &[frozen]);
        let stable = "the branch stable/2026.1 of o/app is a stable one";
        check("[process]\nfrozen = false\n", "stable/2026.1", false, &[stable]);
        check(
            "[process]\nfrozen = false\nstable = true\n",
            "main",
            true,
            &["the branch main of o/app is a stable one"],
        );
        let old = "the branch unmaintained/2024.1 of o/app is a stable one";
        check("[process]\nfrozen = true\n", "unmaintained/2024.1", true, &[frozen, old]);
    }
}
