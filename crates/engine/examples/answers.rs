//! The engine without a page. For each line of the input, a family's `[[id, problem, conditions, settings], ...]` as JSON, what the page would
//! show: the decision about each, then the deal over all of them, as a JSON array of texts. A test of the page asks it; id, `problem` and
//! `conditions` are those of `haggle evaluate --format json`.
//!
//! ```console
//! $ cargo run --package haggle-engine --example answers < questions > answers
//! ```

use std::error::Error;
use std::io::{BufRead as _, Write as _};

use haggle_engine::Session;
use haggle_tradeoff::{DealCondition, Draft, Options};

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let family: Vec<(String, Draft, Vec<DealCondition>, Vec<f64>)> = serde_json::from_str(&line?)?;
        let mut session = Session::new();
        let mut answers = Vec::new();
        for (id, draft, conditions, settings) in family {
            let problem = postcard::to_allocvec(&(id, draft, Options::default(), conditions))?;
            let problem = session.load(&problem)?;
            answers.push(session.answer(problem, &settings)?);
        }
        answers.push(session.deal()?);
        writeln!(out, "{}", serde_json::to_string(&answers)?)?;
    }
    Ok(())
}
