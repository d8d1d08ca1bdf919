//! What a page shows of an output: all of it, or parts of it with a line `...` between them for any number of lines.

/// Whether what is shown is what was printed, but for the lines that `...` leaves out.
pub fn is_cut_of(shown: &[String], printed: &[String]) -> bool {
    let mut rest = printed;
    let parts = parts(shown);
    for (number, part) in parts.iter().enumerate() {
        let found = match (number == 0, number + 1 == parts.len()) {
            (true, true) => (rest == *part).then_some(0),
            (true, false) => rest.starts_with(part).then_some(0),
            (false, true) => rest.ends_with(part).then(|| rest.len() - part.len()),
            (false, false) => rest.windows(part.len().max(1)).position(|window| window == *part),
        };
        match found {
            Some(found) => rest = &rest[found + part.len()..],
            None => return false,
        }
    }
    true
}

/// What was printed, cut where what was shown is cut: each part has as many lines as before, from where they are most alike.
pub fn cut_again(shown: &[String], printed: &[String]) -> Vec<String> {
    let mut cut = Vec::new();
    let mut rest = printed;
    let parts = parts(shown);
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            cut.push("...".to_owned());
        }
        let n_lines = part.len().min(rest.len());
        let start = match (number == 0, number + 1 == parts.len()) {
            (true, true) => return printed.to_vec(),
            (true, false) => 0,
            (false, true) => rest.len() - n_lines,
            (false, false) => most_alike(part, rest, n_lines),
        };
        cut.extend_from_slice(&rest[start..start + n_lines]);
        rest = &rest[start + n_lines..];
    }
    cut
}

fn parts(shown: &[String]) -> Vec<&[String]> {
    shown.split(|line| line.trim() == "...").collect()
}

/// Where the part is in the lines: where its first line is, or its last; else the first place at which most words agree.
fn most_alike(part: &[String], lines: &[String], n_lines: usize) -> usize {
    let alike = |start: usize| -> (bool, bool, usize) {
        let here = &lines[start..start + n_lines];
        let pairs = part.iter().zip(here);
        let n_words =
            pairs.map(|(old, new)| old.split_whitespace().filter(|word| new.contains(word)).count()).sum();
        (part.first() == here.first(), part.last() == here.last(), n_words)
    };
    let starts = 0..=lines.len() - n_lines;
    starts.rev().max_by_key(|&start| alike(start)).unwrap_or(0)
}
