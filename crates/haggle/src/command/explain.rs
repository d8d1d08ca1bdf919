//! `haggle explain RULE...`: the page of a rule of the linter, or the list of all rules.

use std::process::ExitCode;

use haggle_spec::is_fault_code;
use haggle_spec::lint::{Rule, rule};

use crate::output::failure::Failure;
use crate::output::rules;
use crate::program;

/// What to explain.
#[derive(Debug, clap::Args)]
pub struct ExplainArguments {
    /// Rules of `lint`, by name (default: a list of all)
    #[arg(value_name = "RULE")]
    names: Vec<String>,
    /// Print the pages of all rules as one document, which is `docs/lint.md`
    #[arg(long, conflicts_with = "names")]
    all: bool,
}

/// Prints pages, in Markdown.
pub fn run(arguments: &ExplainArguments) -> Result<ExitCode, Failure> {
    if arguments.all {
        rules::print_document()?;
    } else if arguments.names.is_empty() {
        rules::print_list()?;
    } else {
        let pages: Result<Vec<&'static Rule>, Failure> =
            arguments.names.iter().map(|name| page(name)).collect();
        rules::print_pages(&pages?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn page(name: &str) -> Result<&'static Rule, Failure> {
    if let Some(rule) = rule(name) {
        return Ok(rule);
    }
    Err(if is_fault_code(name) {
        Failure::new(format!(
            "`{name}` is the code of a fault: the tool that reads the file refuses or drops what is there"
        ))
        .hint("its message says all that there is to say, and no setting allows it")
    } else {
        Failure::new(format!("there is no rule `{name}`"))
            .hint(format!("`{}` lists the rules", program::call("explain")))
    })
}
