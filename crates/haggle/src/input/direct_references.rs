//! Requirements that name a place instead of versions: `name @ URL`, a URL or a path.
//!
//! A wheel is resolved as what it is: its own metadata, its own version. All else would have to be cloned or built, and is refused:
//! an index's release of the same name is another thing, which nobody asked for.

use std::collections::BTreeMap;
use std::path::Path;

use haggle_index::WheelAddress;
use haggle_resolve::python::RootRequirement;
use haggle_spec::{MarkerEnvironment, PackageName, Requirement};

use crate::input::place::not_a_wheel;
use crate::input::requirement_inputs::RequirementInputs;
use crate::output::failure::Failure;

/// The wheels that the lines name, by project.
pub type DirectReferences = BTreeMap<PackageName, WheelAddress>;

/// Finds the wheels that lines name, where their markers hold, and leaves user names and passwords out of these lines.
///
/// `None` for the environment means all of them: there a URL with a marker is refused.
pub fn take(
    inputs: &mut RequirementInputs,
    environment: Option<&MarkerEnvironment>,
) -> Result<DirectReferences, Failure> {
    let mut found = DirectReferences::new();
    let mut warnings = Vec::new();
    let lists = [&mut inputs.requirements, &mut inputs.constraints, &mut inputs.overrides];
    for line in lists.into_iter().flatten() {
        let Some(address) = address_of(line, environment)? else { continue };
        if address.has_credentials() {
            warnings.push(format!(
                "{}: the user name and password of the URL are left out of the answer",
                line.source
            ));
        }
        line.requirement = rewritten(&line.requirement, &address);
        let name = line.requirement.name().clone();
        match found.insert(name, address.clone()) {
            Some(other) if other != address => {
                return Err(Failure::new(format!(
                    "{}: `{}` comes from two places: `{}` and `{}`",
                    line.source,
                    line.requirement.name(),
                    other.shown(),
                    address.shown()
                )));
            }
            _ => {}
        }
    }
    inputs.warnings.extend(warnings);
    Ok(found)
}

fn address_of(
    line: &RootRequirement,
    environment: Option<&MarkerEnvironment>,
) -> Result<Option<WheelAddress>, Failure> {
    let Some(url) = line.requirement.url() else { return Ok(None) };
    let name = line.requirement.name();
    match (line.requirement.marker(), environment) {
        (Some(marker), Some(environment)) if !marker.evaluate(environment, &[]).unwrap_or(true) => {
            return Ok(None);
        }
        (Some(_), None) => {
            return Err(Failure::new(format!(
                "{}: `{name}` has a URL for some environments only, which `--universal` does not support",
                line.source
            )));
        }
        _ => {}
    }
    let Some(address) = WheelAddress::new(url, Path::new("")) else {
        return Err(not_a_wheel(&line.source.to_string(), name.as_ref(), url));
    };
    if address.name() != name {
        return Err(Failure::new(format!(
            "{}: `{}` is a wheel of `{}` and not of `{name}`",
            line.source,
            address.shown(),
            address.name()
        )));
    }
    Ok(Some(address))
}

/// The requirement with the URL as it may be shown.
fn rewritten(requirement: &Requirement, address: &WheelAddress) -> Requirement {
    let text = format!("{} @ {}", requirement.name(), address.shown());
    match text.parse::<Requirement>() {
        Ok(direct) => direct
            .with_extras(requirement.extras().iter().cloned())
            .with_marker(requirement.marker().cloned()),
        Err(_) => requirement.clone(),
    }
}
