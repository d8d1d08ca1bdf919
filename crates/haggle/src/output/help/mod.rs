//! Help beyond what each command's options say: examples, and the list of commands by whom they are for.

mod examples;

use std::fmt::Write as _;

use anstyle::Style;
use clap::Command;

use super::width::{fill, width};
use examples::EXAMPLES;

/// The commands by whom they are for.
const AUDIENCES: &[(&str, &[&str])] = &[
    ("Everybody", &["init", "status", "evaluate", "report"]),
    ("Those who decide", &["decide", "elicit"]),
    ("The requirements team", &["check", "pins", "sync", "snapshot", "retire", "forecast", "what-broke"]),
    ("A project's lead", &["include", "remove", "raise", "place", "changes", "message", "audit", "floor"]),
    ("Operators and packagers", &["doctor", "docs", "resolve"]),
    ("Files, and this program", &["lint", "fmt", "explain", "cache", "completions", "man", "help"]),
];

/// Lines are not made wider than this.
const WIDEST: usize = 110;

/// Adds examples to a command and to those below it that `is_wanted` says of, by their names.
pub fn with_examples(command: Command, is_wanted: &dyn Fn(&str) -> bool) -> Command {
    below(command, "", is_wanted)
}

fn below(mut command: Command, path: &str, is_wanted: &dyn Fn(&str) -> bool) -> Command {
    if let Some((_, examples)) = EXAMPLES.iter().find(|(of, _)| *of == path) {
        let after = command.get_after_help().map(ToString::to_string);
        let mut text = shown(examples);
        if let Some(after) = after {
            text = format!("{text}\n\n{after}");
        }
        command = command.after_help(text);
    }
    // `--samples -1` is a number that is too small, and no option `-1`.
    command = command.mut_args(|argument| {
        let is_option = argument.get_action().takes_values() && !argument.is_positional();
        if is_option { argument.allow_negative_numbers(true) } else { argument }
    });
    let names = command.get_subcommands().map(Command::get_name).filter(|name| is_wanted(name));
    let names: Vec<String> = names.map(str::to_owned).collect();
    for name in names {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(&name, |command| below(command, &path, is_wanted));
    }
    command
}

/// Each line with what it does: behind it where both fit, else before it.
fn shown(examples: &[(&str, &str)]) -> String {
    let widest = examples.iter().map(|(line, _)| line.chars().count()).max().unwrap_or_default();
    let words = examples.iter().map(|(_, words)| words.chars().count()).max().unwrap_or_default();
    let is_beside = widest + words + 4 <= width().min(WIDEST);
    let mut text = "Examples:".to_owned();
    for (line, words) in examples {
        let row = if is_beside {
            format!("\n  {line:widest$}  {words}")
        } else {
            format!("\n  # {words}\n  {line}")
        };
        text.push_str(&row);
    }
    text
}

/// The help of the program itself, with its commands by whom they are for.
pub fn by_audience(command: &Command) -> Command {
    const HERE: &str = "COMMANDS";
    let usage = command.clone().render_usage().ansi().to_string();
    let mut quiet = command.clone();
    let names: Vec<String> = quiet.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in &names {
        quiet = quiet.mut_subcommand(name, |command| command.hide(true));
    }
    // There is one text for `-h` and `--help`: what each command's help says in full is short here.
    let template = format!("{{about-with-newline}}\n{usage}\n\n{HERE}{{all-args}}{{after-help}}");
    let text = quiet.help_template(template).render_help().ansi().to_string();
    let text = text.replace(" (see more with '--help')", "");
    command.clone().override_help(text.replacen(HERE, &groups(command), 1))
}

