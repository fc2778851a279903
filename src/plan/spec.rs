//! What a run is, as plain data: the output of [`crate::plan::compile`] and the input of the engine.
//!
//! Nothing here knows Kubernetes types or makes a request. Everything serialises; the value of a
//! secret never does (see [`SecretText`]).

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use super::login::Login;

/// One pipeline, ready to run.
#[derive(Debug, Clone, Serialize)]
pub struct Spec {
    /// Name of the pipeline as the file gives it (`default` when it gives none).
    pub name: String,
    /// Folder of the working tree inside every container (`workspace.path` or `/drone/src`).
    pub workspace: String,
    /// Labels and annotations of the Pod, the user's own and those of the official runner.
    pub labels: BTreeMap<String, String>,
    /// See [`Spec::labels`].
    pub annotations: BTreeMap<String, String>,
    /// `metadata.namespace` of the pipeline, if it names one.
    pub namespace: Option<String>,
    /// Where and as whom the Pod runs.
    pub placement: Placement,
    /// `dns_config`.
    pub dns: Option<Dns>,
    /// `host_aliases` of the file; the names of services are added by the engine.
    pub host_aliases: Vec<HostAlias>,
    /// Pod-wide request (`resources.requests` of the pipeline).
    pub requests: Resources,
    /// The volumes that at least one step mounts.
    pub volumes: Vec<Volume>,
    /// Values of all secrets that a step uses, by the name that [`EnvValue::Secret`] refers to.
    pub secrets: BTreeMap<String, SecretText>,
    /// Docker config JSON documents (`image_pull_secrets`), values resolved.
    pub pull_secrets: Vec<SecretText>,
    /// Logins for registries that this machine has. Those of [`Spec::pull_secrets`] win over them.
    pub logins: Vec<Login>,
    /// The clone step if there is one, services, then steps, each in the order of the file. The index is the step's identity.
    pub steps: Vec<Step>,
    /// Steps that the file names and the Pod does not hold, with the reason.
    pub left_out: Vec<LeftOut>,
    /// Time that the whole run may take.
    #[serde(serialize_with = "seconds")]
    pub timeout: Duration,
    /// Unix time at which the build counts as started; `*_FINISHED` values are computed from it.
    pub started: i64,
}

/// Pod fields that say where and as whom it runs.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Placement {
    /// `service_account_name`.
    pub service_account: Option<String>,
    /// `node_name`.
    pub node_name: Option<String>,
    /// `node_selector`, and `platform` as `kubernetes.io/os` and `kubernetes.io/arch`.
    pub node_selector: BTreeMap<String, String>,
    /// `tolerations`.
    pub tolerations: Vec<Toleration>,
}

/// One entry of `tolerations`.
#[derive(Debug, Clone, Default, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of the Kubernetes toleration"
)]
pub struct Toleration {
    pub key: Option<String>,
    pub operator: Option<String>,
    pub value: Option<String>,
    pub effect: Option<String>,
    pub seconds: Option<i64>,
}

/// `dns_config`.
#[derive(Debug, Clone, Default, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of the Kubernetes podDNSConfig"
)]
pub struct Dns {
    pub nameservers: Vec<String>,
    pub searches: Vec<String>,
    pub options: Vec<(String, Option<String>)>,
}

/// One entry of `host_aliases`.
#[derive(Debug, Clone, Serialize)]
#[allow(
    missing_docs,
    reason = "the fields are those of the Kubernetes hostAlias"
)]
pub struct HostAlias {
    pub ip: String,
    pub hostnames: Vec<String>,
}

/// CPU in thousandths of a core, memory in bytes; `None` means not set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Resources {
    /// Millicores.
    pub cpu_millis: Option<i64>,
    /// Bytes.
    pub memory_bytes: Option<i64>,
}

/// A volume of the pipeline.
#[derive(Debug, Clone, Serialize)]
pub struct Volume {
    /// Name by which steps mount it.
    pub name: String,
    /// What it is made of.
    pub source: VolumeSource,
}

