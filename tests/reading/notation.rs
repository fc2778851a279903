//! The values of a file in the notation of the recorded tables.

use std::fmt::Write as _;

use drone_k8s::source::{Problem, Source};
use drone_k8s::yaml::{self, Value};

/// The values of all documents, or the official text of the first error.
pub(crate) fn untyped(source: &Source) -> Result<Vec<Value>, String> {
    let refused = |problems: Vec<Problem>| {
        let error = problems.into_iter().find(Problem::is_error);
        error.map(|problem| problem.official.unwrap_or(problem.message))
    };
    let (trees, problems) = yaml::parse(source);
    if let Some(error) = refused(problems) {
        return Err(error);
    }
    let mut values = Vec::new();
    for (number, tree) in trees.iter().enumerate() {
        if number == 0 && trees.len() > 1 && source.slice(tree.span).trim().is_empty() {
            continue; // nothing before the first `---`
        }
        let (value, problems) = yaml::untyped(source, tree);
        if let Some(error) = refused(problems) {
            return Err(error);
        }
        values.push(value);
    }
    Ok(values)
}

/// A value as the tables write it: `int:1`, `bool:true`, `"text"`, keys sorted.
pub(crate) fn show(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("bool:{value}"),
        Value::Int(value) => format!("int:{value}"),
        Value::Uint(value) => format!("uint64:{value}"),
        Value::Float(value) => format!("float:{}", float(*value)),
        Value::Str(text) => quote(text),
        Value::List(items) => {
            format!(
                "[{}]",
                items.iter().map(show).collect::<Vec<_>>().join(", ")
            )
        }
        Value::Map(pairs) => {
            let pair = |(key, value): &(Value, Value)| format!("{}: {}", show(key), show(value));
            let mut pairs: Vec<_> = pairs.iter().map(pair).collect();
            pairs.sort();
            format!("{{{}}}", pairs.join(", "))
        }
    }
}

/// All documents as the tables write them.
pub(crate) fn show_all(values: &[Value]) -> String {
    values.iter().map(show).collect::<Vec<_>>().join(" ;; ")
}

/// A float with the fewest digits, and an exponent below 1e-4 and from 1e6 on.
pub(crate) fn float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').expect("an exponent");
    let exponent: i32 = exponent.parse().expect("a number");
    if (-4..6).contains(&exponent) || value == 0.0 {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// Text as JSON, the way Go writes it.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}
