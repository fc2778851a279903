//! `depends_on` of steps and services.

use super::faults::{Wrong, report};
use crate::lint::did_you_mean;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

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

/// No such step.
fn unknown(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::Unknown, |fault| {
        let (step, name) = (&fault.step.name, fault.dependency.as_str());
        // To look for near names is costly, and nobody reads hundreds of these.
        let is_early = fault.number < 100 && fault.at < 1000;
        let before = pipeline.services.iter().chain(&pipeline.steps);
        let before = before.take(if is_early { fault.at } else { 0 });
        let meant = did_you_mean(name, before.map(|step| step.name.as_str()));
        (
            format!("`{step}` depends on `{name}`, but there is no such step or service"),
            meant.unwrap_or_else(|| {
                "check the spelling; names of other pipelines belong into the pipeline's own `depends_on`"
                    .to_owned()
            }),
        )
    });
}

/// A step further down.
fn forward(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::Later, |fault| {
        let (step, name) = (&fault.step.name, fault.dependency);
        (
            format!("`{step}` depends on `{name}`, which is declared later"),
            format!("move `{name}` before `{step}`; services come before all steps"),
        )
    });
}

/// The step itself.
fn on_itself(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::Itself, |fault| {
        (
            format!("`{}` depends on itself", fault.step.name),
            "remove it from the list".to_owned(),
        )
    });
}

/// The clone step when there is none.
fn on_disabled_clone(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::DisabledClone, |fault| {
        (
            format!(
                "`{}` depends on the clone step, which is disabled",
                fault.step.name
            ),
            "remove it from the list, or remove `clone.disable`".to_owned(),
        )
    });
}
