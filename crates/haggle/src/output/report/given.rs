//! What other commands print as JSON, for a page that shows it: changes, and the batch of the pins with its forecast.

use haggle_govern::forecast::Forecast;
use serde::Deserialize;

/// A change that was drafted, or that is under review.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GivenChange {
    /// The repository.
    pub project: String,
    /// Its branch.
    pub branch: Option<String>,
    /// The whole message.
    pub message: Option<String>,
    /// The first line of it.
    pub subject: Option<String>,
    /// What it and its next versions have in common.
    pub change_id: Option<String>,
    /// Where it is under review.
    pub url: Option<String>,
    /// How far it is there, in a word.
    pub state: Option<String>,
    /// Who thinks what of it.
    pub votes: Vec<GivenVote>,
    /// What there is to do about it.
    pub remark: Option<String>,
    /// What it changes.
    pub diff: Option<String>,
    /// The same file by file, where a command says it so.
    files: Vec<GivenFile>,
}

/// A vote.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GivenVote {
    /// What about.
    pub label: String,
    /// Which.
    pub value: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct GivenFile {
    diff: String,
}

/// A document: `changes` and the verbs that draft have `changes`, `sync` has `projects`, and a change of the pins is one by itself.
#[derive(Debug, Deserialize)]
struct ChangesDocument {
    changes: Option<Vec<GivenChange>>,
    projects: Option<Vec<GivenChange>>,
    #[serde(flatten)]
    itself: GivenChange,
}

/// The changes of a document.
///
/// # Errors
/// It is not such a document.
pub fn read_changes(text: &str, pinned_by: &str) -> Result<Vec<GivenChange>, String> {
    let document: ChangesDocument = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut itself = document.itself;
    let mut changes = match (document.changes, document.projects) {
        (None, None) if itself.message.is_none() => {
            return Err("it has no `changes` and no `projects`".to_owned());
        }
        (None, None) => {
            if itself.project.is_empty() {
                pinned_by.clone_into(&mut itself.project);
            }
            vec![itself]
        }
        (changes, projects) => changes.into_iter().chain(projects).flatten().collect(),
    };
    // A project that is in line has no change.
    changes.retain(|one| one.message.is_some() || one.url.is_some());
    for one in &mut changes {
        one.complete();
    }
    Ok(changes)
}

impl GivenChange {
    /// Says in one way what commands say in several.
    fn complete(&mut self) {
        let message = self.message.as_deref().unwrap_or_default();
        if self.subject.is_none() {
            self.subject = message.lines().next().map(str::to_owned);
        }
        if self.change_id.is_none() {
            let footer = |line: &str| line.strip_prefix("Change-Id: ").map(str::to_owned);
            self.change_id = message.lines().find_map(footer);
        }
        if self.diff.is_none() && !self.files.is_empty() {
            self.diff = Some(self.files.iter().map(|file| file.diff.as_str()).collect());
        }
    }

    /// Whether both are the same change.
    fn is_same(&self, other: &Self) -> bool {
        let is_place = self.project == other.project
            && (self.branch.is_none() || other.branch.is_none() || self.branch == other.branch);
        is_place
            && match (&self.change_id, &other.change_id) {
                (Some(one), Some(two)) => one == two,
                _ => self.subject == other.subject,
            }
    }

    /// Adds what another document says of the same change.
    fn merge(&mut self, other: Self) {
        let add = |mine: &mut Option<String>, theirs: Option<String>| {
            if mine.is_none() {
                *mine = theirs;
            }
        };
        add(&mut self.branch, other.branch);
        add(&mut self.message, other.message);
        add(&mut self.change_id, other.change_id);
        add(&mut self.url, other.url);
        add(&mut self.state, other.state);
        add(&mut self.remark, other.remark);
        add(&mut self.diff, other.diff);
        if self.votes.is_empty() {
            self.votes = other.votes;
        }
    }

