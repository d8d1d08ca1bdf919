//! The one way out for text: everything that a command prints passes here.
//!
//! Text for people is a [`Page`], so nothing that came from outside reaches a terminal as a control. A full or closed standard output
//! ends the command with a message; a reader that has gone (`| head -1`) ends nothing: what is left is not printed, and the exit code
//! is what it would have been.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use haggle_spec::{is_hidden, without_secrets};
use serde::Serialize;

use super::failure::{Failure, MISUSE, plain};
use super::page::Page;
use super::verbosity::Verbosity;
use super::{json, standard_output};

/// Whether the reader of standard output has gone.
static READER_IS_GONE: AtomicBool = AtomicBool::new(false);

/// Prints a page to standard output.
pub fn out(page: &Page) -> Result<(), Failure> {
    let text = page.to_ansi();
    let written = write_out(|| {
        let mut stream = anstream::stdout().lock();
        stream.write_all(text.as_bytes())?;
        stream.flush()
    });
    written.map_err(|error| unwritten(&error))
}

/// Prints a line to standard output.
pub fn out_line(text: impl Display) -> Result<(), Failure> {
    out(&Page::of(text))
}

/// Writes bytes for programs to standard output as they are.
pub fn out_bytes(bytes: &[u8]) -> Result<(), Failure> {
    write_bytes(bytes).map_err(|error| unwritten(&error))
}

/// Writes bytes to standard output as they are, for a caller that knows it by another name.
pub(super) fn write_bytes(bytes: &[u8]) -> io::Result<()> {
    write_out(|| {
        let mut stream = io::stdout().lock();
        stream.write_all(bytes)?;
        stream.flush()
    })
}

/// Writes the bytes of a file to standard output: as they are for a program, as lines for people on a terminal.
pub fn out_file(bytes: &[u8]) -> Result<(), Failure> {
    if io::stdout().is_terminal() {
        return out(&Page::of_block(&String::from_utf8_lossy(bytes)));
    }
    out_bytes(bytes)
}

/// Prints a value as JSON to standard output.
pub fn out_json(value: &impl Serialize) -> Result<(), Failure> {
    out_bytes(json::text(value)?.as_bytes())
}

/// Prints a page to standard error. Where that fails there is nobody left to tell.
pub fn err(page: &Page) {
    let mut stream = anstream::stderr().lock();
    let _ = stream.write_all(page.to_ansi().as_bytes()).and_then(|()| stream.flush());
}

/// Prints a line to standard error.
pub fn err_line(text: impl Display) {
    err(&Page::of(text));
}

/// Prints a line beside the answer to standard error: a note or a warning, which `-q` leaves out.
pub fn note(text: impl Display) {
    if Verbosity::Usual.is_wanted() {
        err_line(text);
    }
}

/// Prints a line to standard error where so much is wanted: what is read (`-v`), what is asked (`-vv`).
pub fn detail(level: Verbosity, text: impl FnOnce() -> String) {
    if level.is_wanted() {
        err_line(without_secrets(&text()));
    }
}

/// Tells of a failure on standard error, and gives the exit code.
pub fn report(failure: &Failure) -> ExitCode {
    err(&failure.page());
    ExitCode::from(MISUSE)
}

/// Prints what clap has to say: help and the version to standard output, misuse to standard error. `again` parses a command line
/// anew, for an error without what is hidden in the arguments that it quotes.
pub fn usage(error: &clap::Error, again: impl FnOnce(Vec<String>) -> Option<clap::Error>) -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let page = if arguments.iter().any(|argument| argument.contains(is_hidden)) {
        let shown = arguments.iter().map(|argument| haggle_spec::visible(argument).into_owned()).collect();
        let clean = again(shown);
        Page::of_block(&clean.as_ref().unwrap_or(error).render().to_string())
    } else {
        Page::of_styled(&in_plain_words(&error.render().ansi().to_string()))
    };
    if error.use_stderr() {
        err(&page);
        return ExitCode::from(MISUSE);
    }
    match out(&page) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

/// The words of the standard library about numbers, which clap repeats, as a user would say it.
fn in_plain_words(text: &str) -> String {
    const WORDS: [(&str, &str); 4] = [
        ("invalid digit found in string", "it is not a whole number"),
        ("invalid float literal", "it is not a number"),
        ("cannot parse integer from empty string", "a number is missing"),
        ("number too large to fit in target type", "it is too large"),
    ];
    WORDS.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
}

fn write_out(write: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    if READER_IS_GONE.load(Ordering::Relaxed) {
        return Ok(());
    }
    if standard_output::was_closed() {
        return Err(io::Error::other("it is closed"));
    }
    match write() {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            READER_IS_GONE.store(true, Ordering::Relaxed);
            Ok(())
        }
        other => other,
    }
}

fn unwritten(error: &io::Error) -> Failure {
    Failure::new(format!("cannot write standard output: {}", plain(error)))
}
