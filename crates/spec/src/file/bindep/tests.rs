use super::*;

fn show(rule: &BindepRule) -> String {
    let profile =
        |profile: &BindepProfile| format!("{}{}", if profile.positive { "" } else { "!" }, profile.name);
    let selectors: Vec<String> = rule
        .selectors
        .iter()
        .map(|selector| match selector {
            Selector::Profile(one) => profile(one),
            Selector::All(group) => format!("({})", group.iter().map(profile).collect::<Vec<_>>().join(" ")),
        })
        .collect();
    let versions: Vec<String> =
        rule.versions.iter().map(|bound| format!("{}{}", bound.operator, bound.version)).collect();
    format!("{}|{}|{}", rule.name, selectors.join(" "), versions.join(","))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let (file, diagnostics) = BindepFile::parse(text);
    assert_eq!(diagnostics, [], "{text:?}");
    assert_eq!(file.rules().map(show).collect::<Vec<_>>().join("\n"), expected, "{text:?}");
}

/// The text that the first diagnostic points at.
#[track_caller]
fn check_error(text: &str, at: &str) {
    let (file, diagnostics) = BindepFile::parse(text);
    assert_eq!(file.to_bytes(), text.as_bytes());
    assert_eq!(diagnostics.first().map(|diagnostic| file.text(diagnostic.span)), Some(at), "{text:?}");
}

#[test]
fn what_bindep_reads_is_read() {
    check("ab [a.b]\n", "ab|a.b|");
    check("ab [!a!b c]\n", "ab|!a !b c|");
    check("ab [a(b c)]\n", "ab|a (b c)|");
    check("ab [()]\n", "ab|()|");
    check("ab [(a) ]  # c\n", "ab|(a)|");
    check("ab >=1:1.2-3,<2~rc\n", "ab||>=1:1.2-3,<2~rc");
    check("ab # c", "ab||");
    check("ab [test]#c\n", "ab|test|");
    check("ab [ a ]\n", "ab|a|");
    check("ab ==1a-b-c\n", "ab||==1a-b-c");
    check("ab >=1.2#c\n", "ab||>=1.2");
    check("ab  [a]   >=1   # c\n", "ab|a|>=1");
    check("ab >=1:2:3-4\n", "ab||>=1:2:3-4");
    check("\n\n  \n # c\n\u{e9}1\r\n/usr/bin/x\n", "\u{e9}1||\n/usr/bin/x||");
}

#[test]
fn what_bindep_refuses_is_refused_where_it_is_wrong() {
    check_error("ab [a_b]\n", "_");
    check_error("ab[test]\n", "");
    check_error("ab >=1.2 \n", " ");
    check_error("ab \n", " ");
    check_error(" ab\n", " ");
    check_error("ab\tc\n", "\t");
    check_error("ab >=1,  <2\n", " ");
    check_error("ab [a]b\n", "b");
    check_error("ab >= 1\n", "");
    check_error("ab =1\n", "=");
    check_error("ab >=1-2-3_\n", "_");
    check_error("ab >=1:\n", "1:");
    check_error("ab >=1-\n", "1-");
    check_error("ab >=1-2:3\n", "1-2:3");
    check_error("ab [((a))]\n", "(");
    check_error("ab [! a]\n", "!");
    check_error("ab [a\tb]\n", "\t");
    check_error("-ab\n", "-");
    check_error("a\n", "a");
    check_error("ab [Test]\n", "T");
    check_error("ab [a|b]\n", "|");
    check_error("ab [a", "");
}

#[test]
fn platform_and_user_profiles_vote_apart() {
    let text = "always\ntest [test]\nnot-test [!test]\ndpkg-test [platform:dpkg test]\ngroup [(test doc)]\nboth [(test !doc) doc]\n";
    let (file, _) = BindepFile::parse(text);
    let active = |profiles: &[&str]| file.active(profiles).map(|rule| rule.name.clone()).collect::<Vec<_>>();
    assert_eq!(active(&[]), ["always", "not-test"]);
    assert_eq!(active(&["test"]), ["always", "test", "both"]);
    assert_eq!(active(&["test", "doc"]), ["always", "test", "group", "both"]);
    assert_eq!(active(&["test", "platform:dpkg"]), ["always", "test", "dpkg-test", "both"]);
    assert_eq!(file.profiles(), ["doc", "platform:dpkg", "test"]);
}
