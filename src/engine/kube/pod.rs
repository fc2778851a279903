//! [`Spec`] to the Pod of a run: a pure function.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use k8s_openapi::api::core::v1::{
    Container, DownwardAPIVolumeFile, DownwardAPIVolumeSource, EmptyDirVolumeSource, EnvVar,
    EnvVarSource, HostAlias, LocalObjectReference, ObjectFieldSelector, Pod, PodDNSConfig,
    PodDNSConfigOption, PodSpec, ProjectedVolumeSource, ResourceRequirements, SecretKeySelector,
    SecurityContext, Toleration, Volume, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference};

use super::names::{container_name, gate_annotation, is_dns_subdomain};
use super::seed::projection;
use super::volumes::pod_volume;
use crate::plan::spec::{EnvValue, Pull, Resources, Run, Spec, Step};

/// Name of the container that receives the tree and serves control and logs.
pub(super) const HELPER: &str = "drone-k8s-helper";
/// Where a container sees its control folder.
pub(super) const CONTROL: &str = "/run/drone-k8s";
/// Label that carries the name of the run.
pub(super) const RUN_LABEL: &str = "drone-k8s.io/run";
/// The variable whose absence keeps an ENTRYPOINT step from starting; also the text by which the
/// kubelet's refusal is told from an error of the user's.
pub(super) const GATE_VARIABLE: &str = "DRONE_K8S_GATE";
/// Variables that exist only once a step is released, and the suffix of their annotation.
pub(super) const STATUS_VARIABLES: [(&str, &str); 8] = [
    ("DRONE_BUILD_STATUS", "build-status"),
    ("DRONE_BUILD_FINISHED", "build-finished"),
    ("DRONE_STAGE_STATUS", "stage-status"),
    ("DRONE_STAGE_FINISHED", "stage-finished"),
    ("DRONE_FAILED_STEPS", "failed-steps"),
    ("DRONE_FAILED_STAGES", "failed-stages"),
    ("CI_BUILD_STATUS", "ci-build-status"),
    ("CI_BUILD_FINISHED", "ci-build-finished"),
];

static HELPER_SCRIPT: LazyLock<String> = LazyLock::new(|| script(include_str!("sh/helper.sh")));
static STEP_SCRIPT: LazyLock<String> = LazyLock::new(|| script(include_str!("sh/step.sh")));
const CONTROL_VOLUME: &str = "drone-k8s-control";
const GATE_VOLUME: &str = "drone-k8s-gate";
const TREE_VOLUME: &str = "drone-k8s-tree";
const STATUS_VOLUME: &str = "drone-k8s-status";
const WORKSPACE_VOLUME: &str = "drone-k8s-workspace";

/// What the Pod needs to know beside the pipeline.
pub(super) struct PodOptions<'a> {
    pub(super) run: &'a str,
    pub(super) namespace: &'a str,
    pub(super) helper_image: &'a str,
    pub(super) owner: Option<OwnerReference>,
    /// Name of the Secret with the values, if there is one.
    pub(super) secret: Option<&'a str>,
    pub(super) pull_secret: Option<&'a str>,
    /// Seconds after which the cluster ends the Pod whatever the client does.
    pub(super) deadline: i64,
    /// Seconds that a container has between TERM and KILL.
    pub(super) grace: i64,
    /// How each step is released.
    pub(super) gates: &'a [Gate],
    /// The tree as Secrets, when exec is forbidden.
    pub(super) tree: Option<Tree<'a>>,
}

/// The working tree in Secrets.
#[derive(Clone, Copy)]
pub(super) struct Tree<'a> {
    pub(super) secrets: &'a [String],
    pub(super) gzip: bool,
}

/// How a step is released, how its end is known and where its output comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// A preamble in the container waits for the helper; output is a file; the end is an event.
    Shell,
    /// The kubelet refuses to make the container until an annotation exists; output is the log API;
    /// the end is the container's status.
    Annotation,
    /// Starts with the Pod: a service that waits for nothing.
    Open,
}

impl Gate {
    /// The gates of all steps; `exec` says whether the helper can be reached.
    pub(super) fn choose(spec: &Spec, exec: bool) -> Vec<Self> {
        spec.steps
            .iter()
            .map(|step| match step.run {
                Run::Script(_) if exec => Self::Shell,
                Run::Entrypoint { .. }
                    if step.kind.is_background() && step.depends_on.is_empty() =>
                {
                    Self::Open
                }
                _ => Self::Annotation,
            })
            .collect()
    }
}

