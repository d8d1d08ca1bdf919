//! Reading what history there is: the family's own file, a bare list of moves, and import facts.

use std::collections::{BTreeMap, BTreeSet};

use haggle_spec::PackageName;
use serde_json::value::RawValue;

use super::event::{Event, EventPlacement};
use super::imported_by::{ImportCounts, ImportFacts, ImportedBy};
use super::json::{JsonObject, JsonText};
use crate::data::{InputErrorKind, InputErrors};
use crate::day::Day;

/// What a family knows of its past: `history.json`, whose format is in `docs/evaluation.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Where it is from, in words.
    pub source: String,
    /// What kind of thing each distribution is; empty where nobody says.
    pub kinds: Kinds,
    /// Words in the names of folders that hold drivers and back ends.
    pub driver_folders: Vec<String>,
    /// The moves, in the order of the file.
    pub moves: Vec<Event>,
}

/// What kind of thing each distribution is, in the family's own words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kinds(BTreeMap<PackageName, String>);

impl Kinds {
    /// The kind of what is in no list, where there are lists.
    pub const UNLISTED: &'static str = "unlisted";

    /// The kind of a distribution; none where nobody says of any.
    pub fn of(&self, package: &PackageName) -> Option<&str> {
        (!self.0.is_empty()).then(|| self.0.get(package).map_or(Self::UNLISTED, String::as_str))
    }

    /// Every kind that there is, in order.
    pub(super) fn words(&self) -> BTreeSet<&str> {
        self.0.values().map(String::as_str).chain([Self::UNLISTED]).collect()
    }

    fn read<'a>(reader: &mut JsonText<'a>, value: &'a RawValue) -> Option<Self> {
        let mut kinds = BTreeMap::new();
        let mut is_read = true;
        for (kind, names) in reader.object(value, "`kinds`")?.rest() {
            let Some(names) = reader.list(names) else {
                is_read = false;
                continue;
            };
            for value in names {
                let Some(name) = parsed(reader, value, PackageName::new, InputErrorKind::PackageName) else {
                    is_read = false;
                    continue;
                };
                if kinds.insert(name, kind.clone().into_owned()).is_some() {
                    let name = value.get().trim_matches('"').to_owned();
                    reader.wrong(value, InputErrorKind::Twice { what: "entries of `kinds`", name });
                }
            }
        }
        is_read.then_some(Self(kinds))
    }
}

