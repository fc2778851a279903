//! Which version of an image is meant.

use std::collections::HashSet;

use super::reference::Reference;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::{At, is_open, line_end, new_line_below};
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK801",
        name: "image-untagged",
        severity: Severity::Warning,
        refused: false,
        summary: "An image has no tag and no digest.",
        why: "The newest version is used, whatever it is, or an old one that a node still has. The pipeline then changes without a change of the file.",
        official: "Uses the tag `latest`, and pulls it only if the node does not have it.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: «golang»
  commands: [go build]
",
        good: GOOD,
        check: Check::Pipeline(untagged),
    },
    Rule {
        id: "DK802",
        name: "image-latest-not-pulled",
        severity: Severity::Warning,
        refused: false,
        summary: "An image with the tag `latest` is not pulled if the node has an older one.",
        why: "Nodes keep images, and each may have another one. Kubernetes itself pulls `latest` always, but the runner asks for it only with `pull: always`.",
        official: "Asks for `IfNotPresent` when there is no `pull`.",
        fix: Fixable::Safe,
        bad: "steps:
- name: build
  image: «golang:latest»
  commands: [go build]
",
        good: "steps:
- name: build
  image: golang:latest
  pull: always
  commands: [go build]
",
        check: Check::Pipeline(not_pulled),
    },
    Rule {
        id: "DK803",
        name: "image-reference",
        severity: Severity::Error,
        refused: false,
        summary: "The name of an image is not valid.",
        why: "No registry can have such an image, and the step fails when it is about to start.",
        official: "Hands it to the cluster, which finds the name invalid.",
        fix: Fixable::No,
        bad: "steps:
- name: build
  image: «Example/Builder:1.4»
  commands: [go build]
",
        good: GOOD,
        check: Check::Pipeline(reference),
    },
];

const GOOD: &str = "steps:
- name: build
  image: golang:1.22
  commands: [go build]
";

/// Steps and services with an image that is known; a place that several share through an alias
/// once.
fn images(pipeline: &Pipeline) -> impl Iterator<Item = &Step> {
    let mut seen: HashSet<Span> = HashSet::new();
    pipeline
        .services
        .iter()
        .chain(&pipeline.steps)
        .filter(|step| !step.image.is_empty() && !is_open(&step.image))
        .filter(move |step| seen.insert(step.image.span))
}

/// Images without a tag.
fn untagged(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for Step { image, .. } in images(pipeline) {
        let parts = Reference::new(image);
        if parts.tag.is_some() || parts.digest.is_some() || parts.fault().is_some() {
            continue;
        }
        let problem = cx.report(image.span, format!("`{image}` does not say which version"));
        problem.help = Some("write the tag of a version behind a colon".to_owned());
    }
}

/// `latest` without a word about pulling.
fn not_pulled(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let is_latest = |step: &Step| {
        let parts = Reference::new(&step.image);
        parts.tag == Some("latest") && parts.digest.is_none() && step.pull.is_empty()
    };
    if !images(pipeline).any(is_latest) {
        return;
    }
    let mut reported: HashSet<Span> = HashSet::new();
    for (item, step) in At::steps(cx, pipeline) {
        if is_latest(step) && !is_open(&step.image) && reported.insert(step.image.span) {
            let edit = insert_pull(cx, item);
            let message = format!("`{}` is not pulled if the node has an older one", step.image);
            let problem = cx.report(step.image.span, message);
            problem.help = Some("add `pull: always`, or use the tag of a version".to_owned());
            if let Some(edit) = edit {
                problem.set_fix(true, "add `pull: always`", [edit]);
            }
        }
    }
}

/// How to add `pull` below the image of a step.
fn insert_pull(cx: &Context<'_>, step: At<'_>) -> Option<(Span, String)> {
    const PULL: &str = "pull: always";
    let image = step.get("image").filter(|_| step.get("pull").is_none())?;
    let value = image.value.written();
    if step.is_flow() {
        return Some((Span::new(value.end, value.end), format!(", {PULL}")));
    }
    let indent = new_line_below(cx, image.key.written())?;
    Some((line_end(cx, value.end)?, indent + PULL))
}

/// Names that no image can have.
fn reference(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for Step { image, .. } in images(pipeline) {
        if let Some((fault, help)) = Reference::new(image).fault() {
            let message = format!("`{image}` is not the name of an image: {fault}");
            cx.report(image.span, message).help = Some(help.to_owned());
        }
    }
}
