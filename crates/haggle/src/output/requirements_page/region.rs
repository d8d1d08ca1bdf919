//! The generated part of a page that people write.

use super::Markup;

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewed {
    /// The generated part is as the catalogue says.
    Same,
    /// It is not; this is the page with what the catalogue says.
    Changed(String),
}

/// Why a page has no generated part that could be renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionFault {
    /// There are no marks.
    NoMarks,
    /// A mark is there more than once, or alone, or the end comes before the beginning.
    OddMarks,
}

/// The page with this generated part. Ends of lines stay as the page has them.
///
/// # Errors
/// There is not exactly one generated part.
pub fn renewed(page: &str, body: &str, markup: Markup) -> Result<Renewed, RegionFault> {
    let (begin, end) = markup.marks();
    let places = |mark: &str| -> Vec<(usize, usize)> {
        let mut at = 0;
        let lines = page.split_inclusive('\n').map(|line| {
            at += line.len();
            (at - line.len(), at, line.trim_end() == mark)
        });
        lines.filter(|(.., is_mark)| *is_mark).map(|(start, end, _)| (start, end)).collect()
    };
    let (begins, ends) = (places(begin), places(end));
    let (after_begin, before_end) = match (begins.as_slice(), ends.as_slice()) {
        ([], []) => return Err(RegionFault::NoMarks),
        ([(_, after)], [(before, _)]) if after <= before => (*after, *before),
        _ => return Err(RegionFault::OddMarks),
    };
    let line_end = if page[..after_begin].ends_with("\r\n") { "\r\n" } else { "\n" };
    let body = format!("\n{body}\n").replace('\n', line_end);
    if page[after_begin..before_end] == body {
        return Ok(Renewed::Same);
    }
    Ok(Renewed::Changed([&page[..after_begin], &body, &page[before_end..]].concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_renewed() {
        let page = "Mine\r\n.. haggle: begin\r\nold\r\n.. haggle: end\r\nmine";
        let expected = "Mine\r\n.. haggle: begin\r\n\r\nnew\r\n\r\n.. haggle: end\r\nmine";
        let renewed_page = renewed(page, "new\n", Markup::Rst).unwrap();
        assert_eq!(renewed_page, Renewed::Changed(expected.to_owned()));
        assert_eq!(renewed(expected, "new\n", Markup::Rst), Ok(Renewed::Same));
    }

    #[test]
    fn marks_are_two_lines_in_their_order() {
        let (begin, end) = Markup::Markdown.marks();
        for (page, fault) in [
            (String::new(), RegionFault::NoMarks),
            (format!("text {begin} text\n"), RegionFault::NoMarks),
            (format!("{begin}\n"), RegionFault::OddMarks),
            (format!("{end}\n{begin}\n"), RegionFault::OddMarks),
            (format!("{begin}\n{begin}\n{end}\n"), RegionFault::OddMarks),
        ] {
            assert_eq!(renewed(&page, "new\n", Markup::Markdown), Err(fault), "{page:?}");
        }
    }
}
