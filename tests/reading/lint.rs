//! The official linter's refusals.

use drone_k8s::lint::{RULES, is_refused, lint};
use drone_k8s::source::Source;

use crate::support::{load, with_step};

/// The official texts of all findings.
fn findings(text: &str, trusted: bool) -> Vec<String> {
    let loaded = load(text);
    assert!(!loaded.has_errors(), "{:?}", loaded.problems);
    let mut found = lint(&Source::new("x", text), trusted);
    found.retain(is_refused);
    let known = |code: &str| RULES.iter().any(|rule| rule.name == code);
    assert!(
        found
            .iter()
            .all(|problem| known(problem.code) && problem.help.is_some())
    );
    found
        .into_iter()
        .map(|problem| problem.official.unwrap_or_else(|| "-".to_owned()))
        .collect()
}

fn untrusted(text: &str) -> Vec<String> {
    findings(text, false)
}

/// A pipeline without a clone step.
fn steps(lines: &str) -> String {
    format!("kind: pipeline\ntype: kubernetes\nclone: {{disable: true}}\n{lines}")
}

#[test]
fn nothing_is_wrong_with_a_plain_step() {
    assert_eq!(untrusted(&with_step("commands: [make]")), [""; 0]);
}

#[test]
fn images() {
    let text = steps("services: [{name: db}]\nsteps: [{name: a, image: ''}]\n");
    assert_eq!(untrusted(&text), ["linter: invalid or missing image"; 2]);
}

#[test]
fn names() {
    let text = steps(
        "services:\n- {name: db, image: x}\n- {name: db, image: x}\nsteps:\n- {name: db, image: x}\n",
    );
    assert_eq!(untrusted(&text), ["linter: duplicate step names"; 2]);
    let clone = "steps:\n- {name: clone, image: x}\n";
    assert_eq!(untrusted(&steps(clone)), [""; 0]);
    let enabled = format!("kind: pipeline\ntype: kubernetes\n{clone}");
    assert_eq!(untrusted(&enabled), ["linter: duplicate step names"]);
    let one_unnamed = steps("services:\n- {image: x}\nsteps: [{name: a, image: x}]\n");
    assert_eq!(untrusted(&one_unnamed), [""; 0]);
    let two_unnamed = steps("services:\n- {image: x}\n- {image: x}\n");
    assert_eq!(untrusted(&two_unnamed), ["linter: duplicate step names"]);
}

#[test]
fn dependencies() {
    let text = steps(
        "steps:\n- {name: a, image: x, depends_on: [b]}\n- {name: b, image: x, depends_on: [a, b, c, clone]}\n",
    );
    assert_eq!(
        untrusted(&text),
        [
            "linter: unknown step dependency detected: a references b",
            "linter: cyclical step dependency detected: b",
            "linter: unknown step dependency detected: b references c",
            "linter: unknown step dependency detected: b references clone",
        ]
    );
    let ids: Vec<_> = lint(&Source::new("x", text.as_str()), false)
        .iter()
        .filter(|problem| is_refused(problem))
        .map(|problem| problem.code)
        .collect();
    let names = [
        "dependency-cycle",
        "self-dependency",
        "unknown-dependency",
        "clone-dependency-disabled",
    ];
    assert_eq!(ids, names);
    let enabled = "kind: pipeline\ntype: kubernetes\nservices: [{name: db, image: x, depends_on: [clone]}]\nsteps: [{name: a, image: x, depends_on: [db, clone]}]\n";
    assert_eq!(untrusted(enabled), [""; 0]);
}

#[test]
fn what_needs_trust() {
    let text = steps(
        "steps:\n- {name: a, image: x, privileged: true}\nvolumes:\n- {name: h, host: {path: /x}}\n- {name: c, claim: {name: x}}\n- {name: m, config_map: {name: x}}\n- {name: s, secret: {name: x}}\n- {name: t, temp: {medium: memory}}\n- {name: u, temp: {medium: Memory}}\n",
    );
    let words = [
        "enable privileged mode",
        "mount host volumes",
        "mount PVC",
        "mount configMap volumes",
        "mount secret volumes",
        "mount in-memory volumes",
    ];
    assert_eq!(
        untrusted(&text),
        words.map(|words| format!("linter: untrusted repositories cannot {words}"))
    );
    assert_eq!(findings(&text, true), [""; 0]);
}

#[test]
fn volumes_and_mounts() {
    let text = steps(
        "steps:\n- name: a\n  image: x\n  volumes:\n  - {name: _status, path: /a}\n  - {name: _addons, path: /run/drone/../drone/x}\n  - {name: v, path: /run/drone-x}\n  - {name: v, path: /run/dron}\nvolumes:\n- {name: _addons, temp: {}}\n- {temp: {}}\n- {name: workspace, temp: {}}\n",
    );
    assert_eq!(
        untrusted(&text),
        [
            "linter: invalid volume name: _status",
            "linter: cannot mount volume at /run/drone",
            "linter: cannot mount volume at /run/drone",
            "linter: invalid volume name: _addons",
            "linter: missing volume name",
            "linter: invalid volume name: workspace",
        ]
    );
}

#[test]
fn limits_of_a_pipeline() {
    let text = steps("resources: {limits: {cpu: 1, memory: 1KiB}, requests: {cpu: 1}}\n");
    let words = ["cpu", "memory"]
        .map(|what| format!("linter: {what} limit cannot be applied at stage level"));
    assert_eq!(untrusted(&text), words);
    assert_eq!(
        untrusted(&steps("resources: {limits: {cpu: 0}}\n")),
        [""; 0]
    );
}

#[test]
fn empty_items() {
    let text =
        steps("services: [~]\nsteps:\n- name: a\n  image: x\n  volumes:\n  -\nvolumes:\n-\n");
    assert_eq!(untrusted(&text), ["linter: nil step", "-", "-"]);
    let source = Source::new("x", text.as_str());
    let mut found = lint(&source, false);
    found.retain(is_refused);
    assert_eq!(source.slice(found[2].span), "-", "the dash is pointed at");
}

#[test]
fn rules_have_unique_ids_in_order() {
    assert!(RULES.is_sorted_by(|a, b| a.id < b.id));
}
