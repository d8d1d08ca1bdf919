//! The laws that requirements state.

use haggle_spec::{Requirement, RequirementParts};
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_parsing_a_requirement_is_the_identity(line in line()) {
        if let Ok(requirement) = line.parse::<Requirement>() {
            let printed = requirement.to_string();
            let again: Requirement = printed.parse().expect("what was printed is a requirement");
            prop_assert_eq!(&again, &requirement);
            prop_assert_eq!(again.to_string(), printed);
        }
    }

    #[test]
    fn the_order_of_requirements_agrees_with_equality(a in line(), b in line(), c in line()) {
        let (Ok(a), Ok(b), Ok(c)) = (a.parse::<Requirement>(), b.parse::<Requirement>(), c.parse::<Requirement>()) else {
            return Ok(());
        };
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert!(a > b || b > c || a <= c);
    }

    #[test]
    fn a_text_has_parts_if_and_only_if_it_is_a_requirement(line in line()) {
        let (requirement, parts) = (line.parse::<Requirement>(), RequirementParts::of(&line));
        prop_assert_eq!(parts.as_ref().err(), requirement.as_ref().err());
        let (Ok(requirement), Ok(parts)) = (requirement, parts) else { return Ok(()) };
        prop_assert_eq!(&line[parts.name.clone()], requirement.name_as_written());
        prop_assert_eq!(parts.url.map(|url| &line[url]), requirement.url());
        let extras = parts.extras.map(|extras| &line[extras]).unwrap_or_default();
        let specifiers = line[parts.specifiers].to_owned();
        let again: Requirement = format!("a{extras} {specifiers}").parse().expect("parts of a requirement");
        prop_assert_eq!(again.extras(), requirement.extras());
        prop_assert_eq!(again.specifiers(), requirement.specifiers());
        let marker = parts.marker.map(|marker| line[marker].parse().expect("the marker of a requirement"));
        prop_assert_eq!(marker.as_ref(), requirement.marker());
    }
}
