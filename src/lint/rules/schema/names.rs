//! Names of steps and services.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::schema::CLONE;
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK113",
        name: "name-too-long",
        severity: Severity::Error,
        refused: true,
        summary: "The name of a step has more than 100 bytes.",
        why: "Drone keeps names in fields of that size.",
        official: "Refuses the pipeline.",
        fix: Fixable::No,
        bad: "steps:
- name: «build the program and all of its tests and documents, once more with all options that anyone ever wanted to have»
  image: golang:1.22
  commands: [go build]
",
        good: "steps:
- name: build-with-all-options
  image: golang:1.22
  commands: [go build]
",
        check: Check::Reader,
    },
    Rule {
        id: "DK115",
        name: "reserved-step-name",
        severity: Severity::Error,
        refused: true,
        summary: "A step or service is named `clone`, but that is the step that fetches the repository.",
        why: "Each pipeline begins with a step `clone` of its own, unless it is disabled.",
        official: "Refuses the pipeline because of duplicate names.",
        fix: Fixable::No,
        bad: "steps:
- name: «clone»
  image: alpine/git:2.45
  commands: [git clone https://github.com/octocat/hello]
",
        good: "clone:
  disable: true
steps:
- name: clone
  image: alpine/git:2.45
  commands: [git clone https://github.com/octocat/hello]
",
        check: Check::Pipeline(reserved),
    },
];

fn reserved(cx: &mut Context<'_>, pipeline: &Pipeline) {
    if pipeline.clone.disable.value {
        return;
    }
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        if step.name.as_str() != CLONE {
            continue;
        }
        let message = format!("`{CLONE}` is the name of the step that fetches the repository");
        let problem = cx.report(step.name.span, message);
        problem.help = Some("use another name, or set `clone: {disable: true}`".to_owned());
        problem.official = Some("linter: duplicate step names".to_owned());
    }
}