/// The five kinds of Drone volumes.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VolumeSource {
    /// `temp`: an emptyDir.
    Temp {
        /// `medium: memory`.
        memory: bool,
        /// `size_limit` in bytes.
        size_limit: Option<i64>,
    },
    /// `host`: a path of the node.
    Host {
        /// Absolute path on the node.
        path: String,
    },
    /// `claim`: a `PersistentVolumeClaim`.
    Claim {
        /// Name of the claim.
        name: String,
        /// Mounted read-only.
        read_only: bool,
    },
    /// `config_map`.
    ConfigMap(Projected),
    /// `secret`: a Kubernetes Secret that exists in the cluster.
    Secret(Projected),
}

/// Fields that `config_map` and `secret` volumes share.
#[derive(Debug, Clone, Serialize)]
pub struct Projected {
    /// Name of the object.
    pub name: String,
    /// File mode; the cluster's default (0644) when not given.
    pub default_mode: Option<i32>,
    /// Whether a missing object is fine.
    pub optional: bool,
}

/// One container of the Pod: a step, or a service.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// Name as the file gives it.
    pub name: String,
    /// Step, detached step or service.
    pub kind: Kind,
    /// Full image reference (`golang` is `docker.io/library/golang:latest`).
    pub image: String,
    /// `pull`.
    pub pull: Pull,
    /// What the container runs.
    pub run: Run,
    /// Environment in order; later entries win. Values are literal: no `$` in them is special.
    pub env: Vec<(String, EnvValue)>,
    /// `working_dir`; the workspace for steps; `None` leaves it to the image.
    pub working_dir: Option<String>,
    /// Indices of the steps that must be done before this one starts.
    pub depends_on: Vec<usize>,
    /// Which state of the pipeline it runs in (`when.status`).
    pub policy: Policy,
    /// What its failure means (`failure`).
    pub failure: Failure,
    /// `volumes`.
    pub mounts: Vec<Mount>,
    /// `privileged`.
    pub privileged: bool,
    /// `user`.
    pub user: Option<i64>,
    /// `group`.
    pub group: Option<i64>,
    /// `resources.limits`.
    pub limits: Resources,
    /// `resources.requests` of the step.
    pub requests: Resources,
}

/// What kind of container a [`Step`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An ordinary step: the pipeline waits for its end.
    Step,
    /// A step with `detach: true`: counts as done as soon as it is started.
    Detached,
    /// An entry of `services`; otherwise as [`Kind::Detached`].
    Service,
}

impl Kind {
    /// Whether the pipeline goes on without waiting for the end.
    pub fn is_background(self) -> bool {
        self != Self::Step
    }
}

/// What a container runs.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Run {
    /// A POSIX shell script, byte for byte (made from `commands`, or `entrypoint` and `command`).
    Script(String),
    /// The image's own ENTRYPOINT, with `command` as its arguments if the step has one.
    Entrypoint {
        /// Arguments in place of the image's CMD.
        args: Option<Vec<String>>,
    },
}

/// `pull` of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words are Drone's own")]
pub enum Pull {
    Always,
    Never,
    IfNotExists,
}

/// The value of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EnvValue {
    /// Literal text.
    Text(String),
    /// The secret of that name in [`Spec::secrets`].
    Secret(String),
}

/// A mount of a [`Volume`].
#[derive(Debug, Clone, Serialize)]
pub struct Mount {
    /// Name of the volume.
    pub volume: String,
    /// Absolute path in the container.
    pub path: String,
    /// Folder of the volume to mount instead of its root.
    pub sub_path: Option<String>,
    /// Whether the step cannot write to it, whatever the volume allows.
    pub read_only: bool,
}

/// In which state of the pipeline a step runs (`when.status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words are Drone's own")]
pub enum Policy {
    OnSuccess,
    OnFailure,
    Always,
}

/// What the failure of a step means (`failure`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The pipeline fails; steps that run on success are skipped from now on.
    Fail,
    /// `ignore`: nothing.
    Ignore,
    /// `fast`, `fast-fail`, `fail-fast`: everything that runs is stopped.
    Fast,
}

/// A step that is not part of the Pod.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Name of the step or service.
    pub name: String,
    /// Why, in words for a person: `when.branch does not match "main"`.
    pub reason: String,
}

/// Text that must not be shown: `Debug` and `Serialize` print its size only.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps `value`.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself: for the Secret object and the masker, nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<redacted {} bytes>", self.0.len())
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn seconds<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(value.as_secs())
}
