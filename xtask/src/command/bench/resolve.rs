//! Times the resolver beside its peers and prints medians, ratios and goals.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use comfy_table::{Table, presets};
use serde_json::Value;

use super::growth::{Point, plot, slope};
use crate::checkout;
use haggle::output::failure::{FINDINGS, Failure};
use haggle::output::page::Page;
use haggle::output::terminal;

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct ResolveArguments {
    /// Folder of instances, `*.json.zst` (default: ../shared/vectors/instances)
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Write a plot of how the time grows with the number of packages (SVG)
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Exit with 1 when a goal is missed
    #[arg(long)]
    check: bool,
}

/// How many times faster than a peer the search has to be: (instances, peer, factor). The first row that fits counts.
const GOALS: &[(&str, &str, f64)] = &[
    ("gr_low", "pubgrub", 20.0),
    ("gr_low", "resolvo", 1.0),
    ("bt_", "pubgrub", 20.0),
    ("bt_", "resolvo", 1.0),
    ("ron_", "pubgrub", 1.5),
    ("gr_", "pubgrub", 5.0),
    ("gr_", "astral-pubgrub", 4.0),
    ("glance", "pubgrub", 5.0),
    ("glance", "astral-pubgrub", 4.0),
];

/// Building the table and one search may take this much of pubgrub's search.
const MOST_TABLE_AND_SEARCH: f64 = 1.2;

/// The most bytes of a search beyond its input.
const MOST_BYTES: f64 = 2.0 * 1024.0 * 1024.0;

/// The most time for a minimal conflict with all single repairs, and for a search to stop when told to.
const MOST_MICROSECONDS: f64 = 10_000.0;

/// The most that the time may grow by on log axes.
const MOST_SLOPE: f64 = 1.2;

/// Runs the command.
pub fn run(arguments: &ResolveArguments) -> Result<ExitCode, Failure> {
    let checkout = checkout::root()?;
    let folder = match &arguments.folder {
        Some(folder) => folder.clone(),
        None => checkout.join("../shared/vectors/instances"),
    };
    if !folder.is_dir() {
        return Err(Failure::new(format!("`{}` is not a folder", folder.display()))
            .hint("name a folder of instances"));
    }
    let rows = measure(&checkout, "resolve", &[folder.as_os_str()])?;
    let mut missed = print_times(&rows)?;
    let costs = measure(&checkout, "resolve_costs", &[folder.as_os_str()])?;
    for line in &costs {
        missed.extend(print_cost(line)?);
    }
    let growth: Vec<Point> = costs.iter().filter_map(Point::read).collect();
    if let Some(slope) = slope(&growth) {
        terminal::out_line(format_args!("growth: slope {slope:.2} on log axes"))?;
        if slope > MOST_SLOPE {
            missed.push(format!("growth: slope {slope:.2}, goal {MOST_SLOPE}"));
        }
    }
    if let Some(path) = &arguments.plot {
        haggle::output::files::write(path, plot(&growth).as_bytes())?;
    }
    for line in measure(&checkout, "resolve", &["--agree".as_ref(), "4000".as_ref()])? {
        terminal::out_line(format_args!(
            "{}: {} random problems, {} solvable: pubgrub says otherwise of {}",
            line["shape"].as_str().unwrap_or_default(),
            line["problems"],
            line["solvable"],
            line["different"]
        ))?;
        if line["different"] != 0 {
            missed.push("random problems: the answers differ".to_owned());
        }
    }
    for goal in &missed {
        terminal::out_line(format_args!("goal missed: {goal}"))?;
    }
    Ok(if arguments.check && !missed.is_empty() { ExitCode::from(FINDINGS) } else { ExitCode::SUCCESS })
}

fn measure(checkout: &Path, binary: &str, arguments: &[&OsStr]) -> Result<Vec<Value>, Failure> {
    let output = Command::new("cargo")
        .args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "haggle-peers",
            "--bin",
            binary,
            "--manifest-path",
        ])
        .arg(checkout.join("benches/peers/Cargo.toml"))
        .arg("--")
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("cannot run cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failure::new(format!("measuring with `{binary}` failed")));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|error| Failure::new(format!("`{line}`: {error}"))))
        .collect()
}

