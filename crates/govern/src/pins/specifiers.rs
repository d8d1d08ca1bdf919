//! The specifiers of a line of the global list, changed one by one: those that stay keep their text.

use haggle_spec::file::{EntryFile, EntryLine};
use haggle_spec::{Edit, Operator, Prereleases, RequirementParts, Specifier, Version};

/// A specifier as a line has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    written: String,
    specifier: Option<Specifier>,
}

/// The specifiers of a line, to be changed.
#[derive(Debug)]
pub(super) struct LineSpecifiers<'file> {
    file: &'file EntryFile,
    /// The place of all of them in the text of the file.
    range: std::ops::Range<usize>,
    separator: String,
    pieces: Vec<Piece>,
    is_changed: bool,
}

impl<'file> LineSpecifiers<'file> {
    /// Those of a line with an entry. None where the line cannot be taken apart.
    pub(super) fn of(file: &'file EntryFile, line: &EntryLine) -> Option<Self> {
        let written = file.text(line.content);
        let body = written.split('#').next().unwrap_or_default();
        let body = body.split(';').next().unwrap_or_default();
        let found = RequirementParts::of(body).ok()?.specifiers;
        let text = body.get(found.clone())?;
        let inner = text.trim_start_matches(['(', ' ', '\t']);
        let start = found.start + text.len() - inner.len();
        let inner = inner.trim_end_matches([')', ' ', '\t']);
        let offset = file.source().range(line.content).start;
        let pieces = inner.split(',').map(str::trim).filter(|piece| !piece.is_empty());
        let pieces: Vec<Piece> =
            pieces.map(|piece| Piece { written: piece.to_owned(), specifier: piece.parse().ok() }).collect();
        let has_blank = inner.contains(", ");
        Some(Self {
            file,
            range: offset + start..offset + start + inner.len(),
            separator: if has_blank { ", ".to_owned() } else { ",".to_owned() },
            pieces,
            is_changed: false,
        })
    }

    /// Adds an exclusion in the order of versions: after what it is above, before what it is below, before every cap.
    pub(super) fn exclude(&mut self, version: &Version) {
        let is_after = |piece: &Piece| match &piece.specifier {
            Some(specifier) => match specifier.operator() {
                Operator::Less | Operator::LessEqual => true,
                Operator::NotEqual => specifier.version().is_some_and(|other| other > version),
                _ => false,
            },
            None => false,
        };
        let at = self.pieces.iter().position(is_after).unwrap_or(self.pieces.len());
        let written = format!("!={version}");
        self.pieces.insert(at, Piece { specifier: written.parse().ok(), written });
        self.is_changed = true;
    }

    /// Replaces every cap by one, and takes out the exclusions that it makes idle.
    pub(super) fn cap(&mut self, cap: &Specifier) {
        let before = self.pieces.clone();
        self.pieces.retain(|piece| match &piece.specifier {
            Some(specifier) => match specifier.operator() {
                Operator::Less | Operator::LessEqual => false,
                Operator::NotEqual => specifier
                    .version()
                    .is_none_or(|version| cap.contains(version, Prereleases::Allow) || specifier.is_prefix()),
                _ => true,
            },
            None => true,
        });
        self.pieces.push(Piece { written: cap.to_string(), specifier: Some(cap.clone()) });
        self.is_changed |= before != self.pieces;
    }

    /// Takes out every cap and every pin.
    pub(super) fn lift(&mut self) {
        let before = self.pieces.len();
        self.pieces.retain(|piece| {
            let operator = piece.specifier.as_ref().map(Specifier::operator);
            matches!(operator, None | Some(Operator::NotEqual | Operator::GreaterEqual | Operator::Greater))
        });
        self.is_changed |= self.pieces.len() < before;
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The edit of the line, if anything changes.
    pub(super) fn edit(self) -> Option<Edit> {
        if !self.is_changed {
            return None;
        }
        let pieces: Vec<&str> = self.pieces.iter().map(|piece| piece.written.as_str()).collect();
        Some(Edit::new(self.file.source().span(self.range), pieces.join(&self.separator)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use haggle_spec::file::{Urls, apply_edits};

    #[track_caller]
    fn check(line: &str, change: impl FnOnce(&mut LineSpecifiers<'_>), expected: &str) {
        let (file, _) = EntryFile::parse(line, Urls::Forbidden);
        let mut specifiers = LineSpecifiers::of(&file, &file.lines()[0]).unwrap();
        change(&mut specifiers);
        let edits: Vec<Edit> = specifiers.edit().into_iter().collect();
        assert_eq!(String::from_utf8(apply_edits(line.as_bytes(), &edits).unwrap()).unwrap(), expected);
    }

    #[test]
    fn an_exclusion_goes_to_its_place_by_version() {
        let exclude =
            |text: &'static str| move |it: &mut LineSpecifiers<'_>| it.exclude(&text.parse().unwrap());
        check("a  # MIT\n", exclude("6.0.0"), "a!=6.0.0  # MIT\n");
        check("a!=1.28.1  # X\n", exclude("4.5.0"), "a!=1.28.1,!=4.5.0  # X\n");
        check(
            "a!=1.28.1,!=5;os_name=='nt'  # X\n",
            exclude("4.5.0"),
            "a!=1.28.1,!=4.5.0,!=5;os_name=='nt'  # X\n",
        );
        check("a!=4.0.5,!=4.0.5rc1\n", exclude("4.7"), "a!=4.0.5,!=4.0.5rc1,!=4.7\n");
        check("a<3\n", exclude("2"), "a!=2,<3\n");
        check(
            "a [x] ( !=1, <3 ) ; os_name=='nt'#c\n",
            exclude("2"),
            "a [x] ( !=1, !=2, <3 ) ; os_name=='nt'#c\n",
        );
    }

    #[test]
    fn a_cap_takes_the_place_of_others_and_of_idle_exclusions() {
        let cap = |text: &'static str| move |it: &mut LineSpecifiers<'_>| it.cap(&text.parse().unwrap());
        check("a  # MIT\n", cap("<1.36"), "a<1.36  # MIT\n");
        check("a!=7.0.0,!=7.1.0,!=7.1.1  # X\n", cap("<7.0.0"), "a<7.0.0  # X\n");
        check("a!=1,<3;os_name=='nt'\n", cap("<2"), "a!=1,<2;os_name=='nt'\n");
        check("a<2\n", cap("<2"), "a<2\n");
    }
}
