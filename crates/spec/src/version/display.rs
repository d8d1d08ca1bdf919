//! Versions as text: normalised, or as they were written.

use core::fmt::{self, Write};

use super::key::{Key, Kind};
use super::{Version, VersionParts};

impl fmt::Display for Version {
    /// The normalised form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.full.0 {
            None => write_key(self.key, f),
            Some(full) => write_parts(&full.parts, f),
        }
    }
}

impl Version {
    /// Writes the text that was parsed.
    pub(crate) fn write_as_written(&self, out: &mut impl Write) -> fmt::Result {
        match &self.full.0 {
            None => write_key(self.key, out),
            Some(full) => match &full.written {
                Some(written) => out.write_str(written.as_str()),
                None => write_parts(&full.parts, out),
            },
        }
    }

    /// Writes the normalised form without trailing zeros of the release (one number always stays).
    pub(crate) fn write_trimmed(&self, out: &mut impl Write) -> fmt::Result {
        let mut parts = self.to_parts();
        while parts.release.len() > 1 && parts.release.last().is_some_and(crate::Number::is_zero) {
            parts.release.pop();
        }
        write_parts(&parts, out)
    }

    /// The normalised form without trailing zeros of the release: equal versions have equal canonical texts.
    ///
    /// ```
    /// let version: haggle_spec::Version = "1.4.0".parse()?;
    /// assert_eq!(version.canonical(), "1.4");
    /// # Ok::<(), haggle_spec::VersionError>(())
    /// ```
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write_trimmed(&mut text);
        text
    }
}

fn write_key(key: Key, out: &mut impl Write) -> fmt::Result {
    for (index, segment) in key.segments().into_iter().take(key.count()).enumerate() {
        if index > 0 {
            out.write_char('.')?;
        }
        write!(out, "{segment}")?;
    }
    let number = key.number();
    match key.kind() {
        Kind::Final => Ok(()),
        Kind::Alpha => write!(out, "a{number}"),
        Kind::Beta => write!(out, "b{number}"),
        Kind::Candidate => write!(out, "rc{number}"),
        Kind::Post => write!(out, ".post{number}"),
        Kind::Dev => write!(out, ".dev{number}"),
    }
}

pub(super) fn write_parts(parts: &VersionParts, out: &mut impl Write) -> fmt::Result {
    if !parts.epoch.is_zero() {
        write!(out, "{}!", parts.epoch)?;
    }
    for (index, number) in parts.release.iter().enumerate() {
        if index > 0 {
            out.write_char('.')?;
        }
        write!(out, "{number}")?;
    }
    if let Some((kind, number)) = &parts.pre {
        write!(out, "{}{number}", kind.as_str())?;
    }
    if let Some(number) = &parts.post {
        write!(out, ".post{number}")?;
    }
    if let Some(number) = &parts.dev {
        write!(out, ".dev{number}")?;
    }
    if let Some(local) = &parts.local {
        write!(out, "+{local}")?;
    }
    Ok(())
}
