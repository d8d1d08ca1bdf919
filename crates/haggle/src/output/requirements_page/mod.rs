//! The page of a project's external requirements: made from the catalogue, in reStructuredText or Markdown.
//!
//! What is generated lies between two marks, each a comment of the markup, so that the rest of a page is its authors'.

mod block;
mod content;
mod markdown;
mod region;
mod rst;
mod seen;

use haggle_govern::data::{Catalogue, Manifest, ProjectEntry};

pub use region::{RegionFault, Renewed, renewed};

use block::{Block, Inline};

/// A markup language of documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Markup {
    /// reStructuredText
    Rst,
    /// Markdown
    Markdown,
}

impl Markup {
    /// That of a file, by its name.
    pub fn of_path(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "rst" => Some(Self::Rst),
            "md" | "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }

    /// The text as readers of the built page see it: comments become spaces, so that offsets stay.
    pub fn seen(self, text: &str) -> String {
        match self {
            Self::Rst => seen::without_rst_comments(text),
            Self::Markdown => seen::without_html_comments(text),
        }
    }

    /// The comments before and after what is generated.
    fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::Rst => (".. haggle: begin", ".. haggle: end"),
            Self::Markdown => ("<!-- haggle: begin -->", "<!-- haggle: end -->"),
        }
    }

    fn render(self, blocks: &[Block]) -> String {
        match self {
            Self::Rst => rst::render(blocks),
            Self::Markdown => markdown::render(blocks),
        }
    }
}

/// The part that is generated, with an end of a line after it; the same catalogue gives the same text.
pub fn body(manifest: &Manifest, catalogue: &Catalogue, project: &ProjectEntry, markup: Markup) -> String {
    markup.render(&content::blocks(manifest, catalogue, project))
}

/// A whole page: a title, and the generated part between its marks.
pub fn page(manifest: &Manifest, catalogue: &Catalogue, project: &ProjectEntry, markup: Markup) -> String {
    let title = vec![Inline::Text(format!("External requirements of {}", project.distribution))];
    let (begin, end) = markup.marks();
    let body = body(manifest, catalogue, project, markup);
    format!("{}\n{begin}\n\n{body}\n{end}\n", markup.render(&[Block::Title(title)]))
}
