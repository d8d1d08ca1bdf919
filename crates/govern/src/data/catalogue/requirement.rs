//! A requirement of the catalogue, and what the code does with it.

use std::collections::BTreeMap;

use haggle_spec::file::bindep::BindepFile;
use haggle_spec::{ExtraName, Platform, Requirement, RequirementError, Version};
use serde::Serialize;
use toml::Spanned;

use super::context::Context;
use super::kind::Kind;
use super::upkeep::{Advisories, OutsideUser, Upkeep};
use crate::data::error::InputErrorKind;
use crate::data::identifier::{ProjectName, RequirementId};
use crate::data::placement::Placement;
use crate::data::reader::{OneLine, Origin, TableReader, word};
use crate::day::Day;
use crate::known::Known;

/// One requirement of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedRequirement {
    /// Its name in the catalogue.
    pub id: RequirementId,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The project whose files hold it.
    pub project: ProjectName,
    /// The line as it is or would be written; of Python distributions.
    pub requirement: Option<WrittenRequirement>,
    /// The lines as they are or would be written; of programs and system packages.
    pub bindep: Vec<String>,
    /// Where it is today.
    pub placement: Placement,
    /// The extra that holds it, where it is in one.
    pub extra: Option<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Where the code imports it.
    pub imports: Known<Vec<ImportSite>>,
    /// Where the code runs it.
    pub runs: Known<Vec<RunSite>>,
    /// Present when no code imports or runs it any more.
    pub removed: Option<Removal>,
    /// Whether the project's own tests exercise it.
    pub tested: Known<bool>,
    /// What distributions call it.
    pub names: Known<BTreeMap<String, String>>,
    /// An SPDX expression.
    pub licence: Known<String>,
    /// Platforms that it does not work on.
    pub platforms: Known<PlatformLimits>,
    /// What happens when it is absent.
    pub missing_behaviour: Option<String>,
    /// What can be used instead of it.
    pub alternatives: Known<Vec<String>>,
    /// Projects outside the manifest that always require it, and so keep it in the shared lists.
    pub required_by: Known<Vec<OutsideUser>>,
    /// Libraries of the global list that do the same.
    pub duplicates: Known<Vec<String>>,
    /// How many people release it.
    pub releasers: Known<u32>,
    /// The version that each distribution of an operating system ships; one that is not there ships none.
    pub shipped: Known<BTreeMap<String, Version>>,
    /// Advisories against it.
    pub advisories: Known<Advisories>,
    /// The page that documents it.
    pub documentation: Option<String>,
    /// What was looked at.
    pub evidence: Vec<String>,
}

/// A requirement and the text that it is written as.
#[derive(Debug, Clone, PartialEq)]
pub struct WrittenRequirement {
    text: String,
    requirement: Requirement,
}

/// A place in the code that imports a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportSite {
    /// The module.
    pub module: String,
    /// `file:line`.
    pub site: String,
    /// The code goes on without the module.
    pub guarded: bool,
    /// The release or commit that was looked at.
    pub evidence: String,
}

/// A place in the code that runs a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunSite {
    /// The program.
    pub program: String,
    /// `file:line`.
    pub site: String,
    /// The release or commit that was looked at.
    pub evidence: String,
}

/// When the last use went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Removal {
    /// The commit that removed it.
    pub commit: String,
    /// Its day.
    pub date: Day,
    /// The first release without it.
    pub release: Option<String>,
    /// What was looked at.
    pub evidence: Option<String>,
}

/// Platforms that a requirement does not work on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformLimits {
    /// The platforms.
    pub excluded: Vec<Platform>,
    /// Why.
    pub reason: Option<String>,
    /// What was looked at.
    pub evidence: Option<String>,
}

impl WrittenRequirement {
    /// As it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The requirement.
    pub fn requirement(&self) -> &Requirement {
        &self.requirement
    }

    fn of(line: &Spanned<String>, table: &mut TableReader<'_, '_>) -> Option<Self> {
        match line.get_ref().parse() {
            Ok(requirement) => Some(Self { text: line.get_ref().clone(), requirement }),
            Err(error) => {
                let error: RequirementError = error;
                let diagnostic = error.to_diagnostic(0);
                let span = table.errors.inside(line, diagnostic.span.range());
                table.errors.add(span, InputErrorKind::Line(Box::new(diagnostic)));
                None
            }
        }
    }
}

