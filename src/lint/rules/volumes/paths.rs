//! Where volumes are mounted, and which part of them.

use std::collections::{HashMap, HashSet};

use super::mounts::clean;
use super::tree::is_open;
use super::workspace;
use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::{Pipeline, VolumeMount};
use crate::source::{Label, Severity, Span};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK407",
        name: "duplicate-mount-path",
        severity: Severity::Error,
        refused: false,
        summary: "A step mounts two volumes at one path, or one over the workspace.",
        why: "One path of a container can hold one volume.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp: {}
- name: modules
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /go
  - name: modules
    path: «/go»
",
        good: "volumes:
- name: cache
  temp: {}
- name: modules
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
  - name: modules
    path: /go
",
        check: Check::Pipeline(duplicate),
    },
    Rule {
        id: "DK414",
        name: "mount-path-relative",
        severity: Severity::Error,
        refused: false,
        summary: "The path of a mount is missing or does not begin with a slash.",
        why: "A relative path is not looked for in the workspace: at best Kubernetes puts a slash before it. Without a path the API server refuses the Pod.",
        official: "Sends it as it is.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: «.cache»
",
        good: GOOD,
        check: Check::Pipeline(relative),
    },
    Rule {
        id: "DK415",
        name: "sub-path-invalid",
        severity: Severity::Error,
        refused: false,
        summary: "A `sub_path` is absolute or leads out of the volume with `..`.",
        why: "It names a part of the volume, and Kubernetes wants it below its root.",
        official: "Sends it, and the API server refuses the Pod.",
        fix: Fixable::No,
        bad: "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
    sub_path: «/go»
",
        good: "volumes:
- name: cache
  temp: {}
steps:
- name: build
  image: golang:1.22
  commands: [go build]
  volumes:
  - name: cache
    path: /root/.cache
    sub_path: go
",
        check: Check::Pipeline(sub_path),
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

/// Hands each mount to `work`, with those before it in the same step; one that several steps share
/// through an alias once.
fn each_mount(pipeline: &Pipeline, mut work: impl FnMut(&VolumeMount)) {
    let mut seen: HashSet<Span> = HashSet::new();
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        for mount in &step.volumes {
            if seen.insert(mount.span) {
                work(mount);
            }
        }
    }
}

/// Equal paths in one step. Mounts of volumes that the pipeline does not have are left out by the
/// runner, and are another rule's.
fn duplicate(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let declared: HashSet<&str> = pipeline
        .volumes
        .iter()
        .filter(|volume| volume.source().is_some())
        .map(|volume| volume.name.as_str())
        .collect();
    let workspace = workspace::path(pipeline);
    let mut reported: HashSet<Span> = HashSet::new();
    for step in pipeline.services.iter().chain(&pipeline.steps) {
        let mut first: HashMap<String, Option<Span>> = HashMap::new();
        first.extend(workspace.clone().map(|path| (path, None)));
        for mount in &step.volumes {
            let path = mount.path.as_str();
            if path.is_empty() || is_open(path) || !declared.contains(mount.name.as_str()) {
                continue;
            }
            let path = clean(path);
            let Some(&span) = first.get(&path) else {
                first.insert(path, Some(mount.path.span));
                continue;
            };
            if !reported.insert(mount.path.span) {
                continue;
            }
            let Some(span) = span else {
                let message = format!("`{path}` is the workspace: a volume there would hide it");
                let problem = cx.report(mount.path.span, message);
                problem.help = Some(
                    "mount it elsewhere, or move the workspace with `workspace.path`".to_owned(),
                );
                continue;
            };
            let message = format!("`{}` mounts a second volume at `{path}`", step.name);
            let problem = cx.report(mount.path.span, message);
            problem.labels.push(Label {
                span,
                text: "the first one".to_owned(),
            });
            problem.help = Some("use another path, or remove one of the mounts".to_owned());
        }
    }
}

/// Paths without a slash at the start. Kubernetes adds one, so that this is a mistake only of those
/// who thought of the workspace.
fn relative(cx: &mut Context<'_>, pipeline: &Pipeline) {
    if pipeline.platform.os.eq_ignore_ascii_case("windows") {
        return;
    }
    each_mount(pipeline, |mount| {
        let path = mount.path.as_str();
        if path.starts_with('/') || is_open(path) {
            return;
        }
        if path.is_empty() {
            let problem = cx.report(mount.path.span, "this mount does not say where");
            problem.help = Some("add `path:` with an absolute path".to_owned());
            return;
        }
        let message =
            format!("`{path}` does not begin with a slash, and is not looked for in the workspace");
        let problem = cx.report(mount.path.span, message);
        problem.help =
            Some("write the whole path, such as `/drone/src/…` for the workspace".to_owned());
    });
}

/// Parts of a volume that cannot be.
fn sub_path(cx: &mut Context<'_>, pipeline: &Pipeline) {
    each_mount(pipeline, |mount| {
        let path = mount.sub_path.as_str();
        if is_open(path) {
            return;
        }
        let (message, help) = if path.starts_with('/') {
            (
                format!("`{path}` is absolute, but it is a part of the volume"),
                "take the slash at its start away",
            )
        } else if path.split('/').any(|part| part == "..") {
            (
                format!("`{path}` leads upwards, out of where it begins"),
                "write the path below the root of the volume without `..`",
            )
        } else {
            return;
        };
        cx.report(mount.sub_path.span, message).help = Some(help.to_owned());
    });
}
