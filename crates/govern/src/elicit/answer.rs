//! The answers: read one by one, or from a file with one on each line.

use std::fmt::{self, Display};
use std::ops::Range;

use super::question::ElicitationQuestion;

/// An answer that cannot be understood, or a file of answers that does not go with the questions.
#[derive(Debug, Clone, PartialEq)]
pub struct ElicitationError {
    span: Range<usize>,
    kind: ElicitationErrorKind,
}

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ElicitationErrorKind {
    /// Not a number from 0 to 100, and not two of them.
    Points(String),
    /// Not a number from 1/9 to 9.
    Times(String),
    /// A line that is not `QUESTION: ANSWER`.
    Line,
    /// A question that is not asked.
    NotAsked {
        /// What the line says.
        key: String,
        /// A question that is open still.
        open: Option<String>,
    },
    /// A question is answered twice.
    Twice(String),
    /// Questions without an answer.
    Unanswered(Vec<String>),
    /// The swing that matters most has to have 100 points, as all others are measured by it.
    NoHundred,
}

impl ElicitationError {
    pub(super) fn new(span: Range<usize>, kind: ElicitationErrorKind) -> Self {
        Self { span, kind }
    }

    /// Bytes of the text that it is about.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// What is wrong.
    pub fn kind(&self) -> &ElicitationErrorKind {
        &self.kind
    }
}

impl Display for ElicitationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ElicitationErrorKind::Points(text) => {
                write!(formatter, "`{}` is not points: write `90`, or `80 to 100`", text.escape_debug())
            }
            ElicitationErrorKind::Times(text) => {
                write!(formatter, "`{}` is not from 1/9 to 9: write `3`, or `1/3`", text.escape_debug())
            }
            ElicitationErrorKind::Line => formatter.write_str("this is not an answer: write `pins: 90`"),
            ElicitationErrorKind::NotAsked { key, open: None } => {
                write!(formatter, "`{}` is not asked", key.escape_debug())
            }
            ElicitationErrorKind::NotAsked { key, open: Some(open) } => {
                write!(formatter, "`{}` is not asked, and `{open}` is", key.escape_debug())
            }
            ElicitationErrorKind::Twice(key) => write!(formatter, "`{key}` is answered twice"),
            ElicitationErrorKind::Unanswered(keys) => {
                let (first, more) = (&keys[..keys.len().min(3)], keys.len().saturating_sub(3));
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                write!(formatter, "there is no answer to `{}`{more}", first.join("`, `"))
            }
            ElicitationErrorKind::NoHundred => {
                formatter.write_str("no criterion has 100 points: the one that matters most has them")
            }
        }
    }
}

impl std::error::Error for ElicitationError {}

impl ElicitationQuestion<'_> {
    /// An answer: the points, lower and upper, or the times as an interval without width.
    ///
    /// # Errors
    /// The text is not an answer to the question.
    pub fn answer(&self, text: &str) -> Result<[f64; 2], ElicitationError> {
        let whole = text.trim();
        let error = |kind: fn(String) -> ElicitationErrorKind| {
            ElicitationError::new(0..text.len(), kind(whole.to_owned()))
        };
        match self {
            Self::Swing(_) => {
                let (low, high) = whole.split_once(" to ").unwrap_or((whole, whole));
                let points =
                    |text: &str| text.trim().parse::<f64>().ok().filter(|x| (0.0..=100.0).contains(x));
                match (points(low), points(high)) {
                    (Some(low), Some(high)) if low <= high => Ok([low, high]),
                    _ => Err(error(ElicitationErrorKind::Points)),
                }
            }
            Self::Pair(..) => {
                let number = |text: &str| text.trim().parse::<f64>().ok();
                let times = match whole.split_once('/') {
                    Some((above, below)) => {
                        number(above).zip(number(below)).map(|(above, below)| above / below)
                    }
                    None => number(whole),
                };
                let times = times.filter(|times| (1.0 / 9.0 - 1e-9..=9.0).contains(times));
                times.map(|times| [times, times]).ok_or_else(|| error(ElicitationErrorKind::Times))
            }
        }
    }
}

/// Reads a file of answers, `QUESTION: ANSWER` on each line in any order; `#` begins a comment. A pair may be asked the other way round.
///
/// # Errors
/// The first line that is not an answer to a question, or is the second to one, or the questions that have none.
pub fn read_answers(
    text: &str,
    questions: &[ElicitationQuestion<'_>],
) -> Result<Vec<[f64; 2]>, ElicitationError> {
    let mut found: Vec<Option<[f64; 2]>> = vec![None; questions.len()];
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let (at, content) = (start, line.split('#').next().unwrap_or("").trim_end());
        start += line.len();
        if content.trim().is_empty() {
            continue;
        }
        let span = at..at + content.len();
        let Some((key, answer)) = content.split_once(':') else {
            return Err(ElicitationError::new(span, ElicitationErrorKind::Line));
        };
        let key = key.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some((place, is_turned)) = place(&key, questions) else {
            let open = questions.iter().zip(&found).find(|(_, answer)| answer.is_none());
            let open = open.map(|(question, _)| question.key());
            return Err(ElicitationError::new(span, ElicitationErrorKind::NotAsked { key, open }));
        };
        let begin = at + content.len() - answer.len();
        let [low, high] = questions[place]
            .answer(answer)
            .map_err(|error| ElicitationError::new(begin..at + content.len(), error.kind))?;
        let answer = if is_turned { [1.0 / high, 1.0 / low] } else { [low, high] };
        if found[place].replace(answer).is_some() {
            return Err(ElicitationError::new(span, ElicitationErrorKind::Twice(key)));
        }
    }
    let open: Vec<String> = questions
        .iter()
        .zip(&found)
        .filter(|(_, answer)| answer.is_none())
        .map(|(one, _)| one.key())
        .collect();
    if !open.is_empty() {
        return Err(ElicitationError::new(text.len()..text.len(), ElicitationErrorKind::Unanswered(open)));
    }
    Ok(found.into_iter().flatten().collect())
}

/// The question of a key, and whether it is asked the other way round.
fn place(key: &str, questions: &[ElicitationQuestion<'_>]) -> Option<(usize, bool)> {
    let turned = key.split_once(" / ").map(|(a, b)| format!("{b} / {a}"));
    let find = |key: &str| questions.iter().position(|question| question.key() == key);
    find(key).map(|at| (at, false)).or_else(|| Some((find(&turned?)?, true)))
}
