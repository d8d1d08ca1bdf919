//! Rules about what a project declares: one file for each, with its page beside it.

mod build_system_without_requires;
mod colliding_extras;
mod extra_cycle;
mod invalid_requires_python;
mod own_extras;
mod static_and_dynamic;
mod two_declarations;
mod unknown_self_extra;

use super::lists::List;
use super::report::Report;
use super::rule::Rule;
use crate::file::pyproject::PyProject;
use crate::file::setup_cfg::SetupCfg;
use own_extras::OwnExtras;

pub(super) static RULES: [&Rule; 7] = [
    &build_system_without_requires::RULE,
    &colliding_extras::RULE,
    &extra_cycle::RULE,
    &invalid_requires_python::RULE,
    &static_and_dynamic::RULE,
    &two_declarations::RULE,
    &unknown_self_extra::RULE,
];

/// Runs the rules on a `pyproject.toml` beside which there may be a `setup.cfg`.
pub(super) fn check_pyproject<'f>(
    file: &'f PyProject,
    setup_cfg: Option<&SetupCfg>,
    lists: &[List<'f>],
    report: &mut Report<'_>,
) {
    build_system_without_requires::check(file, report);
    let Some(project) = file.project() else { return };
    colliding_extras::check(&project.extras, report);
    static_and_dynamic::check(project, report);
    invalid_requires_python::check_pyproject(file, project, report);
    if let Some(own) = OwnExtras::of(file, project, lists) {
        unknown_self_extra::check(&own, report);
        extra_cycle::check(&own, report);
    }
    if let Some(setup_cfg) = setup_cfg {
        two_declarations::check(file, project, setup_cfg, report);
    }
}

/// Runs the rules on a `setup.cfg`.
pub(super) fn check_setup_cfg(file: &SetupCfg, report: &mut Report<'_>) {
    colliding_extras::check_setup_cfg(file, report);
    invalid_requires_python::check_setup_cfg(file, report);
}
