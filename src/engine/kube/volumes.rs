//! Drone's volumes as volumes of a Pod.

use k8s_openapi::api::core::v1::{
    ConfigMapVolumeSource, EmptyDirVolumeSource, HostPathVolumeSource,
    PersistentVolumeClaimVolumeSource, SecretVolumeSource, Volume,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use crate::plan::spec::VolumeSource;

/// The volume `name` of a Pod, made of `source`.
pub(super) fn pod_volume(name: &str, source: &VolumeSource) -> Volume {
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
