//! The laws that markers and their algebra state, over generated markers and environments.

use haggle_spec::{
    ExtraName, Marker, MarkerAnswer, MarkerArena, MarkerEnvironment, MarkerVariable, Platform, Requirement,
    Simplified,
};
use proptest::prelude::*;

fn comparison() -> impl Strategy<Value = String> {
    let version =
        prop::sample::select(vec!["2.7", "3", "3.8", "3.9", "3.10", "3.9.2", "3.10.0", "3.9.0rc1", "3.8.*"]);
    let operator = prop::sample::select(vec!["<", "<=", "==", "!=", ">=", ">", "~="]);
    let python = ("python(_full)?_version", operator.clone(), version.clone()).prop_map(
        |(name, operator, version)| {
            let fits = match operator {
                "~=" => version.matches('.').count() >= 1 && !version.contains('*'),
                "==" | "!=" => true,
                _ => !version.contains('*'),
            };
            if fits { format!("{name} {operator} '{version}'") } else { format!("{name} >= '3.9'") }
        },
    );
    let reversed = (prop::sample::select(vec!["<", "<=", "==", "!=", ">=", ">"]), "3\\.[89]")
        .prop_map(|(operator, version)| format!("'{version}' {operator} python_version"));
    let text = ("(os_name|sys_platform|extra) (==|!=) '(nt|posix|test|linux)'").prop_map(|text| text);
    let other = prop::sample::select(vec![
        "'linux' in sys_platform",
        "sys_platform not in 'linux darwin'",
        "sys_platform in 'linux darwin'",
        "platform_release >= '5'",
        "platform_release < '5'",
        "os_name < 'x'",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => python, 1 => reversed, 4 => text, 2 => other]
}

fn marker() -> impl Strategy<Value = Marker> {
    let leaf = comparison();
    leaf.prop_recursive(4, 10, 3, |inner| {
        (prop::collection::vec(inner, 2..4), prop::bool::ANY).prop_map(|(parts, is_and)| {
            let joined = parts.join(if is_and { " and " } else { " or " });
            format!("({joined})")
        })
    })
    .prop_map(|text| text.parse().expect("a marker"))
}

fn environments() -> Vec<MarkerEnvironment> {
    let mut all = Vec::new();
    for python in ["2.7.18", "3.8.10", "3.9.0", "3.9.0rc1", "3.9.2", "3.9.7", "3.10.0", "3.10.0a7", "3.13.1"]
    {
        for platform in [Platform::Linux, Platform::MacOs, Platform::Windows] {
            for release in ["6.8.0", "4", "10-generic"] {
                let environment = MarkerEnvironment::new(python, platform);
                all.push(environment.with(MarkerVariable::PlatformRelease, release));
            }
        }
    }
    all
}

fn extras() -> Vec<Vec<ExtraName>> {
    let extra = |name| ExtraName::new(name).expect("a name");
    vec![vec![], vec![extra("test")], vec![extra("nt")]]
}

/// What a marker comes to in every environment, with no extra and with one.
fn outcomes(marker: &Marker) -> Vec<Option<bool>> {
    environments()
        .iter()
        .flat_map(|environment| extras().into_iter().map(|extras| marker.evaluate(environment, &extras).ok()))
        .collect()
}

fn simplified_outcomes(simplified: &Simplified) -> Option<Vec<Option<bool>>> {
    let constant = |value| vec![Some(value); environments().len() * extras().len()];
    match simplified {
        Simplified::Always => Some(constant(true)),
        Simplified::Never => Some(constant(false)),
        Simplified::Marker(marker) => Some(outcomes(marker)),
        Simplified::TooLong => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_parsing_a_marker_is_the_identity(marker in marker()) {
        let again: Marker = marker.to_string().parse().expect("a marker");
        prop_assert_eq!(&again, &marker);
        prop_assert_eq!(outcomes(&again), outcomes(&marker));
        let requirement: Requirement = format!("a; {marker}").parse().expect("a requirement");
        prop_assert_eq!(requirement.marker(), Some(&marker));
    }

    #[test]
    fn simplifying_changes_no_outcome(marker in marker()) {
        let mut arena = MarkerArena::with_budget(100_000);
        let simplified = arena.simplify(&marker).expect("the budget is ample");
        prop_assert_eq!(simplified_outcomes(&simplified), Some(outcomes(&marker)));
    }

    #[test]
    fn a_function_written_as_a_marker_is_the_same_function(marker in marker()) {
        let mut arena = MarkerArena::with_budget(100_000);
        let node = arena.node(&marker).expect("the budget is ample");
        if let Simplified::Marker(written) = arena.to_marker(node) {
            prop_assert_eq!(arena.node(&written), Ok(node), "{}", written);
        }
    }

    #[test]
    fn answers_are_proofs(left in marker(), right in marker()) {
        let mut arena = MarkerArena::with_budget(100_000);
        let (a, b) = (arena.node(&left).expect("ample"), arena.node(&right).expect("ample"));
        let pairs = || outcomes(&left).into_iter().zip(outcomes(&right));
        if arena.disjoint(a, b) == Ok(MarkerAnswer::Yes) {
            prop_assert!(pairs().all(|pair| pair != (Some(true), Some(true))));
        } else {
            let both = arena.and(a, b).expect("ample");
            prop_assert_ne!(both, arena.never());
        }
        match arena.implies(a, b).expect("ample") {
            MarkerAnswer::Yes => prop_assert!(pairs().all(|pair| pair != (Some(true), Some(false)))),
            MarkerAnswer::No => prop_assert_ne!(a, b),
            MarkerAnswer::Unknown => {}
        }
        if pairs().any(|pair| pair == (Some(true), Some(true))) {
            prop_assert_ne!(arena.disjoint(a, b), Ok(MarkerAnswer::Yes));
        }
    }

    #[test]
    fn the_laws_of_logic_hold_exactly(left in marker(), right in marker()) {
        let mut arena = MarkerArena::with_budget(100_000);
        let (a, b) = (arena.node(&left).expect("ample"), arena.node(&right).expect("ample"));
        let not_a = arena.not(a).expect("ample");
        let not_b = arena.not(b).expect("ample");
        prop_assert_eq!(arena.not(not_a), Ok(a));
        let or = arena.or(a, b).expect("ample");
        let and_of_nots = arena.and(not_a, not_b).expect("ample");
        prop_assert_eq!(arena.not(or), Ok(and_of_nots));
        prop_assert_eq!(arena.or(a, not_a), Ok(arena.always()));
        prop_assert_eq!(arena.and(a, not_a), Ok(arena.never()));
    }

    #[test]
    fn restricting_agrees_where_it_is_restricted_to(marker in marker(), low in 0usize..3) {
        let python = [">=3.9", "<3.10,>=3.8", ">=3.9.1,!=3.9.7"][low];
        let set = python.parse::<haggle_spec::SpecifierSet>().expect("specifiers").to_set();
        let mut arena = MarkerArena::with_budget(100_000);
        let node = arena.node(&marker).expect("ample");
        let restricted = arena.restrict_python(node, &set).expect("ample");
        let inside = arena.python(&set).expect("ample");
        prop_assert_eq!(arena.and(restricted, inside), arena.and(node, inside));
        for environment in environments() {
            let left = arena.restrict_environment(node, &environment).expect("ample");
            if !marker.mentions_extra() {
                let expected = marker.evaluate(&environment, &[]).expect("it cannot fail");
                prop_assert_eq!(left == arena.always(), expected);
                prop_assert_eq!(left == arena.never(), !expected);
            }
        }
    }
}

#[test]
fn a_budget_that_is_too_small_is_an_error_and_not_a_wrong_answer() {
    let mut arena = MarkerArena::with_budget(2);
    let marker: Marker = "os_name == 'a' and sys_platform == 'b' and extra == 'c'".parse().expect("a marker");
    assert!(arena.node(&marker).is_err());
}

#[test]
fn deep_and_long_markers_take_linear_time() {
    let deep = format!("{}os_name == 'nt'{}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(deep.parse::<Marker>().expect("a marker").to_string(), "os_name == \"nt\"");
    let nested = "(os_name == 'nt' and ".repeat(50_000) + "os_name == 'nt'" + &")".repeat(50_000);
    let nested: Marker = nested.parse().expect("a marker");
    let windows = MarkerEnvironment::new("3.12.0", Platform::Windows);
    assert_eq!(nested.evaluate(&windows, &[]), Ok(true));
    let long: Vec<String> = (0..3000).map(|n| format!("platform_machine == 'm{n}'")).collect();
    let long: Marker = long.join(" or ").parse().expect("a marker");
    assert_eq!(long.evaluate(&windows.with(MarkerVariable::PlatformMachine, "m2999"), &[]), Ok(true));
}
