//! Which version of an image is meant.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::reference::Reference;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::rules::volumes::tree::{At, add_key, is_open};
use crate::manifest::{Pipeline, Step};
use crate::source::{Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK801",
        name: "image-untagged",
        severity: Severity::Info,
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
        check: Check::File(untagged),
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

/// Images without a tag: each at its first place only, since a file often has one many times.
fn untagged(cx: &mut Context<'_>) {
    let mut places: BTreeMap<Span, usize> = BTreeMap::new();
    let mut first: HashMap<&str, Span> = HashMap::new();
    for Step { image, .. } in cx.file.manifest.pipelines().flat_map(images) {
        let parts = Reference::new(image);
        if parts.tag.is_some() || parts.digest.is_some() || parts.fault().is_some() {
            continue;
        }
        let place = *first.entry(image.as_str()).or_insert(image.span);
        *places.entry(place).or_default() += 1;
    }
    for (image, span) in first {
        let count = places.get(&span).copied().unwrap_or_default();
        let more = match count {
            0 | 1 => String::new(),
            2 => ", here and once more".to_owned(),
            _ => format!(", here and {} times more", count - 1),
        };
        let problem = cx.report(span, format!("`{image}` does not say which version{more}"));
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
            let message = format!(
                "`{}` is not pulled if the node has an older one",
                step.image
            );
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
    let image = step.get("image").filter(|_| step.get("pull").is_none())?;
    add_key(cx, step, image, "pull: always")
}

/// Names that no image can have.
fn reference(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for Step { image, .. } in images(pipeline) {
        if let Some((fault, help)) = Reference::new(image).fault() {
            let message = format!("`{image}` is not the name of an image: {fault}");
            let problem = cx.report(image.span, message);
            problem.help = Some(help.to_owned());
            // `IMAGE` and the like stand for what somebody still puts there.
            let inside = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
            if image.bytes().all(inside) {
                problem.severity = Severity::Warning;
            }
        }
    }
}
