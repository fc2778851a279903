//! The containers of a Pod: the helper, and one for each step.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use k8s_openapi::api::core::v1::{
    Container, EnvVar, EnvVarSource, ObjectFieldSelector, ResourceRequirements, SecretKeySelector,
    SecurityContext, VolumeMount,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::gate::{GATE_VARIABLE, Gate, STATUS_VARIABLES, sets};
use super::names::{container_name, gate_annotation};
use super::pod::PodOptions;
use super::sh::script;
use super::volumes::{
    CONTROL_VOLUME, GATE_VOLUME, STATUS_VOLUME, TREE_VOLUME, WORKSPACE_VOLUME, mount, scripted,
    step_volume, user_volume,
};
use crate::plan::spec::{EnvValue, Pull, Resources, Run, Spec, Step};

/// Name of the container that receives the tree and serves control and logs.
pub(super) const HELPER: &str = "drone-k8s-helper";
/// Where the helper sees the control folders of all steps.
const CONTROL: &str = "/run/drone-k8s";
/// Where a step sees its own control folder, if the status of the pipeline does not come from the API.
const STEP: &str = "/run/drone";

static HELPER_SCRIPT: LazyLock<String> = LazyLock::new(|| script(include_str!("sh/helper.sh")));
static STEP_SCRIPT: LazyLock<String> = LazyLock::new(|| script(include_str!("sh/step.sh")));
pub(super) fn helper(spec: &Spec, options: &PodOptions<'_>) -> Container {
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
    command.extend(scripted(spec).map(|index| index.to_string()));
    let mut mounts = vec![
        mount(CONTROL_VOLUME, CONTROL),
        mount(WORKSPACE_VOLUME, &spec.workspace),
    ];
    mounts.extend(
        scripted(spec).map(|index| mount(&step_volume(index), &format!("{CONTROL}/s/{index}"))),
    );
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

pub(super) fn container(
    index: usize,
    step: &Step,
    spec: &Spec,
    options: &PodOptions<'_>,
) -> Container {
    let gate = options.gates[index];
    let mut mounts = vec![mount(WORKSPACE_VOLUME, &spec.workspace)];
    let mut env: Vec<EnvVar> = step
        .env
        .iter()
        .map(|(name, value)| variable(name, value, options.secret))
        .collect();
    env.push(from_field("KUBERNETES_NODE", "spec.nodeName"));
    match gate {
        Gate::Shell => {
            mounts.push(mount(&step_volume(index), STEP));
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
                ..mount(STATUS_VOLUME, STEP)
            });
            if matches!(step.run, Run::Script(_)) {
                mounts.push(mount(&step_volume(index), CONTROL));
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
                ..mount(STATUS_VOLUME, STEP)
            });
        }
    }
    mounts.extend(step.mounts.iter().map(|own| VolumeMount {
        sub_path: own.sub_path.clone(),
        read_only: own.read_only.then_some(true),
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
            shell(&format!(
                "exec /bin/sh {CONTROL}/.step/script < /dev/null 2>&1"
            )),
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

fn from_annotation(name: &str, index: usize, suffix: &str) -> EnvVar {
    from_field(
        name,
        &format!("metadata.annotations['{}']", gate_annotation(index, suffix)),
    )
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