impl Removal {
    /// What happened, in words.
    pub fn words(&self) -> String {
        let release = self.release.as_ref().map(|release| format!(", first released in {release}"));
        let evidence = self.evidence.as_ref().map(|evidence| format!(" ({evidence})"));
        format!(
            "the last use went in {} on {}{}{}",
            self.commit,
            self.date,
            release.unwrap_or_default(),
            evidence.unwrap_or_default()
        )
    }

    fn of(table: &mut TableReader<'_, '_>) -> Option<Self> {
        let (commit, date) = (table.required("commit"), table.required("date"));
        let (release, evidence) = (table.optional("release"), table.optional("evidence"));
        Some(Self { commit: commit?, date: date?, release: release?, evidence: evidence? })
    }
}

impl PlacedRequirement {
    pub(super) fn of(
        table: &mut TableReader<'_, '_>,
        origin: &Origin,
        context: &mut Context<'_>,
    ) -> Option<Self> {
        let id: Option<Spanned<RequirementId>> = table.required("id");
        let id = context.requirement_names.next(id, table);
        let (kind, project) = (Kind::of(table), context.project(table));
        if let (Some(id), Some(kind)) = (&id, kind) {
            context.kinds.insert(id.clone(), kind);
        }
        let lines = lines(table, kind);
        let (placement, extra) = placement(table);
        let purpose = table.optional("purpose");
        let uses = Uses::of(table, kind, origin);
        let tested = table.known("tested", "whether the project's tests exercise it", origin);
        let names = names(table, origin);
        let (licence, platforms) = (licence(table, origin), platforms(table, origin));
        let missing_behaviour = table.optional("missing-behaviour");
        let alternatives = table.known("alternatives", "what can be used instead of it", origin);
        let upkeep = Upkeep::of(table, origin);
        let (documentation, evidence) = (table.optional("documentation"), table.list("evidence"));
        let (lines, uses, upkeep) = (lines?, uses?, upkeep?);
        Some(Self {
            id: id?,
            kind: kind?,
            project: project?,
            requirement: lines.0,
            bindep: lines.1,
            placement: placement?,
            extra: extra?,
            purpose: purpose?,
            imports: uses.imports,
            runs: uses.runs,
            removed: uses.removed,
            tested: tested?,
            names: names?,
            licence: licence?,
            platforms: platforms?,
            missing_behaviour: missing_behaviour?,
            alternatives: alternatives?,
            required_by: upkeep.required_by,
            duplicates: upkeep.duplicates,
            releasers: upkeep.releasers,
            shipped: upkeep.shipped,
            advisories: upkeep.advisories,
            documentation: documentation?,
            evidence: evidence?,
        })
    }
}

type Lines = (Option<WrittenRequirement>, Vec<String>);

/// The line of a Python distribution and the lines of `bindep.txt`.
fn lines(table: &mut TableReader<'_, '_>, kind: Option<Kind>) -> Option<Lines> {
    let text = |line: Spanned<OneLine>| Spanned::new(line.span(), line.into_inner().0);
    let line = table.optional("requirement").map(|line| line.map(text));
    let bindep = table.list("bindep").map(|lines| lines.into_iter().map(text).collect::<Vec<_>>());
    if kind == Some(Kind::Python) && matches!(line, Some(None)) {
        return table.missing("requirement");
    }
    let mut are_sound = true;
    for line in bindep.iter().flatten() {
        for diagnostic in BindepFile::parse(line.get_ref().as_str()).1 {
            let span = table.errors.inside(line, diagnostic.span.range());
            table.errors.add(span, InputErrorKind::Line(Box::new(diagnostic)));
            are_sound = false;
        }
    }
    let written = match line? {
        Some(line) => Some(WrittenRequirement::of(&line, table)?),
        None => None,
    };
    let bindep = bindep?.into_iter().map(Spanned::into_inner).collect();
    are_sound.then_some((written, bindep))
}

/// Where it is today, and the extra, which has to be named where it is in one.
#[expect(clippy::option_option, reason = "the outer one is an error, the inner one a field that is left out")]
fn placement(table: &mut TableReader<'_, '_>) -> (Option<Placement>, Option<Option<String>>) {
    let placement = table.required("placement").and_then(|text| word(&text, table.errors, &Placement::WORDS));
    let extra: Option<Option<Spanned<String>>> = table.optional("extra");
    match extra {
        Some(None) if placement == Some(Placement::Extra) => (placement, table.missing("extra")),
        Some(None) => (placement, Some(None)),
        None => (placement, None),
        Some(Some(name)) => match ExtraName::new(name.get_ref()) {
            Ok(_) => (placement, Some(Some(name.into_inner()))),
            Err(error) => {
                table.errors.add(name.span(), InputErrorKind::PackageName(error));
                (placement, None)
            }
        },
    }
}

