//! The namespace, labels and annotations of the Pod.

use super::names::{is_dns_label, key_fault, value_fault};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::is_open;
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK509",
        name: "namespace-name",
        severity: Severity::Error,
        refused: false,
        summary: "The namespace has a name that Kubernetes does not know.",
        why: "Names of namespaces are small letters, digits and `-`, at most 63 of them. The name `drone-` is special: a new namespace is made for each run.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::No,
        bad: "metadata:
  namespace: «CI_Builds»
",
        good: "metadata:
  namespace: ci-builds
",
        check: Check::Pipeline(namespace),
    },
    Rule {
        id: "DK510",
        name: "label-syntax",
        severity: Severity::Error,
        refused: false,
        summary: "A label, annotation or node selector is not what Kubernetes allows.",
        why: "Keys, and values of labels, are at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends. A key may have a domain and a slash before it. Values of annotations are free.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::No,
        bad: "metadata:
  labels:
    team: «Build & Release»
",
        good: "metadata:
  labels:
    team: build-release
  annotations:
    example.com/team: Build & Release
",
        check: Check::Pipeline(labels),
    },
    Rule {
        id: "DK511",
        name: "reserved-label",
        severity: Severity::Warning,
        refused: false,
        summary: "A label of the Pod is one the runner sets itself.",
        why: "The runner finds its Pods by these labels, and its own value replaces the one in the file.",
        official: "Replaces it.",
        fix: Fixable::No,
        bad: "metadata:
  labels:
    «io.drone.name»: nightly
",
        good: "metadata:
  labels:
    example.com/name: nightly
",
        check: Check::Pipeline(reserved),
    },
];

/// The name for which a namespace is made.
const RANDOM: &str = "drone-";

/// Labels that are set for every Pod.
const OWN: [&str; 6] = [
    "io.drone",
    "io.drone.name",
    "io.drone.repo.namespace",
    "io.drone.repo.name",
    "io.drone.build.event",
    "io.drone.build.number",
];
/// The label that is set for some platforms.
const ARCH: &str = "kubernetes.io/arch";

/// Names no namespace can have.
fn namespace(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let name = &pipeline.metadata.namespace;
    let is_fine = name.is_empty() || name.as_str() == RANDOM || is_dns_label(name);
    if is_fine || is_open(name) {
        return;
    }
    let problem = cx.report(
        name.span,
        format!("no namespace can have the name `{name}`"),
    );
    problem.help = Some(
        "use at most 63 small letters, digits and `-`, with a letter or digit at both ends"
            .to_owned(),
    );
}

/// Keys and values the API server refuses.
fn labels(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let metadata = &pipeline.metadata;
    let labels = metadata.labels.iter().map(|entry| ("label", entry));
    let selector = pipeline
        .node_selector
        .iter()
        .map(|entry| ("node selector", entry));
    let annotations = metadata
        .annotations
        .iter()
        .map(|entry| ("annotation", entry));
    for (what, entry) in labels.chain(selector).chain(annotations) {
        let (key, value) = (&entry.key, &entry.value);
        let fault = if what == "annotation" {
            key_fault(&key.to_lowercase())
        } else {
            key_fault(key)
        };
        if let Some(fault) = fault.filter(|_| !is_open(key)) {
            let message = format!("`{key}` cannot be the key of a {what}");
            let message = message.replace("a annotation", "an annotation");
            cx.report(key.span, message).help = Some(fault.to_owned());
        }
        if what == "annotation" || is_open(value) {
            continue;
        }
        if let Some(fault) = value_fault(value) {
            let message = format!("this cannot be the value of a {what}");
            cx.report(value.span, message).help = Some(fault.to_owned());
        }
    }
}

/// Labels that are replaced.
fn reserved(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let has_arch = matches!(pipeline.platform.arch.as_str(), "arm" | "arm64");
    for entry in &pipeline.metadata.labels {
        let key = entry.key.as_str();
        if OWN.contains(&key) || has_arch && key == ARCH {
            let message = format!("the runner sets the label `{key}` itself");
            cx.report(entry.key.span, message).help = Some("use another key".to_owned());
        }
    }
}