    /// The names at the start of the lines that it adds and takes away.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let lines = self.diff.iter().flat_map(|diff| diff.lines());
        lines.filter_map(|line| {
            let is_head = line.starts_with("+++") || line.starts_with("---");
            let line =
                line.strip_prefix(['+', '-']).filter(|_| !is_head)?.trim_start_matches([' ', '"', '\'']);
            Some(leading_name(line)).filter(|name| !name.is_empty())
        })
    }
}

/// The letters of a name at the start of a line.
pub fn leading_name(line: &str) -> &str {
    let is_name = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
    &line[..line.find(|character| !is_name(character)).unwrap_or(line.len())]
}

/// Brings together what several documents say of one change.
pub fn merged(changes: impl IntoIterator<Item = GivenChange>) -> Vec<GivenChange> {
    let mut all: Vec<GivenChange> = Vec::new();
    for one in changes {
        match all.iter_mut().find(|known| known.is_same(&one)) {
            Some(known) => known.merge(one),
            None => all.push(one),
        }
    }
    all
}

/// The batch of the pins, or a forecast of some of them alone.
#[derive(Debug, Default, Deserialize)]
pub struct GivenBatch {
    /// What moves together.
    #[serde(default)]
    pub groups: Vec<GivenGroup>,
    /// What is foreseen of it.
    #[serde(default)]
    pub forecast: Option<GivenForecast>,
    /// The same where a forecast was asked for alone.
    #[serde(default)]
    pins: Vec<GivenPin>,
}

/// Pins that move together.
#[derive(Debug, Deserialize)]
pub struct GivenGroup {
    /// Its name.
    pub name: String,
    /// Its pins.
    pub moves: Vec<GivenMove>,
}

/// A pin that moves.
#[derive(Debug, Deserialize)]
pub struct GivenMove {
    /// The distribution.
    pub name: String,
    /// Its version now.
    pub from: String,
    /// Its version then.
    pub to: String,
    /// How far that is.
    pub step: String,
}

/// What is foreseen of a batch.
#[derive(Debug, Deserialize)]
pub struct GivenForecast {
    /// Each pin.
    pub pins: Vec<GivenPin>,
}

/// A pin that moves, and what is foreseen of it.
#[derive(Debug, Deserialize)]
pub struct GivenPin {
    /// The distribution.
    pub name: String,
    /// Its version now.
    pub from: String,
    /// Its version then.
    pub to: String,
    /// What is foreseen.
    pub forecast: Foreseen,
}

/// What is foreseen of a pin.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Foreseen {
    /// Its old and its new release were read.
    Fact {
        /// What differs.
        value: Forecast,
    },
    /// They were not.
    Unknown {
        /// Why not.
        because: String,
    },
}

impl GivenBatch {
    /// Reads `pins update --forecast --format json`, or `forecast --format json`.
    ///
    /// # Errors
    /// It is neither.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut batch: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if !batch.pins.is_empty() {
            batch.forecast = Some(GivenForecast { pins: std::mem::take(&mut batch.pins) });
        }
        if batch.groups.is_empty() && batch.forecast.is_none() {
            return Err("no pin moves in it".to_owned());
        }
        Ok(batch)
    }

    /// What is foreseen of a pin that moves.
    pub fn foreseen(&self, name: &str, from: &str) -> Option<&Foreseen> {
        let pins = self.forecast.iter().flat_map(|forecast| &forecast.pins);
        pins.into_iter().find(|pin| pin.name == name && pin.from == from).map(|pin| &pin.forecast)
    }

    /// Every pin that moves, with its name, its versions and how far that is.
    pub fn moves(&self) -> Vec<(&str, &str, &str, &str)> {
        let of_groups = self.groups.iter().flat_map(|group| &group.moves);
        let mut moves: Vec<(&str, &str, &str, &str)> =
            of_groups.map(|one| (&*one.name, &*one.from, &*one.to, &*one.step)).collect();
        if moves.is_empty() {
            let pins = self.forecast.iter().flat_map(|forecast| &forecast.pins);
            moves.extend(pins.map(|pin| (&*pin.name, &*pin.from, &*pin.to, "")));
        }
        moves
    }
}
