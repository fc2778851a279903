//! Volumes and the mounts that name them.

use std::collections::{HashMap, HashSet};

use super::names::RESERVED;
use super::tree::{At, is_open, lines};
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::lint::suggest::did_you_mean;
use crate::manifest::{Pipeline, VolumeMount};
use crate::source::{Label, Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK401",
        name: "undeclared-volume",
        severity: Severity::Error,
        refused: false,
        summary: "A step mounts a volume that the pipeline does not have.",
        why: "The step runs without the mount: a cache stays empty, and what it writes there is lost.",
        official: "Leaves the mount out without a word.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: «cahce»
    path: /root/.cache
",
        good: GOOD,
        check: Check::Pipeline(undeclared),
    },
    Rule {
        id: "DK402",
        name: "unused-volume",
        severity: Severity::Warning,
        refused: false,
        summary: "No step or service mounts a volume of the pipeline.",
        why: "It is left over, or the mount was forgotten. A claim must still be there for the Pod to start.",
        official: "Adds it to the Pod, where it serves nobody.",
        fix: Fixable::Safe,
        bad: "volumes:
- name: cache
  temp: {}
- name: «tmp»
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        good: GOOD,
        check: Check::Pipeline(unused),
    },
    Rule {
        id: "DK417",
        name: "duplicate-volume",
        severity: Severity::Error,
        refused: false,
        summary: "Two volumes of a pipeline have the same name.",
        why: "Mounts name a volume, and only the first one with the name is ever mounted.",
        official: "Mounts the first one.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp: {}
- name: «cache»
  temp:
    medium: memory
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
",
        good: GOOD,
        check: Check::Pipeline(duplicate),
    },
];

const GOOD: &str = "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
";

/// Most volumes, and most mounts, that are compared in the search for what was meant.
const MOST_COMPARED: usize = 100;

/// All mounts of a pipeline.
fn mounts(pipeline: &Pipeline) -> impl Iterator<Item = &VolumeMount> {
    let steps = pipeline.services.iter().chain(&pipeline.steps);
    steps.flat_map(|step| &step.volumes)
}

/// Mounts of unknown names. Those the runner uses itself are another rule's.
fn undeclared(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let declared: HashSet<&str> = pipeline
        .volumes
        .iter()
        .map(|volume| volume.name.as_str())
        .collect();
    if declared.iter().any(|name| is_open(name)) {
        return;
    }
    // A list that several steps share through an alias has one place.
    let mut seen: HashSet<Span> = HashSet::new();
    // Comparing all with all would take long in a huge file.
    let mut left = MOST_COMPARED;
    let mut suggest = |name: &str| {
        left = left.checked_sub(1)?;
        let volumes = pipeline.volumes.iter().take(MOST_COMPARED);
        did_you_mean(name, volumes.map(|volume| volume.name.as_str()))
    };
    for mount in mounts(pipeline) {
        let name = mount.name.as_str();
        let is_known = declared.contains(name) && !name.is_empty();
        let is_skipped = is_open(name) || RESERVED.contains(&name);
        if is_known || is_skipped || !seen.insert(mount.name.span) {
            continue;
        }
        if name.is_empty() {
            let problem = cx.report(mount.name.span, "this mount does not say which volume");
            problem.help = Some("add `name:` with the name of a volume".to_owned());
            continue;
        }
        let message = format!("the pipeline has no volume `{name}`: nothing is mounted");
        let help = suggest(name).unwrap_or_else(|| {
            format!("add it to the pipeline's `volumes`, such as `- {{name: {name}, temp: {{}}}}`")
        });
        cx.report(mount.name.span, message).help = Some(help);
    }
}

/// Volumes that nothing mounts.
fn unused(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let used: HashSet<&str> = mounts(pipeline).map(|mount| mount.name.as_str()).collect();
    if used.iter().any(|name| is_open(name)) {
        return;
    }
    let is_unused = |name: &str| {
        !name.is_empty() && !is_open(name) && !RESERVED.contains(&name) && !used.contains(name)
    };
    let list = At::pipeline(cx, pipeline).and_then(|root| root.get("volumes"));
    let items: HashMap<Span, At<'_>> = list
        .filter(|list| !list.value.is_flow() && list.value.span() == list.value.written())
        .map(|list| list.value.items())
        .unwrap_or_default()
        .into_iter()
        .map(|item| (item.span(), item))
        .collect();
    let is_all = pipeline
        .volumes
        .iter()
        .all(|volume| is_unused(&volume.name));
    let whole = list
        .filter(|_| is_all && !items.is_empty())
        .and_then(|list| lines(cx, list.key.span().to(list.value.span()), ""));
    for volume in &pipeline.volumes {
        let name = volume.name.as_str();
        if !is_unused(name) {
            continue;
        }
        let item = items.get(&volume.span).map(|item| item.written());
        let item = item.and_then(|span| lines(cx, span, "-"));
        // A list without items would be left over.
        let edit = if is_all { whole } else { item };
        let message = format!("no step mounts the volume `{name}`");
        let problem = cx.report(volume.name.span, message);
        problem.help = Some("mount it in a step, or remove it".to_owned());
        if let Some(span) = edit {
            problem.set_fix(true, "remove it", [(span, String::new())]);
        }
    }
}

/// Second volumes of a name.
fn duplicate(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let mut first: HashMap<&str, Span> = HashMap::new();
    for volume in &pipeline.volumes {
        let name = volume.name.as_str();
        if name.is_empty() || is_open(name) {
            continue;
        }
        let Some(&span) = first.get(name) else {
            first.insert(name, volume.name.span);
            continue;
        };
        // The same volume twice through an alias.
        if span == volume.name.span {
            continue;
        }
        let message = format!("a second volume has the name `{name}`: it is never mounted");
        let problem = cx.report(volume.name.span, message);
        problem.labels.push(Label {
            span,
            text: "the first one".to_owned(),
        });
        problem.help = Some("give it another name, or remove it".to_owned());
    }
}