/// Builds the Pod.
pub(super) fn build(spec: &Spec, options: &PodOptions<'_>) -> Pod {
    let mut containers = vec![helper(spec, options)];
    containers.extend(
        spec.steps
            .iter()
            .enumerate()
            .map(|(index, step)| container(index, step, spec, options)),
    );
    let placement = &spec.placement;
    Pod {
        metadata: ObjectMeta {
            name: Some(options.run.to_string()),
            namespace: Some(options.namespace.to_string()),
            labels: Some(labels(spec, options.run)),
            annotations: Some(annotations(spec)),
            owner_references: options.owner.clone().map(|owner| vec![owner]),
            ..ObjectMeta::default()
        },
        spec: Some(PodSpec {
            restart_policy: Some("Never".to_string()),
            enable_service_links: Some(false),
            automount_service_account_token: Some(placement.service_account.is_some()),
            active_deadline_seconds: Some(options.deadline),
            termination_grace_period_seconds: Some(options.grace),
            service_account_name: placement.service_account.clone(),
            node_name: placement.node_name.clone(),
            node_selector: Some(placement.node_selector.clone()).filter(|map| !map.is_empty()),
            tolerations: Some(
                placement
                    .tolerations
                    .iter()
                    .map(toleration)
                    .collect::<Vec<_>>(),
            )
            .filter(|list| !list.is_empty()),
            dns_config: spec.dns.as_ref().map(|dns| PodDNSConfig {
                nameservers: Some(dns.nameservers.clone()),
                searches: Some(dns.searches.clone()),
                options: Some(
                    dns.options
                        .iter()
                        .map(|(name, value)| PodDNSConfigOption {
                            name: Some(name.clone()),
                            value: value.clone(),
                        })
                        .collect(),
                ),
            }),
            host_aliases: host_aliases(spec),
            image_pull_secrets: options.pull_secret.map(|name| {
                vec![LocalObjectReference {
                    name: name.to_string(),
                }]
            }),
            volumes: Some(volumes(spec, options.tree)),
            containers,
            ..PodSpec::default()
        }),
        status: None,
    }
}

/// A shell script of ours without its comments: it travels with every request.
pub(super) fn script(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty())
        .fold(String::with_capacity(text.len()), |script, line| {
            script + line + "\n"
        })
}

/// Labels of every object of a run; ours cannot be overridden by the pipeline.
pub(super) fn labels(spec: &Spec, run: &str) -> BTreeMap<String, String> {
    let mut labels = spec.labels.clone();
    labels.insert(
        "app.kubernetes.io/managed-by".to_string(),
        "drone-k8s".to_string(),
    );
    labels.insert(RUN_LABEL.to_string(), run.to_string());
    labels
}

/// Annotations at creation. `/run/drone/env` shows them, so the status is there from the start.
fn annotations(spec: &Spec) -> BTreeMap<String, String> {
    let mut annotations = spec.annotations.clone();
    for name in ["DRONE_BUILD_STATUS", "DRONE_STAGE_STATUS"] {
        annotations.insert(name.to_string(), "success".to_string());
    }
    annotations.insert(
        "cluster-autoscaler.kubernetes.io/safe-to-evict".to_string(),
        "false".to_string(),
    );
    annotations
}

fn helper(spec: &Spec, options: &PodOptions<'_>) -> Container {
    let packing = options
        .tree
        .map_or("none", |tree| if tree.gzip { "gzip" } else { "none" });
    let mut command = vec![
        "/bin/sh".to_string(),
        "-c".to_string(),
        escape_expansion(&HELPER_SCRIPT),
        "helper".to_string(),
        packing.to_string(),
    ];
    command.extend(
        spec.steps
            .iter()
            .enumerate()
            .filter(|(_, step)| matches!(step.run, Run::Script(_)))
            .map(|(index, _)| index.to_string()),
    );
    let mut mounts = vec![
        mount(CONTROL_VOLUME, CONTROL),
        mount(WORKSPACE_VOLUME, &spec.workspace),
    ];
    if options.tree.is_some() {
        mounts.push(VolumeMount {
            read_only: Some(true),
            ..mount(TREE_VOLUME, "/run/drone-k8s-tree")
        });
    }
    Container {
        name: HELPER.to_string(),
        image: Some(options.helper_image.to_string()),
        image_pull_policy: Some("IfNotPresent".to_string()),
        command: Some(command),
        volume_mounts: Some(mounts),
        resources: requirements(spec.requests, Resources::default()),
        ..Container::default()
    }
}

