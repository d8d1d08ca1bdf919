//! What the `project` table says beside requirements, with places: for who checks a project rather than its requirements.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::array::content_range;
use crate::Span;
use crate::file::PlacedText;
use crate::file::source::SourceText;

/// The `project` table (PEP 621), as far as checks ask for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProjectTable {
    /// The header, or the table where it is written inline.
    pub span: Span,
    /// The keys that are there, in the order of the file.
    pub keys: Vec<PlacedText>,
    /// `requires-python`, if it is a string.
    pub requires_python: Option<PlacedText>,
    /// The strings of `dynamic`.
    pub dynamic: Vec<PlacedText>,
    /// The keys of `optional-dependencies`, in the order of the file.
    pub extras: Vec<PlacedText>,
    /// Whether a classifier starts with `Private ::`, so that no index takes the project.
    pub is_private: bool,
}

impl ProjectTable {
    /// Whether a field is left to the build backend.
    pub fn is_dynamic(&self, field: &str) -> bool {
        self.dynamic.iter().any(|dynamic| dynamic.text == field)
    }

    /// The key of a field, if the table has it.
    pub fn key(&self, field: &str) -> Option<&PlacedText> {
        self.keys.iter().find(|key| key.text == field)
    }

    pub(super) fn read(source: &SourceText, span: Span, table: &DeTable<'_>) -> Self {
        let text = |value: &Spanned<DeValue<'_>>| placed(source, value);
        let list = |key: &str| {
            let array = table.get(key).and_then(|value| value.get_ref().as_array());
            array.into_iter().flat_map(|array| array.iter()).filter_map(text).collect::<Vec<_>>()
        };
        let extras = table.get("optional-dependencies").and_then(|value| value.get_ref().as_table());
        Self {
            span,
            keys: keys(source, table),
            requires_python: table.get("requires-python").and_then(text),
            dynamic: list("dynamic"),
            extras: extras.map(|extras| keys(source, extras)).unwrap_or_default(),
            is_private: list("classifiers")
                .iter()
                .any(|classifier| classifier.text.starts_with("Private ::")),
        }
    }
}

/// The keys of a table in the order of the file.
fn keys(source: &SourceText, table: &DeTable<'_>) -> Vec<PlacedText> {
    let mut keys: Vec<PlacedText> = table
        .iter()
        .map(|(key, _)| PlacedText { text: key.get_ref().to_string(), span: source.span(key.span()) })
        .collect();
    keys.sort_by_key(|key| key.span);
    keys
}

fn placed(source: &SourceText, value: &Spanned<DeValue<'_>>) -> Option<PlacedText> {
    let text = value.get_ref().as_str()?.to_owned();
    let range = value.span();
    let inner = content_range(&source.text()[range.clone()]);
    Some(PlacedText { text, span: source.span(range.start + inner.start..range.start + inner.end) })
}
