//! The engine without a page: for each line of the input, `[problem, settings]` as JSON, what the page would show, as a JSON string. A test of the
//! page asks it; `problem` is that of `haggle evaluate --format json`.
//!
//! ```console
//! $ cargo run --package haggle-engine --example answers < questions > answers
//! ```

use std::error::Error;
use std::io::{BufRead as _, Write as _};

use haggle_engine::Session;
use haggle_tradeoff::{Draft, Options};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let (draft, settings): (Draft, Vec<f64>) = serde_json::from_str(&line?)?;
        let mut session = Session::new();
        let problem = session.load(&postcard::to_allocvec(&(draft, Options::default()))?)?;
        let answer = session.answer(problem, &settings)?;
        writeln!(out, "{}", serde_json::to_string(&answer)?)?;
    }
    Ok(())
}
