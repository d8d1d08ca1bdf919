//! Markers as formulas over atoms.

use std::collections::BTreeMap;

use haggle_spec::{ExtraName, Marker, MarkerEnvironment, MarkerVariable, Platform, SpecifierSet, VersionSet};

/// The minor versions of Python 3 that `python_version` is looked at for; the last stands for all later ones.
const MINORS: u64 = 40;

/// A comparison that a region may decide.
#[derive(Debug, Clone)]
pub(super) enum Atom {
    /// `python_full_version` lies in the set; `python_version` becomes such a set too.
    Python(VersionSet),
    /// A variable equals a text.
    Equals(MarkerVariable, String),
    /// Anything else: true or false, and nothing follows but where its variable is known.
    Opaque(Option<MarkerVariable>, Box<Marker>),
}

/// A marker: each atom by number, or negated.
#[derive(Debug, Clone)]
pub(super) enum Formula {
    Atom {
        atom: usize,
        holds: bool,
    },
    /// `extra` equals the text, or does not.
    Extra {
        name: String,
        equals: bool,
    },
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl Formula {
    /// Whether this is a comparison of `extra` that holds for the extra, or for none.
    pub(super) fn is_extra(&self, extra: Option<&ExtraName>) -> bool {
        let Self::Extra { name, equals } = self else { return false };
        let is_it =
            extra.map_or(name.is_empty(), |extra| ExtraName::new(name).is_ok_and(|wanted| wanted == *extra));
        is_it == *equals
    }
}

/// The atoms of a request's markers, numbered.
#[derive(Debug, Default)]
pub(super) struct Atoms {
    all: Vec<Atom>,
    /// How each is written when it holds and when it does not.
    pub(super) texts: Vec<(String, String)>,
    known: BTreeMap<String, usize>,
    python_ranges: BTreeMap<String, usize>,
    formulas: BTreeMap<String, Formula>,
}

impl Atoms {
    pub(super) fn atom(&self, atom: usize) -> &Atom {
        &self.all[atom]
    }

    /// The formula of the marker. One whose text cannot be taken apart is one opaque atom.
    pub(super) fn formula(&mut self, marker: &Marker) -> Formula {
        let text = marker.to_string();
        if let Some(known) = self.formulas.get(&text) {
            return known.clone();
        }
        let tokens = tokens(&text);
        let mut position = 0;
        let parsed = tokens.and_then(|tokens| {
            let formula = self.any(&tokens, &mut position)?;
            (position == tokens.len()).then_some(formula)
        });
        // A marker that cannot be taken apart has no printable opposite; only its parts have.
        let formula =
            parsed.unwrap_or_else(|| self.opaque(text.clone(), String::new(), None, marker.clone()));
        self.formulas.insert(text, formula.clone());
        formula
    }

    /// The formula of a marker that was asked for before.
    pub(super) fn known_formula(&self, marker: &Marker) -> Option<&Formula> {
        self.formulas.get(&marker.to_string())
    }

    /// The atom that Python lies in the set.
    pub(super) fn python(&mut self, specifiers: &SpecifierSet) -> usize {
        let (texts, negated): (Vec<String>, Vec<String>) = specifiers
            .iter()
            .map(|specifier| {
                let version = format!("\"{}\"", specifier.version_text());
                let operator = specifier.operator().as_str();
                let text = format!("python_full_version {operator} {version}");
                (text, negated("python_full_version", operator, &version))
            })
            .unzip();
        let negated =
            if negated.len() == 1 { negated.concat() } else { format!("({})", negated.join(" or ")) };
        let atom = self.intern(texts.join(" and "), negated, Atom::Python(specifiers.to_set()));
        self.python_ranges.insert(specifiers.to_string(), atom);
        atom
    }

    /// The atom that Python lies in the set, if it was asked for before.
    pub(super) fn known_python(&self, specifiers: &SpecifierSet) -> Option<usize> {
        self.python_ranges.get(&specifiers.to_string()).copied()
    }

    fn intern(&mut self, text: String, negated: String, atom: Atom) -> usize {
        if let Some(known) = self.known.get(&text) {
            return *known;
        }
        let id = self.all.len();
        self.known.insert(text.clone(), id);
        self.all.push(atom);
        self.texts.push((text, negated));
        id
    }

    fn any(&mut self, tokens: &[String], position: &mut usize) -> Option<Formula> {
        let mut parts = vec![self.all(tokens, position)?];
        while tokens.get(*position).is_some_and(|token| token == "or") {
            *position += 1;
            parts.push(self.all(tokens, position)?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Formula::Any(parts) })
    }

    fn all(&mut self, tokens: &[String], position: &mut usize) -> Option<Formula> {
        let mut parts = vec![self.one(tokens, position)?];
        while tokens.get(*position).is_some_and(|token| token == "and") {
            *position += 1;
            parts.push(self.one(tokens, position)?);
        }
        Some(if parts.len() == 1 { parts.pop()? } else { Formula::All(parts) })
    }

