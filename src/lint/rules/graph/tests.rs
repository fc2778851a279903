//! Corner cases of the order of steps.

use crate::lint::{find, lint};
use crate::source::{Problem, Severity, Source};

fn problems(steps: &str) -> Vec<Problem> {
    let text = format!("kind: pipeline\ntype: kubernetes\nname: default\n{steps}");
    let mut found = lint(&Source::new("x", text), true);
    let is_own = |code: &str| find(code).is_some_and(|rule| rule.id.starts_with("DK2"));
    found.retain(|problem| problem.severity != Severity::Info && is_own(problem.code));
    found
}

fn found(steps: &str) -> Vec<&'static str> {
    problems(steps).iter().map(|problem| problem.code).collect()
}

/// A step with more keys.
fn step(name: &str, more: &str) -> String {
    format!("- {{name: {name}, image: 'golang:1.22', commands: [go build]{more}}}\n")
}

fn steps(all: &[(&str, &str)]) -> String {
    let all: String = all.iter().map(|(name, more)| step(name, more)).collect();
    format!("steps:\n{all}")
}

#[test]
fn a_circle_is_told_once() {
    let text = steps(&[
        ("a", ", depends_on: [b]"),
        ("b", ", depends_on: [c]"),
        ("c", ", depends_on: [a]"),
        ("d", ", depends_on: [e]"),
        ("e", ", depends_on: [clone]"),
    ]);
    let found = problems(&text);
    let names: Vec<_> = found.iter().map(|problem| problem.code).collect();
    assert_eq!(names, ["dependency-cycle", "forward-dependency"]);
    let message = found.first().map(|problem| problem.message.as_str());
    assert_eq!(
        message,
        Some("steps wait for each other: `a` → `b` → `c` → `a`")
    );
}

#[test]
fn steps_without_a_list_among_those_with_one() {
    let mixed = |more: &str| steps(&[("a", ""), ("b", ", depends_on: [a]"), ("c", more)]);
    assert_eq!(found(&mixed("")), ["mixed-serial-graph"]);
    assert_eq!(found(&mixed(", depends_on: [clone]")), [""; 0]);
    assert_eq!(
        found(&steps(&[("a", ""), ("b", ""), ("c", ", depends_on: [b]")])),
        [""; 0]
    );
    // A step for other builds than all steps above.
    let apart = steps(&[
        ("a", ", when: {event: [push]}"),
        ("b", ", depends_on: [a], when: {event: [push]}"),
        ("c", ", when: {event: [cron]}"),
        ("d", ", depends_on: [c], when: {event: [cron]}"),
    ]);
    assert_eq!(found(&apart), [""; 0]);
}

#[test]
fn steps_in_the_background() {
    let last = |more: &str| steps(&[("a", ""), ("b", more)]);
    assert_eq!(found(&last(", detach: true")), ["detached-last"]);
    assert_eq!(found(&last(", detach: true, depends_on: [clone]")), [""; 0]);
    assert_eq!(
        found(&last(", detach: true, depends_on: [a]")),
        ["detached-last"]
    );
}

#[test]
fn steps_for_a_failure() {
    let failure = ", when: {status: [failure]}";
    assert_eq!(
        found(&steps(&[("a", failure), ("b", "")])),
        ["only-on-failure-first"]
    );
    assert_eq!(found(&steps(&[("a", ""), ("b", failure)])), [""; 0]);
    let always = ", when: {status: [success, failure]}";
    assert_eq!(found(&steps(&[("a", always), ("b", "")])), [""; 0]);
    let graph = steps(&[("a", ""), ("c", ", depends_on: [a]"), ("b", failure)]);
    assert_eq!(found(&graph), ["only-on-failure-first"]);
    let trigger = format!(
        "trigger: {{status: [failure]}}\n{}",
        steps(&[("a", failure)])
    );
    assert_eq!(found(&trigger), [""; 0]);
}

#[test]
fn steps_that_end_the_pipeline() {
    let text = |commands: &str| {
        format!(
            "steps:\n- {{name: a, image: 'alpine:3.20', commands: {commands}}}\n{}",
            step("b", "")
        )
    };
    assert_eq!(found(&text("[exit 78]")), ["unreachable-step"]);
    assert_eq!(found(&text("[ls, exit 1]")), ["unreachable-step"]);
    for good in [
        "[exit 0]",
        "['test -f x && exit 0', exit 78]",
        "['if true; then', exit 78, fi]",
    ] {
        assert_eq!(found(&text(good)), [""; 0], "{good}");
    }
}

#[test]
fn words_for_failure() {
    for good in ["ignore", "always", "fast", "fail", "'${FAILURE}'"] {
        assert_eq!(
            found(&steps(&[("a", &format!(", failure: {good}"))])),
            [""; 0]
        );
    }
    for bad in ["Ignore", "'true'", "ignored", "never"] {
        assert_eq!(
            found(&steps(&[("a", &format!(", failure: {bad}"))])),
            ["failure-value"]
        );
    }
}
