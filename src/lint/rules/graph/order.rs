//! Steps that wait for each other, services that wait for steps, names that come twice.

use std::collections::HashMap;

use super::faults::{Wrong, report};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Document, Pipeline};
use crate::source::{Severity, Span, Spanned};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK204",
        name: "dependency-cycle",
        severity: Severity::Error,
        refused: true,
        summary: "Steps wait for each other in a circle.",
        why: "None of them could ever start. The circle is shown so that you can see which link is one too many.",
        official: "Refuses the pipeline, but calls it an unknown dependency, because one step of every circle names a step that is declared later.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [«test»]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [build]
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
        check: Check::Pipeline(circle),
    },
    Rule {
        id: "DK207",
        name: "duplicate-dependency",
        severity: Severity::Info,
        refused: false,
        summary: "A `depends_on` names the same thing twice.",
        why: "The second one has no effect. It often was meant to be another name.",
        official: "Ignores the second one.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [clone]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [build, «build»]
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
        check: Check::File(twice),
    },
    Rule {
        id: "DK208",
        name: "service-depends-on",
        severity: Severity::Error,
        refused: true,
        summary: "A service depends on a step, or a step on a service (which is only worth knowing).",
        why: "Services come before all steps, so they cannot wait for one: make it a step with `detach: true` instead. A step that depends on a service is in order, but only waits until the service was started, not until it answers.",
        official: "Refuses a service that depends on a step as an unknown dependency.",
        fix: Fixable::No,
        bad: "services:
- name: database
  image: postgres:16
  depends_on: [«build»]
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  depends_on: [clone]
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
- name: database
  image: postgres:16
  detach: true
  depends_on: [build]
- name: test
  image: golang:1.22
  commands: [go test]
  depends_on: [build]
",
        check: Check::Pipeline(services),
    },
];

/// Each circle once, at the item that closes it.
fn circle(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::Circle, |fault| {
        (
            format!("steps wait for each other: {}", fault.circle),
            "take one of these names out of a `depends_on`".to_owned(),
        )
    });
}

/// Steps of a service, and services of a step.
fn services(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, Wrong::StepOfService, |fault| {
        let (service, step) = (&fault.step.name, fault.dependency);
        (
            format!(
                "the service `{service}` depends on the step `{step}`, but services come first"
            ),
            format!("make `{service}` a step with `detach: true`"),
        )
    });
    let services: HashMap<&str, Span> = pipeline
        .services
        .iter()
        .map(|service| (service.name.as_str(), service.name.span))
        .collect();
    let mut seen = std::collections::HashSet::new();
    for step in &pipeline.steps {
        for name in &step.depends_on {
            if services.contains_key(name.as_str()) && seen.insert(name.span) {
                let message = format!(
                    "`{}` waits until the service `{name}` was started, not until it is ready",
                    step.name
                );
                let problem = cx.report(name.span, message);
                problem.severity = Severity::Info;
                problem.help = Some("wait for its port in the commands of the step".to_owned());
            }
        }
    }
}

/// Equal items of a list.
fn twice(cx: &mut Context<'_>) {
    let documents = cx.file.manifest.documents.iter();
    let lists = documents.map(|document: &Document| &document.header.depends_on);
    let steps = cx
        .file
        .manifest
        .pipelines()
        .flat_map(|pipeline| pipeline.services.iter().chain(&pipeline.steps))
        .map(|step| &step.depends_on);
    let mut told = std::collections::HashSet::new();
    for list in lists.chain(steps) {
        let mut seen: HashMap<&str, Span> = HashMap::new();
        let mut last: Option<&Spanned<String>> = None;
        for item in list {
            let first = *seen.entry(item.as_str()).or_insert(item.span);
            if first != item.span && told.insert(item.span) {
                let edit = last.and_then(|last| without(cx, last.span, item.span));
                let problem = cx.report(item.span, format!("`{item}` is in this list already"));
                problem.help = Some("remove it, or name what you meant".to_owned());
                if let Some(span) = edit {
                    problem.set_fix(true, "remove it", [(span, String::new())]);
                }
            }
            last = Some(item);
        }
    }
}

/// What to remove of a list so that an item is gone: from the end of the item before it.
fn without(cx: &Context<'_>, before: Span, item: Span) -> Option<Span> {
    let between = (before.end < item.start).then(|| Span::new(before.end, item.start))?;
    let is_plain = matches!(cx.text(between).trim(), "," | "-");
    is_plain.then(|| Span::new(before.end, item.end))
}
