//! Corner cases of several documents.

use crate::lint::{find, lint};
use crate::source::{Severity, Source};

fn found(text: &str) -> Vec<&'static str> {
    let mut found = lint(&Source::new("x", text), true);
    let is_own = |code: &str| find(code).is_some_and(|rule| rule.id.starts_with("DK9"));
    found.retain(|problem| problem.severity <= Severity::Warning && is_own(problem.code));
    found.into_iter().map(|problem| problem.code).collect()
}

/// A pipeline of a type with a line more.
fn pipeline(kind: &str, name: &str, more: &str) -> String {
    format!(
        "kind: pipeline\ntype: {kind}\nname: {name}\n{more}\nsteps:\n- name: a\n  image: golang:1.22\n  commands: [go build]\n---\n"
    )
}

#[test]
fn pipelines_of_all_types_count() {
    let text = pipeline("docker", "a", "") + &pipeline("kubernetes", "b", "depends_on: [a]");
    assert_eq!(found(&text), [""; 0]);
    let text = pipeline("docker", "a", "") + &pipeline("kubernetes", "a", "");
    assert_eq!(found(&text), ["duplicate-pipeline-name"]);
    let text = pipeline("kubernetes", "''", "") + &pipeline("exec", "b", "depends_on: [default]");
    assert_eq!(found(&text), [""; 0]);
}

#[test]
fn circles_of_pipelines_are_told_once() {
    let text = pipeline("kubernetes", "a", "depends_on: [b]")
        + &pipeline("docker", "b", "depends_on: [a]")
        + &pipeline("kubernetes", "c", "depends_on: [d, c]")
        + &pipeline("kubernetes", "d", "");
    assert_eq!(
        found(&text),
        [
            "pipeline-cycle",
            "pipeline-forward-dependency",
            "pipeline-cycle"
        ]
    );
}

#[test]
fn a_document_that_cannot_be_read_is_not_missed() {
    let text =
        "name: a\n\tkind: [\n---\n".to_owned() + &pipeline("kubernetes", "b", "depends_on: [a]");
    let found = found(&text);
    assert!(!found.contains(&"unknown-pipeline-dependency"), "{found:?}");
}

#[test]
fn secrets_have_a_value() {
    let secret = |more: &str| pipeline("kubernetes", "a", "") + "kind: secret\nname: x\n" + more;
    assert_eq!(found(&secret("")), ["secret-resource"]);
    assert_eq!(found(&secret("get: {path: a}\n")), ["secret-resource"]);
    assert_eq!(found(&secret("get: {path: a, name: b}\n")), [""; 0]);
    assert_eq!(found(&secret("data: abc\n")), [""; 0]);
}
