//! `kind` and `type` of documents.

use crate::lint::did_you_mean;
use crate::lint::keys::{entry, tree_at};
use crate::lint::nearest;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Document;
use crate::source::{Severity, Span};

/// A good pipeline.
const GOOD: &str = "kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
";

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK101",
        name: "missing-kind",
        severity: Severity::Error,
        refused: false,
        summary: "A document has no `kind`.",
        why: "The kind says what the document is; without it nothing runs.",
        official: "Ignores the document.",
        fix: Fixable::No,
        bad: "kind: pipeline
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
---
«type»: kubernetes
name: other
",
        good: GOOD,
        check: Check::Document(missing_kind),
    },
    Rule {
        id: "DK102",
        name: "unknown-kind",
        severity: Severity::Error,
        refused: false,
        summary: "The `kind` of a document looks like a typing error.",
        why: "A document of another kind is not run, and a server may wait for it forever.",
        official: "Ignores the document.",
        fix: Fixable::Safe,
        bad: "kind: «pipline»
type: kubernetes
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        good: GOOD,
        check: Check::Document(unknown_kind),
    },
    Rule {
        id: "DK103",
        name: "unknown-type",
        severity: Severity::Error,
        refused: false,
        summary: "The `type` of a pipeline looks like a typing error, or is missing in one for Kubernetes.",
        why: "The type chooses the runner: `kubernetes` in small letters, and `docker` if there is none.",
        official: "Ignores the document.",
        fix: Fixable::Safe,
        bad: "kind: pipeline
type: «Kubernetes»
name: default
steps:
- name: build
  image: golang:1.22
  commands: [go build]
",
        good: GOOD,
        check: Check::Document(unknown_type),
    },
];

const KINDS: [&str; 4] = ["pipeline", "secret", "signature", "template"];
const TYPES: [&str; 6] = [
    "kubernetes",
    "docker",
    "exec",
    "ssh",
    "digitalocean",
    "macstadium",
];
/// Other words for Kubernetes.
const KUBERNETES: [&str; 3] = ["k8s", "kube", "k8"];
/// Keys that only pipelines for Kubernetes have.
const ONLY_KUBERNETES: [&str; 6] = [
    "node_selector",
    "tolerations",
    "service_account_name",
    "dns_config",
    "host_aliases",
    "node_name",
];

fn missing_kind(cx: &mut Context<'_>, document: &Document) {
    let kind = &document.header.kind;
    if !kind.is_empty() {
        return;
    }
    let is_old = key_span(cx, document, "pipeline").is_some();
    let problem = cx.report(kind.span, "this document has no `kind`");
    problem.help = Some(if is_old {
        "this is the format of Drone 0.8: a pipeline now has `kind: pipeline`, `type: kubernetes` \
         and a list of `steps`"
            .to_owned()
    } else {
        "add `kind: pipeline`".to_owned()
    });
}

/// The place of a key at the top of a document.
fn key_span(cx: &Context<'_>, document: &Document, key: &str) -> Option<Span> {
    let tree = tree_at(cx.file.trees, document.span)?;
    let (key, _) = entry(tree, tree.root()?, key)?;
    Some(tree.node(key).span)
}

fn unknown_kind(cx: &mut Context<'_>, document: &Document) {
    let kind = &document.header.kind;
    if KINDS.contains(&kind.as_str()) || kind.contains("${") {
        return;
    }
    let Some(meant) = nearest(kind, KINDS) else {
        return;
    };
    let message = format!("there is no kind `{}`", kind.value);
    let problem = cx.report(kind.span, message);
    problem.help = did_you_mean(kind, KINDS);
    problem.set_fix(
        true,
        format!("write `{meant}`"),
        [(kind.span, meant.to_owned())],
    );
}

fn unknown_type(cx: &mut Context<'_>, document: &Document) {
    if document.header.kind.as_str() != "pipeline" {
        return;
    }
    let own = &document.header.document_type;
    if own.is_empty() {
        missing_type(cx, document);
        return;
    }
    if TYPES.contains(&own.as_str()) || own.contains("${") {
        return;
    }
    let is_kubernetes = KUBERNETES.iter().any(|word| word.eq_ignore_ascii_case(own));
    let meant = if is_kubernetes {
        Some("kubernetes")
    } else {
        nearest(own, TYPES)
    };
    let Some(meant) = meant else { return };
    let message = format!("there is no pipeline type `{}`", own.value);
    let problem = cx.report(own.span, message);
    problem.help = Some(format!("did you mean `{meant}`?"));
    problem.set_fix(
        true,
        format!("write `{meant}`"),
        [(own.span, meant.to_owned())],
    );
}

/// A pipeline without a type is one for Docker.
fn missing_type(cx: &mut Context<'_>, document: &Document) {
    let Some((key, place)) = ONLY_KUBERNETES
        .iter()
        .find_map(|&key| Some((key, key_span(cx, document, key)?)))
    else {
        return;
    };
    let kind = document.header.kind.span;
    let source = cx.file.source;
    let line = source.line_span(source.line(kind.start));
    let is_block = cx.text(line).starts_with("kind:") && kind.end <= line.end;
    let problem = cx.report(
        kind,
        "this pipeline has no `type`, so that it is one for Docker",
    );
    problem.labels.push(crate::source::Label {
        span: place,
        text: format!("`{key}` has a meaning for Kubernetes only"),
    });
    problem.help = Some("add `type: kubernetes`".to_owned());
    if is_block {
        let end = Span::new(line.end, line.end);
        let text = "\ntype: kubernetes".to_owned();
        problem.set_fix(false, "add `type: kubernetes`", [(end, text)]);
    }
}
