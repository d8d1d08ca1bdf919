//! `setup.cfg` and `pyproject.toml` that both declare.

use crate::file::pyproject::{ProjectTable, PyProject};
use crate::file::setup_cfg::{ListKind, SetupCfg};
use crate::lint::finding::Finding;
use crate::lint::report::Report;
use crate::lint::rule::{RepairClass, Rule, RuleLevel};

pub(in crate::lint) static RULE: Rule = Rule {
    name: "two-declarations",
    level: RuleLevel::Warn,
    repair: RepairClass::Unrepaired,
    summary: "`setup.cfg` declares requirements that setuptools takes from `pyproject.toml`",
    text: include_str!("two_declarations.md"),
};

/// A finding is in `pyproject.toml`, at the field or at the table; one for each field.
pub(super) fn check(file: &PyProject, project: &ProjectTable, setup_cfg: &SetupCfg, report: &mut Report<'_>) {
    let backend = file.build_system().and_then(|build| build.backend.as_deref());
    // pbr and other backends read `setup.cfg` their own way.
    if backend.is_some_and(|backend| !backend.starts_with("setuptools.")) {
        return;
    }
    let has_list = |kind: fn(&ListKind) -> bool| setup_cfg.lists().iter().any(|list| kind(&list.kind));
    let declared = [
        ("dependencies", "install_requires", has_list(|kind| *kind == ListKind::InstallRequires)),
        (
            "optional-dependencies",
            "[options.extras_require]",
            has_list(|kind| matches!(kind, ListKind::Extra(_))),
        ),
        ("requires-python", "python_requires", setup_cfg.requires_python().is_some()),
    ];
    for (field, option, is_declared) in declared {
        if !is_declared || project.is_dynamic(field) {
            continue;
        }
        let (span, message) = match project.key(field) {
            Some(key) => (key.span, format!("`{field}` counts, and `{option}` of `setup.cfg` is not read")),
            None => (
                project.span,
                format!("`{option}` of `setup.cfg` is not read: `{field}` is neither given nor dynamic here"),
            ),
        };
        report.add(Finding::new(&RULE, span, message));
    }
}
