//! The extras of a project, and what it asks of them itself: `project[extra]`.

use std::collections::HashMap;

use crate::file::pyproject::{ProjectTable, PyProject};
use crate::lint::lists::{Item, List, Purpose};
use crate::{ExtraName, PackageName, normalise_name};

/// What a project asks of its own extras.
pub(super) struct OwnExtras<'l, 'f> {
    /// The extras, by normalised name, in the order of the file; the index is that of `asked`.
    pub(super) names: HashMap<String, usize>,
    pub(super) written: Vec<&'f str>,
    /// For each extra, what it asks of others.
    pub(super) asked: Vec<Vec<Asked<'l, 'f>>>,
    /// What is asked elsewhere.
    pub(super) elsewhere: Vec<Asked<'l, 'f>>,
}

/// An extra that a requirement on the project itself asks for.
pub(super) struct Asked<'l, 'f> {
    pub(super) item: &'l Item<'f>,
    pub(super) extra: &'l ExtraName,
}

impl<'l, 'f> OwnExtras<'l, 'f> {
    /// Nothing where the project's name is not given, or its extras are left to the build backend.
    pub(super) fn of(file: &'f PyProject, project: &'f ProjectTable, lists: &'l [List<'f>]) -> Option<Self> {
        let name = PackageName::new(file.name()?).ok()?;
        if project.is_dynamic("optional-dependencies") {
            return None;
        }
        let mut own =
            Self { names: HashMap::new(), written: Vec::new(), asked: Vec::new(), elsewhere: Vec::new() };
        for extra in &project.extras {
            own.names.entry(normalise_name(&extra.text)).or_insert(own.written.len());
            own.written.push(&extra.text);
            own.asked.push(Vec::new());
        }
        for list in lists {
            let from = match list.purpose {
                Purpose::Extra(extra) => own.names.get(&normalise_name(extra)).copied(),
                _ => None,
            };
            for item in list.items.iter().filter(|item| *item.name() == name) {
                let asked = item.requirement.extras().iter().map(|extra| Asked { item, extra });
                match from {
                    Some(from) => own.asked[from].extend(asked),
                    None => own.elsewhere.extend(asked),
                }
            }
        }
        Some(own)
    }
}
