//! What pages show of commands is what the commands print.
//!
//! A block marked `console` holds command lines after `$ ` and their output; a line `...` leaves out any number of lines. The blocks of
//! a page are run in their order, in one scratch folder. With `HAGGLE_REWRITE` set, as `cargo xtask pages` does, what is printed is written
//! into the pages.

#![cfg(unix)]

mod cut;
mod page;
mod session;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::Parser as _;

use self::cut::{cut_again, is_cut_of};
use self::page::Page;
use self::session::Session;

/// Why a block is not run, and in which page how many are: one more has to be entered here.
const NOT_RUN: &[(&str, &str, usize)] = &[
    ("README.md", "builds programs", 2),
    ("README.md", "starts a review server", 1),
    ("docs/README.md", "builds programs", 1),
    ("docs/bisect.md", "forms of the command", 2),
    ("docs/bisect.md", "takes minutes", 1),
    ("docs/changes.md", "forms of the command", 1),
    ("docs/check.md", "forms of the command", 1),
    ("docs/drafts.md", "forms of the command", 1),
    ("docs/forecast.md", "forms of the command", 1),
    ("docs/init.md", "forms of the command", 1),
    ("docs/method.md", "forms of the command", 1),
    ("docs/pins.md", "forms of the command", 1),
    ("docs/report.md", "asks a review system", 1),
    ("docs/resolve.md", "rests on files of another repository", 1),
    ("docs/sync.md", "forms of the command", 1),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every page that shows how something is used.
fn pages() -> Vec<Page> {
    let root = root();
    let mut paths = vec![PathBuf::from("README.md"), PathBuf::from("integrations/README.md")];
    let folders = ["docs", "docs/guides", "docs/coming-from", "crates/haggle/demo"];
    let listed = |folder: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten();
        entries.map(|entry| Path::new(folder).join(entry.unwrap().file_name())).collect()
    };
    paths.extend(folders.iter().flat_map(|folder| listed(folder)));
    for folder in listed("crates").into_iter().chain(listed("crates/haggle/demo")) {
        paths.push(folder.join("README.md"));
        paths.extend(listed(&folder.join("docs").display().to_string()));
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md") && root.join(path).is_file());
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.display().to_string();
        Page::parse(&name, &std::fs::read_to_string(root.join(path)).unwrap())
    };
    paths.iter().map(read).collect()
}

/// Runs the blocks of a page; what is not as it prints, and the page as it should be.
fn run(root: &Path, page: &Page) -> (Vec<String>, String) {
    let mut session = Session::begin(root);
    let (mut faults, mut outputs) = (Vec::new(), Vec::new());
    for example in
        page.blocks.iter().filter(|block| block.not_run.is_none()).flat_map(|block| &block.examples)
    {
        let printed = session.run(root, &example.command);
        let shown = page.shown(example);
        if is_cut_of(shown, &printed) {
            continue;
        }
        faults.push(format!(
            "{}:{}: `{}` prints otherwise than shown:\n{}\n",
            page.path,
            example.line,
            example.command,
            printed.join("\n")
        ));
        outputs.push((example.shown.clone(), cut_again(shown, &printed)));
    }
    (faults, page.with(&outputs))
}

#[test]
fn pages_show_what_commands_print() {
    let is_writing = std::env::var_os("HAGGLE_REWRITE").is_some();
    let root = root();
    let waiting = Mutex::new(pages());
    let faults = Mutex::new(Vec::new());
    let n_run = Mutex::new(0);
    let work = || {
        // The lock is given back before the page is run.
        while let Some(page) = { waiting.lock().unwrap().pop() } {
            let n_blocks = page.blocks.iter().filter(|block| block.not_run.is_none()).count();
            if n_blocks == 0 {
                continue;
            }
            let (wrong, text) = run(&root, &page);
            if is_writing && !wrong.is_empty() {
                std::fs::write(root.join(&page.path), text).unwrap();
            }
            faults.lock().unwrap().extend(wrong);
            *n_run.lock().unwrap() += n_blocks;
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).max(2) {
            scope.spawn(work);
        }
    });
    let faults = faults.into_inner().unwrap();
    let is_right = faults.is_empty() || is_writing;
    assert!(is_right, "`cargo xtask pages` writes these anew:\n{}", faults.join("\n"));
    assert!(n_run.into_inner().unwrap() > 0, "no page shows a command with its output");
}

#[test]
fn blocks_that_are_not_run_are_known() {
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    for page in pages() {
        for reason in page.blocks.iter().filter_map(|block| block.not_run.clone()) {
            *found.entry((page.path.clone(), reason)).or_default() += 1;
        }
    }
    let found: Vec<(&str, &str, usize)> =
        found.iter().map(|((path, reason), count)| (path.as_str(), reason.as_str(), *count)).collect();
    assert_eq!(found, NOT_RUN, "enter here which blocks are not run, and why");
}