fn container(index: usize, step: &Step, spec: &Spec, options: &PodOptions<'_>) -> Container {
    let gate = options.gates[index];
    let mut mounts = vec![mount(WORKSPACE_VOLUME, &spec.workspace)];
    let mut env: Vec<EnvVar> = step
        .env
        .iter()
        .map(|(name, value)| variable(name, value, options.secret))
        .collect();
    env.push(from_field("KUBERNETES_NODE", "spec.nodeName"));
    let control = |path: &str, folder: String| VolumeMount {
        sub_path: Some(folder),
        ..mount(CONTROL_VOLUME, path)
    };
    match gate {
        Gate::Shell => {
            mounts.push(control(CONTROL, format!("s/{index}")));
            mounts.push(control("/run/drone", format!("s/{index}/drone")));
        }
        Gate::Annotation => {
            env.extend(gated_variables(index, step));
            mounts.push(VolumeMount {
                sub_path_expr: Some(format!("$({GATE_VARIABLE})")),
                read_only: Some(true),
                ..mount(GATE_VOLUME, "/run/drone-k8s-gate")
            });
            mounts.push(VolumeMount {
                read_only: Some(true),
                ..mount(STATUS_VOLUME, "/run/drone")
            });
            if matches!(step.run, Run::Script(_)) {
                mounts.push(control(CONTROL, format!("s/{index}")));
            }
        }
        Gate::Open => {
            for name in [
                "DRONE_BUILD_STATUS",
                "DRONE_STAGE_STATUS",
                "CI_BUILD_STATUS",
            ] {
                if !sets(step, name) {
                    env.push(variable(name, &EnvValue::Text("success".to_string()), None));
                }
            }
            mounts.push(VolumeMount {
                read_only: Some(true),
                ..mount(STATUS_VOLUME, "/run/drone")
            });
        }
    }
    mounts.extend(step.mounts.iter().map(|own| VolumeMount {
        sub_path: own.sub_path.clone(),
        ..mount(&user_volume(&own.volume, spec), &own.path)
    }));
    let (command, args) = command(step, gate);
    Container {
        name: container_name(index, &step.name),
        image: Some(step.image.clone()),
        image_pull_policy: Some(
            match step.pull {
                Pull::Always => "Always",
                Pull::Never => "Never",
                Pull::IfNotExists => "IfNotPresent",
            }
            .to_string(),
        ),
        command,
        args,
        working_dir: step.working_dir.clone(),
        // Its own output is only the preamble's, or why the shell could not be started at all.
        termination_message_policy: (gate == Gate::Shell)
            .then(|| "FallbackToLogsOnError".to_string()),
        env: Some(env),
        volume_mounts: Some(mounts),
        resources: requirements(step.requests, step.limits),
        security_context: Some(SecurityContext {
            privileged: Some(step.privileged),
            run_as_user: step.user,
            run_as_group: step.group,
            ..SecurityContext::default()
        }),
        ..Container::default()
    }
}

fn command(step: &Step, gate: Gate) -> (Option<Vec<String>>, Option<Vec<String>>) {
    let shell = |script: &str| {
        Some(vec![
            "/bin/sh".to_string(),
            "-c".to_string(),
            escape_expansion(script),
        ])
    };
    match (&step.run, gate) {
        (Run::Script(_), Gate::Shell) => (shell(&STEP_SCRIPT), None),
        // The kubelet holds the gate, and the output is the container's own.
        (Run::Script(_), _) => (
            shell(&format!("exec /bin/sh {CONTROL}/script < /dev/null 2>&1")),
            None,
        ),
        (Run::Entrypoint { args }, _) => (
            None,
            args.as_ref()
                .map(|args| args.iter().map(|arg| escape_expansion(arg)).collect()),
        ),
    }
}

/// Kubernetes replaces `$(NAME)` and `$$` in commands and values; doubling every `$` keeps the text.
fn escape_expansion(text: &str) -> String {
    text.replace('$', "$$")
}

/// The variables that come from the annotations of this step: their presence is its release.
fn gated_variables(index: usize, step: &Step) -> Vec<EnvVar> {
    let gate = from_annotation(GATE_VARIABLE, index, "build-status");
    STATUS_VARIABLES
        .iter()
        .filter(|(name, _)| !sets(step, name))
        .map(|(name, suffix)| from_annotation(name, index, suffix))
        .chain([gate])
        .collect()
}

/// Whether the step's own environment sets `name`: that wins over the status of the pipeline.
pub(super) fn sets(step: &Step, name: &str) -> bool {
    step.env.iter().any(|(own, _)| own == name)
}

fn from_annotation(name: &str, index: usize, suffix: &str) -> EnvVar {
    from_field(
        name,
        &format!("metadata.annotations['{}']", gate_annotation(index, suffix)),
    )
}

