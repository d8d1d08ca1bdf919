//! Precedent: the laws of its probabilities, what is left out, and a small history with its scores.

use haggle_govern::history::precedent::{Asked, Precedent, PrecedentModel, PrecedentQuestion};
use haggle_govern::history::{
    Event, EventPlacement, History, ImportedBy, Kinds, LeftOut, MoveSet, forecasts, foretell, read_moves,
};
use proptest::prelude::*;

const REPOSITORIES: [&str; 3] = ["glance", "keystone", "store"];
const PACKAGES: [&str; 5] = ["boto3", "mox", "oslo-log", "python-ldap", "six"];
const PLACES: [&str; 5] = ["none", "core", "test", "extra", "vendored"];
const IMPORTS: [Option<&str>; 5] = [None, Some("nothing"), Some("tests"), Some("drivers"), Some("code")];

/// Repository, package, year, from, to, imports: places in the lists above.
type Row = (usize, usize, u16, usize, usize, usize);

fn row() -> impl Strategy<Value = Row> {
    (0..3_usize, 0..5_usize, 2010..2026_u16, 0..5_usize, 1..5_usize, 0..5_usize).prop_map(
        |(repo, package, year, from, step, imports)| (repo, package, year, from, (from + step) % 5, imports),
    )
}

fn event((repo, package, year, from, to, imports): Row) -> Event {
    Event {
        repository: REPOSITORIES[repo].to_owned(),
        commit: String::new(),
        date: format!("{year}-06-01").parse().unwrap(),
        subject: String::new(),
        package: PACKAGES[package].parse().unwrap(),
        from: EventPlacement::of_word(PLACES[from]),
        to: EventPlacement::of_word(PLACES[to]),
        imports: IMPORTS[imports].map(imported_by),
        imports_before: None,
    }
}

fn imported_by(word: &str) -> ImportedBy {
    [ImportedBy::Nothing, ImportedBy::Tests, ImportedBy::Drivers, ImportedBy::Code]
        .into_iter()
        .find(|one| one.as_str() == word)
        .unwrap()
}

fn kinds() -> Kinds {
    let text =
        r#"{"schema": 1, "source": "a test", "kinds": {"tool": ["mox"], "own": ["oslo.log"]}, "moves": []}"#;
    History::read(text).unwrap().kinds
}

fn ask(moves: &[Event], asked: &Event) -> Precedent {
    let kinds = kinds();
    PrecedentModel::new(moves.iter().collect(), &kinds).ask(&question(asked))
}

fn question(asked: &Event) -> PrecedentQuestion {
    PrecedentQuestion {
        package: asked.package.clone(),
        // A repository of its own, so that every move is asked.
        repository: "asked".to_owned(),
        date: "2027-01-01".parse().unwrap(),
        about: Asked::From(asked.from.clone()),
        imports: asked.imports,
    }
}

fn probability(precedent: &Precedent, place: &EventPlacement) -> f64 {
    precedent.places.iter().find(|one| one.place == *place).map_or(0.0, |one| one.probability)
}

