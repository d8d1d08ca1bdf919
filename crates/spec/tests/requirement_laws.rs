//! The laws that requirements and columns of requirements state.

use haggle_spec::{Requirement, RequirementColumns};
use proptest::prelude::*;

/// Lines of all parts, right and wrong.
fn line() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        4 => "[A-Za-z0-9]([-_.]?[A-Za-z0-9]){0,12}",
        1 => "[a-zA-Z][-a-zA-Z._]{18,40}[a-z0-9]",
        1 => "[a-z][-._]{0,3}[a-z_é]?",
        1 => "[a-z]{62,70}",
    ];
    let extras = prop_oneof![4 => Just(""), 1 => Just("[test]"), 1 => Just("[B, a_b ,b]"), 1 => Just("[]"), 1 => Just("[a")];
    let specifiers = prop_oneof![
        3 => Just(String::new()),
        3 => "(>=|==|<|!=| ?~= )[0-9]{1,2}\\.[0-9]{1,3}",
        2 => "(>=|==|<|!=|<=|>)[0-9]{1,2}(\\.[0-9]{1,3}){0,5}(a1|rc2|\\.dev3|\\.post4|-beta)?,( )?(<|!=)[0-9]",
        1 => "\\((>=[0-9]|==1\\.\\*)(,<[0-9]){0,3}\\)",
        1 => " ?@ ?https://host/[a-z]{0,5} ?",
        1 => "===[a-z,>=1]{0,5}",
        1 => "[<>=!~,;() .*1]{0,6}",
    ];
    let marker = prop_oneof![
        4 => Just(""),
        2 => Just("; extra == 'test'"),
        1 => Just(" ;python_version<'3' and os_name == \"nt\""),
        1 => Just("; (sys_platform == 'x')"),
        1 => Just(";"),
        1 => Just("; extra = 'x'"),
    ];
    (" ?", name, extras, specifiers, marker).prop_map(|(blank, name, extras, specifiers, marker)| {
        format!("{blank}{name}{extras}{specifiers}{marker}")
    })
}

/// Every row of the columns against its line alone.
fn check(columns: &RequirementColumns, lines: &[String]) {
    assert_eq!(columns.len(), lines.len());
    let mut errors = columns.errors().iter();
    for (index, line) in lines.iter().enumerate() {
        let row = columns.row(index).expect("a row for every line");
        let alone = line.parse::<Requirement>();
        let Ok(alone) = alone else {
            assert_eq!(row.err(), alone.clone().err(), "{line:?}");
            assert_eq!(
                errors.next().map(|(row, error)| (*row, error)),
                alone.as_ref().err().map(|error| (index, error))
            );
            continue;
        };
        let row = row.expect("a requirement");
        assert_eq!(row.name(), alone.name().as_str(), "{line:?}");
        assert_eq!(row.name_as_written(), alone.name_as_written(), "{line:?}");
        assert_eq!(row.extras(), alone.extras(), "{line:?}");
        assert_eq!(row.specifiers(), alone.specifiers().as_slice(), "{line:?}");
        assert_eq!(row.url(), alone.url(), "{line:?}");
        assert_eq!(row.marker(), alone.marker(), "{line:?}");
        let again = row.to_requirement();
        assert_eq!(again, alone);
        assert_eq!(again.to_string(), alone.to_string());
    }
    assert_eq!(errors.next(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn columns_give_what_each_line_gives_alone(
        first in prop::collection::vec(line(), 0..12),
        second in prop::collection::vec(line(), 0..12),
    ) {
        let mut columns = RequirementColumns::new();
        for lines in [&first, &second] {
            columns.fill(lines.iter().map(String::as_str));
            check(&columns, lines);
        }
    }

    #[test]
    fn printing_and_parsing_a_requirement_is_the_identity(line in line()) {
        if let Ok(requirement) = line.parse::<Requirement>() {
            let printed = requirement.to_string();
            let again: Requirement = printed.parse().expect("what was printed is a requirement");
            prop_assert_eq!(&again, &requirement);
            prop_assert_eq!(again.to_string(), printed);
        }
    }
}
