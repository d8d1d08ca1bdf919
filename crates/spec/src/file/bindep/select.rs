//! Which rules a set of profiles selects.

use super::{BindepProfile, BindepRule, Selector};

/// What one kind of a rule's selectors (platform, or the rest) says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vote {
    /// There are none.
    None,
    Yes,
    No,
}

impl BindepRule {
    /// Whether a set of active profiles selects the rule; see [`BindepFile::active`](super::BindepFile::active).
    pub fn is_active(&self, profiles: &[&str]) -> bool {
        let is_platform = |selector: &&Selector| matches!(selector, Selector::Profile(profile) if profile.name.starts_with("platform:"));
        let platform = vote(self.selectors.iter().filter(is_platform), profiles);
        let user = vote(self.selectors.iter().filter(|selector| !is_platform(selector)), profiles);
        platform != Vote::No && user != Vote::No
    }
}

fn vote<'a>(selectors: impl Iterator<Item = &'a Selector>, profiles: &[&str]) -> Vote {
    let is_active = |profile: &BindepProfile| profiles.contains(&profile.name.as_str());
    let mut result = Vote::None;
    let mut needs_match = false;
    for selector in selectors {
        let matches = match selector {
            Selector::Profile(profile) if profile.positive => is_active(profile),
            Selector::Profile(profile) if is_active(profile) => return Vote::No,
            Selector::Profile(_) => {
                result = if result == Vote::None { Vote::Yes } else { result };
                continue;
            }
            Selector::All(group) => group.iter().all(|profile| is_active(profile) == profile.positive),
        };
        if !needs_match {
            needs_match = true;
            result = Vote::No;
        }
        if matches {
            result = Vote::Yes;
        }
    }
    result
}
