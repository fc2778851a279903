//! Keys that have a meaning, but not here.

use super::{Unknown, report};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const MISPLACED: Rule = Rule {
    id: "DK106",
    name: "misplaced-key",
    severity: Severity::Error,
    refused: false,
    summary: "A key is in the wrong place.",
    why: "It has no effect there: `when` is for steps, `trigger` for pipelines.",
    official: "Ignores it without a word.",
    fix: Fixable::Unsafe,
    bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  «trigger»:
    branch: [main]
",
    good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  when:
    branch: [main]
",
    check: Check::Pipeline(misplaced),
};

pub(super) const DOCKER_ONLY: Rule = Rule {
    id: "DK107",
    name: "docker-only-key",
    severity: Severity::Warning,
    refused: false,
    summary: "A key has a meaning in pipelines for Docker only.",
    why: "A Pod has other ways to the same end, such as `host_aliases` for `extra_hosts`.",
    official: "Ignores it without a word.",
    fix: Fixable::No,
    bad: "services:
- name: cache
  image: redis:7
  «ports»: [6379]
",
    good: "services:
- name: cache
  image: redis:7
",
    check: Check::Pipeline(docker_only),
};

fn misplaced(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, false, |finding| match finding.sort {
        Unknown::Misplaced(help) => {
            let (name, what) = (finding.name, finding.table.name);
            Some((format!("`{name}` is no key of a {what}"), help.to_owned()))
        }
        _ => None,
    });
}

fn docker_only(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, false, |finding| match finding.sort {
        Unknown::Docker(help) => {
            let message = format!("`{}` has no effect in a Kubernetes pipeline", finding.name);
            Some((message, help.to_owned()))
        }
        _ => None,
    });
}
