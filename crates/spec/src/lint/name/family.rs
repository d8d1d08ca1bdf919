//! The names that a family of projects uses.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::PackageName;
use crate::file::constraints::Constraints;
use crate::file::denylist::Denylist;
use crate::file::global::GlobalRequirements;

/// The names of a family: of its global list as it spells them, of its constraints and of its denylist.
///
/// Looking for a name that is one edit away takes time linear in the length of the name, not in the number of names.
#[derive(Debug, Clone, Default)]
pub struct FamilyNames {
    /// The spelling of the global list.
    spellings: BTreeMap<PackageName, String>,
    /// Every name that is not a mistake.
    known: BTreeSet<PackageName>,
    denied: BTreeSet<PackageName>,
    /// Names of the global list, by what is left of them without one character.
    shortened: HashMap<String, Vec<PackageName>>,
}

/// Shorter names are one edit away from others by chance.
const MIN_LENGTH: usize = 5;

impl FamilyNames {
    /// The names of three files.
    pub fn new(global: &GlobalRequirements, constraints: &Constraints, denylist: &Denylist) -> Self {
        let mut names = Self { denied: denylist.names().clone(), ..Self::default() };
        for entry in global.entries() {
            let Some(name) = entry.package_name() else { continue };
            for rest in shortened(name.as_str()) {
                let known = names.shortened.entry(rest).or_default();
                if known.last() != Some(&name) {
                    known.push(name.clone());
                }
            }
            names.known.insert(name.clone());
            names.spellings.entry(name).or_insert_with(|| entry.name.clone());
        }
        names.known.extend(constraints.requirements().map(|line| line.requirement.name().clone()));
        names.known.extend(names.denied.iter().cloned());
        names
    }

    /// Adds a name that is not a mistake: of a project of the family.
    pub fn add(&mut self, name: PackageName) {
        self.known.insert(name);
    }

    /// How the global list spells a name.
    pub fn spelling(&self, name: &PackageName) -> Option<&str> {
        self.spellings.get(name).map(String::as_str)
    }

    /// Whether the denylist has a name.
    pub fn is_denied(&self, name: &PackageName) -> bool {
        self.denied.contains(name)
    }

    /// The name of the global list that was probably meant by one that the family does not know: one letter more, less, other or two
    /// turned round. A digit more, less or other makes another name. Nothing where several are as near.
    ///
    /// ```
    /// use haggle_spec::PackageName;
    /// use haggle_spec::file::{constraints::Constraints, denylist::Denylist, global::GlobalRequirements};
    /// use haggle_spec::lint::FamilyNames;
    ///
    /// let (global, _) = GlobalRequirements::parse("oslo.config\nrequests\n");
    /// let names = FamilyNames::new(&global, &Constraints::parse("").0, &Denylist::parse("").0);
    /// let meant = |name: &str| names.meant(&PackageName::new(name).unwrap()).map(PackageName::as_str);
    /// assert_eq!(meant("reqeusts"), Some("requests"));
    /// assert_eq!(meant("requests"), None);
    /// assert_eq!(meant("requests2"), None);
    /// ```
    pub fn meant(&self, name: &PackageName) -> Option<&PackageName> {
        let text = name.as_str();
        if text.len() < MIN_LENGTH || self.known.contains(name) {
            return None;
        }
        let mut found: BTreeSet<&PackageName> = BTreeSet::new();
        for rest in std::iter::once(text.to_owned()).chain(shortened(text)) {
            let same = self.spellings.get_key_value(rest.as_str()).map(|(name, _)| name);
            let candidates = self.shortened.get(&rest).into_iter().flatten().chain(same);
            found.extend(candidates.filter(|candidate| is_one_edit(text, candidate.as_str())));
        }
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (only, None) => only,
            _ => None,
        }
    }
}

/// A name without each of its characters; names are ASCII.
fn shortened(name: &str) -> impl Iterator<Item = String> {
    (0..name.len()).map(|at| format!("{}{}", &name[..at], &name[at + 1..]))
}

/// Whether two texts differ by one letter more, less or other, or by two that are turned round, and none of these is a digit.
fn is_one_edit(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if right.len() < MIN_LENGTH || left == right {
        return false;
    }
    let start = left.iter().zip(right).take_while(|(left, right)| left == right).count();
    let ends = left[start..].iter().rev().zip(right[start..].iter().rev());
    let end = ends.take_while(|(left, right)| left == right).count();
    let (left, right) = (&left[start..left.len() - end], &right[start..right.len() - end]);
    let has_digit = left.iter().chain(right).any(u8::is_ascii_digit);
    let is_edit = match (left, right) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    };
    is_edit && !has_digit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: Option<&str>) {
        let list = "requests\noslo.config\nboto3\npython-novaclient\npython-nova-client\nyappi\n";
        let (global, _) = GlobalRequirements::parse(list);
        let (denylist, _) = Denylist::parse("flake8\n");
        let names = FamilyNames::new(&global, &Constraints::parse("urllib3===2\n").0, &denylist);
        let name = PackageName::new(written).unwrap();
        assert_eq!(names.meant(&name).map(PackageName::as_str), expected, "{written}");
    }

    #[test]
    fn one_letter_is_a_mistake_and_a_digit_is_not() {
        check("request", Some("requests"));
        check("requestss", Some("requests"));
        check("requezts", Some("requests"));
        check("reqeusts", Some("requests"));
        check("oslo_cnfig", Some("oslo-config"));
        check("osloconfig", Some("oslo-config"));
        check("boto4", None);
        check("boto", None);
        check("urllib3", None);
        check("flake8", None);
        check("qeruests", None);
        // As near to one as to the other.
        check("python-novaxclient", None);
    }
}
