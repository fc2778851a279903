//! Names of volumes.

use crate::lint::rule::{Check, Context, Fixable, Rule};
use crate::manifest::Pipeline;
use crate::source::Severity;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "DK112",
        name: "missing-name",
        severity: Severity::Error,
        refused: true,
        summary: "A step or volume has no name.",
        why: "Steps are told apart by their names, and volumes are mounted by theirs.",
        official: "Refuses the pipeline. A pipeline or service without a name is accepted.",
        fix: Fixable::No,
        bad: "volumes:
- «temp»: {}
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
",
        check: Check::Pipeline(missing_name),
    },
    Rule {
        id: "DK405",
        name: "reserved-volume-name",
        severity: Severity::Error,
        refused: true,
        summary: "A volume or mount has a name that the runner uses itself.",
        why: "The runner adds volumes of its own to the Pod, such as the workspace.",
        official: "Refuses the pipeline.",
        fix: Fixable::No,
        bad: "volumes:
- name: «workspace»
  temp: {}
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
",
        check: Check::Pipeline(reserved_names),
    },
];

/// Names the runner uses for volumes of its own; a volume cannot have the last either.
pub(super) const RESERVED: [&str; 5] = [
    "workspace",
    "_workspace",
    "_docker_socket",
    "_status",
    "_addons",
];

/// A volume without a name.
fn missing_name(cx: &mut Context<'_>, pipeline: &Pipeline) {
    for volume in pipeline
        .volumes
        .iter()
        .filter(|volume| volume.name.is_empty())
    {
        let problem = cx.report(volume.name.span, "this volume has no name");
        problem.help = Some("add `name:`; steps mount a volume by its name".to_owned());
        problem.official = Some("linter: missing volume name".to_owned());
    }
}

/// Volumes and mounts with a name that the runner uses.
fn reserved_names(cx: &mut Context<'_>, pipeline: &Pipeline) {
    let steps = pipeline.services.iter().chain(&pipeline.steps);
    let mounts = steps
        .flat_map(|step| &step.volumes)
        .map(|mount| (&mount.name, &RESERVED[..4]));
    let volumes = pipeline
        .volumes
        .iter()
        .map(|volume| (&volume.name, &RESERVED[..]));
    for (name, reserved) in mounts.chain(volumes) {
        if reserved.contains(&name.as_str()) {
            let message = format!("the runner uses the volume name `{name}` itself");
            let problem = cx.report(name.span, message);
            problem.help = Some("use another name".to_owned());
            problem.official = Some(format!("linter: invalid volume name: {name}"));
        }
    }
}
