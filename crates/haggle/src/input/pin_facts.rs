//! Where the verbs of `pins` know releases from.

use std::path::PathBuf;

use haggle_govern::data::Manifest;
use haggle_govern::day::Day;
use haggle_govern::pins::PinError;
#[cfg(feature = "live")]
use haggle_resolve::python::{Request, Target};
use haggle_spec::release::ReleaseFacts;

#[cfg(feature = "live")]
use super::fact_source::FactSource;
use super::family::{Source, has_recorded, recorded};
#[cfg(feature = "live")]
use super::index_settings::IndexArguments;
use super::live_arguments::LiveArguments;
use super::pin_inputs::PinInputs;
use super::snapshot_file::read_snapshot;
use crate::output::failure::Failure;
use crate::output::progress::Progress;

/// Where releases are known from.
#[derive(Debug, Clone, clap::Args)]
pub struct FactArguments {
    /// Know releases from a snapshot
    #[arg(long, value_name = "FILE")]
    pub snapshot: Option<PathBuf>,
    /// Know releases from the package index, as it is now
    #[cfg(feature = "live")]
    #[arg(long, conflicts_with = "snapshot")]
    live: bool,
    #[cfg(feature = "live")]
    #[command(flatten)]
    index: IndexArguments,
}

impl FactArguments {
    /// Whether the user says where releases are known from.
    pub fn is_named(&self) -> bool {
        self.snapshot.is_some() || self.asks_index()
    }

    /// Whether an index is asked, so that what is missing can be had.
    #[cfg_attr(
        not(feature = "live"),
        expect(clippy::unused_self, reason = "nothing asks an index without it")
    )]
    pub fn asks_index(&self) -> bool {
        #[cfg(feature = "live")]
        let asks = self.live || self.index.index_url.is_some();
        #[cfg(not(feature = "live"))]
        let asks = false;
        asks
    }

    /// How an index is asked.
    #[cfg(feature = "live")]
    pub fn index(&self) -> &IndexArguments {
        &self.index
    }

    /// Whether the family's snapshot is completed from the index.
    pub fn completion(&self) -> LiveArguments {
        if self.asks_index() {
            #[cfg(feature = "live")]
            return LiveArguments::of(&self.index);
        }
        LiveArguments::default()
    }

    /// Asks a question that release facts help with: with none where the user names no source of them; else until the answer lacks
    /// none of those that the source has.
    pub fn ask<T>(
        &self,
        index_url: Option<&str>,
        mut answer: impl FnMut(Option<&ReleaseFacts>) -> Result<T, PinError>,
    ) -> Result<T, Failure> {
        #[cfg(feature = "live")]
        if self.asks_index() {
            return self.ask_index(index_url, answer);
        }
        #[cfg(not(feature = "live"))]
        let _ = index_url;
        let _progress = Progress::start("solving");
        match &self.snapshot {
            None => answer(None).map_err(|error| failure(&error)),
            Some(path) => {
                let snapshot = read_snapshot(path)?;
                answer(Some(&snapshot.facts)).map_err(|error| match &error {
                    PinError::Missing(facts) => {
                        let facts: Vec<String> = facts.iter().take(5).map(ToString::to_string).collect();
                        Failure::new(format!("`{}` does not have {}", path.display(), facts.join(", ")))
                            .hint(format!("record it again: `{}`", snapshot.provenance.command))
                    }
                    error => failure(error),
                })
            }
        }
    }

    /// Asks a question about the shared files as [`ask`](Self::ask) does. Where the user names no source, the answer is from what the family
    /// recorded; where that lacks something, from none, if there is an answer without.
    pub fn ask_of<T>(
        &self,
        inputs: &PinInputs,
        mut answer: impl FnMut(Option<&ReleaseFacts>) -> Result<T, PinError>,
    ) -> Result<T, Failure> {
        if !self.is_named()
            && let (Some(source), Ok(manifest)) = (&inputs.source, inputs.family())
            && has_recorded(source, manifest)
        {
            let _progress = Progress::start("solving");
            let (snapshot, _) = recorded(source, manifest)?;
            return match answer(Some(&snapshot.facts)) {
                Err(error @ (PinError::Missing(_) | PinError::NoRelease { .. })) => {
                    answer(None).map_err(|without| match &without {
                        PinError::Unknown { .. } => failure(&error).hint("ask the index: `--live`"),
                        without => failure(without),
                    })
                }
                other => other.map_err(|error| failure(&error)),
            };
        }
        self.ask(inputs.index_url(), answer)
    }

    /// Asks as [`ask`](Self::ask) does, and says where the facts are from, and whether no more can be had. Where the user names no source,
    /// that is what the family recorded, else, where it is needed, the index.
    pub fn ask_family<T>(
        &self,
        source: &Source,
        manifest: &Manifest,
        is_needed: bool,
        mut answer: impl FnMut(Option<&ReleaseFacts>, (&str, Option<Day>), bool) -> Result<T, PinError>,
    ) -> Result<T, Failure> {
        let index_url = manifest.index_url.as_deref();
        let is_named = self.is_named();
        if !is_named && manifest.data.snapshot.is_some() {
            let (snapshot, report) = recorded(source, manifest)?;
            let from = (report.source.as_str(), Some(report.recorded));
            let asked = answer(Some(&snapshot.facts), from, true);
            return asked.map_err(|error| match &error {
                PinError::Missing(_) => failure(&error).hint("ask the index: `--live`"),
                error => failure(error),
            });
        }
        #[cfg(feature = "live")]
        if self.asks_index() || is_needed && !is_named {
            let today = crate::input::clock::today()?;
            return self.ask_index(index_url, |facts| answer(facts, ("the index", Some(today)), false));
        }
        #[cfg(not(feature = "live"))]
        let _ = is_needed;
        let from = self.snapshot.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        self.ask(index_url, |facts| answer(facts, (&from, None), true))
    }

    #[cfg(feature = "live")]
    fn ask_index<T>(
        &self,
        index_url: Option<&str>,
        mut answer: impl FnMut(Option<&ReleaseFacts>) -> Result<T, PinError>,
    ) -> Result<T, Failure> {
        let mut source = FactSource::index(self.index.open(index_url)?);
        let target = Target::new("3.12", "linux").map_err(|error| Failure::new(error.to_string()))?;
        let request = Request::for_target(&target);
        let answer = source.ask(&request, |facts| match answer(Some(facts)) {
            Err(PinError::Missing(missing)) => Err(missing),
            other => Ok(other),
        })?;
        answer.map_err(|error| failure(&error))
    }
}

/// A verb that cannot be carried out, for the user.
pub fn failure(error: &PinError) -> Failure {
    let failure = Failure::new(error.to_string());
    match error.help() {
        Some(help) => failure.hint(help),
        None => failure,
    }
}
