//! Keys with a typing error.

use super::{Unknown, report};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const UNKNOWN: Rule = Rule {
    id: "DK104",
    name: "unknown-key",
    severity: Severity::Error,
    refused: false,
    summary: "A key is not known.",
    why: "What stands below it has no effect. Often it is a typing error, or comes from another tool.",
    official: "Ignores it without a word.",
    fix: Fixable::Unsafe,
    bad: "steps:
- name: build
  image: golang:1.22
  «commmands»: [go build]
",
    good: "steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
    check: Check::Pipeline(unknown),
};

pub(super) const CAMEL_CASE: Rule = Rule {
    id: "DK105",
    name: "camel-case-key",
    severity: Severity::Error,
    refused: false,
    summary: "A key is written with capital letters or dashes instead of `_`.",
    why: "Kubernetes writes `nodeSelector`, Drone writes `node_selector`, and knows only that.",
    official: "Ignores it without a word.",
    fix: Fixable::Safe,
    bad: "«nodeSelector»:
  disktype: ssd
",
    good: "node_selector:
  disktype: ssd
",
    check: Check::Pipeline(camel_case),
};

fn unknown(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, false, |finding| {
        if finding.sort != Unknown::Key {
            return None;
        }
        let (name, what) = (finding.name, finding.table.name);
        let message = format!("`{}` is no key of a {what}", name.escape_debug());
        let invisible = |c: char| c.is_whitespace() || c.escape_debug().len() > 1;
        let help = match finding.rename {
            Some(meant) if !name.is_ascii() => {
                format!("did you mean `{meant}`? a letter only looks like the right one")
            }
            Some(meant) => format!("did you mean `{meant}`?"),
            None if name.contains(invisible) => "it holds a character that nobody sees".to_owned(),
            None if finding.table.keys.len() <= 10 => {
                let known: Vec<_> = finding
                    .table
                    .names()
                    .map(|key| format!("`{key}`"))
                    .collect();
                format!("known keys are {}", known.join(", "))
            }
            None => "delete it, or check the spelling and the indentation".to_owned(),
        };
        Some((message, help))
    });
}

fn camel_case(cx: &mut Context<'_>, pipeline: &Pipeline) {
    report(cx, pipeline, true, |finding| {
        let meant = finding.rename.filter(|_| finding.sort == Unknown::Camel)?;
        let message = format!("`{}` must be written `{meant}`", finding.name);
        Some((message, format!("write `{meant}`")))
    });
}