/// Prints one line an instance, and gives the goals that were missed.
fn print_times(rows: &[Value]) -> Result<Vec<String>, Failure> {
    let mut missed = Vec::new();
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header([
        "instance",
        "haggle",
        "pubgrub",
        "astral-pubgrub",
        "resolvo",
        "table and search",
        "agreed",
    ]);
    let mut names: Vec<&str> = rows.iter().filter_map(|row| row["instance"].as_str()).collect();
    names.dedup();
    for name in names {
        let of = |side: &str| {
            let row = rows.iter().find(|row| row["instance"] == name && row["side"] == side);
            row.and_then(|row| row["median_us"].as_f64())
        };
        let Some(own) = of("haggle") else { continue };
        let peer = |side: &str| {
            of(side).map_or_else(String::new, |time| format!("{} ({:.1}x)", duration(time), time / own))
        };
        for (prefix, side, factor) in GOALS.iter().filter(|(prefix, ..)| name.starts_with(prefix)) {
            // The general goals of a family give way to the particular ones of an instance.
            let is_first = GOALS
                .iter()
                .find(|(other, ..)| name.starts_with(other))
                .is_some_and(|(first, ..)| first == prefix);
            if let Some(time) = of(side).filter(|_| is_first)
                && time < own * factor
            {
                missed.push(format!("{name}: {:.1}x of {side}, goal {factor}x", time / own));
            }
        }
        let both = of("haggle, table and search");
        if let (Some(both), Some(peer)) = (both, of("pubgrub"))
            && both > peer * MOST_TABLE_AND_SEARCH
        {
            missed.push(format!(
                "{name}: table and search take {:.2} of pubgrub's search, goal {MOST_TABLE_AND_SEARCH}",
                both / peer
            ));
        }
        let agreed = rows.iter().filter(|row| row["instance"] == name).all(|row| row["agreed"] == true);
        if !agreed {
            missed.push(format!("{name}: the answers differ"));
        }
        table.add_row([
            name.to_owned(),
            duration(own),
            peer("pubgrub"),
            peer("astral-pubgrub"),
            peer("resolvo"),
            both.map(duration).unwrap_or_default(),
            if agreed { "yes" } else { "NO" }.to_owned(),
        ]);
    }
    terminal::out(&Page::of_block(&table.to_string()))?;
    Ok(missed)
}

/// Prints one line a measurement, and gives the goal that was missed.
fn print_cost(line: &Value) -> Result<Option<String>, Failure> {
    let kib = |bytes: &Value| format!("{:.0} KiB", bytes.as_f64().unwrap_or_default() / 1024.0);
    let time = |value: &Value| duration(value.as_f64().unwrap_or_default());
    let instance = line["instance"].as_str().unwrap_or_default();
    let exceeds = |value: &Value, most: f64| value.as_f64().is_some_and(|value| value > most);
    let is_missed = match line["measure"].as_str() {
        Some("memory") => {
            terminal::out_line(format_args!(
                "{instance}: at most {} for the search, {} while the table is built",
                kib(&line["search_bytes"]),
                kib(&line["table_bytes"])
            ))?;
            exceeds(&line["search_bytes"], MOST_BYTES)
        }
        Some("reasons") => {
            terminal::out_line(format_args!(
                "{instance}: minimal conflict {} and single repairs {} in {}",
                line["conflict"],
                line["repairs"],
                time(&line["median_us"])
            ))?;
            exceeds(&line["median_us"], MOST_MICROSECONDS)
        }
        Some("growth") => {
            terminal::out_line(format_args!(
                "{} packages: {} at least, median {}, {} narrowings",
                line["n_packages"],
                time(&line["least_us"]),
                time(&line["median_us"]),
                line["steps"]
            ))?;
            false
        }
        Some("cancellation") => {
            terminal::out_line(format_args!(
                "{instance}: cancelled {} of 10, median {}, the slowest after {}",
                line["cancelled"],
                time(&line["median_us"]),
                time(&line["worst_us"])
            ))?;
            exceeds(&line["worst_us"], MOST_MICROSECONDS)
        }
        _ => {
            terminal::out_line(line)?;
            false
        }
    };
    let measure = line["measure"].as_str().unwrap_or_default();
    Ok(is_missed.then(|| format!("{instance}: {measure} beyond its goal")))
}

fn duration(microseconds: f64) -> String {
    if microseconds >= 10_000.0 {
        format!("{:.1} ms", microseconds / 1000.0)
    } else {
        format!("{microseconds:.0} us")
    }
}
