//! Pins requirements from a package index, which is asked for what the answer needs and no more.
//!
//! `cargo run --example pins -- http://localhost:3141/simple/ 'flask>=3'...`

use std::error::Error;

use haggle_index::{Index, IndexLocation, IndexOptions, rounds};
use haggle_resolve::python::{Request, Resolved, SourceLocation, Target};
use haggle_spec::release::ReleaseFacts;

/// The pins for Python 3.12 on Linux, or why there are none.
pub fn pins(url: &str, requirements: &[&str]) -> Result<String, Box<dyn Error>> {
    let index = Index::open(IndexOptions::new(IndexLocation::new(url)?))?;
    let mut request = Request::for_target(&Target::new("3.12", "linux")?);
    for requirement in requirements {
        request = request.require(requirement.parse()?, SourceLocation::new("the command line", 0));
    }
    Ok(match rounds::resolve(&index, &mut ReleaseFacts::default(), &request, &())? {
        Resolved::Solved(solution) => {
            let pins = solution.pins.iter().map(|(name, pin)| format!("{name}=={}\n", pin.version));
            pins.collect()
        }
        Resolved::Unsolvable(explanation) => format!("{explanation}\n"),
        Resolved::Stopped(stop) => format!("{stop}\n"),
    })
}

/// Asks the index and prints the pins.
pub fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [url, requirements @ ..] = words.as_slice() else { return Err("URL REQUIREMENT...".into()) };
    print!("{}", pins(url, requirements)?);
    Ok(())
}
