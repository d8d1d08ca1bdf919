//! What a family bargains about.

/// The open issues of a family, such as where the requirement of each feature belongs, and the parties to a deal about them.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DealFamily {
    /// The parties.
    pub parties: Vec<DealParty>,
    /// The issues. What a party has from a deal is the sum over the issues, so that utilities of all issues are in one unit.
    pub issues: Vec<DealIssue>,
}

/// A party to a deal.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DealParty {
    /// The party's id.
    pub id: String,
    /// The exponent of its gain in Nash's product: zero or more. Nobody is left worse off, whatever the power.
    pub power: f64,
}

/// One issue.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DealIssue {
    /// The issue's id.
    pub id: String,
    /// The place of today's option.
    pub today: usize,
    /// What can be chosen; a side condition is an option of its own.
    pub options: Vec<DealOption>,
}

/// One option of an issue.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DealOption {
    /// The option's id.
    pub id: String,
    /// What it is worth to each party.
    pub utilities: Vec<f64>,
    /// A veto strikes it out: it is in no deal. Today's option can always stay.
    pub struck_out: bool,
    /// The option that this one is with a side condition.
    pub condition_of: Option<String>,
}

/// Why a family cannot be bargained about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DealError {
    /// There is no party, or none has power.
    NoParty,
    /// A power is not a finite number of zero or more.
    Power {
        /// The party.
        party: String,
    },
    /// An issue has no option of today.
    Today {
        /// The issue.
        issue: String,
    },
    /// An option has not one finite utility for each party.
    Utilities {
        /// The issue.
        issue: String,
        /// The option.
        option: String,
    },
}

impl std::fmt::Display for DealError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoParty => write!(formatter, "no party has power"),
            Self::Power { party } => {
                write!(formatter, "the power of `{party}` is not a finite number of zero or more")
            }
            Self::Today { issue } => write!(formatter, "`{issue}` has no option of today"),
            Self::Utilities { issue, option } => {
                write!(formatter, "`{option}` of `{issue}` needs one finite utility for each party")
            }
        }
    }
}

impl std::error::Error for DealError {}

impl DealFamily {
    /// The first fault.
    pub(super) fn check(&self) -> Result<(), DealError> {
        for party in &self.parties {
            if !(party.power.is_finite() && party.power >= 0.0) {
                return Err(DealError::Power { party: party.id.clone() });
            }
        }
        if !self.parties.iter().any(|party| party.power > 0.0) {
            return Err(DealError::NoParty);
        }
        for issue in &self.issues {
            if issue.today >= issue.options.len() {
                return Err(DealError::Today { issue: issue.id.clone() });
            }
            let faulty = |option: &&DealOption| {
                option.utilities.len() != self.parties.len()
                    || !option.utilities.iter().all(|x| x.is_finite())
            };
            if let Some(option) = issue.options.iter().find(faulty) {
                return Err(DealError::Utilities { issue: issue.id.clone(), option: option.id.clone() });
            }
        }
        Ok(())
    }
}