proptest! {
    #[test]
    fn probabilities_sum_to_one_and_nothing_is_impossible(
        rows in proptest::collection::vec(row(), 0..40),
        asked in row(),
    ) {
        let moves: Vec<Event> = rows.into_iter().map(event).collect();
        let precedent = ask(&moves, &event(asked));
        let sum: f64 = precedent.places.iter().map(|place| place.probability).sum();
        prop_assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        prop_assert!(precedent.places.iter().all(|place| place.probability > 0.0 && precedent.about != Asked::From(place.place.clone())));
    }

    #[test]
    fn more_of_the_same_moves_towards_where_they_went(
        rows in proptest::collection::vec(row(), 0..30),
        asked in row(),
    ) {
        let mut moves: Vec<Event> = rows.into_iter().map(event).collect();
        // Of a day on which everything else is past, by a repository that no other move is of: what is asked keeps its facts.
        let more = Event { repository: "more".to_owned(), date: "2027-01-01".parse().unwrap(), ..event(asked) };
        let asked = event(asked);
        let mut known = probability(&ask(&moves, &asked), &more.to);
        for _ in 0..20 {
            moves.push(more.clone());
            let now = probability(&ask(&moves, &asked), &more.to);
            prop_assert!(now > known, "{now} after {known}");
            known = now;
        }
        prop_assert!(known > 0.6, "{known}");
    }

    #[test]
    fn the_order_of_moves_is_irrelevant(
        rows in proptest::collection::vec(row(), 0..30),
        asked in row(),
        turn in 0..30_usize,
    ) {
        // Two moves of one distribution on one day have an order in history.
        let mut moves: Vec<Event> = Vec::new();
        for one in rows.into_iter().map(event) {
            let is_same = |other: &Event| {
                (&other.repository, &other.package, other.date) == (&one.repository, &one.package, one.date)
            };
            if !moves.iter().any(is_same) {
                moves.push(one);
            }
        }
        let asked = event(asked);
        let first = ask(&moves, &asked);
        let turn = turn.min(moves.len());
        moves.rotate_left(turn);
        moves.reverse();
        prop_assert_eq!(first, ask(&moves, &asked));
    }

    #[test]
    fn no_move_of_the_left_out_repository_enters(
        rows in proptest::collection::vec(row(), 1..30),
        hidden in proptest::collection::vec(row(), 0..15),
    ) {
        let moves: Vec<Event> = rows.into_iter().map(event).collect();
        let asked = moves[0].clone();
        let hidden = hidden.into_iter().map(|row| Event { repository: asked.repository.clone(), ..event(row) });
        let mut others = vec![asked.clone()];
        others.extend(moves.iter().filter(|one| one.repository != asked.repository).cloned());
        let mut with = others.clone();
        with.extend(hidden);
        for left_out in [LeftOut::Repository, LeftOut::RepositoryAndLater] {
            let alone = &forecasts(&others.iter().collect::<Vec<_>>(), left_out, &kinds())[0];
            prop_assert_eq!(alone, &forecasts(&with.iter().collect::<Vec<_>>(), left_out, &kinds())[0]);
        }
    }

    #[test]
    fn no_move_of_the_same_year_or_later_enters_where_those_are_left_out(
        rows in proptest::collection::vec(row(), 1..30),
        later in proptest::collection::vec(row(), 0..15),
    ) {
        let mut moves: Vec<Event> = rows.into_iter().map(event).collect();
        let year = moves[0].date.year();
        let of = |moves: &[Event]| {
            let moves: Vec<&Event> = moves.iter().collect();
            forecasts(&moves, LeftOut::RepositoryAndLater, &kinds())[0].clone()
        };
        // Only places that some move has already, as what is possible is known beforehand.
        moves.extend((0..4).map(|place| event((1, 0, 2009, 4, place, 0))));
        let alone = of(&moves);
        moves.extend(later.into_iter().map(event).filter(|one| one.date.year() >= year));
        prop_assert_eq!(alone, of(&moves));
    }
}

/// Three repositories that sort alike: drivers go to an extra, other code to core, what tests import to the tests.
fn small_history() -> Vec<Event> {
    let mut rows = Vec::new();
    for (repo, repository) in REPOSITORIES.iter().enumerate() {
        for year in 2010..2022 {
            let sorts = [("drivers", "extra"), ("code", "core"), ("tests", "test"), ("code", "core")];
            let (imports, to) = sorts[(usize::from(year % 4_u16) + repo) % 4];
            rows.push(format!(
                r#"{{"repo": "{repository}", "date": "{year}-0{}-01", "package": "p{repo}-{year}", "frm": "none", "to": "{to}", "imports": "{imports}"}}"#,
                1 + repo
            ));
        }
    }
    read_moves(&format!("[{}]", rows.join(","))).unwrap()
}

#[test]
fn a_family_that_sorts_by_use_is_foretold() {
    let found = foretell(&small_history(), &Kinds::default());
    assert_eq!(found.imports_known, 36);
    for run in &found.runs {
        let (precedent, base) = (&run.precedent.total, &run.baseline.total);
        assert!(precedent.log_loss < base.log_loss, "{run:?}");
        if run.left_out == LeftOut::Repository {
            assert_eq!((precedent.hits, base.hits), (36, 18), "{run:?}");
        }
        for (one, base) in run.precedent.groups.iter().zip(&run.baseline.groups) {
            assert!(one.log_loss < base.log_loss, "{}", one.name);
        }
    }
    assert_eq!(found.runs.iter().filter(|run| run.moves == MoveSet::Raw).count(), 2);
}

