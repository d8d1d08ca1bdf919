//! From a set of versions back to specifiers.

use super::VersionSet;
use crate::version::cut::{self, Cut, first_of_release, next_after_labels};
use crate::{Operator, Specifier, SpecifierSet, Version, VersionParts};

/// How many `!=` may spell what lies between two stretches.
const MOST_EXCLUSIONS: usize = 128;

impl VersionSet {
    /// Specifiers that take exactly these versions, if there are some: a set with a hole that no `!=` fills has none.
    ///
    /// Where several spellings do, one is taken that names no prerelease, so that asking with
    /// [`Prereleases::Default`](crate::Prereleases) lets no more prereleases through than need be.
    ///
    /// Law: `VersionSet::from(&set.to_specifier_set()?) == set`.
    ///
    /// ```
    /// use haggle_spec::{SpecifierSet, VersionSet};
    /// let set = |text: &str| text.parse::<SpecifierSet>().map(|set| set.to_set());
    /// let even = set("==1.*")?.union(&set("==3.*")?);
    /// assert_eq!(even.to_specifier_set().map(|set| set.to_string()).as_deref(), Some("!=0.*,!=2.*,<4"));
    /// assert_eq!(set("<=1.0")?.union(&set(">2.5")?).to_specifier_set(), None);
    /// # Ok::<(), haggle_spec::SpecifierError>(())
    /// ```
    pub fn to_specifier_set(&self) -> Option<SpecifierSet> {
        let mut specifiers = Vec::new();
        let intervals: Vec<_> = self.intervals().collect();
        if let (Some((lower, first_upper)), Some((_, upper))) = (intervals.first(), intervals.last()) {
            let single = if intervals.len() == 1 { one_equality(*lower, *first_upper) } else { None };
            if let Some(specifier) = single {
                specifiers.push(specifier);
            } else if let Some(family) = start_of_epoch(*lower, *first_upper).filter(|_| intervals.len() == 1)
            {
                specifiers.extend(family);
            } else {
                specifiers.extend(lower_specifiers(*lower)?);
                specifiers.extend(upper_specifiers(*upper)?);
            }
        } else {
            let nothing = Version::from_parts(VersionParts::release([0]));
            specifiers.push(Specifier::new(Operator::Less, nothing).ok()?);
        }
        for pair in intervals.windows(2) {
            let [(_, upper), (lower, _)] = pair else { return None };
            specifiers.extend(exclusions((*upper)?, (*lower)?)?);
        }
        Some(specifiers.into_iter().collect())
    }
}

/// `==V`, `==V+label`, `==P.*` or `===V`, if that is the stretch.
fn one_equality(lower: Option<&Cut>, upper: Option<&Cut>) -> Option<Specifier> {
    let (first, upper) = match lower {
        Some(lower) => (lower.version_above()?.clone(), upper?),
        None => (cut::lowest(), upper?),
    };
    if upper.version_above() == Some(&next_after_labels(&first)) && first.local().is_none() {
        return Specifier::new(Operator::Equal, first).ok();
    }
    if upper.version_below() == Some(&first) {
        let operator = if first.local().is_some() { Operator::Equal } else { Operator::Arbitrary };
        return Specifier::new(operator, first).ok();
    }
    let end = upper.version_above()?;
    let prefix = prefixes(&first, end.n_release())
        .find(|prefix| first_of_release(prefix, prefix.n_release(), true) == *end)?;
    Specifier::with_prefix(Operator::Equal, prefix).ok()
}

fn lower_specifiers(lower: Option<&Cut>) -> Option<Vec<Specifier>> {
    let Some(lower) = lower else { return Some(Vec::new()) };
    if let Some(release) = lower.release_below() {
        return Some(vec![Specifier::new(Operator::Greater, release.clone()).ok()?]);
    }
    let version = lower.version_above()?;
    if let Some(plain) = lower_without_prerelease(version) {
        return Some(plain);
    }
    Some(vec![Specifier::new(Operator::GreaterEqual, version.clone()).ok()?])
}

/// A stretch at the start of an epoch above zero, `1!0.dev0` on, that ends within `==1!0.*`: no version of the epoch
/// lies below it, so that there is no `>=` without a prerelease.
fn start_of_epoch(lower: Option<&Cut>, upper: Option<&Cut>) -> Option<Vec<Specifier>> {
    let version = lower?.version_above()?;
    let upper = upper?;
    let parts = version.to_parts();
    let is_start = !parts.epoch.is_zero()
        && parts.release.iter().all(crate::Number::is_zero)
        && parts.pre.is_none()
        && parts.post.is_none()
        && parts.local.is_none();
    if !is_start {
        return None;
    }
    let excluded = development_run(&parts)?;
    let family = Version::from_parts(VersionParts { epoch: parts.epoch, ..VersionParts::release([0]) });
    let end = Cut::before(first_of_release(&family, 1, true))?;
    if *upper > end {
        return None;
    }
    let mut specifiers = vec![Specifier::with_prefix(Operator::Equal, family).ok()?];
    specifiers.extend(excluded);
    if *upper < end {
        specifiers.extend(upper_specifiers(Some(upper))?);
    }
    Some(specifiers)
}

/// A spelling of `>=version` for a development release, without naming it: where its family starts, less the
/// development releases before it.
fn lower_without_prerelease(version: &Version) -> Option<Vec<Specifier>> {
    let parts = version.to_parts();
    if parts.dev.is_none() || parts.pre.is_some() || parts.local.is_some() {
        return None;
    }
    let excluded = development_run(&parts)?;
    let mut specifiers = family_start(VersionParts { dev: Some(0.into()), ..parts })?;
    specifiers.extend(excluded);
    Some(specifiers)
}

