//! The edit that mends a requirement, where the intent is plain.

use super::RequirementError;

pub(super) fn with_suggestion(_text: &str, error: RequirementError) -> RequirementError {
    error.with_suggestion(None)
}
