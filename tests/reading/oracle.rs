//! Comparison with recorded answers of the official runner's decoder, where they are at hand.

use std::fs;
use std::path::PathBuf;

use drone_k8s::manifest::{Parameter, Variable};
use drone_k8s::source::Source;
use drone_k8s::yaml::Value;

use crate::notation::{float, quote, show, show_all, untyped};
use crate::support::{load, with_step};

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(name)
}

/// The rows of a recorded table; none, with a word about it, when it is not there.
fn rows(name: &str) -> Vec<Vec<String>> {
    let Ok(table) = fs::read_to_string(file(name)) else {
        println!("skipped: {name} is not there");
        return Vec::new();
    };
    table
        .lines()
        .map(|line| line.split('\t').map(ToOwned::to_owned).collect())
        .collect()
}

/// `OK` or `ERR`, and the value or the first words of the error.
fn answer(bytes: &[u8]) -> (&'static str, String) {
    match untyped(&Source::from_bytes("x", bytes)) {
        Ok(values) => ("OK", show_all(&values)),
        Err(words) => ("ERR", words),
    }
}

#[test]
fn syntax() {
    for row in rows("oracle/syntax.tsv") {
        let bytes = fs::read(file("oracle/syntax").join(&row[0])).expect("a case");
        let expected = (row[1].as_str(), row.get(2).cloned().unwrap_or_default());
        let mut found = answer(&bytes);
        if found == ("OK", String::new()) {
            found.1 = "null".to_owned();
        }
        if row[0] == "bang_item.yaml" || row[0] == "empty.yaml" {
            assert_eq!(found.0, expected.0); // words on another line; nothing is null or nothing
        } else {
            assert_eq!(found, expected, "{}", row[0]);
        }
    }
}

#[test]
fn real_files() {
    for row in rows("oracle/corpus.tsv") {
        let bytes = fs::read(file("corpus").join(&row[0])).expect("a file");
        assert_eq!(
            answer(&bytes),
            (row[1].as_str(), row[2].clone()),
            "{}",
            row[0]
        );
    }
}

/// What official linting found in real files, as far as the index says it.
#[test]
fn lint_of_real_files() {
    for row in rows("corpus/INDEX.tsv").iter().skip(1) {
        let bytes = fs::read(file("corpus").join(&row[0])).expect("a file");
        let source = Source::from_bytes("x", &bytes);
        let loaded = drone_k8s::manifest::load(&source);
        let found: Vec<_> = drone_k8s::lint::lint(&source, false)
            .into_iter()
            .filter(|problem| !loaded.problems.contains(problem))
            .filter(drone_k8s::lint::is_refused)
            .map(|problem| problem.code)
            .collect();
        let official = row.last().expect("a column");
        assert_eq!(
            loaded.has_errors(),
            row[0].contains("kradalby__drone-kubectl__2.yml")
                || row[0] == "other/kradalby__drone-kubectl.yml",
            "{}",
            row[0]
        );
        assert_eq!(
            found.contains(&"needs-trusted"),
            official.contains("needs-trusted"),
            "{}",
            row[0]
        );
        assert_eq!(
            found.iter().any(|code| *code != "needs-trusted"),
            official.contains("reject"),
            "{}",
            row[0]
        );
    }
}

#[test]
fn scalars() {
    // A tab within the text has torn one row.
    for row in rows("oracle/scalars.tsv")
        .into_iter()
        .filter(|row| row.len() == 7)
    {
        let text = &row[0];
        let found = [
            any(text),
            text_field(text),
            variable(text),
            setting(text),
            boolean(text),
            integer(text),
        ];
        for (number, (found, expected)) in found.iter().zip(&row[1..]).enumerate() {
            // All columns but the first keep these characters as they are.
            let found = if number == 0 { found } else { &plain(found) };
            let expected = if expected.starts_with("ERR") {
                "ERR"
            } else {
                expected
            };
            assert_eq!(found, expected, "column {number} of {text:?}");
        }
    }
}

fn plain(text: &str) -> String {
    text.replace("\\u003c", "<")
        .replace("\\u003e", ">")
        .replace("\\u0026", "&")
}

fn any(text: &str) -> String {
    match untyped(&Source::new("x", format!("v: {text}\n"))).as_deref() {
        Ok([Value::Map(pairs)]) => show(&pairs[0].1),
        _ => "ERR".to_owned(),
    }
}

fn field(lines: &str, show: impl Fn(&drone_k8s::manifest::Step) -> String) -> String {
    let loaded = load(&with_step(lines));
    if loaded.has_errors() {
        return "ERR".to_owned();
    }
    show(
        &loaded
            .manifest
            .pipelines()
            .next()
            .expect("a pipeline")
            .steps[0],
    )
}

fn text_field(text: &str) -> String {
    field(&format!("working_dir: {text}"), |step| {
        quote(&step.working_dir)
    })
}

fn boolean(text: &str) -> String {
    field(&format!("privileged: {text}"), |step| {
        step.privileged.to_string()
    })
}

fn integer(text: &str) -> String {
    field(&format!("user: {text}"), |step| {
        step.user.map_or(0, |user| user.value).to_string()
    })
}

fn variable(text: &str) -> String {
    field(&format!("environment:\n  K: {text}"), |step| {
        match step.environment.get("K") {
            None => "NILPTR".to_owned(),
            Some(Variable::Text(text)) => quote(text),
            Some(Variable::Secret(name)) => format!("\"\" secret={name}"),
        }
    })
}

fn setting(text: &str) -> String {
    field(&format!("settings:\n  K: {text}"), |step| {
        match step.settings.get("K") {
            None => "NILPTR".to_owned(),
            Some(Parameter::Secret(name)) => format!("secret={name}"),
            Some(Parameter::Value(value)) => quote(&encode(value)),
        }
    })
}

/// The text of a setting, for the few shapes that the table has.
fn encode(value: &Value) -> String {
    match value {
        Value::Str(text) => text.clone(),
        Value::Float(number) => float(*number),
        Value::List(items)
            if items
                .iter()
                .all(|item| !matches!(item, Value::List(_) | Value::Map(_))) =>
        {
            items.iter().map(encode).collect::<Vec<_>>().join(",")
        }
        value => json(value),
    }
}

fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Uint(value) => value.to_string(),
        Value::Float(value) => float(*value),
        Value::Str(text) => quote(text),
        Value::List(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Value::Map(pairs) => {
            let pair =
                |(key, value): &(Value, Value)| format!("{}:{}", quote(&encode(key)), json(value));
            let mut pairs: Vec<_> = pairs.iter().map(pair).collect();
            pairs.sort();
            format!("{{{}}}", pairs.join(","))
        }
    }
}
