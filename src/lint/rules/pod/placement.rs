//! Where the Pod runs, and as whom.

use super::names::is_subdomain;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::is_open;
use crate::manifest::{Pipeline, Step};
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK514",
        name: "node-name-set",
        severity: Severity::Warning,
        refused: false,
        summary: "The Pod is bound to one node by its name.",
        why: "`node_name` goes around the scheduler: nobody asks whether the node has room or is being drained, and without the node the pipeline waits forever.",
        official: "Sends it as it is.",
        fix: Fixable::No,
        bad: "node_name: «worker-7»
",
        good: "node_selector:
  disktype: ssd
",
        check: Check::Pipeline(node_name),
    },
    Rule {
        id: "DK515",
        name: "service-account-name",
        severity: Severity::Error,
        refused: false,
        summary: "The service account has a name that Kubernetes does not know.",
        why: "Names of service accounts are small letters, digits, `-` and `.`.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::No,
        bad: "service_account_name: «Deploy_Bot»
",
        good: "service_account_name: deploy-bot
",
        check: Check::Pipeline(service_account),
    },
    Rule {
        id: "DK519",
        name: "user-group",
        severity: Severity::Error,
        refused: false,
        summary: "A numeric user or group is below 0 or too large.",
        why: "Kubernetes takes numbers from 0 to 2147483647.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: golang:1.22
  user: «-1»
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:1.22
  user: 1000
  commands: [go build]
",
        check: Check::Step(user_group),
    },
    Rule {
        id: "DK520",
        name: "node-selector-null",
        severity: Severity::Info,
        refused: false,
        summary: "A key of `node_selector` has nothing after it.",
        why: "It selects nodes whose label is empty, not all nodes that have the label.",
        official: "Sends an empty text.",
        fix: Fixable::No,
        bad: "node_selector:
  «disktype»:
",
        good: "node_selector:
  disktype: ssd
",
        check: Check::Pipeline(selector_null),
    },
];

/// Largest numeric id.
const LARGEST_ID: i64 = 2_147_483_647;

/// Pods that go around the scheduler.
fn node_name(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let name = &pipeline.node_name;
    if !name.is_empty() {
        let message = format!("`{name}` is used even if it is full or being drained");
        let help = "choose nodes by their labels with `node_selector`";
        cx.report(name.span, message).help = Some(help.to_owned());
    }
}

/// Names no service account can have.
fn service_account(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let name = &pipeline.service_account_name;
    if name.is_empty() || is_open(name) || is_subdomain(name) {
        return;
    }
    let message = format!("no service account can have the name `{name}`");
    let help = "use small letters, digits, `-` and `.`, with a letter or digit at both ends";
    cx.report(name.span, message).help = Some(help.to_owned());
}

/// Ids that cannot be.
fn user_group(cx: &mut Context<'_>, _: &Pipeline, step: &Step) {
    for (what, id) in [("user", step.user), ("group", step.group)] {
        let Some(id) = id else { continue };
        if !(0..=LARGEST_ID).contains(&id.value) {
            let message = format!("`{}` cannot be the number of a {what}", id.value);
            let help = format!("write a number from 0 to {LARGEST_ID}");
            cx.report(id.span, message).help = Some(help);
        }
    }
}

/// Keys without a value. An empty text in quotes is meant: some labels of nodes are empty.
fn selector_null(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for entry in &pipeline.node_selector {
        let is_null = entry.value.is_empty() && !cx.text(entry.value.span).contains(['"', '\'']);
        if is_null {
            let message = format!(
                "only nodes with an empty label `{}` are selected",
                entry.key
            );
            let help = "write the value of the label, or `\"\"` if it is really empty";
            cx.report(entry.key.span, message).help = Some(help.to_owned());
        }
    }
}
