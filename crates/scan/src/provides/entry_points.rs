//! The entry points of a distribution: what it plugs into others, and the programs that it installs.

use crate::import::ModulePath;

/// One entry point.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct EntryPoint {
    /// The group: `console_scripts` for programs, else the name that a host asks for.
    pub group: Box<str>,
    /// The name in the group.
    pub name: Box<str>,
    /// The module that is loaded; `None` where the line does not name one.
    pub module: Option<ModulePath>,
}

impl EntryPoint {
    /// Whether it is a program.
    pub fn is_program(&self) -> bool {
        matches!(&*self.group, "console_scripts" | "gui_scripts")
    }
}

/// Reads `entry_points.txt` of a distribution: sections are groups, and lines are `name = module:attribute`.
///
/// ```
/// use haggle_scan::entry_points;
///
/// let points = entry_points("[console_scripts]\nreno = reno.main:main\n[oslo.config.opts]\nx = y.opts\n");
/// assert!(points[0].is_program() && !points[1].is_program());
/// assert_eq!(points[1].module.as_ref().unwrap().dotted(), "y.opts");
/// ```
pub fn entry_points(text: &str) -> Vec<EntryPoint> {
    let mut points = Vec::new();
    let mut group = None;
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            group = Some(name.trim());
        } else if let (Some(group), Some((name, object))) = (group, line.split_once('='))
            && !line.starts_with(['#', ';'])
        {
            let end = object.find([':', '[']).unwrap_or(object.len());
            points.push(EntryPoint {
                group: group.into(),
                name: name.trim().into(),
                module: ModulePath::parse(object[..end].trim()),
            });
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_outside_of_a_group_and_comments_are_left_out() {
        assert_eq!(entry_points("a = b:c\n[g]\n# d = e\n; f = g\nnothing\n"), []);
    }

    #[test]
    fn the_module_ends_before_the_attribute_and_before_extras() {
        let modules = |text: &str| -> Vec<Option<String>> {
            entry_points(text).iter().map(|point| point.module.as_ref().map(ToString::to_string)).collect()
        };
        let expected = [Some("b.c".to_owned()), Some("e".to_owned()), Some("f".to_owned()), None];
        assert_eq!(modules("[g]\na = b.c:D.e\nd=e\nf = f [x]\nh = \n"), expected);
    }
}