/// `!=` each development release before the one of these parts, if they are few.
fn development_run(parts: &VersionParts) -> Option<Vec<Specifier>> {
    let n_before = usize::try_from(parts.dev.as_ref()?.as_u64()?).ok().filter(|&n| n <= MOST_EXCLUSIONS)?;
    (0..n_before)
        .map(|dev| {
            let dev = Some((dev as u64).into());
            Specifier::new(Operator::NotEqual, Version::from_parts(VersionParts { dev, ..parts.clone() }))
                .ok()
        })
        .collect()
}

/// A spelling of `>=X.dev0` without it, for `X` a release or a post-release.
fn family_start(parts: VersionParts) -> Option<Vec<Specifier>> {
    if Version::from_parts(parts.clone()) <= cut::lowest() {
        return Some(Vec::new());
    }
    if let Some(post) = &parts.post {
        // `X.post0.dev0` comes directly after `X`, `X.post2.dev0` after `X.post1`.
        let below = VersionParts { post: post.predecessor(), dev: None, ..parts.clone() };
        let below = Version::from_parts(below);
        return if post.is_zero() {
            let from = Specifier::new(Operator::GreaterEqual, below.clone()).ok()?;
            Some(vec![from, Specifier::new(Operator::NotEqual, below).ok()?])
        } else {
            Some(vec![Specifier::new(Operator::Greater, below).ok()?])
        };
    }
    // `F.dev0` comes directly after the family `P.*` below.
    let mut release = parts.release.clone();
    while release.len() > 1 && release.last().is_some_and(crate::Number::is_zero) {
        release.pop();
    }
    let last = release.last_mut()?;
    *last = last.predecessor()?;
    let below_is_lowest = parts.epoch.is_zero() && release.iter().all(crate::Number::is_zero);
    let below = Version::from_parts(VersionParts { release, dev: None, ..parts });
    let without = Specifier::with_prefix(Operator::NotEqual, below.clone()).ok()?;
    if below_is_lowest {
        return Some(vec![without]);
    }
    Some(vec![Specifier::new(Operator::GreaterEqual, below).ok()?, without])
}

fn upper_specifiers(upper: Option<&Cut>) -> Option<Vec<Specifier>> {
    let Some(upper) = upper else { return Some(Vec::new()) };
    let version = upper.version_above()?;
    let parts = version.to_parts();
    let less = |version: Version| Some(vec![Specifier::new(Operator::Less, version).ok()?]);
    if parts.dev.as_ref().is_some_and(crate::Number::is_zero) && parts.local.is_none() {
        match (&parts.pre, &parts.post) {
            // `X.post0.dev0` comes directly after `X`.
            (_, Some(post)) if post.is_zero() => {
                let below = Version::from_parts(VersionParts { post: None, dev: None, ..parts });
                return Some(vec![Specifier::new(Operator::LessEqual, below).ok()?]);
            }
            (None, _) => return less(Version::from_parts(VersionParts { dev: None, ..parts })),
            (Some(_), _) => {}
        }
    }
    if version.is_prerelease() {
        return less(version.clone());
    }
    let up_to = Specifier::new(Operator::LessEqual, version.clone()).ok()?;
    Some(vec![up_to, Specifier::new(Operator::NotEqual, version.clone()).ok()?])
}

/// `!=` specifiers that take out exactly what lies between two stretches.
fn exclusions(upper: &Cut, lower: &Cut) -> Option<Vec<Specifier>> {
    let mut from = upper.version_above()?.clone();
    if lower.version_below() == Some(&from) && from.local().is_some() {
        return Some(vec![Specifier::new(Operator::NotEqual, from).ok()?]);
    }
    let end = lower.version_above()?;
    let mut exclusions = Vec::new();
    while from < *end {
        if exclusions.len() == MOST_EXCLUSIONS || from.local().is_some() {
            return None;
        }
        let family = prefixes(&from, end.n_release()).find_map(|prefix| {
            let next = first_of_release(&prefix, prefix.n_release(), true);
            (next <= *end).then_some((prefix, next))
        });
        let (specifier, next) = match family {
            Some((prefix, next)) => (Specifier::with_prefix(Operator::NotEqual, prefix), next),
            None => (Specifier::new(Operator::NotEqual, from.clone()), next_after_labels(&from)),
        };
        exclusions.push(specifier.ok()?);
        from = next;
    }
    (from == *end).then_some(exclusions)
}

/// The prefixes whose family starts at `first`, widest first: for `1.0.dev0` that is `1`, `1.0`, `1.0.0`, …
fn prefixes(first: &Version, longest: usize) -> impl Iterator<Item = Version> {
    let parts = first.to_parts();
    let starts_a_family = parts.pre.is_none()
        && parts.post.is_none()
        && parts.local.is_none()
        && parts.dev.as_ref().is_some_and(crate::Number::is_zero);
    let significant = parts.release.iter().rposition(|number| !number.is_zero()).map_or(1, |last| last + 1);
    let lengths = if starts_a_family { significant..longest.max(significant) + 1 } else { 0..0 };
    lengths.map(move |length| {
        let mut release = parts.release.clone();
        release.resize(length, 0.into());
        Version::from_parts(VersionParts { release, dev: None, ..parts.clone() })
    })
}
