//! An answer as JSON: what the answer itself serialises to, and what was asked.

use std::collections::BTreeMap;

use haggle_resolve::python::{Explanation, Solution, Target, UniversalSolution};
use serde::Serialize;

use crate::output::failure::Failure;
use crate::output::json;
use crate::output::pinned_files::PinnedFiles;

/// What was asked, and the answer; `schema` changes with the meaning.
#[derive(Serialize)]
struct Document<'a, A: Serialize> {
    schema: u32,
    solved: bool,
    #[serde(flatten)]
    asked: &'a Asked,
    #[serde(flatten)]
    answer: A,
    /// Of the files of pins, by `name==version`, as `sha256:...`; where they were asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    hashes: BTreeMap<String, &'a [String]>,
}

/// Which environments were asked about.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Asked {
    /// One.
    One {
        /// The version of Python.
        python_version: String,
        /// The platform, by its name.
        python_platform: String,
    },
    /// Every platform and a range of Pythons.
    Universal {
        /// Always true.
        universal: bool,
        /// The range.
        requires_python: String,
    },
    /// A list.
    Listed {
        /// Always true: the answer has markers.
        universal: bool,
        /// The environments, as `python 3.12.0 on linux`.
        targets: Vec<String>,
    },
}

impl Asked {
    /// One environment.
    pub fn one(target: &Target) -> Self {
        Self::One { python_version: target.python().full(), python_platform: target.platform().to_string() }
    }
}

/// Why there is no solution; for many environments, where.
#[derive(Serialize)]
struct Unsolvable<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    marker: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a Explanation>,
}

/// The solution as JSON.
pub fn json(asked: &Asked, solution: &Solution, files: &PinnedFiles) -> Result<String, Failure> {
    json::text(&Document { schema: 1, solved: true, asked, answer: solution, hashes: files.by_release() })
}

/// The solution for many environments as JSON.
pub fn json_universal(
    asked: &Asked,
    solution: &UniversalSolution,
    files: &PinnedFiles,
) -> Result<String, Failure> {
    json::text(&Document { schema: 1, solved: true, asked, answer: solution, hashes: files.by_release() })
}

/// Why there is no solution, and where, as JSON.
pub fn json_unsolvable(
    asked: &Asked,
    marker: Option<&str>,
    explanation: Option<&Explanation>,
) -> Result<String, Failure> {
    let answer = Unsolvable { marker, explanation };
    json::text(&Document { schema: 1, solved: false, asked, answer, hashes: BTreeMap::new() })
}
