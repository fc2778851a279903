//! Volumes of a pipeline and their mounts.

use super::spec::{self, Mount, Projected, Volume, VolumeSource};
use crate::manifest::workspace::clean;
use crate::manifest::{self, ObjectVolume, Pipeline, Step};

/// Mounts of a step, in the order of the file. A mount of a volume that the pipeline does not have,
/// or that has no source (`temp:` with nothing after it), is left out with a note: the official
/// runner leaves it out without one.
pub(super) fn mounts(pipeline: &Pipeline, step: &Step, notes: &mut Vec<String>) -> Vec<Mount> {
    let mut mounts = Vec::new();
    for mount in &step.volumes {
        let Some(volume) = find(pipeline, &mount.name) else {
            notes.push(format!(
                "step {}: nothing is mounted at {}: the pipeline has no volume `{}`",
                step.name, mount.path, mount.name.value
            ));
            continue;
        };
        if volume.source().is_none() {
            notes.push(format!(
                "step {}: nothing is mounted at {}: volume {} has no source \
                 (`temp: {{}}` makes an empty one)",
                step.name, mount.path, mount.name
            ));
            continue;
        }
        mounts.push(Mount {
            volume: mount.name.value.clone(),
            path: clean(&mount.path),
            sub_path: Some(mount.sub_path.value.clone()).filter(|path| !path.is_empty()),
            read_only: false,
        });
    }
    mounts
}

/// The volumes that are mounted at all, in the order of the file.
pub(super) fn used(pipeline: &Pipeline, steps: &[spec::Step]) -> Vec<Volume> {
    let mut volumes: Vec<Volume> = Vec::new();
    for volume in &pipeline.volumes {
        let name = &volume.name.value;
        let mut mounts = steps.iter().flat_map(|step| &step.mounts);
        let wanted = mounts.any(|mount| mount.volume == *name);
        let first = volumes.iter().all(|other| other.name != *name);
        if let Some(source) = volume.source().filter(|_| wanted && first) {
            volumes.push(Volume {
                name: name.clone(),
                source: convert(source),
            });
        }
    }
    volumes
}

fn find<'a>(pipeline: &'a Pipeline, name: &str) -> Option<&'a manifest::Volume> {
    pipeline
        .volumes
        .iter()
        .find(|volume| volume.name.value == name)
}

fn convert(source: manifest::VolumeSource<'_>) -> VolumeSource {
    match source {
        manifest::VolumeSource::Temp(temp) => {
            let memory = temp.medium.eq_ignore_ascii_case("memory");
            // As with the official runner a limit counts in memory only.
            let size_limit = temp.size_limit.map(|size| size.value.0);
            let size_limit = size_limit.filter(|&bytes| memory && bytes > 0);
            VolumeSource::Temp { memory, size_limit }
        }
        manifest::VolumeSource::Host(host) => VolumeSource::Host {
            path: host.path.value.clone(),
        },
        manifest::VolumeSource::Claim(claim) => VolumeSource::Claim {
            name: claim.name.value.clone(),
            read_only: claim.read_only.value,
        },
        manifest::VolumeSource::ConfigMap(object) => VolumeSource::ConfigMap(projected(object)),
        manifest::VolumeSource::Secret(object) => VolumeSource::Secret(projected(object)),
    }
}

fn projected(object: &ObjectVolume) -> Projected {
    Projected {
        name: object.name.value.clone(),
        default_mode: object.default_mode.map(|mode| mode.value),
        optional: object.optional.value,
    }
}
