//! The files that `init` writes: a manifest, and what it names to begin with.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use haggle_govern::data::{ProjectEntry, toml_string};
use haggle_govern::day::Day;

/// What a manifest is made of.
#[derive(Debug, Clone)]
pub struct FamilyDraft {
    /// The family's name.
    pub name: String,
    /// The day.
    pub as_of: Day,
    /// The shared files.
    pub shared: SharedDraft,
    /// The projects.
    pub projects: ProjectsDraft,
    /// Minor versions of Python 3.
    pub pythons: BTreeSet<u32>,
    /// The address of the review system, where it is a Gerrit.
    pub review: Option<String>,
}

/// Where the shared files are.
#[derive(Debug, Clone)]
pub struct SharedDraft {
    /// The repository that holds them.
    pub project: String,
    /// Its branch.
    pub branch: String,
    /// Its folder.
    pub path: String,
    /// The global list, if there is one.
    pub global: Option<String>,
    /// The constraints.
    pub constraints: String,
    /// The denylist, if there is one.
    pub denylist: Option<String>,
}

/// The projects: each with its entry, or those of a list.
#[derive(Debug, Clone)]
pub enum ProjectsDraft {
    /// Entries.
    Entries(Vec<ProjectEntry>),
    /// A list and the folder of the checkouts.
    Listed {
        /// The list.
        list: String,
        /// The folder.
        clones: String,
    },
}

/// An extra of a project, as a feature to begin with.
#[derive(Debug, Clone)]
pub struct ExtraDraft {
    /// The project.
    pub project: String,
    /// The last part of its name.
    pub short: String,
    /// The extra.
    pub extra: String,
    /// Its requirements.
    pub requirements: Vec<String>,
}

/// The manifest's text.
pub fn manifest(draft: &FamilyDraft, has_features: bool) -> String {
    let mut text = String::from(
        "# The family that haggle governs. What nobody has said is unknown, and every answer says so.\nschema = 1\n",
    );
    if let ProjectsDraft::Listed { list, clones } = &draft.projects {
        let _ = writeln!(text, "\n# One project a line; each entry is what the checkout in `clones` says.");
        field(&mut text, "projects", list);
        field(&mut text, "clones", clones);
    }
    text.push_str("\n[family]\n");
    field(&mut text, "name", &draft.name);
    field(&mut text, "title", &draft.name);
    field(&mut text, "as-of", &draft.as_of.to_string());
    let shared = &draft.shared;
    text.push_str("\n# What is tested together");
    text.push_str(if shared.global.is_some() { ", and what may be used at all.\n" } else { ".\n" });
    text.push_str("[requirements]\n");
    field(&mut text, "project", &shared.project);
    field(&mut text, "branch", &shared.branch);
    field(&mut text, "path", &shared.path);
    optional(&mut text, "global", shared.global.as_deref());
    field(&mut text, "constraints", &shared.constraints);
    optional(&mut text, "denylist", shared.denylist.as_deref());
    if let ProjectsDraft::Entries(entries) = &draft.projects {
        for entry in entries {
            project(&mut text, entry);
        }
    }
    for minor in &draft.pythons {
        text.push_str("\n[[environment]]\n");
        field(&mut text, "id", &format!("cp3{minor}-linux"));
        field(&mut text, "python", &format!("3.{minor}"));
        field(&mut text, "platform", "linux");
    }
    if let Some(url) = &draft.review {
        text.push_str("\n[review]\n");
        field(&mut text, "url", url);
    }
    text.push_str("\n[data]\n");
    if has_features {
        field(&mut text, "features", "features.toml");
    }
    field(&mut text, "stakeholders", "stakeholders.toml");
    field(&mut text, "snapshot", "snapshot.json");
    text
}

fn project(text: &mut String, entry: &ProjectEntry) {
    text.push_str("\n[[project]]\n");
    field(text, "name", entry.name.as_str());
    field(text, "distribution", entry.distribution.as_str());
    optional(text, "release", entry.release.as_ref().map(ToString::to_string).as_deref());
    field(text, "branch", &entry.branch);
    field(text, "path", &entry.path);
    field(text, "requirements", &entry.requirements);
    optional(text, "test-requirements", entry.test_requirements.as_deref());
    optional(text, "setup-cfg", entry.setup_cfg.as_deref());
    optional(text, "bindep", entry.bindep.as_deref());
}

/// A catalogue to begin with: each extra is a feature, and nothing else is known of it.
pub fn catalogue(extras: &[ExtraDraft]) -> String {
    let mut text = String::from(
        "# The extras of the projects, each a feature whose requirements may belong elsewhere. Everything that is not said is unknown:\n# who deploys a feature (adoption), where the code imports it, whether the import is guarded, its licence.\nschema = 1\nevidence = \"the extras that the projects declare\"\n",
    );
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for extra in extras {
        let mut ids = Vec::new();
        for requirement in &extra.requirements {
            let name = requirement.split(|c: char| !(c.is_ascii_alphanumeric() || "-._".contains(c))).next();
            let id = unique(
                &mut taken,
                &format!("{}.{}.{}", extra.short, extra.extra, name.unwrap_or_default()),
                ".",
            );
            text.push_str("\n[[requirement]]\n");
            field(&mut text, "id", &id);
            field(&mut text, "kind", "python");
            field(&mut text, "project", &extra.project);
            field(&mut text, "requirement", requirement);
            field(&mut text, "placement", "extra");
            field(&mut text, "extra", &extra.extra);
            ids.push(toml_string(&id));
        }
        let id = unique(&mut taken, &format!("{}-{}", extra.short, extra.extra), "-");
        text.push_str("\n[[feature]]\n");
        field(&mut text, "id", &id);
        field(&mut text, "title", &format!("what the extra {} of {} is for", extra.extra, extra.short));
        field(&mut text, "project", &extra.project);
        let ids = ids.join(", ");
        let _ = writeln!(text, "requires = [{ids}]\nplaces = [{ids}]");
    }
    text
}

/// A name in small letters, digits and the separator, that no other entry has.
fn unique(taken: &mut BTreeSet<String>, text: &str, separator: &str) -> String {
    let is_kept = |c: char| c.is_ascii_alphanumeric() || (separator == "." && "-._".contains(c));
    let plain: String = text.chars().map(|c| if is_kept(c) { c.to_ascii_lowercase() } else { '-' }).collect();
    let plain = plain.trim_matches(['-', '.', '_']).to_owned();
    let mut id = plain.clone();
    let mut number = 2;
    while !taken.insert(id.clone()) {
        id = format!("{plain}-{number}");
        number += 1;
    }
    id
}

/// Values to begin with: those of the demo, marked as nobody's.
pub fn values(of_demo: &str) -> String {
    let body = of_demo.split_once("# When a change is recommended").map_or(of_demo, |(_, body)| body);
    let body = if body.len() == of_demo.len() {
        body.to_owned()
    } else {
        format!("# When a change is recommended{body}")
    };
    format!(
        "# Values, not facts: what each stakeholder cares about. These are examples to begin with, and every answer says so: replace them\n# with your stakeholders' (`haggle elicit STAKEHOLDER` asks for them), then take out `illustrative`.\nschema = 1\nillustrative = \"the stakeholders' values are the examples that haggle init writes: nobody has agreed to them\"\n\n{body}"
    )
}

fn field(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "{name} = {}", toml_string(value));
}

fn optional(text: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        field(text, name, value);
    }
}
