use super::*;
use crate::Diagnostic;

/// A line in short: what it is and what it holds.
fn show(file: &RequirementsFile, line: &Line) -> String {
    let value = |option: &FileOption| option.value.clone().unwrap_or_default();
    let options = |options: &[FileOption]| {
        options
            .iter()
            .fold(String::new(), |text, option| text + " " + option.kind.as_str() + "=" + &value(option))
    };
    match &line.kind {
        LineKind::Blank => "blank".to_owned(),
        LineKind::Comment(span) => format!("comment {}", file.text(*span)),
        LineKind::Requirement(line) => format!("{}{}", line.requirement, options(&line.options)),
        LineKind::Location(line) => format!(
            "{}{} {}{}{}{}",
            if line.editable { "editable " } else { "" },
            line.location,
            line.name.as_ref().map_or("?", PackageName::as_str),
            line.extras.iter().fold(String::new(), |text, extra| text + "[" + extra.as_str() + "]"),
            line.marker.as_ref().map(|marker| format!("; {marker}")).unwrap_or_default(),
            options(&line.options),
        ),
        LineKind::Options(line) => format!("options{}", options(&line.options)),
        LineKind::Invalid(_) => "invalid".to_owned(),
    }
}

#[track_caller]
fn parse(bytes: &[u8]) -> (RequirementsFile, Vec<Diagnostic>) {
    let (file, diagnostics) = RequirementsFile::parse(bytes);
    assert_eq!(file.to_bytes(), bytes);
    let mut position = file.source().byte_order_mark();
    for line in file.lines() {
        assert_eq!(line.span.start, position, "lines tile the file");
        position = line.span.end;
    }
    assert_eq!(position, bytes.len(), "lines tile the file");
    (file, diagnostics)
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (file, diagnostics) = parse(text.as_bytes());
    assert_eq!(diagnostics, [], "{text:?}");
    assert_eq!(file.lines().iter().map(|line| show(&file, line)).collect::<Vec<_>>(), expected);
}

/// What is reported, and the text that each report points at.
#[track_caller]
fn check_errors(text: &str, lines: &[&str], expected: &[(&str, &str)]) {
    let (file, diagnostics) = parse(text.as_bytes());
    let found: Vec<(String, String)> =
        diagnostics.iter().map(|found| (file.text(found.span).to_owned(), found.message())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(at, message)| (&**at, &**message)).collect();
    assert_eq!(found, expected, "{text:?}");
    assert_eq!(file.lines().iter().map(|line| show(&file, line)).collect::<Vec<_>>(), lines);
}

#[test]
fn requirements_comments_and_blank_lines() {
    check(
        "six\n\n# a\n  # b\nSix[x]>=1 ; os_name=='nt' # c\n",
        &["six", "blank", "comment # a", "comment # b", "Six[x]>=1; os_name == \"nt\""],
    );
}

#[test]
fn options_of_one_requirement() {
    check(
        "six>=1 \\\n  --hash=sha256:ab \\\n  --hash sha384:cd -C k=v --global-option '-x y'\n",
        &["six>=1 --hash=sha256:ab --hash=sha384:cd --config-settings=k=v --global-option=-x y"],
    );
    check(
        "six --config-setting a=b --config-settings=c=\n",
        &["six --config-settings=a=b --config-settings=c="],
    );
}

#[test]
fn options_of_the_file_in_all_their_forms() {
    check(
        "-r a.txt\n-ra.txt\n--requirement=a.txt\n--requirement a.txt # c\n-c 'my file.txt'\n-i https://x --extra-index-url=https://y\n--no-index\n--pre --prefer-binary --require-hashes\n-f links\n--no-binary :all: --only-binary=a,b\n--trusted-host h --use-feature fast-deps\n--extra https://z\n",
        &[
            "options --requirement=a.txt",
            "options --requirement=a.txt",
            "options --requirement=a.txt",
            "options --requirement=a.txt",
            "options --constraint=my file.txt",
            "options --index-url=https://x --extra-index-url=https://y",
            "options --no-index=",
            "options --pre= --prefer-binary= --require-hashes=",
            "options --find-links=links",
            "options --no-binary=:all: --only-binary=a,b",
            "options --trusted-host=h --use-feature=fast-deps",
            "options --extra-index-url=https://z",
        ],
    );
}

