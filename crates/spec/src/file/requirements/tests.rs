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
        "six>=1 \\\n  --hash=sha256:ab \\\n  --hash sha384:cd -C k=v\n",
        &["six>=1 --hash=sha256:ab --hash=sha384:cd --config-settings=k=v"],
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
        "-e .[dev]\n-e git+https://x/y@z#egg=a_b\n./x.zip\n../w/a_b-1-py3-none-any.whl ; os_name=='nt'\nhttps://x/y.zip --hash=sha256:a\nsix @ https://x/y.zip ; os_name=='nt'\nfile:///x#egg=six\ngit+https://x/y#egg=a ; os_name=='nt'\n./a-1-py3-none-any.whl#b\n",
        &[
            "editable . ?[dev]",
            "editable git+https://x/y@z#egg=a_b a-b",
            "./x.zip ?",
            "../w/a_b-1-py3-none-any.whl a-b; os_name == \"nt\"",
            "https://x/y.zip ? --hash=sha256:a",
            "six @ https://x/y.zip ; os_name == \"nt\"",
            "file:///x#egg=six six",
            "git+https://x/y#egg=a a; os_name == \"nt\"",
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
            (
                "-",
                "`-` after `egg=` is not a name: extras and versions go before the URL, as in `name[extra] @ URL`",
            ),
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

#[test]
fn options_are_those_of_every_pip_that_knows_them() {
    check(
        "--all-releases :all:\n--only-final=six,toml\n--no-require-hashes\n-e . -C k=v\n",
        &[
            "options --all-releases=:all:",
            "options --only-final=six,toml",
            "options --no-require-hashes=",
            "editable . ? --config-settings=k=v",
        ],
    );
    check_errors(
        "six --global-option='-x'\n",
        &["six --global-option=-x"],
        &[("--global-option='-x'", "pip has no option `--global-option` since version 25.3")],
    );
}

/// What is reported of a line, and what the line is after its suggestions.
#[track_caller]
fn check_repaired(line: &str, expected: &[(&str, &str)], repaired: &str) {
    let (file, diagnostics) = parse(line.as_bytes());
    let found: Vec<(&str, String)> =
        diagnostics.iter().map(|found| (file.text(found.span), found.message())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(at, message)| (*at, message.as_str())).collect();
    assert_eq!(found, expected, "{line:?}");
    let edits: Vec<crate::Edit> = diagnostics.iter().filter_map(|found| found.suggestion.clone()).collect();
    let bytes = crate::file::apply_edits(line.as_bytes(), &edits).expect("edits that can be applied");
    assert_eq!(String::from_utf8(bytes).expect("text"), repaired);
}

#[test]
fn what_follows_egg_is_a_name_alone() {
    let message = |egg: &str| {
        format!(
            "`{egg}` after `egg=` is not a name: extras and versions go before the URL, as in `name[extra] @ URL`"
        )
    };
    let url = "git+https://host/lib.git@v2";
    check_repaired(
        &format!("{url}#egg=lib[fast]"),
        &[("lib[fast]", &message("lib[fast]"))],
        &format!("lib[fast] @ {url}"),
    );
    let line = format!("{url}#egg=lib==2");
    check_repaired(&line, &[("lib==2", &message("lib==2"))], &line);
    let line = format!("lib @ {url}#egg=lib[fast]");
    check_repaired(&line, &[("lib[fast]", &message("lib[fast]"))], &line);
    check_repaired(
        &format!("{url}#egg=lib;os_name=='nt'"),
        &[("lib;os_name=='nt'", &message("lib;os_name=='nt'"))],
        &format!("{url}#egg=lib ; os_name=='nt'"),
    );
}

#[test]
fn schemes_that_pip_does_not_know_are_named() {
    let unknown = |scheme: &str| {
        format!(
            "pip does not know `{scheme}://`: a repository is named by `git+https://`, `git+ssh://` and the like"
        )
    };
    for (line, scheme) in [
        ("git://host/x.git#egg=x", "git"),
        ("ssh://a@host/x#egg=x", "ssh"),
        ("cvs+http://host/x", "cvs+http"),
    ] {
        check_repaired(line, &[(scheme, &unknown(scheme))], line);
        // Behind `-e`, `git:` is `git+git:`.
        let editable = [(line, &*unknown(scheme))];
        let editable = if scheme == "git" { &editable[1..] } else { &editable[..] };
        check_repaired(&format!("-e {line}"), editable, &format!("-e {line}"));
    }
    let scp = "this is an address for `scp` and not a URL, such as `git+ssh://git@host/path`";
    check_repaired(
        "-e git+user@host:group/x.git#egg=x",
        &[("git+user@host:group/x.git#egg=x", scp)],
        "-e git+ssh://user@host/group/x.git#egg=x",
    );
    check_repaired(
        "git+user@host:group/x.git#egg=x",
        &[("git+user@host:group/x.git#egg=x", scp)],
        "git+ssh://user@host/group/x.git#egg=x",
    );
}

#[test]
fn a_blank_cuts_the_value_of_an_option() {
    let cut = "a blank ends the value of an option, unless it is in quotes";
    check_repaired("-e ./lib[a, b]", &[("./lib[a, b]", cut)], "-e \"./lib[a, b]\"");
    let reference = "lib[a] @ git+https://host/lib";
    check_repaired(&format!("-e {reference}"), &[(reference, cut)], &format!("-e \"{reference}\""));
}

#[test]
fn a_marker_behind_an_option_is_one_fault() {
    let ignored = "pip ignores a marker behind an option";
    let marker = "; python_version >= '3.9' and os_name == 'nt'";
    for line in ["-e .", "--index-url https://host/simple", "-r other.txt"] {
        let line = format!("{line} {marker}");
        check_repaired(&line, &[(marker, ignored)], &line);
    }
}

#[test]
fn the_url_of_a_requirement_ends_at_its_semicolon() {
    check("lib @ https://host/lib.zip;os_name=='nt'\n", &["lib @ https://host/lib.zip ; os_name == \"nt\""]);
    check("lib @ https://host/lib.zip; os_name=='nt'\n", &["lib @ https://host/lib.zip ; os_name == \"nt\""]);
    let line = "lib @ https://host/a;b/lib.zip";
    check_repaired(line, &[("b", "markers have no variable `b`")], line);
}

#[test]
fn any_white_space_may_be_around_a_semicolon() {
    check("lib==1\u{a0};\u{a0}os_name=='nt'\n", &["lib==1; os_name == \"nt\""]);
    check("lib\u{3000};os_name=='nt'\n", &["lib; os_name == \"nt\""]);
    check(
        "lib @ https://host/lib.zip\u{a0}; os_name=='nt'\n",
        &["lib @ https://host/lib.zip ; os_name == \"nt\""],
    );
}

#[test]
fn a_variable_without_a_value_is_named_in_the_place_of_its_consequences() {
    let values = |name: &str| (name == "MINOR").then(|| "2".to_owned());
    let text = "lib==1.${MINOR}\nlib==${MAJOR}.${MINOR}\n--index-url https://${TOKEN}@host/simple\n${NAME}\n";
    let (file, diagnostics) = RequirementsFile::parse_with(text, &values);
    let found: Vec<(&str, String)> =
        diagnostics.iter().map(|found| (file.text(found.span), found.message())).collect();
    let unset = |name: &str| format!("the variable `{name}` has no value");
    assert_eq!(
        found,
        [("${MAJOR}", unset("MAJOR")), ("${TOKEN}", unset("TOKEN")), ("${NAME}", unset("NAME"))]
    );
    assert_eq!(
        file.requirements().map(|line| line.requirement.to_string()).collect::<Vec<_>>(),
        ["lib==1.2"]
    );
    // Without values only what is wrong counts.
    let (_, diagnostics) = RequirementsFile::parse("lib==${MAJOR}\n-i https://${TOKEN}@host/simple\n");
    assert_eq!(diagnostics.len(), 1);
}

#[test]
fn declared_encodings_are_those_of_python() {
    let messages = |bytes: &[u8]| {
        let (_, diagnostics) = RequirementsFile::parse(bytes);
        diagnostics.iter().map(Diagnostic::message).collect::<Vec<_>>()
    };
    assert_eq!(messages(b"# coding: cp1252\nsix # \x80 and \xe9\n"), <[String; 0]>::default());
    assert_eq!(messages(b"# -*- coding: Windows-1252 -*-\nsix # \x81\n").len(), 1);
    assert_eq!(messages(b"# vim: fileencoding=utf8\nsix\n"), <[String; 0]>::default());
    assert_eq!(messages(b"# coding: utf-9\nsix # \xff\n"), ["Python knows no encoding `utf-9`"]);
    assert_eq!(
        messages(b"# coding: iso2022_jp_3\nsix # \x83\x80\n"),
        ["the encoding `iso2022_jp_3` is not read here: write the file in UTF-8"]
    );
}

#[test]
fn words_before_an_editable_are_not_cut_from_it() {
    for text in ["-r a.txt ; -e [", "\u{feff}-r a.txt ; -e [", "-c b x -e ./y[a, b]"] {
        let (_, diagnostics) = RequirementsFile::parse(text.as_bytes());
        assert!(!diagnostics.is_empty());
        for found in &diagnostics {
            assert!(found.span.start < found.span.end, "{text:?}: {found:?}");
        }
    }
}

#[test]
fn nothing_is_suggested_beside_bytes_that_are_no_text() {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend("a; os_name == 'nt".encode_utf16().flat_map(u16::to_le_bytes));
    let (_, diagnostics) = RequirementsFile::parse(bytes.clone());
    assert!(diagnostics.iter().any(|found| found.suggestion.is_some()));
    bytes.push(b'x');
    let (_, diagnostics) = RequirementsFile::parse(bytes);
    assert!(diagnostics.iter().all(|found| found.suggestion.is_none()), "{diagnostics:?}");
}
