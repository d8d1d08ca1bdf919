//! haggle-spec and its peers over the same inputs: times and allocations, or one stretch for an instruction counter.
//!
//! ```text
//! spec-peers times [--corpus DIR]                      one JSON line for each task and implementation
//! spec-peers run TASK IMPLEMENTATION [--corpus DIR]    the task once, within the function `measured`
//! ```

mod inputs;
mod tasks;

use std::alloc::{GlobalAlloc, Layout, System};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use inputs::Inputs;
use tasks::{TASKS, Task};

/// Counts allocations. A load and a store, as there is one thread: it must not weigh on who allocates much.
struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator; counting touches no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.store(ALLOCATIONS.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (words, inputs) = match words[..] {
        [ref words @ .., "--corpus", folder] => match Inputs::corpus(folder) {
            Ok(inputs) => (words, inputs),
            Err(error) => return fail(&format!("cannot read `{folder}`: {error}")),
        },
        ref words => (words, Inputs::generated()),
    };
    match *words {
        ["times"] => TASKS.iter().for_each(|task| times(task, &inputs)),
        ["run", task, implementation] => {
            let found = TASKS.iter().find(|known| known.name == task).and_then(|known| {
                known.implementations.iter().find(|(name, _)| *name == implementation)
            });
            let Some((_, prepare)) = found else { return fail("no such task or implementation") };
            let mut pass = prepare(&inputs);
            // Buffers that are used again have grown before it counts.
            pass();
            println!("{}", measured(&mut *pass));
        }
        _ => return fail("usage: spec-peers times | run TASK IMPLEMENTATION, and [--corpus DIR]"),
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

/// Times all implementations in turn and prints the fastest pass of each, per item.
fn times(task: &Task, inputs: &Inputs) {
    let n_items = (task.n_items)(inputs);
    if n_items == 0 {
        return;
    }
    let mut passes: Vec<_> = task.implementations.iter().map(|(name, prepare)| (*name, prepare(inputs))).collect();
    let mut fastest = vec![f64::INFINITY; passes.len()];
    let mut allocations = vec![0; passes.len()];
    let mut results = vec![0; passes.len()];
    for _ in 0..25 {
        for (index, (_, pass)) in passes.iter_mut().enumerate() {
            let before = ALLOCATIONS.load(Ordering::Relaxed);
            let start = Instant::now();
            results[index] = std::hint::black_box(measured(&mut **pass));
            fastest[index] = fastest[index].min(start.elapsed().as_secs_f64());
            allocations[index] = ALLOCATIONS.load(Ordering::Relaxed) - before;
        }
    }
    for (index, (name, _)) in passes.iter().enumerate() {
        println!(
            "{{\"task\":\"{}\",\"implementation\":\"{name}\",\"items\":{n_items},\"nanoseconds\":{:.2},\"allocations\":{:.3}}}",
            task.name,
            fastest[index] * 1e9 / n_items as f64,
            allocations[index] as f64 / n_items as f64,
        );
        if results[index] != results[0] {
            eprintln!("{}: haggle came to {}, {name} to {}", task.name, results[0], results[index]);
        }
    }
}
