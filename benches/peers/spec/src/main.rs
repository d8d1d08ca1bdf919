//! haggle-spec and its peers over the same inputs: ratios of time, or one measured stretch for an instruction counter.
//!
//! ```text
//! spec-peers [--corpus DIR]                 a table of ratios, each pair timed in turn
//! spec-peers run TASK IMPLEMENTATION        the task once, within the function `measured`
//! spec-peers list                           the pairs, one a line, with the number of items
//! ```

mod inputs;
mod tasks;

use std::process::ExitCode;
use std::time::Instant;

use inputs::Inputs;
use tasks::{TASKS, Task};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => table(&Inputs::generated()),
        ["--corpus", folder] => match Inputs::corpus(folder) {
            Ok(inputs) => table(&inputs),
            Err(error) => return fail(&format!("cannot read `{folder}`: {error}")),
        },
        ["list"] => {
            let inputs = Inputs::generated();
            for task in TASKS {
                for (implementation, _) in task.implementations {
                    println!("{} {implementation} {}", task.name, (task.n_items)(&inputs));
                }
            }
        }
        ["run", task, implementation] => {
            let found = TASKS.iter().find(|known| known.name == task).and_then(|known| {
                known.implementations.iter().find(|(name, _)| *name == implementation)
            });
            let Some((_, prepare)) = found else { return fail("no such task or implementation") };
            let inputs = Inputs::generated();
            let mut pass = prepare(&inputs);
            println!("{}", measured(&mut *pass));
        }
        _ => return fail("usage: spec-peers [--corpus DIR | list | run TASK IMPLEMENTATION]"),
    }
    ExitCode::SUCCESS
}

fn fail(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(2)
}

/// What the instruction counter looks at.
#[inline(never)]
fn measured(pass: &mut dyn FnMut() -> usize) -> usize {
    pass()
}

fn table(inputs: &Inputs) {
    println!("| task | items | {:>12} | peer | peer ns/item | ratio |", "haggle ns");
    println!("|---|---:|---:|---|---:|---:|");
    for task in TASKS {
        row(task, inputs);
    }
}

/// Times all implementations in turn and prints the ratio of their fastest passes.
fn row(task: &Task, inputs: &Inputs) {
    let n_items = (task.n_items)(inputs);
    if n_items == 0 {
        return;
    }
    let mut passes: Vec<_> = task.implementations.iter().map(|(name, prepare)| (*name, prepare(inputs))).collect();
    let mut fastest = vec![f64::INFINITY; passes.len()];
    let mut results = vec![0; passes.len()];
    for _ in 0..25 {
        for (index, (_, pass)) in passes.iter_mut().enumerate() {
            let start = Instant::now();
            results[index] = std::hint::black_box(measured(&mut **pass));
            fastest[index] = fastest[index].min(start.elapsed().as_secs_f64());
        }
    }
    let per_item = |index: usize| fastest[index] * 1e9 / n_items as f64;
    for index in 1..passes.len() {
        println!(
            "| {} | {n_items} | {:>12.1} | {} | {:.1} | {:.2} |",
            task.name,
            per_item(0),
            passes[index].0,
            per_item(index),
            fastest[index] / fastest[0]
        );
        if results[index] != results[0] {
            println!("  (haggle came to {}, {} to {})", results[0], passes[index].0, results[index]);
        }
    }
}
