//! `haggle explain RULE...`: the page of a rule of the linter or of a code of `check`, or the list of all rules.

use std::process::ExitCode;

use haggle_spec::is_fault_code;
use haggle_spec::lint::{Rule, rule, rules};

use crate::input::named;
use crate::output::check_codes::CHECK_CODES;
use crate::output::failure::Failure;
use crate::output::format::OutputFormat;
use crate::output::{check_codes, rules};
use crate::program;

/// What to explain.
#[derive(Debug, clap::Args)]
pub struct ExplainArguments {
    /// Rules of `lint` or codes of `check`, by name (default: a list of all rules)
    #[arg(value_name = "RULE")]
    names: Vec<String>,
    /// Print the pages of all rules as one document, which is `docs/lint.md`
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t, conflicts_with = "all")]
    format: OutputFormat,
}

/// Prints pages, in Markdown.
pub fn run(arguments: &ExplainArguments) -> Result<ExitCode, Failure> {
    if arguments.format == OutputFormat::Json {
        let pages: Result<Vec<String>, Failure> = arguments.names.iter().map(|name| page(name)).collect();
        rules::print_json(&arguments.names, &pages?)?;
    } else if arguments.all {
        rules::print_document()?;
    } else if arguments.names.is_empty() {
        rules::print_list()?;
    } else {
        let pages: Result<Vec<String>, Failure> = arguments.names.iter().map(|name| page(name)).collect();
        rules::print_pages(&pages?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn page(name: &str) -> Result<String, Failure> {
    if let Some(page) = rule(name).map(Rule::page).or_else(|| check_codes::page(name)) {
        return Ok(page);
    }
    Err(if is_fault_code(name) {
        Failure::new(format!(
            "`{name}` is the code of a fault: the tool that reads the file refuses or drops what is there"
        ))
        .hint("its message says all that there is to say, and no setting allows it")
    } else {
        let known: Vec<&str> =
            rules().iter().map(|rule| rule.name).chain(CHECK_CODES.iter().map(|(code, ..)| *code)).collect();
        let failure = Failure::new(format!("there is no rule `{name}`"));
        match named::near(name, &known) {
            Some(near) => failure.hint(format!("did you mean `{near}`?")),
            None => failure.hint(format!("`{}` lists the rules", program::call("explain"))),
        }
    })
}
