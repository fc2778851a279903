//! Volumes of a pipeline and their mounts in steps.

use super::BytesSize;
use crate::source::{Span, Spanned};

/// A volume of a pipeline. The runner takes the first source that is set, see [`Volume::source`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Volume {
    /// The whole mapping.
    pub span: Span,
    /// `name`, which mounts refer to.
    pub name: Spanned<String>,
    /// `temp`; `temp:` without a value is none.
    pub temp: Option<TempVolume>,
    /// `host`.
    pub host: Option<HostVolume>,
    /// `claim`.
    pub claim: Option<ClaimVolume>,
    /// `config_map`.
    pub config_map: Option<ObjectVolume>,
    /// `secret`.
    pub secret: Option<ObjectVolume>,
}

/// Where a volume's content comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VolumeSource<'a> {
    /// An empty directory that lives as long as the Pod.
    Temp(&'a TempVolume),
    /// A directory of the node.
    Host(&'a HostVolume),
    /// A persistent volume claim.
    Claim(&'a ClaimVolume),
    /// Files from a Kubernetes `ConfigMap`.
    ConfigMap(&'a ObjectVolume),
    /// Files from a Kubernetes `Secret`.
    Secret(&'a ObjectVolume),
}

impl Volume {
    /// The source that counts: the first of temp, host, claim, `config_map`, secret. A volume
    /// without one is dropped by the official runner, and its mounts with it.
    pub fn source(&self) -> Option<VolumeSource<'_>> {
        None.or_else(|| self.temp.as_ref().map(VolumeSource::Temp))
            .or_else(|| self.host.as_ref().map(VolumeSource::Host))
            .or_else(|| self.claim.as_ref().map(VolumeSource::Claim))
            .or_else(|| self.config_map.as_ref().map(VolumeSource::ConfigMap))
            .or_else(|| self.secret.as_ref().map(VolumeSource::Secret))
    }
}

/// `temp`: an emptyDir.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TempVolume {
    /// The whole mapping.
    pub span: Span,
    /// `medium`: `memory` for a tmpfs.
    pub medium: Spanned<String>,
    /// `size_limit`: the official runner uses it with `medium: memory` only.
    pub size_limit: Option<Spanned<BytesSize>>,
}

/// `host`: a hostPath of type `DirectoryOrCreate`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HostVolume {
    /// The whole mapping.
    pub span: Span,
    /// `path` on the node.
    pub path: Spanned<String>,
}

/// `claim`: a `PersistentVolumeClaim`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClaimVolume {
    /// The whole mapping.
    pub span: Span,
    /// `name` of the claim.
    pub name: Spanned<String>,
    /// `read_only`.
    pub read_only: Spanned<bool>,
}

/// `config_map` or `secret`: files from an object of the cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ObjectVolume {
    /// The whole mapping.
    pub span: Span,
    /// `name` of the object.
    pub name: Spanned<String>,
    /// `default_mode` of the files. When absent the official runner sends 0, which nobody but root
    /// can read; Kubernetes' own default is 0644.
    pub default_mode: Option<Spanned<i32>>,
    /// `optional`: whether the object may be missing.
    pub optional: Spanned<bool>,
}

/// A mount of a pipeline's volume in a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VolumeMount {
    /// The whole mapping.
    pub span: Span,
    /// `name` of the volume.
    pub name: Spanned<String>,
    /// `path` in the container.
    pub path: Spanned<String>,
    /// `sub_path` within the volume.
    pub sub_path: Spanned<String>,
}
