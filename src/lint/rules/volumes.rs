//! Names of volumes.

use super::super::Context;

/// Names the runner uses for volumes of its own; a volume cannot have the last either.
const RESERVED: [&str; 5] = [
    "workspace",
    "_workspace",
    "_docker_socket",
    "_status",
    "_addons",
];

/// A volume without a name.
pub(super) fn missing_name(cx: &mut Context<'_>) {
    for volume in cx
        .pipeline
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
pub(super) fn reserved_names(cx: &mut Context<'_>) {
    let pipeline = cx.pipeline;
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