    fn one(&mut self, tokens: &[String], position: &mut usize) -> Option<Formula> {
        if tokens.get(*position)? == "(" {
            *position += 1;
            let inner = self.any(tokens, position)?;
            if tokens.get(*position)? != ")" {
                return None;
            }
            *position += 1;
            return Some(inner);
        }
        let left = tokens.get(*position)?;
        let (operator, n_words) = match tokens.get(*position + 1)?.as_str() {
            "not" => ("not in", 2),
            operator => (operator, 1),
        };
        let right = tokens.get(*position + 1 + n_words)?;
        *position += 2 + n_words;
        self.comparison(left, operator, right)
    }

    fn comparison(&mut self, left: &str, operator: &str, right: &str) -> Option<Formula> {
        let literal = |text: &str| {
            let quoted = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            quoted
                .or_else(|| text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')))
                .map(str::to_owned)
        };
        let text = format!("{left} {operator} {right}");
        let marker: Marker = text.parse().ok()?;
        let (variable, value) = match (MarkerVariable::from_name(left), MarkerVariable::from_name(right)) {
            (Some(variable), None) => (variable, literal(right)?),
            (None, Some(variable)) => (variable, literal(left)?),
            _ => return Some(self.opaque(text, negated(left, operator, right), None, marker)),
        };
        let is_equality = matches!(operator, "==" | "!=");
        if variable == MarkerVariable::Extra && is_equality {
            return Some(Formula::Extra { name: value, equals: operator == "==" });
        }
        if variable == MarkerVariable::PythonVersion {
            let negated = negated(left, operator, right);
            let set = minors_where(&marker)?;
            return Some(Formula::Atom { atom: self.intern(text, negated, Atom::Python(set)), holds: true });
        }
        if variable == MarkerVariable::PythonFullVersion
            && MarkerVariable::from_name(left).is_some()
            && let Ok(specifiers) = format!("{operator}{value}").parse::<SpecifierSet>()
        {
            let negated = negated(left, operator, right);
            let atom = self.intern(text, negated, Atom::Python(specifiers.to_set()));
            return Some(Formula::Atom { atom, holds: true });
        }
        if is_equality && !variable.is_version() {
            let name = variable.as_str();
            let atom = self.intern(
                format!("{name} == \"{value}\""),
                format!("{name} != \"{value}\""),
                Atom::Equals(variable, value),
            );
            return Some(Formula::Atom { atom, holds: operator == "==" });
        }
        // A comparison and its opposite are one atom.
        if let Some(positive) = match operator {
            "not in" => Some("in"),
            "!=" => Some("=="),
            _ => None,
        } {
            let positive = format!("{left} {positive} {right}");
            let marker = positive.parse().ok()?;
            return Some(match self.opaque(positive, text, Some(variable), marker) {
                Formula::Atom { atom, .. } => Formula::Atom { atom, holds: false },
                other => other,
            });
        }
        Some(self.opaque(text, negated(left, operator, right), Some(variable), marker))
    }

    fn opaque(
        &mut self,
        text: String,
        negated: String,
        variable: Option<MarkerVariable>,
        marker: Marker,
    ) -> Formula {
        let atom = self.intern(text, negated, Atom::Opaque(variable, Box::new(marker)));
        Formula::Atom { atom, holds: true }
    }
}

/// The comparison that holds where this one does not.
fn negated(left: &str, operator: &str, right: &str) -> String {
    let opposite = match operator {
        "==" | "===" => "!=",
        "!=" => "==",
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "in" => "not in",
        "not in" => "in",
        _ => {
            // `~= "3.8.1"` stands for `>= "3.8.1"` and `== "3.8.*"`.
            let version = right.trim_matches(['"', '\'']);
            let prefix = version.rsplit_once('.').map_or(version, |(prefix, _)| prefix);
            return format!("({left} < {right} or {left} != \"{prefix}.*\")");
        }
    };
    format!("{left} {opposite} {right}")
}

/// Splits the normalised text of a marker; `None` where a quotation does not end.
fn tokens(text: &str) -> Option<Vec<String>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => 1,
            '"' | '\'' => rest[1..].find(first)? + 2,
            '<' | '>' | '=' | '!' | '~' => {
                rest.find(|character| !"<>=!~".contains(character)).unwrap_or(rest.len())
            }
            _ => rest
                .find(|character: char| character.is_whitespace() || "()\"'<>=!~".contains(character))
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token.to_owned());
        rest = after.trim_start();
    }
    Some(tokens)
}

/// The full versions of Python whose `python_version` meets the comparison.
fn minors_where(marker: &Marker) -> Option<VersionSet> {
    let environment = MarkerEnvironment::new("3.0.0", Platform::Linux);
    let mut set = VersionSet::empty();
    let line = |from: &str, to: Option<String>| {
        let text = to.map_or_else(|| format!(">={from}.dev0"), |to| format!(">={from}.dev0,<{to}.dev0"));
        text.parse::<SpecifierSet>().ok().map(|specifiers| specifiers.to_set())
    };
    if marker.evaluate(&environment.clone().with_python("2.7.18"), &[]).ok()? {
        set = set.union(&line("2.7", Some("2.8".to_owned()))?);
    }
    for minor in 0..=MINORS {
        if marker.evaluate(&environment.clone().with_python(&format!("3.{minor}.0")), &[]).ok()? {
            let to = (minor < MINORS).then(|| format!("3.{}", minor + 1));
            set = set.union(&line(&format!("3.{minor}"), to)?);
        }
    }
    Some(set)
}
