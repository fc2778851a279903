//! Amounts of CPU and memory.

use std::collections::HashSet;

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{BytesSize, Millicores, Pipeline, Quantities};
use crate::source::{Severity, Span, Spanned};

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK505",
    name: "negative-quantity",
    severity: Severity::Error,
    refused: false,
    summary: "An amount of CPU or memory is negative.",
    why: "There is no such amount, and the step runs without a limit.",
    official: "Ignores it.",
    fix: Fixable::No,
    bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      cpu: «-500»
",
    good: GOOD,
    check: Check::Pipeline(negative),
}];

/// Amounts in good order.
pub(super) const GOOD: &str = "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      cpu: 500
      memory: 512MiB
";

/// Amounts that have an effect, each place once.
fn quantities(pipeline: &Pipeline) -> impl Iterator<Item = &Quantities> {
    let steps = pipeline.services.iter().chain(&pipeline.steps);
    let limits = steps.map(|step| &step.resources.limits);
    let mut seen: HashSet<Span> = HashSet::new();
    std::iter::once(&pipeline.resources.requests)
        .chain(limits)
        .filter(|amounts| !amounts.span.is_empty())
        .filter(move |amounts| seen.insert(amounts.span))
}

pub(super) fn cpus(pipeline: &Pipeline) -> impl Iterator<Item = Spanned<Millicores>> {
    quantities(pipeline).filter_map(|amounts| amounts.cpu)
}

pub(super) fn memories(pipeline: &Pipeline) -> impl Iterator<Item = Spanned<BytesSize>> {
    quantities(pipeline).filter_map(|amounts| amounts.memory)
}

/// Amounts below zero.
fn negative(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let cpus = cpus(pipeline).map(|cpu| (cpu.value.0, cpu.span));
    let memories = memories(pipeline).map(|memory| (memory.value.0, memory.span));
    for (value, span) in cpus.chain(memories) {
        if value < 0 {
            let message = format!("`{}` is less than nothing, and ignored", cx.text(span));
            let help = "write a positive number, or remove it if there is no limit";
            cx.report(span, message).help = Some(help.to_owned());
        }
    }
}
