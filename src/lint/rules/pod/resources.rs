//! Resource limits in the wrong place.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK506",
    name: "stage-limits",
    severity: Severity::Error,
    refused: true,
    summary: "A pipeline has resource limits; only steps can have them.",
    why: "`requests` are for the whole pipeline and are shared out over its containers; a limit only makes sense for one container.",
    official: "Refuses the pipeline.",
    fix: Fixable::No,
    bad: "resources:
  limits:
    cpu: «1000»
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
    good: "resources:
  requests:
    cpu: 1000
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      cpu: 1000
",
    check: Check::Pipeline(stage_limits),
}];

/// `resources.limits` of a pipeline.
fn stage_limits(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let limits = &pipeline.resources.limits;
    let cpu = limits
        .cpu
        .filter(|cpu| cpu.value.0 != 0)
        .map(|cpu| ("cpu", cpu.span));
    let memory = limits
        .memory
        .filter(|memory| memory.value.0 != 0)
        .map(|size| ("memory", size.span));
    for (what, span) in cpu.into_iter().chain(memory) {
        let problem = cx.report(span, format!("a pipeline cannot have a {what} limit"));
        problem.help = Some(format!(
            "move it to `resources.limits.{what}` of the steps; the pipeline takes `requests`"
        ));
        problem.official = Some(format!(
            "linter: {what} limit cannot be applied at stage level"
        ));
    }
}