/// What the code does with a requirement.
struct Uses {
    imports: Known<Vec<ImportSite>>,
    runs: Known<Vec<RunSite>>,
    removed: Option<Removal>,
}

impl Uses {
    fn of(table: &mut TableReader<'_, '_>, kind: Option<Kind>, origin: &Origin) -> Option<Self> {
        let imports = table.optional_tables(("imports", "an import site"), import_site);
        let runs = table.optional_tables(("runs", "a site that runs it"), run_site);
        let removed = table.optional_table(("removed", "`removed`"), Removal::of)?;
        let (imports, runs) = (imports?, runs?);
        if let Some(removal) = &removed {
            let used = |n: Option<usize>| n.is_some_and(|n| n > 0);
            if used(imports.as_ref().map(Vec::len)) || used(runs.as_ref().map(Vec::len)) {
                table.errors.add(table.span(), InputErrorKind::RemovedButUsed);
                return None;
            }
            let none = || (removal.words(), Some(removal.date));
            let ((source, date), (run_source, run_date)) = (none(), none());
            let imports = Known::fact(Vec::new(), source, date);
            return Some(Self { imports, runs: Known::fact(Vec::new(), run_source, run_date), removed });
        }
        let imports = match (imports, kind) {
            (None, Some(Kind::Program | Kind::SystemPackage | Kind::Service)) => {
                Known::fact(Vec::new(), "it is not a Python distribution", None)
            }
            (imports, _) => origin.known(imports, "where the code imports it"),
        };
        Some(Self { imports, runs: origin.known(runs, "where the code runs it"), removed })
    }
}

fn import_site(table: &mut TableReader<'_, '_>) -> Option<ImportSite> {
    let (module, site) = (table.required("module"), table.required("site"));
    let (guarded, evidence) = (table.required("guarded"), table.required("evidence"));
    Some(ImportSite { module: module?, site: site?, guarded: guarded?, evidence: evidence? })
}

fn run_site(table: &mut TableReader<'_, '_>) -> Option<RunSite> {
    let (program, site) = (table.required("program"), table.required("site"));
    let evidence = table.required("evidence");
    Some(RunSite { program: program?, site: site?, evidence: evidence? })
}

fn names(table: &mut TableReader<'_, '_>, origin: &Origin) -> Option<Known<BTreeMap<String, String>>> {
    let names = table.optional_table(("names", "`names`"), |names| {
        let entries = names.rest::<String>()?;
        Some(entries.into_iter().map(|(who, name)| (who.into_inner(), name)).collect())
    });
    Some(origin.known(names?, "what distributions call it"))
}

fn licence(table: &mut TableReader<'_, '_>, origin: &Origin) -> Option<Known<String>> {
    let (licence, source) = (table.optional("licence"), table.optional::<String>("licence-source"));
    match (licence?.map(|OneLine(licence)| licence), source?) {
        (Some(licence), Some(source)) => Some(Known::fact(licence, source, None)),
        (None, Some(_)) => table.missing("licence"),
        (licence, None) => Some(origin.known(licence, "its licence")),
    }
}

fn platforms(table: &mut TableReader<'_, '_>, origin: &Origin) -> Option<Known<PlatformLimits>> {
    let limits = table.optional_table(("platforms", "`platforms`"), |table| {
        let excluded: Option<Vec<Spanned<String>>> = table.required("excluded");
        let (reason, evidence) = (table.optional("reason"), table.optional("evidence"));
        let words = [("linux", Platform::Linux), ("darwin", Platform::MacOs), ("win32", Platform::Windows)];
        let excluded: Vec<Option<Platform>> =
            excluded?.iter().map(|text| word(text, table.errors, &words)).collect();
        let excluded = excluded.into_iter().collect::<Option<_>>();
        Some(PlatformLimits { excluded: excluded?, reason: reason?, evidence: evidence? })
    });
    Some(origin.known(limits?, "which platforms it does not work on"))
}