#[test]
fn locations() {
    check(
        "-e .[dev]\n-e git+https://x/y@z#egg=a_b[c]\n./x.zip\n../w/a_b-1-py3-none-any.whl ; os_name=='nt'\nhttps://x/y.zip --hash=sha256:a\nsix @ https://x/y.zip ; os_name=='nt'\nfile:///x#egg=six\ngit+https://x/y#egg=a;os_name=='nt'\n./a-1-py3-none-any.whl#b\n",
        &[
            "editable . ?[dev]",
            "editable git+https://x/y@z#egg=a_b[c] a-b[c]",
            "./x.zip ?",
            "../w/a_b-1-py3-none-any.whl a-b; os_name == \"nt\"",
            "https://x/y.zip ? --hash=sha256:a",
            "six @ https://x/y.zip ; os_name == \"nt\"",
            "file:///x#egg=six six",
            "git+https://x/y#egg=a;os_name=='nt' a; os_name == \"nt\"",
            "./a-1-py3-none-any.whl#b ?",
        ],
    );
}

#[test]
fn every_bad_line_is_reported_and_hides_no_other() {
    check_errors(
        "foo bar\nsix\n-q\n--requir x\n--hash=md5:a\n--pre=1\n-r\n-r 'x\n",
        &["invalid", "six", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid"],
        &[
            ("bar", "`bar` does not belong to the requirement before it"),
            ("-q", "requirements files have no option `-q`"),
            ("--requir", "`--requir` may stand for `--requirement` or `--require-hashes`"),
            ("md5:a", "a hash is `sha256:`, `sha384:` or `sha512:`, followed by the digest"),
            ("--pre=1", "`--pre` takes no value"),
            ("-r", "`-r` needs a value"),
            ("'x", "the quote is not closed"),
        ],
    );
}

#[test]
fn what_pip_drops_without_a_word_is_reported() {
    check_errors(
        "six -r a.txt\n-r a.txt -r b.txt\n-r a.txt b\n--hash=sha256:a\n-f a -f b\n-e . --pre\n",
        &[
            "six",
            "options --requirement=a.txt",
            "options --requirement=a.txt",
            "options",
            "options --find-links=a",
            "editable . ?",
        ],
        &[
            ("-r a.txt", "pip ignores `--requirement` here"),
            ("-r b.txt", "pip ignores `--requirement` here"),
            ("b", "pip ignores what follows the options of a line"),
            ("--hash=sha256:a", "pip ignores `--hash` here"),
            ("-f b", "pip ignores `--find-links` here"),
            ("--pre", "pip ignores `--pre` here"),
        ],
    );
}

#[test]
fn errors_in_locations_point_at_their_part() {
    check_errors(
        "https://x/y#egg=- \n./a[b c]\n./a ; nope\n-e https://x\n-e git+https://x\n",
        &["invalid", "invalid", "invalid", "invalid", "invalid"],
        &[
            ("-", "a requirement starts with a name, not with `-`"),
            ("", "a comma is missing between two extras"),
            ("nope", "markers have no variable `nope`"),
            (
                "https://x",
                "an editable is a path, or the URL of a version control system with `#egg=` and a project's name",
            ),
            ("git+https://x", "the URL does not name its project: it needs `#egg=` and the name"),
        ],
    );
}

#[test]
fn a_stray_semicolon_is_reported_and_the_requirement_counts() {
    check_errors("six>=1 ;\na.zip;\n", &["six>=1", "a.zip ?"], &[(";", "no marker follows the `;`")]);
}

#[test]
fn a_wheel_must_have_a_wheels_name() {
    check("https://x/a_b-1%2Bc-py3-none-any.whl\n", &["https://x/a_b-1%2Bc-py3-none-any.whl a-b"]);
    let (file, diagnostics) = parse(b"./x.whl\n");
    assert_eq!(file.text(diagnostics[0].span), "x.whl");
}

#[test]
fn errors_in_extras_of_a_path_are_where_they_are() {
    let (_, diagnostics) = parse(b"./a[b c]\n");
    assert_eq!(diagnostics[0].span, Span::new(6, 6));
}

#[test]
fn an_error_in_a_joined_line_points_into_the_right_physical_line() {
    let text = "six>=1, \\\n  !=2, \\\n  oops\n";
    let (file, diagnostics) = parse(text.as_bytes());
    assert_eq!(Some(diagnostics[0].span.start), text.find("oops"), "{diagnostics:?} {file:?}");
}

#[test]
fn other_encodings_are_read_and_their_spans_are_of_bytes() {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend("# \u{e9}\r\nsix>=1 # MIT\r\n".encode_utf16().flat_map(u16::to_le_bytes));
    let (file, diagnostics) = parse(&bytes);
    assert_eq!(diagnostics, []);
    let line = file.requirements().next().unwrap();
    assert_eq!((line.span.start, line.span.end), (12, 24));
    assert_eq!(file.text(line.span), "six>=1");
    let edited = crate::file::apply_edits(&bytes, &[file.set_specifiers(line, ">=2").unwrap()]).unwrap();
    let (edited, _) = RequirementsFile::parse(edited);
    assert_eq!(edited.source().text(), "# \u{e9}\r\nsix>=2 # MIT\r\n");
}

#[test]
fn bytes_that_are_no_text_are_reported_once_each() {
    let (file, diagnostics) = parse(b"# caf\xE9\nsix\nfo\xFFo\n");
    assert_eq!(diagnostics.len(), 3, "{diagnostics:?}");
    assert_eq!(show(&file, &file.lines()[1]), "six");
    assert_eq!(show(&file, &file.lines()[2]), "invalid");
}

#[test]
fn edits_keep_everything_else() {
    let text = "# head\r\nsix (>=1)  --hash=sha256:a  # MIT\r\nfoo>=1,\\\r\n  <2\r\nlast";
    let (file, _) = parse(text.as_bytes());
    let lines: Vec<&RequirementLine> = file.requirements().collect();
    let edits = [
        file.set_specifiers(lines[0], ">=2").unwrap(),
        file.set_comment(lines[0], "# BSD"),
        file.set_specifiers(lines[1], "").unwrap(),
        file.insert_before(&file.lines()[1], "new"),
        file.append("more"),
    ];
    let edited = crate::file::apply_edits(text.as_bytes(), &edits).unwrap();
    assert_eq!(
        String::from_utf8(edited).unwrap(),
        "# head\r\nnew\r\nsix >=2  --hash=sha256:a  # BSD\r\nfoo\r\nlast\r\nmore"
    );
}

#[test]
fn the_name_of_a_wheel_must_be_a_name() {
    let (file, diagnostics) = parse(b"./.foo-1.0-py3-none-any.whl\n./foo-1.0-py3-none-any.whl\n");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(file.text(diagnostics[0].span), ".foo-1.0-py3-none-any.whl");
}

#[test]
fn an_editable_may_name_its_project_before_the_url() {
    let (file, diagnostics) = parse(b"-e \"a[b] @ git+https://x/y ; os_name == 'nt'\"\n");
    assert_eq!(diagnostics, []);
    let LineKind::Location(line) = &file.lines()[0].kind else { panic!("a location") };
    assert_eq!((line.location.as_str(), line.editable), ("git+https://x/y", true));
    assert_eq!(line.name.as_ref().map(PackageName::as_str), Some("a"));
    assert_eq!((line.extras.len(), line.marker.is_some()), (1, true));
}