/// The anchors of a page: its headings, as GitHub writes them into addresses.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
        kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
    };
    headings.map(anchor).collect()
}

/// The addresses of a page's links: what is between `](` and `)`.
fn links(page: &Page) -> impl Iterator<Item = &str> {
    let is_ours = |link: &&str| !link.contains("::") && !link.contains("://") && !link.contains(' ');
    page.lines
        .iter()
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next())
        .filter(is_ours)
}

#[test]
fn links_lead_to_files_and_headings() {
    let root = root();
    let pages = pages();
    let mut n_links = 0;
    for page in &pages {
        let folder = Path::new(&page.path).parent().unwrap();
        for link in links(page) {
            n_links += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { root.join(&page.path) } else { root.join(folder).join(file) };
            let target =
                target.canonicalize().unwrap_or_else(|_| panic!("{}: `{link}` leads nowhere", page.path));
            if !anchor.is_empty() {
                let text = std::fs::read_to_string(&target).unwrap();
                let found = anchors(&text);
                assert!(
                    found.iter().any(|one| one == anchor),
                    "{}: no heading for `{link}`: {found:?}",
                    page.path
                );
            }
        }
    }
    assert!(n_links > 0, "no page has a link");
}

/// What the program takes on its command line.
#[derive(Debug, clap::Parser)]
#[command(name = "haggle", disable_version_flag = true)]
struct Arguments {
    #[command(flatten)]
    global: haggle::context::GlobalArguments,
    #[command(subcommand)]
    command: Option<haggle::command::Command>,
}

/// The words of a command line of haggle, without what a shell takes for itself; `None` for another program's.
fn words(command: &str) -> Option<Vec<String>> {
    let command = command.split(" #").next().unwrap_or_default();
    let command = command.split([';', '|', '>', '&']).next().unwrap_or_default();
    let command = command.trim().strip_prefix("haggle ")?;
    let (mut words, mut word, mut quote) = (vec!["haggle".to_owned()], String::new(), None);
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, ' ') => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
            _ => word.push(character),
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    Some(words)
}

#[test]
fn what_is_not_run_is_at_least_a_command_line() {
    for page in pages() {
        for example in
            page.blocks.iter().filter(|block| block.not_run.is_some()).flat_map(|block| &block.examples)
        {
            let Some(words) = words(&example.command) else { continue };
            if let Err(error) = Arguments::try_parse_from(words) {
                let is_help = matches!(error.kind(), clap::error::ErrorKind::DisplayHelp);
                assert!(is_help, "{}:{}: `{}`: {error}", page.path, example.line, example.command);
            }
        }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn cuts_stand_for_any_lines_and_nothing_else() {
    for (shown, printed, expected) in [
        ("a\n...\nd\n", "a\nb\nc\nd\n", true),
        ("a\n...\n", "a\nb\n", true),
        ("a\n...\nc\n...\n", "a\nb\nc\nd\n", true),
        ("a\n", "a\nb\n", false),
        ("b\n...\n", "a\nb\n", false),
        ("a\n...\nx\n", "a\nb\n", false),
    ] {
        assert_eq!(is_cut_of(&lines(shown), &lines(printed)), expected, "{shown:?} of {printed:?}");
    }
}

#[test]
fn what_is_printed_is_cut_where_it_was() {
    for (shown, printed, expected) in [
        ("old\n", "new\nmore\n", "new\nmore\n"),
        ("a\n...\n", "b\nc\n", "b\n...\n"),
        ("...\nage 4\n", "x\nage 5\n", "...\nage 5\n"),
        (
            "a\n...\nage 4\n  it is old\n...\n",
            "a\nb\nage 5\n  it is old\nc\n",
            "a\n...\nage 5\n  it is old\n...\n",
        ),
    ] {
        let cut = cut_again(&lines(shown), &lines(printed));
        assert_eq!(cut, lines(expected), "{shown:?} of {printed:?}");
        assert!(is_cut_of(&cut, &lines(printed)), "{cut:?} of {printed:?}");
    }
}

#[test]
fn a_page_is_cut_into_commands_and_outputs() {
    let text = "# A page\n```console\n$ cat > x <<E\n> one\n> E\n$ cat x  # all\none\n```\n<!-- not run: asks a server -->\n```console\n$ haggle changes\n```\n";
    let page = Page::parse("a.md", text);
    let commands: Vec<Vec<&str>> = page
        .blocks
        .iter()
        .map(|block| block.examples.iter().map(|one| one.command.as_str()).collect())
        .collect();
    assert_eq!(commands, [vec!["cat > x <<E\none\nE", "cat x  # all"], vec!["haggle changes"]]);
    assert_eq!(page.blocks[1].not_run.as_deref(), Some("asks a server"));
    assert_eq!(page.shown(&page.blocks[0].examples[1]), ["one"]);
    assert_eq!(page.with(&[(6..7, lines("two\nthree"))]), text.replace("\none\n```", "\ntwo\nthree\n```"));
}
