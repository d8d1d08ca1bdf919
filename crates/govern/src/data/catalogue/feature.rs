//! A feature of a project.

use serde::Serialize;
use toml::Spanned;

use super::condition::SideConditionEntry;
use super::context::Context;
use super::kind::Kind;
use crate::data::error::InputErrorKind;
use crate::data::identifier::{Identifier, ProjectName, RequirementId};
use crate::data::reader::{Names, TableReader, parsed};
use crate::day::Day;

/// One feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its name in the catalogue and on the command line.
    pub id: Identifier,
    /// The name that people read.
    pub title: String,
    /// The project that has it.
    pub project: ProjectName,
    /// What the project's documentation calls it.
    pub claimed: Option<String>,
    /// Where it says so.
    pub claim_source: Option<String>,
    /// What it does.
    pub summary: Option<String>,
    /// Everything it needs.
    pub requires: Vec<RequirementId>,
    /// What the decision is about: requirements of one kind whose placement is open.
    pub places: Vec<RequirementId>,
    /// Why a requirement that it needs is not open.
    pub closed: Vec<ClosedRequirement>,
    /// Placements on terms, each an option of its own.
    pub conditions: Vec<SideConditionEntry>,
    /// Options that switch it on.
    pub config: Vec<String>,
    /// When it came.
    pub since: Option<String>,
    /// Set where users have been told that it will go.
    pub deprecated: Option<Deprecation>,
    /// The page that documents it.
    pub documentation: Option<String>,
    /// What was looked at.
    pub evidence: Vec<String>,
}

/// That users have been told that a feature will go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deprecation {
    /// Since when.
    pub since: Day,
    /// What was looked at.
    pub evidence: String,
}

impl Feature {
    pub(super) fn of(table: &mut TableReader<'_, '_>, context: &mut Context<'_>) -> Option<Self> {
        let id = table.required("id");
        let id = context.feature_names.next(id, table);
        let (title, project) = (table.required("title"), context.project(table));
        let (claimed, claim_source) = (table.optional("claimed"), table.optional("claim-source"));
        if let (Some(None), Some(Some(_))) = (&claimed, &claim_source) {
            let _: Option<()> = table.missing("claimed");
        }
        let summary = table.optional("summary");
        let needs = needs(table, context);
        let conditions = conditions(table, needs.as_ref(), context);
        let deprecated = table.optional_table(("deprecated", "`deprecated`"), |table| {
            let (since, evidence) = (table.required("since"), table.required("evidence"));
            Some(Deprecation { since: since?, evidence: evidence? })
        });
        let (config, since) = (table.list("config"), table.optional("since"));
        let (documentation, evidence) = (table.optional("documentation"), table.list("evidence"));
        let (requires, places, closed) = needs?;
        Some(Self {
            id: id?,
            title: title?,
            project: project?,
            claimed: claimed?,
            claim_source: claim_source?,
            summary: summary?,
            requires,
            places,
            closed,
            conditions: conditions?,
            config: config?,
            since: since?,
            deprecated: deprecated?,
            documentation: documentation?,
            evidence: evidence?,
        })
    }
}

/// The side conditions of a feature that places something.
fn conditions(
    table: &mut TableReader<'_, '_>,
    needs: Option<&Needs>,
    context: &Context<'_>,
) -> Option<Vec<SideConditionEntry>> {
    let Some((_, places, _)) = needs else {
        table.skip(&["condition"]);
        return None;
    };
    let kinds: Vec<Kind> = places.iter().filter_map(|id| context.kinds.get(id).copied()).collect();
    let mut names = Names::of("side conditions");
    let found = table.optional_tables(("condition", "`[[feature.condition]]`"), |table| {
        SideConditionEntry::of(table, &mut names, &kinds, context.waivers())
    })?;
    if found.is_some() && places.is_empty() {
        table.errors.add(table.span(), InputErrorKind::NothingPlaced);
    }
    Some(found.unwrap_or_default())
}

/// A requirement of a feature whose placement is not open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClosedRequirement {
    /// The requirement.
    pub requirement: RequirementId,
    /// Why.
    pub reason: String,
}

type Needs = (Vec<RequirementId>, Vec<RequirementId>, Vec<ClosedRequirement>);

/// What a feature needs, what of it is placed, and what is closed; each has to be a requirement of the catalogue.
fn needs(table: &mut TableReader<'_, '_>, context: &Context<'_>) -> Option<Needs> {
    let requires: Option<Vec<Spanned<RequirementId>>> = table.list("requires");
    let places: Option<Vec<Spanned<RequirementId>>> = table.list("places");
    let closed = table.optional_table(("closed", "`closed`"), |closed| {
        let entries = closed.rest::<String>()?;
        let named = entries.into_iter().map(|(name, reason)| {
            let id = parsed(&name, closed.errors, InputErrorKind::Identifier)?;
            Some((Spanned::new(name.span(), id), reason))
        });
        let named: Vec<Option<(Spanned<RequirementId>, String)>> = named.collect();
        named.into_iter().collect::<Option<Vec<_>>>()
    });
    let (requires, places, closed) = (requires?, places?, closed?.unwrap_or_default());
    for id in requires.iter().chain(&places).chain(closed.iter().map(|(id, _)| id)) {
        context.check(id, table);
    }
    let is_required = |id: &RequirementId| requires.iter().any(|required| required.get_ref() == id);
    for id in places.iter().filter(|id| !is_required(id.get_ref())) {
        let kind = InputErrorKind::PlacedButNotRequired(id.get_ref().to_string());
        table.errors.add(id.span(), kind);
    }
    one_kind(&places, table, context);
    let names = |ids: Vec<Spanned<RequirementId>>| ids.into_iter().map(Spanned::into_inner).collect();
    let closed =
        closed.into_iter().map(|(id, reason)| ClosedRequirement { requirement: id.into_inner(), reason });
    Some((names(requires), names(places), closed.collect()))
}

/// Says so where Python distributions are placed together with programs, or a service is placed.
fn one_kind(places: &[Spanned<RequirementId>], table: &mut TableReader<'_, '_>, context: &Context<'_>) {
    let kinds: Vec<Kind> = places.iter().filter_map(|id| context.kinds.get(id.get_ref()).copied()).collect();
    let is_python = |kind: &Kind| *kind == Kind::Python;
    let mixed = kinds.iter().any(is_python) && !kinds.iter().all(is_python);
    if mixed || kinds.contains(&Kind::Service) {
        let span = places.first().map_or(table.span(), Spanned::span);
        table.errors.add(span, InputErrorKind::SeveralKinds);
    }
}
