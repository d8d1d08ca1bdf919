//! How an answer is printed.

/// How the answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AnswerFormat {
    /// A requirements file
    #[value(alias = "text", alias = "requirements.txt")]
    Requirements,
    /// A lock file (PEP 751)
    #[value(alias = "pylock.toml")]
    Pylock,
    /// For machines
    Json,
}

/// See [`AnnotationStyle`](crate::output::resolution::AnnotationStyle).
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AnnotationArgument {
    /// Behind the pin
    Line,
    /// Below the pin
    Split,
}
