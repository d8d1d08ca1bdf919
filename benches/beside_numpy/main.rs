//! The program behind `cargo xtask bench tradeoff`: interleaved with the same work in numpy, run by run.

use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::Instant;

use clap::Parser;
use haggle::output::failure::Failure;
use haggle::output::terminal;
use haggle_tradeoff::robust::{Instructions, WeightSpace, exact_acceptability, sampled_acceptability_with};
use haggle_tradeoff::{
    Alternative, Cell, Criterion, CriterionKind, Direction, Draft, Elicitation, Fact, GroupRule, Interval,
    Measure, Options, Problem, Quantity, Scale, SharePosterior, Stakeholder, SwingWeight, decide,
    sample_robustness_with,
};
use serde_json::{Value, json};

/// Times rank acceptability beside numpy, then exact acceptability and a whole decision
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask bench tradeoff", max_term_width = 110)]
struct Arguments {
    /// A Python that has numpy
    #[arg(long, value_name = "PROGRAM", default_value = "python3")]
    python: PathBuf,
    /// How many interleaved runs the medians are taken over
    #[arg(long, value_name = "N", default_value_t = 15)]
    runs: usize,
    /// The instructions to sample with: `avx512`, `avx2` or `plain` (default: the best that the processor has); numpy goes without
    /// the better ones too
    #[arg(long, value_name = "NAME")]
    instructions: Option<String>,
}

const SAMPLES: u32 = 100_000;