impl History {
    /// The schema that this version reads.
    pub const SCHEMA: u32 = 1;
    const FIELDS: [&'static str; 5] = ["schema", "source", "kinds", "driver-folders", "moves"];
    /// Folders of drivers, where a file names none.
    const DRIVER_FOLDERS: [&'static str; 4] = ["driver", "backend", "store", "plugin"];

    /// Reads a family's history.
    ///
    /// # Errors
    /// All that is wrong: text that is not JSON or is of another schema; a field that is missing, unknown or of another type; a
    /// name, a day or a word that is not one; a move to where the distribution is.
    pub fn read(text: &str) -> Result<Self, InputErrors> {
        JsonText::read(text, |reader, value| {
            let mut file = reader.object(value, "a history")?;
            let schema =
                file.required(reader, "schema").and_then(|value| Some((reader.count(value)?, value)));
            if let Some((found, value)) = schema.filter(|(found, _)| *found != Self::SCHEMA) {
                reader.wrong(value, InputErrorKind::Schema { found, known: Self::SCHEMA });
                return None;
            }
            let source = file.required(reader, "source").and_then(|value| reader.text(value));
            let kinds = file.optional("kinds").map(|value| Kinds::read(reader, value));
            let folders = file.optional("driver-folders");
            let folders = folders.map(|value| reader.each(value, JsonText::text));
            let moves = file.required(reader, "moves").and_then(|value| reader.each(value, a_move));
            file.finish(reader, &Self::FIELDS);
            Some(Self {
                source: source?,
                kinds: kinds.unwrap_or_else(|| Some(Kinds::default()))?,
                driver_folders: folders
                    .unwrap_or_else(|| Some(Self::DRIVER_FOLDERS.map(str::to_owned).into()))?,
                moves: moves?,
            })
        })
    }

    /// A history of moves alone.
    pub fn of_moves(moves: Vec<Event>) -> Self {
        let driver_folders = Self::DRIVER_FOLDERS.map(str::to_owned).into();
        Self { source: "a list of moves".to_owned(), kinds: Kinds::default(), driver_folders, moves }
    }
}

/// Moves with the import facts that a history has of the same ones, by repository, commit and distribution; what they say themselves
/// stays.
pub fn with_recorded_imports(mut moves: Vec<Event>, history: &History) -> Vec<Event> {
    let key = |event: &Event| (event.repository.clone(), event.commit.clone(), event.package.clone());
    let recorded: BTreeMap<_, &Event> = history.moves.iter().map(|event| (key(event), event)).collect();
    for event in moves.iter_mut().filter(|event| !event.commit.is_empty()) {
        if let Some(known) = recorded.get(&key(event)) {
            event.imports = event.imports.or(known.imports);
            event.imports_before = event.imports_before.or(known.imports_before);
        }
    }
    moves
}

/// Moves with import facts, entry by entry; none where there are not as many of these.
pub fn with_import_facts(mut moves: Vec<Event>, facts: &[ImportFacts]) -> Option<Vec<Event>> {
    if moves.len() != facts.len() {
        return None;
    }
    for (event, facts) in moves.iter_mut().zip(facts) {
        event.imports = Some(facts.with.imported_by());
        event.imports_before = Some(facts.before.imported_by());
    }
    Some(moves)
}

/// Reads a list of moves; fields that mean nothing here are passed over.
///
/// # Errors
/// As of [`History::read`].
pub fn read_moves(text: &str) -> Result<Vec<Event>, InputErrors> {
    JsonText::read(text, |reader, value| reader.each(value, a_move))
}

/// Reads import facts of a list of moves, in its order: objects with `eve` and `prop`, each with the counts `code`, `test`, `top`,
/// `indented` and `driver`.
///
/// # Errors
/// Text that is not JSON; a field that is missing or of another type.
pub fn read_import_facts(text: &str) -> Result<Vec<ImportFacts>, InputErrors> {
    JsonText::read(text, |reader, value| {
        reader.each(value, |reader, value| {
            let mut facts = reader.object(value, "an entry of import facts")?;
            let (before, with) = (facts.required(reader, "eve"), facts.required(reader, "prop"));
            let (before, with) = (counts(reader, before?), counts(reader, with?));
            Some(ImportFacts { before: before?, with: with? })
        })
    })
}

fn counts<'a>(reader: &mut JsonText<'a>, value: &'a RawValue) -> Option<ImportCounts> {
    let mut object = reader.object(value, "counts of imports")?;
    let mut count = |field| object.required(reader, field).and_then(|value| reader.count(value));
    let (code, tests) = (count("code"), count("test"));
    let (top, indented, driver) = (count("top"), count("indented"), count("driver"));
    let lines = top?.saturating_add(indented?);
    Some(ImportCounts { code: code?, tests: tests?, lines, driver_lines: driver? })
}

fn a_move<'a>(reader: &mut JsonText<'a>, value: &'a RawValue) -> Option<Event> {
    let mut object = reader.object(value, "a move")?;
    let repository = object.required(reader, "repo").and_then(|value| reader.text(value));
    let date = object
        .required(reader, "date")
        .and_then(|value| parsed(reader, value, Day::of_timestamp, InputErrorKind::Day));
    let package = object
        .required(reader, "package")
        .and_then(|value| parsed(reader, value, PackageName::new, InputErrorKind::PackageName));
    let from = object.required(reader, "frm").and_then(|value| reader.text(value));
    let to_value = object.required(reader, "to");
    let to = to_value.and_then(|value| reader.text(value));
    let mut words = |field| match object.optional(field) {
        Some(value) => reader_text(reader, value),
        None => Some(String::new()),
    };
    let (commit, subject) = (words("commit"), words("subject"));
    let (imports, before) =
        (imports(reader, &mut object, "imports"), imports(reader, &mut object, "imports-before"));
    let (imports, before) = (imports?, before?);
    let (from, to) = (EventPlacement::of_word(&from?), EventPlacement::of_word(&to?));
    let package = package?;
    if from == to {
        let kind = InputErrorKind::NoMove { package: package.to_string(), placement: from.to_string() };
        reader.wrong(to_value?, kind);
        return None;
    }
    Some(Event {
        repository: repository?,
        commit: commit?,
        date: date?,
        subject: subject?,
        package,
        from,
        to,
        imports,
        imports_before: before.or(imports),
    })
}

/// A text that may be empty.
fn reader_text<'a>(reader: &mut JsonText<'a>, value: &'a RawValue) -> Option<String> {
    if value.get() == "\"\"" { Some(String::new()) } else { reader.text(value) }
}

#[expect(clippy::option_option, reason = "nothing said, and a word that is not known, are two things")]
fn imports<'a>(
    reader: &mut JsonText<'a>,
    object: &mut JsonObject<'a>,
    field: &'static str,
) -> Option<Option<ImportedBy>> {
    let Some(value) = object.optional(field) else { return Some(None) };
    let word = reader.text(value)?;
    let found = ImportedBy::WORDS.iter().find(|(known, _)| *known == word);
    if found.is_none() {
        let known = ImportedBy::WORDS.map(|(known, _)| known).to_vec();
        reader.wrong(value, InputErrorKind::UnknownWord { word, known });
    }
    found.map(|(_, imports)| Some(*imports))
}

/// A text that is something else: a name, a day.
fn parsed<'a, T, E>(
    reader: &mut JsonText<'a>,
    value: &'a RawValue,
    parse: impl FnOnce(&str) -> Result<T, E>,
    kind: impl FnOnce(E) -> InputErrorKind,
) -> Option<T> {
    let text = reader.text(value)?;
    parse(&text).map_err(|error| reader.wrong(value, kind(error))).ok()
}
