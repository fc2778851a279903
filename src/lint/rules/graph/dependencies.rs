//! `depends_on` of steps and services.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::schema::CLONE;
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Spanned};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK201",
        name: "unknown-dependency",
        severity: Severity::Error,
        refused: true,
        summary: "A step depends on one that does not exist.",
        why: "Often a typing error, or the name of another pipeline, which belongs into the pipeline's own `depends_on`.",
        official: "Refuses the pipeline as an unknown dependency.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [«biuld»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [build]
",
        check: Check::Pipeline(unknown),
    },
    Rule {
        id: "DK202",
        name: "forward-dependency",
        severity: Severity::Error,
        refused: true,
        summary: "A step depends on one that is declared later.",
        why: "The runner reads steps in order and only knows those before. Services come before all steps.",
        official: "Refuses the pipeline as an unknown dependency.",
        fix: Fixable::No,
        bad: "steps:
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [«build»]
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [clone]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [clone]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [build]
",
        check: Check::Pipeline(forward),
    },
    Rule {
        id: "DK203",
        name: "self-dependency",
        severity: Severity::Error,
        refused: true,
        summary: "A step depends on itself.",
        why: "It could never start.",
        official: "Refuses the pipeline.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [«build»]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [clone]
",
        check: Check::Pipeline(on_itself),
    },
    Rule {
        id: "DK205",
        name: "clone-dependency-disabled",
        severity: Severity::Error,
        refused: true,
        summary: "A step depends on the clone step, which is disabled.",
        why: "With `clone: {disable: true}` there is no step named `clone`.",
        official: "Refuses the pipeline as an unknown dependency.",
        fix: Fixable::No,
        bad: "clone:
  disable: true
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [«clone»]
",
        good: "clone:
  disable: true
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        check: Check::Pipeline(on_disabled_clone),
    },
];

/// What is wrong with an item of `depends_on`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Itself,
    DisabledClone,
    Later,
    Unknown,
}

/// All wrong items. The official linter knows the clone step, then services, then steps, and of
/// these only what comes before.
fn wrong(pipeline: &Pipeline) -> Vec<(&Step, &Spanned<String>, Wrong)> {
    let all = || pipeline.services.iter().chain(&pipeline.steps);
    let declared: HashSet<&str> = all().map(|step| step.name.as_str()).collect();
    let mut before: HashSet<&str> = HashSet::new();
    if !pipeline.clone.disable.value {
        before.insert(CLONE);
    }
    let mut found = Vec::new();
    for step in all() {
        for dependency in &step.depends_on {
            let name = dependency.as_str();
            let wrong = if name == step.name.value {
                Wrong::Itself
            } else if before.contains(name) {
                continue;
            } else if declared.contains(name) {
                Wrong::Later
            } else if name == CLONE {
                Wrong::DisabledClone
            } else {
                Wrong::Unknown
            };
            found.push((step, dependency, wrong));
        }
        before.insert(&step.name);
    }
    found
}

/// Reports all items with one fault.
fn report(
    cx: &mut Context<'_>,
    pipeline: &Pipeline,
    fault: Wrong,
    words: impl Fn(&Step, &str) -> (String, String),
) {
    for (step, dependency, wrong) in wrong(pipeline) {
        if wrong != fault {
            continue;
        }
        let (message, help) = words(step, dependency);
        let problem = cx.report(dependency.span, message);
        problem.help = Some(help);
        problem.official = Some(if wrong == Wrong::Itself {
            format!("linter: cyclical step dependency detected: {dependency}")
        } else {
            format!(
                "linter: unknown step dependency detected: {} references {dependency}",
                step.name
            )
        });
    }
}

/// No such step.
fn unknown(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::Unknown, |step, name| {
        (
            format!("`{}` depends on `{name}`, but there is no such step or service", step.name),
            "check the spelling; names of other pipelines belong into the pipeline's own `depends_on`"
                .to_owned(),
        )
    });
}

/// A step further down, or a service that depends on a step.
fn forward(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::Later, |step, name| {
        (
            format!(
                "`{}` depends on `{name}`, which is declared later",
                step.name
            ),
            format!(
                "move `{name}` before `{}`; services come before all steps",
                step.name
            ),
        )
    });
}

/// The step itself.
fn on_itself(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::Itself, |step, _| {
        (
            format!("`{}` depends on itself", step.name),
            "remove it from the list".to_owned(),
        )
    });
}

/// The clone step when there is none.
fn on_disabled_clone(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::DisabledClone, |step, _| {
        (
            format!(
                "`{}` depends on the clone step, which is disabled",
                step.name
            ),
            "remove it from the list, or remove `clone.disable`".to_owned(),
        )
    });
}