fn groups(command: &Command) -> String {
    let bold = Style::new().bold().underline();
    let name_style = Style::new().bold();
    let (help, help_about) = ("help", "Print the help of a command");
    let abouts: Vec<(&str, String)> = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set() && command.get_name() != help)
        .map(|command| (command.get_name(), command.get_about().map(ToString::to_string).unwrap_or_default()))
        .chain([(help, help_about.to_owned())])
        .collect();
    let widest = abouts.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let room = width().min(WIDEST).saturating_sub(widest + 4);
    let is_in = |names: &[&str], name: &str| names.contains(&name);
    let is_left = |name: &str| !AUDIENCES.iter().any(|(_, names)| is_in(names, name));
    let left: Vec<&str> = abouts.iter().map(|(name, _)| *name).filter(|name| is_left(name)).collect();
    let all =
        AUDIENCES.iter().map(|(title, names)| (*title, *names)).chain([("This workspace", left.as_slice())]);
    let mut text = String::new();
    for (title, names) in all {
        let rows: Vec<_> =
            names.iter().filter_map(|name| abouts.iter().find(|(known, _)| known == name)).collect();
        if rows.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{bold}{title}:{bold:#}");
        for (name, about) in rows {
            let lines = fill(about, room).join(&format!("\n{:1$}", "", widest + 4));
            let gap = widest - name.len() + 2;
            let _ = writeln!(text, "  {name_style}{name}{name_style:#}{:gap$}{lines}", "");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn program() -> Command {
        crate::program_command("haggle")
    }

    /// Every command that a user sees, by its words.
    fn paths(command: &Command, path: &str, found: &mut Vec<String>) {
        found.push(path.to_owned());
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            let name = below.get_name();
            paths(below, &if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }, found);
        }
    }

    fn all_paths() -> Vec<String> {
        let mut found = Vec::new();
        paths(&program(), "", &mut found);
        found
    }

    /// The words of a line as a shell has them; what is behind a pipe or an arrow is another program's.
    fn words(line: &str) -> Vec<String> {
        let line = line.split(" | ").last().unwrap().split(" > ").next().unwrap();
        let mut words = vec![String::new()];
        let mut is_quoted = false;
        for character in line.chars() {
            match character {
                '\'' => is_quoted = !is_quoted,
                ' ' if !is_quoted => words.push(String::new()),
                _ => words.last_mut().unwrap().push(character),
            }
        }
        words
    }

    #[test]
    fn every_command_has_examples_that_parse() {
        let known: BTreeSet<String> = all_paths().into_iter().collect();
        let with: BTreeSet<String> = EXAMPLES.iter().map(|(path, _)| (*path).to_owned()).collect();
        #[cfg(all(feature = "live", feature = "report"))]
        assert_eq!(known, with);
        let mut wrong = Vec::new();
        for (path, examples) in EXAMPLES.iter().filter(|(path, _)| known.contains(*path)) {
            for (line, _) in *examples {
                let words = words(line);
                assert!(
                    path.split(' ').all(|part| part.is_empty() || words.iter().any(|word| word == part)),
                    "{line}"
                );
                let parsed = program().try_get_matches_from(&words);
                wrong.extend(parsed.err().map(|error| format!("{line}: {error}")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_command_is_for_somebody() {
        let program = program();
        let known: BTreeSet<&str> =
            program.get_subcommands().map(Command::get_name).chain(["help"]).collect();
        let grouped: Vec<&str> = AUDIENCES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        assert_eq!(grouped.iter().copied().collect::<BTreeSet<_>>(), known);
        assert_eq!(grouped.len(), known.len(), "a command is there twice");
        let help = by_audience(&program).render_help().to_string();
        for name in known {
            assert!(help.contains(&format!("\n  {name} ")), "{name}\n{help}");
        }
        assert!(help.contains("--quiet") && help.contains("Exit codes"), "{help}");
    }

    /// Commands that have no answer in JSON, each with what they give instead.
    const WITHOUT_JSON: &[(&str, &str)] = &[
        ("", "the state is `status --format json`"),
        ("report", "writes a page"),
        ("snapshot", "writes a file, which is JSON"),
        ("pins", "its verbs have it"),
        ("message", "one of its verbs has it"),
        ("message templates", "prints tables of a manifest"),
        ("docs", "prints a page, or the difference to one"),
        ("fmt", "writes files, or shows the difference to them"),
        ("completions", "prints a script"),
        ("man", "writes pages"),
    ];

    #[test]
    fn every_command_with_an_answer_gives_it_as_json() {
        for path in all_paths() {
            let mut program = program();
            program.build();
            let mut command = &program;
            for name in path.split(' ').filter(|name| !name.is_empty()) {
                command = command.find_subcommand(name).unwrap();
            }
            let has_json = command.get_arguments().any(|argument| {
                argument.get_long() == Some("format")
                    && argument.get_possible_values().iter().any(|value| value.get_name() == "json")
            });
            let is_excepted = WITHOUT_JSON.iter().any(|(without, _)| *without == path);
            assert!(has_json != is_excepted, "{path}: has JSON: {has_json}");
        }
    }

    #[test]
    fn options_are_not_given_two_meanings() {
        let mut command = program();
        command.build();
        command.debug_assert();
    }
}
