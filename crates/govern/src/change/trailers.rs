//! The trailers of a message, as git reads them.
//!
//! Source: git 2.47 (`trailer.c`, `commit.c`), observed: `git interpret-trailers --parse`. Trailers are the last paragraph, where each
//! of its lines is one, or where a quarter of them is and git itself wrote one of these.

/// What git writes by itself: one of these in a paragraph, and a quarter of it is enough.
const OF_GIT: [&str; 2] = ["Signed-off-by: ", "(cherry picked from commit "];

/// Where an editor's template begins: nothing below counts.
const SCISSORS: &str = "# ------------------------ >8 ------------------------\n";

/// The trailers of a message: key and value, unfolded.
///
/// ```
/// use haggle_govern::change::trailers;
///
/// let message = "Use xattr\n\nWhy.\n\nDepends-On: I1\nSigned-off-by: A\n  <a@example.org>\n";
/// let found: Vec<(String, String)> = trailers(message);
/// assert_eq!(found[1], ("Signed-off-by".to_owned(), "A <a@example.org>".to_owned()));
/// assert_eq!(trailers("Use xattr\n\nDepends-On: I1\nand more\n"), []);
/// ```
pub fn trailers(message: &str) -> Vec<(String, String)> {
    // git ends the last line where nobody has.
    let completed = format!("{}\n", message.strip_suffix('\n').unwrap_or(message));
    let message = without_ignored(before_patch(&completed));
    let lines: Vec<&str> = message.split_inclusive('\n').collect();
    let Some(start) = block_start(&lines) else { return Vec::new() };
    // A line that begins with a blank goes on with the trailer before it.
    let mut found: Vec<(String, bool)> = Vec::new();
    for line in lines[start..].iter().copied() {
        match found.last_mut() {
            Some((last, true)) if line.starts_with(is_blank) => last.push_str(line),
            _ => found.push((line.to_owned(), separator(line).is_some_and(|at| at >= 1))),
        }
    }
    let parsed = found.iter().filter_map(|(text, _)| {
        let at = separator(text).filter(|at| *at >= 1)?;
        Some((text[..at].trim_matches(is_blank).to_owned(), unfolded(text[at + 1..].trim_matches(is_blank))))
    });
    parsed.collect()
}

/// White space as git has it.
fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// A value in one line: a line break and the white space around it are a blank.
fn unfolded(value: &str) -> String {
    let mut lines = value.split('\n');
    let mut text = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        text.push(' ');
        text.push_str(line.trim_start_matches(is_blank));
    }
    text.trim_matches(is_blank).to_owned()
}

/// What comes before a line `---`, behind which a patch would be.
fn before_patch(message: &str) -> &str {
    let mut at = 0;
    for line in message.split_inclusive('\n') {
        if line.strip_prefix("---").is_some_and(|rest| rest.starts_with(is_blank)) {
            return &message[..at];
        }
        at += line.len();
    }
    message
}

/// The message without the comments, blank lines and old lists of conflicts at its end.
fn without_ignored(message: &str) -> &str {
    let (mut ignored, mut is_in_conflicts, mut at) = (None, false, 0);
    for line in message.split_inclusive('\n') {
        if line == SCISSORS {
            return &message[..ignored.unwrap_or(at)];
        }
        if line.starts_with('#') || line.starts_with('\n') {
            ignored.get_or_insert(at);
        } else if line.starts_with("Conflicts:\n") {
            is_in_conflicts = true;
            ignored.get_or_insert(at);
        } else if !(is_in_conflicts && line.starts_with('\t')) && ignored.is_some() {
            ignored = None;
            is_in_conflicts = false;
        }
        at += line.len();
    }
    &message[..ignored.unwrap_or(message.len())]
}

/// The first line of the trailers.
fn block_start(lines: &[&str]) -> Option<usize> {
    let is_empty = |line: &str| line.chars().all(is_blank);
    // The first paragraph is the subject.
    let title = lines.iter().position(|line| !line.starts_with('#') && is_empty(line)).unwrap_or(lines.len());
    let (mut n_trailers, mut n_others, mut n_continuations) = (0_usize, 0_usize, 0_usize);
    let (mut only_spaces, mut is_of_git) = (true, false);
    for (at, line) in lines.iter().enumerate().skip(title).rev() {
        if line.starts_with('#') {
            n_others += std::mem::take(&mut n_continuations);
            continue;
        }
        if is_empty(line) {
            if only_spaces {
                continue;
            }
            n_others += n_continuations;
            let is_block = is_of_git && n_trailers * 3 >= n_others || n_trailers > 0 && n_others == 0;
            return is_block.then_some(at + 1);
        }
        only_spaces = false;
        if OF_GIT.iter().any(|prefix| line.starts_with(prefix)) {
            n_trailers += 1;
            n_continuations = 0;
            is_of_git = true;
        } else if separator(line).is_some_and(|at| at >= 1) && !line.starts_with(is_blank) {
            n_trailers += 1;
            n_continuations = 0;
        } else if line.starts_with(is_blank) {
            n_continuations += 1;
        } else {
            n_others += 1 + std::mem::take(&mut n_continuations);
        }
    }
    None
}

/// Where the colon behind a key is: letters, digits and hyphens, then blanks.
fn separator(line: &str) -> Option<usize> {
    let mut has_blank = false;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b':' => return Some(at),
            byte if !has_blank && (byte.is_ascii_alphanumeric() || byte == b'-') => {}
            b' ' | b'\t' if at > 0 => has_blank = true,
            _ => return None,
        }
    }
    None
}
