//! What is said while work takes long, on a machine that does other work besides.

/// Whether a line says how long the work takes already, as `evaluating, 10 s`.
pub fn is_progress(line: &str) -> bool {
    let said = line.strip_suffix(" s").and_then(|rest| rest.rsplit_once(", "));
    said.is_some_and(|(doing, seconds)| {
        doing.split(' ').next().is_some_and(|word| word.ends_with("ing")) && seconds.parse::<u32>().is_ok()
    })
}
