//! Steps that run in the background, and `failure`.

use std::collections::{HashMap, HashSet};

use super::raw;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, Step};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK209",
        name: "detached-last",
        severity: Severity::Warning,
        refused: false,
        summary: "A step in the background is the last to start.",
        why: "The pipeline ends as soon as all other steps have ended, and the background step with it: it is stopped right after its start.",
        official: "Starts the step and deletes the Pod at once.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: «server»
  image: golang:1.22
  detach: true
  commands: [./server]
",
        good: "steps:
- name: server
  image: golang:1.22
  detach: true
  commands: [./server]
- name: test
  image: golang:1.22
  commands: [go test]
",
        check: Check::Pipeline(detached_last),
    },
    Rule {
        id: "DK210",
        name: "detach-failure",
        severity: Severity::Info,
        refused: false,
        summary: "A service or detached step has a `failure`.",
        why: "What runs in the background cannot fail the pipeline anyway: its exit code is not looked at.",
        official: "Ignores `failure` of services and detached steps.",
        fix: Fixable::Safe,
        bad: "services:
- name: cache
  image: redis:7
  failure: «ignore»
",
        good: "services:
- name: cache
  image: redis:7
",
        check: Check::Pipeline(failure_of_detached),
    },
    Rule {
        id: "DK216",
        name: "failure-value",
        severity: Severity::Error,
        refused: false,
        summary: "A `failure` has a value that means nothing.",
        why: "With `ignore` the pipeline goes on when the step fails, with `fast` it is stopped at once. A word that is misspelt has no effect, so that the step fails the pipeline after all.",
        official: "Takes any other word for the default, without a warning.",
        fix: Fixable::Safe,
        bad: "steps:
- name: lint
  image: golang:1.22
  commands: [go vet]
  failure: «ignored»
",
        good: "steps:
- name: lint
  image: golang:1.22
  commands: [go vet]
  failure: ignore
",
        check: Check::File(failure_values),
    },
];

/// The last step, if it is detached and every other step has ended before it starts.
fn detached_last(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let Some(last) = pipeline.steps.last().filter(|step| step.detach.value) else {
        return;
    };
    let attached = || pipeline.steps.iter().filter(|step| !step.detach.value);
    let all = || pipeline.services.iter().chain(&pipeline.steps);
    if all().any(|step| !step.depends_on.is_empty()) && attached().next().is_some() {
        let before = ancestors(pipeline, last);
        if !attached().all(|step| before.contains(step.name.as_str())) {
            return;
        }
    }
    let message = format!(
        "`{}` runs in the background and is the last to start: the pipeline ends at once",
        last.name
    );
    let problem = cx.report(last.name.span, message);
    problem.help = Some(
        "start it before the steps that need it, or remove `detach` to wait for its end".to_owned(),
    );
}

/// The names of all steps that have ended before a step starts.
fn ancestors<'p>(pipeline: &'p Pipeline, step: &'p Step) -> HashSet<&'p str> {
    let all = pipeline.services.iter().chain(&pipeline.steps);
    let by_name: HashMap<&str, &Step> = all.map(|step| (step.name.as_str(), step)).collect();
    let mut found = HashSet::new();
    let mut open = vec![step];
    while let Some(step) = open.pop() {
        for name in &step.depends_on {
            if let Some(&next) = by_name.get(name.as_str())
                && found.insert(next.name.as_str())
            {
                open.push(next);
            }
        }
    }
    found
}

/// `failure` where it has no effect. What comes by an anchor or `<<` may have one elsewhere.
fn failure_of_detached(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let services = pipeline.services.iter().map(|step| (true, step));
    let steps = pipeline.steps.iter().map(|step| (false, step));
    let found: Vec<&Step> = services
        .chain(steps)
        .filter(|(is_service, step)| *is_service || step.detach.value)
        .map(|(_, step)| step)
        .filter(|step| !step.failure.is_empty())
        .collect();
    if found.is_empty() {
        return;
    }
    let document = raw::pipelines(cx.file)
        .into_iter()
        .find(|(root, _)| root.span() == pipeline.span);
    let tables: HashMap<_, _> = document
        .map(|(root, _)| raw::steps(root))
        .unwrap_or_default()
        .into_iter()
        .map(|table| (table.span(), table))
        .collect();
    for step in found {
        let Some(table) = tables.get(&step.span) else {
            continue;
        };
        let Some(pair) = table.get("failure").filter(|_| !table.shared) else {
            continue;
        };
        let lines = raw::lines_of_pair(cx.file.source, pair.key_span, step.failure.span);
        let message = format!(
            "`failure` has no effect on `{}`, which runs in the background",
            step.name
        );
        let problem = cx.report(step.failure.span, message);
        problem.help = Some("remove it".to_owned());
        if let Some(span) = lines.filter(|_| !pair.shared) {
            problem.set_fix(true, "remove it", [(span, String::new())]);
        }
    }
}

/// Words that mean something. `fail` is not one of them, but does what it says.
const FAILURES: [&str; 6] = ["always", "ignore", "fast", "fast-fail", "fail-fast", "fail"];

/// Words for `failure` that mean nothing.
fn failure_values(cx: &mut Context<'_>) {
    let mut told = HashSet::new();
    for pipeline in cx.file.manifest.pipelines() {
        for step in pipeline.services.iter().chain(&pipeline.steps) {
            let value = step.failure.as_str();
            let is_known = value.is_empty() || FAILURES.contains(&value);
            if is_known || raw::is_template(value) || !told.insert(step.failure.span) {
                continue;
            }
            let meant = match value.to_ascii_lowercase().as_str() {
                "ignored" | "ignores" | "ignore-failure" => Some("ignore"),
                "fastfail" | "fast_fail" => Some("fast-fail"),
                "failfast" | "fail_fast" => Some("fail-fast"),
                _ => crate::lint::nearest(value, FAILURES),
            };
            let message = format!("`failure: {value}` has no effect");
            let problem = cx.report(step.failure.span, message);
            problem.help = Some(match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "`ignore` goes on after a failure, `fast` stops the pipeline at once; without either the pipeline fails".to_owned(),
            });
            if let Some(meant) = meant {
                let edit = (step.failure.span, meant.to_owned());
                problem.set_fix(true, format!("write `{meant}`"), [edit]);
            }
        }
    }
}
