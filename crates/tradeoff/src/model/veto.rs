//! Vetoes: what rules an alternative out, with evidence, and who may waive it.

/// A rule that strikes out alternatives when it fails.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Veto {
    /// A short name, unique among the vetoes of a problem.
    pub id: String,
    /// The rule, as people read it.
    pub label: String,
    /// What the evidence says.
    pub verdict: VetoVerdict,
    /// The evidence, with its source.
    pub evidence: String,
    /// The alternatives that a failure strikes out.
    pub strikes: Vec<String>,
    /// Who may waive it, if anybody.
    #[cfg_attr(feature = "serde", serde(default))]
    pub waivable_by: Option<String>,
    /// A waiver that was given.
    #[cfg_attr(feature = "serde", serde(default))]
    pub waiver: Option<Waiver>,
}

impl Veto {
    /// Whether the veto strikes out anything: it failed and was not waived. What is unknown never excludes.
    pub fn strikes_out(&self) -> bool {
        self.verdict == VetoVerdict::Fail && self.waiver.is_none()
    }
}

/// What the evidence says of a veto.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum VetoVerdict {
    /// The rule holds.
    Pass,
    /// The rule is broken: the alternatives that it names cannot be chosen.
    Fail,
    /// Nobody knows. It never excludes and is always shown.
    Unknown,
}

/// Somebody with the role for it waived a failed veto.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Waiver {
    /// Who.
    pub name: String,
    /// In which role; it must be the veto's `waivable_by`.
    pub role: String,
    /// When.
    pub date: String,
    /// Why.
    pub reason: String,
}
