//! What holds for every pipeline, whatever its file says: the policy, limits and requests of the
//! command line, and volumes of the command line.

use super::inputs::{HostMount, Inputs, ResourceRules};
use super::placement;
use super::spec::{Mount, Resources, Spec, Volume, VolumeSource};
use super::split;
use super::when;
use super::{compiler::resources, facts::Facts};
use crate::manifest::{Pipeline, Policy};
use crate::source::{Problem, Span};

/// The policy for a build: the first whose `match` holds, else the one named `default`, whatever
/// its own `match` says.
pub fn choose<'p>(policies: &'p [Policy], facts: &Facts) -> Option<&'p Policy> {
    let holds = |policy: &&Policy| when::mismatch("match", &policy.conditions, facts).is_none();
    policies.iter().find(holds).or_else(|| {
        policies
            .iter()
            .find(|policy| policy.name.value == "default")
    })
}

/// Applies everything to a plan, in the official runner's order of precedence.
///
/// # Errors
/// Volumes of the command line that cannot be mounted.
pub(super) fn apply(
    spec: &mut Spec,
    pipeline: &Pipeline,
    inputs: &Inputs,
    notes: &mut Vec<String>,
) -> Result<(), Vec<Problem>> {
    let mut rules = inputs.resources;
    let yaml_request = spec.requests;
    let mut policy_request = Resources::default();
    if let Some(policy) = &inputs.policy {
        adopt(spec, policy);
        policy_request = resources(&policy.resources.request);
        rules.limit = resources(&policy.resources.limit).or(rules.limit);
    }
    spec.requests = policy_request.or(yaml_request).or(rules.request);
    if inputs.compat {
        split::over_steps(spec, pipeline);
    }
    limit(spec, &rules);
    mount(spec, pipeline, &inputs.volumes, notes)
}

/// Placement and metadata of a policy.
fn adopt(spec: &mut Spec, policy: &Policy) {
    if let Some(namespace) = placement::text(&policy.metadata.namespace) {
        spec.namespace = Some(namespace);
    }
    if let Some(account) = placement::text(&policy.service_account) {
        spec.placement.service_account = Some(account);
    }
    if !policy.node_selector.is_empty() {
        let entries = policy.node_selector.iter();
        spec.placement.node_selector = entries
            .map(|entry| (entry.key.value.clone(), entry.value.value.clone()))
            .collect();
    }
    if !policy.tolerations.is_empty() {
        let all = policy.tolerations.iter();
        spec.placement.tolerations = all
            .map(|own| placement::toleration(own, own.seconds()))
            .collect();
    }
    for (map, given) in [
        (&mut spec.labels, &policy.metadata.labels),
        (&mut spec.annotations, &policy.metadata.annotations),
    ] {
        for entry in given {
            map.insert(entry.key.value.clone(), entry.value.value.clone());
        }
    }
}

/// Limits of each step, and the least that it requests.
fn limit(spec: &mut Spec, rules: &ResourceRules) {
    for step in &mut spec.steps {
        step.limits = step.limits.least(rules.limit);
        let mut requests = step.requests.most(rules.min_request);
        for (request, limit) in [
            (&mut requests.cpu_millis, step.limits.cpu_millis),
            (&mut requests.memory_bytes, step.limits.memory_bytes),
        ] {
            *request = request.map(|amount| limit.map_or(amount, |limit| amount.min(limit)));
        }
        step.requests = requests;
    }
}

/// Mounts folders of the node in all steps. What a step mounts at the same path itself stays.
fn mount(
    spec: &mut Spec,
    pipeline: &Pipeline,
    volumes: &[HostMount],
    notes: &mut Vec<String>,
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for (at, volume) in volumes.iter().enumerate() {
        if volume.container == spec.workspace {
            let start = Span::new(pipeline.span.start, pipeline.span.start);
            let message = format!(
                "--volume mounts {} at {}, where the working tree is",
                volume.host, volume.container
            );
            problems.push(Problem::error("volume-path", start, message));
            continue;
        }
        // No volume of a file can have this name: there it is one word.
        let name = format!("--volume {at}");
        for step in &mut spec.steps {
            if step.mounts.iter().any(|own| own.path == volume.container) {
                notes.push(format!(
                    "step {}: --volume {} is not mounted: the step has a volume of its own at {}",
                    step.name, volume.host, volume.container
                ));
                continue;
            }
            step.mounts.push(Mount {
                volume: name.clone(),
                path: volume.container.clone(),
                sub_path: None,
                read_only: volume.read_only,
            });
        }
        spec.volumes.push(Volume {
            name,
            source: VolumeSource::Host {
                path: volume.host.clone(),
            },
        });
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

impl Resources {
    /// These, and where one is not set the other.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            cpu_millis: self.cpu_millis.or(other.cpu_millis),
            memory_bytes: self.memory_bytes.or(other.memory_bytes),
        }
    }

    /// The smaller of each; what only one sets is that.
    fn least(self, other: Self) -> Self {
        self.with(other, i64::min)
    }

    /// The larger of each; what only one sets is that.
    fn most(self, other: Self) -> Self {
        self.with(other, i64::max)
    }

    fn with(self, other: Self, choose: fn(i64, i64) -> i64) -> Self {
        let of = |one: Option<i64>, two: Option<i64>| match (one, two) {
            (Some(one), Some(two)) => Some(choose(one, two)),
            (one, two) => one.or(two),
        };
        Self {
            cpu_millis: of(self.cpu_millis, other.cpu_millis),
            memory_bytes: of(self.memory_bytes, other.memory_bytes),
        }
    }
}
