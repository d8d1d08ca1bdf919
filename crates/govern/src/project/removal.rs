//! Taking lines out of a project's files.

use std::collections::BTreeMap;

use haggle_spec::file::pyproject::{DependencyGroup, GroupItem, PyProject, RequirementArray};
use haggle_spec::file::requirements::{LineKind, RequirementsFile};
use haggle_spec::file::setup_cfg::SetupCfg;
use haggle_spec::file::{EditError, apply_edits};
use haggle_spec::{Edit, Span};

use super::lines::{ProjectLine, project_lines};

/// The files of a project without some of their lines: those that change, by their paths, with every other byte as it was. A line goes
/// with its comment, an item of an array with its comma. A dependency group that includes others is left as it is.
///
/// ```
/// use std::collections::BTreeMap;
/// use haggle_govern::project::without_lines;
///
/// let files = BTreeMap::from([("requirements.txt".to_owned(), b"six>=1  # MIT\npbr>=6\n".to_vec())]);
/// let changed = without_lines(&files, |line| line.name.as_str() == "six")?;
/// assert_eq!(changed["requirements.txt"], b"pbr>=6\n");
/// # Ok::<(), haggle_spec::file::EditError>(())
/// ```
///
/// # Errors
/// An edit does not fit its file; nothing is changed then.
pub fn without_lines(
    files: &BTreeMap<String, Vec<u8>>,
    goes: impl Fn(&ProjectLine) -> bool,
) -> Result<BTreeMap<String, Vec<u8>>, EditError> {
    let mut changed = BTreeMap::new();
    for (path, bytes) in files {
        let mut of_file = BTreeMap::from([(path.clone(), bytes.clone())]);
        // One at a time: what goes with an item depends on its neighbours.
        loop {
            let (lines, _) = project_lines(&of_file);
            let text = &of_file[path];
            let edit = lines.iter().filter(|line| goes(line)).find_map(|line| removal(path, text, line.span));
            let Some(edit) = edit else { break };
            let after = apply_edits(text, &[edit])?;
            if after == *text {
                break;
            }
            of_file.insert(path.clone(), after);
        }
        let after = of_file.remove(path).unwrap_or_default();
        if after != *bytes {
            changed.insert(path.clone(), after);
        }
    }
    Ok(changed)
}

/// The edit that takes out the requirement at a place of a file.
fn removal(path: &str, bytes: &[u8], place: Span) -> Option<Edit> {
    match path {
        "pyproject.toml" => of_pyproject(bytes, place),
        "setup.cfg" => of_setup_cfg(bytes, place),
        _ => of_requirements(bytes, place),
    }
}

fn of_requirements(bytes: &[u8], place: Span) -> Option<Edit> {
    let (file, _) = RequirementsFile::parse(bytes);
    let is_it = |kind: &LineKind| matches!(kind, LineKind::Requirement(line) if line.span == place);
    let line = file.lines().iter().find(|line| is_it(&line.kind))?;
    Some(file.remove(line))
}

fn of_setup_cfg(bytes: &[u8], place: Span) -> Option<Edit> {
    let (file, _) = SetupCfg::parse(bytes);
    let items = file.lists().iter().flat_map(|list| list.items.iter().map(move |item| (list, item)));
    let (list, item) = items.into_iter().find(|(_, item)| item.span == place)?;
    Some(file.remove(list, item))
}

fn of_pyproject(bytes: &[u8], place: Span) -> Option<Edit> {
    let (file, _) = PyProject::parse(bytes);
    let build = file.build_system().and_then(|build| build.requires.as_ref());
    let extras = file.extras().unwrap_or_default().iter().map(|(_, array)| array);
    let arrays = file.dependencies().into_iter().chain(extras).chain(build);
    let mut found = arrays.flat_map(|array| array.items.iter().map(move |item| (array, item)));
    if let Some((array, item)) = found.find(|(_, item)| item.content == place) {
        return Some(file.remove(array, item));
    }
    let groups = file.groups().into_iter().flat_map(|groups| groups.iter());
    groups.filter_map(array_of).find_map(|array| {
        let item = array.items.iter().find(|item| item.content == place)?;
        Some(file.remove(&array, item))
    })
}

/// A dependency group as an array, where it includes no other: what is between requirements would go with them.
fn array_of(group: &DependencyGroup) -> Option<RequirementArray> {
    let items = group.items.iter().flatten().map(|item| match item {
        GroupItem::Requirement(item) => Some(item.clone()),
        _ => None,
    });
    Some(RequirementArray { span: group.span, items: items.collect::<Option<Vec<_>>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, before: &str, after: &str) {
        let files = BTreeMap::from([(path.to_owned(), before.as_bytes().to_vec())]);
        let changed = without_lines(&files, |line| line.name.as_str() == "six").expect("edits that fit");
        let text = changed.get(path).map_or(before, |bytes| std::str::from_utf8(bytes).expect("text"));
        assert_eq!(text, after);
    }

    #[test]
    fn each_line_of_a_name_goes_and_all_else_stays() {
        check("requirements.txt", "# a\r\nsix>=1 # MIT\r\nSix;os_name=='nt'\r\npbr", "# a\r\npbr");
        check("requirements.txt", "pbr\nsix", "pbr\n");
        check("setup.cfg", "[extras]\nfast =\n  six\n  pbr # MIT\n", "[extras]\nfast =\n  pbr # MIT\n");
        check("setup.cfg", "[options]\ninstall_requires = six; pbr\n", "[options]\ninstall_requires = pbr\n");
        check("other.txt", "six\n", "six\n");
    }

    #[test]
    fn items_of_arrays_go_with_their_commas() {
        let build = "[build-system]\nrequires = [";
        check(
            "pyproject.toml",
            &format!("{build}\"six\", \"six<2\", \"pbr\"]\n"),
            &format!("{build}\"pbr\"]\n"),
        );
        check(
            "pyproject.toml",
            &format!("{build}\n  \"pbr\",\n  \"six\", # x\n]\n"),
            &format!("{build}\n  \"pbr\",\n]\n"),
        );
        check(
            "pyproject.toml",
            "[dependency-groups]\na = [\"six\", \"pbr\"]\n",
            "[dependency-groups]\na = [\"pbr\"]\n",
        );
        // What a group includes may be between its requirements.
        let mixed = "[dependency-groups]\na = [\"six\", {include-group = \"b\"}]\nb = []\n";
        check("pyproject.toml", mixed, mixed);
    }
}
