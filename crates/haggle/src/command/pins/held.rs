//! Holds held against a forecast: where the release that is held breaks no name any more, the hold is over.

use haggle_govern::pins::{HoldState, JudgedHold};
use haggle_spec::PackageName;
use haggle_spec::release::ReleaseId;

use super::shared::LookArguments;
use crate::command::forecast;
use crate::context::Context;
use crate::input::family::Source;
use crate::input::pin_inputs::PinInputs;
use crate::input::release_definitions::ReleaseDefinitions;
use crate::output::failure::Failure;

/// What the forecast says of a hold, by its place among the judged ones.
pub type Refutations = Vec<(usize, String)>;

/// Which holds a forecast refutes: those whose claim is about names, of which a project of the family uses some, and none of which the
/// newest release that is held lacks. What a function does is not seen, so other claims stay.
pub fn refutations(
    look: &LookArguments,
    inputs: &PinInputs,
    judged: &[JudgedHold<'_>],
    context: &Context,
) -> Result<Refutations, Failure> {
    let Some((_, manifest)) = &inputs.manifest else {
        return Err(Failure::new("`--forecast` looks at the projects of a family, and `--lists` names none"));
    };
    let open: Vec<usize> = (0..judged.len())
        .filter(|at| !judged[*at].state.is_over() && judged[*at].hold.claim.is_about_names())
        .collect();
    let index = || look.facts.index().open(inputs.index_url());
    let names: Vec<PackageName> = open.iter().map(|at| judged[*at].hold.name.clone()).collect();
    let source = ReleaseDefinitions::open(index()?, &names)?;
    let mut asked = Vec::new();
    for at in open {
        let hold = judged[at].hold;
        let newest = source.releases(&hold.name).into_iter().rfind(|version| hold.holds(version));
        let pinned = forecast::pinned(inputs.lists.constraints(), &hold.name).pop_last();
        if let Some((old, new)) = pinned.zip(newest) {
            asked
                .push((at, (ReleaseId::new(hold.name.clone(), old), ReleaseId::new(hold.name.clone(), new))));
        }
    }
    let (family, _) = Source::locate(context)?;
    let projects = forecast::of_family(&family, manifest)?;
    let (places, pairs): (Vec<usize>, Vec<_>) = asked.into_iter().unzip();
    let foretold = forecast::foretell(index()?, pairs, &projects)?;
    let refuted = places.into_iter().zip(foretold).filter_map(|(at, (_, new, found))| {
        let found = found.value().filter(|found| found.findings.is_empty() && found.n_uses > 0)?;
        Some((
            at,
            format!("a forecast: {} lacks no name that is used ({} looked at)", new.version, found.n_uses),
        ))
    });
    Ok(refuted.collect())
}

/// Marks the holds that are refuted.
pub fn apply(judged: &mut [JudgedHold<'_>], refuted: &Refutations) {
    for (at, by) in refuted {
        judged[*at].state = HoldState::Refuted { by: by.clone() };
    }
}