fn main() -> ExitCode {
    let arguments: Arguments = match haggle::parse_named("cargo xtask bench tradeoff") {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    run(&arguments).unwrap_or_else(|failure| terminal::report(&failure))
}

/// Prints the medians and their ratios.
fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let runs = arguments.runs.max(1);
    let instructions = instructions(arguments.instructions.as_deref())?;
    let mut numpy = Numpy::start(arguments, instructions)?;
    terminal::out_line(format_args!(
        "numpy {}, one thread; {}; medians of {runs} interleaved runs",
        numpy.version,
        instructions.name()
    ))?;
    terminal::out_line("")?;

    let table = numbers(10, 8);
    let simplex = numpy.fastest(&json!({ "values": table, "samples": SAMPLES }))?;
    let sampled = |threads| {
        time(|| {
            black_box(sampled_acceptability_with(&table, u64::from(SAMPLES), 7, threads, instructions));
        })
    };
    let (mut one, mut two, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        // A core that has waited for the other side is slow to wake: both sides work untimed first, for as long.
        let untimed = numpy.once(&simplex)?;
        theirs.push(numpy.once(&simplex)?);
        one.push(warmed(untimed, || sampled(1)));
        two.push(warmed(untimed, || sampled(2)));
    }
    terminal::out_line(format_args!(
        "{SAMPLES} weights x 10 alternatives x 8 criteria, ranks, pairs and central weights"
    ))?;
    row("numpy", &theirs, &theirs)?;
    row("haggle, one thread", &one, &theirs)?;
    row("haggle, two threads", &two, &theirs)?;

    let problem = problem(4, 12, 1, interval_fact)?;
    let general = numpy.fastest(&general_request(&problem))?;
    let options = Options { samples: SAMPLES, seed: 7 };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let sampled = || {
        time(|| {
            black_box(sample_robustness_with(&problem, &options, instructions));
        })
    };
    for _ in 0..runs {
        let untimed = numpy.once(&general)?;
        theirs.push(numpy.once(&general)?);
        ours.push(warmed(untimed, sampled));
    }
    terminal::out_line("")?;
    terminal::out_line(format_args!(
        "{SAMPLES} draws of 48 uncertain facts and 12 interval weights, 4 alternatives"
    ))?;
    row("numpy", &theirs, &theirs)?;
    row("haggle, one thread", &ours, &theirs)?;

    terminal::out_line("")?;
    terminal::out_line("without a peer")?;
    let shares = self::problem(4, 12, 1, posterior_fact)?;
    let times: Vec<f64> = (0..runs)
        .map(|_| {
            time(|| {
                black_box(sample_robustness_with(&shares, &options, instructions));
            })
        })
        .collect();
    terminal::out_line(format_args!(
        "  the same draws of 48 posteriors          {:>9.3} ms",
        median(&times)
    ))?;
    for criteria in [8, 10, 12] {
        let table = numbers(4, criteria);
        let times: Vec<f64> = (0..runs)
            .map(|_| {
                time(|| {
                    black_box(exact_acceptability(&table, WeightSpace::Simplex));
                })
            })
            .collect();
        terminal::out_line(format_args!(
            "  exact acceptability, 4 x {criteria:<2}            {:>9.3} ms",
            median(&times)
        ))?;
    }
    terminal::out_line(
        "decisions with every sensitivity, from the draft on: alternatives x criteria x stakeholders",
    )?;
    let kinds = [
        ("intervals", interval_fact as fn(f64) -> Result<Quantity, Failure>),
        ("posteriors", posterior_fact),
    ];
    for (name, fact) in kinds {
        for (alternatives, criteria, stakeholders) in [(4, 10, 4), (8, 30, 12)] {
            let draft = self::problem(alternatives, criteria, stakeholders, fact)?.draft().clone();
            let decision = || {
                if let Ok(problem) = Problem::new(draft.clone()) {
                    black_box(decide(&problem, &Options::default()));
                }
            };
            let times: Vec<f64> = (0..runs).map(|_| time(decision)).collect();
            terminal::out_line(format_args!(
                "  {alternatives} x {criteria} x {stakeholders:<2}, {name:<10}                 {:>9.3} ms",
                median(&times)
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Those of this name, else the best.
fn instructions(name: Option<&str>) -> Result<Instructions, Failure> {
    let available = Instructions::available();
    let found = available.iter().find(|one| name.is_none_or(|name| one.name() == name));
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = available.iter().map(|one| one.name()).collect();
        Failure::new(format!("this processor has {}", names.join(", ")))
    })
}

fn row(name: &str, times: &[f64], baseline: &[f64]) -> Result<(), Failure> {
    let (own, theirs) = (median(times), median(baseline));
    terminal::out_line(format_args!("  {name:<22} {own:>9.3} ms  {:>6.1}x", theirs / own))
}

/// The median of times; 0 for none.
fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

/// Milliseconds of one call.
fn time(work: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    work();
    begin.elapsed().as_secs_f64() * 1e3
}

/// What the work takes when it has run for so many milliseconds.
fn warmed(milliseconds: f64, work: impl Fn() -> f64) -> f64 {
    let begin = Instant::now();
    while begin.elapsed().as_secs_f64() * 1e3 < milliseconds {
        work();
    }
    work()
}

/// The same numbers on every run: fractional parts of multiples of the golden ratio.
fn numbers(rows: u32, columns: u32) -> Vec<Vec<f64>> {
    let number = |at: u32| (f64::from(at + 1) * 0.618_033_988_749_895).fract();
    (0..rows).map(|row| (0..columns).map(|column| number(row * columns + column)).collect()).collect()
}

fn interval(low: f64, high: f64) -> Result<Interval, Failure> {
    Interval::new(low, high).map_err(|error| Failure::new(error.to_string()))
}

/// A share that lies in an interval around the number.
fn interval_fact(x: f64) -> Result<Quantity, Failure> {
    Ok(Quantity::Interval(interval(x * 0.8, x * 0.8 + 0.2)?))
}

/// A share as twenty observations leave it.
fn posterior_fact(x: f64) -> Result<Quantity, Failure> {
    let posterior = SharePosterior::new(1.0 + 20.0 * x, 21.0 - 20.0 * x, Interval::UNIT);
    posterior
        .map(Quantity::Posterior)
        .ok_or_else(|| Failure::new("the parameters of a posterior are positive"))
}

fn problem(
    alternatives: u32,
    criteria: u32,
    stakeholders: u32,
    fact: fn(f64) -> Result<Quantity, Failure>,
) -> Result<Problem, Failure> {
    let (mut facts, mut cells) = (Vec::new(), Vec::new());
    for (a, row) in numbers(alternatives, criteria).into_iter().enumerate() {
        for (c, x) in row.into_iter().enumerate() {
            let id = format!("fact-{a}-{c}");
            facts.push(Fact {
                id: id.clone(),
                label: id.clone(),
                unit: "share".into(),
                quantity: fact(x)?,
                range: Interval::UNIT,
                source: "made up".into(),
                date: None,
            });
            let (criterion, alternative) = (format!("criterion-{c}"), format!("alternative-{a}"));
            cells.push(Cell { criterion, alternative, measure: Measure::fact(id) });
        }
    }
    let mut parties = Vec::new();
    for (s, row) in numbers(stakeholders, criteria).into_iter().enumerate() {
        let mut swings = Vec::new();
        for (c, x) in row.into_iter().enumerate() {
            let points = interval(20.0 + 60.0 * x, 30.0 + 70.0 * x)?;
            swings.push(SwingWeight { criterion: format!("criterion-{c}"), points });
        }
        let id = format!("stakeholder-{s}");
        parties.push(Stakeholder { name: id.clone(), id, power: 1.0, weights: Elicitation::Swing(swings) });
    }
    let draft = Draft {
        title: "generated".into(),
        facts,
        criteria: (0..criteria)
            .map(|c| Criterion {
                id: format!("criterion-{c}"),
                label: format!("criterion {c}"),
                parent: None,
                kind: CriterionKind::Leaf(Scale::linear("share", Direction::Max, Interval::UNIT)),
            })
            .collect(),
        alternatives: (0..alternatives)
            .map(|a| Alternative {
                id: format!("alternative-{a}"),
                label: format!("alternative {a}"),
                status_quo: a == 0,
            })
            .collect(),
        cells,
        vetoes: Vec::new(),
        stakeholders: parties,
        disagreement: None,
        rule: GroupRule::default(),
        illustrative: true,
    };
    Problem::new(draft).map_err(|error| Failure::new(error.to_string()))
}

/// The same intervals for numpy.
fn general_request(problem: &Problem) -> Value {
    let draft = problem.draft();
    let bounds = |end: fn(Interval) -> f64| {
        let facts: Vec<f64> = draft.facts.iter().map(|fact| end(fact.bounds())).collect();
        facts.chunks(draft.criteria.len()).map(<[f64]>::to_vec).collect::<Vec<_>>()
    };
    let swings = |end: fn(Interval) -> f64| match &draft.stakeholders[0].weights {
        Elicitation::Swing(swings) => swings.iter().map(|swing| end(swing.points)).collect(),
        _ => Vec::new(),
    };
    json!({
        "low": bounds(Interval::low), "high": bounds(Interval::high),
        "swing_low": swings(Interval::low), "swing_high": swings(Interval::high), "samples": SAMPLES,
    })
}

/// What numpy calls the instructions that are better than these.
fn better_than(instructions: Instructions) -> &'static str {
    match instructions.name() {
        "avx2" => "X86_V4 AVX512_ICL AVX512_SPR",
        "plain" => "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
        _ => "",
    }
}

/// A Python process that runs the numpy side on request.
struct Numpy {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
    version: String,
}

impl Numpy {
    fn start(arguments: &Arguments, instructions: Instructions) -> Result<Self, Failure> {
        let failed = |error: &std::io::Error| {
            Failure::io("run", &arguments.python, error)
                .hint("--python PROGRAM names a Python that has numpy")
        };
        let mut process = Command::new(&arguments.python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("beside_numpy/numpy_side.py"))
            .env("NPY_DISABLE_CPU_FEATURES", better_than(instructions))
            .env("OMP_NUM_THREADS", "1")
            .env("OPENBLAS_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| failed(&error))?;
        let (Some(requests), Some(answers)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Failure::new("the numpy side has no pipes"));
        };
        let mut numpy = Self { process, requests, answers: BufReader::new(answers), version: String::new() };
        let version = numpy.answer()?["numpy"].as_str().map(str::to_owned);
        numpy.version = version.unwrap_or_else(|| "?".to_owned());
        Ok(numpy)
    }

    fn answer(&mut self) -> Result<Value, Failure> {
        let mut line = String::new();
        let read = self.answers.read_line(&mut line).map_err(|error| Failure::new(error.to_string()))?;
        if read == 0 {
            return Err(
                Failure::new("the numpy side ended").hint("--python PROGRAM names a Python that has numpy")
            );
        }
        serde_json::from_str(&line)
            .map_err(|error| Failure::new(format!("the numpy side answers `{line}`: {error}")))
    }

    /// Tries every way of the script three times, and gives the request that runs the fastest once.
    fn fastest(&mut self, request: &Value) -> Result<Value, Failure> {
        let mut request = request.clone();
        request["runs"] = json!(3);
        let method = self.ask(&request)?["method"].clone();
        request["runs"] = json!(1);
        request["method"] = method;
        Ok(request)
    }

    fn once(&mut self, request: &Value) -> Result<f64, Failure> {
        let answer = self.ask(request)?;
        answer["milliseconds"][0]
            .as_f64()
            .ok_or_else(|| Failure::new(format!("the numpy side answers `{answer}`")))
    }

    fn ask(&mut self, request: &Value) -> Result<Value, Failure> {
        writeln!(self.requests, "{request}")
            .and_then(|()| self.requests.flush())
            .map_err(|error| Failure::new(format!("cannot ask the numpy side: {error}")))?;
        self.answer()
    }
}

impl Drop for Numpy {
    fn drop(&mut self) {
        // It ends by itself when its input does; it must not outlive the command whatever it is doing.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