fn from_field(name: &str, path: &str) -> EnvVar {
    EnvVar {
        name: name.to_string(),
        value_from: Some(EnvVarSource {
            field_ref: Some(ObjectFieldSelector {
                field_path: path.to_string(),
                ..ObjectFieldSelector::default()
            }),
            ..EnvVarSource::default()
        }),
        ..EnvVar::default()
    }
}

fn variable(name: &str, value: &EnvValue, secret: Option<&str>) -> EnvVar {
    match value {
        EnvValue::Text(text) => EnvVar {
            name: name.to_string(),
            value: Some(escape_expansion(text)),
            ..EnvVar::default()
        },
        EnvValue::Secret(key) => EnvVar {
            name: name.to_string(),
            value_from: Some(EnvVarSource {
                secret_key_ref: Some(SecretKeySelector {
                    name: secret.unwrap_or_default().to_string(),
                    key: super::names::secret_key(key),
                    optional: None,
                }),
                ..EnvVarSource::default()
            }),
            ..EnvVar::default()
        },
    }
}

fn mount(volume: &str, path: &str) -> VolumeMount {
    VolumeMount {
        name: volume.to_string(),
        mount_path: path.to_string(),
        ..VolumeMount::default()
    }
}

fn user_volume(name: &str, spec: &Spec) -> String {
    let index = spec
        .volumes
        .iter()
        .position(|volume| volume.name == name)
        .unwrap_or_default();
    format!("volume-{index}")
}

fn volumes(spec: &Spec, tree: Option<Tree<'_>>) -> Vec<Volume> {
    let empty = |name: &str| Volume {
        name: name.to_string(),
        empty_dir: Some(EmptyDirVolumeSource::default()),
        ..Volume::default()
    };
    let mut volumes = vec![
        empty(WORKSPACE_VOLUME),
        empty(CONTROL_VOLUME),
        empty(GATE_VOLUME),
    ];
    volumes.push(Volume {
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
    });
    if let Some(tree) = tree {
        volumes.push(Volume {
            name: TREE_VOLUME.to_string(),
            projected: Some(ProjectedVolumeSource {
                sources: Some(projection(tree.secrets)),
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

/// Services and detached steps are reached by their names: all containers share one network.
fn host_aliases(spec: &Spec) -> Option<Vec<HostAlias>> {
    let services: Vec<String> = spec
        .steps
        .iter()
        .filter(|step| step.kind.is_background() && is_dns_subdomain(&step.name))
        .map(|step| step.name.clone())
        .collect();
    let mut aliases = Vec::new();
    if !services.is_empty() {
        aliases.push(HostAlias {
            ip: "127.0.0.1".to_string(),
            hostnames: Some(services),
        });
    }
    aliases.extend(spec.host_aliases.iter().map(|alias| HostAlias {
        ip: alias.ip.clone(),
        hostnames: Some(alias.hostnames.clone()),
    }));
    Some(aliases).filter(|aliases| !aliases.is_empty())
}

fn toleration(own: &crate::plan::spec::Toleration) -> Toleration {
    Toleration {
        key: own.key.clone(),
        operator: own.operator.clone(),
        value: own.value.clone(),
        effect: own.effect.clone(),
        toleration_seconds: own.seconds,
    }
}

fn requirements(requests: Resources, limits: Resources) -> Option<ResourceRequirements> {
    let limits_map = quantities(limits);
    // A limit without a request would be requested whole, for every step at once.
    let small = Resources {
        cpu_millis: limits.cpu_millis.map(|limit| limit.min(1)),
        memory_bytes: limits.memory_bytes.map(|limit| limit.min(4 << 20)),
    };
    let requests_map = quantities(Resources {
        cpu_millis: requests.cpu_millis.or(small.cpu_millis),
        memory_bytes: requests.memory_bytes.or(small.memory_bytes),
    });
    (limits_map.is_some() || requests_map.is_some()).then(|| ResourceRequirements {
        limits: limits_map,
        requests: requests_map,
        ..ResourceRequirements::default()
    })
}

fn quantities(resources: Resources) -> Option<BTreeMap<String, Quantity>> {
    let mut map = BTreeMap::new();
    if let Some(cpu) = resources.cpu_millis {
        map.insert("cpu".to_string(), Quantity(format!("{cpu}m")));
    }
    if let Some(memory) = resources.memory_bytes {
        map.insert("memory".to_string(), Quantity(memory.to_string()));
    }
    Some(map).filter(|map| !map.is_empty())
}
