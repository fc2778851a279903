//! Corner cases of conditions, most of them in good order.

use crate::lint::{find, lint};
use crate::source::{Severity, Source};

/// The names of what these rules find in a step with a `when`, but for informations.
fn found(when: &str) -> Vec<&'static str> {
    in_pipeline("", when)
}

/// The same with a trigger.
fn in_pipeline(trigger: &str, when: &str) -> Vec<&'static str> {
    let text = format!(
        "kind: pipeline\ntype: kubernetes\nname: default\n{trigger}\nsteps:\n- name: a\n  image: golang:1.22\n  commands: [go build]\n- name: b\n  image: golang:1.22\n  commands: [go build]\n  when: {when}\n"
    );
    let found = lint(&Source::new("x", text), true);
    let is_own = |code: &str| find(code).is_some_and(|rule| rule.id.starts_with("DK3"));
    found
        .into_iter()
        .filter(|problem| problem.severity != Severity::Info)
        .map(|problem| problem.code)
        .filter(|code| is_own(code))
        .collect()
}

#[test]
fn conditions_that_can_hold_are_left_alone() {
    for good in [
        "{event: [tag], branch: ['v*', v1.0]}",
        "{event: [tag, push], branch: main}",
        "{event: [tag], branch: ['*']}",
        "{event: [promote], ref: refs/tags/**}",
        "{event: [push, tag], ref: [refs/heads/main, refs/tags/**]}",
        "{event: [push], ref: {exclude: [refs/tags/**]}}",
        "{event: [promote], cron: nightly}",
        "{event: [push], cron: {exclude: [nightly]}}",
        "{event: [push], cron: '*'}",
        "{event: ['*'], cron: nightly}",
        "{event: '${EVENT}', cron: nightly}",
        "{event: [cron, push], target: production}",
        "{event: [push], target: '${TARGET}'}",
        "{event: [tag], action: [create]}",
        "{event: [pull_request], action: [opened, synchronized]}",
        "{branch: {include: [main, dev], exclude: [dev]}}",
        "{branch: {include: [feature/a], exclude: ['*']}}",
        "{branch: {include: ['feature/**'], exclude: ['feature/old']}}",
        "{status: {include: [success, failure], exclude: [success, failure]}}",
        "{repo: octocat/*}",
        "{repo: '**'}",
        "{ref: ['**']}",
        "{event: {exclude: [pull_request]}}",
        "{status: [success, failure]}",
        "{status: '*'}",
        "{branch: v1.*}",
        "{branch: [release-*, '{main,dev}', '[0-9]*']}",
        "{event: pull_*}",
        "{}",
    ] {
        assert_eq!(found(good), [""; 0], "{good}");
    }
}

#[test]
fn conditions_that_cannot_hold_are_found() {
    for (bad, name) in [
        ("{event: [push, tag], cron: nightly}", "never-matches"),
        (
            "{event: push, target: {include: [production]}}",
            "never-matches",
        ),
        ("{event: tag, branch: main}", "never-matches"),
        ("{event: tag, ref: refs/heads/**}", "never-matches"),
        ("{event: push, ref: [refs/tags/*]}", "never-matches"),
        ("{event: push, action: opened}", "never-matches"),
        (
            "{branch: {include: [main], exclude: [main, dev]}}",
            "never-matches",
        ),
        (
            "{branch: {include: [main], exclude: ['*']}}",
            "never-matches",
        ),
        ("{branch: {exclude: ['**']}}", "never-matches"),
        ("{repo: hello}", "never-matches"),
        ("{ref: main}", "never-matches"),
        ("{event: {include: push}}", "scalar-include"),
        ("{event: {includes: [push]}}", "unknown-condition-key"),
        ("{exclude: [main]}", "unknown-condition-key"),
        ("{event: [deployment]}", "unknown-event"),
        ("{status: always}", "unknown-status"),
        ("{branch: '^main$'}", "regex-not-glob"),
        ("{branch: '!main'}", "regex-not-glob"),
        ("{branch: '[a-'}", "invalid-glob"),
        ("{branch: refs/heads/main}", "branch-is-ref"),
        ("{branch: {}}", "empty-condition"),
        ("{event: {include: []}}", "empty-condition"),
        ("{event: }", "empty-condition"),
        ("{paths: [a]}", "paths-ignored"),
    ] {
        assert_eq!(found(bad), [name], "{bad}");
    }
}

#[test]
fn steps_that_the_trigger_keeps_out() {
    let event = "trigger: {event: [push, tag]}";
    assert_eq!(
        in_pipeline(event, "{event: [cron]}"),
        ["shadowed-by-trigger"]
    );
    assert_eq!(in_pipeline(event, "{event: [cron, tag]}"), [""; 0]);
    assert_eq!(in_pipeline(event, "{event: [c*]}"), [""; 0]);
    assert_eq!(
        in_pipeline(event, "{event: {exclude: [tag, push]}}"),
        ["shadowed-by-trigger"]
    );
    let branch = "trigger: {branch: {exclude: [main]}}";
    assert_eq!(
        in_pipeline(branch, "{branch: main}"),
        ["shadowed-by-trigger"]
    );
    assert_eq!(in_pipeline(branch, "{branch: [main, dev]}"), [""; 0]);
}

#[test]
fn what_is_shared_is_told_once_and_not_taken_away() {
    let text = "kind: pipeline
type: kubernetes
name: default
steps:
- name: a
  image: golang:1.22
  commands: [go build]
  when: &when
    status: [success]
    branch: [refs/heads/main]
- name: b
  image: golang:1.22
  commands: [go build]
  when: *when
- name: c
  image: golang:1.22
  commands: [go build]
  when:
    <<: *when
    event: [push]
";
    let mut found = lint(&Source::new("x", text), true);
    found.retain(|problem| find(problem.code).is_some_and(|rule| rule.id.starts_with("DK3")));
    let names: Vec<_> = found.iter().map(|problem| problem.code).collect();
    assert_eq!(names, ["branch-is-ref"]);
    assert!(found.iter().all(|problem| problem.fix.is_some()));
}
