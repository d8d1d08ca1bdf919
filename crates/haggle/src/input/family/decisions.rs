//! The family's folder of decisions: `0001-image-signing.json`, with a text for people of the same name beside it.

use haggle_govern::data::Identifier;
use haggle_govern::ruling::AcceptedDecision;
use haggle_tradeoff::record::Record;

use super::{Family, join};
use crate::output::failure::Failure;

/// A record as it is stored.
pub struct StoredDecision {
    /// Its number.
    pub number: u32,
    /// The feature.
    pub feature: Identifier,
    /// The name of its file, relative to the manifest, without `.json`.
    pub path: String,
    /// The bytes of that file.
    pub bytes: Vec<u8>,
}

/// The records of the family's folder, in the order of their numbers. Files of other names are left alone.
pub fn stored_decisions(family: &Family) -> Result<Vec<StoredDecision>, Failure> {
    let folder = &family.manifest.data.decisions;
    let mut found: Vec<StoredDecision> = Vec::new();
    for name in family.source.names(folder)? {
        let Some(stem) = name.strip_suffix(".json") else { continue };
        let Some((number, feature)) = numbered(stem) else { continue };
        let path = join(folder, stem);
        if let Some(other) = found.iter().find(|other| other.number == number) {
            return Err(Failure::new(format!("`{}` and `{path}` have one number", other.path))
                .hint("number the later one anew: nothing else tells which of two decisions holds"));
        }
        let bytes = family.source.bytes(&format!("{path}.json"))?;
        found.push(StoredDecision { number, feature, path, bytes });
    }
    found.sort_by_key(|one| one.number);
    Ok(found)
}

/// The decisions that were taken.
pub fn decisions(family: &Family) -> Result<Vec<AcceptedDecision>, Failure> {
    stored_decisions(family)?.into_iter().map(|stored| stored.read(family)).collect()
}

impl StoredDecision {
    /// The record in the file; its number is that in the name.
    pub fn read(self, family: &Family) -> Result<AcceptedDecision, Failure> {
        let shown = family.source.shown(&format!("{}.json", self.path));
        let record =
            Record::from_json(&self.bytes).map_err(|error| Failure::new(format!("{shown}: {error}")))?;
        let number = record.ruling().map(|ruling| ruling.number);
        if number != Some(self.number) {
            let says = number
                .map_or_else(|| "of nobody's decision".to_owned(), |number| format!("number {number:04}"));
            return Err(Failure::new(format!(
                "{shown}: the record is {says}, and its name says {:04}",
                self.number
            )));
        }
        Ok(AcceptedDecision { number: self.number, feature: self.feature, record })
    }
}

/// `0001-image-signing`: the number and the feature.
fn numbered(name: &str) -> Option<(u32, Identifier)> {
    let (number, feature) = name.split_once('-')?;
    let is_number = number.len() >= 4 && number.bytes().all(|byte| byte.is_ascii_digit());
    Some((number.parse().ok().filter(|_| is_number)?, Identifier::new(feature).ok()?))
}
