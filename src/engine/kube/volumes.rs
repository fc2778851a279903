//! The volumes of a Pod: ours, and Drone's.

use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, DownwardAPIVolumeFile, DownwardAPIVolumeSource, EmptyDirVolumeSource,
    HostPathVolumeSource, ObjectFieldSelector, PersistentVolumeClaimVolumeSource,
    ProjectedVolumeSource, SecretVolumeSource, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::gate::Gate;
use super::seed::projection;
use crate::plan::spec::{Run, Spec, VolumeSource};

pub(super) const CONTROL_VOLUME: &str = "drone-k8s-control";
pub(super) const GATE_VOLUME: &str = "drone-k8s-gate";
pub(super) const TREE_VOLUME: &str = "drone-k8s-tree";
pub(super) const STATUS_VOLUME: &str = "drone-k8s-status";
pub(super) const WORKSPACE_VOLUME: &str = "drone-k8s-workspace";

/// The control folder of a step: a volume of its own, so that no step can release, read or fake
/// another, and without the `subPath` that would cost the kubelet two mounts for each.
pub(super) fn step_volume(index: usize) -> String {
    format!("drone-k8s-step-{index}")
}

/// All volumes of the Pod.
pub(super) fn volumes(spec: &Spec, gates: &[Gate], tree: Option<&[String]>) -> Vec<Volume> {
    let empty = |name: String| Volume {
        name,
        empty_dir: Some(EmptyDirVolumeSource::default()),
        ..Volume::default()
    };
    let mut volumes = vec![
        empty(WORKSPACE_VOLUME.to_string()),
        empty(CONTROL_VOLUME.to_string()),
    ];
    volumes.extend(scripted(spec).map(|index| empty(step_volume(index))));
    if gates.contains(&Gate::Annotation) {
        volumes.push(empty(GATE_VOLUME.to_string()));
    }
    if gates.iter().any(|gate| *gate != Gate::Shell) {
        volumes.push(status_volume());
    }
    if let Some(secrets) = tree {
        volumes.push(Volume {
            name: TREE_VOLUME.to_string(),
            projected: Some(ProjectedVolumeSource {
                sources: Some(projection(secrets)),
                ..ProjectedVolumeSource::default()
            }),
            ..Volume::default()
        });
    }
    volumes.extend(
        spec.volumes
            .iter()
            .map(|volume| pod_volume(&user_volume(&volume.name, spec), &volume.source)),
    );
    volumes
}

/// Indices of the steps that run a script.
pub(super) fn scripted(spec: &Spec) -> impl Iterator<Item = usize> {
    spec.steps
        .iter()
        .enumerate()
        .filter(|(_, step)| matches!(step.run, Run::Script(_)))
        .map(|(index, _)| index)
}

/// The annotations of the Pod as the file `env`.
fn status_volume() -> Volume {
    Volume {
        name: STATUS_VOLUME.to_string(),
        downward_api: Some(DownwardAPIVolumeSource {
            items: Some(vec![DownwardAPIVolumeFile {
                path: "env".to_string(),
                field_ref: Some(ObjectFieldSelector {
                    field_path: "metadata.annotations".to_string(),
                    ..ObjectFieldSelector::default()
                }),
                ..DownwardAPIVolumeFile::default()
            }]),
            ..DownwardAPIVolumeSource::default()
        }),
        ..Volume::default()
    }
}

/// A mount of the whole volume at `path`.
pub(super) fn mount(volume: &str, path: &str) -> VolumeMount {
    VolumeMount {
        name: volume.to_string(),
        mount_path: path.to_string(),
        ..VolumeMount::default()
    }
}

/// Name in the Pod of a volume of the pipeline.
pub(super) fn user_volume(name: &str, spec: &Spec) -> String {
    let index = spec
        .volumes
        .iter()
        .position(|volume| volume.name == name)
        .unwrap_or_default();
    format!("volume-{index}")
}

/// The volume `name` of a Pod, made of `source`.
fn pod_volume(name: &str, source: &VolumeSource) -> Volume {
    let mut volume = Volume {
        name: name.to_string(),
        ..Volume::default()
    };
    match source {
        VolumeSource::Temp { memory, size_limit } => {
            volume.empty_dir = Some(EmptyDirVolumeSource {
                medium: memory.then(|| "Memory".to_string()),
                size_limit: size_limit.map(|bytes| Quantity(bytes.to_string())),
            });
        }
        VolumeSource::Host { path } => {
            volume.host_path = Some(HostPathVolumeSource {
                path: path.clone(),
                type_: Some("DirectoryOrCreate".to_string()),
            });
        }
        VolumeSource::Claim { name, read_only } => {
            volume.persistent_volume_claim = Some(PersistentVolumeClaimVolumeSource {
                claim_name: name.clone(),
                read_only: Some(*read_only),
            });
        }
        VolumeSource::ConfigMap(own) => {
            volume.config_map = Some(ConfigMapVolumeSource {
                name: own.name.clone(),
                default_mode: own.default_mode,
                optional: Some(own.optional),
                items: None,
            });
        }
        VolumeSource::Secret(own) => {
            volume.secret = Some(SecretVolumeSource {
                secret_name: Some(own.name.clone()),
                default_mode: own.default_mode,
                optional: Some(own.optional),
                items: None,
            });
        }
    }
    volume
}
