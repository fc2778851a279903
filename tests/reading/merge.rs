//! `<<`, keys that come twice, and aliases: always in the order of the file.

use drone_k8s::manifest::Variable;
use drone_k8s::source::Source;

use crate::notation::{show_all, untyped};
use crate::support::{load, official, pipeline, step};

fn value(text: &str) -> String {
    show_all(&untyped(&Source::new("x", text)).expect("accepted"))
}

/// The environment of the last step as `NAME=text`.
fn environment(text: &str) -> Vec<String> {
    let pipeline = pipeline(text);
    let step = pipeline.steps.last().expect("a step");
    let show = |entry: &drone_k8s::manifest::Entry<Variable>| match &entry.value {
        Variable::Text(text) => format!("{}={text}", entry.key),
        Variable::Secret(name) => format!("{}={{{name}}}", entry.key),
    };
    step.environment.iter().map(show).collect()
}

const BASE: &str = "kind: pipeline\ntype: kubernetes\nbase: &base\n  image: alpine\n  environment: {A: 1, B: 1}\n  when: {branch: main, event: push}\nsteps:\n- name: x\n";

#[test]
fn keys_of_a_merge_are_overridden_only_by_what_follows() {
    assert_eq!(
        value("x: &x {a: 1, b: 1}\ny: {<<: *x, b: 2}\n"),
        r#"{"x": {"a": int:1, "b": int:1}, bool:true: {"a": int:1, "b": int:2}}"#
    );
    assert_eq!(
        value("x: &x {a: 1}\nz: {a: 2, <<: *x}\n"),
        r#"{"x": {"a": int:1}, "z": {"a": int:1}}"#
    );
    assert_eq!(
        value("x: &x {a: 1}\nz: &z {a: 2, b: 2}\nw: {<<: [*x, *z]}\n"),
        r#"{"w": {"a": int:1, "b": int:2}, "x": {"a": int:1}, "z": {"a": int:2, "b": int:2}}"#
    );
    assert_eq!(
        value("z: {'<<': {a: 1}}\n"),
        r#"{"z": {"\u003c\u003c": {"a": int:1}}}"#
    );
}

#[test]
fn maps_and_structs_merge_deeply() {
    let text =
        format!("{BASE}  <<: *base\n  environment: {{B: 2, C: 2}}\n  when: {{branch: dev}}\n");
    assert_eq!(environment(&text), ["A=1", "B=2", "C=2"]);
    let when = &pipeline(&text).steps[0].when;
    assert_eq!(when.branch.include[0].value, "dev");
    assert_eq!(when.event.include[0].value, "push");
}

#[test]
fn a_later_merge_overrides() {
    let text = format!("{BASE}  image: golang\n  environment: {{A: 2}}\n  <<: *base\n");
    assert_eq!(environment(&text), ["A=1", "B=1"]);
    assert_eq!(pipeline(&text).steps[0].image.value, "alpine");
}

#[test]
fn merges_must_be_of_mappings() {
    let words = "yaml: map merge requires map or sequence of maps as the value";
    for text in ["a: {<<: 3}\n", "a: {<<: [3]}\n", "x: &x 1\na: {<<: *x}\n"] {
        assert_eq!(
            untyped(&Source::new("x", text)),
            Err(words.to_owned()),
            "{text}"
        );
    }
    // The name's last meaning counts for this check.
    let text = "x: &x {a: 1}\ny: {<<: *x}\nz: &x 3\n";
    assert_eq!(untyped(&Source::new("x", text)), Err(words.to_owned()));
}

#[test]
fn keys_that_come_twice() {
    assert_eq!(value("a: 1\na: 2\n"), r#"{"a": int:2}"#);
    assert_eq!(value("a: {b: 1}\na: {c: 2}\n"), r#"{"a": {"c": int:2}}"#);
    let step = step(
        "image: golang\ncommands: [x, y]\ncommands: [z]\nresources: {limits: {cpu: 1}}\nresources: {limits: {memory: 1KiB}}",
    );
    assert_eq!(step.image.value, "golang");
    assert_eq!(
        step.commands
            .iter()
            .map(|line| line.value.as_str())
            .collect::<Vec<_>>(),
        ["z"]
    );
    assert_eq!(
        (
            step.resources.limits.millicores(),
            step.resources.limits.memory_bytes()
        ),
        (1, 1024)
    );
    let twice = "kind: pipeline\ntype: kubernetes\nsteps:\n- name: a\n  image: b\n  environment: {A: 1, B: 1}\n  environment: {A: 2, B: ~}\n";
    assert_eq!(environment(twice), ["A=2"]);
}

#[test]
fn null_resets() {
    let step = step(
        "commands: [x]\ncommands: ~\nwhen: {branch: a}\nwhen:\nenvironment: {A: 1}\nenvironment:",
    );
    assert!(step.commands.is_empty() && step.when.branch.is_empty() && step.environment.is_empty());
}

#[test]
fn aliases_give_the_same_value_again() {
    let text = "kind: pipeline\ntype: kubernetes\nx: &cmds [make, test]\nsteps:\n- name: a\n  image: b\n  commands: *cmds\n- name: c\n  image: d\n  commands:\n  - *cmds\n";
    let loaded = load(text);
    assert_eq!(
        official(&loaded.problems),
        ["line 3: cannot unmarshal !!seq into string"]
    );
    let steps = &loaded
        .manifest
        .pipelines()
        .next()
        .expect("a pipeline")
        .steps;
    assert_eq!(steps[0].commands.len(), 2);
    assert!(steps[1].commands.is_empty());
}

#[test]
fn aliases_cannot_use_up_memory() {
    let mut text =
        "kind: pipeline\ntype: kubernetes\na0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 8].join(", ");
        text += &[
            "a",
            &level.to_string(),
            ": &a",
            &level.to_string(),
            " [",
            &items,
            "]\n",
        ]
        .concat();
    }
    text.push_str("steps:\n- name: a\n  image: b\n  settings: {x: *a11}\n");
    let codes: Vec<_> = load(&text)
        .problems
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(codes, ["too-large"]);
}
