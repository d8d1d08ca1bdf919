//! What every command is given: which family it is about, and where the checkout is if there is one.

use std::path::{Path, PathBuf};

use crate::output::command_line::quoted;
use crate::output::failure::Failure;
use crate::output::verbosity::Verbosity;

/// The folder that this crate was built in. None in a release: its users do not have that folder, and it is not the same wherever it is built.
const BUILT_IN: Option<&str> = match option_env!("HAGGLE_RELEASE") {
    Some(_) => None,
    None => Some(env!("CARGO_MANIFEST_DIR")),
};

/// Names the family's manifest where no option does.
const MANIFEST_VARIABLE: &str = "HAGGLE_MANIFEST";

/// Options that every command takes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub struct GlobalArguments {
    /// The family's manifest, or its folder (default: `HAGGLE_MANIFEST`, else `haggle.toml` here or in the nearest folder above)
    #[arg(long, global = true, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
    /// Work on a demo family that ships with haggle: `--demo` is glance, `--demo=harbour` a company's
    #[arg(long, global = true, value_enum, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "glance")]
    pub demo: Option<Demo>,
    /// Whether to colour what is printed (default: on a terminal, as `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE` have it)
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t, hide_default_value = true)]
    pub color: Colour,
    /// Print only what was asked for, and errors: no notes, warnings or progress
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say which files are read and which indexes and cache answer; `-vv` also says each request and round
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// When to colour what is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    /// For everything that this process prints from now on.
    fn set(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::AlwaysAnsi,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// A demo family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Demo {
    /// The Image service of `OpenStack`, with a global list and Gerrit
    Glance,
    /// Four packages of an invented company, with constraints alone
    Harbour,
}

impl Demo {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Glance, Self::Harbour];

    /// Its name, which is that of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Glance => "glance",
            Self::Harbour => "harbour",
        }
    }
}

/// Which family a command is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhichFamily {
    /// The one whose manifest the user named.
    Named(PathBuf),
    /// A demo, as the user asked for it.
    Demo(Demo),
    /// The nearest: its manifest is in the working folder or above it.
    Nearest,
}

/// Everything a command may ask about where it runs.
#[derive(Debug)]
pub struct Context {
    /// The family.
    pub family: WhichFamily,
}

impl Context {
    /// Built once, from the command line and the environment. An option wins over the environment.
    ///
    /// # Errors
    /// Both a manifest and the demo were asked for.
    pub fn new(global: GlobalArguments) -> Result<Self, Failure> {
        global.color.set();
        Verbosity::of_options(global.quiet, global.verbose).set();
        let in_environment = || {
            let path = std::env::var_os(MANIFEST_VARIABLE).filter(|path| !path.is_empty());
            path.map_or(WhichFamily::Nearest, |path| WhichFamily::Named(path.into()))
        };
        let family = match (global.manifest, global.demo) {
            (Some(_), Some(_)) => {
                return Err(
                    Failure::new("`--demo` and `--manifest` name two families").hint("leave out one of them")
                );
            }
            (Some(path), None) => WhichFamily::Named(path),
            (None, Some(demo)) => WhichFamily::Demo(demo),
            (None, None) => in_environment(),
        };
        Ok(Self { family })
    }

    /// The options that name this family to another command, each with a space before it.
    pub fn family_arguments(&self) -> String {
        match &self.family {
            WhichFamily::Named(path) => {
                format!(" {}", quoted(&["--manifest".to_owned(), path.display().to_string()]))
            }
            WhichFamily::Demo(Demo::Glance) => " --demo".to_owned(),
            WhichFamily::Demo(demo) => format!(" --demo={}", demo.name()),
            WhichFamily::Nearest => String::new(),
        }
    }

    /// The root of the checkout that this binary was built from, if it is still there.
    pub fn checkout() -> Option<PathBuf> {
        let root = Path::new(BUILT_IN?).ancestors().nth(2)?;
        root.join("Cargo.toml").is_file().then(|| root.to_path_buf())
    }

    /// Whether the working folder is in that checkout.
    pub fn is_in_checkout() -> bool {
        std::env::current_dir().is_ok_and(|here| Self::checkout_around(&here).is_some())
    }

    /// The root of that checkout, if this folder is in it. Links are followed.
    pub fn checkout_around(folder: &Path) -> Option<PathBuf> {
        let root = Self::checkout()?.canonicalize().ok()?;
        folder.canonicalize().ok()?.starts_with(&root).then_some(root)
    }
}
