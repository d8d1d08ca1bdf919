//! What makes a requirement of its parts as they are read.

use core::str::FromStr;

use super::diagnose::diagnosed;
use super::read::{Parts, read};
use super::{Rare, Requirement};
use crate::fault::YesOrNo;
use crate::grammar::fill;
use crate::name::{NamePlace, scan_name};
use crate::{ExtraName, Marker, RequirementError, SpecifierSet};

impl FromStr for Requirement {
    type Err = RequirementError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, RequirementError> {
        // Filled where the caller wants it: a requirement is too large to be moved about.
        let mut parsed = Ok(Requirement::blank());
        if let Ok(requirement) = &mut parsed
            && !fill_in(requirement, text)
        {
            parsed = Err(diagnosed(text));
        }
        parsed
    }
}

/// Reads a text into a blank requirement, and says whether it is one. Not a part of what returns the requirement: that would make it
/// in a place of its own and copy it from there.
#[inline(never)]
fn fill_in(requirement: &mut Requirement, text: &str) -> bool {
    read(text, requirement, YesOrNo).is_ok()
}

impl<'a> Parts<'a> for Requirement {
    #[inline]
    fn name(&mut self, input: &'a [u8]) -> Option<usize> {
        scan_name(input, NamePlace { name: &mut self.name, written: &mut self.written })
    }

    fn extras(&mut self, written: Vec<&'a str>, _: &'a [u8], _: &'a [u8]) {
        if !written.is_empty() {
            fill(&mut self.rare.0, Some(Box::new(with_extras(written))));
        }
    }

    #[inline]
    fn specifiers(&mut self) -> &mut SpecifierSet {
        &mut self.specifiers
    }

    #[inline]
    fn end_of_specifiers(&mut self, _: &'a [u8], _: &'a [u8]) {}

    fn url(&mut self, url: &'a str, _: &'a [u8]) {
        self.rare.0.get_or_insert_default().url = Some(url.into());
    }

    #[inline]
    fn marker(&mut self) -> &mut Option<Marker> {
        &mut self.marker
    }

    #[inline]
    fn end_of_marker(&mut self, _: &'a [u8]) {}
}

fn with_extras(mut written: Vec<&str>) -> Rare {
    written.sort_unstable();
    written.dedup();
    let mut extras: Vec<ExtraName> = written.iter().map(|extra| ExtraName::from_scanned(extra)).collect();
    let is_normalised = extras.iter().zip(&written).all(|(extra, written)| extra.as_str() == *written);
    if is_normalised {
        return Rare { extras, ..Rare::default() };
    }
    extras.sort_unstable();
    extras.dedup();
    Rare { extras, extras_as_written: written.into_iter().map(Into::into).collect(), url: None }
}
