//! What scalars are in fields of each type, from a recorded table.
//!
//! Columns: the text; its value where any type is possible; then what a text field, a boolean field
//! and an integer field make of it. `error` means that the file is refused.

use drone_k8s::source::Source;

use crate::notation::{quote, show, untyped};
use crate::support::{load, with_step};

fn any(text: &str) -> String {
    let result = untyped(&Source::new("x", format!("v: {text}\n")));
    let Ok(values) = result else {
        return "error".to_owned();
    };
    match &values[0] {
        drone_k8s::yaml::Value::Map(pairs) => show(&pairs[0].1),
        other => format!("not a mapping: {other:?}"),
    }
}

/// What a step makes of `key: text`.
fn field(key: &str, text: &str, show: impl Fn(&drone_k8s::manifest::Step) -> String) -> String {
    let loaded = load(&with_step(&format!("{key}: {text}")));
    if loaded.has_errors() {
        return "error".to_owned();
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

#[test]
fn the_table_of_scalars() {
    let table = include_str!("../../testdata/yaml/scalars.tsv");
    let rows = table.lines().filter(|line| !line.starts_with("# "));
    let mut count = 0;
    for row in rows {
        let text = row.split('\t').next().expect("a text");
        let found = [
            text.to_owned(),
            any(text),
            field("working_dir", text, |step| quote(&step.working_dir)),
            field("privileged", text, |step| step.privileged.to_string()),
            field("user", text, |step| {
                step.user.map_or(0, |user| user.value).to_string()
            }),
        ];
        assert_eq!(found.join("\t"), row);
        count += 1;
    }
    assert!(count > 80, "the table was read");
}
