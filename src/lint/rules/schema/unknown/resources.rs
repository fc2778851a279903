//! Unknown keys of `resources` and `tolerations`.

use super::{Unknown, report};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(in crate::lint::rules::schema) const RULES: &[Rule] = &[
    Rule {
        id: "DK508",
        name: "resources-typo",
        severity: Severity::Error,
        refused: false,
        summary: "`requests` or `limits` is misspelt.",
        why: "The container runs without the limit or request.",
        official: "Ignores it without a word.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    «limit»:
      memory: 512MiB
",
        good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
  resources:
    limits:
      memory: 512MiB
",
        check: Check::Pipeline(resources),
    },
    Rule {
        id: "DK513",
        name: "toleration-seconds",
        severity: Severity::Warning,
        refused: false,
        summary: "A toleration has `toleration_seconds`, which the official runner does not know.",
        why: "The documentation names the key, but the runner only knows `tolerationseconds`, by accident.",
        official: "Ignores it, so that the Pod tolerates the taint without an end.",
        fix: Fixable::No,
        bad: "tolerations:
- key: spot
  operator: Exists
  effect: NoExecute
  «toleration_seconds»: 300
",
        good: "tolerations:
- key: spot
  operator: Exists
  effect: NoExecute
",
        check: Check::Pipeline(toleration_seconds),
    },
];

fn resources(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, true, |finding| {
        let meant = finding
            .rename
            .filter(|_| finding.sort == Unknown::Resources)?;
        let message = format!("`{}` is no key of `resources`", finding.name);
        Some((message, format!("did you mean `{meant}`?")))
    });
}

fn toleration_seconds(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, false, |finding| {
        (finding.sort == Unknown::Seconds).then(|| {
            let message = format!("the official runner ignores `{}`", finding.name);
            (
                message,
                "delete it, or write `tolerationseconds`".to_owned(),
            )
        })
    });
}
