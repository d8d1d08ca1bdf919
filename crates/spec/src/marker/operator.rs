//! The operators of markers.

use crate::Operator;

/// The comparisons of markers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkerOperator {
    /// `<=`
    LessEqual,
    /// `<`
    Less,
    /// `!=`
    NotEqual,
    /// `==`
    Equal,
    /// `>=`
    GreaterEqual,
    /// `>`
    Greater,
    /// `~=`
    Compatible,
    /// `===`
    Arbitrary,
    /// `in`: the left text is a part of the right one, or a member of the right set.
    In,
    /// `not in`
    NotIn,
}

impl MarkerOperator {
    /// The operator as markers write it.
    pub fn as_str(self) -> &'static str {
        match self {
            MarkerOperator::LessEqual => "<=",
            MarkerOperator::Less => "<",
            MarkerOperator::NotEqual => "!=",
            MarkerOperator::Equal => "==",
            MarkerOperator::GreaterEqual => ">=",
            MarkerOperator::Greater => ">",
            MarkerOperator::Compatible => "~=",
            MarkerOperator::Arbitrary => "===",
            MarkerOperator::In => "in",
            MarkerOperator::NotIn => "not in",
        }
    }

    /// The operator of specifiers that is written the same, if there is one.
    pub(super) fn as_specifier(self) -> Option<Operator> {
        Some(match self {
            MarkerOperator::LessEqual => Operator::LessEqual,
            MarkerOperator::Less => Operator::Less,
            MarkerOperator::NotEqual => Operator::NotEqual,
            MarkerOperator::Equal => Operator::Equal,
            MarkerOperator::GreaterEqual => Operator::GreaterEqual,
            MarkerOperator::Greater => Operator::Greater,
            MarkerOperator::Compatible => Operator::Compatible,
            MarkerOperator::Arbitrary => Operator::Arbitrary,
            MarkerOperator::In | MarkerOperator::NotIn => return None,
        })
    }
}
