//! Pods with very many containers.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

/// More containers than this are told.
const MANY: usize = 30;

pub(super) const RULES: &[Rule] = &[Rule {
    id: "DK217",
    name: "many-containers",
    severity: Severity::Info,
    refused: false,
    summary: "A pipeline has more than 30 services and steps.",
    why: "Each of them is a container of one Pod, and all are created at the start. One node must have room for all, and starting takes long. Several pipelines with `depends_on` can share the work.",
    official: "Creates one Pod with all containers.",
    fix: Fixable::No,
    bad: "kind: pipeline
type: kubernetes
name: «default»

steps:
- {name: s1, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s2, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s3, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s4, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s5, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s6, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s7, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s8, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s9, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s10, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s11, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s12, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s13, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s14, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s15, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s16, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s17, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s18, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s19, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s20, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s21, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s22, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s23, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s24, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s25, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s26, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s27, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s28, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s29, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s30, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
- {name: s31, image: 'alpine:3.20', commands: [ls], depends_on: [clone]}
",
    good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
    check: Check::Pipeline(many),
}];

/// Counts services and steps.
fn many(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let count = pipeline.services.len() + pipeline.steps.len();
    if count <= MANY {
        return;
    }
    let place = if pipeline.name.is_empty() {
        pipeline.kind.span
    } else {
        pipeline.name.span
    };
    let problem = cx.report(
        place,
        format!("this pipeline is a Pod with {count} containers"),
    );
    problem.help = Some("split it into several pipelines".to_owned());
}
