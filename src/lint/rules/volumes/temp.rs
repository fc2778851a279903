//! Volumes that live as long as the Pod.

use std::collections::HashSet;

use super::tree::is_open;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, TempVolume};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK409",
        name: "memory-case",
        severity: Severity::Warning,
        refused: false,
        summary: "The medium `memory` is written with capital letters.",
        why: "It is memory all the same, but the check that only trusted repositories take the node's memory does not see it.",
        official: "Uses memory, and lets it pass without trust.",
        fix: Fixable::Safe,
        bad: "volumes:
- name: cache
  temp:
    medium: «Memory»
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        good: GOOD,
        check: Check::Pipeline(memory_case),
    },
    Rule {
        id: "DK410",
        name: "size-limit-ignored",
        severity: Severity::Warning,
        refused: false,
        summary: "A temporary volume on disk has a `size_limit`.",
        why: "The limit only counts with `medium: memory`; on disk the volume may grow as it likes.",
        official: "Ignores the limit.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp:
    size_limit: «1GiB»
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        good: "volumes:
- name: cache
  temp:
    medium: memory
    size_limit: 1GiB
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        check: Check::Pipeline(size_limit),
    },
];

const GOOD: &str = "volumes:
- name: cache
  temp:
    medium: memory
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
";

/// The one medium there is.
const MEMORY: &str = "memory";

/// The volumes of this kind; one that several share through an alias once.
fn temps(pipeline: &Pipeline) -> impl Iterator<Item = &TempVolume> {
    let mut seen: HashSet<Span> = HashSet::new();
    pipeline
        .volumes
        .iter()
        .filter_map(|volume| volume.temp.as_ref())
        .filter(move |temp| seen.insert(temp.span))
}

/// `Memory` and the like.
fn memory_case(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for temp in temps(pipeline) {
        let medium = &temp.medium;
        if !medium.eq_ignore_ascii_case(MEMORY) || medium.as_str() == MEMORY {
            continue;
        }
        let is_block = cx.text(medium.span).starts_with(['|', '>']);
        let message = format!("`{medium}` passes by the check for trusted repositories");
        let problem = cx.report(medium.span, message);
        problem.help = Some("write `memory`".to_owned());
        if !is_block {
            problem.set_fix(true, "write `memory`", [(medium.span, MEMORY.to_owned())]);
        }
    }
}

/// `size_limit` without memory.
fn size_limit(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for temp in temps(pipeline) {
        let Some(limit) = temp.size_limit else {
            continue;
        };
        let medium = &temp.medium;
        if limit.value.0 == 0 || medium.eq_ignore_ascii_case(MEMORY) || is_open(medium) {
            continue;
        }
        let problem = cx.report(limit.span, "the size of a volume on disk is not limited");
        problem.help = Some("remove it, or add `medium: memory` if memory is meant".to_owned());
    }
}
