//! How answers serialise: pins with who requires them, texts for people as they are printed.

use haggle_spec::{ExtraName, PackageName, Requirement, Version};
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::explanation::{Repair, RepairAction};
use super::outcome::{ChangedVersion, Edge, PinRequirements, Solution, SolutionDifference};
use super::requirer::Requirer;
use super::universal::{HeldBack, IgnoredBound, UniversalPin, UniversalSolution};
use super::warning::Warning;

/// A pin of either kind of solution.
#[derive(Serialize)]
struct PinShown<'a> {
    name: &'a PackageName,
    version: &'a Version,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marker: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extras: Vec<&'a ExtraName>,
    requirements_known: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    via: Vec<ViaShown<'a>>,
}

#[derive(Serialize)]
struct ViaShown<'a> {
    requirement: &'a Requirement,
    #[serde(flatten)]
    requirer: &'a Requirer,
}

impl<'a> PinShown<'a> {
    fn new(
        (name, version): (&'a PackageName, &'a Version),
        url: Option<&'a String>,
        requirements: &'a PinRequirements,
        edges: &'a [Edge],
    ) -> Self {
        let reason = requirements.unknown_reason();
        let via = edges.iter().filter(|edge| edge.target == *name);
        Self {
            name,
            version,
            url: url.map(String::as_str),
            marker: None,
            extras: Vec::new(),
            requirements_known: reason.is_none(),
            reason,
            via: via
                .map(|edge| ViaShown { requirement: &edge.requirement, requirer: &edge.requirer })
                .collect(),
        }
    }
}

/// `complete`, `pins` (each with `via`, who requires it) and `warnings`, as texts.
impl Serialize for Solution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            complete: bool,
            pins: Vec<PinShown<'a>>,
            warnings: &'a [Warning],
        }
        let pins = self.pins.iter().map(|(name, pin)| PinShown {
            extras: pin.extras.iter().collect(),
            ..PinShown::new((name, &pin.version), pin.url.as_ref(), &pin.requirements, &self.edges)
        });
        Shown { complete: self.complete(), pins: pins.collect(), warnings: &self.warnings }
            .serialize(serializer)
    }
}

/// `complete`, `pins` (each with its `marker`, where there is one, and `via`, who requires it), `warnings` as texts, and where the
/// answer is not what each environment alone would have or say: `held_back`, `ignored_bounds`.
impl Serialize for UniversalSolution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            complete: bool,
            pins: Vec<PinShown<'a>>,
            warnings: &'a [Warning],
            held_back: &'a [HeldBack],
            ignored_bounds: &'a [IgnoredBound],
        }
        let pins = self.pins().iter().map(|pin: &UniversalPin| PinShown {
            marker: Some(pin.marker.as_str()).filter(|marker| !marker.is_empty()),
            ..PinShown::new((&pin.name, &pin.version), pin.url.as_ref(), &pin.requirements, self.edges())
        });
        let shown = Shown {
            complete: self.complete(),
            pins: pins.collect(),
            warnings: self.warnings(),
            held_back: self.held_back(),
            ignored_bounds: self.ignored_bounds(),
        };
        shown.serialize(serializer)
    }
}

/// `file` and `line` of the request, or `package` and perhaps `extra`.
impl Serialize for Requirer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            package: &'a PackageName,
            #[serde(skip_serializing_if = "Option::is_none")]
            extra: Option<&'a ExtraName>,
        }
        match self {
            Self::Root { source, .. } => source.serialize(serializer),
            Self::Package { name, extra } => {
                Shown { package: name, extra: extra.as_ref() }.serialize(serializer)
            }
        }
    }
}

impl Serialize for Edge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            target: &'a PackageName,
            #[serde(flatten)]
            via: ViaShown<'a>,
        }
        let via = ViaShown { requirement: &self.requirement, requirer: &self.requirer };
        Shown { target: &self.target, via }.serialize(serializer)
    }
}

/// The text.
impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Lists of packages with their versions.
impl Serialize for SolutionDifference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct At<'a> {
            name: &'a PackageName,
            version: &'a Version,
        }
        #[derive(Serialize)]
        struct Changed<'a> {
            name: &'a PackageName,
            #[serde(flatten)]
            change: &'a ChangedVersion,
        }
        #[derive(Serialize)]
        struct Shown<'a> {
            added: Vec<At<'a>>,
            removed: Vec<At<'a>>,
            changed: Vec<Changed<'a>>,
        }
        let shown = Shown {
            added: self.added.iter().map(|(name, version)| At { name, version }).collect(),
            removed: self.removed.iter().map(|(name, version)| At { name, version }).collect(),
            changed: self.changed.iter().map(|(name, change)| Changed { name, change }).collect(),
        };
        shown.serialize(serializer)
    }
}

/// The edits, each with the place of its line and whether it is known that nothing else is needed.
impl Serialize for Repair {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            file: &'a str,
            line: u32,
            before: &'a str,
            after: Option<&'a str>,
            action: &'a RepairAction,
            is_known: bool,
        }
        let mut edits = serializer.serialize_seq(Some(self.edits.len()))?;
        for edit in &self.edits {
            edits.serialize_element(&Shown {
                file: &edit.source.file,
                line: edit.source.line,
                before: &edit.before,
                after: edit.after.as_deref(),
                action: &edit.action,
                is_known: edit.is_known && self.is_certain,
            })?;
        }
        edits.end()
    }
}
