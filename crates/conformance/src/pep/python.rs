//! Values that the vectors give as Python prints them: `{'release': (1, 2), 'pre': None}`, `<Version('1.0')>`.

use serde_json::Value;

/// The value, or what `{"__repr__": "..."}` stands for.
pub fn given(value: &Value) -> Option<Value> {
    if value.get("__repr__").is_some() { represented(value) } else { Some(value.clone()) }
}

/// The value behind `{"__repr__": "..."}`.
pub fn represented(row: &Value) -> Option<Value> {
    parse(row.get("__repr__")?.as_str()?)
}

/// A literal of dicts, lists, tuples, strings, numbers, `None`, `True` and `False`; tuples become lists.
pub fn parse(text: &str) -> Option<Value> {
    let mut rest = text.trim();
    let value = value(&mut rest)?;
    rest.trim().is_empty().then_some(value)
}

fn value(rest: &mut &str) -> Option<Value> {
    *rest = rest.trim_start();
    for (word, value) in [("None", Value::Null), ("True", Value::Bool(true)), ("False", Value::Bool(false))] {
        if let Some(tail) = rest.strip_prefix(word) {
            *rest = tail;
            return Some(value);
        }
    }
    // `<Version('1.0')>` is as good as its text, which is normalised.
    if let Some(tail) = rest.strip_prefix("<Version('") {
        let (version, tail) = tail.split_once("')>")?;
        *rest = tail;
        return Some(Value::String(version.to_owned()));
    }
    match rest.chars().next()? {
        '{' => dictionary(rest),
        '(' => sequence(rest, ')'),
        '[' => sequence(rest, ']'),
        quote @ ('\'' | '"') => {
            let end = rest[1..].find(quote)? + 1;
            let text = rest[1..end].to_owned();
            *rest = &rest[end + 1..];
            Some(Value::String(text))
        }
        _ => {
            let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
            let number: u64 = rest[..end].parse().ok()?;
            *rest = &rest[end..];
            Some(number.into())
        }
    }
}

fn sequence(rest: &mut &str, close: char) -> Option<Value> {
    *rest = &rest[1..];
    let mut items = Vec::new();
    loop {
        *rest = rest.trim_start_matches([' ', ',']);
        if let Some(tail) = rest.strip_prefix(close) {
            *rest = tail;
            return Some(Value::Array(items));
        }
        items.push(value(rest)?);
    }
}

fn dictionary(rest: &mut &str) -> Option<Value> {
    *rest = &rest[1..];
    let mut entries = serde_json::Map::new();
    loop {
        *rest = rest.trim_start_matches([' ', ',']);
        if let Some(tail) = rest.strip_prefix('}') {
            *rest = tail;
            return Some(Value::Object(entries));
        }
        let Value::String(key) = value(rest)? else { return None };
        *rest = rest.trim_start().strip_prefix(':')?;
        entries.insert(key, value(rest)?);
    }
}
