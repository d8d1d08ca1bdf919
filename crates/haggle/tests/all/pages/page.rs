//! The console blocks of a page: command lines after `$ `, and what they print.

use std::ops::Range;

/// A page, cut into lines.
pub struct Page {
    /// Where it is, below the root of the checkout.
    pub path: String,
    pub lines: Vec<String>,
    pub blocks: Vec<Block>,
}

/// One block marked `console`.
pub struct Block {
    /// Why it is not run, as the comment `<!-- not run: REASON -->` right above it says.
    pub not_run: Option<String>,
    pub examples: Vec<Example>,
}

/// One command of a block.
pub struct Example {
    /// Without its prompts; lines that begin with `> ` go on with it, as in a shell.
    pub command: String,
    /// The line of its prompt, from 1.
    pub line: usize,
    /// The lines of the page that show what it prints.
    pub shown: Range<usize>,
}

impl Page {
    pub fn parse(path: &str, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut blocks = Vec::new();
        let mut rest = 0;
        while let Some(fence) = (rest..lines.len()).find(|&at| lines[at].starts_with("```")) {
            let end = (fence + 1..lines.len()).find(|&at| lines[at].trim_end() == "```");
            let end = end.unwrap_or_else(|| panic!("{path}:{}: a block without an end", fence + 1));
            if lines[fence].trim_end() == "```console" {
                let not_run = fence.checked_sub(1).and_then(|above| reason(&lines[above]));
                blocks.push(Block { not_run, examples: examples(&lines, fence + 1..end) });
            } else if lines[fence + 1..end].iter().any(|line| is_command(line)) {
                panic!("{path}:{}: a block with commands is not marked `console`", fence + 1);
            }
            rest = end + 1;
        }
        Self { path: path.to_owned(), lines, blocks }
    }

    /// What an example shows.
    pub fn shown(&self, example: &Example) -> &[String] {
        &self.lines[example.shown.clone()]
    }

    /// The page with other lines for what examples show: each with the example's `shown`, in the order of the page.
    pub fn with(&self, outputs: &[(Range<usize>, Vec<String>)]) -> String {
        let mut lines = Vec::new();
        let mut rest = 0;
        for (shown, output) in outputs {
            lines.extend_from_slice(&self.lines[rest..shown.start]);
            lines.extend_from_slice(output);
            rest = shown.end;
        }
        lines.extend_from_slice(&self.lines[rest..]);
        lines.join("\n") + "\n"
    }
}

/// The reason in a comment that says why the block below it is not run.
fn reason(line: &str) -> Option<String> {
    Some(line.trim().strip_prefix("<!-- not run: ")?.strip_suffix(" -->")?.to_owned())
}

/// Whether a line of a block that is not marked `console` is a command line all the same.
fn is_command(line: &str) -> bool {
    ["$ ", "haggle ", "cargo ", "HAGGLE_"].iter().any(|start| line.starts_with(start))
}

fn examples(lines: &[String], block: Range<usize>) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for at in block {
        let line = &lines[at];
        if let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example { command: command.to_owned(), line: at + 1, shown: at + 1..at + 1 });
        } else if let Some(example) = examples.last_mut() {
            match line.strip_prefix("> ").or_else(|| (line == ">").then_some("")) {
                Some(more) if example.shown.is_empty() => {
                    example.command.push('\n');
                    example.command.push_str(more);
                    example.shown = at + 1..at + 1;
                }
                _ => example.shown.end = at + 1,
            }
        }
    }
    examples
}