#[test]
fn comparable_moves_are_counted_and_named() {
    let moves = small_history();
    let package = "a-new-one".parse().unwrap();
    let asked = Event { imports: Some(ImportedBy::Drivers), package, ..moves[0].clone() };
    let words = |precedent: &Precedent| -> Vec<String> {
        precedent.comparable.agree_on.iter().map(|fact| fact.value.clone()).collect()
    };
    let precedent = ask(&moves, &asked);
    // Nine moves of drivers are too few, so that all of the time since the first extra are asked.
    assert_eq!(words(&precedent), ["unlisted", "never", "extras-too"]);
    let went: Vec<(&str, u64)> =
        precedent.comparable.went.iter().map(|went| (went.place.as_str(), went.moves)).collect();
    assert_eq!(went, [("core", 17), ("extra", 8), ("test", 8)]);
    let newest = &precedent.comparable.went[1].examples[0];
    assert_eq!((newest.package.as_str(), newest.date.to_string()), ("p0-2020", "2020-01-01".to_owned()));

    // With twice as many, those that agree on everything are enough.
    let again = moves.iter().map(|one| Event {
        repository: format!("{}2", one.repository),
        package: format!("{}-2", one.package).parse().unwrap(),
        ..one.clone()
    });
    let moves: Vec<Event> = again.chain(moves.clone()).collect();
    let precedent = ask(&moves, &asked);
    assert_eq!(words(&precedent), ["drivers", "unlisted", "never", "extras-too"]);
    assert_eq!(precedent.comparable.went.len(), 1);
    assert_eq!(precedent.most_probable().unwrap().place.as_str(), "extra");
}

#[test]
fn what_is_in_question_is_not_its_own_precedent() {
    let moves = small_history();
    let kinds = Kinds::default();
    let model = PrecedentModel::new(moves.iter().collect(), &kinds);
    let asked = PrecedentQuestion {
        repository: "glance".to_owned(),
        package: "p0-2021".parse().unwrap(),
        ..question(&moves[0])
    };
    assert_eq!(model.ask(&asked).comparable.moves + 1, model.ask(&question(&moves[0])).comparable.moves);
}

#[track_caller]
fn refused(text: &str, message: &str, shown: &str) {
    let errors = History::read(text).unwrap_err();
    let error = errors.iter().next().unwrap();
    assert_eq!((error.to_string().as_str(), &text[error.span()]), (message, shown));
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    let a_move = r#"{"repo": "a", "date": "2020-01-31", "package": "six", "frm": "none", "to": "core"}"#;
    let history = |schema: &str, more: &str, a_move: &str| {
        format!(r#"{{"schema": {schema}, "source": "a test"{more}, "moves": [{a_move}]}}"#)
    };
    let spoilt = |from: &str, to: &str| history("1", "", &a_move.replace(from, to));
    assert_eq!(History::read(&history("1", "", a_move)).unwrap().moves.len(), 1);
    refused(
        &spoilt("2020-01-31", "2020-02-31"),
        "`2020-02-31` is not a day: write it like `2026-11-22`",
        "\"2020-02-31\"",
    );
    refused(&spoilt("\"none\"", "\"core\""), "`six` moves from `core` to where it is", "\"core\"");
    refused(&spoilt("\"none\"", "\" \""), "this text is empty", "\" \"");
    refused(&spoilt("\"core\"", "7"), "this is a number where a string belongs", "7");
    refused(&spoilt("}", r#", "imports": "some"}"#), "`some` is not known here", "\"some\"");
    let without = a_move.replace("\"repo\"", "\"repository\"");
    refused(&history("1", "", &without), "a move needs `repo`", &without);
    refused(&history("2", "", a_move), "schema 2 is not known here", "2");
    refused(&history("1", r#", "kind": {}"#, a_move), "a history has no field `kind`", "{}");
    let twice = r#", "kinds": {"a": ["six"], "b": ["Six"]}"#;
    refused(&history("1", twice, a_move), "two entries of `kinds` are named `Six`", "\"Six\"");
    refused("{}x", "trailing characters", "");
    assert_eq!(
        read_moves(&format!("[{a_move}, {a_move}").replace("six", "-six")).unwrap_err().iter().count(),
        1
    );
}

#[test]
fn where_comparable_ones_were_put_counts_wherever_they_came_from() {
    let rows = (0..6)
        .flat_map(|at| [(0, at % 5, 2015, 0, 3, 3), (1, at % 5, 2016, 2, 3, 3), (2, at % 5, 2017, 3, 0, 3)]);
    let moves: Vec<Event> = rows.map(event).collect();
    let kinds = Kinds::default();
    let model = PrecedentModel::new(moves.iter().collect(), &kinds);
    let put = model.ask(&PrecedentQuestion { about: Asked::Put, ..question(&moves[0]) });
    assert!(put.places.iter().all(|one| one.place != EventPlacement::NOWHERE), "{put:?}");
    let went: Vec<(&str, u64)> =
        put.comparable.went.iter().map(|went| (went.place.as_str(), went.moves)).collect();
    assert_eq!(went, [("extra", 12)]);
    let from_nowhere = model.ask(&question(&moves[0]));
    assert_eq!(from_nowhere.comparable.moves, 6);
    assert!(probability(&put, &moves[0].to) > probability(&from_nowhere, &moves[0].to));
}
